//! From documents to what they are to one another: equal, near, one in the other; and to families of them.
//!
//! Cheapest first: `sketch` collapses documents of equal symbols and keeps a signature and a sample of the shingles of the
//! others; [`bands`] and `contained` name pairs worth comparing; the estimate of the signatures drops most; `verify` holds the
//! rest against the texts; `stars` makes families around one canonical document each. Keeps no symbols but those of the
//! documents being compared. Removes nothing; that is [`mark`](crate::mark)'s.

mod contained;
mod cover;
mod figures;
mod hosts;
mod index;
mod passes;
mod shingled;
mod sketch;
mod stars;
mod verify;

pub use index::{Hit, Index};
pub use sketch::Sketcher;

use crate::candidates::bands::{self, Cut};
use crate::classify::Numbers;
use crate::config::{Config, Plan};
use crate::error::Result;
use crate::fingerprint::Signature;
use crate::int::{float, narrow, wide};
use crate::normalize::Normalizer;
use crate::progress::{Progress, Steps};
use crate::read::{Document, Texts};
use crate::span::{Chars, DocId, Raw, Span};

use sketch::Sketch;
use verify::Verified;

/// Documents whose symbols are in memory at a time where all texts are.
const BATCH_DOCUMENTS: usize = 128;

/// What one document is to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Relation {
    /// Their symbols are the same.
    Equal,
    /// The Jaccard similarity of their shingles reaches [`Config::similarity`].
    Near,
    /// It does not, but of at least one of them [`Config::coverage`] stands in the other, in order.
    Contained,
}

/// Two documents that were verified on their texts; neither equals an earlier document.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// One document.
    pub a: DocId,
    /// The other, behind it.
    pub b: DocId,
    /// [`Relation::Near`] or [`Relation::Contained`].
    pub relation: Relation,
    /// Exact Jaccard similarity of their sets of shingles of [`Config::document_shingle`] symbols.
    pub similarity: f64,
    /// The share of the symbols of `a` that stand in `b`, in order, and of those of `b` in `a`.
    pub coverage: [f64; 2],
    /// The numbers of each, if they are others than those of the other one.
    pub numbers: [Option<Numbers>; 2],
    /// Where in each the common symbols stand.
    places: [Place; 2],
}

/// A stretch of a text in bytes and code points.
type Place = (Span<Raw>, Span<Chars>);

impl Pair {
    /// Whether enough of one of the two (0: `a`, 1: `b`) stands in the other.
    fn holds(&self, own: usize, config: &Config) -> bool {
        self.coverage[own] >= config.coverage
    }

    /// Whether one of the two (0: `a`, 1: `b`) is what the other is, so that it may join its family.
    fn joins(&self, own: usize, config: &Config) -> bool {
        self.relation == Relation::Near || self.holds(own, config)
    }
}

/// The place of a document in its family.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// The canonical document of the family; itself for the canonical one. Where the numbers of one of the family are others than those of
    /// the canonical document, it is canonical for those of the family that have its numbers.
    pub canonical: DocId,
    /// What it is to the canonical document; `None` for that itself.
    pub relation: Option<Relation>,
    /// Their similarity; 1 for equal ones.
    pub similarity: f64,
    /// The share of its symbols that stand in the canonical document, in order.
    pub coverage: f64,
    /// Its numbers, if they are others than those of the canonical document.
    pub numbers: Option<Numbers>,
    /// Where they stand there, if they are enough of it.
    within: Option<Place>,
}

impl Standing {
    fn canonical(doc: DocId) -> Self {
        Self { canonical: doc, relation: None, similarity: 1.0, coverage: 1.0, numbers: None, within: None }
    }

    fn equal(canonical: DocId) -> Self {
        Self { relation: Some(Relation::Equal), ..Self::canonical(canonical) }
    }

    /// The standing of one of a pair (0: `a`, 1: `b`) whose other has the symbols of `canonical`.
    fn new(canonical: DocId, pair: &Pair, own: usize, config: &Config) -> Self {
        Self {
            canonical,
            relation: Some(pair.relation),
            similarity: pair.similarity,
            coverage: pair.coverage[own],
            numbers: pair.numbers[own],
            within: pair.holds(own, config).then_some(pair.places[1 - own]),
        }
    }

    /// Where in the canonical document the common symbols stand, in bytes and code points; `None` if they are less than
    /// [`Config::coverage`] of this one, and for equal ones.
    pub fn place(&self) -> Option<(Span<Raw>, Span<Chars>)> {
        self.within
    }
}

