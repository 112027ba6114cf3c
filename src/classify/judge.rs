//! The decision for one family: one rule after the other, the first that fits.

use super::kind::{Finding, Kind, Place, Role, Standing};
use super::members::Known;
use super::place::{Facts, Spot};
use super::significance::{self, Bits};
use super::snap::Snap;
use super::sources::Spread;
use super::{Corpus, known};
use crate::config::Plan;
use crate::group::Family;
use crate::int::{float, index, narrow};
use crate::span::{Norm, Span};

/// Share of the members that must stand on whole lines, or at head or tail, to be boilerplate.
const FIXED: f64 = 0.8;
/// Share of them that must stand on whole lines at head or tail, where the others may have lost a line break.
const MOSTLY: f64 = 0.6;
/// Share of all documents from which a passage is boilerplate wherever it stands, and the symbols it must have.
const EVERYWHERE: f64 = 0.3;
const LONG_EVERYWHERE: u32 = 48;
/// Longest boilerplate, in symbols: longer passages are documents or parts of them, and one must stay. So is what makes
/// up more than half of its documents.
const LONGEST: u32 = 400;
/// Symbols below which a passage of twice as many documents as boilerplate needs is a formula: short and in very many
/// contexts.
const SHORT: u32 = 28;
/// Identity below which boilerplate is a template: its slots differ.
pub(super) const SLOTTED: f64 = 0.995;

/// A finding before it is numbered, and what of the normalised text is certainly inside it.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub finding: Finding,
    pub norm: Span<Norm>,
}

/// Kinds that come from where a passage stands and not from what it says.
pub(super) fn is_fixed(kind: Kind) -> bool {
    matches!(kind, Kind::Boilerplate | Kind::Template)
}

/// What the members of a family show.
pub(super) fn evidence(corpus: &Corpus, family: &Family, plan: &Plan) -> Bits {
    significance::bits(family, corpus.texts, corpus.background, plan.config.min_bits)
}

/// Judges a family by its evidence and what is known of its members. Members that carry too little of its information are split off: with the canonical occurrence they
/// are a formula.
pub(super) fn judge(corpus: &Corpus, family: &Family, (bits, known): (Bits, &Known), plan: &Plan) -> Vec<Vec<Draft>> {
    if family.members.iter().all(|member| corpus.is_known(member.side.doc)) {
        return Vec::new();
    }
    let facts = known.facts.as_deref();
    if let Some((facts, passage)) = facts.and_then(|facts| Some((facts, known::passage(corpus, family, facts)?))) {
        return vec![known::findings(corpus, family, facts, &bits, passage)];
    }
    if has_known(corpus, family) {
        return known::without(corpus, family, known, plan);
    }
    let carries = |m: usize| m == family.canonical || bits.is_copy[m];
    let (strong, weak): (Vec<usize>, Vec<usize>) = (0..family.members.len()).partition(|&m| carries(m));
    let whole = strong.len() < 2 || weak.is_empty() || is_furniture(family, known, corpus, plan).is_some();
    if whole {
        return vec![findings(corpus, family, known, &bits, plan)];
    }
    let mut parts = [strong, weak];
    parts[1].push(family.canonical);
    parts[1].sort_unstable();
    let judged = |kept: &Vec<usize>| {
        let (family, known) = part(family, known, kept);
        let bits = evidence(corpus, &family, plan);
        findings(corpus, &family, &known, &bits, plan)
    };
    parts.iter().map(judged).collect()
}

/// Whether a family may be boilerplate, or part of it: whether it equals a known passage or stands in enough documents.
pub(super) fn may_be_furniture(corpus: &Corpus, family: &Family, plan: &Plan) -> bool {
    has_known(corpus, family) || is_usual(family, corpus, plan)
}

fn has_known(corpus: &Corpus, family: &Family) -> bool {
    family.members.iter().any(|member| corpus.is_known(member.side.doc))
}

/// The members `kept` of a family, which hold the canonical one, with what is known of them.
pub(super) fn part(family: &Family, known: &Known, kept: &[usize]) -> (Family, Known) {
    let members = kept.iter().map(|&m| family.members[m].clone()).collect();
    let canonical = kept.iter().position(|&m| m == family.canonical).unwrap_or(0);
    (Family { members, canonical, elsewhere: family.elsewhere }, known.part(kept))
}

/// The findings of a family.
fn findings(corpus: &Corpus, family: &Family, known: &Known, bits: &Bits, plan: &Plan) -> Vec<Draft> {
    let kind = kind(family, known, bits, corpus, plan);
    let fixed = known.facts.as_deref().filter(|_| is_fixed(kind));
    let standing = fixed.map(|facts| standing(family, facts, corpus, plan));
    let snap = fixed.map(Snap::of);
    let places: Vec<(Place, Span<Norm>)> = match fixed.zip(snap) {
        Some((facts, snap)) => facts.iter().map(|of_member| snap.place(of_member)).collect(),
        None => known.spots.iter().map(|spot| (spot.place, spot.norm)).collect(),
    };
    let (docs, occurrences) = (narrow(family.documents()), narrow(family.members.len()));
    let member = |(m, (place, norm)): (usize, &(Place, Span<Norm>))| {
        let canonical = m == family.canonical;
        let other = if canonical { usize::from(m == 0) } else { family.canonical };
        let finding = Finding {
            role: if canonical { Role::Original } else { Role::Copy },
            identity: family.members[m].tally.identity(),
            docs,
            occurrences,
            bits: Some(bits.copied[m].max(0.0)),
            // The slots of boilerplate are part of it.
            holes: if is_fixed(kind) { Vec::new() } else { known.holes[m].clone() },
            figures: if kind.is_passage() { known.figures[m].clone() } else { Vec::new() },
            numbers: known.numbers[m],
            parallel: kind.is_passage() && !canonical && known.parallel[m],
            standing,
            partner: Some(places[other].0),
            ..Finding::new(kind, *place, known.spots[m].norm.len())
        };
        Draft { finding, norm: *norm }
    };
    places.iter().enumerate().map(member).collect()
}

