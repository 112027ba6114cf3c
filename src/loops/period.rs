//! Period runs on the normalised symbols, exact and drifting.
//!
//! Every shingle looks up its last occurrence in the document. Where the distance to it stays the same over a stretch
//! (a little drift allowed), the stretch repeats what stood one period before: `text[l..r] = text[l-d..r-d]`. Such
//! stretches are chained over small gaps; a chain that reaches far enough is a loop. Each shingle costs one look-up and
//! each stretch is walked once to the right and at most as far to the left, so the whole is linear.
//!
//! Theory: the number of maximal repetitions is below the length of the text (Bannai et al., *The runs theorem*, 2017).

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::apart::apart;
use super::chains::{COPIES_SHORT, COPIES_TO_END, Chain, LONG_PERIOD, SHORTEST, chains};
use super::drift::Drift;
use super::figures::is_list;
use super::grown::{Effort, SHORTEST_DRIFTING, Towards, grown};
use crate::edits::{BIT, HALF_BAND, Limits, Score, Walk, extend};
use crate::int::{float, floor, index, narrow};
use crate::normalize::Symbol;
use crate::span::{Norm, Span};

/// Copies (the last may be cut) a loop of a long period needs. [`COPIES_SHORT`] says those of a short one, [`COPIES_TO_END`] those
/// of a long block that runs to the end.
/// With 1.8 copies of a long period, all but a few of the loops of a corpus of laws were two parallel clauses.
const COPIES_LONG: f64 = 2.0;
/// Period from which [`COPIES_TO_END`] suffices.
const BLOCK_PERIOD: u32 = 200;
/// Share of equal symbols that makes a loop exact: below it the loop drifts.
const EXACT: f64 = 0.985;
/// Least identity of a drifting loop of a long period; of a short one, and the copies that it needs; and of one with fewer: two and a half clauses with
/// another word in one of them are a writer's (资本主义工业改造的部署问题，资本主义商业改造的部署问题).
const DRIFT: f64 = 0.86;
const DRIFT_MANY: f64 = 0.84;
const COPIES_DRIFTING: f64 = 2.9;
const DRIFT_FEW: f64 = 0.95;
/// Copies that the period of a drifting loop may hold, and how much less alike they may be than the periods.
const MOST_PARTS: u32 = 20;
const LESS_ALIKE: f64 = 0.03;
/// Equal symbols, and periods of them, from which a loop is exact though it differs at its edges, and periods that it leaves at most at either edge, since
/// a whole copy with a slip is one. A decoder that drifts by one symbol in 25 leaves no 60 without a slip, but for one time in ten.
const CORE_SYMBOLS: u32 = 60;
const CORE_PERIODS: u32 = 3;
const EDGE_PERIODS: u32 = 1;
/// Copies and identity from which a drifting loop may differ in numbers: no writer counts through so many like clauses.
const MANY: f64 = 4.5;
const DRIFT_MANY_COUNTED: f64 = 0.88;
/// Symbols a document's chains may be followed beyond their stretches, per symbol of the document and at least; what an
/// extension counts for. Text that is nothing but repetition (a Fibonacci word) has chains everywhere that all reach far;
/// when the work is used up, the rest are taken as they stand.
const WORK: usize = 16;
const LEAST_WORK: usize = 200_000;
const EXTENSION: usize = 2048;
/// Looks for an equal shingle, for each symbol that may be followed. Among laws, licences and reports no document takes a sixth of them; a
/// Thue–Morse word takes them all.
const LOOKS: usize = 16;
/// A unit that stands several times in a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Loop {
    /// First symbol of the first copy to the last symbol of the last, which may be cut.
    pub span: Span<Norm>,
    /// Symbols of a copy (where copies drift, the distance of the longest exact stretch).
    pub period: u32,
    /// First symbol of the second copy: what stands from here on is extra.
    pub second: u32,
    /// Equal symbols over alignment columns, each copy against the one before.
    pub identity: f64,
    /// Whether most copies have several numbers that are others than in the copy before: items of a list.
    pub other_numbers: bool,
}

impl Loop {
    /// Symbols of the first copy that stand before it, in a loop that touches it: all others are as long as a period.
    pub(crate) fn lent(&self) -> u32 {
        let first = self.second - self.span.start;
        if self.identity < 1.0 { 0 } else { self.period.saturating_sub(first) }
    }

    /// Number of copies; the last may be cut.
    pub fn copies(&self) -> f64 {
        float(index(self.span.len())) / float(index(self.period.max(1)))
    }
}

