//! What of a corpus the model of it is made of.

use crate::int::{float, float64, index, low, wide};
use crate::normalize::Symbol;

/// Symbols that are counted, about, of larger corpora: whole documents spread evenly, or stretches of them, where single ones are
/// larger than that.
pub(super) const SAMPLE_SYMBOLS: u64 = 6_000_000;
/// Symbols of a stretch: runs across its ends, which are not counted, are one in thousands.
const STRETCH_SYMBOLS: usize = 1 << 16;

/// What is counted of a corpus.
#[derive(Debug, PartialEq)]
pub(super) struct Sample<'a> {
    pub(super) stretches: Vec<&'a [Symbol]>,
    pub(super) symbols: u64,
    /// Share of the corpus.
    pub(super) share: f64,
}

impl<'a> Sample<'a> {
    /// About so many symbols of the texts, all if there are no more: every so many documents whole, or stretches of all where that
    /// would be less than half or more than twice as many, because some are much larger than others.
    pub(super) fn of(texts: &[&'a [Symbol]], wanted: u64) -> Self {
        let symbols = |texts: &[&[Symbol]]| texts.iter().map(|text| wide(text.len())).sum::<u64>();
        let all = symbols(texts);
        let step = index(low(all.div_ceil(wanted).max(1)));
        let whole: Vec<&[Symbol]> = texts.iter().step_by(step).copied().collect();
        let counted = symbols(&whole);
        if step == 1 || (wanted / 2..=2 * wanted).contains(&counted) {
            return Self { symbols: counted, stretches: whole, share: 1.0 / float(step) };
        }
        let mut stretches = Vec::new();
        // The stretch is taken in which the symbols before it come to the next share of all.
        let (mut before, mut next) = (0, 0);
        for stretch in texts.iter().flat_map(|text| text.chunks(STRETCH_SYMBOLS)) {
            if before >= next {
                stretches.push(stretch);
                next += wide(stretch.len()) * wide(step);
            }
            before += wide(stretch.len());
        }
        let counted = symbols(&stretches);
        Self { symbols: counted, stretches, share: float64(counted) / float64(all) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_large_corpus_documents_are_counted_and_of_a_large_document_stretches() {
        let large: Vec<u32> = (0..40 * 65_536).collect();
        let small: Vec<&[u32]> = large.chunks(1000).collect();
        let counted = |texts: &[&[u32]]| {
            let Sample { stretches, symbols, share } = Sample::of(texts, 200_000);
            (stretches.len(), symbols, (1.0 / share).round())
        };
        assert_eq!(counted(&small[..200]), (200, 200_000, 1.0));
        assert_eq!(counted(&small), (188, 188_000, 14.0));
        assert_eq!(counted(&[&large]), (3, 3 * 65_536, 13.0));
        let (one, tiny) = (&large[..300_000], &large[..90]);
        assert_eq!(counted(&[one, tiny]), (1, 300_000, 2.0));
        assert_eq!(counted(&[tiny, one]), (3, 90 + 2 * 65_536, 2.0));
    }
}
