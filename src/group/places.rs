//! From sides of matches to places: sides that lie on each other are the same occurrence.

use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

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

/// One side of a match, on its way to a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    doc: DocId,
    /// How many matches are stronger.
    rank: u32,
    is_second: bool,
}

/// The places of one document, numbered as they were made, which of them each of its entries has, and which entry is the first of
/// each.
struct OfDocument {
    places: Vec<Side>,
    of_entry: Vec<u32>,
    first: Vec<u32>,
}

/// Gives every side of every match its place. Strong matches come first, so that a place is made by the best evidence;
/// places are numbered in that order.
///
/// Complexity: `O(m log m)` unless many places overlap without being one: a place is looked up by its document, length
/// class and position.
pub(super) fn place(matches: &[Match]) -> Placed {
    placed_by(matches, numbered)
}

/// The same with another way to number the places.
fn placed_by(matches: &[Match], numbered: impl Fn(&[usize], &[&[Entry]], &[OfDocument]) -> Placed) -> Placed {
    let mut order: Vec<usize> = (0..matches.len()).collect();
    order.par_sort_by_cached_key(|&i| (-matches[i].score, matches[i].a, matches[i].b));
    let side = |entry: &Entry| {
        let found = &matches[order[index(entry.rank)]];
        (if entry.is_second { found.b } else { found.a }, found.score)
    };
    let both = |(rank, &i): (usize, &usize)| {
        let entry = |doc, is_second| Entry { doc, rank: narrow(rank), is_second };
        [entry(matches[i].a.doc, false), entry(matches[i].b.doc, true)]
    };
    let mut entries: Vec<Entry> = order.iter().enumerate().flat_map(both).collect();
    entries.par_sort_unstable();
    let documents: Vec<&[Entry]> = entries.chunk_by(|x, y| x.doc == y.doc).collect();
    let placed: Vec<OfDocument> =
        documents.par_iter().map(|entries| of_document(&entries.iter().map(side).collect::<Vec<_>>())).collect();
    numbered(&order, &documents, &placed)
}

/// The places of one document from the sides of its matches and their scores, strongest first.
fn of_document(sides: &[(Side, Score)]) -> OfDocument {
    let mut grid = Grid::new(sides.iter().map(|(side, _)| side.span.end).max().unwrap_or(0));
    // The best score at each place, and the sides of those that come near it.
    let mut votes: Vec<(Score, Vec<Span<Folded>>)> = Vec::new();
    let mut first = Vec::new();
    let place = |(entry, &(side, score)): (usize, &(Side, Score))| {
        let place = grid.find_or_insert(side);
        if place == votes.len() {
            votes.push((score, Vec::new()));
            first.push(narrow(entry));
        }
        if i64::from(score) * 100 >= i64::from(votes[place].0) * WORTH_A_VOTE {
            votes[place].1.push(side.span);
        }
        narrow(place)
    };
    let of_entry = sides.iter().enumerate().map(place).collect();
    let places = grid.places.iter().zip(&votes).map(|(place, (_, votes))| Side { doc: place.doc, span: agreed(votes) });
    OfDocument { places: places.collect(), of_entry, first }
}

