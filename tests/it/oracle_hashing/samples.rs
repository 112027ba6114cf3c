//! Texts made up from fixed seeds: the same on every machine.

use dittograph::int::high;
use proptest::prelude::*;

/// A small linear congruential generator: the same numbers on every machine.
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    pub(crate) fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        high(self.0)
    }

    pub(crate) fn below(&mut self, bound: u32) -> u32 {
        high(u64::from(self.next()) * u64::from(bound))
    }

    /// Han characters, `alphabet` different ones.
    pub(crate) fn han(&mut self, length: usize, alphabet: u32) -> Vec<u32> {
        (0..length).map(|_| 0x4e00 + self.below(alphabet)).collect()
    }
}

/// A text as symbols, without normalisation.
pub(crate) fn symbols(text: &str) -> Vec<u32> {
    text.chars().map(u32::from).collect()
}

/// A stretch of a made-up text.
#[derive(Debug, Clone)]
enum Stretch {
    /// Characters at random.
    Fresh { length: usize, seed: u64 },
    /// A unit over and over.
    Periodic { unit: usize, length: usize, seed: u64 },
    /// What stood before, from a share of the text so far.
    Again { from: usize, length: usize },
}

fn stretch() -> impl Strategy<Value = Stretch> {
    prop_oneof![
        (0_usize..150, any::<u64>()).prop_map(|(length, seed)| Stretch::Fresh { length, seed }),
        (1_usize..30, 0_usize..150, any::<u64>()).prop_map(|(unit, length, seed)| Stretch::Periodic {
            unit,
            length,
            seed
        }),
        (0_usize..1000, 0_usize..100).prop_map(|(from, length)| Stretch::Again { from, length }),
    ]
}

fn written(stretches: &[Stretch], alphabet: u32) -> Vec<u32> {
    let mut text = Vec::new();
    for stretch in stretches {
        match *stretch {
            Stretch::Fresh { length, seed } => text.extend(Numbers(seed).han(length, alphabet)),
            Stretch::Periodic { unit, length, seed } => {
                text.extend(Numbers(seed).han(unit, alphabet).iter().cycle().take(length));
            }
            Stretch::Again { from, length } => {
                let start = text.len() * from / 1000;
                let end = text.len().min(start + length);
                text.extend_from_within(start..end);
            }
        }
    }
    text
}

/// Texts of 1, 2, 3, 5 and 3000 different characters with planted periods and repeats.
pub(crate) fn text() -> impl Strategy<Value = Vec<u32>> {
    let alphabet = prop::sample::select(vec![1_u32, 2, 3, 5, 3000]);
    (alphabet, prop::collection::vec(stretch(), 0..7)).prop_map(|(alphabet, plan)| written(&plan, alphabet))
}
