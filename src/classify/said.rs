//! The lines of a template in which every document says something else: the thanks of a thesis, a verdict, who was appointed what.
//!
//! In: a boilerplate family with its slots. Out: the members in pieces, those that are such lines marked as parallel clauses. A line is one if it is a
//! sentence around a slot of words or days, since amounts are asked for elsewhere, or says on which day the document was passed, by whatever slot; not if a phrase shows that a website or a publisher speaks there, or to the reader, or if the slot is what follows a label, as in 主办：某县人民政府。

use std::ops::Deref;

use super::Corpus;
use super::acts::says_when;
use super::form::Cues;
use super::judge::Draft;
use super::kind::{Finding, Role};
use super::own::in_pieces;
use super::place::Located;
use super::slots::{Slot, SlotKind};
use crate::edits::Block;
use crate::int::{float, index, narrow};
use crate::span::{DocId, Folded, Norm, Raw, Span};

/// Other occurrences that must have something else in a slot: of few, what one has otherwise may be a slip of a scan; of many, no slot is made of slips.
const OTHERWISE: usize = 2;
/// Share of a template in such lines from which all of it is taken for them.
const MOSTLY: f64 = 0.5;
/// What ends a sentence, and what may stand behind it; what stands in one; what stands between a label and its value.
const STOPS: [char; 6] = ['。', '！', '？', '；', '!', '?'];
const BEHIND_STOPS: [char; 5] = ['”', '"', '）', ')', '』'];
const COMMA: char = '，';
const COLONS: [char; 2] = ['：', ':'];
/// Lines before and behind on which a sentence may stand, where lines are broken at their length.
const MORE_LINES: usize = 3;
/// Words of English lines that end with a point from which they are a sentence.
const WORDS: usize = 6;

/// Whether enough of the other occurrences have something else in a slot than the canonical one; by their equal runs with that.
fn is_told_otherwise(slot: &Slot, others: &[Vec<Block>]) -> bool {
    others.iter().filter(|blocks| !is_held(slot, blocks)).nth(OTHERWISE - 1).is_some()
}

/// Whether equal runs go through a slot.
fn is_held(slot: &Slot, blocks: &[Block]) -> bool {
    if slot.start == slot.end {
        let goes_on = |pair: &[Block]| pair[0].a + pair[0].len == slot.start && pair[1].a == slot.start;
        return !blocks.windows(2).any(|pair| goes_on(pair) && pair[0].b + pair[0].len < pair[1].b);
    }
    let inside = |block: &Block| (block.a + block.len).min(slot.end).saturating_sub(block.a.max(slot.start));
    blocks.iter().map(inside).sum::<u32>() == slot.end - slot.start
}

/// The lines of the canonical occurrence that say something else in every document, as stretches of its symbols, ascending; `others`: the equal runs of
/// other occurrences with it. What a known passage equals has none: its slots were taken for furniture before.
///
/// Complexity: linear in the lines, and in the slots and runs.
pub(super) fn said(
    corpus: &Corpus,
    (located, cues): (&Located, &Cues),
    canonical: &Draft,
    slots: &[Slot],
    others: &[Vec<Block>],
) -> Vec<(u32, u32)> {
    let folded = &corpus.folded[canonical.finding.place.doc.index()];
    let start = folded.to_folded(canonical.norm).start;
    let mut said: Vec<(u32, u32)> = Vec::new();
    let stretch = |norm: Span<Norm>| {
        let (from, to) = (norm.start.max(canonical.norm.start), norm.end.min(canonical.norm.end));
        let own = folded.to_folded(Span::<Norm>::new(from, to.max(from)));
        (own.start - start, own.end - start)
    };
    let has_site = |norm: Span<Norm>| cues.is_of_site(&located.symbols()[norm.range()]);
    let is_own = |slot: &&Slot| is_told_otherwise(slot, others);
    for slot in slots.iter().filter(|slot| canonical.finding.known.is_none() && is_own(slot)) {
        let norm = folded.to_norm(Span::<Folded>::new(start + slot.start, start + slot.end));
        let (text, raw) = (located.text(), located.raw(norm));
        let lines = lines_of(text, raw, canonical.finding.place.raw);
        let symbols = located.norm(lines);
        let is_line = slot.kind != SlotKind::Number && says(text, lines, raw) || says_when(&text[lines.range()]);
        if is_line && !has_site(symbols) {
            append(&mut said, stretch(symbols));
        }
    }
    let (all, own) = (folded.to_folded(canonical.norm).len(), said.iter().map(|(from, to)| to - from).sum::<u32>());
    if float(index(own)) < MOSTLY * float(index(all)) {
        return said;
    }
    // A heading or a signature goes with what it stands at, but for lines of a website.
    said.clear();
    let mut at = canonical.finding.place.raw.start;
    for line in located.text()[canonical.finding.place.raw.range()].split_inclusive('\n') {
        let norm = located.norm(Span::new(at, at + narrow(line.len())));
        if !norm.is_empty() && !has_site(norm) {
            append(&mut said, stretch(norm));
        }
        at += narrow(line.len());
    }
    said
}

