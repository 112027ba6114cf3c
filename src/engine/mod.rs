//! The conductor: runs the stages in their order, on threads, and knows nothing of their insides.

mod documents;
mod whole;

pub use crate::analysis::{Analysis, DocumentReport};
pub use crate::progress::{Progress, Silent, Steps};

use rayon::prelude::*;

use crate::align::{
    Asked, Background, Depth, Gains, Match, Prices, Runs, align_pair, ask_for_links, ask_for_runs, equal_runs,
};
use crate::candidates::{Link, Reach, Shared, index_anchors, links};
use crate::classify::{Corpus, Judged, Sources, classify};
use crate::config::{Config, Level, Plan};
use crate::documents::{Known, Likeness, find as like};
use crate::edits::Rows;
use crate::error::{Error, Result, Warning};
use crate::group::{Context, families};
use crate::int::{narrow, wide};
use crate::loops::{FoldedText, Loop, RawRun, find as find_loops, fold, raw_runs, with_letters, without_tables};
use crate::mark::{Policy, marks};
use crate::normalize::{Normalizer, Symbol};
use crate::read::{Document, Item, KnownPassages, Source};
use crate::span::DocId;
use crate::stats::Stats;

/// Pairs of documents at most whose memory is asked for together, ahead of the work on the first of them.
const LOT_PAIRS: usize = 16;
/// Lots a thread at least, where there are so many pairs: few pairs may be of long documents.
const LEAST_LOTS: usize = 8;

/// How many of so many pairs are a lot.
fn lot_of(pairs: usize) -> usize {
    pairs.div_ceil(LEAST_LOTS * rayon::current_num_threads()).clamp(1, LOT_PAIRS)
}

/// A pool of threads for [`run`]: `pool(threads)?.install(|| run(…))`. `None` takes one a core.
///
/// Errors: [`Error::Config`] if the system gives no threads.
pub fn pool(threads: Option<usize>) -> Result<rayon::ThreadPool> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0));
    builder.build().map_err(|error| Error::Config {
        option: "threads",
        value: threads.map_or_else(|| "auto".into(), |n| n.to_string()),
        reason: error.to_string(),
    })
}

/// The same with the calling thread as one of them, for good: what a program takes that has one pool. The first thread of a process
/// gets its memory in larger pieces than those that follow.
///
/// Errors: as those of [`pool`]. On a thread that is in a pool already, the new one has only threads of its own.
#[cfg(feature = "cli")]
pub(crate) fn pool_with_this_thread(threads: Option<usize>) -> Result<rayon::ThreadPool> {
    let builder = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0));
    builder.use_current_thread().build().or_else(|_| pool(threads))
}

/// Reads all documents of `source` and finds what stands in them more than once.
///
/// Guarantee: the same documents and configuration give the same analysis, for any order of the documents and any
/// number of threads. Errors: those of the source, and [`Error::Config`]. Complexity: `O(n log n)` for the
/// candidates, whatever repeats; the equal runs they lead to are priced symbol by symbol, which is more where long runs
/// lie on many diagonals. Memory: about 27 bytes a symbol at the peak on a corpus of laws.
///
/// ```
/// use dittograph::engine::{run, Silent};
/// use dittograph::{Config, Document, read::MemorySource};
/// let told = "市水利局对全市四十七座小型水库逐一开展安全鉴定，发现病险水库九座并落实了除险加固资金。";
/// let documents = vec![
///     Document::new("a", format!("去年工作回顾。{told}成效明显。")),
///     Document::new("b", format!("防汛形势通报。{told}请各地抓好落实。")),
/// ];
/// let analysis = run(&mut MemorySource::new(documents), &Config::default(), &Silent)?;
/// assert_eq!(analysis.findings.len(), 2);
/// # Ok::<(), dittograph::Error>(())
/// ```
pub fn run(source: &mut dyn Source, config: &Config, progress: &dyn Progress) -> Result<Analysis> {
    run_with(source, &[], config, progress)
}

