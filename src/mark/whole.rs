//! Edges of passages that go only in whole sentences, or in whole lines: what is begun stays begun, and what is ended, ended.

use super::Whole;
use super::seam::{CLOSERS, FULL_STOPS};
use crate::int::{index, narrow};
use crate::span::{Raw, Span};

/// White space within a line.
const BLANKS: [char; 4] = [' ', '\t', '\u{3000}', '\r'];

/// The whole sentences or lines that the span holds, `None` if there are none. The stop behind the last, which is no symbol, goes with it
/// unless it stands behind `free`.
///
/// Complexity: linear in the sentences, or lines, that the span begins and ends in.
pub(super) fn inside(text: &str, span: Span<Raw>, free: u32, of: Whole) -> Option<Span<Raw>> {
    let part = text.get(span.range())?;
    let places = |(at, _): (usize, char)| index(span.start) + at;
    let begins = |at: &usize| begins(text, *at, of);
    let start = part.char_indices().map(places).find(begins)?;
    let behind = |(at, c): (usize, char)| index(span.start) + at + c.len_utf8();
    let end = part.char_indices().rev().map(behind).take_while(|at| *at > start).find(|at| ends(text, *at, of))?;
    let rest = text.get(end..index(free)).unwrap_or("");
    let stopped = rest.trim_start_matches(|c| FULL_STOPS.contains(&c) || is_closer(c) || c == '.');
    let stop = if end == index(span.end) { rest.len() - stopped.len() } else { 0 };
    (!text[start..end].trim().is_empty()).then(|| Span::new(narrow(start), narrow(end + stop)))
}

/// Whether a sentence or line may begin at a place: nothing of it stands before.
fn begins(text: &str, at: usize, of: Whole) -> bool {
    let before = text[..at].trim_end_matches(BLANKS);
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
        let (before, rest) = marked.split_once('⟦').expect("an opening bracket");
        let (part, behind) = rest.split_once('⟧').expect("a closing bracket");
        let text = format!("{before}{part}{behind}");
        let span = Span::new(narrow(before.len()), narrow(before.len() + part.len()));
        inside(&text, span, narrow(text.len()), of).map_or(String::new(), |span| text[span.range()].to_owned())
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
