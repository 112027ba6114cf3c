//! How fast each stage of a run is, from reading to writing records, on one thread. Every bench asserts its answer before it times.
//!
//! `cargo bench --bench stages` measures, `cargo bench --bench stages -- --test` only checks. Throughput is in bytes of UTF-8 of the
//! whole corpus, for every stage, so that the times of the stages add up to that of a run. The corpus is made up: reports put together
//! from phrases, usual ones more often, with copied paragraphs, some edited, one footer, and loops.

use std::error::Error;
use std::hint::black_box;
use std::io::{Write, sink};

use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, Criterion, Throughput};
use dittograph::Document;
use dittograph::align::{Asked, Background, Depth, Gains, Match, Prices, Runs, align_pair, equal_runs};
use dittograph::candidates::{Link, Reach, index_anchors, links};
use dittograph::classify::{Corpus, Kind, Sources, classify};
use dittograph::config::{Config, Plan};
use dittograph::documents::{Known, find as find_documents};
use dittograph::edits::Rows;
use dittograph::engine::{Silent, run};
use dittograph::group::{Context, Family, families};
use dittograph::int::{high, index, narrow, wide};
use dittograph::loops::{FoldedText, Loop, RawRun, find as find_loops, fold, raw_runs};
use dittograph::mark::{Policy, marks};
use dittograph::normalize::{Normalizer, Symbol};
use dittograph::read::{FileSource, Item, MemorySource, ReadOptions, Source};
use dittograph::report::jsonl;

/// Documents of the corpus, and characters of each: a report of 24 kB.
const DOCUMENTS: u32 = 120;
const CHARACTERS: usize = 8000;
/// Phrases that texts are put together from, between words of their own.
const PHRASES: u32 = 4000;

fn main() -> Result<(), Box<dyn Error>> {
    let mut criterion = Criterion::default().configure_from_args();
    let documents = corpus();
    // All work stays on this thread: time is that of one.
    rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global()?;
    stages(&mut criterion, &documents)?;
    criterion.final_summary();
    Ok(())
}

/// Numbers by chance, from a fixed seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        high(u64::from(high(self.0)) * u64::from(end))
    }

    fn characters(&mut self, count: u32) -> Vec<char> {
        (0..count).filter_map(|_| char::from_u32(0x4e00 + self.below(3000))).collect()
    }

    /// The number of a phrase, small ones more often.
    fn usual(&mut self) -> usize {
        let reach = 1 + self.below(PHRASES);
        index(self.below(reach))
    }
}

fn corpus() -> Vec<Document> {
    let mut chance = Chance(1);
    let mut phrases: Vec<Vec<char>> = Vec::new();
    for _ in 0..PHRASES {
        let len = 4 + chance.below(14);
        phrases.push(chance.characters(len));
    }
    let footer: String = chance.characters(120).into_iter().collect();
    let mut paragraphs: Vec<Vec<char>> = Vec::new();
    let mut documents = Vec::new();
    for number in 0..DOCUMENTS {
        let mut text = Vec::new();
        while text.len() < CHARACTERS {
            let mut paragraph = Vec::new();
            if !paragraphs.is_empty() && chance.below(8) == 0 {
                // A copy, every other one with one character in twenty edited.
                paragraph.clone_from(&paragraphs[index(chance.below(narrow(paragraphs.len())))]);
                if chance.below(2) == 0 {
                    for _ in 0..paragraph.len() / 20 {
                        let at = index(chance.below(narrow(paragraph.len())));
                        paragraph[at] = chance.characters(1)[0];
                    }
                }
            }
            while paragraph.len() < 300 {
                let own = 2 + chance.below(6);
                paragraph.extend(chance.characters(own));
                paragraph.extend(&phrases[chance.usual()]);
                paragraph.push('，');
            }
            text.extend(&paragraph);
            text.push('\n');
            paragraphs.push(paragraph);
        }
        if number % 20 == 0 {
            text.extend("进一步加强基层治理体系建设，".chars().cycle().take(14 * 40));
        }
        let text: String = text.into_iter().collect();
        documents.push(Document::new(format!("{number:04}"), format!("{text}\n{footer}\n")));
    }
    documents
}

