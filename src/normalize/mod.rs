//! From text to normalised symbols, each with its place in the original.
//!
//! [`Normalizer`] runs the passes in a fixed order, each a switch of [`NormalizeConfig`] and a file here:
//!
//! 1. `compatibility`: a character and its marks to one composed character, compatibility forms unfolded (NFKC);
//! 2. `case`: to lower case;
//! 3. `radicals`: CJK radicals to ideographs;
//! 4. `scripts`: traditional, simplified and variant characters to one class;
//! 5. `letters`: only letters and numbers stay;
//! 6. `pinyin`: injected readings are dropped (looked for on the raw text, where the parentheses still stand);
//! 7. `words`: a word of an alphabetic script is one symbol.
//!
//! `cluster` says which marks belong to a character and `fold` runs passes 1 to 4 on it; `scan` does everything in one go with
//! the flat `table`, `sink` takes what it finds, and `naive` says the same in plain lists. `alike` changes no symbol: it says which are easily taken for
//! each other. The passes' own tables are small text files in `tables/`;
//! where they come from and under which licences is said in `data/tables/README.md`.
//!
//! What must hold (`tests/it/offsets.rs`): raw spans lie on character boundaries and never descend; the text that a span of
//! symbols came from normalises to just these symbols, as long as the span does not begin or end inside a character that
//! unfolded to several symbols nor inside a run of single letters longer than a word may be. White space, punctuation, line
//! breaks, width and script change no symbol. Nothing is written, nothing depends on the process.

mod alike;
mod case;
mod chars;
mod cluster;
mod compatibility;
mod fold;
mod letters;
#[doc(hidden)]
pub mod naive;
mod offsets;
mod pinyin;
mod radicals;
mod scan;
mod scripts;
mod sink;
mod table;
mod words;

pub use alike::alike;
pub use chars::CharIndex;
pub(crate) use chars::count_chars;
pub use offsets::OffsetMap;
#[cfg(feature = "cli")]
pub(crate) use scripts::has_forms;
pub(crate) use words::is_word;

use crate::config::NormalizeConfig;
use crate::int::{index, narrow};
use crate::simd::Path;
use crate::span::{Norm, Raw, Span};

use scan::Scan;
use sink::{Blocks, Finder, Symbols};
use table::Table;

/// One unit of the normalised text: the code point of a folded character, or the hash of a word with its top bit set.
pub type Symbol = u32;

/// Room made ahead for the symbols of a text: Chinese has three bytes a character and a seventh of them is punctuation.
const BYTES_PER_SYMBOL: usize = 3;

/// Where one may begin to look for a symbol of a text. Eight bytes for some hundred symbols.
#[derive(Debug, Clone)]
pub(crate) struct Waypoints {
    /// Symbols of the text.
    symbols: u32,
    /// Symbols before some place and its byte, ascending.
    at: Vec<(u32, u32)>,
}

/// Turns texts into symbols. Cheap to build and to copy; one serves all threads.
///
/// ```
/// use dittograph::config::NormalizeConfig;
/// use dittograph::normalize::Normalizer;
/// let normalizer = Normalizer::new(&NormalizeConfig::default());
/// assert_eq!(normalizer.symbols("政協(xié)發(fā)揮　作用"), normalizer.symbols("政协发挥，作用"));
/// ```
#[derive(Debug, Clone)]
pub struct Normalizer {
    config: NormalizeConfig,
}

impl Normalizer {
    /// A normaliser with the passes that `config` switches on.
    pub fn new(config: &NormalizeConfig) -> Self {
        Self { config: *config }
    }

    /// The same passes without that of words: every letter is a symbol.
    #[must_use]
    pub fn by_letters(&self) -> Self {
        Self { config: NormalizeConfig { words: false, ..self.config } }
    }

    /// The symbols of a text; nothing else is kept. Texts are below 4 GiB.
    ///
    /// Complexity: linear, one look-up for most characters.
    pub fn symbols(&self, text: &str) -> Vec<Symbol> {
        self.symbols_on(text, Path::best())
    }

    /// [`symbols`](Self::symbols) by the instructions of `path`: the same on every one.
    #[doc(hidden)]
    pub fn symbols_on(&self, text: &str, path: Path) -> Vec<Symbol> {
        let mut symbols = Vec::new();
        let count = self.symbols_within_on(text, &mut symbols, path);
        symbols.truncate(count);
        symbols
    }

    /// The same symbols at the head of `room`, which is made larger where it is too small; how many they are.
    pub(crate) fn symbols_within(&self, text: &str, room: &mut Vec<Symbol>) -> usize {
        self.symbols_within_on(text, room, Path::best())
    }

