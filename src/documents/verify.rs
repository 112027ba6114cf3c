//! Candidates held against the texts: in come pairs of documents, out go those that verify. Texts are normalised again, as
//! many at a time as fit into a fixed number of symbols, each once for all its pairs in that lot and the next.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::cover::{Cover, LONGEST_GAP, cover};
use super::figures::{Page, others};
use super::hosts::Hosts;
use super::shingled::{Crowd, Meeting, Shingled};
use super::{Pair, Place, Relation};
use crate::config::Config;
use crate::error::Result;
use crate::int::{float, index, narrow, wide};
use crate::normalize::{Normalizer, Symbol, Waypoints, count_chars};
use crate::progress::Progress;
use crate::read::Texts;
use crate::span::{DocId, Norm, Span};

/// Symbols that are made ready at a time for each thread, at some 30 bytes each: enough to be busy, few enough to stay in the cache.
const LOT_SYMBOLS: usize = 1 << 15;
/// Pairs that are looked at together at most, for each thread: many of few documents may be put off once the first are known.
const LOT_PAIRS: usize = 32;
/// Symbols that stay ready for each thread because a later lot needs them.
const HELD_SYMBOLS: usize = 1 << 19;

/// What the texts said.
#[derive(Debug, Default)]
pub(super) struct Verified {
    /// Ascending by their documents.
    pub(super) pairs: Vec<Pair>,
    /// Documents of these pairs with the places whose shingle stands in them before, ascending.
    pub(super) repeated: Vec<(DocId, u32)>,
    /// Candidates that were put off.
    pub(super) put_off: Vec<(DocId, DocId)>,
}

/// Adds to `verified` the candidates of which the texts say that they are near or that one stands in the other, and puts off those of
/// which both documents are near-duplicates of an earlier one that has many.
///
/// Input: `candidates` without repetitions, none of which was verified before; `symbols` of each document; all documents in the `order` in
/// which they would become canonical. Errors: those of `texts`. Complexity: linear in the texts, for every pair, and O(n log n) in documents
/// and pairs.
pub(super) fn verify(
    candidates: &[(DocId, DocId)],
    (symbols, order): (&[u32], &[DocId]),
    texts: &dyn Texts,
    normalizer: &Normalizer,
    config: &Config,
    progress: &dyn Progress,
    verified: &mut Verified,
) -> Result<()> {
    let turn = turns(candidates, order);
    let candidates = together(candidates, &turn);
    let mut rest = &candidates[..];
    let mut hosts = Hosts::new(symbols.len());
    let mut hand =
        Hand { texts, normalizer, config, symbols, opened: HashMap::default(), held: 0, crowds: Mutex::default() };
    // Pairs that each document is still in.
    let mut to_come = vec![0_u32; symbols.len()];
    candidates.iter().flat_map(|(a, b)| [a, b]).for_each(|doc| to_come[doc.index()] += 1);
    while !rest.is_empty() {
        let lot = lot(rest, symbols, |pair| !hosts.put_off(pair));
        let (seen, behind) = rest.split_at(lot.seen);
        rest = behind;
        hand.make_room(&lot.docs);
        hand.open(&lot.docs)?;
        let judged: Vec<Option<Pair>> = lot.pairs.par_iter().map(|&pair| hand.judge(pair)).collect();
        let mut kept = BTreeSet::new();
        for (&candidate, pair) in lot.pairs.iter().zip(judged) {
            // Asked again of each after those before it: what is put off must not depend on what was looked at together.
            if hosts.put_off(candidate) {
                verified.put_off.push(candidate);
            } else if let Some(pair) = pair {
                hosts.note(&pair, &turn, config);
                kept.extend([pair.a, pair.b]);
                verified.pairs.push(pair);
            }
        }
        verified.repeated.extend(kept.iter().filter_map(|doc| Some((*doc, hand.repeated(*doc)?))));
        verified.put_off.extend(lot.put_off);
        seen.iter().flat_map(|(a, b)| [a, b]).for_each(|doc| to_come[doc.index()] -= 1);
        hand.leave(seen.iter().flat_map(|&(a, b)| [a, b]).filter(|doc| to_come[doc.index()] == 0));
        progress.advance(wide(lot.pairs.len()));
    }
    verified.pairs.sort_unstable_by_key(|pair| (pair.a, pair.b));
    verified.repeated.sort_unstable();
    verified.repeated.dedup();
    Ok(())
}

