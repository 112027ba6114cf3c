//! What people judged in an earlier run, looked for in a new one.

use std::collections::HashMap;

use serde::Serialize;

use crate::int::{float64, wide};
use crate::report::decisions::{About, Decision, Place, Verdict};
use crate::report::jsonl::Findings;
use crate::report::places::{Fit, Places};

/// What became of the findings that were judged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Judged {
    /// Findings and families that were judged right, boundary or wrong.
    pub judged: u64,
    /// Lines that judge nothing at a place: kinds, documents, exclusions, bare numbers, and what a later line says anew.
    pub passed_over: u64,
    /// One entry for each of right, boundary, wrong.
    pub verdicts: Vec<VerdictCount>,
    /// Share of the judged that are repetitions (right or boundary); left out if nothing was judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<f64>,
    /// The same of those that the new run still finds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision_found: Option<f64>,
    /// Each of them in the order of the lines.
    pub findings: Vec<JudgedFinding>,
}

/// What became of the findings of one verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct VerdictCount {
    /// Which verdict.
    pub verdict: &'static str,
    /// Findings judged so.
    pub judged: u64,
    /// Still found where they were, or their text elsewhere in the document.
    pub same: u64,
    /// Found with other edges.
    pub edges: u64,
    /// Not found.
    pub gone: u64,
}

/// One finding that was judged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct JudgedFinding {
    /// The line of its decision, from 1.
    pub line: u64,
    /// `right`, `boundary` or `wrong`.
    pub verdict: &'static str,
    /// `same`, `moved`, `edges` or `gone`.
    pub now: &'static str,
    /// Its document.
    pub doc: String,
    /// First code point.
    pub start_char: u32,
    /// Code point behind the last.
    pub end_char: u32,
    /// The finding that it is now, by number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finding: Option<u32>,
    /// What the reader wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Looks for what was judged among the findings of a run.
///
/// A family counts once, by the place of its canonical occurrence. Complexity: the decisions times the findings of their documents.
pub fn judged(findings: &Findings, decisions: &[Decision]) -> Judged {
    let places = Places::new(&findings.findings, &findings.documents);
    // The later of two lines about the same place counts.
    let mut last: HashMap<(&str, u32, u32), u64> = HashMap::new();
    for (decision, place) in decisions.iter().filter_map(placed) {
        last.insert((&place.doc, place.start_char, place.end_char), decision.line);
    }
    let counts = |decision: &Decision, place: &Place| {
        last.get(&(place.doc.as_str(), place.start_char, place.end_char)) == Some(&decision.line)
    };
    let mut listed = Vec::new();
    for (decision, place) in decisions.iter().filter_map(placed).filter(|(decision, place)| counts(decision, place)) {
        let Some(verdict) = decision.verdict else { continue };
        let found = places.find(&place.spot());
        let now = match found.map(|(_, fit)| fit) {
            Some(Fit::Same) => "same",
            Some(Fit::Moved) => "moved",
            Some(Fit::Edges) => "edges",
            None => "gone",
        };
        listed.push(JudgedFinding {
            line: decision.line,
            verdict: verdict.word(),
            now,
            doc: place.doc.clone(),
            start_char: place.start_char,
            end_char: place.end_char,
            finding: found.map(|(found, _)| found.id),
            note: decision.note.clone(),
        });
    }
    let verdicts: Vec<VerdictCount> = [Verdict::Right, Verdict::Boundary, Verdict::Wrong]
        .into_iter()
        .map(|v| VerdictCount::new(v, &listed))
        .collect();
    let judged = wide(listed.len());
    Judged {
        judged,
        passed_over: wide(decisions.len()) - judged,
        precision: precision(&verdicts, |count| count.judged),
        precision_found: precision(&verdicts, |count| count.same + count.edges),
        verdicts,
        findings: listed,
    }
}

/// The place of a line that judges one.
fn placed(decision: &Decision) -> Option<(&Decision, &Place)> {
    let judges = matches!(decision.verdict, Some(Verdict::Right | Verdict::Boundary | Verdict::Wrong));
    match &decision.about {
        About::Finding(_, place) | About::Family(_, place) if judges => Some((decision, place.as_ref()?)),
        _ => None,
    }
}

impl VerdictCount {
    fn new(verdict: Verdict, listed: &[JudgedFinding]) -> Self {
        let word = verdict.word();
        let count = |nows: &[&str]| {
            let is = |one: &&JudgedFinding| one.verdict == word && (nows.is_empty() || nows.contains(&one.now));
            wide(listed.iter().filter(is).count())
        };
        Self {
            verdict: word,
            judged: count(&[]),
            same: count(&["same", "moved"]),
            edges: count(&["edges"]),
            gone: count(&["gone"]),
        }
    }
}

/// The share that is no mistake, rounded to 4 decimals.
fn precision(verdicts: &[VerdictCount], of: impl Fn(&VerdictCount) -> u64) -> Option<f64> {
    let all: u64 = verdicts.iter().map(&of).sum();
    let wrong: u64 = verdicts.iter().filter(|count| count.verdict == Verdict::Wrong.word()).map(&of).sum();
    (all > 0).then(|| (float64(all - wrong) / float64(all) * 1e4).round() / 1e4)
}

impl Judged {
    /// The row of a verdict.
    pub fn of(&self, verdict: Verdict) -> VerdictCount {
        let row = self.verdicts.iter().find(|count| count.verdict == verdict.word()).copied();
        row.unwrap_or(VerdictCount { verdict: verdict.word(), judged: 0, same: 0, edges: 0, gone: 0 })
    }
}