/// Adds a stretch behind the others, to the last if they touch.
fn append(stretches: &mut Vec<(u32, u32)>, next: (u32, u32)) {
    match stretches.last_mut() {
        Some(last) if next.0 <= last.1 => *last = (last.0.min(next.0), last.1.max(next.1)),
        _ => stretches.push(next),
    }
}

/// The lines that a stretch lies on, and those before and behind on which its sentence goes on, as far as the template goes.
fn lines_of(text: &str, stretch: Span<Raw>, template: Span<Raw>) -> Span<Raw> {
    let line_start = |at: usize| text[..at].rfind('\n').map_or(0, |at| at + 1);
    let line_end = |at: usize| text[at..].find('\n').map_or(text.len(), |len| at + len);
    let goes_on = |start: usize, end: usize| {
        let line = text[start..end].trim_end_matches(|c: char| c.is_whitespace() || BEHIND_STOPS.contains(&c));
        line.contains(COMMA) && !line.ends_with(STOPS) && !line.ends_with(COLONS)
    };
    let (mut start, mut end) = (line_start(index(stretch.start)), line_end(index(stretch.end)));
    for _ in 0..MORE_LINES {
        let before = start.checked_sub(1).map(|before| (line_start(before), before));
        let before = before.filter(|&(from, to)| to > index(template.start) && goes_on(from, to));
        start = before.map_or(start, |(from, _)| from);
        end = if end < index(template.end) && goes_on(line_start(end), end) { line_end(end + 1) } else { end };
    }
    Span::new(narrow(start), narrow(end))
}

/// Whether the lines around a slot are sentences, and the slot not the value of a label.
fn says(text: &str, lines: Span<Raw>, slot: Span<Raw>) -> bool {
    let (before, behind) = (&text[index(lines.start)..index(slot.start)], &text[index(slot.end)..index(lines.end)]);
    let ends = |rest: &str| rest.is_empty() || rest.starts_with(STOPS);
    let is_value = before.trim_end().ends_with(COLONS) && ends(behind.trim_start());
    let whole = &text[lines.range()];
    let introduces = || behind.trim_end().ends_with(COLONS) && whole.contains(COMMA);
    let is_english = || whole.trim_end().ends_with('.') && whole.split_whitespace().count() >= WORDS;
    (behind.contains(STOPS) || introduces() || is_english()) && !is_value
}

