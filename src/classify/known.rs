//! Families of which a member is a passage known to be boilerplate: what it equals is boilerplate, however rare. The known
//! passages themselves are not reported.

use super::Corpus;
use super::judge::{Draft, SLOTTED, evidence, judge, part};
use super::kind::{Finding, Kind, Place, Role};
use super::members::Known;
use super::place::Facts;
use super::significance::Bits;
use super::snap::Snap;
use crate::config::Plan;
use crate::group::Family;
use crate::int::{float, narrow};

/// Share of the members that must equal a known passage on lines of their own, or to a large part.
const MOST: f64 = 0.8;
/// Least identity with what a family was verified against for the passage to be the known one.
const ALIKE: f64 = 0.6;

/// The known passage that the other members of a family equal.
pub(super) fn passage(corpus: &Corpus, family: &Family, facts: &[Facts]) -> Option<usize> {
    let known = |m: &usize| corpus.is_known(family.members[*m].side.doc);
    let passage = (0..family.members.len()).filter(known).min_by_key(|&m| (m != family.canonical, m))?;
    let own: Vec<usize> = (0..family.members.len()).filter(|m| !known(m)).collect();
    let snap = Snap::of(&own.iter().map(|&m| facts[m]).collect::<Vec<_>>());
    let whole = facts[passage].at.document_symbols;
    let equals = |m: &&usize| {
        let alike = identity(family, **m, passage) >= ALIKE;
        alike && (snap.on_lines(&facts[**m]) || 2 * facts[**m].at.norm.len() >= whole)
    };
    let count = own.iter().filter(equals).count();
    (count > 0 && float(count) >= MOST * float(own.len())).then_some(passage)
}

/// What a member has in common with a known passage: measured against it, or, if the member is what all were verified
/// against, the passage against the member.
fn identity(family: &Family, member: usize, passage: usize) -> f64 {
    family.members[if member == family.canonical { passage } else { member }].tally.identity()
}

/// The findings of such a family: its members but the known passages.
pub(super) fn findings(corpus: &Corpus, family: &Family, facts: &[Facts], bits: &Bits, passage: usize) -> Vec<Draft> {
    let own: Vec<usize> = (0..family.members.len()).filter(|&m| !corpus.is_known(family.members[m].side.doc)).collect();
    let snap = Snap::of(&own.iter().map(|&m| facts[m]).collect::<Vec<_>>());
    let mut docs: Vec<_> = own.iter().map(|&m| family.members[m].side.doc).collect();
    docs.dedup();
    let least = own.iter().map(|&m| identity(family, m, passage)).fold(1.0, f64::min);
    let kind = if least < SLOTTED { Kind::Template } else { Kind::Boilerplate };
    let places: Vec<(Place, _)> = own.iter().map(|&m| snap.place(&facts[m])).collect();
    let known = &corpus.documents[family.members[passage].side.doc.index()].id;
    let member = |(at, &m): (usize, &usize)| {
        let finding = Finding {
            role: if at == 0 { Role::Original } else { Role::Copy },
            identity: identity(family, m, passage),
            docs: narrow(docs.len()),
            occurrences: narrow(own.len()),
            bits: Some(bits.copied[m].max(0.0)),
            known: Some(known.clone()),
            partner: places.get(usize::from(at == 0)).filter(|_| own.len() > 1).map(|(place, _)| *place),
            ..Finding::new(kind, places[at].0, facts[m].at.norm.len())
        };
        Draft { finding, norm: places[at].1 }
    };
    own.iter().enumerate().map(member).collect()
}

/// Judges a family without its known passages, which it only brushes.
pub(super) fn without(corpus: &Corpus, family: &Family, known: &Known, plan: &Plan) -> Vec<Vec<Draft>> {
    let own: Vec<usize> = (0..family.members.len()).filter(|&m| !corpus.is_known(family.members[m].side.doc)).collect();
    if own.len() < 2 || !own.contains(&family.canonical) {
        return Vec::new();
    }
    let (family, known) = part(family, known, &own);
    judge(corpus, &family, (evidence(corpus, &family, plan), &known), plan)
}
