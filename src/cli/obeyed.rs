//! What `dedup --from` obeys: whatever acts on findings that are made already. What only a search can obey is a wrong call; where
//! a configuration file gives it, for this command among others, it is passed over.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::parser::ValueSource;
use clap::{ArgMatches, Command};

use super::config_file::Arguments;
use crate::int::{agreeing, wide};

/// The arguments that it obeys, and those that change nothing of what is done.
const OBEYED: [&str; 27] = [
    "action",
    "boilerplate",
    "color",
    "config",
    "copies",
    "counts",
    "decisions",
    "documents",
    "empty",
    "fail_on",
    "files_from",
    "from",
    "inputs",
    "json",
    "keep_boilerplate",
    "labels",
    "loops",
    "markers",
    "max_duplicate_share",
    "other_numbers",
    "output",
    "parallel",
    "quiet",
    "repeats",
    "resume",
    "threads",
    "verbose",
];

/// Those of them that may not say `remove`: what was labelled for them was so without regard to what stays.
const NOT_REMOVED: [&str; 2] = ["other_numbers", "parallel"];

/// The error about what was said with `--from` on the command line, `said`, and can't be obeyed with it.
pub(super) fn refused(
    matches: &ArgMatches,
    args: &Arguments,
    said: &[OsString],
    cli: &mut Command,
) -> Option<clap::Error> {
    let (name, matches) = matches.subcommand().filter(|(name, _)| *name == "dedup")?;
    matches.get_raw("from")?;
    let command = cli.find_subcommand_mut(name)?;
    let removes = |id: &str| matches.get_raw(id).and_then(Iterator::last).is_some_and(|word| word == "remove");
    let taking = |id: &str| if NOT_REMOVED.contains(&id) && removes(id) { " remove" } else { "" };
    let wrong: Vec<String> = command
        .get_arguments()
        .filter(|arg| !OBEYED.contains(&arg.get_id().as_str()) || !taking(arg.get_id().as_str()).is_empty())
        .filter(|arg| matches.ids().any(|id| id == arg.get_id()))
        .filter(|arg| matches.value_source(arg.get_id().as_str()) == Some(ValueSource::CommandLine))
        .filter_map(|arg| Some((arg.get_long()?, taking(arg.get_id().as_str()))))
        .filter(|(long, _)| args.place(long, said).is_none())
        .map(|(long, word)| format!("'--{long}{word}'"))
        .collect();
    let count = wide(wrong.len());
    let (arguments, them) = (agreeing(count, "argument", "arguments"), agreeing(count, "it", "them"));
    (count > 0).then(|| {
        let message = format!(
            "the {arguments} {} cannot be used with '--from <FINDINGS>', which does what an earlier run found and reads the texts \
             as that run did; only a run that searches can obey {them}: call dedup without --from",
            wrong.join(", ")
        );
        command.error(ErrorKind::ArgumentConflict, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Cli;
    use clap::CommandFactory;

    #[test]
    fn what_is_obeyed_is_there_to_be_said() {
        let mut cli = Cli::command();
        cli.build();
        let command = cli.find_subcommand("dedup").unwrap();
        for name in OBEYED {
            assert!(command.get_arguments().any(|arg| arg.get_id() == name), "{name}");
        }
    }
}
