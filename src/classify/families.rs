//! The decision: one rule after the other, the first that fits.

use rayon::prelude::*;

use super::kind::{Finding, Kind, Place, Role};
use super::place::{Facts, Located};
use super::significance::{self, Bits};
use crate::align::Background;
use crate::config::Plan;
use crate::group::{Cover, Family};
use crate::int::{float, index, narrow};
use crate::loops::{FoldedText, Loop, RawRun};
use crate::normalize::{Normalizer, Symbol};
use crate::read::Document;
use crate::span::{DocId, Raw, Span};

/// Share of the members that must stand on whole lines, or at head or tail, to be boilerplate.
const FIXED: f64 = 0.8;
/// Share of all documents from which a passage is boilerplate wherever it stands.
const EVERYWHERE: f64 = 0.3;
/// Share of the members whose line must begin (end) with the passage or a slot for the line to be taken whole.
const SNAPPED: f64 = 0.8;
/// How many times the least evidence a passage needs to be reported beside a longer one that holds it.
const WITHIN: f64 = 3.0;
/// Identity below which boilerplate is a template: its slots differ.
const SLOTTED: f64 = 0.995;

/// The corpus as it stands after the loops were found.
pub struct Corpus<'a> {
    /// The documents, ascending by id.
    pub documents: &'a [Document],
    /// Their folded texts.
    pub folded: &'a [FoldedText],
    /// Views of the folded symbols.
    pub texts: &'a [&'a [Symbol]],
    /// Their period runs.
    pub loops: &'a [Vec<Loop>],
    /// Their raw runs.
    pub raw_runs: &'a [Vec<RawRun>],
    /// What is usual in the corpus.
    pub background: &'a Background,
    /// How to normalise a document again.
    pub normalizer: &'a Normalizer,
}

/// The findings and how many families they make.
#[derive(Debug, Clone, Default)]
pub struct Judged {
    /// Ordered by document, then start; the id is the index.
    pub findings: Vec<Finding>,
    /// Families, loops included.
    pub families: u32,
}

/// Gives every loop and every family its kind.
///
/// Complexity: linear in the text of the documents with findings.
pub fn classify(corpus: &Corpus, families: &[Family], plan: &Plan) -> Judged {
    let mut of_doc: Vec<Vec<(usize, usize)>> = vec![Vec::new(); corpus.documents.len()];
    for (f, family) in families.iter().enumerate() {
        for (m, member) in family.members.iter().enumerate() {
            of_doc[member.side.doc.index()].push((f, m));
        }
    }
    let located: Vec<PerDocument> =
        of_doc.par_iter().enumerate().map(|(doc, members)| locate(corpus, families, doc, members)).collect();
    let mut facts: Vec<Vec<Option<Facts>>> =
        families.iter().map(|family| vec![None; family.members.len()]).collect();
    let mut drafts: Vec<Finding> = Vec::new();
    for document in located {
        for (f, m, fact) in document.facts {
            facts[f][m] = Some(fact);
        }
        drafts.extend(document.loops);
    }
    let judged: Vec<Vec<Finding>> = families
        .par_iter()
        .zip(&facts)
        .flat_map_iter(|(family, facts)| judge(corpus, family, &facts.iter().flatten().copied().collect::<Vec<_>>(), plan))
        .collect();
    let loops = drafts.len();
    for (number, finding) in drafts.iter_mut().enumerate() {
        finding.family = narrow(number);
    }
    for (number, members) in without_echoes(judged, plan.config.min_bits).into_iter().enumerate() {
        drafts.extend(members.into_iter().map(|finding| Finding { family: narrow(loops + number), ..finding }));
    }
    numbered(drafts)
}

