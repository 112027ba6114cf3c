//! From the anchors of all documents to [`Link`]s between places that share one.
//!
//! Anchors are sorted by hash; what stands together is a group.
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
use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::int::{index, narrow};
use crate::normalize::Symbol;
use crate::shingle::Anchor;
use crate::span::DocId;

/// Places up to which all of a group are linked with each other.
const SMALL: usize = 16;
/// Places of one document that are linked to a hot group's centre; the rest hang on these by their previous place.
const STAR_PLACES: u32 = 8;

/// An anchor with its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AnchorRecord {
    /// Name of the shingle.
    pub hash: u64,
    /// Which document.
    pub doc: DocId,
    /// First symbol of the shingle.
    pub position: u32,
}

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
    fn between(x: (DocId, u32), y: (DocId, u32)) -> Self {
        let ((a_doc, a), (b_doc, b)) = if x <= y { (x, y) } else { (y, x) };
        Self { a_doc, b_doc, diagonal: b.wrapping_sub(a).cast_signed(), a }
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
    /// For each document the positions of the anchors that stand at two places or more, ascending.
    pub recurring: Vec<Vec<u32>>,
}

/// Links the places of all documents.
///
/// Input: the anchors of each document, ascending by position, and its symbols. Complexity: `O(n log n)` in the number
/// of anchors.
pub fn links(anchors: &[Vec<Anchor>], texts: &[&[Symbol]], reach: Reach) -> Shared {
    let mut records: Vec<AnchorRecord> = Vec::with_capacity(anchors.iter().map(Vec::len).sum());
    for (doc, anchors) in (0_u32..).zip(anchors) {
        records.extend(anchors.iter().map(|anchor| AnchorRecord {
            hash: anchor.hash,
            doc: DocId(doc),
            position: anchor.position,
        }));
    }
    records.par_sort_unstable();
    let mut found = Vec::new();
    let mut recurring = vec![Vec::new(); anchors.len()];
    let mut hot: Vec<(DocId, u32)> = Vec::new();
    for group in records.chunk_by(|x, y| x.hash == y.hash) {
        if group.len() > 1 {
            for place in group {
                recurring[place.doc.index()].push(place.position);
            }
        }
        if group.len() > SMALL {
            star(group, &mut found);
            hot.extend(group.iter().map(|place| (place.doc, place.position)));
        } else {
            all_pairs(group, &mut found);
        }
    }
    drop(records);
    hot.par_sort_unstable();
    let mut windows = hot_windows(&hot, texts, reach);
    windows.par_sort_unstable();
    for group in windows.chunk_by(|x, y| x.hash == y.hash) {
        star(group, &mut found);
    }
    found.par_sort_unstable();
    found.dedup();
    recurring.par_iter_mut().for_each(|of_doc| of_doc.sort_unstable());
    Shared { links: found, recurring }
}

fn all_pairs(group: &[AnchorRecord], found: &mut Vec<Link>) {
    for (i, x) in group.iter().enumerate() {
        found.extend(group[i + 1..].iter().map(|y| Link::between((x.doc, x.position), (y.doc, y.position))));
    }
}

fn star(group: &[AnchorRecord], found: &mut Vec<Link>) {
    let Some(centre) = group.first() else { return };
    let mut in_document = 0;
    for pair in group.windows(2) {
        let [before, place] = pair else { continue };
        if before.doc == place.doc {
            in_document += 1;
            found.push(Link::between((before.doc, before.position), (place.doc, place.position)));
        } else {
            in_document = 0;
        }
        if in_document < STAR_PLACES && place.doc != centre.doc {
            found.push(Link::between((centre.doc, centre.position), (place.doc, place.position)));
        }
    }
}

/// Every string of `window` symbols that may repeat by hot anchors alone, as a record of its own.
fn hot_windows(hot: &[(DocId, u32)], texts: &[&[Symbol]], reach: Reach) -> Vec<AnchorRecord> {
    let mut records = Vec::new();
    let mut bytes = Vec::new();
    for run in hot.chunk_by(|x, y| x.0 == y.0) {
        let doc = run[0].0;
        let text = texts[doc.index()];
        let positions: Vec<u32> = run.iter().map(|place| place.1).collect();
        for start in reach.repeatable(&positions, narrow(text.len())).flatten() {
            bytes.clear();
            let window = index(start)..index(start + reach.window);
            bytes.extend(text[window].iter().flat_map(|symbol| symbol.to_le_bytes()));
            records.push(AnchorRecord { hash: xxh3_64_with_seed(&bytes, reach.seed), doc, position: start });
        }
    }
    records
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
