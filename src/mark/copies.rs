//! What goes of a loop: its copies behind the first, so that the first is followed by what stood behind the last.
//!
//! A copy is known by its symbols, from the first to the last, and what stands between two copies belongs to neither: brackets, a full stop, the
//! number of the next item. Where the last copy is closed by the same mark as the first, what stands between the first and the second goes, too.
//!
//! A unit may end as the text before it does: 全力推进园区建设，加快推进电网建设，加快推进电网建设，… The symbols of the first 建设 are a period before those
//! of the second, so the loop begins with them; the copies are counted from the first clause on, for the last one is whole.

use std::ops::Range;

use super::numbers;
use super::snap::NUMERALS;
use crate::classify::Finding;
use crate::int::{index, narrow, numeral};
use crate::span::{Raw, Span};

/// Characters of the number of an item.
const LONGEST_NUMBER: usize = 6;
/// Characters of the number of an item in round brackets; a year has more.
const LONGEST_ITEM: usize = 3;
/// Marks that a clause begins behind, but inside a number; a point does before a space.
const CLAUSES: &str = "，。；、：！？…,;:!?\r\n";
/// Symbols that what stands behind a loop begins with by chance as its unit does.
const LONGEST_CHANCE: usize = 4;
/// Symbols that two clauses begin with alike.
const LONGEST_BEGINNING: usize = 10;
/// How many times as long the unit must be: a short one may be cut anywhere.
const CHANCE_SHARE: usize = 8;
/// What articles are called, behind their numbers.
const ARTICLES: &str = "条條章节節款项項编編";
/// Syllables of a script whose words stand apart.
const HANGUL: std::ops::RangeInclusive<char> = '\u{AC00}'..='\u{D7A3}';
/// Signs that number items, one kind a line.
const SIGNS: [&str; 9] = [
    "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "㈠㈡㈢㈣㈤㈥㈦㈧㈨㈩",
    "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ",
    "ⅰⅱⅲⅳⅴⅵⅶⅷⅸⅹⅺⅻ",
    "abcdefghijklmnopqrstuvwxyz",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "甲乙丙丁戊己庚辛壬癸",
];
/// Brackets that the number of an item stands in.
const OPENERS: [char; 6] = ['（', '(', '〔', '[', '【', '［'];

/// The part of a loop behind its first copy; `None` if the finding leaves no first copy.
///
/// Complexity: linear in the loop.
pub(super) fn extra(finding: &Finding, text: &str) -> Option<Span<Raw>> {
    let extra = finding.extra?;
    // Where another loop touches it, what stands before that one stays.
    let whole = Span::new(finding.place.raw.start, extra.end.clamp(finding.place.raw.start, finding.place.raw.end));
    let second = extra.start.max(whole.start);
    if second <= whole.start || second >= whole.end {
        return None;
    }
    let (whole, second) = from_clause(text, whole, second)
        .unwrap_or_else(|| (without_chance(text, whole, second).unwrap_or(whole), second));
    if second >= whole.end {
        return None;
    }
    let start = behind_first(text, whole, second).unwrap_or(second);
    Some(Span::new(start, whole.end))
}

/// The loop and its second copy from the first clause on, where an exact loop begins inside one and has more than whole copies. Of the rest of a last
/// copy what goes on behind the loop is not of it if it is short or no whole clause: a longer one is a copy that is cut, and such a loop may begin
/// anywhere.
fn from_clause(text: &str, whole: Span<Raw>, second: u32) -> Option<(Span<Raw>, u32)> {
    let (before, inside) = (text.get(..index(whole.start))?, text.get(whole.range())?);
    let is_symbol = |c: char| c.is_alphanumeric();
    // Words of other scripts stand apart.
    let before = before.strip_suffix(' ').filter(|_| inside.starts_with(|c: char| c.is_ascii())).unwrap_or(before);
    if !before.ends_with(is_symbol) {
        return None;
    }
    let copies = Copies::of(inside, second - whole.start)?;
    let Copies { ref symbols, copy, cut, .. } = copies;
    let behind = text.get(index(whole.end)..)?;
    let (follows, goes_on) = (behind.starts_with(is_symbol), goes_on(inside, behind));
    let may_end = |rest: usize| {
        if goes_on { rest <= LONGEST_CHANCE || copies.ends_in_beginning(rest) } else { !follows }
    };
    let from = (1..=cut)
        .take_while(|from| from + 2 * copy <= symbols.len())
        .find(|&at| copies.begins(at) && copies.begins(copy + at) && may_end(cut - at))?;
    let end = if goes_on { copies.end_before(cut - from) } else { inside.len() };
    let place = |at: usize| whole.start + narrow(at);
    Some((Span::new(place(symbols[from].0), place(end)), place(symbols[copy + from].0)))
}

