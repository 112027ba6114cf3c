//! From chains to matches: gaps aligned, ends extended, the best-scoring stretch kept, clauses in another order joined.

use super::background::Background;
use super::chain::{self, hole_price};
use super::{Depth, Gains, Match, Runs, Side, Tally, alike_edits};
use crate::edits::{BIT, Block, HALF_BAND, Limits, Rows, Score, Walk, extend, fill};
use crate::int::{float, floor, index, narrow};
use crate::normalize::Symbol;
use crate::span::{DocId, Span};

/// Least evidence of a match. Well below what a finding needs: families judge, this only keeps chance out.
const LEAST: Score = 36 * BIT;
/// Shortest match, in symbols: what is shorter is a word that both texts use, however rare it is.
const SHORTEST: u32 = 12;
/// Price of an edit before the match's own rate is known.
const EDIT: Score = 8 * BIT;
/// Fall of the score after which an extension ends: about eight new symbols.
const DROP: Score = 64 * BIT;
/// Matches of one pair, the strongest, that others may be joined to.
const MOST_JOINED: usize = 256;
/// Matches of one pair, the first, that are looked at for the runs of a chain.
const MOST_LOOKED_AT: usize = 8;
/// Share of both spans that a direct verification must reach, and its least identity.
pub(crate) const REACH: f64 = 0.9;
const LEAST_IDENTITY: f64 = 0.5;
/// Symbols between two stretches of one pair, on both sides, up to which they are one passage in another order.
const NEIGHBOURS: u32 = 10;

/// Aligns one pair of documents along its equal runs.
///
/// Output: matches ascending by their first side; a run of at least `exact_from` symbols makes one whatever it is worth.
/// `rows` are buffers, kept from pair to pair. Guarantee: every match begins and ends on equal symbols; an exact one is
/// maximal.
pub fn align_pair(runs: &Runs, texts: &[&[Symbol]], prices: Prices, exact_from: u32, rows: &mut Rows) -> Vec<Match> {
    let pair = Pair::new(runs, texts, prices, exact_from);
    let mut matches: Vec<Match> = Vec::new();
    let bounds = chain::Bounds { edit: EDIT, least: LEAST, certain: exact_from };
    // The best come first. Between drafts of one text they reach from end to end, over most of the other chains.
    for chain in chain::chains(&runs.blocks, &pair.worth, |run| pair.worth(run), bounds) {
        if !matches.iter().take(MOST_LOOKED_AT).any(|found| chain.iter().all(|run| found.holds(*run))) {
            matches.extend(pair.matched(&chain, rows));
        }
    }
    let mut matches = joined(matches);
    matches.retain(|found| SHORTEST <= found.a.span.len().max(found.b.span.len()));
    matches
}

/// What equal symbols are worth.
#[derive(Debug, Clone, Copy)]
pub struct Prices<'a> {
    /// What is usual in the corpus.
    pub background: &'a Background,
    /// Copies that are left out of it.
    pub depth: &'a Depth,
    /// Prices that were asked for before.
    pub gains: &'a Gains,
}

impl Prices<'_> {
    /// What the equal symbol at `at` of a document is worth, with its copies left out or those of the other side, whichever
    /// are more.
    fn gain(&self, texts: &[&[Symbol]], (doc, at): (DocId, u32), other: u32) -> Score {
        self.gains.gain((self.background, self.depth), texts[doc.index()], (doc.index(), index(at)), other)
    }
}

