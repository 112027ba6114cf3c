//! Edges of passages that go only in whole sentences, or in whole lines: what is begun stays begun, and what is ended, ended.

use super::copies::label;
use super::policy::{Sentences, Whole};
use super::seam::{CLOSERS, FULL_STOPS};
use crate::int::{index, narrow};
use crate::span::{Raw, Span};

/// White space within a line.
const BLANKS: [char; 4] = [' ', '\t', '\u{3000}', '\r'];

/// The whole sentences or lines that the span holds, `None` if there are none. The stop behind the last, which is no symbol, goes with it
/// unless it stands behind `free`. An edge that lies in none, for its length, stays where it is, and so does one that is `fixed`: start, end.
///
/// Complexity: linear in the span and the sentences, or lines, that it begins and ends in.
pub(super) fn inside(text: &str, span: Span<Raw>, free: u32, to: Sentences, fixed: [bool; 2]) -> Option<Span<Raw>> {
    let (part, of) = (text.get(span.range())?, to.of);
    let (from, until) = (index(span.start), index(span.end));
    let is_mark = |(_, c): &(usize, char)| !BLANKS.contains(c);
    let begun = |(at, _): (usize, char)| begins(text, at, of);
    let ended = |(at, c): (usize, char)| ends(text, until + at + c.len_utf8(), of);
    let is_near = |longest: usize| text[..from].char_indices().rev().take(longest).filter(is_mark).any(begun);
    let is_begun = !fixed[0] && (from == 0 || to.longest.is_none_or(is_near));
    let is_near = |longest: usize| text[until..].char_indices().take(longest).filter(is_mark).any(ended);
    let goes_on = !fixed[1] && (until == text.len() || to.longest.is_none_or(is_near));
    let mut starts = part.char_indices().filter(|place| place.0 == 0 || is_mark(place)).map(|(at, _)| from + at);
    let start = starts.find(|at| !is_begun || begins(text, *at, of))?;
    let behind = |(at, c): (usize, char)| from + at + c.len_utf8();
    let is_last = |place: &(usize, char)| behind(*place) == until;
    let ends_of = part.char_indices().rev().filter(|place| is_last(place) || is_mark(place)).map(behind);
    let end = ends_of.take_while(|at| *at > start).find(|at| !goes_on || ends(text, *at, of))?;
    let rest = text.get(end..index(free)).unwrap_or("");
    let stopped = rest.trim_start_matches(|c| FULL_STOPS.contains(&c) || is_closer(c) || c == '.');
    let stop = if end == until && goes_on { rest.len() - stopped.len() } else { 0 };
    (!text[start..end].trim().is_empty()).then(|| Span::new(narrow(start), narrow(end + stop)))
}

/// Whether a sentence or line may begin at a place: nothing of it stands before, or the number of its item alone.
fn begins(text: &str, at: usize, of: Whole) -> bool {
    let before = text[..at].trim_end_matches(BLANKS);
    opens(text, at, before, of) || {
        let unnumbered = without_number(before);
        let listed = unnumbered.trim_end_matches(BLANKS);
        let is_item = of == Whole::Sentences && listed.ends_with(['；', ';', '：', ':']);
        unnumbered.len() < before.len() && (is_item || opens(text, unnumbered.len(), listed, of))
    }
}

/// A text without the number of an item that it ends with, as in （三） or 第四条 or 2.
fn without_number(text: &str) -> &str {
    let inside = text.trim_end_matches(['）', ')', '】', '］', ']', '、', '.', '．', '条', '章', '节', '節', '條']);
    if inside.len() == text.len() {
        return text;
    }
    label(inside).map_or(text, |label| label.rest)
}

/// Whether nothing of a sentence or line stands before a place, in front of which `before` stands but for blanks.
fn opens(text: &str, at: usize, before: &str, of: Whole) -> bool {
    let spaced = before.len() < at;
    let closes = !spaced && text[at..].starts_with(|c| FULL_STOPS.contains(&c) || is_closer(c));
    before.is_empty() || before.ends_with('\n') || of == Whole::Sentences && !closes && is_stopped(before, spaced)
}

/// Whether a sentence or line may end at a place: nothing of it but its stop stands behind.
fn ends(text: &str, at: usize, of: Whole) -> bool {
    let behind = text[at..].trim_start_matches(BLANKS);
    let line_ends = |rest: &str| rest.is_empty() || rest.starts_with('\n');
    if line_ends(behind) || text[..at].ends_with('\n') {
        return true;
    }
    let is_stop = |c: char| FULL_STOPS.contains(&c) || is_closer(c);
    let stopped = behind.trim_start_matches(|c| is_stop(c) || c == '.');
    let stops = &behind[..behind.len() - stopped.len()];
    match of {
        // A line that goes on with its stop alone.
        Whole::Lines => line_ends(stopped.trim_start_matches(BLANKS)),
        Whole::Sentences => {
            let spaced = |rest: &str| rest.is_empty() || rest.starts_with(char::is_whitespace);
            // In front of its stop, not behind a closing mark that stands alone.
            let before_stop = stops.contains(FULL_STOPS) || stops.starts_with('.') && spaced(stopped);
            before_stop || is_stopped(&text[..at], spaced(&text[at..]))
        }
    }
}

