//! The rows of [`extend`](super::extend), a band of cells each, computed side by side.
//!
//! A cell is the best of a step down the diagonal, down from above, and right from its neighbour. The first two come from
//! the row before and need no order, so that a compiler makes vector instructions of them. The third runs along the
//! row; with `k · edit` added to the `k`-th cell it is a running maximum. `naive` says the same cell by cell.
//!
//! Between texts that have nothing in common most rows meet no equal symbol. In such a row every step costs the same, so
//! that no step to the right is better than those down: its cells are one vector maximum, and its highest cell stands where that of the
//! row before stood. The gain of the symbol is not asked for.

use std::ops::ControlFlow;

use super::{DIAGONAL, DOWN, FAR, HALF_BAND, Limits, RIGHT, Score, Walk};
use crate::int::{index, narrow};
use crate::simd::{Path, RUN, more, running_max, same};

/// Cells of a row: the widest band, rounded up to whole vectors.
const LANES: usize = RUN;
/// A row with room on both sides for the next one, which may begin up to half a band further right.
const ROOM: usize = 2 * LANES;
const _: () = assert!(2 * HALF_BAND < LANES);

type Lanes = [Score; LANES];

/// Buffers of an extension, kept from one to the next so that nothing is allocated for each.
#[derive(Debug, Clone)]
pub struct Rows {
    /// The last row, from its second lane on; [`FAR`] around it.
    row: [Score; ROOM],
    /// First column of the last row.
    low: usize,
    /// The highest cell of the last row, and its lane: of several the first.
    top: Score,
    peak: usize,
    /// The second text in the direction it is walked; its symbol `j` at `j + 1`.
    text: Vec<u32>,
    /// Steps into the cells of each row: which go down and which to the right, a bit a lane; the others go down the diagonal.
    moves: Vec<(u32, u32)>,
    /// First column of each row.
    lows: Vec<u32>,
    best: Score,
    best_at: Option<(usize, usize)>,
    /// What so many steps to the right cost.
    slope: Lanes,
}

impl Default for Rows {
    fn default() -> Self {
        Self {
            row: [FAR; ROOM],
            low: 0,
            top: 0,
            peak: 0,
            text: Vec::new(),
            moves: Vec::new(),
            lows: Vec::new(),
            best: 0,
            best_at: None,
            slope: [0; LANES],
        }
    }
}

impl Rows {
    /// The row before the first symbol: only steps to the right, from one of its lanes on.
    #[inline(always)]
    pub(super) fn begin(&mut self, b: Walk, lane: usize, limits: Limits) {
        let width = width(limits).min(b.len() + 1);
        self.row = [FAR; ROOM];
        let mut price = 0;
        for lane in 0..LANES {
            self.slope[lane] = price;
            price += limits.edit;
        }
        for column in lane..width {
            self.row[1 + column] = -self.slope[column - lane];
        }
        (self.low, self.top, self.peak) = (0, 0, lane);
        (self.best, self.best_at) = (0, None);
        self.text.clear();
        self.text.push(0);
        self.moves.clear();
        self.moves.push((0, u32::MAX));
        self.lows.clear();
        self.lows.push(0);
    }

    /// Adds the row of one more symbol of the first text, which is worth `gain` where it is equal; says whether the score
    /// fell too far. `path` is what the caller was compiled for.
    #[inline(always)]
    pub(super) fn next(
        &mut self,
        path: Path,
        (symbol, gain): (u32, impl FnOnce() -> Score),
        b: Walk,
        limits: Limits,
    ) -> ControlFlow<()> {
        let half_band = limits.half_band.min(HALF_BAND);
        let low = (self.low + self.peak + 1).saturating_sub(half_band).max(self.low);
        let shift = low - self.low;
        self.low = low;
        self.lows.push(narrow(low));
        let width = width(limits).min((b.len() + 1).saturating_sub(low));
        self.read(b, low + LANES);
        let text: &[u32; LANES] =
            self.text[low..].first_chunk().expect("the text was read as far, filled up at its end");
        let corner: &Lanes = self.row[shift..].first_chunk().expect("a row begins at most half a band behind the last");
        let above: &Lanes = self.row[shift + 1..].first_chunk().expect("the same");
        // A band that moved on by two columns has a last cell that only a step to the right reaches; one that left the highest cell
        // behind has another one.
        let equal = same(path, text, symbol);
        if shift <= self.peak.min(1) && equal == 0 {
            let (scores, down) = falling(path, (corner, above), limits.edit);
            self.moves.push((down, 0));
            self.row[1..=LANES].copy_from_slice(&within_width(scores, width));
            (self.top, self.peak) = (self.top - limits.edit, self.peak - shift);
            return self.within(limits);
        }
        let mut cells = Cells::new(path, (text, symbol), (corner, above), (gain(), limits.edit));
        let right = cells.run_right(path, &self.slope);
        // Where a step to the right is better, the bit of a step down says nothing.
        self.moves.push((cells.down, right));
        cells.scores = within_width(cells.scores, width);
        self.top = highest(&cells.scores);
        if self.top == FAR {
            return ControlFlow::Break(());
        }
        self.peak = lane(!more(path, &[self.top; LANES], &cells.scores));
        // Cells that were entered over equal symbols: no way into them is better.
        let matched = equal & !more(path, &cells.scores, &cells.diagonal) & !(u32::MAX << width);
        if matched != 0 {
            self.note(&cells.scores, matched, low);
        }
        self.row[1..=LANES].copy_from_slice(&cells.scores);
        self.within(limits)
    }