/// Aligns two spans corner to corner: what is equal, and the equal runs (`a` in `x`, `b` in `y`), if they carry the same
/// passage from end to end.
///
/// Complexity: `O(length · band)`. `rows` are buffers.
pub fn verify(x: Side, y: Side, texts: &[&[Symbol]], prices: Prices, rows: &mut Rows) -> Option<(Tally, Vec<Block>)> {
    let (a, b) = (&texts[x.doc.index()][x.span.range()], &texts[y.doc.index()][y.span.range()]);
    let gain = |at: usize| prices.gain(texts, (x.doc, x.span.start + narrow(at)), 0);
    let limits = Limits { edit: 5 * BIT, drop: 2 * DROP, half_band: HALF_BAND };
    let found = extend(Walk::forward(a), Walk::forward(b), gain, limits, rows);
    let last = found.blocks.last()?;
    let equal = found.blocks.iter().map(|block| block.len).sum();
    let longest = found.blocks.iter().map(|block| block.len).max().unwrap_or(0);
    let bursts = narrow(found.blocks.len() - 1);
    let tally = Tally {
        equal,
        edits: found.edits,
        longest,
        bursts,
        burst_symbols: found.edits,
        alike: alike_edits(&found.blocks, a, b),
        ..Tally::default()
    };
    let whole = |reached: u32, len: usize| float(index(reached)) >= REACH * float(len);
    let same = whole(last.a + last.len, a.len()) && whole(last.b + last.len, b.len());
    let placed = |block: &Block| Block { a: x.span.start + block.a, b: y.span.start + block.b, len: block.len };
    (same && tally.identity() >= LEAST_IDENTITY).then(|| (tally, found.blocks.iter().map(placed).collect()))
}

struct Pair<'a> {
    runs: &'a Runs,
    /// What the runs are worth.
    worth: Vec<Score>,
    a: DocId,
    b: DocId,
    texts: &'a [&'a [Symbol]],
    prices: Prices<'a>,
    exact_from: u32,
}

/// A block with the edits before it and what those cost.
#[derive(Debug, Clone, Copy)]
struct Step {
    block: Block,
    edits: u32,
    price: Score,
}

/// Blocks that follow one another.
struct Draft {
    steps: Vec<Step>,
}

impl Draft {
    fn of(block: Block) -> Self {
        Self { steps: vec![Step { block, edits: 0, price: 0 }] }
    }

    /// Adds a block behind the last.
    fn push(&mut self, block: Block, edit: Score) {
        let (edits, price) = self.steps.last().map_or((0, 0), |last| gap(last.block, block, edit));
        self.steps.push(Step { block, edits, price });
    }

    /// The same with blocks before the first.
    fn before(self, mut blocks: impl Iterator<Item = Block>, edit: Score) -> Self {
        let Some(first) = blocks.next() else { return self };
        let mut whole = Self::of(first);
        for block in blocks.chain([self.steps[0].block]) {
            whole.push(block, edit);
        }
        whole.steps.extend_from_slice(&self.steps[1..]);
        whole
    }
}

impl<'a> Pair<'a> {
    fn new(runs: &'a Runs, texts: &'a [&'a [Symbol]], prices: Prices<'a>, exact_from: u32) -> Self {
        let mut pair = Self { runs, worth: Vec::new(), a: runs.a, b: runs.b, texts, prices, exact_from };
        pair.worth = runs.blocks.iter().map(|run| pair.worth(*run)).collect();
        pair
    }
}

impl Pair<'_> {
    fn text_a(&self) -> &[Symbol] {
        self.texts[self.a.index()]
    }

    fn text_b(&self) -> &[Symbol] {
        self.texts[self.b.index()]
    }

    fn worth(&self, run: Block) -> Score {
        (0..run.len).fold(0, |sum: Score, i| sum.saturating_add(self.gain(run.a + i, run.b + i)))
    }

    /// The same, looked up where the block is a run.
    fn known_worth(&self, block: Block) -> Score {
        let known = self.runs.blocks.binary_search(&block);
        known.map_or_else(|_| self.worth(block), |run| self.worth[run])
    }

    fn gain(&self, a: u32, b: u32) -> Score {
        self.prices.gain(self.texts, (self.a, a), self.prices.depth.at(self.b.index(), b))
    }

    fn matched(&self, chain: &[Block], rows: &mut Rows) -> Option<Match> {
        let core = self.fill_gaps(chain, EDIT);
        let edit = edit_price(&core);
        let draft = if edit == EDIT || chain.len() == 1 { core } else { self.fill_gaps(chain, edit) };
        let draft = self.extended(draft, edit, rows);
        self.best_stretch(&draft)
    }

