//! Options that say what is searched and how files are read, and their way into a [`Config`] and [`ReadOptions`].

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::config::{Config, Level, Profile};
use crate::read::{Format, ReadOptions};
use crate::{Error, Result};

#[derive(Debug, Args)]
pub(super) struct Settings {
    /// Passages known to be boilerplate: text files with one a paragraph, JSONL, or folders of them
    #[arg(long, value_name = "FILE", num_args = 1, help_heading = "Searching")]
    pub(super) known: Vec<PathBuf>,
    /// Don't take site furniture for boilerplate by its form alone
    #[arg(long, help_heading = "Searching")]
    no_form: bool,
    /// Write the stock phrases to this file, those of most documents first
    #[arg(long, value_name = "FILE", help_heading = "Searching")]
    pub(super) formulas: Option<PathBuf>,
    /// Threads to use [default: one a processor]
    #[arg(long, value_name = "N", help_heading = "Searching")]
    threads: Option<NonZeroUsize>,
    /// How many edits are tolerated, against how much work [default: auto, by the size of the corpus]
    #[arg(long, value_enum, help_heading = "Searching")]
    profile: Option<ProfileName>,
    #[arg(long, value_name = "N", help = min_symbols_help(), help_heading = "Searching")]
    min_symbols: Option<u32>,
    #[arg(long, value_name = "X", help = min_bits_help(), help_heading = "Searching")]
    min_bits: Option<f64>,
    /// What to look for [default: all]
    #[arg(long, help_heading = "Searching", value_name = "LEVEL", value_enum)]
    level: Option<LevelName>,
    #[arg(long, help_heading = "Searching", value_name = "X", help = similarity_help())]
    similarity: Option<f64>,
    #[arg(long, help_heading = "Searching", value_name = "X", help = coverage_help())]
    coverage: Option<f64>,
    #[arg(long, help_heading = "Searching", value_name = "K", help = document_shingle_help())]
    document_shingle: Option<u32>,
    /// Sources whose documents are rather kept, the best first
    #[arg(long, help_heading = "Searching", value_name = "SOURCE", value_delimiter = ',')]
    prefer_source: Vec<String>,
    #[command(flatten)]
    fields: FieldArgs,
}

/// How files are read.
#[derive(Debug, Args)]
pub(super) struct FieldArgs {
    #[arg(long, value_name = "FIELD", help = field_help("text", &ReadOptions::default().text_field), help_heading = "Reading")]
    text_field: Option<String>,
    #[arg(long, value_name = "FIELD", help = field_help("id", &ReadOptions::default().id_field), help_heading = "Reading")]
    id_field: Option<String>,
    /// The field or column that holds the document's source [default: none]
    #[arg(long, value_name = "FIELD", help_heading = "Reading")]
    source_field: Option<String>,
    /// The field or column that holds the document's date [default: none]
    #[arg(long, value_name = "FIELD", help_heading = "Reading")]
    date_field: Option<String>,
    /// The field or column whose number says how much a document is preferred [default: none]
    #[arg(long, value_name = "FIELD", help_heading = "Reading")]
    priority_field: Option<String>,
    /// What the files are encoded in, as gb18030, big5 or utf-16le [default: told from their bytes]
    #[arg(long, value_name = "NAME", help_heading = "Reading")]
    encoding: Option<String>,
    /// What files hold whose names don't say it, standard input too [default: told from their bytes]
    #[arg(long, value_enum, help_heading = "Reading")]
    format: Option<FormatName>,
}

fn min_symbols_help() -> String {
    format!(
        "Shortest passage that is reported, in Chinese characters or words; below about one clause stock phrases \
         outnumber copies [default: {}]",
        Config::default().min_symbols
    )
}

fn min_bits_help() -> String {
    format!(
        "Information a passage must carry to be more than a stock phrase, which carry up to 90, short true copies \
         from 100 [default: {}]",
        Config::default().min_bits
    )
}

fn similarity_help() -> String {
    let default = Config::default().similarity;
    format!("Share of common shingles from which documents are nearly the same [default: {default}]")
}

