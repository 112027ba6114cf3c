//! Classic `MinHash`: as many permutations as slots, each over all shingles. The yardstick for
//! [`Signer`](super::Signer), which needs one; the pipeline does not use it.

use super::Signature;
use crate::int::{high, index};
use crate::normalize::Symbol;
use crate::shingle::{constant, hash_shingles, scramble};

/// Slots of the usual setting.
pub const SLOTS: u32 = 128;

/// Makes [`Signature`]s with one multiply-add permutation a slot (Broder 1997; multiply-shift after Dietzfelbinger).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permutations {
    multipliers: Vec<u64>,
    summands: Vec<u64>,
    k: u32,
    seed: u64,
}

impl Permutations {
    /// `slots` permutations over shingles of `k` symbols, chosen by `seed`.
    pub fn new(slots: u32, k: u32, seed: u64) -> Self {
        let base = scramble(seed ^ 0x636c_6173_7369_6321);
        let numbers = |from: u64| (0..u64::from(slots)).map(move |slot| constant(base, 2 * slot + from));
        Self { multipliers: numbers(0).map(|number| number | 1).collect(), summands: numbers(1).collect(), k, seed }
    }

    /// The signature of one text; without slots if the text is shorter than a shingle. Complexity: O(n·slots).
    pub fn sign(&self, symbols: &[Symbol]) -> Signature {
        let mut hashes = Vec::new();
        hash_shingles(symbols, self.k, self.seed, &mut hashes);
        self.sign_hashes(&hashes)
    }

    /// The signature of a set of shingles given by their 32-bit hashes.
    pub fn sign_hashes(&self, hashes: &[u32]) -> Signature {
        if hashes.is_empty() {
            return Signature(Box::default());
        }
        let mut slots = vec![u32::MAX; index(self.slots())];
        for &hash in hashes {
            for ((slot, &multiplier), &summand) in slots.iter_mut().zip(&self.multipliers).zip(&self.summands) {
                *slot = (*slot).min(permuted(hash, multiplier, summand));
            }
        }
        Signature(slots.into())
    }

    /// Slots of a signature.
    pub fn slots(&self) -> u32 {
        crate::int::narrow(self.multipliers.len())
    }
}

/// The place of a hash in the order of one permutation.
#[inline]
fn permuted(hash: u32, multiplier: u64, summand: u64) -> u32 {
    high(u64::from(hash).wrapping_mul(multiplier).wrapping_add(summand))
}
