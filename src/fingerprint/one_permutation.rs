//! One-permutation `MinHash`: every shingle is hashed once and goes to one slot.
//!
//! Plain form (Fast Similarity Sketching, arXiv 1704.04370): with t slots, round r < t throws every shingle into a
//! slot at random, with a random value; rounds t to 2t − 1 throw all into slot r − t, so that no slot can stay empty.
//! A slot keeps the smallest value of the first round that reached it. Departures: (1) slots keep the round
//! above the value in 64 bits, so that a plain minimum does all that, but for the first rounds of few slots, which are thrown one by one
//! in 32 bits; (2) rounds end as soon as every slot is taken, which for
//! texts of some thousand shingles is after the first; (3) if it is not, repeated shingles are dropped, so that the
//! cost does not grow with a text of few different shingles. Optimal densification would copy slots and so estimate
//! with more variance at the same cost.

use super::Signature;
use crate::config::NormalizeConfig;
use crate::int::{high, index, low, lowest, narrow};
use crate::normalize::Symbol;
use crate::shingle::{constant, hash_shingles, scramble};
use crate::simd::{Kernel, Path, on};

/// A slot that no round has reached.
const EMPTY: u64 = u64::MAX;
/// Hashes that are thrown at a time.
const BLOCK_HASHES: usize = 512;
/// Slots that a byte numbers.
const FEW_SLOTS: usize = 1 << 8;
/// Rounds before repeated shingles are dropped: below this many, rounds cost less than sorting.
const CHEAP_ROUNDS: u32 = 4;

/// Makes [`Signature`]s: one-permutation `MinHash` in `slots` slots over shingles of `k` symbols.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Signer {
    slots: u32,
    k: u32,
    seed: u64,
    /// The switches of the normalisation as bits; only compared, when signatures are stored.
    passes: u8,
}

impl Signer {
    /// Settings of all signatures that are to be compared: slots, symbols a shingle, and the choice of hashes.
    pub fn new(slots: u32, k: u32, seed: u64) -> Self {
        Self { slots, k, seed, passes: bits(NormalizeConfig::default()) }
    }

    /// The same signer for texts that were normalised by these passes, which is kept with stored signatures.
    #[must_use]
    pub fn for_passes(self, passes: &NormalizeConfig) -> Self {
        Self { passes: bits(*passes), ..self }
    }

    /// Slots of a signature.
    pub fn slots(&self) -> u32 {
        self.slots
    }

    /// Symbols a shingle.
    pub fn shingle_symbols(&self) -> u32 {
        self.k
    }

    /// What chooses the hashes.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    pub(super) fn passes(&self) -> u8 {
        self.passes
    }

    /// The signature of one text; without slots if the text is shorter than a shingle.
    ///
    /// Complexity: O(n log k + t log t) expected for n symbols and t slots.
    pub fn sign(&self, symbols: &[Symbol]) -> Signature {
        let mut hashes = Vec::new();
        hash_shingles(symbols, self.k, self.seed, &mut hashes);
        self.sign_hashes(&mut hashes)
    }

    /// The signature of a set of shingles given by their 32-bit hashes, in any order and number.
    ///
    /// `hashes` is left in any order, repeated ones may be gone.
    pub fn sign_hashes(&self, hashes: &mut Vec<u32>) -> Signature {
        self.sign_hashes_on(Path::best(), hashes)
    }

    /// [`sign_hashes`](Self::sign_hashes) by the instructions of `path`: the same on every one.
    #[doc(hidden)]
    pub fn sign_hashes_on(&self, path: Path, hashes: &mut Vec<u32>) -> Signature {
        if hashes.is_empty() {
            return Signature(Box::default());
        }
        let mut slots = vec![EMPTY; index(self.slots)];
        let thrown = if slots.len() <= FEW_SLOTS { self.throw_few(path, hashes, &mut slots) } else { 0 };
        for round in thrown..self.slots.saturating_mul(2) {
            if slots.iter().all(|&slot| slot != EMPTY) {
                break;
            }
            if round == CHEAP_ROUNDS {
                hashes.sort_unstable();
                hashes.dedup();
            }
            let offset = round_offset(self.seed, round);
            on(path, Throw { hashes, offset, round, slots: &mut slots });
        }
        Signature(slots.into_iter().map(low).collect())
    }

    /// The first rounds, before repeated shingles are dropped, in narrow slots, each for itself; how many were done. None if a value
    /// is one that narrow slots can't tell from nothing.
    fn throw_few(&self, path: Path, hashes: &[u32], slots: &mut [u64]) -> u32 {
        for round in 0..CHEAP_ROUNDS.min(self.slots) {
            let mut narrow_slots = [u32::MAX; FEW_SLOTS];
            let offset = round_offset(self.seed, round);
            if on(path, ThrowFew { hashes, offset, count: self.slots, slots: &mut narrow_slots }) == u32::MAX {
                slots.fill(EMPTY);
                return 0;
            }
            for (slot, &value) in slots.iter_mut().zip(&narrow_slots) {
                if *slot == EMPTY && value < u32::MAX {
                    *slot = u64::from(round) << 32 | u64::from(value);
                }
            }
            if slots.iter().all(|&slot| slot != EMPTY) {
                return round + 1;
            }
        }
        CHEAP_ROUNDS.min(self.slots)
    }
}

