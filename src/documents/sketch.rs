//! One pass over the documents: equal ones collapse, of the others a sketch is kept and the symbols are dropped.
//!
//! In come texts, out goes for each document its sketch or the earlier document whose symbols it equals. Documents are taken
//! in batches, so that no more than a batch's symbols are in memory. Compares nothing but equal hashes.

use std::collections::HashMap;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use crate::config::Plan;
use crate::fingerprint::{Signature, Signer};
use crate::int::{float, floor, index, narrow};
use crate::normalize::{Normalizer, Symbol};
use crate::progress::Progress;
use crate::read::Document;
use crate::shingle::hash_shingles;
use crate::span::DocId;

/// Shortest document that gets a signature, in symbols: below it, two documents of one formula look alike.
const LEAST_SYMBOLS: usize = 40;
/// Different shingles from which a document gets the long signature: with fewer, most of its slots would say nothing new.
const LONG_FROM: usize = 256;
/// One shingle in so many is sampled, whatever document it stands in.
const SAMPLED: u32 = 16;
/// Documents whose symbols are in memory at a time.
const BATCH_DOCUMENTS: usize = 128;

/// What is kept of one document.
#[derive(Debug, Clone, Default)]
pub(super) struct Sketch {
    /// Symbols of the document.
    pub(super) symbols: u32,
    /// The signature by which documents of many shingles are compared.
    pub(super) long: Option<Signature>,
    /// The one by which documents of few are. A document between has both, so that any two documents that may be similar
    /// enough have one in common.
    pub(super) short: Option<Signature>,
    /// The sampled shingles by their hashes, ascending.
    pub(super) samples: Box<[u32]>,
}

/// The documents after the pass.
#[derive(Debug, Default)]
pub(super) struct Sketches {
    /// A sketch for each document; empty for one that equals an earlier one.
    pub(super) of: Vec<Sketch>,
    /// The first document with the same symbols; itself if it is the first.
    pub(super) equal_to: Vec<DocId>,
}

/// Sketches every document.
///
/// Guarantee: `equal_to` names documents whose symbols are equal, compared in full. A document without symbols equals none.
/// Complexity: linear; memory a signature and n / 16 hashes for each different document.
pub(super) fn sketch(
    documents: &[Document],
    normalizer: &Normalizer,
    plan: &Plan,
    progress: &dyn Progress,
) -> Sketches {
    let mut sketches = Sketches::default();
    let mut first: HashMap<u128, DocId> = HashMap::new();
    let signers = Signers::new(plan);
    for batch in documents.chunks(BATCH_DOCUMENTS) {
        let from = sketches.equal_to.len();
        let read: Vec<(Vec<Symbol>, u128)> = batch
            .par_iter()
            .map(|document| {
                let symbols = normalizer.symbols(&document.text);
                let key = name(&symbols);
                (symbols, key)
            })
            .collect();
        for (at, (symbols, key)) in read.iter().enumerate() {
            let doc = DocId(narrow(from + at));
            let known = if symbols.is_empty() { doc } else { *first.entry(*key).or_insert(doc) };
            sketches.equal_to.push(known);
        }
        let done: Vec<Option<Sketch>> = read
            .par_iter()
            .enumerate()
            .map(|(at, (symbols, _))| {
                let (doc, equal) = (from + at, sketches.equal_to[from + at].index());
                let same = || documents[equal].text == documents[doc].text;
                let equals = equal != doc && (same() || normalizer.symbols(&documents[equal].text) == *symbols);
                (!equals).then(|| signers.sketch(symbols))
            })
            .collect();
        for (at, sketch) in done.into_iter().enumerate() {
            if sketch.is_some() {
                sketches.equal_to[from + at] = DocId(narrow(from + at));
            }
            sketches.of.push(sketch.unwrap_or_default());
        }
        progress.advance(crate::int::wide(batch.len()));
    }
    sketches
}

/// The hash of a text's symbols.
fn name(symbols: &[Symbol]) -> u128 {
    let mut bytes = vec![0; 4 * symbols.len()];
    for (four, symbol) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(symbols) {
        *four = symbol.to_le_bytes();
    }
    xxh3_128(&bytes)
}

/// Makes sketches.
struct Signers {
    long: Signer,
    short: Signer,
    /// Different shingles below which a document gets the short signature.
    short_below: usize,
}

impl Signers {
    fn new(plan: &Plan) -> Self {
        let (k, seed) = (plan.config.document_shingle, plan.config.seed);
        // Of two sets of similarity s the smaller has at least s times the elements of the larger.
        let short_below = floor(float(LONG_FROM) / plan.config.similarity);
        Self {
            long: Signer::new(plan.signature_slots, k, seed),
            short: Signer::new(plan.short_slots, k, seed),
            short_below,
        }
    }

    fn sketch(&self, symbols: &[Symbol]) -> Sketch {
        let mut hashes = Vec::new();
        hash_shingles(symbols, self.long.shingle_symbols(), self.long.seed(), &mut hashes);
        let mut samples: Vec<u32> = hashes.iter().copied().filter(|&hash| hash < u32::MAX / SAMPLED).collect();
        samples.sort_unstable();
        samples.dedup();
        let mut sketch = Sketch { symbols: narrow(symbols.len()), ..Sketch::default() };
        if symbols.len() >= LEAST_SYMBOLS {
            let different = self.different(&mut hashes, samples.len());
            sketch.long = (different >= LONG_FROM).then(|| self.long.sign_hashes(&mut hashes));
            sketch.short = (different < self.short_below).then(|| self.short.sign_hashes(&mut hashes));
        }
        sketch.samples = samples.into();
        sketch
    }

    /// The number of different shingles, exact where it may be small; repeated ones are dropped then.
    fn different(&self, hashes: &mut Vec<u32>, samples: usize) -> usize {
        let estimate = samples * index(SAMPLED);
        if estimate > 2 * self.short_below.max(LONG_FROM) {
            return estimate;
        }
        hashes.sort_unstable();
        hashes.dedup();
        hashes.len()
    }
}
