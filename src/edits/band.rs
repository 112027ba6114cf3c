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
use crate::simd::{Path, RUN, running_max};

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
    /// Step into each cell, [`LANES`] a row.
    moves: Vec<u8>,
    /// First column of each row.
    lows: Vec<u32>,
    best: Score,
    best_at: Option<(usize, usize)>,
    /// The instructions that the rows are computed with.
    path: Path,
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
            path: Path::PLAIN,
            slope: [0; LANES],
        }
    }
}

impl Rows {
    /// The row before the first symbol: only steps to the right, from one of its lanes on.
    #[inline(always)]
    pub(super) fn begin(&mut self, path: Path, b: Walk, lane: usize, limits: Limits) {
        self.path = path;
        let width = width(limits).min(b.len() + 1);
        self.row = [FAR; ROOM];
        let mut price = 0;
        for step in &mut self.slope {
            *step = price;
            price += limits.edit;
        }
        for (cell, price) in self.row[1..=width].iter_mut().skip(lane).zip(&self.slope) {
            *cell = -price;
        }
        (self.low, self.top, self.peak) = (0, 0, lane);
        (self.best, self.best_at) = (0, None);
        self.text.clear();
        self.text.push(0);
        self.moves.clear();
        self.moves.resize(LANES, RIGHT);
        self.lows.clear();
        self.lows.push(0);
    }

    /// Adds the row of one more symbol of the first text, which is worth `gain` where it is equal; says whether the score
    /// fell too far.
    #[inline(always)]
    pub(super) fn next(
        &mut self,
        symbol: u32,
        gain: impl FnOnce() -> Score,
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
        if shift <= self.peak.min(1) && !holds(text, symbol) {
            let (mut scores, moves) = falling((corner, above), limits.edit);
            scores[width..].fill(FAR);
            self.moves.extend_from_slice(&moves);
            self.row[1..=LANES].copy_from_slice(&scores);
            (self.top, self.peak) = (self.top - limits.edit, self.peak - shift);
            return self.within(limits);
        }
        let mut cells = Cells::new(text, symbol, (corner, above), (gain(), limits.edit));
        let mut moves = [DIAGONAL; LANES];
        cells.run_right(self.path, &self.slope, &mut moves);
        self.moves.extend_from_slice(&moves);
        cells.scores[width..].fill(FAR);
        self.top = cells.scores.iter().copied().fold(FAR, Score::max);
        if self.top == FAR {
            return ControlFlow::Break(());
        }
        self.peak = cells.scores.iter().position(|score| *score == self.top).unwrap_or(0);
        let matched = cells.matched();
        if matched > self.best {
            let lane = (0..width).find(|&lane| cells.is_match(lane) && cells.scores[lane] == matched);
            (self.best, self.best_at) = (matched, lane.map(|lane| (self.lows.len() - 1, low + lane)));
        }
        self.row[1..=LANES].copy_from_slice(&cells.scores);
        self.within(limits)
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
        self.moves[i * LANES + (j - index(self.lows[i]))]
    }
}

/// Cells of a row.
fn width(limits: Limits) -> usize {
    2 * limits.half_band.min(HALF_BAND) + 1
}

/// Whether any symbol of the band is the one of the row. Looks at all of them: without a branch it is a few instructions.
#[inline(always)]
fn holds(text: &[u32; LANES], symbol: u32) -> bool {
    text.iter().map(|other| u32::from(*other == symbol)).sum::<u32>() > 0
}

/// A row without equal symbols, and the steps into its cells.
#[inline(always)]
fn falling((corner, above): (&Lanes, &Lanes), edit: Score) -> (Lanes, [u8; LANES]) {
    let (mut scores, mut moves) = ([FAR; LANES], [DIAGONAL; LANES]);
    for lane in 0..LANES {
        scores[lane] = corner[lane].max(above[lane]) - edit;
        moves[lane] = if above[lane] > corner[lane] { DOWN } else { DIAGONAL };
    }
    (scores, moves)
}

/// A row while it is made.
struct Cells {
    scores: Lanes,
    diagonal: Lanes,
    equal: [bool; LANES],
    from_above: [bool; LANES],
}

impl Cells {
    /// The best of the two ways down into each cell.
    #[inline(always)]
    fn new(text: &[u32; LANES], symbol: u32, (corner, above): (&Lanes, &Lanes), (won, edit): (Score, Score)) -> Self {
        let mut cells =
            Self { scores: [FAR; LANES], diagonal: [FAR; LANES], equal: [false; LANES], from_above: [false; LANES] };
        for lane in 0..LANES {
            let equal = text[lane] == symbol;
            let diagonal = corner[lane] + if equal { won } else { -edit };
            let down = above[lane] - edit;
            cells.equal[lane] = equal;
            cells.diagonal[lane] = diagonal;
            cells.from_above[lane] = down > diagonal;
            cells.scores[lane] = diagonal.max(down);
        }
        cells
    }

    /// Lets each cell take the way from its left neighbour where it is better, and writes down the steps.
    #[inline(always)]
    fn run_right(&mut self, path: Path, slope: &Lanes, moves: &mut [u8; LANES]) {
        let mut raised = self.scores;
        for lane in 0..LANES {
            raised[lane] += slope[lane];
        }
        running_max(path, &mut raised);
        for lane in 0..LANES {
            let score = raised[lane] - slope[lane];
            let down = if self.from_above[lane] { DOWN } else { DIAGONAL };
            moves[lane] = if score > self.scores[lane] { RIGHT } else { down };
            self.scores[lane] = score;
        }
    }

    /// Whether the way into a cell was over equal symbols.
    #[inline(always)]
    fn is_match(&self, lane: usize) -> bool {
        self.equal[lane] && self.scores[lane] == self.diagonal[lane]
    }

    /// The highest cell that was entered over equal symbols.
    #[inline(always)]
    fn matched(&self) -> Score {
        let mut highest = FAR;
        for lane in 0..LANES {
            highest = highest.max(if self.is_match(lane) { self.scores[lane] } else { FAR });
        }
        highest
    }
}
