//! Stars: a place and the places verified against it are a family.

use std::collections::HashMap;
use std::ops::Index;

use rayon::prelude::*;

use super::compose::{End, compose, seen_from};
use super::places::Placed;
use super::star::{Evidence, Shared, Star, cut_to};
use super::{Context, Family};
use crate::align::{Match, REACH, Side, Tally, verify};
use crate::edits::{Rows, Score};
use crate::int::{float, index};
use crate::progress::Progress;
use crate::span::{DocId, Folded, Span};

/// Share of a side that hot places must cover for the match to say nothing new.
const SHADOW: f64 = 0.85;

/// Drops matches that lie wholly on hot places of both documents without being part of a hot star: two pages that share
/// a footer, a notice and the county's name share nothing that the footer's and the notice's families do not hold.
pub(super) fn without_shadows(matches: Vec<Match>, placed: Placed, hot_from: usize) -> (Vec<Match>, Placed) {
    let hot = Hot::new(&neighbours(&matches, &placed), &matches, &placed.places, hot_from);
    let keep: Vec<bool> = matches
        .iter()
        .zip(&placed.of_match)
        .map(|(found, &(a, b))| hot.centre[a] || hot.centre[b] || !(hot.shadows(found.a) && hot.shadows(found.b)))
        .collect();
    let mut kept = keep.iter();
    let matches = matches.into_iter().filter(|_| *kept.next().unwrap_or(&true)).collect();
    let mut kept = keep.iter();
    let of_match = placed.of_match.into_iter().filter(|_| *kept.next().unwrap_or(&true)).collect();
    (matches, Placed { places: placed.places, of_match })
}

/// The hot places: centres with partners in enough documents, and their partners.
struct Hot {
    centre: Vec<bool>,
    of_doc: HashMap<DocId, Vec<Span<Folded>>>,
}

impl Hot {
    /// The place with partners in most documents comes first, of several the one with most evidence; one that those
    /// before it cover is no centre of its own.
    fn new(partners: &Partners, matches: &[Match], places: &[Side], hot_from: usize) -> Self {
        let documents = |place: usize| {
            let mut docs: Vec<DocId> = partners[place].iter().map(|&(other, _)| places[other].doc).collect();
            docs.sort_unstable();
            docs.dedup();
            docs.len()
        };
        let places_of = (0..places.len()).into_par_iter();
        let mut order: Vec<(usize, usize)> =
            places_of.map(|place| (documents(place), place)).filter(|(docs, _)| *docs >= hot_from).collect();
        order.par_sort_by_cached_key(|&(docs, place)| {
            (usize::MAX - docs, -evidence(&partners[place], matches), places[place])
        });
        let mut hot = Self { centre: vec![false; places.len()], of_doc: HashMap::new() };
        for (_, place) in order {
            if hot.shadows(places[place]) {
                continue;
            }
            hot.centre[place] = true;
            for other in partners[place].iter().map(|&(other, _)| other).chain([place]) {
                hot.of_doc.entry(places[other].doc).or_default().push(places[other].span);
            }
        }
        hot
    }

    /// Whether hot places cover most of a side.
    fn shadows(&self, side: Side) -> bool {
        let Some(of_doc) = self.of_doc.get(&side.doc) else { return false };
        let mut near: Vec<Span<Folded>> = of_doc.iter().filter(|span| span.overlap(side.span) > 0).copied().collect();
        near.sort_unstable();
        float(index(side.span.covered_by(near))) >= SHADOW * float(index(side.span.len()))
    }
}

/// Of each place: the other place and the best match with it, ascending by place.
struct Partners {
    list: Vec<(usize, usize)>,
    /// Where the partners of each place begin.
    starts: Vec<usize>,
}

impl Index<usize> for Partners {
    type Output = [(usize, usize)];

    fn index(&self, place: usize) -> &Self::Output {
        &self.list[self.starts[place]..self.starts[place + 1]]
    }
}

fn neighbours(matches: &[Match], placed: &Placed) -> Partners {
    let both = |(i, &(a, b)): (usize, &(usize, usize))| [(a, b, i), (b, a, i)];
    let told = |&(i, &(a, b)): &(usize, &(usize, usize))| a != b && matches[i].score > 0;
    let of_match = placed.of_match.par_iter().enumerate();
    let mut list: Vec<(usize, usize, usize)> = of_match.filter(told).flat_map_iter(both).collect();
    // The best match with each partner place first, then one a partner.
    list.par_sort_unstable_by_key(|&(place, other, i)| (place, other, -matches[i].score, i));
    list.dedup_by_key(|&mut (place, other, _)| (place, other));
    let mut starts = vec![0; placed.places.len() + 1];
    for &(place, _, _) in &list {
        starts[place + 1] += 1;
    }
    for place in 0..placed.places.len() {
        starts[place + 1] += starts[place];
    }
    Partners { list: list.into_iter().map(|(_, other, i)| (other, i)).collect(), starts }
}

