//! What is decided about every document of a corpus that is to be written: from a run just made, or from a findings file.
//!
//! A document is found by its id and must have the text it had.

use std::collections::HashMap;

use super::edits::Cut;
use super::hashes::text_hash;
use super::jsonl::Findings;
use crate::analysis::Analysis;
use crate::int::{index, narrow};
use crate::mark::{self, DocumentAction};
use crate::read::Document;
use crate::span::DocId;

/// The decisions about a corpus.
pub enum Verdicts<'a> {
    /// Of a run.
    Run(&'a Analysis),
    /// Of an earlier run, by document. What it does not know stays as it is.
    Earlier(HashMap<&'a str, Earlier>),
    /// Of a run that stopped and that this one goes on with, by document. It knows every document.
    Resumed(HashMap<&'a str, Earlier>),
}

/// What an earlier run says of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Earlier {
    /// The hash of its text; `None` in a file of an older version.
    hash: Option<String>,
    bytes: u64,
    cuts: Vec<Cut>,
    whole: Whole,
}

/// What is done with a document as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Whole {
    /// It stays.
    Stays,
    /// It stays and says that it nearly equals this one.
    Labelled(String),
    /// It is left out.
    Dropped,
}

/// What is to be done with a document that was read again.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// These are its cuts, and what is done with it as a whole.
    Cuts(Vec<Cut>, Whole),
    /// It is not the document that was scanned; why.
    Stranger(&'static str),
}

impl<'a> Verdicts<'a> {
    /// The marks of a findings file.
    pub fn of(findings: &'a Findings) -> Self {
        Self::Earlier(by_document(findings))
    }

    /// The marks of a run that stopped, from its findings file.
    pub fn resumed(findings: &'a Findings) -> Self {
        Self::Resumed(by_document(findings))
    }

    /// Whether a document that is not known is an error.
    pub(super) fn strict(&self) -> bool {
        !matches!(self, Self::Earlier(_))
    }

    /// Whether a document is the one that was decided about.
    pub fn knows(&self, document: &Document) -> bool {
        matches!(self.about(document, None), Verdict::Cuts(..))
    }

    /// Number of documents.
    pub(super) fn documents(&self) -> usize {
        match self {
            Self::Run(analysis) => analysis.documents.len(),
            Self::Earlier(documents) | Self::Resumed(documents) => documents.len(),
        }
    }

    /// Whether a document is dropped, the `number`th that is read, if nothing else can become of it than that or nothing.
    pub(super) fn drops(&self, number: u64) -> Option<bool> {
        let Self::Run(analysis) = self else { return None };
        let report = analysis.reports.get(index(nth(analysis, number)?))?;
        Some(report.action == Some(DocumentAction::Drop))
    }

    /// What is to be done with a document, the `number`th that is read where that is known.
    pub(super) fn about(&self, document: &Document, number: Option<u64>) -> Verdict {
        match self {
            Self::Run(analysis) => of_run(analysis, document, number),
            Self::Earlier(documents) | Self::Resumed(documents) => {
                documents.get(document.id.as_str()).map_or(Verdict::Stranger("it is new"), |e| e.about(&document.text))
            }
        }
    }
}

/// What a findings file says of every document.
fn by_document(findings: &Findings) -> HashMap<&str, Earlier> {
    let families: HashMap<u32, u32> = findings.findings.iter().map(|found| (found.id, found.family)).collect();
    let mut documents: HashMap<&str, Earlier> = HashMap::new();
    for record in &findings.documents {
        let whole = match (record.action, &record.near_duplicate_of) {
            (Some(DocumentAction::Drop), _) => Whole::Dropped,
            (Some(DocumentAction::Label), Some(other)) => Whole::Labelled(other.clone().into_owned()),
            (Some(DocumentAction::Label) | None, _) => Whole::Stays,
        };
        let earlier = Earlier { hash: record.text_hash.clone(), bytes: record.bytes, cuts: Vec::new(), whole };
        documents.insert(&record.doc, earlier);
    }
    for mark in &findings.marks {
        let Some(document) = documents.get_mut(mark.doc.as_ref()) else { continue };
        document.cuts.push(Cut {
            span: index(mark.start_byte)..index(mark.end_byte),
            kind: mark.kind,
            family: families.get(&mark.finding).copied().unwrap_or_default(),
            action: mark.action,
        });
    }
    for document in documents.values_mut() {
        document.cuts.sort_by_key(|cut| cut.span.start);
    }
    documents
}

/// The place of the document that was read as the `number`th, from 0, where that is known.
fn nth(analysis: &Analysis, number: u64) -> Option<u32> {
    usize::try_from(number).ok().and_then(|number| analysis.order.get(number)).copied()
}

fn of_run(analysis: &Analysis, document: &Document, number: Option<u64>) -> Verdict {
    let by_id = || analysis.documents.binary_search_by(|other| other.id.as_str().cmp(&document.id)).ok();
    let place = number.and_then(|number| nth(analysis, number)).map(index).or_else(by_id);
    let Some(place) = place else { return Verdict::Stranger("it is new") };
    let report = analysis.reports.get(place);
    if report.is_none_or(|report| !report.is_of(&document.text)) {
        return Verdict::Stranger("its text is another");
    }
    let cut = |mark: &mark::Mark| Cut {
        span: mark.raw.range(),
        kind: mark.kind,
        family: analysis.findings.get(index(mark.finding)).map_or(0, |finding| finding.family),
        action: mark.action,
    };
    let near = report.and_then(|report| report.near_duplicate_of);
    let near = near.and_then(|doc| analysis.documents.get(doc.index())).map(|document| document.id.clone());
    let whole = match (report.and_then(|report| report.action), near) {
        (Some(DocumentAction::Drop), _) => Whole::Dropped,
        (Some(DocumentAction::Label), Some(other)) => Whole::Labelled(other),
        (Some(DocumentAction::Label) | None, _) => Whole::Stays,
    };
    let marks = mark::of_document(&analysis.marks, DocId(narrow(place)));
    Verdict::Cuts(marks.iter().map(cut).collect(), whole)
}

impl Earlier {
    fn about(&self, text: &str) -> Verdict {
        let same = match &self.hash {
            Some(hash) => *hash == text_hash(text),
            None => self.bytes == crate::int::wide(text.len()),
        };
        if !same {
            return Verdict::Stranger("its text is another");
        }
        let mut end = 0;
        for Cut { span, .. } in &self.cuts {
            if span.start < end || text.get(span.clone()).is_none() {
                return Verdict::Stranger("the marks do not fit its text");
            }
            end = span.end;
        }
        Verdict::Cuts(self.cuts.clone(), self.whole.clone())
    }
}
