//! Edges of boilerplate at lines: whole lines are taken, strays of other lines dropped.

use super::kind::Place;
use super::place::{Facts, Inside, STRAY};
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
    /// Whether there are enough members to say what is usual.
    compared: bool,
    /// What usually stands between the edge and the end of the line.
    words: u64,
    /// Its usual length, in symbols.
    rest: u32,
    /// Symbols of another line up to which they are dropped.
    stray: u32,
    /// What nearly all members have inside the edge of a line: what others have outside of it is dropped.
    key: Option<u64>,
}

/// Symbols of a line's rest up to which it may be taken for its words, and up to which for its length alone.
pub(super) const LONGEST_REST: u32 = 60;
const LONGEST_SLOTS: u32 = 30;
/// Members from which the rests of their lines are compared: what one or two have beside a known passage is their own.
const COMPARED: usize = 3;
/// Symbols by which the lengths of rests may differ.
const SLOTS_DIFFER: u32 = 4;
/// Symbols of another line that are dropped where nearly all members end with their line.
const STRAY_AT_LINES: u32 = 12;
/// Share of the members that must have their edge there for the others to drop what is outside of it.
const ANCHORED: f64 = 0.25;

impl Snap {
    pub(super) fn of(facts: &[Facts]) -> Self {
        Self {
            start: Edge::of(&facts.iter().map(Rest::before).collect::<Vec<_>>()),
            end: Edge::of(&facts.iter().map(Rest::behind).collect::<Vec<_>>()),
        }
    }

    /// Whether a member stands on lines of its own.
    pub(super) fn on_lines(self, facts: &Facts) -> bool {
        let (before, behind) = (Rest::before(facts), Rest::behind(facts));
        let at = |edge: Edge, rest: Rest| rest.slot || rest.inside.is_some_and(|inside| rest.own || edge.drops(inside));
        at(self.start, before) && at(self.end, behind)
    }

    /// The place with its edges moved, and the symbols in it.
    pub(super) fn place(self, facts: &Facts) -> (Place, Span<Norm>) {
        let (mut place, mut norm) = (facts.at.place, facts.at.norm);
        if let Some(inside) = facts.start_inside.filter(|inside| self.start.drops(*inside)) {
            (place.raw.start, place.chars.start) = (inside.raw, inside.chars);
            norm.start += inside.symbols;
        } else if self.start.takes(facts.before, facts.before_words, facts.opens_line()) {
            place.raw = place.raw.hull(Span::new(facts.lines.raw.start, place.raw.end));
            place.chars = place.chars.hull(Span::new(facts.lines.chars.start, place.chars.end));
            norm.start -= facts.before;
        }
        if let Some(inside) = facts.end_inside.filter(|inside| facts.amounts_behind || self.end.drops(*inside)) {
            (place.raw.end, place.chars.end) = (inside.raw, inside.chars);
            norm.end -= inside.symbols;
        } else if !facts.amounts_behind && self.end.takes(facts.behind, facts.behind_words, facts.ends_line()) {
            place.raw = place.raw.hull(Span::new(place.raw.start, facts.lines.raw.end));
            place.chars = place.chars.hull(Span::new(place.chars.start, facts.lines.chars.end));
            norm.end += facts.behind;
        }
        (place, norm)
    }
}

/// What a member leaves of its line at one edge.
#[derive(Debug, Clone, Copy)]
struct Rest {
    symbols: u32,
    words: u64,
    /// Whether it is nothing or a slot.
    slot: bool,
    /// Whether it is the member's own: the amounts of a row.
    own: bool,
    /// What the member begins (ends) with.
    key: u64,
    /// The edge without the symbols of another line.
    inside: Option<Inside>,
}

impl Rest {
    fn before(facts: &Facts) -> Self {
        let (symbols, words, slot) = (facts.before, facts.before_words, facts.opens_line());
        Self { symbols, words, slot, own: false, key: facts.start_key, inside: facts.start_inside }
    }

    /// What stands just inside the edge of a line, at this edge or near it.
    fn at_line(&self) -> Option<u64> {
        if self.symbols == 0 { Some(self.key) } else { self.inside.map(|inside| inside.key) }
    }

    fn behind(facts: &Facts) -> Self {
        let (symbols, words, slot) = (facts.behind, facts.behind_words, facts.ends_line());
        Self { symbols, words, slot, own: facts.amounts_behind, key: facts.end_key, inside: facts.end_inside }
    }
}

impl Edge {
    /// From each member's rest of the line.
    fn of(rests: &[Rest]) -> Self {
        let mut lengths: Vec<u32> = rests.iter().map(|rest| rest.symbols).collect();
        lengths.sort_unstable();
        let words = usual(rests.iter().map(|rest| rest.words));
        let at_lines = rests.iter().filter(|rest| rest.symbols == 0).count();
        let many = |count: usize| float(count) >= SNAPPED * float(rests.len());
        let keys: Vec<u64> = rests.iter().filter_map(Rest::at_line).collect();
        let key = usual(keys.iter().copied());
        let known = keys.iter().filter(|other| **other == key).count();
        let anchors = rests.iter().filter(|rest| rest.symbols == 0 && rest.key == key).count();
        let anchored = float(anchors) >= ANCHORED * float(rests.len());
        let edge = Self {
            whole: true,
            compared: rests.len() >= COMPARED,
            words,
            rest: lengths.get(lengths.len() / 2).copied().unwrap_or(0),
            stray: if many(at_lines) { STRAY_AT_LINES } else { STRAY },
            key: (many(known) && anchored).then_some(key),
        };
        let whole = many(rests.iter().filter(|rest| edge.takes(rest.symbols, rest.words, rest.slot)).count());
        Self { whole, ..edge }
    }

    fn drops(self, inside: Inside) -> bool {
        inside.symbols <= self.stray || self.key == Some(inside.key)
    }

    fn takes(self, rest: u32, words: u64, slot: bool) -> bool {
        let same_words = rest <= LONGEST_REST && words == self.words;
        let same_slots = rest <= LONGEST_SLOTS && rest.abs_diff(self.rest) <= SLOTS_DIFFER;
        self.whole && (slot || self.compared && (same_words || same_slots))
    }
}

/// The most frequent value; the smallest of those on a tie.
fn usual(values: impl Iterator<Item = u64>) -> u64 {
    let mut sorted: Vec<u64> = values.collect();
    sorted.sort_unstable();
    sorted.chunk_by(|x, y| x == y).rev().max_by_key(|same| same.len()).map_or(0, |same| same[0])
}