/// The same with passages that are known to be boilerplate: what equals one of them is boilerplate at its first
/// occurrence. They are compared with the corpus and are no part of it: thresholds, the model of what is usual, and what
/// is said of documents are those of the corpus alone.
///
/// ```
/// use dittograph::engine::{run_with, Silent};
/// use dittograph::{Config, Document, Kind, read::{KnownPassages, MemorySource}};
/// let text = "县里新修的水渠上周通水。\n本文仅代表作者个人观点，与本网无关。其原创性以及文中陈述文字和内容未经本站证实。";
/// let mut source = MemorySource::new([Document::new("a", text)]);
/// let config = Config { boilerplate_form: false, ..Config::default() };
/// let analysis = run_with(&mut source, &[KnownPassages::shipped()], &config, &Silent)?;
/// assert_eq!(analysis.findings.len(), 1);
/// assert_eq!(analysis.findings[0].kind, Kind::Boilerplate);
/// # Ok::<(), dittograph::Error>(())
/// ```
pub fn run_with(
    source: &mut dyn Source,
    known: &[KnownPassages],
    config: &Config,
    progress: &dyn Progress,
) -> Result<Analysis> {
    config.plan(0)?;
    let normalizer = Normalizer::new(&config.normalize);
    if config.level == Level::Documents {
        let analysis = whole::documents(source, &normalizer, config, progress)?;
        return Ok(Analysis { encodings: source.encodings(), ..analysis });
    }
    let (mut documents, warnings) = read_all(source, progress)?;
    let own = documents.len();
    documents.extend(known.iter().flat_map(|collection| collection.passages.iter().cloned()));
    let Passages { plan, judged, reports, covered, stats } = passages(&documents, own, &normalizer, config, progress)?;
    documents.truncate(own);
    let likeness = || {
        if config.level != Level::All {
            return Ok(Likeness::default());
        }
        let furniture = documents::furniture(&judged.findings, documents.len());
        let known = Known { pairs: &covered, furniture: &furniture };
        like(&documents, known, &normalizer, &plan, progress)
    };
    let (marks, likeness) = rayon::join(|| marks(&judged.findings, &documents, &Policy::default()), likeness);
    let likeness = likeness?;
    let mut reports = documents::with_findings(reports, &judged.findings, &documents);
    if config.level == Level::All {
        reports = documents::with_standings(reports, &likeness);
    }
    let related = likeness.related().copied().collect();
    let Stats { symbols, anchors, candidates, matches, families, findings, .. } = stats;
    let seen = read_stats(&reports, &warnings);
    let stats = Stats { symbols, anchors, candidates, matches, families, findings, ..seen };
    let (findings, known) = (judged.findings, names(known));
    let encodings = source.encodings();
    Ok(Analysis {
        plan,
        documents,
        order: Vec::new(),
        findings,
        marks,
        reports,
        related,
        known,
        warnings,
        stats,
        encodings,
        stages: Vec::new(),
    })
}

/// What the stages from normalising to classifying found.
struct Passages {
    plan: Plan,
    judged: Judged,
    reports: Vec<DocumentReport>,
    /// Pairs of documents of which one is covered by what they share.
    covered: Vec<(DocId, DocId)>,
    /// What the search did.
    stats: Stats,
}

