//! What each symbol is worth, kept once it was asked for: pairs of documents ask for the same symbols again and again.
//!
//! What is kept is the price with the copies left out that stand at the symbol itself, a byte a symbol; where the other side
//! of a pair has more copies it is computed. It is a function of the corpus alone, so that threads may write it in
//! any order.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use super::{Background, Depth, depth};
use crate::edits::Score;
#[cfg(test)]
use crate::int::narrow;
use crate::normalize::Symbol;

/// A byte of a symbol whose price was not asked for.
const UNKNOWN: u8 = u8::MAX;

/// Prices of the symbols of all documents, empty at first.
#[derive(Debug)]
pub struct Gains {
    of_doc: Vec<OnceLock<Box<[AtomicU8]>>>,
}

impl Gains {
    /// Room for the prices of so many documents. Memory: a byte a symbol of documents that are asked for.
    pub fn new(documents: usize) -> Self {
        Self { of_doc: (0..documents).map(|_| OnceLock::new()).collect() }
    }

    /// [`Background::gain`] of the symbol at `at` of a document, with the copies at that place or `other` copies left out,
    /// whichever are more.
    #[inline]
    pub(super) fn gain(
        &self,
        (background, depth): (&Background, &Depth),
        text: &[Symbol],
        (doc, at): (usize, usize),
        other: u32,
    ) -> Score {
        self.of(doc, text).gain((background, depth.of(doc)), at, other)
    }

    /// What the symbols from `at` on are worth together, `others` copies left out at each, as [`gain`](Self::gain) says it.
    ///
    /// Complexity: linear.
    pub(super) fn sum(
        &self,
        (background, depth): (&Background, &Depth),
        text: &[Symbol],
        (doc, at): (usize, usize),
        others: impl Iterator<Item = u32>,
    ) -> Score {
        let (of_doc, depth) = (self.of(doc, text), depth.of(doc));
        let gains = others.zip(at..).map(|(other, at)| of_doc.gain((background, depth), at, other));
        gains.fold(0, Score::saturating_add)
    }

    fn of<'a>(&'a self, doc: usize, text: &'a [Symbol]) -> OfDocument<'a> {
        let known = self.of_doc[doc].get_or_init(|| text.iter().map(|_| AtomicU8::new(UNKNOWN)).collect());
        OfDocument { text, known }
    }
}

/// Prices of the symbols of one document.
#[derive(Clone, Copy)]
struct OfDocument<'a> {
    text: &'a [Symbol],
    known: &'a [AtomicU8],
}

impl OfDocument<'_> {
    #[inline]
    fn gain(self, (background, depth): (&Background, depth::OfDocument), at: usize, other: u32) -> Score {
        let own = depth.at(at);
        if other > own && background.left_out(other) > background.left_out(own) {
            return background.gain(self.text, at, other);
        }
        let known = self.known[at].load(Ordering::Relaxed);
        if known != UNKNOWN {
            return Score::from(known);
        }
        let gain = background.gain(self.text, at, own);
        if let Ok(byte) = u8::try_from(gain) {
            self.known[at].store(byte, Ordering::Relaxed);
        }
        gain
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Runs;
    use crate::edits::Block;
    use crate::span::DocId;

    #[test]
    fn what_is_kept_is_what_the_background_says() {
        let text: Vec<Symbol> = (0..400_u32).map(|i| (i * i / 7) % 23).collect();
        let background = Background::new(&[&text]);
        let run = |a, b| Block { a, b, len: 100 };
        let pair = Runs { a: DocId(0), b: DocId(0), blocks: [run(0, 200), run(0, 210), run(30, 220)].repeat(5) };
        let depth = Depth::new(&[pair], &[text.len()]);
        let gains = Gains::new(1);
        for other in [0, 3, 60, 0, 9, 12, 60] {
            for at in 0..text.len() {
                let own = depth.at(0, narrow(at)).max(other);
                let gain = gains.gain((&background, &depth), &text, (0, at), other);
                assert_eq!(gain, background.gain(&text, at, own), "{other} at {at}");
            }
            let others = (0..).map(|i| other * (i % 3)).take(300);
            let plain: Score = others
                .clone()
                .zip(50..)
                .map(|(other, at)| background.gain(&text, at, depth.at(0, narrow(at)).max(other)))
                .sum();
            assert_eq!(gains.sum((&background, &depth), &text, (0, 50), others), plain);
        }
    }
}
