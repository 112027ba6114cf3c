//! One text ready to be compared: its symbols, the names of its shingles, and where each shingle stands first.
//!
//! In come symbols, out come exact numbers of common shingles and the first place of any. One flat table with open
//! addressing serves both, behind a few bits a shingle that stay in the nearest cache: most shingles of another text end there.
//! [`ShingleSet`](crate::fingerprint::exact::ShingleSet) says the same with a sorted list.

use crate::config::Config;
use crate::int::{float, floor, index, narrow, slot};
use crate::normalize::Symbol;
use crate::shingle::hash_shingles;

/// Seeds of the two hashes that together name a shingle.
const SEEDS: [u64; 2] = [0x5851_f42d_4c95_7f2d, 0x1405_7b7e_f767_814f];

/// Shingles after which it is asked whether more can change anything.
const BLOCK_SHINGLES: usize = 256;
/// Bits of the filter a shingle.
const FILTER_BITS: usize = 8;

/// A text with its shingles.
pub(super) struct Shingled {
    pub(super) symbols: Vec<Symbol>,
    /// Symbols a shingle.
    pub(super) size: usize,
    /// The names of the shingles, one a position.
    names: Vec<u64>,
    /// First places plus one; 0 is empty. No more than two thirds full: what is not there is mostly told by the filter.
    seats: Vec<u32>,
    /// Whether the shingle at a place stands nowhere before.
    fresh: Vec<bool>,
    /// A bit for each shingle by its name, eight times as many bits as shingles.
    filter: Vec<u64>,
    /// Different shingles.
    different: usize,
}

/// The two halves of the names of shingles: buffers that are kept from text to text.
#[derive(Debug, Default)]
pub(super) struct Halves {
    low: Vec<u32>,
    high: Vec<u32>,
}

impl Shingled {
    /// Complexity: linear.
    pub(super) fn new(symbols: Vec<Symbol>, k: u32, halves: &mut Halves) -> Self {
        let Halves { low, high } = halves;
        hash_shingles(&symbols, k, SEEDS[0], low);
        hash_shingles(&symbols, k, SEEDS[1], high);
        let names: Vec<u64> = high.iter().zip(low).map(|(&h, &mut l)| u64::from(h) << 32 | u64::from(l)).collect();
        let seats = vec![0; (names.len() * 3 / 2 + 1).next_power_of_two()];
        let filter = vec![0; (FILTER_BITS * names.len() / 64).next_power_of_two()];
        let fresh = vec![false; names.len()];
        let mut shingled = Self { symbols, size: index(k), names, seats, fresh, filter, different: 0 };
        for at in 0..shingled.names.len() {
            let name = shingled.names[at];
            let (word, bit) = shingled.bit(name);
            shingled.filter[word] |= bit;
            let seat = shingled.seat(name);
            if shingled.seats[seat] == 0 {
                shingled.seats[seat] = narrow(at + 1);
                shingled.fresh[at] = true;
                shingled.different += 1;
            }
        }
        shingled
    }

    /// Places at which a shingle begins.
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    /// Places whose shingle stands before them already.
    pub(super) fn repeated(&self) -> usize {
        self.names.len() - self.different
    }

    /// Where the shingle that stands at `at` in `other` stands first here.
    pub(super) fn place(&self, other: &Self, at: usize) -> Option<usize> {
        self.first(other.names[at])
    }

    fn first(&self, name: u64) -> Option<usize> {
        let (word, bit) = self.bit(name);
        if self.filter[word] & bit == 0 {
            return None;
        }
        self.seats[self.seat(name)].checked_sub(1).map(index)
    }

    /// The word of the filter, and the bit in it.
    fn bit(&self, name: u64) -> (usize, u64) {
        (slot(name >> 6) & (self.filter.len() - 1), 1 << (name & 63))
    }

