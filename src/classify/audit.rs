//! The audit: no repeat of the guaranteed length goes unreported.
//!
//! Alignment, grouping and judging draw spans as a reader would, and may leave a few symbols of a repeat outside. Here
//! every string of the guaranteed length that stands twice, and is not covered by the findings at some place, is made a
//! family of its own with another place it stands at. A string repeats only where anchors recur all along it, so most of
//! the text is passed over; the rest is hashed window by window.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::align::Side;
use crate::candidates::Reach;
use crate::group::{Family, Member};
use crate::int::{index, low, low64, narrow, slot};
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

/// Whether findings cover a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Yes,
    No,
}

/// One window. Ordered so that equal ones stand together, those that are told first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Window {
    hash: u64,
    told: Told,
    doc: DocId,
    start: u32,
}

impl Window {
    fn place(&self) -> (DocId, u32) {
        (self.doc, self.start)
    }
}

/// Families of the repeats that `covered` (each document's spans, ascending, disjoint) leaves out somewhere.
///
/// Nearly all windows stand once or are told everywhere. Their hashes are looked through twice: first a filter notes
/// them, then those are kept that by it may have an equal one, of which one is not told.
///
/// Complexity: linear in the windows all of whose anchors recur, and `O(n log n)` in those that are kept. Memory: a byte a
/// window, and 24 a window that is kept.
pub(super) fn uncovered(audited: Audited, covered: &[Vec<Span<Folded>>]) -> Vec<Family> {
    let collect = |keep: &(dyn Fn(&Window) -> bool + Sync)| -> Vec<Window> {
        let of_doc = |(doc, covered): (usize, &Vec<Span<Folded>>)| windows(audited, doc, covered, keep);
        covered.par_iter().enumerate().flat_map_iter(of_doc).collect()
    };
    let starts = |doc: usize| audited.reach.repeatable(&audited.recurring[doc], narrow(audited.texts[doc].len()));
    let count: usize =
        (0..covered.len()).into_par_iter().map(|doc| starts(doc).map(|range| range.len()).sum::<usize>()).sum();
    let filter = Filter::for_windows(count);
    collect(&|window| {
        filter.note(window);
        false
    });
    let mut found = collect(&|window| filter.may_repeat(window));
    found.par_sort_unstable();
    let twice = found.chunk_by(|x, y| x.hash == y.hash);
    let twice = twice.filter(|equal| equal.len() > 1 && equal.iter().any(|window| window.told == Told::No));
    repeats(audited, &twice.flatten().copied().collect::<Vec<_>>())
}

/// The windows of a document that may repeat and that `keep` takes, ascending.
fn windows(
    audited: Audited,
    doc: usize,
    covered: &[Span<Folded>],
    keep: &(dyn Fn(&Window) -> bool + Sync),
) -> Vec<Window> {
    let text = audited.texts[doc];
    let (id, len) = (DocId(narrow(doc)), audited.reach.window);
    let mut found = Vec::new();
    let mut held = 0;
    for starts in audited.reach.repeatable(&audited.recurring[doc], narrow(text.len())) {
        let mut rolling = Rolling::new(text, index(starts.start), index(len));
        for start in starts {
            held += covered[held..].iter().take_while(|span| span.end < start + len).count();
            let is_covered = covered.get(held).is_some_and(|span| span.start <= start);
            let told = if is_covered { Told::Yes } else { Told::No };
            let window = Window { hash: rolling.hash(), told, doc: id, start };
            if keep(&window) {
                found.push(window);
            }
            rolling.advance();
        }
    }
    found
}

/// A hash of the symbols of a window that moves along a text: a polynomial modulo the prime 2^61 − 1 (Karp and Rabin
/// 1987), which no text can make collide without knowing the base.
struct Rolling<'a> {
    text: &'a [Symbol],
    start: usize,
    len: usize,
    /// What the first symbol of the window is multiplied by.
    leaving: u64,
    sum: u64,
}

const PRIME: u64 = (1 << 61) - 1;
const BASE: u64 = 0x05A9_37E4_1C6D_B32F;

impl<'a> Rolling<'a> {
    fn new(text: &'a [Symbol], start: usize, len: usize) -> Self {
        let leaving = (1..len).fold(1, |power, _| times(power, BASE));
        let mut rolling = Self { text, start, len, leaving, sum: 0 };
        if let Some(window) = text.get(start..start + len) {
            rolling.sum = window.iter().fold(0, |sum, symbol| plus(times(sum, BASE), u64::from(*symbol)));
        }
        rolling
    }