/// Cuts the pieces of a member where it has the lines `said` of the canonical occurrence, and marks those as parallel: each with the number of its stretch,
/// even before, between and behind such lines, odd for them. `blocks`: the equal runs of the member, which stood at `whole`, with the canonical one;
/// `symbols`: how many the two have.
///
/// Complexity: linear in the member; `located` is its document, normalised when it is looked at.
pub(super) fn apart<'a>(
    (corpus, located): (&Corpus, &impl Deref<Target = Located<'a>>),
    (pieces, whole): (Vec<Draft>, Span<Norm>),
    (said, blocks): (&[(u32, u32)], &[Block]),
    symbols: (u32, u32),
) -> Vec<(usize, Vec<Draft>)> {
    let Some(doc) = pieces.first().map(|piece| piece.finding.place.doc.index()) else { return Vec::new() };
    let (folded, located): (_, &Located) = (&corpus.folded[doc], located);
    let start = folded.to_folded(whole).start;
    let raw = |at: u32| located.raw(folded.to_norm(Span::<Folded>::new(start + at, start + at + 1)));
    // All text in which the edge of a line of the canonical occurrence may stand.
    let gap = |at: u32| {
        let (from, to) = opposite(at, blocks, symbols);
        let from = from.checked_sub(1).map_or(located.raw(whole).start, |before| raw(before).end);
        let to = if to < symbols.1 { raw(to).start } else { located.raw(whole).end };
        (from, to.max(from))
    };
    let between = |(from, to): (u32, u32)| &located.text()[index(from)..index(to)];
    let line = |&(from, to): &(u32, u32)| {
        let (before, behind) = (gap(from), gap(to));
        let start = between(before).find('\n').map_or(before.0, |at| before.0 + narrow(at));
        let end = between(behind).rfind('\n').map_or(behind.1, |at| behind.0 + narrow(at));
        Span::new(start, end.max(start))
    };
    let said: Vec<Span<Raw>> = said.iter().map(line).collect();
    pieces.iter().flat_map(|piece| cut(piece, &said, located)).collect()
}

/// A piece cut at the edges of lines, which ascend, those marked as parallel; each part with the number of its stretch.
fn cut(piece: &Draft, said: &[Span<Raw>], located: &Located) -> Vec<(usize, Vec<Draft>)> {
    let whole = piece.finding.place.raw;
    let mut parts: Vec<Span<Raw>> = Vec::new();
    let mut reached = whole.start;
    for line in said {
        let inside = Span::new(line.start.clamp(reached, whole.end), line.end.clamp(reached, whole.end));
        parts.extend([Span::new(reached, inside.start), inside]);
        reached = inside.end;
    }
    parts.push(Span::new(reached, whole.end));
    let with_symbols = parts.into_iter().enumerate().filter(|(_, part)| !located.norm(*part).is_empty());
    let draft = |(number, part): (usize, Span<Raw>)| {
        let mut drafts = in_pieces(piece, located, &[part]);
        for draft in &mut drafts {
            draft.finding.parallel = number % 2 == 1;
        }
        (number, drafts)
    };
    with_symbols.map(draft).collect()
}

/// Makes a family of what the members of a template have in one stretch: with a canonical occurrence, and counts and partners of its own.
pub(super) fn settle(members: &mut [Draft]) {
    let Some(original) =
        members.iter().position(|draft| draft.finding.role == Role::Original).or((!members.is_empty()).then_some(0))
    else {
        return;
    };
    let mut docs: Vec<DocId> = members.iter().map(|draft| draft.finding.place.doc).collect();
    docs.sort_unstable();
    docs.dedup();
    let place = |at: usize| members.get(at).map(|draft| draft.finding.place);
    let (own, next) = (place(original), place(usize::from(original == 0)));
    let (docs, occurrences) = (narrow(docs.len()), narrow(members.len()));
    for (at, draft) in members.iter_mut().enumerate() {
        let Finding { role, partner, docs: in_docs, occurrences: all, .. } = &mut draft.finding;
        (*in_docs, *all) = (docs, occurrences);
        *partner = if at == original { next } else { own };
        *role = if at == original { Role::Original } else { *role };
        draft.finding.pattern = None;
    }
}