/// What was found of whole documents.
#[derive(Debug, Clone, Default)]
pub struct Likeness {
    /// The place of each document in its family; `None` where it is like no other.
    pub standings: Vec<Option<Standing>>,
    /// The first document with the same symbols, for those that equal an earlier one.
    pub equal_to: Vec<Option<DocId>>,
    /// All verified pairs of documents that equal no earlier one, ascending; those of editions of one text as far as families depend on them.
    pub pairs: Vec<Pair>,
    /// Pairs that were held against the texts.
    pub candidates: u64,
    /// Symbols of all documents.
    pub symbols: u64,
}

impl Likeness {
    /// The pairs that no family shows: neither of the two is the other's canonical document.
    pub fn related(&self) -> impl Iterator<Item = &Pair> {
        let canonical =
            |doc: DocId| self.standings.get(doc.index()).copied().flatten().map(|standing| standing.canonical);
        self.pairs.iter().filter(move |pair| canonical(pair.a) != Some(pair.b) && canonical(pair.b) != Some(pair.a))
    }
}

/// What is known of the documents already.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// Pairs worth verifying, in any order.
    pub pairs: &'a [(DocId, DocId)],
    /// Symbols of each document in boilerplate; none known if empty.
    pub furniture: &'a [u32],
}

/// Texts that are had when it is known which are needed.
pub trait Corpus {
    /// The texts of these documents, by their numbers. Errors: why they can't be had.
    fn texts(&mut self, docs: &[DocId]) -> Result<Box<dyn Texts + '_>>;
}

/// Texts that are there.
impl Corpus for &[Document] {
    fn texts(&mut self, _docs: &[DocId]) -> Result<Box<dyn Texts + '_>> {
        Ok(Box::new(*self))
    }
}

/// Finds documents that are equal, near, or contained in one another.
///
/// Output: a standing for each document and the verified pairs. Guarantee: every pair was verified on the texts; near
/// pairs of exactly the wanted similarity are found with at least the wanted probability, closer ones more surely, in
/// buckets of up to [`bands::SMALL_BUCKET`] documents all, in larger ones each document with its representative. Of pairs of
/// documents that are near-duplicates of a third with many such, only those are verified on which families depend: families
/// are as if all were. A function of the documents and the plan alone. Complexity: O(n log n) whatever the documents share;
/// memory 1 KiB a document and a quarter of a byte a symbol. Errors: [`Error::Config`](crate::Error::Config) and the like
/// never; the texts are there.
pub fn find(
    documents: &[Document],
    known: Known<'_>,
    normalizer: &Normalizer,
    plan: &Plan,
    progress: &dyn Progress,
) -> Result<Likeness> {
    progress.stage("sketching", Steps::of("document").all(wide(documents.len())));
    let mut sketcher = Sketcher::new(normalizer, plan);
    for batch in documents.chunks(BATCH_DOCUMENTS) {
        sketcher.add(batch);
        progress.advance(wide(batch.len()));
    }
    let order: Vec<u32> = (0..narrow(documents.len())).collect();
    compare(sketcher, &order, documents, &mut &documents[..], known, plan, progress)
}

