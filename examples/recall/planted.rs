//! Text drawn by chance in which passages stand twice, the second time with edits: a corpus and the places that are to
//! be found in it. Looks for nothing.
//!
//! The text is no report: words of one to four ideographs, drawn by Zipf's law from a lexicon that is drawn by chance
//! itself, with a comma or full stop every few words. So characters and pairs of them repeat about as unevenly as in
//! Chinese, while no passage but the planted ones stands twice. What it lacks is what reports have in common: formulas.

use std::collections::BTreeSet;
use std::ops::Range;

use dittograph::Document;
use dittograph::config::NormalizeConfig;
use dittograph::int::{float, floor};
use dittograph::normalize::Normalizer;

/// Different ideographs, and words of the lexicon.
const IDEOGRAPHS: usize = 3000;
const WORDS: usize = 20_000;
/// What is added to a rank before Zipf's law is applied (Mandelbrot): the first few are not that frequent.
const SHIFT: f64 = 2.7;
/// Passages a corpus holds, each in two documents of its own: together more than 100,000 symbols, below which copies of
/// fewer than 32 symbols are taken for formulas.
const PAIRS: usize = 100;
/// Fewest and most symbols on each side of a passage.
const AROUND: Range<usize> = 200..400;
/// Of a hundred edits so many are substitutions, deletions; the rest are insertions.
const SUBSTITUTIONS: usize = 60;
const DELETIONS: usize = 20;

/// `SplitMix64` (Steele, Lea, Flood, 2014): the same numbers everywhere.
pub(crate) struct Chance(u64);

impl Chance {
    /// The numbers of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which is small.
    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap_or(0) % bound.max(1)
    }

    /// A number of at least 0 and below 1.
    fn share(&mut self) -> f64 {
        float(self.below(1 << 30)) / float(1 << 30)
    }
}

/// Ranks drawn by Zipf's law.
struct Zipf(Vec<f64>);

impl Zipf {
    fn new(ranks: usize) -> Self {
        let weight = |rank: usize| 1.0 / (float(rank) + SHIFT);
        let sums = (1..=ranks).scan(0.0, |sum, rank| {
            *sum += weight(rank);
            Some(*sum)
        });
        Self(sums.collect())
    }

    fn draw(&self, chance: &mut Chance) -> usize {
        let at = chance.share() * self.0.last().copied().unwrap_or(0.0);
        self.0.partition_point(|sum| *sum <= at).min(self.0.len().saturating_sub(1))
    }
}

/// What texts are written in.
pub(crate) struct Language {
    ideographs: Vec<char>,
    of_ideographs: Zipf,
    words: Vec<Vec<char>>,
    of_words: Zipf,
}

impl Language {
    /// The language of a seed. No two of its ideographs are folded to one symbol.
    pub(crate) fn new(chance: &mut Chance) -> Self {
        let normalizer = Normalizer::new(&NormalizeConfig::default());
        let mut seen = BTreeSet::new();
        let mut new = |c: &char| matches!(normalizer.symbols(&c.to_string())[..], [symbol] if seen.insert(symbol));
        let mut ideographs: Vec<char> = ('\u{4E00}'..='\u{9FA5}').filter(&mut new).take(IDEOGRAPHS).collect();
        for at in (1..ideographs.len()).rev() {
            ideographs.swap(at, chance.below(at + 1));
        }
        let of_ideographs = Zipf::new(ideographs.len());
        let word = |_| {
            let length = [1, 1, 2, 2, 2, 2, 2, 2, 3, 4][chance.below(10)];
            (0..length).map(|_| ideographs[of_ideographs.draw(chance)]).collect()
        };
        let words = (0..WORDS).map(word).collect();
        Self { ideographs, of_ideographs, words, of_words: Zipf::new(WORDS) }
    }

    fn ideograph(&self, chance: &mut Chance) -> char {
        self.ideographs[self.of_ideographs.draw(chance)]
    }

