//! How fast texts become symbols, anchors, signatures and pairs. Every bench asserts its answer before it times.
//!
//! `cargo bench --bench hashing` measures, `cargo bench --bench hashing -- --test` only checks. Throughput is in bytes
//! of UTF-8; the text is made up: 3,000 Han characters, three bytes each, as unevenly frequent as in writing.

use std::hint::black_box;

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput};
use dittograph::candidates::bands::{Cut, pairs};
use dittograph::config::NormalizeConfig;
use dittograph::fingerprint::classic::Permutations;
use dittograph::fingerprint::{self, Signature, Signer};
use dittograph::int::{high, index, wide};
use dittograph::normalize::Normalizer;
use dittograph::shingle::{Anchor, Scratch, anchors, anchors_into, hash_shingles, naive, select};
use dittograph::span::DocId;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Symbols of the text: 768 KiB of UTF-8, beyond the first-level cache as any corpus is.
const TEXT_SYMBOLS: usize = 1 << 18;
/// Symbols of one document: a report of 30 kB.
const DOCUMENT_SYMBOLS: usize = 10_000;
/// UTF-8 bytes of a Han character.
const BYTES: u64 = 3;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let text = zipf_text(TEXT_SYMBOLS, 1);
    normalisation(&mut criterion, &text);
    shingles(&mut criterion, &text);
    whole_anchors(&mut criterion, &text);
    signatures(&mut criterion, &text);
    banding(&mut criterion);
    criterion.final_summary();
}

/// Han characters, the nth most frequent 1/n times as often as the first, from a fixed seed.
fn zipf_text(symbols: usize, seed: u64) -> Vec<u32> {
    let cumulated: Vec<u32> = (1..=3000).scan(0, |sum, rank| Some((*sum, *sum += 10_000_000 / rank).0)).collect();
    let total = cumulated[2999] + 10_000_000 / 3000;
    let mut state = seed;
    let mut draw = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let number = high(u64::from(high(state)) * u64::from(total));
        let rank = cumulated.partition_point(|&below| below <= number);
        // Neighbours in frequency are no neighbours in the code table.
        (0x4e00..).nth(rank * 1009 % 3000).unwrap_or(0x4e00)
    };
    (0..symbols).map(|_| draw()).collect()
}

fn group<'a>(criterion: &'a mut Criterion, name: &str, symbols: usize) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Bytes(BYTES * wide(symbols)));
    group
}

/// From text to symbols: characters alone, and with a comma after every eighth.
fn normalisation(criterion: &mut Criterion, symbols: &[u32]) {
    let normalizer = Normalizer::new(&NormalizeConfig::default());
    let plain: String = symbols.iter().filter_map(|&symbol| char::from_u32(symbol)).collect();
    let mut punctuated = String::new();
    for (place, character) in (1..).zip(plain.chars()) {
        punctuated.push(character);
        punctuated.push_str(if place % 8 == 0 { "，" } else { "" });
    }
    assert_eq!(normalizer.symbols(&plain).len(), symbols.len());
    assert_eq!(normalizer.symbols(&punctuated), normalizer.symbols(&plain));
    for (name, text) in [("Han characters", &plain), ("with punctuation", &punctuated)] {
        let mut group = group(criterion, "normalise", text.chars().count());
        group.bench_function(name, |bench| bench.iter(|| normalizer.symbols(black_box(text))));
    }
}

/// The three steps from symbols to anchors, each alone.
fn shingles(criterion: &mut Criterion, text: &[u32]) {
    let mut group = group(criterion, "shingle", text.len());
    let (mut hashes, mut places) = (Vec::new(), Vec::new());
    for k in [5, 8, 10] {
        hash_shingles(text, k, 0, &mut hashes);
        assert_eq!(hashes, naive::hash_shingles(text, k, 0));
        group.bench_function(format!("hash k={k}"), |bench| {
            bench.iter(|| hash_shingles(black_box(text), k, 0, &mut hashes));
        });
    }
    hash_shingles(text, 8, 0, &mut hashes);
    for w in [4, 13, 23] {
        select(&hashes, w, &mut places);
        assert_eq!(places, naive::select(&hashes, w));
        group.bench_function(format!("minimum w={w}"), |bench| {
            bench.iter(|| select(black_box(&hashes), w, &mut places));
        });
    }
    let queued = naive::select_by_queue(&hashes, 13);
    select(&hashes, 13, &mut places);
    assert!(queued.iter().all(|place| places.binary_search(place).is_ok()));
    group.bench_function("minimum w=13, by a queue", |bench| {
        bench.iter(|| naive::select_by_queue(black_box(&hashes), 13));
    });
    let found = anchors(text, 8, 13, 0);
    assert!(names(text, &places).eq(found.iter().map(|anchor| anchor.hash)));
    group.bench_function("xxh3 of anchors", |bench| {
        bench.iter(|| names(black_box(text), &places).fold(0, |all, name| all ^ name));
    });
}

/// The names of the shingles of 8 symbols at these places.
fn names(text: &[u32], places: &[u32]) -> impl Iterator<Item = u64> {
    let mut bytes = [0; 32];
    places.iter().map(move |&place| {
        for (four, symbol) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(&text[index(place)..][..8]) {
            *four = symbol.to_le_bytes();
        }
        xxh3_64_with_seed(&bytes, 0)
    })
}

