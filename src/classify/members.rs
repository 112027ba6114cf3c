//! Where the members of families stand, gathered document by document: one is normalised again, with its offset map, for all
//! its members at once. What stands beside a member on its lines is asked for only where it can matter.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::kind::Place;
use super::numbers::{Amounts, Compared, Numbers, amounts_in, other_amounts, other_numbers, other_sentences};
use super::place::{Facts, Located, Spot};
use super::significance::Bits;
use super::snap::LONGEST_REST;
use super::{Corpus, located, parallel};
use crate::config::Config;
use crate::group::{Family, Member};
use crate::int::{index, narrow};
use crate::normalize::Symbol;
use crate::span::{Raw, Span};

/// What is known of the members of one family, in their order.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Where they stand.
    pub spots: Vec<Spot>,
    /// Where their holes are.
    pub holes: Vec<Vec<Place>>,
    /// Of those whose numbers are no others as a whole: the sentences whose numbers are, but those that a member before has in the same words.
    pub figures: Vec<Vec<Place>>,
    /// Of those whose numbers are others: how many.
    pub numbers: Vec<Option<Numbers>>,
    /// Whether those that show what a copy must show are near copies of another place of their document that differ from it as a writer's clauses do.
    pub parallel: Vec<bool>,
    /// Whether their documents filled in a form with amounts of their own, of a family that may be boilerplate.
    pub filled_in: Vec<bool>,
    /// What stands on their lines, of a family that may be boilerplate.
    pub facts: Option<Vec<Facts>>,
}

/// Amounts from which a form is filled in: of sentences, and of lines that may be those of a website.
const AMOUNTS_OF_PROSE: u32 = 2;
const AMOUNTS: u32 = 3;
/// What ends a sentence, behind a passage, and what may stand between: a passage ends on a symbol.
const BEFORE_STOPS: [char; 7] = ['%', '％', '‰', '）', ')', '”', '」'];
const STOPS: [char; 4] = ['。', '；', '！', '？'];

impl Known {
    /// What is known of the members `kept`.
    pub(super) fn part(&self, kept: &[usize]) -> Self {
        Self {
            spots: kept.iter().map(|&m| self.spots[m]).collect(),
            holes: kept.iter().map(|&m| self.holes[m].clone()).collect(),
            figures: kept.iter().map(|&m| self.figures[m].clone()).collect(),
            numbers: kept.iter().map(|&m| self.numbers[m]).collect(),
            parallel: kept.iter().map(|&m| self.parallel[m]).collect(),
            filled_in: kept.iter().map(|&m| self.filled_in[m]).collect(),
            facts: self.facts.as_ref().map(|facts| kept.iter().map(|&m| facts[m]).collect()),
        }
    }
}

/// One member, by the numbers of its family and in it.
struct Told {
    family: u32,
    member: u32,
    spot: Spot,
    holes: Vec<Place>,
    numbers: Option<Numbers>,
    /// Its sentences with other numbers, and their symbols.
    sentences: Vec<(Place, Vec<Symbol>)>,
    parallel: bool,
    filled_in: bool,
    facts: Option<Box<Facts>>,
}

