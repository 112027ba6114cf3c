//! One line of a text and what speaks for or against its being furniture: [`Line`]. Knows only the line.
//!
//! Weights are in tenths of a point and add up over neighbouring lines. What stands on furniture and nowhere else weighs
//! four points and more, a short line without punctuation a third of one, a sentence takes several away.

use super::Form;
use super::cues::{Cues, Held};
use crate::int::narrow;
use crate::normalize::{OffsetMap, Symbol};
use crate::span::{Norm, Raw, Span};

/// A line with letters, digits or marks on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Line {
    /// Where it stands, white space at its ends left out.
    pub raw: Span<Raw>,
    /// Its symbols.
    pub norm: Span<Norm>,
    /// What speaks for furniture, less what speaks against it, in tenths of a point.
    pub weight: i32,
    /// What it looks like, if it holds a phrase that says so.
    pub form: Option<Form>,
    /// Whether it is a sentence or several.
    pub prose: bool,
    /// Whether it may be a headline: some words, no full stop, not an item of an enumeration.
    pub headline: bool,
    /// Whether a day stands on it, as above most reports.
    pub dated: bool,
}

/// Weight of the first phrase of a form on a line, and of up to three more.
const CUE: i32 = 40;
const FURTHER_CUE: i32 = 15;
/// Symbols of a line that one phrase speaks for, and symbols besides.
const SPOKEN_FOR: u32 = 20;
const BESIDES: u32 = 12;
/// Longest line that single phrases can speak for; a longer one, or one with full stops, takes three.
const LONGEST: u32 = 60;
const CUES_OF_LONG: u32 = 3;
const LONG_CUES: i32 = 60;
const SPOKEN_FOR_LONG: u32 = 40;
/// A site that speaks of itself and of rights: its notice, however long the sentences are.
const OWN_RIGHTS: u32 = 2;
const LONGEST_NOTICE: u32 = 400;
const OWN_NOTICE: i32 = 60;
const EACH_RIGHT: i32 = 10;
/// A bar of words with bars, dots or arrows between them.
const BARS: u32 = 2;
const BETWEEN_BARS: u32 = 14;
const BAR: i32 = 20;
const EACH_BAR: i32 = 5;
/// A button or a heading of a few symbols.
const BUTTON: u32 = 8;
const BUTTON_WEIGHT: i32 = 10;
/// A row of words with blanks between them and no other mark: so many blanks, and so many symbols a word. Writing with
/// blanks between all its words has one.
const BLANKS: u32 = 5;
const BETWEEN_BLANKS: std::ops::RangeInclusive<u32> = 2..=8;
const ROW: i32 = 20;
/// An address, or a bar or an arrow at the beginning: one step of a breadcrumb on a line of its own.
const LINK: i32 = 10;
/// What is numbered as laws and reports number it, or a row of a table.
const NUMBERED: i32 = -15;
/// A sentence, and the most it takes away.
const SENTENCE: i32 = -10;
const MOST: i32 = -100;
/// A line with commas.
const CLAUSES: i32 = -15;
const SHORTEST_CLAUSES: u32 = 24;
/// Shortest prose, in symbols; without a full stop it takes more.
const PROSE: u32 = 40;
const PROSE_WITHOUT_STOP: u32 = 60;
/// Shortest and longest headline.
const HEADLINE: std::ops::RangeInclusive<u32> = 8..=42;

/// The lines of a text that are not blank.
pub(super) fn lines(text: &str, symbols: &[Symbol], offsets: &OffsetMap, cues: &Cues) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = 0;
    for whole in text.split_inclusive('\n') {
        let trimmed = whole.trim();
        if !trimmed.is_empty() {
            let start = at + (whole.len() - whole.trim_start().len());
            let raw = Span::new(narrow(start), narrow(start + trimmed.len()));
            let norm = offsets.to_norm(raw);
            lines.push(weighed(trimmed, raw, norm, &cues.held(&symbols[norm.range()])));
        }
        at += whole.len();
    }
    lines
}

/// How a line is built.
#[expect(clippy::struct_excessive_bools, reason = "six independent signs, named where they are asked")]
struct Shape {
    symbols: u32,
    stops: bool,
    commas: u32,
    marked: bool,
    bars: u32,
    blanks: u32,
    link: bool,
    numbered: bool,
    last: char,
}

