//! Where the symbols of a text go as a scan finds them: into a list with waypoints, into blocks that are handed over, into a list
//! with their places, or nowhere but for the one that is looked for.

use super::table::{Kind, Table};
use super::{OffsetMap, Symbol};
use crate::int::{index, narrow};
use crate::simd::{Path, VECTOR_SYMBOLS, fold_characters};

/// Takes the symbols of a text in order, each with the raw bytes it came from.
pub(super) trait Sink {
    /// Takes one.
    fn push(&mut self, symbol: Symbol, start: usize, end: usize);
    /// Gives the last one back.
    fn pop(&mut self);
    /// Takes the symbols of characters that are one look-up each, from byte `at` on; may take none.
    ///
    /// Output: the byte of the first character that was not taken; the end of the text if no more is wanted.
    fn take(&mut self, table: &Table, text: &str, at: usize) -> usize {
        for (from, c) in text[at..].char_indices() {
            if self.is_done() {
                return text.len();
            }
            let (start, entry) = (at + from, table.entry(c));
            match entry.kind() {
                Kind::Plain => self.push(entry.symbol(), start, start + c.len_utf8()),
                Kind::Drop => {}
                _ => return start,
            }
        }
        text.len()
    }
    /// Whether the rest of the text does not matter.
    fn is_done(&self) -> bool {
        false
    }
    /// The scan could begin at byte `at` as well: no symbol so far will be given back.
    fn pass(&mut self, _at: usize) {}
}

/// Symbols that a kernel gives in one call: the way from one waypoint to the next.
const STEP_SYMBOLS: usize = 128;
/// Room for a step, and for one vector more.
const STEP_ROOM: usize = STEP_SYMBOLS + VECTOR_SYMBOLS;
/// Symbols that are handed over at a time: with what is made of them they stay in the first-level cache.
const BLOCK_SYMBOLS: usize = 2048;

/// Symbols alone, and the instructions by which they are made.
pub(super) struct Symbols {
    /// Those taken, and behind them room.
    taken: Vec<Symbol>,
    count: usize,
    /// Where one may go on as if one came from the beginning, about every [`STEP_SYMBOLS`] symbols: how many stand before, and the byte.
    waypoints: Option<Vec<(u32, u32)>>,
    path: Path,
}

impl Symbols {
    /// None yet; `room` has room for so many afterwards, whatever stands there. Without waypoints.
    pub(super) fn within(mut room: Vec<Symbol>, symbols: usize, path: Path) -> Self {
        room.resize(room.len().max(symbols + 2 * VECTOR_SYMBOLS), 0);
        Self { taken: room, count: 0, waypoints: None, path }
    }

    /// None yet, with room for so many, and with waypoints.
    pub(super) fn with_waypoints(symbols: usize, path: Path) -> Self {
        let waypoints = Some(Vec::with_capacity(symbols / STEP_SYMBOLS + 1));
        Self { waypoints, ..Self::within(Vec::new(), symbols, path) }
    }

    /// The room, with all that were taken at its head, and their number.
    pub(super) fn into_room(self) -> (Vec<Symbol>, usize) {
        (self.taken, self.count)
    }

    /// All that were taken, and the waypoints.
    pub(super) fn finish(mut self) -> (Vec<Symbol>, Vec<(u32, u32)>) {
        self.taken.truncate(self.count);
        (self.taken, self.waypoints.unwrap_or_default())
    }

    /// Makes room for a vector and more.
    #[inline]
    fn reserve(&mut self) {
        if self.taken.len() < self.count + 2 * VECTOR_SYMBOLS {
            self.taken.resize(2 * self.count + STEP_ROOM, 0);
        }
    }
}

impl Sink for Symbols {
    #[inline]
    fn push(&mut self, symbol: Symbol, _start: usize, _end: usize) {
        self.reserve();
        self.taken[self.count] = symbol;
        self.count += 1;
    }

    fn pop(&mut self) {
        self.count -= 1;
    }

