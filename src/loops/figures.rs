//! Whether the copies of a drifting loop are items of a list: the same words with other numbers in each.
//!
//! A decoder that is stuck counts on at most: 第一条, 第二条, 第三条, or misreads a digit now and then. In: the symbols of a document and its loops.

use std::ops::Range;

use super::Loop;
use super::drift::{Step, is_numeral, walk};
use super::grown::Effort;
use crate::int::{index, numeral};
use crate::normalize::Symbol;

/// Numbers that are others in a copy of a list, at least.
const OTHERS: usize = 2;
/// Places a number that is another that differ else: where more do, a decoder that slips everywhere slips in numbers, too.
const SLIPS: usize = 2;
/// Digits a number may have to be counted on from.
const LONGEST: usize = 9;

/// What differs in the numbers of a copy from the copy before.
#[derive(Debug, Default)]
struct Copy {
    /// Where the last number ends that was looked at: what differs twice in a number is one other number.
    seen: usize,
    /// The numbers that are others: whether they stand in figures, and by how much they count on.
    others: Vec<(bool, Option<u64>)>,
    /// Places that are others, and are no numbers.
    slips: usize,
}

/// Whether most copies of a loop have two numbers or more, and at least half of all, that are others than in the copy before: of its figures, or of
/// these and its numerals. Numbers that count on are none of them: by one, or several by as many, where a copy holds several items.
///
/// Complexity: linear in the loop.
pub(super) fn is_list(symbols: &[Symbol], found: &Loop, effort: &mut Effort) -> bool {
    let (second, end, period) = (index(found.second), index(found.span.end), index(found.period.max(1)));
    let mut copies: Vec<Copy> = (second..end).step_by(period).map(|_| Copy::default()).collect();
    walk(symbols, found, period, effort, &mut |step| {
        if let Step::Other { here, before } = step {
            let (here, before) = (number(symbols, &here), number(symbols, &before));
            if let Some(copy) = copies.get_mut(here.start.saturating_sub(second) / period) {
                copy.differs(symbols, here, before);
            }
        }
    });
    let lists = copies.iter().enumerate().filter(|(at, copy)| {
        let from = second + at * period;
        copy.is_item(&symbols[from..(from + period).min(end)])
    });
    2 * lists.count() > copies.len()
}

/// Whether all that differs in the copies of a loop are numbers that count on, each by as many.
pub(super) fn counts_on(symbols: &[Symbol], found: &Loop, effort: &mut Effort) -> bool {
    let mut steps = Vec::new();
    walk(symbols, found, index(found.period), effort, &mut |step| {
        if let Step::Other { here, before } = step {
            steps.push(counted(&symbols[number(symbols, &here)], &symbols[number(symbols, &before)]));
        }
    });
    steps.iter().all(|step| step.is_some() && *step == steps[0])
}

impl Copy {
    fn differs(&mut self, symbols: &[Symbol], here: Range<usize>, before: Range<usize>) {
        if here.start < self.seen {
            return;
        }
        let end = here.end;
        let (here, before) = (&symbols[here], &symbols[before]);
        let is_number = |side: &[Symbol]| !side.is_empty() && side.iter().all(|symbol| is_numeral(*symbol));
        if is_number(here) && is_number(before) {
            self.seen = end;
            self.others.push((here.iter().any(|symbol| is_digit(*symbol)), counted(here, before)));
        } else {
            self.slips += 1;
        }
    }