/// Finds the loops of one document.
///
/// Output: disjoint, ascending. Guarantee: an exact repetition of a unit of `p` symbols, over at least `max(20, 2 p)`
/// symbols (2.3 p below 30 symbols a unit), lies inside a loop or overlaps a longer one, if no six symbols of the unit
/// stand twice in it or anywhere else in the document. Complexity: `O(n log n)` expected time, about 8 bytes a symbol of
/// working memory.
///
/// ```
/// use dittograph::loops::find;
/// let text: Vec<u32> = (0..40).chain((0..50).cycle().skip(40).take(150)).collect();
/// let loops = find(&text);
/// assert_eq!((loops[0].span.start, loops[0].span.end, loops[0].period), (0, 190, 50));
/// ```
pub fn find(symbols: &[Symbol]) -> Vec<Loop> {
    among(symbols, chains(symbols))
}

/// The loops that chains come to.
fn among(symbols: &[Symbol], mut found: Vec<Chain>) -> Vec<Loop> {
    found.sort_by_key(|chain| (Reverse(chain.end - chain.start + chain.first_distance), chain.start, chain.period));
    found.dedup_by_key(|chain| (chain.start, chain.end, chain.first_distance, chain.distance));
    let mut loops: Vec<Loop> = Vec::new();
    let mut known: BTreeMap<u32, u32> = BTreeMap::new();
    let mut work = WORK * symbols.len() + LEAST_WORK;
    let mut looks = LOOKS * work;
    let mut effort = Effort::default();
    for chain in found {
        let (start, end) = (narrow(chain.start - chain.first_distance), narrow(chain.end));
        let is_known = known.range(..=start).next_back().is_some_and(|(_, &known_end)| known_end >= end);
        let before = loops.len();
        loops.extend(as_it_stands(symbols, &chain));
        if work > 0 && looks > 0 && !is_known && chain.may_be_loop() {
            loops.extend(judge(symbols, &chain, &mut effort));
            let whole = grown(symbols, chain, &mut effort);
            let reach = whole.map_or(0, |whole| whole.end - whole.start);
            loops.extend(whole.and_then(|chain| judge(symbols, &chain, &mut effort)));
            looks = looks.saturating_sub(std::mem::take(&mut effort.looks));
            work = work.saturating_sub(EXTENSION + reach + (chain.end - chain.start));
        }
        for found in &loops[before..] {
            let end = known.entry(found.span.start).or_insert(0);
            *end = found.span.end.max(*end);
        }
    }
    for found in loops.iter_mut().filter(|found| found.identity < 1.0) {
        if let Some(core) = core(symbols, found) {
            *found = core;
        }
    }
    let mut loops = apart(loops, narrow(symbols.len()));
    for found in loops.iter_mut().filter(|found| found.identity < 1.0) {
        *found = of_least_period(symbols, found.clone(), &mut effort);
        found.other_numbers = is_list(symbols, found, &mut effort);
    }
    loops
}

/// The exact part of a loop that differs at its edges alone: what stands before or behind many exact copies and is nearly equal is not of them, but what a
/// writer made like them: the next row of the table, the next article.
///
/// Complexity: linear in the loop.
fn core(symbols: &[Symbol], found: &Loop) -> Option<Loop> {
    let (span, period) = (found.span, found.period);
    let differs = |at: &u32| symbols[index(*at)] != symbols[index(*at - period)];
    let (mut from, mut longest) = (span.start + period, 0..0);
    for at in (span.start + period..span.end).filter(differs).chain([span.end]) {
        if at - from > longest.end - longest.start {
            longest = from..at;
        }
        from = at + 1;
    }
    let exact = longest.end - longest.start;
    let start = longest.start.checked_sub(period)?;
    let beside = (start - span.start).max(span.end - longest.end);
    let is_core = exact >= CORE_SYMBOLS.max(CORE_PERIODS * period) && beside <= EDGE_PERIODS * period;
    let core = Loop { span: Span::new(start, longest.end), second: longest.start, identity: 1.0, ..found.clone() };
    (is_core && accept(&core, &Drift::default(), narrow(symbols.len()))).then_some(core)
}

