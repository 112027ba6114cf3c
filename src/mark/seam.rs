//! Where a removal leaves punctuation behind: a passage ends on a symbol, so its own full stop stays, and stands beside that of
//! the sentence before, or alone in a line.

use crate::int::{index, narrow};
use crate::span::{Raw, Span};

/// What parts clauses, and may not stand before what ends a sentence.
const SEPARATORS: [char; 7] = ['，', '；', '、', '：', ',', ';', ':'];
/// Those that may stand before nothing but another clause.
const PARTS: [char; 5] = ['，', '；', '、', ',', ';'];
/// What no separator and no stop may stand behind.
pub(super) const OPENERS: [char; 10] = ['“', '‘', '（', '《', '「', '『', '【', '〔', '〈', '('];
/// What ends a sentence.
const STOPS: [char; 6] = ['。', '！', '？', '.', '!', '?'];
/// What ends a sentence and nothing else: a point may stand in a number or be one of three.
pub(super) const FULL_STOPS: [char; 5] = ['。', '！', '？', '!', '?'];
/// What stands before the first character of a paragraph.
const INDENT: [char; 3] = ['　', ' ', '\t'];
/// What else a separator may not stand before.
pub(super) const CLOSERS: [char; 11] = ['”', '’', '）', '》', '…', '」', '』', '】', '〕', '〉', ')'];

/// What opens and what closes.
const PAIRS: [(char, char); 8] =
    [('（', '）'), ('(', ')'), ('“', '”'), ('‘', '’'), ('《', '》'), ('「', '」'), ('【', '】'), ('[', ']')];

/// The removal with the punctuation that would be left over at its seam.
///
/// Input: `removal`, stretches of `text` without anything between; `free`, how far before and behind it other characters may be taken;
/// `inside`, whether what stands before it is of the same finding, as between copies of a loop. Output: a span that covers it. What is more are
/// characters of the sets above, all marks of a line that has nothing else, and blanks behind a mark that is taken where others stand before the removal. Complexity: linear in the removal, and in lines of
/// punctuation.
pub(super) fn closed(text: &str, removal: Span<Raw>, free: Span<Raw>, inside: bool) -> Span<Raw> {
    let sides = (text.get(..index(removal.start)), text.get(index(removal.end)..index(free.end)));
    let (Some(before), Some(behind)) = sides else { return removal };
    // Marks that nothing else stands with on their lines.
    if is_alone(text, removal) {
        let alone = cleared(text, removal, free);
        if alone != removal {
            return alone;
        }
    }
    let mut next = behind.chars();
    let Some(right) = next.next() else { return removal };
    if belongs_behind(right, next.next()) {
        return removal;
    }
    let with_right = |marks: &str| {
        let spaced = before.is_empty() || before.ends_with([' ', '\t', '\n']);
        let rest = &behind[marks.len()..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
        let blanks = if spaced && !marks.is_empty() { blanks } else { 0 };
        Span::new(removal.start, removal.end + narrow(marks.len() + blanks))
    };
    let one = &behind[..right.len_utf8()];
    if is_left_open(&text[removal.range()], right) {
        return with_right(one);
    }
    // An indent is no text: what stands behind it heads its line.
    let bare = before.trim_end_matches(INDENT);
    let Some(left) = bare.chars().next_back().filter(|left| *left != '\n') else { return with_right(marks(behind)) };
    let start = narrow(bare.len() - left.len_utf8());
    let with_left = if free.start <= start { Span::new(start, removal.end) } else { removal };
    if bare.len() == before.len() && is_right_open(&text[removal.range()], left) {
        return with_left;
    }
    match left {
        left if SEPARATORS.contains(&left) => match right {
            right if STOPS.contains(&right) || CLOSERS.contains(&right) => with_left,
            right if right == left && inside => with_left,
            right if right == left || PARTS.contains(&right) => with_right(one),
            _ => removal,
        },
        left if PAIRS.contains(&(left, right)) => Span::new(with_left.start, removal.end + narrow(one.len())),
        left if OPENERS.contains(&left) && (PARTS.contains(&right) || STOPS.contains(&right)) => with_right(one),
        // A point ends a sentence before a blank only: it may stand in a number or a name.
        left if FULL_STOPS.contains(&left) => with_right(marks(behind)),
        '.' if bare.len() < before.len() && (STOPS.contains(&right) || right == ';') => with_right(marks(behind)),
        _ => removal,
    }
}

/// The removal without a blank at its end, or its start, where two words would become one.
///
/// Complexity: constant.
pub(super) fn apart(text: &str, removal: Span<Raw>) -> Span<Raw> {
    // Ideographs need no blank between them, Hangul does.
    let is_of_word = |c: char| c.is_alphanumeric() && (c < '\u{2E80}' || ('\u{AC00}'..='\u{D7A3}').contains(&c));
    let (before, behind) = (&text[..index(removal.start)], &text[index(removal.end)..]);
    let removed = &text[removal.range()];
    if !before.ends_with(is_of_word) || !behind.starts_with(is_of_word) {
        removal
    } else if let Some(blank) = removed.chars().next_back().filter(|c| c.is_whitespace()) {
        Span::new(removal.start, removal.end - narrow(blank.len_utf8()))
    } else if let Some(blank) = removed.chars().next().filter(|c| c.is_whitespace()) {
        Span::new(removal.start + narrow(blank.len_utf8()), removal.end)
    } else {
        removal
    }
}

/// Whether a mark closes what is opened inside a removal: alone it would be left over.
fn is_left_open(removed: &str, right: char) -> bool {
    let pair = PAIRS.iter().find(|pair| pair.1 == right);
    pair.is_some_and(|(open, close)| removed.matches(*open).count() > removed.matches(*close).count())
}

/// Whether nothing but marks stands beside a removal on its lines.
///
/// Complexity: linear in the marks.
fn is_alone(text: &str, removal: Span<Raw>) -> bool {
    let (before, behind) = (&text[..index(removal.start)], &text[index(removal.end)..]);
    let says_none = |c: &char| !says(*c);
    let in_line = |c: &char| *c != '\n';
    before.chars().rev().take_while(in_line).all(|c| says_none(&c))
        && behind.chars().take_while(in_line).all(|c| says_none(&c))
}

/// Whether a character is no mark. A picture says something, as a letter does.
fn says(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..)
}

