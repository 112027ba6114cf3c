//! The index half of a run and nothing else: documents are normalised, their shingles hashed, the smallest of every window
//! named, and the names brought together in groups. What follows (links, runs, alignment) is not here.
//!
//! `cargo bench --bench index -- FILE [ROUNDS [K W]]` prints MB/s of CPU time of one thread, stage by stage and whole. FILE is
//! JSON lines with a `text` each, or one text; it is in memory when the clock starts. K and W are symbols a shingle and shingles
//! a window, else those that the size of the corpus gives; the name of a path (`portable`, `AVX2`) among the arguments keeps to
//! its instructions. Without a file it checks itself on a made-up text.
#![expect(clippy::print_stdout, reason = "a program that measures prints what it measured")]

#[path = "common/clock.rs"]
mod clock;
#[path = "common/corpus.rs"]
mod corpus;

use std::collections::BTreeMap;
use std::error::Error;

use clock::Clock;
use dittograph::candidates::{Place, Reach, Records, index_anchors};
use dittograph::config::{Config, NormalizeConfig};
use dittograph::engine::pool;
use dittograph::int::{float64, narrow, wide};
use dittograph::normalize::{Normalizer, Symbol};
use dittograph::shingle::naive;
use dittograph::simd::Path;
use dittograph::span::DocId;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = corpus::arguments();
    arguments.retain(|argument| !Path::all().into_iter().any(|path| path.name() == argument && path.settle()));
    let Some((file, numbers)) = arguments.split_first() else {
        check();
        println!("index: checked; give a file of text to measure");
        return Ok(());
    };
    let numbers: Vec<u32> = numbers.iter().map(|number| number.parse()).collect::<Result<_, _>>()?;
    let texts = corpus::texts(file)?;
    pool(Some(1))?.install(|| measure(&texts, &numbers))?;
    Ok(())
}

/// What one round comes to.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    symbols: usize,
    anchors: usize,
    groups: usize,
    places: usize,
}

fn measure(texts: &[String], numbers: &[u32]) -> dittograph::Result<()> {
    let bytes = texts.iter().map(|text| wide(text.len())).sum();
    let (rounds, passes) = (numbers.first().copied().unwrap_or(5).max(1), clock::passes(bytes));
    let mut seconds: [Vec<f64>; 4] = Default::default();
    let mut counts = Counts::default();
    for _ in 0..rounds {
        let mut spent = [0.0; 4];
        for _ in 0..passes {
            let clock = Clock::start();
            let symbols = symbols(texts);
            let normalised = clock.seconds();
            let symbols: Vec<&[Symbol]> = symbols.iter().map(Vec::as_slice).collect();
            let records = index_anchors(&symbols, reach(&symbols, numbers)?, |_| ());
            let anchored = clock.seconds();
            counts = count(&records, &symbols);
            let whole = clock.seconds();
            let stages = [whole, normalised, anchored - normalised, whole - anchored];
            spent.iter_mut().zip(stages).for_each(|(sum, stage)| *sum += stage / float64(passes));
        }
        seconds.iter_mut().zip(spent).for_each(|(of_stage, seconds)| of_stage.push(seconds));
    }
    let [mut whole, normalised, anchored, grouped] = seconds;
    let Counts { symbols, anchors, groups, places } = counts;
    println!("index {} ({})", clock::speeds(&mut whole, bytes), Path::best().name());
    println!("      {bytes} bytes, {symbols} symbols, {anchors} anchors, {groups} groups of {places} places");
    for (stage, mut seconds) in [("to symbols", normalised), ("to records", anchored), ("to groups ", grouped)] {
        println!("      {stage} {}", clock::speeds(&mut seconds, bytes));
    }
    Ok(())
}

fn symbols(texts: &[String]) -> Vec<Vec<Symbol>> {
    let normalizer = Normalizer::new(&NormalizeConfig::default());
    texts.iter().map(|text| normalizer.symbols(text)).collect()
}

fn reach(symbols: &[&[Symbol]], numbers: &[u32]) -> dittograph::Result<Reach> {
    let plan = Config::default().plan(symbols.iter().map(|text| wide(text.len())).sum())?;
    let [shingle, shingles] = match numbers {
        [_, k, w, ..] => [*k, *w],
        _ => [plan.shingle_symbols, plan.window_shingles],
    };
    Ok(Reach { shingle, shingles, window: plan.window_symbols(), seed: 0 })
}

fn count(records: &Records, symbols: &[&[Symbol]]) -> Counts {
    let parts = records.groups(symbols, |counts: &mut Counts, group| {
        counts.groups += 1;
        counts.places += group.len();
    });
    Counts {
        symbols: symbols.iter().map(|text| text.len()).sum(),
        anchors: records.len(),
        groups: parts.iter().map(|part| part.groups).sum(),
        places: parts.iter().map(|part| part.places).sum(),
    }
}

/// Holds the groups to those of a plain map over the plain anchors.
fn check() {
    let texts: Vec<String> = (0..40).map(|seed| corpus::made_up(3000, seed % 30)).collect();
    let symbols = symbols(&texts);
    let symbols: Vec<&[Symbol]> = symbols.iter().map(Vec::as_slice).collect();
    let reach = Reach { shingle: 8, shingles: 13, window: 20, seed: 0 };
    let mut plain: BTreeMap<u64, Vec<Place>> = BTreeMap::new();
    for (doc, text) in symbols.iter().enumerate() {
        for anchor in naive::anchors(text, 8, 13, 0) {
            plain.entry(anchor.hash).or_default().push((DocId(narrow(doc)), anchor.position));
        }
    }
    let mut plain: Vec<Vec<Place>> = plain.into_values().filter(|group| group.len() > 1).collect();
    let records = index_anchors(&symbols, reach, |_| ());
    let groups = records.groups(&symbols, |found: &mut Vec<Vec<Place>>, group| found.push(group.to_vec()));
    let mut found = groups.concat();
    plain.sort_unstable();
    found.sort_unstable();
    assert!(!plain.is_empty());
    assert_eq!(found, plain);
}