fn group(criterion: &mut Criterion, bytes: u64) -> BenchmarkGroup<'_, WallTime> {
    let mut group = criterion.benchmark_group("stage");
    group.throughput(Throughput::Bytes(bytes)).sample_size(10);
    group
}

fn stages(criterion: &mut Criterion, documents: &[Document]) -> Result<(), Box<dyn Error>> {
    let bytes = documents.iter().map(|document| wide(document.text.len())).sum();
    let mut group = group(criterion, bytes);
    reading(&mut group, documents)?;
    let config = Config::default();
    let normalizer = Normalizer::new(&config.normalize);
    let prepared = preparing(&mut group, documents, &normalizer, &config)?;
    let texts: Vec<&[Symbol]> = prepared.folded.iter().map(|text| text.symbols.as_slice()).collect();
    let judged = passages(&mut group, documents, &prepared, &texts, &normalizer);
    let kinds = |kind| judged.findings.iter().filter(|finding| finding.kind == kind).count();
    let found = [Kind::Copy, Kind::Boilerplate, Kind::Loop].map(kinds);
    assert!(found[0] > 100 && found[1] >= 100 && found[2] >= 6, "{found:?}");
    group.bench_function("documents", |bench| {
        let nothing = Known { pairs: &[], furniture: &[] };
        bench.iter(|| find_documents(black_box(documents), nothing, &normalizer, &prepared.plan, &Silent));
    });
    assert!(marks(&judged.findings, documents, &Policy::default()).len() > 100);
    group.bench_function("mark", |bench| {
        bench.iter(|| marks(black_box(&judged.findings), documents, &Policy::default()));
    });
    let whole = || run(&mut MemorySource::new(documents.to_vec()), &config, &Silent);
    let analysis = whole()?;
    // A run leaves out what loops share with themselves.
    assert!(analysis.findings.len() <= judged.findings.len() && analysis.findings.len() > 900);
    group.bench_function("report", |bench| {
        bench.iter(|| jsonl::write(black_box(&analysis), &[], &ReadOptions::default(), &mut sink()));
    });
    group.bench_function("whole run", |bench| bench.iter(whole));
    group.finish();
    Ok(())
}

/// From a file of JSON lines to documents.
fn reading(group: &mut BenchmarkGroup<WallTime>, documents: &[Document]) -> Result<(), Box<dyn Error>> {
    let mut file = tempfile::Builder::new().suffix(".jsonl").tempfile()?;
    for document in documents {
        writeln!(file, "{}", serde_json::json!({ "id": document.id, "text": document.text }))?;
    }
    let read = || -> dittograph::Result<usize> {
        let mut source = FileSource::open(&[file.path().to_path_buf()], ReadOptions::default())?;
        let mut count = 0;
        while let Some(item) = source.next_item()? {
            count += usize::from(matches!(item, Item::Document(_)));
        }
        Ok(count)
    };
    assert_eq!(read()?, documents.len());
    group.bench_function("read", |bench| bench.iter(read));
    Ok(())
}

/// Documents after the loops.
struct Prepared {
    plan: Plan,
    folded: Vec<FoldedText>,
    loops: Vec<Vec<Loop>>,
    runs: Vec<Vec<RawRun>>,
}

