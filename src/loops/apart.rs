//! Loops that lie on each other: which keep their place, and what is left of the others.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use super::Loop;
use super::drift::Drift;
use super::period::accept;
use crate::span::Span;

/// Of loops, the longest first, those that lie on none before, and of exact ones that do what is left beside those: where one loop follows
/// another, each goes on into the other for as long as the two are equal by chance. Where the rest of such a loop is whole copies, what stands before
/// it is the end of the other loop's unit; else it belongs to the first copy, too, so that the second begins as much earlier. What is left waits
/// for its turn among the shorter ones: it takes nothing from a loop that is longer than itself.
///
/// Complexity: `O(n log n)` for `n` loops, since each is cut at most once on either side.
pub(super) fn apart(loops: Vec<Loop>, text_end: u32) -> Vec<Loop> {
    let rank = |found: &Loop, n: usize| (found.span.len(), Reverse((found.period, found.span, n)));
    let mut waiting: BinaryHeap<_> = loops.iter().enumerate().map(|(n, found)| rank(found, n)).collect();
    let mut loops: Vec<Option<Loop>> = loops.into_iter().map(Some).collect();
    let mut kept: Vec<Loop> = Vec::new();
    // Where each begins and ends.
    let mut taken: BTreeMap<u32, u32> = BTreeMap::new();
    while let Some((_, Reverse((.., n)))) = waiting.pop() {
        let Some(found) = loops[n].take() else { continue };
        let Span { start, end, .. } = found.span;
        let before = taken.range(..=start).next_back().map(|(_, &other_end)| other_end).filter(|other| *other > start);
        let behind = taken.range(start + 1..end.max(start + 1)).next().map(|(&other_start, _)| other_start);
        let (from, to) = (before.unwrap_or(start), behind.unwrap_or(end));
        if (from, to) == (start, end) {
            taken.insert(start, end);
            kept.push(found);
        } else if let Some(left) = rest(&found, from, to, text_end) {
            waiting.push(rank(&left, n));
            loops[n] = Some(left);
        }
    }
    kept.sort_by_key(|found| found.span.start);
    kept
}

/// What is left of an exact loop from one place to another, if it is a loop, too.
fn rest(found: &Loop, from: u32, to: u32, text_end: u32) -> Option<Loop> {
    let copy = found.second - found.span.start;
    let lost = from - found.span.start;
    let is_whole = to.saturating_sub(from).is_multiple_of(copy);
    let second = from + copy - if lost < copy && !is_whole { lost } else { 0 };
    if found.identity < 1.0 || second >= to {
        return None;
    }
    let rest = Loop { span: Span::new(from, to), second, ..found.clone() };
    accept(&rest, &Drift::default(), text_end).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::super::period::tests::prose;
    use super::*;
    use crate::int::narrow;

    #[test]
    fn of_two_loops_that_touch_both_are_found() {
        for (copies, common) in [(4, 0), (6, 8)] {
            let (one, two) = (prose(40, 9_000), prose(50, 12_000));
            let mut text = prose(100, 0);
            text.extend(one.iter().cycle().take(40 * copies));
            let end = narrow(text.len());
            // The first symbols of the second loop are those with which the first would go on.
            let second: Vec<u32> = one[..8].iter().chain(&two).copied().collect();
            text.extend(second.iter().cycle().take(58 * 3));
            text.extend(prose(100, 3_000));
            let found: Vec<(u32, u32, u32)> =
                find(&text).iter().map(|found| (found.span.start, found.second, found.span.end)).collect();
            // The longer one has what both have in common; of the other's first copy the rest.
            assert_eq!(found, [(100, 140, end + common), (end + common, end + 58, end + 174)]);
        }
    }

    #[test]
    fn a_loop_behind_one_whose_unit_ends_alike_keeps_a_whole_copy() {
        let (one, two, end) = (prose(40, 9_000), prose(50, 12_000), prose(8, 15_000));
        let units = [[one, end.clone()].concat(), [two, end].concat()];
        let mut text = prose(100, 0);
        text.extend(units[0].iter().cycle().take(48 * 6));
        let border = narrow(text.len());
        text.extend(units[1].iter().cycle().take(58 * 3));
        text.extend(prose(100, 3_000));
        let found: Vec<(u32, u32, u32)> =
            find(&text).iter().map(|found| (found.span.start, found.second, found.span.end)).collect();
        assert_eq!(found, [(100, 148, border), (border, border + 58, border + 174)]);
    }

    #[test]
    fn a_loop_that_another_cuts_ranks_by_what_is_left_of_it() {
        // The first is longest and takes the second's beginning; the third is longer than the second's rest and keeps its own.
        let loops = [(0, 130, 62), (70, 190, 5), (188, 300, 18), (20, 40, 3)].map(|(start, end, period)| Loop {
            span: Span::new(start, end),
            period,
            second: start + period,
            identity: 1.0,
            other_numbers: false,
        });
        let kept: Vec<(u32, u32)> =
            apart(loops.to_vec(), 400).iter().map(|found| (found.span.start, found.span.end)).collect();
        assert_eq!(kept, [(0, 130), (130, 188), (188, 300)]);
    }
}