    /// Whether the numbers of the copy are those of an item.
    fn is_item(&self, symbols: &[Symbol]) -> bool {
        if SLIPS * self.others.len() < self.slips {
            return false;
        }
        let count_on = |step: Option<u64>| {
            let alike = || self.others.iter().filter(|(_, other)| *other == step).count() > 1;
            step.is_some_and(|step| step == 1) || step.is_some() && alike()
        };
        let (figures, numbers) = (runs(symbols, is_digit), runs(symbols, is_numeral));
        let (mut other_figures, mut others, mut counted_figures, mut counted) = (0, 0, 0, 0);
        for (is_figure, step) in &self.others {
            let (other, count) = if count_on(*step) { (0, 1) } else { (1, 0) };
            (others, counted) = (others + other, counted + count);
            if *is_figure {
                (other_figures, counted_figures) = (other_figures + other, counted_figures + count);
            }
        }
        let differ = |others: usize, all: usize| others >= OTHERS && 2 * others >= all;
        differ(other_figures, figures.saturating_sub(counted_figures))
            || differ(others, numbers.saturating_sub(counted))
    }
}

/// The places with the rest of the numbers that they begin or end in.
fn number(symbols: &[Symbol], places: &Range<usize>) -> Range<usize> {
    let before = symbols[..places.start].iter().rev().take_while(|symbol| is_numeral(**symbol)).take(LONGEST).count();
    let behind = symbols[places.end..].iter().take_while(|symbol| is_numeral(**symbol)).take(LONGEST).count();
    places.start - before..places.end + behind
}

/// Stretches of such symbols.
fn runs(symbols: &[Symbol], is_such: fn(Symbol) -> bool) -> usize {
    (0..symbols.len()).filter(|&at| is_such(symbols[at]) && (at == 0 || !is_such(symbols[at - 1]))).count()
}

pub(super) fn is_digit(symbol: Symbol) -> bool {
    char::from_u32(symbol).is_some_and(|c| c.is_ascii_digit())
}

/// By how much a number counts on from another.
fn counted(here: &[Symbol], before: &[Symbol]) -> Option<u64> {
    value(here)?.checked_sub(value(before)?).filter(|step| *step > 0)
}

/// What a number says that a list counts with.
fn value(number: &[Symbol]) -> Option<u64> {
    let chars: Option<Vec<char>> = number.iter().map(|symbol| char::from_u32(*symbol)).collect();
    numeral(chars?.into_iter(), LONGEST)
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;

    fn symbols(text: &str) -> Vec<Symbol> {
        text.chars().filter(|c| c.is_alphanumeric()).map(u32::from).collect()
    }

    /// Whether each loop of a text is a list.
    fn lists(text: &str) -> Vec<bool> {
        find(&symbols(text)).iter().map(|found| found.other_numbers).collect()
    }

    #[test]
    fn a_list_with_other_figures_in_every_item_is_told_from_a_loop() {
        let item = |of: &dyn Fn(u32) -> String| (1..=8).map(of).collect::<String>();
        let well = |n: u32, depth: u32, flow: u32| {
            format!(
                "{n}号机井深{depth}米，出水量每小时{flow}吨，已安装水表并移交村民小组管理，水质化验结果合格，电费由用水户按表分摊，管护人员名单已在村务公开栏张贴。\n"
            )
        };
        assert_eq!(lists(&item(&|n| well(n, 37 * n % 71 + 20, 41 * n % 67 + 11))), [true]);
        assert_eq!(lists(&item(&|n| well(n, 80, 35))), [false]);
        assert_eq!(lists(&item(&|n| well(7, if n % 3 == 0 { 86 } else { 80 }, 35))), [false]);
        // Ten items a copy, each of which counts on by ten.
        let rows: Vec<String> = (10..90).map(|n| format!("{n}、机井维护完毕，现场检查合格；")).collect();
        assert_eq!(lists(&rows.concat()), [false]);
    }

    #[test]
    fn numbers_count_on_in_figures_and_numerals() {
        let step = |here: &str, before: &str| counted(&symbols(here), &symbols(before));
        for (here, before) in
            [("10", "9"), ("十", "九"), ("二十一", "二十"), ("一百零一", "一百"), ("一百一十", "一百零九")]
        {
            assert_eq!((step(here, before), step(before, here)), (Some(1), None), "{before} {here}");
        }
        assert_eq!((step("万", "千"), step("", ""), step("12", "10")), (None, None, Some(2)));
    }
}
