//! Stretches that repeat what stood one distance before them, and chains of those over small gaps.
//!
//! In: the symbols of a document. Out: [`Chain`]s in the order in which they end. Whether one is a loop is not decided here.

use super::seen::{LastSeen, SEED};
use crate::int::{float, index, narrow};
use crate::normalize::Symbol;

/// Loops shorter than this are left alone: 哈哈哈哈哈哈 is writing.
pub(super) const SHORTEST: u32 = 20;
/// Copies a long block that runs to the end needs; what covers less of its period than these say is no loop by itself.
pub(super) const COPIES_TO_END: f64 = 1.3;
/// From this period on two copies are a loop; below it two copies are a figure of speech.
pub(super) const LONG_PERIOD: u32 = 30;
/// Copies (the last may be cut) a loop of a short period needs.
pub(super) const COPIES_SHORT: f64 = 2.3;
/// Chains followed at once; a unit that repeats parts of itself makes several.
const OPEN_CHAINS: usize = 24;

/// A stretch `l..r` that equals the text `distance` before it, or several such with small gaps between.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chain {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) first_distance: usize,
    pub(super) distance: usize,
    pub(super) period: usize,
    pub(super) equal: usize,
    pub(super) longest: usize,
    /// Whether the distance changes along it: symbols were put in or left out.
    pub(super) shifted: bool,
}

impl Chain {
    /// Whether it reaches far enough to be a loop once its edges are laid.
    pub(super) fn may_be_loop(&self) -> bool {
        let reach = self.end - self.start + self.first_distance;
        let least = if self.period < index(LONG_PERIOD) { COPIES_SHORT } else { COPIES_TO_END };
        reach + 16 >= index(SHORTEST) && float(reach) * 1.15 + 8.0 >= least * float(self.period)
    }

    /// Whether it is one stretch of a long period that no loop comes of. Most stretches are, in writing.
    fn is_idle(&self) -> bool {
        let is_single = self.is_exact() && self.period == self.distance && self.period == self.first_distance;
        is_single && self.period >= index(LONG_PERIOD) && !self.may_be_loop()
    }

    /// Whether all of it equals what stands one and the same distance before it.
    pub(super) fn is_exact(&self) -> bool {
        self.equal == self.end - self.start && !self.shifted
    }
}

/// The chains of one document that may be loops, and every stretch that may be one by itself.
pub(super) fn chains(symbols: &[Symbol]) -> Vec<Chain> {
    followed(symbols, |chain| !chain.is_idle())
}

/// The same with those that no loop comes of.
#[cfg(test)]
pub(super) fn all_chains(symbols: &[Symbol]) -> Vec<Chain> {
    followed(symbols, |_| true)
}

fn followed(symbols: &[Symbol], keep: fn(&Chain) -> bool) -> Vec<Chain> {
    let mut done = Vec::new();
    if symbols.len() < index(SHORTEST) {
        return done;
    }
    let mut last_seen = LastSeen::new(symbols);
    let mut open = Open { chains: Vec::with_capacity(OPEN_CHAINS), distances: [0; OPEN_CHAINS], keep };
    let mut position = 0;
    while position + SEED <= symbols.len() {
        let Some(before) = last_seen.replace(position) else {
            position += 1;
            continue;
        };
        let stretch = stretch(symbols, position, position - before);
        let mut walked = position;
        for inside in position + 1..stretch.end.min(symbols.len() - SEED + 1) {
            // What repeats something far back may also repeat itself.
            let before = last_seen.replace(inside).filter(|before| inside - before < stretch.period);
            if let Some(before) = before.filter(|_| inside >= walked) {
                let inner = self::stretch(symbols, inside, inside - before);
                walked = inner.end;
                enter(&mut open, &mut done, inner);
            }
        }
        position = stretch.end.max(position + 1);
        enter(&mut open, &mut done, stretch);
    }
    done.extend(open.chains.into_iter().filter(keep));
    done
}

