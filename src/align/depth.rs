//! How many other places hold what stands at a position: the copies a passage must not count against itself.
//!
//! A symbol is worth what the rest of the corpus says about it. A footer that stands in three hundred documents would
//! make itself usual and could not be told from a formula, so its own copies are left out of the counts. The copies are
//! counted on equal runs of at least [`LEAST_RUN`] symbols, before anything is aligned.

use super::Runs;
use crate::int::index;

/// Equal symbols from which a run counts: longer than nearly every formula.
const LEAST_RUN: u32 = 12;

/// Copies at every position of the documents that have any.
#[derive(Debug, Clone, Default)]
pub struct Depth {
    of_doc: Vec<Vec<u16>>,
}

impl Depth {
    /// Counts the runs of all pairs. `lengths` are those of the folded texts.
    ///
    /// Complexity: `O(n + total length of the runs' ends)`, two bytes a symbol of documents with long runs.
    pub fn new(pairs: &[Runs], lengths: &[usize]) -> Self {
        let mut changes: Vec<Vec<i32>> = vec![Vec::new(); lengths.len()];
        for pair in pairs {
            for run in pair.blocks.iter().filter(|run| run.len >= LEAST_RUN) {
                for (doc, start) in [(pair.a.index(), run.a), (pair.b.index(), run.b)] {
                    let of_doc = &mut changes[doc];
                    of_doc.resize(lengths[doc] + 1, 0);
                    of_doc[index(start)] += 1;
                    of_doc[index(start + run.len)] -= 1;
                }
            }
        }
        let summed = changes.iter().map(|of_doc| {
            let mut depth = 0_i32;
            let sums = of_doc.iter().map(|change| {
                depth += change;
                u16::try_from(depth).unwrap_or(u16::MAX)
            });
            sums.collect()
        });
        Self { of_doc: summed.collect() }.spread(pairs)
    }

    /// Hands the count at the centre of a star on to its other places, which were compared with few.
    fn spread(self, pairs: &[Runs]) -> Self {
        let mut of_doc = self.of_doc.clone();
        for pair in pairs {
            for run in pair.blocks.iter().filter(|run| run.len >= LEAST_RUN) {
                for i in 0..run.len {
                    let (a, b) = (index(run.a + i), index(run.b + i));
                    let most = self.of_doc[pair.a.index()][a].max(self.of_doc[pair.b.index()][b]);
                    let (at_a, at_b) = (pair.a.index(), pair.b.index());
                    of_doc[at_a][a] = of_doc[at_a][a].max(most);
                    of_doc[at_b][b] = of_doc[at_b][b].max(most);
                }
            }
        }
        Self { of_doc }
    }

    /// Copies at a position.
    pub(super) fn at(&self, doc: usize, position: u32) -> u32 {
        self.of_doc[doc].get(index(position)).map_or(0, |depth| u32::from(*depth))
    }
}