/// Whether a mark opens what is closed inside a removal.
fn is_right_open(removed: &str, left: char) -> bool {
    let pair = PAIRS.iter().find(|pair| pair.0 == left);
    pair.is_some_and(|(open, close)| removed.matches(*close).count() > removed.matches(*open).count())
}

/// The removal with the brackets, bars and points that would be left over of its lines, where these have nothing else.
///
/// Input and output as of [`closed`]. Complexity: linear in the rest of the lines.
pub(super) fn cleared(text: &str, removal: Span<Raw>, free: Span<Raw>) -> Span<Raw> {
    let sides = (text.get(index(free.start)..index(removal.start)), text.get(index(removal.end)..index(free.end)));
    let (Some(before), Some(behind)) = sides else { return removal };
    let left = before.rsplit('\n').next().unwrap_or(before).trim_start();
    let right = behind.split('\n').next().unwrap_or(behind).trim_end();
    if left.contains(says) || right.contains(says) {
        return removal;
    }
    Span::new(removal.start - narrow(left.len()), removal.end + narrow(right.len()))
}

/// The punctuation that a text begins with, without a last mark that is of what stands behind it.
fn marks(text: &str) -> &str {
    let rest = text.trim_start_matches(|c| SEPARATORS.contains(&c) || STOPS.contains(&c));
    let marks = &text[..text.len() - rest.len()];
    let last = marks.chars().next_back().filter(|last| belongs_behind(*last, rest.chars().next()));
    &marks[..marks.len() - last.map_or(0, char::len_utf8)]
}

