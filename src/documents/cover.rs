//! How much of one text stands in another, in order, and where: for two documents that are worth it.
//!
//! In come two texts with their shingles, out come their equal symbols and the stretch of each that holds them. Runs of at least a
//! shingle are found by the names of the shingles and extended symbol by symbol; the heaviest runs that ascend
//! in both texts are kept; short gaps between them are aligned. Knows neither documents nor thresholds.

use std::cmp::Reverse;

use super::shingled::Shingled;
use crate::edits::Block;
use crate::int::{index, narrow};
use crate::normalize::Symbol;
use crate::span::{Norm, Span};

/// Longest gap that is aligned, in symbols; in longer ones, what is equal is chance.
pub(super) const LONGEST_GAP: u32 = 64;
/// Runs of which a row of ends is kept, not a tree.
const FEW_RUNS: usize = 1 << 12;

/// What two texts have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cover {
    /// Equal symbols, in the same order in both.
    pub(super) equal: u32,
    /// The runs of a shingle and more, ascending in both texts.
    pub(super) chain: Vec<Block>,
}

impl Cover {
    /// Where the equal symbols stand in each text.
    pub(super) fn spans(&self) -> [Span<Norm>; 2] {
        let none = Block { a: 0, b: 0, len: 0 };
        let (first, last) = (self.chain.first().unwrap_or(&none), self.chain.last().unwrap_or(&none));
        [Span::new(first.a, last.a + last.len), Span::new(first.b, last.b + last.len)]
    }
}

/// What `a` and `b` have in common, by runs of at least a shingle, if that many equal symbols are `enough`.
///
/// Input: `met`, the runs of `a` in `b` that [`Shingled::meet`] gave. Guarantee: every symbol counted equals its partner, and partners ascend. What `enough` says of a number it must say of every
/// larger one: it is asked for a bound from above before anything is aligned.
/// Complexity: O(n + r log r) for r runs, and at most `LONGEST_GAP` a symbol of the gaps.
pub(super) fn cover(a: &Shingled, b: &Shingled, met: &[Block], enough: impl Fn(u32) -> bool) -> Option<Cover> {
    let chain = heaviest(runs(a, b, met));
    if !enough(most(&chain)) {
        return None;
    }
    let between = chain.windows(2).map(|two| gap(&a.symbols, &b.symbols, two[0], two[1]));
    let equal = chain.iter().map(|run| run.len).sum::<u32>() + between.sum::<u32>();
    enough(equal).then_some(Cover { equal, chain })
}

/// More symbols than these can't be equal: those of the runs, and in every gap that is aligned all of the shorter side.
fn most(chain: &[Block]) -> u32 {
    let gaps = chain.windows(2).filter_map(|two| room(two[0], two[1])).map(|(a, b)| a.min(b));
    chain.iter().map(|run| run.len).sum::<u32>() + gaps.sum::<u32>()
}

/// Symbols of each text between two runs that follow each other, if they are to be aligned.
fn room(one: Block, two: Block) -> Option<(u32, u32)> {
    let (a, b) = (two.a - one.a - one.len, two.b - one.b - one.len);
    (a.min(b) > 0 && a.max(b) <= LONGEST_GAP).then_some((a, b))
}

/// Runs of equal symbols, ascending and disjoint in `a`. Where a run could go on at several places of `b`, the one on the
/// diagonal of the run before is taken, else the first.
///
/// Only where one of the runs that were `met` is there can one be; on its diagonal it is known.
fn runs(a: &Shingled, b: &Shingled, met: &[Block]) -> Vec<Block> {
    let mut found: Vec<Block> = Vec::with_capacity(met.len());
    let mut at = 0;
    for known in met {
        at = at.max(known.a);
        let end = known.a + known.len + 1 - narrow(a.size);
        while at < end {
            let ahead = found.last().map(|run| run.b + (at - run.a));
            let beside = known.b + (at - known.a);
            let run = if ahead == Some(beside) {
                Some((index(beside), index(known.a + known.len - at)))
            } else {
                next_run(a, b, index(at), ahead)
            };
            let Some((place, len)) = run else { break };
            found.push(Block { a: at, b: narrow(place), len: narrow(len) });
            at += narrow(len);
        }
    }
    found
}

/// The run that goes on at `at`, at the place `ahead` of `b` if it can.
fn next_run(a: &Shingled, b: &Shingled, at: usize, ahead: Option<u32>) -> Option<(usize, usize)> {
    let ahead = ahead.and_then(|place| Some((index(place), b.run(index(place), a, at)?)));
    ahead.or_else(|| b.first_run(a, at))
}

/// The end of a chain of runs: its weight, and where it ends in `b` with which run. The heavier is the greater, of equally heavy
/// ones that which ends first, of those the first.
type Chain = (u32, Reverse<u32>, Reverse<usize>);

