//! One occurrence against the canonical one, as it is shown: two passages go in, runs of characters in their styles come out.
//! What is compared are symbols, so script, width, punctuation and line breaks are no differences. Breaks no lines.

use std::ops::Range;

use super::diff::{Change, diff};
use super::wide::{BOLD, DIM, RESET, counted, in_line};
use crate::int::{narrow, wide};
use crate::normalize::{Normalizer, OffsetMap, Symbol};
use crate::span::Span;

/// Whether the terminal shows colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// What only the canonical occurrence has is red and struck through, what only the other has green and underlined.
    On,
    /// What only the canonical occurrence has stands in `[-` `-]`, what only the other has in `{+` `+}`.
    Off,
}

/// Red and struck through; green and underlined: told apart without colours, too.
const LOST: &str = "\x1b[31;9m";
const NEW: &str = "\x1b[32;4m";
/// Characters up to which a stretch without differences is shown whole beside others, and how many of a longer one are shown
/// at each of its ends.
const WHOLE_CHARS: usize = 400;
const END_CHARS: usize = 100;

/// Copies of a loop up to which all are shown.
const MOST_COPIES: usize = 5;

/// A character and the style it is shown in.
pub(super) type Cell = (char, &'static str);

/// The text of an occurrence with its symbols.
pub(super) struct Passage<'t> {
    text: &'t str,
    symbols: Vec<Symbol>,
    offsets: OffsetMap,
}

impl<'t> Passage<'t> {
    pub(super) fn new(text: &'t str, normalizer: &Normalizer) -> Self {
        let (symbols, offsets) = normalizer.with_offsets(text);
        Self { text, symbols, offsets }
    }

    /// The text as it stands.
    pub(super) fn text(&self) -> &'t str {
        self.text
    }

    fn bytes(&self, symbols: &Range<usize>) -> Range<usize> {
        self.offsets.to_raw(Span::new(narrow(symbols.start), narrow(symbols.end))).range()
    }

    /// The copies of a loop whose unit has `period` symbols; one part where it has fewer.
    pub(super) fn copies(&self, period: usize) -> Vec<&'t str> {
        let mut parts = Vec::new();
        let mut from = 0;
        for symbol in (period..self.symbols.len()).step_by(period.max(1)) {
            let start = self.bytes(&(symbol..symbol)).start;
            parts.push(part(self.text, from..start));
            from = start;
        }
        parts.push(part(self.text, from..self.text.len()));
        parts
    }

    fn of(&self, symbol: usize) -> &'t str {
        self.text.get(self.offsets.symbol(narrow(symbol)).range()).unwrap_or_default()
    }
}

/// What differs between the canonical occurrence and another.
pub(super) struct Compared<'p> {
    canonical: &'p Passage<'p>,
    other: &'p Passage<'p>,
    changes: Vec<Change>,
}

impl<'p> Compared<'p> {
    pub(super) fn new(canonical: &'p Passage<'p>, other: &'p Passage<'p>) -> Self {
        Self { canonical, other, changes: diff(&canonical.symbols, &other.symbols) }
    }

    /// Symbols that differ, on the side that has more.
    pub(super) fn edits(&self) -> usize {
        self.changes.iter().map(|change| change.first.len().max(change.second.len())).sum()
    }

    /// Symbols that are the same and written with other characters: in the other script, in full width.
    pub(super) fn otherwise(&self) -> usize {
        let (mut at, mut count) = ((0, 0), 0);
        let end = self.end();
        for change in self.changes.iter().chain([&end]) {
            let equal = (at.0..change.first.start).zip(at.1..change.second.start);
            count += equal.filter(|&(i, j)| self.canonical.of(i) != self.other.of(j)).count();
            at = (change.first.end, change.second.end);
        }
        count
    }

    /// Behind the last symbol of both.
    fn end(&self) -> Change {
        let (first, second) = (self.canonical.symbols.len(), self.other.symbols.len());
        Change { first: first..first, second: second..second }
    }

    /// The canonical occurrence with what the other lacks.
    pub(super) fn original(&self, colour: Colour) -> Vec<Cell> {
        let mut page = Page { cells: Vec::new(), colour };
        let mut at = 0;
        for change in &self.changes {
            let lost = self.canonical.bytes(&change.first);
            page.equal(part(self.canonical.text, at..lost.start));
            page.lost(part(self.canonical.text, lost.start.max(at)..lost.end));
            at = lost.end.max(at);
        }
        page.equal(part(self.canonical.text, at..self.canonical.text.len()));
        page.cells
    }

