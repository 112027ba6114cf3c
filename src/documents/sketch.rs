//! One pass over the documents: equal ones collapse, of the others a sketch is kept and the symbols are dropped.
//!
//! In come documents in any order, some at a time, out goes for each its sketch or the first document whose symbols it equals.
//! What is equal is compared in full: with symbols that are still there, or at the end with the texts. Keeps no text.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};

use rayon::prelude::*;

use super::passes::{Sorting, sample, sort};
use crate::config::Plan;
use crate::error::Result;
use crate::fingerprint::{Signature, Signer, name};
use crate::int::{float, floor, index, narrow};
use crate::normalize::{Normalizer, Symbol};
use crate::read::{Document, Texts};
use crate::shingle::hash_shingles;
use crate::simd::Path;
use crate::span::DocId;

/// Shortest document that gets a signature, in symbols, and that one common sample may pair: below it, two documents of one formula
/// look alike.
pub(super) const LEAST_SYMBOLS: usize = 40;
/// Different shingles from which a document gets the long signature: with fewer, most of its slots would say nothing new.
const LONG_FROM: usize = 256;
/// One shingle in so many is sampled, whatever document it stands in.
pub(super) const SAMPLED: u32 = 16;
/// Symbols that are held of documents that were met twice, so that the next of their kind need no look at a text.
const HELD_SYMBOLS: usize = 1 << 19;

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
    /// A sketch for each document; `None` for one that equals an earlier one.
    pub(super) of: Vec<Option<Box<Sketch>>>,
    /// The first document with the same symbols; itself if it is the first.
    pub(super) equal_to: Vec<DocId>,
}

/// Sketches documents as they come.
///
/// Memory: a signature and n / 16 hashes for each different document, about 60 bytes for every document.
#[derive(Debug)]
pub struct Sketcher<'n> {
    normalizer: &'n Normalizer,
    signers: Signers,
    /// By the hash of the symbols: the first document that has it, and its place in `held`.
    known: HashMap<u128, (u32, Option<u32>)>,
    /// Documents with their symbols.
    held: Vec<(u32, Vec<Symbol>)>,
    room_symbols: usize,
    /// By document: one that has the same symbols, or itself.
    same: Vec<u32>,
    of: Vec<Option<Box<Sketch>>>,
    /// Documents of one hash whose symbols were not compared.
    doubtful: Vec<(u32, u32)>,
}

impl<'n> Sketcher<'n> {
    /// A sketcher that has seen nothing.
    pub fn new(normalizer: &'n Normalizer, plan: &Plan) -> Self {
        Self {
            normalizer,
            signers: Signers::new(plan),
            known: HashMap::new(),
            held: Vec::new(),
            room_symbols: HELD_SYMBOLS,
            same: Vec::new(),
            of: Vec::new(),
            doubtful: Vec::new(),
        }
    }

    /// Takes the next documents. Complexity: linear in their texts.
    pub fn add(&mut self, batch: &[Document]) {
        let from = narrow(self.same.len());
        let look = |buffers: &mut Buffers, document: &Document| self.look(&document.text, buffers);
        let looks: Vec<Look> = batch.par_iter().map_init(Buffers::default, look).collect();
        for (look, number) in looks.into_iter().zip(from..) {
            self.same.push(number);
            let sketch = self.take(look, number, from, batch);
            self.of.push(sketch);
        }
    }

    /// What can be said of a text by what was taken before.
    fn look(&self, text: &str, buffers: &mut Buffers) -> Look {
        let count = self.normalizer.symbols_within(text, &mut buffers.symbols);
        let symbols = &buffers.symbols[..count];
        let name = name(symbols);
        match self.known.get(&name).filter(|_| count > 0) {
            Some((_, Some(held))) if self.held[index(*held)].1 == symbols => Look::Equal(self.held[index(*held)].0),
            Some((_, None)) => Look::Doubtful(name, symbols.to_vec()),
            known => {
                let is_new = count > 0 && known.is_none();
                let sketch = Box::new(self.signers.sketch(count, buffers));
                if is_new { Look::New(name, sketch) } else { Look::Apart(sketch) }
            }
        }
    }