impl Shape {
    fn of(line: &str, symbols: u32) -> Self {
        let count = |marks: &[char]| narrow(line.matches(marks).count());
        let stops = line.contains(['。', '！', '？', '；']);
        let commas = count(&['，', ',', '、']);
        Self {
            symbols,
            stops,
            commas,
            marked: stops || commas > 0 || line.contains(". ") || line.ends_with(['：', ':', '.']),
            bars: count(&['|', '｜', '│', '·', '>', '»', '›', '＞']) + narrow(line.matches(" - ").count()),
            blanks: count(&[' ', '\u{3000}']),
            link: line.contains("://") || line.starts_with(['>', '»', '›', '＞', '|', '│']),
            numbered: is_numbered(line),
            last: line.trim_end_matches(['”', '"', '）', ')', '』', '」']).chars().next_back().unwrap_or(' '),
        }
    }

    fn ends_sentence(&self) -> bool {
        matches!(self.last, '。' | '！' | '？' | '；' | '!' | '?' | ';')
    }
}

fn weighed(line: &str, raw: Span<Raw>, norm: Span<Norm>, held: &Held) -> Line {
    let shape = Shape::of(line, norm.len());
    let (weight, form) = weight(&shape, held);
    let full_stop = line.contains('。');
    let clauses = full_stop || shape.commas >= 2;
    let prose = form.is_none() && shape.symbols >= if full_stop { PROSE } else { PROSE_WITHOUT_STOP } && clauses;
    let headline = HEADLINE.contains(&shape.symbols)
        && !(full_stop || shape.numbered || matches!(shape.last, '；' | ';' | '：' | ':'));
    Line { raw, norm, weight, form, prose, headline, dated: is_dated(line) }
}

/// What speaks for furniture, and the form if a phrase names it.
fn weight(shape: &Shape, held: &Held) -> (i32, Option<Form>) {
    let symbols = shape.symbols;
    if symbols == 0 {
        return (1, None);
    }
    if held.own > 0 && held.rights >= OWN_RIGHTS && symbols < LONGEST_NOTICE {
        return (OWN_NOTICE + EACH_RIGHT * tenths(held.rights), Some(Form::Notice));
    }
    if shape.numbered && held.forms == 0 {
        return (NUMBERED, None);
    }
    let (mut weight, mut form) = (0, None);
    let short = symbols <= LONGEST && !shape.stops || symbols <= LONGEST / 2;
    if short && held.forms > 0 && symbols <= SPOKEN_FOR * held.forms + BESIDES {
        (weight, form) = (CUE + FURTHER_CUE * tenths((held.forms - 1).min(3)), held.first);
    } else if !short && held.forms >= CUES_OF_LONG && symbols < SPOKEN_FOR_LONG * held.forms {
        (weight, form) = (LONG_CUES, held.first);
    }
    if shape.bars >= BARS && symbols <= BETWEEN_BARS * (shape.bars + 1) && !shape.stops {
        weight += BAR + EACH_BAR * tenths(shape.bars.min(6));
        form = form.or(Some(Form::Navigation));
    }
    if symbols <= BUTTON && held.faint > 0 {
        weight += BUTTON_WEIGHT;
    }
    if short && shape.link {
        weight += LINK;
    }
    if shape.blanks >= BLANKS && BETWEEN_BLANKS.contains(&(symbols / (shape.blanks + 1))) && !shape.marked {
        weight += ROW;
    }
    if weight == 0 || shape.stops { (weight + plain(shape), form) } else { (weight, form) }
}

/// What a line without such phrases weighs, by its length and punctuation.
fn plain(shape: &Shape) -> i32 {
    let symbols = tenths(shape.symbols);
    if shape.numbered {
        NUMBERED
    } else if shape.stops || shape.ends_sentence() {
        (SENTENCE - symbols * 10 / 8).max(MOST)
    } else if shape.symbols > LONGEST {
        (-symbols).max(MOST)
    } else if shape.commas > 0 && shape.symbols >= SHORTEST_CLAUSES {
        CLAUSES
    } else {
        match shape.symbols {
            0..=15 => 3,
            16..=35 => 2,
            _ => -5,
        }
    }
}

/// Counts here are small.
fn tenths(count: u32) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX / 20)
}

