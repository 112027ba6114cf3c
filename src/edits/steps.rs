//! The long steps of an [extension](super::extend): along what is equal, from the end of one stretch of rows to the start of the next.

use super::{Alignment, Block, HALF_BAND, Limits, MAX_ROWS, Score, Walk};
use crate::int::{index, narrow};

/// Equal symbols ahead from which [`extend`] makes no rows for them but one step. With 5 and with 8 planted copies are found as with rows
/// alone; between editions with one edit in twenty symbols 5 leaves fewer rows.
pub(super) const LONGEST_STEP: usize = 5;

/// Where rows begin.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Corner {
    /// Steps made in the first text.
    pub(super) i: usize,
    /// Steps made in the second.
    pub(super) j: usize,
    /// Columns of the band before that one. None at the very first corner; at a later one the band lies as if the rows before
    /// had been made.
    pub(super) lane: usize,
}

/// Goes along what is equal and lets `reach` go on from there with the rows that may still be made. It says what it reached,
/// counted from where its band begins in the first row, and how many rows it made; what ends before a long equal run is gone on
/// with.
pub(super) fn in_steps(
    (a, b): (Walk, Walk),
    limits: Limits,
    gain: &impl Fn(usize) -> Score,
    mut reach: impl FnMut(Corner, usize) -> (Alignment, usize),
) -> Alignment {
    let mut found = Alignment::default();
    let (mut at, mut rows_left) = (Corner::default(), MAX_ROWS);
    loop {
        let equal = a.behind(at.i).common(b.behind(at.j));
        if equal >= LONGEST_STEP {
            push(&mut found.blocks, Block { a: narrow(at.i), b: narrow(at.j), len: narrow(equal) });
            found.score += (at.i..at.i + equal).map(gain).sum::<Score>();
            let (i, j) = (at.i + equal, at.j + equal);
            at = Corner { i, j, lane: limits.half_band.min(HALF_BAND).min(j) };
        } else if at.i > 0 {
            return found;
        }
        let (reached, rows) = reach(at, rows_left);
        let Some(last) = reached.blocks.last().copied() else { return found };
        let first_column = at.j - at.lane;
        if found.blocks.is_empty() {
            found = reached;
        } else {
            for block in &reached.blocks {
                let (a, b) = (block.a + narrow(at.i), block.b + narrow(first_column));
                push(&mut found.blocks, Block { a, b, len: block.len });
            }
            found.edits += reached.edits;
            found.score += reached.score;
        }
        rows_left = rows_left.saturating_sub(rows);
        at = Corner { i: at.i + index(last.a + last.len), j: first_column + index(last.b + last.len), lane: 0 };
    }
}

/// Adds a block behind the last, or lengthens that where they touch on both sides.
fn push(blocks: &mut Vec<Block>, block: Block) {
    match blocks.last_mut() {
        Some(last) if last.a + last.len == block.a && last.b + last.len == block.b => last.len += block.len,
        _ => blocks.push(block),
    }
}

/// Whether a run of so many equal symbols lies ahead.
#[inline(always)]
pub(super) fn is_run_ahead(a: Walk, b: Walk, (i, j): (usize, usize), symbols: usize) -> bool {
    symbols <= (a.len() - i).min(b.len() - j) && (0..symbols).all(|step| a.at(i + step) == b.at(j + step))
}
