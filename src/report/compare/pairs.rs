//! The findings of a document in two runs, one to one.
//!
//! Plainly: what fits best is paired first. Findings at the same place are paired before those whose text stands elsewhere, those
//! before findings that overlap; of the last the larger overlap goes first.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::Hash;

use crate::classify::Kind;
use crate::int::{floor, wide};
use crate::report::places::{Fit, Known, LEAST_OVERLAP, overlap, same_here};
use crate::report::record::FindingRecord;

/// The findings of a document in one run.
type Side<'a> = [&'a FindingRecord<'a>];

/// Two findings that are one, as places in the two lists.
pub(super) type Pair = (usize, usize, Fit);

/// Pairs the findings of a document. Every finding is in one pair at most.
///
/// Complexity: n log n in the findings, times how many overlap at one place.
pub(super) fn pairs(old: &Side<'_>, new: &Side<'_>, known: Known) -> Vec<Pair> {
    let mut open = Open { old_free: vec![true; old.len()], new_free: vec![true; new.len()], pairs: Vec::new() };
    let hash = |found: &FindingRecord<'_>| found.span_hash.clone();
    let place = |found: &FindingRecord<'_>| {
        let checked = if known == Known::Same { None } else { found.span_hash.clone() };
        (found.start_char, found.end_char, checked)
    };
    open.pair_equal(old, new, Fit::Same, |found| Some((place(found), Some(found.kind))));
    open.pair_equal(old, new, Fit::Same, |found| Some((place(found), None::<Kind>)));
    if known != Known::Same {
        open.pair_equal(old, new, Fit::Moved, |found| hash(found).map(|hash| (hash, Some(found.kind))));
        open.pair_equal(old, new, Fit::Moved, |found| hash(found).map(|hash| (hash, None::<Kind>)));
    }
    if known != Known::Another {
        open.pair_overlapping(old, new, known);
    }
    open.pairs
}

struct Open {
    old_free: Vec<bool>,
    new_free: Vec<bool>,
    pairs: Vec<Pair>,
}

impl Open {
    fn pair(&mut self, old: usize, new: usize, fit: Fit) {
        self.old_free[old] = false;
        self.new_free[new] = false;
        self.pairs.push((old, new, fit));
    }

    /// Pairs free findings of equal keys in the order in which they stand.
    fn pair_equal<K: Eq + Hash>(
        &mut self,
        old: &Side<'_>,
        new: &Side<'_>,
        fit: Fit,
        key: impl Fn(&FindingRecord<'_>) -> Option<K>,
    ) {
        let mut waiting: HashMap<K, Vec<usize>> = HashMap::new();
        for (at, found) in new.iter().enumerate().rev().filter(|(at, _)| self.new_free[*at]) {
            if let Some(key) = key(found) {
                waiting.entry(key).or_default().push(at);
            }
        }
        for (at, found) in old.iter().enumerate() {
            let next = || waiting.get_mut(&key(found)?)?.pop();
            if let Some(other) = self.old_free[at].then(next).flatten() {
                self.pair(at, other, fit);
            }
        }
    }

    /// Pairs free findings that overlap enough, the largest overlaps first.
    fn pair_overlapping(&mut self, old: &Side<'_>, new: &Side<'_>, known: Known) {
        let free: Vec<usize> = (0..new.len()).filter(|at| self.new_free[*at]).collect();
        let longest = free.iter().map(|at| new[*at].end_char - new[*at].start_char).max().unwrap_or(0);
        let mut found = Vec::new();
        for (at, one) in old.iter().enumerate().filter(|(at, _)| self.old_free[*at]) {
            let from = free.partition_point(|other| new[*other].start_char.saturating_add(longest) < one.start_char);
            for &other in free[from..].iter().take_while(|other| new[**other].start_char < one.end_char) {
                let two = new[other];
                let here = (one.start_char, one.end_char) == (two.start_char, two.end_char);
                let share = overlap((one.start_char, one.end_char), (two.start_char, two.end_char));
                let unlike = here && !same_here(known, one.span_hash.as_deref(), two.span_hash.as_deref());
                if share >= LEAST_OVERLAP && !unlike {
                    found.push((Reverse(wide(floor(share * 1e6))), one.kind != two.kind, at, other));
                }
            }
        }
        found.sort_unstable();
        for (_, _, at, other) in found {
            if self.old_free[at] && self.new_free[other] {
                self.pair(at, other, Fit::Edges);
            }
        }
    }
}
