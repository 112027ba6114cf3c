//! Records filled from what a run found: positions with their document's id, numbers as they are written. Adds nothing.

use std::borrow::Cow;

use super::hashes::span_hash;
use super::record::{DocumentRecord, FindingRecord, MarkRecord, PlaceRecord, RelatedRecord, SpanRecord, WarningRecord};
use crate::analysis::DocumentReport;
use crate::classify::{Finding, Place};
use crate::documents::Pair;
use crate::error::Warning;
use crate::mark::Mark;
use crate::read::Document;

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
            parallel: finding.parallel,
            holes: finding.holes.iter().map(|&hole| hole.into()).collect(),
            figures: finding.figures.iter().map(|&sentence| sentence.into()).collect(),
            numbers: finding.numbers.map(|numbers| numbers.own),
            other_numbers: finding.numbers.map(|numbers| numbers.other),
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
            within: report.within.as_deref().map(|place| PlaceRecord::new(place, documents)),
            numbers: report.numbers.map(|numbers| numbers.own),
            other_numbers: report.numbers.map(|numbers| numbers.other),
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
            numbers: pair.numbers[0].map(|numbers| numbers.own),
            other_numbers: pair.numbers[0].map(|numbers| numbers.other),
        }
    }
}

impl<'a> From<&'a Warning> for WarningRecord<'a> {
    fn from(warning: &'a Warning) -> Self {
        let Warning { doc, line, byte, skipped, message } = warning;
        Self { doc: doc.into(), line: *line, byte: *byte, skipped: *skipped, message: message.into() }
    }
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
