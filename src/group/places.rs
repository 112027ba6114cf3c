//! From sides of matches to places: sides that lie on each other are the same occurrence.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::align::{Match, Side};
use crate::edits::Score;
use crate::int::{float, floor, index, narrow};
use crate::span::{DocId, Folded, Span};

/// Intersection over union from which two sides are one place.
const SAME: f64 = 0.62;
/// Percent of the best match's score from which a match has a say in a place's edges.
const WORTH_A_VOTE: i64 = 55;
/// Symbols by which edges may differ and still count as agreeing.
const NEAR: u32 = 1;

/// The places of all matches.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    /// The places, with the edges most partners agree on.
    pub places: Vec<Side>,
    /// For each match the place of its first and second side.
    pub of_match: Vec<(usize, usize)>,
}

/// Gives every side of every match its place. Strong matches come first, so that a place is made by the best evidence.
///
/// Complexity: expected `O(m log m)`: a place is looked up by its document, length class and position.
pub(super) fn place(matches: &[Match]) -> Placed {
    let mut order: Vec<usize> = (0..matches.len()).collect();
    order.sort_by_cached_key(|&i| (-matches[i].score, matches[i].a, matches[i].b));
    let mut grid = Grid::default();
    let mut of_match = vec![(0, 0); matches.len()];
    // The best score at each place, and the sides of those that come near it.
    let mut votes: Vec<(Score, Vec<Span<Folded>>)> = Vec::new();
    for i in order {
        let score = matches[i].score;
        let mut find = |side: Side| {
            let place = grid.find_or_insert(side);
            if place == votes.len() {
                votes.push((score, Vec::new()));
            }
            if i64::from(score) * 100 >= i64::from(votes[place].0) * WORTH_A_VOTE {
                votes[place].1.push(side.span);
            }
            place
        };
        of_match[i] = (find(matches[i].a), find(matches[i].b));
    }
    let places = grid.places.iter().zip(&votes).map(|(place, (_, votes))| Side { doc: place.doc, span: agreed(votes) });
    Placed { places: places.collect(), of_match }
}

/// The edges most votes agree on; ties go to the vote with the best evidence, which comes first.
fn agreed(votes: &[Span<Folded>]) -> Span<Folded> {
    let start = most(votes.iter().map(|span| span.start));
    let end = most(votes.iter().map(|span| span.end));
    if start < end { Span::new(start, end) } else { votes[0] }
}

fn most(values: impl Iterator<Item = u32>) -> u32 {
    let in_order: Vec<u32> = values.collect();
    let mut sorted = in_order.clone();
    sorted.sort_unstable();
    let support = |value: u32| {
        let exact = sorted.partition_point(|&v| v <= value) - sorted.partition_point(|&v| v < value);
        let near = sorted.partition_point(|&v| v <= value + NEAR) - sorted.partition_point(|&v| v + NEAR < value);
        2 * near + exact
    };
    let mut best = (0, 0);
    for value in in_order {
        let votes = support(value);
        if votes > best.0 {
            best = (votes, value);
        }
    }
    best.1
}

/// Places by document, length class and rough position.
#[derive(Default)]
struct Grid {
    places: Vec<Side>,
    cells: HashMap<(DocId, u32, u32), Vec<usize>, FixedState>,
}

impl Grid {
    fn find_or_insert(&mut self, side: Side) -> usize {
        let class = length_class(side.span.len());
        for class in class.saturating_sub(1)..=class + 1 {
            let cell = side.span.start / width(class);
            for cell in cell.saturating_sub(1)..=cell + 1 {
                let held = self.cells.get(&(side.doc, class, cell)).map_or(&[][..], Vec::as_slice);
                if let Some(&place) = held.iter().find(|&&place| same(self.places[place].span, side.span)) {
                    return place;
                }
            }
        }
        let place = self.places.len();
        self.places.push(side);
        self.cells.entry((side.doc, class, side.span.start / width(class))).or_default().push(place);
        place
    }
}

/// Lengths of one class differ by a factor below 2, so sides that are one place are at most one class apart.
fn length_class(len: u32) -> u32 {
    u32::BITS - len.leading_zeros()
}

/// At least the distance by which starts of one place can differ.
fn width(class: u32) -> u32 {
    1 << class.min(30)
}

fn same(x: Span<Folded>, y: Span<Folded>) -> bool {
    let both = x.overlap(y);
    let either = x.len() + y.len() - both;
    both >= narrow(floor(float(index(either)) * SAME).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span<Folded> {
        Span::new(start, end)
    }

    #[test]
    fn edges_are_those_most_partners_agree_on() {
        assert_eq!(agreed(&[span(10, 60), span(12, 58), span(12, 57), span(3, 57)]), span(12, 57));
        assert_eq!(agreed(&[span(10, 60), span(30, 90)]), span(10, 60));
    }

    #[test]
    fn the_grid_finds_the_same_place_across_cells_and_classes() {
        let mut grid = Grid::default();
        let doc = DocId(3);
        let first = grid.find_or_insert(Side { doc, span: span(127, 256) });
        assert_eq!(grid.find_or_insert(Side { doc, span: span(130, 256) }), first);
        assert_eq!(grid.find_or_insert(Side { doc, span: span(120, 250) }), first);
        assert_ne!(grid.find_or_insert(Side { doc, span: span(200, 330) }), first);
        assert_ne!(grid.find_or_insert(Side { doc: DocId(4), span: span(127, 256) }), first);
    }
}