/// An exact loop without the rest of a last copy that what goes on behind it begins with by chance: few symbols of a long unit, or the beginning of a
/// clause.
fn without_chance(text: &str, whole: Span<Raw>, second: u32) -> Option<Span<Raw>> {
    let inside = text.get(whole.range())?;
    let goes_on = goes_on(inside, text.get(index(whole.end)..)?);
    let copies = Copies::of(inside, second - whole.start).filter(|_| goes_on)?;
    let rest = copies.cut;
    let by_chance = rest <= LONGEST_CHANCE.min(copies.copy / CHANCE_SHARE)
        || copies.begins(copies.symbols.len() - rest) && copies.ends_in_beginning(rest);
    by_chance.then(|| Span::new(whole.start, whole.start + narrow(copies.end_before(rest))))
}

/// Whether what stands behind a text may be of its last clause: symbols, with a space before where words stand apart, but not the number of an article.
fn goes_on(text: &str, behind: &str) -> bool {
    let stands_apart = |c: char| c.is_ascii_alphanumeric() || c.is_lowercase() || HANGUL.contains(&c);
    let spaced = behind.strip_prefix(' ').filter(|_| text.ends_with(stands_apart)).unwrap_or(behind);
    text.ends_with(char::is_alphanumeric) && spaced.starts_with(char::is_alphanumeric) && !is_article(spaced)
}

/// Whether a text begins with the number of an article, as 第三条.
fn is_article(text: &str) -> bool {
    let numbered = text.strip_prefix('第').map(|number| number.trim_start_matches(|c| NUMERALS.contains(c)));
    numbered.is_some_and(|name| name.starts_with(|c| ARTICLES.contains(c)))
}

/// Whether a text begins with the number of an article or of an item, as 第三条 or （三）.
pub(super) fn is_numbered(text: &str) -> bool {
    let inside = text.strip_prefix(['（', '(']).unwrap_or("");
    let numerals = inside.chars().take_while(|c| NUMERALS.contains(*c)).take(LONGEST_NUMBER).count();
    let closes = inside.chars().nth(numerals).is_some_and(|c| matches!(c, '）' | ')'));
    is_article(text) || (1..=LONGEST_ITEM).contains(&numerals) && closes
}

/// The symbols of an exact loop that has more than whole copies.
struct Copies<'a> {
    text: &'a str,
    /// Where each stands.
    symbols: Vec<(usize, char)>,
    /// Those of a copy.
    copy: usize,
    /// Those behind the last whole one.
    cut: usize,
}

impl<'a> Copies<'a> {
    /// Those of a loop's text, if its copies are exact and the last is cut; `second` is where the second begins.
    fn of(text: &'a str, second: u32) -> Option<Self> {
        let symbols: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| c.is_alphanumeric()).collect();
        let copy = symbols.partition_point(|(at, _)| *at < index(second));
        let cut = symbols.len().checked_rem(copy)?;
        let is_exact = || symbols.iter().zip(&symbols[copy..]).all(|(one, next)| one.1 == next.1);
        (cut > 0 && is_exact()).then_some(Self { text, symbols, copy, cut })
    }

    /// Where the text ends without its last symbols, fewer than all.
    fn end_before(&self, last: usize) -> usize {
        let (at, symbol) = self.symbols[self.symbols.len() - last - 1];
        at + symbol.len_utf8()
    }

    /// Whether a clause begins with a symbol that is not the first.
    fn begins(&self, symbol: usize) -> bool {
        begins_clause(self.text, self.end_before(self.symbols.len() - symbol)..self.symbols[symbol].0)
    }

    /// Whether the last symbols are few, and no clause begins behind the first of them.
    fn ends_in_beginning(&self, last: usize) -> bool {
        let first = self.symbols.len() - last;
        last <= LONGEST_BEGINNING && !(first + 1..self.symbols.len()).any(|symbol| self.begins(symbol))
    }
}