/// Numbers the places of all documents in the order in which their matches come.
///
/// Plain form: go through the matches in their order and give each side's place the next number if it has none. Departure: the places
/// are sorted by their first entries, so that every step can be done for all documents at once.
fn numbered(order: &[usize], documents: &[&[Entry]], placed: &[OfDocument]) -> Placed {
    let places_of = |(d, of_doc): (usize, &OfDocument)| {
        let entries = documents[d];
        let place = move |(place, &first): (usize, &u32)| {
            let Entry { rank, is_second, .. } = entries[index(first)];
            (rank, is_second, narrow(d), narrow(place))
        };
        of_doc.first.iter().enumerate().map(place).collect::<Vec<_>>()
    };
    let mut first: Vec<(u32, bool, u32, u32)> = placed.par_iter().enumerate().flat_map_iter(places_of).collect();
    first.par_sort_unstable();
    let places = first.par_iter().map(|&(_, _, d, place)| placed[index(d)].places[index(place)]).collect();
    let mut numbers: Vec<Vec<u32>> = placed.iter().map(|of_doc| vec![0; of_doc.places.len()]).collect();
    for (number, &(_, _, d, place)) in first.iter().enumerate() {
        numbers[index(d)][index(place)] = narrow(number);
    }
    let of_match: Vec<[AtomicU32; 2]> = order.iter().map(|_| [AtomicU32::new(0), AtomicU32::new(0)]).collect();
    documents.par_iter().zip(placed).zip(&numbers).for_each(|((entries, of_doc), numbers)| {
        for (entry, &place) in entries.iter().zip(&of_doc.of_entry) {
            let sides = &of_match[order[index(entry.rank)]];
            sides[usize::from(entry.is_second)].store(numbers[index(place)], Ordering::Relaxed);
        }
    });
    let both = |sides: [AtomicU32; 2]| {
        let [a, b] = sides.map(AtomicU32::into_inner);
        (index(a), index(b))
    };
    Placed { places, of_match: of_match.into_par_iter().map(both).collect() }
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

/// Places of one document by length class and rough position: the cells lie one behind the other, so that three that are
/// neighbours are one look into memory.
#[derive(Default)]
struct Grid {
    places: Vec<Side>,
    /// The next place of the same cell; [`NONE`] behind the last.
    next: Vec<u32>,
    /// First and last place of each cell, in the order they came.
    cells: Vec<(u32, u32)>,
    /// Length of the document.
    length: u32,
}

/// No place.
const NONE: u32 = u32::MAX;
/// Class of the shortest places; shorter ones are with them.
const LEAST_CLASS: u32 = 3;

impl Grid {
    /// Room for the places of a document of this length. Memory: about two bytes a symbol.
    fn new(length: u32) -> Self {
        let classes = LEAST_CLASS..=length_class(length).max(LEAST_CLASS) + 1;
        let cells = classes.map(|class| cells_of(length, class)).sum();
        Self { cells: vec![(NONE, NONE); cells], length, ..Self::default() }
    }

    /// The cells of a class from the one before a position to the one behind it.
    fn near(&self, class: u32, position: u32) -> std::ops::Range<usize> {
        let from = (LEAST_CLASS..class).map(|below| cells_of(self.length, below)).sum::<usize>();
        let cell = index(position / width(class));
        from + cell.saturating_sub(1)..from + (cell + 2).min(cells_of(self.length, class))
    }

    fn find_or_insert(&mut self, side: Side) -> usize {
        let class = length_class(side.span.len()).max(LEAST_CLASS);
        for class in (class - 1).max(LEAST_CLASS)..=class + 1 {
            for cell in self.near(class, side.span.start) {
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
        let near = self.near(class, side.span.start);
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
    use proptest::prelude::*;

    use super::*;

    fn span(start: u32, end: u32) -> Span<Folded> {
        Span::new(start, end)
    }

    #[test]
    fn edges_are_those_most_partners_agree_on() {
        assert_eq!(agreed(&[span(10, 60), span(12, 58), span(12, 57), span(3, 57)]), span(12, 57));
        assert_eq!(agreed(&[span(10, 60), span(30, 90)]), span(10, 60));
    }

    /// The same as [`numbered`], match by match.
    fn plain_numbered(order: &[usize], documents: &[&[Entry]], placed: &[OfDocument]) -> Placed {
        let mut numbers = std::collections::HashMap::new();
        let (mut places, mut of_match) = (Vec::new(), vec![(0, 0); order.len()]);
        for (rank, &i) in order.iter().enumerate() {
            let [a, b] = [false, true].map(|is_second| {
                let is_wanted = |entry: &Entry| index(entry.rank) == rank && entry.is_second == is_second;
                let at = |entries: &&[Entry]| entries.iter().position(is_wanted);
                let (d, at) = documents.iter().enumerate().find_map(|(d, entries)| Some((d, at(entries)?))).unwrap();
                let place = placed[d].of_entry[at];
                *numbers.entry((d, place)).or_insert_with(|| {
                    places.push(placed[d].places[index(place)]);
                    places.len() - 1
                })
            });
            of_match[i] = (a, b);
        }
        Placed { places, of_match }
    }

    proptest! {
        #[test]
        fn places_are_numbered_as_their_matches_come(
            sides in prop::collection::vec(((0_u32..4, 0_u32..60), (0_u32..4, 0_u32..60), 1_i32..9), 0..30),
        ) {
            let side = |(doc, start)| Side { doc: DocId(doc), span: span(start, start + 20) };
            let matches: Vec<Match> = sides
                .iter()
                .map(|&(a, b, score)| Match { a: side(a), b: side(b), blocks: Vec::new(), score })
                .collect();
            let placed = placed_by(&matches, numbered);
            let plain = placed_by(&matches, plain_numbered);
            prop_assert_eq!((placed.places, placed.of_match), (plain.places, plain.of_match));
        }
    }

    #[test]
    fn the_grid_finds_the_same_place_across_cells_and_classes() {
        let mut grid = Grid::new(400);
        let doc = DocId(3);
        let first = grid.find_or_insert(Side { doc, span: span(127, 256) });
        assert_eq!(grid.find_or_insert(Side { doc, span: span(130, 256) }), first);
        assert_eq!(grid.find_or_insert(Side { doc, span: span(120, 250) }), first);
        assert_ne!(grid.find_or_insert(Side { doc, span: span(200, 330) }), first);
    }
}