fn coverage_help() -> String {
    let default = Config::default().coverage;
    format!("Share of a document that must stand in another for it to be contained there [default: {default}]")
}

fn document_shingle_help() -> String {
    format!("Symbols a shingle for --similarity [default: {}]", Config::default().document_shingle)
}

fn field_help(what: &str, default: &str) -> String {
    format!("The field or column that holds the {what}; meta.site is the field site in meta [default: {default}]")
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ProfileName {
    /// By the size of the corpus
    Auto,
    /// Passages with one edit in five; for small corpora and noisy text
    Sensitive,
    /// Every exact repeat of 20 symbols
    Default,
    /// Every exact repeat of 32 symbols; for corpora of many gigabytes
    Huge,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FormatName {
    /// One text
    Text,
    /// One JSON object a line
    Jsonl,
    /// An array of JSON objects
    Json,
    /// Cells parted by commas, their names in the first row
    Csv,
    /// The same, parted by tabs
    Tsv,
    Parquet,
}

impl FormatName {
    fn format(self) -> Format {
        match self {
            Self::Text => Format::Text,
            Self::Jsonl => Format::Jsonl,
            Self::Json => Format::Json,
            Self::Csv => Format::Csv,
            Self::Tsv => Format::Tsv,
            Self::Parquet => Format::Parquet,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum LevelName {
    /// Documents that are the same, nearly the same or stand in another
    Documents,
    /// Passages
    Passages,
    /// Both
    All,
}

impl LevelName {
    fn level(self) -> Level {
        match self {
            Self::Documents => Level::Documents,
            Self::Passages => Level::Passages,
            Self::All => Level::All,
        }
    }
}

impl Settings {
    /// What was said; what was not said is as [`Config`] has it.
    pub(super) fn config(&self) -> Config {
        let mut config = Config { boilerplate_form: !self.no_form, ..Config::default() };
        if let Some(profile) = self.profile {
            config.profile = match profile {
                ProfileName::Auto => Profile::Auto,
                ProfileName::Sensitive => Profile::Sensitive,
                ProfileName::Default => Profile::Default,
                ProfileName::Huge => Profile::Huge,
            };
        }
        config.min_symbols = self.min_symbols.unwrap_or(config.min_symbols);
        config.min_bits = self.min_bits.unwrap_or(config.min_bits);
        config.level = self.level().unwrap_or(config.level);
        config.similarity = self.similarity.unwrap_or(config.similarity);
        config.coverage = self.coverage.unwrap_or(config.coverage);
        config.document_shingle = self.document_shingle.unwrap_or(config.document_shingle);
        config.preferred_sources.clone_from(&self.prefer_source);
        config
    }

    /// How files are read. Errors: [`Error::Config`] for an empty name.
    pub(super) fn read_options(&self) -> Result<ReadOptions> {
        self.fields.read_options()
    }

    /// What is looked for, if it was said.
    pub(super) fn level(&self) -> Option<Level> {
        self.level.map(LevelName::level)
    }

    pub(super) fn threads(&self) -> Option<usize> {
        self.threads.map(NonZeroUsize::get)
    }
}

impl FieldArgs {
    /// How files are read. Errors: [`Error::Config`] for an empty name.
    pub(super) fn read_options(&self) -> Result<ReadOptions> {
        let standard = ReadOptions::default();
        let field = |option, said: &Option<String>| match said.as_deref() {
            Some("") => Err(Error::Config { option, value: "\"\"".into(), reason: "a field must have a name".into() }),
            _ => Ok(said.clone()),
        };
        Ok(ReadOptions {
            text_field: field("text-field", &self.text_field)?.unwrap_or(standard.text_field),
            id_field: field("id-field", &self.id_field)?.unwrap_or(standard.id_field),
            source_field: field("source-field", &self.source_field)?,
            date_field: field("date-field", &self.date_field)?,
            priority_field: field("priority-field", &self.priority_field)?,
            encoding: field("encoding", &self.encoding)?,
            format: self.format.map(FormatName::format),
        })
    }
}