/// What all partners of a place say together.
fn evidence(partners: &[(usize, usize)], matches: &[Match]) -> i64 {
    partners.iter().map(|&(_, i)| i64::from(matches[i].score)).sum()
}

/// The best score of each place with any partner; 0 without one.
fn strongest(partners: &Partners, matches: &[Match], places: usize) -> Vec<Score> {
    let best = |place: usize| partners[place].iter().map(|&(_, found)| matches[found].score).max().unwrap_or(0);
    (0..places).into_par_iter().map(best).collect()
}

/// Groups the places into stars: the place whose partners carry most evidence is the next centre (on a tie the
/// earliest), and takes all partners that no family holds yet and that have no far better partner, the best verified
/// first; one that lies on a member already taken is the same occurrence and adds nothing. A place whose partners are
/// all taken joins the family of its best partner if it can be verified against that family's centre; else the two are
/// a family of their own. Families whose members can all be verified against the centre of another are part of it.
pub(super) fn stars(matches: &[Match], placed: &Placed, context: Context, progress: &dyn Progress) -> Vec<Family> {
    let partners = neighbours(matches, placed);
    let mut order: Vec<usize> = (0..placed.places.len()).filter(|&place| !partners[place].is_empty()).collect();
    order.par_sort_by_cached_key(|&place| (-evidence(&partners[place], matches), placed.places[place]));
    let mut sky = Sky {
        matches,
        placed,
        context,
        strongest: strongest(&partners, matches, placed.places.len()),
        partners,
        family_of: vec![None; placed.places.len()],
        stars: Vec::new(),
        rows: Rows::default(),
    };
    let mut left = Vec::new();
    for place in order {
        if sky.lights(place) {
            progress.advance(1);
        } else {
            left.push(place);
        }
    }
    for place in left {
        sky.joins(place);
        progress.advance(1);
    }
    for star in (1..sky.stars.len()).rev() {
        sky.melts(star);
    }
    let family = |rows: &mut Rows, star: Star| {
        let mut family = star.family(matches, context)?;
        settle(&mut family, context, rows);
        Some(family)
    };
    let families: Vec<Option<Family>> = sky.stars.into_par_iter().map_init(Rows::default, family).collect();
    families.into_iter().flatten().collect()
}

/// The stars while they are made.
struct Sky<'a> {
    matches: &'a [Match],
    placed: &'a Placed,
    context: Context<'a>,
    partners: Partners,
    /// Of each place: the best score with any partner.
    strongest: Vec<Score>,
    /// Of each place: the star that holds it.
    family_of: Vec<Option<usize>>,
    stars: Vec<Star>,
    /// Buffers of alignments.
    rows: Rows,
}

