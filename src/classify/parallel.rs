//! Whether the copies of a drifting loop, or two places of one document or of two, were written: parallel clauses, which say different things in like
//! words.
//!
//! A decoder that slips puts characters in the place of those they are easily taken for, or where nothing of the kind ever stands. A writer's other
//! words are hardly like the first ones, and as usual as these.

use super::Corpus;
use super::place::Located;
use crate::align::{LONGEST_EDIT, Side};
use crate::edits::{Block, fill};
use crate::group::{Member, is_digit};
use crate::int::{float, index, narrow};
use crate::loops::Loop;
use crate::normalize::{Symbol, alike, is_word};
use crate::span::{DocId, Folded, Raw, Span};

/// Symbols of a unit from which it may be a clause: a loop of a shorter one has too few differences to tell.
const CLAUSE: u32 = 30;
/// Symbols from which two stretches that differ in little are one told twice: of 60 pairs of neighbouring clauses of laws the longest has 76.
const TOLD_TWICE: u32 = 100;
/// Share of equal symbols that is little; stretches of twice so many symbols are no clause whatever they differ in.
const LITTLE: f64 = 0.95;
/// Copies from which no writer made them; the last may lack a few symbols.
const MANY: f64 = 2.9;
/// Equal symbols at an end of two stretches that stand there by chance, fewer than.
const EDGE: u32 = 8;
/// Symbols of the sentence beside a copy that are equal without a difference between, at most.
const INSIDE: u32 = 3;
/// Letters that scans put for others.
const SHAPES: [(&str, &str); 7] =
    [("rn", "m"), ("cl", "d"), ("vv", "w"), ("1", "l"), ("0", "o"), ("5", "s"), ("|", "l")];
/// Letters that two words must share to be one with a slip.
const LETTERS: usize = 3;
/// Symbols that are compared at most.
const COMPARED: u32 = 400;
/// Share of the differences that put a character in the place of one like it from which they are slips. Of the slips of scans and
/// typists half do; of the differences between 60 pairs of clauses of laws one in forty did.
const SLIPS: f64 = 0.2;
/// Bits a symbol by which slips are less usual than what they stand for; of clauses of laws both were as usual, to 2 bits.
const UNUSUAL: f64 = 2.5;
/// Symbols behind a difference that show whether it is usual there.
const BEHIND: usize = 2;

/// Whether the copies of a loop differ as parallel clauses do, or as items of a list that have other numbers each.
///
/// Complexity: constant, but for looking at the differences.
pub(super) fn is_parallel(corpus: &Corpus, located: &Located, doc: usize, found: &Loop) -> bool {
    if found.other_numbers {
        return true;
    }
    if found.identity >= 1.0 || found.period < CLAUSE || found.copies() >= MANY {
        return false;
    }
    let folded = &corpus.folded[doc];
    let whole: Span<Folded> = folded.to_folded(found.span);
    let second = folded.to_folded(Span::new(found.second, found.span.end)).start;
    // One copy before: as far in front of the end as the second copy is behind the first, or a period.
    let before = whole.end.saturating_sub(found.period.max(second - whole.start));
    let here = Span::<Folded>::new(second, whole.end);
    let there = Span::<Folded>::new(whole.start, before.max(whole.start));
    !is_told_twice(found.period, found.identity) && is_written(Page { corpus, located, doc, other: doc }, here, there)
}

/// Whether a member that is a near copy of another place is a parallel clause of it: in its document, or, if it is a sentence or two, in another.
///
/// Complexity: constant, but for looking at the differences.
pub(super) fn is_clause(corpus: &Corpus, located: &Located, member: &Member, centre: Side) -> bool {
    let Member { side, tally, .. } = member;
    let (symbols, differs) = (side.span.len(), tally.edits + tally.hole_symbols > 0);
    let page = Page { corpus, located, doc: side.doc.index(), other: centre.doc.index() };
    differs
        && !is_told_twice(symbols, tally.identity())
        && (page.is_one() || symbols < TOLD_TWICE)
        && is_written(page, side.span, centre.span)
}

/// Whether two stretches are too long, for what they differ in, to be clauses.
fn is_told_twice(symbols: u32, identity: f64) -> bool {
    symbols >= TOLD_TWICE && identity >= LITTLE || symbols >= 2 * TOLD_TWICE
}

/// Whether the differences between two stretches, the second in the other document, are a writer's.
fn is_written(page: Page, here: Span<Folded>, there: Span<Folded>) -> bool {
    let [text, other] = [page.doc, page.other].map(|doc| page.corpus.texts[doc]);
    let first = |span: Span<Folded>| Span::<Folded>::new(span.start, span.end.min(span.start + COMPARED));
    let (here, there) = (first(here), first(there));
    let aligned = fill(&text[here.range()], &other[there.range()], |_| 1, 1);
    let (mut differences, mut slips, mut unusual) = (0, 0, 0.0);
    for pair in page.without_edges(&aligned.blocks, here.start, there.start).windows(2) {
        let (x, y) = between(pair, (here, there));
        // A sentence that one of the two lacks says nothing: copies lose some, and writers leave some out.
        if x.len().min(y.len()) == 0 && x.len().max(y.len()) > LONGEST_EDIT {
            continue;
        }
        // What other figures say is asked for by itself, and of a word in another document the letters are not at hand: it may have a slip.
        let is_left_out = |text: &[Symbol], span: Span<Folded>| {
            text[span.range()].iter().all(|&symbol| is_digit(symbol) || is_word(symbol))
        };
        if !page.is_one() && is_left_out(text, x) && is_left_out(other, y) {
            continue;
        }
        differences += 1;
        slips += usize::from(is_slip(&text[x.range()], &other[y.range()]) || page.are_slips(x, y));
        unusual += bits(page.corpus, page.doc, x) - bits(page.corpus, page.other, y);
    }
    let count = float(differences);
    differences > 0 && float(slips) < SLIPS * count && unusual < UNUSUAL * count
}

