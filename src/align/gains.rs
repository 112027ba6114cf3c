//! What each symbol is worth, kept once it was asked for: pairs of documents ask for the same symbols again and again.
//!
//! What is kept is the price with the copies left out that stand at the symbol itself, a byte a symbol; where the other side
//! of a pair has more copies it is computed. It is a function of the corpus alone, so that threads may write it in
//! any order.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use super::{Background, Depth};
use crate::edits::Score;
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
        let own = depth.at(doc, narrow(at));
        if other > own && background.left_out(other) > background.left_out(own) {
            return background.gain(text, at, other);
        }
        let of_doc = self.of_doc[doc].get_or_init(|| text.iter().map(|_| AtomicU8::new(UNKNOWN)).collect());
        let known = of_doc[at].load(Ordering::Relaxed);
        if known != UNKNOWN {
            return Score::from(known);
        }
        let gain = background.gain(text, at, own);
        if let Ok(byte) = u8::try_from(gain) {
            of_doc[at].store(byte, Ordering::Relaxed);
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
        }
    }
}
