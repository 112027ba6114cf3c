//! Candidate pairs held against the texts: how similar two documents are, and how much of each stands in the other.
//!
//! In come pairs of documents, out go those that verify. Texts are normalised again, as many at a time as fit into a
//! fixed number of bytes, each once for all its pairs in that lot.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::cover::{Cover, cover};
use super::shingled::Shingled;
use super::{Pair, Relation};
use crate::config::Config;
use crate::int::{float, index, narrow};
use crate::normalize::{Normalizer, Symbol};
use crate::read::Document;
use crate::span::{DocId, Norm, Span};

/// Bytes of text that are normalised at a time: enough for every thread, few enough to stay in the cache.
const LOT_BYTES: usize = 4 << 20;

/// What the texts said.
#[derive(Debug, Default)]
pub(super) struct Verified {
    /// Ascending by their documents.
    pub(super) pairs: Vec<Pair>,
    /// Documents of these pairs with the places whose shingle stands in them before, ascending.
    pub(super) repeated: Vec<(DocId, u32)>,
}

/// Keeps the candidates of which the texts say that they are near or that one stands in the other.
///
/// Input: `candidates` ascending, without repetitions. Complexity: linear in the texts, for every pair.
pub(super) fn verify(
    candidates: &[(DocId, DocId)],
    documents: &[Document],
    normalizer: &Normalizer,
    config: &Config,
) -> Verified {
    let mut verified = Verified::default();
    let mut rest = candidates;
    while !rest.is_empty() {
        let (lot, docs) = lot(rest, documents);
        rest = &rest[lot.len()..];
        let open =
            |doc: &DocId| Shingled::new(normalizer.symbols(&documents[doc.index()].text), config.document_shingle);
        let opened: Vec<Shingled> = docs.par_iter().map(open).collect();
        let of = |doc: DocId| docs.binary_search(&doc).ok().map(|at| &opened[at]);
        let judged = lot.par_iter().filter_map(|&(a, b)| judge(a, of(a)?, b, of(b)?, config));
        let pairs: Vec<Pair> = judged.collect();
        let kept: BTreeSet<DocId> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
        verified.repeated.extend(kept.iter().filter_map(|&doc| Some((doc, narrow(of(doc)?.repeated())))));
        verified.pairs.extend(pairs);
    }
    verified.repeated.sort_unstable();
    verified.repeated.dedup();
    verified
}

/// The first pairs whose texts fit into a lot, at least one, and their documents, ascending.
fn lot<'c>(pairs: &'c [(DocId, DocId)], documents: &[Document]) -> (&'c [(DocId, DocId)], Vec<DocId>) {
    let (mut docs, mut bytes) = (BTreeSet::new(), 0);
    let mut fits = |&(a, b): &(DocId, DocId)| {
        let room = docs.is_empty() || bytes <= LOT_BYTES;
        for doc in [a, b] {
            if room && docs.insert(doc) {
                bytes += documents[doc.index()].text.len();
            }
        }
        room
    };
    let count = pairs.iter().take_while(|pair| fits(pair)).count();
    (&pairs[..count], docs.into_iter().collect())
}

/// Share of common shingles, of those of the smaller set, that is left where `coverage` of the symbols are equal and the
/// others are spread evenly; in blocks, they would leave more.
pub(super) fn least_common(config: &Config) -> f64 {
    config.coverage.powf(f64::from(config.document_shingle))
}

/// [`cover`], looked at from the text that has fewer symbols: less work, and it matters little which.
fn from_the_shorter(one: &Shingled, two: &Shingled) -> Cover {
    if one.symbols.len() <= two.symbols.len() {
        return cover(one, two);
    }
    let Cover { equal, a, b } = cover(two, one);
    Cover { equal, a: b, b: a }
}

fn judge(a: DocId, one: &Shingled, b: DocId, two: &Shingled, config: &Config) -> Option<Pair> {
    let (similarity, common) = one.similarity(two);
    if similarity < config.similarity && common < least_common(config) {
        return None;
    }
    let Cover { equal, a: in_a, b: in_b } = from_the_shorter(one, two);
    let share = |text: &[Symbol]| float(index(equal)) / float(text.len().max(1));
    let coverage = [share(&one.symbols), share(&two.symbols)];
    let relation = if similarity >= config.similarity {
        Relation::Near
    } else if coverage[0].max(coverage[1]) >= config.coverage {
        Relation::Contained
    } else {
        return None;
    };
    let symbols = [narrow(one.symbols.len()), narrow(two.symbols.len())];
    let spans: [Span<Norm>; 2] = [in_a, in_b];
    Some(Pair { a, b, relation, similarity, coverage, symbols, spans })
}
