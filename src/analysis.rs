//! What a run found, as one value: in go the results of all stages, out reads whoever reports or cleans. Computes nothing.

use crate::classify::Finding;
use crate::config::Plan;
use crate::error::Warning;
use crate::mark::Mark;
use crate::read::Document;
use crate::span::DocId;
use crate::stats::Stats;

/// What a run found: everything a report needs.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// The checked configuration the run worked with.
    pub plan: Plan,
    /// The documents, ascending by id; [`DocId`] is the index.
    pub documents: Vec<Document>,
    /// Ordered by document, then start; the id is the index.
    pub findings: Vec<Finding>,
    /// Ordered by document, then start; disjoint.
    pub marks: Vec<Mark>,
    /// One entry a document.
    pub reports: Vec<DocumentReport>,
    /// What was passed over or repaired, ascending.
    pub warnings: Vec<Warning>,
    /// What the run saw and did.
    pub stats: Stats,
}

/// What was found about one document as a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentReport {
    /// Code points of its text.
    pub chars: u32,
    /// Code points inside findings (formulas left out).
    pub duplicate_chars: u32,
    /// The document it nearly equals, its own canonical one.
    pub near_duplicate_of: Option<DocId>,
    /// Share of its symbols that stand in its best partner; 0 without one.
    pub coverage: f64,
}
