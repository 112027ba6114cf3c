//! Which texts go into the page: all, those with findings, or stretches around the findings, by the room there is.
//!
//! From the findings, their texts and a number of code points to the stretches of every document that are kept, and these as
//! [`Chunk`]s that are packed one by one. Changes no text.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use serde::Serialize;

use super::folds::ignored;
use super::{Embedded, Texts};
use crate::classify::Role;
use crate::int::{index, narrow, wide};
use crate::normalize::{CharIndex, Normalizer};
use crate::report::jsonl::Findings;
use crate::report::record::FindingRecord;
use crate::span::Span;

/// Characters that stay around a finding where there is no room for whole texts.
const CONTEXT_CHARS: usize = 160;
/// Text that is packed together: a packed piece is unpacked as a whole when one of its documents is looked at.
const CHUNK_BYTES: usize = 1 << 18;

/// What of a document's text is in the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// All of it.
    Whole,
    /// Stretches around its findings.
    Excerpts,
    /// Nothing: there was no room.
    Omitted,
    /// Nothing: it was changed since it was scanned.
    Changed,
    /// Nothing: it was not found.
    Missing,
}

/// What is kept of every document, in the order of the findings file.
#[derive(Debug)]
pub(super) struct Kept {
    /// State and the bytes that are kept, ascending and disjoint.
    documents: Vec<(State, Vec<Range<usize>>)>,
    findings_without_text: u64,
}

/// Texts that are packed together.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Chunk<'t> {
    pub(super) documents: Vec<Excerpts<'t>>,
}

/// The kept stretches of a document.
#[derive(Debug, Serialize)]
pub(super) struct Excerpts<'t> {
    /// Number of the document, from 0 in the order of the findings file.
    doc: u32,
    /// Where each begins, in code points, and its text.
    parts: Vec<(u32, &'t str)>,
    /// Stretches, in code points, that the normalisation took for readings injected behind a character.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ignored: Vec<(u32, u32)>,
}

impl<'t> Excerpts<'t> {
    fn new(doc: usize, text: &'t str, kept: &[Range<usize>], normalizer: &Normalizer) -> Self {
        let chars = CharIndex::new(text);
        let start = |part: &Range<usize>| chars.to_chars(Span::new(narrow(part.start), narrow(part.end))).start;
        let parts: Vec<_> = kept.iter().map(|part| (start(part), &text[part.clone()])).collect();
        let of_part = |&(at, part): &(u32, &str)| {
            ignored(part, normalizer).into_iter().map(move |(start, end)| (at + start, at + end))
        };
        let ignored = parts.iter().flat_map(of_part).collect();
        Self { doc: narrow(doc), parts, ignored }
    }

    /// Number of the document.
    pub(super) fn doc(&self) -> usize {
        index(self.doc)
    }

    /// The texts.
    pub(super) fn texts(&self) -> impl Iterator<Item = &'t str> {
        self.parts.iter().map(|part| part.1)
    }
}

impl Kept {
    /// Takes all texts if they have at most `room` code points; else those with findings and those that are like another; else
    /// stretches around the findings, of the families that cover most first, and then documents that are like another, until
    /// there is no room.
    pub(super) fn choose(findings: &Findings, texts: &Texts, room: u64) -> Self {
        let mut touched = BTreeSet::new();
        touched.extend(findings.findings.iter().map(|found| found.doc.as_ref()));
        touched.extend(alike(findings).flatten());
        let chars = |all: bool| -> u64 {
            let records = findings.documents.iter().filter(|record| all || touched.contains(record.doc.as_ref()));
            records.filter(|record| texts.get(&record.doc).is_some()).map(|record| u64::from(record.chars)).sum()
        };
        let (all, some) = (chars(true) <= room, chars(false) <= room);
        let excerpts = if all || some { Vec::new() } else { around(findings, texts, room) };
        let keep = |(number, record): (usize, &crate::report::DocumentRecord<'_>)| {
            let Some(text) = texts.get(&record.doc) else {
                let state = if texts.changed(&record.doc) { State::Changed } else { State::Missing };
                return (state, Vec::new());
            };
            match excerpts.get(number) {
                _ if all || some && touched.contains(record.doc.as_ref()) => {
                    (State::Whole, std::iter::once(0..text.len()).collect())
                }
                Some(parts) if parts.first() == Some(&(0..text.len())) => (State::Whole, parts.clone()),
                Some(parts) if !parts.is_empty() => (State::Excerpts, parts.clone()),
                _ => (State::Omitted, Vec::new()),
            }
        };
        let documents: Vec<_> = findings.documents.iter().enumerate().map(keep).collect();
        let mut kept = Self { documents, findings_without_text: 0 };
        kept.findings_without_text = kept.without_text(findings);
        kept
    }

