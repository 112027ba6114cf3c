//! Alignment of two short runs of symbols: dynamic programming with a traceback. Foundation: knows symbols and prices,
//! not documents.
//!
//! Two forms: [`extend`] goes on from a fixed corner until the score has dropped too far (X-drop, Altschul et al. 1997,
//! here in an adaptive band), [`fill`] aligns two stretches end to end. Both give back the runs of equal symbols
//! ([`Block`]s) and the number of edits. The price of an edit and the gain of an equal symbol are the caller's.

mod band;
#[cfg(test)]
mod naive;
mod steps;

pub use band::Rows;

use self::steps::{LONGEST_STEP, in_steps, is_run_ahead};
use crate::int::{index, narrow};
use crate::simd::{Kernel, Path, equal_ahead, equal_behind, on};

/// Evidence in sixteenths of a bit.
pub type Score = i32;

/// One bit as a [`Score`].
pub const BIT: Score = 16;

/// Half width of the band of [`extend`] between unrelated texts, in symbols: room for twice as many insertions in a row
/// as one edit in five makes within the reach of an X-drop.
pub const HALF_BAND: usize = 14;

/// Rows after which [`extend`] stops; its caller goes on from the new corner.
const MAX_ROWS: usize = 2048;

/// A run of equal symbols at `a` in one text and `b` in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Block {
    /// First position in the first text.
    pub a: u32,
    /// First position in the second text.
    pub b: u32,
    /// Length in symbols.
    pub len: u32,
}

/// What an alignment found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Alignment {
    /// Runs of equal symbols, ascending, relative to the corner the alignment began at.
    pub blocks: Vec<Block>,
    /// Substituted, inserted and deleted symbols between the blocks.
    pub edits: u32,
    /// Gains of the equal symbols less the prices of the edits.
    pub score: Score,
}

/// A direction to walk a text in, from a corner.
#[derive(Debug, Clone, Copy)]
pub struct Walk<'a> {
    symbols: &'a [u32],
    backward: bool,
}

impl<'a> Walk<'a> {
    /// From the first symbol on.
    pub fn forward(symbols: &'a [u32]) -> Self {
        Self { symbols, backward: false }
    }

    /// From the last symbol back.
    pub fn backward(symbols: &'a [u32]) -> Self {
        Self { symbols, backward: true }
    }

    #[inline]
    fn len(self) -> usize {
        self.symbols.len()
    }

    /// Adds the symbols at some steps.
    #[inline]
    fn append(self, steps: std::ops::Range<usize>, to: &mut Vec<u32>) {
        if self.backward {
            let end = self.symbols.len();
            to.extend(self.symbols[end - steps.end..end - steps.start].iter().rev());
        } else {
            to.extend_from_slice(&self.symbols[steps]);
        }
    }

    /// What is left behind some steps.
    #[inline]
    fn behind(self, steps: usize) -> Self {
        let (forth, back) = (steps.., ..self.symbols.len() - steps);
        let symbols = if self.backward { &self.symbols[back] } else { &self.symbols[forth] };
        Self { symbols, ..self }
    }

    /// Symbols that two walks in one direction have in common from their starts on.
    #[inline]
    fn common(self, other: Self) -> usize {
        debug_assert_eq!(self.backward, other.backward);
        let common = if self.backward { equal_behind } else { equal_ahead };
        common(self.symbols, other.symbols)
    }

    #[inline]
    fn at(self, step: usize) -> u32 {
        if self.backward { self.symbols[self.symbols.len() - 1 - step] } else { self.symbols[step] }
    }
}

/// What bounds an extension.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Price of one edit.
    pub edit: Score,
    /// Fall of the score below its best after which nothing more is looked for.
    pub drop: Score,
    /// How far the two sides may shift against each other from one row to the next, at most [`HALF_BAND`]; 0 allows
    /// substitutions only.
    pub half_band: usize,
}

const DIAGONAL: u8 = 0;
const DOWN: u8 = 1;
const RIGHT: u8 = 2;
const FAR: Score = Score::MIN / 4;

