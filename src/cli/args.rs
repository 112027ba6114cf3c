//! What can be said on the command line, and its way into a [`Config`].

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::{Config, Profile};
use crate::mark::{Policy, Treatment};
use crate::read::{Format, ReadOptions};
use crate::{Error, Kind, Result};

const ABOUT: &str = "Finds repeated passages in corpora of long reports and says exactly where each begins and ends";
const EXAMPLES: &str = "\
Examples:
  dittograph scan reports/ -o findings.jsonl      find what is repeated in a folder of texts
  dittograph show findings.jsonl                  list the families that were found
  dittograph show findings.jsonl 3                one of them with all its occurrences
  dittograph dedup corpus.jsonl -o clean/         write the corpus without the repetitions

Exit codes:
  0  done
  1  done, but documents were left out (each has a warning)
  2  not done
  130  interrupted";
const SCAN_EXAMPLES: &str = "\
Inputs are folders (.txt, .md, .jsonl and .ndjson in them, each also with .gz or .zst), such files,
or - for standard input. Findings are JSON lines; the summary goes to standard error.

Examples:
  dittograph scan reports/ -o findings.jsonl
  dittograph scan corpus.jsonl.zst --text-field content --id-field url -o findings.jsonl
  zcat corpus.jsonl.gz | dittograph scan - | grep '\"kind\":\"loop\"'";
const DEDUP_EXAMPLES: &str = "\
OUT is a new folder. It gets the documents under their names, packed as they were, and findings.jsonl.
Text outside the removed spans is the same byte for byte; of JSON lines only the text field changes.
Of every passage one occurrence stays, but boilerplate goes everywhere unless --keep-boilerplate says otherwise.

Examples:
  dittograph dedup reports/ -o clean/
  dittograph dedup corpus.jsonl -o clean/ --keep-boilerplate first";
const SHOW_EXAMPLES: &str = "\
The texts are read again from the inputs named in the findings; if those have moved, name them with --input.

Examples:
  dittograph show findings.jsonl
  dittograph show findings.jsonl 3 --input reports/";

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "dittograph", version, about = ABOUT, after_help = EXAMPLES, max_term_width = 110)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
    /// When to colour
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    pub(super) color: Color,
    /// Print neither progress nor summary
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Find repeated passages and write them as JSON lines
    #[command(after_help = SCAN_EXAMPLES)]
    Scan(Scan),
    /// Write the corpus without its repetitions
    #[command(after_help = DEDUP_EXAMPLES)]
    Dedup(Dedup),
    /// Show the families of a findings file
    #[command(after_help = SHOW_EXAMPLES)]
    Show(Show),
}

#[derive(Debug, Args)]
pub(super) struct Scan {
    /// Folders, text files, JSONL files, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,
    /// Write the findings to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) settings: Settings,
}

#[derive(Debug, Args)]
pub(super) struct Dedup {
    /// Folders, text files or JSONL files
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,
    /// The folder to make; it must not exist or be empty
    #[arg(long, short, value_name = "OUT")]
    pub(super) output: PathBuf,
    /// How much of boilerplate and templates stays
    #[arg(long, value_name = "WHICH", value_enum)]
    keep_boilerplate: Option<Keep>,
    #[command(flatten)]
    pub(super) settings: Settings,
}