/// The same for documents that were sketched already: `order` says of each which it was in the order in which they came.
///
/// Of `documents` all but the texts is looked at; those are had from `corpus`, a few at a time. Errors: those of `corpus`.
pub fn compare(
    sketcher: Sketcher<'_>,
    order: &[u32],
    documents: &[Document],
    corpus: &mut dyn Corpus,
    known: Known<'_>,
    plan: &Plan,
    progress: &dyn Progress,
) -> Result<Likeness> {
    progress.stage("pairing", Steps::one());
    let normalizer = sketcher.normalizer();
    let doubtful = sketcher.wanted(order);
    let sketches = sketcher.finish(order, &*corpus.texts(&doubtful)?)?;
    let equal_to = sketches.equal_to;
    let symbols = |first: &DocId| sketches.of[first.index()].as_ref().map_or(0, |sketch| sketch.symbols);
    let symbols: Vec<u32> = equal_to.iter().map(symbols).collect();
    let candidates = candidates(sketches.of, &equal_to, known, plan);
    let mut docs: Vec<DocId> = candidates.iter().flat_map(|(a, b)| [*a, *b]).collect();
    docs.sort_unstable();
    docs.dedup();
    let texts = corpus.texts(&docs)?;
    let field = |verified: &Verified| {
        let unclean = unclean(documents.len(), known.furniture, &verified.repeated, &equal_to);
        stars::Field { documents, symbols: &symbols, unclean, equal_to: &equal_to, config: &plan.config }
    };
    let mut verified = Verified::default();
    let order = stars::order(&field(&verified), &vec![false; documents.len()]);
    let count = wide(candidates.len());
    progress.stage("verifying", Steps::of("pair").all(count));
    let mut wanted = candidates;
    // Until no pair that was put off can change a family. Each round goes through all documents and pairs once.
    let standings = loop {
        verify::verify(&wanted, (&symbols, &order), &*texts, normalizer, &plan.config, progress, &mut verified)?;
        let standings = stars::stars(&field(&verified), &verified.pairs);
        let put_off = std::mem::take(&mut verified.put_off);
        (wanted, verified.put_off) =
            put_off.into_iter().partition(|&pair| hosts::is_needed(pair, &standings, &equal_to));
        if wanted.is_empty() {
            progress.advance(wide(verified.put_off.len()));
            break standings;
        }
    };
    let equal_to = (0..).map(DocId).zip(&equal_to).map(|(doc, &first)| (first != doc).then_some(first)).collect();
    Ok(Likeness {
        standings,
        equal_to,
        pairs: verified.pairs,
        candidates: count - wide(verified.put_off.len()),
        symbols: symbols.iter().copied().map(u64::from).sum(),
    })
}

/// Symbols of each document in furniture, and those that it repeats: what a document repeats, all of its symbols do.
fn unclean(documents: usize, furniture: &[u32], repeated: &[(DocId, u32)], equal_to: &[DocId]) -> Vec<u32> {
    let mut unclean = furniture.to_vec();
    unclean.resize(documents, 0);
    for (unclean, first) in unclean.iter_mut().zip(equal_to) {
        let at = repeated.binary_search_by_key(first, |of| of.0);
        *unclean += at.map_or(0, |at| repeated[at].1);
    }
    unclean
}

/// The pairs of documents worth verifying, each the first of its symbols; ascending, each once.
fn candidates(
    mut sketches: Vec<Option<Box<Sketch>>>,
    equal_to: &[DocId],
    known: Known<'_>,
    plan: &Plan,
) -> Vec<(DocId, DocId)> {
    let mut candidates: Vec<(DocId, DocId)> = known.pairs.to_vec();
    let take = |of: fn(&mut Sketch) -> Option<Signature>, sketches: &mut [Option<Box<Sketch>>]| {
        let take = |sketch: &mut Option<Box<Sketch>>| of(sketch.as_mut()?);
        sketches.iter_mut().map(take).collect::<Vec<Option<Signature>>>()
    };
    let long = take(|sketch| sketch.long.take(), &mut sketches);
    candidates.extend(near(&long, plan.bands, plan.rows, &plan.config));
    drop(long);
    let short = take(|sketch| sketch.short.take(), &mut sketches);
    candidates.extend(near(&short, plan.short_bands, plan.short_rows, &plan.config));
    drop(short);
    candidates.extend(contained::pairs(&sketches, verify::least_common(&plan.config)));
    for (a, b) in &mut candidates {
        (*a, *b) = (equal_to[a.index()], equal_to[b.index()]);
        if a > b {
            std::mem::swap(a, b);
        }
    }
    candidates.retain(|(a, b)| a != b);
    candidates.sort_unstable();
    candidates.dedup();
    candidates
}

