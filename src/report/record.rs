//! The lines of a findings file, format 1: field by field in the order in which they are written.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::hashes::span_hash;
use crate::analysis::DocumentReport;
use crate::classify::{Finding, Form, Kind, Place, Role};
use crate::documents::{Pair, Relation};
use crate::error::Warning;
use crate::mark::{Action, DocumentAction, Mark};
use crate::read::{Document, Encoded, Format};

/// The version of the format that this crate writes and reads.
pub const FORMAT: u32 = 1;

/// One line of a findings file.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Record<'a> {
    /// The first line.
    Header(HeaderRecord),
    /// An occurrence of a family.
    Finding(FindingRecord<'a>),
    /// A span to remove or to label.
    Mark(MarkRecord<'a>),
    /// A document of the run.
    Document(DocumentRecord<'a>),
    /// Two documents that are close without being in one family.
    Related(RelatedRecord<'a>),
    /// Something that was passed over or repaired.
    Warning(WarningRecord<'a>),
    /// The last line.
    Summary(SummaryRecord),
}

/// What wrote the file, from what, and how it was set.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct HeaderRecord {
    /// Always `dittograph`.
    pub tool: String,
    /// The version of the program.
    pub version: String,
    /// The version of the format.
    pub format: u32,
    /// The plan of the run as JSON: every setting and what was derived from them.
    pub config: Box<RawValue>,
    /// xxh3-128 of the bytes of `config`, 32 hexadecimal digits.
    pub config_hash: String,
    /// The inputs as given, ascending; empty if the texts came from memory.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// The collections of known boilerplate; left out if there was none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub known: Vec<String>,
    /// Which field of JSON lines held the text.
    pub text_field: String,
    /// Which field of JSON lines held the id.
    pub id_field: String,
    /// Which field of JSON lines held the source, if one was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_field: Option<String>,
    /// Which field of JSON lines held the date, if one was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_field: Option<String>,
    /// Which field of JSON lines held the priority, if one was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub priority_field: Option<String>,
    /// What the user said the files are encoded in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// What the user said files hold whose name doesn't say it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_format: Option<Format>,
}

/// A stretch of one document in bytes and code points, end exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlaceRecord<'a> {
    /// Document id.
    pub doc: Cow<'a, str>,
    /// First UTF-8 byte.
    pub start_byte: u32,
    /// Byte behind the last.
    pub end_byte: u32,
    /// First code point.
    pub start_char: u32,
    /// Code point behind the last.
    pub end_char: u32,
}

/// A stretch of the document that a record is about, in bytes and code points, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpanRecord {
    /// First UTF-8 byte.
    pub start_byte: u32,
    /// Byte behind the last.
    pub end_byte: u32,
    /// First code point.
    pub start_char: u32,
    /// Code point behind the last.
    pub end_char: u32,
}

impl From<Place> for SpanRecord {
    fn from(place: Place) -> Self {
        Self {
            start_byte: place.raw.start,
            end_byte: place.raw.end,
            start_char: place.chars.start,
            end_char: place.chars.end,
        }
    }
}

/// An occurrence of a family: see [`Finding`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of Finding, Place and FORMAT.md")]
pub struct FindingRecord<'a> {
    pub id: u32,
    pub doc: Cow<'a, str>,
    pub start_byte: u32,
    pub end_byte: u32,
    pub start_char: u32,
    pub end_char: u32,
    pub kind: Kind,
    pub family: u32,
    pub role: Role,
    pub symbols: u32,
    pub identity: f64,
    pub docs: u32,
    pub occurrences: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bits: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copies: Option<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holes: Vec<SpanRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_docs: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sources: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_head: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_tail: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_lines: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<PlaceRecord<'a>>,
    /// XXH3-64 of its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span_hash: Option<String>,
}

/// A span to remove or to label: see [`Mark`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of Mark, Place and FORMAT.md")]
pub struct MarkRecord<'a> {
    pub doc: Cow<'a, str>,
    pub start_byte: u32,
    pub end_byte: u32,
    pub start_char: u32,
    pub end_char: u32,
    pub finding: u32,
    pub kind: Kind,
    pub action: Action,
}

/// A document of the run: see [`DocumentReport`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of DocumentReport and FORMAT.md")]
pub struct DocumentRecord<'a> {
    pub doc: Cow<'a, str>,
    pub bytes: u64,
    pub chars: u32,
    pub duplicate_chars: u32,
    pub near_duplicate_of: Option<Cow<'a, str>>,
    pub coverage: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relation: Option<Relation>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub similarity: Option<f64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document_family: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<PlaceRecord<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equal_to: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<DocumentAction>,
    /// XXH3-128 of its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_hash: Option<String>,
}

/// Two documents that are close: see [`Pair`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of Pair and FORMAT.md")]
pub struct RelatedRecord<'a> {
    pub doc: Cow<'a, str>,
    pub other: Cow<'a, str>,
    pub relation: Relation,
    pub similarity: f64,
    pub coverage: f64,
    pub other_coverage: f64,
}

/// Something that was passed over or repaired: see [`Warning`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of Warning and FORMAT.md")]
pub struct WarningRecord<'a> {
    pub doc: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byte: Option<u64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub skipped: bool,
    pub message: Cow<'a, str>,
}

