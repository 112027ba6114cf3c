//! `dedup --resume`: what must be the same in the run that goes on, and what is said about it. The work is `report::folder`'s.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory};

use super::args::Cli;
use super::scan::names;
use crate::int::{agreeing, counted, wide};
use crate::report::folder::{Left, Resume, work_folder};
use crate::report::resume::Setup;

/// Arguments that change no byte of the output, and those that say what is read, which is compared as it is.
const ASIDE: [&str; 12] = [
    "color",
    "config",
    "fail_on",
    "files_from",
    "inputs",
    "json",
    "max_duplicate_share",
    "output",
    "quiet",
    "resume",
    "threads",
    "verbose",
];

/// How this run was called and what it reads. `matches`: of the command line; `files`: every file that is read.
pub(super) fn setup(matches: &ArgMatches, inputs: &[PathBuf], files: &[PathBuf]) -> Setup {
    let mut options = BTreeMap::new();
    let mut names = names(inputs);
    names.sort_unstable();
    options.insert("the input".to_owned(), names);
    if let Some((name, matches)) = matches.subcommand()
        && let Some(command) = Cli::command().find_subcommand(name)
    {
        let said = command.get_arguments().filter(|arg| !ASIDE.contains(&arg.get_id().as_str()));
        options.extend(said.filter_map(|arg| Some((format!("--{}", arg.get_long()?), values(arg, matches)?))));
    }
    Setup::new(options, files)
}

/// What was said of an option: none of a flag; `None` if nothing was.
fn values(arg: &clap::Arg, matches: &ArgMatches) -> Option<Vec<String>> {
    let id = arg.get_id().as_str();
    if !arg.get_action().takes_values() {
        return matches.get_flag(id).then(Vec::new);
    }
    matches.value_source(id).filter(|source| *source != ValueSource::DefaultValue)?;
    Some(matches.get_raw(id)?.map(|value| value.to_string_lossy().into_owned()).collect())
}

/// What is told about a run that was found under way.
pub(super) fn said(left: &Left, resume: Resume) -> String {
    match (left, resume) {
        (Left::Nothing, _) => String::new(),
        (Left::Removed(work), Resume::No) => {
            let work = work.display();
            format!("an earlier run had stopped and left {work}, which was removed; --resume goes on with such a run\n")
        }
        (Left::Removed(_) | Left::Files(0), _) => {
            "the earlier run had stopped before anything was done: starting over\n".into()
        }
        (Left::Files(count), _) => {
            let (files, are) = (counted(wide(*count), "file"), agreeing(wide(*count), "is", "are"));
            format!("going on with the earlier run: {files} of its output {are} done\n")
        }
    }
}

/// What is told when a run that can be gone on with did not get to its end.
pub(super) fn stopped(output: &Path) -> String {
    let work = work_folder(output);
    if work.is_dir() {
        format!("what is done was left in {}; --resume goes on with it\n", work.display())
    } else {
        String::new()
    }
}