/// The maximal stretch around `at` that equals the text `distance` before it. To the left it is followed no farther than
/// it went to the right (plus a little), which keeps the walk linear.
pub(super) fn stretch(symbols: &[Symbol], at: usize, distance: usize) -> Chain {
    let mut end = at;
    while end < symbols.len() && symbols[end] == symbols[end - distance] {
        end += 1;
    }
    let farthest = at.saturating_sub(end - at + 64).max(distance);
    let mut start = at;
    while start > farthest && symbols[start - 1] == symbols[start - 1 - distance] {
        start -= 1;
    }
    Chain {
        start,
        end,
        first_distance: distance,
        distance,
        period: distance,
        equal: end - start,
        longest: end - start,
        shifted: false,
    }
}

/// Keeps a stretch that may be a loop by itself, and adds it to the chains.
fn enter(open: &mut Open, done: &mut Vec<Chain>, stretch: Chain) {
    if float(stretch.equal) >= (COPIES_TO_END - 1.0) * float(stretch.period) {
        done.push(stretch);
    }
    open.join(done, stretch);
}

/// The chains that may go on.
struct Open {
    chains: Vec<Chain>,
    /// Their distances, side by side: most stretches continue no chain, and these tell it at once.
    distances: [u32; OPEN_CHAINS],
    /// Which of them to keep when they end.
    keep: fn(&Chain) -> bool,
}

impl Open {
    /// Adds the stretch to the chain it continues, or opens a new one.
    fn join(&mut self, done: &mut Vec<Chain>, stretch: Chain) {
        let best = if self.is_near(stretch.distance) { self.best(&stretch) } else { None };
        if let Some(i) = best {
            let chain = &mut self.chains[i];
            chain.equal += stretch.end.saturating_sub(stretch.start.max(chain.end));
            chain.end = chain.end.max(stretch.end);
            chain.shifted |= chain.distance != stretch.distance;
            chain.distance = stretch.distance;
            if stretch.equal > chain.longest {
                (chain.longest, chain.period) = (stretch.equal, stretch.distance);
            }
            self.distances[i] = narrow(stretch.distance);
            return;
        }
        if self.chains.len() == OPEN_CHAINS {
            let weakest = (0..OPEN_CHAINS).min_by_key(|&i| (self.chains[i].equal, self.chains[i].end)).unwrap_or(0);
            self.distances[weakest] = self.distances[OPEN_CHAINS - 1];
            done.extend(Some(self.chains.swap_remove(weakest)).filter(self.keep));
        }
        self.distances[self.chains.len()] = narrow(stretch.distance);
        self.chains.push(stretch);
    }

    /// Whether a chain has such a distance, but for drift. Looks at all of them: without a branch it is a few instructions. What no
    /// chain stands behind may be taken for one.
    fn is_near(&self, distance: usize) -> bool {
        let (distance, allowed) = (narrow(distance), narrow(drift(distance)));
        self.distances.iter().map(|other| u32::from(other.abs_diff(distance) <= allowed)).sum::<u32>() > 0
    }

    /// The chain that a stretch continues best.
    fn best(&self, stretch: &Chain) -> Option<usize> {
        let fits = |chain: &Chain| {
            let shift = chain.distance.abs_diff(stretch.distance);
            let gap = stretch.start.saturating_sub(chain.end);
            let continues = shift <= drift(stretch.distance) && gap <= stretch.distance.clamp(8, 64);
            continues.then_some((shift, gap))
        };
        let fitting = self.chains.iter().enumerate().filter_map(|(i, chain)| fits(chain).map(|cost| (cost, i)));
        fitting.min().map(|(_, i)| i)
    }
}

/// Symbols by which the distance of a stretch may differ from that of the chain it continues.
fn drift(distance: usize) -> usize {
    (distance / 12).clamp(1, 8)
}
