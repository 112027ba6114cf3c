//! A family while it grows: the centre and what was verified against it.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::compose::{End, seen_from};
use super::digits::other_digits;
use super::holes::Centre;
use super::{Context, Family, Member};
use crate::align::{Match, Side, Tally};
use crate::edits::Block;
use crate::normalize::Symbol;
use crate::span::{DocId, Span};

/// What a place shares with a centre: the tally, and the equal runs with the centre's position first.
pub(super) type Shared = (Tally, Vec<Block>);

/// A centre with its members.
pub(super) struct Star {
    /// The place in the centre.
    pub place: usize,
    pub centre: Side,
    members: Vec<Held>,
    /// Their numbers by document and start; empty while there are few.
    numbers: BTreeMap<(DocId, u32), usize>,
}

/// Members that are looked through one by one: most stars have two.
const FEW: usize = 16;
/// Members whose family is made on all threads: a few families have as many members as a thousand others.
const MANY: usize = 256;

/// What speaks for a member.
pub(super) enum Evidence {
    /// A match of the centre with its place, by number; looked at when the family is made.
    Match { found: usize, place: Side },
    /// What was found out.
    Shared(Box<Shared>),
}

/// A member, its place, and what speaks for it; nothing for the centre.
struct Held {
    place: usize,
    side: Side,
    evidence: Option<Evidence>,
}

impl Star {
    /// A centre, with room for so many others.
    pub(super) fn around(place: usize, centre: Side, others: usize) -> Self {
        let mut members = Vec::with_capacity(1 + others);
        members.push(Held { place, side: centre, evidence: None });
        Self { place, centre, members, numbers: BTreeMap::new() }
    }

    /// Adds a member unless it lies mostly on one that is there, or on the centre at all: a passage does not overlap its
    /// own copy.
    pub(super) fn add(&mut self, place: usize, side: Side, evidence: Evidence) {
        let taken = self.beside(key(side)).into_iter().flatten().any(|other| {
            let shorter = other.span.len().min(side.span.len());
            let most = if other == self.centre { 0 } else { shorter / 2 };
            other.doc == side.doc && other.span.overlap(side.span) > most
        });
        if taken {
            return;
        }
        self.members.push(Held { place, side, evidence: Some(evidence) });
        if self.members.len() > FEW {
            let known = self.numbers.len();
            let numbered = self.members.iter().map(|held| key(held.side)).zip(0..);
            self.numbers.extend(numbered.skip(known));
        }
    }

    /// The last member that begins at a place or before it, and the first that begins there or behind it.
    fn beside(&self, at: (DocId, u32)) -> [Option<Side>; 2] {
        if self.numbers.is_empty() {
            let sides = || self.members.iter().map(|held| held.side);
            let before = sides().filter(|side| key(*side) <= at).max_by_key(|side| key(*side));
            return [before, sides().filter(|side| key(*side) >= at).min_by_key(|side| key(*side))];
        }
        let before = self.numbers.range(..=at).next_back();
        let behind = self.numbers.range(at..).next();
        [before, behind].map(|found| found.map(|(_, &number)| self.members[number].side))
    }

    /// Number of members.
    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// The members' places and sides, in their order.
    pub(super) fn places(&self) -> Vec<(usize, Side)> {
        let mut places: Vec<(usize, Side)> = self.members.iter().map(|held| (held.place, held.side)).collect();
        places.sort_unstable_by_key(|&(_, side)| key(side));
        places
    }

    /// Takes all members away.
    pub(super) fn clear(&mut self) {
        self.members.clear();
        self.numbers.clear();
    }

