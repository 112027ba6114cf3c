//! The command line: what the user says, what the library does with it, what the user sees.
//!
//! Detects nothing and owns no default of the detection.

mod args;
mod exit;
mod screen;
mod show;

use std::io::{self, BufWriter};
use std::path::PathBuf;

use clap::Parser;

pub use exit::Exit;

use crate::engine::{self, Analysis, Progress};
use crate::read::{FileSource, ReadOptions};
use crate::report::edits::Style;
use crate::report::verdicts::Verdicts;
use crate::report::{corpus, jsonl, output, terminal};
use crate::{Error, Result, mark};
use args::{Cli, Command, Dedup, Scan, Settings};
use screen::Screen;

/// Runs the command that the process was called with.
pub fn main() -> Exit {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { Exit::Failed } else { Exit::Done };
        }
    };
    let screen = Screen::new(cli.color, cli.quiet);
    let done = match &cli.command {
        Command::Scan(scan) => run_scan(scan, screen),
        Command::Dedup(dedup) => run_dedup(dedup, screen),
        Command::Show(show) => show::run(show, screen),
    };
    match done {
        Ok(exit) => exit,
        Err(Error::Write { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => Exit::Done,
        Err(error) => {
            screen.say(&format!("\x1b[1;31merror:\x1b[0m {error}\n"));
            Exit::Failed
        }
    }
}

/// What standard output can't take. A reader that went away is no fault: see [`main`].
fn unprintable(source: io::Error) -> Error {
    Error::Write { path: "standard output".into(), source }
}

fn analyse(source: &mut FileSource, settings: &Settings, progress: &dyn Progress) -> Result<Analysis> {
    let config = settings.config();
    engine::pool(settings.threads())?.install(|| engine::run(source, &config, progress))
}

fn exit(analysis: &Analysis) -> Exit {
    if analysis.warnings.iter().any(|warning| warning.skipped) { Exit::Partly } else { Exit::Done }
}

fn run_scan(scan: &Scan, screen: Screen) -> Result<Exit> {
    let options = scan.settings.read_options()?;
    let mut source = FileSource::open(&scan.inputs, options.clone())?;
    let file = match &scan.output {
        Some(path) => {
            output::outside(path, &scan.inputs)?;
            Some((path, output::OutputFile::create(path)?))
        }
        None => None,
    };
    let progress = screen.progress();
    let analysis = analyse(&mut source, &scan.settings, &progress)?;
    drop(progress);
    match file {
        Some((path, mut file)) => {
            let written = jsonl::write(&analysis, &names(&scan.inputs), &options, &mut file);
            written.map_err(|source| Error::Write { path: path.clone(), source })?;
            file.finish()?;
        }
        None => print(&analysis, &scan.inputs, &options)?,
    }
    screen.tell(&terminal::summary(&analysis, Screen::width()));
    Ok(exit(&analysis))
}

fn print(analysis: &Analysis, inputs: &[PathBuf], options: &ReadOptions) -> Result<()> {
    let mut stdout = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    jsonl::write(analysis, &names(inputs), options, &mut stdout).map_err(unprintable)
}

fn names(inputs: &[PathBuf]) -> Vec<String> {
    inputs.iter().map(|input| input.display().to_string()).collect()
}

fn run_dedup(dedup: &Dedup, screen: Screen) -> Result<Exit> {
    let options = dedup.settings.read_options()?;
    let mut source = FileSource::open(&dedup.inputs, options.clone())?;
    if let Some(value) = source.stream() {
        let reason = "can be read only once, but dedup reads its inputs twice; write it to a file first".into();
        return Err(Error::Config { option: "input", value, reason });
    }
    output::outside(&dedup.output, &dedup.inputs)?;
    let folder = output::OutputFolder::create(&dedup.output)?;
    let progress = screen.progress();
    let mut analysis = analyse(&mut source, &dedup.settings, &progress)?;
    if let Some(policy) = dedup.policy() {
        analysis.marks = mark::marks(&analysis.findings, &analysis.documents, &policy);
    }
    let style = Style::default();
    corpus::write(&Verdicts::Run(&analysis), &dedup.inputs, &options, &style, &folder, &progress)?;
    corpus::findings(&analysis, &names(&dedup.inputs), &options, &folder)?;
    drop(progress);
    folder.finish()?;
    screen.tell(&terminal::summary(&analysis, Screen::width()));
    Ok(exit(&analysis))
}