impl Sky<'_> {
    /// Makes the place a centre if any of its partners is free. Gives back whether the place is in a star.
    fn lights(&mut self, centre: usize) -> bool {
        if self.family_of[centre].is_some() {
            return true;
        }
        let is_free = |place: usize| self.family_of[place].is_none();
        let score = |found: usize| i64::from(self.matches[found].score);
        // Whether a place has a free partner that is far better than one of such a score.
        let torn = |place: usize, own: i64| {
            i64::from(self.strongest[place]) > 2 * own
                && self.partners[place].iter().any(|&(other, found)| score(found) > 2 * own && is_free(other))
        };
        let near = |&&(other, found): &&(usize, usize)| is_free(other) && !torn(other, score(found));
        let mut best_first: Vec<(usize, usize)> = self.partners[centre].iter().filter(near).copied().collect();
        if best_first.is_empty() {
            return false;
        }
        best_first.sort_by_key(|&(other, found)| (-score(found), self.placed.places[other]));
        self.family_of[centre] = Some(self.stars.len());
        let mut star = Star::around(centre, self.placed.places[centre]);
        for (other, found) in best_first {
            self.family_of[other] = Some(self.stars.len());
            let side = cut_to(self.placed.places[centre], self.placed.places[other], &self.matches[found]);
            star.add(other, side, Evidence::Match { found, place: self.placed.places[other] });
        }
        self.stars.push(star);
        true
    }

    /// Finds a family for a place whose partners are all taken.
    fn joins(&mut self, place: usize) {
        let best = self.partners[place].iter().max_by_key(|(other, i)| (self.matches[*i].score, usize::MAX - *other));
        let Some(&(partner, found)) = best else { return };
        let Some(family) = self.family_of[partner] else { return };
        let side = self.placed.places[place];
        if let Some(shared) = self.verified(family, place) {
            self.stars[family].add(place, side, Evidence::Shared(shared));
            self.family_of[place] = Some(family);
        } else {
            let mut star = Star::around(partner, self.placed.places[partner]);
            let tally = self.matches[found].tally(self.context.texts);
            let blocks = seen_from(&self.matches[found], self.end(found, partner));
            star.add(place, side, Evidence::Shared((tally, blocks)));
            self.stars.push(star);
        }
    }

    /// What a place shares with the centre of a star that holds one of its partners, aligned edge to edge or over the
    /// partner, whichever shows more.
    fn verified(&mut self, star: usize, place: usize) -> Option<Shared> {
        let (centre, side) = (self.stars[star].place, self.placed.places[place]);
        let aligned = verify(self.stars[star].centre, side, self.context.texts, self.context.prices, &mut self.rows);
        let over = self.partners[place].iter().filter_map(|&(partner, second)| {
            let first = self.partners[partner].binary_search_by_key(&centre, |other| other.0).ok()?;
            let first = self.partners[partner][first].1;
            let at = |found: usize| (&self.matches[found], self.end(found, partner));
            let (first, second) = (at(first), at(second));
            Some(compose(self.stars[star].centre, side, first, second, self.context.texts))
        });
        let composed =
            over.take(MOST_WAYS).max_by_key(|(tally, _)| tally.equal).filter(|(tally, _)| tally.identity() >= COMPOSED);
        [aligned, composed].into_iter().flatten().max_by_key(|(tally, _)| tally.equal)
    }

    /// Which end of a match a place is.
    fn end(&self, found: usize, place: usize) -> End {
        if self.placed.of_match[found].0 == place { End::A } else { End::B }
    }

    /// Gives the members of a star to one with more evidence if all of them are copies of its centre, too.
    fn melts(&mut self, star: usize) {
        if self.stars[star].len() > MOST_MELTED {
            return;
        }
        let places = self.stars[star].places();
        let centre = self.stars[star].place;
        let others = self.partners[centre].iter().filter_map(|&(other, found)| {
            let family = self.family_of[other].filter(|family| *family < star)?;
            Some((self.matches[found].score, std::cmp::Reverse(family)))
        });
        let Some((_, std::cmp::Reverse(bright))) = others.max() else { return };
        let length = |side: Side| float(index(side.span.len()));
        let mut rows = std::mem::take(&mut self.rows);
        let close = |member: &(usize, Side)| {
            // Of so different a length no two reach the identity; told before anything is aligned.
            let (one, other) = (length(self.stars[bright].centre), length(member.1));
            if one.min(other) < MELTED * REACH * one.max(other) {
                return None;
            }
            let shared =
                verify(self.stars[bright].centre, member.1, self.context.texts, self.context.prices, &mut rows)?;
            (shared.0.identity() >= MELTED).then_some((member.0, member.1, shared))
        };
        let members: Option<Vec<(usize, Side, Shared)>> = places.iter().map(close).collect();
        self.rows = rows;
        let Some(members) = members else { return };
        for (place, side, shared) in members {
            self.family_of[place] = Some(bright);
            self.stars[bright].add(place, side, Evidence::Shared(shared));
        }
        self.stars[star].clear();
    }
}

/// Partners over which a place is compared with a centre at most.
const MOST_WAYS: usize = 8;
/// Identity over a partner that makes a place a member.
const COMPOSED: f64 = 0.6;
/// Members of a star that is given to another at most: more are no stray of it, and each costs an alignment.
const MOST_MELTED: usize = 8;
/// Identity with the centre of another star from which the two are one family.
const MELTED: f64 = 0.75;

/// Sides that were taken for one place may be shifted by a few symbols, where text repeats within itself: what claims to
/// be equal is compared once more, edge to edge.
fn settle(family: &mut Family, context: Context, rows: &mut Rows) {
    let centre = family.centre().side;
    let text = |side: Side| &context.texts[side.doc.index()][side.span.range()];
    for member in &mut family.members {
        let claims = member.tally.edits + member.tally.hole_symbols == 0;
        if claims && text(member.side) != text(centre) {
            let found = verify(centre, member.side, context.texts, context.prices, rows);
            let tally = found.map_or(member.tally, |(tally, _)| tally);
            member.tally = Tally { edits: tally.edits.max(1), ..tally };
        }
    }
}
