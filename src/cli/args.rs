//! What can be said on the command line, and its way into a [`Config`].

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::read;
use crate::{Error, Kind, Result};

use super::actions::Actions;
use super::compare::Compare;
use super::export::Export;
use super::report::Report;
use super::settings::{FieldArgs, Settings};
use super::texts::{
    ABOUT, BOILERPLATE_EXAMPLES, CHECK_EXAMPLES, COMPARE_EXAMPLES, COMPLETIONS_EXAMPLES, CONFIG_EXAMPLES,
    DEDUP_EXAMPLES, DEDUP_INPUT, DEDUP_INPUTS, EXAMPLES, EXPORT_EXAMPLES, INPUTS, MAN_EXAMPLES, REPORT_EXAMPLES,
    SCAN_EXAMPLES, SHOW_EXAMPLES,
};

/// The command line.
#[derive(Debug, Parser)]
#[command(name = "dittograph", version, about = ABOUT, after_help = EXAMPLES, max_term_width = 110)]
#[command(args_override_self = true)]
pub(super) struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
    #[arg(
        help = "When to colour; NO_COLOR in the environment is heeded",
        long,
        global = true,
        value_name = "WHEN",
        value_enum,
        default_value_t,
        help_heading = "Terminal"
    )]
    pub(super) color: Color,
    /// Print neither progress nor summary
    #[arg(long, short, global = true, help_heading = "Terminal")]
    pub(super) quiet: bool,
    /// Print every warning and what each stage cost
    #[arg(long, short, global = true, conflicts_with = "quiet", help_heading = "Terminal")]
    pub(super) verbose: bool,
    /// Take options from this TOML file; see `dittograph config`
    #[arg(long, global = true, value_name = "FILE", help_heading = "Terminal")]
    pub(super) config: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Say what is in a corpus: documents, encodings, languages, what can't be read
    #[command(before_long_help = INPUTS, after_help = CHECK_EXAMPLES, args_override_self = true)]
    #[command(mut_arg("inputs", |arg| arg.required_unless_present("files_from")))]
    Check(Check),
    /// Find repeated passages and write them as JSON lines
    #[command(before_long_help = INPUTS, after_help = SCAN_EXAMPLES, args_override_self = true)]
    #[command(mut_arg("inputs", |arg| arg.required_unless_present("files_from")))]
    Scan(Scan),
    /// Write the corpus without its repetitions
    #[command(before_long_help = DEDUP_INPUTS, after_help = DEDUP_EXAMPLES, args_override_self = true)]
    #[command(mut_arg("inputs", |arg| arg.required_unless_present_any(["files_from", "from"]).help(DEDUP_INPUT)))]
    Dedup(Dedup),
    /// Write the boilerplate of a corpus, so that other runs know it
    #[command(before_long_help = INPUTS, after_help = BOILERPLATE_EXAMPLES, args_override_self = true)]
    #[command(mut_arg("inputs", |arg| arg.required_unless_present("files_from")))]
    Boilerplate(Boilerplate),
    /// Show the families of a findings file
    #[command(after_help = SHOW_EXAMPLES, args_override_self = true)]
    Show(Show),
    /// Make the page that people read: one HTML file with the findings and their texts
    #[command(after_help = REPORT_EXAMPLES, args_override_self = true)]
    Report(Report),
    /// Say what came, went and moved between two findings files, or what became of judged findings
    #[command(after_help = COMPARE_EXAMPLES, args_override_self = true)]
    Compare(Compare),
    /// Write findings in the form of another program
    #[command(after_help = EXPORT_EXAMPLES, args_override_self = true)]
    Export(Export),
    /// Print all options as they are now, as a TOML file
    #[command(after_help = CONFIG_EXAMPLES, args_override_self = true)]
    Config(ConfigCommand),
    /// Print completions for a shell
    #[command(after_help = COMPLETIONS_EXAMPLES)]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// Write the manual pages into a folder
    #[command(after_help = MAN_EXAMPLES)]
    Man {
        /// The folder; it is made if need be
        folder: PathBuf,
    },
}

/// What is read.
#[derive(Debug, Args)]
pub(super) struct Inputs {
    /// Folders, files, patterns in quotes, or - for standard input
    #[arg(value_name = "INPUT")]
    pub(super) inputs: Vec<PathBuf>,
    /// Also take the inputs named in this file, one a line; - for standard input
    #[arg(long, value_name = "FILE", help_heading = "Reading")]
    pub(super) files_from: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    pub(super) inputs: Inputs,
    /// Print one JSON object instead of a page
    #[arg(long)]
    pub(super) json: bool,
    #[command(flatten)]
    pub(super) fields: FieldArgs,
}

