//! The command line: what the user says, what the library does with it, what the user sees.
//!
//! Detects nothing and owns no default of the detection.

mod actions;
mod apart;
mod args;
mod boilerplate;
mod check;
mod compare;
mod config_file;
mod dedup;
mod exit;
mod export;
mod hints;
mod interrupt;
mod markdown;
mod obeyed;
mod report;
mod resume;
mod scan;
mod screen;
mod settings;
mod shells;
mod show;
mod stage;
mod texts;
mod usage;
mod wrong;

use std::env;
use std::ffi::OsString;
use std::io;

use clap::error::ErrorKind;
use clap::{ArgMatches, CommandFactory, FromArgMatches};

pub use exit::Exit;

use crate::{Error, Result};
use args::{Cli, Color, Command};
use config_file::Arguments;
use screen::{Screen, Talk};

/// Runs the command that the process was called with.
pub fn main() -> Exit {
    let said: Vec<OsString> = env::args_os().collect();
    let (cli, matches, args) = match parsed(&said) {
        Ok(parsed) => parsed,
        Err(exit) => return exit,
    };
    let talk = match (cli.quiet, cli.verbose) {
        (true, _) => Talk::Quiet,
        (_, true) => Talk::Verbose,
        (false, false) => Talk::Usual,
    };
    let screen = Screen::new(cli.color, talk);
    interrupt::watch();
    match apart::check(&cli).and_then(|()| run(&cli.command, &matches, screen)) {
        Ok(exit) => exit,
        Err(Error::Write { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(error) => {
            let place = if let Error::Config { option, .. } = &error { args.place(option, &said) } else { None };
            let exit = failed(&error, place, screen);
            if let Command::Dedup(dedup) = &cli.command {
                screen.tell(&dedup::stopped(dedup));
            }
            exit
        }
    }
}

/// What the process was called with, the configuration file's options among it.
fn parsed(said: &[OsString]) -> std::result::Result<(Cli, ArgMatches, Arguments), Exit> {
    let mut command = Cli::command();
    command.build();
    let screen = Screen::new(Color::Auto, Talk::Usual);
    let args = config_file::with_file(said.to_vec(), &command).map_err(|error| failed(&error, None, screen))?;
    let parsed = match wrong::twice(said, &command) {
        Some(error) => Err(error),
        None => command.try_get_matches_from_mut(&args.all).and_then(|matches| {
            let error = obeyed::refused(&matches, &args, said, &mut command);
            error.map_or(Ok(matches), Err)
        }),
    };
    match parsed.and_then(|matches| Cli::from_arg_matches(&matches).map(|cli| (cli, matches))) {
        Ok((cli, matches)) => Ok((cli, matches, args)),
        Err(error) => Err(refused(&error, said, &args, (&command, screen))),
    }
}

/// Says why a call can't be obeyed, or the help that was asked for.
fn refused(
    error: &clap::Error,
    said: &[OsString],
    args: &Arguments,
    (command, screen): (&clap::Command, Screen),
) -> Exit {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            if error.use_stderr() { Exit::Failed } else { Exit::Done }
        }
        _ => {
            let place = wrong::option(error).and_then(|option| args.place(option, said));
            screen.say(&wrong::paragraph(error, place, said, command));
            Exit::Failed
        }
    }
}

fn run(command: &Command, matches: &ArgMatches, screen: Screen) -> Result<Exit> {
    match command {
        Command::Check(check) => check::run(check, screen),
        Command::Scan(scan) => scan::run(scan, screen),
        Command::Dedup(dedup) => dedup::run(dedup, matches, screen),
        Command::Boilerplate(boilerplate) => boilerplate::run(boilerplate, screen),
        Command::Show(show) => show::run(show, screen),
        Command::Report(report) => report::run(report, screen),
        Command::Compare(compare) => compare::run(compare, screen),
        Command::Export(export) => export::run(export, screen),
        Command::Config(_) => shells::config(matches, screen),
        Command::Completions { shell } => shells::completions(*shell, screen),
        Command::Man { folder } => shells::man(folder),
    }
}

/// Says what went wrong, where in a configuration file, and what can be done about it, as one paragraph.
fn failed(error: &Error, place: Option<&str>, screen: Screen) -> Exit {
    let hint = hints::of(error).map(|hint| format!(". {hint}")).unwrap_or_default();
    let place = place.map(|place| format!("{place}: ")).unwrap_or_default();
    screen.say(&format!("\x1b[1;31merror:\x1b[0m {place}{error}{hint}\n"));
    Exit::Failed
}

/// What standard output can't take. A reader that went away is no fault: see [`main`].
fn unprintable(source: io::Error) -> Error {
    Error::Write { path: "standard output".into(), source }
}
