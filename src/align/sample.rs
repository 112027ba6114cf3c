//! What of a corpus the model of it is made of.

use super::Side;
use crate::int::{float64, narrow, wide};
use crate::normalize::Symbol;
use crate::shingle::scramble;
use crate::span::DocId;

/// Symbols that are counted, about, of larger corpora: whole documents, drawn by their numbers, or stretches, where single ones
/// are larger than that.
pub(super) const SAMPLE_SYMBOLS: u64 = 6_000_000;
/// Symbols of a stretch: runs across its ends, which are not counted, are one in thousands.
const STRETCH_SYMBOLS: usize = 1 << 16;

/// What is counted of a corpus.
#[derive(Debug, PartialEq)]
pub(super) struct Sample<'a> {
    pub(super) stretches: Vec<&'a [Symbol]>,
    pub(super) symbols: u64,
    pub(super) drawn: Drawn,
}

/// Where what is counted stands.
#[derive(Debug, PartialEq)]
pub(super) struct Drawn {
    /// Document, start and end of each stretch, ascending.
    stretches: Vec<(DocId, u32, u32)>,
    /// Share of the corpus.
    pub(super) share: f64,
}

impl Drawn {
    /// Whether the middle of a side was counted. Complexity: logarithmic.
    pub(super) fn holds(&self, side: Side) -> bool {
        let middle = side.span.start + side.span.len() / 2;
        let behind = self.stretches.partition_point(|&(doc, start, _)| (doc, start) <= (side.doc, middle));
        let before = behind.checked_sub(1).map(|at| self.stretches[at]);
        before.is_some_and(|(doc, _, end)| doc == side.doc && middle < end)
    }
}

impl<'a> Sample<'a> {
    /// About so many symbols of the texts, all if there are no more: whole documents drawn by their numbers, or stretches of all where that
    /// would be less than half or more than twice as many, because some are much larger than others. Every so many documents
    /// would be none or all of the editions of a text, where these come in turns.
    pub(super) fn of(texts: &[&'a [Symbol]], wanted: u64) -> Self {
        let all: u64 = texts.iter().map(|text| wide(text.len())).sum();
        let step = all.div_ceil(wanted).max(1);
        let whole: Vec<Stretch<'a>> = (0..).map(DocId).zip(texts).map(|(doc, text)| (doc, 0, *text)).collect();
        let is_drawn = |stretch: &&Stretch| scramble(stretch.0.0.into()).is_multiple_of(step);
        let drawn: Vec<Stretch<'a>> = whole.iter().filter(is_drawn).copied().collect();
        if step == 1 || (wanted / 2..=2 * wanted).contains(&symbols(&drawn)) {
            return Self::new(drawn, all);
        }
        let mut stretches = Vec::new();
        // The stretch is taken in which the symbols before it come to the next share of all.
        let (mut before, mut next) = (0, 0);
        let cut = |(doc, _, text): Stretch<'a>| {
            let starts = (0..).step_by(STRETCH_SYMBOLS).map(narrow);
            text.chunks(STRETCH_SYMBOLS).zip(starts).map(move |(chunk, start)| (doc, start, chunk))
        };
        for stretch in whole.into_iter().flat_map(cut) {
            let symbols = wide(stretch.2.len());
            if before >= next {
                stretches.push(stretch);
                next += symbols * step;
            }
            before += symbols;
        }
        Self::new(stretches, all)
    }

    /// These stretches of a corpus of `all` symbols.
    fn new(stretches: Vec<Stretch<'a>>, all: u64) -> Self {
        let symbols = symbols(&stretches);
        let place = |&(doc, start, text): &Stretch| (doc, start, start + narrow(text.len()));
        let drawn =
            Drawn { stretches: stretches.iter().map(place).collect(), share: float64(symbols) / float64(all.max(1)) };
        Self { stretches: stretches.into_iter().map(|(_, _, text)| text).collect(), symbols, drawn }
    }
}

/// Document, start, and symbols from there on.
type Stretch<'a> = (DocId, u32, &'a [Symbol]);

fn symbols(stretches: &[Stretch]) -> u64 {
    stretches.iter().map(|(_, _, text)| wide(text.len())).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Span;

    #[test]
    fn of_a_large_corpus_documents_are_counted_and_of_a_large_document_stretches() {
        let large: Vec<u32> = (0..40 * 65_536).collect();
        let small: Vec<&[u32]> = large.chunks(1000).collect();
        let counted = |texts: &[&[u32]]| {
            let Sample { stretches, symbols, drawn } = Sample::of(texts, 200_000);
            (stretches.len(), symbols, (1.0 / drawn.share).round())
        };
        assert_eq!(counted(&small[..200]), (200, 200_000, 1.0));
        assert_eq!(counted(&small), (173, 173_000, 15.0));
        assert_eq!(counted(&[&large]), (3, 3 * 65_536, 13.0));
        let (one, tiny) = (&large[..300_000], &large[..90]);
        assert_eq!(counted(&[one, tiny]), (1, 300_000, 1.0));
        assert_eq!(counted(&[tiny, one]), (3, 90 + 2 * 65_536, 2.0));
    }

    #[test]
    fn what_was_counted_is_known_and_editions_that_come_in_turns_are_drawn_like_others() {
        let large: Vec<u32> = (0..1000 * 700).collect();
        let texts: Vec<&[u32]> = large.chunks(1000).collect();
        let Sample { stretches, drawn, .. } = Sample::of(&texts, 100_000);
        let side = |doc: usize, end: u32| Side { doc: DocId(narrow(doc)), span: Span::new(0, end) };
        let counted: Vec<usize> = (0..texts.len()).filter(|doc| drawn.holds(side(*doc, 1000))).collect();
        assert_eq!(counted.iter().map(|doc| texts[*doc]).collect::<Vec<_>>(), stretches);
        // Every seventh document is of one text: a share of them, neither none nor all.
        for edition in 0..7 {
            let of_it = counted.iter().filter(|doc| *doc % 7 == edition).count();
            assert!((5..30).contains(&of_it), "{edition}: {of_it}");
        }
        let Sample { drawn, .. } = Sample::of(&[&large], 100_000);
        assert!(drawn.holds(side(0, 1000)) && !drawn.holds(Side { doc: DocId(0), span: Span::new(70_000, 70_100) }));
    }
}
