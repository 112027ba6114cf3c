//! What differs between two occurrences, for showing them side by side: two runs of symbols go in, the [`Change`]s from
//! the one to the other come out. Knows no text and no colour.

use std::collections::HashMap;
use std::ops::Range;

use bitvec::prelude::{BitVec, bitvec};

use crate::normalize::Symbol;

/// Stretches up to this many symbols are compared symbol by symbol: the table grows with the product of the lengths.
const TABLE_SYMBOLS: usize = 3_000;
/// Longer ones are first cut where strings of so many symbols stand once in each.
const LANDMARK_SYMBOLS: usize = 8;

/// A stretch of the first that stands otherwise in the second; one of them may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    /// Symbols that only the first has.
    pub(super) first: Range<usize>,
    /// Symbols that only the second has.
    pub(super) second: Range<usize>,
}

/// The changes from `first` to `second`, ascending, never side by side: as few edits as can be; of texts of more than
/// 3,000 symbols as few as can be between the strings of eight symbols that stand once in each, as far as they stand in one
/// order. A stretch between two of these that is longer still counts as changed as a whole.
///
/// Complexity: product of the lengths in time and bits up to 3,000 symbols, then `O(n log n)` and that for every stretch
/// between two landmarks.
pub(super) fn diff(first: &[Symbol], second: &[Symbol]) -> Vec<Change> {
    let head = common(first.iter().zip(second));
    let tail = common(first[head..].iter().rev().zip(second[head..].iter().rev()));
    let (a, b) = (&first[head..first.len() - tail], &second[head..second.len() - tail]);
    let mut changes = Vec::new();
    if a.len().max(b.len()) <= TABLE_SYMBOLS {
        walk((a, b), (head, head), &mut changes);
        return changes;
    }
    let mut reached = (0, 0);
    for (i, j) in landmarks(a, b).into_iter().chain([(a.len(), b.len())]) {
        let (x, y) = (&a[reached.0..i], &b[reached.1..j]);
        let at = (head + reached.0, head + reached.1);
        if x.len().max(y.len()) <= TABLE_SYMBOLS {
            walk((x, y), at, &mut changes);
        } else {
            changes.push(Change { first: at.0..at.0 + x.len(), second: at.1..at.1 + y.len() });
        }
        reached = (i, j);
    }
    changes
}

fn common<'s>(pairs: impl Iterator<Item = (&'s Symbol, &'s Symbol)>) -> usize {
    pairs.take_while(|(a, b)| a == b).count()
}

/// Places of strings that stand once in each, ascending in both (Bram Cohen's *patience*, on strings instead of lines).
fn landmarks(a: &[Symbol], b: &[Symbol]) -> Vec<(usize, usize)> {
    let (in_a, in_b) = (once(a), once(b));
    let mut pairs: Vec<(usize, usize)> =
        in_a.into_iter().filter_map(|(string, i)| Some((i?, (*in_b.get(string)?)?))).collect();
    pairs.sort_unstable();
    // The longest ascending run: `ends[n]` is the pair that ends the best run of n + 1, `before` what each pair follows.
    let (mut ends, mut before): (Vec<usize>, Vec<Option<usize>>) = (Vec::new(), Vec::new());
    for (n, pair) in pairs.iter().enumerate() {
        let rank = ends.partition_point(|&end| pairs[end].1 < pair.1);
        before.push(rank.checked_sub(1).map(|rank| ends[rank]));
        ends.truncate(rank + 1);
        match ends.get_mut(rank) {
            Some(end) => *end = n,
            None => ends.push(n),
        }
    }
    let mut run = Vec::new();
    let mut next = ends.last().copied();
    while let Some(n) = next {
        run.push(pairs[n]);
        next = before[n];
    }
    run.reverse();
    run
}

/// The strings of a text with their places; `None` for those that stand twice.
fn once(text: &[Symbol]) -> HashMap<&[Symbol], Option<usize>> {
    let mut places = HashMap::new();
    for (at, string) in text.windows(LANDMARK_SYMBOLS).enumerate() {
        places.entry(string).and_modify(|place| *place = None).or_insert(Some(at));
    }
    places
}

/// How to go on from each pair of positions where the symbols differ.
struct Ways {
    columns: usize,
    /// Leave the symbol of the first out.
    lost: BitVec,
    /// Leave the symbol of the second out; with neither, leave both out: one stands for the other.
    new: BitVec,
}

impl Ways {
    /// Along the fewest edits (Levenshtein, 1965) of what is left, from the ends on.
    fn new(a: &[Symbol], b: &[Symbol]) -> Self {
        let columns = b.len() + 1;
        let cells = columns * (a.len() + 1);
        let mut ways = Self { columns, lost: bitvec![0; cells], new: bitvec![0; cells] };
        let mut below: Vec<usize> = (0..columns).rev().collect();
        let mut row = below.clone();
        ways.new[a.len() * columns..].fill(true);
        for (i, symbol) in a.iter().enumerate().rev() {
            row[b.len()] = a.len() - i;
            ways.lost.set(i * columns + b.len(), true);
            for j in (0..b.len()).rev() {
                let (other, lost, new) = (below[j + 1] + usize::from(b[j] != *symbol), below[j] + 1, row[j + 1] + 1);
                row[j] = other.min(lost).min(new);
                ways.lost.set(i * columns + j, lost < other && lost <= new);
                ways.new.set(i * columns + j, new < other && new < lost);
            }
            std::mem::swap(&mut row, &mut below);
        }
        ways
    }
}