/// 2021年3月, 2021-03-05, 2021/3/5 05:12: a year of two centuries with a month behind it.
pub(in crate::classify) fn is_dated(line: &str) -> bool {
    let bytes = line.as_bytes();
    let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let year = |at: usize| matches!(bytes.get(at..at + 2), Some(b"19" | b"20")) && digit(at + 2) && digit(at + 3);
    (0..bytes.len()).any(|at| {
        let behind = bytes.get(at + 4..).unwrap_or(&[]);
        let mark = if behind.starts_with("年".as_bytes()) { "年".len() } else { 1 };
        let marked = mark > 1 || matches!(behind.first(), Some(b'-' | b'/' | b'.'));
        year(at) && (at == 0 || !digit(at - 1)) && marked && digit(at + 4 + mark)
    })
}

/// 第三章, 二、, （四）, 5．, headings and rows of tables in Markdown: reports number like this, link lists don't.
pub(in crate::classify) fn is_numbered(line: &str) -> bool {
    const NUMERALS: [char; 13] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '百', '零', '〇'];
    let numeral = |c: char| NUMERALS.contains(&c) || c.is_ascii_digit();
    let behind = |text: &str| text.trim_start_matches(numeral).chars().next();
    let first = line.chars().next().unwrap_or(' ');
    let rest = &line[first.len_utf8()..];
    let counted = |text: &str| text.starts_with(numeral);
    match first {
        '#' => true,
        '|' => line.ends_with('|') && line.len() > 1,
        '第' => counted(rest) && matches!(behind(rest), Some('章' | '节' | '節' | '条' | '條' | '编' | '款' | '项')),
        '（' | '(' => counted(rest) && matches!(behind(rest), Some('）' | ')')),
        c if NUMERALS.contains(&c) => matches!(behind(line), Some('、' | '．' | '.')),
        c if c.is_ascii_digit() => {
            let tail = line.trim_start_matches(|c: char| c.is_ascii_digit());
            tail.starts_with(['、', '．', '.']) && !tail.chars().nth(1).is_some_and(|c| c.is_ascii_digit())
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::NormalizeConfig;
    use crate::normalize::Normalizer;

    fn line(text: &str) -> Line {
        let normalizer = Normalizer::new(&NormalizeConfig::default());
        let (symbols, offsets) = normalizer.with_offsets(text);
        lines(text, &symbols, &offsets, &Cues::new(&normalizer))[0]
    }

    #[test]
    fn furniture_weighs_for_and_sentences_weigh_against() {
        let bar = line("公司简介 | 联系方法 | 招聘信息 | 网站地图");
        assert!(bar.weight >= CUE && bar.form == Some(Form::Notice), "{bar:?}");
        let menu = line("国内 | 国际 | 军事 | 社会");
        assert_eq!(menu.form, Some(Form::Navigation));
        let sentence = line("县里把版权保护列入年度普法计划，举办培训班九期。");
        assert!(sentence.weight < -20 && sentence.form.is_none(), "{sentence:?}");
    }

    #[test]
    fn a_notice_of_whole_sentences_is_one_only_if_the_site_speaks_of_itself() {
        let own = line("凡本网注明来源为本网的稿件，版权归本网所有，未经授权不得转载，违者依法追究法律责任。");
        assert_eq!(own.form, Some(Form::Notice));
        let law = line("转载他人作品应当注明来源，未取得授权而转载的，由版权主管部门追究法律责任。");
        assert_eq!((law.form, law.weight < 0), (None, true));
    }

    #[test]
    fn days_are_seen() {
        for dated in ["2021年3月5日 来源：县政府办", "发布时间：2021-03-05 08:12", "(2019/9/7)"] {
            assert!(is_dated(dated), "{dated}");
        }
        for other in ["2021年工作回顾", "电话：020-19-3344", "12019-03", "第2021号", "20", ""] {
            assert!(!is_dated(other), "{other}");
        }
    }

    #[test]
    fn what_reports_number_is_no_link() {
        for numbered in
            ["第三章　法律责任", "二、主要任务", "（四）相关链接机制", "5．举措", "| 序号 | 名称 |", "## 附件"]
        {
            assert!(is_numbered(numbered), "{numbered}");
        }
        for other in ["第一时间", "2019.09.07", "一图读懂", "01 县里修路", "3.5万人", "（组图）"] {
            assert!(!is_numbered(other), "{other}");
        }
    }
}