    /// Findings no text of which is kept.
    fn without_text(&self, findings: &Findings) -> u64 {
        let numbers = numbers(findings);
        let lacks = |found: &&FindingRecord<'_>| {
            let parts = numbers.get(found.doc.as_ref()).and_then(|&number| self.documents.get(number));
            let start = index(found.start_byte);
            !parts.is_some_and(|(_, parts)| parts.iter().any(|part| part.start <= start && start < part.end))
        };
        wide(findings.findings.iter().filter(lacks).count())
    }

    /// State of a document.
    pub(super) fn state(&self, number: usize) -> State {
        self.documents.get(number).map_or(State::Missing, |document| document.0)
    }

    /// What is in the page.
    pub(super) fn embedded(&self) -> Embedded {
        let count = |wanted: &[State]| wide(self.documents.iter().filter(|kept| wanted.contains(&kept.0)).count());
        Embedded {
            whole: count(&[State::Whole]),
            excerpts: count(&[State::Excerpts]),
            left_out: count(&[State::Omitted]),
            findings_without_text: self.findings_without_text,
        }
    }

    /// The texts in pieces of about a quarter of a mebibyte, documents in their order.
    pub(super) fn chunks<'t>(&self, findings: &Findings, texts: &'t Texts, normalizer: &Normalizer) -> Vec<Chunk<'t>> {
        let mut chunks: Vec<Chunk<'t>> = Vec::new();
        let mut bytes = CHUNK_BYTES;
        for ((number, record), (_, parts)) in findings.documents.iter().enumerate().zip(&self.documents) {
            let Some(text) = texts.get(&record.doc).filter(|_| !parts.is_empty()) else { continue };
            if bytes >= CHUNK_BYTES {
                chunks.push(Chunk { documents: Vec::new() });
                bytes = 0;
            }
            bytes += parts.iter().map(Range::len).sum::<usize>();
            if let Some(chunk) = chunks.last_mut() {
                chunk.documents.push(Excerpts::new(number, text, parts, normalizer));
            }
        }
        chunks
    }
}

/// Number of each document by id.
pub(super) fn numbers(findings: &Findings) -> BTreeMap<&str, usize> {
    findings.documents.iter().enumerate().map(|(number, record)| (record.doc.as_ref(), number)).collect()
}

/// Documents that are like another, two by two: those that are near their canonical ones, then other pairs.
fn alike(findings: &Findings) -> impl Iterator<Item = [&str; 2]> {
    let near = findings
        .documents
        .iter()
        .filter_map(|record| record.near_duplicate_of.as_deref().map(|canonical| [record.doc.as_ref(), canonical]));
    near.chain(findings.related.iter().map(|pair| [pair.doc.as_ref(), pair.other.as_ref()]))
}

