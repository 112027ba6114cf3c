//! From sides of matches to places: sides that lie on each other are the same occurrence.

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
/// Complexity: `O(m log m)` unless many places overlap without being one: a place is looked up by its document, length class and position.
pub(super) fn place(matches: &[Match]) -> Placed {
    let mut order: Vec<usize> = (0..matches.len()).collect();
    order.sort_by_cached_key(|&i| (-matches[i].score, matches[i].a, matches[i].b));
    let mut grid = Grid::new(&lengths(matches));
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

/// How far the sides of the matches reach in each document.
fn lengths(matches: &[Match]) -> Vec<u32> {
    let sides = || matches.iter().flat_map(|found| [found.a, found.b]);
    let mut lengths = vec![0; sides().map(|side| side.doc.index() + 1).max().unwrap_or(0)];
    for side in sides() {
        let length = &mut lengths[side.doc.index()];
        *length = side.span.end.max(*length);
    }
    lengths
}

/// The edges most votes agree on; ties go to the vote with the best evidence, which comes first.
fn agreed(votes: &[Span<Folded>]) -> Span<Folded> {
    if let [vote] = votes {
        return *vote;
    }
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

/// Places by document, length class and rough position: the cells of all lie one behind the other, so that three that are
/// neighbours are one look into memory.
#[derive(Default)]
struct Grid {
    places: Vec<Side>,
    /// The next place of the same cell; [`NONE`] behind the last.
    next: Vec<u32>,
    /// First and last place of each cell, in the order they came.
    cells: Vec<(u32, u32)>,
    /// Of each document: its first cell, and its length.
    documents: Vec<(usize, u32)>,
}

/// No place.
const NONE: u32 = u32::MAX;
/// Class of the shortest places; shorter ones are with them.
const LEAST_CLASS: u32 = 3;

impl Grid {
    /// Room for the places of documents of these lengths. Memory: about two bytes a symbol.
    fn new(lengths: &[u32]) -> Self {
        let mut grid = Self::default();
        let mut cells = 0;
        for &length in lengths {
            grid.documents.push((cells, length));
            cells += (LEAST_CLASS..=length_class(length).max(LEAST_CLASS) + 1)
                .map(|class| cells_of(length, class))
                .sum::<usize>();
        }
        grid.cells = vec![(NONE, NONE); cells];
        grid
    }

    /// The cells of a class from the one before a position to the one behind it.
    fn near(&self, doc: DocId, class: u32, position: u32) -> std::ops::Range<usize> {
        let (from, length) = self.documents[doc.index()];
        let from = from + (LEAST_CLASS..class).map(|below| cells_of(length, below)).sum::<usize>();
        let cell = index(position / width(class));
        from + cell.saturating_sub(1)..from + (cell + 2).min(cells_of(length, class))
    }

    fn find_or_insert(&mut self, side: Side) -> usize {
        let class = length_class(side.span.len()).max(LEAST_CLASS);
        for class in (class - 1).max(LEAST_CLASS)..=class + 1 {
            for cell in self.near(side.doc, class, side.span.start) {
                let mut place = self.cells[cell].0;
                while place != NONE {
                    if same(self.places[index(place)].span, side.span) {
                        return index(place);
                    }
                    place = self.next[index(place)];
                }
            }
        }
        self.insert(side, class)
    }

    fn insert(&mut self, side: Side, class: u32) -> usize {
        let place = self.places.len();
        self.places.push(side);
        self.next.push(NONE);
        let near = self.near(side.doc, class, side.span.start);
        let cell = near.start + usize::from(side.span.start >= width(class));
        let last = std::mem::replace(&mut self.cells[cell].1, narrow(place));
        if last == NONE {
            self.cells[cell].0 = narrow(place);
        } else {
            self.next[index(last)] = narrow(place);
        }
        place
    }
}

/// Cells of one class in a document.
fn cells_of(length: u32, class: u32) -> usize {
    index(length / width(class)) + 1
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
        let mut grid = Grid::new(&[0, 0, 0, 400, 400]);
        let doc = DocId(3);
        let first = grid.find_or_insert(Side { doc, span: span(127, 256) });
        assert_eq!(grid.find_or_insert(Side { doc, span: span(130, 256) }), first);
        assert_eq!(grid.find_or_insert(Side { doc, span: span(120, 250) }), first);
        assert_ne!(grid.find_or_insert(Side { doc, span: span(200, 330) }), first);
        assert_ne!(grid.find_or_insert(Side { doc: DocId(4), span: span(127, 256) }), first);
    }
}
