//! Comparing two places over a third that was compared with both.
//!
//! In: what the centre shares with a partner, and the partner with a place. Out: what the centre shares with the place
//! by way of the partner, and the equal runs. Equal symbols stay equal on the way, so nothing needs to be aligned again, and sentences left
//! out on one side or clauses in another order are no hindrance.

use crate::align::{Match, Side, Tally};
use crate::edits::Block;
use crate::normalize::Symbol;

/// Which side of a match a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    A,
    B,
}

/// The equal runs of a match, ascending, with the position at its end `first` first.
pub(super) fn seen_from(found: &Match, first: End) -> Vec<Block> {
    let turned = |block: &Block| match first {
        End::A => *block,
        End::B => Block { a: block.b, b: block.a, len: block.len },
    };
    let mut blocks: Vec<Block> = found.blocks.iter().map(turned).collect();
    blocks.sort_unstable();
    blocks
}

/// What `centre` shares with `place`: `first` holds the centre and the partner, `second` the partner and the place; with
/// each the side the partner is on.
///
/// Complexity: `O(blocks · log blocks)`.
pub(super) fn compose(
    centre: Side,
    place: Side,
    first: (&Match, End),
    second: (&Match, End),
    texts: &[&[Symbol]],
) -> (Tally, Vec<Block>) {
    let (to_centre, to_place) = (seen_from(first.0, first.1), seen_from(second.0, second.1));
    let mut blocks = Vec::new();
    let mut from = 0;
    for here in &to_centre {
        while to_place.get(from).is_some_and(|there| there.a + there.len <= here.a) {
            from += 1;
        }
        for there in to_place[from..].iter().take_while(|there| there.a < here.a + here.len) {
            let (start, end) = (here.a.max(there.a), (here.a + here.len).min(there.a + there.len));
            let block = Block { a: here.b + (start - here.a), b: there.b + (start - there.a), len: end - start };
            blocks.extend(inside(block, centre, place));
        }
    }
    blocks.sort_unstable();
    let found = Match { a: centre, b: place, blocks, score: 0 };
    (found.tally(texts), found.blocks)
}

/// The part of a block that lies in both spans.
fn inside(block: Block, a: Side, b: Side) -> Option<Block> {
    let skip = a.span.start.saturating_sub(block.a).max(b.span.start.saturating_sub(block.b));
    let room = a.span.end.saturating_sub(block.a).min(b.span.end.saturating_sub(block.b)).min(block.len);
    (skip < room).then(|| Block { a: block.a + skip, b: block.b + skip, len: room - skip })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::{DocId, Span};

    fn side(doc: u32, start: u32, end: u32) -> Side {
        Side { doc: DocId(doc), span: Span::new(start, end) }
    }

    fn block(a: u32, b: u32, len: u32) -> Block {
        Block { a, b, len }
    }

    /// Only edits are looked up in the texts.
    const TEXTS: [&[Symbol]; 3] = [&[0; 1000]; 3];

    #[test]
    fn what_two_share_with_a_third_they_share_with_each_other() {
        // The partner stands at 0..100; the centre lacks its 40..60, the place its 70..80.
        let first = Match {
            a: side(0, 500, 580),
            b: side(1, 0, 100),
            blocks: vec![block(500, 0, 40), block(540, 60, 40)],
            score: 1,
        };
        let second = Match {
            a: side(1, 0, 100),
            b: side(2, 900, 990),
            blocks: vec![block(0, 900, 70), block(80, 970, 20)],
            score: 1,
        };
        let (tally, _) = compose(side(0, 500, 580), side(2, 900, 990), (&first, End::B), (&second, End::A), &TEXTS);
        assert_eq!((tally.equal, tally.edits, tally.longest), (70, 0, 40));
        assert_eq!((tally.holes, tally.hole_symbols), (1, 20));
    }

    #[test]
    fn what_lies_outside_the_places_is_left_out() {
        let first = Match { a: side(0, 10, 50), b: side(1, 0, 40), blocks: vec![block(10, 0, 40)], score: 1 };
        let second = Match { a: side(1, 0, 40), b: side(2, 0, 40), blocks: vec![block(0, 0, 40)], score: 1 };
        let (tally, _) = compose(side(0, 20, 50), side(2, 0, 36), (&first, End::B), (&second, End::A), &TEXTS);
        assert_eq!(tally.equal, 26);
    }
}
