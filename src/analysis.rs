//! What a run found, as one value: the results of all stages go in, whoever reports or cleans reads them out. Finds
//! and judges nothing.

use std::borrow::Cow;

use xxhash_rust::xxh3::xxh3_128;

use crate::classify::{Finding, Numbers, Place};
use crate::config::Plan;
use crate::documents::{Pair, Relation};
use crate::error::{Result, Warning};
use crate::int::wide;
use crate::mark::{
    DocumentAction, DocumentPolicy, Mark, Policy, apply, document_actions, marks_beside, of_document,
    spare_other_numbers,
};
use crate::normalize::count_chars;
use crate::read::{Document, Encoded};
use crate::span::DocId;
use crate::stats::{StageCost, Stats};

/// What a run found: everything a report needs.
#[derive(Debug, Clone)]
pub struct Analysis {
    /// The checked configuration the run worked with.
    pub plan: Plan,
    /// The documents, ascending by id; [`DocId`] is the index. After a run at [`Level::Documents`](crate::Level::Documents) over
    /// files their texts are empty: they were not kept.
    pub documents: Vec<Document>,
    /// Of the documents in the order in which they were read, their places in `documents`; empty where that was not kept.
    pub order: Vec<u32>,
    /// Ordered by document, then start; the id is the index.
    pub findings: Vec<Finding>,
    /// Ordered by document, then start; disjoint.
    pub marks: Vec<Mark>,
    /// One entry a document.
    pub reports: Vec<DocumentReport>,
    /// Pairs of documents that were verified and that no family shows, ascending.
    pub related: Vec<Pair>,
    /// The collections of known boilerplate that the corpus was compared with.
    pub known: Vec<String>,
    /// What was passed over or repaired, ascending.
    pub warnings: Vec<Warning>,
    /// What the run saw and did.
    pub stats: Stats,
    /// What the documents were encoded in; empty if they were text already.
    pub encodings: Vec<Encoded>,
    /// What each stage cost, if whoever made the run measured it: times make equal runs differ.
    pub stages: Vec<StageCost>,
}

impl Analysis {
    /// Decides anew what a cleaner does: marks by one policy, whole documents by the other.
    ///
    /// Guarantee: of every passage one occurrence stays in a document that stays.
    pub fn decide(&mut self, policy: &Policy, documents: DocumentPolicy) {
        let standings = self.reports.iter().map(|report| (report.family, report.near_duplicate_of));
        let mut actions = document_actions(standings, documents);
        if documents == DocumentPolicy::KeepFirst && policy.spares_other_numbers() {
            let report =
                |doc: DocId| self.reports.get(doc.index()).filter(|report| report.relation != Some(Relation::Equal));
            let canonical = |doc: DocId| report(doc).and_then(|report| report.near_duplicate_of);
            spare_other_numbers(&mut actions, (&self.findings, &self.documents), canonical);
            let others = actions.iter_mut().zip(&self.reports).filter(|(_, report)| report.numbers.is_some());
            others.for_each(|(action, _)| *action = None);
        }
        let dropped = |doc: DocId| actions.get(doc.index()).copied().flatten() == Some(DocumentAction::Drop);
        self.marks = marks_beside(&self.findings, &self.documents, policy, dropped);
        for (report, action) in self.reports.iter_mut().zip(actions) {
            report.action = action;
        }
    }

    /// The documents without what is marked for removal, ascending by id, as id and text; those that are dropped are left
    /// out.
    ///
    /// Guarantee: what stands outside the marks comes out byte for byte; a document without marks is not copied.
    /// Errors: [`Error::Mark`](crate::Error::Mark) if the marks were changed and do not fit.
    ///
    /// ```
    /// use dittograph::{Config, Document, find_in};
    /// let told = "馆藏纸质档案数字化完成了八成，剩下的两成破损严重，正由三名修复师逐页揭开、补纸、压平。";
    /// let analysis = find_in(
    ///     [
    ///         Document::new("a", format!("其一。{told}")),
    ///         Document::new("b", format!("其二。{told}")),
    ///     ],
    ///     &Config::default(),
    /// )?;
    /// let cleaned: Vec<_> = analysis.cleaned().collect::<Result<_, _>>()?;
    /// assert_eq!(cleaned[0].1, format!("其一。{told}"));
    /// assert!(cleaned[1].1.starts_with("其二。") && cleaned[1].1.len() < 15);
    /// # Ok::<(), dittograph::Error>(())
    /// ```
    pub fn cleaned(&self) -> impl Iterator<Item = Result<(&str, Cow<'_, str>)>> {
        let numbered = (0..).map(DocId).zip(&self.documents).zip(&self.reports);
        let kept = numbered.filter(|(_, report)| report.action != Some(DocumentAction::Drop));
        kept.map(|((doc, document), _)| {
            let text = apply(&document.text, of_document(&self.marks, doc))?;
            Ok((document.id.as_str(), text))
        })
    }
}

impl DocumentReport {
    /// What can be said of a text by itself. Complexity: linear.
    ///
    /// ```
    /// use dittograph::analysis::DocumentReport;
    /// let report = DocumentReport::of("工作报告");
    /// assert_eq!((report.bytes, report.chars, report.family), (12, 4, None));
    /// ```
    pub fn of(text: &str) -> Self {
        Self {
            bytes: wide(text.len()),
            chars: count_chars(text),
            text_hash: xxh3_128(text.as_bytes()),
            ..Self::default()
        }
    }

    /// Whether this is about `text`.
    pub fn is_of(&self, text: &str) -> bool {
        self.bytes == wide(text.len()) && self.text_hash == xxh3_128(text.as_bytes())
    }
}

/// What was found about one document as a whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DocumentReport {
    /// UTF-8 bytes of its text.
    pub bytes: u64,
    /// Code points of its text.
    pub chars: u32,
    /// XXH3-128 of its text.
    pub text_hash: u128,
    /// Code points inside findings (formulas left out).
    pub duplicate_chars: u32,
    /// The canonical document of its family, if that is another: it was verified against that one.
    pub near_duplicate_of: Option<DocId>,
    /// Share of its symbols that stand in its best partner; 0 without one.
    pub coverage: f64,
    /// The family of documents it belongs to, if any; numbers ascend with the canonical documents.
    pub family: Option<u32>,
    /// What it is to the canonical document; `None` without one and for that one itself.
    pub relation: Option<Relation>,
    /// Exact Jaccard similarity of its shingles and those of the canonical document.
    pub similarity: Option<f64>,
    /// Where in the canonical document the symbols they share stand, if they are [`Config::coverage`](crate::Config::coverage)
    /// of this one.
    pub within: Option<Box<Place>>,
    /// Its numbers, if they are others than those of the canonical document.
    pub numbers: Option<Numbers>,
    /// The first document that has the same symbols, if that is another.
    pub equal_to: Option<DocId>,
    /// What a cleaner does with the whole document; nothing unless said.
    pub action: Option<DocumentAction>,
}
