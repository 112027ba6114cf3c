//! A family while it grows: the centre and what was verified against it.

use std::collections::BTreeMap;

use super::holes::Centre;
use super::{Context, Family, Member};
use crate::align::{Side, Tally};
use crate::edits::Block;
use crate::span::DocId;

/// What a place shares with a centre: the tally, and the equal runs with the centre's position first.
pub(super) type Shared = (Tally, Vec<Block>);

/// A centre with its members.
pub(super) struct Star {
    /// The place in the centre.
    pub place: usize,
    pub centre: Side,
    members: Vec<Held>,
    /// Their numbers by document and start.
    places: BTreeMap<(DocId, u32), usize>,
}

/// A member, its place, and what is equal in it and the centre.
struct Held {
    place: usize,
    member: Member,
    runs: Vec<Block>,
}

impl Star {
    pub(super) fn around(place: usize, centre: Side) -> Self {
        let held = Held { place, member: Member::exact(centre), runs: Vec::new() };
        Self { place, centre, members: vec![held], places: BTreeMap::from([((centre.doc, centre.span.start), 0)]) }
    }

    /// Adds a member unless it lies mostly on one that is there, or on the centre at all: a passage does not overlap its
    /// own copy. What one of the two has more than the alignment shows
    /// counts as edits.
    pub(super) fn add(&mut self, place: usize, side: Side, (mut tally, runs): Shared) {
        let columns = tally.equal + tally.edits + tally.hole_symbols;
        tally.edits += self.centre.span.len().max(side.span.len()).saturating_sub(columns);
        let before = self.places.range(..=(side.doc, side.span.start)).next_back();
        let behind = self.places.range((side.doc, side.span.start)..).next();
        let taken = before.into_iter().chain(behind).any(|(_, &number)| {
            let other = self.members[number].member.side;
            let shorter = other.span.len().min(side.span.len());
            let most = if other == self.centre { 0 } else { shorter / 2 };
            other.doc == side.doc && other.span.overlap(side.span) > most
        });
        if !taken {
            let member = Member { side, tally, holes: Vec::new() };
            // A member that begins at the same place takes the other's number.
            let number = *self.places.entry((side.doc, side.span.start)).or_insert(self.members.len());
            let held = Held { place, member, runs };
            match self.members.get_mut(number) {
                Some(other) => *other = held,
                None => self.members.push(held),
            }
        }
    }

    /// The members' places and sides, in their order.
    pub(super) fn places(&self) -> Vec<(usize, Side)> {
        let held = self.places.values().map(|&number| &self.members[number]);
        held.map(|held| (held.place, held.member.side)).collect()
    }

    /// Takes all members away.
    pub(super) fn clear(&mut self) {
        self.members.clear();
        self.places.clear();
    }

    /// The family of the members that are long enough. Of two, the one that holds all of the other is canonical.
    pub(super) fn family(self, context: Context) -> Option<Family> {
        let mut held = self.members;
        held.retain(|held| held.member.side.span.len() >= context.min_symbols);
        held.sort_unstable_by_key(|held| (held.member.side.doc, held.member.side.span.start));
        let mut canonical = held.iter().position(|held| held.member.side == self.centre)?;
        if held.len() < 2 {
            return None;
        }
        let text = Centre::new(self.centre, context.texts);
        for other in held.iter_mut().filter(|held| held.member.side != self.centre) {
            let runs = other.runs.iter().map(|run| (run.b, run.len)).collect();
            other.member.holes = text.holes(other.member.side, runs);
        }
        if let [first, second] = &mut held[..] {
            let (centre, other) = if canonical == 0 { (first, second) } else { (second, first) };
            let runs = other.runs.iter().map(|run| (run.a, run.len)).collect();
            let turned = Centre::new(other.member.side, context.texts);
            if !other.member.holes.is_empty() && turned.holes(self.centre, runs).is_empty() {
                centre.member.tally = other.member.tally;
                other.member = Member::exact(other.member.side);
                canonical = 1 - canonical;
            }
        }
        Some(Family { members: held.into_iter().map(|held| held.member).collect(), canonical })
    }
}
