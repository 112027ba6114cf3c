//! Edges of passages that go only in whole sentences, or in whole lines: what is begun stays begun, and what is ended, ended.

use super::copies::{is_numbered, label};
use super::policy::{Unit, Units};
use super::seam::{CLOSERS, FULL_STOPS, OPENERS};
use crate::int::{index, narrow};
use crate::span::{Raw, Span};

/// Columns of a line that is broken at its length, at least, and by how many such lines differ: by a word of letters, or by two ideographs and a mark.
const NARROWEST: usize = 30;
const WESTERN_SLACK: usize = 12;
const SLACK: usize = 4;
/// Blanks and marks of quotations that are looked across at most.
const LOOK: usize = 100;
/// What ends an item of a list, or what it is named by.
const ITEM_STOPS: [char; 4] = ['；', ';', '：', ':'];
/// What stands within a sentence.
const COMMAS: [char; 3] = ['，', ',', '、'];
/// White space within a line.
const BLANKS: [char; 4] = [' ', '\t', '\u{3000}', '\r'];

/// The whole sentences or lines that the span holds, `None` if there are none. The stop behind the last, which is no symbol, goes with it
/// unless it stands behind `free`. An edge that lies in none, for its length, stays where it is, and so does one that is `fixed`: start, end.
///
/// Complexity: linear in the span and the sentences, or lines, that it begins and ends in.
pub(super) fn inside(text: &str, span: Span<Raw>, free: u32, to: Units, fixed: [bool; 2]) -> Option<Span<Raw>> {
    let (part, of) = (text.get(span.range())?, to.of);
    let (from, until) = (index(span.start), index(span.end));
    let is_mark = |(_, c): &(usize, char)| !BLANKS.contains(c);
    // A letter of a word says less than an ideograph.
    let western = 2 * part.chars().filter(char::is_ascii).count() > part.chars().count();
    let to_longest = |longest: usize| if western { 3 * longest } else { longest };
    let begun = |(at, _): (usize, char)| begins(text, at, of);
    let ended = |(at, c): (usize, char)| ends(text, until + at + c.len_utf8(), of);
    let is_near =
        |longest: usize| text[..from].char_indices().rev().take(to_longest(longest)).filter(is_mark).any(begun);
    let is_begun = !fixed[0] && (from == 0 || to.longest.is_none_or(is_near));
    let is_near = |longest: usize| text[until..].char_indices().take(to_longest(longest)).filter(is_mark).any(ended);
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

/// Whether the text before a place, or behind it, says that a sentence goes on there: a comma does.
pub(super) fn is_within(text: &str, at: usize) -> bool {
    let [before, behind] = [before_few(&text[..at], is_blank), behind_few(&text[at..], is_blank)];
    before.ends_with(COMMAS) || behind.starts_with(COMMAS)
}

/// Whether a unit begins at a place, or behind the opening marks there.
pub(super) fn is_begun(text: &str, at: usize) -> bool {
    let opened = before_few(&text[..at], |c| OPENERS.contains(&c) || is_blank(c));
    begins(text, at, Unit::Items) || begins(text, opened.len(), Unit::Items)
}

/// Whether a unit ends at a place, or before the number of the next.
pub(super) fn is_ended(text: &str, at: usize) -> bool {
    let behind = behind_few(&text[at..], |c| is_blank(c) || is_closer(c));
    let is_point = behind.strip_prefix('.').is_some_and(|rest| !goes_on_in_letters(rest));
    ends(text, at, Unit::Items) || is_point || is_numbered(behind)
}

/// Whether a unit may begin at a place: nothing of it stands before, or the number of its item alone.
fn begins(text: &str, at: usize, of: Unit) -> bool {
    let before = unquoted(before_few(&text[..at], is_blank));
    opens(text, at, before, of) || {
        let unnumbered = without_number(before);
        let listed = before_few(unnumbered, is_blank);
        let is_item = of != Unit::Lines && listed.ends_with(ITEM_STOPS);
        unnumbered.len() < before.len() && (is_item || opens(text, unnumbered.len(), listed, of))
    }
}

/// A text without the number of an item that it ends with, as in （三） or 第四条 or 2.
fn without_number(text: &str) -> &str {
    let inside = before_few(text, |c| "）)】］]、.．条章节節條".contains(c));
    if inside.len() == text.len() {
        return text;
    }
    label(inside).map_or(text, |label| label.rest)
}

/// A text without the marks of a quotation that begin its last line.
fn unquoted(text: &str) -> &str {
    let marks = text.chars().rev().take(LOOK).take_while(|c| *c == '>' || BLANKS.contains(c));
    let bare = &text[..text.len() - marks.map(char::len_utf8).sum::<usize>()];
    if bare.is_empty() || bare.ends_with('\n') { bare } else { text }
}

/// Whether nothing of a unit stands before a place, in front of which `before` stands but for blanks.
fn opens(text: &str, at: usize, before: &str, of: Unit) -> bool {
    let spaced = before.len() < at;
    let closes = !spaced && text[at..].starts_with(|c| FULL_STOPS.contains(&c) || is_closer(c));
    let Some(above) = before.strip_suffix('\n') else {
        return before.is_empty()
            || of != Unit::Lines && !closes && is_stopped(before, spaced && !goes_on(&text[at..]))
            || of == Unit::Items && ends_item(before, &text[before.len()..]);
    };
    of == Unit::Lines || !is_wrapped(above, &text[before.len()..])
}

/// Whether a unit may end at a place: nothing of it but its stop stands behind.
fn ends(text: &str, at: usize, of: Unit) -> bool {
    let behind = behind_few(&text[at..], is_blank);
    // Nothing, or a line break at which no sentence goes on.
    let line_ends = |rest: &str| {
        rest.is_empty()
            || rest
                .strip_prefix('\n')
                .is_some_and(|below| of == Unit::Lines || !is_wrapped(&text[..text.len() - rest.len()], below))
    };
    let is_behind_line = text[..at].strip_suffix('\n');
    if line_ends(behind) || is_behind_line.is_some_and(|above| of == Unit::Lines || !is_wrapped(above, &text[at..])) {
        return true;
    }
    let is_stop = |c: char| FULL_STOPS.contains(&c) || is_closer(c);
    let stopped = behind_few(behind, |c| is_stop(c) || c == '.');
    let stops = &behind[..behind.len() - stopped.len()];
    match of {
        // A line that goes on with its stop alone.
        Unit::Lines => line_ends(behind_few(stopped, is_blank)),
        Unit::Items if ends_item(&text[..at], &text[at..]) || begins_with_item_stop(behind) => true,
        Unit::Sentences | Unit::Items => {
            let spaced = |rest: &str| rest.is_empty() || rest.starts_with(char::is_whitespace) && !goes_on(rest);
            // In front of its stop, not behind a closing mark that stands alone.
            let is_point = behind_few(stops, is_closer).starts_with('.') && spaced(stopped);
            stops.contains(FULL_STOPS) || is_point || is_stopped(&text[..at], spaced(&text[at..]))
        }
    }
}

/// Whether a text ends with the end of an item. `behind` is what follows: a colon may stand in an address or a time.
fn ends_item(text: &str, behind: &str) -> bool {
    text.ends_with(ITEM_STOPS) && !(text.ends_with(':') && goes_on_in_letters(behind))
}

/// Whether a text begins with the end of an item.
fn begins_with_item_stop(text: &str) -> bool {
    text.strip_prefix(ITEM_STOPS).is_some_and(|rest| !(text.starts_with(':') && goes_on_in_letters(rest)))
}

/// Whether a name or a number of letters and figures goes on.
fn goes_on_in_letters(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '/')
}

