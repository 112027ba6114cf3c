//! The audit: no repeat of the guaranteed length goes unreported.
//!
//! Alignment, grouping and judging draw spans as a reader would, and may leave a few symbols of a repeat outside. Here
//! every string of the guaranteed length that stands twice, and is not covered by the findings at some place, is made a
//! family of its own with another place it stands at. A string repeats only where anchors recur all along it, so most of
//! the text is passed over; the rest is hashed window by window.

use std::hash::BuildHasher;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use crate::align::Side;
use crate::candidates::Reach;
use crate::group::{Family, Member};
use crate::int::{high, index, low, low64, narrow, slot};
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Told {
    Yes,
    No,
}

/// One window: its hash, whether it is told, its document, where it starts, from the highest bits down. So equal ones stand together
/// when they are sorted, those that are told first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Window(u128);

impl Window {
    /// Input: a hash below 2^61.
    fn new(hash: u64, told: Told, (doc, start): (DocId, u32)) -> Self {
        let hash_and_told = hash << 1 | u64::from(told == Told::No);
        Self(u128::from(hash_and_told) << 64 | u128::from(doc.0) << 32 | u128::from(start))
    }

    fn hash(self) -> u64 {
        low64(self.0 >> 65)
    }

    fn told(self) -> Told {
        if self.0 >> 64 & 1 == 0 { Told::Yes } else { Told::No }
    }

    /// Document and start in one number.
    fn at(self) -> u64 {
        low64(self.0)
    }

    fn place(self) -> (DocId, u32) {
        (DocId(high(self.at())), low(self.at()))
    }
}

/// Families of the repeats that `covered` (each document's spans, ascending, disjoint) leaves out somewhere.
///
/// Few windows that may repeat are told nowhere, and hardly any of the others is equal to one of them. So a filter notes the
/// hashes of those that are not told; then those that are told are kept that by it may be equal to one, and last of those that are not told
/// those that may have an equal one.
///
/// Complexity: linear in the windows all of whose anchors recur, and `O(n log n)` in those that are kept. Memory: one to two bytes a
/// window that is not told, and 16 a window that is kept.
pub(super) fn uncovered(audited: Audited, covered: &[Vec<Span<Folded>>]) -> Vec<Family> {
    let of_docs = || covered.par_iter().map(Vec::as_slice).enumerate();
    let untold = |of_doc| {
        let untold = stretches(audited, of_doc).into_iter().filter(|(told, _)| *told == Told::No);
        untold.map(|(_, starts)| starts.len()).sum::<usize>()
    };
    let filter = Filter::for_windows(of_docs().map(untold).sum());
    of_docs().for_each(|of_doc| each_window(audited, of_doc, Told::No, |window| filter.note(window)));
    let mut found = Vec::new();
    for told in [Told::Yes, Told::No] {
        let kept = of_docs().flat_map_iter(|of_doc| {
            let mut kept = Vec::new();
            each_window(audited, of_doc, told, |window| {
                if filter.may_repeat(window) {
                    kept.push(window);
                }
            });
            kept
        });
        found.par_extend(kept);
    }
    found.par_sort_unstable();
    let twice = found.par_chunk_by(|x, y| x.hash() == y.hash());
    let twice = twice.filter(|equal| equal.len() > 1 && equal[equal.len() - 1].told() == Told::No);
    repeats(audited, &twice.collect::<Vec<_>>())
}

/// Where windows of a document start that may repeat, ascending, cut where they begin or end to be told.
fn stretches(audited: Audited, (doc, covered): (usize, &[Span<Folded>])) -> Vec<(Told, Range<u32>)> {
    let len = audited.reach.window;
    let mut spans = covered.iter().peekable();
    let mut found = Vec::new();
    for mut starts in audited.reach.repeatable(&audited.recurring[doc], narrow(audited.texts[doc].len())) {
        while !starts.is_empty() {
            // Spans ascend, so the first that reaches the end of the window is the only one that may cover it.
            while spans.next_if(|span| span.end < starts.start + len).is_some() {}
            let (told, end) = match spans.peek() {
                Some(span) if span.start <= starts.start => (Told::Yes, span.end - len + 1),
                Some(span) => (Told::No, span.start),
                None => (Told::No, starts.end),
            };
            let end = end.min(starts.end);
            found.push((told, starts.start..end));
            starts.start = end;
        }
    }
    found
}

