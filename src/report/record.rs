//! The lines of a findings file, format 1: field by field in the order in which they are written.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::classify::{Form, Kind, Role};
use crate::documents::Relation;
use crate::mark::{Action, DocumentAction};
use crate::read::{Encoded, Format};
use crate::stats::StageCost;

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

/// An occurrence of a family: see [`Finding`](crate::classify::Finding).
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
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub parallel: bool,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holes: Vec<SpanRecord>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub figures: Vec<SpanRecord>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_numbers: Option<u32>,
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

/// A span to remove or to label: see [`Mark`](crate::mark::Mark).
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

/// A document of the run: see [`DocumentReport`](crate::analysis::DocumentReport).
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
    pub numbers: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_numbers: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub equal_to: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<DocumentAction>,
    /// XXH3-128 of its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text_hash: Option<String>,
}

/// Two documents that are close: see [`Pair`](crate::documents::Pair).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the fields are those of Pair and FORMAT.md")]
pub struct RelatedRecord<'a> {
    pub doc: Cow<'a, str>,
    pub other: Cow<'a, str>,
    pub relation: Relation,
    pub similarity: f64,
    pub coverage: f64,
    pub other_coverage: f64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_numbers: Option<u32>,
}

/// Something that was passed over or repaired: see [`Warning`](crate::error::Warning).
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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
    /// What each stage cost, in the order of the run; empty unless that was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<StageCost>,
    /// Documents that are like others; none without such a look at them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub whole: Option<super::WholeCount>,
    /// Findings that are labelled for what they are and not removed; left out if there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spared: Option<super::SparedCount>,
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