fn is_blank(c: char) -> bool {
    BLANKS.contains(&c)
}

/// A text without such characters at its start, as many as are looked across at most: of a long run of them every place is asked for.
fn behind_few(text: &str, of: impl Fn(char) -> bool) -> &str {
    let few: usize = text.chars().take(LOOK).take_while(|c| of(*c)).map(char::len_utf8).sum();
    &text[few..]
}

/// The same at its end.
fn before_few(text: &str, of: impl Fn(char) -> bool) -> &str {
    let few: usize = text.chars().rev().take(LOOK).take_while(|c| of(*c)).map(char::len_utf8).sum();
    &text[..text.len() - few]
}

/// Whether a text goes on in lower case: what stands before it is an abbreviation, or a line broken at its length.
fn goes_on(text: &str) -> bool {
    text.chars().take(LOOK).find(|c| !c.is_whitespace() && *c != '>').is_some_and(char::is_lowercase)
}

/// Whether a sentence goes on from one line to the next: `above` is the text before the line break, `below` that behind it. Lines that are broken at their
/// length are about as long as those beside them, end without a stop, and are followed by no blank line.
///
/// Complexity: linear in the lines around the break.
fn is_wrapped(above: &str, below: &str) -> bool {
    let bare = |line: &str| -> String { line.trim_matches(|c: char| c == '>' || c.is_whitespace()).to_owned() };
    let mut before = above.rsplit('\n').map(bare);
    let mut behind = below.split('\n');
    let (line, next) = (before.next().unwrap_or_default(), behind.next().unwrap_or(""));
    let is_indented = next.starts_with(['\u{3000}', '\t']) || next.starts_with("    ");
    let next = bare(next);
    let (Some(last), Some(first)) = (line.chars().next_back(), next.chars().next()) else { return false };
    let is_item = next.chars().nth(1).is_some_and(|c| matches!(c, '.' | ')' | '）' | '、'));
    if matches!(last, ',' | '，' | '、') || first.is_lowercase() && !is_item {
        return !FULL_STOPS.contains(&last) && !matches!(last, '.' | ';' | '；' | ':' | '：');
    }
    let goes_through = last.is_alphanumeric() && first.is_alphanumeric() && !first.is_numeric() && !is_indented;
    // Titles and links stand below each other, too.
    let is_prose = [&line, &next].iter().any(|line| line.contains(['，', '。', '；', ',', ';']) || line.contains(". "));
    let widths = [&before.next().unwrap_or_default(), &next].map(|line| width(line));
    let (own, slack) = (width(&line), if line.chars().all(is_narrow) { WESTERN_SLACK } else { SLACK });
    goes_through && is_prose && own >= NARROWEST && widths.iter().any(|other| own.abs_diff(*other) <= slack)
}