    /// Takes note of the highest of some cells of the last row, whose first column is `low`, if none was higher; of several the first.
    #[inline(always)]
    fn note(&mut self, scores: &Lanes, cells: u32, low: usize) {
        let mut left = cells;
        while left != 0 {
            let at = lane(left);
            if scores[at] > self.best {
                (self.best, self.best_at) = (scores[at], Some((self.lows.len() - 1, low + at)));
            }
            left &= left - 1;
        }
    }

    /// Whether the last row still reaches what is worth going on from.
    #[inline(always)]
    fn within(&self, limits: Limits) -> ControlFlow<()> {
        if self.top < self.best - limits.drop { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Reads the second text up to the column `end` and a little more; behind its own end it is filled up.
    #[inline(always)]
    fn read(&mut self, b: Walk, end: usize) {
        if self.text.len() < end {
            let known = self.text.len();
            let read = (end + LANES).min(b.len() + 1);
            if known < read {
                b.append(known - 1..read - 1, &mut self.text);
            }
            self.text.resize(self.text.len().max(end), 0);
        }
    }

    /// The corner of the best alignment that ends on equal symbols, and its score; `None` if none is above 0.
    pub(super) fn best(&self) -> Option<((usize, usize), Score)> {
        self.best_at.map(|corner| (corner, self.best))
    }

    /// Where in the second text the last row holds the best corner so far, if it does.
    #[inline(always)]
    pub(super) fn best_in_last(&self) -> Option<usize> {
        self.best_at.filter(|(row, _)| *row + 1 == self.lows.len()).map(|(_, column)| column)
    }

    /// The step into a cell.
    pub(super) fn step(&self, i: usize, j: usize) -> u8 {
        let ((down, right), lane) = (self.moves[i], j - index(self.lows[i]));
        match (right >> lane & 1, down >> lane & 1) {
            (1, _) => RIGHT,
            (_, 1) => DOWN,
            _ => DIAGONAL,
        }
    }
}

/// Cells of a row.
fn width(limits: Limits) -> usize {
    2 * limits.half_band.min(HALF_BAND) + 1
}

/// The first lane of a bit.
#[inline(always)]
fn lane(bits: u32) -> usize {
    index(bits.trailing_zeros())
}

/// The highest cell.
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "what an iterator calls may be compiled for other instructions")]
fn highest(scores: &Lanes) -> Score {
    let mut highest = FAR;
    for lane in 0..LANES {
        highest = highest.max(scores[lane]);
    }
    highest
}

/// The cells of a row; what lies behind its width is [`FAR`].
#[inline(always)]
#[expect(clippy::needless_range_loop, reason = "what an iterator calls may be compiled for other instructions")]
fn within_width(mut scores: Lanes, width: usize) -> Lanes {
    for lane in 0..LANES {
        scores[lane] = if lane < width { scores[lane] } else { FAR };
    }
    scores
}

/// A row without equal symbols, and which steps into its cells go down.
#[inline(always)]
fn falling(path: Path, (corner, above): (&Lanes, &Lanes), edit: Score) -> (Lanes, u32) {
    let mut scores = [FAR; LANES];
    for lane in 0..LANES {
        scores[lane] = corner[lane].max(above[lane]) - edit;
    }
    (scores, more(path, above, corner))
}

/// A row while it is made.
struct Cells {
    scores: Lanes,
    diagonal: Lanes,
    /// Into which cells a step down is better than one down the diagonal.
    down: u32,
}

impl Cells {
    /// The best of the two ways down into each cell.
    #[inline(always)]
    fn new(
        path: Path,
        (text, symbol): (&[u32; LANES], u32),
        (corner, above): (&Lanes, &Lanes),
        (won, edit): (Score, Score),
    ) -> Self {
        let (mut scores, mut diagonal, mut down) = ([FAR; LANES], [FAR; LANES], [FAR; LANES]);
        for lane in 0..LANES {
            diagonal[lane] = corner[lane] + if text[lane] == symbol { won } else { -edit };
            down[lane] = above[lane] - edit;
            scores[lane] = diagonal[lane].max(down[lane]);
        }
        Self { scores, diagonal, down: more(path, &down, &diagonal) }
    }

    /// Lets each cell take the way from its left neighbour where it is better, and says where.
    #[inline(always)]
    fn run_right(&mut self, path: Path, slope: &Lanes) -> u32 {
        let mut raised = self.scores;
        for lane in 0..LANES {
            raised[lane] += slope[lane];
        }
        running_max(path, &mut raised);
        for lane in 0..LANES {
            raised[lane] -= slope[lane];
        }
        let before = std::mem::replace(&mut self.scores, raised);
        more(path, &raised, &before)
    }
}