/// Whether a clause begins behind what stands between two symbols.
fn begins_clause(text: &str, between: Range<usize>) -> bool {
    let (before, behind) = text.split_at(between.start);
    let between = &text[between];
    (between.contains(|c| CLAUSES.contains(c)) || between.starts_with(". "))
        && !numbers::is_inside_number(before, behind)
}

/// Where the first copy of a loop ends if what stands between it and the second goes with the others.
fn behind_first(text: &str, whole: Span<Raw>, second: u32) -> Option<u32> {
    let first = text.get(index(whole.start)..index(second))?;
    let (before, behind) = (text.get(..index(whole.start))?, text.get(index(whole.end)..)?);
    if numbers::is_inside_number(first, text.get(index(second)..)?) {
        return None;
    }
    let is_symbol = |c: char| c.is_alphanumeric();
    // The number of the second item, if it follows that of the first: other numbers are of the unit.
    let numbered = first.trim_end_matches(|c| !is_symbol(c));
    let labels = label(numbered).zip(label(before.trim_end_matches(|c| !is_symbol(c))));
    let unnumbered = labels.filter(|(second, first)| second.follows(first)).map(|(second, _)| second.rest);
    let unit = unnumbered.unwrap_or(numbered).trim_end_matches(|c| !is_symbol(c));
    let between = &first[unit.len()..unnumbered.map_or(first.len(), str::len)];
    let marks = match behind.chars().next() {
        Some(next) if between.starts_with(next) && !next.is_whitespace() => "",
        // The last copy may be cut, or another mark ends it.
        Some(next) if !next.is_whitespace() => between,
        _ => between.split(char::is_whitespace).next().unwrap_or(""),
    };
    (!unit.is_empty()).then(|| whole.start + narrow(unit.len() + marks.len()))
}

/// The number of an item that a text ends with.
pub(super) struct Label<'a> {
    /// What stands before it and the bracket that it stands in.
    pub(super) rest: &'a str,
    /// What the numbers of the items beside it have, too: 2.3. of 2.3.1, or the first sign of its kind.
    prefix: &'a str,
    value: u64,
}

impl Label<'_> {
    fn follows(&self, first: &Label<'_>) -> bool {
        self.prefix == first.prefix && self.value == first.value + 1
    }
}

/// The number that a text ends with, as in （3, 第三, 2.3.1, ③ or (c, if it stands behind a mark or a line break.
pub(super) fn label(text: &str) -> Option<Label<'_>> {
    let (rest, prefix, value) = sign(text).or_else(|| number(text))?;
    let rest = rest.trim_end_matches(OPENERS);
    (!rest.ends_with(char::is_alphanumeric)).then_some(Label { rest, prefix, value })
}

/// One sign that numbers: what stands before it, the signs of its kind, and its place among them.
fn sign(text: &str) -> Option<(&str, &'static str, u64)> {
    let last = text.chars().next_back()?;
    let rest = &text[..text.len() - last.len_utf8()];
    let (signs, value) = SIGNS.iter().find_map(|signs| {
        let place = (1..).zip(signs.chars()).find(|(_, sign)| *sign == last)?.0;
        Some((*signs, place))
    })?;
    Some((rest, signs, value))
}

