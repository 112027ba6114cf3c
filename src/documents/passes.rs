//! Passes over the hashes of the shingles of one text, each one loop that the compiler makes vectors of: the sampled of them, and all
//! in ascending order. Each has a plain twin in the tests.

use crate::int::index;
use crate::simd::{Kernel, Path, on};

/// Hashes of which one word says which are sampled.
const WORD: usize = 64;
/// Numbers that are sorted by comparing alone.
const FEW: usize = 32;
/// Of evenly spread numbers, none of these buckets has more.
const CROWDED: u32 = 24;

/// The hashes that are below a limit, as they stand, into `samples`, which is emptied first.
pub(super) fn sample(path: Path, hashes: &[u32], limit: u32, samples: &mut Vec<u32>) {
    samples.clear();
    on(path, Sample { hashes, limit, samples });
}

struct Sample<'a> {
    hashes: &'a [u32],
    limit: u32,
    samples: &'a mut Vec<u32>,
}

impl Kernel for Sample<'_> {
    type Output = ();

    /// Of each word of hashes, first which are below, for all at once; then those one by one. A branch for each hash would be guessed
    /// wrong for one in eight.
    #[inline(always)]
    #[expect(
        clippy::needless_range_loop,
        reason = "loops over the places of arrays become vectors whatever is inlined"
    )]
    fn run(self) {
        let Self { hashes, limit, samples } = self;
        let (words, rest) = hashes.as_chunks::<WORD>();
        for word in words {
            let mut below = 0_u64;
            for at in 0..WORD {
                below |= u64::from(word[at] < limit) << at;
            }
            while below != 0 {
                samples.push(word[index(below.trailing_zeros())]);
                below &= below - 1;
            }
        }
        samples.extend(rest.iter().filter(|&&hash| hash < limit));
    }
}

/// Buffers of [`sort`], kept from call to call.
#[derive(Debug, Default)]
pub(super) struct Sorting {
    next: Vec<u32>,
    sorted: Vec<u32>,
}

/// Sorts numbers below 2 to the power of `bits` that are spread evenly, as hashes are: each goes to about its place at once, and to
/// the right one by a step or two. Numbers that turn out not to be are sorted as any. Complexity: linear, for any numbers O(n log n).
pub(super) fn sort(numbers: &mut [u32], bits: u32, Sorting { next, sorted }: &mut Sorting) {
    let buckets = (2 * numbers.len()).next_power_of_two();
    if numbers.len() <= FEW || buckets.ilog2() > bits {
        return numbers.sort_unstable();
    }
    let shift = bits - buckets.ilog2();
    next.clear();
    next.resize(buckets, 0);
    for &number in &*numbers {
        next[index(number >> shift)] += 1;
    }
    let (mut before, mut most) = (0, 0);
    for count in &mut *next {
        most = most.max(*count);
        (*count, before) = (before, before + *count);
    }
    if most > CROWDED {
        return numbers.sort_unstable();
    }
    sorted.resize(sorted.len().max(numbers.len()), 0);
    for &number in &*numbers {
        let place = &mut next[index(number >> shift)];
        sorted[index(*place)] = number;
        *place += 1;
    }
    numbers.copy_from_slice(&sorted[..numbers.len()]);
    for end in 1..numbers.len() {
        let (number, mut at) = (numbers[end], end);
        while at > 0 && numbers[at - 1] > number {
            numbers[at] = numbers[at - 1];
            at -= 1;
        }
        numbers[at] = number;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn passes_give_what_plain_loops_give_on_every_path(
            numbers in prop::collection::vec(prop_oneof![any::<u32>(), 0_u32..9, any::<u32>().prop_map(|number| number >> 8)], 0..400), limit in any::<u32>(), bits in 1_u32..=32,
        ) {
            let (mut samples, mut sorting) = (vec![7; 3], Sorting::default());
            for path in Path::all() {
                sample(path, &numbers, limit, &mut samples);
                prop_assert_eq!(&samples, &numbers.iter().copied().filter(|&number| number < limit).collect::<Vec<u32>>());
            }
            let below: Vec<u32> = numbers.iter().map(|number| number >> (32 - bits)).collect();
            let (mut plain, mut found) = (below.clone(), below);
            plain.sort_unstable();
            sort(&mut found, bits, &mut sorting);
            prop_assert_eq!(&found, &plain);
            sort(&mut found, bits, &mut sorting);
            prop_assert_eq!(found, plain);
        }
    }
}
