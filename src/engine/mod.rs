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

/// The pool a run computes in.
pub fn pool(threads: Option<usize>) -> crate::error::Result<rayon::ThreadPool> {
    rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build().map_err(|error| {
        crate::error::Error::Config {
            option: "threads",
            value: threads.unwrap_or(0).to_string(),
            reason: error.to_string(),
        }
    })
}

/// Reads and finds nothing.
pub fn run(
    source: &mut dyn crate::read::Source,
    config: &crate::config::Config,
    progress: &dyn Progress,
) -> crate::error::Result<Analysis> {
    use crate::int::{narrow, wide};
    let plan = config.plan(0)?;
    progress.stage("read", None);
    let (mut documents, mut warnings) = (Vec::new(), Vec::new());
    while let Some(item) = source.next_item()? {
        match item {
            crate::read::Item::Document(document) => documents.push(document),
            crate::read::Item::Warning(warning) => warnings.push(warning),
        }
        progress.advance(1);
    }
    documents.sort_by(|a: &Document, b| a.id.cmp(&b.id));
    warnings.sort();
    let reports: Vec<DocumentReport> = documents
        .iter()
        .map(|document| DocumentReport {
            chars: narrow(document.text.chars().count()),
            duplicate_chars: 0,
            near_duplicate_of: None,
            coverage: 0.0,
        })
        .collect();
    let stats = Stats {
        documents: wide(documents.len()),
        skipped: wide(warnings.iter().filter(|warning| warning.skipped).count()),
        bytes: documents.iter().map(|document| wide(document.text.len())).sum(),
        chars: reports.iter().map(|report| u64::from(report.chars)).sum(),
        ..Stats::default()
    };
    Ok(Analysis { plan, documents, findings: Vec::new(), marks: Vec::new(), reports, warnings, stats })
}
