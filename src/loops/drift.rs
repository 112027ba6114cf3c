//! How the copies of a loop differ: a decoder slips in single symbols, parallel prose in words and numbers.

use super::Loop;
use super::grown::{Effort, Towards, next_equal};
use crate::edits::{Block, fill};
use crate::int::{float, index, narrow};
use crate::normalize::Symbol;

/// Most symbols a burst of differences may have in the mean, and the largest share of numerals among them.
const LONGEST_BURST: f64 = 1.5;
const COUNTED: f64 = 0.34;

/// How the copies of a loop differ, each from the one before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Drift {
    equal: usize,
    other: usize,
    bursts: usize,
    numerals: usize,
}

/// Digits and the numerals that lists count with.
const NUMERALS: &str = "0123456789〇零一二三四五六七八九十百千万萬两兩";

impl Drift {
    /// Walks through the copies with their shifts.
    pub(super) fn of(symbols: &[Symbol], found: &Loop, period: usize, effort: &mut Effort) -> Self {
        let (mut at, end) = (index(found.second), index(found.span.end));
        let mut distance = index(found.second - found.span.start);
        let mut drift = Self::default();
        while at < end {
            let run = (at..end).take_while(|&i| symbols[i] == symbols[i - distance]).count();
            drift.equal += run;
            at += run;
            if at == end {
                break;
            }
            let next = next_equal(symbols, (at, distance), period, Towards::End, effort).filter(|next| next.0 < end);
            let Some((next, shifted)) = next else {
                drift.differs(&symbols[at..end]);
                break;
            };
            drift.gap(&symbols[at..next], &symbols[at - distance..(next - shifted).max(at - distance)]);
            (at, distance) = (next, shifted);
        }
        drift
    }

    /// Counts a stretch that is not equal as a whole.
    fn gap(&mut self, here: &[Symbol], before: &[Symbol]) {
        let aligned = fill(here, before, |_| 1, 1);
        let mut from = (0, 0);
        let end = Block { a: narrow(here.len()), b: narrow(before.len()), len: 0 };
        for block in aligned.blocks.into_iter().chain([end]) {
            let other = &here[from.0..index(block.a)];
            if other.is_empty() && index(block.b) > from.1 {
                self.differs(&before[from.1..index(block.b)]);
            } else {
                self.differs(other);
            }
            self.equal += index(block.len);
            from = (index(block.a + block.len), index(block.b + block.len));
        }
    }

    fn differs(&mut self, other: &[Symbol]) {
        let is_numeral = |symbol: &&Symbol| char::from_u32(**symbol).is_some_and(|c| NUMERALS.contains(c));
        self.other += other.len();
        self.bursts += usize::from(!other.is_empty());
        self.numerals += other.iter().filter(is_numeral).count();
    }

    /// Equal symbols over all.
    pub(super) fn identity(self) -> f64 {
        float(self.equal) / float((self.equal + self.other).max(1))
    }

    /// Whether single symbols differ, and other symbols than the numbers of a list: a decoder's slips. Parallel prose
    /// differs in words and numbers.
    pub(super) fn is_noise(self) -> bool {
        self.is_scattered() && float(self.numerals) <= COUNTED * float(self.other)
    }

    /// Whether single symbols differ.
    pub(super) fn is_scattered(self) -> bool {
        float(self.other) <= LONGEST_BURST * float(self.bursts)
    }
}
