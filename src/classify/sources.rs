//! Which source each document comes from, and in how many of its documents a passage must stand to be boilerplate of that
//! source. Documents without a source are of none: for them the corpus as a whole decides.

use std::collections::BTreeMap;

use crate::config::Plan;
use crate::int::{float, index, narrow};
use crate::read::Document;
use crate::span::DocId;

/// The sources of a corpus, numbered in the order of their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    of_doc: Vec<Option<u32>>,
    documents: Vec<u32>,
}

/// How a passage is spread over sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spread {
    /// Sources it stands in, documents without one left out.
    pub sources: u32,
    /// Whether it stands in enough documents of one of them.
    pub usual: bool,
    /// Whether it stands in so large a share of one as a site's menus do.
    pub everywhere: bool,
}

impl Sources {
    /// Complexity: `O(n log n)` in the documents.
    pub fn new(documents: &[Document]) -> Self {
        let mut numbers: BTreeMap<&str, u32> = BTreeMap::new();
        for source in documents.iter().filter_map(|document| document.source.as_deref()) {
            numbers.insert(source, 0);
        }
        for (next, number) in numbers.values_mut().enumerate() {
            *number = narrow(next);
        }
        let of = |document: &Document| document.source.as_deref().and_then(|source| numbers.get(source).copied());
        let of_doc: Vec<Option<u32>> = documents.iter().map(of).collect();
        let mut counts = vec![0; numbers.len()];
        for source in of_doc.iter().flatten() {
            counts[index(*source)] += 1;
        }
        Self { of_doc, documents: counts }
    }

    /// The source of a document.
    pub(super) fn of(&self, doc: DocId) -> Option<u32> {
        self.of_doc.get(doc.index()).copied().flatten()
    }

    /// Documents of a source.
    pub(super) fn size(&self, source: u32) -> usize {
        self.documents.get(index(source)).map_or(0, |count| index(*count))
    }

    /// How the documents of a passage, which ascend, are spread.
    ///
    /// Complexity: `O(n log n)` in them.
    pub(super) fn spread(&self, docs: impl Iterator<Item = DocId>, plan: &Plan) -> Spread {
        let mut docs: Vec<DocId> = docs.collect();
        docs.dedup();
        let mut sources: Vec<u32> = docs.into_iter().filter_map(|doc| self.of(doc)).collect();
        sources.sort_unstable();
        let enough = |same: &[u32]| same.len() >= plan.boilerplate_from_source(self.size(same[0]));
        let share = |same: &[u32]| float(same.len()) >= plan.config.source_share * float(self.size(same[0]));
        let runs = || sources.chunk_by(|x, y| x == y);
        Spread {
            sources: narrow(runs().count()),
            usual: runs().any(enough),
            everywhere: runs().any(|same| enough(same) && share(same)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn three_of_eight_documents_of_a_source_are_enough_and_three_of_the_corpus_are_not() {
        let document = |n: usize| Document {
            source: (n < 12).then(|| if n < 8 { "甲".into() } else { "乙".into() }),
            ..Document::new(n.to_string(), "")
        };
        let documents: Vec<Document> = (0..20).map(document).collect();
        let sources = Sources::new(&documents);
        let plan = Config::default().plan(0).unwrap();
        let spread = |docs: &[u32]| sources.spread(docs.iter().copied().map(DocId), &plan);
        assert_eq!(spread(&[0, 0, 3, 7]), Spread { sources: 1, usual: true, everywhere: true });
        assert_eq!(spread(&[0, 3, 9, 10]), Spread { sources: 2, usual: false, everywhere: false });
        assert_eq!(spread(&[12, 13, 14, 15]), Spread { sources: 0, usual: false, everywhere: false });
        assert_eq!((sources.of(DocId(19)), sources.size(1)), (None, 4));
    }
}