/// The counts of a run: those of [`Stats`](crate::stats::Stats), then what was found and marked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the first ten fields are those of Stats")]
pub struct SummaryRecord {
    pub documents: u64,
    pub skipped: u64,
    pub bytes: u64,
    pub chars: u64,
    pub symbols: u64,
    pub anchors: u64,
    pub candidates: u64,
    pub matches: u64,
    pub families: u64,
    pub findings: u64,
    /// Warnings, those about documents that were left out included.
    pub warnings: u64,
    /// Marks of both actions.
    pub marks: u64,
    /// Code points in marks whose action is `remove`.
    pub removed_chars: u64,
    /// What the documents were encoded in; empty if they were text already.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub encodings: Vec<Encoded>,
    /// Documents that are like others; none without such a look at them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<super::WholeCount>,
    /// One entry a kind, all kinds in the order of [`Kind::ALL`].
    pub kinds: Vec<KindCount>,
}

/// What was found of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindCount {
    /// Which kind.
    pub kind: Kind,
    /// Families with a finding of it.
    pub families: u64,
    /// Findings of it.
    pub findings: u64,
    /// Code points inside them, each counted once.
    pub chars: u64,
}

/// A number as it is written: rounded to `places` decimals, never anything but a number.
fn rounded(value: f64, places: i32) -> f64 {
    let scale = 10_f64.powi(places);
    let rounded = (value * scale).round() / scale;
    if rounded.is_finite() { rounded } else { 0.0 }
}

/// The id of a document of the run.
fn id(documents: &[Document], doc: crate::span::DocId) -> Cow<'_, str> {
    documents.get(doc.index()).map_or(Cow::Borrowed(""), |document| Cow::Borrowed(&document.id))
}

impl<'a> PlaceRecord<'a> {
    /// The record of a place.
    pub fn new(place: &Place, documents: &'a [Document]) -> Self {
        Self {
            doc: id(documents, place.doc),
            start_byte: place.raw.start,
            end_byte: place.raw.end,
            start_char: place.chars.start,
            end_char: place.chars.end,
        }
    }
}

impl<'a> FindingRecord<'a> {
    /// The record of a finding.
    pub fn new(finding: &'a Finding, documents: &'a [Document]) -> Self {
        let place = PlaceRecord::new(&finding.place, documents);
        Self {
            id: finding.id,
            doc: place.doc,
            start_byte: place.start_byte,
            end_byte: place.end_byte,
            start_char: place.start_char,
            end_char: place.end_char,
            kind: finding.kind,
            family: finding.family,
            role: finding.role,
            symbols: finding.symbols,
            identity: rounded(finding.identity, 4),
            docs: finding.docs,
            occurrences: finding.occurrences,
            bits: finding.bits.map(|bits| rounded(bits, 1)),
            period: finding.period,
            copies: finding.copies.map(|copies| rounded(copies, 2)),
            holes: finding.holes.iter().map(|&hole| hole.into()).collect(),
            form: finding.form,
            line_docs: finding.line_docs,
            sources: finding.standing.map(|standing| standing.sources).filter(|sources| *sources > 0),
            at_head: finding.standing.map(|standing| rounded(standing.head, 2)),
            at_tail: finding.standing.map(|standing| rounded(standing.tail, 2)),
            known: finding.known.as_deref().map(Cow::Borrowed),
            pattern: finding.pattern.as_deref().map(Cow::Borrowed),
            on_lines: finding.standing.map(|standing| rounded(standing.lines, 2)),
            partner: finding.partner.map(|partner| PlaceRecord::new(&partner, documents)),
            span_hash: documents
                .get(finding.place.doc.index())
                .and_then(|document| span_hash(document, finding.place.raw)),
        }
    }
}

impl<'a> MarkRecord<'a> {
    /// The record of a mark.
    pub fn new(mark: &Mark, documents: &'a [Document]) -> Self {
        Self {
            doc: id(documents, mark.doc),
            start_byte: mark.raw.start,
            end_byte: mark.raw.end,
            start_char: mark.chars.start,
            end_char: mark.chars.end,
            finding: mark.finding,
            kind: mark.kind,
            action: mark.action,
        }
    }
}

impl<'a> DocumentRecord<'a> {
    /// The record of a document.
    pub fn new(document: &'a Document, report: &DocumentReport, documents: &'a [Document]) -> Self {
        Self {
            doc: Cow::Borrowed(&document.id),
            bytes: report.bytes,
            chars: report.chars,
            duplicate_chars: report.duplicate_chars,
            near_duplicate_of: report.near_duplicate_of.map(|doc| id(documents, doc)),
            coverage: rounded(report.coverage, 4),
            relation: report.relation,
            similarity: report.similarity.map(|similarity| rounded(similarity, 4)),
            document_family: report.family,
            within: report.within.map(|place| PlaceRecord::new(&place, documents)),
            equal_to: report.equal_to.map(|doc| id(documents, doc)),
            action: report.action,
            text_hash: Some(format!("{:032x}", report.text_hash)),
        }
    }
}

impl<'a> RelatedRecord<'a> {
    /// The record of a pair.
    pub fn new(pair: &Pair, documents: &'a [Document]) -> Self {
        Self {
            doc: id(documents, pair.a),
            other: id(documents, pair.b),
            relation: pair.relation,
            similarity: rounded(pair.similarity, 4),
            coverage: rounded(pair.coverage[0], 4),
            other_coverage: rounded(pair.coverage[1], 4),
        }
    }
}

impl<'a> From<&'a Warning> for WarningRecord<'a> {
    fn from(warning: &'a Warning) -> Self {
        let Warning { doc, line, byte, skipped, message } = warning;
        Self { doc: doc.into(), line: *line, byte: *byte, skipped: *skipped, message: message.into() }
    }
}
