//! Whether the copies of a drifting loop, or two places of one document, were written: parallel clauses, which say different things in like
//! words.
//!
//! A decoder that slips puts characters in the place of those they are easily taken for, or where nothing of the kind ever stands. A writer's other
//! words are hardly like the first ones, and as usual as these.

use super::Corpus;
use crate::align::{LONGEST_EDIT, Side};
use crate::edits::{Block, fill};
use crate::group::Member;
use crate::int::{float, index};
use crate::loops::Loop;
use crate::normalize::{Symbol, alike};
use crate::span::{Folded, Span};

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
pub(super) fn is_parallel(corpus: &Corpus, doc: usize, found: &Loop) -> bool {
    if found.other_numbers {
        return true;
    }
    if found.identity >= 1.0 || found.period < CLAUSE || found.copies() >= MANY {
        return false;
    }
    let (folded, text) = (&corpus.folded[doc], corpus.texts[doc]);
    let whole: Span<Folded> = folded.to_folded(found.span);
    let second = folded.to_folded(Span::new(found.second, found.span.end)).start;
    // One copy before: as far in front of the end as the second copy is behind the first, or a period.
    let before = whole.end.saturating_sub(found.period.max(second - whole.start));
    let here = Span::<Folded>::new(second, whole.end);
    let there = Span::<Folded>::new(whole.start, before.max(whole.start));
    !is_told_twice(found.period, found.identity) && is_written(corpus, text, here, there)
}

/// Whether a member that is a near copy of another place of its document is a parallel clause of it.
///
/// Complexity: constant, but for looking at the differences.
pub(super) fn is_clause(corpus: &Corpus, member: &Member, centre: Side) -> bool {
    let Member { side, tally, .. } = member;
    let differs = tally.edits + tally.hole_symbols > 0;
    side.doc == centre.doc
        && differs
        && !is_told_twice(side.span.len(), tally.identity())
        && is_written(corpus, corpus.texts[side.doc.index()], side.span, centre.span)
}

/// Whether two stretches are too long, for what they differ in, to be clauses.
fn is_told_twice(symbols: u32, identity: f64) -> bool {
    symbols >= TOLD_TWICE && identity >= LITTLE || symbols >= 2 * TOLD_TWICE
}

/// Whether the differences between two stretches of a text are a writer's.
fn is_written(corpus: &Corpus, text: &[Symbol], here: Span<Folded>, there: Span<Folded>) -> bool {
    let first = |span: Span<Folded>| Span::<Folded>::new(span.start, span.end.min(span.start + COMPARED));
    let (here, there) = (first(here), first(there));
    let aligned = fill(&text[here.range()], &text[there.range()], |_| 1, 1);
    let (mut differences, mut slips, mut unusual) = (0, 0, 0.0);
    for pair in without_edges(&aligned.blocks).windows(2) {
        let (x, y) = between(pair, (here, there));
        // A sentence that one of the two lacks says nothing: copies lose some, and writers leave some out.
        if x.len().min(y.len()) == 0 && x.len().max(y.len()) > LONGEST_EDIT {
            continue;
        }
        differences += 1;
        slips += usize::from(is_slip(&text[x.range()], &text[y.range()]));
        unusual += bits(corpus, text, x) - bits(corpus, text, y);
    }
    let count = float(differences);
    differences > 0 && float(slips) < SLIPS * count && unusual < UNUSUAL * count
}

/// The runs without short ones at either end: a copy goes on a little into what stands beside it where that is alike by chance.
fn without_edges(blocks: &[Block]) -> &[Block] {
    let is_long = |block: &Block| block.len >= EDGE;
    let first = blocks.iter().position(is_long).unwrap_or(0);
    let last = blocks.iter().rposition(is_long).unwrap_or(blocks.len().saturating_sub(1));
    &blocks[first.min(blocks.len())..blocks.len().min(last + 1)]
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

/// How unusual a stretch is where it stands, in bits a symbol.
fn bits(corpus: &Corpus, text: &[Symbol], span: Span<Folded>) -> f64 {
    let (from, to) = (index(span.start), (index(span.end) + BEHIND).min(text.len()));
    corpus.background.bits(text, from, to, 1) / float((to - from).max(1))
}
