//! A finding of one run looked for among those of another: by its document, its place and the hash of its text.
//!
//! Reads no text: what it knows of texts are the hashes in the records. What the match means is said elsewhere.

use std::collections::HashMap;

use super::record::{DocumentRecord, FindingRecord};
use crate::classify::Kind;
use crate::int::{float64, floor, wide};

/// Least share of two stretches' union that they must have in common to be one finding with other edges: what measurements of
/// spans count as found.
pub(super) const LEAST_OVERLAP: f64 = 0.5;

/// What is looked for: a stretch in code points, and what is known of its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot<'a> {
    /// Document id.
    pub doc: &'a str,
    /// First code point.
    pub start_char: u32,
    /// Code point behind the last.
    pub end_char: u32,
    /// The kind it had; decides between findings that fit alike.
    pub kind: Option<Kind>,
    /// The hash of its text.
    pub span_hash: Option<&'a str>,
    /// The hash of its document's text.
    pub text_hash: Option<&'a str>,
}

impl<'a> Spot<'a> {
    /// Where a finding stands.
    pub fn new(found: &'a FindingRecord<'_>, text_hash: Option<&'a str>) -> Self {
        Self {
            doc: &found.doc,
            start_char: found.start_char,
            end_char: found.end_char,
            kind: Some(found.kind),
            span_hash: found.span_hash.as_deref(),
            text_hash,
        }
    }
}

/// How a finding is the one that was looked for, the closest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// It stands where it stood.
    Same,
    /// Its text stands elsewhere in the document.
    Moved,
    /// It stands there, but begins or ends elsewhere.
    Edges,
}

/// The findings of a run by document.
#[derive(Debug)]
pub struct Places<'a> {
    documents: HashMap<&'a str, OfDocument<'a>>,
}

/// The findings of a document, by start.
#[derive(Debug, Default)]
pub(super) struct OfDocument<'a> {
    pub(super) text_hash: Option<&'a str>,
    pub(super) findings: Vec<&'a FindingRecord<'a>>,
}

impl<'a> Places<'a> {
    /// Findings and documents of one run, in the order of the file.
    pub fn new(findings: &'a [FindingRecord<'a>], documents: &'a [DocumentRecord<'a>]) -> Self {
        let text_hash = |record: &'a DocumentRecord<'a>| {
            let entry = OfDocument { text_hash: record.text_hash.as_deref(), findings: Vec::new() };
            (record.doc.as_ref(), entry)
        };
        let mut documents: HashMap<&str, OfDocument<'_>> = documents.iter().map(text_hash).collect();
        for found in findings {
            documents.entry(&found.doc).or_default().findings.push(found);
        }
        Self { documents }
    }

    /// Whether there is such a document.
    pub fn has(&self, doc: &str) -> bool {
        self.documents.contains_key(doc)
    }

    /// All documents, in no order.
    pub(super) fn documents(&self) -> &HashMap<&'a str, OfDocument<'a>> {
        &self.documents
    }

    /// The finding that fits best, and how. Where the document's text is known to be another, only equal text fits.
    ///
    /// Complexity: linear in the findings of the document.
    pub fn find(&self, spot: &Spot<'_>) -> Option<(&'a FindingRecord<'a>, Fit)> {
        let of_document = self.documents.get(spot.doc)?;
        let known = Known::of(spot.text_hash, of_document.text_hash);
        let fitting = of_document.findings.iter().filter_map(|found| Some((rank(spot, found, known)?, *found)));
        let (rank, found) = fitting.min_by(|(a, one), (b, other)| a.cmp(b).then(one.id.cmp(&other.id)))?;
        Some((found, rank.fit))
    }
}

/// What is known of a document's text in two runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    /// It is as it was: offsets mean the same, and what is not at its place is gone.
    Same,
    /// It is another: only equal passages are known to be the same.
    Another,
    /// Nothing: offsets are trusted where nothing speaks against them.
    Nothing,
}

impl Known {
    /// From the hashes of the two texts.
    pub(super) fn of(then: Option<&str>, now: Option<&str>) -> Self {
        match then.zip(now) {
            Some((then, now)) if then == now => Self::Same,
            Some(_) => Self::Another,
            None => Self::Nothing,
        }
    }
}

/// Whether two passages at the same offsets may be the same.
pub(super) fn same_here(known: Known, then: Option<&str>, now: Option<&str>) -> bool {
    known == Known::Same || then.zip(now).is_none_or(|(then, now)| then == now)
}

/// How well a finding fits; the least fits best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    fit: Fit,
    /// Of what fits alike the nearest; of overlaps the largest.
    distance: u64,
    another_kind: bool,
}

