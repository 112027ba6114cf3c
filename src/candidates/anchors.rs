//! From the anchors of all documents to [`Link`]s between places that share one.
//!
//! Places with equal shingles are a group of [`Records`].
//! 1. A small group links all its places with each other.
//! 2. A hot group would make too many pairs. Each place is linked to the first place of the group (a star; a few places
//!    a document) and to the previous place in its own document.
//! 3. That alone could lose a long repeat all of whose anchors are hot, because the star's centre may share no more with
//!    its places than the anchor itself. So every string of [`Reach::window`] symbols that may repeat by hot anchors
//!    alone is hashed whole, and equal strings are linked in the same two ways.
//!
//! Guarantee: two equal strings of at least `max(window, g)` symbols are linked to each other, or both are linked to a
//! third place that shares at least `window` symbols with each, at every offset. Nothing is ever dropped for being
//! frequent. Links are linear in the number of places: at most [`SMALL`]² / 2 for a small group, two a place for a hot
//! one.

use rayon::prelude::*;

use super::records::{Emitter, Place, Records};
use super::recurring::Group;
use crate::int::{index, narrow};
use crate::normalize::Symbol;
use crate::shingle::{Cut, each_anchor, each_name};
use crate::span::DocId;

/// Places up to which all of a group are linked with each other.
const SMALL: usize = 16;
/// Places of one document that are linked to a hot group's centre; the rest hang on these by their previous place.
const STAR_PLACES: u32 = 8;

/// Links of one first document that are sorted on several threads.
const MANY: usize = 1 << 16;

/// Two places that share a shingle: `a` before `b` in the order of documents, then positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Link {
    /// Document of the first place.
    pub a_doc: DocId,
    /// Document of the second place.
    pub b_doc: DocId,
    /// Position of the second place less that of the first.
    pub diagonal: i32,
    /// Position of the first place.
    pub a: u32,
}

impl Link {
    fn between(x: Place, y: Place) -> Self {
        let ((a_doc, a), (b_doc, b)) = if x <= y { (x, y) } else { (y, x) };
        Self { a_doc, b_doc, diagonal: b.wrapping_sub(a).cast_signed(), a }
    }

    /// What orders the links of one first document, in one number.
    fn in_document(&self) -> u128 {
        let diagonal = self.diagonal.cast_unsigned() ^ 1 << 31;
        u128::from(self.b_doc.0) << 64 | u128::from(diagonal) << 32 | u128::from(self.a)
    }

    /// Position of the second place.
    pub fn b(&self) -> u32 {
        self.a.wrapping_add(self.diagonal.cast_unsigned())
    }
}

/// How far a shingle and a guaranteed string reach.
#[derive(Debug, Clone, Copy)]
pub struct Reach {
    /// Symbols a shingle.
    pub shingle: u32,
    /// Shingles a window.
    pub shingles: u32,
    /// Symbols of the strings that are linked for certain, however hot.
    pub window: u32,
    /// Seed of the hashes.
    pub seed: u64,
}

/// What sharing anchors says of the places of all documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shared {
    /// Pairs of places, sorted, unique.
    pub links: Vec<Link>,
    /// For each document the positions of the anchors along which strings of [`Reach::window`] symbols may stand at two places or
    /// more, ascending.
    pub recurring: Vec<Vec<u32>>,
}

/// The anchors of all texts, named by the hashes of their shingles. `done` hears the number of each text that is through.
///
/// Complexity: linear; eight bytes an anchor are kept.
pub fn index_anchors(texts: &[&[Symbol]], reach: Reach, done: impl Fn(usize) + Sync) -> Records {
    let cut = Cut { k: reach.shingle, w: reach.shingles, seed: reach.seed };
    let symbols: usize = texts.iter().map(|text| text.len()).sum();
    let expected = 2 * symbols / (index(reach.shingles) + 1);
    Records::gather(texts, reach.shingle, expected, |text, emitter| {
        let Emitter { scratch, places } = emitter;
        each_anchor(texts[text], cut, scratch, |anchor| places.push(anchor.hash, anchor.position));
        done(text);
    })
}

/// What a part of the anchors comes to.
#[derive(Debug, Default)]
struct Part {
    links: Vec<Link>,
    recurring: Vec<Place>,
    /// Places of hot groups.
    hot: Vec<Place>,
}

/// Links the places of all documents by their anchors, which are those of `texts`.
///
/// Complexity: linear in the number of anchors, `O(m log m)` in that of links and of anchors that stand twice.
pub fn links(anchors: &Records, texts: &[&[Symbol]], reach: Reach) -> Shared {
    let parts = anchors.groups(texts, |part: &mut Part, group| {
        let places = Group { places: group, texts, reach };
        if group.len() > SMALL {
            places.recurring_by_sides(&mut part.recurring);
            star(group, &mut part.links);
            part.hot.extend_from_slice(group);
        } else {
            places.recurring_by_pairs(&mut part.recurring);
            all_pairs(group, &mut part.links);
        }
    });
    let mut hot: Vec<Place> = parts.iter().flat_map(|part| &part.hot).copied().collect();
    hot.par_sort_unstable();
    let windows = hot_windows(&hot, texts, reach);
    let stars = windows.groups(texts, |links, group| star(group, links));
    let mut recurring = vec![Vec::new(); texts.len()];
    for &(doc, position) in parts.iter().flat_map(|part| &part.recurring) {
        recurring[doc.index()].push(position);
    }
    recurring.par_iter_mut().for_each(|of_doc| of_doc.sort_unstable());
    let found: Vec<Vec<Link>> = parts.into_iter().map(|part| part.links).chain(stars).collect();
    Shared { links: in_order(&found, texts.len()), recurring }
}