/// Drops families whose every member lies inside members of one longer family that is no formula. One that lies inside
/// a longer one at some place only, and carries little, is a phrase both use: a formula.
fn without_echoes(mut judged: Vec<Vec<Finding>>, min_bits: f64) -> Vec<Vec<Finding>> {
    judged.sort_by_key(|members| {
        let original = members.iter().find(|finding| finding.role == Role::Original);
        original.map(|finding| (u32::MAX - finding.symbols, finding.place.doc, finding.place.raw))
    });
    let mut held: Cover<Raw> = Cover::default();
    let mut kept: Vec<Vec<Finding>> = Vec::new();
    for mut members in judged {
        let places: Vec<(DocId, Span<Raw>)> =
            members.iter().map(|finding| (finding.place.doc, finding.place.raw)).collect();
        if held.holds(places.iter().copied()) {
            continue;
        }
        let bits = members.iter().filter_map(|finding| finding.bits).fold(0.0, f64::max);
        if bits < WITHIN * min_bits && places.iter().any(|&(doc, raw)| held.holds_any(doc, raw)) {
            for finding in members.iter_mut().filter(|finding| !is_fixed(finding.kind)) {
                finding.kind = Kind::Formula;
            }
        }
        if members.iter().any(|finding| finding.kind != Kind::Formula) {
            places.into_iter().for_each(|(doc, raw)| held.add(doc, raw, kept.len()));
        }
        kept.push(members);
    }
    kept
}

/// Kinds that come from where a passage stands and not from what it says.
fn is_fixed(kind: Kind) -> bool {
    matches!(kind, Kind::Boilerplate | Kind::Template)
}

/// Orders the findings and numbers them and their families in the order in which they first stand.
fn numbered(mut findings: Vec<Finding>) -> Judged {
    findings.sort_by_key(|finding| (finding.place.doc, finding.place.raw, finding.kind, finding.family));
    let mut numbers = std::collections::HashMap::new();
    for (id, finding) in findings.iter_mut().enumerate() {
        let next = narrow(numbers.len());
        finding.id = narrow(id);
        finding.family = *numbers.entry(finding.family).or_insert(next);
    }
    Judged { families: narrow(numbers.len()), findings }
}

struct PerDocument {
    facts: Vec<(usize, usize, Facts)>,
    loops: Vec<Finding>,
}

fn locate(corpus: &Corpus, families: &[Family], doc: usize, members: &[(usize, usize)]) -> PerDocument {
    let (loops, runs) = (&corpus.loops[doc], &corpus.raw_runs[doc]);
    if members.is_empty() && loops.is_empty() && runs.is_empty() {
        return PerDocument { facts: Vec::new(), loops: Vec::new() };
    }
    let text = &corpus.documents[doc].text;
    let located = Located::new(DocId(narrow(doc)), text, &corpus.folded[doc], corpus.normalizer);
    let facts = members.iter().map(|&(f, m)| (f, m, located.facts(families[f].members[m].side.span))).collect();
    let mut found: Vec<Finding> = loops.iter().map(|found| loop_finding(found, &located)).collect();
    for run in runs {
        let place = located.raw_place(run.span);
        let extra = Span::new(run.second, run.span.end);
        found.push(loop_at(place, place.chars.len(), 1.0, (run.period, run.copies, extra)));
    }
    PerDocument { facts, loops: found }
}

fn loop_finding(found: &Loop, located: &Located) -> Finding {
    let place = located.place(found.span);
    let extra = located.raw(Span::new(found.second, found.span.end));
    loop_at(place, found.span.len(), found.identity, (found.period, found.copies(), extra))
}

fn loop_at(place: Place, symbols: u32, identity: f64, unit: (u32, f64, Span<Raw>)) -> Finding {
    Finding {
        id: 0,
        place,
        kind: Kind::Loop,
        family: 0,
        role: Role::Copy,
        symbols,
        identity,
        docs: 1,
        occurrences: 1,
        bits: None,
        period: Some(unit.0),
        copies: Some(unit.1),
        extra: Some(unit.2),
        partner: None,
    }
}