    /// Takes the `number`th text; its sketch, if nothing before has its symbols. `batch`: the texts from number `from` on.
    fn take(&mut self, look: Look, number: u32, from: u32, batch: &[Document]) -> Option<Box<Sketch>> {
        let (name, symbols, sketch) = match look {
            Look::Apart(sketch) => return Some(sketch),
            Look::Equal(other) => {
                self.same[index(number)] = other;
                return None;
            }
            Look::New(name, sketch) if !self.known.contains_key(&name) => {
                self.known.insert(name, (number, None));
                return Some(sketch);
            }
            // Since the batch was looked at, a text of it has taken the name.
            Look::New(name, sketch) => (name, self.normalizer.symbols(&batch[index(number - from)].text), Some(sketch)),
            Look::Doubtful(name, symbols) => (name, symbols, None),
        };
        let (first, held) = self.known[&name];
        let (other, others) = match (held.map(|held| &self.held[index(held)]), first.checked_sub(from)) {
            (Some((other, others)), _) => (*other, Cow::Borrowed(others)),
            (None, Some(at)) => (first, Cow::Owned(self.normalizer.symbols(&batch[index(at)].text))),
            (None, None) => {
                self.doubtful.push((number, first));
                self.hold(name, number, &symbols);
                return None;
            }
        };
        if *others != symbols {
            return sketch.or_else(|| Some(Box::new(self.signers.sketch_of(&symbols))));
        }
        self.same[index(number)] = other;
        if held.is_none() {
            self.hold(name, first, &symbols);
        }
        None
    }

    /// Keeps the symbols of a document, if there is room.
    fn hold(&mut self, name: u128, number: u32, symbols: &[Symbol]) {
        if let Some(room) = self.room_symbols.checked_sub(symbols.len())
            && let Some((_, held)) = self.known.get_mut(&name)
        {
            self.room_symbols = room;
            *held = Some(narrow(self.held.len()));
            self.held.push((number, symbols.to_vec()));
        }
    }

    /// What makes symbols of texts.
    pub(super) fn normalizer(&self) -> &'n Normalizer {
        self.normalizer
    }

    /// Documents in the new order whose texts [`Sketcher::finish`] asks for, ascending.
    pub(super) fn wanted(&self, order: &[u32]) -> Vec<DocId> {
        let numbers: BTreeSet<u32> = self.doubtful.iter().flat_map(|&(one, two)| [one, two]).collect();
        let wanted = |(_, number): &(DocId, &u32)| numbers.contains(number);
        (0..).map(DocId).zip(order).filter(wanted).map(|(doc, _)| doc).collect()
    }

    /// The sketches of the documents in another order: `order` says of each which it was in that in which they came.
    ///
    /// `texts` are those of [`Sketcher::wanted`], in the new order. Guarantee: `equal_to` names documents whose symbols are
    /// equal, compared in full. A document without symbols equals none. Errors: those of `texts`.
    pub(super) fn finish(mut self, order: &[u32], texts: &dyn Texts) -> Result<Sketches> {
        let mut places = vec![0; order.len()];
        for (place, &number) in (0..).zip(order) {
            places[index(number)] = place;
        }
        let other = |&(one, two): &(u32, u32)| {
            let (one, two) = (texts.text(places[index(one)])?, texts.text(places[index(two)])?);
            let symbols = self.normalizer.symbols(&one);
            let differ = one != two && symbols != self.normalizer.symbols(&two);
            Ok(differ.then(|| Box::new(self.signers.sketch_of(&symbols))))
        };
        let others: Vec<Option<Box<Sketch>>> = self.doubtful.par_iter().map(other).collect::<Result<_>>()?;
        for (&(one, two), other) in self.doubtful.iter().zip(others) {
            match other {
                None => self.same[index(one)] = two,
                other => self.of[index(one)] = other,
            }
        }
        let head = |number: u32| index(self.same[index(self.same[index(number)])]);
        let mut first = vec![None; order.len()];
        let mut sketches = Sketches { of: vec![None; order.len()], equal_to: Vec::with_capacity(order.len()) };
        for (place, &number) in order.iter().enumerate() {
            let first = first[head(number)].get_or_insert(place);
            sketches.equal_to.push(DocId(narrow(*first)));
            if *first == place {
                sketches.of[place] = self.of[head(number)].take();
            }
        }
        Ok(sketches)
    }
}

