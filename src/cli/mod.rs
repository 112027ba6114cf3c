//! The command line: what the user says, what the library does with it, what the user sees.
//!
//! Detects nothing and owns no default of the detection.

mod actions;
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
use screen::{Screen, Talk};

/// Runs the command that the process was called with.
pub fn main() -> Exit {
    let (cli, matches) = match parsed() {
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
    match run(&cli.command, &matches, screen) {
        Ok(exit) => exit,
        Err(Error::Write { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(error) => {
            let exit = failed(&error, screen);
            if let Command::Dedup(dedup) = &cli.command {
                screen.tell(&dedup::stopped(dedup));
            }
            exit
        }
    }
}

/// What the process was called with, the configuration file's options among it.
fn parsed() -> std::result::Result<(Cli, ArgMatches), Exit> {
    let mut command = Cli::command();
    command.build();
    let said: Vec<OsString> = env::args_os().collect();
    let screen = Screen::new(Color::Auto, Talk::Usual);
    let args = config_file::with_file(said.clone(), &command).map_err(|error| failed(&error, screen))?;
    let parsed = match wrong::twice(&said, &command) {
        Some(error) => Err(error),
        None => command.try_get_matches_from_mut(args),
    };
    let parsed = parsed.and_then(|matches| Cli::from_arg_matches(&matches).map(|cli| (cli, matches)));
    parsed.map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = error.print();
            if error.use_stderr() { Exit::Failed } else { Exit::Done }
        }
        _ => {
            screen.say(&wrong::paragraph(&error, &said, &command));
            Exit::Failed
        }
    })
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

/// Says what went wrong and what can be done about it, as one paragraph.
fn failed(error: &Error, screen: Screen) -> Exit {
    let hint = hints::of(error).map(|hint| format!(". {hint}")).unwrap_or_default();
    screen.say(&format!("\x1b[1;31merror:\x1b[0m {error}{hint}\n"));
    Exit::Failed
}

/// What standard output can't take. A reader that went away is no fault: see [`main`].
fn unprintable(source: io::Error) -> Error {
    Error::Write { path: "standard output".into(), source }
}
