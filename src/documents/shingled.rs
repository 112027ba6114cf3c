//! One text ready to be compared: its symbols, the names of its shingles, and where each shingle stands first.
//!
//! In come symbols, out come exact numbers of common shingles and the first place of any. A name says where to look, the symbols
//! say what is equal, so that no number depends on a hash. Most shingles have a seat of their own in a wide table that needs no
//! comparison to be filled; the others go to a small table with open addressing. What another text lacks is mostly told by a sieve
//! that stays in the first-level cache, before any of these is looked at.
//! [`ShingleSet`](crate::fingerprint::exact::ShingleSet) says the same with a sorted list.

use crate::config::Config;
use crate::edits::Block;
use crate::int::{float, floor, index, narrow};
use crate::normalize::Symbol;
use crate::shingle::hash_shingles;
use crate::simd::equal_ahead;

/// Chooses the names of shingles.
const SEED: u64 = 0x5851_f42d_4c95_7f2d;
/// Spreads a name over the seats (2³² over the golden ratio, Knuth 6.4).
const SPREAD: u32 = 0x9e37_79b1;
/// Shingles after which it is asked whether more can change anything.
const BLOCK_SHINGLES: usize = 64;
/// Seats a shingle, at least, of a text whose table then still stays in the nearest caches.
const SEATS: usize = 2;
/// Shingles from which a text has fewer seats: one a shingle.
const MANY_SHINGLES: usize = 1 << 13;
/// Names a word of the sieve, at most: with two bits each, one strange name in fifteen passes where so many share a word.
const NAMES_A_WORD: usize = 8;
/// Says in the number of a seat that more places belong there.
const CROWDED: u32 = 1 << 31;

/// A text with its shingles.
pub(super) struct Shingled {
    pub(super) symbols: Vec<Symbol>,
    /// Symbols a shingle.
    pub(super) size: usize,
    /// The names of the shingles, one a position.
    names: Vec<u32>,
    sieve: Sieve,
    /// By the spread name: the first place whose shingle belongs there, with a part of its name, and whether there are others. Most
    /// shingles of another text end here.
    seats: Seats,
    parts: Parts,
    /// First places, plus one, of shingles whose seat was taken, each in the first free seat from its own on.
    rest: Seats,
    /// Places whose shingle stands somewhere before, ascending.
    repeats: Vec<u32>,
}

/// A table by spread names; 0 is empty.
struct Seats {
    taken: Vec<u32>,
    /// Bits of a spread name that are no part of the number of a seat.
    shift: u32,
}

impl Seats {
    /// At least so many, a power of two, all empty.
    fn new(least: usize) -> Self {
        let bits = least.next_power_of_two().ilog2().clamp(1, u32::BITS - 1);
        Self { taken: vec![0; 1 << bits], shift: u32::BITS - bits }
    }

    /// The seat of a name.
    #[inline]
    fn seat(&self, name: u32) -> usize {
        index(name.wrapping_mul(SPREAD) >> self.shift)
    }
}

/// Tells of most names that a text lacks that it does: two bits for each that it has, in one word (a blocked Bloom filter; Putze,
/// Sanders, Singler, *Cache-, hash- and space-efficient Bloom filters*, 2007).
struct Sieve {
    words: Vec<u64>,
    /// Bits of a spread name that are no part of the number of a word.
    shift: u32,
}

impl Sieve {
    fn new(names: &[u32]) -> Self {
        let bits = names.len().div_ceil(NAMES_A_WORD).next_power_of_two().ilog2().clamp(1, u32::BITS - 1);
        let mut sieve = Self { words: vec![0; 1 << bits], shift: u32::BITS - bits };
        for &name in names {
            let (word, bits) = sieve.place(name);
            sieve.words[word] |= bits;
        }
        sieve
    }

    /// The word of a name, and its bits there.
    #[inline]
    fn place(&self, name: u32) -> (usize, u64) {
        (index(name.wrapping_mul(SPREAD) >> self.shift), 1 << (name & 63) | 1 << (name >> 6 & 63))
    }

