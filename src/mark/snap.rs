//! Edges of removals: symbols of the next line, of the line before or of a label that chance made equal stay.
//!
//! Exact findings are maximal, so two copies that are followed by 第七条 and 第九条 share the 第 too. A reader would not
//! draw it in, and a text without its 第 is spoilt.

use super::seam::{CLOSERS, FULL_STOPS};
use crate::int::{index, narrow};
use crate::span::{Raw, Span};

/// Characters of a line that the removal would begin and not finish, or finish and not begin, up to which they stay.
const LONGEST_TAIL: usize = 8;
const LONGEST_HEAD: usize = 5;
/// Letters of a sentence in the middle of a line, that the removal would begin or finish, up to which they stay.
const LONGEST_SLIP: usize = 2;
/// Characters of a label in front of its unit.
const LONGEST_LABEL: usize = 8;
/// Characters a part of a finding must have to be removed: less is no passage.
pub(super) const SHORTEST_PART: usize = 10;

/// What ends a line that is a sentence or part of a list.
const STOPS: [char; 12] = ['。', '；', '：', '！', '？', '”', '）', '.', ';', ':', '!', '?'];
/// What numbers are written with, and what is numbered.
pub(super) const NUMERALS: &str = "0123456789０１２３４５６７８９〇零一二三四五六七八九十百千";
const UNITS: &str = "条條章节節款项項编編篇";

/// The removal without stray characters at its edges; empty if nothing is left.
///
/// Complexity: linear in the span.
pub(super) fn inwards(text: &str, span: Span<Raw>) -> Span<Raw> {
    let span = without_label(text, without_slips(text, without_tail(text, without_head(text, span))));
    if span.start < span.end { span } else { Span::new(span.start, span.start) }
}

/// Without the first characters of a line that goes on behind the span.
fn without_tail(text: &str, span: Span<Raw>) -> Span<Raw> {
    let Some(at) = text[span.range()].rfind('\n') else { return span };
    let tail = text[index(span.start) + at + 1..index(span.end)].trim();
    let goes_on = !text[index(span.end)..].starts_with(['\n', '\r']) && index(span.end) < text.len();
    let before = text[span.range()][..at].trim_end_matches([' ', '\t', '\r', '\u{3000}']);
    let ended = before.is_empty() || before.ends_with('\n') || before.ends_with(STOPS);
    if goes_on && ended && tail.chars().count() <= LONGEST_TAIL {
        let kept = text[span.range()][..at].trim_end();
        return Span::new(span.start, span.start + narrow(kept.len()));
    }
    span
}

/// Without the last characters of a line that began before the span.
fn without_head(text: &str, span: Span<Raw>) -> Span<Raw> {
    let Some(at) = text[span.range()].find('\n') else { return span };
    let head = text[index(span.start)..index(span.start) + at].trim();
    let began = !text[..index(span.start)].ends_with('\n') && span.start > 0;
    if began && head.chars().count() <= LONGEST_HEAD {
        let behind = &text[span.range()][at..];
        let blank = behind.len() - behind.trim_start().len();
        // Lines of a few characters are not where a passage begins.
        let next = behind.trim_start().lines().next().unwrap_or("");
        if next.chars().count() <= LONGEST_HEAD {
            return span;
        }
        return Span::new((span.start + narrow(at + blank)).min(span.end), span.end);
    }
    span
}

/// Without the first letters of a sentence that goes on behind the span, and the last ones of a sentence that began before it: what follows
/// on a sentence begins or ends as something else does by chance.
fn without_slips(text: &str, span: Span<Raw>) -> Span<Raw> {
    let is_stop = |c: char| FULL_STOPS.contains(&c) || CLOSERS.contains(&c);
    let letters =
        |slip: &str| (1..=LONGEST_SLIP).contains(&slip.chars().count()) && slip.chars().all(char::is_alphanumeric);
    let inside = &text[span.range()];
    let (mut from, mut to) = (0, inside.len());
    if let Some(stop) = inside.rfind(FULL_STOPS) {
        let behind = inside[stop..].trim_start_matches(is_stop).trim_start();
        let goes_on = text[index(span.end)..].starts_with(char::is_alphanumeric);
        if goes_on && letters(behind) {
            to = inside[..inside.len() - behind.len()].trim_end().len();
        }
    }
    if let Some(stop) = inside.find(FULL_STOPS) {
        let behind = inside[stop..].trim_start_matches(is_stop).trim_start();
        let began = text[..index(span.start)].ends_with(char::is_alphanumeric);
        if began && letters(&inside[..stop]) && behind.starts_with(char::is_alphanumeric) {
            from = inside.len() - behind.len();
        }
    }
    if from < to { Span::new(span.start + narrow(from), span.start + narrow(to)) } else { span }
}

