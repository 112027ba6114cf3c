//! What a run found as lists for other uses: its boilerplate, in the form in which it can be known to the next run, and its
//! stock phrases. One JSON object a line.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::analysis::Analysis;
use crate::classify::{Finding, Kind, Role};

/// A passage that is boilerplate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct Passage {
    /// `boilerplate:` and a number from 1 in the order of the list.
    id: String,
    /// The text of its canonical occurrence without blank lines.
    text: String,
    /// `boilerplate` or `template`.
    kind: Kind,
    /// Documents it stands in.
    documents: u32,
    /// The text with its slots named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<String>,
}

/// A stock phrase.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(clippy::struct_field_names, reason = "the fields are those of the lines")]
struct Phrase {
    /// As it stands at its canonical occurrence, line breaks and other white space left out.
    phrase: String,
    /// Documents it stands in.
    documents: u32,
    /// Places it stands at.
    places: u32,
    /// Information under the model of the corpus.
    bits: f64,
}

/// Writes the boilerplate that stands in several documents, the most frequent first.
///
/// What its form alone gave away is left out, and what was known before: the next run knows them too; so is what every document says otherwise. Errors: those of
/// `out`.
pub fn boilerplate(analysis: &Analysis, out: &mut impl Write) -> io::Result<()> {
    let taught = |finding: &&Finding| {
        matches!(finding.kind, Kind::Boilerplate | Kind::Template)
            && finding.role == Role::Original
            && !finding.parallel
            && (finding.form.is_none() && finding.known.is_none())
            && finding.docs > 1
            && finding.symbols >= analysis.plan.config.min_symbols
    };
    let mut passages: Vec<&Finding> = analysis.findings.iter().filter(taught).collect();
    passages.sort_by_key(|finding| (std::cmp::Reverse(finding.docs), finding.id));
    for (at, finding) in passages.into_iter().enumerate() {
        let lines = text(analysis, finding).lines().map(str::trim).filter(|line| !line.is_empty());
        let passage = Passage {
            id: format!("boilerplate:{}", at + 1),
            text: lines.collect::<Vec<_>>().join("\n"),
            kind: finding.kind,
            documents: finding.docs,
            pattern: finding.pattern.clone(),
        };
        line(out, &passage)?;
    }
    out.flush()
}

/// Writes the stock phrases, those of most documents first. Phrases that differ in white space only are one.
///
/// Errors: those of `out`.
pub fn formulas(analysis: &Analysis, out: &mut impl Write) -> io::Result<()> {
    let mut phrases: BTreeMap<String, Phrase> = BTreeMap::new();
    let original = |finding: &&Finding| finding.kind == Kind::Formula && finding.role == Role::Original;
    for finding in analysis.findings.iter().filter(original) {
        let phrase: String =
            text(analysis, finding).split_whitespace().collect::<Vec<_>>().join(joint(analysis, finding));
        let bits = (finding.bits.unwrap_or(0.0) * 10.0).round() / 10.0;
        let found = Phrase { phrase: phrase.clone(), documents: finding.docs, places: finding.occurrences, bits };
        let entry = phrases.entry(phrase).or_insert_with(|| found.clone());
        if (found.documents, found.places) > (entry.documents, entry.places) {
            *entry = found;
        }
    }
    let mut phrases: Vec<Phrase> = phrases.into_values().collect();
    phrases.sort_by(|x, y| (y.documents, y.places).cmp(&(x.documents, x.places)).then_with(|| x.phrase.cmp(&y.phrase)));
    for phrase in &phrases {
        line(out, phrase)?;
    }
    out.flush()
}

/// What stands between the words of a phrase: nothing in Chinese, a blank where words are written apart.
fn joint(analysis: &Analysis, finding: &Finding) -> &'static str {
    let apart = text(analysis, finding).chars().filter(char::is_ascii_alphabetic).count();
    if 2 * apart > text(analysis, finding).chars().count() { " " } else { "" }
}

fn text<'a>(analysis: &'a Analysis, finding: &Finding) -> &'a str {
    let document = analysis.documents.get(finding.place.doc.index());
    document.and_then(|document| document.text.get(finding.place.raw.range())).unwrap_or("")
}

fn line(out: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