/// The repeated passages of the first `own` documents; those behind them are known passages.
fn passages(
    documents: &[Document],
    own: usize,
    normalizer: &Normalizer,
    config: &Config,
    progress: &dyn Progress,
) -> Result<Passages> {
    let (prepared, plan) = prepare_all(documents, own, normalizer, config, progress)?;
    let texts: Vec<&[Symbol]> = prepared.folded.iter().map(|text| text.symbols.as_slice()).collect();
    // Neither needs the other, and each has stretches that only one thread can work at.
    let (background, compared) = rayon::join(|| Background::new(&texts[..own]), || compared(&texts, &plan, progress));
    let Compared { anchors, recurring, candidates, runs, depth } = compared;
    let gains = Gains::new(texts.len());
    let prices = Prices { background: &background, depth: &depth, gains: &gains };
    let hot_from = plan.boilerplate_from(own);
    let asked = Asked { exact_from: plan.window_symbols(), hot_from: narrow(hot_from) };
    let is_told = |found: &Match| !documents::inside_a_loop(found, &prepared.folded, &prepared.loops);
    let matches = align(runs, &texts, (prices, asked), is_told, progress);
    let match_count = wide(matches.len());

    progress.stage("grouping", Steps::of("place"));
    let (reports, covered) = documents::covered(&matches, &texts[..own], &plan);
    let context = Context { texts: &texts, prices, hot_from, min_symbols: plan.config.min_symbols };
    let families = families(matches, context, progress);
    drop((depth, gains));

    progress.stage("classifying", Steps::of("family").all(wide(families.len())));
    let corpus = Corpus {
        documents,
        own,
        folded: &prepared.folded,
        texts: &texts,
        loops: &prepared.loops,
        raw_runs: &prepared.runs,
        background: &background,
        recurring: &recurring,
        reach: reach(&plan),
        sources: &Sources::new(&documents[..own], &texts[..own]),
        normalizer,
    };
    let judged = classify(&corpus, families, &plan, progress);
    let symbols = prepared.symbols;
    // Beside the findings these are most of what a run holds, and the findings are moved once more.
    drop((prepared, background, recurring));
    let judged = judged.numbered();
    let stats = Stats {
        symbols,
        anchors,
        candidates,
        matches: match_count,
        families: u64::from(judged.families),
        findings: wide(judged.findings.len()),
        ..Stats::default()
    };
    Ok(Passages { plan, judged, reports, covered, stats })
}

/// What the collections are called.
fn names(known: &[KnownPassages]) -> Vec<String> {
    known.iter().map(|collection| collection.name.clone()).collect()
}

fn read_stats(reports: &[DocumentReport], warnings: &[Warning]) -> Stats {
    Stats {
        documents: wide(reports.len()),
        skipped: wide(warnings.iter().filter(|warning| warning.skipped).count()),
        bytes: reports.iter().map(|report| report.bytes).sum(),
        chars: reports.iter().map(|report| u64::from(report.chars)).sum(),
        ..Stats::default()
    }
}

fn read_all(source: &mut dyn Source, progress: &dyn Progress) -> Result<(Vec<Document>, Vec<Warning>)> {
    let (mut documents, mut warnings) = (Vec::new(), Vec::new());
    progress.stage("reading", Steps::of("document").bytes(source.taken().and_then(|taken| taken.of)));
    while let Some(item) = source.next_item()? {
        match item {
            Item::Document(document) => {
                documents.push(document);
                progress.advance(1);
            }
            Item::Warning(warning) => warnings.push(warning),
        }
        progress.reach(source.taken().map_or(0, |taken| taken.bytes));
    }
    documents.sort_by(|x, y| x.id.cmp(&y.id));
    warnings.sort();
    Ok((documents, warnings))
}

/// All documents after the loops: what the rest of the run looks at.
struct Prepared {
    folded: Vec<FoldedText>,
    loops: Vec<Vec<Loop>>,
    runs: Vec<Vec<RawRun>>,
    symbols: u64,
}

/// Normalises every document and folds its loops; the plan follows from the size of the corpus, the first `own` of them.
fn prepare_all(
    documents: &[Document],
    own: usize,
    normalizer: &Normalizer,
    config: &Config,
    progress: &dyn Progress,
) -> Result<(Prepared, Plan)> {
    progress.stage("normalising", Steps::of("document").all(wide(documents.len())));
    let prepare = |document: &Document| {
        let symbols = normalizer.symbols(&document.text);
        let loops = with_letters(&document.text, &symbols, find_loops(&symbols), normalizer);
        let loops = without_tables(&document.text, &symbols, loops, normalizer);
        progress.advance(1);
        (symbols, loops, raw_runs(&document.text))
    };
    let found: Vec<(Vec<Symbol>, Vec<Loop>, Vec<RawRun>)> = documents.par_iter().map(prepare).collect();
    let symbols = found[..own].iter().map(|(symbols, _, _)| wide(symbols.len())).sum();
    let plan = config.plan(symbols)?;
    let mut prepared = Prepared { folded: Vec::new(), loops: Vec::new(), runs: Vec::new(), symbols };
    for (symbols, loops, runs) in found {
        prepared.folded.push(fold(symbols, &loops, plan.window_symbols()));
        prepared.loops.push(loops);
        prepared.runs.push(runs);
    }
    Ok((prepared, plan))
}