fn preparing(
    group: &mut BenchmarkGroup<WallTime>,
    documents: &[Document],
    normalizer: &Normalizer,
    config: &Config,
) -> Result<Prepared, Box<dyn Error>> {
    let normalise = || documents.iter().map(|document| normalizer.symbols(&document.text)).collect::<Vec<_>>();
    let symbols = normalise();
    let plan = config.plan(symbols.iter().map(|symbols| wide(symbols.len())).sum())?;
    group.bench_function("normalise", |bench| bench.iter(normalise));
    let loops = || symbols.iter().map(|symbols| find_loops(symbols)).collect::<Vec<_>>();
    let runs = || documents.iter().map(|document| raw_runs(&document.text)).collect::<Vec<_>>();
    group.bench_function("loops", |bench| bench.iter(|| (loops(), runs())));
    let (loops, runs) = (loops(), runs());
    let fold_one = |(symbols, loops): (&Vec<Symbol>, &Vec<Loop>)| fold(symbols.clone(), loops, plan.window_symbols());
    let folded = symbols.iter().zip(&loops).map(fold_one).collect();
    Ok(Prepared { plan, folded, loops, runs })
}

/// From folded texts to findings.
fn passages(
    group: &mut BenchmarkGroup<WallTime>,
    documents: &[Document],
    prepared: &Prepared,
    texts: &[&[Symbol]],
    normalizer: &Normalizer,
) -> dittograph::classify::Judged {
    let plan = &prepared.plan;
    let reach = Reach {
        shingle: plan.shingle_symbols,
        shingles: plan.window_shingles,
        window: plan.window_symbols(),
        seed: plan.config.seed,
    };
    group.bench_function("background", |bench| bench.iter(|| Background::new(black_box(texts))));
    group.bench_function("fingerprint", |bench| bench.iter(|| index_anchors(black_box(texts), reach, |_| ())));
    let anchors = index_anchors(texts, reach, |_| ());
    group.bench_function("candidates", |bench| bench.iter(|| links(black_box(&anchors), texts, reach)));
    let shared = links(&anchors, texts, reach);
    let pairs: Vec<&[Link]> = shared.links.chunk_by(|x, y| (x.a_doc, x.b_doc) == (y.a_doc, y.b_doc)).collect();
    let lengths: Vec<usize> = texts.iter().map(|text| text.len()).collect();
    let compare = || {
        let runs: Vec<Runs> = pairs.iter().map(|pair| equal_runs(pair, texts)).collect();
        let depth = Depth::new(&runs, &lengths);
        (runs, depth)
    };
    group.bench_function("align: equal runs", |bench| bench.iter(compare));
    let (background, (runs, depth), hot_from) = (Background::new(texts), compare(), plan.boilerplate_from(texts.len()));
    let asked = Asked { exact_from: plan.window_symbols(), hot_from: narrow(hot_from) };
    let align = || {
        let (gains, mut rows) = (Gains::new(texts.len()), Rows::default());
        let prices = Prices { background: &background, depth: &depth, gains: &gains };
        runs.iter().flat_map(|pair| align_pair(pair, texts, prices, asked, &mut rows)).collect::<Vec<Match>>()
    };
    group.bench_function("align: matches", |bench| bench.iter(align));
    let (gains, matches) = (Gains::new(texts.len()), align());
    let prices = Prices { background: &background, depth: &depth, gains: &gains };
    let context = Context { texts, prices, hot_from, min_symbols: plan.config.min_symbols };
    group.bench_function("group", |bench| {
        bench.iter_batched(|| matches.clone(), |matches| families(matches, context, &Silent), BatchSize::LargeInput);
    });
    let grouped: Vec<Family> = families(matches.clone(), context, &Silent);
    let corpus = Corpus {
        documents,
        own: documents.len(),
        folded: &prepared.folded,
        texts,
        loops: &prepared.loops,
        raw_runs: &prepared.runs,
        background: &background,
        recurring: &shared.recurring,
        reach,
        sources: &Sources::new(documents, texts),
        normalizer,
    };
    group.bench_function("classify", |bench| {
        let classify = |grouped| classify(&corpus, grouped, plan, &Silent).numbered();
        bench.iter_batched(|| grouped.clone(), classify, BatchSize::LargeInput);
    });
    classify(&corpus, grouped, plan, &Silent).numbered()
}
