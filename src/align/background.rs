//! The background: how much information a symbol carries in this corpus.
//!
//! Counts of runs of one to five symbols, hashed. [`Background::gain`] prices one equal symbol of an alignment by its
//! pair with the symbol before; [`Background::bits`] prices a whole passage by four symbols of context, its own
//! family's occurrences left out. Smoothing is interpolation with a fixed prior weight (a Dirichlet prior, `MacKay` and
//! Peto 1995); collisions of the hashed counts can only make a passage look more usual than it is.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::Side;
use super::sample::{Drawn, SAMPLE_SYMBOLS, Sample};
use crate::edits::{BIT, Score};
use crate::int::{float, float64, floor, index, low, slot, wide};
use crate::normalize::Symbol;
use crate::simd::prefetch;

/// Longest run that is counted, in symbols.
const ORDER: usize = 5;
/// Counters of single symbols at most: many times the symbols that texts are written in.
const SINGLES: usize = 1 << 20;
/// Occurrences that are left out of a pair's price, so that a passage does not make itself usual: families up to this
/// size look new to themselves.
const OWN_COPIES: usize = 6;
/// Standard deviations by which more copies may have been counted than their share in a sample: one passage in a thousand has more.
const DEVIATIONS: f64 = 3.0;
/// Occurrences from which a run of three symbols or more is as usual as can be.
const MOST_LONG: u32 = 65_535;
/// Weight of the shorter context, in occurrences.
const PRIOR: f64 = 3.0;
/// Least and most a single equal symbol can say, in bits.
const LEAST: f64 = 0.4;
const MOST: f64 = 13.0;

/// Symbols whose counts are looked up at a time.
const BLOCK_SYMBOLS: usize = 32;

/// How often runs of symbols stand in the corpus.
#[derive(Debug)]
pub struct Background {
    singles: Vec<u32>,
    /// Pairs: hardly any stands so often that 16 bits can't say it.
    pairs: Counts<u16>,
    /// Pairs that stand more often than what is left out in any case: few, in a table that fits a cache.
    usual: Usual,
    /// Longer runs, of which as few stand so often that a byte can't say it.
    long: [Counts<u8>; ORDER - 2],
    symbols: u64,
    /// What was counted.
    drawn: Drawn,
}

/// A counter that stops at its highest number.
trait Counter: Copy + Default + PartialEq + Into<u32> {
    const FULL: Self;
    fn one_more(self) -> Self;
}

impl Counter for u8 {
    const FULL: Self = Self::MAX;
    fn one_more(self) -> Self {
        self.saturating_add(1)
    }
}

impl Counter for u16 {
    const FULL: Self = Self::MAX;
    fn one_more(self) -> Self {
        self.saturating_add(1)
    }
}

/// Counters of hashed runs, in small numbers; what they can't hold stands beside them.
#[derive(Debug)]
struct Counts<T> {
    counters: Vec<T>,
    /// Of the counters that are full: what came when they were.
    more: HashMap<u32, u32, FixedState>,
}

impl<T: Counter> Counts<T> {
    /// Counters for hashes, by their low bits; `size` is a power of two of 32 bits at most.
    fn new(size: usize) -> Self {
        Self { counters: vec![T::default(); size], more: HashMap::default() }
    }

    #[inline]
    fn slot(&self, hash: u64) -> usize {
        slot(hash) & (self.counters.len() - 1)
    }

    /// What the counter of a hash says, and what stands beside it if it is full.
    #[inline]
    fn of(&self, hash: u64) -> u32 {
        self.whole(hash, self.counters[self.slot(hash)])
    }

    /// The same if the counter was looked up.
    #[inline]
    fn whole(&self, hash: u64, counter: T) -> u32 {
        counter.into() + if counter == T::FULL { self.beside(hash) } else { 0 }
    }

    #[inline]
    fn raise(&mut self, slot: usize) {
        if self.counters[slot] == T::FULL {
            *self.more.entry(low(wide(slot))).or_insert(0) += 1;
        } else {
            self.counters[slot] = self.counters[slot].one_more();
        }
    }

    fn beside(&self, hash: u64) -> u32 {
        self.more.get(&low(wide(self.slot(hash)))).copied().unwrap_or(0)
    }
}

/// Counters of runs of some length.
trait Count: Send {
    /// Counts the runs of `symbols` symbols of a text.
    fn add(&mut self, text: &[Symbol], symbols: usize);
}