/// Extends an alignment from a corner for as long as it pays.
///
/// Input: the two texts as walks away from the corner, the gain of the equal symbol at a step of the first, the
/// [`Limits`], and buffers to keep from call to call. Output: the best alignment that begins at the corner and ends on
/// equal symbols; empty if none scores above 0. Positions count steps from the corner.
///
/// Plain form: a row of cells for each symbol of the first text. Departure: where five symbols and more are equal ahead of the best corner
/// so far, the alignment goes along all that are, and rows begin anew behind them, in the same band. Another way can't have overtaken this one
/// there, since it is behind now and gains no more from the same symbols; that it would overtake later is given up. Between a copy and its
/// original that leaves a few rows an edit.
///
/// Complexity: `O(steps + rows · band)` time, `O(rows · band)` bytes; rows are those of symbols that no long equal run holds.
///
/// ```
/// use dittograph::edits::{extend, Limits, Rows, Walk, BIT};
/// let (a, b) = ([1, 2, 3, 4, 5, 6], [1, 2, 9, 4, 5, 6]);
/// let limits = Limits { edit: 10 * BIT, drop: 40 * BIT, half_band: 14 };
/// let best = extend(Walk::forward(&a), Walk::forward(&b), |_| 8 * BIT, limits, &mut Rows::default());
/// assert_eq!((best.edits, best.blocks.len()), (1, 2));
/// ```
pub fn extend(a: Walk, b: Walk, gain: impl Fn(usize) -> Score, limits: Limits, rows: &mut Rows) -> Alignment {
    extend_on(Path::best(), (a, b), gain, limits, rows)
}

/// The same with the instructions of `path`.
fn extend_on(
    path: Path,
    (a, b): (Walk, Walk),
    gain: impl Fn(usize) -> Score,
    limits: Limits,
    rows: &mut Rows,
) -> Alignment {
    in_steps((a, b), limits, &gain, |from, most_rows| {
        let (a, b) = (a.behind(from.i), b.behind(from.j - from.lane));
        let gain = |at: usize| gain(from.i + at);
        let (best, used) = on(path, Extension { path, a, b, lane: from.lane, gain, limits, most_rows, rows });
        let reached = best.map_or_else(Alignment::default, |(corner, score)| Alignment {
            score,
            ..trace(a, b, (from.lane, corner), |i, j| rows.step(i, j))
        });
        (reached, used)
    })
}

/// The rows of an extension, one after the other, until the score fell too far or a long equal run lies ahead of the best corner.
struct Extension<'a, 'r, G> {
    path: Path,
    a: Walk<'a>,
    b: Walk<'a>,
    lane: usize,
    gain: G,
    limits: Limits,
    most_rows: usize,
    rows: &'r mut Rows,
}

impl<G: Fn(usize) -> Score> Kernel for Extension<'_, '_, G> {
    /// The corner of the best alignment and its score; the rows that were made.
    type Output = (Option<((usize, usize), Score)>, usize);

    #[inline(always)]
    fn told(self, path: Path) -> Self {
        Self { path, ..self }
    }

    #[inline(always)]
    fn run(self) -> Self::Output {
        let Self { path, a, b, lane, gain, limits, most_rows, rows } = self;
        rows.begin(b, lane, limits);
        let most = a.len().min(most_rows);
        for i in 0..most {
            if rows.next(path, (a.at(i), || gain(i)), b, limits).is_break() {
                return (rows.best(), i + 1);
            }
            if let Some(in_b) = rows.best_in_last()
                && is_run_ahead(a, b, (i + 1, in_b), LONGEST_STEP)
            {
                return (rows.best(), i + 1);
            }
        }
        (rows.best(), most)
    }
}

