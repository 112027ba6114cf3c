//! Where each text begins when the symbols of all are counted through, and back from a position to its text. Knows lengths, no symbols.

use super::records::Place;
use crate::int::{index, narrow};
use crate::normalize::Symbol;
use crate::span::DocId;

/// Where each text begins when the symbols of all are counted through.
#[derive(Debug)]
pub(super) struct Starts {
    /// First symbols, and the number of all behind them.
    pub(super) of: Vec<usize>,
    /// For each stretch of symbols the text that its first symbol is in, so that a search has little to look through.
    stretches: Vec<u32>,
    stretch_bits: u32,
}

impl Starts {
    pub(super) fn new(texts: &[&[Symbol]]) -> Self {
        let mut of = vec![0];
        let mut all = 0;
        for text in texts {
            all += text.len();
            of.push(all);
        }
        // Four stretches a text on average.
        let stretch_bits = (all / (4 * texts.len().max(1))).checked_ilog2().unwrap_or(0);
        let mut text = 0;
        let stretches = (0..=all >> stretch_bits).map(|stretch| {
            while text + 1 < texts.len() && of[text + 1] <= stretch << stretch_bits {
                text += 1;
            }
            narrow(text)
        });
        let stretches = stretches.collect();
        Self { of, stretches, stretch_bits }
    }

    pub(super) fn all(&self) -> usize {
        self.of.last().copied().unwrap_or(0)
    }

    #[inline]
    pub(super) fn place(&self, position: u64) -> Place {
        let position = crate::int::slot(position);
        let mut text = self.stretches[position >> self.stretch_bits];
        while self.of[index(text) + 1] <= position {
            text += 1;
        }
        (DocId(text), narrow(position - self.of[index(text)]))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn positions_lead_back_to_their_texts(lengths in prop::collection::vec(prop_oneof![Just(0), 0_usize..9, Just(900)], 0..40)) {
            let texts: Vec<Vec<Symbol>> = lengths.iter().map(|&length| vec![0; length]).collect();
            let texts: Vec<&[Symbol]> = texts.iter().map(Vec::as_slice).collect();
            let starts = Starts::new(&texts);
            let mut position = 0;
            for (text, doc) in texts.iter().zip(0..) {
                for at in 0..narrow(text.len()) {
                    prop_assert_eq!(starts.place(position), (DocId(doc), at));
                    position += 1;
                }
            }
        }
    }
}
