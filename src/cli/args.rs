//! What can be said on the command line, and its way into a [`Config`].

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::config::{Config, Level, Profile};
use crate::mark::{DocumentPolicy, Policy, Treatment};
use crate::read::ReadOptions;
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
const BOILERPLATE_EXAMPLES: &str = "\
Each passage is a JSON line with its text, so that the file can be named with --known.

Examples:
  dittograph boilerplate crawl-2023/ -o known.jsonl
  dittograph dedup crawl-2024/ -o clean/ --known known.jsonl";
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
    /// Write the boilerplate of a corpus, so that other runs know it
    #[command(after_help = BOILERPLATE_EXAMPLES)]
    Boilerplate(Boilerplate),
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
    /// What becomes of documents that are nearly the same [default: keep-first with --level documents and --level all,
    /// else keep]
    #[arg(long, value_name = "WHAT", value_enum)]
    near_duplicates: Option<NearDuplicates>,
    /// Don't take the usual notices and bars, which the program knows, for boilerplate wherever they stand
    #[arg(long)]
    pub(super) no_known: bool,
    #[command(flatten)]
    pub(super) settings: Settings,
}

#[derive(Debug, Args)]
pub(super) struct Boilerplate {
    /// Folders, text files, JSONL files, or - for standard input
    #[arg(required = true, value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,
    /// Write the passages to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
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
    /// Passages known to be boilerplate: text files with one a paragraph, JSONL, or folders of them
    #[arg(long, value_name = "FILE", num_args = 1)]
    pub(super) known: Vec<PathBuf>,
    /// Don't take site furniture for boilerplate by its form alone
    #[arg(long)]
    no_form: bool,
    /// Write the stock phrases to this file, those of most documents first
    #[arg(long, value_name = "FILE")]
    pub(super) formulas: Option<PathBuf>,
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
    /// What to look for [default: all]
    #[arg(long, value_name = "LEVEL", value_enum)]
    level: Option<LevelName>,
    #[arg(long, value_name = "X", help = similarity_help())]
    similarity: Option<f64>,
    #[arg(long, value_name = "X", help = coverage_help())]
    coverage: Option<f64>,
    #[arg(long, value_name = "K", help = document_shingle_help())]
    document_shingle: Option<u32>,
    /// Sources whose documents are rather kept, the best first
    #[arg(long, value_name = "SOURCE", value_delimiter = ',')]
    prefer_source: Vec<String>,
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
enum LevelName {
    /// Documents that are the same, nearly the same or stand in another
    Documents,
    /// Passages
    Passages,
    /// Both
    All,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum NearDuplicates {
    /// All stay
    Keep,
    /// All stay; JSON lines get the field `near_duplicate_of`
    Label,
    /// The canonical document of each family stays
    KeepFirst,
    /// None of a family stays
    Drop,
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
        config.level = match self.level {
            None => config.level,
            Some(LevelName::Documents) => Level::Documents,
            Some(LevelName::Passages) => Level::Passages,
            Some(LevelName::All) => Level::All,
        };
        config.similarity = self.similarity.unwrap_or(config.similarity);
        config.coverage = self.coverage.unwrap_or(config.coverage);
        config.document_shingle = self.document_shingle.unwrap_or(config.document_shingle);
        config.preferred_sources.clone_from(&self.prefer_source);
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
        })
    }

    pub(super) fn threads(&self) -> Option<usize> {
        self.threads.map(NonZeroUsize::get)
    }
}

impl Dedup {
    /// What is done with each kind.
    pub(super) fn policy(&self) -> Policy {
        match self.keep_boilerplate {
            None | Some(Keep::None) => Policy::default(),
            Some(Keep::First) => Policy::default().keeping_first_boilerplate(),
            Some(Keep::All) => {
                Policy::default().with(Kind::Boilerplate, Treatment::Keep).with(Kind::Template, Treatment::Keep)
            }
        }
    }

    /// What is done with whole documents: who asks for documents wants them clean.
    pub(super) fn document_policy(&self) -> DocumentPolicy {
        match (self.near_duplicates, self.settings.level) {
            (Some(NearDuplicates::Keep), _) | (None, None | Some(LevelName::Passages)) => DocumentPolicy::Keep,
            (Some(NearDuplicates::Label), _) => DocumentPolicy::Label,
            (Some(NearDuplicates::KeepFirst), _) | (None, Some(_)) => DocumentPolicy::KeepFirst,
            (Some(NearDuplicates::Drop), _) => DocumentPolicy::Drop,
        }
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
