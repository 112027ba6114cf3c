//! Families that others speak for: pieces of longer copies, and footers joined with what stands below them.

use std::collections::HashMap;

use rayon::prelude::*;

use super::judge::{Draft, is_fixed};
use super::kind::{Kind, Role};
use crate::group::Cover;
use crate::int::{float, index};
use crate::span::{DocId, Raw, Span};

/// Share of every member that boilerplate of more documents must cover for the family to say nothing new.
const COMPOSED: f64 = 0.9;
/// Identity that a formula must reach at one place at least.
const FORMULA_IDENTITY: f64 = 0.9;
/// How many times the least evidence a passage needs to be reported beside a longer one that holds it.
const WITHIN: f64 = 3.0;

/// Drops families whose members lie on boilerplate of more documents: a footer with the notice below it, or a piece of
/// the footer.
pub(super) fn without_composites(mut judged: Vec<Vec<Draft>>) -> Vec<Vec<Draft>> {
    let documents = |members: &[Draft]| members.first().map_or(0, |draft| draft.finding.docs);
    judged.par_sort_by_cached_key(|members| {
        let fixed = members.first().is_some_and(|draft| is_fixed(draft.finding.kind));
        (
            !fixed,
            u32::MAX - documents(members),
            members.first().map(|draft| (draft.finding.place.doc, draft.finding.place.raw)),
        )
    });
    let mut held: HashMap<DocId, Vec<Span<Raw>>> = HashMap::new();
    let mut kept = Vec::new();
    for members in judged {
        let covered = |draft: &Draft| {
            let of_doc = held.get(&draft.finding.place.doc).map_or(&[][..], Vec::as_slice);
            let mut near: Vec<_> =
                of_doc.iter().filter(|span| span.overlap(draft.finding.place.raw) > 0).copied().collect();
            near.sort_unstable();
            float(index(draft.finding.place.raw.covered_by(near)))
                >= COMPOSED * float(index(draft.finding.place.raw.len()))
        };
        if members.iter().all(covered) {
            continue;
        }
        for draft in members.iter().filter(|draft| is_fixed(draft.finding.kind)) {
            held.entry(draft.finding.place.doc).or_default().push(draft.finding.place.raw);
        }
        kept.push(members);
    }
    kept
}

/// Drops families whose every member lies inside members of one longer family that is no formula. One that lies inside
/// a longer one at some place only, and carries little, is a phrase both use: a formula.
pub(super) fn without_echoes(mut judged: Vec<Vec<Draft>>, min_bits: f64) -> Vec<Vec<Draft>> {
    judged.par_sort_by_cached_key(|members| {
        let original = members.iter().find(|draft| draft.finding.role == Role::Original);
        original.map(|draft| (u32::MAX - draft.finding.symbols, draft.finding.place.doc, draft.finding.place.raw))
    });
    let mut held: Cover<Raw> = Cover::default();
    let mut kept: Vec<Vec<Draft>> = Vec::new();
    for mut members in judged {
        let place = |draft: &Draft| (draft.finding.place.doc, draft.finding.place.raw);
        if held.holds(&members.iter().map(place)) {
            continue;
        }
        let bits = members.iter().filter_map(|draft| draft.finding.bits).fold(0.0, f64::max);
        if bits < WITHIN * min_bits && members.iter().map(place).any(|(doc, raw)| held.holds_any(doc, raw)) {
            for draft in members.iter_mut().filter(|draft| !is_fixed(draft.finding.kind)) {
                draft.finding.kind = Kind::Formula;
            }
        }
        if members.iter().any(|draft| draft.finding.kind != Kind::Formula) {
            for (doc, raw) in members.iter().map(place) {
                held.add(doc, raw, kept.len());
            }
        }
        kept.push(members);
    }
    kept
}

/// Drops formulas that only resemble each other. What of them repeats to the letter, the audit finds.
pub(super) fn without_likenesses(judged: Vec<Vec<Draft>>) -> Vec<Vec<Draft>> {
    let alike = |members: &Vec<Draft>| {
        let others = members.iter().filter(|draft| draft.finding.role != Role::Original);
        others.map(|draft| draft.finding.identity).fold(0.0, f64::max) >= FORMULA_IDENTITY
    };
    judged
        .into_iter()
        .filter(|members| members.iter().any(|draft| draft.finding.kind != Kind::Formula) || alike(members))
        .collect()
}