    /// Where the name is, or where it would be.
    fn seat(&self, name: u64) -> usize {
        let mask = self.seats.len() - 1;
        let mut seat = slot(name ^ (name >> 29)) & mask;
        while self.seats[seat] != 0 && self.names[index(self.seats[seat] - 1)] != name {
            seat = (seat + 1) & mask;
        }
        seat
    }

    /// What the shingles say of this text and another; `None` as soon as it is certain that the two are neither near nor this
    /// one contained in the other.
    ///
    /// Input: gaps longer than `longest_gap` between common shingles count for nothing. Guarantee: with `None`, the similarity is
    /// below `config.similarity` and `reach` less than `config.coverage` of the symbols. Complexity: linear in this text.
    pub(super) fn meet(&self, other: &Self, longest_gap: u32, config: &Config) -> Option<Meeting> {
        let all = self.different + other.different;
        // Below so many common shingles, or with more symbols lost, it is decided; a step aside for the rounding of each.
        let least_common = floor(config.similarity * float(all) / (1.0 + config.similarity)).saturating_sub(1);
        let most_lost = floor((1.0 - config.coverage) * float(self.symbols.len())) + 2;
        // Symbols before `reached` stand in common shingles, or are lost, or in short gaps.
        let (mut common, mut seen, mut lost, mut reached) = (0, 0, 0, 0);
        let losing = |at: usize, reached: usize| {
            let gap = at.saturating_sub(reached);
            if reached == 0 || gap > index(longest_gap) { gap } else { 0 }
        };
        // Where in the other text this one goes on: what two texts share stands mostly on one diagonal, edits aside.
        let mut ahead = 0;
        for start in (0..self.len()).step_by(BLOCK_SHINGLES) {
            let end = self.len().min(start + BLOCK_SHINGLES);
            for at in start..end {
                let name = self.names[at];
                if other.names.get(ahead) != Some(&name) {
                    let Some(place) = other.first(name) else {
                        ahead += 1;
                        continue;
                    };
                    ahead = place;
                }
                ahead += 1;
                if at > reached {
                    lost += losing(at, reached);
                }
                reached = at + self.size;
                common += usize::from(self.fresh[at]);
            }
            seen += self.fresh[start..end].iter().filter(|fresh| **fresh).count();
            let most_common = self.different - (seen - common);
            if most_common < least_common && lost + losing(end, reached) > most_lost {
                return None;
            }
        }
        lost += self.symbols.len().saturating_sub(reached);
        let over = |all: usize| float(common) / float(all.max(1));
        Some(Meeting {
            similarity: over(all - common),
            common: over(self.different.min(other.different)),
            reach: narrow(self.symbols.len() - lost),
        })
    }
}

/// What the shingles of one text say of it and another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Meeting {
    /// The Jaccard similarity of the sets of shingles.
    pub(super) similarity: f64,
    /// The common ones over those of the smaller set.
    pub(super) common: f64,
    /// Symbols of the text that stand in common shingles or in short gaps between them: no more can stand in the other, in runs
    /// of a shingle and short gaps.
    pub(super) reach: u32,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::exact::ShingleSet;
    use proptest::prelude::*;

    fn shingled(symbols: &[Symbol], k: u32) -> Shingled {
        Shingled::new(symbols.to_vec(), k, &mut Halves::default())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn similarity_is_that_of_the_sorted_sets(
            a in prop::collection::vec(0_u32..6, 0..80), b in prop::collection::vec(0_u32..6, 0..80), k in 1_u32..5,
        ) {
            let (one, two) = (shingled(&a, k), shingled(&b, k));
            let (plain_one, plain_two) = (ShingleSet::new(&a, k), ShingleSet::new(&b, k));
            let sure = Config { similarity: 1e-9, coverage: 1e-9, ..Config::default() };
            let met = one.meet(&two, 3, &sure);
            let Meeting { similarity, common, reach } = met.unwrap_or(Meeting { similarity: 0.0, common: 0.0, reach: 0 });
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
                prop_assert_eq!(two.place(&one, at), first);
            }
        }
    }
}
