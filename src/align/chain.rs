//! Chains: runs of equal symbols that follow one another in both texts, with prices for what lies between.
//!
//! The recurrence is minimap2's (Li 2018, `f(i) = w(i) + max(0, max_j f(j) − price(j, i))`) with a bounded look-back;
//! prices are in bits. A gap on one side only (a sentence put in or left out) has a nearly flat price; so has a short gap
//! on both sides (a slot), unless its edits come cheaper.

use crate::edits::{BIT, Block, Score};
use crate::int::index;

/// Runs looked back at.
const LOOK_BACK: usize = 80;
/// Longest gap on one side, in symbols: a long sentence.
pub(super) const LONGEST_HOLE: u32 = 420;
/// Longest gap on both sides, in symbols: a slot, or a clause in another order.
pub(super) const LONGEST_SLOT: u32 = 48;

/// Longest overlap of two runs of one chain, in symbols.
const LONGEST_OVERLAP: u32 = 48;

/// What a chain must reach.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Price of an edit.
    pub edit: Score,
    /// Least score.
    pub least: Score,
    /// Length of a run that makes a chain whatever it scores, in symbols.
    pub certain: u32,
    /// Whether both texts are one: the sides of a chain must not overlap then.
    pub same: bool,
}

/// Price of a gap of `x` symbols on one side and `y` on the other if nothing in it is equal; `None` if too long.
pub(super) fn hole_price(x: u32, y: u32) -> Option<Score> {
    let (short, long) = (x.min(y), x.max(y));
    let length = Score::try_from(long).unwrap_or(Score::MAX / 64);
    if short <= 2 && long <= LONGEST_HOLE {
        Some(24 * BIT + length * BIT / 12 + Score::try_from(short).unwrap_or(0) * 6 * BIT)
    } else if long <= LONGEST_SLOT {
        Some(26 * BIT + length * BIT / 2)
    } else {
        None
    }
}

/// Price of a gap before it is aligned: the cheaper of a hole and of edits, half of the shorter side taken as equal.
fn price(x: u32, y: u32, edit: Score) -> Option<Score> {
    let edits = x.abs_diff(y) + x.min(y).div_ceil(2);
    let edited =
        (x.max(y) <= LONGEST_SLOT).then(|| edit.saturating_mul(Score::try_from(edits).unwrap_or(Score::MAX / 256)));
    match (hole_price(x, y), edited) {
        (Some(hole), Some(edited)) => Some(hole.min(edited)),
        (hole, edited) => hole.or(edited),
    }
}

/// Cuts the runs into chains, best first; a run belongs to one chain at most, and overlaps are cut off the later run.
///
/// Input: the runs of one pair, sorted, with what each is worth. Output: the chains scoring at least `bounds.least`,
/// and those with a run of at least `bounds.certain` symbols.
/// Complexity: `O(runs · look-back)`.
pub(super) fn chains(
    runs: &[Block],
    worth: &[Score],
    worth_of: impl Fn(Block) -> Score,
    bounds: Bounds,
) -> Vec<Vec<Block>> {
    let Bounds { least, certain, .. } = bounds;
    if let ([run], [worth]) = (runs, worth) {
        return if *worth >= least || run.len >= certain { vec![vec![*run]] } else { Vec::new() };
    }
    let (best, from) = scores(runs, worth, worth_of, bounds);
    let mut order: Vec<usize> = (0..runs.len()).filter(|&i| best[i] >= least || runs[i].len >= certain).collect();
    order.sort_unstable_by_key(|&i| (-best[i], i));
    let mut used = vec![false; runs.len()];
    let mut chains = Vec::new();
    for end in order {
        let mut path = Vec::new();
        let mut at = Some(end);
        let mut rest = 0;
        while let Some(i) = at {
            if used[i] {
                rest = best[i];
                break;
            }
            path.push(i);
            at = from[i];
        }
        if path.is_empty() || best[end] - rest < least && path.iter().all(|&i| runs[i].len < certain) {
            continue;
        }
        for &i in &path {
            used[i] = true;
        }
        chains.push(joined(path.iter().rev().map(|&i| runs[i])));
    }
    chains
}

