//! Cuts matches where many partners of the same text end.
//!
//! Pages of one site carry a footer and, some of them, a notice below it. Two pages with both share one long passage;
//! taken whole it would be a family of its own beside the footer's and the notice's. An edge at which matches with at
//! least `hot_from` other documents begin or end, and which outnumber those that cross it, is an edge of every match
//! that crosses it. Passages that few documents share cut nothing, so a copy that holds a hot passage inside stays
//! whole.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::align::{Match, Side};
use crate::edits::Block;
use crate::int::{index, narrow};
use crate::span::{DocId, Span};

/// Symbols by which edges may differ and still be one.
const SLACK: u32 = 3;
/// Matches that may cross a shared edge for each document whose match ends there.
const CROSSING: usize = 1;
/// Positions of a stretch that are looked at.
const SAMPLES: u32 = 64;
/// Symbols a piece must have on either side of a cut.
const LEAST_PIECE: u32 = 10;

/// Cuts every match at the shared edges of its two documents.
///
/// Output: the pieces, in the order of their matches. Complexity: `O(m log m + cuts)`.
pub(super) fn at_shared_edges(matches: Vec<Match>, hot_from: usize) -> Vec<Match> {
    let shared = Shared::new(&matches, hot_from);
    if shared.edges.is_empty() {
        return matches;
    }
    let cut = |found: Match| {
        let mut points: Vec<u32> = shared.inside(found.a).collect();
        points.extend(shared.inside(found.b).map(|edge| across(&found.blocks, edge)));
        points.sort_unstable();
        points.dedup_by(|x, y| x.abs_diff(*y) <= LEAST_PIECE);
        pieces(found, &points)
    };
    matches.into_par_iter().flat_map_iter(cut).collect()
}

/// Edges that enough documents share, ascending, and what is hot in their documents.
struct Shared {
    /// Document, position, matches that cross.
    edges: Vec<(DocId, u32, u32)>,
    hot: HashMap<DocId, Hot>,
}

impl Shared {
    fn new(matches: &[Match], hot_from: usize) -> Self {
        let between = |found: &&Match| found.a.doc != found.b.doc;
        let both = |found: &Match| [(found.a, found.b), (found.b, found.a)];
        let mut sides: Vec<(Side, DocId)> =
            matches.par_iter().filter(between).flat_map_iter(both).map(|(side, other)| (side, other.doc)).collect();
        sides.par_sort_unstable();
        let documents: Vec<&[(Side, DocId)]> = sides.chunk_by(|x, y| x.0.doc == y.0.doc).collect();
        let shared = |of_doc: &&[(Side, DocId)]| {
            // Every side has two ends.
            if of_doc.len() < hot_from {
                return None;
            }
            let hot = Hot::new(of_doc, hot_from);
            let doc = of_doc[0].0.doc;
            let edges: Vec<(DocId, u32, u32)> =
                edges_of(&ends(of_doc), &hot, hot_from).map(|(at, crossing)| (doc, at, crossing)).collect();
            (!edges.is_empty()).then(|| Self { edges, hot: HashMap::from([(doc, hot)]) })
        };
        let found: Vec<Self> = documents.par_iter().filter_map(shared).collect();
        let mut shared = Self { edges: Vec::new(), hot: HashMap::new() };
        for of_doc in found {
            shared.edges.extend(of_doc.edges);
            shared.hot.extend(of_doc.hot);
        }
        shared
    }

    /// The edges inside a side with hot text on both sides of them.
    fn inside(&self, side: Side) -> impl Iterator<Item = u32> {
        let from = self.edges.partition_point(|edge| (edge.0, edge.1) < (side.doc, side.span.start + LEAST_PIECE));
        let last = (side.doc, side.span.end.saturating_sub(LEAST_PIECE));
        let near = self.edges[from..].iter().take_while(move |edge| (edge.0, edge.1) <= last);
        let hot = self.hot.get(&side.doc);
        let cuts = near.filter(move |&&(_, at, crossing)| {
            hot.is_some_and(|hot| hot.mostly(side.span.start, at, crossing) && hot.mostly(at, side.span.end, crossing))
        });
        cuts.map(|edge| edge.1)
    }
}

/// An end of a match in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct End {
    at: u32,
    other: DocId,
    closes: bool,
}

/// The ends of the sides of one document, ascending.
fn ends(sides: &[(Side, DocId)]) -> Vec<End> {
    let both = |&(side, other): &(Side, DocId)| {
        [End { at: side.span.start, other, closes: false }, End { at: side.span.end, other, closes: true }]
    };
    let mut ends: Vec<End> = sides.iter().flat_map(both).collect();
    ends.sort_unstable();
    ends
}

