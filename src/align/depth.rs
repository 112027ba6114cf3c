//! How many other places hold what stands at a position: the copies a passage must not count against itself.
//!
//! A symbol is worth what the rest of the corpus says about it. A footer that stands in three hundred documents would
//! make itself usual and could not be told from a formula, so its own copies are left out of the counts. The copies are
//! counted on equal runs of at least [`LEAST_RUN`] symbols, before anything is aligned.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicI32, AtomicU16, Ordering};

use rayon::prelude::*;

use super::{Runs, Side};
use crate::edits::Block;
use crate::int::index;
use crate::simd::prefetch;

/// Equal symbols from which a run counts: longer than nearly every formula.
const LEAST_RUN: u32 = 12;

/// Symbols at either edge of a side that don't count, and those a side must have for it.
const EDGE: usize = 4;
const LONG_SIDE: usize = 40;

/// Copies at every position of the documents that have any.
#[derive(Debug, Clone, Default)]
pub struct Depth {
    of_doc: Vec<Vec<u16>>,
}

impl Depth {
    /// Counts the runs of all pairs. `lengths` are those of the folded texts. Sums and maxima come out the same in whatever order
    /// threads add to them.
    ///
    /// Complexity: `O(n + total length of the runs' ends)`, two bytes a symbol of documents with long runs.
    pub fn new(pairs: &[Runs], lengths: &[usize]) -> Self {
        let changes: Vec<OnceLock<Box<[AtomicI32]>>> = lengths.iter().map(|_| OnceLock::new()).collect();
        pairs.par_iter().for_each(|pair| {
            for run in long(pair) {
                for (doc, start) in [(pair.a.index(), run.a), (pair.b.index(), run.b)] {
                    let of_doc = changes[doc].get_or_init(|| (0..=lengths[doc]).map(|_| AtomicI32::new(0)).collect());
                    of_doc[index(start)].fetch_add(1, Ordering::Relaxed);
                    of_doc[index(start + run.len)].fetch_sub(1, Ordering::Relaxed);
                }
            }
        });
        let summed = changes.into_par_iter().map(|of_doc| {
            let mut depth = 0_i32;
            let sums = of_doc.get().map_or(&[][..], |changes| changes).iter().map(|change| {
                depth += change.load(Ordering::Relaxed);
                u16::try_from(depth).unwrap_or(u16::MAX)
            });
            sums.collect()
        });
        let counted: Vec<Vec<u16>> = summed.collect();
        // The count at the centre of a star goes on to its other places, which were compared with few.
        let most: Vec<Vec<AtomicU16>> =
            counted.par_iter().map(|of_doc| of_doc.iter().map(|&depth| AtomicU16::new(depth)).collect()).collect();
        pairs.par_iter().for_each(|pair| {
            for run in long(pair) {
                let (a, b) = (pair.a.index(), pair.b.index());
                for (at_a, at_b) in (run.a..run.a + run.len).map(index).zip((run.b..).map(index)) {
                    let of_both = counted[a][at_a].max(counted[b][at_b]);
                    raise(&most[a][at_a], of_both);
                    raise(&most[b][at_b], of_both);
                }
            }
        });
        let of_doc = most.into_par_iter().map(|of_doc| of_doc.into_iter().map(AtomicU16::into_inner).collect());
        Self { of_doc: of_doc.collect() }
    }

    /// Copies at a position.
    pub(super) fn at(&self, doc: usize, position: u32) -> u32 {
        self.of(doc).at(index(position))
    }

    /// The least copies at any position of a side: those that stand from end to end of it are no more, though parts of it may have others. A few symbols
    /// at its edges may be one copy's alone, by chance.
    ///
    /// Complexity: linear in its length.
    pub fn least(&self, side: Side) -> u32 {
        let (of_doc, places) = (self.of(side.doc.index()), side.span.range());
        let edge = if places.len() >= LONG_SIDE { EDGE } else { 0 };
        (places.start + edge..places.end - edge).map(|at| of_doc.at(at)).min().unwrap_or(0)
    }

    /// Asks ahead for the copies at a position.
    pub(super) fn prefetch(&self, doc: usize, position: usize) {
        prefetch(&self.of_doc[doc], position);
    }

    /// Copies in one document.
    pub(super) fn of(&self, doc: usize) -> OfDocument<'_> {
        OfDocument(&self.of_doc[doc])
    }
}

/// Copies at the positions of one document, all of them or none.
#[derive(Debug, Clone, Copy)]
pub(super) struct OfDocument<'a>(&'a [u16]);

impl OfDocument<'_> {
    /// Copies at a position.
    #[inline]
    pub(super) fn at(self, position: usize) -> u32 {
        self.0.get(position).map_or(0, |depth| u32::from(*depth))
    }
}

/// The runs of a pair that count.
fn long(pair: &Runs) -> impl Iterator<Item = &Block> {
    pair.blocks.iter().filter(|run| run.len >= LEAST_RUN)
}

/// Raises a count to at least `to`. Most are as high already: reading costs less than an exchange.
fn raise(count: &AtomicU16, to: u16) {
    if count.load(Ordering::Relaxed) < to {
        count.fetch_max(to, Ordering::Relaxed);
    }
}
