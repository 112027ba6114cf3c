//! A name for the symbols of one text, by which equal texts are brought together before they are compared.

use xxhash_rust::xxh3::xxh3_128;

use crate::int::wide;
use crate::normalize::Symbol;
use crate::simd::{Kernel, Path, on};

/// Numbers that are mixed beside one another.
const LANES: usize = 64;
/// Mixes a lane (XXH32's second and third primes).
const MULTIPLIER: u32 = 0x85eb_ca77;
const START: u32 = 0xc2b2_ae3d;

/// A name for symbols: equal ones have equal names, others almost surely not. Not written anywhere: two texts of one name are compared.
///
/// Lane by lane as XXH32 does it, at the speed of memory; the lanes and what is left over are named by XXH3-128.
pub(crate) fn name(symbols: &[Symbol]) -> u128 {
    name_on(Path::best(), symbols)
}

fn name_on(path: Path, symbols: &[Symbol]) -> u128 {
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
        fn a_name_is_that_of_plain_loops_on_every_path(symbols in prop::collection::vec(any::<u32>(), 0..400)) {
            for path in Path::all() {
                prop_assert_eq!(name_on(path, &symbols), plain_name(&symbols));
            }
        }

        #[test]
        fn one_symbol_more_or_another_makes_another_name(symbols in prop::collection::vec(0_u32..4, 1..300), at in any::<prop::sample::Index>()) {
            let mut other = symbols.clone();
            other[at.index(symbols.len())] ^= 1;
            prop_assert_ne!(name(&symbols), name(&other));
            other[at.index(symbols.len())] ^= 1;
            other.push(0);
            prop_assert_ne!(name(&symbols), name(&other));
        }
    }
}