/// Aligns two short stretches end to end, best score first.
///
/// Output: the blocks relative to the stretches' starts. Complexity: `O(a · b)` time and bytes; meant for gaps.
pub fn fill(a: &[u32], b: &[u32], gain: impl Fn(usize) -> Score, edit: Score) -> Alignment {
    if let ([x], [y]) = (a, b)
        && x != y
        && edit > 0
    {
        // Most gaps between runs are one symbol in the place of another: cheaper than one less and one more.
        return Alignment { blocks: Vec::new(), edits: 1, score: -edit };
    }
    let width = b.len() + 1;
    let mut moves = vec![RIGHT; width * (a.len() + 1)];
    let mut scores: Vec<Score> = (0..width).map(|j| -edit * int(j)).collect();
    for (i, symbol) in a.iter().enumerate() {
        let (won, row) = (gain(i), (i + 1) * width);
        let mut corner = scores[0];
        scores[0] -= edit;
        moves[row] = DOWN;
        for j in 1..width {
            let diagonal = corner + if b[j - 1] == *symbol { won } else { -edit };
            corner = scores[j];
            let (above, left) = (scores[j] - edit, scores[j - 1] - edit);
            let (score, step) = if diagonal >= above && diagonal >= left {
                (diagonal, DIAGONAL)
            } else if above >= left {
                (above, DOWN)
            } else {
                (left, RIGHT)
            };
            scores[j] = score;
            moves[row + j] = step;
        }
    }
    let corner = (a.len(), b.len());
    let mut found = trace(Walk::forward(a), Walk::forward(b), (0, corner), |i, j| moves[i * width + j]);
    found.score = scores[width - 1];
    found
}

/// The way back from a corner to the column `lane` of the row before the first symbol.
fn trace(a: Walk, b: Walk, (lane, corner): (usize, (usize, usize)), step: impl Fn(usize, usize) -> u8) -> Alignment {
    let (mut i, mut j) = corner;
    let mut found = Alignment::default();
    while i > 0 || j > lane {
        match step(i, j) {
            DIAGONAL => {
                (i, j) = (i - 1, j - 1);
                if a.at(i) == b.at(j) {
                    push_front(&mut found.blocks, i, j);
                } else {
                    found.edits += 1;
                }
            }
            DOWN => {
                i -= 1;
                found.edits += 1;
            }
            _ => {
                j -= 1;
                found.edits += 1;
            }
        }
    }
    found.blocks.reverse();
    found
}

/// Blocks are gathered from the far corner back, so the newest is the one to lengthen.
fn push_front(blocks: &mut Vec<Block>, i: usize, j: usize) {
    match blocks.last_mut() {
        Some(next) if index(next.a) == i + 1 && index(next.b) == j + 1 => {
            *next = Block { a: next.a - 1, b: next.b - 1, len: next.len + 1 };
        }
        _ => blocks.push(Block { a: narrow(i), b: narrow(j), len: 1 }),
    }
}