impl<T: Counter + Send> Count for Counts<T> {
    fn add(&mut self, text: &[Symbol], symbols: usize) {
        let runs = (text.len() + 1).saturating_sub(symbols);
        let mut slots = [0; BLOCK_SYMBOLS];
        // The counters of a block are asked for before any is raised: they lie far apart in memory.
        for start in (0..runs).step_by(BLOCK_SYMBOLS) {
            let slots = &mut slots[..BLOCK_SYMBOLS.min(runs - start)];
            for (slot, run) in slots.iter_mut().zip(text[start..].windows(symbols)) {
                *slot = self.slot(run.iter().rev().fold(0, |hash, &symbol| mix(hash, symbol)));
                prefetch(&self.counters, *slot);
            }
            for &at in &*slots {
                self.raise(at);
            }
        }
    }
}

/// The counters of pairs that say more than [`OWN_COPIES`]: open addressing by the low bits of their slots, which are those of hashes.
#[derive(Debug)]
struct Usual {
    /// Slot and count, 0 where there is none.
    entries: Vec<(u32, u32)>,
}

impl Usual {
    fn of(pairs: &Counts<u16>) -> Self {
        let counters = pairs.counters.iter().enumerate();
        let is_usual = |(_, counter): &(usize, &u16)| index(u32::from(**counter)) > OWN_COPIES;
        let found: Vec<(usize, &u16)> = counters.filter(is_usual).collect();
        let mut usual = Self { entries: vec![(0, 0); (2 * found.len()).next_power_of_two().max(2)] };
        for (slot, counter) in found {
            let at = usual.place(slot);
            usual.entries[at] = (low(wide(slot)), pairs.whole(wide(slot), *counter));
        }
        usual
    }

    /// Where a slot stands, or would.
    #[inline]
    fn place(&self, slot: usize) -> usize {
        let last = self.entries.len() - 1;
        let mut at = slot & last;
        while self.entries[at].1 != 0 && index(self.entries[at].0) != slot {
            at = (at + 1) & last;
        }
        at
    }

    /// The count of a slot; 0 for up to [`OWN_COPIES`].
    #[inline]
    fn of_slot(&self, slot: usize) -> u32 {
        self.entries[self.place(slot)].1
    }
}

impl Background {
    /// Counts the runs of the documents. Complexity: `O(min(n, 6 million))` time; 5 to 20 bytes a counted symbol.
    pub fn new(texts: &[&[Symbol]]) -> Self {
        let Sample { stretches, symbols: counted, drawn } = Sample::of(texts, SAMPLE_SYMBOLS);
        let size = slot(counted.max(1 << 10) * 2).next_power_of_two();
        let (mut pairs, mut long) = (Counts::new(size), std::array::from_fn(|_| Counts::new(size)));
        let [third, fourth, fifth] = &mut long;
        let tables: [&mut dyn Count; ORDER - 1] = [&mut pairs, third, fourth, fifth];
        // Each length by itself: its counts are all that a thread writes to.
        tables.into_par_iter().zip(2..ORDER + 1).for_each(|(counts, symbols)| {
            for text in &stretches {
                counts.add(text, symbols);
            }
        });
        let singles = singles(&stretches, size.min(SINGLES));
        let usual = Usual::of(&pairs);
        Self { singles, pairs, usual, long, symbols: counted.max(1), drawn }
    }

    /// Symbols that were counted.
    pub fn symbols(&self) -> u64 {
        self.symbols
    }

    #[inline]
    fn single(&self, symbol: Symbol) -> u32 {
        self.singles[slot(mix(0, symbol)) & (self.singles.len() - 1)]
    }

    /// How many of these places were counted, and of so many `others`, whose places are not known, by the share of the corpus that was.
    ///
    /// Complexity: logarithmic for each place.
    pub fn counted(&self, sides: impl Iterator<Item = Side>, others: u32) -> f64 {
        float(sides.filter(|side| self.drawn.holds(*side)).count()) + float(index(others)) * self.drawn.share
    }

    /// Occurrences that are left out of the counts of a symbol with `own` copies: so many may have been counted.
    pub(super) fn left_out(&self, own: u32) -> usize {
        let share = self.drawn.share;
        let expected = float(index(own)) * share;
        floor(expected + DEVIATIONS * (expected * (1.0 - share)).sqrt()).max(OWN_COPIES)
    }

    /// What the equal symbol at `at` is worth, given the symbol before it, with `own` copies left out of the counts.
    pub fn gain(&self, text: &[Symbol], at: usize, own: u32) -> Score {
        let own = self.left_out(own);
        let left = |count: u32| float(index(count).saturating_sub(own));
        let alone = left(self.single(text[at])).max(0.5) / float64(self.symbols);
        let mut share = alone;
        if at > 0 {
            let pair = left(self.usual.of_slot(self.pairs.slot(mix(mix(0, text[at]), text[at - 1]))));
            let context = left(self.single(text[at - 1]));
            share = (pair + PRIOR * alone) / (context + PRIOR);
        }
        score((-share.log2()).clamp(LEAST, MOST))
    }

