//! Exact extension: from links to maximal runs of equal symbols, each diagonal walked once.

use super::Runs;
use crate::candidates::Link;
use crate::edits::Block;
use crate::int::{index, narrow};
use crate::normalize::Symbol;
use crate::simd::{equal_ahead, equal_behind, prefetch};
use crate::span::DocId;

/// Asks ahead for the symbols that [`equal_runs`] will look at first, so that the pairs of a lot wait for theirs together.
pub fn ask_for_links(links: &[Link], texts: &[&[Symbol]]) {
    if let Some(link) = links.first() {
        prefetch(texts[link.a_doc.index()], index(link.a));
        prefetch(texts[link.b_doc.index()], index(link.b()));
    }
}

/// Extends the links of one pair of documents (at least one; sorted by diagonal, then position) to maximal equal runs.
///
/// In one document a run is not let overlap its own copy. Complexity: `O(links + length of the runs)`.
pub fn equal_runs(links: &[Link], texts: &[&[Symbol]]) -> Runs {
    let (a_doc, b_doc) = links.first().map_or((DocId(0), DocId(0)), |link| (link.a_doc, link.b_doc));
    let (a, b, same) = (texts[a_doc.index()], texts[b_doc.index()], a_doc == b_doc);
    let mut runs: Vec<Block> = Vec::new();
    let mut covered = None;
    for link in links {
        if covered.is_some_and(|(diagonal, end)| diagonal == link.diagonal && link.a < end) {
            continue;
        }
        let run = maximal(a, b, index(link.a), index(link.b()));
        if run.len > 0 {
            covered = Some((link.diagonal, run.a + run.len));
            let len = if same { run.len.min(run.b - run.a) } else { run.len };
            runs.push(Block { len, ..run });
        }
    }
    runs.sort_unstable();
    Runs { a: a_doc, b: b_doc, blocks: runs }
}

fn maximal(a: &[Symbol], b: &[Symbol], at: usize, in_b: usize) -> Block {
    let right = equal_ahead(&a[at..], &b[in_b..]);
    let left = equal_behind(&a[..at], &b[..in_b]);
    Block { a: narrow(at - left), b: narrow(in_b - left), len: narrow(left + right) }
}