    /// How many names at the head of `names` are certainly none of these.
    #[inline]
    fn strange(&self, names: &[u32]) -> usize {
        let passes = |&name: &u32| {
            let (word, bits) = self.place(name);
            self.words[word] & bits == bits
        };
        names.iter().position(passes).unwrap_or(names.len())
    }
}

/// Places whose seat was taken: a buffer that is kept from text to text.
pub(super) type Crowd = Vec<u32>;

/// What the number in a seat is made of: a place plus one in the lowest bits, above it the lowest bits of its name, at the top
/// [`CROWDED`].
#[derive(Debug, Clone, Copy)]
struct Parts {
    /// Bits of a place.
    bits: u32,
}

impl Parts {
    /// For texts of so many shingles.
    fn of(shingles: usize) -> Self {
        Self { bits: (usize::BITS - shingles.leading_zeros()).min(CROWDED.ilog2()) }
    }

    /// The place and its name.
    #[inline]
    fn number(self, place: u32, name: u32) -> u32 {
        (name << self.bits & !CROWDED) | (place + 1)
    }

    /// The place plus one.
    #[inline]
    fn place(self, number: u32) -> u32 {
        number & ((1 << self.bits) - 1)
    }
}

impl Shingled {
    /// Complexity: linear.
    pub(super) fn new(symbols: Vec<Symbol>, k: u32, crowd: &mut Crowd) -> Self {
        let mut names = Vec::new();
        hash_shingles(&symbols, k, SEED, &mut names);
        let parts = Parts::of(names.len());
        let (seats, late) = seated(&names, parts, crowd);
        let rest = Seats::new(2 * late);
        let sieve = Sieve::new(&names);
        let mut shingled = Self { symbols, size: index(k), names, sieve, seats, parts, rest, repeats: Vec::new() };
        for &place in &crowd[..late] {
            shingled.seat_late(place);
        }
        shingled
    }

    /// Gives a place whose seat is taken one among the rest, unless its shingle has one.
    fn seat_late(&mut self, place: u32) {
        let at = index(place);
        let number = self.seats.taken[self.seats.seat(self.names[at])] & !CROWDED;
        let first = self.parts.place(number).checked_sub(1);
        // Of another name mostly the part in the number says so.
        let first = first.filter(|&first| number == self.parts.number(first, self.names[at]));
        if first.is_none_or(|first| !self.stands(index(first), self, at)) {
            let seat = self.late_seat(self, at);
            if self.rest.taken[seat] == 0 {
                self.rest.taken[seat] = place + 1;
                return;
            }
        }
        self.repeats.push(place);
    }

    /// Whether the shingle at `place` is that at `at` in `other`.
    fn stands(&self, place: usize, other: &Self, at: usize) -> bool {
        self.names[place] == other.names[at]
            && self.symbols[place..place + self.size] == other.symbols[at..at + self.size]
    }

    /// Where among the rest the shingle at `at` in `other` is, or where it would be.
    fn late_seat(&self, other: &Self, at: usize) -> usize {
        let mut seat = self.rest.seat(other.names[at]);
        loop {
            let place = self.rest.taken[seat];
            if place == 0 || self.stands(index(place) - 1, other, at) {
                return seat;
            }
            seat = (seat + 1) & (self.rest.taken.len() - 1);
        }
    }

    /// Symbols that are equal from `place` here and from `at` in `other` on, if it is a shingle at least.
    #[inline]
    pub(super) fn run(&self, place: usize, other: &Self, at: usize) -> Option<usize> {
        if self.names.get(place) != Some(&other.names[at]) {
            return None;
        }
        Some(equal_ahead(&self.symbols[place..], &other.symbols[at..])).filter(|&symbols| symbols >= self.size)
    }