    fn fill_gaps(&self, chain: &[Block], edit: Score) -> Draft {
        let mut draft = Draft::of(chain[0]);
        for pair in chain.windows(2) {
            let (from, to) = ((pair[0].a + pair[0].len, pair[0].b + pair[0].len), (pair[1].a, pair[1].b));
            self.fill_gap(from, to, edit, &mut draft);
            draft.push(pair[1], edit);
        }
        draft
    }

    /// Adds the equal symbols inside a gap where aligning it comes cheaper than a hole.
    fn fill_gap(&self, from: (u32, u32), to: (u32, u32), edit: Score, draft: &mut Draft) {
        let (x, y) = (to.0 - from.0, to.1 - from.1);
        if x.min(y) == 0 || x.max(y) > 2 * chain::LONGEST_SLOT {
            return;
        }
        let (a, b) = (&self.text_a()[index(from.0)..index(to.0)], &self.text_b()[index(from.1)..index(to.1)]);
        let gain = |i: usize| self.gain(from.0 + narrow(i), to.1);
        let found = fill(a, b, gain, edit);
        if hole_price(x, y).is_some_and(|hole| found.score <= -hole) {
            return;
        }
        for block in found.blocks {
            let block = Block { a: from.0 + block.a, b: from.1 + block.b, len: block.len };
            draft.push(block, edit);
        }
    }

    fn extended(&self, draft: Draft, edit: Score, rows: &mut Rows) -> Draft {
        let limits = Limits { edit, drop: DROP, half_band: HALF_BAND };
        let (a, b) = (self.text_a(), self.text_b());
        let (first, last) = (draft.steps[0].block, draft.steps[draft.steps.len() - 1].block);
        let (a_end, b_end) = (index(last.a + last.len), index(last.b + last.len));
        // Within one document neither side may run into the other.
        let same = self.a == self.b;
        let a_room = if same { index(first.b) } else { a.len() };
        let b_room = if same { a_end.min(index(first.b)) } else { 0 };
        let gain = |at: usize| self.gain(narrow(at), u32::MAX);
        let left = extend(
            Walk::backward(&a[..index(first.a)]),
            Walk::backward(&b[b_room..index(first.b)]),
            |step| gain(index(first.a) - 1 - step),
            limits,
            rows,
        );
        let right = extend(
            Walk::forward(&a[a_end..a_room.max(a_end)]),
            Walk::forward(&b[b_end..]),
            |step| gain(a_end + step),
            limits,
            rows,
        );
        let turned = left.blocks.iter().rev().map(|block| Block {
            a: first.a - block.a - block.len,
            b: first.b - block.b - block.len,
            len: block.len,
        });
        let mut whole = draft.before(turned, edit);
        for block in right.blocks {
            let block = Block { a: last.a + last.len + block.a, b: last.b + last.len + block.b, len: block.len };
            whole.push(block, edit);
        }
        whole
    }

    /// The stretch of blocks whose worth less the price of its gaps is highest.
    fn best_stretch(&self, draft: &Draft) -> Option<Match> {
        let (mut best, mut range) = (Score::MIN, 0..0);
        let (mut sum, mut from) = (0_i32, 0);
        for (i, step) in draft.steps.iter().enumerate() {
            sum -= step.price;
            if sum < 0 || i == 0 {
                (sum, from) = (0, i);
            }
            sum = sum.saturating_add(self.known_worth(step.block));
            if sum > best {
                (best, range) = (sum, from..i + 1);
            }
        }
        let steps = &draft.steps[range];
        if best < LEAST && !steps.iter().any(|step| step.block.len >= self.exact_from) {
            return None;
        }
        let blocks = melted(steps);
        let (first, last) = (blocks[0], blocks[blocks.len() - 1]);
        Some(Match {
            a: Side { doc: self.a, span: Span::new(first.a, last.a + last.len) },
            b: Side { doc: self.b, span: Span::new(first.b, last.b + last.len) },
            blocks,
            score: best,
        })
    }
}

