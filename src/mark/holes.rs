//! Where a hole ends for a cleaner: what a member has and the canonical one has not stays, and the rest of a sentence that it is most of with it. Two
//! sentences that say different things begin and end alike by chance: 会议由…主持, …万元.
//!
//! In: a member with its holes and its text. Out: the parts of it that the canonical one has, too.

use super::seam::FULL_STOPS;
use crate::classify::Finding;
use crate::int::{index, narrow};
use crate::span::{Raw, Span};

/// Symbols that two sentences begin or end with alike.
const LONGEST: usize = 8;
/// Characters in which they are looked for.
const LOOK: usize = 40;

/// What is left of a member without its holes, and without the sentences whose figures are its own if these are spared.
///
/// Complexity: `O(n log n)` in the number of both, and linear in their text.
pub(super) fn shared(member: &Finding, whole: Span<Raw>, text: &str, spares_figures: bool) -> Vec<Span<Raw>> {
    let mut parts = Vec::new();
    let mut from = whole.start;
    let holes = member.holes.iter().map(|hole| to_sentences(text, hole.raw, whole));
    let figures = member.figures.iter().filter(|_| spares_figures).map(|sentence| sentence.raw);
    let mut own: Vec<Span<Raw>> = holes.chain(figures).collect();
    own.sort_unstable();
    for hole in own {
        parts.push(Span::new(from, hole.start.clamp(from, whole.end.max(from))));
        from = hole.end.clamp(from, whole.end.max(from));
    }
    parts.push(Span::new(from, whole.end.max(from)));
    parts.retain(|part| !part.is_empty());
    parts
}

/// A hole with the rest of its first and of its last sentence, where that is short and no more than what the hole has of it.
fn to_sentences(text: &str, hole: Span<Raw>, whole: Span<Raw>) -> Span<Raw> {
    let part = |start: u32, end: u32| text.get(index(start)..index(end.max(start))).unwrap_or("");
    let (before, inside, behind) =
        (part(whole.start, hole.start), part(hole.start, hole.end), part(hole.end, whole.end));
    let first = inside.split(ends_sentence).next().unwrap_or("");
    let start = rest(before.chars().rev(), first).map_or(hole.start, |rest| hole.start - rest);
    let last = inside.rsplit(ends_sentence).next().unwrap_or("");
    // The stop is the hole's sentence's own.
    let stop =
        |rest: u32| behind[index(rest)..].chars().next().filter(|c| !c.is_whitespace()).map_or(0, char::len_utf8);
    let end = rest(behind.chars(), last).map_or(hole.end, |rest| hole.end + rest + narrow(stop(rest)));
    Span::new(start, end)
}

/// Whether a sentence, or one part of it beside another, ends with a mark.
fn ends_sentence(c: char) -> bool {
    FULL_STOPS.contains(&c) || matches!(c, '；' | '\r' | '\n')
}

/// Bytes up to the end of a sentence or of the member, away from a hole, if they hold symbols, few, and no more of them than the hole has of the sentence.
fn rest(away: impl Iterator<Item = char>, of_hole: &str) -> Option<u32> {
    let most = of_hole.chars().filter(|c| c.is_alphanumeric()).count().min(LONGEST);
    let (mut bytes, mut symbols) = (0, 0);
    for (looked_at, c) in away.enumerate() {
        if ends_sentence(c) {
            break;
        }
        bytes += c.len_utf8();
        symbols += usize::from(c.is_alphanumeric());
        if symbols > most || looked_at == LOOK {
            return None;
        }
    }
    (symbols > 0).then(|| narrow(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::{Kind, Place};
    use crate::span::DocId;

    /// What is shared of a text whose hole stands in brackets.
    fn parts(marked: &str) -> Vec<String> {
        let (start, end) = (marked.find('⟦').unwrap(), marked.find('⟧').unwrap() - '⟦'.len_utf8());
        let text = marked.replace(['⟦', '⟧'], "");
        let place = |start: usize, end: usize| Place {
            doc: DocId(0),
            raw: Span::new(narrow(start), narrow(end)),
            chars: Span::new(0, 0),
        };
        let holes = vec![place(start, end)];
        let member = Finding { holes, ..Finding::new(Kind::Copy, place(0, text.len()), 40) };
        shared(&member, member.place.raw, &text, true).iter().map(|part| text[part.range()].to_owned()).collect()
    }

    #[test]
    fn a_sentence_that_is_mostly_a_hole_stays_whole() {
        for (marked, expected) in [
            ("及时转移。⟦另外，保险赔付支出418⟧万元。会后察看", ["及时转移。", "会后察看"]),
            ("及时转移。会议由⟦县委副书记沈杰琳⟧主持。会后察看", ["及时转移。", "会后察看"]),
            ("及时转移。据悉，⟦受灾农户减少三成，赔付率百分之⟧四。会后察看", ["及时转移。", "会后察看"]),
            ("及时转移\n全年停电⟦二十七分钟，已经恢复。另⟧\n会后察看", ["及时转移\n", "\n会后察看"]),
            ("会议由⟦县委副书记沈杰琳⟧主持。会后察看", ["会后察看", ""]),
            ("及时转移\r\n全年停电⟦二十七分钟。另⟧处\r\n会后察看", ["及时转移\r\n", "\r\n会后察看"]),
            // Of a long sentence only the slot stays, of two sentences each is looked at for itself.
            ("负责同志⟦沈杰琳⟧主持并就水库除险作了部署。", ["负责同志", "主持并就水库除险作了部署。"]),
            (
                "县级有关部门负责人参加了会议⟦和现场会。会后还听取了⟧意见。会后察看",
                ["县级有关部门负责人参加了会议", "会后察看"],
            ),
        ] {
            assert_eq!(
                parts(marked),
                expected.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>(),
                "{marked}"
            );
        }
    }
}
