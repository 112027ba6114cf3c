//! What a call writes, and what it reads beside its corpus: no file is both, none is written twice, and `-` is standard output
//! where one file is written and an error elsewhere. Looked at before anything is read.

use std::path::{Path, PathBuf};

use super::args::{Cli, Command, Inputs};
use super::settings::Settings;
use crate::report::output::{self, OutputFile, Target};
use crate::{Error, Result};

const FOLDER: &str = "a folder can't be written to standard output; name one, ./- if it is called so";
const PHRASES: &str = "the stock phrases can't be written to standard output; name a file, ./- if it is called so";
const JSON: &str = "--json prints the summary on standard output; name a file for the findings";

/// What one call writes and reads.
#[derive(Default)]
struct Paths<'a> {
    /// Each with the reason why it can't be standard output, if it can't.
    written: Vec<(Target<'a>, Option<&'static str>)>,
    read: Vec<&'a Path>,
}

/// Errors: [`Error::Config`] for the first output that can't be where it was said to be.
pub(super) fn check(cli: &Cli) -> Result<()> {
    let paths = paths(cli);
    for (Target { option, path }, no) in &paths.written {
        if let Some(reason) = no.filter(|_| is_stdout(path)) {
            return Err(Error::Config { option, value: "-".into(), reason: reason.into() });
        }
    }
    let files = paths.written.iter().map(|(target, _)| *target).filter(|target| !is_stdout(target.path));
    output::apart(&files.collect::<Vec<_>>(), &paths.read)
}

fn paths(cli: &Cli) -> Paths<'_> {
    let mut paths = Paths::default();
    paths.read.extend(cli.config.as_deref());
    match &cli.command {
        Command::Scan(scan) => {
            paths.output(scan.output.as_deref(), scan.json.then_some(JSON));
            paths.search(&scan.inputs, &scan.settings);
        }
        Command::Boilerplate(boilerplate) => {
            paths.output(boilerplate.output.as_deref(), None);
            paths.search(&boilerplate.inputs, &boilerplate.settings);
        }
        Command::Dedup(dedup) => {
            paths.output(dedup.output.as_deref(), Some(FOLDER));
            paths.read.extend(dedup.from.as_deref().into_iter().chain(dedup.decisions.as_deref()));
            match dedup.from {
                None => paths.search(&dedup.inputs, &dedup.settings),
                Some(_) => paths.read.extend(dedup.inputs.files_from.as_deref()),
            }
        }
        Command::Report(report) => {
            paths.output(report.output.as_deref(), report.split.then_some(FOLDER));
            paths.read.push(&report.findings);
            paths.read.extend(report.baseline.as_deref());
        }
        Command::Export(export) => {
            paths.output(Some(&export.output), export.makes_folder().then_some(FOLDER));
            paths.read.push(&export.findings);
        }
        Command::Check(_)
        | Command::Show(_)
        | Command::Compare(_)
        | Command::Config(_)
        | Command::Completions { .. }
        | Command::Man { .. } => {}
    }
    paths
}

impl<'a> Paths<'a> {
    fn output(&mut self, path: Option<&'a Path>, no: Option<&'static str>) {
        self.written.extend(path.map(|path| (Target { option: "output", path }, no)));
    }

    /// What every search may write and read.
    fn search(&mut self, inputs: &'a Inputs, settings: &'a Settings) {
        let formulas = settings.formulas.as_deref().map(|path| (Target { option: "formulas", path }, Some(PHRASES)));
        self.written.extend(formulas);
        self.read.extend(inputs.files_from.as_deref().filter(|list| !is_stdout(list)));
        self.read.extend(settings.known.iter().map(PathBuf::as_path));
    }
}

fn is_stdout(path: &Path) -> bool {
    path == Path::new("-")
}

/// The file that `--output` names; `None` for standard output.
pub(super) fn file(path: Option<&PathBuf>) -> Option<&PathBuf> {
    path.filter(|path| !is_stdout(path))
}

/// Begins the one file that is written. Errors: [`Error::Write`].
pub(super) fn begun(path: &Path) -> Result<OutputFile> {
    if is_stdout(path) {
        return Ok(OutputFile::stream(Path::new("standard output"), std::io::stdout()));
    }
    OutputFile::create(path)
}
