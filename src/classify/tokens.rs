//! Rows of digits and numerals in a text, and which of them say how much or how many.
//!
//! In: a text and a span of it. Out: tokens with their places. What of them stands otherwise elsewhere is asked in `numbers`.

use super::amounts::{has_unit, has_unit_of_its_own, is_amount};
use crate::group::{is_figure, is_numeral};
use crate::int::{index, narrow};
use crate::span::{Raw, Span};

/// Chinese numerals that make a quantity of several.
const MAGNITUDES: &str = "十百千万萬亿億点點〇零";
/// What stands between the digits of a number.
pub(super) const JOINTS: &str = ".．,:：-－/／";
/// Joints that only dates, times and reference numbers have, and those of which a number has one at most.
const OF_TIMES: &str = ":：";
const AT_MOST_ONE: &str = ".．-－/／";
/// What stands behind a number that is a date, a time or the number of a document or session.
const UNITS: &str = "年月日号號时時点點届屆";
/// What stands before the number of an item, if not a line break, and behind it.
const BEFORE_ITEM: &str = "\n。；：;:！？!?";
const BEHIND_ITEM: &str = ".．、)）";
/// English words behind which a number names something, and months.
const NAMED: [&str; 14] = [
    "section",
    "sections",
    "article",
    "articles",
    "clause",
    "clauses",
    "part",
    "chapter",
    "paragraph",
    "exhibit",
    "appendix",
    "version",
    "no",
    "page",
];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// Digits of an item's number at most.
const LONGEST_ITEM: usize = 3;

/// A row of digits or numerals in a text.
pub(super) struct Token {
    pub span: Span<Raw>,
    /// Symbols in it.
    pub digits: u32,
    /// Whether it is a number that counts.
    pub is_number: bool,
}

impl Token {
    /// The text before it and behind it.
    fn around<'a>(&self, text: &'a str) -> (&'a str, &'a str) {
        (&text[..index(self.span.start)], &text[index(self.span.end)..])
    }

    /// Whether it is the year, the month or the day of a date.
    pub(super) fn is_of_day(&self, text: &str) -> bool {
        let (before, behind) = self.around(text);
        let is_named = before.trim_end_matches([' ', '\u{3000}']).ends_with(['第', '〔', '[', '【']);
        behind.trim_start_matches([' ', '\u{3000}']).starts_with(['年', '月', '日']) && !is_named
    }

    pub(super) fn is_amount(&self, text: &str) -> bool {
        let (before, behind) = self.around(text);
        is_amount(before, &text[self.span.range()], behind)
    }

    pub(super) fn has_unit_of_its_own(&self, text: &str) -> bool {
        let (before, behind) = self.around(text);
        has_unit_of_its_own(before, behind)
    }

    /// For how many numbers of a copy it counts: an amount with a unit for two.
    pub(super) fn weight(&self, text: &str) -> u32 {
        let (before, behind) = self.around(text);
        1 + u32::from(has_unit(before, behind) && self.is_amount(text))
    }
}

/// The rows of digits and numerals of a span.
pub(super) fn tokens(text: &str, span: Span<Raw>) -> Vec<Token> {
    let mut tokens = Vec::new();
    let inside = text.get(span.range()).unwrap_or("");
    let mut from = 0;
    while let Some(at) = inside[from..].find(is_numeral).map(|at| from + at) {
        let rest = &inside[at..];
        let figures = rest.starts_with(is_figure);
        let len = if figures {
            figures_len(rest)
        } else {
            rest.find(|c| is_figure(c) || !is_numeral(c)).unwrap_or(rest.len())
        };
        let (start, end) = (index(span.start) + at, index(span.start) + at + len);
        let digits = rest[..len].chars().filter(|c| is_numeral(*c)).count();
        tokens.push(Token {
            span: Span::new(narrow(start), narrow(end)),
            digits: narrow(digits),
            is_number: counts(&text[..start], &text[start..end], &text[end..], figures),
        });
        from = at + len;
    }
    tokens
}

/// The length of the figures that a text begins with, their joints included.
fn figures_len(text: &str) -> usize {
    let mut len = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let goes_on = JOINTS.contains(c) && chars.peek().is_some_and(|(_, next)| is_figure(*next));
        if !is_figure(c) && !goes_on {
            break;
        }
        len = at + c.len_utf8();
    }
    len
}

