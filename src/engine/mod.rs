//! The conductor: runs the stages in their order, on threads, and knows nothing of their insides.

mod documents;

pub use crate::analysis::{Analysis, DocumentReport};
pub use crate::progress::{Progress, Silent};

use rayon::prelude::*;

use crate::align::{Aligned, Background, Depth, Prices, Runs, align_pair, equal_runs};
use crate::candidates::{Reach, links};
use crate::classify::{Corpus, classify};
use crate::config::{Config, Plan};
use crate::error::{Error, Result, Warning};
use crate::group::{Context, families};
use crate::int::wide;
use crate::loops::{FoldedText, Loop, RawRun, find as find_loops, fold, raw_runs};
use crate::mark::{Policy, marks};
use crate::normalize::{Normalizer, Symbol};
use crate::read::{Document, Item, Source};
use crate::shingle::anchors;
use crate::stats::Stats;

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

/// Reads all documents of `source` and finds what stands in them more than once.
///
/// Guarantee: the same documents and configuration give the same analysis, for any order of the documents and any
/// number of threads. Errors: those of the source, and [`Error::Config`]. Complexity: `O(n log n)` in the text, whatever
/// repeats in it; memory about 12 bytes a symbol besides the text.
///
/// ```
/// use dittograph::engine::{run, Silent};
/// use dittograph::{Config, Document, read::MemorySource};
/// let told = "市水利局对全市四十七座小型水库逐一开展安全鉴定，发现病险水库九座并落实了除险加固资金。";
/// let documents = vec![
///     Document { id: "a".into(), text: format!("去年工作回顾。{told}成效明显。") },
///     Document { id: "b".into(), text: format!("防汛形势通报。{told}请各地抓好落实。") },
/// ];
/// let analysis = run(&mut MemorySource::new(documents), &Config::default(), &Silent)?;
/// assert_eq!(analysis.findings.len(), 2);
/// # Ok::<(), dittograph::Error>(())
/// ```
pub fn run(source: &mut dyn Source, config: &Config, progress: &dyn Progress) -> Result<Analysis> {
    config.plan(0)?;
    progress.stage("reading", None);
    let (documents, mut warnings) = read_all(source, progress)?;
    warnings.sort();
    let normalizer = Normalizer::new(&config.normalize);

    progress.stage("normalising", Some(wide(documents.len())));
    let prepared: Vec<Prepared> =
        documents.par_iter().map(|document| prepare(document, &normalizer, progress)).collect();
    let symbols = prepared.iter().map(|p| wide(p.symbols.len())).sum();
    let plan = config.plan(symbols)?;
    let (mut folded, mut loops, mut raw) = (Vec::new(), Vec::new(), Vec::new());
    for document in prepared {
        folded.push(fold(document.symbols, &document.loops, plan.window_symbols()));
        loops.push(document.loops);
        raw.push(document.runs);
    }
    let texts: Vec<&[Symbol]> = folded.iter().map(|text: &FoldedText| text.symbols.as_slice()).collect();

    progress.stage("fingerprinting", Some(wide(documents.len())));
    let found: Vec<_> = texts.par_iter().map(|text| anchors_of(text, &plan, progress)).collect();
    let anchor_count = found.iter().map(|of_doc| wide(of_doc.len())).sum();
    let reach = Reach { shingle: plan.shingle_symbols, window: plan.window_symbols(), seed: config.seed };
    let links = links(&found, &texts, reach);
    drop(found);
    let background = Background::new(&texts);

    progress.stage("aligning", Some(wide(links.len())));
    let pairs: Vec<_> = links.chunk_by(|x, y| (x.a_doc, x.b_doc) == (y.a_doc, y.b_doc)).collect();
    let runs: Vec<Runs> = pairs.par_iter().map(|pair| equal_runs(pair, &texts)).collect();
    let lengths: Vec<usize> = texts.iter().map(|text| text.len()).collect();
    let depth = Depth::new(&runs, &lengths);
    let prices = Prices { background: &background, depth: &depth };
    let aligned: Vec<Aligned> = runs
        .par_iter()
        .map(|pair| {
            let aligned = align_pair(pair, &texts, prices, plan.window_symbols());
            progress.advance(wide(pair.blocks.len()));
            aligned
        })
        .collect();
    drop(runs);
    let (matches, exact) = documents::outside_loops(aligned, &folded, &loops);
    let match_count = wide(matches.len());

    progress.stage("grouping", None);
    let context = Context {
        texts: &texts,
        prices,
        hot_from: plan.boilerplate_from(documents.len()),
        min_symbols: config.min_symbols,
    };
    let similar = documents::similar(&texts, &plan);
    let reports = documents::reports(&matches, &similar, &texts, &plan);
    let families = families(matches, &exact, context);

    progress.stage("classifying", None);
    let corpus = Corpus {
        documents: &documents,
        folded: &folded,
        texts: &texts,
        loops: &loops,
        raw_runs: &raw,
        background: &background,
        normalizer: &normalizer,
    };
    let judged = classify(&corpus, &families, &plan);
    let marks = marks(&judged.findings, &documents, &Policy::default());
    let reports = documents::with_findings(reports, &judged.findings, &documents);
    let stats = Stats {
        documents: wide(documents.len()),
        skipped: wide(warnings.iter().filter(|warning| warning.skipped).count()),
        bytes: documents.iter().map(|document| wide(document.text.len())).sum(),
        chars: reports.iter().map(|report| u64::from(report.chars)).sum(),
        symbols,
        anchors: anchor_count,
        candidates: wide(links.len()),
        matches: match_count,
        families: u64::from(judged.families),
        findings: wide(judged.findings.len()),
    };
    Ok(Analysis { plan, documents, findings: judged.findings, marks, reports, warnings, stats })
}

fn read_all(source: &mut dyn Source, progress: &dyn Progress) -> Result<(Vec<Document>, Vec<Warning>)> {
    let (mut documents, mut warnings) = (Vec::new(), Vec::new());
    while let Some(item) = source.next_item()? {
        match item {
            Item::Document(document) => documents.push(document),
            Item::Warning(warning) => warnings.push(warning),
        }
        progress.advance(1);
    }
    documents.sort_by(|x, y| x.id.cmp(&y.id));
    Ok((documents, warnings))
}

struct Prepared {
    symbols: Vec<Symbol>,
    loops: Vec<Loop>,
    runs: Vec<RawRun>,
}

fn prepare(document: &Document, normalizer: &Normalizer, progress: &dyn Progress) -> Prepared {
    let symbols = normalizer.symbols(&document.text);
    let loops = find_loops(&symbols);
    let runs = raw_runs(&document.text);
    progress.advance(1);
    Prepared { symbols, loops, runs }
}

fn anchors_of(text: &[Symbol], plan: &Plan, progress: &dyn Progress) -> Vec<crate::shingle::Anchor> {
    let found = anchors(text, plan.shingle_symbols, plan.window_shingles, plan.config.seed);
    progress.advance(1);
    found
}
