//! Stars: a place and the places verified against it are a family.

use std::ops::Index;

use rayon::prelude::*;

use super::compose::{End, compose, seen_from};
use super::places::Placed;
use super::star::{Evidence, Shared, Star, cut_to};
use super::{Context, Family};
use crate::align::{Match, REACH, Side, Tally, verify};
use crate::edits::{Rows, Score};
use crate::int::{float, index, narrow, wide};
use crate::progress::Progress;

/// The partners of each place, ascending by place.
pub(super) struct Partners {
    list: Vec<Partner>,
    /// Where the partners of each place begin.
    starts: Vec<usize>,
}

/// Another place, the best match with it, by number, and its score.
#[derive(Debug, Clone, Copy)]
pub(super) struct Partner {
    other: u32,
    found: u32,
    score: Score,
}

impl Partner {
    /// The other place.
    pub(super) fn place(self) -> usize {
        index(self.other)
    }

    /// The best match with it.
    fn found(self) -> usize {
        index(self.found)
    }
}

impl Index<usize> for Partners {
    type Output = [Partner];

    fn index(&self, place: usize) -> &Self::Output {
        &self.list[self.starts[place]..self.starts[place + 1]]
    }
}

pub(super) fn neighbours(matches: &[Match], placed: &Placed) -> Partners {
    let both = |(i, &(a, b)): (usize, &(usize, usize))| {
        let score = matches[i].score;
        let partner = |place, other| (narrow(place), Partner { other: narrow(other), found: narrow(i), score });
        [partner(a, b), partner(b, a)]
    };
    let told = |&(i, &(a, b)): &(usize, &(usize, usize))| a != b && matches[i].score > 0;
    let of_match = placed.of_match.par_iter().enumerate();
    let mut list: Vec<(u32, Partner)> = of_match.filter(told).flat_map_iter(both).collect();
    // The best match with each partner place first, then one a partner.
    list.par_sort_unstable_by_key(|(place, with)| (*place, with.other, -with.score, with.found));
    list.dedup_by_key(|(place, with)| (*place, with.other));
    let mut starts = vec![0; placed.places.len() + 1];
    for &(place, _) in &list {
        starts[index(place) + 1] += 1;
    }
    for place in 0..placed.places.len() {
        starts[place + 1] += starts[place];
    }
    Partners { list: list.into_iter().map(|(_, with)| with).collect(), starts }
}

/// What all partners of a place say together.
pub(super) fn evidence(partners: &[Partner]) -> i64 {
    partners.iter().map(|with| i64::from(with.score)).sum()
}

