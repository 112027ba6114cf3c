//! Matches of one pair of documents that are one passage: clauses in another order, and what lies inside another.

use super::{Match, Side};
use crate::edits::Block;
use crate::span::{Folded, Span};

/// Matches of one pair, the strongest, that others may be joined to.
const MOST_JOINED: usize = 256;
/// Symbols between two stretches of one pair, on both sides, up to which they are one passage in another order.
const NEIGHBOURS: u32 = 10;

/// Joins matches of one pair that are neighbours on both sides (clauses in another order) and drops what lies inside
/// another on both sides.
pub(super) fn joined(mut matches: Vec<Match>) -> Vec<Match> {
    if matches.len() < 2 {
        return matches;
    }
    matches.sort_by(|x, y| y.score.cmp(&x.score).then(x.a.cmp(&y.a)).then(x.b.cmp(&y.b)));
    let mut out: Vec<Joined> = Vec::new();
    for found in matches {
        match out.iter_mut().take(MOST_JOINED).find(|big| big.is_neighbour_of(&found)) {
            Some(big) => big.absorb(&found),
            None => out.push(Joined::new(found)),
        }
    }
    let mut out: Vec<Match> = out.into_iter().map(|joined| joined.whole).collect();
    out.sort_by(|x, y| x.a.cmp(&y.a).then(x.b.cmp(&y.b)));
    out
}

/// Whether a run is a neighbour of a match on both sides.
pub(super) fn are_near(found: &Match, run: Block) -> bool {
    let near =
        |span: Span<Folded>, start: u32| span.start <= start + run.len + NEIGHBOURS && start <= span.end + NEIGHBOURS;
    near(found.a.span, run.a) && near(found.b.span, run.b)
}

/// A match with those that were joined to it.
struct Joined {
    /// Its blocks overlap on neither side.
    whole: Match,
    /// Starts and ends of the blocks in the second text, ascending.
    in_b: Vec<(u32, u32)>,
}

impl Joined {
    fn new(mut whole: Match) -> Self {
        let blocks = std::mem::take(&mut whole.blocks);
        let mut joined = Self { whole, in_b: Vec::new() };
        joined.add(&blocks);
        joined
    }

    /// Complexity: linear where the blocks ascend.
    #[expect(clippy::stable_sort_primitive, reason = "a stable sort merges two ascending runs in one pass")]
    fn add(&mut self, blocks: &[Block]) {
        self.in_b.extend(blocks.iter().map(|block| (block.b, block.b + block.len)));
        self.in_b.sort();
        self.whole.blocks.extend_from_slice(blocks);
        self.whole.blocks.sort();
    }

    fn is_neighbour_of(&self, small: &Match) -> bool {
        let near =
            |x: Side, y: Side| x.span.start <= y.span.end + NEIGHBOURS && y.span.start <= x.span.end + NEIGHBOURS;
        let (a, b) = (self.whole.a, self.whole.b);
        // In one document the two sides of a joined match must not come to overlap.
        let apart = a.doc != b.doc || a.span.hull(small.a.span).overlap(b.span.hull(small.b.span)) == 0;
        let mostly_fresh = || 4 * self.fresh(small).map(|block| block.len).sum::<u32>() >= 3 * small.equal();
        near(a, small.a) && near(b, small.b) && apart && (self.covers(small) || mostly_fresh())
    }

    fn covers(&self, small: &Match) -> bool {
        self.whole.a.span.covers(small.a.span) && self.whole.b.span.covers(small.b.span)
    }

    /// Blocks of another match that this one holds on neither side. Complexity: logarithmic in the blocks, for each.
    fn fresh<'m>(&self, small: &'m Match) -> impl Iterator<Item = &'m Block> {
        small.blocks.iter().filter(|block| {
            let in_a = self.whole.blocks.partition_point(|old| old.a + old.len <= block.a);
            let in_b = self.in_b.partition_point(|old| old.1 <= block.b);
            self.whole.blocks.get(in_a).is_none_or(|old| block.a + block.len <= old.a)
                && self.in_b.get(in_b).is_none_or(|old| block.b + block.len <= old.0)
        })
    }

    fn absorb(&mut self, small: &Match) {
        let added: Vec<Block> = self.fresh(small).copied().collect();
        if !self.covers(small) {
            self.whole.a.span = self.whole.a.span.hull(small.a.span);
            self.whole.b.span = self.whole.b.span.hull(small.b.span);
            self.whole.score = self.whole.score.saturating_add(small.score);
        }
        if !added.is_empty() {
            self.add(&added);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::DocId;
    use proptest::prelude::*;

    fn found(blocks: &[(u32, u32, u32)]) -> Match {
        let blocks: Vec<Block> = blocks.iter().map(|&(a, b, len)| Block { a, b, len }).collect();
        let hull = |start: fn(&Block) -> u32| {
            let ends = blocks.iter().map(|block| start(block) + block.len).max().unwrap_or(0);
            Span::new(blocks.iter().map(start).min().unwrap_or(0), ends)
        };
        let a = Side { doc: DocId(0), span: hull(|block| block.a) };
        let b = Side { doc: DocId(1), span: hull(|block| block.b) };
        Match { a, b, blocks, score: 1 }
    }

    #[test]
    fn a_match_holds_the_runs_that_lie_in_one_of_its_blocks_on_its_diagonal() {
        let whole = found(&[(10, 110, 30), (50, 149, 20)]);
        let held = |a, b, len| whole.holds(Block { a, b, len });
        assert!(held(10, 110, 30) && held(15, 115, 5) && held(39, 139, 1) && held(50, 149, 20));
        assert!(!held(15, 116, 5), "another diagonal");
        assert!(!held(35, 135, 10), "goes on behind its block");
        assert!(!held(35, 135, 20), "from one block into the next");
        assert!(!held(9, 109, 5) && !held(42, 142, 3) && !held(70, 169, 1), "outside");
        assert!(!held(12, 5, 3), "before the second text's block");
    }

    proptest! {
        /// Blocks of a match that ascend in both texts, of another anywhere.
        #[test]
        fn what_is_fresh_is_what_overlaps_no_block_on_either_side(
            own in prop::collection::vec((0_u32..9, 0_u32..9, 1_u32..8), 1..12),
            turned: bool,
            other in prop::collection::vec((0_u32..120, 0_u32..120, 1_u32..8), 0..12),
        ) {
            let (mut a, mut b) = (0, 0);
            let mut blocks: Vec<(u32, u32, u32)> = own.iter().map(|&(x, y, len)| {
                (a, b) = (a + x + len, b + y + len);
                (a - len, b - len, len)
            }).collect();
            if turned {
                // In another order in the second text.
                let end = b;
                for block in &mut blocks {
                    block.1 = end - block.1 - block.2;
                }
            }
            let (big, small) = (Joined::new(found(&blocks)), found(&other));
            let apart = |x: u32, y: u32, len: u32, other: u32| x + len <= y || y + other <= x;
            let plain: Vec<Block> = small.blocks.iter().copied().filter(|block| {
                blocks.iter().all(|&(a, b, len)| apart(block.a, a, block.len, len) && apart(block.b, b, block.len, len))
            }).collect();
            prop_assert_eq!(big.fresh(&small).copied().collect::<Vec<_>>(), plain);
        }
    }
}