/// Where a member has a place of the canonical occurrence, before its symbol `at`: all places between the equal runs around it; `canonical` and `member`
/// are the symbols of each.
fn opposite(at: u32, blocks: &[Block], (canonical, member): (u32, u32)) -> (u32, u32) {
    let before = blocks.iter().rev().find(|block| block.a < at);
    let behind = blocks.iter().find(|block| block.a + block.len > at);
    let from = before.map_or(0, |block| block.b + (at - block.a).min(block.len));
    let to = behind.map_or(member, |block| block.b + at.saturating_sub(block.a));
    (if at >= canonical { member } else { from }, if at == 0 { 0 } else { to })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether the lines around what stands between brackets are sentences, and those lines.
    fn told(marked: &str) -> (bool, String) {
        let [before, slot, behind] = marked.split(['⟦', '⟧']).collect::<Vec<&str>>()[..] else {
            panic!("one slot")
        };
        let text = [before, slot, behind].concat();
        let slot = Span::new(narrow(before.len()), narrow(before.len() + slot.len()));
        let lines = lines_of(&text, slot, Span::new(0, narrow(text.len())));
        (says(&text, lines, slot), text[lines.range()].to_owned())
    }

    #[test]
    fn sentences_are_told_from_labels_with_values() {
        for line in [
            "衷心感谢我的导师⟦顾雨⟧教授。",
            "本办法自⟦2021年5月1日⟧起施行；原办法同时废止。",
            "因工作需要，⟦石塘⟧县公证处公开招聘工作人员，现将有关事项公告如下：",
            "The board of directors has appointed Ms. ⟦Wang⟧ as company secretary.",
        ] {
            assert!(told(line).0, "{line}");
        }
        for line in [
            "主办：⟦石塘⟧县人民政府　承办：石塘县政务服务局",
            "责任编辑：⟦顾雨⟧。",
            "石塘县人民政府办公室　⟦2021年5月1日⟧印发",
            "浏览次数⟦12⟧，字号大中小",
            "Page ⟦3⟧ of 9.",
        ] {
            assert!(!told(line).0, "{line}");
        }
    }

    #[test]
    fn a_sentence_goes_on_over_broken_lines_and_no_further() {
        let text = "致谢\n论文从选题到定稿，历时一年，\n导师⟦顾雨⟧教授倾注了大量心血，\n在此深表谢意。\n作者";
        assert_eq!(told(text).1, "论文从选题到定稿，历时一年，\n导师顾雨教授倾注了大量心血，\n在此深表谢意。");
        assert_eq!(told("第一句，完。\n导师⟦顾雨⟧教授。\n第二句，完。").1, "导师顾雨教授。");
    }

    #[test]
    fn what_one_occurrence_has_otherwise_is_no_slot_of_all() {
        let slot = |start, end| Slot { start, end, kind: SlotKind::Text };
        let block = |a, b, len| Block { a, b, len };
        let (same, other, longer) =
            ([block(0, 0, 20)], [block(0, 0, 8), block(10, 10, 10)], [block(0, 0, 8), block(8, 9, 12)]);
        let own = |slot: Slot, others: &[&[Block]]| {
            is_told_otherwise(&slot, &others.iter().map(|blocks| blocks.to_vec()).collect::<Vec<_>>())
        };
        assert!(own(slot(8, 10), &[&same, &other, &other]) && !own(slot(8, 10), &[&same, &same, &other]));
        assert!(own(slot(8, 8), &[&longer, &longer]) && !own(slot(8, 8), &[&same, &other]));
    }

    #[test]
    fn a_place_in_a_slot_may_stand_anywhere_between_the_equal_runs_of_a_member() {
        let block = |a, b, len| Block { a, b, len };
        let blocks = [block(0, 0, 10), block(12, 15, 8)];
        assert_eq!([5, 14].map(|at| opposite(at, &blocks, (20, 23))), [(5, 5), (17, 17)]);
        assert_eq!([10, 11, 12].map(|at| opposite(at, &blocks, (20, 23))), [(10, 15); 3]);
        assert_eq!([0, 20].map(|at| opposite(at, &blocks, (20, 25))), [(0, 0), (25, 25)]);
        assert_eq!(opposite(9, &[], (20, 7)), (0, 7));
    }
}
