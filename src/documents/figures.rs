//! Whether the numbers of one of two documents that are alike are others than those of the other one: the same form filled in by another
//! county, or in another year. What makes them others is said in [`classify`](crate::classify), for documents as for passages.
//!
//! In come two documents and the runs that `cover` chained, out go the numbers of each as they would be if the other one were canonical.
//! Aligned is what `cover` counts, besides rows of figures: a table whose labels are shorter than a shingle has no run.

use crate::classify::{Compared, Numbers, edge_of_number, may_be_other, other_numbers};
use crate::config::Config;
use crate::edits::{BIT, Block, fill};
use crate::group::{OtherDigits, between, is_digit, other_digits};
use crate::int::{float, index, narrow};
use crate::normalize::{Normalizer, Symbol, Waypoints};
use crate::span::{Norm, Raw, Span};

use super::cover::LONGEST_GAP;

/// Symbols of each text that are aligned at a time: of longer rows of figures so many after the other.
const LONGEST_FILL: usize = 256;
/// Share of digits that makes a long stretch rows of figures: a label and two or three numbers a line have more, prose has less.
const ROWS_OF_FIGURES: f64 = 0.25;
/// Before the first run and behind the last, symbols of the longer text that are looked at beyond twice those of the shorter.
const MOST_ASIDE: u32 = 16;

/// A document as it is compared.
#[derive(Clone, Copy)]
pub(super) struct Page<'a> {
    pub(super) symbols: &'a [Symbol],
    pub(super) text: &'a str,
    /// Those of the text.
    pub(super) waypoints: &'a Waypoints,
}

/// The numbers of each document, if they are others than those of the other one; of those that are not `asked` none.
///
/// Input: `chain`, equal runs that ascend in both. Cheapest first: only gaps with digits are aligned, and only near other digits the text is
/// looked at, until enough numbers are others. Complexity: linear in the texts, and in every gap that is aligned its two lengths multiplied,
/// at most 256 a symbol.
pub(super) fn others(
    chain: &[Block],
    pages: [Page<'_>; 2],
    asked: [bool; 2],
    normalizer: &Normalizer,
    config: &Config,
) -> [Option<Numbers>; 2] {
    let gaps = gaps(chain, pages);
    let with_digits =
        aligned(chain, &gaps, pages, |sides| sides.iter().any(|side| side.iter().any(|&at| is_digit(at))));
    let is_of = |own: usize| asked[own] && Compare { own, pages, normalizer, config }.may_be_other(&with_digits);
    let may = [is_of(0), is_of(1)];
    if may == [false; 2] {
        return [None; 2];
    }
    let runs = aligned(chain, &gaps, pages, |_| true);
    [0, 1].map(|own| if may[own] { Compare { own, pages, normalizer, config }.numbers(&runs) } else { None })
}

/// One of two documents held against the other.
struct Compare<'a> {
    /// Which of the two.
    own: usize,
    pages: [Page<'a>; 2],
    normalizer: &'a Normalizer,
    config: &'a Config,
}

impl Compare<'_> {
    /// Whether enough of its numbers may be others. Where `runs` leave a gap no digits are.
    fn may_be_other(&self, runs: &[Block]) -> bool {
        let digits = self.digits(&self.turned(runs));
        digits.is_some_and(|digits| may_be_other(self.page().text, &self.raw_all(&digits.places), self.config))
    }

    /// Its numbers, if they are others.
    fn numbers(&self, runs: &[Block]) -> Option<Numbers> {
        let runs = self.turned(runs);
        let digits = self.digits(&runs)?;
        let (first, last) = runs.first().zip(runs.last())?;
        let span = Span::new(first.b, last.b + last.len);
        let equal: Vec<(u32, u32)> = runs.iter().map(|run| (run.b, run.len)).collect();
        let holes = between(&equal, span);
        let compared = Compared {
            text: self.page().text,
            span: self.raw(span),
            holes: &self.raw_all(&holes),
            places: &self.raw_all(&digits.places),
            differences: digits.differences,
            symbols: span.len() - holes.iter().map(Span::len).sum::<u32>(),
        };
        other_numbers(&compared, self.config)
    }

    /// The runs, first the place in the other document.
    fn turned(&self, runs: &[Block]) -> Vec<Block> {
        let turn = |run: &Block| if self.own == 1 { *run } else { Block { a: run.b, b: run.a, len: run.len } };
        runs.iter().map(turn).collect()
    }

    fn digits(&self, runs: &[Block]) -> Option<OtherDigits<Norm>> {
        other_digits(runs, (self.pages[1 - self.own].symbols, self.page().symbols))
    }

    fn page(&self) -> Page<'_> {
        self.pages[self.own]
    }

    /// Where some of its symbols stand; where there are none, the edge of the number there.
    fn raw(&self, symbols: Span<Norm>) -> Span<Raw> {
        let Page { text, waypoints, .. } = self.page();
        let raw = |symbols| self.normalizer.place(text, waypoints, symbols);
        match symbols.start.checked_sub(1) {
            Some(before) if symbols.is_empty() => {
                let behind = Span::new(symbols.start, symbols.start + 1);
                edge_of_number(text, raw(Span::new(before, symbols.start)), raw(behind))
            }
            _ => raw(symbols),
        }
    }

    fn raw_all(&self, spans: &[Span<Norm>]) -> Vec<Span<Raw>> {
        spans.iter().map(|&span| self.raw(span)).collect()
    }
}

