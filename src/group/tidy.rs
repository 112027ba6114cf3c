//! Families that say nothing of their own go.

use rayon::prelude::*;

use super::cover::Cover;
use super::{Family, Member};
use crate::align::Depth;
use crate::int::narrow;
use crate::span::{Folded, Span};

/// Drops families shorter than `min_symbols` or held member for member by one longer family. Output: ascending by their
/// first member.
pub(super) fn tidy(families: Vec<Family>, min_symbols: u32, depth: &Depth) -> Vec<Family> {
    let mut families: Vec<Family> =
        families.into_iter().filter(|family| family.centre().side.span.len() >= min_symbols).collect();
    families.par_sort_by(|x, y| {
        y.centre().side.span.len().cmp(&x.centre().side.span.len()).then(x.centre().side.cmp(&y.centre().side))
    });
    let mut kept: Vec<Family> = Vec::new();
    let mut held: Cover<Folded> = Cover::default();
    for mut family in families {
        let stretches = family.members.iter().map(|member| (member.side.doc, member.side.span));
        if !held.holds(&stretches) {
            let members = narrow(family.members.len());
            let unseen = (depth.least(family.centre().side) + 1).saturating_sub(members).min(members);
            let elsewhere = elsewhere(&family, &held, &kept).max(unseen);
            stretches.for_each(|(doc, span)| held.add(doc, span, kept.len()));
            family.elsewhere = elsewhere;
            kept.push(family);
        }
    }
    kept.par_sort_by(|x, y| x.members[0].side.cmp(&y.members[0].side).then(x.members.len().cmp(&y.members.len())));
    kept
}

/// Occurrences of a family that are no members of it: of a longer one that tells it twice, the other members do, too.
///
/// Complexity: linear in the members, for each longer family around the canonical one.
fn elsewhere(family: &Family, held: &Cover<Folded>, kept: &[Family]) -> u32 {
    let centre = family.centre().side;
    let of_holder = |(holder, around): (usize, Span<Folded>)| {
        let inside = |member: &&Member| member.side.doc == centre.doc && around.covers(member.side.span);
        let told = family.members.iter().filter(inside).count();
        let all = if told > 1 { told * kept[holder].members.len() } else { 0 };
        narrow(all.saturating_sub(family.members.len()))
    };
    held.holding(centre.doc, centre.span).map(of_holder).max().unwrap_or(0)
}
