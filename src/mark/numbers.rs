//! Edges of removals at numbers in figures: none goes in part, and no two become one.
//!
//! Passages are compared symbol by symbol and a digit is a symbol, so that a passage may end inside a number: 12万元 and 25万元 share the
//! 2 and the 5 with other sums. Half a number is no stray character but another figure.

use crate::classify::Finding;
use crate::group::is_numeral;
use crate::int::{index, narrow};
use crate::read::Document;
use crate::span::{Raw, Span};

/// What parts clauses and sentences; not the marks that stand inside numbers.
const CLAUSES: [char; 11] = ['，', '。', '；', '、', '：', '！', '？', ';', '!', '?', '\n'];
/// Digits and joints a number has at most; a longer row of them is what a stuck decoder wrote.
const LONGEST: usize = 24;
/// What stands between the digits of a number, and what stands behind the last.
const JOINTS: [char; 13] = ['.', '．', ',', ':', '：', '·', '/', '／', '-', '－', '—', '~', '～'];
const SHARES: [char; 4] = ['%', '％', '‰', '℃'];

/// The removal without parts of numbers at its edges, but with the sign of a share behind a number that it holds; `free`: how far it may take that. Where a number before it and one behind it would become one, without the clauses at
/// its edges that it holds in part. Empty if nothing is left.
///
/// Complexity: linear in the span.
pub(super) fn spared(text: &str, removal: Span<Raw>, free: u32) -> Span<Raw> {
    let removal = with_share(text, removal, free);
    let nothing = Span::new(removal.start, removal.start);
    let Some(inside) = text.get(removal.range()) else { return removal };
    let numeric = inside.chars().take_while(|c| c.is_numeric() || JOINTS.contains(c));
    if numeric.count() > LONGEST {
        return removal;
    }
    let from = index(removal.start);
    let (mut start, mut end) = (0, inside.len());
    while start < end && is_inside_number(&text[..from + start], &inside[start..]) {
        start += inside[start..].chars().next().map_or(1, char::len_utf8);
    }
    // Where the same rest of a number stands behind the removal, the number stays what it was.
    let behind = &text[from + end..];
    if start > 0 && behind.strip_prefix(&inside[..start]).is_some_and(|rest| !is_inside_number(&inside[..start], rest))
    {
        return removal;
    }
    while start < end && is_inside_number(&inside[..end], &text[from + end..]) {
        end -= inside[..end].chars().next_back().map_or(1, char::len_utf8);
    }
    if start >= end {
        return nothing;
    }
    let inside = &inside[start..end];
    if is_inside_number(&text[..from + start], &text[from + end..]) {
        let parts = |c: char| CLAUSES.contains(&c);
        let first = inside.char_indices().find(|(_, c)| parts(*c)).map(|(at, c)| at + c.len_utf8());
        let last = inside.char_indices().rfind(|(_, c)| parts(*c)).map(|(at, c)| at + c.len_utf8());
        let (Some(first), Some(last)) = (first, last) else { return nothing };
        (start, end) = (start + first, start + last);
    }
    if start < end { Span::new(removal.start + narrow(start), removal.start + narrow(end)) } else { nothing }
}

/// The removal with the sign behind its last number, which is no symbol and so of no passage. A number that begins before the removal
/// stays with its sign.
fn with_share(text: &str, removal: Span<Raw>, free: u32) -> Span<Raw> {
    let Some((inside, behind)) = text.get(removal.range()).zip(text.get(index(removal.end)..)) else { return removal };
    let Some(sign) = behind.chars().next().filter(|c| SHARES.contains(c)) else { return removal };
    let head = inside.trim_end_matches(|c: char| c.is_numeric() || JOINTS.contains(&c));
    let ends = removal.end + narrow(sign.len_utf8());
    let takes = !head.is_empty() && head.len() < inside.len() && ends <= free;
    if takes { Span::new(removal.start, ends) } else { removal }
}

/// The numbers of a finding, in order: what stands between two of them is one space.
pub(super) fn figures(documents: &[Document], finding: &Finding) -> String {
    let text =
        documents.get(finding.place.doc.index()).and_then(|document| document.text.get(finding.place.raw.range()));
    numbers_of(text.unwrap_or(""))
}