/// Stretches of both texts that stand opposite each other.
struct Gap {
    a: Span<Norm>,
    b: Span<Norm>,
}

impl Gap {
    /// Their symbols.
    fn of<'a>(&self, [a, b]: [Page<'a>; 2]) -> [&'a [Symbol]; 2] {
        [&a.symbols[self.a.range()], &b.symbols[self.b.range()]]
    }
}

/// The stretches before the first run, between two and behind the last. Of the first and the last, only what is near the runs.
fn gaps(chain: &[Block], [a, b]: [Page<'_>; 2]) -> Vec<Gap> {
    let Some((first, last)) = chain.first().zip(chain.last()) else { return Vec::new() };
    let near = |one: u32, two: u32| one.min(two).saturating_mul(2).saturating_add(MOST_ASIDE);
    let reach = near(first.a, first.b);
    let from = |start: u32| Span::new(start.saturating_sub(reach), start);
    let mut gaps = vec![Gap { a: from(first.a), b: from(first.b) }];
    gaps.extend(chain.windows(2).map(|two| Gap {
        a: Span::new(two[0].a + two[0].len, two[1].a),
        b: Span::new(two[0].b + two[0].len, two[1].b),
    }));
    let (in_a, in_b) = (last.a + last.len, last.b + last.len);
    let (ends_a, ends_b) = (narrow(a.symbols.len()), narrow(b.symbols.len()));
    let reach = near(ends_a - in_a, ends_b - in_b);
    let to = |start: u32, end: u32| Span::new(start, end.min(start.saturating_add(reach)));
    gaps.push(Gap { a: to(in_a, ends_a), b: to(in_b, ends_b) });
    gaps
}

/// The runs of the chain, and in those of its `gaps` that are `wanted` the equal symbols opposite each other.
fn aligned(
    chain: &[Block],
    gaps: &[Gap],
    pages: [Page<'_>; 2],
    wanted: impl Fn(&[&[Symbol]; 2]) -> bool,
) -> Vec<Block> {
    let mut runs = Vec::with_capacity(2 * chain.len());
    for (number, gap) in gaps.iter().enumerate() {
        let inner = number > 0 && number < chain.len();
        let sides = gap.of(pages);
        let is_short = sides.iter().all(|side| side.len() <= index(LONGEST_GAP));
        if inner && is_short && wanted(&sides) || are_rows(sides) {
            align(gap, sides, &mut runs);
        }
        runs.extend(chain.get(number));
    }
    runs
}

/// Whether two stretches are long and made of figures.
fn are_rows(sides: [&[Symbol]; 2]) -> bool {
    let are_figures = |side: &&[Symbol]| {
        let digits = side.iter().filter(|symbol| is_digit(**symbol)).count();
        float(digits) >= ROWS_OF_FIGURES * float(side.len())
    };
    sides.iter().all(|side| side.len() > index(LONGEST_GAP)) && sides.iter().all(are_figures)
}

/// Appends the equal symbols of two stretches, aligned end to end, as many parts of them as it takes.
fn align(gap: &Gap, [one, two]: [&[Symbol]; 2], runs: &mut Vec<Block>) {
    let parts = one.len().max(two.len()).div_ceil(LONGEST_FILL).max(1);
    let part = |symbols: &[Symbol], number: usize| {
        let from = |number: usize| symbols.len() * number / parts;
        from(number)..from(number + 1)
    };
    for number in 0..parts {
        let (in_one, in_two) = (part(one, number), part(two, number));
        let (a, b) = (gap.a.start + narrow(in_one.start), gap.b.start + narrow(in_two.start));
        let blocks = fill(&one[in_one], &two[in_two], |_| BIT, BIT).blocks;
        runs.extend(blocks.iter().map(|run| Block { a: a + run.a, b: b + run.b, len: run.len }));
    }
}

#[cfg(test)]
mod tests {
    use super::super::cover::cover;
    use super::super::shingled::{Crowd, Shingled};
    use super::*;
    use proptest::prelude::*;

    /// What both say: `others`, and its plain twin that aligns and reads everything.
    fn compared(texts: [&str; 2]) -> ([Option<Numbers>; 2], [Option<Numbers>; 2]) {
        let (config, normalizer) = (Config::default(), Normalizer::new(&Config::default().normalize));
        let [one, two] = texts.map(|text| {
            let (symbols, waypoints) = normalizer.with_waypoints(text);
            (Shingled::new(symbols, 8, &mut Crowd::default()), waypoints)
        });
        let sure = Config { similarity: 1e-9, coverage: 1e-9, ..Config::default() };
        let runs = one.0.meet(&two.0, LONGEST_GAP, &sure).map_or(Vec::new(), |met| met.runs);
        let chain = cover(&one.0, &two.0, &runs, |_| true).map_or(Vec::new(), |cover| cover.chain);
        let page = |of: usize| {
            let (shingled, waypoints) = [&one, &two][of];
            Page { symbols: &shingled.symbols, text: texts[of], waypoints }
        };
        let pages = [page(0), page(1)];
        let runs = aligned(&chain, &gaps(&chain, pages), pages, |_| true);
        let (normalizer, config) = (&normalizer, &config);
        let plain = [0, 1].map(|own| Compare { own, pages, normalizer, config }.numbers(&runs));
        (others(&chain, pages, [true; 2], normalizer, config), plain)
    }

    /// How many numbers of each are others, and of how many.
    fn counts(texts: [&str; 2]) -> [Option<(u32, u32)>; 2] {
        compared(texts).0.map(|numbers| numbers.map(|numbers| (numbers.other, numbers.own)))
    }

    const HEAD: &str = "本年度统计公报由县统计局依据各乡镇上报的报表汇总编制而成。";
    const TAIL: &str = "以上各项数据均为初步核算的结果，最终数据以年鉴公布的为准。";

    #[test]
    fn figures_between_the_words_of_one_form_are_others() {
        let form = |a, b, c| format!("{HEAD}全年完成固定资产投资{a}亿元，同比增长{b}%，新增就业{c}人。{TAIL}");
        let (one, two) = (form("72.5", "8.1", "3051"), form("51.9", "6.4", "2877"));
        assert_eq!(counts([&one, &two]), [Some((3, 3)); 2]);
        assert_eq!(counts([&one, &form("72.5", "8.1", "2877")]), [None; 2], "one of three");
        assert_eq!(counts([&one, &one]), [None; 2]);
    }

    #[test]
    fn tables_whose_labels_are_shorter_than_a_shingle_are_compared() {
        let rows = |numbers: [u32; 12]| -> Vec<String> {
            let labels =
                ["总户数", "总人口", "粮食", "油料", "猪肉", "水产", "工业", "用电", "货运", "客运", "存款", "贷款"];
            labels.iter().zip(numbers).map(|(label, number)| format!("{label} {number} {}", number + 11)).collect()
        };
        let one = rows([71234, 20817, 5530, 9107, 83020, 4471, 96002, 3185, 52790, 1648, 70411, 2936]);
        let two = rows([45690, 13372, 8846, 2215, 60953, 7728, 31847, 9062, 18365, 5279, 24958, 8103]);
        let inside = |table: &[String]| format!("{HEAD}\n{}\n{TAIL}", table.join("\n"));
        let behind = |table: &[String]| format!("{HEAD}{TAIL}\n{}", table.join("\n"));
        for forms in [[inside(&one), inside(&two)], [behind(&one), behind(&two)]] {
            for found in counts([&forms[0], &forms[1]]) {
                assert!(found.is_some_and(|(other, own)| own >= 22 && other >= 20), "{found:?}");
            }
        }
    }

    #[test]
    fn numbers_that_only_one_of_the_two_tells_are_no_others() {
        let told = format!("{HEAD}{TAIL}");
        let more =
            "另据县水利局统计，全县新修水渠31公里，整治山塘水库18座，改善灌溉面积5200亩，解决了一万三千人的饮水困难。";
        assert_eq!(counts([&told, &format!("{HEAD}{more}{TAIL}")]), [None; 2]);
    }

    #[test]
    fn numbers_of_articles_and_misread_digits_are_no_others() {
        let article = |n: u32| format!("{HEAD}第{n}条　{TAIL}第{}条　{HEAD}第{}条　{TAIL}", n + 1, n + 2);
        assert_eq!(counts([&article(13), &article(25)]), [None; 2]);
        let read = format!("{HEAD}投资123亿元，用工456人。{TAIL}");
        let misread = read.replace("123", "128").replace("456", "486").replace("统计", "绕计").replace("上报", "土报");
        let misread =
            misread.replace("编制", "偏制").replace("结果", "结采").replace("年鉴", "年签").replace("核算", "核箅");
        assert_eq!(counts([&read, &misread]), [None; 2]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn looking_near_other_digits_first_changes_nothing(
            parts in prop::collection::vec((0_u32..40, 0_u32..6, 0_u32..3), 1..40),
        ) {
            let write = |which: u32| -> String {
                let part = |&(number, kind, other): &(u32, u32, u32)| {
                    let number = if other == 0 { number * 37 + which } else { number * 37 };
                    match kind {
                        0 => format!("第{number}条　"),
                        1 => format!("完成{number}亿元，"),
                        2 => format!("\n{number}.{}", number % 10),
                        3 => "十二万".repeat(if other == 0 { 1 + usize::from(which > 0) } else { 1 }),
                        _ => HEAD.chars().skip(index(number)).chain("并报告。".chars()).collect(),
                    }
                };
                format!("{HEAD}{}{TAIL}", parts.iter().map(part).collect::<String>())
            };
            let (found, plain) = compared([&write(0), &write(5)]);
            prop_assert_eq!(found, plain);
        }
    }
}
