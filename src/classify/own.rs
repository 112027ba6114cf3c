//! The lines of a boilerplate member that are its own: the title of a page between a menu and a share bar, the title at the head of a report.
//!
//! In: the member and the symbols of it that are in no fixed part of its family. Out: the member in pieces, without the lines that have nothing else, or mostly
//! such symbols. Dates are furniture, and so is what shares a line with a label, as in 来源：…, or with the steps of a path through a website.

use std::ops::Deref;

use super::Corpus;
use super::form::is_dated;
use super::judge::Draft;
use super::kind::Role;
use super::place::Located;
use super::slots::{Slot, is_number};
use crate::edits::Block;
use crate::int::{index, narrow};
use crate::normalize::{Symbol, is_word};
use crate::span::{Folded, Norm, Raw, Span};

/// Symbols of a line that may be a member's own, and letters of its own in it: shorter ones are dates, counts and names.
const OWN_LINE: u32 = 8;
const OWN_LETTERS: usize = 6;
/// Symbols of a line that is a title and not a sentence, at most.
const LONGEST_TITLE: u32 = 60;
/// Letters of its own from which the title at the head of a document is its own.
const OF_TITLE: usize = 2;
/// Symbols that may stand before it: 附件1, an index number, the name of a website.
const HEAD: u32 = 60;
/// What titles of reports end with; the name of a website or of a menu ends otherwise.
#[rustfmt::skip]
const TITLES: [&str; 40] = [
    "报告", "公开", "通知", "公告", "通告", "通报", "公报", "简报", "意见", "办法", "规定", "条例", "细则", "方案", "决定", "批复", "复函", "纪要", "总结", "计划",
    "规划", "要点", "说明", "制度", "讲话", "致辞", "预案", "汇报", "章程", "情况", "决议", "命令", "公示", "年报", "决算", "预算", "報告", "辦法", "規定", "條例",
];
/// What stands between the steps of a path through a website and between the words of a menu.
const STEPS: [char; 7] = ['>', '»', '›', '|', '｜', '＞', '→'];

/// The symbols of a member that are in no equal run with the canonical occurrence, or in one of its slots: stretches, ascending.
///
/// Input: the runs ascend in both; `symbols` are those of the member. Complexity: linear.
fn own_symbols(blocks: &[Block], slots: &[Slot], symbols: u32) -> Vec<(u32, u32)> {
    let (mut own, mut reached) = (Vec::new(), 0);
    let mut fixed = |from: u32, to: u32| {
        if from < to {
            own.extend((reached < from).then_some((reached, from)));
            reached = to;
        }
    };
    let mut slots = slots.iter().peekable();
    for block in blocks {
        let mut from = block.a;
        let end = block.a + block.len;
        while let Some(slot) = slots.peek().filter(|slot| slot.start < end) {
            fixed(block.b + (from - block.a), block.b + slot.start.max(from) - block.a);
            from = from.max(slot.end.min(end));
            if slot.end > end {
                break;
            }
            slots.next();
        }
        fixed(block.b + (from - block.a), block.b + block.len);
    }
    own.extend((reached < symbols).then_some((reached, symbols)));
    own
}

/// The member in pieces, without the lines that are its own and no dates; `blocks` are its equal runs with the canonical occurrence, one for that
/// itself, and `symbols` what it has without extra copies of loops, `located` its document, normalised when it is looked at.
///
/// Complexity: linear in the runs and the lines they lie on; the document of a member that differs in letters enough is normalised again.
pub(super) fn without_own_lines<'a>(
    (corpus, located): (&Corpus, &impl Deref<Target = Located<'a>>),
    draft: Draft,
    (blocks, symbols): (&[Block], &[Symbol]),
    slots: &[Slot],
) -> Vec<Draft> {
    let own = own_symbols(blocks, slots, narrow(symbols.len()));
    // The canonical occurrence differs from none but in its slots.
    let is_canonical = draft.finding.role == Role::Original;
    let other = if is_canonical { own.clone() } else { own_symbols(blocks, &[], narrow(symbols.len())) };
    let letters = |stretches: &[(u32, u32)]| {
        let symbols = stretches.iter().flat_map(|(from, to)| &symbols[index(*from)..index(*to)]);
        symbols.filter(|symbol| !is_number(**symbol)).count()
    };
    let least = if draft.norm.start <= HEAD { OF_TITLE } else { OWN_LETTERS };
    if letters(&other) == 0 || letters(&own) < least {
        return vec![draft];
    }
    let doc = draft.finding.place.doc.index();
    let folded = &corpus.folded[doc];
    let start = folded.to_folded(draft.norm).start;
    let norm = |&(from, to): &(u32, u32)| folded.to_norm(Span::<Folded>::new(start + from, start + to));
    let [own, other]: [Vec<Span<Norm>>; 2] = [own, other].map(|stretches| stretches.iter().map(norm).collect());
    let located: &Located = located;
    let page = Page { located, own: &own, other: &other };
    let mut kept = vec![draft.finding.place.raw];
    for line in page.lines(draft.norm) {
        if page.is_own(line) {
            let last = kept.pop().unwrap_or(line);
            kept.extend([Span::new(last.start, line.start.max(last.start)), Span::new(line.end, last.end)]);
        }
    }
    kept.retain(|raw| !located.norm(*raw).is_empty());
    if kept.len() < 2 && kept.first().is_none_or(|all| *all == draft.finding.place.raw) {
        return vec![draft];
    }
    in_pieces(&draft, located, &kept)
}

