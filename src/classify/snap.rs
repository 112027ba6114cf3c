//! Edges of boilerplate at lines: whole lines are taken, strays of other lines dropped.

use super::kind::Place;
use super::place::{Facts, STRAY};
use crate::int::float;
use crate::span::{Norm, Span};

/// Share of the members whose line must begin (end) with the passage or a slot for the line to be taken whole.
const SNAPPED: f64 = 0.8;

/// How the edges of a boilerplate family go to the ends of their lines: outwards where nearly all members leave nothing,
/// a slot, or the same words with other numbers; inwards over a few symbols of a line that is not theirs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Snap {
    start: Edge,
    end: Edge,
}

/// One edge of all members.
#[derive(Debug, Clone, Copy)]
struct Edge {
    /// Whether the line is taken whole.
    whole: bool,
    /// What usually stands between the edge and the end of the line.
    words: u64,
    /// Its usual length, in symbols.
    rest: u32,
    /// Symbols of another line up to which they are dropped.
    stray: u32,
}

/// Symbols of a line's rest up to which it may be taken for its words, and up to which for its length alone.
const LONGEST_REST: u32 = 60;
const LONGEST_SLOTS: u32 = 30;
/// Symbols by which the lengths of rests may differ.
const SLOTS_DIFFER: u32 = 4;
/// Symbols of another line that are dropped where nearly all members end with their line.
const STRAY_AT_LINES: u32 = 12;

impl Snap {
    pub(super) fn of(facts: &[Facts]) -> Self {
        Self {
            start: Edge::of(&facts.iter().map(|f| (f.before, f.before_words, f.opens_line())).collect::<Vec<_>>()),
            end: Edge::of(&facts.iter().map(|f| (f.behind, f.behind_words, f.ends_line())).collect::<Vec<_>>()),
        }
    }

    /// The place with its edges moved, and what of the normalised span is certainly inside.
    pub(super) fn place(self, facts: &Facts) -> (Place, Span<Norm>) {
        let (mut place, mut norm) = (facts.place, facts.norm);
        if let Some(inside) = facts.start_inside.filter(|inside| inside.symbols <= self.start.stray) {
            (place.raw.start, place.chars.start) = (inside.raw, inside.chars);
            norm.start += inside.symbols;
        } else if self.start.takes(facts.before, facts.before_words, facts.opens_line()) {
            place.raw = place.raw.hull(Span::new(facts.lines.raw.start, place.raw.end));
            place.chars = place.chars.hull(Span::new(facts.lines.chars.start, place.chars.end));
        }
        if let Some(inside) = facts.end_inside.filter(|inside| inside.symbols <= self.end.stray) {
            (place.raw.end, place.chars.end) = (inside.raw, inside.chars);
            norm.end -= inside.symbols;
        } else if self.end.takes(facts.behind, facts.behind_words, facts.ends_line()) {
            place.raw = place.raw.hull(Span::new(place.raw.start, facts.lines.raw.end));
            place.chars = place.chars.hull(Span::new(place.chars.start, facts.lines.chars.end));
        }
        (place, norm)
    }
}

impl Edge {
    /// From each member's rest of the line: its length, its words, whether it is nothing or a slot.
    fn of(rests: &[(u32, u64, bool)]) -> Self {
        let mut lengths: Vec<u32> = rests.iter().map(|rest| rest.0).collect();
        lengths.sort_unstable();
        let words = usual(rests.iter().map(|rest| rest.1));
        let at_lines = rests.iter().filter(|rest| rest.0 == 0).count();
        let many = |count: usize| float(count) >= SNAPPED * float(rests.len());
        let edge = Self {
            whole: true,
            words,
            rest: lengths.get(lengths.len() / 2).copied().unwrap_or(0),
            stray: if many(at_lines) { STRAY_AT_LINES } else { STRAY },
        };
        let whole = many(rests.iter().filter(|rest| edge.takes(rest.0, rest.1, rest.2)).count());
        Self { whole, ..edge }
    }

    fn takes(self, rest: u32, words: u64, slot: bool) -> bool {
        let same_words = rest <= LONGEST_REST && words == self.words;
        let same_slots = rest <= LONGEST_SLOTS && rest.abs_diff(self.rest) <= SLOTS_DIFFER;
        self.whole && (slot || same_words || same_slots)
    }
}

/// The most frequent value; the smallest of those on a tie.
fn usual(values: impl Iterator<Item = u64>) -> u64 {
    let mut sorted: Vec<u64> = values.collect();
    sorted.sort_unstable();
    sorted.chunk_by(|x, y| x == y).rev().max_by_key(|same| same.len()).map_or(0, |same| same[0])
}
