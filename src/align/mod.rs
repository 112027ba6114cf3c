//! From candidates to verified [`Match`]es: pairs of aligned spans. Does not say what a match means.
//!
//! Per pair of documents: exact extension of each link (diagonals already covered are skipped), chains of what is
//! colinear, gaps filled and ends extended by dynamic programming, the best-scoring stretch kept. A match begins and
//! ends on equal symbols.

mod background;
mod chain;
mod depth;
mod edges;
mod extend;
mod gains;
mod join;
mod lone;
mod sample;

pub use background::Background;
pub use depth::Depth;
pub(crate) use edges::REACH;
pub use edges::{Asked, Prices, align_pair, ask_for_runs, verify};
pub use extend::{ask_for_links, equal_runs};
pub use gains::Gains;

use crate::edits::{Block, Score};
use crate::int::index;
use crate::normalize::{Symbol, alike};
use crate::span::{DocId, Folded, Span};

/// A span of one document after folding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Side {
    /// Which document.
    pub doc: DocId,
    /// Where in it.
    pub span: Span<Folded>,
}

/// The maximal equal runs that the links of one pair of documents lead to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runs {
    /// The first document.
    pub a: DocId,
    /// The second document, or the first again.
    pub b: DocId,
    /// The runs, sorted by position in the first, then the second.
    pub blocks: Vec<Block>,
}

/// Two spans that were verified to carry the same passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The first span.
    pub a: Side,
    /// The second span.
    pub b: Side,
    /// Runs of equal symbols, ascending in `a`; not always in `b`, since clauses may stand in another order.
    pub blocks: Vec<Block>,
    /// Evidence in sixteenths of a bit.
    pub score: Score,
}

/// What is equal in a match and what is not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Equal symbols.
    pub equal: u32,
    /// Other symbols between them in stretches of up to six, on the side that has more.
    pub edits: u32,
    /// Symbols in longer stretches, on the side that has more.
    pub hole_symbols: u32,
    /// Number of longer stretches, on the side that has more.
    pub holes: u32,
    /// Longest run of equal symbols.
    pub longest: u32,
    /// Stretches of other symbols of up to twelve, and the symbols in them, on the side that has more.
    pub bursts: u32,
    /// The symbols in the bursts.
    pub burst_symbols: u32,
    /// Edits that put a character in the place of one it is easily taken for.
    pub alike: u32,
}

/// Symbols between two equal runs up to which they are edits; more are a hole: a slot, or a sentence that one side lacks.
pub(crate) const LONGEST_EDIT: u32 = 6;
/// Symbols up to which a stretch is looked at as a burst of edits.
const LONGEST_BURST: u32 = 12;

impl Tally {
    /// Nothing differs.
    pub fn exact(symbols: u32) -> Self {
        Self { equal: symbols, longest: symbols, ..Self::default() }
    }

    /// Equal symbols over alignment columns.
    pub fn identity(&self) -> f64 {
        let columns = self.equal + self.edits + self.hole_symbols;
        crate::int::float(index(self.equal)) / crate::int::float(index(columns).max(1))
    }

    /// Mean length of a burst of edits: noise changes single symbols, another wording changes words. 1 without edits.
    pub fn burst(&self) -> f64 {
        let mean = crate::int::float(index(self.burst_symbols)) / crate::int::float(index(self.bursts.max(1)));
        mean.clamp(1.0, 4.0)
    }

    fn of_side(blocks: &mut [(u32, u32)], span: Span<Folded>) -> Self {
        blocks.sort_unstable();
        let mut tally = Self::default();
        let mut reached = span.start;
        for (start, len) in blocks.iter().copied().chain([(span.end, 0)]) {
            let gap = start.saturating_sub(reached);
            if gap > LONGEST_EDIT {
                tally.hole_symbols += gap;
                tally.holes += 1;
            } else {
                tally.edits += gap;
            }
            if (1..=LONGEST_BURST).contains(&gap) {
                tally.bursts += 1;
                tally.burst_symbols += gap;
            }
            tally.equal += len;
            reached = reached.max(start + len);
        }
        tally
    }
}

impl Match {
    /// Equal symbols.
    pub fn equal(&self) -> u32 {
        self.blocks.iter().map(|block| block.len).sum()
    }

    /// Whether one of the blocks holds the run. The blocks ascend and do not overlap. Complexity: logarithmic.
    fn holds(&self, run: Block) -> bool {
        let at = self.blocks.partition_point(|block| block.a + block.len < run.a + run.len);
        self.blocks.get(at).is_some_and(|block| block.a <= run.a && run.a - block.a == run.b.wrapping_sub(block.b))
    }

    /// What is equal and what is not, each side looked at for itself: clauses in another order are no edits.
    ///
    /// Complexity: `O(blocks · log blocks)`.
    pub fn tally(&self, texts: &[&[Symbol]]) -> Tally {
        let mut in_a: Vec<(u32, u32)> = self.blocks.iter().map(|block| (block.a, block.len)).collect();
        let mut in_b: Vec<(u32, u32)> = self.blocks.iter().map(|block| (block.b, block.len)).collect();
        let (x, y) = (Tally::of_side(&mut in_a, self.a.span), Tally::of_side(&mut in_b, self.b.span));
        Tally {
            equal: x.equal,
            edits: x.edits.max(y.edits),
            hole_symbols: x.hole_symbols.max(y.hole_symbols),
            holes: x.holes.max(y.holes),
            longest: self.blocks.iter().map(|block| block.len).max().unwrap_or(0),
            bursts: x.bursts.max(y.bursts),
            burst_symbols: x.burst_symbols.max(y.burst_symbols),
            alike: alike_edits(&self.blocks, texts[self.a.doc.index()], texts[self.b.doc.index()]),
        }
    }
}

/// Symbols between neighbouring blocks that stand for one they are easily taken for.
fn alike_edits(blocks: &[Block], a: &[Symbol], b: &[Symbol]) -> u32 {
    let between = |pair: &[Block]| {
        let (x, y) = ((pair[0].a + pair[0].len, pair[1].a), (pair[0].b + pair[0].len, pair[1].b));
        let is_edit = |gap: (u32, u32)| gap.0 < gap.1 && gap.1 - gap.0 <= LONGEST_EDIT;
        if !(is_edit(x) && is_edit(y)) {
            return 0;
        }
        most_alike(&a[index(x.0)..index(x.1)], &b[index(y.0)..index(y.1)])
    };
    blocks.windows(2).map(between).sum()
}

/// The most pairs of alike symbols, in order, of two stretches of at most [`LONGEST_EDIT`] symbols.
fn most_alike(a: &[Symbol], b: &[Symbol]) -> u32 {
    let mut row = [0_u32; index(LONGEST_EDIT) + 1];
    for x in a {
        let mut corner = 0;
        for (j, y) in b.iter().enumerate() {
            let with = corner + u32::from(alike(*x, *y));
            corner = row[j + 1];
            row[j + 1] = with.max(row[j]).max(corner);
        }
    }
    row[b.len()]
}