    /// A text of so many symbols; it begins and ends on one.
    fn text(&self, symbols: usize, chance: &mut Chance) -> Vec<char> {
        let mut text = Vec::new();
        let mut left = symbols;
        while left > 0 {
            for _ in 0..=3 + chance.below(6) {
                let word = &self.words[self.of_words.draw(chance)];
                let taken = word.len().min(left);
                text.extend(&word[..taken]);
                left -= taken;
            }
            if left > 0 {
                text.extend(if chance.below(3) == 0 { ['。', '\n'].iter() } else { ['，'].iter() });
            }
        }
        text
    }

    /// A passage with `percent` of its symbols edited at places drawn by chance; its first and last symbol stay.
    fn edited(&self, passage: &[char], percent: usize, chance: &mut Chance) -> Vec<char> {
        let mut places: Vec<usize> = (0..passage.len()).filter(|&at| is_symbol(passage[at])).collect();
        let edits = (places.len() * percent + 50) / 100;
        places.pop();
        places.swap_remove(0);
        for drawn in 0..edits.min(places.len()) {
            let other = drawn + chance.below(places.len() - drawn);
            places.swap(drawn, other);
        }
        places.truncate(edits);
        places.sort_unstable();
        let mut edited = Vec::new();
        for (at, &symbol) in passage.iter().enumerate() {
            if places.binary_search(&at).is_err() {
                edited.push(symbol);
                continue;
            }
            match chance.below(100) {
                below if below < SUBSTITUTIONS => edited.push(self.other_than(symbol, chance)),
                below if below < SUBSTITUTIONS + DELETIONS => {}
                _ => edited.extend([symbol, self.ideograph(chance)]),
            }
        }
        edited
    }

    fn other_than(&self, symbol: char, chance: &mut Chance) -> char {
        loop {
            let other = self.ideograph(chance);
            if other != symbol {
                return other;
            }
        }
    }

    /// Two texts that neither end nor begin alike, to stand on one side of a passage and of its copy.
    fn around(&self, chance: &mut Chance) -> [Vec<char>; 2] {
        loop {
            let texts = [(); 2].map(|()| self.text(AROUND.start + chance.below(AROUND.len()), chance));
            if texts[0].first() != texts[1].first() && texts[0].last() != texts[1].last() {
                return texts;
            }
        }
    }
}

fn is_symbol(c: char) -> bool {
    !matches!(c, '，' | '。' | '\n')
}

/// Documents, two for each passage, and where in each the passage stands, in code points.
pub(crate) struct Planted {
    /// Ascending by id: the passage's, its copy's, the next passage's …
    pub(crate) documents: Vec<Document>,
    /// One for each document.
    pub(crate) places: Vec<Range<usize>>,
}

/// How passages are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Noise {
    /// Symbols a passage has.
    pub(crate) length: usize,
    /// Edits for each hundred of them.
    pub(crate) percent: usize,
}

impl Planted {
    /// A corpus of [`PAIRS`] passages.
    pub(crate) fn new(language: &Language, noise: Noise, chance: &mut Chance) -> Self {
        let mut planted = Self { documents: Vec::new(), places: Vec::new() };
        for pair in 0..PAIRS {
            let passage = language.text(noise.length, chance);
            let copy = language.edited(&passage, noise.percent, chance);
            let (before, behind) = (language.around(chance), language.around(chance));
            for (side, text) in [passage, copy].iter().enumerate() {
                let start = before[side].len();
                planted.places.push(start..start + text.len());
                let text: String = [&before[side], text, &behind[side]].into_iter().flatten().collect();
                planted.documents.push(Document::new(format!("{pair:03}-{side}"), text));
            }
        }
        planted
    }
}

/// Corpora that hold at least so many passages.
pub(crate) fn corpora(passages: usize) -> usize {
    floor((float(passages) / float(PAIRS)).ceil())
}
