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
//! the flat `table`, and `naive` says the same in plain lists. `alike` changes no symbol: it says which are easily taken for
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
mod table;
mod words;

pub use alike::alike;
pub use chars::CharIndex;
pub use offsets::OffsetMap;
#[cfg(feature = "cli")]
pub(crate) use scripts::has_forms;
pub(crate) use words::is_word;

use crate::config::NormalizeConfig;
use crate::simd::Path;

use scan::{Scan, Symbols};
use table::Table;

/// One unit of the normalised text: the code point of a folded character, or the hash of a word with its top bit set.
pub type Symbol = u32;

/// Room made ahead for the symbols of a text: Chinese has three bytes a character and a seventh of them is punctuation.
const BYTES_PER_SYMBOL: usize = 3;

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
        let mut sink = Symbols::with_capacity(text.len() / BYTES_PER_SYMBOL, path);
        Scan::new(self.config, Table::of(self.config), text, &mut sink).run();
        sink.taken
    }

    /// The same symbols with their places.
    pub fn with_offsets(&self, text: &str) -> (Vec<Symbol>, OffsetMap) {
        let symbols = text.len() / BYTES_PER_SYMBOL;
        let mut sink = (Vec::with_capacity(symbols), OffsetMap::with_capacity(symbols));
        Scan::new(self.config, Table::of(self.config), text, &mut sink).run();
        sink
    }
}
