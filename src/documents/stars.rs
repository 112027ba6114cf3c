//! From verified pairs to families: stars around one canonical document each.
//!
//! The canonical order, the first difference decides: a document that does not merely stand in a longer one; the higher
//! priority; the source that is preferred; the earlier date; more symbols that are neither furniture nor told before in the
//! same document (loops, repeats); fewer that are; the id. Documents are taken in this order: one that belongs to no family yet becomes the centre of its own and takes every free
//! document that was verified against it and has no other numbers. There is never a closure of links, so a chain of drafts does not melt into one
//! family. A document that stands in another joins it, never the other way round.
//!
//! Then a centre whose numbers are others than those of an earlier one, the report of another county, joins that one's family with all
//! that it took, if each of these was verified against that one, too.

use std::cmp::{Ordering, Reverse};

use super::{Pair, Relation, Standing};
use crate::config::Config;
use crate::int::{index, narrow};
use crate::read::Document;
use crate::span::DocId;

/// What the order of documents needs to know of each besides its own fields.
pub(super) struct Field<'a> {
    pub(super) documents: &'a [Document],
    /// Symbols of each.
    pub(super) symbols: &'a [u32],
    /// Symbols of each in furniture, and places whose shingle it has before.
    pub(super) unclean: Vec<u32>,
    /// The first document with the same symbols.
    pub(super) equal_to: &'a [DocId],
    pub(super) config: &'a Config,
}

/// Gives every document of a family its place in it; `None` for a document that is like no other.
///
/// Input: `pairs` of documents that are the first of their symbols. Complexity: O(n log n) in documents and pairs.
pub(super) fn stars(field: &Field<'_>, pairs: &[Pair]) -> Vec<Option<Standing>> {
    let count = field.documents.len();
    let mut inner = vec![false; count];
    for pair in pairs.iter().filter(|pair| pair.relation == Relation::Contained) {
        for (doc, own, other) in [(pair.a, 0, 1), (pair.b, 1, 0)] {
            inner[doc.index()] |= pair.holds(own, field.config) && !pair.holds(other, field.config);
        }
    }
    let links = Links::of(pairs, field.config);
    // The documents of equal symbols, each set in canonical order, the sets in the order of their best.
    let order = order(field, &inner);
    let mut sets: Vec<Vec<DocId>> = vec![Vec::new(); count];
    for &doc in &order {
        sets[field.first(doc).index()].push(doc);
    }
    let mut standings: Vec<Option<Standing>> = vec![None; count];
    let mut taken = vec![false; count];
    for &doc in &order {
        let node = field.first(doc);
        if std::mem::replace(&mut taken[node.index()], true) {
            continue;
        }
        let mut members: Vec<(DocId, Standing)> = Vec::new();
        for (other, standing) in links.to(doc, node).filter(|(_, standing)| standing.numbers.is_none()) {
            if !std::mem::replace(&mut taken[other.index()], true) {
                members.extend(sets[other.index()].iter().map(|&same| (same, standing)));
            }
        }
        members.extend(sets[node.index()].iter().skip(1).map(|&same| (same, Standing::equal(doc))));
        if !members.is_empty() {
            standings[doc.index()] = Some(Standing::canonical(doc));
            for (member, standing) in members {
                standings[member.index()] = Some(standing);
            }
        }
    }
    if links.has_other_numbers {
        join(&mut standings, &links, &sets, &order, field);
    }
    standings
}

/// All documents in canonical order; `inner`: those that merely stand in a longer one, as far as is known.
///
/// Complexity: O(n log n).
pub(super) fn order(field: &Field<'_>, inner: &[bool]) -> Vec<DocId> {
    let mut order: Vec<DocId> = (0..narrow(field.documents.len())).map(DocId).collect();
    let keys: Vec<Key> = order.iter().map(|&doc| field.key(doc, inner[field.first(doc).index()])).collect();
    order.sort_unstable_by(|x, y| keys[x.index()].compare(&keys[y.index()]).then(x.cmp(y)));
    order
}

/// Lets centres join earlier ones whose words they have and whose numbers they have not.
fn join(
    standings: &mut [Option<Standing>],
    links: &Links<'_>,
    sets: &[Vec<DocId>],
    order: &[DocId],
    field: &Field<'_>,
) {
    let is_centre = |standings: &[Option<Standing>], doc: DocId| {
        standings[doc.index()].is_none_or(|standing| standing.relation.is_none())
    };
    let mut taken: Vec<(DocId, DocId)> = Vec::new();
    for (doc, standing) in (0..).map(DocId).zip(&*standings) {
        let centre =
            standing.filter(|standing| standing.relation.is_some()).map(|standing| field.first(standing.canonical));
        taken.extend(centre.filter(|&centre| field.first(doc) == doc && centre != doc).map(|centre| (centre, doc)));
    }
    taken.sort_unstable();
    // The place in the order of each document: none joins one behind it.
    let mut turns = vec![0_u32; order.len()];
    (0..).zip(order).for_each(|(turn, doc)| turns[doc.index()] = turn);
    for &doc in order {
        let node = field.first(doc);
        if sets[node.index()].first() != Some(&doc) || !is_centre(standings, doc) {
            continue;
        }
        for (other, standing) in links.to(doc, node).filter(|(_, standing)| standing.numbers.is_some()) {
            let Some(&best) = sets[other.index()].first() else { continue };
            let from = taken.partition_point(|pair| pair.0 < other);
            let mut members = taken[from..].iter().take_while(|pair| pair.0 == other);
            let free = is_centre(standings, best) && turns[best.index()] > turns[doc.index()];
            if free && members.all(|member| links.may_join(member.1, node)) {
                standings[best.index()] = Some(standing);
                standings[doc.index()].get_or_insert(Standing::canonical(doc));
            }
        }
    }
}

