//! The head of a document that stays: its title and the lines below it that say who passed it, where and when.
//!
//! A copy through a bad scan differs in single symbols, which go with it. In a head such symbols are the place and the year:
//! 三门峡市文明行为促进条例 is no bad scan of 淄博市文明行为促进条例. So a line of a head goes only as a whole, and only if it is a line of the
//! other place; what stands above one that stays stays, too.

use crate::int::{index, narrow};
use crate::span::{Raw, Span};

/// Lines of a head at most, and characters of one.
const MOST_LINES: usize = 12;
const LONGEST_LINE: usize = 80;
/// What a line of text has, or ends with, and one of a head has not; a title may ask or exclaim.
const STOPS: [char; 4] = ['。', '；', '！', '？'];
const WESTERN_STOPS: [char; 4] = ['.', ';', '!', '?'];

/// Where the last of these lines of a head ends that the removal takes letters of and that must stay; `None` if there is none.
///
/// Input: `other`, the passage of which the removal is a copy and which stays, in whole lines. Complexity: linear in the lines, times those of `other`.
pub(super) fn kept_to(text: &str, head: &[Span<Raw>], removal: Span<Raw>, other: &str) -> Option<u32> {
    let has_letters = |part: Span<Raw>| text[part.range()].contains(char::is_alphanumeric);
    let stays = |line: &Span<Raw>| {
        let (from, to) = (removal.start.clamp(line.start, line.end), removal.end.clamp(line.start, line.end));
        let is_cut = has_letters(Span::new(line.start, from)) || has_letters(Span::new(to, line.end));
        has_letters(Span::new(from, to))
            && (is_cut || !other.lines().any(|of_other| same(of_other, &text[line.range()])))
    };
    head.iter().take_while(|line| line.start < removal.end).filter(|line| stays(line)).last().map(|line| line.end)
}

/// The lines of a text's head with their line breaks, blank ones left out.
///
/// Complexity: linear in them and in the line behind them.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Span<Raw>> {
    let mut at = 0;
    let places = text.split_inclusive('\n').map(move |line| {
        at += line.len();
        (line, Span::new(narrow(at - line.len()), narrow(at)))
    });
    let written = places.map(|(line, span)| (line.trim(), span)).filter(|(line, _)| !line.is_empty());
    let is_short = |line: &str| line.chars().nth(LONGEST_LINE).is_none();
    let has_stop = |line: &str| line.contains(STOPS) || line.ends_with(WESTERN_STOPS);
    let is_head = move |(number, (line, _)): &(usize, (&str, Span<Raw>))| {
        is_short(line) && !line.contains('。') && (*number == 0 || !has_stop(line))
    };
    written.take(MOST_LINES).enumerate().take_while(is_head).map(|(_, (_, span))| span)
}

/// Whether two lines have the same letters.
fn same(one: &str, other: &str) -> bool {
    let letters = |line: &'_ str| line.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<char>>();
    letters(one) == letters(other)
}

/// The whole lines that a span lies in.
pub(super) fn whole_lines(text: &str, span: Span<Raw>) -> &str {
    let start = text[..index(span.start)].rfind('\n').map_or(0, |at| at + 1);
    let end = text[index(span.end)..].find('\n').map_or(text.len(), |at| index(span.end) + at);
    &text[start..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What must stay of a text for a removal in ⟦⟧.
    fn kept(marked: &str, other: &str) -> String {
        let (before, rest) = marked.split_once('⟦').expect("an opening bracket");
        let (inside, behind) = rest.split_once('⟧').expect("a closing bracket");
        let text = format!("{before}{inside}{behind}");
        let removal = Span::new(narrow(before.len()), narrow(before.len() + inside.len()));
        let head: Vec<Span<Raw>> = lines(&text).collect();
        text[..index(kept_to(&text, &head, removal, other).unwrap_or(0))].to_owned()
    }

    #[test]
    fn a_title_of_another_place_stays() {
        let other = "# 清江县城市绿化条例\n\n第一章 总则\n第一条 为了绿化城市，制定本条例。";
        assert_eq!(
            kept("# 白河⟦县城市绿化条例\n\n第一章 总则\n第一条 为了绿化城市，制定本条例。⟧", other),
            "# 白河县城市绿化条例\n"
        );
        assert_eq!(kept("⟦# 白河县城市绿化条例\n第一条 为了绿化城市。⟧", other), "# 白河县城市绿化条例\n");
        assert_eq!(
            kept("⟦清江县城市绿化条例\n第一章　总则\n第一条 为了绿化城市。⟧", other),
            "",
            "all of it stands there"
        );
    }

    #[test]
    fn what_stands_above_a_line_that_stays_stays() {
        let other = "清江县城市绿化条例\n2021年3月1日\n第一条 为了绿化城市，制定本条例。";
        let head = "清江县城市绿化条例\n2024年5月6日\n";
        assert_eq!(kept(&format!("⟦{head}第一条 为了绿化城市，制定本条例。⟧"), other), head);
    }

    #[test]
    fn a_title_may_ask_and_be_as_long_as_a_line() {
        let text = "\n为了绿化城市，制定本条例。";
        for (title, other) in [("白河县为什么要绿化？", "清江县为什么要绿化？"), ("白河县要绿化！", "清江县要绿化！")]
        {
            assert_eq!(kept(&format!("⟦{title}{text}⟧"), &format!("{other}{text}")), format!("{title}\n"));
        }
        for line_break in ["\n", "\r\n"] {
            let title = "白".repeat(LONGEST_LINE) + line_break;
            assert_eq!(kept(&format!("⟦{title}为了绿化城市。⟧"), "为了绿化城市。"), title);
            assert_eq!(kept(&format!("⟦白{title}为了绿化城市。⟧"), "为了绿化城市。"), "");
        }
        assert_eq!(kept("Rules\n⟦Plant trees.\nWater them⟧", "Plant a tree"), "", "text of another script");
    }

    #[test]
    fn text_has_no_head() {
        assert_eq!(kept("⟦为了绿化城市，制定本条例。⟧\n附则", "为了绿化乡村，制定本条例。"), "");
        assert_eq!(kept("标题\n第一条 为了绿化城市。\n⟦附表一览⟧", "附表二览"), "", "nor has what stands behind it");
        assert_eq!(kept("标题⟦：\n第一条 为了绿化城市。⟧", "第一条 为了绿化城市。"), "", "no letter of it goes");
        assert_eq!(kept("⟦⟧", ""), "");
    }
}