/// One of the first rounds, of at most [`FEW_SLOTS`] slots: every shingle into its slot, where the smallest stays. Gives the largest value.
struct ThrowFew<'a> {
    hashes: &'a [u32],
    offset: u64,
    count: u32,
    slots: &'a mut [u32; FEW_SLOTS],
}

impl Kernel for ThrowFew<'_> {
    type Output = u32;

    /// As [`Throw`] does it, but a number of a slot is a byte, which needs no check, and a slot is half as wide.
    #[inline(always)]
    fn run(self) -> u32 {
        let (mut targets, mut values, mut largest) = ([0; BLOCK_HASHES], [0; BLOCK_HASHES], 0);
        for block in self.hashes.chunks(BLOCK_HASHES) {
            for ((slot, value), &hash) in targets.iter_mut().zip(&mut values).zip(block) {
                let (target, thrown) = target(hash, self.offset, self.count);
                (*slot, *value) = (lowest(target), thrown);
                largest = largest.max(thrown);
            }
            for (&slot, &value) in targets.iter().zip(&values).take(block.len()) {
                let kept = &mut self.slots[usize::from(slot)];
                *kept = (*kept).min(value);
            }
        }
        largest
    }
}

/// One round: every shingle into its slot, where the smallest stays.
struct Throw<'a> {
    hashes: &'a [u32],
    offset: u64,
    round: u32,
    slots: &'a mut [u64],
}

impl Kernel for Throw<'_> {
    type Output = ();

    /// Where a block of hashes goes is computed for all of them first, in vectors; then each is put there.
    #[inline(always)]
    fn run(self) {
        let count = narrow(self.slots.len());
        let forced = self.round.checked_sub(count);
        let (mut targets, mut values) = ([0; BLOCK_HASHES], [0; BLOCK_HASHES]);
        for block in self.hashes.chunks(BLOCK_HASHES) {
            for ((slot, value), &hash) in targets.iter_mut().zip(&mut values).zip(block) {
                (*slot, *value) = target(hash, self.offset, count);
            }
            for (&slot, &value) in targets.iter().zip(&values).take(block.len()) {
                let kept = &mut self.slots[index(forced.unwrap_or(slot))];
                *kept = (*kept).min(u64::from(self.round) << 32 | u64::from(value));
            }
        }
    }
}

/// The switches as bits, the first pass lowest.
fn bits(passes: NormalizeConfig) -> u8 {
    let NormalizeConfig { compatibility, case, radicals, scripts, pinyin, words } = passes;
    let switches = [compatibility, case, radicals, scripts, pinyin, words];
    switches.iter().rev().fold(0, |bits, &on| bits << 1 | u8::from(on))
}

/// What makes the hashes of one round differ from those of the others.
pub(super) fn round_offset(seed: u64, round: u32) -> u64 {
    constant(scramble(!seed), u64::from(round))
}

/// The slot and the value of a shingle in the round of this offset.
#[inline(always)]
pub(super) fn target(hash: u32, offset: u64, slots: u32) -> (u32, u32) {
    let spread = scramble(u64::from(hash).wrapping_add(offset));
    (high(u64::from(high(spread)) * u64::from(slots)), low(spread))
}

#[cfg(test)]
mod tests {
    use super::super::naive::sign_set;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(150))]
        #[test]
        fn signatures_of_any_hashes_are_those_by_definition(
            mut hashes in prop::collection::vec(prop_oneof![0_u32..50, any::<u32>()], 1..300), slots in 1_u32..40,
        ) {
            let expected = sign_set(slots, 0, &hashes.iter().copied().collect());
            for path in Path::all() {
                prop_assert_eq!(Signer::new(slots, 5, 0).sign_hashes_on(path, &mut hashes), expected.clone());
            }
        }
    }

    #[test]
    fn the_largest_value_is_told_from_nothing() {
        let top = 761_009_056;
        assert_eq!(target(top, round_offset(2, 0), 256).1, u32::MAX);
        for others in [0, 3, 3000] {
            let mut hashes: Vec<u32> = (0..others).map(|n| n * 77_777).chain([top]).collect();
            let expected = sign_set(8, 2, &hashes.iter().copied().collect());
            assert_eq!(Signer::new(8, 5, 2).sign_hashes(&mut hashes), expected);
        }
    }
}
