//! The plain twin of [`Signer`](super::Signer): for every slot, the first round that reaches it and the smallest value
//! there. An oracle for tests.

use std::collections::BTreeSet;

use super::Signature;
use super::rounds::Round;
use crate::normalize::Symbol;
use crate::shingle::naive::hash_shingles;

/// The signature by definition.
pub fn sign(slots: u32, k: u32, seed: u64, symbols: &[Symbol]) -> Signature {
    sign_set(slots, seed, &hash_shingles(symbols, k, seed).into_iter().collect())
}

/// The signature of shingles by their hashes.
pub(super) fn sign_set(slots: u32, seed: u64, shingles: &BTreeSet<u32>) -> Signature {
    let smallest = |slot: u32, round: u32| {
        let thrown = shingles.iter().map(|&hash| Round::new(seed, round).target(hash, slots));
        thrown.filter(|&(at, _)| at == slot).map(|(_, value)| value).min()
    };
    let first = |slot: u32| (0..2 * slots).find_map(|round| smallest(slot, round));
    (0..slots).filter_map(first).collect::<Vec<u32>>().into()
}