/// A drifting loop with the least period that makes its copies as much alike: where all slip, the tenth copy may be more like the first by
/// chance, and of items that are counted it has the same last digit.
///
/// Complexity: linear in the loop, for each part of its period.
fn of_least_period(symbols: &[Symbol], found: Loop, effort: &mut Effort) -> Loop {
    let shortest = narrow(SHORTEST_DRIFTING);
    let parts = (2..=MOST_PARTS).rev().map(|parts| (found.period + parts / 2) / parts);
    let mut of_period = |period: u32| {
        let unit = Loop { period, second: found.span.start + period, ..found.clone() };
        let drift = Drift::of(symbols, &unit, index(period), effort);
        (Loop { identity: drift.identity(), ..unit }, drift)
    };
    let is_unit = |period: u32| {
        let (mut unit, mut drift) = of_period(period);
        // Where the copies stand nearer or farther in the mean, that is their distance.
        let distance = narrow(floor(drift.distance().round())).clamp(1, found.period / 2);
        if distance != period {
            (unit, drift) = of_period(distance);
        }
        let is_its_own = (drift.distance() - float(index(distance))).abs() <= 1.0;
        let is_alike = drift.identity() >= found.identity - LESS_ALIKE;
        (is_its_own && is_alike && accept(&unit, &drift, narrow(symbols.len()))).then_some(unit)
    };
    let least = parts.filter(|&period| period >= shortest).find_map(is_unit);
    least.unwrap_or(found)
}

/// Lays the chain's edges exactly and decides whether it is a loop; of an exact one whose edges stay where they are nothing new is said.
fn judge(symbols: &[Symbol], chain: &Chain, effort: &mut Effort) -> Option<Loop> {
    // The copies may shift against each other by a share of the period only: by a whole one, text equals itself.
    let limits = Limits { edit: 8 * BIT, drop: 48 * BIT, half_band: (chain.period / 16).min(HALF_BAND) };
    let gain = 6 * BIT;
    let (before, after) = (chain.start - chain.first_distance, chain.end - chain.distance);
    if chain.is_exact()
        && !may_extend((&symbols[chain.end..], &symbols[after..]), Towards::End, gain, limits)
        && !may_extend((&symbols[..chain.start], &symbols[..before]), Towards::Start, gain, limits)
    {
        // It was judged as it stands.
        return None;
    }
    let left = extend(
        Walk::backward(&symbols[..chain.start]),
        Walk::backward(&symbols[..before]),
        |_| gain,
        limits,
        &mut effort.rows,
    );
    let right = extend(
        Walk::forward(&symbols[chain.end..]),
        Walk::forward(&symbols[after..]),
        |_| gain,
        limits,
        &mut effort.rows,
    );
    let reach_of = |alignment: &crate::edits::Alignment, side: fn(&crate::edits::Block) -> u32| {
        alignment.blocks.last().map_or(0, |block| side(block) + block.len)
    };
    let second = narrow(chain.start) - reach_of(&left, |block| block.a);
    let start = narrow(chain.start - chain.first_distance) - reach_of(&left, |block| block.b);
    let end = narrow(chain.end) + reach_of(&right, |block| block.a);
    let found =
        Loop { span: Span::new(start, end), period: narrow(chain.period), second, identity: 1.0, other_numbers: false };
    let drift = if chain.is_exact() && left.edits + right.edits == 0 {
        Drift::default()
    } else {
        Drift::of(symbols, &found, chain.period, effort)
    };
    let identity = drift.identity().max(f64::from(u8::from(drift == Drift::default())));
    let found = Loop { identity, ..found };
    accept(&found, &drift, narrow(symbols.len())).then_some(found)
}

/// Whether [`extend`] may find anything: if not, it certainly doesn't. No row scores more than one in which each symbol that stands
/// anywhere in the reach of the band was equal there, and all others were edits.
fn may_extend((a, b): (&[Symbol], &[Symbol]), towards: Towards, gain: Score, limits: Limits) -> bool {
    let mut score = 0;
    for row in 0..a.len() {
        // From each row to the next the band moves by half of its width and one column at most.
        let reach = (row + 1) * (limits.half_band + 1) + 2 * limits.half_band;
        let from = if limits.half_band == 0 { row.min(b.len()) } else { 0 };
        let to = reach.min(b.len());
        let holds = match towards {
            Towards::End => b[from..to].contains(&a[row]),
            Towards::Start => b[b.len() - to..b.len() - from].contains(&a[a.len() - 1 - row]),
        };
        score += if holds { gain } else { -limits.edit };
        if score > 0 || score < -limits.drop {
            return score > 0;
        }
    }
    false
}

/// A chain of one exact stretch with just its own edges: an extension may have run it into another loop.
fn as_it_stands(symbols: &[Symbol], chain: &Chain) -> Option<Loop> {
    if !chain.is_exact() {
        return None;
    }
    let span = Span::new(narrow(chain.start - chain.first_distance), narrow(chain.end));
    let found =
        Loop { span, period: narrow(chain.period), second: narrow(chain.start), identity: 1.0, other_numbers: false };
    accept(&found, &Drift::default(), narrow(symbols.len())).then_some(found)
}