/// The runs that ascend in both texts without overlap and have the most symbols together.
///
/// Complexity: O(r log r).
fn heaviest(runs: Vec<Block>) -> Vec<Block> {
    // The usual case: nothing changed its place, so nothing is heavier than all.
    if runs.windows(2).all(|two| two[0].b + two[0].len <= two[1].b) {
        return runs;
    }
    if runs.len() <= FEW_RUNS { heaviest_of_few(&runs) } else { heaviest_of_any(&runs) }
}

/// The same for not too many runs: of all ends of chains those are kept in a row that are heavier than every one before them in `b`. Most
/// runs go on at its end, so this is faster than a tree, though room in the row's middle costs its length.
fn heaviest_of_few(runs: &[Block]) -> Vec<Block> {
    let mut row: Vec<Chain> = Vec::with_capacity(runs.len());
    let mut before: Vec<Option<usize>> = Vec::with_capacity(runs.len());
    let up_to = |row: &[Chain], end: u32| match row.last() {
        Some(last) if last.1.0 > end => row.partition_point(|chain| chain.1.0 <= end),
        _ => row.len(),
    };
    for (number, run) in runs.iter().enumerate() {
        let last = up_to(&row, run.b).checked_sub(1).map(|at| row[at]);
        before.push(last.map(|chain| chain.2.0));
        let (weight, end) = (last.map_or(0, |chain| chain.0) + run.len, run.b + run.len);
        let mut from = up_to(&row, end);
        if from > 0 && row[from - 1].0 >= weight {
            continue;
        }
        from -= usize::from(from > 0 && row[from - 1].1.0 == end);
        let to = from + row[from..].iter().take_while(|chain| chain.1.0 == end || chain.0 <= weight).count();
        row.splice(from..to, [(weight, Reverse(end), Reverse(number))]);
    }
    chained(runs, &before, row.last())
}

/// The same for runs in any order in `b`: for every end there a binary indexed tree (Fenwick 1994) holds the heaviest chain up to it.
fn heaviest_of_any(runs: &[Block]) -> Vec<Block> {
    let mut ends: Vec<u32> = runs.iter().map(|run| run.b + run.len).collect();
    ends.sort_unstable();
    let none: Chain = (0, Reverse(u32::MAX), Reverse(usize::MAX));
    let (mut tree, mut best) = (vec![none; runs.len() + 1], none);
    let mut before: Vec<Option<usize>> = Vec::with_capacity(runs.len());
    for (number, run) in runs.iter().enumerate() {
        let (mut at, mut last) = (ends.partition_point(|end| *end <= run.b), none);
        while at > 0 {
            last = last.max(tree[at]);
            at &= at - 1;
        }
        before.push((last.0 > 0).then_some(last.2.0));
        let end = run.b + run.len;
        let chain: Chain = (last.0 + run.len, Reverse(end), Reverse(number));
        best = best.max(chain);
        let mut at = ends.partition_point(|other| *other < end) + 1;
        while at < tree.len() {
            tree[at] = tree[at].max(chain);
            at += at & at.wrapping_neg();
        }
    }
    chained(runs, &before, Some(&best))
}

/// The runs of the chain with this end; `before` has for each run the one before it.
fn chained(runs: &[Block], before: &[Option<usize>], end: Option<&Chain>) -> Vec<Block> {
    let mut chain = Vec::new();
    let mut next = end.filter(|end| end.0 > 0).map(|end| end.2.0);
    while let Some(number) = next {
        chain.push(runs[number]);
        next = before[number];
    }
    chain.reverse();
    chain
}

/// Equal symbols in the gap between two runs.
fn gap(a: &[Symbol], b: &[Symbol], one: Block, two: Block) -> u32 {
    let Some((in_a, in_b)) = room(one, two) else { return 0 };
    let (from_a, from_b) = (index(one.a + one.len), index(one.b + one.len));
    let (part_a, part_b) = (&a[from_a..from_a + index(in_a)], &b[from_b..from_b + index(in_b)]);
    // The usual edit: one symbol for another.
    if let ([x], [y]) = (part_a, part_b) {
        return u32::from(x == y);
    }
    aligned(part_a, part_b)
}