/// The documents at hand.
struct Hand<'t> {
    texts: &'t dyn Texts,
    normalizer: &'t Normalizer,
    config: &'t Config,
    /// Symbols of each document.
    symbols: &'t [u32],
    opened: HashMap<DocId, Opened<'t>, FixedState>,
    /// Symbols of those that are open.
    held: usize,
    /// Buffers, one for each thread that opens.
    crowds: Mutex<Vec<Crowd>>,
}

impl Hand<'_> {
    /// Where more is open than stays, leaves documents that are not among these until a quarter of the room is free.
    fn make_room(&mut self, docs: &BTreeSet<DocId>) {
        let most = HELD_SYMBOLS * rayon::current_num_threads();
        if self.held <= most {
            return;
        }
        let (mut room, symbols) = (most - most / 4, self.symbols);
        self.opened.retain(|doc, _| {
            let size = index(symbols[doc.index()]);
            let stays = docs.contains(doc) || size <= room;
            room = room.saturating_sub(if stays { size } else { 0 });
            self.held -= if stays { 0 } else { size };
            stays
        });
    }

    /// Leaves documents.
    fn leave(&mut self, docs: impl Iterator<Item = DocId>) {
        for doc in docs {
            self.held -= self.opened.remove(&doc).map_or(0, |_| index(self.symbols[doc.index()]));
        }
    }

    /// Opens those that are not open. Errors: those of the texts.
    fn open(&mut self, docs: &BTreeSet<DocId>) -> Result<()> {
        let missing: Vec<DocId> = docs.iter().copied().filter(|doc| !self.opened.contains_key(doc)).collect();
        let (texts, normalizer, shingle) = (self.texts, self.normalizer, self.config.document_shingle);
        let crowds = || self.crowds.lock().unwrap_or_else(PoisonError::into_inner);
        let open = |&doc: &DocId| {
            let text = texts.text(doc.0)?;
            let (symbols, waypoints) = normalizer.with_waypoints(&text);
            let mut crowd = crowds().pop().unwrap_or_default();
            let shingled = Shingled::new(symbols, shingle, &mut crowd);
            crowds().push(crowd);
            Ok((doc, Opened { shingled, text, waypoints }))
        };
        let opening = missing.par_iter().map(open);
        self.opened.extend(opening.collect::<Result<Vec<(DocId, Opened<'_>)>>>()?);
        self.held += missing.iter().map(|doc| index(self.symbols[doc.index()])).sum::<usize>();
        Ok(())
    }

    /// Two open documents as a pair, if the texts say that they are one.
    fn judge(&self, (a, b): (DocId, DocId)) -> Option<Pair> {
        let (one, two) = (self.opened.get(&a)?, self.opened.get(&b)?);
        let Judged { relation, similarity, coverage, cover } = judge(&one.shingled, &two.shingled, self.config)?;
        let spans = cover.spans();
        let places = [one.place(spans[0], self.normalizer), two.place(spans[1], self.normalizer)];
        let mut pair = Pair { a, b, relation, similarity, coverage, numbers: [None; 2], places };
        let joins = [pair.joins(0, self.config), pair.joins(1, self.config)];
        pair.numbers = others(&cover.chain, [one.page(), two.page()], joins, self.normalizer, self.config);
        Some(pair)
    }

    /// Places of an open document whose shingle stands in it before.
    fn repeated(&self, doc: DocId) -> Option<u32> {
        Some(narrow(self.opened.get(&doc)?.shingled.repeated()))
    }
}

/// A document at hand.
struct Opened<'t> {
    shingled: Shingled,
    text: Cow<'t, str>,
    waypoints: Waypoints,
}

impl Opened<'_> {
    fn page(&self) -> Page<'_> {
        Page { symbols: &self.shingled.symbols, text: &self.text, waypoints: &self.waypoints }
    }

    /// Where some of its symbols stand in its text. Complexity: linear in the text in front of them, a count of its characters.
    fn place(&self, symbols: Span<Norm>, normalizer: &Normalizer) -> Place {
        let raw = normalizer.place(&self.text, &self.waypoints, symbols);
        let (start, end) = (index(raw.start), index(raw.end));
        let before = count_chars(&self.text[..start]);
        (raw, Span::new(before, before + count_chars(&self.text[start..end])))
    }
}