#[derive(Debug, Args)]
pub(super) struct Scan {
    #[command(flatten)]
    pub(super) inputs: Inputs,
    /// Write the findings to this file; - for standard output, where they go unless said
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Print the summary as one JSON object on standard output
    #[arg(long, requires = "output")]
    pub(super) json: bool,
    /// Put what each stage cost into the summary: time, memory, counts; such findings differ from run to run
    #[arg(long)]
    pub(super) stats: bool,
    #[command(flatten)]
    pub(super) gates: Gates,
    #[command(flatten)]
    pub(super) settings: Settings,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Dedup {
    #[command(flatten)]
    pub(super) inputs: Inputs,
    /// The folder to make; it must not exist or be empty
    #[arg(long, short, value_name = "OUT", required_unless_present = "dry_run")]
    pub(super) output: Option<PathBuf>,
    /// Write nothing; say what would go, by kind, with samples
    #[arg(long, conflicts_with = "output")]
    pub(super) dry_run: bool,
    /// Print the summary as one JSON object on standard output
    #[arg(long)]
    pub(super) json: bool,
    /// Put what each stage cost into the summary: time, memory, counts; such findings differ from run to run
    #[arg(long)]
    pub(super) stats: bool,
    /// Do what this findings file says instead of searching; documents that have changed since stay as they are. What only a
    /// search can obey is refused with it
    #[arg(long, value_name = "FINDINGS")]
    pub(super) from: Option<PathBuf>,
    /// What people said of findings, families, kinds and documents, as JSON lines; see FORMAT.md
    #[arg(long, value_name = "FILE")]
    pub(super) decisions: Option<PathBuf>,
    /// Go on with an earlier run that stopped, and leave what is done if this one stops, too
    #[arg(long, requires = "output", conflicts_with = "dry_run")]
    pub(super) resume: bool,
    /// Don't take the usual notices and bars, which the program knows, for boilerplate wherever they stand
    #[arg(long, help_heading = "Searching")]
    pub(super) no_known: bool,
    #[command(flatten)]
    pub(super) actions: Actions,
    #[command(flatten)]
    pub(super) gates: Gates,
    #[command(flatten)]
    pub(super) settings: Settings,
}

#[derive(Debug, Args)]
pub(super) struct Boilerplate {
    #[command(flatten)]
    pub(super) inputs: Inputs,
    /// Write the passages to this file; - for standard output, where they go unless said
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
pub(super) struct ConfigCommand {
    #[command(flatten)]
    pub(super) actions: Actions,
    #[command(flatten)]
    pub(super) gates: Gates,
    #[command(flatten)]
    pub(super) settings: Settings,
}

/// What makes a run that was done end with 1.
#[derive(Debug, Args)]
pub(super) struct Gates {
    /// End with 1 if something of these kinds is found
    #[arg(long, value_name = "KIND,…", value_delimiter = ',', value_parser = kind, help_heading = "Gates")]
    pub(super) fail_on: Vec<Kind>,
    /// End with 1 if more than this share of all characters is to be removed
    #[arg(long, value_name = "SHARE", value_parser = share, help_heading = "Gates")]
    pub(super) max_duplicate_share: Option<f64>,
}

impl Gates {
    /// Whether there is any.
    pub(super) fn are_set(&self) -> bool {
        !self.fail_on.is_empty() || self.max_duplicate_share.is_some()
    }
}

fn kind(word: &str) -> std::result::Result<Kind, String> {
    let words: Vec<_> = Kind::ALL.iter().map(|kind| kind.word()).collect();
    let found = Kind::ALL.into_iter().find(|kind| kind.word() == word);
    found.ok_or_else(|| format!("is no kind; there are {}", words.join(", ")))
}

fn share(number: &str) -> std::result::Result<f64, String> {
    let parsed = number.parse().ok().filter(|share: &f64| (0.0..=1.0).contains(share));
    parsed.ok_or_else(|| "must be a number from 0 to 1".into())
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(super) enum Color {
    /// If the output is a terminal
    #[default]
    Auto,
    Always,
    Never,
}

impl Inputs {
    /// All inputs, those of the list too. Errors: [`Error::Read`] for the list; [`Error::Config`] if there are none.
    pub(super) fn all(&self) -> Result<Vec<PathBuf>> {
        let mut all = self.inputs.clone();
        if let Some(list) = &self.files_from {
            all.extend(read::list_of(list)?);
        }
        if all.is_empty() {
            let reason = "name a folder or a file".into();
            return Err(Error::Config { option: "input", value: "nothing".into(), reason });
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Profile};
    use crate::read::ReadOptions;
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