/// Equal symbols of two stretches of at most [`LONGEST_GAP`], aligned end to end as [`fill`](crate::edits::fill) does it with a bit for
/// an equal symbol and a bit for an edit.
///
/// Every cell has the equal symbols of the way that leads to it, so that none has to be traced back and nothing is kept but a row.
/// Complexity: O(a · b).
fn aligned(a: &[Symbol], b: &[Symbol]) -> u32 {
    const CELLS: usize = index(LONGEST_GAP) + 1;
    let straight = a.iter().zip(b).filter(|(x, y)| x == y).count();
    let all: usize = a.iter().map(|x| b.iter().filter(|y| x == *y).count()).sum();
    // Nothing is equal but what faces each other: every step aside is a loss.
    if all == 0 || (all == straight && a.len() == b.len()) {
        return narrow(straight);
    }
    let mut cells = [(0_i32, 0_u32); CELLS];
    let cells = &mut cells[..=b.len()];
    cells.iter_mut().zip(0..).for_each(|(cell, j)| cell.0 = -j);
    for x in a {
        let mut corner = cells[0];
        cells[0].0 -= 1;
        let mut left = cells[0];
        for (cell, y) in cells[1..].iter_mut().zip(b) {
            let diagonal = if x == y { (corner.0 + 1, corner.1 + 1) } else { (corner.0 - 1, corner.1) };
            let (above, beside) = ((cell.0 - 1, cell.1), (left.0 - 1, left.1));
            corner = *cell;
            left = if diagonal.0 >= above.0 && diagonal.0 >= beside.0 {
                diagonal
            } else if above.0 >= beside.0 {
                above
            } else {
                beside
            };
            *cell = left;
        }
    }
    cells[b.len()].1
}

#[cfg(test)]
mod tests {
    use super::super::shingled::Crowd;
    use super::*;
    use crate::Config;
    use crate::edits::{BIT, fill};
    use proptest::prelude::*;

    fn shingled(symbols: &[Symbol], k: u32) -> Shingled {
        Shingled::new(symbols.to_vec(), k, &mut Crowd::default())
    }

    fn symbols(text: &str) -> Vec<Symbol> {
        text.chars().map(u32::from).collect()
    }

    /// [`cover`](super::cover) of two texts by runs of at least `k` symbols.
    fn cover(a: &[Symbol], b: &[Symbol], k: u32) -> Cover {
        let (a, b) = (shingled(a, k), shingled(b, k));
        super::cover(&a, &b, &met(&a, &b), |_| true).unwrap_or_default()
    }

    /// All runs that are met on the way through `a`.
    fn met(a: &Shingled, b: &Shingled) -> Vec<Block> {
        let sure = Config { similarity: 1e-9, coverage: 1e-9, ..Config::default() };
        a.meet(b, LONGEST_GAP, &sure).map_or(Vec::new(), |meeting| meeting.runs)
    }

    /// [`runs`] without knowing where one could be.
    fn plain_runs(a: &Shingled, b: &Shingled) -> Vec<Block> {
        let mut found: Vec<Block> = Vec::new();
        let mut at = 0;
        while at < a.len() {
            let ahead = found.last().map(|run| run.b + (narrow(at) - run.a));
            let Some((place, len)) = next_run(a, b, at, ahead) else {
                at += 1;
                continue;
            };
            found.push(Block { a: narrow(at), b: narrow(place), len: narrow(len) });
            at += len;
        }
        found
    }

    /// Length of the longest common subsequence: nothing in order can be more.
    fn common(a: &[Symbol], b: &[Symbol]) -> u32 {
        let mut row = vec![0; b.len() + 1];
        for one in a {
            let mut corner = 0;
            for (at, two) in b.iter().enumerate() {
                let above = row[at + 1];
                row[at + 1] = if one == two { corner + 1 } else { above.max(row[at]) };
                corner = above;
            }
        }
        row[b.len()]
    }

    #[test]
    fn an_excerpt_is_found_with_its_place() {
        let (part, whole) = (symbols("二三四五六七八九"), symbols("零一二三四五六七八九十"));
        assert_eq!(cover(&part, &whole, 3), Cover { equal: 8, chain: vec![Block { a: 0, b: 2, len: 8 }] });
        assert_eq!(cover(&whole, &part, 3), Cover { equal: 8, chain: vec![Block { a: 2, b: 0, len: 8 }] });
    }

    #[test]
    fn edits_between_runs_are_aligned() {
        let one = symbols("甲乙丙丁戊己庚辛壬癸子丑寅卯");
        let two = symbols("甲乙丙丁戊某庚某壬癸子丑寅卯");
        assert_eq!(cover(&one, &two, 3).equal, 12);
    }

