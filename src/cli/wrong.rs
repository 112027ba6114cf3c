//! A wrong call as one paragraph: what was wrong, what would be right, and where that is written.

use std::ffi::OsString;

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What the standard library says of a number that is none, and what a user can do with.
const NUMBERS: [(&str, &str); 6] = [
    ("invalid digit found in string", "must be a whole number"),
    ("cannot parse integer from empty string", "must be a whole number"),
    ("number would be zero for non-zero type", "must be 1 or more"),
    ("number too large to fit in target type", "is too large"),
    ("invalid float literal", "must be a number"),
    ("cannot parse float from empty string", "must be a number"),
];

/// The long name of the option that an error is about.
pub(super) fn option(error: &clap::Error) -> Option<&str> {
    let Some(ContextValue::String(arg)) = error.get(ContextKind::InvalidArg) else { return None };
    arg.strip_prefix("--")?.split([' ', '=']).next()
}

/// What the parser says, on one line, with the place in a configuration file and the command whose help says more.
pub(super) fn paragraph(error: &clap::Error, place: Option<&str>, args: &[OsString], cli: &Command) -> String {
    let said = error.render().to_string();
    let paragraphs = said.strip_prefix("error: ").unwrap_or(&said).split("\n\n");
    let lines = paragraphs.map(|lines| lines.split_whitespace().collect::<Vec<_>>().join(" "));
    let told: Vec<String> = lines
        .filter(|line| !line.is_empty() && !line.starts_with("Usage:") && !line.starts_with("For more information"))
        .collect();
    let command = args.iter().skip(1).find_map(|arg| cli.find_subcommand(arg.to_str()?));
    let command = command.map(|command| format!(" {}", command.get_name())).unwrap_or_default();
    let mut told = told.join("; ");
    for (said, better) in NUMBERS {
        told = told.replace(said, better);
    }
    let stop = if told.ends_with('.') { "" } else { "." };
    let place = place.map(|place| format!("{place}: ")).unwrap_or_default();
    format!("\x1b[1;31merror:\x1b[0m {place}{told}{stop} See `{}{command} --help`\n", cli.get_name())
}

/// The error about an option that is said twice on the command line; a configuration file may say it once more.
pub(super) fn twice(args: &[OsString], cli: &Command) -> Option<clap::Error> {
    let strict = |command: Command| command.args_override_self(false);
    let error = strict(cli.clone()).mut_subcommands(strict).try_get_matches_from(args).err()?;
    (error.kind() == ErrorKind::ArgumentConflict).then_some(error)
}
