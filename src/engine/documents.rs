//! What the run says of whole documents: similarity of signatures, coverage by matches, characters inside findings.

use rayon::prelude::*;

use super::DocumentReport;
use crate::align::{Match, Side};
use crate::candidates::bands;
use crate::classify::{Finding, Kind};
use crate::config::Plan;
use crate::fingerprint::{Signature, Signer, exact};
use crate::int::{float, index, narrow};
use crate::loops::{FoldedText, Loop};
use crate::normalize::Symbol;
use crate::read::Document;
use crate::span::{Chars, DocId, Norm, Span};

/// Shortest document that gets a signature, in symbols: below it, two documents of one formula look alike.
const LEAST_SYMBOLS: usize = 40;
/// Symbols a shingle of the signatures; one edit in twenty leaves a Jaccard similarity of .6.
const SIGNATURE_SHINGLE: u32 = 5;

/// All matches, without those inside one loop or inside the extra copies of one: they are one finding
/// already.
pub(super) fn outside_loops(aligned: Vec<Vec<Match>>, folded: &[FoldedText], loops: &[Vec<Loop>]) -> Vec<Match> {
    let norm = |side: Side| folded[side.doc.index()].to_norm(side.span);
    let extra = |side: Side| {
        let of_doc = &loops[side.doc.index()];
        !of_doc.is_empty() && of_doc.iter().any(|found| Span::new(found.second, found.span.end).covers(norm(side)))
    };
    let inside = |a: Side, b: Side| {
        let of_doc = &loops[a.doc.index()];
        if a.doc != b.doc || of_doc.is_empty() {
            return extra(a) || extra(b);
        }
        let (x, y) = (norm(a), norm(b));
        let mostly = |found: &Loop, span: Span<Norm>| 2 * found.span.overlap(span) > span.len();
        of_doc.iter().any(|found| mostly(found, x) && mostly(found, y)) || extra(a) || extra(b)
    };
    aligned.into_iter().flatten().filter(|found| !inside(found.a, found.b)).collect()
}

/// Pairs of documents whose exact Jaccard similarity of shingles reaches the configured one; the bands of their
/// signatures name the candidates.
pub(super) fn similar(texts: &[&[Symbol]], plan: &Plan) -> Vec<(DocId, DocId, f64)> {
    let signer = Signer::new(plan.signature_slots, SIGNATURE_SHINGLE, plan.config.seed);
    let signatures: Vec<Option<Signature>> =
        texts.par_iter().map(|text| (text.len() >= LEAST_SYMBOLS).then(|| signer.sign(text))).collect();
    let pairs = bands::pairs(&signatures, plan.bands, plan.rows);
    let verified = pairs.into_par_iter().filter_map(|(a, b)| {
        let similarity = exact::jaccard(texts[a.index()], texts[b.index()], SIGNATURE_SHINGLE);
        (similarity >= plan.config.similarity).then_some((a, b, similarity))
    });
    verified.collect()
}

/// For every document its best covering partner, and the earlier one it nearly equals.
pub(super) fn reports(
    matches: &[Match],
    similar: &[(DocId, DocId, f64)],
    texts: &[&[Symbol]],
    plan: &Plan,
) -> Vec<DocumentReport> {
    // (document, partner, matched symbols of the document)
    let mut shared: Vec<(DocId, DocId, u32)> = Vec::new();
    for found in matches.iter().filter(|found| found.a.doc != found.b.doc) {
        shared.push((found.a.doc, found.b.doc, found.equal()));
        shared.push((found.b.doc, found.a.doc, found.equal()));
    }
    shared.sort_unstable();
    let empty = DocumentReport { chars: 0, duplicate_chars: 0, near_duplicate_of: None, coverage: 0.0 };
    let mut reports = vec![empty; texts.len()];
    for pair in shared.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1)) {
        let (doc, partner, _) = pair[0];
        let symbols: u32 = pair.iter().map(|part| part.2).sum();
        let coverage = (float(index(symbols)) / float(texts[doc.index()].len().max(1))).min(1.0);
        let report = &mut reports[doc.index()];
        if coverage > report.coverage {
            report.coverage = coverage;
            let covered = coverage >= plan.config.coverage;
            let shorter = (texts[doc.index()].len(), partner) < (texts[partner.index()].len(), doc);
            report.near_duplicate_of = (covered && (partner < doc || shorter)).then_some(partner);
        }
    }
    for &(a, b, similarity) in similar {
        let report = &mut reports[b.index()];
        if report.near_duplicate_of.is_none() {
            report.near_duplicate_of = Some(a);
            report.coverage = report.coverage.max(similarity);
        }
    }
    reports
}

/// Adds what depends on the findings: characters of the text and those inside findings.
pub(super) fn with_findings(
    mut reports: Vec<DocumentReport>,
    findings: &[Finding],
    documents: &[Document],
) -> Vec<DocumentReport> {
    for (report, document) in reports.iter_mut().zip(documents) {
        report.chars = narrow(document.text.chars().count());
    }
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