/// Without the rest of a label such as 第十二条 or （三） that began before the span; of one whose bracket alone did nothing is missing.
fn without_label(text: &str, span: Span<Raw>) -> Span<Raw> {
    let is_numeral = |c: &char| NUMERALS.contains(*c);
    let is_whole =
        text[..index(span.start)].ends_with(['（', '(']) && text[index(span.start)..].starts_with(|c| is_numeral(&c));
    if is_whole {
        return span;
    }
    let mut before = text[..index(span.start)].chars().rev().take(LONGEST_LABEL).skip_while(is_numeral);
    let opened = before.next();
    let inside = &text[span.range()];
    let rest = inside.trim_start_matches(|c| is_numeral(&c));
    let closes = match opened {
        Some('第') => |c: char| UNITS.contains(c),
        Some('（' | '(') => |c: char| matches!(c, '）' | ')'),
        _ => return span,
    };
    let Some(rest) = rest.strip_prefix(closes) else { return span };
    let rest = rest.trim_start_matches([' ', '\t', '\u{3000}']);
    Span::new(span.start + narrow(inside.len() - rest.len()), span.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text inside ⟦⟧ after snapping.
    fn snapped(marked: &str) -> String {
        let (before, rest) = marked.split_once('⟦').expect("an opening bracket");
        let (inside, behind) = rest.split_once('⟧').expect("a closing bracket");
        let text = format!("{before}{inside}{behind}");
        let span = Span::new(narrow(before.len()), narrow(before.len() + inside.len()));
        text[inwards(&text, span).range()].to_owned()
    }

    #[test]
    fn symbols_of_the_next_line_stay() {
        assert_eq!(snapped("⟦业主应当缴纳物业费。\n\n第⟧七条 物业公司"), "业主应当缴纳物业费。");
        assert_eq!(snapped("⟦应当报告的情形：\n（⟧一）火灾"), "应当报告的情形：");
        assert_eq!(
            snapped("⟦业主应当缴纳物业费，\n第七⟧条所称"),
            "业主应当缴纳物业费，\n第七",
            "the line before goes on"
        );
        assert_eq!(snapped("⟦业主应当缴纳物业费。\n第七条⟧\n完"), "业主应当缴纳物业费。\n第七条", "a whole line");
        assert_eq!(
            snapped("⟦第一行。\n第七条 物业公司应当公示收费标准⟧和依据"),
            "第一行。\n第七条 物业公司应当公示收费标准"
        );
    }

    #[test]
    fn the_last_symbols_of_the_line_before_stay() {
        assert_eq!(snapped("严格执行⟦规定。\n\n第八条 业主应当缴纳物业费。⟧"), "第八条 业主应当缴纳物业费。");
        assert_eq!(snapped("⟦规定。\n业主应当缴纳。⟧"), "规定。\n业主应当缴纳。", "the text begins here");
    }

    #[test]
    fn letters_of_the_sentences_beside_a_passage_stay() {
        assert_eq!(snapped("评论员：⟦推进农村公交全覆盖。会⟧议强调"), "推进农村公交全覆盖。");
        assert_eq!(snapped("他说：“⟦推进农村公交全覆盖。”会⟧议强调"), "推进农村公交全覆盖。”");
        assert_eq!(snapped("他说，⟦推进农村公交全覆盖。　会⟧议强调"), "推进农村公交全覆盖。");
        assert_eq!(snapped("预计九月完⟦工。感谢您的关心和支持⟧，"), "感谢您的关心和支持");
        assert_eq!(snapped("预计九月完⟦工。\n感谢您的关心和支持⟧，"), "感谢您的关心和支持");
        assert_eq!(snapped("⟦推进农村公交全覆盖。会议⟧。"), "推进农村公交全覆盖。会议", "a sentence of its own");
        assert_eq!(snapped("⟦推进农村公交全覆盖。会议强⟧调"), "推进农村公交全覆盖。会议强", "no slip");
    }

    #[test]
    fn the_rest_of_a_label_stays() {
        assert_eq!(snapped("第五十九⟦条　业主应当缴纳物业费。⟧"), "业主应当缴纳物业费。");
        assert_eq!(snapped("第五⟦十九条 业主应当缴纳。⟧"), "业主应当缴纳。");
        assert_eq!(snapped("（二⟦）业主应当缴纳；⟧"), "业主应当缴纳；");
        assert_eq!(snapped("（⟦二）业主应当缴纳；⟧"), "二）业主应当缴纳；", "a whole one");
        assert_eq!(snapped("条⟦件十分艰苦。⟧"), "件十分艰苦。");
    }
}