    /// What the passage `from..to` is worth, in bits, with `own` counted occurrences of it left out of every count.
    ///
    /// Plain form, for each symbol: the share of the run that ends there among those of the run without it, five symbols long and
    /// mixed with the share four symbols long, and so on. Departures: (1) how often the run without it stands was looked up for the symbol
    /// before; (2) the counts of a block of symbols are looked up before any is used: they lie far apart in memory, and loads that nothing
    /// waits for go on at once.
    pub fn bits(&self, text: &[Symbol], from: usize, to: usize, own: f64) -> f64 {
        let passage = &text[from..to.max(from)];
        let (mut block, mut before) = (Block::default(), [0; ORDER]);
        // What a sum of nothing begins with.
        let mut sum: f64 = std::iter::empty::<f64>().sum();
        for start in (0..passage.len()).step_by(BLOCK_SYMBOLS) {
            let places = start..passage.len().min(start + BLOCK_SYMBOLS);
            for (i, at) in places.clone().enumerate() {
                block.look_up(self, i, &passage[at.saturating_sub(ORDER - 1)..=at]);
            }
            for (i, at) in places.enumerate() {
                let counts = block.counts(self, i);
                sum += self.priced(&counts[..ORDER.min(at + 1)], &before, own);
                before = counts;
            }
        }
        sum
    }

    /// What a symbol is worth, in bits, by how often the runs stand that end with it, shortest first, and those that end with the symbol
    /// before it.
    #[inline]
    fn priced(&self, counts: &[u32], before: &[u32; ORDER], own: f64) -> f64 {
        let left = |count: u32| (float(index(count)) - own).max(0.0);
        let mut share = (left(counts[0]) + 0.5) / (float64(self.symbols) + 0.5);
        for (count, before) in counts[1..].iter().zip(before) {
            share = (left(*count) + PRIOR * share) / (left(*before) + PRIOR);
        }
        (-share.min(1.0).log2()).min(16.0)
    }
}

/// Counters of the runs that end with each symbol of a block, as they were looked up.
#[derive(Default)]
struct Block {
    /// Hashes of the runs of three symbols and more.
    hashes: [[u64; ORDER - 2]; BLOCK_SYMBOLS],
    short: [[u32; 2]; BLOCK_SYMBOLS],
    long: [[u8; ORDER - 2]; BLOCK_SYMBOLS],
}

impl Block {
    /// Looks up the runs that end where `run` does, up to its length.
    #[inline]
    fn look_up(&mut self, of: &Background, i: usize, run: &[Symbol]) {
        let [others @ .., last] = run else { return };
        let mut hash = mix(0, *last);
        self.short[i][0] = of.single(*last);
        for (order, symbol) in others.iter().rev().enumerate() {
            hash = mix(hash, *symbol);
            if let Some(longer) = order.checked_sub(1) {
                let counts = &of.long[longer];
                (self.hashes[i][longer], self.long[i][longer]) = (hash, counts.counters[counts.slot(hash)]);
            } else {
                self.short[i][1] = of.pairs.of(hash);
            }
        }
    }

    /// How often the runs stand, shortest first.
    #[inline]
    fn counts(&self, of: &Background, i: usize) -> [u32; ORDER] {
        let mut counts = [0; ORDER];
        counts[..2].copy_from_slice(&self.short[i]);
        for (longer, count) in counts[2..].iter_mut().enumerate() {
            let whole = of.long[longer].whole(self.hashes[i][longer], self.long[i][longer]);
            *count = whole.min(MOST_LONG);
        }
        counts
    }
}

/// How often each symbol stands in the texts, in so many counters.
fn singles(texts: &[&[Symbol]], counters: usize) -> Vec<u32> {
    let mut counts = vec![0_u32; counters];
    for symbol in texts.iter().copied().flatten() {
        counts[slot(mix(0, *symbol)) & (counters - 1)] += 1;
    }
    counts
}

#[inline]
fn mix(hash: u64, symbol: Symbol) -> u64 {
    let mixed = (hash ^ u64::from(symbol)).wrapping_add(0x9E37_79B9_7F4A_7C15).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed ^ (mixed >> 29)
}