    /// The family of the members that are long enough. Of two, the one that holds all of the other is canonical.
    pub(super) fn family(self, matches: &[Match], context: Context) -> Option<Family> {
        let centre = self.centre;
        let mut held = self.members;
        held.retain(|held| held.side.span.len() >= context.min_symbols);
        held.sort_unstable_by_key(|held| key(held.side));
        let mut canonical = held.iter().position(|held| held.side == centre)?;
        if held.len() < 2 {
            return None;
        }
        let text = Centre::new(centre, context.texts);
        let symbols = |side: Side| context.texts[side.doc.index()];
        let digits = |runs: &[Block], (centre, member): (Side, Side)| {
            other_digits(runs, (symbols(centre), symbols(member))).map(Box::new)
        };
        let known = |held: Held| {
            let (mut member, runs) = told(centre, held, matches, context);
            if member.side != centre {
                member.holes = text.holes(member.side, runs.iter().map(|run| (run.b, run.len)).collect());
                member.other_digits = digits(&runs, (centre, member.side));
            }
            (member, runs)
        };
        let (mut members, runs): (Vec<Member>, Vec<Vec<Block>>) = if held.len() < MANY {
            held.into_iter().map(known).unzip()
        } else {
            held.into_par_iter().map(known).unzip()
        };
        if let [_, _] = &members[..] {
            let other = members[1 - canonical].clone();
            let runs = &runs[1 - canonical];
            let turned = runs.iter().map(|run| (run.a, run.len)).collect();
            if !other.holes.is_empty() && Centre::new(other.side, context.texts).holes(centre, turned).is_empty() {
                members[canonical].tally = other.tally;
                let turned: Vec<Block> = runs.iter().map(|run| Block { a: run.b, b: run.a, len: run.len }).collect();
                members[canonical].other_digits = digits(&turned, (other.side, centre));
                members[1 - canonical] = Member::exact(other.side);
                canonical = 1 - canonical;
            }
        }
        Some(Family { members, canonical, elsewhere: 0 })
    }
}

/// Members begin at different places: what begins where another does lies on it.
fn key(side: Side) -> (DocId, u32) {
    (side.doc, side.span.start)
}

/// A member with what is equal in it and the centre. What one of the two has more than the alignment shows counts as
/// edits.
fn told(centre: Side, held: Held, matches: &[Match], context: Context) -> (Member, Vec<Block>) {
    let (mut tally, runs) = match held.evidence {
        None => return (Member::exact(held.side), Vec::new()),
        Some(Evidence::Shared(shared)) => *shared,
        Some(Evidence::Match { found, place }) => within(centre, place, &matches[found], context.texts).1,
    };
    let columns = tally.equal + tally.edits + tally.hole_symbols;
    tally.edits += centre.span.len().max(held.side.span.len()).saturating_sub(columns);
    (Member { side: held.side, tally, holes: Vec::new(), other_digits: None }, runs)
}

/// Symbols by which a match may go on beyond its centre's edges.
const BEYOND: u32 = 3;

/// The part of a member that answers to the edges of the centre, which most of its partners agreed on: where the match
/// went on beyond them, the member is cut.
pub(super) fn cut_to(centre: Side, member: Side, found: &Match) -> Side {
    if reaches_beyond(centre, found) { inside(centre, member, found).0 } else { member }
}

/// The same with what the part shares with the centre.
fn within(centre: Side, member: Side, found: &Match, texts: &[&[Symbol]]) -> (Side, Shared) {
    let whole = || (member, (found.tally(texts), seen_from(found, end_of(centre, found))));
    if !reaches_beyond(centre, found) {
        return whole();
    }
    match inside(centre, member, found) {
        (side, Some(found)) => (side, (found.tally(texts), found.blocks)),
        (_, None) => whole(),
    }
}

/// Which end of a match its centre is.
fn end_of(centre: Side, found: &Match) -> End {
    let is_turned = found.a.doc != centre.doc || found.a.span.overlap(centre.span) == 0 || found.b == centre;
    if is_turned { End::B } else { End::A }
}

fn reaches_beyond(centre: Side, found: &Match) -> bool {
    let of_match = match end_of(centre, found) {
        End::A => found.a.span,
        End::B => found.b.span,
    };
    centre.span.start > of_match.start + BEYOND || of_match.end > centre.span.end + BEYOND
}

/// The member cut to the centre, and the part of the match that is inside the centre; the member as it is if there is none.
fn inside(centre: Side, member: Side, found: &Match) -> (Side, Option<Match>) {
    let (mut start, mut end) = (u32::MAX, 0);
    let mut blocks = Vec::new();
    for block in seen_from(found, end_of(centre, found)) {
        let (here, there) = (block.a, block.b);
        let from = here.max(centre.span.start);
        let to = (here + block.len).min(centre.span.end);
        if from < to {
            start = start.min(there + (from - here));
            end = end.max(there + (to - here));
            blocks.push(Block { a: from, b: there + (from - here), len: to - from });
        }
    }
    let (Some(first), Some(last)) = (blocks.first().copied(), blocks.last().copied()) else { return (member, None) };
    let side = Side { doc: member.doc, span: Span::new(start.max(member.span.start), end.min(member.span.end)) };
    if side.span.is_empty() {
        return (member, None);
    }
    let a = Side { doc: centre.doc, span: Span::new(first.a, last.a + last.len) };
    let b = Side { doc: member.doc, span: Span::new(start, end) };
    blocks.sort_unstable();
    (side, Some(Match { a, b, blocks, score: found.score }))
}