/// A member in pieces, each of its role; the pattern stands at the first.
pub(super) fn in_pieces(member: &Draft, located: &Located, pieces: &[Span<Raw>]) -> Vec<Draft> {
    let piece = |(number, raw): (usize, &Span<Raw>)| {
        let norm = located.norm(*raw);
        let mut piece = member.clone();
        piece.finding.pattern = piece.finding.pattern.filter(|_| number == 0);
        (piece.finding.place, piece.norm) = (located.place(norm), norm);
        piece.finding.symbols = norm.len();
        piece
    };
    pieces.iter().enumerate().map(piece).collect()
}

/// A document with the symbols of a member that are its own.
struct Page<'a> {
    located: &'a Located<'a>,
    own: &'a [Span<Norm>],
    /// Those of them that the canonical occurrence has not: a line that it has, too, is no member's own.
    other: &'a [Span<Norm>],
}

impl Page<'_> {
    /// The lines of which a member has all symbols and of which some are its own, ascending.
    fn lines(&self, member: Span<Norm>) -> Vec<Span<Raw>> {
        let text = self.located.text();
        let mut lines: Vec<Span<Raw>> = Vec::new();
        let mut reached = 0;
        for own in self.own {
            let raw = self.located.raw(*own);
            let before = &text[reached.min(index(raw.start))..index(raw.start)];
            let mut at = before.rfind('\n').map_or(reached, |at| reached + at + 1);
            while at < index(raw.end) {
                let end = text[at..].find('\n').map_or(text.len(), |len| at + len);
                let line = Span::new(narrow(at), narrow(end));
                lines.extend(member.covers(self.located.norm(line)).then_some(line));
                (at, reached) = (end + 1, end + 1);
            }
        }
        lines
    }

    /// Whether a line says what only this member says: nothing else, or mostly so between fixed lines, or the title at the head of its document.
    fn is_own(&self, line: Span<Raw>) -> bool {
        let (text, norm) = (&self.located.text()[line.range()], self.located.norm(line));
        let (own, other) = (self.letters(self.own, norm), self.letters(self.other, norm));
        if norm.len() < OWN_LINE || other == 0 || is_dated(text) {
            return false;
        }
        let symbols = &self.located.symbols()[norm.range()];
        let letters = symbols.iter().filter(|symbol| !is_number(**symbol)).count();
        if own >= OWN_LETTERS && other == letters {
            return true;
        }
        // Words are what lines of prose have, too, where they are broken at their length.
        let words = symbols.iter().filter(|symbol| is_word(**symbol)).count();
        let is_mostly = norm.len() <= LONGEST_TITLE && 2 * words < letters && 2 * own >= letters;
        let is_between = is_mostly && own >= OWN_LETTERS && other >= OF_TITLE;
        let is_title = || norm.start <= HEAD && own >= OF_TITLE && is_title(text);
        !text.contains(STEPS) && !self.is_labelled(line) && (is_between || is_title())
    }

    /// Letters of a line in such stretches.
    fn letters(&self, stretches: &[Span<Norm>], line: Span<Norm>) -> usize {
        let from = stretches.partition_point(|stretch| stretch.end <= line.start);
        let of_line = stretches[from..].iter().take_while(|stretch| stretch.start < line.end);
        let places = of_line.flat_map(|stretch| stretch.start.max(line.start)..stretch.end.min(line.end));
        places.filter(|at| !is_number(self.located.symbols()[index(*at)])).count()
    }

    /// Whether a line begins with a label that is not its own.
    fn is_labelled(&self, line: Span<Raw>) -> bool {
        let text = &self.located.text()[line.range()];
        let Some(colon) = text.find(['：', ':']) else { return false };
        let label = self.located.norm(Span::new(line.start, line.start + narrow(colon)));
        !self.own.iter().any(|own| own.overlap(label) > 0)
    }
}

/// Whether a line ends as the title of a report does.
fn is_title(line: &str) -> bool {
    let bare = line.trim_end_matches(|c: char| !c.is_alphanumeric());
    let title =
        bare.strip_suffix(['稿', '案']).map_or(bare, |draft| draft.trim_end_matches(['草', '送', '审', '讨', '论']));
    // 政务公开 is the name of a page, 2022年度部门决算公开 a title.
    let is_of_year = || !bare.ends_with("公开") || bare.contains(['年', '于']);
    TITLES.iter().any(|end| bare.ends_with(end) || title.trim_end_matches(['（', '(']).ends_with(end)) && is_of_year()
}

#[cfg(test)]
mod tests {
    use super::super::slots::SlotKind;
    use super::*;

    #[test]
    fn what_is_in_no_run_or_in_a_slot_is_a_members_own() {
        let block = |a, b, len| Block { a, b, len };
        let slot = |start, end| Slot { start, end, kind: SlotKind::Text };
        let blocks = [block(2, 0, 10), block(20, 15, 10)];
        assert_eq!(own_symbols(&blocks, &[], 30), [(10, 15), (25, 30)]);
        assert_eq!(own_symbols(&blocks, &[slot(4, 6), slot(8, 8), slot(10, 22)], 25), [(2, 4), (8, 17)]);
        assert_eq!(own_symbols(&[], &[slot(0, 9)], 3), [(0, 3)]);
    }

    #[test]
    fn titles_of_reports_are_told_from_names_of_websites() {
        for title in
            ["石塘县教育局2022年度部门决算公开", "关于2022年预算执行情况的报告（草案）", "某县关于印发办法的通知"]
        {
            assert!(is_title(title), "{title}");
        }
        for name in ["石塘县人民政府门户网站", "中国石塘网", "石塘县教育局政府信息公开", "政务公开 办事服务 互动交流"]
        {
            assert!(!is_title(name), "{name}");
        }
    }
}