/// What may stand between a stop and the next sentence.
fn is_closer(c: char) -> bool {
    CLOSERS.contains(&c) || matches!(c, '"' | '\'')
}

/// Whether a text ends with the end of a sentence. A point ends one before white space only: it may stand in a number, a name or an address. `spaced`: white space stands behind it.
fn is_stopped(text: &str, spaced: bool) -> bool {
    let sentence = text.trim_end_matches(is_closer);
    sentence.ends_with(FULL_STOPS) || spaced && sentence.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stays inside ⟦⟧.
    fn inside_of(marked: &str, of: Whole) -> String {
        inside_up_to(marked, of, None)
    }

    fn inside_up_to(marked: &str, of: Whole, longest: Option<usize>) -> String {
        let (before, rest) = marked.split_once('⟦').expect("an opening bracket");
        let (part, behind) = rest.split_once('⟧').expect("a closing bracket");
        let text = format!("{before}{part}{behind}");
        let span = Span::new(narrow(before.len()), narrow(before.len() + part.len()));
        inside(&text, span, narrow(text.len()), Sentences { of, longest }, [false; 2])
            .map_or(String::new(), |span| text[span.range()].to_owned())
    }

    #[test]
    fn a_passage_goes_in_whole_sentences() {
        let sentences = |marked| inside_of(marked, Whole::Sentences);
        assert_eq!(sentences("会议指出，⟦要抓好落实。各地要压实责任。并按时⟧报告。"), "各地要压实责任。");
        assert_eq!(sentences("完成任务。⟦各地要压实责任⟧。会后报告。"), "各地要压实责任。", "its stop is outside");
        assert_eq!(sentences("他说：“⟦抓好落实。”会议要求，⟧压实责任。"), "");
        assert_eq!(sentences("他说：“好。”⟦会议要求压实责任！”⟧再说。"), "会议要求压实责任！”");
        assert_eq!(sentences("⟦各地要压实责任⟧"), "各地要压实责任", "a text without a stop");
        assert_eq!(sentences("第一章 总则\n　　⟦各地要压实责任⟧\n第二条"), "各地要压实责任", "a line is one, too");
        assert_eq!(sentences("各地⟦要压实责任⟧，并报告。"), "");
        for number in ["（三）", "第四条　", "2.", "十、", "[5] "] {
            let item = format!("完成任务。\n{number}⟦各地要压实责任⟧。");
            assert_eq!(inside_of(&item, Whole::Sentences), "各地要压实责任。", "{number}");
        }
        assert_eq!(sentences("任务：（一）抓落实；（二）⟦各地要压实责任⟧。"), "各地要压实责任。");
        assert_eq!(sentences("完成任务。落实第四条⟦各地要压实责任⟧。"), "");
        assert_eq!(sentences("增长2.⟦5%各地要压实责任⟧。"), "");
    }

    #[test]
    fn text_without_stops_is_not_cut() {
        let sentences = |marked| inside_up_to(marked, Whole::Sentences, Some(8));
        assert_eq!(sentences("会议指出要⟦抓好落实各地要压实责任并⟧按时报告"), "", "part of a sentence");
        let told = "抓好落实各地要压实责任并";
        assert_eq!(sentences("今年年初县里会议指出要⟦抓好落实各地要压实责任并⟧按时报告给县委和县政府"), told);
        let half = "会后。今年会议指出要⟦抓好落实。各地要压实责任并⟧按时报告给县委和县政府";
        assert_eq!(sentences(half), "各地要压实责任并", "one begins, none ends");
        assert_eq!(sentences("今年会议指出各地要⟦抓好落实。压实责任。并按⟧时报告。"), "抓好落实。压实责任。");
    }

    #[test]
    fn a_point_in_a_number_ends_nothing() {
        let sentences = |marked| inside_of(marked, Whole::Sentences);
        assert_eq!(sentences("增长7.⟦2%，投资增长8.1%。全年持平。⟧"), "全年持平。");
        assert_eq!(sentences("It grew. ⟦All districts report it by May. And⟧ then"), "All districts report it by May.");
        assert_eq!(sentences("It grew. ⟦All districts report it by May⟧. Then"), "All districts report it by May.");
        assert_eq!(sentences("It grew by 7⟦.2 percent in⟧ May."), "");
    }

    #[test]
    fn or_in_whole_lines() {
        let lines = |marked| inside_of(marked, Whole::Lines);
        assert_eq!(lines("标题\n会议⟦要求。\n各地要压实责任。会后报告。\n第二⟧条"), "各地要压实责任。会后报告。\n");
        assert_eq!(lines("标题\n⟦各地要压实责任⟧。\n第二条"), "各地要压实责任。");
        assert_eq!(lines("标题\n⟦各地要压实责任。⟧会后报告。\n"), "");
        assert_eq!(lines("标题\r\n⟦各地要压实责任⟧\r\n第二条"), "各地要压实责任");
    }
}