    fn take(&mut self, table: &Table, text: &str, mut at: usize) -> usize {
        loop {
            self.reserve();
            let step = if self.waypoints.is_some() { STEP_ROOM } else { self.taken.len() };
            let until = self.taken.len().min(self.count + step);
            let room = &mut self.taken[self.count..until];
            let (end, count) = fold_characters(self.path, table.plane(), text, at, room);
            let is_full = count + VECTOR_SYMBOLS > room.len();
            if is_full && let Some(waypoints) = &mut self.waypoints {
                // What stands at `at` was taken, so it is no mark of the character before it.
                waypoints.push((narrow(self.count), narrow(at)));
            }
            self.count += count;
            if !is_full {
                return end;
            }
            at = end;
        }
    }

    #[inline]
    fn pass(&mut self, at: usize) {
        let Some(waypoints) = &mut self.waypoints else { return };
        let last = waypoints.last().map_or(0, |point| index(point.0));
        if self.count - last >= STEP_SYMBOLS {
            waypoints.push((narrow(self.count), narrow(at)));
        }
    }
}

/// Hands symbols over in blocks. A block begins with the last symbols of the one before, so that every string of
/// `overlap` + 1 symbols lies in exactly one.
pub(super) struct Blocks<F> {
    /// Those taken since the last block, behind what is shared with it; then room.
    taken: Vec<Symbol>,
    count: usize,
    overlap: usize,
    path: Path,
    each: F,
}

impl<F: FnMut(&[Symbol])> Blocks<F> {
    /// For a text of so many bytes; `overlap` symbols at the end of a block begin the next.
    pub(super) fn new(bytes: usize, overlap: usize, path: Path, each: F) -> Self {
        Self { taken: vec![0; overlap + BLOCK_SYMBOLS.min(bytes) + STEP_ROOM], count: 0, overlap, path, each }
    }

    /// Hands over the rest.
    pub(super) fn finish(mut self) {
        (self.each)(&self.taken[..self.count]);
    }

    /// Hands over all but the last symbol, which may be given back, where there is too little room for more.
    #[inline]
    fn make_room(&mut self) {
        if self.taken.len() < self.count + STEP_ROOM {
            (self.each)(&self.taken[..self.count - 1]);
            let kept = self.count - 1 - self.overlap;
            self.taken.copy_within(kept..self.count, 0);
            self.count -= kept;
        }
    }
}

impl<F: FnMut(&[Symbol])> Sink for Blocks<F> {
    #[inline]
    fn push(&mut self, symbol: Symbol, _start: usize, _end: usize) {
        self.make_room();
        self.taken[self.count] = symbol;
        self.count += 1;
    }

    fn pop(&mut self) {
        self.count -= 1;
    }

    fn take(&mut self, table: &Table, text: &str, mut at: usize) -> usize {
        loop {
            self.make_room();
            let room = &mut self.taken[self.count..];
            let (end, count) = fold_characters(self.path, table.plane(), text, at, room);
            let is_full = count + VECTOR_SYMBOLS > room.len();
            self.count += count;
            if !is_full {
                return end;
            }
            at = end;
        }
    }
}

/// Looks for where one symbol stands, then lets the rest of the text be.
pub(super) struct Finder {
    /// Symbols before the one that is looked for.
    before: u32,
    /// Where it stands.
    pub(super) found: Option<(usize, usize)>,
    /// Symbols after it.
    behind: usize,
}

impl Finder {
    /// For the symbol after `before` others.
    pub(super) fn new(before: u32) -> Self {
        Self { before, found: None, behind: 0 }
    }
}

impl Sink for Finder {
    fn push(&mut self, _symbol: Symbol, start: usize, end: usize) {
        if self.found.is_some() {
            self.behind += 1;
        } else if self.before > 0 {
            self.before -= 1;
        } else {
            self.found = Some((start, end));
        }
    }

    fn pop(&mut self) {
        if self.behind > 0 {
            self.behind -= 1;
        } else if self.found.take().is_none() {
            self.before += 1;
        }
    }

    /// The symbol behind the one that is looked for may be a mark that belongs to it.
    fn is_done(&self) -> bool {
        self.behind > 0
    }
}

impl Sink for (Vec<Symbol>, OffsetMap) {
    #[inline]
    fn push(&mut self, symbol: Symbol, start: usize, end: usize) {
        self.0.push(symbol);
        self.1.push(start, end);
    }

    fn pop(&mut self) {
        self.0.pop();
        self.1.pop();
    }
}
