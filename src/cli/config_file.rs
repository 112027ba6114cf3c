//! The configuration file: options under their long names in TOML, put before those of the command line; and all options
//! printed as such a file.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::string::FromUtf8Error;

use clap::{ArgMatches, Command};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::{Error, Result};

/// A key is taken for a slip of an option's name if it differs in a third of its letters or fewer.
const EDITS_SHARE: usize = 3;

/// The arguments of a call, and where those of them stand that a file gave.
#[derive(Debug)]
pub(super) struct Arguments {
    /// As if all had been said on the command line.
    pub(super) all: Vec<OsString>,
    /// Options that the file gave.
    given: Vec<Given>,
}

/// An option that a file gave.
#[derive(Debug)]
struct Given {
    /// Its long name, and the letter that is short for it.
    name: String,
    short: Option<char>,
    /// File, line and column of its value.
    place: String,
}

impl Arguments {
    /// Where the value of an option stands if a file gave it and the command line, `said`, does not say it, too.
    pub(super) fn place(&self, option: &str, said: &[OsString]) -> Option<&str> {
        let name = option.replace('_', "-");
        let given = self.given.iter().find(|given| given.name == name)?;
        let says = |arg: &OsString| {
            let arg = arg.to_string_lossy();
            let long = arg.strip_prefix("--").and_then(|arg| arg.strip_prefix(&name));
            let short =
                given.short.is_some_and(|short| arg.strip_prefix('-').is_some_and(|arg| arg.starts_with(short)));
            short || long.is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
        };
        (!said.iter().any(says)).then_some(given.place.as_str())
    }
}

/// The arguments with those of the file that `--config` names put behind the command's name.
///
/// `args`: as the process was called. Errors: [`Error::Read`] for a file that can't be read, [`Error::Config`] with the place in it
/// for one that is no TOML, names an option that no command has, or gives a value that the option can't have.
pub(super) fn with_file(mut args: Vec<OsString>, cli: &Command) -> Result<Arguments> {
    let Some(path) = named(&args) else { return Ok(Arguments { all: args, given: Vec::new() }) };
    let path = Path::new(&path);
    let bytes = fs::read(path).map_err(|source| Error::Read { path: path.to_path_buf(), source })?;
    let text = String::from_utf8(bytes).map_err(|error| not_utf8(path, &error))?;
    let place = |at: usize| format!("{}:{}", path.display(), line_and_column(&text, at));
    let fault = |at: usize, reason: String| Error::Config { option: "config", value: place(at), reason };
    let table = DeTable::parse(&text).map_err(|error| {
        fault(error.span().map_or(0, |span| span.start), format!("is no TOML: {}", error.message()))
    })?;
    let mut entries: Vec<_> = table.get_ref().iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let command = args
        .iter()
        .enumerate()
        .skip(1)
        .find_map(|(at, arg)| cli.find_subcommand(arg.to_str()?).map(|command| (at, command)));
    let (mut added, mut given): (_, Vec<Given>) = (Vec::new(), Vec::new());
    for (key, value) in entries {
        let name = key.get_ref().replace('_', "-");
        let find = |command: &'_ Command| command.get_arguments().find(|arg| arg.get_long() == Some(&name)).cloned();
        let here = command.and_then(|(_, command)| find(command)).or_else(|| find(cli));
        if name == "config" {
            return Err(fault(key.span().start, "a configuration file names no other".into()));
        }
        if given.iter().any(|given| given.name == name) {
            return Err(fault(key.span().start, format!("`{name}` is said twice")));
        }
        if let Some(arg) = here {
            options(&arg, value, &mut added).map_err(|reason| fault(value.span().start, reason))?;
            given.push(Given { name, short: arg.get_short(), place: place(value.span().start) });
        } else if !cli.get_subcommands().any(|command| find(command).is_some()) {
            return Err(fault(key.span().start, unknown(key.get_ref(), value, cli)));
        }
    }
    if let Some((at, _)) = command {
        args.splice(at + 1..=at, added);
    }
    Ok(Arguments { all: args, given })
}

