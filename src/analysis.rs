//! What a run found, as one value: the results of all stages go in, whoever reports or cleans reads them out. Finds
//! and judges nothing.

use std::borrow::Cow;

use crate::classify::Finding;
use crate::config::Plan;
use crate::error::{Result, Warning};
use crate::mark::{Mark, apply, of_document};
use crate::read::{Document, Encoded};
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
    /// What the documents were encoded in; empty if they were text already.
    pub encodings: Vec<Encoded>,
}

impl Analysis {
    /// The documents without what is marked for removal, ascending by id, as id and text.
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
        let numbered = (0..).map(DocId).zip(&self.documents);
        numbered.map(|(doc, document)| {
            let text = apply(&document.text, of_document(&self.marks, doc))?;
            Ok((document.id.as_str(), text))
        })
    }
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
