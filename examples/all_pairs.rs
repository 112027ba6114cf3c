//! The plain oracle for whole documents: the exact Jaccard similarity of all pairs of a corpus, and how a run compares.
//!
//! ```console
//! $ cargo run --release --locked --example all_pairs -- corpus.jsonl 0.5 8 [pairs.tsv]
//! ```
//!
//! Arguments: a JSONL file, the similarity, the symbols of a shingle, and a file for the pairs (id, id, similarity). It
//! compares every document with every other, so it is meant for some thousand documents.
#![expect(clippy::print_stdout, reason = "an example prints what it found")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use dittograph::engine::{Silent, run};
use dittograph::fingerprint::exact::ShingleSet;
use dittograph::int::{float, index};
use dittograph::normalize::Normalizer;
use dittograph::read::{FileSource, MemorySource, ReadOptions};
use dittograph::span::DocId;
use dittograph::{Analysis, Config, Document, Item, Level, Source};
use rayon::prelude::*;

type Pairs = BTreeMap<(DocId, DocId), f64>;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [corpus, similarity, shingle, out @ ..] = &arguments[..] else {
        return Err("usage: all_pairs CORPUS.jsonl SIMILARITY SHINGLE [PAIRS.tsv]".into());
    };
    let config = Config {
        level: Level::Documents,
        similarity: similarity.parse()?,
        document_shingle: shingle.parse()?,
        ..Config::default()
    };
    let mut source = FileSource::open(&[corpus.into()], ReadOptions::default())?;
    let mut documents = Vec::new();
    while let Some(item) = source.next_item()? {
        if let Item::Document(document) = item {
            documents.push(document);
        }
    }
    documents.sort_by(|x, y| x.id.cmp(&y.id));
    let expected = all(&documents, &config);
    let analysis = run(&mut MemorySource::new(documents.clone()), &config, &Silent)?;
    let found = found(&analysis);
    let right = expected.keys().filter(|pair| found.contains_key(pair)).count();
    println!("{} pairs of similarity {similarity} and more on {shingle} symbols", expected.len());
    println!("found {right}, recall {:.4}", float(right) / float(expected.len().max(1)));
    println!("below it reported: {}", found.keys().filter(|pair| !expected.contains_key(pair)).count());
    if let [path] = out {
        let id = |doc: &DocId| &documents[doc.index()].id;
        let mut table = String::new();
        for ((a, b), similarity) in &expected {
            writeln!(table, "{}\t{}\t{similarity:.6}", id(a), id(b))?;
        }
        std::fs::write(path, table)?;
    }
    Ok(())
}

/// All pairs, each compared.
fn all(documents: &[Document], config: &Config) -> Pairs {
    let normalizer = Normalizer::new(&config.normalize);
    let set = |document: &Document| ShingleSet::new(&normalizer.symbols(&document.text), config.document_shingle);
    let sets: Vec<ShingleSet> = documents.par_iter().map(set).collect();
    let of = |a: usize| {
        let others = (a + 1..sets.len()).filter(|&b| {
            // Of two sets of similarity s the smaller has at least s times the elements of the larger.
            let (few, many) = (sets[a].len().min(sets[b].len()), sets[a].len().max(sets[b].len()));
            float(few) >= config.similarity * float(many)
        });
        let pairs = others.map(|b| ((id(a), id(b)), sets[a].jaccard(&sets[b])));
        pairs.filter(|(_, similarity)| *similarity >= config.similarity).collect::<Vec<_>>()
    };
    (0..sets.len()).into_par_iter().flat_map_iter(of).collect()
}

fn id(number: usize) -> DocId {
    DocId(dittograph::int::narrow(number))
}

/// All pairs that a run reported as similar, equal documents standing for one another.
fn found(analysis: &Analysis) -> Pairs {
    let similarity = analysis.plan.config.similarity;
    let first = |doc: DocId| analysis.reports[doc.index()].equal_to.unwrap_or(doc);
    let mut equal: BTreeMap<DocId, Vec<DocId>> = BTreeMap::new();
    for doc in (0..analysis.documents.len()).map(id) {
        equal.entry(first(doc)).or_default().push(doc);
    }
    let members = (0..)
        .map(DocId)
        .zip(&analysis.reports)
        .filter_map(|(doc, report)| Some((first(doc), first(report.near_duplicate_of?), report.similarity?)));
    let related = analysis.related.iter().map(|pair| (pair.a, pair.b, pair.similarity));
    let mut pairs = Pairs::new();
    for (a, b, near) in members.chain(related).filter(|(_, _, near)| *near >= similarity) {
        let (one, two): (BTreeSet<_>, BTreeSet<_>) = (equal[&a].iter().collect(), equal[&b].iter().collect());
        for (&&x, &&y) in
            one.iter().flat_map(|x| two.iter().map(move |y| (x, y))).filter(|(x, y)| index(x.0) != index(y.0))
        {
            pairs.insert((x.min(y), x.max(y)), near);
        }
    }
    pairs
}