/// What is wrong with a file that is not UTF-8, and where.
fn not_utf8(path: &Path, error: &FromUtf8Error) -> Error {
    let at = error.utf8_error().valid_up_to();
    let before = String::from_utf8_lossy(&error.as_bytes()[..at]);
    let value = format!("{}:{}", path.display(), line_and_column(&before, at));
    Error::Config { option: "config", value, reason: "is not UTF-8, which TOML has to be".into() }
}

/// The line and the column of a byte, from 1.
fn line_and_column(text: &str, at: usize) -> String {
    let before = text.get(..at).unwrap_or(text);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
    format!("{line}:{column}")
}

/// What is wrong with a key that is no option, and which is perhaps meant.
fn unknown(key: &str, value: &Spanned<DeValue<'_>>, cli: &Command) -> String {
    let is_section = |value: &DeValue<'_>| value.is_table();
    let sections = value.get_ref().as_array().is_some_and(|all| all.iter().any(|one| is_section(one.get_ref())));
    if sections || is_section(value.get_ref()) {
        return format!("`{key}` is a section, but options stand at the top of the file, without sections");
    }
    let near = cli
        .get_subcommands()
        .chain([cli])
        .flat_map(Command::get_arguments)
        .filter_map(clap::Arg::get_long)
        .map(|long| (strsim::damerau_levenshtein(long, &key.replace('_', "-")), long))
        .min()
        .filter(|(edits, long)| edits * EDITS_SHARE <= long.len());
    let meant = near.map(|(_, long)| format!("; is `{long}` meant?")).unwrap_or_default();
    format!("`{key}` is no option of any command{meant}")
}

/// What `--config` says.
fn named(args: &[OsString]) -> Option<OsString> {
    let mut args = args.iter().take_while(|arg| *arg != "--");
    while let Some(arg) = args.next() {
        if arg == "--config" {
            return args.next().cloned();
        }
        if let Some(path) = arg.to_str().and_then(|arg| arg.strip_prefix("--config=")) {
            return Some(path.into());
        }
    }
    None
}

/// One entry of the file as arguments. Errors: what is wrong with it.
fn options(arg: &clap::Arg, value: &Spanned<DeValue<'_>>, into: &mut Vec<OsString>) -> std::result::Result<(), String> {
    let name = arg.get_long().unwrap_or_default();
    let flag = !arg.get_action().takes_values();
    let wanted = match (flag, several(arg)) {
        (true, _) => "true or false",
        (false, Several::No) => "a word or a number",
        (false, Several::Yes) => "a word, a number or a list of words",
        (false, Several::Exactly(2)) => "a list of two words",
        (false, Several::Exactly(_)) => "a list of words",
    };
    let fault = || format!("`{name}` must be {wanted}, not {}", kind(value.get_ref()));
    if flag {
        if value.get_ref().as_bool().ok_or_else(fault)? {
            into.push(format!("--{name}").into());
        }
        return Ok(());
    }
    let words = match value.get_ref() {
        DeValue::Array(values) => values.iter().map(|value| word(value.get_ref())).collect(),
        value => word(value).map(|word| vec![word]),
    };
    let words = words.ok_or_else(fault)?;
    match several(arg) {
        Several::Exactly(count) if words.len() == count => {
            into.push(format!("--{name}").into());
            into.extend(words.into_iter().map(OsString::from));
        }
        Several::No if words.len() == 1 && !value.get_ref().is_array() => {
            into.push(format!("--{name}={}", words[0]).into());
        }
        // Each by itself, or what follows on the command line would be taken for one of them.
        Several::Yes => into.extend(words.iter().map(|word| OsString::from(format!("--{name}={word}")))),
        Several::No | Several::Exactly(_) => return Err(fault()),
    }
    Ok(())
}

