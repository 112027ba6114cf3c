//! Whether a number says how much: the amounts of a form that was filled in, which stand nowhere else, and not what names something, counts readers or
//! tells the weather on every page of a website.
//!
//! In: a row of figures with the text before and behind it. Looks at no more than a line, and of that at what is near.

use crate::group::is_figure;
use crate::int::narrow;

/// What stands behind an amount, with blanks between or without; and what does right behind it only: with a blank it begins a word.
const UNITS: &str = "%％‰万萬亿億亩畝吨噸";
const UNITS_BESIDE: &str =
    "元户戶人名个個家公千平立米毫克升辆輛台套件条條项項次座处處起天岁歲票级級度℃所株头頭只艘架间間栋棟幢组組批";
const WORDS_BEHIND: [&str; 13] = [
    "percent", "per cent", "million", "billion", "thousand", "dollars", "euros", "pounds", "yuan", "小时", "小時",
    "分钟", "分鐘",
];
/// What of these counts what any page may count: readers, remarks, calls, items of a list; what may stand before, 1.2万次, and what counts such things
/// behind that: a page has some readers, a county 1.2万人次.
const OF_ANYTHING: &str = "人家名位個个條条項项次篇";
const MULTIPLES: &str = "百千万萬亿億余餘多";
const OF_MANY: &str = "位條条次篇";
/// What counts readers and remarks alone.
const OF_READERS: &str = "位條条項项次篇";
/// What stands before an amount.
const SIGNS: [char; 5] = ['$', '€', '£', '¥', '￥'];
/// What the label of an amount ends with that has none of these.
const LABELS: &str = "数數口额額量积積值率入出计計";
/// What stands between the cells of a table of any kind.
const CELLS: &str = "|｜│\t<>";
/// Digits of a number among blanks from which it is one of a row, not of a page, and from which without a point it names something.
const SHORTEST_IN_ROW: u32 = 3;
const LONGEST_WHOLE: u32 = 8;
/// Characters of a line that are looked at on either side of a number.
const NEAR: usize = 80;
/// Words before numbers that name something, count readers or tell the weather.
const OTHERS: [&str; 17] = [
    "电话", "传真", "热线", "電話", "tel", "phone", "fax", "访问", "浏览", "点击", "阅读", "下载", "在线", "气温",
    "湿度", "风力", "空气",
];
/// What a clause ends with.
const CLAUSES: [char; 3] = ['，', '。', '；'];
const BLANKS: [char; 2] = [' ', '\u{3000}'];

/// Whether a number says how much: in a cell, in a row of numbers to the end of a line, with a point or comma inside, a unit or a sign beside it, or
/// behind a label at the end of a line; Chinese numerals do.
///
/// Complexity: constant.
pub(super) fn is_amount(before: &str, token: &str, behind: &str) -> bool {
    if !token.chars().any(is_figure) {
        return true;
    }
    let (line, right) = near(before, behind);
    let digits = narrow(token.chars().filter(|c| is_figure(*c)).count());
    let is_broken = token.contains(['.', '．', ',', '，']);
    let is_whole = token.chars().all(is_figure) && digits <= LONGEST_WHOLE;
    let says_how_much = is_broken
        || is_whole
            && (is_measured(&line, &right)
                || in_cell(&line, &right)
                || is_labelled(&line, &right)
                || digits >= SHORTEST_IN_ROW && in_row(&line, token, &right));
    says_how_much && !names_or_counts(&line)
}

/// Whether an amount ([`is_amount`]) has a unit behind it, or a sign before it, and counts nothing that any page may count. One is enough to tell two reports on one
/// form apart: 机关运行经费支出2283.17万元.
///
/// Complexity: constant.
pub(super) fn has_unit_of_its_own(before: &str, behind: &str) -> bool {
    counts_other_than(OF_ANYTHING, before, behind)
}

/// The same of a passage that few documents have: there a page's counters alone are none.
pub(super) fn has_unit(before: &str, behind: &str) -> bool {
    counts_other_than(OF_READERS, before, behind)
}

/// Whether an amount has a unit, but none of these; behind a multiple, 1.2万次, none of [`OF_MANY`].
fn counts_other_than(units: &str, before: &str, behind: &str) -> bool {
    let (line, right) = near(before, behind);
    let spaced = right.trim_start_matches(BLANKS);
    let counted = spaced.trim_start_matches(|c| MULTIPLES.contains(c));
    let units = if counted.len() < spaced.len() { OF_MANY } else { units };
    is_measured(&line, &right) && !counted.starts_with(|c| units.contains(c))
}

/// What stands near a number: before it on its line, from the number on, and behind it.
fn near(before: &str, behind: &str) -> (Vec<char>, String) {
    let line = before.chars().rev().take(NEAR).take_while(|c| *c != '\n').collect();
    (line, behind.chars().take(NEAR).collect())
}

/// Whether a unit stands behind a number, or a sign before it; `line` is what stands before, from the number on.
fn is_measured(line: &[char], right: &str) -> bool {
    let spaced = right.trim_start_matches(BLANKS);
    spaced.starts_with(|c| UNITS.contains(c))
        || right.starts_with(|c| UNITS_BESIDE.contains(c))
        || WORDS_BEHIND.iter().any(|word| spaced.get(..word.len()).is_some_and(|next| next.eq_ignore_ascii_case(word)))
        || line.first().is_some_and(|c| SIGNS.contains(c))
}

