//! What a member has and its family's canonical occurrence has not: sentences put in, other words in a slot.
//!
//! In: the equal runs of the two and their texts. Out: the stretches of the member that are in none of them and stand
//! nowhere in the canonical occurrence in another order either.

use std::cell::OnceCell;

use crate::align::{LONGEST_EDIT, Side};
use crate::int::narrow;
use crate::normalize::Symbol;
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
    /// Its grams, sorted.
    grams: OnceCell<Vec<&'a Gram>>,
}

impl<'a> Centre<'a> {
    pub(super) fn new(side: Side, texts: &'a [&'a [Symbol]]) -> Self {
        Self { side, texts, grams: OnceCell::new() }
    }

    fn text(&self, side: Side) -> &'a [Symbol] {
        &self.texts[side.doc.index()][side.span.range()]
    }

    /// The holes of `member`; `runs` are starts and lengths of what was aligned, in the member.
    ///
    /// Output: ascending, disjoint. Complexity: `O(n log n)` in the lengths of the two.
    pub(super) fn holes(&self, member: Side, mut runs: Vec<(u32, u32)>) -> Vec<Span<Folded>> {
        runs.sort_unstable();
        if between(&runs, member.span).is_empty() {
            return Vec::new();
        }
        let grams = self.grams.get_or_init(|| {
            let mut grams: Vec<&Gram> = self.text(self.side).array_windows().collect();
            grams.sort_unstable();
            grams
        });
        let stands = |(_, gram): &(usize, &Gram)| grams.binary_search(gram).is_ok();
        let at = |(from, _): (usize, &Gram)| (member.span.start + narrow(from), narrow(GRAM));
        runs.extend(self.text(member).array_windows().enumerate().filter(stands).map(at));
        runs.sort_unstable();
        between(&runs, member.span)
    }
}

/// The stretches of a span between runs, those of edits left out.
fn between(runs: &[(u32, u32)], span: Span<Folded>) -> Vec<Span<Folded>> {
    let mut holes: Vec<Span<Folded>> = Vec::new();
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

    #[test]
    fn a_few_equal_symbols_do_not_cut_a_hole_in_two() {
        let found = between(&[(0, 20), (40, 5), (60, 30)], Span::new(0, 90));
        assert_eq!(found, [Span::new(20, 60)]);
        assert_eq!(between(&[(0, 20), (25, 65)], Span::new(0, 90)), []);
    }
}
