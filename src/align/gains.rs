//! What each symbol is worth, kept once it was asked for: pairs of documents ask for the same symbols again and again.
//!
//! Only the price with the usual number of copies left out is kept, a byte a symbol; others are computed each time. What
//! is kept is a function of the corpus alone, so that threads may write it in any order.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use super::Background;
use crate::edits::Score;
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

    /// [`Background::gain`] of the symbol at `at` of a document.
    #[inline]
    pub(super) fn gain(&self, background: &Background, text: &[Symbol], (doc, at): (usize, usize), own: u32) -> Score {
        if !background.leaves_usual(own) {
            return background.gain(text, at, own);
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

    #[test]
    fn what_is_kept_is_what_the_background_says() {
        let text: Vec<Symbol> = (0..400_u32).map(|i| (i * i / 7) % 23).collect();
        let background = Background::new(&[&text]);
        let gains = Gains::new(1);
        for own in [0, 3, 60, 0, 6, 7] {
            for at in 0..text.len() {
                assert_eq!(
                    gains.gain(&background, &text, (0, at), own),
                    background.gain(&text, at, own),
                    "{own} at {at}"
                );
            }
        }
    }
}