fn in_cell(line: &[char], right: &str) -> bool {
    let before = line.iter().find(|c| !BLANKS.contains(c));
    let behind = right.chars().find(|c| !BLANKS.contains(c));
    before.is_some_and(|c| CELLS.contains(*c)) && behind.is_none_or(|c| CELLS.contains(c) || c == '\n')
}

/// Whether a number ends a line behind a label, as in 总人口：2580.
fn is_labelled(line: &[char], right: &str) -> bool {
    let mut before = line.iter().filter(|c| !BLANKS.contains(c));
    let has_label = before.next().is_some_and(|c| matches!(c, '：' | ':'));
    has_label && before.next().is_some_and(|c| LABELS.contains(*c)) && ends_line(right)
}

fn ends_line(text: &str) -> bool {
    text.trim_start_matches(BLANKS).chars().next().is_none_or(|c| matches!(c, '\n' | '\r'))
}

/// Whether numbers with blanks between them stand before or behind a number, and nothing else up to the end of the line. A telephone number begins
/// with 0 and another digit, or a mark.
fn in_row(line: &[char], token: &str, right: &str) -> bool {
    let of_row = |c: &char| is_figure(*c) || matches!(c, ' ' | '\u{3000}' | '.' | ',' | '%' | '-' | '—' | '－');
    let row: String = right.chars().take_while(of_row).collect();
    let left: String = line.iter().take_while(|c| of_row(c)).collect::<Vec<_>>().into_iter().rev().collect();
    let row_of_all = [&left, token, &row].concat();
    let is_call = |row: &str| row.starts_with('0') && row[1..].starts_with(is_figure);
    (left.contains(is_figure) || row.contains(is_figure))
        && (ends_line(&right[row.len()..]) || row.chars().count() == NEAR)
        && !is_call(row_of_all.trim_start_matches(|c| !is_figure(c)))
}

/// Whether a word stands before a number in its clause that says it names something, counts readers or tells the weather.
fn names_or_counts(line: &[char]) -> bool {
    let start = line.iter().position(|c| CLAUSES.contains(c)).unwrap_or(line.len());
    let clause: String = line[..start].iter().rev().flat_map(|c| c.to_lowercase()).collect();
    OTHERS.iter().any(|word| clause.contains(word))
}

#[cfg(test)]
mod tests {
    use super::super::numbers::amounts_in;
    use super::*;
    use crate::span::Span;

    #[test]
    fn an_amount_has_a_unit_of_its_own_and_in_a_passage_of_few_documents_any_that_counts_no_readers() {
        for (before, token, behind, expected) in [
            ("经费支出", "2283.17", "万元，", [true, true]),
            ("增长", "3.2", " %。", [true, true]),
            ("罚款", "五千", "元以上", [true, true]),
            ("cost $", "4500", " in", [true, true]),
            ("编号", "2283.17", "，", [false, false]),
            ("全部", "12", "条评论", [false, false]),
            ("今日访问量", "12", "万", [false, false]),
            ("自上线以来累计播放", "1.2", "万次，欢迎", [false, false]),
            ("接待游客", "232", "万人次，", [true, true]),
            ("已为", "35", "家单位提供", [false, true]),
            ("请添加", "35", "微信公众号", [false, false]),
            ("今日访问量大，机关运行经费支出", "12", "万元", [true, true]),
            ("第", "3", "、", [false, false]),
            ("全年接报火警", "42", "起，", [true, true]),
            ("最长轮候", "18", "个月", [false, true]),
            ("每日运行", "16", "小时。", [true, true]),
            ("建成农村幸福院", "126", "个，", [false, true]),
        ] {
            let found =
                [has_unit_of_its_own, has_unit].map(|has| is_amount(before, token, behind) && has(before, behind));
            assert_eq!(found, expected, "{before}{token}{behind}");
        }
    }

    #[test]
    fn amounts_are_told_from_what_names_something() {
        for (text, amounts) in [
            ("完成投资123亿元，增长7.2%，受益1500人，编号12345678，共12页", 3),
            ("| 1 | 交通改造 | 21公里 | 12124 | 6015 |", 4),
            ("<td>教育支出</td><td>5933</td><td>81%</td>", 2),
            ("教育支出 82501 40077 69710\n住房保障支出　312　450\n", 5),
            ("公务接待费 0 1200 1350\n公务用车 - 1200 1350\n", 4),
            ("全村总户数：953\n全村总人口：2580\n", 2),
            ("It cost $4500 or 6450 dollars, 12 percent more", 3),
            ("Tel 048 8242 8437\n电话 8242 8437\n048 8242 8437\n第 12 页 第 13 页", 0),
            ("网站标识码：3509270001 备案20012345号 邮编350001 88550011 人民来访", 0),
            ("今日访问量8,687人次 昨日访问量5,249人次\n今日天气 气温5.1℃ 相对湿度72.4%", 0),
        ] {
            assert_eq!(amounts_in(text, Span::new(0, narrow(text.len()))).all, amounts, "{text}");
        }
    }
}
