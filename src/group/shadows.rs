//! Matches that say nothing but what hot families on both their sides say already.

use std::collections::HashMap;

use rayon::prelude::*;

use super::places::Placed;
use super::stars::{Partners, evidence, neighbours};
use crate::align::{Match, Side};
use crate::int::{float, index};
use crate::span::{DocId, Folded, Span};

/// Share of a side that hot places must cover for the match to say nothing new.
const SHADOW: f64 = 0.85;

/// Drops matches that lie wholly on hot places of both documents without being part of a hot star: two pages that share
/// a footer, a notice and the county's name share nothing that the footer's and the notice's families do not hold.
pub(super) fn without_shadows(mut matches: Vec<Match>, mut placed: Placed, hot_from: usize) -> (Vec<Match>, Placed) {
    let hot = Hot::new(&neighbours(&matches, &placed), &placed.places, hot_from);
    let says = |(found, &(a, b)): (&Match, &(usize, usize))| {
        hot.centre[a] || hot.centre[b] || !(hot.shadows(found.a) && hot.shadows(found.b))
    };
    let keep: Vec<bool> = matches.par_iter().zip(&placed.of_match).map(says).collect();
    let mut kept = keep.iter();
    matches.retain(|_| *kept.next().unwrap_or(&true));
    let mut kept = keep.iter();
    placed.of_match.retain(|_| *kept.next().unwrap_or(&true));
    (matches, placed)
}

/// The hot places: centres with partners in enough documents, and their partners.
struct Hot {
    centre: Vec<bool>,
    of_doc: HashMap<DocId, Union>,
}

impl Hot {
    /// The place with partners in most documents comes first, of several the one with most evidence; one that those
    /// before it cover is no centre of its own.
    fn new(partners: &Partners, places: &[Side], hot_from: usize) -> Self {
        let documents = |place: usize| {
            let mut docs: Vec<DocId> = partners[place].iter().map(|with| places[with.place()].doc).collect();
            docs.sort_unstable();
            docs.dedup();
            docs.len()
        };
        let places_of = (0..places.len()).into_par_iter();
        let mut order: Vec<(usize, usize)> =
            places_of.map(|place| (documents(place), place)).filter(|(docs, _)| *docs >= hot_from).collect();
        order.par_sort_by_cached_key(|&(docs, place)| (usize::MAX - docs, -evidence(&partners[place]), places[place]));
        let mut hot = Self { centre: vec![false; places.len()], of_doc: HashMap::new() };
        for (_, place) in order {
            if hot.shadows(places[place]) {
                continue;
            }
            hot.centre[place] = true;
            for other in partners[place].iter().map(|with| with.place()).chain([place]) {
                hot.of_doc.entry(places[other].doc).or_default().add(places[other].span);
            }
        }
        hot
    }

    /// Whether hot places cover most of a side.
    fn shadows(&self, side: Side) -> bool {
        let covered = self.of_doc.get(&side.doc).map_or(0, |union| union.covers(side.span));
        float(index(covered)) >= SHADOW * float(index(side.span.len()))
    }
}

/// What some spans cover together: disjoint, ascending.
#[derive(Debug, Default)]
struct Union(Vec<Span<Folded>>);

impl Union {
    /// Complexity: logarithmic, and what is moved behind it.
    fn add(&mut self, span: Span<Folded>) {
        let from = self.0.partition_point(|held| held.end < span.start);
        let to = from + self.0[from..].partition_point(|held| held.start <= span.end);
        let whole = self.0[from..to].iter().fold(span, |whole, held| whole.hull(*held));
        self.0.splice(from..to, [whole]);
    }

    /// Positions of a span that are covered. Complexity: logarithmic, and linear in what overlaps it.
    fn covers(&self, span: Span<Folded>) -> u32 {
        let from = self.0.partition_point(|held| held.end <= span.start);
        self.0[from..].iter().take_while(|held| held.start < span.end).map(|held| held.overlap(span)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_union_covers_what_its_spans_cover(
            spans in prop::collection::vec((0_u32..90, 1_u32..20), 0..20), (start, len) in (0_u32..90, 1_u32..40),
        ) {
            let (mut union, asked) = (Union::default(), Span::new(start, start + len));
            let mut spans: Vec<Span<Folded>> = spans.iter().map(|&(start, len)| Span::new(start, start + len)).collect();
            for &span in &spans {
                union.add(span);
            }
            spans.sort_unstable();
            prop_assert_eq!(union.covers(asked), asked.covered_by(spans));
            prop_assert!(union.0.windows(2).all(|pair| pair[0].end < pair[1].start));
        }
    }
}
