//! The background: how much information a symbol carries in this corpus.
//!
//! Counts of runs of one to five symbols, hashed. [`Background::gain`] prices one equal symbol of an alignment by its
//! pair with the symbol before; [`Background::bits`] prices a whole passage by four symbols of context, its own
//! family's occurrences left out. Smoothing is interpolation with a fixed prior weight (a Dirichlet prior, `MacKay` and
//! Peto 1995); collisions of the hashed counts can only make a passage look more usual than it is.

use rayon::prelude::*;

use crate::edits::{BIT, Score};
use crate::int::{float, float64, floor, index, slot, wide};
use crate::normalize::Symbol;

/// Longest run that is counted, in symbols.
const ORDER: usize = 5;
/// Symbols that are counted, about, of larger corpora: whole documents spread evenly, or stretches of them, where single ones are
/// larger than that.
const SAMPLE_SYMBOLS: u64 = 6_000_000;
/// Symbols of a stretch: runs across its ends, which are not counted, are one in thousands.
const STRETCH_SYMBOLS: usize = 1 << 16;
/// Counters of single symbols at most: many times the symbols that texts are written in.
const SINGLES: usize = 1 << 20;
/// Occurrences that are left out of a pair's price, so that a passage does not make itself usual: families up to this
/// size look new to themselves.
const OWN_COPIES: usize = 6;
/// Weight of the shorter context, in occurrences.
const PRIOR: f64 = 3.0;
/// Least and most a single equal symbol can say, in bits.
const LEAST: f64 = 0.4;
const MOST: f64 = 13.0;

/// How often runs of symbols stand in the corpus.
#[derive(Debug)]
pub struct Background {
    /// Single symbols and pairs.
    short: [Vec<u32>; 2],
    /// Longer runs, which hardly any stand so often that 16 bits can't say it.
    long: [Vec<u16>; ORDER - 2],
    symbols: u64,
    /// Share of the documents that were counted.
    share: f64,
}

impl Background {
    /// Counts the runs of the documents. Complexity: `O(min(n, 6 million))` time; 10 to 40 bytes a counted symbol.
    pub fn new(texts: &[&[Symbol]]) -> Self {
        let Sample { stretches, symbols: counted, share } = Sample::of(texts, SAMPLE_SYMBOLS);
        let size = slot(counted.max(1 << 10) * 2).next_power_of_two();
        let singles = size.min(SINGLES);
        let mut short = [vec![0_u32; singles], vec![0; size]];
        let mut long: [Vec<u16>; ORDER - 2] = std::array::from_fn(|_| vec![0; size]);
        // Each order by itself: its counts are all that a thread writes to.
        short.par_iter_mut().enumerate().for_each(|(order, counts)| {
            for text in &stretches {
                count(text, order, counts, u32::saturating_add);
            }
        });
        long.par_iter_mut().enumerate().for_each(|(order, counts)| {
            for text in &stretches {
                count(text, order + 2, counts, u16::saturating_add);
            }
        });
        Self { short, long, symbols: counted.max(1), share }
    }

    /// Symbols that were counted.
    pub fn symbols(&self) -> u64 {
        self.symbols
    }

    fn count(&self, order: usize, hash: u64) -> u32 {
        match self.short.get(order) {
            Some(counts) => counts[slot(hash) & (counts.len() - 1)],
            None => u32::from(self.long[order - 2][slot(hash) & (self.long[order - 2].len() - 1)]),
        }
    }

    /// Occurrences that are left out of the counts of a symbol with `own` copies.
    pub(super) fn left_out(&self, own: u32) -> usize {
        floor(float(index(own)) * self.share).max(OWN_COPIES)
    }

    /// What the equal symbol at `at` is worth, given the symbol before it, with `own` copies left out of the counts.
    pub fn gain(&self, text: &[Symbol], at: usize, own: u32) -> Score {
        let own = self.left_out(own);
        let left = |count: u32| float(index(count).saturating_sub(own));
        let single = mix(0, text[at]);
        let alone = left(self.count(0, single)).max(0.5) / float64(self.symbols);
        let mut share = alone;
        if at > 0 {
            let pair = left(self.count(1, mix(single, text[at - 1])));
            let context = left(self.count(0, mix(0, text[at - 1])));
            share = (pair + PRIOR * alone) / (context + PRIOR);
        }
        score((-share.log2()).clamp(LEAST, MOST))
    }

