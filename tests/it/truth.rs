//! Quality on the planted corpora beside the checkout: numbers that may rise and may not fall. The scorer that lies with
//! them reads a findings file; the tables below say what its numbers must reach.

use std::fs::{self, File};
use std::path::Path;

use dittograph::engine::{Silent, run};
use dittograph::read::{MemorySource, ReadOptions};
use dittograph::report::jsonl;
use dittograph::{Config, Document};
use serde::Deserialize;
use serde_json::Value;

use crate::shared::{scorer, shared};

/// What a number must reach, or may not pass.
#[derive(Debug, Clone, Copy)]
enum Bound {
    AtLeast(f64),
    AtMost(f64),
}

use Bound::{AtLeast, AtMost};

/// Kind of the planted spans (`overall`: all; `pairs`: which spans belong together), number, bound. The numbers are the
/// scorer's: `r`, `p` recall and precision in characters; `found` share of spans; `p95` error of their edges in
/// characters; `pieces` findings a span; `kind` share with the right kind.
type Table = &'static [(&'static str, &'static str, Bound)];

const TINY: Table = &[];
const TINY_MARKS: Table = &[];
const DEV: Table = &[];
const DEV_MARKS: Table = &[];

#[test]
fn planted_tiny() {
    holds("tiny", TINY, TINY_MARKS);
}

#[test]
fn planted_dev() {
    holds("dev", DEV, DEV_MARKS);
}

/// Scans a planted corpus and compares the scores of its findings and of its marks with their tables.
fn holds(name: &str, findings: Table, marks: Table) {
    let Some(folder) = shared(&format!("eval/planted/{name}")) else { return };
    let out = tempfile::tempdir().unwrap();
    let file = out.path().join("findings.jsonl");
    scan(&folder.join("corpus.jsonl"), &file);
    let mut broken = Vec::new();
    for (mode, table) in [("all", findings), ("drop", marks)] {
        let Some(scores) = scores(&folder, &file, mode) else { return };
        broken.extend(table.iter().filter_map(|row| breach(&scores, *row)).map(|text| format!("{mode}: {text}")));
    }
    assert!(broken.is_empty(), "planted/{name}:\n{}", broken.join("\n"));
}

#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
}

fn scan(corpus: &Path, findings: &Path) {
    let corpus = fs::read_to_string(corpus).unwrap();
    let documents = corpus.lines().map(|line| {
        let Line { id, text } = serde_json::from_str(line).unwrap();
        Document { id, text }
    });
    let analysis = run(&mut MemorySource::new(documents), &Config::default(), &Silent).unwrap();
    jsonl::write(&analysis, &[], &ReadOptions::default(), &mut File::create(findings).unwrap()).unwrap();
}

fn scores(folder: &Path, findings: &Path, mode: &str) -> Option<Value> {
    let out = findings.with_extension("scores.json");
    let run = scorer()?
        .arg("--corpus")
        .arg(folder.join("corpus.jsonl"))
        .arg("--truth")
        .arg(folder.join("truth.jsonl"))
        .arg("--pred")
        .arg(findings)
        .arg("--json")
        .arg(&out)
        .args(["--mode", mode])
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    println!("{}", String::from_utf8_lossy(&run.stdout));
    Some(serde_json::from_str(&fs::read_to_string(out).unwrap()).unwrap())
}

/// What is wrong about one number; `None` if it keeps its bound.
fn breach(scores: &Value, (kind, number, bound): (&str, &str, Bound)) -> Option<String> {
    let parts = [&scores["char"][kind], &scores["bound"][kind], &scores[kind]];
    let Some(value) = parts.iter().find_map(|part| part[number].as_f64()) else {
        return Some(format!("{kind} has no {number}"));
    };
    let kept = match bound {
        AtLeast(least) => value >= least,
        AtMost(most) => value <= most,
    };
    (!kept).then(|| format!("{kind} {number} is {value:.4}, wanted: {bound:?}"))
}
