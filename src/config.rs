//! What a user says ([`Config`]) and what the stages work with ([`Plan`]).
//!
//! All defaults live here, each with its reason. [`Config::plan`] checks everything once; a [`Plan`] can't be wrong.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::int::index;
use crate::tune::choose;

/// Which shingles are fingerprinted: how many edits are tolerated against how much work a corpus makes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// By the size of the corpus: [`Profile::Sensitive`] up to [`SENSITIVE_SYMBOLS`], then [`Profile::Default`],
    /// from [`HUGE_SYMBOLS`] on [`Profile::Huge`].
    Auto,
    /// k = 5, w = 4: g = 8. More anchors cost nothing in a small corpus and find passages with one edit in five.
    Sensitive,
    /// k = 8, w = 13: g = 20.
    Default,
    /// k = 10, w = 23: g = 32.
    Huge,
}

/// What a run looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Documents that are the same, nearly the same, or stand in another; no passages. Keeps a sketch of each document.
    Documents,
    /// Passages; nothing is said of whole documents but how much of them stands elsewhere.
    Passages,
    /// Both.
    All,
}

/// Corpora up to this many symbols (about 24 MB of Chinese) take the sensitive profile.
pub const SENSITIVE_SYMBOLS: u64 = 8_000_000;
/// Corpora from this many symbols on (about 10 GB of Chinese) take the huge profile.
pub const HUGE_SYMBOLS: u64 = 3_000_000_000;

/// The passes of the normalisation, each a switch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::struct_excessive_bools, reason = "six independent switches, named where they are set")]
pub struct NormalizeConfig {
    /// Compatibility forms to their plain forms (NFKC): full width, circled numbers, ligatures.
    pub compatibility: bool,
    /// Upper case to lower case.
    pub case: bool,
    /// CJK radicals to the ideographs they stand for.
    pub radicals: bool,
    /// Traditional and simplified characters to one class.
    pub scripts: bool,
    /// Injected pinyin such as 協(xié) dropped where the reading is one of the character.
    pub pinyin: bool,
    /// Words of alphabetic scripts as one symbol each.
    pub words: bool,
}

impl Default for NormalizeConfig {
    fn default() -> Self {
        Self { compatibility: true, case: true, radicals: true, scripts: true, pinyin: true, words: true }
    }
}

/// What a user says. Every field has a default; the reasons stand at the fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Which shingles are fingerprinted; by the size of the corpus unless said.
    pub profile: Profile,
    /// The passes of the normalisation; all on.
    pub normalize: NormalizeConfig,
    /// Shortest repeat or copy that is reported, in symbols. 20 Chinese characters are about one clause; below it
    /// formulas outnumber copies.
    pub min_symbols: u32,
    /// Evidence a repeat or copy must carry to be more than a formula, in bits under the corpus' character model.
    /// Formulas of the sample reports score 3–90 bits, true copies 393 and more; short true copies 100.
    pub min_bits: f64,
    /// A family in this share of the documents at a fixed place is boilerplate.
    pub boilerplate_share: f64,
    /// A family needs this many documents to be boilerplate, however small the corpus.
    pub boilerplate_documents: u32,
    /// Passages, documents or both; both unless said.
    pub level: Level,
    /// A family in this share of the documents of one source, or a line in this share of those of a source or of the
    /// corpus, is boilerplate: a site repeats its menus on most pages, but its sections have menus of their own.
    pub source_share: f64,
    /// It needs this many documents of the source: two pages may share anything.
    pub source_documents: u32,
    /// A copy whose numbers are others is another text: this share of them at least must stand otherwise in the canonical occurrence. Where
    /// another county or year fills in the same form nearly all do, by chance a few round ones don't.
    pub number_share: f64,
    /// So many of them must: one may be a count of readers or a slip of the pen; the range of a fine has two.
    pub other_numbers: u32,
    /// How likely it may be at most that errors of a scan, as frequent in numbers as in the rest of the copy, changed so many. One in
    /// a thousand: a copy too many that stays costs less than figures that stand nowhere else.
    pub number_chance: f64,
    /// Whether furniture that its form gives away is boilerplate in a single document too. On, because what is lost by it
    /// is small: no line of 3,475 laws and 119 work reports.
    pub boilerplate_form: bool,
    /// Share of common shingles (exact Jaccard similarity of their sets) from which two documents are near-duplicates.
    /// .7 of 8-symbol shingles is one character in forty edited, or a tenth of the text added.
    pub similarity: f64,
    /// A document of which this share stands, in order, in another is contained in it; a span that covers this share of
    /// its document makes it a near-duplicate. .8 leaves room for one edit in five, or for a header and a footer.
    pub coverage: f64,
    /// Share of the pairs of exactly `similarity` that the bands of the signatures must find; of closer pairs they find
    /// more. A candidate too many costs one look at two sketches, a miss is a miss: so one in a thousand.
    pub recall: f64,
    /// Symbols a shingle of documents, for `similarity`. 8, as for passages: in Chinese that is longer than a stock word and
    /// its particle, so that two texts of one subject share little by chance. 5 forgives twice the edits.
    pub document_shingle: u32,
    /// Sources whose documents are rather kept, the best first; a document of none of them comes behind. None unless said.
    pub preferred_sources: Vec<String>,
    /// Seed of every hash. Stored with the findings; equal seeds give equal results.
    pub seed: u64,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            profile: Profile::Auto,
            normalize: NormalizeConfig::default(),
            min_symbols: 20,
            min_bits: 50.0,
            boilerplate_share: 0.01,
            boilerplate_documents: 5,
            level: Level::All,
            source_share: 0.3,
            source_documents: 3,
            number_share: 0.5,
            other_numbers: 2,
            number_chance: 0.001,
            boilerplate_form: true,
            similarity: 0.7,
            coverage: 0.8,
            recall: 0.999,
            document_shingle: 8,
            preferred_sources: Vec::new(),
            seed: 0,
        }
    }
}