/// From symbols to anchors, for every profile and for a text without information.
fn whole_anchors(criterion: &mut Criterion, text: &[u32]) {
    let mut group = group(criterion, "anchors", text.len());
    let (mut scratch, mut found): (Scratch, Vec<Anchor>) = Default::default();
    let constant = vec![0x4e00; text.len()];
    let cases = [("k=5 w=4", text, 5, 4), ("k=8 w=13", text, 8, 13), ("k=10 w=23", text, 10, 23)];
    for (name, symbols, k, w) in cases.into_iter().chain([("one character, k=8 w=13", &constant[..], 8, 13)]) {
        anchors_into(symbols, k, w, 0, &mut scratch, &mut found);
        assert_eq!(found, naive::anchors(symbols, k, w, 0));
        group.bench_function(name, |bench| {
            bench.iter(|| anchors_into(black_box(symbols), k, w, 0, &mut scratch, &mut found));
        });
    }
}

/// Signatures of documents: the update alone, from hashed shingles, and with the hashing.
fn signatures(criterion: &mut Criterion, text: &[u32]) {
    let document = &text[..DOCUMENT_SYMBOLS];
    let mut group = group(criterion, "signature", document.len());
    let mut hashes = Vec::new();
    hash_shingles(document, 5, 0, &mut hashes);
    let (signer, classic) = (Signer::new(256, 5, 0), Permutations::new(128, 5, 0));
    assert_eq!(signer.sign(document), fingerprint::naive::sign(256, 5, 0, document));
    let edited = [&document[..5000], &document[5100..]].concat();
    let truth = fingerprint::exact::jaccard(document, &edited, 5);
    for (one, two) in [(signer.sign(document), signer.sign(&edited)), (classic.sign(document), classic.sign(&edited))] {
        assert!((one.similarity(&two) - truth).abs() < 0.05);
    }
    group.bench_function("one permutation, 256 slots, update", |bench| {
        bench.iter(|| signer.sign_hashes(black_box(&mut hashes)));
    });
    group.bench_function("one permutation, 256 slots, with hashing", |bench| {
        bench.iter(|| signer.sign(black_box(document)));
    });
    let raw: String = document.iter().filter_map(|&symbol| char::from_u32(symbol)).collect();
    let normalizer = Normalizer::new(&NormalizeConfig::default());
    assert_eq!(signer.sign_text(&normalizer, &raw), signer.sign(&normalizer.symbols(&(raw.clone() + "。"))));
    group.bench_function("one permutation, 256 slots, from text", |bench| {
        bench.iter(|| signer.sign_text(&normalizer, black_box(&raw)));
    });
    group.bench_function("one permutation, 256 slots, from text, in two steps", |bench| {
        bench.iter(|| signer.sign(&normalizer.symbols(black_box(&raw))));
    });
    assert!(bare(&hashes).iter().all(|&slot| slot < u32::MAX));
    group.bench_function("bare pass over hashed shingles", |bench| bench.iter(|| bare(black_box(&hashes))));
    group.bench_function("classic, 128 permutations, update", |bench| {
        bench.iter(|| classic.sign_hashes(black_box(&hashes)));
    });
    group.finish();
    short_signatures(criterion, text);
}

/// The least that one permutation can cost: a multiplication, a slot by the upper bits, the smaller value stays.
fn bare(hashes: &[u32]) -> [u32; 256] {
    let mut slots = [u32::MAX; 256];
    for &hash in hashes {
        let spread = u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let slot = &mut slots[index(high(spread) >> 24)];
        *slot = (*slot).min(dittograph::int::low(spread));
    }
    slots
}

/// A text with fewer shingles than slots ln slots takes more than one round.
fn short_signatures(criterion: &mut Criterion, text: &[u32]) {
    let mut group = group(criterion, "signature of 300 symbols", 300);
    let signer = Signer::new(256, 5, 0);
    assert_eq!(signer.sign(&text[..300]), fingerprint::naive::sign(256, 5, 0, &text[..300]));
    group.bench_function("one permutation, 256 slots, with hashing", |bench| {
        bench.iter(|| signer.sign(black_box(&text[..300])));
    });
}

/// Pairs among a thousand documents, of which every tenth copies the one before it with a few changes.
fn banding(criterion: &mut Criterion) {
    let signer = Signer::new(256, 5, 0);
    let mut documents: Vec<Vec<u32>> = (0..1000).map(|seed| zipf_text(1000, seed)).collect();
    for copy in (9..1000).step_by(10) {
        let mut edited = documents[copy - 1].clone();
        edited.splice(500..520, [0x4e00; 10]);
        documents[copy] = edited;
    }
    let signatures: Vec<Option<Signature>> = documents.iter().map(|document| Some(signer.sign(document))).collect();
    let cut = Cut { bands: 51, rows: 5, least: 0.5 };
    let found = pairs(&signatures, cut);
    let id = |number: usize| DocId(dittograph::int::narrow(number));
    assert!((9..1000).step_by(10).map(|copy| (id(copy - 1), id(copy))).all(|pair| found.binary_search(&pair).is_ok()));
    assert!(found.len() < 110, "{} pairs, 100 of them planted", found.len());
    let mut group = criterion.benchmark_group("candidates");
    group.throughput(Throughput::Elements(wide(signatures.len())));
    group.bench_function("51 bands of 5 slots", |bench| bench.iter(|| pairs(black_box(&signatures), cut)));
}
