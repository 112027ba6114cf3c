//! The command from outside on texts that hold repetitions.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

use crate::cli::{dittograph, of_type, records, scan};

const SHARED: &str = "县委、县政府聚焦产业兴旺、生态宜居、乡风文明、治理有效、生活富裕，整合涉农资金一亿二千万元，新建高标准农田三万亩。";
const FIRST: &str = "去年以来，城区改造老旧小区四十六个，惠及居民九千余户，群众满意度明显提升。";
const SECOND: &str = "教育方面，新增幼儿园学位一千二百个，消除大班额工作基本完成，职业学校招生创历史新高。";
const LOOPED: &str = "加强项目储备和前期工作，";

/// A folder with one copy across documents and one loop.
fn corpus(folder: &Path) -> PathBuf {
    let input = folder.join("in");
    fs::create_dir(&input).unwrap();
    fs::write(input.join("a.txt"), format!("{FIRST}\n{SHARED}\n")).unwrap();
    fs::write(input.join("b.txt"), format!("{SECOND}\n{SHARED}\n{}", LOOPED.repeat(12))).unwrap();
    input
}

#[test]
fn a_copy_and_a_loop_are_found() {
    let folder = tempfile::tempdir().unwrap();
    let records = scan(&corpus(folder.path()), 0);
    let findings = of_type(&records, "finding");
    let kinds: Vec<_> = findings.iter().map(|finding| finding["kind"].as_str().unwrap()).collect();
    assert!(kinds.iter().any(|kind| ["copy", "document"].contains(kind)) && kinds.contains(&"loop"), "{kinds:?}");
    let repeated = findings.iter().find(|finding| finding["kind"] == "loop").unwrap();
    assert_eq!((&repeated["doc"], &repeated["period"]), (&"b.txt".into(), &11.into()));
}

#[test]
fn the_cleaned_corpus_holds_each_passage_once() {
    let folder = tempfile::tempdir().unwrap();
    let (input, clean) = (corpus(folder.path()), folder.path().join("clean"));
    dittograph().arg("dedup").arg(&input).arg("-o").arg(&clean).assert().code(0);
    let all = ["a.txt", "b.txt"].map(|name| fs::read_to_string(clean.join(name)).unwrap()).concat();
    for passage in [FIRST, SECOND, SHARED] {
        let words = passage.trim_end_matches('。');
        assert_eq!(all.matches(words).count(), 1, "{passage}");
    }
    let copies = all.matches(LOOPED.trim_end_matches('，')).count();
    assert!((1..=2).contains(&copies), "{copies} copies of the loop are left");
    let findings = records(&fs::read_to_string(clean.join("findings.jsonl")).unwrap());
    assert!(of_type(&findings, "mark").len() >= 2);
}

#[test]
fn lines_keep_their_other_fields() {
    let folder = tempfile::tempdir().unwrap();
    let (input, clean) = (folder.path().join("corpus.jsonl"), folder.path().join("clean"));
    let line = |id: &str, text: &str| format!("{{\"n\" : 1.50,\"text\":\"{text}\", \"id\":\"{id}\",\"z\":[ ]}}\n");
    let lines = [line("甲", &format!("{FIRST}{SHARED}")), line("乙", &format!("{SECOND}{SHARED}"))].concat();
    fs::write(&input, lines).unwrap();
    dittograph().arg("dedup").arg(&input).arg("-o").arg(&clean).assert().code(0);
    let cleaned = fs::read_to_string(clean.join("corpus.jsonl")).unwrap();
    assert_eq!(cleaned.lines().count(), 2);
    for (line, id) in cleaned.lines().zip(["甲", "乙"]) {
        assert!(line.starts_with("{\"n\" : 1.50,\"text\":\""), "{line}");
        assert!(line.ends_with(&format!("\", \"id\":\"{id}\",\"z\":[ ]}}")), "{line}");
    }
    assert_eq!(cleaned.matches(SHARED.trim_end_matches('。')).count(), 1);
}

#[test]
fn a_family_is_shown_with_its_texts() {
    let folder = tempfile::tempdir().unwrap();
    let (input, file) = (corpus(folder.path()), folder.path().join("findings.jsonl"));
    let assert = dittograph().arg("scan").arg(&input).arg("-o").arg(&file).assert().code(0);
    assert.stderr(contains("largest families").and(contains("to be removed: ")));
    let records = records(&fs::read_to_string(&file).unwrap());
    let copy = *of_type(&records, "finding").iter().find(|finding| finding["kind"] != "loop").unwrap();
    let family = copy["family"].to_string();
    dittograph().arg("show").arg(&file).assert().code(0).stdout(contains("loop").and(contains("县委、县政府")));
    let show = || dittograph().arg("show").arg(&file).arg(&family).assert().code(0);
    show().stdout(contains("a.txt").and(contains("b.txt")).and(contains("original")).and(contains("【")));
    fs::rename(&input, folder.path().join("moved")).unwrap();
    show().stdout(contains("its text could not be found again")).stderr(contains("--input"));
    let moved =
        dittograph().arg("show").arg(&file).arg(&family).arg("--input").arg(folder.path().join("moved")).assert();
    moved.code(0).stdout(contains("【"));
    fs::write(folder.path().join("moved/a.txt"), "另一篇").unwrap();
    let changed =
        dittograph().arg("show").arg(&file).arg(&family).arg("--input").arg(folder.path().join("moved")).assert();
    changed.code(0).stderr(contains("a.txt was changed since it was scanned"));
    dittograph().arg("show").arg(&file).arg("4000").assert().code(2).stderr(contains("has no such family"));
}