/// The digits and numerals of a text with their points, one number apart from the next.
fn numbers_of(text: &str) -> String {
    let mut numbers = String::new();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let is_point = matches!(c, '.' | '．') && chars.peek().is_some_and(|next| is_numeral(*next));
        if is_numeral(c) {
            numbers.push(c);
        } else if is_point && numbers.ends_with(is_numeral) {
            numbers.push('.');
        } else if c == ',' && chars.peek().is_some_and(char::is_ascii_digit) {
            // 1,200 is 1200.
        } else if numbers.ends_with(is_numeral) {
            numbers.push(' ');
        }
    }
    numbers.truncate(numbers.trim_end().len());
    numbers
}

/// Whether the end of one text and the beginning of the next are one number.
pub(super) fn is_inside_number(before: &str, behind: &str) -> bool {
    let (mut before, mut behind) = (before.chars().rev(), behind.chars());
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || ('０'..='９').contains(&c));
    let is_joint = |c: Option<char>| c.is_some_and(|c| JOINTS.contains(&c));
    let (left, right) = (before.next(), behind.next());
    match (is_digit(left), is_digit(right)) {
        (true, true) => true,
        (true, false) => is_joint(right) && is_digit(behind.next()) || right.is_some_and(|c| SHARES.contains(&c)),
        (false, true) => is_joint(left) && is_digit(before.next()),
        (false, false) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stays when what stands inside ⟦⟧ goes.
    fn left(marked: &str) -> String {
        let (before, rest) = marked.split_once('⟦').expect("an opening bracket");
        let (removed, behind) = rest.split_once('⟧').expect("a closing bracket");
        let text = format!("{before}{removed}{behind}");
        let removal = Span::new(narrow(before.len()), narrow(before.len() + removed.len()));
        let span = spared(&text, removal, narrow(text.len()));
        assert!(span.start >= removal.start);
        assert!(text[index(removal.end)..index(span.end).max(index(removal.end))].chars().all(|c| SHARES.contains(&c)));
        text[..index(span.start)].to_owned() + &text[index(span.end)..]
    }

    #[test]
    fn no_number_goes_in_part() {
        for (marked, expected) in [
            ("降低1⟦3.5%，森林覆盖率提高⟧。", "降低13.5%。"),
            ("降低13⟦.5%，森林⟧。", "降低13.5%。"),
            ("（二）⟦修桥两座。202⟧5年", "（二）2025年"),
            ("⟦投资1⟧,200万元", "1,200万元"),
            ("⟦投资２⟧５万元", "２５万元"),
            ("时间为⟦上午9⟧:30", "时间为9:30"),
            ("上午9：⟦30在县政府⟧", "上午9：30"),
            ("罚款3－⟦5万元⟧", "罚款3－5"),
            ("共5⟦项，⟧完成", "共5完成"),
            ("编号12⟦34⟧56", "编号123456"),
            ("全年增长⟦，投资增长9.1⟧%。", "全年增长。"),
            ("增长9.⟦1⟧%。", "增长9.1%。"),
            ("增长9.1⟦%。\n1991年，增长9.1⟧%。", "增长9.1%。"),
            ("管网 | 34⟦00 |\n| 2 | 管网 | 34⟧00 |", "管网 | 3400 |"),
        ] {
            assert_eq!(left(marked), expected, "{marked}");
        }
    }

    #[test]
    fn numbers_with_other_borders_are_others() {
        assert_eq!(numbers_of("投资1,200万元，增长３.5%，百分之五。"), "1200万 ３.5 百 五");
        assert_ne!(numbers_of("1个23名"), numbers_of("12个3名"));
        assert_ne!(numbers_of("31.24亿元"), numbers_of("312.4亿元"));
    }

    #[test]
    fn what_is_longer_than_a_number_goes_in_part() {
        for digits in ["0".repeat(29), "０".repeat(50), ",0.00".repeat(20)] {
            assert_eq!(left(&format!("档号0⟦{digits}⟧完")), "档号0完");
        }
    }

    #[test]
    fn no_two_numbers_become_one() {
        assert_eq!(left("处2⟦万元罚款，停业，并处⟧5万元罚款。"), "处2万元罚款，并处5万元罚款。");
        assert_eq!(left("处1⟦万元以上⟧10万元以下"), "处1万元以上10万元以下", "no clause ends in it");
        assert_eq!(left("2支。⟦2支以上。⟧25支"), "2支。25支");
    }
}