/// Judges a family. Members that carry too little of its information are split off: with the canonical occurrence they
/// are a formula.
fn judge(corpus: &Corpus, family: &Family, facts: &[Facts], plan: &Plan) -> Vec<Vec<Finding>> {
    let bits = significance::bits(family, corpus.texts, corpus.background, plan.config.min_bits);
    let carries = |m: usize| m == family.canonical || bits.is_copy[m];
    let (strong, weak): (Vec<usize>, Vec<usize>) = (0..family.members.len()).partition(|&m| carries(m));
    let whole = strong.len() < 2 || weak.is_empty() || is_furniture(family, facts, corpus, plan).is_some();
    if whole {
        return vec![findings(corpus, family, facts, &bits, plan)];
    }
    let mut parts = vec![strong, weak];
    parts[1].push(family.canonical);
    parts[1].sort_unstable();
    let part = |kept: &Vec<usize>| {
        let members = kept.iter().map(|&m| family.members[m]).collect();
        let canonical = kept.iter().position(|&m| m == family.canonical).unwrap_or(0);
        let facts: Vec<Facts> = kept.iter().map(|&m| facts[m]).collect();
        let family = Family { members, canonical };
        let bits = significance::bits(&family, corpus.texts, corpus.background, plan.config.min_bits);
        findings(corpus, &family, &facts, &bits, plan)
    };
    parts.iter().map(part).collect()
}

fn findings(corpus: &Corpus, family: &Family, facts: &[Facts], bits: &Bits, plan: &Plan) -> Vec<Finding> {
    let kind = kind(family, facts, bits, corpus, plan);
    let snapped = matches!(kind, Kind::Boilerplate | Kind::Template).then(|| Snap::of(facts));
    let places: Vec<Place> =
        facts.iter().map(|facts| snapped.map_or(facts.place, |snap| snap.place(facts))).collect();
    let (docs, occurrences) = (narrow(family.documents()), narrow(family.members.len()));
    let member = |(m, place): (usize, &Place)| {
        let canonical = m == family.canonical;
        let other = if !canonical { family.canonical } else { usize::from(m == 0) };
        Finding {
            id: 0,
            place: *place,
            kind,
            family: 0,
            role: if canonical { Role::Original } else { Role::Copy },
            symbols: facts[m].norm.len(),
            identity: family.members[m].tally.identity(),
            docs,
            occurrences,
            bits: Some(bits.copied[m].max(0.0)),
            period: None,
            copies: None,
            extra: None,
            partner: Some(places[other]),
        }
    };
    places.iter().enumerate().map(member).collect()
}