/// Stretches around the findings of the families that cover most, canonical occurrences first; then both of two documents that
/// are alike or neither.
fn around(findings: &Findings, texts: &Texts, room: u64) -> Vec<Vec<Range<usize>>> {
    let numbers = numbers(findings);
    let mut families: BTreeMap<u32, (u64, Vec<&FindingRecord<'_>>)> = BTreeMap::new();
    for found in &findings.findings {
        let family = families.entry(found.family).or_default();
        family.0 += u64::from(found.end_char - found.start_char);
        family.1.push(found);
    }
    let mut families: Vec<_> = families.into_values().collect();
    families.sort_by_key(|(chars, _)| std::cmp::Reverse(*chars));
    let mut kept: Vec<Vec<Range<usize>>> = vec![Vec::new(); findings.documents.len()];
    let mut left = room;
    for (_, mut members) in families {
        members.sort_by_key(|found| found.role != Role::Original);
        for found in members {
            let Some(text) = texts.get(&found.doc) else { continue };
            let Some(&number) = numbers.get(found.doc.as_ref()) else { continue };
            let stretch = stretch(text, index(found.start_byte)..index(found.end_byte));
            let (joined, new) = joining(&kept[number], &stretch);
            let chars: u64 = new.into_iter().map(|gap| wide(text[gap].chars().count())).sum();
            if chars <= left {
                left -= chars;
                let all = joined
                    .clone()
                    .filter_map(|at| kept[number].get(at))
                    .fold(stretch, |all, part| all.start.min(part.start)..all.end.max(part.end));
                kept[number].splice(joined, [all]);
            }
        }
    }
    for pair in alike(findings) {
        if left == 0 {
            break;
        }
        let both: Vec<_> = pair.iter().filter_map(|doc| Some((*numbers.get(doc)?, texts.get(doc)?))).collect();
        let lacking = |&(number, text): &(usize, &str)| -> u64 {
            let (_, new) = joining(&kept[number], &(0..text.len()));
            new.into_iter().map(|gap| wide(text[gap].chars().count())).sum()
        };
        let chars: u64 = both.iter().map(lacking).sum();
        if both.len() == 2 && chars <= left {
            left -= chars;
            for (number, text) in both {
                kept[number] = std::iter::once(0..text.len()).collect();
            }
        }
    }
    kept
}

/// Which of the parts, ascending and disjoint, a stretch touches, and what of it they lack.
fn joining(parts: &[Range<usize>], stretch: &Range<usize>) -> (Range<usize>, Vec<Range<usize>>) {
    let from = parts.partition_point(|part| part.end < stretch.start);
    let to = from + parts[from..].partition_point(|part| part.start <= stretch.end);
    let (mut lacking, mut at) = (Vec::new(), stretch.start);
    for part in &parts[from..to] {
        if at < part.start {
            lacking.push(at..part.start);
        }
        at = at.max(part.end);
    }
    if at < stretch.end {
        lacking.push(at..stretch.end);
    }
    (from..to, lacking)
}

/// A span with what stands around it.
fn stretch(text: &str, span: Range<usize>) -> Range<usize> {
    let (before, behind) = (text.get(..span.start).unwrap_or(""), text.get(span.end..).unwrap_or(""));
    let start = before.char_indices().rev().nth(CONTEXT_CHARS - 1).map_or(0, |(at, _)| at);
    let end = behind.char_indices().nth(CONTEXT_CHARS).map_or(text.len(), |(at, _)| span.end + at);
    start..end.min(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_stretch_joins_what_it_touches() {
        let parts = [0..3, 6..9, 20..30];
        let shown = |stretch| {
            let (joined, lacking) = joining(&parts, &stretch);
            (joined, lacking.into_iter().map(|gap| (gap.start, gap.end)).collect::<Vec<_>>())
        };
        assert_eq!(shown(4..5), (1..1, vec![(4, 5)]));
        assert_eq!(shown(2..7), (0..2, vec![(3, 6)]));
        assert_eq!(shown(9..20), (1..3, vec![(9, 20)]));
        assert_eq!(shown(21..22), (2..3, vec![]));
    }

    #[test]
    fn what_stands_around_a_span_is_cut_between_characters() {
        let text = "政".repeat(400);
        assert_eq!(stretch(&text, 600..606), 600 - 3 * CONTEXT_CHARS..606 + 3 * CONTEXT_CHARS);
        assert_eq!(stretch(&text, 0..1200), 0..1200);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn parts_stay_disjoint_and_what_they_lack_is_counted_once(spans in prop::collection::vec((0..60_usize, 1..20_usize), 0..12)) {
            let (mut parts, mut covered, mut counted) = (Vec::new(), [false; 80], 0);
            for (start, length) in spans {
                let stretch = start..start + length;
                let (joined, lacking) = joining(&parts, &stretch);
                counted += lacking.iter().map(Range::len).sum::<usize>();
                let all = parts[joined.clone()].iter().fold(stretch.clone(), |all: Range<usize>, part: &Range<usize>| {
                    all.start.min(part.start)..all.end.max(part.end)
                });
                parts.splice(joined, [all]);
                covered[stretch].fill(true);
            }
            prop_assert!(parts.windows(2).all(|pair| pair[0].end < pair[1].start));
            prop_assert_eq!(counted, covered.iter().filter(|&&on| on).count());
        }
    }
}
