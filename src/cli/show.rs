//! `dittograph show`: families of a findings file with their texts, which are read again from the inputs.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

use super::args::Show;
use super::exit::Exit;
use super::screen::Screen;
use super::unprintable;
use crate::read::{FileSource, Item, Source};
use crate::report::jsonl::{self, Findings};
use crate::report::show::{self, Colour, Texts};
use crate::{Error, Result};

pub(super) fn run(args: &Show, screen: Screen) -> Result<Exit> {
    let findings = jsonl::read(&args.findings)?;
    let wanted = wanted(&findings, args.family);
    if let Some(number) = args.family.filter(|_| wanted.is_empty()) {
        return Err(Error::Config {
            option: "family",
            value: number.to_string(),
            reason: format!("{} has no such family; call show without a number to list them", args.findings.display()),
        });
    }
    let texts = texts(&findings, &args.input, wanted, screen)?;
    let width = Screen::width();
    let page = match args.family {
        None => show::list(&findings, &texts, width),
        Some(number) => {
            let colour = if screen.colours() { Colour::On } else { Colour::Off };
            show::family(&findings, number, &texts, width, colour).unwrap_or_default()
        }
    };
    screen.print(&page).map_err(unprintable)?;
    Ok(Exit::Done)
}

/// The documents whose texts are shown, with their length in bytes when they were scanned.
fn wanted(findings: &Findings, family: Option<u32>) -> BTreeMap<String, u64> {
    let lengths: HashMap<&str, u64> = findings.documents.iter().map(|d| (d.doc.as_ref(), d.bytes)).collect();
    let shown = findings.findings.iter().filter(|finding| family.is_none_or(|number| finding.family == number));
    shown.map(|f| (f.doc.clone().into_owned(), lengths.get(f.doc.as_ref()).copied().unwrap_or(0))).collect()
}

/// Reads the wanted texts again. Errors: those of inputs that were named; inputs of the findings that are gone are said.
fn texts(findings: &Findings, named: &[PathBuf], mut wanted: BTreeMap<String, u64>, screen: Screen) -> Result<Texts> {
    let header = &findings.header;
    let options = header.read_options();
    let remembered = || header.inputs.iter().filter(|input| *input != "-").map(PathBuf::from).collect();
    let inputs: Vec<PathBuf> = if named.is_empty() { remembered() } else { named.to_vec() };
    let mut texts = Texts::new();
    if wanted.is_empty() {
        return Ok(texts);
    }
    if inputs.is_empty() {
        screen.say("the texts came from standard input or from memory; name them with --input\n");
        return Ok(texts);
    }
    let mut source = match FileSource::open(&inputs, options) {
        Err(error) if named.is_empty() => {
            screen.say(&format!("the texts are not where they were ({error}); name them with --input\n"));
            return Ok(texts);
        }
        opened => opened?,
    };
    while !wanted.is_empty() {
        let document = match source.next_item() {
            Ok(Some(Item::Document(document))) => document,
            Ok(Some(Item::Warning(_))) => continue,
            Ok(None) | Err(Error::NoDocuments { .. }) => break,
            Err(error) => return Err(error),
        };
        match wanted.remove(&document.id) {
            None => {}
            Some(bytes) if bytes == crate::int::wide(document.text.len()) => {
                texts.insert(document.id, document.text);
            }
            Some(_) => screen.say(&format!("{} was changed since it was scanned\n", document.id)),
        }
    }
    for id in wanted.keys().take(5) {
        screen.say(&format!("{id} could not be found again; name its input with --input\n"));
    }
    Ok(texts)
}
