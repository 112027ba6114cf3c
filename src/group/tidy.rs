//! Families that say nothing of their own go; exact repeats that no family covers get one.

use std::collections::HashMap;

use super::{Context, Family, Member};
use crate::align::{Exact, Side, Tally};
use crate::int::{float, index};
use crate::normalize::Symbol;
use crate::span::{DocId, Folded, Span};

/// Share of a member that a member of a larger family must cover to hold it.
const HELD: f64 = 0.8;

/// Drops families shorter than `min_symbols` or held member for member by one larger family, then adds a family for
/// every exact repeat that is still uncovered on a side.
pub(super) fn tidy(families: Vec<Family>, exact: &[Exact], context: Context) -> Vec<Family> {
    let mut families: Vec<Family> =
        families.into_iter().filter(|family| family.centre().side.span.len() >= context.min_symbols).collect();
    families.sort_by(|x, y| {
        y.centre().side.span.len().cmp(&x.centre().side.span.len()).then(x.centre().side.cmp(&y.centre().side))
    });
    let mut kept: Vec<Family> = Vec::new();
    let mut held = Cover::default();
    for family in families {
        if !held.by_one_family(&family) {
            for member in &family.members {
                held.add(member.side, kept.len());
            }
            kept.push(family);
        }
    }
    add_uncovered(&mut kept, exact, context);
    kept.sort_by(|x, y| x.members[0].side.cmp(&y.members[0].side).then(x.members.len().cmp(&y.members.len())));
    kept
}

/// Which family covers what, looked up by document and stretches of 64 symbols.
#[derive(Default)]
struct Cover {
    cells: HashMap<(DocId, u32), Vec<(Span<Folded>, usize)>>,
}

const CELL: u32 = 64;

impl Cover {
    fn add(&mut self, side: Side, family: usize) {
        for cell in side.span.start / CELL..=side.span.end / CELL {
            self.cells.entry((side.doc, cell)).or_default().push((side.span, family));
        }
    }

    fn at(&self, side: Side) -> &[(Span<Folded>, usize)] {
        let middle = u32::midpoint(side.span.start, side.span.end);
        self.cells.get(&(side.doc, middle / CELL)).map_or(&[], Vec::as_slice)
    }

    /// Whether one family's members hold all members of this one.
    fn by_one_family(&self, family: &Family) -> bool {
        let Some((first, rest)) = family.members.split_first() else { return true };
        self.holders(first.side)
            .any(|holder| rest.iter().all(|member| self.holders(member.side).any(|other| other == holder)))
    }

    fn holders(&self, side: Side) -> impl Iterator<Item = usize> {
        let least = HELD * float(index(side.span.len()));
        let held = self.at(side).iter().filter(move |(span, _)| float(index(span.overlap(side.span))) >= least);
        held.map(|(_, family)| *family)
    }
}

fn add_uncovered(families: &mut Vec<Family>, exact: &[Exact], context: Context) {
    let mut spans: Vec<Side> = families.iter().flat_map(|family| family.members.iter().map(|m| m.side)).collect();
    spans.sort_unstable();
    let mut covered: Vec<Side> = Vec::new();
    for side in spans {
        match covered.last_mut() {
            Some(last) if last.doc == side.doc && side.span.start <= last.span.end => {
                last.span.end = last.span.end.max(side.span.end);
            }
            _ => covered.push(side),
        }
    }
    let is_covered = |side: Side| {
        let i = covered.partition_point(|c| (c.doc, c.span.start) <= (side.doc, side.span.start));
        i > 0 && covered[i - 1].doc == side.doc && covered[i - 1].span.end >= side.span.end
    };
    let mut uncovered: HashMap<&[Symbol], Vec<Side>> = HashMap::new();
    for run in exact.iter().filter(|run| run.a.span.len() >= context.min_symbols) {
        if !(is_covered(run.a) && is_covered(run.b)) {
            let passage = &context.texts[run.a.doc.index()][run.a.span.range()];
            uncovered.entry(passage).or_default().extend([run.a, run.b]);
        }
    }
    for (_, mut sides) in uncovered {
        sides.sort_unstable();
        sides.dedup();
        let members = sides.into_iter().map(|side| Member { side, tally: Tally::exact(side.span.len()) }).collect();
        families.push(Family { members, canonical: 0 });
    }
}