    #[test]
    fn what_is_short_or_strange_covers_nothing() {
        let text = symbols("甲乙丙丁戊己庚辛");
        for other in ["", "甲", "子丑寅卯辰巳"] {
            assert_eq!(cover(&text, &symbols(other), 3), Cover::default());
            assert_eq!(cover(&symbols(other), &text, 3), Cover::default());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn gaps_are_aligned_as_by_tracing_back(
            kinds in prop::sample::select(vec![2_u32, 6, 1000]),
            a in prop::collection::vec(any::<u32>(), 0..65), b in prop::collection::vec(any::<u32>(), 0..65),
            copied in 0_usize..65,
        ) {
            let among = |raw: &[u32]| raw.iter().map(|symbol| symbol % kinds).collect::<Vec<u32>>();
            let (a, mut b) = (among(&a), among(&b));
            b.iter_mut().zip(&a).skip(copied).step_by(3).for_each(|(y, x)| *y = *x);
            let plain = fill(&a, &b, |_| BIT, BIT);
            prop_assert_eq!(aligned(&a, &b), plain.blocks.iter().map(|block| block.len).sum::<u32>());
        }

        #[test]
        fn never_more_than_the_longest_common_subsequence_and_all_of_an_excerpt(
            before in prop::collection::vec(0_u32..40, 0..60), part in prop::collection::vec(0_u32..40, 8..120),
            after in prop::collection::vec(0_u32..40, 0..60), edits in prop::collection::vec((0_usize..120, 0_u32..40), 0..12),
        ) {
            let whole = [before, part.clone(), after].concat();
            let mut edited = part.clone();
            for (at, symbol) in edits {
                let at = at % edited.len();
                edited[at] = symbol;
            }
            let found = cover(&edited, &whole, 4);
            prop_assert!(found.equal <= common(&edited, &whole));
            let [in_edited, in_whole] = found.spans();
            prop_assert!(found.equal <= in_edited.len().min(in_whole.len()));
            prop_assert!(index(in_edited.end) <= edited.len() && index(in_whole.end) <= whole.len());
        }

        #[test]
        fn bounds_drop_only_what_has_too_little(
            a in prop::collection::vec(0_u32..4, 0..90), b in prop::collection::vec(0_u32..4, 0..90), least in 0_u32..60,
        ) {
            let (one, two) = (shingled(&a, 4), shingled(&b, 4));
            let met = met(&one, &two);
            let all = super::cover(&one, &two, &met, |_| true).unwrap();
            let found = super::cover(&one, &two, &met, |equal| equal >= least);
            prop_assert_eq!(found, (all.equal >= least).then_some(all));
        }

        #[test]
        fn runs_are_those_of_a_look_at_every_place(
            kinds in 2_u32..6, a in prop::collection::vec(0_u32..6, 0..120), b in prop::collection::vec(0_u32..6, 0..120), k in 1_u32..6,
        ) {
            let of = |symbols: &[u32]| shingled(&symbols.iter().map(|symbol| symbol % kinds).collect::<Vec<u32>>(), k);
            let (one, two) = (of(&a), of(&b));
            prop_assert_eq!(runs(&one, &two, &met(&one, &two)), plain_runs(&one, &two));
        }

        #[test]
        fn a_row_of_ends_gives_the_chain_of_the_tree(raw in prop::collection::vec((0_u32..60, 1_u32..9), 0..60)) {
            let runs: Vec<Block> = raw.iter().map(|&(b, len)| Block { a: 0, b, len }).collect();
            prop_assert_eq!(heaviest_of_few(&runs), heaviest_of_any(&runs));
        }

        #[test]
        fn the_chain_is_the_heaviest(raw in prop::collection::vec((0_u32..30, 1_u32..6), 0..9)) {
            let mut at = 0;
            let runs: Vec<Block> = raw.iter().map(|&(b, len)| {
                at += len;
                Block { a: at - len, b, len }
            }).collect();
            let weight = |chain: &[Block]| chain.iter().map(|run| run.len).sum::<u32>();
            let ascends = |chain: &[Block]| chain.windows(2).all(|two| two[0].b + two[0].len <= two[1].b);
            let best = (0_u32..1 << runs.len()).map(|set| {
                let chain: Vec<Block> = (0..runs.len()).filter(|at| set >> at & 1 == 1).map(|at| runs[at]).collect();
                if ascends(&chain) { weight(&chain) } else { 0 }
            }).max().unwrap_or(0);
            let found = heaviest_of_any(&runs);
            prop_assert_eq!(&heaviest(runs.clone()), &found);
            prop_assert!(ascends(&found));
            prop_assert_eq!(weight(&found), best);
            // Of the heaviest, each run the first that ends first: told by trying all.
            let mut tops: Vec<Chain> = Vec::new();
            for (number, run) in runs.iter().enumerate() {
                let fits = |top: &&Chain| top.1.0 <= run.b;
                let below = tops.iter().filter(fits).max().map_or(0, |top| top.0);
                tops.push((below + run.len, Reverse(run.b + run.len), Reverse(number)));
            }
            prop_assert_eq!(found.last(), tops.iter().max().map(|top| &runs[top.2.0]));
        }
    }
}