/// What can be said of a text before those of its own batch are known.
enum Look {
    /// It has the symbols of this document.
    Equal(u32),
    /// It has the symbols of none, or none at all.
    Apart(Box<Sketch>),
    /// No text before the batch has its name.
    New(u128, Box<Sketch>),
    /// One before the batch has its name; its symbols are not held. These are the text's.
    Doubtful(u128, Vec<Symbol>),
}

/// Buffers that are kept from text to text.
#[derive(Debug, Default)]
struct Buffers {
    /// The symbols of the text, at the head.
    symbols: Vec<Symbol>,
    hashes: Vec<u32>,
    samples: Vec<u32>,
    sorting: Sorting,
}

/// Makes sketches.
#[derive(Debug)]
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

    /// The sketch of some symbols.
    fn sketch_of(&self, symbols: &[Symbol]) -> Sketch {
        self.sketch(symbols.len(), &mut Buffers { symbols: symbols.to_vec(), ..Buffers::default() })
    }

    /// The sketch of so many symbols, those at the head of the buffer.
    fn sketch(&self, symbols: usize, buffers: &mut Buffers) -> Sketch {
        let Buffers { symbols: room, hashes, samples, sorting } = buffers;
        hash_shingles(&room[..symbols], self.long.shingle_symbols(), self.long.seed(), hashes);
        sample(Path::best(), hashes, u32::MAX / SAMPLED, samples);
        sort(samples, u32::BITS - SAMPLED.ilog2(), sorting);
        samples.dedup();
        let mut sketch = Sketch { symbols: narrow(symbols), samples: samples[..].into(), ..Sketch::default() };
        if symbols >= LEAST_SYMBOLS {
            let different = self.different(hashes, samples.len(), sorting);
            sketch.long = (different >= LONG_FROM).then(|| self.long.sign_hashes(hashes));
            sketch.short = (different < self.short_below).then(|| self.short.sign_hashes(hashes));
        }
        sketch
    }

    /// The number of different shingles, exact where it may be small; repeated ones are dropped then.
    fn different(&self, hashes: &mut Vec<u32>, samples: usize, sorting: &mut Sorting) -> usize {
        let estimate = samples * index(SAMPLED);
        if estimate > 2 * self.short_below.max(LONG_FROM) {
            return estimate;
        }
        sort(hashes, u32::BITS, sorting);
        hashes.dedup();
        hashes.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Config;
    use crate::config::NormalizeConfig;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(60))]
        #[test]
        fn equal_documents_collapse_into_the_first_in_any_batches_and_order(
            texts in prop::collection::vec(prop::sample::select(vec!["", "一", "一。", "二三", "二，三", "四五六"]), 0..30),
            sizes in prop::collection::vec(1_usize..7, 30), room in 0_usize..6, turn in 0_usize..30,
        ) {
            let documents: Vec<Document> = texts.iter().map(|text| Document::new("", *text)).collect();
            let normalizer = Normalizer::new(&NormalizeConfig::default());
            let mut sketcher = Sketcher::new(&normalizer, &Config::default().plan(0).unwrap());
            sketcher.room_symbols = room;
            let mut rest = &documents[..];
            for size in sizes {
                let (batch, behind) = rest.split_at(size.min(rest.len()));
                sketcher.add(batch);
                rest = behind;
            }
            sketcher.add(rest);
            let mut order: Vec<u32> = (0..narrow(documents.len())).collect();
            order.rotate_left(turn.min(documents.len()));
            let ordered: Vec<Document> = order.iter().map(|&number| documents[index(number)].clone()).collect();
            let sketches = sketcher.finish(&order, &&ordered[..]).unwrap();
            let symbols: Vec<Vec<Symbol>> = ordered.iter().map(|document| normalizer.symbols(&document.text)).collect();
            for (doc, own) in symbols.iter().enumerate() {
                let first = if own.is_empty() { doc } else { symbols.iter().position(|other| other == own).unwrap() };
                prop_assert_eq!(sketches.equal_to[doc].index(), first);
                prop_assert_eq!(sketches.of[doc].is_some(), first == doc);
            }
        }
    }
}
