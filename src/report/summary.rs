//! The counts at the end of a findings file.

use std::collections::BTreeSet;

use super::record::{KindCount, SummaryRecord};
use crate::analysis::Analysis;
use crate::classify::{Finding, Kind};
use crate::int::wide;
use crate::mark::Action;
use crate::stats::Stats;

/// Counts what a run saw, found and marked.
///
/// Complexity: linear in the findings and marks, but for a set of the families.
pub fn summary(analysis: &Analysis) -> SummaryRecord {
    let Stats { documents, skipped, bytes, chars, symbols, anchors, candidates, matches, families, findings } =
        analysis.stats;
    let removed = analysis.marks.iter().filter(|mark| mark.action == Action::Remove);
    SummaryRecord {
        documents,
        skipped,
        bytes,
        chars,
        symbols,
        anchors,
        candidates,
        matches,
        families,
        findings,
        warnings: wide(analysis.warnings.len()),
        marks: wide(analysis.marks.len()),
        removed_chars: removed.map(|mark| u64::from(mark.chars.len())).sum(),
        encodings: analysis.encodings.clone(),
        stages: analysis.stages.clone(),
        kinds: Kind::ALL.iter().map(|kind| count(*kind, &analysis.findings)).collect(),
    }
}

fn count(kind: Kind, findings: &[Finding]) -> KindCount {
    let own = || findings.iter().filter(|finding| finding.kind == kind);
    let families: BTreeSet<u32> = own().map(|finding| finding.family).collect();
    let (mut chars, mut doc, mut end) = (0, None, 0);
    for finding in own() {
        if doc != Some(finding.place.doc) {
            (doc, end) = (Some(finding.place.doc), 0);
        }
        let span = finding.place.chars;
        chars += u64::from(span.end.saturating_sub(span.start.max(end)));
        end = end.max(span.end);
    }
    KindCount { kind, families: wide(families.len()), findings: wide(own().count()), chars }
}