/// How many values an option takes.
#[derive(Clone, Copy)]
enum Several {
    No,
    Yes,
    /// So many each time.
    Exactly(usize),
}

fn several(arg: &clap::Arg) -> Several {
    match arg.get_num_args().map_or(1, |range| range.min_values()) {
        count if count > 1 => Several::Exactly(count),
        _ if matches!(arg.get_action(), clap::ArgAction::Append) => Several::Yes,
        _ => Several::No,
    }
}

/// A word or a number as it would stand on the command line.
fn word(value: &DeValue<'_>) -> Option<String> {
    Some(match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) => {
            i64::from_str_radix(number.as_str(), number.radix()).map_or_else(|_| number.to_string(), |n| n.to_string())
        }
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(_) | DeValue::Datetime(_) | DeValue::Array(_) | DeValue::Table(_) => return None,
    })
}

/// What a value is, for people.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a word",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(true) => "true",
        DeValue::Boolean(false) => "false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "this list",
        DeValue::Table(_) => "a table",
    }
}

/// All options of a command with what was said of each, as a file that [`with_file`] reads.
pub(super) fn printed(command: &Command, matches: &ArgMatches) -> String {
    let mut page = String::from("# Options of dittograph. What begins with # is as the program has it.\n");
    let mut heading = None;
    for arg in command.get_arguments().filter(|arg| !["help", "version", "config"].contains(&arg.get_id().as_str())) {
        let Some(name) = arg.get_long() else { continue };
        if arg.get_help_heading() != heading {
            heading = arg.get_help_heading();
            page.extend(["\n# ", heading.unwrap_or("Options"), "\n"]);
        }
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        page.extend(["\n# ", &help, "\n", &entry(name, arg, matches), "\n"]);
    }
    page
}

fn entry(name: &str, arg: &clap::Arg, matches: &ArgMatches) -> String {
    let id = arg.get_id().as_str();
    let flag = !arg.get_action().takes_values();
    if flag {
        let set = matches.get_flag(id);
        return format!("{}{name} = {set}", if set { "" } else { "# " });
    }
    let said = matches.value_source(id).is_some_and(|source| source != clap::parser::ValueSource::DefaultValue);
    let values: Vec<String> = match matches.get_raw(id) {
        Some(values) if said => values.map(|value| value.to_string_lossy().into_owned()).collect(),
        _ => return format!("# {name} = {}", standard(arg)),
    };
    let toml = if values.len() == 1 {
        let value = &values[0];
        value
            .parse::<i64>()
            .map(toml::Value::from)
            .or_else(|_| value.parse::<f64>().map(toml::Value::from))
            .unwrap_or_else(|_| toml::Value::from(value.as_str()))
    } else {
        toml::Value::from(values)
    };
    format!("{name} = {toml}")
}

