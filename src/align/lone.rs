//! Runs that stand alone: what everybody writes, in texts that otherwise have nothing to do with each other.
//!
//! Most runs of equal symbols between two texts are phrases of their trade. A pair of documents has one or two of them, and
//! what is aligned around them is found to be unlike. This tells them by a look at the symbols on both sides, as bags:
//! a copy with one symbol in five edited keeps four in five of them. It is asked before anything is aligned; exact repeats among
//! what it turns away are found by the audit of the findings.

use super::Depth;
use crate::edits::{BIT, Block, Score};
use crate::int::index;
use crate::normalize::Symbol;
use crate::span::DocId;

/// Worth from which a run is aligned wherever it stands: one and a half times what a copy must show. Between 75 and 90 bits
/// no planted copy was lost; from 120 on, boilerplate was.
const WORTH: Score = 80 * BIT;
/// Symbols before and behind a run that are looked at, and fewer of which say nothing.
const AROUND: usize = 16;
const FEWEST: usize = 6;
/// Percent of the symbols on one side of the run that must stand on the same side of the other: unrelated texts of one trade have
/// a third in common, and with chance one in five more that fall on the same bit.
const ALIKE: usize = 60;

/// A run of equal symbols in two texts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stand<'a> {
    /// The run.
    pub run: Block,
    /// The first document and its symbols.
    pub a: (DocId, &'a [Symbol]),
    /// The second.
    pub b: (DocId, &'a [Symbol]),
}

impl Stand<'_> {
    /// Whether the run is worth little and the texts around it are unlike. What lies in equal runs of at least twelve symbols, which
    /// are what `depth` counts, at `hot_from` places or more is not lone: it may be boilerplate, which stands among other words
    /// every time.
    ///
    /// Complexity: constant.
    pub(super) fn is_lone(self, worth: Score, depth: &Depth, hot_from: u32) -> bool {
        let Self { run, a, b } = self;
        let middle = run.len / 2;
        let copies = depth.at(a.0.index(), run.a + middle).max(depth.at(b.0.index(), run.b + middle));
        worth < WORTH && copies < hot_from && !alike_around(run, a.1, b.1)
    }
}

/// Whether two texts have most symbols in common on one side of a run.
fn alike_around(run: Block, a: &[Symbol], b: &[Symbol]) -> bool {
    let behind =
        |text: &'_ [Symbol], start: u32| index(start + run.len)..(index(start + run.len) + AROUND).min(text.len());
    let before = |start: u32| index(start).saturating_sub(AROUND)..index(start);
    alike(&a[behind(a, run.a)], &b[behind(b, run.b)]) || alike(&a[before(run.a)], &b[before(run.b)])
}

/// Whether most symbols of `y` stand in `x`, or seem to: they are told apart by seven bits.
fn alike(x: &[Symbol], y: &[Symbol]) -> bool {
    if x.len().min(y.len()) < FEWEST {
        return false;
    }
    let bit = |symbol: &Symbol| 1_u128 << (symbol.wrapping_mul(0x9E37_79B1) >> 25);
    let bag = x.iter().fold(0_u128, |bag, symbol| bag | bit(symbol));
    let common = y.iter().filter(|symbol| bag & bit(symbol) != 0).count();
    100 * common >= ALIKE * y.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Runs;
    use crate::int::narrow;

    const RUN: Block = Block { a: 30, b: 40, len: 12 };

    /// Two texts that are equal in [`RUN`] and nowhere else.
    fn unlike() -> (Vec<Symbol>, Vec<Symbol>) {
        let (mut a, mut b): (Vec<Symbol>, Vec<Symbol>) = ((1000..1080).collect(), (5000..5090).collect());
        for i in 0..12 {
            a[30 + i] = narrow(i);
            b[40 + i] = narrow(i);
        }
        (a, b)
    }

    fn is_lone(a: &[Symbol], b: &[Symbol], bits: Score, copies: usize) -> bool {
        let pair = Runs { a: DocId(0), b: DocId(1), blocks: vec![RUN; copies] };
        let depth = Depth::new(&[pair], &[a.len(), b.len()]);
        Stand { run: RUN, a: (DocId(0), a), b: (DocId(1), b) }.is_lone(bits * BIT, &depth, 5)
    }

    #[test]
    fn a_run_that_says_little_among_other_words_is_lone() {
        let (a, b) = unlike();
        assert!(is_lone(&a, &b, 60, 1));
        assert!(!is_lone(&a, &b, 80, 1), "it says enough");
        assert!(!is_lone(&a, &b, 60, 5), "it stands at many places");
    }

    #[test]
    fn a_copy_with_one_symbol_in_five_edited_is_not_lone_on_either_side() {
        for (of_a, of_b) in [(0..30, 10..40), (42..72, 52..82)] {
            let (mut a, b) = unlike();
            a[of_a.clone()].copy_from_slice(&b[of_b]);
            of_a.step_by(5).for_each(|edited| a[edited] = 9999);
            assert!(!is_lone(&a, &b, 60, 1));
        }
    }

    #[test]
    fn at_the_edges_of_their_texts_there_is_nothing_to_see() {
        let (a, b) = unlike();
        let (a, b) = (&a[30..42], &b[40..52]);
        let stand = Stand { run: Block { a: 0, b: 0, len: 12 }, a: (DocId(0), a), b: (DocId(1), b) };
        assert!(stand.is_lone(60 * BIT, &Depth::new(&[], &[12, 12]), 5));
    }
}
