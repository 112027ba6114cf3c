//! Passes over the symbols of one text and the hashes of its shingles, each one loop that the compiler makes vectors of: a name of the
//! symbols, the sampled of the hashes, and hashes in ascending order. Each has a plain twin in the tests.

use xxhash_rust::xxh3::xxh3_128;

use crate::int::{index, wide};
use crate::normalize::Symbol;
use crate::simd::{Kernel, Path, on};

/// Numbers that are mixed beside one another.
const LANES: usize = 64;
/// Mixes a lane (XXH32's second and third primes).
const MULTIPLIER: u32 = 0x85eb_ca77;
const START: u32 = 0xc2b2_ae3d;
/// Hashes of which one word says which are sampled.
const WORD: usize = 64;
/// Numbers that are sorted by comparing alone.
const FEW: usize = 32;
/// Of evenly spread numbers, none of these buckets has more.
const CROWDED: u32 = 24;

/// A name for symbols: equal ones have equal names, others almost surely not. Not written anywhere: two texts of one name are compared.
///
/// Lane by lane as XXH32 does it, at the speed of memory; the lanes and what is left over are named by XXH3-128.
pub(super) fn name(path: Path, symbols: &[Symbol]) -> u128 {
    let (lanes, rest) = on(path, Lanes { symbols });
    let mut bytes = [0; 4 * 2 * LANES + 8];
    let numbers = lanes.iter().chain(rest);
    bytes.as_chunks_mut::<4>().0.iter_mut().zip(numbers).for_each(|(four, number)| *four = number.to_le_bytes());
    bytes[4 * 2 * LANES..].copy_from_slice(&wide(symbols.len()).to_le_bytes());
    xxh3_128(&bytes)
}

/// Mixes all whole rows of symbols; what is left over comes back.
struct Lanes<'s> {
    symbols: &'s [Symbol],
}

impl<'s> Kernel for Lanes<'s> {
    type Output = ([u32; LANES], &'s [Symbol]);

    #[inline(always)]
    // Loops over the places of arrays become vectors whatever is inlined.
    fn run(self) -> Self::Output {
        let mut lanes = [START; LANES];
        let (rows, rest) = self.symbols.as_chunks::<LANES>();
        for row in rows {
            for at in 0..LANES {
                lanes[at] = (lanes[at].rotate_left(13) ^ row[at]).wrapping_mul(MULTIPLIER);
            }
        }
        (lanes, rest)
    }
}

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

    /// The name of symbols, a symbol at a time.
    fn plain_name(symbols: &[Symbol]) -> u128 {
        let mut numbers = vec![START; LANES];
        let whole = symbols.len() / LANES * LANES;
        for (at, symbol) in symbols[..whole].iter().enumerate() {
            numbers[at % LANES] = (numbers[at % LANES].rotate_left(13) ^ symbol).wrapping_mul(MULTIPLIER);
        }
        numbers.extend(&symbols[whole..]);
        numbers.resize(2 * LANES, 0);
        let mut bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        bytes.extend(wide(symbols.len()).to_le_bytes());
        xxh3_128(&bytes)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn passes_give_what_plain_loops_give_on_every_path(
            numbers in prop::collection::vec(prop_oneof![any::<u32>(), 0_u32..9, any::<u32>().prop_map(|number| number >> 8)], 0..400), limit in any::<u32>(), bits in 1_u32..=32,
        ) {
            let (mut samples, mut sorting) = (vec![7; 3], Sorting::default());
            for path in Path::all() {
                prop_assert_eq!(name(path, &numbers), plain_name(&numbers));
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

        #[test]
        fn one_symbol_more_or_another_makes_another_name(symbols in prop::collection::vec(0_u32..4, 1..300), at in any::<prop::sample::Index>()) {
            let mut other = symbols.clone();
            other[at.index(symbols.len())] ^= 1;
            prop_assert_ne!(name(Path::best(), &symbols), name(Path::best(), &other));
            other[at.index(symbols.len())] ^= 1;
            other.push(0);
            prop_assert_ne!(name(Path::best(), &symbols), name(Path::best(), &other));
        }
    }
}
