//! One round of throwing shingles into slots: where a shingle goes ([`Round`]), and kernels that throw many.
//!
//! A round spreads the 32-bit hashes of the shingles one-to-one, cuts the range of the numbers into as many equal parts as there
//! are slots, and the place within the part is the value (Li, Owen, Zhang, *One Permutation Hashing*, 2012). So two different
//! hashes never share a slot and a value, and within a slot numbers stand in the order of their values: a slot may hold
//! the number itself, which is one comparison in 32 bits. Knows nothing of texts.

use crate::int::{high, index, low, narrow};
use crate::shingle::{constant, scramble};
use crate::simd::Kernel;

/// A slot that no round has reached.
pub(super) const EMPTY: u64 = u64::MAX;
/// A part that a round has not reached; no number is as large, nor is a value in few slots.
pub(super) const NOTHING: u32 = u32::MAX;
/// Parts that the first rounds cut the range into.
pub(super) const PARTS: usize = 1 << 8;
/// Hashes that are thrown at a time.
const BLOCK_HASHES: usize = 512;
/// Spreads the upper bits once more (from the 32-bit finaliser that Wellons found by search, 2018).
const MULTIPLIER: u32 = 0x846c_a68b;

/// A round, and what makes its numbers differ from those of the others.
#[derive(Debug, Clone, Copy)]
pub(super) struct Round {
    nth: u32,
    summand: u32,
    multiplier: u32,
}

impl Round {
    /// The `nth` round of a seed.
    pub(super) fn new(seed: u64, nth: u32) -> Self {
        let constant = constant(scramble(!seed), u64::from(nth));
        Self { nth, summand: low(constant), multiplier: high(constant) | 1 }
    }

    /// The number of a hash: every bit of the hash changes the upper ones, which say the slot and begin the value. One-to-one, but
    /// that the greatest number is taken for the one before it.
    #[inline(always)]
    fn number(self, hash: u32) -> u32 {
        let mut number = hash.wrapping_add(self.summand);
        number = (number ^ (number >> 16)).wrapping_mul(self.multiplier);
        number = (number ^ (number >> 15)).wrapping_mul(MULTIPLIER);
        number.min(NOTHING - 1)
    }

    /// The slot and the value of a shingle: its number says both, or from round `slots` on, the round says the slot.
    #[inline(always)]
    pub(super) fn target(self, hash: u32, slots: u32) -> (u32, u32) {
        let number = self.number(hash);
        match self.nth.checked_sub(slots) {
            None => (slot(number, slots), value(number, slots)),
            Some(forced) => (forced, number),
        }
    }
}

/// The part of the range that a number lies in.
#[inline(always)]
fn slot(number: u32, slots: u32) -> u32 {
    high(u64::from(number) * u64::from(slots))
}

/// The place of a number in its part.
#[inline(always)]
fn value(number: u32, slots: u32) -> u32 {
    number.wrapping_mul(slots)
}

/// What one round leaves in slots that are joined from some of these parts each.
pub(super) type Parts = [u32; PARTS];

/// One of the first rounds, of so many slots that each is some whole parts: every shingle into its part, where the smallest number stays.
pub(super) struct ThrowFew<'a> {
    pub(super) hashes: &'a [u32],
    pub(super) round: Round,
    pub(super) parts: &'a mut Parts,
}

/// Numbers from the start of a cache line on.
#[repr(align(64))]
struct Numbers([u32; BLOCK_HASHES]);

impl Kernel for ThrowFew<'_> {
    type Output = ();

    /// The numbers of a block are computed for all of them first, in vectors; then each is put where it belongs.
    #[inline(always)]
    fn run(self) {
        let Numbers(numbers) = &mut Numbers([0; BLOCK_HASHES]);
        for block in self.hashes.chunks(BLOCK_HASHES) {
            for (number, &hash) in numbers.iter_mut().zip(block) {
                *number = self.round.number(hash);
            }
            for &number in &numbers[..block.len()] {
                let kept = &mut self.parts[index(number >> (u32::BITS - PARTS.ilog2()))];
                *kept = (*kept).min(number);
            }
        }
    }
}

/// Whether so many slots are joined from whole parts.
pub(super) fn is_few(slots: u32) -> bool {
    slots.is_power_of_two() && index(slots) <= PARTS
}

/// The values in so few slots; [`NOTHING`] in those that the round did not reach.
pub(super) fn values(parts: &Parts, slots: u32) -> Vec<u32> {
    let mut values = parts.to_vec();
    while values.len() > index(slots) {
        values = values.as_chunks::<2>().0.iter().map(|&[one, two]| one.min(two)).collect();
    }
    for number in &mut values {
        *number = if *number == NOTHING { NOTHING } else { value(*number, slots) };
    }
    values
}

