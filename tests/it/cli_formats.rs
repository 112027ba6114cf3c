//! The command from outside on every format, packing and encoding: what comes in goes out.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;
use serde_json::Value;

use crate::cli::{TEXTS, dittograph, of_type, records, scan, unzip, zip};

const SHARED: &str = "县委、县政府聚焦产业兴旺、生态宜居、乡风文明、治理有效、生活富裕，整合涉农资金一亿二千万元，新建高标准农田三万亩。";
const FIRST: &str = "去年以来，城区改造老旧小区四十六个，惠及居民九千余户，群众满意度明显提升。";
const SECOND: &str = "教育方面，新增幼儿园学位一千二百个，消除大班额工作基本完成，职业学校招生创历史新高。";

fn bzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

/// Rows of a table with two documents that share a passage; the second cell of the second holds quotes and a line break.
fn table(delimiter: char) -> String {
    let row = |cells: [&str; 3]| cells.join(&delimiter.to_string()) + "\r\n";
    let second = format!("\"他说：\"\"{SECOND}\"\"\n{SHARED}\"");
    [row(["n", "text", "id"]), row(["1.50", &format!("{FIRST}{SHARED}"), "一"]), row(["", &second, "二"])].concat()
}

fn array() -> String {
    let element = |id: &str, text: &str| format!("{{\"n\" : 1.50, \"text\": \"{text}\",\n \"id\": \"{id}\"}}");
    format!(
        "[\n  {} ,\n {}\n]\n",
        element("一", &format!("{FIRST}{SHARED}")),
        element("二", &format!("{SECOND}{SHARED}"))
    )
}

fn lines() -> String {
    let line = |id: &str, text: &str| format!("{{\"id\":\"{id}\",\"text\":\"{text}\",\"z\":[ ]}}\n");
    [line("一", &format!("{FIRST}{SHARED}")), line("二", &format!("{SECOND}{SHARED}"))].concat()
}

/// What a file comes out as.
fn cleaned(name: &str, bytes: &[u8], args: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (input, clean) = (folder.path().join(name), folder.path().join("clean"));
    fs::write(&input, bytes).unwrap();
    dittograph().arg("dedup").arg(&input).arg("-o").arg(&clean).args(args).assert().code(0);
    fs::read(clean.join(name)).unwrap()
}

#[test]
fn what_has_nothing_to_remove_comes_out_as_it_came_in() {
    for (name, text) in [("a.jsonl", lines()), ("a.json", array()), ("a.csv", table(',')), ("a.tsv", table('\t'))] {
        let text = text.replace(SHARED, "");
        let marked = format!("\u{FEFF}{text}");
        for bytes in [text.as_bytes().to_vec(), marked.as_bytes().to_vec(), gb18030(&text), utf16(&marked)] {
            assert_eq!(cleaned(name, &bytes, &[]), bytes, "{name}");
        }
    }
    for bytes in [TEXTS[0].as_bytes().to_vec(), gb18030(TEXTS[0]), utf16(TEXTS[0])] {
        assert_eq!(cleaned("a.txt", &bytes, &[]), bytes);
    }
}

#[test]
fn of_what_is_repeated_only_the_text_changes() {
    for (name, text) in [("a.jsonl", lines()), ("a.json", array()), ("a.csv", table(',')), ("a.tsv", table('\t'))] {
        let (first, second) = text.split_at(text.rfind(SHARED).unwrap());
        let removed = SHARED.trim_end_matches('。');
        let expected = first.to_owned() + second.strip_prefix(removed).unwrap();
        for (bytes, encoding) in [
            (text.as_bytes().to_vec(), encoding_rs::UTF_8),
            (gb18030(&text), encoding_rs::GB18030),
            (utf16(&text), encoding_rs::UTF_16LE),
        ] {
            // Whether the full stop behind a passage goes with it is not what is asked here.
            let out = encoding.decode(&cleaned(name, &bytes, &[])).0.into_owned();
            let whole = first.to_owned() + &second[SHARED.len()..];
            assert!(out == expected || out == whole, "{name}: {out}");
        }
    }
}