    /// Where the shingle that stands at `at` in `other` stands first here, and how many symbols are equal from there on.
    #[inline]
    pub(super) fn first_run(&self, other: &Self, at: usize) -> Option<(usize, usize)> {
        let name = other.names[at];
        let number = self.seats.taken[self.seats.seat(name)];
        let place = self.parts.place(number);
        if place > 0
            && number & !CROWDED == self.parts.number(place - 1, name)
            && let Some(symbols) = self.run(index(place) - 1, other, at)
        {
            return Some((index(place) - 1, symbols));
        }
        if number & CROWDED == 0 {
            return None;
        }
        let place = index(self.rest.taken[self.late_seat(other, at)]).checked_sub(1)?;
        Some((place, self.run(place, other, at)?))
    }

    /// Places at which a shingle begins.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// Places whose shingle stands before them already.
    pub(super) fn repeated(&self) -> usize {
        self.repeats.len()
    }

    /// Different shingles.
    fn different(&self) -> usize {
        self.names.len() - self.repeats.len()
    }

    /// What the shingles say of this text and another; `None` as soon as it is certain that the two are neither near nor this
    /// one contained in the other.
    ///
    /// Input: gaps longer than `longest_gap` between common shingles count for nothing. Guarantee: with `None`, the similarity is
    /// below `config.similarity` and `reach` less than `config.coverage` of the symbols. Complexity: linear in this text.
    pub(super) fn meet(&self, other: &Self, longest_gap: u32, config: &Config) -> Option<Meeting> {
        let all = self.different() + other.different();
        // Below so many common shingles, or with more symbols lost, it is decided; a step aside for the rounding of each.
        let least_common = floor(config.similarity * float(all) / (1.0 + config.similarity)).saturating_sub(1);
        let most_lost = floor((1.0 - config.coverage) * float(self.symbols.len())) + 2;
        let mut walk = Walk { repeats: &self.repeats, longest_gap: index(longest_gap), ..Walk::default() };
        // `ahead`: where in the other text this one goes on. What two texts share stands mostly on one diagonal, edits aside.
        let (mut at, mut ahead, mut next_look) = (0, 0, BLOCK_SHINGLES);
        while at < self.len() {
            let strange = other.sieve.strange(&self.names[at..self.len().min(next_look)]);
            walk.strange(at, strange);
            (at, ahead) = (at + strange, ahead + strange);
            if at < self.len().min(next_look) {
                let goes_on = other.run(ahead, self, at).map(|symbols| (ahead, symbols));
                let shingles = if let Some((place, symbols)) = goes_on.or_else(|| other.first_run(self, at)) {
                    walk.common(Block { a: narrow(at), b: narrow(place), len: narrow(symbols) });
                    ahead = place;
                    symbols + 1 - self.size
                } else {
                    walk.strange(at, 1);
                    1
                };
                (at, ahead) = (at + shingles, ahead + shingles);
            }
            if at >= next_look {
                next_look = at + BLOCK_SHINGLES;
                if self.different() - walk.strange < least_common && walk.lost + walk.losing(at) > most_lost {
                    return None;
                }
            }
        }
        let lost = walk.lost + self.symbols.len().saturating_sub(walk.reached);
        let common = self.different() - walk.strange;
        let over = |all: usize| float(common) / float(all.max(1));
        Some(Meeting {
            similarity: over(all - common),
            common: over(self.different().min(other.different())),
            reach: narrow(self.symbols.len() - lost),
            runs: walk.runs,
        })
    }
}

/// Seats with the first place of each, and the number of the other places, which `crowd` holds. Without a branch, which would be
/// guessed wrong for one shingle in ten.
fn seated(names: &[u32], parts: Parts, crowd: &mut Crowd) -> (Seats, usize) {
    crowd.resize(crowd.len().max(names.len()), 0);
    if names.len() >= index(CROWDED) {
        // Places leave no room for anything else.
        crowd.iter_mut().zip(0..).for_each(|(late, place)| *late = place);
        return (Seats { taken: vec![CROWDED; 2], shift: u32::BITS - 1 }, names.len());
    }
    let mut seats = Seats::new(if names.len() < MANY_SHINGLES { SEATS * names.len() } else { names.len() });
    let mut late = 0;
    for (&name, place) in names.iter().zip(0..) {
        let seat = seats.seat(name);
        let before = seats.taken[seat];
        seats.taken[seat] = if before == 0 { parts.number(place, name) } else { before | CROWDED };
        crowd[late] = place;
        late += usize::from(before != 0);
    }
    (seats, late)
}

