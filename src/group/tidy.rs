//! Families that say nothing of their own go; exact repeats that no family covers get one.

use std::collections::HashMap;

use super::cover::Cover;
use super::{Context, Family, Member};
use crate::align::{Exact, Side, Tally};
use crate::normalize::Symbol;
use crate::span::Folded;

/// Drops families shorter than `min_symbols` or held member for member by one larger family, then adds a family for
/// every exact repeat that is still uncovered on a side.
pub(super) fn tidy(families: Vec<Family>, exact: &[Exact], context: Context) -> Vec<Family> {
    let mut families: Vec<Family> =
        families.into_iter().filter(|family| family.centre().side.span.len() >= context.min_symbols).collect();
    families.sort_by(|x, y| {
        y.centre().side.span.len().cmp(&x.centre().side.span.len()).then(x.centre().side.cmp(&y.centre().side))
    });
    let mut kept: Vec<Family> = Vec::new();
    let mut held: Cover<Folded> = Cover::default();
    for family in families {
        if !held.holds(family.members.iter().map(|member| (member.side.doc, member.side.span))) {
            for member in &family.members {
                held.add(member.side.doc, member.side.span, kept.len());
            }
            kept.push(family);
        }
    }
    add_uncovered(&mut kept, exact, context);
    kept.sort_by(|x, y| x.members[0].side.cmp(&y.members[0].side).then(x.members.len().cmp(&y.members.len())));
    kept
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