fn kind(family: &Family, known: &Known, bits: &Bits, corpus: &Corpus, plan: &Plan) -> Kind {
    let (docs, different) = (family.documents(), different(family, corpus));
    let least = plan.config.min_bits;
    let copied = bits.is_copy[family.canonical];
    let furniture = is_furniture(family, known, corpus, plan);
    let unseen = || significance::unseen(family, corpus.texts, corpus.background);
    let known_by_lines = || furniture == Some(Furniture::OnLines) && 2.0 * unseen() >= least;
    if !(copied || known_by_lines()) {
        Kind::Formula
    } else if furniture.is_some() {
        let identity = family.members.iter().map(|member| member.tally.identity()).fold(1.0, f64::min);
        if identity < SLOTTED { Kind::Template } else { Kind::Boilerplate }
    } else if family.centre().side.span.len() < SHORT
        && different >= 2 * plan.boilerplate_from(corpus.sources.different())
    {
        Kind::Formula
    } else if docs >= 2 && known.spots.iter().any(|spot| covers(spot, plan.config.coverage)) {
        Kind::Document
    } else if docs >= 2 {
        Kind::Copy
    } else {
        Kind::Repeat
    }
}

/// Why a family is boilerplate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Furniture {
    OnLines,
    Fixed,
}

/// Sentences may be quoted or copied anywhere: they are furniture only where they frame their documents, or stand in very
/// many; and only on lines of their own. A form that each of its documents filled in with amounts of its own is none.
fn is_furniture(family: &Family, known: &Known, corpus: &Corpus, plan: &Plan) -> Option<Furniture> {
    // None where `may_be_furniture` says no.
    let facts = known.facts.as_deref()?;
    let body = share(facts, |f| 2 * f.at.norm.len() > f.at.document_symbols) >= 0.5;
    let too_long = family.centre().side.span.len() > LONGEST || body;
    if too_long || is_filled_in(family, known) || !is_usual(family, corpus, plan) {
        return None;
    }
    let (docs, spread) = (different(family, corpus), spread(family, corpus, plan));
    let prose = share(facts, |f| f.prose) >= 0.5;
    let few = docs < index(plan.config.boilerplate_documents);
    let everywhere = !few && (float(docs) >= EVERYWHERE * float(corpus.sources.different()) || spread.everywhere);
    let framing = share(facts, |f| f.at_head() || f.at_tail()) >= FIXED;
    if prose && !framing && !everywhere {
        return None;
    }
    let snap = Snap::of(facts);
    let on_lines = share(facts, |f| snap.on_lines(f));
    if on_lines >= FIXED {
        return Some(Furniture::OnLines);
    }
    let long = family.centre().side.span.len() >= LONG_EVERYWHERE;
    let fixed = on_lines >= MOSTLY && share(facts, Facts::at_head_or_tail) >= FIXED || everywhere && long;
    (fixed && !prose).then_some(Furniture::Fixed)
}

/// Whether a family is a form: half of the occurrences at least have other amounts than the canonical one, which is left out of the count.
fn is_filled_in(family: &Family, known: &Known) -> bool {
    let others = (0..family.members.len()).filter(|m| *m != family.canonical);
    2 * others.filter(|m| known.filled_in[*m]).count() >= (family.members.len() - 1).max(1)
}

/// Whether a family stands in enough documents of the corpus or of a source to be boilerplate.
fn is_usual(family: &Family, corpus: &Corpus, plan: &Plan) -> bool {
    different(family, corpus) >= plan.boilerplate_from(corpus.sources.different()) || spread(family, corpus, plan).usual
}

/// Documents in which a family stands, those with the same symbols counted once.
fn different(family: &Family, corpus: &Corpus) -> usize {
    corpus.sources.different_of(family.members.iter().map(|member| member.side.doc))
}

fn spread(family: &Family, corpus: &Corpus, plan: &Plan) -> Spread {
    corpus.sources.spread(family.members.iter().map(|member| member.side.doc), plan)
}

/// Where the members of boilerplate stand.
fn standing(family: &Family, facts: &[Facts], corpus: &Corpus, plan: &Plan) -> Standing {
    let snap = Snap::of(facts);
    Standing {
        sources: spread(family, corpus, plan).sources,
        head: share(facts, Facts::at_head),
        tail: share(facts, Facts::at_tail),
        lines: share(facts, |f| snap.on_lines(f)),
    }
}

fn covers(spot: &Spot, coverage: f64) -> bool {
    float(index(spot.norm.len())) >= coverage * float(index(spot.document_symbols))
}

fn share(facts: &[Facts], holds: impl Fn(&Facts) -> bool) -> f64 {
    float(facts.iter().filter(|f| holds(f)).count()) / float(facts.len().max(1))
}