/// Hands the windows of a document that may repeat and are `wanted` to `each`, ascending.
fn each_window(audited: Audited, (doc, covered): (usize, &[Span<Folded>]), wanted: Told, mut each: impl FnMut(Window)) {
    let id = DocId(narrow(doc));
    for (told, starts) in stretches(audited, (doc, covered)).into_iter().filter(|(told, _)| *told == wanted) {
        let mut rolling = Rolling::new(audited.texts[doc], index(starts.start), index(audited.reach.window));
        for start in starts {
            each(Window::new(rolling.hash(), told, (id, start)));
            rolling.advance();
        }
    }
}

/// A hash of the symbols of a window that moves along a text: a polynomial modulo the prime 2^61 − 1 (Karp and Rabin
/// 1987), which no text can make collide without knowing the base.
struct Rolling<'a> {
    text: &'a [Symbol],
    start: usize,
    len: usize,
    /// What the first symbol of the window is multiplied by when the next one comes in.
    leaving: u64,
    sum: u64,
}

const PRIME: u64 = (1 << 61) - 1;
const BASE: u64 = 0x05A9_37E4_1C6D_B32F;

impl<'a> Rolling<'a> {
    fn new(text: &'a [Symbol], start: usize, len: usize) -> Self {
        let leaving = (0..len).fold(1, |power, _| times(power, BASE));
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
        // What does not depend on the sum is ready before it is.
        let change = plus(u64::from(*next), PRIME - times(u64::from(*last), self.leaving));
        self.sum = plus(times(self.sum, BASE), change);
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
    /// Sixteen hashes a word: whether a window is told that may be equal to one that is not, whether one is not, whether two are not.
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

    /// Notes a window that is not told.
    fn note(&self, window: Window) {
        let (word, at) = self.place(window.hash());
        if word.fetch_or(IS_UNTOLD << at, Ordering::Relaxed) >> at & IS_UNTOLD != 0 {
            word.fetch_or(TWO_UNTOLD << at, Ordering::Relaxed);
        }
    }

    /// Whether another window may be equal to this one and one of the two is not told. Those that are told are asked for, and noted,
    /// before the others.
    fn may_repeat(&self, window: Window) -> bool {
        let (word, at) = self.place(window.hash());
        let noted = word.load(Ordering::Relaxed) >> at;
        if window.told() == Told::No {
            return noted & (IS_TOLD | TWO_UNTOLD) != 0;
        }
        let may = noted & IS_UNTOLD != 0;
        if may && noted & IS_TOLD == 0 {
            word.fetch_or(IS_TOLD << at, Ordering::Relaxed);
        }
        may
    }
}

/// Runs of windows not told that go on along one other place each, as pairs; equal passages become one family.
/// `twice` holds the windows that stand at two places or more, equal ones together, sorted.
fn repeats(audited: Audited, twice: &[&[Window]]) -> Vec<Family> {
    let mut in_order: Vec<(u64, &[Window])> = twice.par_iter().flat_map_iter(|equal| untold(equal)).collect();
    in_order.par_sort_unstable_by_key(|(at, _)| *at);
    let of_docs = in_order.par_chunk_by(|x, y| high(x.0) == high(y.0));
    let runs: Vec<Vec<Run>> = of_docs.map(|of_doc| runs(audited, of_doc)).collect();
    // Equal passages stand together when they are sorted by their hashes.
    let mut passages: Vec<Passage> = runs.par_iter().flatten_iter().map(|run| Passage::of(run, audited)).collect();
    passages.par_sort_unstable_by(|x, y| x.hash.cmp(&y.hash).then_with(|| x.symbols.cmp(y.symbols)));
    let family = |equal: &[Passage]| {
        let mut sides: Vec<Side> = equal.iter().flat_map(|passage| passage.sides).collect();
        sides.sort_unstable();
        sides.dedup();
        Family { members: sides.into_iter().map(Member::exact).collect(), canonical: 0, elsewhere: 0 }
    };
    let mut families: Vec<Family> = passages.par_chunk_by(|x, y| x.symbols == y.symbols).map(family).collect();
    families
        .par_sort_by(|x, y| x.members[0].side.cmp(&y.members[0].side).then(x.members[1].side.cmp(&y.members[1].side)));
    families
}

/// Where equal windows stand that are not told, each with all of them.
fn untold(equal: &[Window]) -> impl Iterator<Item = (u64, &[Window])> {
    let first = equal.partition_point(|window| window.told() == Told::Yes);
    equal[first..].iter().map(move |window| (window.at(), equal))
}

/// The runs of one document: its windows in their order, each with those it is equal to.
fn runs(audited: Audited, in_order: &[(u64, &[Window])]) -> Vec<Run> {
    let (mut runs, mut run) = (Vec::new(), None::<Run>);
    for &(at, equal) in in_order {
        let window = Window::new(equal[0].hash(), Told::No, (DocId(high(at)), low(at)));
        let text = |window: Window| {
            let (doc, start) = window.place();
            &audited.texts[doc.index()][index(start)..][..index(audited.reach.window)]
        };
        let same = |other: &&Window| other.place() != window.place() && text(**other) == text(window);
        if run.as_ref().is_some_and(|run| {
            let next = run.next();
            let at = |told| Window::new(window.hash(), told, next.1);
            let goes_on = [Told::Yes, Told::No].into_iter().any(|told| equal.binary_search(&at(told)).is_ok());
            next.0 == window.place() && goes_on
        }) {
            run = run.map(|run| Run { windows: run.windows + 1, ..run });
            continue;
        }
        runs.extend(run);
        run = equal.iter().find(same).map(|other| Run { here: window.place(), there: other.place(), windows: 1 });
    }
    runs.extend(run);
    runs
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

/// A passage that stands at two places, and a hash of it.
struct Passage<'a> {
    hash: u64,
    symbols: &'a [Symbol],
    sides: [Side; 2],
}

impl<'a> Passage<'a> {
    fn of(run: &Run, audited: Audited<'a>) -> Self {
        let len = audited.reach.window + run.windows - 1;
        let side = |place: (DocId, u32)| Side { doc: place.0, span: Span::new(place.1, place.1 + len) };
        let sides = [side(run.here), side(run.there)];
        let symbols = &audited.texts[sides[0].doc.index()][sides[0].span.range()];
        Self { hash: FixedState::default().hash_one(symbols), symbols, sides }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::candidates::{index_anchors, links};

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

    /// The same without a filter, over all windows of all texts.
    fn plain_uncovered(audited: Audited, covered: &[Vec<Span<Folded>>]) -> Vec<Family> {
        let len = index(audited.reach.window);
        let mut windows: Vec<(&[Symbol], Told, DocId, u32)> = Vec::new();
        for ((text, covered), doc) in audited.texts.iter().zip(covered).zip(0..) {
            for (window, start) in text.windows(len).zip(0..) {
                let holds = |span: &Span<Folded>| span.start <= start && span.end >= start + audited.reach.window;
                windows.push((window, if covered.iter().any(holds) { Told::Yes } else { Told::No }, DocId(doc), start));
            }
        }
        let hash = |window: &[Symbol]| Rolling::new(window, 0, len).hash();
        let mut packed: Vec<Window> =
            windows.iter().map(|&(window, told, doc, start)| Window::new(hash(window), told, (doc, start))).collect();
        packed.sort();
        let groups = packed.chunk_by(|x, y| x.hash() == y.hash());
        let twice = groups.filter(|group| group.len() > 1 && group.iter().any(|window| window.told() == Told::No));
        repeats(audited, &twice.collect::<Vec<_>>())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn what_is_left_out_is_what_the_plain_form_finds(
            kinds in 1_u32..50, raw in prop::collection::vec(prop::collection::vec(any::<u32>(), 0..80), 1..6),
            copies in prop::collection::vec((0_usize..80, 0_usize..40, 0_usize..6), 0..20),
            cuts in prop::collection::vec(prop::collection::vec(0_u32..200, 0..12), 6),
        ) {
            let mut texts: Vec<Vec<Symbol>> =
                raw.iter().map(|raw| raw.iter().map(|symbol| symbol % kinds).collect()).collect();
            for (from, len, into) in copies {
                let piece: Vec<Symbol> = texts[0].iter().skip(from).take(len).copied().collect();
                let into = into % texts.len();
                texts[into].extend(piece);
                texts[into].push(narrow(len) + kinds);
            }
            let covered: Vec<Vec<Span<Folded>>> = texts.iter().zip(cuts).map(|(text, mut cuts)| {
                for cut in &mut cuts {
                    *cut = (*cut).min(narrow(text.len()));
                }
                cuts.sort_unstable();
                cuts.chunks_exact(2).map(|cut| Span::new(cut[0], cut[1])).collect()
            }).collect();
            let reach = Reach { shingle: 3, shingles: 4, window: 8, seed: 0 };
            let views: Vec<&[Symbol]> = texts.iter().map(Vec::as_slice).collect();
            let recurring = links(&index_anchors(&views, reach, |_| ()), &views, reach).recurring;
            let audited = Audited { texts: &views, recurring: &recurring, reach };
            prop_assert_eq!(uncovered(audited, &covered), plain_uncovered(audited, &covered));
        }
    }
}
