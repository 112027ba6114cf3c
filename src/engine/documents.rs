//! What the run says of whole documents: coverage by matches, their place in a family, characters inside findings.

use std::collections::HashMap;

use rayon::prelude::*;

use super::DocumentReport;
use crate::align::{Match, Side};
use crate::classify::{Finding, Kind, Place};
use crate::config::Plan;
use crate::documents::{Likeness, Standing};
use crate::int::{float, index};
use crate::loops::{FoldedText, Loop};
use crate::normalize::Symbol;
use crate::read::Document;
use crate::span::{Chars, DocId, Norm, Span};

/// Whether a match lies inside one loop or inside the extra copies of one: it is one finding already.
///
/// Complexity: `O(log loops)`.
pub(super) fn inside_a_loop(found: &Match, folded: &[FoldedText], loops: &[Vec<Loop>]) -> bool {
    let norm = |side: Side| folded[side.doc.index()].to_norm(side.span);
    let extra = |side: Side| {
        let of_doc = &loops[side.doc.index()];
        let inside = |span: Span<Norm>| {
            loop_at(of_doc, span.start).is_some_and(|found| Span::new(found.second, found.span.end).covers(span))
        };
        !of_doc.is_empty() && inside(norm(side))
    };
    let (a, b) = (found.a, found.b);
    let of_doc = &loops[a.doc.index()];
    if a.doc != b.doc || of_doc.is_empty() {
        return extra(a) || extra(b);
    }
    let (x, y) = (norm(a), norm(b));
    let mostly = |found: &&Loop, span: Span<Norm>| 2 * found.span.overlap(span) > span.len();
    // What has most of a span has its middle.
    let of_both = loop_at(of_doc, u32::midpoint(x.start, x.end)).filter(|found| mostly(found, x));
    of_both.is_some_and(|found| mostly(&found, y)) || extra(a) || extra(b)
}

/// The loop that a symbol stands in, of disjoint ones that ascend.
fn loop_at(loops: &[Loop], at: u32) -> Option<&Loop> {
    let behind = loops.partition_point(|found| found.span.start <= at);
    loops[..behind].last().filter(|found| at < found.span.end)
}

/// How much of every document, those of `texts`, stands in another, as far as the matches say it, and the pairs of documents of which one is
/// covered by them.
pub(super) fn covered(
    matches: &[Match],
    texts: &[&[Symbol]],
    plan: &Plan,
) -> (Vec<DocumentReport>, Vec<(DocId, DocId)>) {
    // (document, partner, matched symbols of the document)
    let counts =
        |found: &&Match| found.a.doc != found.b.doc && found.a.doc.index().max(found.b.doc.index()) < texts.len();
    let both = |found: &Match| {
        let (a, b, equal) = (found.a.doc, found.b.doc, found.equal());
        [(a, b, equal), (b, a, equal)]
    };
    let mut shared: Vec<(DocId, DocId, u32)> = matches.par_iter().filter(counts).flat_map_iter(both).collect();
    shared.par_sort_unstable();
    let (mut reports, mut pairs) = (vec![DocumentReport::default(); texts.len()], Vec::new());
    for pair in shared.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)) {
        let (doc, partner, _) = pair[0];
        let symbols: u32 = pair.iter().map(|part| part.2).sum();
        let coverage = (float(index(symbols)) / float(texts[doc.index()].len().max(1))).min(1.0);
        let report = &mut reports[doc.index()];
        report.coverage = report.coverage.max(coverage);
        if coverage >= plan.config.coverage {
            pairs.push((doc, partner));
        }
    }
    (reports, pairs)
}

/// Code points of each document in boilerplate and templates, but for what it says in them.
pub(super) fn furniture(findings: &[Finding], documents: usize) -> Vec<u32> {
    let mut furniture = vec![0; documents];
    let is_furniture =
        |finding: &&Finding| matches!(finding.kind, Kind::Boilerplate | Kind::Template) && !finding.parallel;
    for finding in findings.iter().filter(is_furniture) {
        furniture[finding.place.doc.index()] += finding.place.chars.len();
    }
    furniture
}