/// A number in figures or numerals: what stands before it, the numbers of chapters that it begins with, and what it says.
fn number(text: &str) -> Option<(&str, &str, u64)> {
    let rest = text.trim_end_matches(|c| NUMERALS.contains(c));
    let value = numeral(text[rest.len()..].chars(), LONGEST_NUMBER)?;
    if let Some(rest) = rest.strip_suffix('第') {
        return Some((rest, "", value));
    }
    let mut before = rest;
    while let Some(chapter) =
        before.strip_suffix(['.', '．']).filter(|chapter| chapter.ends_with(|c: char| c.is_ascii_digit()))
    {
        before = chapter.trim_end_matches(|c: char| c.is_ascii_digit());
    }
    Some((before, &rest[before.len()..], value))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::classify::{Kind, Place};
    use crate::span::DocId;

    #[test]
    fn articles_and_items_are_numbered_and_documents_are_not() {
        for text in ["第三条 业主", "第十二章", "（三）业主", "(12) 业主", "（1）"] {
            assert!(is_numbered(text), "{text}");
        }
        for text in ["（）业主", "〔2005〕15号", "（2005）15号", "（业主）", "第三人", "三、业主", ""]
        {
            assert!(!is_numbered(text), "{text}");
        }
    }
    /// What stays of a text whose loop stands in ⟦⟧, the second copy behind ‖.
    fn left(marked: &str) -> String {
        let (before, rest) = marked.split_once('⟦').expect("an opening bracket");
        let (inside, behind) = rest.split_once('⟧').expect("a closing bracket");
        let (first, others) = inside.split_once('‖').expect("a second copy");
        let text = format!("{before}{first}{others}{behind}");
        let raw = Span::new(narrow(before.len()), narrow(before.len() + first.len() + others.len()));
        let place = Place { doc: DocId(0), raw, chars: Span::new(0, 0) };
        let second = raw.start + narrow(first.len());
        let found = Finding { extra: Some(Span::new(second, raw.end)), ..Finding::new(Kind::Loop, place, 40) };
        let extra = extra(&found, &text).expect("a first copy");
        text[..index(extra.start)].to_owned() + &text[index(extra.end)..]
    }

    #[test]
    fn the_first_copy_is_followed_by_what_stood_behind_the_last() {
        for (marked, expected) in [
            ("（⟦此处省略）（‖此处省略）（此处省略⟧）", "（此处省略）"),
            ("![⟦img](a.png)\n![‖img](a.png)\n![img](a.png⟧)\n", "![img](a.png)\n"),
            ("<⟦br><‖br><br⟧>\n结尾", "<br>\n结尾"),
            // The marks at such a seam are closed later.
            ("⟦加强管理，‖加强管理，加强管理⟧。", "加强管理，。"),
            ("印发《⟦关于甲的意见》《‖关于甲的意见》《关于⟧。", "印发《关于甲的意见》《。"),
            ("⟦加强管理😀，‖加强管理😀，加强管理⟧⭐，", "加强管理😀，⭐，"),
            ("⟦加强管理，‖加强管理，加强⟧下一步", "加强管理，加强下一步"),
            ("⟦县政府办公室牵头。\n‖县政府办公室牵头。\n县⟧委负责。", "县政府办公室牵头。\n县委负责。"),
            ("⟦县政府办公室牵头。\n‖县政府办公室牵头。\n县⟧", "县政府办公室牵头。"),
            ("⟦县政府办公室牵头。\n‖县政府办公室牵头。\n县政⟧协负责。", "县政府办公室牵头。\n县政协负责。"),
            ("⟦加强管理。\n‖加强管理。\n加强管理⟧\n下一步", "加强管理。\n下一步"),
            ("| 12⟦00 |\n| 管网 | 34‖00 |\n| 管网 | 34⟧00 |\n", "| 1200 |\n| 管网 | 3400 |\n"),
        ] {
            assert_eq!(left(marked), expected, "{marked}");
        }
    }

    #[test]
    fn a_unit_that_ends_as_the_text_before_it_keeps_its_end() {
        for (marked, expected) in [
            (
                "推进园区⟦建设，加快电网‖建设，加快电网建设，加快电网建设⟧，成效明显",
                "推进园区建设，加快电网建设，成效明显",
            ),
            (
                "解释和修订⟦工作。\n做好防火‖工作。做好防火工作。做好防火工作⟧。\n附则",
                "解释和修订工作。\n做好防火工作。\n附则",
            ),
            ("修订⟦工作\r\n做好防火‖工作\r\n做好防火工作\r\n做好防火工作⟧\r\n附则", "修订工作\r\n做好防火工作\r\n附则"),
            ("修订⟦工作, 做好防火‖工作, 做好防火工作, 做好防火工作⟧. 附则", "修订工作, 做好防火工作, . 附则"),
            (
                "build the ⟦park, pave the ‖park, pave the park, pave the park⟧, and so on",
                "build the park, pave the park, and so on",
            ),
            // Behind the last whole copy stands what begins as the unit does, or a copy that is cut.
            (
                "推进园区⟦建设，加快电网‖建设，加快电网建设，加快电网建设，加快⟧步伐",
                "推进园区建设，加快电网建设，加快步伐",
            ),
            ("推进园区⟦建设，加快电网‖建设，加快电网建设，加快电网建设，加快⟧\n", "推进园区建设，加快电网建设，\n"),
            // What is left over is the beginning of a clause that goes on otherwise; with a whole clause in it, or before an article, it is a copy that is cut.
            ("⟦推进水库除险，‖推进水库除险，推进水库除险，推进水库⟧清淤疏浚，", "推进水库除险，推进水库清淤疏浚，"),
            ("⟦推进水库除险，‖推进水库除险，推进水库除险，推进水库⟧第五条", "推进水库除险，第五条"),
            ("⟦推进水库除险，‖推进水库除险，推进水库除险，推进水库⟧第三产业", "推进水库除险，推进水库第三产业"),
            (
                "⟦推进水库除险，落实巡查责任，‖推进水库除险，落实巡查责任，推进水库除险，落实⟧山塘整治",
                "推进水库除险，落实巡查责任，山塘整治",
            ),
            ("⟦The board shall sit. ‖The board shall sit. The⟧ council met", "The board shall sit. The council met"),
            // Of the clauses that begin before the second copy that one counts behind whose last copy no more than a beginning is left over.
            (
                "县教育⟦局要履行职责，加强督查。县水务‖局要履行职责，加强督查。县水务局要履行职责，加强督查。县⟧民政局要",
                "县教育局要履行职责，加强督查。县水务局要履行职责，加强督查。县民政局要",
            ),
            // No clause begins there, or no symbol is left over.
            ("总数为 3⟦.5 亿元 3‖.5 亿元 3.5⟧ 亿", "总数为 3.5 亿元 3 亿"),
            ("推进⟦建设，加快‖建设，加快建设，加快⟧。", "推进建设，加快。"),
            ("条例⟦占用，损坏桥梁设施‖占用，损坏桥梁设施占用，损坏桥梁设⟧第二条", "条例占用，损坏桥梁设施第二条"),
            // Not all copies are equal.
            ("推进园区⟦建设，加快电网‖建设，加快路网建设，加快电网建设⟧，", "推进园区建设，加快电网，"),
        ] {
            assert_eq!(left(marked), expected, "{marked}");
        }
    }

    /// Clauses of different ideographs that end alike, the number of copies and what stands between them.
    fn clauses() -> impl Strategy<Value = (String, String, String, usize, &'static str)> {
        let ideographs: Vec<char> = ('\u{4E00}'..'\u{6E00}').collect();
        let marks = prop::sample::select(vec!["，", "。", "；", "\n", "\r\n", "。\n", "，\u{3000}", ", ", ". "]);
        (prop::sample::subsequence(ideographs, 60).prop_shuffle(), 1_usize..8, 1_usize..20, 2_usize..8, marks).prop_map(
            |(drawn, common, own, copies, mark)| {
                let text = |from: usize, count: usize| drawn[from..from + count].iter().collect::<String>();
                let end = text(0, common);
                (text(8, 6) + &end + mark, text(20, own) + &end + mark, text(40, 20), copies, mark)
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn what_stood_before_a_loop_one_unit_and_what_stood_behind_it_stay(
            (before, unit, behind, copies, mark) in clauses(),
        ) {
            let text = format!("{before}{}{behind}", unit.repeat(copies));
            let end_of = |text: &str| narrow(text.len() - mark.len());
            let clause = &unit[..unit.len() - mark.len()];
            let equal = before.chars().rev().zip(unit.chars().rev()).take_while(|(x, y)| x == y);
            let common: usize = equal.map(|(c, _)| c.len_utf8()).sum();
            let start = narrow(before.len() - common);
            let raw = Span::new(start, end_of(&format!("{before}{}", unit.repeat(copies))));
            prop_assert!(clause.len() + mark.len() > common);
            let place = Place { doc: DocId(0), raw, chars: Span::new(0, 0) };
            let second = start + narrow(unit.len());
            let found = Finding { extra: Some(Span::new(second, raw.end)), ..Finding::new(Kind::Loop, place, 40) };
            let extra = extra(&found, &text).expect("a first copy");
            prop_assert!(raw.covers(extra));
            let left = text[..index(extra.start)].to_owned() + &text[index(extra.end)..];
            prop_assert_eq!(left, format!("{before}{unit}{behind}"));
        }
    }

    #[test]
    fn the_number_of_the_second_item_goes_with_it() {
        for (marked, expected) in [
            ("\n1. ⟦加强管理。2. ‖加强管理。3. 加强管理⟧。\n", "\n1. 加强管理。\n"),
            ("\n（1）⟦加强管理。\n（2）‖加强管理。\n（3）加强管理⟧。\n", "\n（1）加强管理。\n"),
            ("\n第一⟦条　责令改正。\n第二‖条　责令改正。\n第三条　责令改正⟧。\n", "\n第一条　责令改正。\n"),
            ("\n一、⟦加强管理。\n二、‖加强管理。\n三、加强管理⟧\n完", "\n一、加强管理。\n完"),
            ("\n２．⟦加强管理。\n３．‖加强管理。\n４．加强管理⟧。\n", "\n２．加强管理。\n"),
            ("\n九、⟦加强管理。\n十、‖加强管理。\n十一、加强管理⟧。\n", "\n九、加强管理。\n"),
            ("\n1.1⟦加强管理。\n1.2‖加强管理。\n1.3加强管理⟧。\n", "\n1.1加强管理。\n"),
            ("\n2.3.9 ⟦加强管理；2.3.10 ‖加强管理；2.3.11 加强管理⟧。\n", "\n2.3.9 加强管理；。\n"),
            ("\n①⟦加强管理。\n②‖加强管理。\n③加强管理⟧。\n", "\n①加强管理。\n"),
            ("\na.⟦加强管理。\nb.‖加强管理。\nc.加强管理⟧。\n", "\na.加强管理。\n"),
            ("\n(A) ⟦加强管理。\n(B) ‖加强管理。\n(C) 加强管理⟧。\n", "\n(A) 加强管理。\n"),
            ("\n（1）⟦加强管理；（2）‖加强管理；（3）加强管理⟧。\n", "\n（1）加强管理；。\n"),
            ("\n1.9⟦加强管理。\n2.1‖加强管理。\n2.2加强管理⟧。\n", "\n1.9加强管理。\n2.1。\n"),
            ("处长甲⟦加强管理。处长乙‖加强管理。处长丙加强管理⟧。\n", "处长甲加强管理。处长乙。\n"),
            // No item: the number is of the unit.
            ("3. ⟦完成率达到 50。‖完成率达到 50。完成率达到 50⟧。完", "3. 完成率达到 50。完"),
            ("三、⟦总数为：三十。‖总数为：三十。总数为：三十⟧。完", "三、总数为：三十。完"),
            ("| 1 | 12 |\n| ⟦投资 | 3400 |\n| ‖投资 | 3400 |\n| 投资 | 3400⟧ |\n", "| 1 | 12 |\n| 投资 | 3400 |\n"),
            ("共⟦三项，第二‖三项，第二⟧。", "共三项，第二。"),
            ("共⟦三项，第二‖三项，第二三项⟧。", "共三项，第二三项，。"),
        ] {
            assert_eq!(left(marked), expected, "{marked}");
        }
    }
}
