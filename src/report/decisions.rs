//! The lines of a file of decisions: what people said of findings, families, kinds and documents.
//!
//! In comes the file, out go [`Decision`]s in the order of its lines. What they are about is not looked for here, and nothing is done:
//! see [`Places`](super::places::Places) and [`obey`](super::obey).

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;

use super::places::Spot;
use super::record::{DocumentRecord, FindingRecord};
use crate::classify::Kind;
use crate::error::{Error, Result};
use crate::mark::Treatment;

/// What one line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Its line in the file, from 1.
    pub line: u64,
    /// What it is about.
    pub about: About,
    /// What a reader says of it, if anything.
    pub verdict: Option<Verdict>,
    /// What is to be done; `None` if the line only judges.
    pub treatment: Option<Treatment>,
    /// What the reader wrote beside it.
    pub note: Option<String>,
}

/// What a decision is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// One finding, by where it stands, by its number, or both.
    Finding(Option<u32>, Option<Place>),
    /// All members of a family: the number, and where its canonical occurrence stands.
    Family(u32, Option<Place>),
    /// All findings of a kind.
    Kind(Kind),
    /// All findings in a document.
    Document(String),
}

/// A stretch of a document as a decision names it, so that it is found again in another run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Document id.
    pub doc: String,
    /// First code point.
    pub start_char: u32,
    /// Code point behind the last.
    pub end_char: u32,
    /// The kind it had.
    pub kind: Option<Kind>,
    /// The hash of its text.
    pub span_hash: Option<String>,
    /// The hash of its document's text.
    pub text_hash: Option<String>,
}

/// What a reader says of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// It is repeated, and from where to where it says.
    Right,
    /// It is repeated, but begins or ends elsewhere.
    Boundary,
    /// It is no repetition.
    Wrong,
    /// It is left alone, whatever it is.
    Excluded,
}

impl Verdict {
    /// The word that stands in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Right => "right",
            Self::Boundary => "boundary",
            Self::Wrong => "wrong",
            Self::Excluded => "excluded",
        }
    }
}

/// A line as it stands in the file.
#[derive(Debug, Deserialize)]
struct Line {
    #[serde(default)]
    finding: Option<u32>,
    #[serde(default)]
    family: Option<u32>,
    #[serde(default)]
    kind: Option<Kind>,
    #[serde(default)]
    doc: Option<String>,
    #[serde(default)]
    start_char: Option<u32>,
    #[serde(default)]
    end_char: Option<u32>,
    #[serde(default)]
    span_hash: Option<String>,
    #[serde(default)]
    text_hash: Option<String>,
    #[serde(default)]
    action: Option<Word>,
    #[serde(default)]
    verdict: Option<Verdict>,
    #[serde(default)]
    note: Option<String>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    Remove,
    Label,
    Keep,
}

impl Place {
    /// As it is looked for.
    pub fn spot(&self) -> Spot<'_> {
        Spot {
            doc: &self.doc,
            start_char: self.start_char,
            end_char: self.end_char,
            kind: self.kind,
            span_hash: self.span_hash.as_deref(),
            text_hash: self.text_hash.as_deref(),
        }
    }

    /// Where a finding stands, as a decision about it names it.
    pub fn new(found: &FindingRecord<'_>, document: Option<&DocumentRecord<'_>>) -> Self {
        Self {
            doc: found.doc.clone().into_owned(),
            start_char: found.start_char,
            end_char: found.end_char,
            kind: Some(found.kind),
            span_hash: found.span_hash.clone(),
            text_hash: document.and_then(|document| document.text_hash.clone()),
        }
    }
}

/// Reads a file of decisions; empty lines are passed over.
///
/// Errors: [`Error::Read`]; [`Error::Decisions`] with the line for one that is no decision or names nothing.
pub fn read(path: &Path) -> Result<Vec<Decision>> {
    let unreadable = |source| Error::Read { path: path.to_path_buf(), source };
    let mut stream = BufReader::new(File::open(path).map_err(unreadable)?);
    let mut decisions = Vec::new();
    let mut bytes = Vec::new();
    for line in 1.. {
        bytes.clear();
        if stream.read_until(b'\n', &mut bytes).map_err(unreadable)? == 0 {
            break;
        }
        let fault = |reason: String| Error::Decisions { path: path.to_path_buf(), line, reason };
        let text = std::str::from_utf8(&bytes).map_err(|_| fault("is not UTF-8".into()))?;
        let text = if line == 1 { text.trim_start_matches('\u{FEFF}') } else { text };
        if !text.trim().is_empty() {
            decisions.push(decision(line, text).map_err(fault)?);
        }
    }
    Ok(decisions)
}

