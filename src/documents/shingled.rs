//! One text ready to be compared: its symbols, the names of its shingles, and where each shingle stands first.
//!
//! In come symbols, out come exact numbers of common shingles and the first place of any. One flat table with open
//! addressing serves both, behind a few bits a shingle that stay in the nearest cache: most shingles of another text end there.
//! [`ShingleSet`](crate::fingerprint::exact::ShingleSet) says the same with a sorted list.

use crate::int::{float, index, narrow, slot};
use crate::normalize::Symbol;
use crate::shingle::hash_shingles;

/// Seeds of the two hashes that together name a shingle.
const SEEDS: [u64; 2] = [0x5851_f42d_4c95_7f2d, 0x1405_7b7e_f767_814f];

/// Bits of the filter a shingle.
const FILTER_BITS: usize = 8;

/// A text with its shingles.
pub(super) struct Shingled {
    pub(super) symbols: Vec<Symbol>,
    /// Symbols a shingle.
    pub(super) size: usize,
    /// The names of the shingles, one a position.
    names: Vec<u64>,
    /// First places plus one; 0 is empty. No more than half full.
    seats: Vec<u32>,
    /// A bit for each shingle by its name, eight times as many bits as shingles.
    filter: Vec<u64>,
    /// Different shingles.
    different: usize,
}

impl Shingled {
    /// Complexity: linear.
    pub(super) fn new(symbols: Vec<Symbol>, k: u32) -> Self {
        let (mut low, mut high) = (Vec::new(), Vec::new());
        hash_shingles(&symbols, k, SEEDS[0], &mut low);
        hash_shingles(&symbols, k, SEEDS[1], &mut high);
        let names: Vec<u64> = high.iter().zip(&low).map(|(&h, &l)| u64::from(h) << 32 | u64::from(l)).collect();
        let seats = vec![0; (2 * names.len()).next_power_of_two()];
        let filter = vec![0; (FILTER_BITS * names.len() / 64).next_power_of_two()];
        let mut shingled = Self { symbols, size: index(k), names, seats, filter, different: 0 };
        for at in 0..shingled.names.len() {
            let name = shingled.names[at];
            let (word, bit) = shingled.bit(name);
            shingled.filter[word] |= bit;
            let seat = shingled.seat(name);
            if shingled.seats[seat] == 0 {
                shingled.seats[seat] = narrow(at + 1);
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

    /// Common different shingles. Complexity: linear in the shorter text.
    fn common(&self, other: &Self) -> usize {
        let (few, many) = if self.len() <= other.len() { (self, other) } else { (other, self) };
        let common = |(at, name): &(usize, &u64)| many.first(**name).is_some() && few.first(**name) == Some(*at);
        few.names.iter().enumerate().filter(common).count()
    }

    /// The Jaccard similarity of the sets of shingles, and the common ones over those of the smaller set.
    pub(super) fn similarity(&self, other: &Self) -> (f64, f64) {
        let common = self.common(other);
        let over = |all: usize| float(common) / float(all.max(1));
        (over(self.different + other.different - common), over(self.different.min(other.different)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fingerprint::exact::ShingleSet;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn similarity_is_that_of_the_sorted_sets(
            a in prop::collection::vec(0_u32..6, 0..80), b in prop::collection::vec(0_u32..6, 0..80), k in 1_u32..5,
        ) {
            let (one, two) = (Shingled::new(a.clone(), k), Shingled::new(b.clone(), k));
            let (plain_one, plain_two) = (ShingleSet::new(&a, k), ShingleSet::new(&b, k));
            let (jaccard, common) = one.similarity(&two);
            prop_assert!((jaccard - plain_one.jaccard(&plain_two)).abs() < 1e-12);
            prop_assert!((common - plain_one.common(&plain_two)).abs() < 1e-12);
            prop_assert_eq!(one.len() - one.repeated(), plain_one.len());
            for at in 0..one.len() {
                let first = b.windows(index(k)).position(|shingle| *shingle == a[at..at + one.size]);
                prop_assert_eq!(two.place(&one, at), first);
            }
        }
    }
}