/// A checked configuration with everything derived from it for one corpus.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Plan {
    /// What the user said.
    #[serde(flatten)]
    pub config: Config,
    /// Symbols a shingle.
    pub shingle_symbols: u32,
    /// Shingles a window; the smallest of each window is an anchor.
    pub window_shingles: u32,
    /// Slots of a document's signature.
    pub signature_slots: u32,
    /// Bands the signature is cut into.
    pub bands: u32,
    /// Slots a band.
    pub rows: u32,
    /// Slots of a short document's signature.
    pub short_slots: u32,
    /// Bands the short signature is cut into.
    pub short_bands: u32,
    /// Slots a band of the short signature.
    pub short_rows: u32,
}

/// Slots of signatures: the estimate of a similarity is off by 3 % at most on average, and 1 KiB a document.
const SIGNATURE_SLOTS: u32 = 256;
/// Slots of signatures of documents that have few shingles: a quarter of the memory, off by 6 %.
const SHORT_SLOTS: u32 = 64;

impl Config {
    /// Checks every setting and derives the rest for a corpus of `symbols` normalised symbols.
    ///
    /// Errors: [`Error::Config`] names the first setting that can't be obeyed and why.
    ///
    /// ```
    /// use dittograph::Config;
    /// let plan = Config::default().plan(100_000_000)?;
    /// assert_eq!((plan.shingle_symbols, plan.window_shingles, plan.guarantee()), (8, 13, 20));
    /// # Ok::<(), dittograph::Error>(())
    /// ```
    pub fn plan(&self, symbols: u64) -> Result<Plan> {
        self.check()?;
        let (shingle_symbols, window_shingles) = match self.profile {
            Profile::Auto if symbols <= SENSITIVE_SYMBOLS => (5, 4),
            Profile::Auto if symbols < HUGE_SYMBOLS => (8, 13),
            Profile::Sensitive => (5, 4),
            Profile::Default => (8, 13),
            Profile::Huge | Profile::Auto => (10, 23),
        };
        let (bands, rows) = choose(SIGNATURE_SLOTS, self.similarity, self.recall);
        let (short_bands, short_rows) = choose(SHORT_SLOTS, self.similarity, self.recall);
        Ok(Plan {
            config: self.clone(),
            shingle_symbols,
            window_shingles,
            signature_slots: SIGNATURE_SLOTS,
            bands,
            rows,
            short_slots: SHORT_SLOTS,
            short_bands,
            short_rows,
        })
    }

    fn check(&self) -> Result<()> {
        let share = |option, value: f64| {
            if value > 0.0 && value <= 1.0 {
                Ok(())
            } else {
                Err(Error::Config { option, value: value.to_string(), reason: "must be above 0 and at most 1".into() })
            }
        };
        share("boilerplate_share", self.boilerplate_share)?;
        share("source_share", self.source_share)?;
        share("number_share", self.number_share)?;
        share("number_chance", self.number_chance)?;
        share("similarity", self.similarity)?;
        share("coverage", self.coverage)?;
        share("recall", self.recall)?;
        if !(1..=64).contains(&self.document_shingle) {
            return Err(Error::Config {
                option: "document_shingle",
                value: self.document_shingle.to_string(),
                reason: "must be from 1 to 64 symbols".into(),
            });
        }
        if self.min_symbols < 8 {
            return Err(Error::Config {
                option: "min_symbols",
                value: self.min_symbols.to_string(),
                reason: "must be at least 8: shorter strings repeat by chance in any text".into(),
            });
        }
        if !self.min_bits.is_finite() || self.min_bits < 0.0 {
            return Err(Error::Config {
                option: "min_bits",
                value: self.min_bits.to_string(),
                reason: "must be a number of at least 0".into(),
            });
        }
        Ok(())
    }
}

impl Plan {
    /// The guarantee length g in symbols: every exact repeat of at least g symbols shares an anchor.
    pub fn guarantee(&self) -> u32 {
        self.shingle_symbols + self.window_shingles - 1
    }

    /// Length of the strings whose repeats are covered by findings for certain, in symbols.
    pub fn window_symbols(&self) -> u32 {
        self.guarantee().max(self.config.min_symbols)
    }

    /// Documents from which a family can be boilerplate in a corpus of `documents`.
    pub fn boilerplate_from(&self, documents: usize) -> usize {
        Self::share(documents, self.config.boilerplate_share).max(index(self.config.boilerplate_documents))
    }

    /// Documents of one source from which a family, or a line, can be boilerplate where the source has `documents`.
    ///
    /// ```
    /// use dittograph::Config;
    /// let plan = Config::default().plan(0)?;
    /// assert_eq!([8, 14, 100, 2000].map(|documents| plan.boilerplate_from_source(documents)), [3, 5, 5, 20]);
    /// # Ok::<(), dittograph::Error>(())
    /// ```
    pub fn boilerplate_from_source(&self, documents: usize) -> usize {
        let small = Self::share(documents, self.config.source_share).max(index(self.config.source_documents));
        small.min(self.boilerplate_from(documents))
    }

    /// Documents from which a line can be boilerplate among `documents` of no source.
    pub fn lines_from(&self, documents: usize) -> usize {
        Self::share(documents, self.config.source_share).max(index(self.config.boilerplate_documents))
    }

    fn share(documents: usize, share: f64) -> usize {
        crate::int::floor((crate::int::float(documents) * share).ceil())
    }
}