/// Positions where matches with at least `hot_from` documents begin or end, and no fewer than a share of those that
/// cross; with the number that cross.
fn edges_of(ends: &[End], hot: &Hot, hot_from: usize) -> impl Iterator<Item = (u32, u32)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while from < ends.len() {
            let last = from + ends[from..].partition_point(|end| end.at <= ends[from].at + 2 * SLACK);
            let here = &ends[from..last];
            from = last;
            let mut others: Vec<DocId> = here.iter().map(|end| end.other).collect();
            others.sort_unstable();
            others.dedup();
            let closing = narrow(here.iter().filter(|end| end.closes).count());
            let crossing = hot.at(here[0].at.saturating_sub(1)).saturating_sub(closing);
            if others.len() >= hot_from && CROSSING * others.len() >= index(crossing) {
                return Some((here[here.len() / 2].at, crossing));
            }
        }
        None
    })
}

/// How many matches lie on each position of a document.
struct Hot {
    depth: Vec<u32>,
    hot_from: u32,
}

impl Hot {
    fn new(sides: &[(Side, DocId)], hot_from: usize) -> Self {
        let len = sides.iter().map(|(side, _)| index(side.span.end)).max().unwrap_or(0);
        let mut changes = vec![0_i64; len + 1];
        for (side, _) in sides {
            changes[index(side.span.start)] += 1;
            changes[index(side.span.end)] -= 1;
        }
        let mut sum = 0;
        let depth: Vec<u32> = changes
            .iter()
            .map(|change| {
                sum += change;
                u32::try_from(sum).unwrap_or(0)
            })
            .collect();
        Self { depth, hot_from: narrow(hot_from) }
    }

    /// Whether most of a stretch lies on enough matches besides those that cross the edge.
    fn mostly(&self, from: u32, to: u32, crossing: u32) -> bool {
        let step = ((to - from) / SAMPLES).max(1);
        let sampled = (from..to).step_by(index(step));
        let hot = sampled.clone().filter(|&at| self.at(at) >= self.hot_from + crossing).count();
        4 * hot >= 3 * sampled.count()
    }

    fn at(&self, position: u32) -> u32 {
        self.depth.get(index(position)).copied().unwrap_or(0)
    }
}

/// Where the first text is when the second is at `at`.
fn across(blocks: &[Block], at: u32) -> u32 {
    let nearest = blocks
        .iter()
        .min_by_key(|block| if at < block.b { block.b - at } else { at.saturating_sub(block.b + block.len) });
    nearest.map_or(at, |block| block.a + at.saturating_sub(block.b).min(block.len))
}

/// A match split at points of its first side; pieces that are too short are dropped.
fn pieces(found: Match, points: &[u32]) -> Vec<Match> {
    if points.is_empty() {
        return vec![found];
    }
    let mut out = Vec::new();
    let whole = found.equal().max(1);
    let mut from = 0;
    for to in points.iter().copied().chain([u32::MAX]) {
        let blocks: Vec<Block> = found.blocks.iter().filter_map(|block| clipped(*block, from, to)).collect();
        from = to;
        let equal: u32 = blocks.iter().map(|block| block.len).sum();
        let (Some(first), Some(last)) = (blocks.first(), blocks.last()) else { continue };
        if equal < LEAST_PIECE {
            continue;
        }
        let share = |value: i64| value * i64::from(equal) / i64::from(whole);
        let b_start = blocks.iter().map(|block| block.b).min().unwrap_or(first.b);
        let b_end = blocks.iter().map(|block| block.b + block.len).max().unwrap_or(last.b + last.len);
        out.push(Match {
            a: Side { doc: found.a.doc, span: Span::new(first.a, last.a + last.len) },
            b: Side { doc: found.b.doc, span: Span::new(b_start, b_end) },
            score: i32::try_from(share(i64::from(found.score))).unwrap_or(found.score),
            blocks,
        });
    }
    out
}

fn clipped(block: Block, from: u32, to: u32) -> Option<Block> {
    let (start, end) = (block.a.max(from), (block.a + block.len).min(to));
    (start < end).then(|| Block { a: start, b: block.b + (start - block.a), len: end - start })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(a: u32, b: u32, at: u32, len: u32) -> Match {
        let side = |doc| Side { doc: DocId(doc), span: Span::new(at, at + len) };
        Match {
            a: side(a),
            b: side(b),
            blocks: vec![Block { a: at, b: at, len }],
            score: i32::try_from(len).expect("short") * 16,
        }
    }

    #[test]
    fn a_footer_and_the_notice_below_it_are_two_passages() {
        let mut matches: Vec<Match> = (1..12).map(|doc| pair(0, doc, 100, 40)).collect();
        matches.extend((12..23).map(|doc| pair(0, doc, 140, 50)));
        matches.extend((23..26).map(|doc| pair(0, doc, 100, 90)));
        let cut = at_shared_edges(matches, 5);
        assert_eq!(cut.iter().filter(|found| found.a.span == Span::new(100, 140)).count(), 14);
        assert_eq!(cut.iter().filter(|found| found.b.span == Span::new(140, 190)).count(), 14);
    }

    #[test]
    fn a_copy_that_holds_a_passage_few_share_stays_whole() {
        let mut matches: Vec<Match> = (1..4).map(|doc| pair(0, doc, 100, 40)).collect();
        matches.push(pair(0, 9, 50, 200));
        assert_eq!(at_shared_edges(matches.clone(), 5), matches);
        assert_eq!(index(matches[3].equal()), 200);
    }
}
