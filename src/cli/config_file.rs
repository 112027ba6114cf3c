//! The configuration file: options under their long names in TOML, put before those of the command line; and all options
//! printed as such a file.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use clap::{ArgMatches, Command};

use crate::{Error, Result};

/// The arguments with those of the file that `--config` names put behind the command's name.
///
/// `args`: as the process was called. Errors: [`Error::Read`] for a file that can't be read, [`Error::Config`] for one that is no
/// TOML, names an option that no command has, or gives a value that is none.
pub(super) fn with_file(mut args: Vec<OsString>, cli: &Command) -> Result<Vec<OsString>> {
    let Some(path) = named(&args) else { return Ok(args) };
    let path = Path::new(&path);
    let text = fs::read_to_string(path).map_err(|source| Error::Read { path: path.to_path_buf(), source })?;
    let fault = |reason: String| Error::Config { option: "config", value: path.display().to_string(), reason };
    let table: toml::Table =
        text.parse().map_err(|error: toml::de::Error| fault(error.to_string().trim().to_owned()))?;
    let command = args
        .iter()
        .enumerate()
        .skip(1)
        .find_map(|(at, arg)| cli.find_subcommand(arg.to_str()?).map(|command| (at, command)));
    let Some((at, command)) = command else { return Ok(args) };
    let mut added = Vec::new();
    for (key, value) in &table {
        let name = key.replace('_', "-");
        let has = |command: &Command| command.get_arguments().any(|arg| arg.get_long() == Some(&name));
        if has(command) || has(cli) {
            options(&name, value, &mut added).map_err(fault)?;
        } else if !cli.get_subcommands().any(has) {
            return Err(fault(format!("has `{key}`, but no command has such an option")));
        }
    }
    args.splice(at + 1..=at, added);
    Ok(args)
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
fn options(name: &str, value: &toml::Value, into: &mut Vec<OsString>) -> std::result::Result<(), String> {
    let text = match value {
        toml::Value::Boolean(true) => {
            into.push(format!("--{name}").into());
            return Ok(());
        }
        toml::Value::Boolean(false) => return Ok(()),
        toml::Value::Array(values) => {
            let words: Option<Vec<&str>> = values.iter().map(toml::Value::as_str).collect();
            let words = words.ok_or_else(|| format!("`{name}` must be a list of words"))?;
            into.push(format!("--{name}").into());
            into.extend(words.into_iter().map(OsString::from));
            return Ok(());
        }
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Datetime(_) | toml::Value::Table(_) => {
            return Err(format!("`{name}` must be a word, a number, a list of words, true or false"));
        }
    };
    into.push(format!("--{name}={text}").into());
    Ok(())
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
        let mut all = with_file(line, &cli)?;
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
            ("mini = 3\n", "no command has such an option"),
            ("min-symbols = { a = 1 }\n", "must be a word, a number"),
            ("min-symbols 3\n", "TOML parse error"),
            ("fail-on = [1]\n", "must be a list of words"),
        ] {
            let error = added(file, &["dittograph", "scan", "甲.txt"]).unwrap_err().to_string();
            assert!(error.contains(fault), "{error}");
        }
    }

    #[test]
    fn a_line_without_a_file_stays() {
        let line = args(&["dittograph", "scan", "--", "--config", "x"]);
        assert_eq!(with_file(line.clone(), &Cli::command()).unwrap(), line);
    }
}
