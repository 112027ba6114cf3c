//! How the copies of a loop differ: a decoder slips in single symbols, parallel prose in words and numbers.

use std::ops::Range;

use super::Loop;
use super::chains::LONG_PERIOD;
use super::grown::{Effort, Towards, next_equal};
use super::seen::SEED;
use crate::edits::{Block, fill};
use crate::int::{float, index, narrow};
use crate::normalize::Symbol;

/// Most symbols a burst of differences may have in the mean, and the largest share of numerals among them.
const LONGEST_BURST: f64 = 1.5;
const COUNTED: f64 = 0.34;

/// Symbols at the end of the last copy of a long unit that are looked at for slips though no shingle is equal there.
const LONGEST_REST: usize = 2 * SEED;

/// How the copies of a loop differ, each from the one before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Drift {
    equal: usize,
    /// How far before the equal symbols stand, all together.
    distances: usize,
    other: usize,
    bursts: usize,
    numerals: usize,
}

/// Digits and the numerals that lists count with.
const NUMERALS: &str = "0123456789〇零一二三四五六七八九十百千万萬两兩";

/// Whether a symbol is a digit or a numeral that lists count with.
pub(super) fn is_numeral(symbol: Symbol) -> bool {
    char::from_u32(symbol).is_some_and(|c| NUMERALS.contains(c))
}

/// A piece of the copies behind the first, beside what stands one copy before.
pub(super) enum Step {
    /// Symbols that are equal, and how far before they stand.
    Equal { run: usize, distance: usize },
    /// Places that are not; one of the two may be empty.
    Other { here: Range<usize>, before: Range<usize> },
}

/// Walks through the copies of a loop with their shifts.
pub(super) fn walk(symbols: &[Symbol], found: &Loop, period: usize, effort: &mut Effort, each: &mut impl FnMut(Step)) {
    let (mut at, end) = (index(found.second), index(found.span.end));
    let mut distance = index(found.second - found.span.start);
    while at < end {
        let run = (at..end).take_while(|&i| symbols[i] == symbols[i - distance]).count();
        each(Step::Equal { run, distance });
        at += run;
        if at == end {
            break;
        }
        let next = next_equal(symbols, (at, distance), period, Towards::End, effort).filter(|next| next.0 < end);
        let Some((next, shifted)) = next else {
            let (here, before) = (at..end, at - distance..end - distance);
            // Too short for an equal shingle beside a slip: aligned; more than that is another text.
            if here.len() <= LONGEST_REST && period >= index(LONG_PERIOD) {
                gap(symbols, here, before, each);
            } else {
                each(Step::Other { here, before });
            }
            break;
        };
        gap(symbols, at..next, at - distance..(next - shifted).max(at - distance), each);
        (at, distance) = (next, shifted);
    }
}

/// A stretch that is not equal as a whole. One longer than a unit is none with slips: beside itself, shifted by a unit, anything is nearly equal.
fn gap(symbols: &[Symbol], here: Range<usize>, before: Range<usize>, each: &mut impl FnMut(Step)) {
    if before.end > here.start {
        return each(Step::Other { here, before });
    }
    let aligned = fill(&symbols[here.clone()], &symbols[before.clone()], |_| 1, 1);
    let mut from = (here.start, before.start);
    let end = Block { a: narrow(here.len()), b: narrow(before.len()), len: 0 };
    for block in aligned.blocks.into_iter().chain([end]) {
        let to = (here.start + index(block.a), before.start + index(block.b));
        if from != to {
            each(Step::Other { here: from.0..to.0, before: from.1..to.1 });
        }
        each(Step::Equal { run: index(block.len), distance: to.0 - to.1 });
        from = (to.0 + index(block.len), to.1 + index(block.len));
    }
}

impl Drift {
    /// Walks through the copies with their shifts.
    pub(super) fn of(symbols: &[Symbol], found: &Loop, period: usize, effort: &mut Effort) -> Self {
        let mut drift = Self::default();
        walk(symbols, found, period, effort, &mut |step| match step {
            Step::Equal { run, distance } => {
                drift.equal += run;
                drift.distances += run * distance;
            }
            Step::Other { here, before } if here.is_empty() => drift.differs(&symbols[before]),
            Step::Other { here, .. } => drift.differs(&symbols[here]),
        });
        drift
    }

    fn differs(&mut self, other: &[Symbol]) {
        self.other += other.len();
        self.bursts += usize::from(!other.is_empty());
        self.numerals += other.iter().filter(|symbol| is_numeral(**symbol)).count();
    }

    /// Equal symbols over all.
    pub(super) fn identity(self) -> f64 {
        float(self.equal) / float((self.equal + self.other).max(1))
    }

    /// How far before the equal symbols stand, in the mean.
    pub(super) fn distance(self) -> f64 {
        float(self.distances) / float(self.equal.max(1))
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