#[test]
fn packings_are_told_from_the_bytes_and_kept() {
    let text = TEXTS[0].as_bytes();
    let xz = liblzma::encode_all(text, 3).unwrap();
    let unpack = |name: &str, bytes: Vec<u8>| {
        let mut text = Vec::new();
        match name {
            "zst" => text = zstd::decode_all(&bytes[..]).unwrap(),
            "bz2" => drop(bzip2::read::BzDecoder::new(&bytes[..]).read_to_end(&mut text).unwrap()),
            _ => text = liblzma::decode_all(&bytes[..]).unwrap(),
        }
        text
    };
    for (packing, bytes) in [("zst", zstd::encode_all(text, 1).unwrap()), ("bz2", bzip(text)), ("xz", xz)] {
        for name in [format!("甲.txt.{packing}"), "甲.txt".into(), "甲.txt.gz".into()] {
            assert_eq!(unpack(packing, cleaned(&name, &bytes, &[])), text, "{name} in {packing}");
        }
    }
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("甲.txt"), zip(text)).unwrap();
    fs::write(folder.path().join("乙.txt.gz"), TEXTS[1]).unwrap();
    let ids: Vec<_> = of_type(&scan(folder.path(), 0), "document").iter().map(|d| d["doc"].clone()).collect();
    assert_eq!(ids, ["乙.txt", "甲.txt"]);
    let clean = tempfile::tempdir().unwrap();
    dittograph().arg("dedup").arg(folder.path()).arg("-o").arg(clean.path()).assert().code(0);
    assert_eq!(unzip(&clean.path().join("甲.txt")), text);
}

#[test]
fn actions_differ_by_kind() {
    let out = |args: &[&str]| String::from_utf8(cleaned("a.jsonl", lines().as_bytes(), args)).unwrap();
    let kept = out(&["--action", "keep"]);
    assert_eq!(kept, lines());
    let labelled = out(&["--action", "label", "--labels", "field", "--counts"]);
    let second: Value = serde_json::from_str(labelled.lines().nth(1).unwrap()).unwrap();
    let label = &second["dittograph"][0];
    let text: Vec<char> = second["text"].as_str().unwrap().chars().collect();
    let at = |name: &str| usize::try_from(label[name].as_u64().unwrap()).unwrap();
    let passage: String = text[at("start")..at("end")].iter().collect();
    assert!(SHARED.starts_with(passage.trim_end_matches('。')) && passage.len() > 100, "{passage}");
    assert!(
        label["kind"].is_string() && label["family"].is_u64() && second["dittograph_removed"] == serde_json::json!({})
    );
    let marked = out(&["--action", "label", "--markers", "⟦{kind}:", "⟧"]);
    assert!(marked.contains("⟧") && !lines().contains('⟧'), "{marked}");
    let replaced = out(&["--action", "replace:〔略〕", "--counts"]);
    assert!(replaced.contains("〔略〕") && replaced.matches("县委、县政府").count() == 1, "{replaced}");
    let second: Value = serde_json::from_str(replaced.lines().nth(1).unwrap()).unwrap();
    let removed: u64 = second["dittograph_removed"].as_object().unwrap().values().map(|n| n.as_u64().unwrap()).sum();
    assert!(removed >= 50, "{removed}");
}

#[test]
fn columns_are_added_to_tables() {
    let out = cleaned("a.csv", table(',').as_bytes(), &["--counts", "--labels", "field"]);
    let mut reader = csv::Reader::from_reader(&out[..]);
    let header = reader.headers().unwrap().clone();
    assert_eq!(header.iter().collect::<Vec<_>>(), ["n", "text", "id", "dittograph", "dittograph_removed"]);
    let rows: Vec<csv::StringRecord> = reader.records().collect::<Result<_, _>>().unwrap();
    assert_eq!((&rows[0][3], &rows[0][4], rows.len()), ("[]", "{}", 2));
    let removed: Value = serde_json::from_str(&rows[1][4]).unwrap();
    assert!(removed.as_object().unwrap().values().next().unwrap().as_u64().unwrap() >= 50);
}

