//! From chains to matches: gaps aligned, ends extended, the best-scoring stretch kept.

use super::background::Background;
use super::chain::{self, hole_price};
use super::lone::Stand;
use super::{Depth, Gains, Match, Runs, Side, Tally, alike_edits, join};
use crate::edits::{BIT, Block, HALF_BAND, Limits, Rows, Score, Walk, extend, fill};
use crate::int::{float, floor, index, narrow};
use crate::normalize::Symbol;
use crate::simd::prefetch;
use crate::span::{DocId, Span};

/// Least evidence of a match. Well below what a finding needs: families judge, this only keeps chance out.
const LEAST: Score = 36 * BIT;
/// Shortest match, in symbols: what is shorter is a word that both texts use, however rare it is.
const SHORTEST: u32 = 12;
/// Price of an edit before the match's own rate is known.
const EDIT: Score = 8 * BIT;
/// Fall of the score after which an extension ends: about eight new symbols.
const DROP: Score = 64 * BIT;
/// Matches of one pair, the first, that are looked at for the runs of a chain.
const MOST_LOOKED_AT: usize = 8;
/// Share of both spans that a direct verification must reach, and its least identity.
pub(crate) const REACH: f64 = 0.9;
const LEAST_IDENTITY: f64 = 0.5;

/// Asks ahead for the memory that [`align_pair`] will look at first, so that the pairs of a lot wait for theirs together.
pub fn ask_for_runs(runs: &Runs, texts: &[&[Symbol]], depth: &Depth) {
    if let Some(run) = runs.blocks.first() {
        depth.prefetch(runs.b.index(), index(run.b));
        for (doc, start) in [(runs.a, run.a), (runs.b, run.b)] {
            prefetch(texts[doc.index()], index(start));
            prefetch(texts[doc.index()], index(start + run.len));
        }
    }
}

/// Aligns one pair of documents along its equal runs.
///
/// Output: matches ascending by their first side. `rows` are buffers, kept from pair to pair. Guarantee: every match begins and
/// ends on equal symbols; an exact one is maximal.
pub fn align_pair(runs: &Runs, texts: &[&[Symbol]], prices: Prices, asked: Asked, rows: &mut Rows) -> Vec<Match> {
    let Asked { exact_from, hot_from } = asked;
    let pair = Pair::new(runs, texts, prices, exact_from);
    let mut matches: Vec<Match> = Vec::new();
    let bounds = chain::Bounds { edit: EDIT, least: LEAST, certain: exact_from, same: runs.a == runs.b };
    // The best come first. Between drafts of one text they reach from end to end, over most of the other chains.
    for chain in chain::chains(&runs.blocks, &pair.worth, |run| pair.worth(run), bounds) {
        let best = || matches.iter().take(MOST_LOOKED_AT);
        let is_held = || best().any(|found| chain.iter().all(|run| found.holds(*run)));
        // A clause in another order stands alone, beside a match.
        let is_lone = |run: Block| pair.is_lone(run, hot_from) && !best().any(|found| join::are_near(found, run));
        if !(matches!(chain[..], [run] if is_lone(run)) || is_held()) {
            matches.extend(pair.matched(&chain, rows));
        }
    }
    let mut matches = join::joined(matches);
    matches.retain(|found| SHORTEST <= found.a.span.len().max(found.b.span.len()));
    matches
}

/// Of what length and at how many places something is a match without more ado.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Symbols of an equal run among others from which it makes a match whatever it is worth.
    pub exact_from: u32,
    /// Places from which an equal run may be boilerplate.
    pub hot_from: u32,
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
        let mut pair = Self { runs, worth: Vec::new(), texts, prices, exact_from };
        pair.worth = runs.blocks.iter().map(|run| pair.worth(*run)).collect();
        pair
    }
}

impl Pair<'_> {
    fn text_a(&self) -> &[Symbol] {
        self.texts[self.runs.a.index()]
    }

    fn text_b(&self) -> &[Symbol] {
        self.texts[self.runs.b.index()]
    }

    fn worth(&self, run: Block) -> Score {
        let Prices { background, depth, gains } = self.prices;
        let of_b = depth.of(self.runs.b.index());
        let others = (index(run.b)..index(run.b + run.len)).map(|at| of_b.at(at));
        gains.sum((background, depth), self.text_a(), (self.runs.a.index(), index(run.a)), others)
    }

    fn is_lone(&self, run: Block, hot_from: u32) -> bool {
        let (a, b) = ((self.runs.a, self.text_a()), (self.runs.b, self.text_b()));
        Stand { run, a, b }.is_lone(self.known_worth(run), self.prices.depth, hot_from)
    }

    /// The same, looked up where the block is a run.
    fn known_worth(&self, block: Block) -> Score {
        let known = self.runs.blocks.binary_search(&block);
        known.map_or_else(|_| self.worth(block), |run| self.worth[run])
    }

    fn gain(&self, a: u32, b: u32) -> Score {
        self.prices.gain(self.texts, (self.runs.a, a), self.prices.depth.at(self.runs.b.index(), b))
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
        let same = self.runs.a == self.runs.b;
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
            a: Side { doc: self.runs.a, span: Span::new(first.a, last.a + last.len) },
            b: Side { doc: self.runs.b, span: Span::new(first.b, last.b + last.len) },
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