/// Adds the changes between two stretches that begin `at` these positions.
fn walk((a, b): (&[Symbol], &[Symbol]), at: (usize, usize), changes: &mut Vec<Change>) {
    let ways = Ways::new(a, b);
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let from = (i, j);
        while (i < a.len() || j < b.len()) && (i == a.len() || j == b.len() || a[i] != b[j]) {
            let cell = i * ways.columns + j;
            (i, j) = (i + usize::from(!ways.new[cell]), j + usize::from(!ways.lost[cell]));
        }
        if (i, j) != from {
            changes.push(Change { first: at.0 + from.0..at.0 + i, second: at.1 + from.1..at.1 + j });
        }
        let equal = common(a[i..].iter().zip(&b[j..]));
        (i, j) = (i + equal, j + equal);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn symbols(text: &str) -> Vec<Symbol> {
        text.chars().map(u32::from).collect()
    }

    fn shown(first: &str, second: &str) -> Vec<(String, String)> {
        let part = |text: &str, range: Range<usize>| text.chars().skip(range.start).take(range.len()).collect();
        let changes = diff(&symbols(first), &symbols(second)).into_iter();
        changes.map(|change| (part(first, change.first), part(second, change.second))).collect()
    }

    fn change(first: &str, second: &str) -> (String, String) {
        (first.into(), second.into())
    }

    #[test]
    fn what_differs_is_found() {
        assert_eq!(shown("稳步推进乡村振兴", "稳妥推进乡村全面振兴"), [change("步", "妥"), change("", "全面")]);
        assert_eq!(shown("", "一"), [change("", "一")]);
        assert_eq!(shown("一二", "一二"), []);
        assert_eq!(shown("一二三", "三"), [change("一二", "")]);
        assert_eq!(
            shown("三年二月十四", "二年十月零三"),
            [change("三", "二"), change("二", "十"), change("十四", "零三")]
        );
    }

    /// A text without order: every symbol depends on its place.
    fn long(count: u32) -> Vec<Symbol> {
        (0..count).map(|n| n.wrapping_mul(0x9E37_79B9) >> 20).collect()
    }

    #[test]
    fn single_edits_of_long_texts_are_found() {
        let first = long(20_000);
        let mut second = first.clone();
        second[70] = 9_999;
        second.remove(9_000);
        second.insert(15_000, 9_998);
        let changes = diff(&first, &second);
        let spans: Vec<_> = changes.iter().map(|change| (change.first.len(), change.second.len())).collect();
        assert_eq!(spans, [(1, 1), (1, 0), (0, 1)], "{changes:?}");
        assert_eq!((changes[0].first.start, changes[1].first.start), (70, 9_000));
    }

    #[test]
    fn long_texts_that_have_nothing_in_common_are_one_change() {
        let (first, second) = (vec![1; TABLE_SYMBOLS + 1], vec![2; 7]);
        assert_eq!(diff(&first, &second), [Change { first: 0..TABLE_SYMBOLS + 1, second: 0..7 }]);
    }

    /// The plain recursion, for short texts.
    fn distance(a: &[Symbol], b: &[Symbol]) -> usize {
        match (a, b) {
            ([], rest) | (rest, []) => rest.len(),
            ([x, a @ ..], [y, b @ ..]) if x == y => distance(a, b),
            ([_, i @ ..], [_, j @ ..]) => 1 + distance(i, j).min(distance(i, b)).min(distance(a, j)),
        }
    }

    /// Outside the changes both texts are equal, and no two changes touch. Gives the number of edits.
    fn check(a: &[Symbol], b: &[Symbol], changes: &[Change]) -> usize {
        let (mut at, mut edits) = ((0, 0), 0);
        let end = Change { first: a.len()..a.len(), second: b.len()..b.len() };
        for (n, change) in changes.iter().chain([&end]).enumerate() {
            let (x, y) = (&a[at.0..change.first.start], &b[at.1..change.second.start]);
            assert_eq!(x, y);
            assert!(!x.is_empty() || n == 0 || n == changes.len(), "{changes:?}");
            edits += change.first.len().max(change.second.len());
            at = (change.first.end, change.second.end);
        }
        edits
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn both_texts_are_told_with_as_few_edits_as_can_be(
            a in prop::collection::vec(1_u32..4, 0..9), b in prop::collection::vec(1_u32..4, 0..9)
        ) {
            let changes = diff(&a, &b);
            prop_assert_eq!(check(&a, &b, &changes), distance(&a, &b));
        }

        #[test]
        fn landmarks_ascend_and_stand_on_equal_strings(cuts in prop::collection::vec((0..3_990_usize, 1..200_usize), 0..8)) {
            let a = long(4_000);
            let mut b = a.clone();
            for (at, count) in cuts {
                let at = at.min(b.len());
                let moved: Vec<_> = b.drain(at..(at + count).min(b.len())).collect();
                b.extend(moved);
            }
            let found = landmarks(&a, &b);
            prop_assert!(found.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1));
            prop_assert!(found.iter().all(|&(i, j)| a[i..i + LANDMARK_SYMBOLS] == b[j..j + LANDMARK_SYMBOLS]));
            check(&a, &b, &diff(&a, &b));
        }
    }
}