#[test]
fn emptied_documents_are_kept_or_dropped() {
    let whole =
        |count: usize| (0..count).map(|n| format!("{{\"id\":\"{n}\",\"text\":\"{SHARED}\"}}")).collect::<Vec<_>>();
    let kept = String::from_utf8(cleaned("a.jsonl", (whole(3).join("\n") + "\n").as_bytes(), &[])).unwrap();
    assert_eq!((kept.lines().count(), kept.matches(SHARED).count()), (3, 1), "{kept}");
    let args = ["--empty", "drop"];
    let lines = String::from_utf8(cleaned("a.jsonl", (whole(3).join("\n") + "\n").as_bytes(), &args)).unwrap();
    assert_eq!(lines.matches("\"id\"").count(), lines.matches(SHARED).count(), "{lines}");
    let array = format!("[{}]", whole(3).join(", "));
    let cleaned = cleaned("a.json", array.as_bytes(), &args);
    let elements: Vec<Value> = serde_json::from_slice(&cleaned).unwrap();
    assert_eq!(elements.len(), 1);
}

#[test]
fn a_dry_run_writes_nothing_and_shows_what_would_go() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.jsonl");
    fs::write(&input, lines()).unwrap();
    let assert = dittograph().arg("dedup").arg(&input).arg("--dry-run").assert().code(0);
    assert.stdout(contains("would go").and(contains("县委、县政府"))).stderr(contains("to be removed"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    dittograph().arg("dedup").arg(&input).assert().code(2).stderr(contains("--output"));
}

#[test]
fn what_was_cleaned_can_be_scanned_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("a.jsonl");
    fs::write(&input, lines()).unwrap();
    let run = |args: &[&str]| dittograph().current_dir(&folder).args(args).assert();
    run(&["dedup", "a.jsonl", "-o", "clean"]).code(0);
    let scan = run(&["scan", "clean", "-o", "f.jsonl", "-v"]).code(0);
    scan.stderr(
        contains("clean/findings.jsonl passed over: is a findings file").or(contains("findings.jsonl: passed over")),
    );
    let found = records(&fs::read_to_string(folder.path().join("f.jsonl")).unwrap());
    assert_eq!(of_type(&found, "document").len(), 2);
    // A second pass takes the findings of the first for what they are, and writes its own.
    run(&["dedup", "clean", "-o", "again"]).code(0).stderr(contains("0 of them changed"));
    let [first, second] = ["clean", "again"].map(|name| fs::read(folder.path().join(name).join("a.jsonl")).unwrap());
    assert_eq!(first, second);
    assert_eq!(fs::read_dir(folder.path().join("again")).unwrap().count(), 2);
    run(&["scan", "clean/findings.jsonl"]).code(2).stderr(contains("passed over: is a findings file of this program"));
}

/// A corpus and its findings in a folder.
fn scanned(folder: &Path) -> (std::path::PathBuf, std::path::PathBuf) {
    let (input, findings) = (folder.join("a.jsonl"), folder.join("f.jsonl"));
    fs::write(&input, lines()).unwrap();
    dittograph().arg("scan").arg(&input).arg("-o").arg(&findings).assert().code(0);
    (input, findings)
}

#[test]
fn an_earlier_scan_is_obeyed_and_what_changed_since_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (input, findings) = scanned(folder.path());
    let from = |out: &str, args: &[&str]| {
        let out = folder.path().join(out);
        let assert = dittograph().arg("dedup").arg("--from").arg(&findings).arg("-o").arg(&out).args(args).assert();
        (assert, out.join("a.jsonl"))
    };
    let (assert, file) = from("one", &[]);
    assert.code(0).stderr(contains("2 documents, 1 of them changed"));
    let direct = cleaned("a.jsonl", lines().as_bytes(), &[]);
    assert_eq!(fs::read(file).unwrap(), direct);
    let (assert, file) = from("two", &["--action", "keep"]);
    assert.code(0);
    assert_eq!(fs::read_to_string(file).unwrap(), lines());

    // The occurrence that was to stay is in a document that changed: the other one stays too.
    fs::write(&input, lines().replace("惠及居民", "惠及群众")).unwrap();
    let (assert, file) = from("kept", &[]);
    assert.code(1).stderr(contains("一 is not the document that was scanned"));
    assert_eq!(fs::read_to_string(file).unwrap(), lines().replace("惠及居民", "惠及群众"));

    fs::write(&input, lines().replace("职业学校", "职业学院")).unwrap();
    let (assert, file) = from("three", &[]);
    assert.code(1).stderr(
        contains("二 is not the document that was scanned")
            .and(contains("1 is not as it was scanned and was not changed")),
    );
    assert_eq!(fs::read_to_string(file).unwrap(), lines().replace("职业学校", "职业学院"));
}