/// What an edit costs at the match's own rate of edits: rare edits are dear, frequent ones cheap.
fn edit_price(core: &Draft) -> Score {
    let equal: u32 = core.steps.iter().map(|step| step.block.len).sum();
    let edits: u32 = core.steps.iter().map(|step| step.edits.min(12)).sum();
    let rate = float(index(edits) + 1) / float(index(equal + edits) + 16);
    Score::try_from(floor((2.5 - rate.log2()).clamp(4.5, 10.0) * 16.0)).unwrap_or(EDIT)
}

/// Edits between two blocks, and their price.
fn gap(last: Block, next: Block, edit: Score) -> (u32, Score) {
    let (x, y) = (next.a - (last.a + last.len), next.b - (last.b + last.len));
    let edits = x.max(y);
    let edited = edit.saturating_mul(Score::try_from(edits).unwrap_or(Score::MAX / 512));
    (edits, hole_price(x, y).map_or(edited, |hole| hole.min(edited)))
}

/// Blocks that touch on both sides are one.
fn melted(steps: &[Step]) -> Vec<Block> {
    let touch = |x: Block, y: Block| x.a + x.len == y.a && x.b + x.len == y.b;
    let melt = steps.windows(2).filter(|pair| touch(pair[0].block, pair[1].block)).count();
    let mut out: Vec<Block> = Vec::with_capacity(steps.len() - melt);
    for step in steps {
        match out.last_mut() {
            Some(last) if touch(*last, step.block) => last.len += step.block.len,
            _ => out.push(step.block),
        }
    }
    out
}

/// Joins matches of one pair that are neighbours on both sides (clauses in another order) and drops what lies inside
/// another on both sides.
fn joined(mut matches: Vec<Match>) -> Vec<Match> {
    if matches.len() < 2 {
        return matches;
    }
    matches.sort_by(|x, y| y.score.cmp(&x.score).then(x.a.cmp(&y.a)).then(x.b.cmp(&y.b)));
    let mut out: Vec<Joined> = Vec::new();
    for found in matches {
        match out.iter_mut().take(MOST_JOINED).find(|big| big.is_neighbour_of(&found)) {
            Some(big) => big.absorb(&found),
            None => out.push(Joined::new(found)),
        }
    }
    let mut out: Vec<Match> = out.into_iter().map(|joined| joined.whole).collect();
    out.sort_by(|x, y| x.a.cmp(&y.a).then(x.b.cmp(&y.b)));
    out
}

/// A match with those that were joined to it.
struct Joined {
    /// Its blocks overlap on neither side.
    whole: Match,
    /// Starts and ends of the blocks in the second text, ascending.
    in_b: Vec<(u32, u32)>,
}

impl Joined {
    fn new(mut whole: Match) -> Self {
        let blocks = std::mem::take(&mut whole.blocks);
        let mut joined = Self { whole, in_b: Vec::new() };
        joined.add(&blocks);
        joined
    }

    /// Complexity: linear where the blocks ascend.
    #[expect(clippy::stable_sort_primitive, reason = "a stable sort merges two ascending runs in one pass")]
    fn add(&mut self, blocks: &[Block]) {
        self.in_b.extend(blocks.iter().map(|block| (block.b, block.b + block.len)));
        self.in_b.sort();
        self.whole.blocks.extend_from_slice(blocks);
        self.whole.blocks.sort();
    }

    fn is_neighbour_of(&self, small: &Match) -> bool {
        let near =
            |x: Side, y: Side| x.span.start <= y.span.end + NEIGHBOURS && y.span.start <= x.span.end + NEIGHBOURS;
        let (a, b) = (self.whole.a, self.whole.b);
        // In one document the two sides of a joined match must not come to overlap.
        let apart = a.doc != b.doc || a.span.hull(small.a.span).overlap(b.span.hull(small.b.span)) == 0;
        let mostly_fresh = || 4 * self.fresh(small).map(|block| block.len).sum::<u32>() >= 3 * small.equal();
        near(a, small.a) && near(b, small.b) && apart && (self.covers(small) || mostly_fresh())
    }

