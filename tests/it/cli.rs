//! The command from outside: what it prints, writes and returns when all is well.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::io::Read;
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, is_empty};
use serde_json::Value;

/// Texts that have nothing in common.
pub(crate) const TEXTS: [&str; 3] = [
    "坚持稳中求进工作总基调，完整准确全面贯彻新发展理念。",
    "全县粮食总产量达到四十二万吨，比上年增长百分之三点一。\r\n",
    "Road repairs in the northern district were finished before winter.\n\n",
];

pub(crate) fn dittograph() -> Command {
    assert_cmd::cargo::cargo_bin_cmd!("dittograph")
}

/// The records of a findings file.
pub(crate) fn records(findings: &str) -> Vec<Value> {
    findings.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The records of one type.
pub(crate) fn of_type<'r>(records: &'r [Value], kind: &str) -> Vec<&'r Value> {
    records.iter().filter(|record| record["type"] == kind).collect()
}

/// Standard output of a scan that ends with `code`.
pub(crate) fn scan(input: &Path, code: i32) -> Vec<Value> {
    let output = dittograph().arg("scan").arg(input).assert().code(code).get_output().stdout.clone();
    records(std::str::from_utf8(&output).unwrap())
}

pub(crate) fn unzip(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    flate2::read::MultiGzDecoder::new(fs::File::open(path).unwrap()).read_to_end(&mut bytes).unwrap();
    bytes
}

pub(crate) fn zip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    flate2::read::GzEncoder::new(bytes, flate2::Compression::default()).read_to_end(&mut packed).unwrap();
    packed
}

#[test]
fn help_teaches_with_examples() {
    dittograph().arg("--help").assert().code(0).stdout(contains("Examples:").and(contains("Exit codes:")));
    for command in crate::cases::COMMANDS {
        dittograph().args([command, "--help"]).assert().code(0).stdout(contains("Examples:"));
    }
}

#[test]
fn a_wrong_call_is_not_done() {
    dittograph().arg("scan").assert().code(2).stderr(contains("<INPUT>"));
    dittograph().args(["scan", "甲.txt", "--min-bits", "many"]).assert().code(2).stderr(contains("--min-bits"));
}

#[test]
fn settings_that_cannot_be_obeyed_are_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("甲.txt"), TEXTS[0]).unwrap();
    let assert = dittograph().arg("scan").arg(folder.path()).args(["--min-symbols", "3"]).assert();
    assert.code(2).stderr(contains("min_symbols = 3: must be at least 8"));
}

#[test]
fn findings_go_to_standard_output_and_the_summary_to_standard_error() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("甲.txt"), TEXTS[0]).unwrap();
    let assert =
        dittograph().arg("scan").arg(folder.path()).assert().code(0).stderr(contains("1 document, 26 characters"));
    let records = records(std::str::from_utf8(&assert.get_output().stdout).unwrap());
    assert_eq!(records[0]["type"], "header");
    assert_eq!(records[0]["format"], 1);
    assert_eq!(records.last().unwrap()["type"], "summary");
    assert_eq!(of_type(&records, "document")[0]["doc"], "甲.txt");
}

#[test]
fn a_file_gets_the_same_bytes_as_standard_output() {
    let folder = tempfile::tempdir().unwrap();
    let (input, file) = (folder.path().join("甲.txt"), folder.path().join("findings.jsonl"));
    fs::write(&input, TEXTS[0]).unwrap();
    let printed = dittograph().arg("scan").arg(&input).assert().code(0).get_output().stdout.clone();
    let assert = dittograph().arg("scan").arg(&input).arg("-q").arg("-o").arg(&file).assert();
    assert.code(0).stdout(is_empty()).stderr(is_empty());
    assert_eq!(fs::read(&file).unwrap(), printed);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
}

#[test]
fn documents_are_called_by_their_path_and_read_in_any_packing() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("2024/乙")).unwrap();
    fs::write(folder.path().join("2024/乙/一.md.gz"), zip(TEXTS[0].as_bytes())).unwrap();
    fs::write(folder.path().join("二.txt.zst"), zstd::encode_all(TEXTS[1].as_bytes(), 1).unwrap()).unwrap();
    fs::write(folder.path().join("三.pdf"), "%PDF").unwrap();
    let lines = format!("{}\n{}\n", r#"{"id":"丙","text":"一"}"#, r#"{"id":12,"text":"二"}"#);
    fs::write(folder.path().join("四.ndjson"), lines).unwrap();
    let records = scan(folder.path(), 0);
    let ids: Vec<_> = of_type(&records, "document").iter().map(|record| record["doc"].clone()).collect();
    assert_eq!(ids, ["12", "2024/乙/一.md", "丙", "二.txt"]);
    let warnings = of_type(&records, "warning");
    assert_eq!(warnings.len(), 1);
    assert!(warnings[0]["message"].as_str().unwrap().starts_with("passed over 1 file ending in .pdf"));
}