/// Whether a mark is of what stands behind it: a point or comma inside a number or a name, or one point of several.
fn belongs_behind(mark: char, behind: Option<char>) -> bool {
    mark.is_ascii() && behind.is_some_and(|c| c.is_ascii_alphanumeric() || mark == '.' && c == '.')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text without its ⟦⟧, and what stands inside them.
    fn marked_in(marked: &str) -> (String, Span<Raw>) {
        let (before, rest) = marked.split_once('⟦').expect("an opening bracket");
        let (removed, behind) = rest.split_once('⟧').expect("a closing bracket");
        let removal = Span::new(narrow(before.len()), narrow(before.len() + removed.len()));
        (format!("{before}{removed}{behind}"), removal)
    }

    fn without(text: &str, span: Span<Raw>) -> String {
        text[..index(span.start)].to_owned() + &text[index(span.end)..]
    }

    /// What stays when what stands inside ⟦⟧ goes.
    fn left(marked: &str, inside: bool) -> String {
        let (text, mut removal) = marked_in(marked);
        let closed = |removal| closed(&text, removal, Span::new(0, narrow(text.len())), inside);
        let mut span = closed(removal);
        while span != removal {
            assert!(span.covers(removal));
            (removal, span) = (span, closed(span));
        }
        without(&text, span)
    }

    #[test]
    fn no_two_marks_meet_at_a_seam() {
        for (marked, expected) in [
            ("加强项目储备，⟦加强项目储备⟧。", "加强项目储备。"),
            ("修桥两座，⟦修路九十公里⟧，植树千亩。", "修桥两座，植树千亩。"),
            ("修桥两座。⟦修路九十公里⟧。植树千亩。", "修桥两座。植树千亩。"),
            ("修桥两座。⟦修路九十公里⟧；植树千亩。", "修桥两座。植树千亩。"),
            ("修桥两座。⟦修路九十公里⟧？！植树千亩。", "修桥两座。植树千亩。"),
            ("修桥两座。\n　　⟦修路九十公里⟧。植树千亩。", "修桥两座。\n　　植树千亩。"),
            ("　　⟦修路九十公里⟧；植树千亩。", "　　植树千亩。"),
            ("（包括桥，⟦路⟧）等", "（包括桥）等"),
            ("修桥两座。\n⟦修路九十公里⟧。\n植树千亩。", "修桥两座。\n\n植树千亩。"),
            ("⟦修路九十公里⟧。植树千亩。", "植树千亩。"),
            ("「修桥，⟦修路⟧」等", "「修桥」等"),
            ("修桥（⟦修路⟧）植树", "修桥植树"),
            ("他引述说：「⟦修路⟧」会后植树", "他引述说：会后植树"),
            ("修桥；（⟦二）修路⟧；（三）植树", "修桥；（三）植树"),
            ("修桥。\n（⟦三）修路⟧。\n植树。", "修桥。\n\n植树。"),
            ("修桥。\n- ⟦修路⟧。\n植树。", "修桥。\n\n植树。"),
            ("修桥。\n《⟦条例》施行⟧……\n植树。", "修桥。\n\n植树。"),
            ("目标是：⟦修桥两座⟧，植树千亩", "目标是：植树千亩"),
            ("修桥；⟦修路⟧，植树", "修桥；植树"),
            ("他说：“⟦修路⟧，植树”", "他说：“植树”"),
            ("（⟦修路⟧；植树）", "（植树）"),
            ("⟦修路九十公里⟧，.5亿", ".5亿"),
            ("修桥。 ⟦修路九十公里⟧。植树", "修桥。 植树"),
            ("Two bridges stand. ⟦Ninety miles of road⟧. Trees grow.", "Two bridges stand. Trees grow."),
            ("It has bridges, ⟦miles of road⟧, and trees.", "It has bridges, and trees."),
            ("It has bridges, ⟦miles of road⟧.", "It has bridges."),
            ("Trees grow.\n⟦Ninety miles of road⟧. Trees grow.", "Trees grow.\nTrees grow."),
            ("修桥。⟦修路（九十公里⟧）。植树", "修桥。植树"),
            ("Trees grow. ⟦The road (of ninety miles⟧). Trees grow.", "Trees grow. Trees grow."),
        ] {
            assert_eq!(left(marked, false), expected, "{marked}");
        }
        assert_eq!(left("加强储备，⟦加强储备⟧，推进项目", true), "加强储备，推进项目");
    }

    #[test]
    fn marks_of_a_line_with_something_else_on_it_stay() {
        // What goes or is labelled before and behind has letters of its own: no mark of theirs is taken.
        let (text, removal) = marked_in("修桥，种树，⟦修路九十公里⟧。\n完");
        let before = narrow("修桥，种树".len());
        let closed = closed(&text, removal, Span::new(before, narrow(text.len())), false);
        assert_eq!(without(&text, closed), "修桥，种树。\n完");
        let (text, removal) = marked_in("⟦修路⟧：“植树”。");
        let free = Span::new(0, removal.end + narrow("：“".len()));
        assert_eq!(without(&text, super::closed(&text, removal, free, false)), "“植树”。");
    }

    #[test]
    fn other_punctuation_stays() {
        for marked in [
            "修桥⟦两座⟧。",
            "他说：⟦修路⟧“植树”",
            "修桥。⟦约3⟧.5亿",
            "修桥……⟦修路⟧……植树",
            "一，⟦二⟧：三",
            "修桥。⟦修路⟧...植树",
            "修桥 ⟦修路⟧。植树",
            "The firm grew ⟦by ten⟧. Trees grow.",
            "修桥（两座。⟦修路⟧）植树",
            "grew by 2.⟦5 percent⟧. Trees",
        ] {
            let (text, removal) = marked_in(marked);
            assert_eq!(left(marked, false), without(&text, removal), "{marked}");
        }
    }

    #[test]
    fn words_stay_apart() {
        for (marked, expected) in [
            ("This licence refers⟦ to version 3 if you ⟧modify it", "This licence refers modify it"),
            ("This licence refers⟦ to version 3⟧modify it", "This licence refers modify it"),
            ("This licence ⟦to version 3 ⟧modify it", "This licence modify it"),
            ("这份许可证⟦ 第三版 ⟧修改", "这份许可证修改"),
        ] {
            let (text, removal) = marked_in(marked);
            assert_eq!(without(&text, apart(&text, removal)), expected, "{marked}");
        }
    }

    #[test]
    fn no_brackets_are_left_of_a_line_of_furniture() {
        for (marked, expected) in [
            ("正文。\n【⟦免责声明⟧】\n", "正文。\n\n"),
            ("正文。\n　| ⟦打印 | 关闭⟧ |", "正文。\n　"),
            ("来源：网站 【⟦打印⟧】\n", "来源：网站 【】\n"),
            ("（⟦打印⟧）责任编辑", "（）责任编辑"),
        ] {
            let (text, removal) = marked_in(marked);
            let span = cleared(&text, removal, Span::new(0, narrow(text.len())));
            assert_eq!(without(&text, span), expected, "{marked}");
        }
    }

    #[test]
    fn what_is_not_free_stays() {
        let text = "修桥，修路。植树";
        let removal = Span::new(9, 15);
        assert_eq!(closed(text, removal, Span::new(9, 24), false), removal);
        assert_eq!(closed(text, removal, Span::new(6, 15), false), removal);
        assert_eq!(closed(text, removal, Span::new(6, 24), false), Span::new(6, 15));
    }
}