/// What a line says. Errors: what is wrong with it.
fn decision(line: u64, text: &str) -> std::result::Result<Decision, String> {
    let said: Line = serde_json::from_str(text).map_err(|error| {
        let sentence = error.to_string();
        let short = sentence.split(" at line ").next().unwrap_or(&sentence);
        format!("is no decision: {short} (column {})", error.column())
    })?;
    let treatment = match (said.action, said.verdict) {
        (Some(Word::Remove), _) => Some(Treatment::Remove),
        (Some(Word::Label), _) => Some(Treatment::Label),
        (Some(Word::Keep), _) | (None, Some(Verdict::Wrong | Verdict::Excluded)) => Some(Treatment::Keep),
        (None, Some(Verdict::Right | Verdict::Boundary) | None) => None,
    };
    let (verdict, note) = (said.verdict, said.note.clone().filter(|note| !note.trim().is_empty()));
    Ok(Decision { line, about: about(said)?, verdict, treatment, note })
}

fn about(said: Line) -> std::result::Result<About, String> {
    let Line { finding, family, kind, doc, start_char, end_char, span_hash, text_hash, .. } = said;
    let place = match (&doc, start_char, end_char) {
        (Some(doc), Some(start_char), Some(end_char)) if start_char < end_char => {
            Some(Place { doc: doc.clone(), start_char, end_char, kind, span_hash, text_hash })
        }
        (_, None, None) => None,
        _ => return Err("is no decision: a place is `doc`, `start_char` and `end_char` behind it".into()),
    };
    match (finding, family, place, kind, doc) {
        (None, Some(number), place, ..) => Ok(About::Family(number, place)),
        (Some(_), _, place, ..) | (None, None, place @ Some(_), ..) => Ok(About::Finding(finding, place)),
        (None, None, None, Some(kind), _) => Ok(About::Kind(kind)),
        (None, None, None, None, Some(doc)) => Ok(About::Document(doc)),
        (None, None, None, None, None) => Err("names no finding, family, kind or document".into()),
    }
}

impl std::fmt::Display for About {
    /// What is said where it matches nothing.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = |place: &Place| format!("at {}–{} of {}", place.start_char, place.end_char, place.doc);
        match self {
            Self::Finding(_, Some(place)) => write!(out, "the finding {}", at(place)),
            Self::Finding(number, None) => write!(out, "finding {}", number.unwrap_or_default()),
            Self::Family(number, Some(place)) => write!(out, "family {number}, {}", at(place)),
            Self::Family(number, None) => write!(out, "family {number}"),
            Self::Kind(kind) => write!(out, "the kind {}", kind.word()),
            Self::Document(doc) => write!(out, "the document {doc}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn about(line: &str) -> About {
        decision(1, line).unwrap().about
    }

    #[test]
    fn a_line_is_about_the_most_special_thing_it_names() {
        assert_eq!(about(r#"{"finding":3,"family":1,"kind":"copy","doc":"甲"}"#), About::Finding(Some(3), None));
        assert_eq!(about(r#"{"family":1,"kind":"copy","doc":"甲"}"#), About::Family(1, None));
        assert_eq!(about(r#"{"kind":"copy","doc":"甲"}"#), About::Kind(Kind::Copy));
        assert_eq!(about(r#"{"doc":"甲"}"#), About::Document("甲".into()));
        let place = r#"{"doc":"甲","start_char":2,"end_char":9,"kind":"loop"}"#;
        assert!(matches!(about(place), About::Finding(None, Some(Place { kind: Some(Kind::Loop), .. }))));
    }

    #[test]
    fn what_is_said_becomes_what_is_done() {
        let done = |line: &str| decision(1, line).unwrap().treatment;
        assert_eq!(done(r#"{"finding":0,"verdict":"wrong"}"#), Some(Treatment::Keep));
        assert_eq!(done(r#"{"finding":0,"verdict":"boundary"}"#), None);
        assert_eq!(done(r#"{"finding":0,"verdict":"wrong","action":"label"}"#), Some(Treatment::Label));
    }

    #[test]
    fn what_is_no_decision_says_why() {
        for (line, why) in [
            ("[]", "names no finding"),
            (r#"{"verdict":"right"}"#, "names no finding"),
            (r#"{"doc":"甲","start_char":4,"end_char":4}"#, "a place is"),
            (r#"{"start_char":4,"end_char":8}"#, "a place is"),
            (r#"{"finding":-1}"#, "is no decision: invalid value"),
            (r#"{"finding":0,"verdict":"maybe"}"#, "unknown variant `maybe`"),
        ] {
            let error = decision(7, line).unwrap_err();
            assert!(error.contains(why), "{line}: {error}");
        }
    }
}