    /// The other occurrence, with what it lacks where that would stand.
    pub(super) fn copy(&self, colour: Colour) -> Vec<Cell> {
        let mut page = Page { cells: Vec::new(), colour };
        let mut at = 0;
        for change in &self.changes {
            let new = self.other.bytes(&change.second);
            page.equal(part(self.other.text, at..new.start));
            page.lost(part(self.canonical.text, self.canonical.bytes(&change.first)));
            page.added(part(self.other.text, new.start.max(at)..new.end));
            at = new.end.max(at);
        }
        page.equal(part(self.other.text, at..self.other.text.len()));
        page.cells
    }
}

/// Cells in their styles.
fn styled(cells: &[Cell]) -> String {
    let mut line = String::new();
    for run in cells.chunk_by(|a, b| a.1 == b.1) {
        line.push_str(run[0].1);
        line.extend(run.iter().map(|(char, _)| char));
        line.push_str(RESET);
    }
    line
}

/// What the marks mean.
pub(super) fn legend(colour: Colour) -> String {
    let mut page = Page { cells: Vec::new(), colour };
    page.lost("only in the original");
    plain(&mut page.cells, "  ", "");
    page.added("only in the copy");
    plain(&mut page.cells, "  script, width and punctuation are not compared", DIM);
    styled(&page.cells)
}

/// The text of an occurrence as it stands.
pub(super) fn alone(text: &str) -> Vec<Cell> {
    let mut cells = Vec::new();
    plain(&mut cells, text, "");
    cells
}

/// The copies of a loop with bars between them; of more than [`MOST_COPIES`] the first two and the last two.
pub(super) fn repeated(copies: &[&str]) -> Vec<Cell> {
    let mut cells = Vec::new();
    let left_out = if copies.len() > MOST_COPIES { 2..copies.len() - 2 } else { 0..0 };
    for (n, copy) in copies.iter().enumerate() {
        if n == left_out.start && !left_out.is_empty() {
            plain(&mut cells, &format!("¦ … {} like these … ", counted(wide(left_out.len()), "copy")), DIM);
        }
        if !left_out.contains(&n) {
            plain(&mut cells, if n > 0 { "¦" } else { "" }, BOLD);
            plain(&mut cells, copy, "");
        }
    }
    cells
}

/// Nothing where the range is turned: neighbours whose symbols share a character.
fn part(text: &str, bytes: Range<usize>) -> &str {
    text.get(bytes).unwrap_or_default()
}

/// Adds a text in a style, white space as single spaces.
pub(super) fn plain(cells: &mut Vec<Cell>, text: &str, style: &'static str) {
    cells.extend(text.chars().filter_map(in_line).map(|char| (char, style)));
}

struct Page {
    cells: Vec<Cell>,
    colour: Colour,
}

impl Page {
    fn equal(&mut self, text: &str) {
        let chars = text.chars().count();
        if chars <= WHOLE_CHARS {
            plain(&mut self.cells, text, "");
            return;
        }
        let at = |n: usize| text.char_indices().nth(n).map_or(text.len(), |(byte, _)| byte);
        plain(&mut self.cells, part(text, 0..at(END_CHARS)), "");
        plain(
            &mut self.cells,
            &format!(" … {} without a difference … ", counted(wide(chars - 2 * END_CHARS), "character")),
            DIM,
        );
        plain(&mut self.cells, part(text, at(chars - END_CHARS)..text.len()), "");
    }

    fn lost(&mut self, text: &str) {
        self.between("[-", text, "-]", LOST);
    }

    fn added(&mut self, text: &str) {
        self.between("{+", text, "+}", NEW);
    }

    fn between(&mut self, open: &str, text: &str, close: &str, style: &'static str) {
        if text.is_empty() {
            return;
        }
        match self.colour {
            Colour::On => plain(&mut self.cells, text, style),
            Colour::Off => {
                plain(&mut self.cells, open, BOLD);
                plain(&mut self.cells, text, "");
                plain(&mut self.cells, close, BOLD);
            }
        }
    }
}