    fn covers(&self, small: &Match) -> bool {
        self.whole.a.span.covers(small.a.span) && self.whole.b.span.covers(small.b.span)
    }

    /// Blocks of another match that this one holds on neither side. Complexity: logarithmic in the blocks, for each.
    fn fresh<'m>(&self, small: &'m Match) -> impl Iterator<Item = &'m Block> {
        small.blocks.iter().filter(|block| {
            let in_a = self.whole.blocks.partition_point(|old| old.a + old.len <= block.a);
            let in_b = self.in_b.partition_point(|old| old.1 <= block.b);
            self.whole.blocks.get(in_a).is_none_or(|old| block.a + block.len <= old.a)
                && self.in_b.get(in_b).is_none_or(|old| block.b + block.len <= old.0)
        })
    }

    fn absorb(&mut self, small: &Match) {
        let added: Vec<Block> = self.fresh(small).copied().collect();
        if !self.covers(small) {
            self.whole.a.span = self.whole.a.span.hull(small.a.span);
            self.whole.b.span = self.whole.b.span.hull(small.b.span);
            self.whole.score = self.whole.score.saturating_add(small.score);
        }
        if !added.is_empty() {
            self.add(&added);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(blocks: &[(u32, u32, u32)]) -> Match {
        let blocks: Vec<Block> = blocks.iter().map(|&(a, b, len)| Block { a, b, len }).collect();
        let hull = |start: fn(&Block) -> u32| {
            let ends = blocks.iter().map(|block| start(block) + block.len).max().unwrap_or(0);
            Span::new(blocks.iter().map(start).min().unwrap_or(0), ends)
        };
        let a = Side { doc: DocId(0), span: hull(|block| block.a) };
        let b = Side { doc: DocId(1), span: hull(|block| block.b) };
        Match { a, b, blocks, score: 1 }
    }

    #[test]
    fn a_match_holds_the_runs_that_lie_in_one_of_its_blocks_on_its_diagonal() {
        let whole = found(&[(10, 110, 30), (50, 149, 20)]);
        let held = |a, b, len| whole.holds(Block { a, b, len });
        assert!(held(10, 110, 30) && held(15, 115, 5) && held(39, 139, 1) && held(50, 149, 20));
        assert!(!held(15, 116, 5), "another diagonal");
        assert!(!held(35, 135, 10), "goes on behind its block");
        assert!(!held(35, 135, 20), "from one block into the next");
        assert!(!held(9, 109, 5) && !held(42, 142, 3) && !held(70, 169, 1), "outside");
        assert!(!held(12, 5, 3), "before the second text's block");
    }

    proptest! {
        /// Blocks of a match that ascend in both texts, of another anywhere.
        #[test]
        fn what_is_fresh_is_what_overlaps_no_block_on_either_side(
            own in prop::collection::vec((0_u32..9, 0_u32..9, 1_u32..8), 1..12),
            turned: bool,
            other in prop::collection::vec((0_u32..120, 0_u32..120, 1_u32..8), 0..12),
        ) {
            let (mut a, mut b) = (0, 0);
            let mut blocks: Vec<(u32, u32, u32)> = own.iter().map(|&(x, y, len)| {
                (a, b) = (a + x + len, b + y + len);
                (a - len, b - len, len)
            }).collect();
            if turned {
                // In another order in the second text.
                let end = b;
                for block in &mut blocks {
                    block.1 = end - block.1 - block.2;
                }
            }
            let (big, small) = (Joined::new(found(&blocks)), found(&other));
            let apart = |x: u32, y: u32, len: u32, other: u32| x + len <= y || y + other <= x;
            let plain: Vec<Block> = small.blocks.iter().copied().filter(|block| {
                blocks.iter().all(|&(a, b, len)| apart(block.a, a, block.len, len) && apart(block.b, b, block.len, len))
            }).collect();
            prop_assert_eq!(big.fresh(&small).copied().collect::<Vec<_>>(), plain);
        }
    }
}