    fn hash(&self) -> u64 {
        self.sum
    }

    /// Goes on by one symbol, if there is one.
    fn advance(&mut self) {
        let (Some(last), Some(next)) = (self.text.get(self.start), self.text.get(self.start + self.len)) else {
            return;
        };
        let rest = plus(self.sum, PRIME - times(u64::from(*last), self.leaving));
        self.sum = plus(times(rest, BASE), u64::from(*next));
        self.start += 1;
    }
}

/// Sum modulo the prime of two numbers of up to it.
fn plus(x: u64, y: u64) -> u64 {
    let sum = x + y;
    if sum >= PRIME { sum - PRIME } else { sum }
}

/// Product modulo the prime of two numbers below 2^61.
fn times(x: u64, y: u64) -> u64 {
    let product = u128::from(x) * u128::from(y);
    plus(low64(product) & PRIME, low64(product >> 61))
}

/// Which windows may be equal: four bits for each hash, found by its low bits, set in any order.
struct Filter {
    /// Sixteen hashes a word: whether a window is told, whether one is not, whether two are not.
    noted: Vec<AtomicU64>,
    mask: usize,
}

const IS_TOLD: u64 = 1;
const IS_UNTOLD: u64 = 2;
const TWO_UNTOLD: u64 = 4;

impl Filter {
    fn for_windows(count: usize) -> Self {
        let words = (count / 8).max(64).next_power_of_two();
        Self { noted: (0..words).map(|_| AtomicU64::new(0)).collect(), mask: words - 1 }
    }

    /// The word of a hash and where its bits stand in it.
    fn place(&self, hash: u64) -> (&AtomicU64, u32) {
        (&self.noted[slot(hash >> 4) & self.mask], 4 * (low(hash) & 15))
    }

    fn note(&self, window: &Window) {
        let (word, at) = self.place(window.hash);
        match window.told {
            Told::Yes => word.fetch_or(IS_TOLD << at, Ordering::Relaxed),
            Told::No if word.fetch_or(IS_UNTOLD << at, Ordering::Relaxed) >> at & IS_UNTOLD != 0 => {
                word.fetch_or(TWO_UNTOLD << at, Ordering::Relaxed)
            }
            Told::No => 0,
        };
    }

    /// Whether another window may be equal to this one and one of the two is not told.
    fn may_repeat(&self, window: &Window) -> bool {
        let (word, at) = self.place(window.hash);
        let noted = word.load(Ordering::Relaxed) >> at;
        match window.told {
            Told::Yes => noted & IS_UNTOLD != 0,
            Told::No => noted & (IS_TOLD | TWO_UNTOLD) != 0,
        }
    }
}

/// Runs of windows not told that go on along one other place each, as pairs; equal passages become one family.
/// `twice` holds the windows that stand at two places or more, sorted.
fn repeats(audited: Audited, twice: &[Window]) -> Vec<Family> {
    let groups = twice.chunk_by(|x, y| x.hash == y.hash);
    let untold =
        |equal: &'_ [Window]| equal.iter().filter(|window| window.told == Told::No).copied().collect::<Vec<_>>();
    let mut in_order: Vec<(Window, &[Window])> =
        groups.flat_map(|equal| untold(equal).into_iter().map(move |window| (window, equal))).collect();
    in_order.par_sort_unstable_by_key(|(window, _)| window.place());
    let mut families: HashMap<&[Symbol], Vec<Side>> = HashMap::new();
    let mut run: Option<Run> = None;
    for (window, equal) in in_order {
        let text =
            |window: &Window| &audited.texts[window.doc.index()][index(window.start)..][..index(audited.reach.window)];
        let same = |other: &&Window| other.place() != window.place() && text(other) == text(&window);
        if run.as_ref().is_some_and(|run| {
            let next = run.next();
            let at = |told| Window { hash: window.hash, told, doc: next.1.0, start: next.1.1 };
            let goes_on = [Told::Yes, Told::No].into_iter().any(|told| equal.binary_search(&at(told)).is_ok());
            next.0 == window.place() && goes_on
        }) {
            run = run.map(|run| Run { windows: run.windows + 1, ..run });
            continue;
        }
        close(audited, run.take(), &mut families);
        run = equal.iter().find(same).map(|other| Run { here: window.place(), there: other.place(), windows: 1 });
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