/// A round of any number of slots: every shingle into its slot, where the smallest value of the first round stays: slots hold the
/// round above the value.
pub(super) struct Throw<'a> {
    pub(super) hashes: &'a [u32],
    pub(super) round: Round,
    pub(super) slots: &'a mut [u64],
}

impl Kernel for Throw<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let count = narrow(self.slots.len());
        let (mut targets, mut values) = ([0; BLOCK_HASHES], [0; BLOCK_HASHES]);
        for block in self.hashes.chunks(BLOCK_HASHES) {
            for ((slot, value), &hash) in targets.iter_mut().zip(&mut values).zip(block) {
                (*slot, *value) = self.round.target(hash, count);
            }
            for (&slot, &value) in targets.iter().zip(&values).take(block.len()) {
                let kept = &mut self.slots[index(slot)];
                *kept = (*kept).min(u64::from(self.round.nth) << 32 | u64::from(value));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::int::float;

    /// Hashes as unlike chance as a caller's may be, and as shingles have them.
    fn inputs(count: u32) -> [Vec<u32>; 5] {
        let mut state = 7;
        let random = (0..count).map(|_| {
            state = scramble(state);
            low(state)
        });
        [
            random.collect(),
            (0..count).collect(),
            (0..count).map(|number| number << 12).collect(),
            (0..count).map(u32::reverse_bits).collect(),
            (0..count).map(|number| number.wrapping_mul(0x9e37_79b9)).collect(),
        ]
    }

    /// Pearson's chi-square of counts that should be equal, in standard deviations from what is expected.
    fn deviation(counts: &[u32]) -> f64 {
        let expected = f64::from(counts.iter().sum::<u32>()) / float(counts.len());
        let chi_square: f64 = counts.iter().map(|&count| (f64::from(count) - expected).powi(2) / expected).sum();
        let freedom = float(counts.len() - 1);
        (chi_square - freedom) / (2.0 * freedom).sqrt()
    }

    #[test]
    fn slots_and_values_are_evenly_taken_and_one_round_says_nothing_of_another() {
        // Of random hashes a count strays by chance alone; numbers in a row spread more evenly than that, which does no harm.
        for (hashes, most) in inputs(1 << 18).iter().zip([4.0, 10.0, 10.0, 10.0, 10.0]) {
            for seed in 0..4 {
                let (one, two) = (Round::new(seed, 0), Round::new(seed, 1));
                let mut counts = [vec![0; 1 << 8], vec![0; 1 << 12], vec![0; 1 << 14], vec![0; 1 << 14]];
                for &hash in hashes {
                    let ((slot, value), (other_slot, other_value)) = (one.target(hash, 256), two.target(hash, 256));
                    counts[0][index(slot)] += 1;
                    counts[1][index(slot << 4 | value >> 28)] += 1;
                    counts[2][index(slot >> 1 << 7 | other_slot >> 1)] += 1;
                    counts[3][index(value >> 25 << 7 | other_value >> 25)] += 1;
                }
                for counts in &counts {
                    let deviation = deviation(counts);
                    assert!(deviation < most, "seed {seed}, {} cells: {deviation} deviations", counts.len());
                }
            }
        }
    }

    #[test]
    fn shingles_that_meet_in_one_round_meet_in_the_next_by_chance_alone() {
        // Of the pairs of 8,192 hashes one in 2¹⁶ is expected in one slot of both rounds, 512 with a deviation of 23.
        for hashes in inputs(1 << 13) {
            for seed in 0..8 {
                let (one, two) = (Round::new(seed, 0), Round::new(seed, 1));
                let mut cells = vec![0_u32; 1 << 16];
                for &hash in &hashes {
                    cells[index(one.target(hash, 256).0 << 8 | two.target(hash, 256).0)] += 1;
                }
                let pairs: u32 = cells.iter().map(|&count| count * count.saturating_sub(1) / 2).sum();
                assert!((512 - 92..=512 + 92).contains(&pairs), "seed {seed}: {pairs} pairs");
            }
        }
    }

    #[test]
    fn no_number_is_the_one_that_stands_for_nothing() {
        for seed in 0..4 {
            let round = Round::new(seed, 0);
            // The hash that would be it, found backwards; the inverse of a multiplier by Newton's method.
            let inverse = |odd: u32| {
                (0..5).fold(odd, |inverse, _| inverse.wrapping_mul(2_u32.wrapping_sub(odd.wrapping_mul(inverse))))
            };
            let mut number = NOTHING.wrapping_mul(inverse(MULTIPLIER));
            number = (number ^ number >> 15 ^ number >> 30).wrapping_mul(inverse(round.multiplier));
            let hash = (number ^ number >> 16).wrapping_sub(round.summand);
            assert_eq!(round.number(hash), NOTHING - 1);
            assert!(round.number(hash ^ 1) < NOTHING - 1);
        }
    }
}
