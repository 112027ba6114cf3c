//! What a member has and its family's canonical occurrence has not: sentences put in, other words in a slot.
//!
//! In: the equal runs of the two and their texts. Out: the stretches of the member that are in none of them and stand
//! nowhere in the canonical occurrence in another order either.

use std::sync::OnceLock;

use crate::align::{LONGEST_EDIT, Side};
use crate::int::{index, low, narrow};
use crate::normalize::Symbol;
use crate::shingle::scramble;
use crate::span::{Folded, Span};

/// Equal symbols between two holes from which they are two; fewer are chance.
const LEAST_BETWEEN: u32 = 8;
/// Symbols that must follow each other in both texts to stand in the canonical one, too.
const GRAM: usize = 5;
/// So many symbols.
type Gram = [Symbol; GRAM];

/// What stands in a centre, made when the first member asks for it.
pub(super) struct Centre<'a> {
    side: Side,
    texts: &'a [&'a [Symbol]],
    /// Its grams: half of a hash above the place in the centre, sorted.
    grams: OnceLock<Vec<u64>>,
}

impl<'a> Centre<'a> {
    pub(super) fn new(side: Side, texts: &'a [&'a [Symbol]]) -> Self {
        Self { side, texts, grams: OnceLock::new() }
    }

    fn text(&self, side: Side) -> &'a [Symbol] {
        &self.texts[side.doc.index()][side.span.range()]
    }

    /// The holes of `member`; `runs` are starts and lengths of what was aligned, in the member.
    ///
    /// Output: ascending, disjoint. Complexity: `O(h log n)` in the symbols of the holes and of the centre; for its first holes
    /// `O(n log n)`.
    pub(super) fn holes(&self, member: Side, mut runs: Vec<(u32, u32)>) -> Vec<Span<Folded>> {
        runs.sort_unstable();
        let open = between(&runs, member.span);
        if open.is_empty() {
            return open;
        }
        // Only what touches a hole can close it.
        let last = member.span.end.saturating_sub(narrow(GRAM) - 1);
        let touching = |hole: &Span<Folded>| {
            hole.start.saturating_sub(narrow(GRAM) - 1).max(member.span.start)..hole.end.min(last)
        };
        let text = self.texts[member.doc.index()];
        let stands = |at: &u32| text[index(*at)..].first_chunk().is_some_and(|gram| self.holds(gram));
        let closing = open.iter().flat_map(touching).filter(stands);
        runs.extend(closing.map(|at| (at, narrow(GRAM))));
        runs.sort_unstable();
        between(&runs, member.span)
    }

    /// Whether a gram stands in the centre.
    fn holds(&self, gram: &Gram) -> bool {
        let text = self.text(self.side);
        let grams = self.grams.get_or_init(|| {
            let places = text.array_windows().zip(0..);
            let mut grams: Vec<u64> = places.map(|(gram, at)| upper_half(gram) | at).collect();
            grams.sort_unstable();
            grams
        });
        let hash = upper_half(gram);
        let from = grams.partition_point(|key| *key < hash);
        let alike = grams[from..].iter().take_while(|key| *key ^ hash < 1 << 32);
        alike.map(|key| index(low(*key))).any(|at| text[at..at + GRAM] == *gram)
    }
}

/// The upper half of a hash.
fn upper_half(gram: &Gram) -> u64 {
    gram.iter().fold(0, |hash: u64, symbol| scramble(hash ^ u64::from(*symbol))) & !u64::from(u32::MAX)
}

/// The stretches of a span between runs, start and length of each, ascending; those of edits left out.
pub(crate) fn between<S: Copy>(runs: &[(u32, u32)], span: Span<S>) -> Vec<Span<S>> {
    let mut holes: Vec<Span<S>> = Vec::new();
    let mut reached = span.start;
    for (start, len) in runs.iter().copied().chain([(span.end, 0)]) {
        let start = start.min(span.end);
        if start > reached + LONGEST_EDIT {
            match holes.last_mut() {
                Some(hole) if reached < hole.end + LEAST_BETWEEN => hole.end = start,
                _ => holes.push(Span::new(reached, start)),
            }
        }
        reached = reached.max(start + len);
    }
    holes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::DocId;
    use proptest::prelude::*;

    fn side(doc: u32, len: usize) -> Side {
        Side { doc: DocId(doc), span: Span::new(0, narrow(len)) }
    }

    #[test]
    fn what_was_put_in_is_a_hole_and_what_stands_elsewhere_is_none() {
        let passage: Vec<u32> = (0..60).collect();
        let new: Vec<u32> = (500..530).collect();
        let longer = [&passage[..40], &new, &passage[40..]].concat();
        let found = Centre::new(side(0, 60), &[&passage, &longer]).holes(side(1, 90), vec![(0, 40), (70, 20)]);
        assert_eq!(found, [Span::new(40, 70)]);
        let swapped = [&passage[30..], &passage[..30]].concat();
        assert_eq!(Centre::new(side(0, 60), &[&passage, &swapped]).holes(side(1, 60), vec![(0, 30)]), []);
    }

    /// All grams of the member that stand in the centre, wherever they are.
    fn plain(texts: &[&[Symbol]], mut runs: Vec<(u32, u32)>) -> Vec<Span<Folded>> {
        let stands = |at: &usize| texts[0].windows(GRAM).any(|gram| *gram == texts[1][*at..at + GRAM]);
        runs.extend((0..(texts[1].len() + 1).saturating_sub(GRAM)).filter(stands).map(|at| (narrow(at), narrow(GRAM))));
        runs.sort_unstable();
        between(&runs, Span::new(0, narrow(texts[1].len())))
    }

    proptest! {
        #[test]
        fn grams_that_touch_a_hole_do_what_all_do(
            centre in prop::collection::vec(0_u32..3, 0..40), member in prop::collection::vec(0_u32..4, 1..90),
            steps in prop::collection::vec((0_u32..20, 1_u32..12), 0..8),
        ) {
            let mut end = 0;
            let runs = steps.iter().map(|&(gap, len)| { end += gap + len; (end - len, len) });
            let runs: Vec<(u32, u32)> = runs.filter(|(start, len)| index(start + len) <= member.len()).collect();
            let texts = [&centre[..], &member[..]];
            let found = Centre::new(side(0, centre.len()), &texts).holes(side(1, member.len()), runs.clone());
            prop_assert_eq!(found, plain(&texts, runs));
        }
    }

    #[test]
    fn a_few_equal_symbols_do_not_cut_a_hole_in_two() {
        let found = between(&[(0, 20), (40, 5), (60, 30)], Span::<Folded>::new(0, 90));
        assert_eq!(found, [Span::new(20, 60)]);
        assert_eq!(between(&[(0, 20), (25, 65)], Span::<Folded>::new(0, 90)), []);
    }
}