/// What texts have in common before anything is priced.
struct Compared {
    anchors: u64,
    /// As in [`Shared`].
    recurring: Vec<Vec<u32>>,
    candidates: u64,
    runs: Vec<Runs>,
    depth: Depth,
}

fn compared(texts: &[&[Symbol]], plan: &Plan, progress: &dyn Progress) -> Compared {
    let (Shared { links, recurring }, anchors) = fingerprint(texts, plan, progress);
    let candidates = wide(links.len());
    let (runs, depth) = equal_text(links, texts, progress);
    Compared { anchors, recurring, candidates, runs, depth }
}

/// The places that share anchors, and the number of anchors.
fn fingerprint(texts: &[&[Symbol]], plan: &Plan, progress: &dyn Progress) -> (Shared, u64) {
    progress.stage("fingerprinting", Steps::of("document").all(wide(texts.len())));
    let anchors = index_anchors(texts, reach(plan), |_| progress.advance(1));
    (links(&anchors, texts, reach(plan)), wide(anchors.len()))
}

fn reach(plan: &Plan) -> Reach {
    Reach {
        shingle: plan.shingle_symbols,
        shingles: plan.window_shingles,
        window: plan.window_symbols(),
        seed: plan.config.seed,
    }
}

/// The equal runs of every pair of documents, and how many of them lie on each other.
fn equal_text(links: Vec<Link>, texts: &[&[Symbol]], progress: &dyn Progress) -> (Vec<Runs>, Depth) {
    let pairs: Vec<_> = links.chunk_by(|x, y| (x.a_doc, x.b_doc) == (y.a_doc, y.b_doc)).collect();
    progress.stage("comparing", Steps::of("pair").all(wide(pairs.len())));
    let runs_of = |pairs: &[&[Link]]| {
        for pair in pairs {
            ask_for_links(pair, texts);
        }
        let runs: Vec<Runs> = pairs.iter().map(|pair| equal_runs(pair, texts)).collect();
        progress.advance(wide(pairs.len()));
        runs
    };
    let runs: Vec<Runs> = pairs.par_chunks(lot_of(pairs.len())).flat_map_iter(runs_of).collect();
    drop(pairs);
    drop(links);
    let lengths: Vec<usize> = texts.iter().map(|text| text.len()).collect();
    let depth = Depth::new(&runs, &lengths);
    (runs, depth)
}

/// The matches of every pair of documents, those that are `told`.
fn align(
    mut runs: Vec<Runs>,
    texts: &[&[Symbol]],
    (prices, asked): (Prices, Asked),
    is_told: impl Fn(&Match) -> bool + Sync,
    progress: &dyn Progress,
) -> Vec<Match> {
    progress.stage("aligning", Steps::of("pair").all(wide(runs.len())));
    let align = |rows: &mut Rows, pairs: &mut [Runs]| {
        for pair in &*pairs {
            ask_for_runs(pair, texts, prices.depth);
        }
        let mut matches = Vec::new();
        for pair in &mut *pairs {
            matches.extend(align_pair(pair, texts, prices, asked, rows).into_iter().filter(&is_told));
            // Of what is aligned nothing is kept.
            pair.blocks = Vec::new();
        }
        progress.advance(wide(pairs.len()));
        matches
    };
    let lot = lot_of(runs.len());
    let lots: Vec<Vec<Match>> = runs.par_chunks_mut(lot).map_init(Rows::default, align).collect();
    gathered(lots)
}

/// What lots hold, one after the other, in no more memory than it takes.
fn gathered<T>(lots: Vec<Vec<T>>) -> Vec<T> {
    let mut all = Vec::with_capacity(lots.iter().map(Vec::len).sum());
    for lot in lots {
        all.extend(lot);
    }
    all
}