/// All links in their order, each once.
///
/// Those of one first document are brought together by counting and sorted by themselves: they are few, and fit the cache.
fn in_order(found: &[Vec<Link>], documents: usize) -> Vec<Link> {
    let mut next = vec![0; documents + 1];
    for link in found.iter().flatten() {
        next[link.a_doc.index() + 1] += 1;
    }
    let ends: Vec<usize> = next
        .iter_mut()
        .scan(0, |sum, count| {
            *sum += *count;
            *count = *sum;
            Some(*sum)
        })
        .collect();
    let nowhere = Link { a_doc: DocId(0), b_doc: DocId(0), diagonal: 0, a: 0 };
    let mut links = vec![nowhere; ends[documents]];
    for link in found.iter().flatten() {
        let next = &mut next[link.a_doc.index()];
        links[*next] = *link;
        *next += 1;
    }
    let (mut of_docs, mut rest) = (Vec::with_capacity(documents), &mut links[..]);
    for pair in ends.windows(2) {
        let (of_doc, behind) = rest.split_at_mut(pair[1] - pair[0]);
        of_docs.push(of_doc);
        rest = behind;
    }
    of_docs.into_par_iter().for_each(|of_doc| match of_doc.len() {
        0..MANY => of_doc.sort_unstable_by_key(Link::in_document),
        MANY.. => of_doc.par_sort_unstable_by_key(Link::in_document),
    });
    links.dedup();
    links
}

fn all_pairs(group: &[Place], found: &mut Vec<Link>) {
    for (i, &x) in group.iter().enumerate() {
        found.extend(group[i + 1..].iter().map(|&y| Link::between(x, y)));
    }
}

fn star(group: &[Place], found: &mut Vec<Link>) {
    let Some(&centre) = group.first() else { return };
    let mut in_document = 0;
    for pair in group.windows(2) {
        let &[before, place] = pair else { continue };
        if before.0 == place.0 {
            in_document += 1;
            found.push(Link::between(before, place));
        } else {
            in_document = 0;
        }
        if in_document < STAR_PLACES && place.0 != centre.0 {
            found.push(Link::between(centre, place));
        }
    }
}

/// Every string of `window` symbols that may repeat by hot anchors alone, named by its hash.
fn hot_windows(hot: &[Place], texts: &[&[Symbol]], reach: Reach) -> Records {
    let bounds: Vec<usize> = (0..=texts.len()).map(|doc| hot.partition_point(|place| place.0.index() < doc)).collect();
    Records::gather(texts, reach.window, hot.len(), |text, emitter| {
        let symbols = texts[text];
        let positions: Vec<u32> = hot[bounds[text]..bounds[text + 1]].iter().map(|place| place.1).collect();
        for starts in reach.repeatable(&positions, narrow(symbols.len())).filter(|starts| !starts.is_empty()) {
            let stretch = &symbols[index(starts.start)..index(starts.end - 1 + reach.window)];
            each_name(stretch, reach.window, reach.seed, &mut emitter.scratch, |hash, at| {
                emitter.places.push(hash, starts.start + at);
            });
        }
    })
}

impl Reach {
    /// Where strings of `window` symbols can begin that repeat by the anchors at `positions` (ascending) alone.
    ///
    /// A string that repeats shares the smallest shingle of each of its windows of shingles with its other place, so its
    /// shared anchors are nowhere farther apart than a window, nor farther from its ends. (Other anchors inside it may
    /// owe their choice to what stands around it, and be shared with nothing.) Output: disjoint, ascending ranges.
    pub fn repeatable(self, positions: &[u32], len: u32) -> impl Iterator<Item = std::ops::Range<u32>> {
        let stretches = positions.chunk_by(move |x, y| y - x <= self.shingles);
        let mut reached = 0;
        stretches.map(move |stretch| {
            let (first, last) = (stretch[0], stretch[stretch.len() - 1]);
            let from = first.saturating_sub(self.shingles - 1).max(reached);
            let end = (last + self.shingle + self.shingles - 1).min(len);
            reached = reached.max((end + 1).saturating_sub(self.window));
            from..reached.max(from)
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn links_come_in_their_order_and_once(raw in prop::collection::vec(prop::collection::vec((0_u32..5, 0_u32..5, -3_i32..4, 0_u32..9), 0..40), 0..6)) {
            let link = |&(a_doc, b_doc, diagonal, a): &(u32, u32, i32, u32)| Link { a_doc: DocId(a_doc), b_doc: DocId(b_doc), diagonal, a };
            let found: Vec<Vec<Link>> = raw.iter().map(|links| links.iter().map(link).collect()).collect();
            let mut plain = found.concat();
            plain.sort();
            plain.dedup();
            prop_assert_eq!(in_order(&found, 5), plain);
        }
    }
}
