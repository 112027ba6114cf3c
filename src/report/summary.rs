//! The counts at the end of a findings file.

use serde::{Deserialize, Serialize};

use super::record::{KindCount, SummaryRecord};
use crate::analysis::{Analysis, DocumentReport};
use crate::classify::{Finding, Kind};
use crate::config::Level;
use crate::documents::Relation;
use crate::int::wide;
use crate::mark::{Action, DocumentAction};
use crate::stats::Stats;

/// What was found of whole documents, and what becomes of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WholeCount {
    /// Families of documents.
    pub families: u64,
    /// Documents with the symbols of their family's canonical document.
    pub equal: u64,
    /// Documents near to it.
    pub near: u64,
    /// Documents that stand in it.
    pub contained: u64,
    /// Documents whose action is to be dropped.
    pub dropped: u64,
    /// Code points in them.
    pub dropped_chars: u64,
}

/// Counts what a run saw, found and marked.
///
/// Complexity: linear in the findings and marks, but for sorting the families.
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
        whole: (analysis.plan.config.level != Level::Passages).then(|| whole(&analysis.reports)),
        kinds: Kind::ALL.iter().map(|kind| count(*kind, &analysis.findings)).collect(),
    }
}

fn whole(reports: &[DocumentReport]) -> WholeCount {
    let related = |relation| wide(reports.iter().filter(|report| report.relation == Some(relation)).count());
    let dropped = || reports.iter().filter(|report| report.action == Some(DocumentAction::Drop));
    WholeCount {
        families: wide(reports.iter().filter(|report| report.family.is_some() && report.relation.is_none()).count()),
        equal: related(Relation::Equal),
        near: related(Relation::Near),
        contained: related(Relation::Contained),
        dropped: wide(dropped().count()),
        dropped_chars: dropped().map(|report| u64::from(report.chars)).sum(),
    }
}

fn count(kind: Kind, findings: &[Finding]) -> KindCount {
    let own = || findings.iter().filter(|finding| finding.kind == kind);
    let mut families: Vec<u32> = own().map(|finding| finding.family).collect();
    families.sort_unstable();
    families.dedup();
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
