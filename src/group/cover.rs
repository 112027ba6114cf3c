//! Which family holds which stretch of which document.

use crate::int::{float, index, narrow};
use crate::span::{DocId, Span};

/// Positions a cell of the look-up spans.
const CELL: u32 = 128;
/// Stretches a cell holds at most; what comes first is longest. Only text that repeats without end has so many.
const MOST_HELD: u32 = 256;
/// Share of a stretch that one of a family must cover to hold it.
const HELD: f64 = 0.8;

/// The stretches of families, looked up by document and cell. Those of a cell follow one another in a list of all.
#[derive(Debug)]
pub struct Cover<S> {
    cells: Vec<Vec<Cell>>,
    held: Vec<Held<S>>,
}

/// First and last stretch of a cell, and how many there are.
#[derive(Debug, Clone, Copy, Default)]
struct Cell {
    first: u32,
    last: u32,
    count: u32,
}

/// A stretch, its family, and the next of the same cell if the cell has one.
#[derive(Debug, Clone, Copy)]
struct Held<S> {
    span: Span<S>,
    family: u32,
    next: u32,
}

impl<S> Default for Cover<S> {
    fn default() -> Self {
        Self { cells: Vec::new(), held: Vec::new() }
    }
}

impl<S: Copy> Cover<S> {
    /// Enters a stretch of a family. Complexity: `O(length / 128)`.
    pub fn add(&mut self, doc: DocId, span: Span<S>, family: usize) {
        let (from, to) = (index(span.start / CELL), index(span.end / CELL));
        if self.cells.len() <= doc.index() {
            self.cells.resize_with(doc.index() + 1, Vec::new);
        }
        let cells = &mut self.cells[doc.index()];
        if cells.len() <= to {
            cells.resize(to + 1, Cell::default());
        }
        for cell in cells[from..=to].iter_mut().filter(|cell| cell.count < MOST_HELD) {
            let number = narrow(self.held.len());
            if cell.count == 0 {
                cell.first = number;
            } else {
                self.held[index(cell.last)].next = number;
            }
            (cell.last, cell.count) = (number, cell.count + 1);
            self.held.push(Held { span, family: narrow(family), next: 0 });
        }
    }

    /// Whether there is one family that holds all of these stretches, which ascend, no two of them in one occurrence of it: what a passage
    /// tells twice its copies do not say.
    pub fn holds(&self, stretches: &(impl Iterator<Item = (DocId, Span<S>)> + Clone)) -> bool {
        let Some((doc, span)) = stretches.clone().next() else { return true };
        self.holders(doc, span).any(|holder| {
            let mut last = None;
            stretches.clone().all(|(doc, span)| {
                let inside = self.holders(doc, span).find(|other| other.family == holder.family);
                let inside = inside.map(|held| (doc, held.span.start, held.span.end));
                let told_twice = inside == last;
                last = inside;
                inside.is_some() && !told_twice
            })
        })
    }

    /// Whether any family holds the stretch.
    pub fn holds_any(&self, doc: DocId, span: Span<S>) -> bool {
        self.holders(doc, span).next().is_some()
    }

    /// The families that hold a stretch, each with the one of its own that does.
    pub fn holding(&self, doc: DocId, span: Span<S>) -> impl Iterator<Item = (usize, Span<S>)> {
        self.holders(doc, span).map(|held| (index(held.family), held.span))
    }

    /// The stretches of families that hold a stretch, in the order in which they came.
    fn holders(&self, doc: DocId, span: Span<S>) -> impl Iterator<Item = &Held<S>> {
        let middle = u32::midpoint(span.start, span.end);
        let cell = self.cells.get(doc.index()).and_then(|cells| cells.get(index(middle / CELL)));
        let Cell { first, count, .. } = cell.copied().unwrap_or_default();
        let least = HELD * float(index(span.len()));
        let mut next = first;
        let here = (0..count).map(move |_| {
            let held = &self.held[index(next)];
            next = held.next;
            held
        });
        here.filter(move |held| float(index(held.span.overlap(span))) >= least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Norm;

    #[test]
    fn a_family_is_held_if_one_other_holds_all_its_stretches() {
        let at = |doc, start, end| (DocId(doc), Span::<Norm>::new(start, end));
        let mut cover = Cover::default();
        for (doc, span) in [at(0, 100, 900), at(1, 0, 800)] {
            cover.add(doc, span, 7);
        }
        cover.add(DocId(2), Span::new(0, 50), 8);
        assert!(cover.holds(&[at(0, 300, 340), at(1, 200, 240)].into_iter()));
        assert!(!cover.holds(&[at(0, 300, 340), at(2, 10, 50)].into_iter()));
        assert!(!cover.holds(&[at(0, 880, 940)].into_iter()));
    }

    #[test]
    fn what_an_occurrence_tells_twice_is_not_held() {
        let at = |doc, start, end| (DocId(doc), Span::<Norm>::new(start, end));
        let mut cover = Cover::default();
        for (doc, span) in [at(0, 100, 500), at(0, 600, 1000), at(1, 0, 400)] {
            cover.add(doc, span, 7);
        }
        assert!(cover.holds(&[at(0, 300, 340), at(0, 800, 840), at(1, 200, 240)].into_iter()));
        assert!(!cover.holds(&[at(0, 200, 240), at(0, 300, 340), at(1, 200, 240)].into_iter()));
    }
}
