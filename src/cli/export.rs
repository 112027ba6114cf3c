//! `dittograph export`: findings in the forms of other programs.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::apart;
use super::exit::Exit;
use super::interrupt;
use super::screen::Screen;
use crate::report::export::{self, Form, Target};
use crate::report::{jsonl, output};
use crate::{Error, Result};

#[derive(Debug, Args)]
pub(super) struct Export {
    /// A file that `scan` or `dedup` wrote
    #[arg(value_name = "FINDINGS")]
    pub(super) findings: PathBuf,
    /// The form
    #[arg(long, value_enum, value_name = "FORM")]
    to: FormName,
    /// The file to write, - for standard output; of dolma the folder to make
    #[arg(long, short, value_name = "OUT")]
    pub(super) output: PathBuf,
    /// Where the texts are, if not where they were
    #[arg(long, short, value_name = "INPUT", num_args = 1..)]
    input: Vec<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormName {
    /// Attributes for dolma: a folder with a file for each input file, a row for each document
    Dolma,
    /// JSON lines for datatrove: text, id, spans in the metadata
    Datatrove,
    /// W3C Web Annotations as one JSON-LD page
    Annotations,
    /// A table for spreadsheets, a row for each finding
    Csv,
    /// A summary as Markdown
    Markdown,
}

impl Export {
    /// Whether it makes a folder, not a file.
    pub(super) fn makes_folder(&self) -> bool {
        matches!(self.to, FormName::Dolma)
    }
}

pub(super) fn run(export: &Export, screen: Screen) -> Result<Exit> {
    let findings = jsonl::read(&export.findings)?;
    let inputs = if export.input.is_empty() {
        findings.header.inputs.iter().map(PathBuf::from).collect()
    } else {
        export.input.clone()
    };
    if inputs.is_empty() || inputs.iter().any(|input| input.as_os_str() == "-") {
        let reason = "the texts came from standard input or from memory; name them with --input".into();
        return Err(Error::Config { option: "input", value: "-".into(), reason });
    }
    output::outside(output::Target { option: "output", path: &export.output }, &inputs)?;
    let form = match export.to {
        FormName::Dolma => Form::Dolma,
        FormName::Datatrove => Form::Datatrove,
        FormName::Annotations => Form::Annotations,
        FormName::Csv => Form::Csv,
        FormName::Markdown => Form::Markdown,
    };
    let target = if export.makes_folder() {
        Target::folder(form, &export.output)?
    } else {
        Target::file(form, apart::begun(&export.output)?)
    };
    interrupt::note(target.under_way());
    let progress = screen.progress();
    let warnings = export::write(&findings, &inputs, target, &progress)?;
    drop(progress);
    for warning in &warnings {
        screen.tell(&format!("{} {}\n", warning.doc, warning.message));
    }
    Ok(if warnings.is_empty() { Exit::Done } else { Exit::Partly })
}
