//! One-permutation `MinHash`: every shingle is hashed once and goes to one slot.
//!
//! Plain form (Fast Similarity Sketching, arXiv 1704.04370): with t slots, round r < t throws every shingle into a
//! slot at random, with a random value; rounds t to 2t − 1 throw all into slot r − t, so that no slot can stay empty.
//! A slot keeps the smallest value of the first round that reached it. Departures: (1) slots keep the round
//! above the value in 64 bits, so that a plain minimum does all that; (2) rounds end as soon as every slot is taken, which for
//! texts of some thousand shingles is after the first; (3) if it is not, repeated shingles are dropped, so that the
//! cost does not grow with a text of few different shingles. Optimal densification would copy slots and so estimate
//! with more variance at the same cost.

use super::Signature;
use crate::config::NormalizeConfig;
use crate::int::{high, index, low, narrow};
use crate::normalize::Symbol;
use crate::shingle::{constant, hash_shingles, scramble};
use crate::simd::{Kernel, Path, on};

/// A slot that no round has reached.
const EMPTY: u64 = u64::MAX;
/// Hashes that are thrown at a time.
const BLOCK_HASHES: usize = 512;
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
        for round in 0..self.slots.saturating_mul(2) {
            if round == CHEAP_ROUNDS {
                hashes.sort_unstable();
                hashes.dedup();
            }
            let offset = round_offset(self.seed, round);
            on(path, Throw { hashes, offset, round, slots: &mut slots });
            if slots.iter().all(|&slot| slot != EMPTY) {
                break;
            }
        }
        Signature(slots.into_iter().map(low).collect())
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