    fn symbols_within_on(&self, text: &str, room: &mut Vec<Symbol>, path: Path) -> usize {
        let mut sink = Symbols::within(std::mem::take(room), text.len() / BYTES_PER_SYMBOL, path);
        Scan::new(self.config, Table::of(self.config), text, &mut sink).run();
        let (symbols, count) = sink.into_room();
        *room = symbols;
        count
    }

    /// The same symbols, and what [`place`](Self::place) needs.
    pub(crate) fn with_waypoints(&self, text: &str) -> (Vec<Symbol>, Waypoints) {
        self.with_waypoints_on(text, Path::best())
    }

    fn with_waypoints_on(&self, text: &str, path: Path) -> (Vec<Symbol>, Waypoints) {
        let mut sink = Symbols::with_waypoints(text.len() / BYTES_PER_SYMBOL, path);
        Scan::new(self.config, Table::of(self.config), text, &mut sink).run();
        let (symbols, at) = sink.finish();
        let count = narrow(symbols.len());
        (symbols, Waypoints { symbols: count, at })
    }

    /// The same symbols, some thousand at a time, so that what is made of them need not wait for memory. A block begins with the last `overlap`
    /// symbols of the one before; there is one at least.
    pub(crate) fn each_block(&self, text: &str, overlap: usize, path: Path, each: impl FnMut(&[Symbol])) {
        let mut sink = Blocks::new(text.len(), overlap, path, each);
        Scan::new(self.config, Table::of(self.config), text, &mut sink).run();
        sink.finish();
    }

    /// Where some symbols of a text stand in it, as [`OffsetMap::to_raw`] says; `waypoints` are those of the text.
    ///
    /// Complexity: some hundred characters.
    pub(crate) fn place(&self, text: &str, waypoints: &Waypoints, span: Span<Norm>) -> Span<Raw> {
        let symbol = |number: u32| -> Span<Raw> {
            let at = waypoints.at.partition_point(|point| point.0 <= number);
            let (before, from) = at.checked_sub(1).map_or((0, 0), |at| waypoints.at[at]);
            let mut finder = Finder::new(number - before);
            Scan::new(self.config, Table::of(self.config), text, &mut finder).run_from(index(from));
            finder.found.map_or(Span::new(0, 0), |(start, end)| Span::new(narrow(start), narrow(end)))
        };
        let Some(last) = waypoints.symbols.checked_sub(1) else { return Span::new(0, 0) };
        if span.len() == 1 && span.start <= last {
            return symbol(span.start);
        }
        let start = if span.start > last { symbol(last).end } else { symbol(span.start).start };
        let end = if span.is_empty() || span.end == 0 { start } else { symbol(last.min(span.end - 1)).end };
        Span::new(start, end)
    }

    /// The same symbols with their places.
    pub fn with_offsets(&self, text: &str) -> (Vec<Symbol>, OffsetMap) {
        let symbols = text.len() / BYTES_PER_SYMBOL;
        let mut sink = (Vec::with_capacity(symbols), OffsetMap::with_capacity(symbols));
        Scan::new(self.config, Table::of(self.config), text, &mut sink).run();
        sink
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn places_found_by_waypoints_are_those_of_the_offset_map(
            pieces in prop::collection::vec((prop::sample::select(vec![
                "国", "发展", "，", " ", "e\u{301}", "か\u{3099}", "\u{301}", "㎡", "⑫", "report ", "infor-\nmation", "協(xié)", "\u{200B}", "😀", "𠀀", "12", "ﷺ",
            ]), 1_usize..300), 0..12),
            spans in prop::collection::vec((0_u32..3000, 0_u32..3000), 8),
        ) {
            let text: String = pieces.iter().map(|(piece, times)| piece.repeat(*times)).collect();
            let normalizer = Normalizer::new(&NormalizeConfig::default());
            let (symbols, map) = normalizer.with_offsets(&text);
            for path in Path::all() {
                let (found, waypoints) = normalizer.with_waypoints_on(&text, path);
                prop_assert_eq!(&found, &symbols);
                let mut room = vec![7; index(spans[0].0 % 40)];
                let alone = normalizer.symbols_within_on(&text, &mut room, path);
                prop_assert_eq!(&room[..alone], &symbols);
                let count = narrow(symbols.len()) + 2;
                for &(one, two) in &spans {
                    let (one, two) = (one % count, two % count);
                    let span = Span::new(one.min(two), one.max(two));
                    prop_assert_eq!(normalizer.place(&text, &waypoints, span), map.to_raw(span), "{:?}", span);
                }
            }
        }
    }
}
