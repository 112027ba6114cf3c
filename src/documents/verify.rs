//! Candidate pairs held against the texts: how similar two documents are, and how much of each stands in the other.
//!
//! In come pairs of documents, out go those that verify. Texts are normalised again, as many at a time as fit into a
//! fixed number of bytes, each once for all its pairs in that lot.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::cover::{Cover, cover};
use super::{Pair, Relation};
use crate::config::Config;
use crate::fingerprint::exact::ShingleSet;
use crate::int::{float, index, narrow};
use crate::loops;
use crate::normalize::{Normalizer, Symbol};
use crate::read::Document;
use crate::span::{DocId, Norm, Span};

/// Bytes of text that are normalised at a time.
const LOT_BYTES: usize = 64 << 20;

/// Share of common shingles of the smaller set, of the coverage that is wanted, below which texts are not compared any
/// further: one edit in five, evenly spread, leaves a sixth of the 8-symbol shingles whole.
const LEAST_COMMON: f64 = 0.2;

/// The symbols and shingles of one document while its pairs are looked at.
struct Opened {
    symbols: Vec<Symbol>,
    shingles: ShingleSet,
}

/// What the texts said.
#[derive(Debug, Default)]
pub(super) struct Verified {
    /// Ascending by their documents.
    pub(super) pairs: Vec<Pair>,
    /// Documents of these pairs with the symbols in extra copies of their loops, ascending.
    pub(super) looped: Vec<(DocId, u32)>,
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
        let opened: Vec<Opened> =
            docs.par_iter().map(|doc| open(&documents[doc.index()], normalizer, config)).collect();
        let of = |doc: DocId| docs.binary_search(&doc).ok().map(|at| &opened[at]);
        let judged = lot.par_iter().filter_map(|&(a, b)| judge(a, of(a)?, b, of(b)?, config));
        let pairs: Vec<Pair> = judged.collect();
        let kept: BTreeSet<DocId> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
        let kept: Vec<DocId> = kept.into_iter().collect();
        verified.looped.par_extend(kept.par_iter().filter_map(|&doc| Some((doc, looped(&of(doc)?.symbols)))));
        verified.pairs.extend(pairs);
    }
    verified.looped.sort_unstable();
    verified.looped.dedup();
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

fn open(document: &Document, normalizer: &Normalizer, config: &Config) -> Opened {
    let symbols = normalizer.symbols(&document.text);
    let shingles = ShingleSet::new(&symbols, config.document_shingle);
    Opened { symbols, shingles }
}

/// Symbols in the extra copies of a text's loops.
fn looped(symbols: &[Symbol]) -> u32 {
    loops::find(symbols).iter().map(|found| found.span.end.saturating_sub(found.second)).sum()
}

fn judge(a: DocId, one: &Opened, b: DocId, two: &Opened, config: &Config) -> Option<Pair> {
    let similarity = one.shingles.jaccard(&two.shingles);
    if similarity < config.similarity && one.shingles.common(&two.shingles) < LEAST_COMMON * config.coverage {
        return None;
    }
    let Cover { equal, a: in_a, b: in_b } = cover(&one.symbols, &two.symbols, config.document_shingle);
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