fn int(steps: usize) -> Score {
    Score::try_from(steps).unwrap_or(Score::MAX / (64 * BIT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(a: &[u32], b: &[u32], found: &Alignment) {
        for block in &found.blocks {
            assert_eq!(a[index(block.a)..index(block.a + block.len)], b[index(block.b)..index(block.b + block.len)]);
        }
        for pair in found.blocks.windows(2) {
            assert!(pair[0].a + pair[0].len <= pair[1].a && pair[0].b + pair[0].len <= pair[1].b);
        }
    }

    fn distance(a: &[u32], b: &[u32]) -> u32 {
        let mut row: Vec<u32> = (0..=narrow(b.len())).collect();
        for (i, x) in a.iter().enumerate() {
            let mut corner = row[0];
            row[0] = narrow(i + 1);
            for (j, y) in b.iter().enumerate() {
                let next = (corner + u32::from(x != y)).min(row[j] + 1).min(row[j + 1] + 1);
                corner = std::mem::replace(&mut row[j + 1], next);
            }
        }
        row[b.len()]
    }

    proptest! {
        #[test]
        fn fill_has_the_edit_distance_when_gains_are_nothing(
            a in prop::collection::vec(0_u32..4, 0..24), b in prop::collection::vec(0_u32..4, 0..24)
        ) {
            let found = fill(&a, &b, |_| 0, 1);
            check(&a, &b, &found);
            prop_assert_eq!(found.edits, distance(&a, &b));
            prop_assert_eq!(found.score, -int(index(found.edits)));
        }

        #[test]
        fn extension_ends_on_equal_symbols_and_its_score_adds_up(
            a in prop::collection::vec(0_u32..3, 0..60), b in prop::collection::vec(0_u32..3, 0..60), backward: bool
        ) {
            let walk = |s| if backward { Walk::backward(s) } else { Walk::forward(s) };
            let found = extend(walk(&a), walk(&b), |_| 3, Limits { edit: 4, drop: 60, half_band: 14 }, &mut Rows::default());
            let turned = |s: &[u32]| if backward { s.iter().rev().copied().collect() } else { s.to_vec() };
            check(&turned(&a), &turned(&b), &found);
            let equal: u32 = found.blocks.iter().map(|block| block.len).sum();
            prop_assert_eq!(found.score, 3 * int(index(equal)) - 4 * int(index(found.edits)));
        }

        #[test]
        fn extension_equals_its_plain_twin(
            // Few symbols, so that every row meets an equal one, and many, so that hardly one does.
            kinds in prop::sample::select(vec![4_u32, 20, 300]),
            a in prop::collection::vec(any::<u32>(), 0..90), b in prop::collection::vec(any::<u32>(), 0..90),
            copied in 0_usize..90, backward: bool, half_band in 0_usize..15, edit in 1_i32..12, drop in 1_i32..90,
        ) {
            let among = |raw: &[u32]| raw.iter().map(|symbol| symbol % kinds).collect::<Vec<u32>>();
            let a = among(&a);
            let b = [&a[..copied.min(a.len())], &among(&b)].concat();
            let walk = |s| if backward { Walk::backward(s) } else { Walk::forward(s) };
            let gain = |at: usize| 1 + int(at * 7 % 5);
            let limits = Limits { edit, drop, half_band };
            // Buffers that another extension has used.
            let mut rows = Rows::default();
            extend(walk(&b), walk(&a), gain, limits, &mut rows);
            let plain = naive::extend(walk(&a), walk(&b), gain, limits);
            for path in Path::all() {
                prop_assert_eq!(&extend_on(path, (walk(&a), walk(&b)), gain, limits, &mut rows), &plain, "{}", path.name());
            }
        }

        /// Symbols that stand once, so that there is one good way; edits of all kinds, some so near each other that no run is between them.
        #[test]
        fn steps_along_equal_runs_reach_what_row_by_row_does(
            edits in prop::collection::vec((0_usize..30, 0_u8..3), 0..20), edit in 4_i32..9, half_band in 4_usize..15, backward: bool,
        ) {
            let (mut a, mut b) = (Vec::new(), Vec::new());
            let mut fresh = 0..;
            let mut next = || fresh.next().expect("without end");
            for (equal, kind) in edits.into_iter().chain([(30, 0)]) {
                a.extend(std::iter::repeat_with(&mut next).take(equal));
                b.extend_from_slice(&a[a.len() - equal..]);
                a.extend((kind != 1).then(&mut next));
                b.extend((kind != 2).then(&mut next));
            }
            let walk = |s| if backward { Walk::backward(s) } else { Walk::forward(s) };
            let limits = Limits { edit: edit * BIT, drop: 64 * BIT, half_band };
            let found = extend(walk(&a), walk(&b), |_| 7 * BIT, limits, &mut Rows::default());
            prop_assert_eq!(found, naive::row_by_row(walk(&a), walk(&b), |_| 7 * BIT, limits));
        }

        #[test]
        fn extension_walks_through_a_copy_with_scattered_edits(
            a in prop::collection::vec(0_u32..3000, 60..200), step in 9_usize..20
        ) {
            let mut b = a.clone();
            for i in (step / 2..b.len().saturating_sub(5)).step_by(step) { b[i] = 5000; }
            let found = extend(Walk::forward(&a), Walk::forward(&b), |_| 7 * BIT, Limits { edit: 8 * BIT, drop: 60 * BIT, half_band: 14 }, &mut Rows::default());
            let last = found.blocks.last().expect("the copy is found");
            prop_assert_eq!(index(last.a + last.len), a.len());
        }
    }
}