fn scores(
    runs: &[Block],
    worth: &[Score],
    worth_of: impl Fn(Block) -> Score,
    bounds: Bounds,
) -> (Vec<Score>, Vec<Option<usize>>) {
    let mut best = worth.to_vec();
    let mut from = vec![None; runs.len()];
    // Where the second side of the best chain up to each run begins.
    let mut begins: Vec<u32> = if bounds.same { runs.iter().map(|run| run.b).collect() } else { Vec::new() };
    for (i, &run) in runs.iter().enumerate() {
        for j in (i.saturating_sub(LOOK_BACK)..i).rev() {
            let Some((x, y, lost)) = between(runs[j], run) else { continue };
            if bounds.same && run.a + run.len > begins[j] {
                continue;
            }
            let Some(price) = price(x, y, bounds.edit) else { continue };
            let cut = if lost > 0 { worth_of(Block { len: lost, ..run }) } else { 0 };
            let score = best[j] - price + worth[i] - cut;
            if score > best[i] {
                (best[i], from[i]) = (score, Some(j));
                if bounds.same {
                    begins[i] = begins[j];
                }
            }
        }
    }
    (best, from)
}

/// The gap from one run to the next on both sides and what overlap the next one loses; `None` if it does not follow.
fn between(before: Block, run: Block) -> Option<(u32, u32, u32)> {
    let (a_end, b_end) = (before.a + before.len, before.b + before.len);
    let lost = a_end.saturating_sub(run.a).max(b_end.saturating_sub(run.b));
    if run.a <= before.a || run.b <= before.b || lost + 2 > run.len || lost > LONGEST_OVERLAP {
        return None;
    }
    Some((run.a + lost - a_end, run.b + lost - b_end, lost))
}

fn joined(runs: impl Iterator<Item = Block>) -> Vec<Block> {
    let mut chain: Vec<Block> = Vec::new();
    for run in runs {
        let overlap = |before: &Block| {
            (before.a + before.len).saturating_sub(run.a).max((before.b + before.len).saturating_sub(run.b))
        };
        let lost = chain.last().map_or(0, overlap);
        if lost >= run.len {
            continue;
        }
        chain.push(Block { a: run.a + lost, b: run.b + lost, len: run.len - lost });
    }
    debug_assert!(chain.iter().all(|run| index(run.len) > 0));
    chain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(a: u32, b: u32, len: u32) -> Block {
        Block { a, b, len }
    }

    const BOUNDS: Bounds = Bounds { edit: 8 * BIT, least: 30 * BIT, certain: 1000, same: false };

    #[test]
    fn what_follows_on_both_sides_is_one_chain_and_the_rest_another() {
        let runs = [run(0, 100, 20), run(21, 121, 20), run(41, 10, 20), run(62, 162, 20)];
        let worth = vec![20 * 6 * BIT; 4];
        let chains = chains(&runs, &worth, |run| 6 * BIT * i32::try_from(run.len).expect("short"), BOUNDS);
        assert_eq!(chains, [vec![runs[0], runs[1], runs[3]], vec![runs[2]]]);
    }

    #[test]
    fn the_sides_of_a_chain_in_one_text_do_not_overlap() {
        // Told three times with a little between: the second telling is none of the first side and of the second at once.
        let runs = [run(0, 70, 50), run(0, 140, 50), run(70, 140, 50)];
        let chains_of = |same| {
            let worth_of = |run: Block| 6 * BIT * i32::try_from(run.len).expect("short");
            chains(&runs, &[50 * 6 * BIT; 3], worth_of, Bounds { same, ..BOUNDS })
        };
        assert_eq!(chains_of(true), [vec![runs[0]], vec![runs[1]], vec![runs[2]]]);
        assert_eq!(chains_of(false), [vec![runs[0], runs[2]], vec![runs[1]]]);
    }

    #[test]
    fn a_sentence_put_in_is_bridged_and_a_page_is_not() {
        let worth = vec![20 * 6 * BIT; 2];
        let near = [run(0, 0, 20), run(20, 120, 20)];
        assert_eq!(chains(&near, &worth, |run| 6 * BIT * i32::try_from(run.len).expect("short"), BOUNDS).len(), 1);
        let far = [run(0, 0, 20), run(20, 620, 20)];
        assert_eq!(chains(&far, &worth, |run| 6 * BIT * i32::try_from(run.len).expect("short"), BOUNDS).len(), 2);
    }
}