/// What stands between two runs of equal symbols, on both sides.
fn between(pair: &[Block], (here, there): (Span<Folded>, Span<Folded>)) -> (Span<Folded>, Span<Folded>) {
    let side = |from: u32, run: fn(&Block) -> u32| Span::new(from + run(&pair[0]) + pair[0].len, from + run(&pair[1]));
    (side(here.start, |run| run.a), side(there.start, |run| run.b))
}

/// Whether a character stands for one it is easily taken for.
fn is_slip(here: &[Symbol], there: &[Symbol]) -> bool {
    here.iter().any(|x| there.iter().any(|y| alike(*x, *y)))
}

/// A document with its text, and another that it is compared with, or itself.
#[derive(Clone, Copy)]
struct Page<'a> {
    corpus: &'a Corpus<'a>,
    located: &'a Located<'a>,
    doc: usize,
    other: usize,
}

impl Page<'_> {
    /// Whether both are one.
    fn is_one(&self) -> bool {
        self.doc == self.other
    }

    /// The runs of two stretches, that begin at `here` and `there`, without short ones at either end that stand in another sentence than the rest on
    /// both sides: a copy goes on a little into what stands beside it where that is alike by chance.
    fn without_edges<'b>(&self, blocks: &'b [Block], here: u32, there: u32) -> &'b [Block] {
        let is_long = |block: &Block| block.len >= EDGE;
        let Some((first, last)) = blocks.iter().position(is_long).zip(blocks.iter().rposition(is_long)) else {
            return blocks;
        };
        let [begun, ended] = [blocks[first], blocks[last]];
        // A symbol or two of the sentence beside it may be equal, too.
        let parts = |a: u32, b: u32| self.parts(here + a) && (!self.is_one() || self.parts(there + b));
        let begins = (0..=INSIDE).any(|inside| parts(begun.a + inside, begun.b + inside));
        let ends = (0..=INSIDE).any(|inside| parts(ended.a + ended.len - inside, ended.b + ended.len - inside));
        &blocks[if begins { first } else { 0 }..if ends { last + 1 } else { blocks.len() }]
    }

    /// Whether a sentence or line ends before a symbol.
    fn parts(&self, at: u32) -> bool {
        let symbols = narrow(self.corpus.texts[self.doc].len());
        if at == 0 || at >= symbols {
            return true;
        }
        let raw = |at: u32| self.raw(Span::new(at, at + 1));
        let (before, behind) = (raw(at - 1).end, raw(at).start);
        let between = self.located.text().get(Span::<Raw>::new(before, behind).range()).unwrap_or("");
        between.contains(['。', '！', '？', '；', '.', '!', '?', ';', '\n'])
    }

    /// Whether one of two stretches is the other with a letter or two taken for others, or put in or left out.
    fn are_slips(&self, x: Span<Folded>, y: Span<Folded>) -> bool {
        let text = self.corpus.texts[self.doc];
        let has_word = |span: Span<Folded>| text[span.range()].iter().any(|symbol| is_word(*symbol));
        self.is_one() && has_word(x) && has_word(y) && misspelt(&self.letters(x), &self.letters(y))
    }

    fn letters(&self, span: Span<Folded>) -> Vec<char> {
        let text: String = self.located.text()[self.raw(span).range()].chars().flat_map(char::to_lowercase).collect();
        let shapes = SHAPES.iter().fold(text, |text, (shape, letter)| text.replace(shape, letter));
        shapes.chars().filter(|c| c.is_alphanumeric()).collect()
    }

    fn raw(&self, span: Span<Folded>) -> Span<Raw> {
        self.located.raw(self.corpus.folded[self.doc].to_norm(span))
    }
}

/// Whether two stretches of letters differ in the shape of some or in one letter. A writer changes endings and whole words: the payer and the payee.
fn misspelt(x: &[char], y: &[char]) -> bool {
    let same = x.iter().zip(y).take_while(|(x, y)| x == y).count();
    let (x, y) = (&x[same..], &y[same..]);
    let same_behind = x.iter().rev().zip(y.iter().rev()).take_while(|(x, y)| x == y).count();
    let differ = x.len().max(y.len()) - same_behind;
    differ == 0 || differ == 1 && same_behind > 0 && same + same_behind >= LETTERS
}

/// How unusual a stretch of a document is where it stands, in bits a symbol.
fn bits(corpus: &Corpus, doc: usize, span: Span<Folded>) -> f64 {
    let (text, background) = (corpus.texts[doc], corpus.background);
    let (from, to) = (index(span.start), (index(span.end) + BEHIND).min(text.len()));
    let own = background.counted(std::iter::once(Side { doc: DocId(narrow(doc)), span }), 0);
    background.bits(text, from, to, own) / float((to - from).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_a_scan_is_told_from_another_word() {
        let misspelt = |x: &str, y: &str| {
            let [x, y] = [x, y].map(|text| text.chars().collect::<Vec<char>>());
            misspelt(&x, &y)
        };
        for (x, y) in [("company", "cempany"), ("report", "repot"), ("board", "board")] {
            assert!(misspelt(x, y) && misspelt(y, x), "{x} {y}");
        }
        for (x, y) in [("buyer", "seller"), ("payer", "payee"), ("on", "in"), ("may", "must"), ("increase", "decrease")]
        {
            assert!(!misspelt(x, y) && !misspelt(y, x), "{x} {y}");
        }
    }
}
