//! The conductor.

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

/// How far a run is; the terminal draws it, tests ignore it.
pub trait Progress: Sync {
    /// A stage begins; `total` steps will follow where that is known.
    fn stage(&self, name: &'static str, total: Option<u64>);
    /// `steps` more steps are done.
    fn advance(&self, steps: u64);
}

/// Draws nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _name: &'static str, _total: Option<u64>) {}
    fn advance(&self, _steps: u64) {}
}