/// Says of each document which it is as documents come: the first of `order`, all that it is paired with, directly or not, the next of
/// the others. Complexity: O(n log n) in the pairs.
fn turns(candidates: &[(DocId, DocId)], order: &[DocId]) -> Vec<u32> {
    let mut both: Vec<(DocId, DocId)> = candidates.iter().flat_map(|&(a, b)| [(a, b), (b, a)]).collect();
    both.sort_unstable();
    let mut turn: Vec<u32> = vec![u32::MAX; order.len()];
    let (mut turns, mut waiting) = (0, Vec::new());
    for &first in order {
        waiting.push(first);
        while let Some(doc) = waiting.pop() {
            if turn[doc.index()] == u32::MAX {
                turn[doc.index()] = turns;
                turns += 1;
                let from = both.partition_point(|pair| pair.0 < doc);
                let partners = both[from..].iter().take_while(|pair| pair.0 == doc).map(|pair| pair.1);
                waiting.extend(partners.filter(|partner| turn[partner.index()] == u32::MAX));
            }
        }
    }
    turn
}

/// The pairs by the turns of their documents, so that those of one document, and then of those it is paired with, stand together: each is
/// normalised about once.
fn together(candidates: &[(DocId, DocId)], turn: &[u32]) -> Vec<(DocId, DocId)> {
    let mut ordered = candidates.to_vec();
    let place = |&(a, b): &(DocId, DocId)| {
        let (one, two) = (turn[a.index()], turn[b.index()]);
        (one.min(two), one.max(two))
    };
    ordered.sort_unstable_by_key(place);
    ordered
}

/// What is looked at together.
#[derive(Default)]
struct Lot {
    pairs: Vec<(DocId, DocId)>,
    docs: BTreeSet<DocId>,
    put_off: Vec<(DocId, DocId)>,
    /// Pairs of both kinds.
    seen: usize,
}

/// The first pairs whose texts fit into a lot, at least one, without those that are not wanted now.
fn lot(rest: &[(DocId, DocId)], symbols: &[u32], is_wanted: impl Fn((DocId, DocId)) -> bool) -> Lot {
    let (mut lot, mut inside) = (Lot::default(), 0);
    let threads = rayon::current_num_threads();
    let (most, most_pairs) = (LOT_SYMBOLS * threads, LOT_PAIRS * threads);
    for &pair in rest {
        if !is_wanted(pair) {
            lot.put_off.push(pair);
        } else if lot.docs.is_empty() || inside <= most && lot.pairs.len() < most_pairs {
            for doc in [pair.0, pair.1] {
                inside += if lot.docs.insert(doc) { index(symbols[doc.index()]) } else { 0 };
            }
            lot.pairs.push(pair);
        } else {
            break;
        }
        lot.seen += 1;
    }
    lot
}

/// Share of common shingles, of those of the smaller set, that is left where `coverage` of the symbols are equal and the
/// others are spread evenly; in blocks, they would leave more.
pub(super) fn least_common(config: &Config) -> f64 {
    config.coverage.powf(f64::from(config.document_shingle))
}

/// What two texts are to each other. Cheapest first: common shingles, bounds of what they have in common in order, that itself.
fn judge(one: &Shingled, two: &Shingled, config: &Config) -> Option<Judged> {
    // Looked at from the text that has fewer symbols: less work, and more of it can stand in the other than the other way round.
    let swapped = one.symbols.len() > two.symbols.len();
    let (few, many) = if swapped { (two, one) } else { (one, two) };
    let Meeting { similarity, common, reach, runs } = few.meet(many, LONGEST_GAP, config)?;
    let near = similarity >= config.similarity;
    let share = |equal: u32, text: &[Symbol]| float(index(equal)) / float(text.len().max(1));
    let enough = |equal: u32| near || share(equal, &few.symbols) >= config.coverage;
    if (!near && common < least_common(config)) || !enough(reach) {
        return None;
    }
    let mut cover = cover(few, many, &runs, enough)?;
    if swapped {
        cover.chain.iter_mut().for_each(|run| std::mem::swap(&mut run.a, &mut run.b));
    }
    let relation = if near { Relation::Near } else { Relation::Contained };
    let coverage = [share(cover.equal, &one.symbols), share(cover.equal, &two.symbols)];
    Some(Judged { relation, similarity, coverage, cover })
}

/// What is said of two texts that verify, as in [`Pair`].
struct Judged {
    relation: Relation,
    similarity: f64,
    coverage: [f64; 2],
    /// What they have in common.
    cover: Cover,
}