/// Bits as a [`Score`], rounded down.
fn score(bits: f64) -> Score {
    Score::try_from(floor(bits * float(16))).unwrap_or(Score::MAX / 1024).min(64 * BIT)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn corpus() -> Vec<Vec<u32>> {
        let word = [10, 11, 12, 13, 14, 15, 16, 17];
        (0..60_u32)
            .map(|doc| {
                let random =
                    |i: u32| (doc * 401 + i + 1).wrapping_mul(2_654_435_761).rotate_left(13).wrapping_mul(0x85EB_CA6B);
                let mut text: Vec<u32> = (0..400).map(|i| (random(i) >> 7) % 2917 + 100).collect();
                text.splice(200..200, word);
                text
            })
            .collect()
    }

    #[test]
    fn what_everybody_writes_says_little() {
        let texts = corpus();
        let views: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
        let background = Background::new(&views);
        let usual = background.bits(&texts[0], 200, 208, 2.0);
        let rare = background.bits(&texts[0], 100, 108, 2.0);
        assert!(usual < 16.0, "{usual}");
        assert!(rare > 60.0, "{rare}");
        assert!(background.gain(&texts[0], 205, 0) < background.gain(&texts[0], 105, 0));
    }

    #[test]
    fn a_family_that_is_left_out_is_news_again() {
        let texts = corpus();
        let views: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
        let background = Background::new(&views);
        assert!(background.bits(&texts[0], 200, 208, 60.0) > 60.0);
    }

    /// How often the run of these symbols stands in the texts, or one with its hash.
    fn plain_count(texts: &[&[u32]], run: &[u32], slots: usize) -> u32 {
        let hash = |run: &[u32]| slot(run.iter().rev().fold(0, |hash, &symbol| mix(hash, symbol))) & (slots - 1);
        let wanted = hash(run);
        let runs = texts.iter().flat_map(|text| text.windows(run.len()));
        crate::int::narrow(runs.filter(|other| hash(other) == wanted).count())
    }

    /// What [`Background::gain`] says, by all counts.
    fn plain_gain(background: &Background, texts: &[&[u32]], text: &[u32], at: usize, own: u32) -> Score {
        let slots =
            |run: &[u32]| if run.len() == 1 { background.singles.len() } else { background.pairs.counters.len() };
        let own = background.left_out(own);
        let left = |run: &[u32]| float(index(plain_count(texts, run, slots(run))).saturating_sub(own));
        let mut share = left(&text[at..=at]).max(0.5) / float64(background.symbols);
        if at > 0 {
            share = (left(&text[at - 1..=at]) + PRIOR * share) / (left(&text[at - 1..at]) + PRIOR);
        }
        score((-share.log2()).clamp(LEAST, MOST))
    }

    /// What [`Background::bits`] says, symbol by symbol.
    fn plain_bits(background: &Background, texts: &[&[u32]], passage: &[u32], own: u32) -> f64 {
        let left = |count: u32| (float(index(count)) - float(index(own))).max(0.0);
        let count = |run: &[u32]| match run.len() {
            1 => plain_count(texts, run, background.singles.len()),
            2 => plain_count(texts, run, background.pairs.counters.len()),
            _ => plain_count(texts, run, background.pairs.counters.len()).min(MOST_LONG),
        };
        let bits = (0..passage.len()).map(|at| {
            let mut share = (left(count(&passage[at..=at])) + 0.5) / (float64(background.symbols) + 0.5);
            for order in 1..ORDER.min(at + 1) {
                let (run, context) = (&passage[at - order..=at], &passage[at - order..at]);
                share = (left(count(run)) + PRIOR * share) / (left(count(context)) + PRIOR);
            }
            (-share.min(1.0).log2()).min(16.0)
        });
        bits.sum()
    }

    proptest! {
        #[test]
        fn counts_and_prices_are_those_of_the_plain_form(
            // Of one kind of symbol, all runs stand more often than a byte says.
            kinds in 1_u32..60, raw in prop::collection::vec(prop::collection::vec(any::<u32>(), 0..500), 1..3),
            (start, len) in (0_usize..500, 0_usize..40), own in 0_u32..9,
        ) {
            let texts: Vec<Vec<u32>> = raw.iter().map(|raw| raw.iter().map(|raw| raw % kinds).collect()).collect();
            let views: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
            let background = Background::new(&views);
            let from = start.min(views[0].len());
            let to = (from + len).min(views[0].len());
            let plain = plain_bits(&background, &views, &views[0][from..to], own);
            prop_assert_eq!(background.bits(views[0], from, to, own.into()).to_bits(), plain.to_bits());
            for at in from..to {
                prop_assert_eq!(background.gain(views[0], at, own), plain_gain(&background, &views, views[0], at, own));
            }
        }
    }
}
