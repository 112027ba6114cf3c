//! The audit: no repeat of the guaranteed length goes unreported.
//!
//! Alignment, grouping and judging draw spans as a reader would, and may leave a few symbols of a repeat outside. Here
//! every string of the guaranteed length that stands twice, and is not covered by the findings at some place, is made a
//! family of its own with another place it stands at. A string repeats only where anchors recur all along it, so most of
//! the text is passed over; the rest is hashed window by window.

use std::collections::HashMap;

use rayon::slice::ParallelSliceMut;
use xxhash_rust::xxh3::xxh3_64;

use crate::align::Side;
use crate::candidates::Reach;
use crate::group::{Family, Member};
use crate::int::{index, narrow};
use crate::normalize::Symbol;
use crate::span::{DocId, Folded, Span};

/// What the audit looks through.
#[derive(Clone, Copy)]
pub(super) struct Audited<'a> {
    /// The folded texts.
    pub texts: &'a [&'a [Symbol]],
    /// Anchors of each document that stand at two places or more.
    pub recurring: &'a [Vec<u32>],
    /// How far they reach.
    pub reach: Reach,
}

/// One window: its hash, document and first symbol.
type Window = (u64, DocId, u32);

/// Families of the repeats that `covered` (each document's spans, ascending, disjoint) leaves out somewhere.
///
/// Complexity: `O(n log n)` in the number of windows all of whose anchors recur.
pub(super) fn uncovered(audited: Audited, covered: &[Vec<Span<Folded>>]) -> Vec<Family> {
    let mut open: Vec<Window> = Vec::new();
    let mut closed: Vec<Window> = Vec::new();
    for (doc, covered) in covered.iter().enumerate() {
        windows(audited, doc, |window| {
            let span = Span::new(window.2, window.2 + audited.reach.window);
            if is_covered(covered, span) { closed.push(window) } else { open.push(window) }
        });
    }
    open.par_sort_unstable();
    closed.retain(|window| open.binary_search_by_key(&window.0, |other| other.0).is_ok());
    closed.par_sort_unstable();
    repeats(audited, &open, &closed)
}

/// Calls `each` with every window of a document that may repeat.
fn windows(audited: Audited, doc: usize, mut each: impl FnMut(Window)) {
    let text = audited.texts[doc];
    let id = DocId(narrow(doc));
    let mut bytes = Vec::new();
    for start in audited.reach.repeatable(&audited.recurring[doc], narrow(text.len())).flatten() {
        bytes.clear();
        let window = &text[index(start)..index(start + audited.reach.window)];
        bytes.extend(window.iter().flat_map(|symbol| symbol.to_le_bytes()));
        each((xxh3_64(&bytes), id, start));
    }
}

fn is_covered(covered: &[Span<Folded>], span: Span<Folded>) -> bool {
    let i = covered.partition_point(|held| held.start <= span.start);
    i > 0 && covered[i - 1].end >= span.end
}

/// Runs of open windows that go on along one other place each, as pairs; equal passages become one family.
fn repeats(audited: Audited, open: &[Window], closed: &[Window]) -> Vec<Family> {
    let mut in_order: Vec<Window> = open.to_vec();
    in_order.par_sort_unstable_by_key(|window| (window.1, window.2));
    let mut families: HashMap<&[Symbol], Vec<Side>> = HashMap::new();
    let mut run: Option<Run> = None;
    for window in in_order {
        let places = |hash: u64| {
            let of = |list: &[Window]| list.partition_point(|w| w.0 < hash)..list.partition_point(|w| w.0 <= hash);
            closed[of(closed)].iter().chain(&open[of(open)])
        };
        let text = |doc: DocId, at: u32| &audited.texts[doc.index()][index(at)..index(at + audited.reach.window)];
        let same = |other: &&Window| {
            (other.1, other.2) != (window.1, window.2) && text(other.1, other.2) == text(window.1, window.2)
        };
        if run.as_ref().is_some_and(|run| {
            let next = run.next();
            let there = (window.0, next.1.0, next.1.1);
            let known = closed.binary_search(&there).is_ok() || open.binary_search(&there).is_ok();
            (window.1, window.2) == next.0 && known
        }) {
            run = run.map(|run| Run { windows: run.windows + 1, ..run });
            continue;
        }
        close(audited, run.take(), &mut families);
        run = places(window.0).find(same).map(|other| Run {
            here: (window.1, window.2),
            there: (other.1, other.2),
            windows: 1,
        });
    }
    close(audited, run, &mut families);
    let family = |mut sides: Vec<Side>| {
        sides.sort_unstable();
        sides.dedup();
        Family { members: sides.into_iter().map(Member::exact).collect(), canonical: 0 }
    };
    let mut families: Vec<Family> = families.into_values().map(family).collect();
    families.sort_by(|x, y| x.members[0].side.cmp(&y.members[0].side).then(x.members[1].side.cmp(&y.members[1].side)));
    families
}

/// Windows that follow one another at two places.
struct Run {
    here: (DocId, u32),
    there: (DocId, u32),
    windows: u32,
}

impl Run {
    fn next(&self) -> ((DocId, u32), (DocId, u32)) {
        ((self.here.0, self.here.1 + self.windows), (self.there.0, self.there.1 + self.windows))
    }
}

fn close<'a>(audited: Audited<'a>, run: Option<Run>, families: &mut HashMap<&'a [Symbol], Vec<Side>>) {
    let Some(run) = run else { return };
    let len = audited.reach.window + run.windows - 1;
    let side = |place: (DocId, u32)| Side { doc: place.0, span: Span::new(place.1, place.1 + len) };
    let (here, there) = (side(run.here), side(run.there));
    let passage = &audited.texts[here.doc.index()][here.span.range()];
    families.entry(passage).or_default().extend([here, there]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_findings_leave_out_becomes_a_family_and_what_they_cover_does_not() {
        let passage: Vec<u32> = (500..530).collect();
        let a: Vec<u32> = (0..40).chain(passage.clone()).chain(60..90).collect();
        let b: Vec<u32> = (100..110).chain(passage).chain(200..240).collect();
        let (texts, recurring) = ([&a[..], &b[..]], [vec![42, 46, 50, 54, 58, 62], vec![12, 16, 20, 24, 28, 32]]);
        let reach = Reach { shingle: 5, shingles: 4, window: 20, seed: 0 };
        let audited = Audited { texts: &texts, recurring: &recurring, reach };
        let whole = |start, end| vec![Span::new(start, end)];
        assert_eq!(uncovered(audited, &[whole(40, 70), whole(10, 40)]), []);
        let families = uncovered(audited, &[whole(40, 70), whole(10, 38)]);
        assert_eq!(families.len(), 1);
        let spans: Vec<_> = families[0].members.iter().map(|member| member.side.span).collect();
        assert_eq!(spans, [Span::new(49, 70), Span::new(19, 40)]);
    }
}
