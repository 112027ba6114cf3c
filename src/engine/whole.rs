//! The run that looks at whole documents only: they are sketched as they are read, some at a time, and their texts dropped. Of those
//! that may be like others the texts are read again. What does all that stands in [`documents`](crate::documents).

use rayon::prelude::*;

use super::documents::with_standings;
use super::{DocumentReport, read_stats};
use crate::analysis::Analysis;
use crate::config::Config;
use crate::documents::{Corpus, Known, Sketcher, compare};
use crate::error::{Error, Result, Warning};
use crate::int::{index, narrow, wide};
use crate::normalize::Normalizer;
use crate::progress::{Progress, Steps};
use crate::read::{Document, Item, Source, Texts};
use crate::span::DocId;
use crate::stats::Stats;

/// Bytes of text that are read before they are sketched, for each thread: enough to be shared out, few enough for the cache.
const BATCH_BYTES: usize = 1 << 19;

/// What is done with a text when it was sketched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sketched {
    /// It is dropped: the source can give it again.
    Drop,
    Keep,
}

/// Reads all documents and finds those that are like others. Errors: those of the source.
pub(super) fn documents(
    source: &mut dyn Source,
    normalizer: &Normalizer,
    config: &Config,
    progress: &dyn Progress,
) -> Result<Analysis> {
    let plan = config.plan(0)?;
    progress.stage("reading", Steps::of("document").bytes(source.taken().and_then(|taken| taken.of)));
    let sketched = if source.remember() { Sketched::Drop } else { Sketched::Keep };
    let mut seen = Seen { documents: Vec::new(), reports: Vec::new(), sketcher: Sketcher::new(normalizer, &plan) };
    let mut warnings = Vec::new();
    let mut batch = next(source, &mut warnings)?;
    while !batch.is_empty() {
        progress.advance(wide(batch.len()));
        progress.reach(source.taken().map_or(0, |taken| taken.bytes));
        batch = rayon::in_place_scope(|scope| {
            let seen = &mut seen;
            scope.spawn(move |_| seen.take(batch, sketched));
            next(source, &mut warnings)
        })?;
    }
    warnings.sort();
    let Seen { documents, reports, sketcher } = seen;
    let order = order(&documents);
    let places = places(&order);
    let (documents, reports) = (ordered(documents, &places), ordered(reports, &places));
    let mut corpus = Again { source, sketched, order: &order, documents: &documents, reports: &reports };
    let likeness = compare(sketcher, &order, &documents, &mut corpus, Known::default(), &plan, progress)?;
    let reports = with_standings(reports, &likeness);
    let stats = Stats {
        symbols: likeness.symbols,
        candidates: likeness.candidates,
        matches: wide(likeness.pairs.len()),
        ..read_stats(&reports, &warnings)
    };
    let related = likeness.related().copied().collect();
    Ok(Analysis {
        plan,
        documents,
        order: places,
        findings: Vec::new(),
        marks: Vec::new(),
        reports,
        related,
        known: Vec::new(),
        warnings,
        stats,
        encodings: Vec::new(),
        stages: Vec::new(),
    })
}

/// The next documents; none at the end.
fn next(source: &mut dyn Source, warnings: &mut Vec<Warning>) -> Result<Vec<Document>> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    while bytes < BATCH_BYTES * rayon::current_num_threads() {
        match source.next_item()? {
            Some(Item::Document(document)) => {
                bytes += document.text.len();
                batch.push(document);
            }
            Some(Item::Warning(warning)) => warnings.push(warning),
            None => break,
        }
    }
    Ok(batch)
}

/// The documents so far, in the order in which they came.
struct Seen<'n> {
    documents: Vec<Document>,
    reports: Vec<DocumentReport>,
    sketcher: Sketcher<'n>,
}

impl Seen<'_> {
    fn take(&mut self, mut batch: Vec<Document>, sketched: Sketched) {
        self.sketcher.add(&batch);
        self.reports.par_extend(batch.par_iter().map(|document| DocumentReport::of(&document.text)));
        if sketched == Sketched::Drop {
            for document in &mut batch {
                document.text = String::new();
            }
        }
        self.documents.append(&mut batch);
    }
}

/// The documents by id: which each was in the order in which they came.
fn order(documents: &[Document]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..narrow(documents.len())).collect();
    order.sort_by(|&x, &y| documents[index(x)].id.cmp(&documents[index(y)].id));
    order
}

/// Of the documents in the order in which they came, their places in that `order`.
fn places(order: &[u32]) -> Vec<u32> {
    let mut places = vec![0; order.len()];
    for (place, &number) in (0..).zip(order) {
        places[index(number)] = place;
    }
    places
}

/// Brings everything to its place, where it is, so that nothing is there twice.
fn ordered<T>(mut all: Vec<T>, places: &[u32]) -> Vec<T> {
    let mut places = places.to_vec();
    for at in 0..all.len() {
        while index(places[at]) != at {
            let place = index(places[at]);
            all.swap(at, place);
            places.swap(at, place);
        }
    }
    all
}

/// The texts once more.
struct Again<'r> {
    source: &'r mut dyn Source,
    sketched: Sketched,
    order: &'r [u32],
    documents: &'r [Document],
    reports: &'r [DocumentReport],
}

impl Corpus for Again<'_> {
    fn texts(&mut self, docs: &[DocId]) -> Result<Box<dyn Texts + '_>> {
        if self.sketched == Sketched::Keep || docs.is_empty() {
            return Ok(Box::new(self.documents));
        }
        let mut numbers: Vec<u32> = docs.iter().map(|doc| self.order[doc.index()]).collect();
        numbers.sort_unstable();
        let texts = self.source.texts(&numbers)?;
        Ok(Box::new(Checked { texts, order: self.order, documents: self.documents, reports: self.reports }))
    }
}

/// Texts that must be what they were.
struct Checked<'r> {
    texts: Box<dyn Texts>,
    order: &'r [u32],
    documents: &'r [Document],
    reports: &'r [DocumentReport],
}

impl Texts for Checked<'_> {
    fn text(&self, number: u32) -> Result<std::borrow::Cow<'_, str>> {
        let doc = index(number);
        let text = self.texts.text(self.order[doc])?;
        if self.reports[doc].is_of(&text) {
            return Ok(text);
        }
        let source = std::io::Error::other("it was changed while it was being read: the text is another");
        Err(Error::Read { path: self.documents[doc].id.clone().into(), source })
    }
}
