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
/// scorer's: `r`, `p` recall and precision in characters (sentences put into a copy count neither way, and stay: marks
/// lie on both sides of them); `found` share of spans; `p95` error of their edges in
/// characters; `pieces` findings a span; `kind` share with the right kind.
type Table = &'static [(&'static str, &'static str, Bound)];

const TINY: Table = &[
    ("overall", "r", AtLeast(0.996)),
    ("overall", "p", AtLeast(0.996)),
    ("overall", "found", AtLeast(0.998)),
    ("overall", "p95", AtMost(1.0)),
    ("overall", "within1", AtLeast(0.985)),
    ("overall", "pieces", AtMost(1.008)),
    ("overall", "kind", AtLeast(0.989)),
    ("overall", "stock_phrase_reported", AtMost(0.01)),
    ("pairs", "plagdet", AtLeast(0.99)),
    ("pairs", "granularity", AtMost(1.01)),
    ("boilerplate", "r", AtLeast(0.996)),
    ("boilerplate", "found", AtLeast(0.99)),
    ("doc_contain", "r", AtLeast(0.996)),
    ("doc_contain", "found", AtLeast(1.0)),
    ("doc_near", "r", AtLeast(0.996)),
    ("doc_near", "found", AtLeast(1.0)),
    ("exact", "r", AtLeast(0.996)),
    ("exact", "found", AtLeast(0.96)),
    ("loop", "r", AtLeast(0.996)),
    ("loop", "found", AtLeast(0.97)),
    ("loop_drift", "r", AtLeast(0.996)),
    ("loop_drift", "found", AtLeast(1.0)),
    ("near_02", "r", AtLeast(0.996)),
    ("near_02", "found", AtLeast(0.962)),
    ("near_05", "r", AtLeast(0.996)),
    ("near_05", "found", AtLeast(0.96)),
    ("near_10", "r", AtLeast(0.996)),
    ("near_10", "found", AtLeast(0.96)),
    ("near_20", "r", AtLeast(0.994)),
    ("near_20", "found", AtLeast(0.96)),
    ("pinyin", "r", AtLeast(0.996)),
    ("pinyin", "found", AtLeast(0.96)),
    ("punct", "r", AtLeast(0.996)),
    ("punct", "found", AtLeast(0.96)),
    ("reorder", "r", AtLeast(0.994)),
    ("reorder", "found", AtLeast(0.95)),
    ("running_head", "r", AtLeast(0.996)),
    ("running_head", "found", AtLeast(0.96)),
    ("sentdel", "r", AtLeast(0.996)),
    ("sentdel", "found", AtLeast(0.962)),
    ("sentins", "r", AtLeast(0.996)),
    ("sentins", "found", AtLeast(0.961)),
    ("trad", "r", AtLeast(0.996)),
    ("trad", "found", AtLeast(0.96)),
];
/// Marks leave the rest of a label such as 一） in, which planted spans begin inside of.
const TINY_MARKS: Table = &[
    ("overall", "r", AtLeast(0.996)),
    ("overall", "p", AtLeast(0.996)),
    ("overall", "found", AtLeast(0.98)),
    ("overall", "p95", AtMost(2.0)),
    ("overall", "within1", AtLeast(0.925)),
    ("overall", "pieces", AtMost(1.035)),
    ("overall", "kind", AtLeast(0.989)),
    ("overall", "stock_phrase_reported", AtMost(0.01)),
    ("overall", "clusters_lost", AtMost(0.0)),
    ("boilerplate", "r", AtLeast(0.99)),
    ("boilerplate", "found", AtLeast(0.98)),
    ("doc_contain", "r", AtLeast(0.996)),
    ("doc_contain", "found", AtLeast(1.0)),
    ("doc_near", "r", AtLeast(0.996)),
    ("doc_near", "found", AtLeast(1.0)),
    ("exact", "r", AtLeast(0.996)),
    ("exact", "found", AtLeast(0.95)),
    ("loop", "r", AtLeast(0.996)),
    ("loop", "found", AtLeast(0.97)),
    ("loop_drift", "r", AtLeast(0.996)),
    ("loop_drift", "found", AtLeast(1.0)),
    ("near_02", "r", AtLeast(0.996)),
    ("near_02", "found", AtLeast(0.95)),
    ("near_05", "r", AtLeast(0.996)),
    ("near_05", "found", AtLeast(1.0)),
    ("near_10", "r", AtLeast(0.996)),
    ("near_10", "found", AtLeast(0.95)),
    ("near_20", "r", AtLeast(0.993)),
    ("near_20", "found", AtLeast(0.94)),
    ("pinyin", "r", AtLeast(0.996)),
    ("pinyin", "found", AtLeast(0.95)),
    ("punct", "r", AtLeast(0.996)),
    ("punct", "found", AtLeast(1.0)),
    ("reorder", "r", AtLeast(0.994)),
    ("reorder", "found", AtLeast(1.0)),
    ("running_head", "r", AtLeast(0.996)),
    ("running_head", "found", AtLeast(0.96)),
    ("sentdel", "r", AtLeast(0.996)),
    ("sentdel", "found", AtLeast(0.95)),
    ("sentins", "r", AtLeast(0.996)),
    ("sentins", "found", AtLeast(0.656)),
    ("trad", "r", AtLeast(0.996)),
    ("trad", "found", AtLeast(1.0)),
];
const DEV: Table = &[
    ("overall", "r", AtLeast(0.996)),
    ("overall", "p", AtLeast(0.995)),
    ("overall", "found", AtLeast(0.998)),
    ("overall", "p95", AtMost(1.0)),
    ("overall", "within1", AtLeast(0.989)),
    ("overall", "pieces", AtMost(1.01)),
    ("overall", "kind", AtLeast(0.997)),
    ("overall", "stock_phrase_reported", AtMost(0.01)),
    ("pairs", "plagdet", AtLeast(0.993)),
    ("pairs", "granularity", AtMost(1.008)),
    ("boilerplate", "r", AtLeast(0.995)),
    ("boilerplate", "found", AtLeast(0.997)),
    ("doc_contain", "r", AtLeast(0.996)),
    ("doc_contain", "found", AtLeast(1.0)),
    ("doc_near", "r", AtLeast(0.996)),
    ("doc_near", "found", AtLeast(0.962)),
    ("exact", "r", AtLeast(0.996)),
    ("exact", "found", AtLeast(0.992)),
    ("loop", "r", AtLeast(0.996)),
    ("loop", "found", AtLeast(0.982)),
    ("loop_drift", "r", AtLeast(0.996)),
    ("loop_drift", "found", AtLeast(0.95)),
    ("near_02", "r", AtLeast(0.996)),
    ("near_02", "found", AtLeast(0.992)),
    ("near_05", "r", AtLeast(0.996)),
    ("near_05", "found", AtLeast(0.992)),
    ("near_10", "r", AtLeast(0.996)),
    ("near_10", "found", AtLeast(0.991)),
    ("near_20", "r", AtLeast(0.996)),
    ("near_20", "found", AtLeast(0.992)),
    ("pinyin", "r", AtLeast(0.996)),
    ("pinyin", "found", AtLeast(0.991)),
    ("punct", "r", AtLeast(0.996)),
    ("punct", "found", AtLeast(0.992)),
    ("reorder", "r", AtLeast(0.994)),
    ("reorder", "found", AtLeast(0.991)),
    ("running_head", "r", AtLeast(0.996)),
    ("running_head", "found", AtLeast(0.993)),
    ("sentdel", "r", AtLeast(0.996)),
    ("sentdel", "found", AtLeast(0.992)),
    ("sentins", "r", AtLeast(0.996)),
    ("sentins", "found", AtLeast(0.992)),
    ("trad", "r", AtLeast(0.996)),
    ("trad", "found", AtLeast(0.992)),
];
const DEV_MARKS: Table = &[
    ("overall", "r", AtLeast(0.995)),
    ("overall", "p", AtLeast(0.996)),
    ("overall", "found", AtLeast(0.99)),
    ("overall", "p95", AtMost(2.0)),
    ("overall", "within1", AtLeast(0.914)),
    ("overall", "pieces", AtMost(1.04)),
    ("overall", "kind", AtLeast(0.997)),
    ("overall", "stock_phrase_reported", AtMost(0.01)),
    ("overall", "clusters_lost", AtMost(0.0)),
    ("boilerplate", "r", AtLeast(0.995)),
    ("boilerplate", "found", AtLeast(0.997)),
    ("doc_contain", "r", AtLeast(0.996)),
    ("doc_contain", "found", AtLeast(1.0)),
    ("doc_near", "r", AtLeast(0.996)),
    ("doc_near", "found", AtLeast(1.0)),
    ("exact", "r", AtLeast(0.996)),
    ("exact", "found", AtLeast(0.99)),
    ("loop", "r", AtLeast(0.996)),
    ("loop", "found", AtLeast(0.982)),
    ("loop_drift", "r", AtLeast(0.992)),
    ("loop_drift", "found", AtLeast(0.95)),
    ("near_02", "r", AtLeast(0.996)),
    ("near_02", "found", AtLeast(0.99)),
    ("near_05", "r", AtLeast(0.996)),
    ("near_05", "found", AtLeast(0.99)),
    ("near_10", "r", AtLeast(0.996)),
    ("near_10", "found", AtLeast(0.987)),
    ("near_20", "r", AtLeast(0.994)),
    ("near_20", "found", AtLeast(0.988)),
    ("pinyin", "r", AtLeast(0.996)),
    ("pinyin", "found", AtLeast(0.986)),
    ("punct", "r", AtLeast(0.996)),
    ("punct", "found", AtLeast(0.99)),
    ("reorder", "r", AtLeast(0.994)),
    ("reorder", "found", AtLeast(0.986)),
    ("running_head", "r", AtLeast(0.996)),
    ("running_head", "found", AtLeast(0.988)),
    ("sentdel", "r", AtLeast(0.985)),
    ("sentdel", "found", AtLeast(0.97)),
    ("sentins", "r", AtLeast(0.996)),
    ("sentins", "found", AtLeast(0.849)),
    ("trad", "r", AtLeast(0.996)),
    ("trad", "found", AtLeast(0.99)),
];

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
        Document::new(id, text)
    });
    let analysis = run(&mut MemorySource::new(documents), &Config::default(), &Silent).unwrap();
    jsonl::write(&analysis, &[], &ReadOptions::default(), &mut File::create(findings).unwrap()).unwrap();
}

#[expect(clippy::print_stdout, reason = "the scores are shown where a number has fallen")]
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