/// What was met so far on the way through the shingles of a text.
#[derive(Default)]
struct Walk<'s> {
    /// Places ahead whose shingle was met.
    repeats: &'s [u32],
    longest_gap: usize,
    /// Different shingles that the other text lacks.
    strange: usize,
    /// Symbols before this one stand in common shingles, or are lost, or in short gaps.
    reached: usize,
    lost: usize,
    /// Runs of common shingles that were met; each begins behind the first place of the one before.
    runs: Vec<Block>,
}

impl Walk<'_> {
    /// These symbols are common.
    fn common(&mut self, run: Block) {
        self.lost += self.losing(index(run.a));
        self.reached = index(run.a + run.len);
        self.runs.push(run);
    }

    /// The other text lacks so many shingles from `at` on.
    fn strange(&mut self, at: usize, shingles: usize) {
        self.strange += shingles;
        while let Some(&place) = self.repeats.first().filter(|&&place| index(place) < at + shingles) {
            self.strange -= usize::from(index(place) >= at);
            self.repeats = &self.repeats[1..];
        }
    }

    /// Symbols that are lost where the next common ones begin at `at` or behind it.
    fn losing(&self, at: usize) -> usize {
        let gap = at.saturating_sub(self.reached);
        if self.reached == 0 || gap > self.longest_gap { gap } else { 0 }
    }
}

/// What the shingles of one text say of it and another.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Meeting {
    /// The Jaccard similarity of the sets of shingles.
    pub(super) similarity: f64,
    /// The common ones over those of the smaller set.
    pub(super) common: f64,
    /// Symbols of the text that stand in common shingles or in short gaps between them: no more can stand in the other, in runs
    /// of a shingle and short gaps.
    pub(super) reach: u32,
    /// Runs of equal symbols in the two, ascending in the first by their beginnings: at every place of it whose shingle stands in the
    /// other begins a shingle of one of them.
    pub(super) runs: Vec<Block>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::exact::ShingleSet;
    use proptest::prelude::*;

    fn shingled(symbols: &[Symbol], k: u32) -> Shingled {
        Shingled::new(symbols.to_vec(), k, &mut Crowd::default())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn similarity_is_that_of_the_sorted_sets(
            a in prop::collection::vec(0_u32..6, 0..80), b in prop::collection::vec(0_u32..6, 0..80), k in 1_u32..5,
        ) {
            let (one, two) = (shingled(&a, k), shingled(&b, k));
            let (plain_one, plain_two) = (ShingleSet::new(&a, k), ShingleSet::new(&b, k));
            let sure = Config { similarity: 1e-9, coverage: 1e-9, ..Config::default() };
            let met = one.meet(&two, 3, &sure);
            let none = Meeting { similarity: 0.0, common: 0.0, reach: 0, runs: Vec::new() };
            let Meeting { similarity, common, reach, .. } = met.clone().unwrap_or(none);
            prop_assert!((similarity - plain_one.jaccard(&plain_two)).abs() < 1e-12);
            prop_assert!((common - plain_one.common(&plain_two)).abs() < 1e-12);
            for (similarity, coverage) in [(0.2, 0.9), (0.5, 0.5), (0.9, 0.2)] {
                let early = one.meet(&two, 3, &Config { similarity, coverage, ..Config::default() });
                let decided = early.is_none();
                prop_assert!(!decided || plain_one.jaccard(&plain_two) < similarity);
                prop_assert!(!decided || f64::from(reach) < coverage * float(a.len()));
                prop_assert!(decided || early == met);
            }
            prop_assert_eq!(one.len() - one.repeated(), plain_one.len());
            for at in 0..one.len() {
                let first = b.windows(index(k)).position(|shingle| *shingle == a[at..at + one.size]);
                prop_assert_eq!(two.first_run(&one, at).map(|run| run.0), first);
                prop_assert!(first.is_none() || two.sieve.strange(&one.names[at..]) == 0);
            }
        }
    }
}
