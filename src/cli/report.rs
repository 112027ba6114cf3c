//! `dittograph report`: the page that people read, made of a findings file and the texts, which are read again.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::apart;
use super::exit::Exit;
use super::interrupt;
use super::markdown::{self, Summary};
use super::screen::Screen;
use crate::Result;
use crate::int::{agreeing, counted, grouped};
use crate::report::folder::OutputFolder;
use crate::report::jsonl;
use crate::report::output::{self, Target};
use crate::report::page::{self, Embedded, Inputs, Language, Options, Texts};

#[derive(Debug, Args)]
pub(super) struct Report {
    /// A file that `scan` or `dedup` wrote
    #[arg(value_name = "FINDINGS")]
    pub(super) findings: PathBuf,
    /// The HTML file to write, - for standard output; with --split the folder to make; with --markdown a file, standard output
    /// unless said
    #[arg(long, short, value_name = "OUT", required_unless_present = "markdown")]
    pub(super) output: Option<PathBuf>,
    /// Where the texts are, if not where they were
    #[arg(long, short, value_name = "INPUT", num_args = 1..)]
    input: Vec<PathBuf>,
    /// The language of the page's own words; without it that of the texts
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    lang: Option<LanguageName>,
    /// How many characters of text may be put into the page; above it only the findings with what stands around them
    #[arg(long, value_name = "CHARACTERS", default_value_t = Options::default().max_text_chars)]
    max_text: u64,
    /// Make a folder with the page and all texts in files beside it
    #[arg(long, conflicts_with = "max_text")]
    pub(super) split: bool,
    /// Write a short summary in Markdown instead, as for a pull request
    #[arg(long, conflicts_with_all = ["split", "max_text", "lang"])]
    markdown: bool,
    /// An earlier findings file: the summary says what came and went since
    #[arg(long, value_name = "FINDINGS", requires = "markdown")]
    pub(super) baseline: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LanguageName {
    /// English
    En,
    /// Chinese
    Zh,
}

pub(super) fn run(report: &Report, screen: Screen) -> Result<Exit> {
    let findings = jsonl::read(&report.findings)?;
    let inputs = if report.input.is_empty() { Inputs::Remembered } else { Inputs::Named(report.input.clone()) };
    let places: Vec<PathBuf> = match &inputs {
        Inputs::Remembered => findings.header.inputs.iter().map(PathBuf::from).collect(),
        Inputs::Named(named) => named.clone(),
    };
    let Some(output) = report.output.as_deref().filter(|_| !report.markdown) else {
        let (baseline, output) = (report.baseline.as_deref(), apart::file(report.output.as_ref()));
        let output = output.map(PathBuf::as_path);
        return markdown::run(&Summary { findings: &findings, baseline, inputs: &places, output }, screen);
    };
    output::outside(Target { option: "output", path: output }, &places)?;
    let progress = screen.progress();
    let texts = Texts::read(&findings, &inputs, &progress)?;
    drop(progress);
    let language = match report.lang {
        None => Language::Auto,
        Some(LanguageName::En) => Language::English,
        Some(LanguageName::Zh) => Language::Chinese,
    };
    let options = Options { language, max_text_chars: report.max_text };
    let written = if report.split {
        let folder = OutputFolder::create(output)?;
        interrupt::note(folder.under_way());
        page::write_folder(&findings, &texts, options, folder)?
    } else {
        let file = apart::begun(output)?;
        interrupt::note(file.under_way());
        page::write(&findings, &texts, options, file)?
    };
    tell(report, &texts, written, screen);
    Ok(if texts.warnings.is_empty() { Exit::Done } else { Exit::Partly })
}

/// Says what of the texts is not in the page, and why.
fn tell(report: &Report, texts: &Texts, written: Embedded, screen: Screen) {
    for warning in &texts.warnings {
        screen.tell(&format!("{} {}\n", warning.doc, warning.message));
    }
    if written.excerpts + written.left_out > 0 {
        let Embedded { whole, excerpts, left_out, findings_without_text: bare } = written;
        screen.tell(&format!(
            "the texts have more than {}: {} {} in the page as a whole, {} in excerpts, {} without text; \
             {} {} shown without text. --max-text lets more in, --split all\n",
            counted(report.max_text, "character"),
            counted(whole, "document"),
            agreeing(whole, "is", "are"),
            grouped(excerpts),
            grouped(left_out),
            counted(bare, "finding"),
            agreeing(bare, "is", "are"),
        ));
    }
}