/// What the help says an option is unless it is said; nothing where that is no word of its own.
fn standard(arg: &clap::Arg) -> String {
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let word = help.rsplit_once("[default: ").and_then(|(_, rest)| rest.split([']', ',']).next()).unwrap_or("");
    match (word.parse::<f64>(), word) {
        (Ok(_), number) => number.to_owned(),
        (Err(_), word) if word.is_empty() || word.contains(' ') || word == "none" => String::new(),
        (Err(_), word) => format!("'{word}'"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::args::Cli;
    use clap::CommandFactory;

    fn args(line: &[&str]) -> Vec<OsString> {
        line.iter().map(OsString::from).collect()
    }

    fn added(file: &str, line: &[&str]) -> Result<Vec<OsString>> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("dittograph.toml");
        fs::write(&path, file).unwrap();
        let mut line = args(line);
        line.push("--config".into());
        line.push(path.into());
        let mut cli = Cli::command();
        cli.build();
        let mut all = with_file(line, &cli)?.all;
        all.truncate(all.len() - 2);
        Ok(all)
    }

    #[test]
    fn entries_become_options_of_commands_that_have_them() {
        let file =
            "min_symbols = 30\nmin-bits = 40.5\ntext-field = '正文'\nquiet = true\njson = false\nloops = 'label'\n";
        let all = added(file, &["dittograph", "scan", "甲.txt"]).unwrap();
        let expected =
            ["dittograph", "scan", "--min-bits=40.5", "--min-symbols=30", "--quiet", "--text-field=正文", "甲.txt"];
        let mut sorted = all.clone();
        sorted[2..all.len() - 1].sort();
        assert_eq!(sorted, args(&expected));
    }

    #[test]
    fn faults_are_said() {
        for (file, fault) in [
            ("# 一\n\nmini = 3\n", "dittograph.toml:3:1: `mini` is no option of any command"),
            (
                "quiet = true\n  min_symbol = 3\n",
                "toml:2:3: `min_symbol` is no option of any command; is `min-symbols` meant?",
            ),
            ("min-symbols = { a = 1 }\n", "toml:1:15: `min-symbols` must be a word or a number, not a table"),
            ("text-field = '正文'; quiet = 1\n", "toml:1:18: is no TOML: "),
            ("loops = 'label'\nquiet = 1\n", "toml:2:9: `quiet` must be true or false, not a number"),
            ("min-symbols = true\n", "toml:1:15: `min-symbols` must be a word or a number, not true"),
            ("fail-on = [true]\n", "toml:1:11: `fail-on` must be a word, a number or a list of words, not this list"),
            ("min-symbols = 30\nmin_symbols = 40\n", "toml:2:1: `min-symbols` is said twice"),
            ("config = '二.toml'\n", "toml:1:1: a configuration file names no other"),
            ("encoding = ['utf-8', 'big5']\n", "`encoding` must be a word or a number, not this list"),
            (
                "[scan]\nmin-symbols = 3\n",
                "toml:1:2: `scan` is a section, but options stand at the top of the file, without sections",
            ),
        ] {
            let error = added(file, &["dittograph", "scan", "甲.txt"]).unwrap_err().to_string();
            assert!(error.ends_with(fault) || error.contains(fault) && fault.ends_with(": "), "{error}\n{fault}");
        }
    }

    #[test]
    fn lists_take_nothing_from_the_line() {
        let file = "fail-on = ['loop', 'copy']\nknown = ['一.jsonl', '二.jsonl']\n";
        let all = added(file, &["dittograph", "scan", "甲.txt"]).unwrap();
        let expected = ["--fail-on=loop", "--fail-on=copy", "--known=一.jsonl", "--known=二.jsonl", "甲.txt"];
        assert_eq!(all[2..], args(&expected));
        let all = added("markers = ['〔', '〕']\n", &["dittograph", "dedup", "甲.txt"]).unwrap();
        assert_eq!(all[2..], args(&["--markers", "〔", "〕", "甲.txt"]));
        assert!(added("markers = ['〔']\n", &["dittograph", "dedup", "甲.txt"]).is_err());
    }

    #[test]
    fn what_the_line_says_is_not_blamed_on_the_file() {
        let given = vec![Given { name: "output".into(), short: Some('o'), place: "a.toml:1:10".into() }];
        let arguments = Arguments { all: Vec::new(), given };
        let place = |line: &[&str]| arguments.place("output", &args(line)).map(str::to_owned);
        assert_eq!(place(&["scan", "甲.txt", "--outputs"]).as_deref(), Some("a.toml:1:10"));
        for said in [&["--output", "x"][..], &["--output=x"], &["-o", "x"], &["-ox"]] {
            assert_eq!(place(said), None, "{said:?}");
        }
        assert_eq!(arguments.place("min_symbols", &[]), None);
    }

    #[test]
    fn a_line_without_a_file_stays() {
        let line = args(&["dittograph", "scan", "--", "--config", "x"]);
        assert_eq!(with_file(line.clone(), &Cli::command()).unwrap().all, line);
    }
}