/// The pairs that share a band and whose signatures do not speak against the wanted similarity.
fn near(signatures: &[Option<Signature>], bands: u32, rows: u32, config: &Config) -> Vec<(DocId, DocId)> {
    let slots = signatures.iter().flatten().map(|signature| signature.slots().len()).max().unwrap_or(1).max(1);
    let similarity = config.similarity;
    // Four standard deviations of the estimate: one pair in thirty thousand is lost here.
    let least = similarity - 4.0 * (similarity * (1.0 - similarity) / float(slots)).sqrt();
    let mut found = bands::pairs(signatures, Cut { bands, rows, least });
    found.retain(|(a, b)| match (&signatures[a.index()], &signatures[b.index()]) {
        (Some(one), Some(two)) => one.similarity(two) >= least,
        _ => false,
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::int::high;
    use crate::normalize::Symbol;
    use crate::progress::Silent;
    use crate::shingle::scramble;

    /// Letters drawn by chance.
    fn letters(seed: u64, count: u64) -> String {
        let letter = |at: u64| char::from_u32(0x4e00 + high(scramble(seed << 32 | at)) % 3000);
        (0..count).filter_map(letter).collect()
    }

    #[test]
    fn nine_in_ten_excerpts_of_fifty_symbols_are_found_and_nothing_else() {
        let mut documents: Vec<Document> =
            (0..40).map(|n| Document::new(format!("{n:02}"), letters(n, 1000))).collect();
        for n in 0..40 {
            let excerpt: String = documents[n].text.chars().skip(10 * n).take(50).collect();
            documents.push(Document::new(format!("x{n:02}"), excerpt));
        }
        let config = Config::default();
        let normalizer = Normalizer::new(&config.normalize);
        let found = find(&documents, Known::default(), &normalizer, &config.plan(0).unwrap(), &Silent).unwrap();
        assert!(found.pairs.iter().all(|pair| pair.b.0 == pair.a.0 + 40 && pair.relation == Relation::Contained));
        assert!((36..=40).contains(&found.pairs.len()), "{}", found.pairs.len());
    }

    /// Editions of texts: every character is another one with a chance of one in `every`, some figures are, and every third text is cut.
    fn editions(seed: u64, texts: u64, count: u64) -> Vec<Document> {
        let edition = |number: u64| {
            let own = |at: u64, of: u32| high(scramble(scramble(seed << 40 | number) ^ at)) % of;
            let figures = ["3.5亿元增长8.7%", "4.1亿元增长6.2%", "9.8亿元增长1.3%"];
            let sentence = |at: u64| {
                format!(
                    "{}。全年完成投资{}。",
                    letters(seed << 20 | (number % texts) << 8 | at, 60),
                    figures[crate::int::index(own(at, 40).saturating_sub(37))]
                )
            };
            let whole: String = (0..8).map(sentence).collect();
            let every = 25 + own(99, 30);
            let edited = (100..)
                .zip(whole.chars())
                .map(|(at, letter)| if own(at, every) == 0 && !letter.is_ascii() { '某' } else { letter });
            let kept = if number % 3 == 2 { 400 } else { 600 };
            Document::new(format!("{number:02}"), edited.take(kept).collect::<String>())
        };
        (0..count).map(edition).collect()
    }

    #[test]
    fn pairs_that_are_put_off_change_no_family() {
        const SEEDS: u64 = 12;
        let mut put_off = 0;
        for seed in 0..SEEDS {
            let (texts, count) = (1 + seed % 2, 30);
            let documents = editions(seed, texts, count);
            let config = Config { similarity: 0.3, ..Config::default() };
            let plan = config.plan(0).unwrap();
            let normalizer = Normalizer::new(&config.normalize);
            let all = (0..narrow(documents.len()))
                .flat_map(|b| (0..b).map(move |a| (DocId(a), DocId(b))))
                .collect::<Vec<_>>();
            let known = Known { pairs: &all, furniture: &[] };
            let found = find(&documents, known, &normalizer, &plan, &Silent).unwrap();
            // Every two by themselves: with so few documents nothing is put off.
            let mut pairs = Vec::new();
            for (a, b) in all {
                let two = [a, b].map(|doc| documents[doc.index()].clone());
                let known = Known { pairs: &[(DocId(0), DocId(1))], furniture: &[] };
                let of_two = find(&two, known, &normalizer, &plan, &Silent).unwrap().pairs;
                pairs.extend(of_two.into_iter().map(|pair| Pair { a, b, ..pair }));
            }
            pairs.sort_unstable_by_key(|pair| (pair.a, pair.b));
            let texts: Vec<Vec<Symbol>> = documents.iter().map(|document| normalizer.symbols(&document.text)).collect();
            let symbols: Vec<u32> = texts.iter().map(|text| narrow(text.len())).collect();
            let repeated = |text: &Vec<Symbol>| {
                let mut seen = std::collections::BTreeSet::new();
                narrow(text.windows(8).filter(|shingle| !seen.insert(*shingle)).count())
            };
            let unclean = texts.iter().map(repeated).collect();
            let equal_to: Vec<DocId> = (0..narrow(documents.len())).map(DocId).collect();
            let field = stars::Field {
                documents: &documents,
                symbols: &symbols,
                unclean,
                equal_to: &equal_to,
                config: &config,
            };
            assert!(found.standings == stars::stars(&field, &pairs), "{seed}");
            assert!(found.pairs.iter().all(|pair| pairs.contains(pair)));
            put_off += pairs.len() - found.pairs.len();
        }
        assert!(put_off > 1000, "{put_off}");
    }
}