pub(super) fn accept(found: &Loop, drift: &Drift, text_end: u32) -> bool {
    let (copies, identity) = (found.copies(), found.identity);
    if found.span.len() < SHORTEST {
        return false;
    }
    if identity >= EXACT {
        // A symbol may be missing where the text ends. Elsewhere another one in its place is what the two were written for: 县级…，乡级….
        let missing = u32::from(found.span.end == text_end);
        let whole = float(index(found.span.len() + missing)) >= COPIES_LONG * float(index(found.period));
        let block = found.period >= BLOCK_PERIOD && found.span.end == text_end && copies >= COPIES_TO_END;
        return block || if found.period < LONG_PERIOD { copies >= COPIES_SHORT } else { whole };
    }
    let counts_on = copies >= MANY && identity >= DRIFT_MANY_COUNTED;
    if !(drift.is_noise() || counts_on && drift.is_scattered()) {
        return false;
    }
    if found.period >= LONG_PERIOD {
        return copies >= COPIES_LONG && identity >= DRIFT;
    }
    copies >= COPIES_SHORT && identity >= DRIFT_FEW || copies >= COPIES_DRIFTING && identity >= DRIFT_MANY
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::super::grown::tests::repetitive;
    use super::*;
    use crate::edits::Rows;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn no_loop_comes_of_what_is_left_out(text in repetitive()) {
            prop_assert_eq!(find(&text), among(&text, super::super::chains::all_chains(&text)));
        }

        #[test]
        fn what_may_not_extend_does_not(
            text in repetitive(), (at, distance, half_band) in (0_usize..900, 1_usize..200, 0_usize..15), backward: bool,
        ) {
            let at = at % text.len();
            let before = at.saturating_sub(distance);
            let limits = Limits { edit: 8 * BIT, drop: 48 * BIT, half_band };
            let (towards, a, b) = if backward {
                (Towards::Start, &text[..at], &text[..before])
            } else {
                (Towards::End, &text[at..], &text[before..])
            };
            let walk = |side| if backward { Walk::backward(side) } else { Walk::forward(side) };
            let found = extend(walk(a), walk(b), |_| 6 * BIT, limits, &mut Rows::default());
            prop_assert!(may_extend((a, b), towards, 6 * BIT, limits) || found.blocks.is_empty());
        }
    }

    pub(in crate::loops) fn prose(n: u32, from: u32) -> Vec<u32> {
        (0..n).map(|i| 20_000 + from + i * 7 % 5003).collect()
    }

    #[test]
    fn an_exact_loop_has_its_edges_and_period() {
        for (period, len) in [(1_u32, 20_u32), (7, 40), (30, 61), (54, 162), (300, 700)] {
            let unit = prose(period, 9_000);
            let mut text = prose(100, 0);
            text.extend(unit.iter().cycle().take(index(len)));
            text.extend(prose(100, 3_000));
            let loops = find(&text);
            assert_eq!(loops.len(), 1, "period {period}");
            assert_eq!((loops[0].span.start, loops[0].span.end), (100, 100 + len));
            assert_eq!((loops[0].period, loops[0].second), (period, 100 + period));
        }
    }

    #[test]
    fn a_long_block_cut_short_by_the_end_of_the_text_is_a_loop() {
        let mut text = prose(800, 0);
        text.extend(prose(200, 500));
        assert_eq!(find(&text).len(), 0, "200 of 500 symbols again");
        let mut text = prose(400, 0);
        text.extend(prose(130, 0));
        assert_eq!(find(&text)[0].period, 400);
    }

    #[test]
    fn a_loop_that_drifts_is_one_loop() {
        let unit = prose(60, 0);
        let mut text = prose(100, 2_000);
        for copy in 0..6_usize {
            let mut changed = unit.clone();
            if copy > 0 {
                changed[10 + copy] = 1;
                changed.remove(40 - copy);
                changed.insert(20, 7);
            }
            text.extend(changed);
        }
        text.extend(prose(100, 3_000));
        let loops = find(&text);
        assert_eq!(loops.len(), 1);
        assert_eq!((loops[0].span.start, loops[0].span.end), (100, 460));
    }

    #[test]
    fn prose_with_a_repeat_farther_on_is_no_loop() {
        let mut text = prose(400, 0);
        text.extend(prose(188, 100));
        text.extend(prose(300, 3_000));
        assert_eq!(find(&text), vec![]);
        assert_eq!(find(&[]), vec![]);
        assert_eq!(find(&[5; 19]), vec![]);
    }
}