/// What every document is to the others, from both sides of each pair.
struct Links<'p> {
    /// Two documents and the number of their pair, ascending.
    sides: Vec<(DocId, DocId, u32)>,
    pairs: &'p [Pair],
    config: &'p Config,
    /// Whether there are documents with other numbers.
    has_other_numbers: bool,
}

impl<'p> Links<'p> {
    fn of(pairs: &'p [Pair], config: &'p Config) -> Self {
        let mut links = Vec::with_capacity(2 * pairs.len());
        for (number, pair) in (0..).zip(pairs) {
            links.extend([(pair.a, pair.b, number), (pair.b, pair.a, number)]);
        }
        links.sort_unstable();
        let has_other_numbers = pairs.iter().any(|pair| pair.numbers != [None; 2]);
        Self { sides: links, pairs, config, has_other_numbers }
    }

    /// Whether a document was verified against `node` so that it may join its family.
    fn may_join(&self, doc: DocId, node: DocId) -> bool {
        let at = self.sides.partition_point(|link| (link.0, link.1) < (node, doc));
        let link = self.sides.get(at).filter(|link| (link.0, link.1) == (node, doc));
        link.is_some_and(|link| {
            let pair = &self.pairs[index(link.2)];
            pair.joins(usize::from(pair.b == doc), self.config)
        })
    }

    /// The documents that may join the family of `node`, ascending, with what they would be to `canonical`, which has its symbols.
    fn to(&self, canonical: DocId, node: DocId) -> impl Iterator<Item = (DocId, Standing)> {
        let from = self.sides.partition_point(|link| link.0 < node);
        self.sides[from..].iter().take_while(move |link| link.0 == node).filter_map(move |&(_, other, number)| {
            let pair = &self.pairs[index(number)];
            let own = usize::from(pair.b == other);
            pair.joins(own, self.config).then(|| (other, Standing::new(canonical, pair, own, self.config)))
        })
    }
}

/// What decides who is canonical, but for the id.
struct Key {
    inner: bool,
    priority: f64,
    source: usize,
    date: Option<Vec<u64>>,
    clean: Reverse<u32>,
    unclean: u32,
}

impl Key {
    fn compare(&self, other: &Self) -> Ordering {
        // No date comes behind every date.
        let date = |key: &Self| (key.date.is_none(), key.date.clone());
        self.inner
            .cmp(&other.inner)
            .then(other.priority.total_cmp(&self.priority))
            .then(self.source.cmp(&other.source))
            .then_with(|| date(self).cmp(&date(other)))
            .then(self.clean.cmp(&other.clean))
            .then(self.unclean.cmp(&other.unclean))
    }
}

impl Field<'_> {
    fn first(&self, doc: DocId) -> DocId {
        self.equal_to[doc.index()]
    }

    fn key(&self, doc: DocId, inner: bool) -> Key {
        let document = &self.documents[doc.index()];
        let preferred = &self.config.preferred_sources;
        let place = |source: &String| preferred.iter().position(|name| name == source);
        let (symbols, unclean) = (self.symbols[self.first(doc).index()], self.unclean[doc.index()]);
        Key {
            inner,
            priority: document.priority.unwrap_or(f64::NEG_INFINITY),
            source: document.source.as_ref().and_then(place).unwrap_or(preferred.len()),
            date: document.date.as_deref().and_then(numbers),
            clean: Reverse(symbols.saturating_sub(unclean)),
            unclean,
        }
    }
}

