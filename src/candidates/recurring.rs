//! Which places of a group may lie in a string that stands elsewhere, too.
//!
//! In: places that share a shingle. Out: those of them along which [`Reach::window`] symbols or more may be equal somewhere else.
//! Most places share no more than a stock phrase, which is shorter; the text around them need not be looked at again.
//!
//! Why none is lost: two equal strings share the smallest shingle of each of their windows of shingles. Where a window
//! has it once, it is an anchor at the same place in both strings, and what is equal around these two places is as long as the
//! strings. Where a window repeats it, two anchors of the group are nowhere farther apart than a window. Some places too many may
//! come out, of hot groups more than of small ones, whose places are compared in pairs.

use super::Reach;
use super::records::Place;
use crate::int::index;
use crate::normalize::Symbol;
use crate::shingle::scramble;
use crate::simd::{equal_ahead, equal_behind};

/// A group of places, ascending, that share a shingle.
#[derive(Clone, Copy)]
pub(super) struct Group<'a> {
    pub(super) places: &'a [Place],
    pub(super) texts: &'a [&'a [Symbol]],
    pub(super) reach: Reach,
}

impl Group<'_> {
    /// Adds the places that may recur to `found`: those of a small group by comparing all pairs.
    ///
    /// Complexity: quadratic in the places, each pair once or less; linear where all are copies of one string.
    pub(super) fn recurring_by_pairs(self, found: &mut Vec<Place>) {
        let mut recurs = self.in_periods();
        for (i, x) in self.places.iter().enumerate() {
            for (j, y) in self.places.iter().enumerate().skip(i + 1) {
                if !(recurs[i] && recurs[j]) && self.share_window(*x, *y) {
                    (recurs[i], recurs[j]) = (true, true);
                }
            }
        }
        self.add(&recurs, found);
    }

    /// The same for a hot group: where two places share `window` symbols, half of what is not the shingle is equal before both
    /// of them or behind both.
    ///
    /// Complexity: `O(m log m)` in the places.
    pub(super) fn recurring_by_sides(self, found: &mut Vec<Place>) {
        let (shingle, half) = (index(self.reach.shingle), self.beside().div_ceil(2));
        let mut recurs = self.in_periods();
        let side = |from: fn(usize, usize, usize) -> Option<usize>| {
            let named = self.places.iter().zip(0..).filter_map(|(place, i)| {
                let from = from(index(place.1), shingle, half)?;
                let side = self.texts[place.0.index()].get(from..from + half)?;
                Some((side.iter().fold(0, |name, symbol| scramble(name ^ u64::from(*symbol))), i))
            });
            named.collect::<Vec<(u64, usize)>>()
        };
        let before = side(|at, _, half| at.checked_sub(half));
        let behind = side(|at, shingle, _| Some(at + shingle));
        for mut named in [before, behind] {
            named.sort_unstable();
            for pair in named.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
                (recurs[pair[0].1], recurs[pair[1].1]) = (true, true);
            }
        }
        self.add(&recurs, found);
    }

    /// Symbols of a string of `window` that are not of the shingle.
    fn beside(self) -> usize {
        index(self.reach.window - self.reach.shingle)
    }

    /// Which places have another one in their document no farther off than a window.
    fn in_periods(self) -> Vec<bool> {
        let mut recurs = vec![false; self.places.len()];
        for (i, pair) in self.places.windows(2).enumerate() {
            if pair[0].0 == pair[1].0 && pair[1].1 - pair[0].1 <= self.reach.shingles {
                (recurs[i], recurs[i + 1]) = (true, true);
            }
        }
        recurs
    }

    /// Whether what is equal around two places is as long as `window`.
    fn share_window(self, x: Place, y: Place) -> bool {
        let (a, b) = (self.texts[x.0.index()], self.texts[y.0.index()]);
        let (at, in_b, shingle, beside) = (index(x.1), index(y.1), index(self.reach.shingle), self.beside());
        let behind = |text: &'_ [Symbol], at: usize| at + shingle..text.len().min(at + shingle + beside);
        let right = equal_ahead(&a[behind(a, at)], &b[behind(b, in_b)]);
        let before = |at: usize| at.saturating_sub(beside)..at;
        right + equal_behind(&a[before(at)], &b[before(in_b)]) >= beside
    }

    fn add(self, recurs: &[bool], found: &mut Vec<Place>) {
        found.extend(self.places.iter().zip(recurs).filter(|(_, recurs)| **recurs).map(|(place, _)| *place));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::super::{index_anchors, links};
    use super::*;
    use crate::int::narrow;

    /// Where strings of `window` symbols begin that stand at two places or more.
    fn repeated(texts: &[Vec<Symbol>], window: usize) -> Vec<(usize, u32)> {
        let mut places: HashMap<&[Symbol], Vec<(usize, u32)>> = HashMap::new();
        for (doc, text) in texts.iter().enumerate() {
            for (string, at) in text.windows(window).zip(0..) {
                places.entry(string).or_default().push((doc, at));
            }
        }
        places.into_values().filter(|places| places.len() > 1).flatten().collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn every_string_that_repeats_may_repeat_by_the_anchors_given(
            // Few symbols make hot groups and periodic text, copies of one text long repeats, small pieces of it short ones.
            kinds in 1_u32..40, texts in prop::collection::vec(prop::collection::vec(any::<u32>(), 0..60), 1..8),
            copies in prop::collection::vec((0_usize..60, 0_usize..40, 0_usize..8), 0..30),
            (shingle, shingles, more) in (1_u32..5, 1_u32..6, 0_u32..8),
        ) {
            let mut texts: Vec<Vec<Symbol>> =
                texts.into_iter().map(|text| text.iter().map(|symbol| symbol % kinds).collect()).collect();
            for (from, len, into) in copies {
                let piece: Vec<Symbol> = texts[0].iter().skip(from).take(len).copied().collect();
                let into = into % texts.len();
                texts[into].extend(piece);
                let other = narrow(len) + kinds;
                texts[into].push(other);
            }
            let reach = Reach { shingle, shingles, window: shingle + shingles - 1 + more, seed: 7 };
            let views: Vec<&[Symbol]> = texts.iter().map(Vec::as_slice).collect();
            let recurring = links(&index_anchors(&views, reach, |_| ()), &views, reach).recurring;
            for (doc, start) in repeated(&texts, index(reach.window)) {
                let mut starts = reach.repeatable(&recurring[doc], narrow(texts[doc].len()));
                prop_assert!(starts.any(|starts| starts.contains(&start)), "{start} of {:?}", texts[doc]);
            }
        }
    }

    #[test]
    fn a_stock_phrase_alone_does_not_recur() {
        let phrase: Vec<Symbol> = (0..12).collect();
        let text = |own: u32| {
            [&(own..own + 30).collect::<Vec<_>>()[..], &phrase, &(own + 30..own + 60).collect::<Vec<_>>()].concat()
        };
        let reach = Reach { shingle: 8, shingles: 13, window: 20, seed: 0 };
        for copies in [3_u32, 30] {
            let texts: Vec<Vec<Symbol>> = (1..=copies).map(|doc| text(1000 * doc)).collect();
            let places: Vec<Place> = (0..copies).map(|doc| (crate::span::DocId(doc), 32)).collect();
            let views: Vec<&[Symbol]> = texts.iter().map(Vec::as_slice).collect();
            let group = Group { places: &places, texts: &views, reach };
            let mut found = Vec::new();
            group.recurring_by_pairs(&mut found);
            group.recurring_by_sides(&mut found);
            assert_eq!(found, []);
        }
    }
}
