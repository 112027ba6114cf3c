//! Which family holds which stretch of which document.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::int::{float, index};
use crate::span::{DocId, Span};

/// Positions a cell of the look-up spans.
const CELL: u32 = 128;
/// Stretches a cell holds at most; what comes first is longest. Only text that repeats without end has so many.
const MOST_HELD: usize = 256;
/// Share of a stretch that one of a family must cover to hold it.
const HELD: f64 = 0.8;

/// Stretches of one cell, each with its family.
type Held<S> = Vec<(Span<S>, usize)>;

/// The stretches of families, looked up by document and cell.
#[derive(Debug)]
pub struct Cover<S> {
    cells: HashMap<(DocId, u32), Held<S>, FixedState>,
}

impl<S> Default for Cover<S> {
    fn default() -> Self {
        Self { cells: HashMap::default() }
    }
}

impl<S: Copy> Cover<S> {
    /// Enters a stretch of a family. Complexity: `O(length / 128)`.
    pub fn add(&mut self, doc: DocId, span: Span<S>, family: usize) {
        for cell in span.start / CELL..=span.end / CELL {
            let held = self.cells.entry((doc, cell)).or_default();
            if held.len() < MOST_HELD {
                held.push((span, family));
            }
        }
    }

    /// Whether there is one family that holds all of these stretches.
    pub fn holds(&self, mut stretches: impl Iterator<Item = (DocId, Span<S>)> + Clone) -> bool {
        let Some((doc, span)) = stretches.next() else { return true };
        self.holders(doc, span)
            .any(|holder| stretches.clone().all(|(doc, span)| self.holders(doc, span).any(|other| other == holder)))
    }

    /// Whether any family holds the stretch.
    pub fn holds_any(&self, doc: DocId, span: Span<S>) -> bool {
        self.holders(doc, span).next().is_some()
    }

    fn holders(&self, doc: DocId, span: Span<S>) -> impl Iterator<Item = usize> {
        let middle = u32::midpoint(span.start, span.end);
        let here = self.cells.get(&(doc, middle / CELL)).map_or(&[][..], Vec::as_slice);
        let least = HELD * float(index(span.len()));
        here.iter().filter(move |(held, _)| float(index(held.overlap(span))) >= least).map(|(_, family)| *family)
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
        assert!(cover.holds([at(0, 300, 340), at(1, 200, 240)].into_iter()));
        assert!(!cover.holds([at(0, 300, 340), at(2, 10, 50)].into_iter()));
        assert!(!cover.holds([at(0, 880, 940)].into_iter()));
    }
}