/// What is known of the members of each family, in the order of the families, with their evidence; `on_lines` says of which what stands on their lines.
///
/// Complexity: linear in the texts of the documents with members, and `O(m log m)` in the members.
pub(super) fn known(
    corpus: &Corpus,
    (families, bits): (&[Family], &[Bits]),
    config: &Config,
    on_lines: impl Fn(&Family) -> bool + Send + Sync,
) -> Vec<Known> {
    let mut of_doc: Vec<Vec<(u32, u32)>> = vec![Vec::new(); corpus.documents.len()];
    for (f, family) in families.iter().enumerate() {
        for (m, member) in family.members.iter().enumerate() {
            of_doc[member.side.doc.index()].push((narrow(f), narrow(m)));
        }
    }
    let on_lines: Vec<bool> = families.par_iter().map(on_lines).collect();
    let of_members = |(doc, members): (usize, Vec<(u32, u32)>)| {
        let located = (!members.is_empty()).then(|| located(corpus, doc));
        let told = |(f, m): (u32, u32)| {
            let (located, family) = (located.as_ref()?, &families[index(f)]);
            let member = &family.members[index(m)];
            let span = member.side.span;
            let holes: Vec<Place> = member.holes.iter().map(|&hole| located.hole(hole, span)).collect();
            let (places, without) =
                (other_places(located, member), holes.iter().map(|hole| hole.raw).collect::<Vec<_>>());
            let compared = compared(located, member, &without, places.as_deref());
            let numbers = compared.as_ref().and_then(|compared| other_numbers(compared, config));
            let in_part = compared.as_ref().filter(|_| numbers.is_none());
            let sentences = in_part.map_or(Vec::new(), |compared| sentences(located, compared, config));
            let parallel =
                bits[index(f)].is_copy[index(m)] && parallel::is_clause(corpus, located, member, family.centre().side);
            let facts = on_lines[index(f)].then(|| Box::new(located.facts(span)));
            let filled_in = facts.as_ref().is_some_and(|facts| is_filled_in(located.text(), facts, compared.as_ref()));
            let spot = located.spot(span);
            Some(Told { family: f, member: m, spot, holes, numbers, sentences, parallel, filled_in, facts })
        };
        members.into_iter().filter_map(told).collect::<Vec<_>>()
    };
    let mut told: Vec<Told> = of_doc.into_par_iter().enumerate().flat_map_iter(of_members).collect();
    told.par_sort_unstable_by_key(|told| (told.family, told.member));
    let of_family = |members: &mut [Told]| Known {
        spots: members.iter().map(|told| told.spot).collect(),
        holes: members.iter_mut().map(|told| std::mem::take(&mut told.holes)).collect(),
        figures: figures(members),
        numbers: members.iter().map(|told| told.numbers).collect(),
        parallel: members.iter().map(|told| told.parallel).collect(),
        filled_in: members.iter().map(|told| told.filled_in).collect(),
        facts: members.iter().map(|told| told.facts.as_deref().copied()).collect(),
    };
    told.par_chunk_by_mut(|x, y| x.family == y.family).map(of_family).collect()
}

/// The sentences of a member whose numbers are others, with their symbols.
fn sentences(located: &Located, compared: &Compared, config: &Config) -> Vec<(Place, Vec<Symbol>)> {
    let told = |raw: Span<Raw>| {
        let symbols = located.norm(raw);
        // Without the blanks before it.
        let start = located.raw(symbols).start;
        (located.raw_place(Span::new(start, raw.end)), located.symbols()[symbols.range()].to_vec())
    };
    other_sentences(compared, config).into_iter().map(told).collect()
}

/// The sentences with other numbers of the members of a family, each of the same words with the first that has them.
fn figures(members: &mut [Told]) -> Vec<Vec<Place>> {
    let mut told: BTreeSet<Vec<Symbol>> = BTreeSet::new();
    let of_member = |member: &mut Told| {
        let sentences = std::mem::take(&mut member.sentences).into_iter();
        sentences.filter_map(|(place, symbols)| told.insert(symbols).then_some(place)).collect()
    };
    members.iter_mut().map(of_member).collect()
}

/// Where a member has other digits than the canonical occurrence, if anywhere.
fn other_places(located: &Located, member: &Member) -> Option<Vec<Span<Raw>>> {
    let digits = member.other_digits.as_deref()?;
    Some(digits.places.iter().map(|&place| located.digits(place)).collect())
}

/// Whether a member has amounts of its own, on the rest of its first and last line, too: boilerplate goes in whole lines. In sentences one with a unit
/// of its own counts for two.
fn is_filled_in(text: &str, facts: &Facts, compared: Option<&Compared>) -> bool {
    let (place, lines) = (facts.at.place.raw, facts.lines.raw);
    // A row of amounts behind it is not taken with it.
    let end = if facts.behind <= LONGEST_REST && !facts.amounts_behind { lines.end } else { place.end };
    let start = if facts.before <= LONGEST_REST { lines.start } else { place.start };
    let beside = [Span::new(start, place.start), Span::new(place.end, end)].map(|rest| amounts_in(text, rest));
    let found: Amounts = beside.into_iter().chain(compared.map(other_amounts)).sum();
    if facts.prose || text[index(end)..].trim_start_matches(BEFORE_STOPS).starts_with(STOPS) {
        found.all + found.with_unit >= AMOUNTS_OF_PROSE
    } else {
        found.all >= AMOUNTS
    }
}

/// A member beside the canonical occurrence, if its digits are others at some places.
fn compared<'a>(
    located: &Located<'a>,
    member: &Member,
    holes: &'a [Span<Raw>],
    places: Option<&'a [Span<Raw>]>,
) -> Option<Compared<'a>> {
    let differences = member.other_digits.as_deref()?.differences;
    let spot = located.spot(member.side.span);
    let symbols = spot.norm.len().saturating_sub(member.holes.iter().map(Span::len).sum());
    Some(Compared { text: located.text(), span: spot.place.raw, holes, places: places?, differences, symbols })
}