/// Whether a row of figures or numerals says how much or how many.
fn counts(before: &str, token: &str, behind: &str, figures: bool) -> bool {
    let left = before.trim_end_matches([' ', '\u{3000}']).chars().next_back();
    let right = behind.trim_start_matches([' ', '\u{3000}']).chars().next();
    let is = |side: Option<char>, set: &str| side.is_some_and(|c| set.contains(c));
    let is_reference =
        is(left, "第〔[【") || is(right, UNITS) || is_reference(before) || is_of_date(before, token, behind);
    if is_reference || is_item(before, left, token, behind) {
        return false;
    }
    if figures {
        let joints = |set: &str| token.chars().filter(|c| set.contains(*c)).count();
        return joints(OF_TIMES) == 0 && joints(AT_MOST_ONE) <= 1;
    }
    let of_hundred = before.ends_with("分之");
    let several = token.chars().nth(1).is_some();
    of_hundred || several && token.contains(|c| MAGNITUDES.contains(c))
}

/// Whether the English word before a number says that it names something, or the number is part of a word.
fn is_reference(before: &str) -> bool {
    let word = last_word(before.trim_end_matches([' ', '.']));
    before.ends_with(|c: char| c.is_ascii_alphabetic()) || NAMED.iter().any(|named| word.eq_ignore_ascii_case(named))
}

/// Whether it is the day or the year of an English date.
fn is_of_date(before: &str, token: &str, behind: &str) -> bool {
    let is_month = |word: &str| MONTHS.iter().any(|month| word.eq_ignore_ascii_case(month));
    let next = behind.trim_start_matches([' ', ',']);
    let next = &next[..next.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(next.len())];
    let day = before.trim_end_matches([' ', ',']);
    let day = day.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
    let is_year = token.len() == 4 && (token.starts_with("19") || token.starts_with("20"));
    is_month(next) || is_month(last_word(before.trim_end())) || is_year && is_month(last_word(day))
}

/// The English word that a text ends with.
fn last_word(text: &str) -> &str {
    &text[text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).len()..]
}

/// Whether it is the number of an item: at the head of a line before a mark or a space and a word, or alone in brackets.
fn is_item(before: &str, left: Option<char>, token: &str, behind: &str) -> bool {
    let right = behind.trim_start_matches([' ', '\u{3000}']).chars().next();
    let opens = before.trim_end_matches([' ', '\u{3000}', '\t', '#', '*']);
    let titled = (opens.is_empty() || opens.ends_with('\n'))
        && behind.starts_with([' ', '\u{3000}'])
        && right.is_some_and(char::is_alphabetic);
    let before = before.trim_end_matches([' ', '\u{3000}', '\t', '#', '*', '(', '（']).chars().next_back();
    let heads = before.is_none_or(|c| BEFORE_ITEM.contains(c));
    let closed = right.is_some_and(|c| BEHIND_ITEM.contains(c));
    let bracketed = left.is_some_and(|c| "(（".contains(c)) && right.is_some_and(|c| ")）".contains(c));
    let short = token.chars().filter(|c| !JOINTS.contains(*c)).count() <= LONGEST_ITEM;
    short && (titled || heads && closed || bracketed && token.chars().all(|c| !JOINTS.contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_how_much_or_how_many_counts() {
        for (text, numbers) in [
            ("全年完成123.4亿元，增长７.2%，共1,234,567人，比例为百分之七点二，合三百二十亿元。", 5),
            ("第12条、（3）、国发〔2013〕5号、2013年5月6日10:30、2013-05-06", 0),
            ("\n1.加强管理\n（2）加强管理；3、加强管理\n6.1 Disclaimer of warranty", 0),
            ("统一部署，一方面，十二月，PM2.5，第二十三届", 0),
            ("See Section 6.1 and Exhibit 12. On May 6, 2013 and 6 May 2013 about 500 people paid 20 dollars", 2),
        ] {
            let all = tokens(text, Span::new(0, narrow(text.len())));
            assert_eq!(all.iter().filter(|token| token.is_number).count(), numbers, "{text}");
        }
    }
}
