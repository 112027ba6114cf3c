//! Findings in the forms of other programs: every span names the text it says.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

use predicates::str::contains;
use serde_json::Value;

use crate::cli::{dittograph, of_type, records, unzip, zip};

const SHARED: &str = "县委、县政府聚焦产业兴旺、生态宜居、乡风文明、治理有效、生活富裕😀，整合涉农资金一亿二千万元，新建高标准农田三万亩。";

/// A packed file with two documents, their findings, and the texts by id.
fn scanned(folder: &Path) -> (PathBuf, PathBuf, Vec<(String, String)>) {
    let texts = [
        ("二", "去年以来，城区改造老旧小区四十六个，惠及居民九千余户。"),
        ("一", "教育方面，新增幼儿园学位一千二百个。"),
    ];
    let texts = texts.map(|(id, own)| (id.to_owned(), format!("{own}{SHARED}")));
    let line = |(id, text): &(String, String)| serde_json::json!({"id": id, "text": text}).to_string() + "\n";
    fs::create_dir(folder.join("in")).unwrap();
    let lines: String = texts.iter().map(line).collect();
    fs::write(folder.join("in/a.jsonl.gz"), zip(lines.as_bytes())).unwrap();
    let findings = folder.join("f.jsonl");
    dittograph().arg("scan").arg(folder.join("in")).arg("-o").arg(&findings).assert().code(0);
    (folder.join("in"), findings, texts.to_vec())
}

fn export(findings: &Path, to: &str, output: &Path) {
    dittograph().arg("export").arg(findings).args(["--to", to, "-o"]).arg(output).assert().code(0);
}

fn span(text: &str, start: &Value, end: &Value) -> String {
    let at = |value: &Value| usize::try_from(value.as_u64().unwrap()).unwrap();
    text.chars().take(at(end)).skip(at(start)).collect()
}

#[test]
fn attributes_have_a_row_for_each_document_in_the_order_of_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let (_, findings, texts) = scanned(folder.path());
    let out = folder.path().join("attributes");
    export(&findings, "dolma", &out);
    let rows = records(&String::from_utf8(unzip(&out.join("a.jsonl.gz"))).unwrap());
    let ids: Vec<_> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["二", "一"]);
    let attributes = rows[0]["attributes"].as_object().unwrap();
    assert_eq!(attributes.len(), 7);
    let found: Vec<&Value> = attributes.values().flat_map(|spans| spans.as_array().unwrap()).collect();
    assert_eq!(found.len(), 1);
    assert!(SHARED.starts_with(&span(&texts[0].1, &found[0][0], &found[0][1])) && found[0][2] == 1.0);
}

#[test]
fn lines_carry_text_and_spans() {
    let folder = tempfile::tempdir().unwrap();
    let (_, findings, texts) = scanned(folder.path());
    let out = folder.path().join("d.jsonl");
    export(&findings, "datatrove", &out);
    let rows = records(&fs::read_to_string(out).unwrap());
    for (row, (id, text)) in rows.iter().zip(&texts) {
        assert_eq!((row["id"].as_str(), row["text"].as_str()), (Some(id.as_str()), Some(text.as_str())));
    }
    let spans = rows[0]["metadata"]["dittograph"].as_array().unwrap();
    assert_eq!((spans.len(), &spans[0]["action"]), (1, &"remove".into()));
    assert!(SHARED.starts_with(&span(&texts[0].1, &spans[0]["start"], &spans[0]["end"])));
}

#[test]
fn annotations_select_by_position_and_by_quote() {
    let folder = tempfile::tempdir().unwrap();
    let (_, findings, texts) = scanned(folder.path());
    let out = folder.path().join("a.json");
    export(&findings, "annotations", &out);
    let page: Value = serde_json::from_slice(&fs::read(out).unwrap()).unwrap();
    assert_eq!(
        (&page["@context"], &page["type"]),
        (&"http://www.w3.org/ns/anno.jsonld".into(), &"AnnotationPage".into())
    );
    let items = page["items"].as_array().unwrap();
    assert_eq!(items.len(), of_type(&records(&fs::read_to_string(findings).unwrap()), "finding").len());
    for item in items {
        let text = &texts.iter().find(|(id, _)| item["target"]["source"] == *id).unwrap().1;
        let [position, quote] = item["target"]["selector"].as_array().unwrap().as_slice() else {
            panic!("two selectors")
        };
        assert_eq!(span(text, &position["start"], &position["end"]), quote["exact"]);
        let around = ["prefix", "exact", "suffix"].map(|part| quote[part].as_str().unwrap()).concat();
        assert!(text.contains(&around), "{around}");
    }
}

#[test]
fn tables_and_pages_are_for_people() {
    let folder = tempfile::tempdir().unwrap();
    let (_, findings, _) = scanned(folder.path());
    let out = folder.path().join("f.csv");
    export(&findings, "csv", &out);
    let bytes = fs::read(&out).unwrap();
    let mut table = csv::Reader::from_reader(bytes.strip_prefix("\u{FEFF}".as_bytes()).unwrap());
    assert_eq!(table.headers().unwrap().len(), 21);
    let rows: Vec<csv::StringRecord> = table.records().collect::<Result<_, _>>().unwrap();
    assert_eq!((rows.len(), &rows[0][1], &rows[1][19]), (2, "一", "remove"));
    assert!(SHARED.starts_with(&rows[0][20]));
    let out = folder.path().join("f.md");
    export(&findings, "markdown", &out);
    let page = fs::read_to_string(out).unwrap();
    assert!(page.contains("2 documents, ") && page.contains("| 2 | 2 |") && page.contains("县委、县政府"), "{page}");
    assert!(page.contains(" %) in 1 place.\n") && !page.contains("labelled"), "{page}");
}

#[test]
fn a_page_about_whole_documents_says_which_are_alike() {
    let folder = tempfile::tempdir().unwrap();
    let text = "县城三座水厂并网运行，夏季高峰日供水六万八千吨，末梢水压合格率九成八，用户投诉比上年少四成。".repeat(2);
    let line = |id: &str, text: &str| serde_json::json!({"id": id, "text": text}).to_string() + "\n";
    let (input, findings) = (folder.path().join("a.jsonl"), folder.path().join("f.jsonl"));
    fs::write(&input, line("一|甲", &text) + &line("二", &text) + &line("三", "独此一篇")).unwrap();
    dittograph().arg("scan").arg(&input).args(["--level", "documents", "-q", "-o"]).arg(&findings).assert().code(0);
    let assert = dittograph().arg("report").arg(&findings).arg("--markdown").assert().code(0);
    let page = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    assert!(page.contains("\n1 equal, 0 near, 0 contained, in 1 family.\n"), "{page}");
    assert!(page.contains("| 二 | 92 | equal | 1.00 | 一\\|甲 |"), "{page}");
    assert!(!page.contains("| kind |"), "there are no kinds to tell: {page}");
}

#[test]
fn documents_that_changed_are_left_out_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let (input, findings, texts) = scanned(folder.path());
    fs::remove_file(input.join("a.jsonl.gz")).unwrap();
    let line = |id: &str, text: &str| serde_json::json!({"id": id, "text": text}).to_string() + "\n";
    fs::write(input.join("a.jsonl"), line("二", "另一篇") + &line("一", &texts[1].1)).unwrap();
    let out = folder.path().join("d.jsonl");
    let assert = dittograph().arg("export").arg(&findings).args(["--to", "datatrove", "-o"]).arg(&out).assert();
    assert.code(1).stderr(contains("二 is not the document that was scanned and is left out"));
    assert_eq!(records(&fs::read_to_string(out).unwrap()).len(), 1);
}