/// How well a finding of the same document fits; `None` if it is another.
fn rank(spot: &Spot<'_>, found: &FindingRecord<'_>, known: Known) -> Option<Rank> {
    let another_kind = spot.kind.is_some_and(|kind| kind != found.kind);
    let (then, now) = (spot.span_hash, found.span_hash.as_deref());
    let (place, its_place) = ((spot.start_char, spot.end_char), (found.start_char, found.end_char));
    let ranked = |fit, distance| Some(Rank { fit, distance, another_kind });
    if place == its_place && same_here(known, then, now) {
        return ranked(Fit::Same, 0);
    }
    if known != Known::Same && then.is_some() && then == now {
        return ranked(Fit::Moved, spot.start_char.abs_diff(found.start_char).into());
    }
    let share = overlap(place, its_place);
    let missing = wide(floor((1.0 - share) * 1e6));
    if known == Known::Another || share < LEAST_OVERLAP { None } else { ranked(Fit::Edges, missing) }
}

/// What two stretches have in common as a share of their union, 0 to 1.
pub(super) fn overlap(one: (u32, u32), other: (u32, u32)) -> f64 {
    let common = one.1.min(other.1).saturating_sub(one.0.max(other.0));
    let union = u64::from(one.1 - one.0) + u64::from(other.1 - other.0) - u64::from(common);
    float64(common.into()) / float64(union.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::DocumentReport;
    use crate::classify::{Finding, Place};
    use crate::read::Document;
    use crate::span::{DocId, Span};

    /// A document of one-byte characters with findings in it.
    fn records(text: &str, spans: &[(u32, u32, Kind)]) -> (Vec<FindingRecord<'static>>, Vec<DocumentRecord<'static>>) {
        let documents: &'static [Document] = vec![Document::new("a", text)].leak();
        let finding = |(id, (start, end, kind)): (u32, &(u32, u32, Kind))| {
            let place = Place { doc: DocId(0), raw: Span::new(*start, *end), chars: Span::new(*start, *end) };
            Finding { id, ..Finding::new(*kind, place, end - start) }
        };
        let findings: &'static [Finding] = (0..).zip(spans).map(finding).collect::<Vec<_>>().leak();
        let report = DocumentReport::of(text);
        let record = DocumentRecord::new(&documents[0], &report, documents);
        (findings.iter().map(|found| FindingRecord::new(found, documents)).collect(), vec![record])
    }

    const THEN: &str = "abcdefghijklmnopqrstuvwxyz";

    /// Where a finding of `THEN` is found among those of `now`.
    fn found(then: (u32, u32, Kind), now: &str, spans: &[(u32, u32, Kind)]) -> Option<(u32, Fit)> {
        let (old, old_documents) = records(THEN, &[then]);
        let (new, new_documents) = records(now, spans);
        let places = Places::new(&new, &new_documents);
        let spot = Spot::new(&old[0], old_documents[0].text_hash.as_deref());
        places.find(&spot).map(|(found, fit)| (found.id, fit))
    }

    #[test]
    fn in_the_same_text_the_place_decides() {
        let spans = [(2, 12, Kind::Formula), (4, 12, Kind::Copy), (4, 12, Kind::Loop), (20, 26, Kind::Copy)];
        assert_eq!(found((4, 12, Kind::Loop), THEN, &spans), Some((2, Fit::Same)));
        assert_eq!(found((3, 13, Kind::Loop), THEN, &spans), Some((0, Fit::Edges)), "the largest overlap");
        assert_eq!(found((14, 19, Kind::Copy), THEN, &spans), None);
        assert_eq!(found((11, 21, Kind::Copy), THEN, &spans), None, "touches two and is neither");
    }

    #[test]
    fn in_another_text_equal_text_decides() {
        let now = format!("0123456789{THEN}");
        let spans = [(4, 12, Kind::Copy), (14, 22, Kind::Copy)];
        assert_eq!(found((4, 12, Kind::Copy), &now, &spans), Some((1, Fit::Moved)));
        assert_eq!(
            found((4, 13, Kind::Copy), &now, &spans),
            None,
            "other edges in another text are not known to be it"
        );
    }

    #[test]
    fn in_the_same_text_a_twin_elsewhere_is_another_finding() {
        let twice = "abcdefgh-abcdefgh";
        let (new, documents) = records(twice, &[(9, 17, Kind::Repeat)]);
        let places = Places::new(&new, &documents);
        let spot = Spot { start_char: 0, end_char: 8, ..Spot::new(&new[0], documents[0].text_hash.as_deref()) };
        assert_eq!(places.find(&spot), None);
    }

    #[test]
    fn of_equal_texts_the_nearest_is_it() {
        let now = "abcabcabcabc";
        let (new, documents) = records(now, &[(0, 3, Kind::Copy), (6, 9, Kind::Copy)]);
        let places = Places::new(&new, &documents);
        let spot = Spot { start_char: 5, end_char: 8, ..Spot::new(&new[0], Some("another")) };
        assert_eq!(places.find(&spot).map(|(found, fit)| (found.id, fit)), Some((1, Fit::Moved)));
    }

    #[test]
    fn without_hashes_offsets_are_trusted() {
        let (new, documents) = records(THEN, &[(4, 12, Kind::Copy)]);
        let places = Places::new(&new, &documents);
        let spot = Spot { doc: "a", start_char: 4, end_char: 11, kind: None, span_hash: None, text_hash: None };
        assert_eq!(places.find(&spot).map(|(_, fit)| fit), Some(Fit::Edges));
        assert_eq!(places.find(&Spot { doc: "b", ..spot }), None);
    }
}