/// The numbers in a date, so that dates are ordered however they are written; `20240130` counts as `2024-01-30`. `None`
/// for a date without numbers.
fn numbers(date: &str) -> Option<Vec<u64>> {
    let runs = date.split(|letter: char| !letter.is_ascii_digit()).filter(|run| !run.is_empty());
    let mut found = Vec::new();
    for run in runs {
        let parts = match run.len() {
            8 if found.is_empty() => vec![&run[..4], &run[4..6], &run[6..]],
            _ => vec![run],
        };
        found.extend(parts.iter().map(|part| part.parse().unwrap_or(u64::MAX)));
    }
    (!found.is_empty()).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    fn pair(a: u32, b: u32, similarity: f64, coverage: [f64; 2]) -> Pair {
        let relation = if similarity >= 0.7 { Relation::Near } else { Relation::Contained };
        let places = [(Span::new(0, 1), Span::new(0, 1)); 2];
        Pair { a: DocId(a), b: DocId(b), relation, similarity, coverage, numbers: [None; 2], places }
    }

    fn centres(documents: &[Document], symbols: &[u32], equal_to: &[u32], pairs: &[Pair]) -> Vec<Option<u32>> {
        let config = Config { preferred_sources: vec!["省".into(), "市".into()], ..Config::default() };
        let equal_to: Vec<DocId> = equal_to.iter().copied().map(DocId).collect();
        let unclean = vec![0; symbols.len()];
        let field = Field { documents, symbols, unclean, equal_to: &equal_to, config: &config };
        stars(&field, pairs).iter().map(|standing| standing.map(|standing| standing.canonical.0)).collect()
    }

    fn plain(count: usize) -> Vec<Document> {
        (0..count).map(|number| Document::new(number.to_string(), "")).collect()
    }

    #[test]
    fn a_chain_is_no_family() {
        let near = |a, b| pair(a, b, 0.8, [0.9, 0.9]);
        let links = [near(0, 1), near(1, 2), near(2, 3), near(3, 4)];
        let found = centres(&plain(5), &[100; 5], &[0, 1, 2, 3, 4], &links);
        assert_eq!(found, [Some(0), Some(0), Some(2), Some(2), None]);
    }

    #[test]
    fn the_canonical_document_is_chosen_in_the_stated_order() {
        let near = [pair(0, 1, 0.8, [0.9, 0.9])];
        let choose =
            |one: Document, two: Document, symbols: [u32; 2]| centres(&[one, two], &symbols, &[0, 1], &near)[0];
        let base = || Document::new("", "");
        let prior = |priority| Document { priority, ..base() };
        let dated = |date: &str| Document { date: Some(date.into()), ..base() };
        let from = |source: &str| Document { source: Some(source.into()), ..base() };
        assert_eq!(choose(base(), base(), [100, 100]), Some(0));
        assert_eq!(choose(base(), base(), [100, 101]), Some(1));
        assert_eq!(choose(base(), dated("2024年1月30日"), [101, 100]), Some(1));
        assert_eq!(choose(dated("2024年1月30日"), dated("20231130"), [101, 100]), Some(1));
        assert_eq!(choose(dated("2024-2-1"), dated("2024-10-01"), [100, 101]), Some(0));
        assert_eq!(choose(Document { source: Some("县".into()), ..dated("2020") }, from("市"), [100, 100]), Some(1));
        assert_eq!(choose(from("省"), prior(Some(-1.0)), [100, 100]), Some(1));
        assert_eq!(choose(prior(Some(0.5)), prior(Some(2.0)), [100, 100]), Some(1));
    }

    #[test]
    fn what_stands_in_another_joins_it_and_never_takes_it() {
        let documents = [Document { priority: Some(9.0), ..Document::new("", "") }, Document::new("", "")];
        let part = [pair(0, 1, 0.3, [1.0, 0.3])];
        assert_eq!(centres(&documents, &[30, 100], &[0, 1], &part), [Some(1), Some(1)]);
    }

    /// A near pair whose numbers are others.
    fn other(a: u32, b: u32) -> Pair {
        let numbers = crate::classify::Numbers { own: 9, other: 8 };
        Pair { numbers: [Some(numbers); 2], ..pair(a, b, 0.8, [0.9, 0.9]) }
    }

    #[test]
    fn one_with_other_numbers_takes_those_that_have_its_own() {
        let near = |a, b| pair(a, b, 0.8, [0.9, 0.9]);
        // Two counties' reports, each with a copy: 0 and 1, 2 and 3.
        let all = [near(0, 1), other(0, 2), other(0, 3), other(1, 2), other(1, 3), near(2, 3)];
        let found = centres(&plain(4), &[100; 4], &[0, 1, 2, 3], &all);
        assert_eq!(found, [Some(0), Some(0), Some(0), Some(2)]);
        // The copy was not verified against the first county's report: the second's has a family of its own.
        let some = [near(0, 1), other(0, 2), near(2, 3)];
        assert_eq!(centres(&plain(4), &[100; 4], &[0, 1, 2, 3], &some), [Some(0), Some(0), Some(2), Some(2)]);
        // With none of its own numbers, it joins alone; no chain of such makes one family.
        let found = centres(&plain(3), &[100; 3], &[0, 1, 2], &[other(0, 1), other(1, 2)]);
        assert_eq!(found, [Some(0), Some(0), None]);
        // Documents of equal symbols have equal numbers.
        let found = centres(&plain(3), &[100, 100, 0], &[0, 1, 1], &[other(0, 1)]);
        assert_eq!(found, [Some(0), Some(0), Some(1)]);
    }

    #[test]
    fn equal_documents_stand_together() {
        let found = centres(&plain(4), &[100, 0, 100, 0], &[0, 0, 2, 2], &[pair(0, 2, 0.9, [0.9, 0.9])]);
        assert_eq!(found, [Some(0), Some(0), Some(0), Some(0)]);
    }
}
