//! One-permutation `MinHash`: every shingle is hashed once and goes to one slot.
//!
//! Plain form (Fast Similarity Sketching, arXiv 1704.04370): with t slots, round r < t throws every shingle into a
//! slot at random, with a random value; rounds t to 2t − 1 throw all into slot r − t, so that no slot can stay empty.
//! A slot keeps the smallest value of the first round that reached it. Departures: (1) the first rounds of few slots are thrown one by
//! one in 32 bits, and the first of all while the hashes are made, so that hashes are kept only until all slots are taken; in later ones slots keep
//! the round above the value in 64 bits, so that a plain minimum does all that; (2) rounds end as soon as every slot is taken, which for
//! texts of some thousand shingles is after the first; (3) if it is not, repeated shingles are dropped, so that the
//! cost does not grow with a text of few different shingles; (4) slot and value are parts of one number (see `rounds`).
//! Optimal densification would copy slots and so estimate with more variance at the same cost.

use super::Signature;
use super::rounds::{EMPTY, NOTHING, PARTS, Parts, Round, Throw, ThrowFew, is_few, values};
use crate::config::NormalizeConfig;
use crate::int::{index, low};
use crate::normalize::{Normalizer, Symbol};
use crate::shingle::{Buffers, each_block};
use crate::simd::{Path, on};

/// Rounds before repeated shingles are dropped: below this many, rounds cost less than sorting.
const CHEAP_ROUNDS: u32 = 16;
/// Longest shingle for which a text becomes symbols in blocks, which share one symbol less.
const LONGEST_IN_BLOCKS: u32 = 256;

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
        self.sign_on(Path::best(), symbols)
    }

    /// [`sign`](Self::sign) by the instructions of `path`: the same on every one.
    #[doc(hidden)]
    pub fn sign_on(&self, path: Path, symbols: &[Symbol]) -> Signature {
        let (mut first, mut buffers) = (FirstRound::new(*self, path), Buffers::default());
        each_block(path, symbols, (self.k, self.seed), &mut buffers, |hashes| first.throw(hashes));
        first.finish()
    }

    /// The signature of a text that is yet to be normalised: that of its symbols, which are not kept.
    ///
    /// ```
    /// use dittograph::{config::NormalizeConfig, fingerprint::Signer, normalize::Normalizer};
    /// let (signer, normalizer) = (Signer::new(256, 3, 0), Normalizer::new(&NormalizeConfig::default()));
    /// let text = "全市上下坚持稳中求进工作总基调，经济运行总体平稳。";
    /// assert_eq!(signer.sign_text(&normalizer, text), signer.sign(&normalizer.symbols(text)));
    /// ```
    pub fn sign_text(&self, normalizer: &Normalizer, text: &str) -> Signature {
        self.sign_text_on(Path::best(), normalizer, text)
    }

    /// [`sign_text`](Self::sign_text) by the instructions of `path`: the same on every one.
    #[doc(hidden)]
    pub fn sign_text_on(&self, path: Path, normalizer: &Normalizer, text: &str) -> Signature {
        if !(1..=LONGEST_IN_BLOCKS).contains(&self.k) {
            return self.sign_on(path, &normalizer.symbols_on(text, path));
        }
        let (mut first, mut buffers) = (FirstRound::new(*self, path), Buffers::default());
        normalizer.each_block(text, index(self.k - 1), path, |symbols| {
            each_block(path, symbols, (self.k, self.seed), &mut buffers, |hashes| first.throw(hashes));
        });
        first.finish()
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
        let (mut values, mut nth) = (vec![NOTHING; index(self.slots)], 0);
        if is_few(self.slots) {
            values = self.throw_few(path, hashes, 0);
            nth = 1;
        }
        self.further_rounds(path, values, nth, hashes)
    }

    /// One of the first rounds: the values in the slots.
    fn throw_few(&self, path: Path, hashes: &[u32], nth: u32) -> Vec<u32> {
        let mut parts = [NOTHING; PARTS];
        on(path, ThrowFew { hashes, round: Round::new(self.seed, nth), parts: &mut parts });
        values(&parts, self.slots)
    }

    /// The signature, from the values that the rounds before the `nth` left.
    fn further_rounds(&self, path: Path, mut values: Vec<u32>, mut nth: u32, hashes: &mut Vec<u32>) -> Signature {
        while is_few(self.slots) && nth < CHEAP_ROUNDS.min(self.slots) && !are_all_taken(&values) {
            for (kept, value) in values.iter_mut().zip(self.throw_few(path, hashes, nth)) {
                *kept = if *kept == NOTHING { value } else { *kept };
            }
            nth += 1;
        }
        if nth > 0 && are_all_taken(&values) {
            return Signature(values.into());
        }
        let wide = |value| if value == NOTHING { EMPTY } else { u64::from(value) };
        let mut slots: Vec<u64> = values.into_iter().map(wide).collect();
        for nth in nth..self.slots.saturating_mul(2) {
            if !slots.contains(&EMPTY) {
                break;
            }
            if nth == CHEAP_ROUNDS {
                hashes.sort_unstable();
                hashes.dedup();
            }
            on(path, Throw { hashes, round: Round::new(self.seed, nth), slots: &mut slots });
        }
        Signature(slots.into_iter().map(low).collect())
    }
}

/// Whether no slot is left without a value. Looks at all of them, which is done in vectors.
fn are_all_taken(values: &[u32]) -> bool {
    let mut is_any_left = false;
    for &value in values {
        is_any_left |= value == NOTHING;
    }
    !is_any_left
}

/// The first round of a text whose hashes come in blocks.
struct FirstRound {
    signer: Signer,
    path: Path,
    round: Round,
    parts: Parts,
    /// Whether all slots are taken: then it will be the only round.
    is_last: bool,
    /// What further rounds need.
    hashes: Vec<u32>,
}

impl FirstRound {
    fn new(signer: Signer, path: Path) -> Self {
        let round = Round::new(signer.seed, 0);
        Self { signer, path, round, parts: [NOTHING; PARTS], is_last: false, hashes: Vec::new() }
    }

    /// Throws some shingles.
    fn throw(&mut self, hashes: &[u32]) {
        if !self.is_last {
            self.hashes.extend_from_slice(hashes);
        }
        if is_few(self.signer.slots) {
            on(self.path, ThrowFew { hashes, round: self.round, parts: &mut self.parts });
            // Where a slot is several parts, this asks for more than is needed.
            self.is_last = self.is_last || are_all_taken(&self.parts);
        }
    }

    fn finish(mut self) -> Signature {
        if !is_few(self.signer.slots) {
            return self.signer.sign_hashes_on(self.path, &mut self.hashes);
        }
        if !self.is_last && self.hashes.is_empty() {
            return Signature(Box::default());
        }
        self.signer.further_rounds(self.path, values(&self.parts, self.signer.slots), 1, &mut self.hashes)
    }
}

/// The switches as bits, the first pass lowest.
fn bits(passes: NormalizeConfig) -> u8 {
    let NormalizeConfig { compatibility, case, radicals, scripts, pinyin, words } = passes;
    let switches = [compatibility, case, radicals, scripts, pinyin, words];
    switches.iter().rev().fold(0, |bits, &on| bits << 1 | u8::from(on))
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
}