#[derive(Debug, Args)]
pub(super) struct Show {
    /// A file that `scan` or `dedup` wrote
    #[arg(value_name = "FINDINGS")]
    pub(super) findings: PathBuf,
    /// The number of a family; without it all families are listed
    #[arg(value_name = "FAMILY")]
    pub(super) family: Option<u32>,
    /// Where the texts are, if not where they were
    #[arg(long, short, value_name = "INPUT", num_args = 1..)]
    pub(super) input: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Settings {
    /// Threads to use [default: one a processor]
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroUsize>,
    /// How many edits are tolerated, against how much work [default: auto, by the size of the corpus]
    #[arg(long, value_enum)]
    profile: Option<ProfileName>,
    #[arg(long, value_name = "N", help = min_symbols_help())]
    min_symbols: Option<u32>,
    #[arg(long, value_name = "X", help = min_bits_help())]
    min_bits: Option<f64>,
    #[arg(long, value_name = "FIELD", help = field_help("text", &ReadOptions::default().text_field))]
    text_field: Option<String>,
    #[arg(long, value_name = "FIELD", help = field_help("id", &ReadOptions::default().id_field))]
    id_field: Option<String>,
    /// The field of JSON lines that holds the document's source [default: none]
    #[arg(long, value_name = "FIELD")]
    source_field: Option<String>,
    /// The field of JSON lines that holds the document's date [default: none]
    #[arg(long, value_name = "FIELD")]
    date_field: Option<String>,
    /// The field of JSON lines whose number says how much a document is preferred [default: none]
    #[arg(long, value_name = "FIELD")]
    priority_field: Option<String>,
    /// What the files are encoded in, as gb18030, big5 or utf-16le [default: told from their bytes]
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// What files hold whose names don't say it, standard input too [default: told from their bytes]
    #[arg(long, value_enum)]
    format: Option<FormatName>,
}

fn min_symbols_help() -> String {
    format!(
        "Shortest passage that is reported, in Chinese characters or words [default: {}]",
        Config::default().min_symbols
    )
}

fn min_bits_help() -> String {
    format!("Information a passage must carry to be more than a stock phrase [default: {}]", Config::default().min_bits)
}

fn field_help(what: &str, default: &str) -> String {
    format!("The field of JSON lines that holds the {what} [default: {default}]")
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum Color {
    /// If the output is a terminal
    #[default]
    Auto,
    Always,
    Never,
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
enum Keep {
    /// All occurrences go
    None,
    /// The first occurrence stays
    First,
    /// All occurrences stay
    All,
}

impl Settings {
    /// What was said; what was not said is as [`Config`] has it.
    pub(super) fn config(&self) -> Config {
        let mut config = Config::default();
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
        config
    }

    /// Which fields are read. Errors: [`Error::Config`] for an empty name.
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

    pub(super) fn threads(&self) -> Option<usize> {
        self.threads.map(NonZeroUsize::get)
    }
}

impl Dedup {
    /// What is done with each kind; `None` if nothing was said.
    pub(super) fn policy(&self) -> Option<Policy> {
        Some(match self.keep_boilerplate? {
            Keep::None => Policy::default(),
            Keep::First => Policy::default().keeping_first_boilerplate(),
            Keep::All => {
                Policy::default().with(Kind::Boilerplate, Treatment::Keep).with(Kind::Template, Treatment::Keep)
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn what_is_not_said_is_as_the_configuration_has_it() {
        let cli = Cli::try_parse_from(["dittograph", "scan", "甲.txt"]).unwrap();
        let Command::Scan(scan) = cli.command else { panic!("not a scan") };
        assert_eq!(scan.settings.config(), Config::default());
        assert_eq!(scan.settings.read_options().unwrap(), ReadOptions::default());
    }

    #[test]
    fn what_is_said_arrives() {
        let line = [
            "dittograph",
            "dedup",
            "甲",
            "-o",
            "乙",
            "--profile",
            "huge",
            "--min-symbols",
            "30",
            "--text-field",
            "正文",
            "--priority-field",
            "meta.q",
        ];
        let Command::Dedup(dedup) = Cli::try_parse_from(line).unwrap().command else { panic!("not a dedup") };
        let config = dedup.settings.config();
        assert_eq!((config.profile, config.min_symbols), (Profile::Huge, 30));
        let options = dedup.settings.read_options().unwrap();
        assert_eq!((options.text_field.as_str(), options.priority_field.as_deref()), ("正文", Some("meta.q")));
        assert_eq!(options.date_field, None);
    }
}