#[test]
fn decisions_spare_what_they_name() {
    let folder = tempfile::tempdir().unwrap();
    let (_, findings) = scanned(folder.path());
    let marks = records(&fs::read_to_string(&findings).unwrap());
    let mark = of_type(&marks, "mark")[0].clone();
    let decisions = folder.path().join("decisions.jsonl");
    let run = |decision: &str, out: &str| {
        fs::write(&decisions, decision).unwrap();
        let out = folder.path().join(out);
        let mut command = dittograph();
        command.arg("dedup").arg("--from").arg(&findings).arg("--decisions").arg(&decisions).arg("-o").arg(&out);
        (command.assert(), out.join("a.jsonl"))
    };
    for (number, decision) in [
        format!("{{\"finding\":{},\"action\":\"keep\"}}\n", mark["finding"]),
        format!("{{\"type\":\"decision\",\"finding\":{},\"verdict\":\"wrong\",\"note\":\"不是\"}}\n", mark["finding"]),
        format!("{{\"kind\":{},\"verdict\":\"excluded\"}}\n", mark["kind"]),
        format!("{{\"doc\":{},\"action\":\"keep\"}}\n", mark["doc"]),
    ]
    .iter()
    .enumerate()
    {
        let (assert, file) = run(decision, &format!("out{number}"));
        assert.code(0);
        assert_eq!(fs::read_to_string(file).unwrap(), lines(), "{decision}");
    }
    let (assert, file) = run("{\"doc\":\"二\",\"action\":\"keep\"}\n{\"doc\":\"二\",\"action\":\"remove\"}\n", "later");
    assert.code(0);
    assert_ne!(fs::read_to_string(file).unwrap(), lines());
    for (number, (decision, warning)) in [
        ("{\"finding\":400,\"action\":\"keep\"}", ":1: the decision does nothing: finding 400 is not there"),
        ("\n{\"family\":400}", ":2: the decision does nothing: family 400 is not there"),
        ("{\"doc\":\"丙\"}", "the document 丙 is not there"),
    ]
    .into_iter()
    .enumerate()
    {
        run(decision, &format!("warned{number}")).0.code(1).stderr(contains(warning));
    }
    for (decision, fault) in [
        ("{\"action\":\"keep\"}", ":1: names no finding, family, kind or document"),
        ("\n{\"finding\":0,\"action\":\"burn\"}", ":2: is no decision: unknown variant"),
    ] {
        run(decision, "fault").0.code(2).stderr(contains(fault));
    }
}

#[test]
fn what_is_too_short_to_tell_is_said_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let long = "县委县政府办公室关于印发全县农村公路养护管理办法的通知及其附件.txt";
    fs::write(folder.path().join(long), utf16("通知")).unwrap();
    fs::write(folder.path().join("会议.txt"), utf16("关于召开全县会议的通知")).unwrap();
    let check = |args: &[&str]| dittograph().current_dir(&folder).arg("check").arg(".").args(args).assert();
    let hint = "left out: perhaps UTF-16LE, but too short to tell; if it is, say --encoding utf-16le\n";
    check(&[]).code(1).stdout(contains("1 document, 11 characters").and(contains(hint)));
    check(&["--encoding", "utf-16le"]).code(0).stdout(contains("2 documents, 13 characters"));
}
