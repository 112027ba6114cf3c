//! Which source each document comes from, and in how many of its documents a passage must stand to be boilerplate of that
//! source. Documents without a source are of none: for them the corpus as a whole decides. Documents with the same symbols count once: what a report
//! says does not become furniture because it is posted five times.

use std::collections::{BTreeMap, HashMap};

use crate::config::Plan;
use crate::fingerprint::name;
use crate::int::{float, index, narrow};
use crate::normalize::Symbol;
use crate::read::Document;
use crate::span::DocId;

/// The sources of a corpus, numbered in the order of their names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    of_doc: Vec<Option<u32>>,
    documents: Vec<u32>,
    /// Of each document the first with the same symbols.
    first_equal: Vec<u32>,
    /// How many differ.
    different: usize,
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
    /// `texts` are the symbols of the documents. Complexity: `O(n log n)` in the documents, and linear in the symbols of those that have as many as another.
    pub fn new(documents: &[Document], texts: &[&[Symbol]]) -> Self {
        let first_equal = first_equal(texts);
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
        let mut classes: Vec<(u32, u32)> =
            of_doc.iter().copied().zip(&first_equal).filter_map(|(source, class)| Some((source?, *class))).collect();
        classes.sort_unstable();
        classes.dedup();
        for (source, _) in classes {
            counts[index(source)] += 1;
        }
        let different = first_equal.iter().zip(0..).filter(|(first, doc)| **first == *doc).count();
        Self { of_doc, documents: counts, first_equal, different }
    }

    /// The source of a document.
    pub(super) fn of(&self, doc: DocId) -> Option<u32> {
        self.of_doc.get(doc.index()).copied().flatten()
    }

    /// Different documents of the corpus.
    pub(super) fn different(&self) -> usize {
        self.different
    }

    /// How many of some documents, which ascend, are different.
    ///
    /// Complexity: `O(n log n)` in them.
    pub(super) fn different_of(&self, docs: impl Iterator<Item = DocId>) -> usize {
        let mut classes: Vec<u32> = docs.map(|doc| self.class(doc)).collect();
        classes.sort_unstable();
        classes.dedup();
        classes.len()
    }

    /// The first document with the same symbols.
    fn class(&self, doc: DocId) -> u32 {
        self.first_equal.get(doc.index()).copied().unwrap_or(doc.0)
    }

    /// Different documents of a source.
    pub(super) fn size(&self, source: u32) -> usize {
        self.documents.get(index(source)).map_or(0, |count| index(*count))
    }

    /// How the documents of a passage, which ascend, are spread.
    ///
    /// Complexity: `O(n log n)` in them.
    pub(super) fn spread(&self, docs: impl Iterator<Item = DocId>, plan: &Plan) -> Spread {
        let mut sources: Vec<(u32, u32)> = docs.filter_map(|doc| Some((self.of(doc)?, self.class(doc)))).collect();
        sources.sort_unstable();
        sources.dedup();
        let size = |same: &[(u32, u32)]| self.size(same[0].0);
        let enough = |same: &[(u32, u32)]| same.len() >= plan.boilerplate_from_source(size(same));
        let share = |same: &[(u32, u32)]| float(same.len()) >= plan.config.source_share * float(size(same));
        let runs = || sources.chunk_by(|x, y| x.0 == y.0);
        Spread {
            sources: narrow(runs().count()),
            usual: runs().any(enough),
            everywhere: runs().any(|same| enough(same) && share(same)),
        }
    }
}

/// Of each text the number of the first that is equal.
fn first_equal(texts: &[&[Symbol]]) -> Vec<u32> {
    let mut first: Vec<u32> = (0..narrow(texts.len())).collect();
    let mut order = first.clone();
    order.sort_by_key(|text| (texts[index(*text)].len(), *text));
    for as_long in order.chunk_by(|x, y| texts[index(*x)].len() == texts[index(*y)].len()).filter(|same| same.len() > 1)
    {
        let mut named: HashMap<u128, Vec<u32>> = HashMap::new();
        for &number in as_long {
            let text = texts[index(number)];
            let known = named.entry(name(text)).or_default();
            match known.iter().find(|other| texts[index(**other)] == text) {
                Some(other) => first[index(number)] = *other,
                None => known.push(number),
            }
        }
    }
    first
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
        let symbols: Vec<[Symbol; 1]> = (0..20).map(|n| [n]).collect();
        let texts: Vec<&[Symbol]> = symbols.iter().map(<[Symbol; 1]>::as_slice).collect();
        let sources = Sources::new(&documents, &texts);
        let plan = Config::default().plan(0).unwrap();
        let spread = |docs: &[u32]| sources.spread(docs.iter().copied().map(DocId), &plan);
        assert_eq!(spread(&[0, 0, 3, 7]), Spread { sources: 1, usual: true, everywhere: true });
        assert_eq!(spread(&[0, 3, 9, 10]), Spread { sources: 2, usual: false, everywhere: false });
        assert_eq!(spread(&[12, 13, 14, 15]), Spread { sources: 0, usual: false, everywhere: false });
        assert_eq!((sources.of(DocId(19)), sources.size(0), sources.size(1)), (None, 4, 8));
    }

    #[test]
    fn documents_with_the_same_symbols_count_once() {
        let document = |n: usize| Document { source: Some("甲".into()), ..Document::new(n.to_string(), "") };
        let documents: Vec<Document> = (0..8).map(document).collect();
        let texts: [&[Symbol]; 8] = [&[1, 2], &[3], &[1, 2], &[2, 1], &[1, 2], &[3], &[], &[]];
        let sources = Sources::new(&documents, &texts);
        let plan = Config::default().plan(0).unwrap();
        assert_eq!((sources.different(), sources.size(0)), (4, 4));
        let docs = || [0, 2, 4, 5].map(DocId).into_iter();
        assert_eq!(sources.different_of(docs()), 2);
        assert_eq!(sources.spread(docs(), &plan), Spread { sources: 1, usual: false, everywhere: false });
    }
}
