//! One stage of the hashing core on a fixed text, for a tool that counts instructions: see `benches/instructions.py`.
//!
//! `counted STAGE PATH`; without arguments every stage runs once on every path, and what they give is held together.
#![expect(clippy::print_stdout, reason = "what is computed has to be used")]

#[path = "common/corpus.rs"]
#[expect(dead_code, reason = "other programs use the rest")]
mod corpus;

use std::hint::black_box;

use dittograph::candidates::{Reach, index_anchors};
use dittograph::config::NormalizeConfig;
use dittograph::engine::pool;
use dittograph::fingerprint::Signer;
use dittograph::int::wide;
use dittograph::normalize::Normalizer;
use dittograph::shingle::{Cut, Scratch, each_anchor};
use dittograph::simd::{Path, equal_ahead, equal_behind};

/// Characters of the text.
const CHARACTERS: usize = 50_000;
/// Text and symbols in, something that depends on all of them out.
type Stage = fn(&str, &[u32]) -> u64;
/// Stages by name.
const STAGES: [(&str, Stage); 5] =
    [("normalise", normalise), ("anchors", anchors), ("group", group), ("sign", sign), ("compare", compare)];

fn main() -> dittograph::Result<()> {
    let arguments = corpus::arguments();
    let text = corpus::made_up(CHARACTERS, 1);
    let symbols = Normalizer::new(&NormalizeConfig::default()).symbols_on(&text, Path::PLAIN);
    if let [stage, path, ..] = &arguments[..] {
        let wanted = Path::all().into_iter().find(|known| known.name() == path);
        let stage = STAGES.iter().find(|(name, _)| name == stage);
        let (Some(path), Some((_, run))) = (wanted, stage) else {
            println!("no such stage or path here");
            return Ok(());
        };
        path.settle();
        pool(Some(1))?.install(|| println!("{:x}", run(black_box(&text), black_box(&symbols))));
        return Ok(());
    }
    for (name, run) in STAGES {
        assert_ne!(run(&text, &symbols), 0, "{name}");
    }
    assert_eq!(normalise(&text, &symbols), wide(symbols.len()));
    assert_eq!(compare(&text, &symbols), 2 * wide(symbols.len()));
    println!("counted: checked");
    Ok(())
}

#[inline(never)]
fn normalise(text: &str, _symbols: &[u32]) -> u64 {
    wide(Normalizer::new(&NormalizeConfig::default()).symbols(text).len())
}

#[inline(never)]
fn anchors(_text: &str, symbols: &[u32]) -> u64 {
    let (mut all, mut scratch) = (0, Scratch::default());
    each_anchor(symbols, Cut { k: 8, w: 13, seed: 0 }, &mut scratch, |anchor| all ^= anchor.hash);
    all
}

#[inline(never)]
fn group(_text: &str, symbols: &[u32]) -> u64 {
    let texts = [symbols, &symbols[symbols.len() / 2..]];
    let records = index_anchors(&texts, Reach { shingle: 8, shingles: 13, window: 20, seed: 0 }, |_| ());
    let parts = records.groups(&texts, |places: &mut usize, group| *places += group.len());
    parts.into_iter().map(wide).sum()
}

#[inline(never)]
fn sign(_text: &str, symbols: &[u32]) -> u64 {
    Signer::new(256, 8, 0).sign(symbols).slots().iter().fold(0, |all, &slot| all ^ u64::from(slot))
}

#[inline(never)]
fn compare(_text: &str, symbols: &[u32]) -> u64 {
    let copy = black_box(symbols.to_vec());
    wide(equal_ahead(symbols, &copy) + equal_behind(symbols, &copy))
}
