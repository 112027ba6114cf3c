//! Families that say nothing of their own go.

use rayon::prelude::*;

use super::Family;
use super::cover::Cover;
use crate::span::Folded;

/// Drops families shorter than `min_symbols` or held member for member by one longer family. Output: ascending by their
/// first member.
pub(super) fn tidy(families: Vec<Family>, min_symbols: u32) -> Vec<Family> {
    let mut families: Vec<Family> =
        families.into_iter().filter(|family| family.centre().side.span.len() >= min_symbols).collect();
    families.par_sort_by(|x, y| {
        y.centre().side.span.len().cmp(&x.centre().side.span.len()).then(x.centre().side.cmp(&y.centre().side))
    });
    let mut kept: Vec<Family> = Vec::new();
    let mut held: Cover<Folded> = Cover::default();
    for family in families {
        let stretches = family.members.iter().map(|member| (member.side.doc, member.side.span));
        if !held.holds(stretches.clone()) {
            stretches.for_each(|(doc, span)| held.add(doc, span, kept.len()));
            kept.push(family);
        }
    }
    kept.par_sort_by(|x, y| x.members[0].side.cmp(&y.members[0].side).then(x.members.len().cmp(&y.members.len())));
    kept
}