/// Adds what every document is to its canonical one.
pub(super) fn with_standings(mut reports: Vec<DocumentReport>, likeness: &Likeness) -> Vec<DocumentReport> {
    let canonical = (0..).map(DocId).zip(&likeness.standings);
    let canonical = canonical.filter(|(doc, standing)| standing.is_some_and(|standing| standing.canonical == *doc));
    let families: HashMap<DocId, u32> = canonical.map(|(doc, _)| doc).zip(0..).collect();
    // One whose numbers are others is canonical for some of its family.
    let head = |standing: &Standing| {
        let canonical = likeness.standings.get(standing.canonical.index()).copied().flatten();
        canonical.map_or(standing.canonical, |standing| standing.canonical)
    };
    for (report, equal_to) in reports.iter_mut().zip(&likeness.equal_to) {
        report.equal_to = *equal_to;
    }
    for (report, standing) in reports.iter_mut().zip(&likeness.standings) {
        let Some(standing) = standing else { continue };
        report.family = families.get(&head(standing)).copied();
        let Some(relation) = standing.relation else { continue };
        report.near_duplicate_of = Some(standing.canonical);
        report.relation = Some(relation);
        report.similarity = Some(standing.similarity);
        report.coverage = report.coverage.max(standing.coverage);
        report.numbers = standing.numbers;
        let place = standing.place().map(|(raw, chars)| Place { doc: standing.canonical, raw, chars });
        report.within = place.map(Box::new);
    }
    reports
}

/// Adds what depends on the findings: characters of the text and those inside findings.
pub(super) fn with_findings(
    mut reports: Vec<DocumentReport>,
    findings: &[Finding],
    documents: &[Document],
) -> Vec<DocumentReport> {
    reports.resize(documents.len(), DocumentReport::default());
    reports.par_iter_mut().zip(documents).for_each(|(report, document)| {
        let DocumentReport { bytes, chars, text_hash, .. } = DocumentReport::of(&document.text);
        (report.bytes, report.chars, report.text_hash) = (bytes, chars, text_hash);
    });
    let counted = |finding: &&Finding| finding.kind != Kind::Formula;
    for of_doc in findings.chunk_by(|x, y| x.place.doc == y.place.doc) {
        let mut reached = 0;
        let report = &mut reports[of_doc[0].place.doc.index()];
        for finding in of_doc.iter().filter(counted) {
            let span: Span<Chars> = finding.place.chars;
            report.duplicate_chars += span.end.saturating_sub(reached.max(span.start));
            reached = reached.max(span.end);
        }
    }
    reports
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_loop_of_a_symbol_and_of_most_of_a_span_is_that_of_the_plain_search(
            lengths in prop::collection::vec((0_u32..4, 1_u32..9), 0..8), start in 0_u32..60, len in 1_u32..20,
        ) {
            let mut end = 0;
            let of_span = |span: Span<Norm>| Loop { span, period: 1, second: span.start, identity: 1.0, other_numbers: false };
            let loops: Vec<Loop> = lengths
                .into_iter()
                .map(|(gap, len)| {
                    let start = end + gap;
                    end = start + len;
                    of_span(Span::new(start, end))
                })
                .collect();
            let plain = loops.iter().find(|found| (found.span.start..found.span.end).contains(&start));
            prop_assert_eq!(loop_at(&loops, start), plain);
            let span = Span::<Norm>::new(start, start + len);
            let mostly = |found: &&Loop| 2 * found.span.overlap(span) > span.len();
            let middle = loop_at(&loops, u32::midpoint(span.start, span.end)).filter(mostly);
            prop_assert_eq!(middle, loops.iter().find(mostly));
        }
    }
}