#[test]
fn standard_input_is_lines_or_text() {
    for (input, id) in [(r#" {"id":"甲","text":"一"}"#, "甲"), ("一二三", "stdin")] {
        let assert = dittograph().args(["scan", "-"]).write_stdin(input).assert().code(0);
        let records = records(std::str::from_utf8(&assert.get_output().stdout).unwrap());
        assert_eq!(of_type(&records, "document")[0]["doc"], id, "{input}");
    }
}

#[test]
fn the_order_of_the_inputs_does_not_matter() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["甲.txt", "乙.jsonl", "丙.txt"].map(|name| folder.path().join(name));
    fs::write(&paths[0], TEXTS[0]).unwrap();
    fs::write(&paths[1], r#"{"id":"甲.txt","text":"同名"}"#).unwrap();
    fs::write(&paths[2], TEXTS[1]).unwrap();
    let run = |order: [usize; 3]| {
        let inputs = order.map(|at| &paths[at]);
        dittograph().arg("scan").args(inputs).assert().code(0).get_output().stdout.clone()
    };
    let first = run([0, 1, 2]);
    assert!(String::from_utf8_lossy(&first).contains("甲.txt~2"));
    assert_eq!(first, run([2, 1, 0]));
    assert_eq!(first, run([1, 0, 2]));
}

#[test]
fn colours_are_printed_on_request_only() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("甲.txt"), TEXTS[0]).unwrap();
    let run = |when: &str| dittograph().arg("scan").arg(folder.path()).args(["--color", when]).assert().code(0);
    run("always").stderr(contains("\u{1b}["));
    run("never").stderr(contains("\u{1b}[").not());
    run("auto").stderr(contains("\u{1b}[").not());
}

#[test]
fn a_tree_without_repetition_comes_out_as_it_went_in() {
    let folder = tempfile::tempdir().unwrap();
    let (input, clean) = (folder.path().join("in"), folder.path().join("clean"));
    fs::create_dir_all(input.join("子")).unwrap();
    fs::write(input.join("甲.txt"), format!("\u{FEFF}{}", TEXTS[0])).unwrap();
    fs::write(input.join("子/乙.md"), [TEXTS[1].as_bytes(), b"\xE4\xB8"].concat()).unwrap();
    fs::write(input.join("丙.txt.gz"), zip(TEXTS[2].as_bytes())).unwrap();
    fs::write(input.join("空.txt"), "").unwrap();
    fs::write(input.join("findings.jsonl"), r#"{"id":"丁","text":"一"}"#).unwrap();
    dittograph().arg("dedup").arg(&input).arg("-o").arg(&clean).assert().code(0);
    for name in ["甲.txt", "子/乙.md", "空.txt"] {
        assert_eq!(fs::read(clean.join(name)).unwrap(), fs::read(input.join(name)).unwrap(), "{name}");
    }
    assert_eq!(unzip(&clean.join("丙.txt.gz")), TEXTS[2].as_bytes());
    assert_eq!(fs::read(clean.join("findings~2.jsonl")).unwrap(), fs::read(input.join("findings.jsonl")).unwrap());
    let findings = fs::read_to_string(clean.join("findings.jsonl")).unwrap();
    assert_eq!(of_type(&records(&findings), "document").len(), 5);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left behind");
}

#[test]
fn lines_without_repetition_come_out_as_they_went_in() {
    let folder = tempfile::tempdir().unwrap();
    let (input, clean) = (folder.path().join("corpus.jsonl"), folder.path().join("clean"));
    let lines = format!(
        "{{\"n\" : 1.50,\"text\":{:?}, \"id\":\"甲\"}}\r\n\nnot json\n{{\"id\":\"乙\"}}\n{{\"text\":\"\\u4e00\\/\",\"x\":{{}}}}",
        TEXTS[0]
    );
    fs::write(&input, &lines).unwrap();
    fs::create_dir(&clean).unwrap();
    dittograph().arg("dedup").arg(&input).arg("-o").arg(&clean).assert().code(1);
    assert_eq!(fs::read_to_string(clean.join("corpus.jsonl")).unwrap(), lines);
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_sees_progress_of_this_program_only() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("甲.txt"), TEXTS[0]).unwrap();
    // `script` runs a command on a terminal of its own.
    let mut script = std::process::Command::new("script");
    script.args(["-qec", "\"$DG\" check 甲.txt", "/dev/null"]).current_dir(&folder);
    let Ok(output) = script.env("DG", assert_cmd::cargo::cargo_bin!("dittograph")).output() else {
        println!("skipped: there is no `script` here to make a terminal");
        return;
    };
    let seen = String::from_utf8(output.stdout).unwrap();
    assert!(seen.contains("1 document, 26 characters") && !seen.contains("0/0"), "{seen}");
}