/// Columns that a line takes on a page of one width for letters and two for ideographs.
fn width(line: &str) -> usize {
    line.chars().map(|c| if is_narrow(c) { 1 } else { 2 }).sum()
}

fn is_narrow(c: char) -> bool {
    c < '\u{2E80}'
}

/// What may stand between a stop and the next sentence.
fn is_closer(c: char) -> bool {
    CLOSERS.contains(&c) || matches!(c, '"' | '\'')
}

/// Whether a text ends with the end of a sentence. A point ends one before white space only: it may stand in a number, a name or an address. `spaced`: white space stands behind it.
fn is_stopped(text: &str, spaced: bool) -> bool {
    let sentence = before_few(text, is_closer);
    sentence.ends_with(FULL_STOPS) || spaced && sentence.ends_with('.')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stays inside ⟦⟧.
    fn inside_of(marked: &str, of: Unit) -> String {
        inside_up_to(marked, of, None)
    }

    fn inside_up_to(marked: &str, of: Unit, longest: Option<usize>) -> String {
        let (before, rest) = marked.split_once('⟦').expect("an opening bracket");
        let (part, behind) = rest.split_once('⟧').expect("a closing bracket");
        let text = format!("{before}{part}{behind}");
        let span = Span::new(narrow(before.len()), narrow(before.len() + part.len()));
        inside(&text, span, narrow(text.len()), Units { of, longest }, [false; 2])
            .map_or(String::new(), |span| text[span.range()].to_owned())
    }

    #[test]
    fn a_passage_goes_in_whole_sentences() {
        let sentences = |marked| inside_of(marked, Unit::Sentences);
        assert_eq!(sentences("会议指出，⟦要抓好落实。各地要压实责任。并按时⟧报告。"), "各地要压实责任。");
        assert_eq!(sentences("完成任务。⟦各地要压实责任⟧。会后报告。"), "各地要压实责任。", "its stop is outside");
        assert_eq!(sentences("他说：“⟦抓好落实。”会议要求，⟧压实责任。"), "");
        assert_eq!(sentences("他说：“好。”⟦会议要求压实责任！”⟧再说。"), "会议要求压实责任！”");
        assert_eq!(sentences("⟦各地要压实责任⟧"), "各地要压实责任", "a text without a stop");
        assert_eq!(sentences("第一章 总则\n　　⟦各地要压实责任⟧\n第二条"), "各地要压实责任", "a line is one, too");
        assert_eq!(sentences("各地⟦要压实责任⟧，并报告。"), "");
        for number in ["（三）", "第四条　", "2.", "十、", "[5] "] {
            let item = format!("完成任务。\n{number}⟦各地要压实责任⟧。");
            assert_eq!(inside_of(&item, Unit::Sentences), "各地要压实责任。", "{number}");
        }
        assert_eq!(sentences("任务：（一）抓落实；（二）⟦各地要压实责任⟧。"), "各地要压实责任。");
        assert_eq!(sentences("完成任务。落实第四条⟦各地要压实责任⟧。"), "");
        assert_eq!(sentences("增长2.⟦5%各地要压实责任⟧。"), "");
    }

    #[test]
    fn text_without_stops_is_not_cut() {
        let sentences = |marked| inside_up_to(marked, Unit::Sentences, Some(8));
        assert_eq!(sentences("会议指出要⟦抓好落实各地要压实责任并⟧按时报告"), "", "part of a sentence");
        let told = "抓好落实各地要压实责任并";
        assert_eq!(sentences("今年年初县里会议指出要⟦抓好落实各地要压实责任并⟧按时报告给县委和县政府"), told);
        let half = "会后。今年会议指出要⟦抓好落实。各地要压实责任并⟧按时报告给县委和县政府";
        assert_eq!(sentences(half), "各地要压实责任并", "one begins, none ends");
        assert_eq!(sentences("今年会议指出各地要⟦抓好落实。压实责任。并按⟧时报告。"), "抓好落实。压实责任。");
    }

    #[test]
    fn a_point_in_a_number_ends_nothing() {
        let sentences = |marked| inside_of(marked, Unit::Sentences);
        assert_eq!(sentences("增长7.⟦2%，投资增长8.1%。全年持平。⟧"), "全年持平。");
        assert_eq!(sentences("It grew. ⟦All districts report it by May. And⟧ then"), "All districts report it by May.");
        assert_eq!(sentences("It grew. ⟦All districts report it by May⟧. Then"), "All districts report it by May.");
        assert_eq!(sentences("It grew by 7⟦.2 percent in⟧ May."), "");
    }

    #[test]
    fn a_line_that_is_broken_at_its_length_ends_no_sentence() {
        let sentences = |marked: &str| inside_of(marked, Unit::Sentences);
        let wrapped = "Each of the owners of a work that was made\n⟦jointly may sublicense it under the terms of this\nagreement and⟧ under the copyright\nalone.";
        assert_eq!(sentences(wrapped), "");
        let name =
            "All of the districts report, by themselves, to the\n⟦Council of the County by the end of every month.⟧";
        assert_eq!(sentences(&format!("The law is this:\n\n{name}")), "", "a name");
        let heading = "Reports\n⟦Districts report by May.⟧";
        assert_eq!(sentences(heading), "Districts report by May.");
        let ideographs = "会议指出，各地要压实责任狠抓落实并按时向县委和县\n政府报告，同时⟦抓好安全生产和信访稳定各项工作确保完\n成任务指标。要抓落实。⟧";
        assert_eq!(sentences(ideographs), "要抓落实。");
        let titles = "关于做好防汛抗旱工作的情况\n⟦关于做好森林防火工作的情况\n关于做好安全生产工作的情况⟧\n";
        assert_eq!(sentences(titles), "关于做好森林防火工作的情况\n关于做好安全生产工作的情况");
        let items = "a. the tenant pays for the transfer.\n⟦b. the landlord pays for all repairs.⟧\nc. both sign.";
        assert_eq!(sentences(items), "b. the landlord pays for all repairs.");
        let quoted = "On Monday Ann wrote:\n> ⟦Districts report\n> by May.⟧\n";
        assert_eq!(sentences(quoted), "Districts report\n> by May.");
        assert_eq!(inside_of(wrapped, Unit::Lines), "jointly may sublicense it under the terms of this\n");
    }

    #[test]
    fn copies_begin_and_end_with_units_of_their_text() {
        let begun = |marked: &str| {
            let (before, behind) = marked.split_once('|').expect("a place");
            is_begun(&format!("{before}{behind}"), before.len())
        };
        for marked in
            ["|完成任务", "完成。|压实", "任务：|压实", "修路；（二）|压实", "完成。（|二）压实", "完成。“|压实"]
        {
            assert!(begun(marked), "{marked}");
        }
        for marked in ["完成，|压实", "完成|压实", "见https:|//b.org.cn", "十点10:|30分"] {
            assert!(!begun(marked), "{marked}");
        }
        let ended = |marked: &str| {
            let (before, behind) = marked.split_once('|').expect("a place");
            is_ended(&format!("{before}{behind}"), before.len())
        };
        for marked in
            ["完成任务|", "完成|。压实", "完成|；压实", "完成|.压实", "完成|第三条 压实", "完成|（三）压实", "完成|”。"]
        {
            assert!(ended(marked), "{marked}");
        }
        for marked in
            ["完成|，压实", "完成|压实", "slj@county|.gov.cn备查", "https|://b.org.cn", "财农|〔2005〕15号文件"]
        {
            assert!(!ended(marked), "{marked}");
        }
    }

    #[test]
    fn long_runs_of_marks_cost_no_more_than_their_length() {
        let marks = "）".repeat(200_000);
        assert_eq!(inside_of(&format!("各地⟦压实责任{marks}要抓好落实⟧并报告。"), Unit::Items), "");
    }

    #[test]
    fn brackets_end_with_their_sentence_and_abbreviations_end_none() {
        let sentences = |marked| inside_of(marked, Unit::Sentences);
        assert_eq!(sentences("It grew. ⟦All report it (by May⟧). Then"), "All report it (by May).");
        assert_eq!(sentences("It grew. ⟦All report it (by May).⟧ Then"), "All report it (by May).");
        assert_eq!(sentences("Some, i.e. ⟦the districts, report it.⟧ Then"), "");
    }

    #[test]
    fn or_in_whole_lines() {
        let lines = |marked| inside_of(marked, Unit::Lines);
        assert_eq!(lines("标题\n会议⟦要求。\n各地要压实责任。会后报告。\n第二⟧条"), "各地要压实责任。会后报告。\n");
        assert_eq!(lines("标题\n⟦各地要压实责任⟧。\n第二条"), "各地要压实责任。");
        assert_eq!(lines("标题\n⟦各地要压实责任。⟧会后报告。\n"), "");
        assert_eq!(lines("标题\r\n⟦各地要压实责任⟧\r\n第二条"), "各地要压实责任");
    }
}
