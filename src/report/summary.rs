//! The counts at the end of a findings file.

use serde::{Deserialize, Serialize};

use super::record::{KindCount, SummaryRecord};
use crate::analysis::{Analysis, DocumentReport};
use crate::classify::{Finding, Kind};
use crate::config::Level;
use crate::documents::Relation;
use crate::int::{index, wide};
use crate::mark::{Action, DocumentAction};
use crate::span::DocId;
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
    /// Documents that are near to it or stand in it, but for their numbers, and so are not dropped.
    #[serde(default, skip_serializing_if = "is_none")]
    pub other_numbers: u64,
}

/// Findings that are labelled, of those that say what stands nowhere else.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SparedCount {
    /// Occurrences whose numbers are others than those of the canonical one.
    pub other_numbers: u64,
    /// Parallel clauses.
    pub parallel: u64,
}

/// Counts what a run saw, found and marked.
///
/// Complexity: linear in the findings and marks.
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
        spared: spared(analysis),
        kinds: counts(&analysis.findings),
    }
}

/// How many are labelled of those whose numbers are others, and of parallel clauses; `None` if none is.
fn spared(analysis: &Analysis) -> Option<SparedCount> {
    let labels = analysis.marks.iter().filter(|mark| mark.action == Action::Label);
    let mut labelled: Vec<u32> = labels.map(|mark| mark.finding).collect();
    labelled.sort_unstable();
    labelled.dedup();
    let mut count = SparedCount::default();
    for finding in labelled.iter().filter_map(|&id| analysis.findings.get(index(id))) {
        count.other_numbers += u64::from(finding.numbers.is_some());
        count.parallel += u64::from(finding.parallel);
    }
    (count != SparedCount::default()).then_some(count)
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde asks for")]
fn is_none(count: &u64) -> bool {
    *count == 0
}

fn whole(reports: &[DocumentReport]) -> WholeCount {
    let related = |relation| wide(reports.iter().filter(|report| report.relation == Some(relation)).count());
    let stays = |report: &&DocumentReport| report.numbers.is_some() && report.action != Some(DocumentAction::Drop);
    let dropped = || reports.iter().filter(|report| report.action == Some(DocumentAction::Drop));
    WholeCount {
        families: wide(reports.iter().filter(|report| report.family.is_some() && report.relation.is_none()).count()),
        equal: related(Relation::Equal),
        near: related(Relation::Near),
        contained: related(Relation::Contained),
        dropped: wide(dropped().count()),
        dropped_chars: dropped().map(|report| u64::from(report.chars)).sum(),
        other_numbers: wide(reports.iter().filter(stays).count()),
    }
}

/// What was found of each kind.
fn counts(findings: &[Finding]) -> Vec<KindCount> {
    let number = |kind: Kind| Kind::ALL.iter().position(|other| *other == kind).unwrap_or(0);
    let mut counts = Kind::ALL.map(|kind| KindCount { kind, families: 0, findings: 0, chars: 0 });
    // Of each kind where the findings reach to, so that no character is counted twice.
    let mut reached = [(DocId(0), 0); Kind::ALL.len()];
    let last = findings.iter().map(|finding| finding.family).max().unwrap_or(0);
    let mut met = vec![[false; Kind::ALL.len()]; index(last) + 1];
    for finding in findings {
        let kind = number(finding.kind);
        let (count, (doc, end)) = (&mut counts[kind], &mut reached[kind]);
        let (place, span) = (finding.place.doc, finding.place.chars);
        if *doc != place {
            (*doc, *end) = (place, 0);
        }
        count.findings += 1;
        count.families += u64::from(!std::mem::replace(&mut met[index(finding.family)][kind], true));
        count.chars += u64::from(span.end.saturating_sub(span.start.max(*end)));
        *end = span.end.max(*end);
    }
    counts.into()
}
