//! The text without the extra copies of its loops, and the way back.
//!
//! Of each loop that repeats exactly the first copy stays, and so much of the last that what follows keeps at least `context` symbols of
//! what stood before it; what is cut out is a whole number of periods, so that both seams read
//! on as the text did. Loops that drift stay as they are: a copy that differs may stand elsewhere, too. A passage that begins inside a loop and goes on behind it is therefore still found whole.

use super::Loop;
use crate::int::{index, narrow};
use crate::normalize::Symbol;
use crate::span::{Folded, Norm, Span};

/// A normalised text with the extra copies of its loops cut out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedText {
    /// What is left.
    pub symbols: Vec<Symbol>,
    /// Where a piece begins, folded and unfolded; the first is (0, 0).
    pieces: Vec<(u32, u32)>,
}

/// Cuts the extra copies of `loops` (disjoint, ascending) out of `symbols`, leaving `context` symbols before each end.
///
/// Complexity: `O(n)`; without loops nothing is copied.
pub fn fold(symbols: Vec<Symbol>, loops: &[Loop], context: u32) -> FoldedText {
    let mut cuts: Vec<Span<Norm>> = Vec::new();
    for found in loops {
        let room = found.span.end.saturating_sub(context).saturating_sub(found.second);
        let cut = room / found.period.max(1) * found.period;
        if cut > 0 && repeats(&symbols, found, found.second + cut + context.min(found.span.end - found.second - cut)) {
            cuts.push(Span::new(found.second, found.second + cut));
        }
    }
    if cuts.is_empty() {
        return FoldedText { symbols, pieces: vec![(0, 0)] };
    }
    let mut folded = FoldedText { symbols: Vec::with_capacity(symbols.len()), pieces: vec![(0, 0)] };
    let mut from = 0;
    for cut in cuts {
        folded.symbols.extend_from_slice(&symbols[index(from)..index(cut.start)]);
        folded.pieces.push((narrow(folded.symbols.len()), cut.end));
        from = cut.end;
    }
    folded.symbols.extend_from_slice(&symbols[index(from)..]);
    folded
}

/// Whether everything from the second copy to `end` equals what stands one period before: only then do both seams of a
/// cut read on as the text did.
fn repeats(symbols: &[Symbol], found: &Loop, end: u32) -> bool {
    let copied = index(found.second)..index(end);
    let before = index(found.second - found.period.min(found.second))..index(end - found.period.min(end));
    symbols[copied] == symbols[before]
}

impl FoldedText {
    /// Where a folded span stands in the normalised text; copies that were cut out inside it are inside again.
    ///
    /// Complexity: `O(log loops)`.
    pub fn to_norm(&self, span: Span<Folded>) -> Span<Norm> {
        if span.is_empty() {
            let at = self.unfold(span.start);
            return Span::new(at, at);
        }
        Span::new(self.unfold(span.start), self.unfold(span.end - 1) + 1)
    }

    /// Where a span of the normalised text stands after folding; what was cut out of it is empty.
    pub fn to_folded(&self, span: Span<Norm>) -> Span<Folded> {
        Span::new(self.refold(span.start), self.refold(span.end))
    }

    fn unfold(&self, at: u32) -> u32 {
        let (folded, norm) = self.pieces[self.pieces.partition_point(|piece| piece.0 <= at).saturating_sub(1)];
        norm + (at - folded)
    }

    fn refold(&self, at: u32) -> u32 {
        let i = self.pieces.partition_point(|piece| piece.1 <= at).saturating_sub(1);
        let end = self.pieces.get(i + 1).map_or(narrow(self.symbols.len()), |next| next.0);
        (self.pieces[i].0 + (at - self.pieces[i].1)).min(end)
    }
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;

    #[test]
    fn folding_keeps_both_seams_and_finds_the_way_back() {
        let before: Vec<u32> = (0..50).collect();
        let unit: Vec<u32> = (100..140).collect();
        let after: Vec<u32> = (200..250).collect();
        let text: Vec<u32> = [&before[..], &unit, &unit, &unit, &unit, &unit[..10], &after].concat();
        let loops = find(&text);
        let folded = fold(text.clone(), &loops, 20);
        let expected: Vec<u32> = [&before[..], &unit, &unit, &unit[..10], &after].concat();
        assert_eq!(folded.symbols, expected);
        for at in 0..narrow(folded.symbols.len()) {
            let norm = folded.to_norm(Span::new(at, at + 1));
            assert_eq!(text[index(norm.start)], folded.symbols[index(at)]);
            assert_eq!(folded.to_folded(norm), Span::new(at, at + 1));
        }
        assert_eq!(folded.to_norm(Span::new(40, 150)), Span::new(40, 230));
    }
}