    /// What the passage `from..to` is worth, in bits, with `own` occurrences of it left out of every count.
    pub fn bits(&self, text: &[Symbol], from: usize, to: usize, own: u32) -> f64 {
        (from..to).map(|at| self.bits_at(text, from, at, own)).sum()
    }

    /// What one symbol of the passage that begins at `from` is worth, in bits.
    pub fn bits_at(&self, text: &[Symbol], from: usize, at: usize, own: u32) -> f64 {
        let own = float(index(own)) * self.share;
        let left = |count: u32| (float(index(count)) - own).max(0.0);
        let (mut gram, mut context) = (mix(0, text[at]), 0);
        let mut share = (left(self.count(0, gram)) + 0.5) / (float64(self.symbols) + 0.5);
        for order in 1..ORDER.min(at - from + 1) {
            context = mix(context, text[at - order]);
            gram = mix(gram, text[at - order]);
            let seen = left(self.count(order - 1, context));
            share = (left(self.count(order, gram)) + PRIOR * share) / (seen + PRIOR);
        }
        (-share.min(1.0).log2()).min(16.0)
    }
}

/// What is counted of a corpus.
#[derive(Debug, PartialEq)]
struct Sample<'a> {
    stretches: Vec<&'a [Symbol]>,
    symbols: u64,
    /// Share of the corpus.
    share: f64,
}

impl<'a> Sample<'a> {
    /// About so many symbols of the texts, all if there are no more: every so many documents whole, or stretches of all where that
    /// would be less than half or more than twice as many, because some are much larger than others.
    fn of(texts: &[&'a [Symbol]], wanted: u64) -> Self {
        let symbols = |texts: &[&[Symbol]]| texts.iter().map(|text| wide(text.len())).sum::<u64>();
        let all = symbols(texts);
        let step = index(crate::int::low(all.div_ceil(wanted).max(1)));
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

/// Counts the runs of `order` and one symbols of a text, as far as the counters go.
fn count<T: Copy + From<bool>>(text: &[Symbol], order: usize, counts: &mut [T], add: fn(T, T) -> T) {
    for run in text.windows(order + 1) {
        let at = slot(run.iter().rev().fold(0, |hash, &symbol| mix(hash, symbol))) & (counts.len() - 1);
        counts[at] = add(counts[at], T::from(true));
    }
}

fn mix(hash: u64, symbol: Symbol) -> u64 {
    let mixed = (hash ^ u64::from(symbol)).wrapping_add(0x9E37_79B9_7F4A_7C15).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed ^ (mixed >> 29)
}

/// Bits as a [`Score`], rounded down.
fn score(bits: f64) -> Score {
    Score::try_from(floor(bits * float(16))).unwrap_or(Score::MAX / 1024).min(64 * BIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corpus() -> Vec<Vec<u32>> {
        let word = [10, 11, 12, 13, 14, 15, 16, 17];
        (0..60_u32)
            .map(|doc| {
                let random =
                    |i: u32| (doc * 401 + i + 1).wrapping_mul(2_654_435_761).rotate_left(13).wrapping_mul(0x85EB_CA6B);
                let mut text: Vec<u32> = (0..400).map(|i| (random(i) >> 7) % 2917 + 100).collect();
                text.splice(200..200, word);
                text
            })
            .collect()
    }

    #[test]
    fn what_everybody_writes_says_little() {
        let texts = corpus();
        let views: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
        let background = Background::new(&views);
        let usual = background.bits(&texts[0], 200, 208, 2);
        let rare = background.bits(&texts[0], 100, 108, 2);
        assert!(usual < 16.0, "{usual}");
        assert!(rare > 60.0, "{rare}");
        assert!(background.gain(&texts[0], 205, 0) < background.gain(&texts[0], 105, 0));
    }

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

    #[test]
    fn a_family_that_is_left_out_is_news_again() {
        let texts = corpus();
        let views: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
        let background = Background::new(&views);
        assert!(background.bits(&texts[0], 200, 208, 60) > 60.0);
    }
}