fn kind(family: &Family, facts: &[Facts], bits: &Bits, corpus: &Corpus, plan: &Plan) -> Kind {
    let docs = family.documents();
    let least = plan.config.min_bits;
    let copied = bits.is_copy[family.canonical];
    let furniture = is_furniture(family, facts, corpus, plan);
    if !copied && !(furniture == Some(Furniture::OnLines) && 2.0 * bits.unseen >= least) {
        Kind::Formula
    } else if furniture.is_some() {
        let identity = family.members.iter().map(|member| member.tally.identity()).fold(1.0, f64::min);
        if identity < SLOTTED { Kind::Template } else { Kind::Boilerplate }
    } else if docs >= 2 && facts.iter().any(|f| covers(f, plan.config.coverage)) {
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

fn is_furniture(family: &Family, facts: &[Facts], corpus: &Corpus, plan: &Plan) -> Option<Furniture> {
    let docs = family.documents();
    if docs < plan.boilerplate_from(corpus.documents.len()) {
        return None;
    }
    if share(facts, |f| f.opens_line() && f.ends_line()) >= FIXED {
        return Some(Furniture::OnLines);
    }
    let fixed = share(facts, Facts::at_head_or_tail) >= FIXED
        || float(docs) >= EVERYWHERE * float(corpus.documents.len());
    fixed.then_some(Furniture::Fixed)
}

fn covers(facts: &Facts, coverage: f64) -> bool {
    float(index(facts.norm.len())) >= coverage * float(index(facts.document_symbols))
}

fn share(facts: &[Facts], holds: impl Fn(&Facts) -> bool) -> f64 {
    float(facts.iter().filter(|f| holds(f)).count()) / float(facts.len().max(1))
}

/// How the edges of a boilerplate family go to the ends of their lines: outwards where nearly all members leave nothing,
/// a slot, or the same words with other numbers; inwards over a few symbols of a line that is not theirs.
#[derive(Debug, Clone, Copy)]
struct Snap {
    start: Edge,
    end: Edge,
}

/// One edge of all members.
#[derive(Debug, Clone, Copy)]
struct Edge {
    /// Whether the line is taken whole.
    whole: bool,
    /// What usually stands between the edge and the end of the line.
    words: u64,
    /// Its usual length, in symbols.
    rest: u32,
    /// Symbols of another line up to which they are dropped.
    stray: u32,
}

/// Symbols of a line's rest up to which it may be taken for its words, and up to which for its length alone.
const LONGEST_REST: u32 = 60;
const LONGEST_SLOTS: u32 = 30;
/// Symbols by which the lengths of rests may differ.
const SLOTS_DIFFER: u32 = 4;
/// Symbols of another line that are dropped: where nearly all members end with their line, and elsewhere.
const STRAY_AT_LINES: u32 = 12;
const STRAY: u32 = 3;

impl Snap {
    fn of(facts: &[Facts]) -> Self {
        Self {
            start: Edge::of(facts.iter().map(|f| (f.before, f.before_words, f.opens_line())).collect()),
            end: Edge::of(facts.iter().map(|f| (f.behind, f.behind_words, f.ends_line())).collect()),
        }
    }

    fn place(self, facts: &Facts) -> Place {
        let mut place = facts.place;
        if let Some(inside) = facts.start_inside.filter(|inside| inside.symbols <= self.start.stray) {
            (place.raw.start, place.chars.start) = (inside.raw, inside.chars);
        } else if self.start.takes(facts.before, facts.before_words, facts.opens_line()) {
            place.raw = place.raw.hull(Span::new(facts.lines.raw.start, place.raw.end));
            place.chars = place.chars.hull(Span::new(facts.lines.chars.start, place.chars.end));
        }
        if let Some(inside) = facts.end_inside.filter(|inside| inside.symbols <= self.end.stray) {
            (place.raw.end, place.chars.end) = (inside.raw, inside.chars);
        } else if self.end.takes(facts.behind, facts.behind_words, facts.ends_line()) {
            place.raw = place.raw.hull(Span::new(place.raw.start, facts.lines.raw.end));
            place.chars = place.chars.hull(Span::new(place.chars.start, facts.lines.chars.end));
        }
        place
    }
}

impl Edge {
    /// From each member's rest of the line: its length, its words, whether it is nothing or a slot.
    fn of(rests: Vec<(u32, u64, bool)>) -> Self {
        let mut lengths: Vec<u32> = rests.iter().map(|rest| rest.0).collect();
        lengths.sort_unstable();
        let words = usual(rests.iter().map(|rest| rest.1));
        let at_lines = rests.iter().filter(|rest| rest.0 == 0).count();
        let many = |count: usize| float(count) >= SNAPPED * float(rests.len());
        let edge = Self {
            whole: true,
            words,
            rest: lengths.get(lengths.len() / 2).copied().unwrap_or(0),
            stray: if many(at_lines) { STRAY_AT_LINES } else { STRAY },
        };
        let whole = many(rests.iter().filter(|rest| edge.takes(rest.0, rest.1, rest.2)).count());
        Self { whole, ..edge }
    }

    fn takes(self, rest: u32, words: u64, slot: bool) -> bool {
        let same_words = rest <= LONGEST_REST && words == self.words;
        let same_slots = rest <= LONGEST_SLOTS && rest.abs_diff(self.rest) <= SLOTS_DIFFER;
        self.whole && (slot || same_words || same_slots)
    }
}

/// The most frequent value; the smallest of those on a tie.
fn usual(values: impl Iterator<Item = u64>) -> u64 {
    let mut sorted: Vec<u64> = values.collect();
    sorted.sort_unstable();
    sorted.chunk_by(|x, y| x == y).rev().max_by_key(|same| same.len()).map_or(0, |same| same[0])
}