/// The best score of each place with any partner; 0 without one.
fn strongest(partners: &Partners, places: usize) -> Vec<Score> {
    let best = |place: usize| partners[place].iter().map(|with| with.score).max().unwrap_or(0);
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
    order.par_sort_by_cached_key(|&place| (-evidence(&partners[place]), placed.places[place]));
    let mut sky = Sky {
        matches,
        placed,
        context,
        strongest: strongest(&partners, placed.places.len()),
        partners,
        family_of: vec![None; placed.places.len()],
        stars: Vec::new(),
    };
    let left = sky.light(&order);
    progress.advance(wide(order.len() - left.len()));
    // What can be found out before the stars change is, in parallel; where they did, it is found out again.
    for places in left.chunks(AHEAD) {
        let joined = |rows: &mut Rows, &place: &usize| sky.joined(place, rows);
        let tried: Vec<Option<Joined>> = places.par_iter().map_init(Rows::default, joined).collect();
        for (&place, tried) in places.iter().zip(tried) {
            sky.joins(place, tried);
        }
        progress.advance(wide(places.len()));
    }
    let dimmest_first: Vec<usize> = (1..sky.stars.len()).rev().collect();
    for stars in dimmest_first.chunks(AHEAD) {
        let melted = |rows: &mut Rows, &star: &usize| sky.melted(star, rows);
        let tried: Vec<Option<Melted>> = stars.par_iter().map_init(Rows::default, melted).collect();
        for (&star, tried) in stars.iter().zip(tried) {
            sky.melts(star, tried);
        }
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
    family_of: Vec<Option<u32>>,
    stars: Vec<Star>,
}

/// What came of comparing a place with the star of its best partner: the star, and what the place shares with its centre.
struct Joined {
    star: usize,
    shared: Option<Shared>,
}

/// What came of comparing the members of a star with a brighter one: that one, how many members were compared, and what they
/// share with its centre if all do.
struct Melted {
    bright: usize,
    compared: usize,
    members: Option<Vec<(usize, Side, Shared)>>,
}

impl Sky<'_> {
    /// Makes each place in its turn a centre if it and any of its partners are free. Gives back the places that are in no star then.
    ///
    /// Who belongs to which star is decided one after the other, since each takes places from the next; the stars themselves are made on all
    /// threads.
    fn light(&mut self, order: &[usize]) -> Vec<usize> {
        let (mut left, mut lit, mut near) = (Vec::new(), Vec::new(), Vec::<Partner>::new());
        for &centre in order {
            let from = near.len();
            if self.family_of[centre].is_some() {
                continue;
            }
            near.extend(self.partners[centre].iter().filter(|with| self.is_free(with) && !self.is_torn(with)).copied());
            if near.len() == from {
                left.push(centre);
                continue;
            }
            let number = Some(narrow(lit.len()));
            self.family_of[centre] = number;
            near[from..].iter().for_each(|with| self.family_of[with.place()] = number);
            lit.push((centre, from..near.len()));
        }
        self.stars = lit.into_par_iter().map(|(centre, its)| self.star(centre, &near[its])).collect();
        left
    }

    fn is_free(&self, with: &Partner) -> bool {
        self.family_of[with.place()].is_none()
    }

    /// Whether a place has a free partner that is far better than this one.
    fn is_torn(&self, with: &Partner) -> bool {
        let twice = 2 * i64::from(with.score);
        let better = |other: &Partner| i64::from(other.score) > twice && self.is_free(other);
        i64::from(self.strongest[with.place()]) > twice && self.partners[with.place()].iter().any(better)
    }

    /// A centre with these partners, the best verified first.
    fn star(&self, centre: usize, partners: &[Partner]) -> Star {
        let mut best_first = partners.to_vec();
        best_first.sort_by_key(|with| (-with.score, self.placed.places[with.place()]));
        let mut star = Star::around(centre, self.placed.places[centre], best_first.len());
        for with in best_first {
            let (place, found) = (self.placed.places[with.place()], with.found());
            let side = cut_to(self.placed.places[centre], place, &self.matches[found]);
            star.add(with.place(), side, Evidence::Match { found, place });
        }
        star
    }

    /// The best partner of a place, the match with it, and the partner's star.
    fn best_partner(&self, place: usize) -> Option<(usize, usize, usize)> {
        let best = self.partners[place].iter().max_by_key(|with| (with.score, u32::MAX - with.other))?;
        Some((best.place(), best.found(), index(self.family_of[best.place()]?)))
    }

    /// Whether a place whose partners are all taken belongs to the star of the best.
    fn joined(&self, place: usize, rows: &mut Rows) -> Option<Joined> {
        let (_, _, star) = self.best_partner(place)?;
        Some(Joined { star, shared: self.verified(star, place, rows) })
    }

    /// Finds a family for a place whose partners are all taken. `tried` is what [`joined`](Self::joined) said before.
    fn joins(&mut self, place: usize, tried: Option<Joined>) {
        let Some((partner, found, star)) = self.best_partner(place) else { return };
        let side = self.placed.places[place];
        let tried = tried.filter(|tried| tried.star == star).or_else(|| self.joined(place, &mut Rows::default()));
        if let Some(shared) = tried.and_then(|tried| tried.shared) {
            self.stars[star].add(place, side, Evidence::Shared(Box::new(shared)));
            self.family_of[place] = Some(narrow(star));
        } else {
            let mut star = Star::around(partner, self.placed.places[partner], 1);
            let tally = self.matches[found].tally(self.context.texts);
            let blocks = seen_from(&self.matches[found], self.end(found, partner));
            star.add(place, side, Evidence::Shared(Box::new((tally, blocks))));
            self.stars.push(star);
        }
    }

    /// What a place shares with the centre of a star that holds one of its partners, aligned edge to edge or over the
    /// partner, whichever shows more.
    fn verified(&self, star: usize, place: usize, rows: &mut Rows) -> Option<Shared> {
        let (centre, side) = (self.stars[star].place, self.placed.places[place]);
        let aligned = verify(self.stars[star].centre, side, self.context.texts, self.context.prices, rows);
        let over = self.partners[place].iter().filter_map(|second| {
            let partner = second.place();
            let first = self.partners[partner].binary_search_by_key(&narrow(centre), |first| first.other).ok()?;
            let first = self.partners[partner][first];
            let at = |with: Partner| (&self.matches[with.found()], self.end(with.found(), partner));
            let (first, second) = (at(first), at(*second));
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

    /// The brightest star that holds a partner of a star's centre, if that has more evidence.
    fn bright(&self, star: usize) -> Option<usize> {
        if self.stars[star].len() > MOST_MELTED {
            return None;
        }
        let others = self.partners[self.stars[star].place].iter().filter_map(|with| {
            let family = self.family_of[with.place()].filter(|family| index(*family) < star)?;
            Some((with.score, std::cmp::Reverse(family)))
        });
        others.max().map(|(_, std::cmp::Reverse(bright))| index(bright))
    }

    /// Whether all members of a star are copies of the centre of one with more evidence, too.
    fn melted(&self, star: usize, rows: &mut Rows) -> Option<Melted> {
        let bright = self.bright(star)?;
        let centre = self.stars[bright].centre;
        let length = |side: Side| float(index(side.span.len()));
        let close = |(place, side): (usize, Side)| {
            // Of so different a length no two reach the identity; told before anything is aligned.
            let (one, other) = (length(centre), length(side));
            if one.min(other) < MELTED * REACH * one.max(other) {
                return None;
            }
            let shared = verify(centre, side, self.context.texts, self.context.prices, rows)?;
            (shared.0.identity() >= MELTED).then_some((place, side, shared))
        };
        let members = self.stars[star].places().into_iter().map(close).collect();
        Some(Melted { bright, compared: self.stars[star].len(), members })
    }

    /// Gives the members of a star to one with more evidence if all of them are copies of its centre. `tried` is what
    /// [`melted`](Self::melted) said before; members are only ever added.
    fn melts(&mut self, star: usize, tried: Option<Melted>) {
        let Some(bright) = self.bright(star) else { return };
        let same = |tried: &Melted| tried.bright == bright && tried.compared == self.stars[star].len();
        let tried = tried.filter(same).or_else(|| self.melted(star, &mut Rows::default()));
        let Some(members) = tried.and_then(|tried| tried.members) else { return };
        for (place, side, shared) in members {
            self.family_of[place] = Some(narrow(bright));
            self.stars[bright].add(place, side, Evidence::Shared(Box::new(shared)));
        }
        self.stars[star].clear();
    }
}

/// Places, and stars, that are compared ahead of those before them.
const AHEAD: usize = 8192;
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
