//! The report page as a file: what is packed in it, that no text of a document is anything but packed, what is left out and said.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::io::Read;
use std::path::Path;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use flate2::read::ZlibDecoder;
use serde_json::Value;
use tempfile::TempDir;

use crate::cli::dittograph;

const COPY: &str = "县委、县政府聚焦产业兴旺、生态宜居、乡风文明、治理有效、生活富裕，整合涉农资金一亿二千万元，新建高标准农田三万亩。";

/// A folder with two documents that share a passage.
fn corpus() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    let first = format!("去年以来，城区改造老旧小区四十六个，惠及居民九千余户。\n{COPY}\n");
    let second = format!(
        "卫生院添置彩超两台，巡回医疗车每周进山一趟，慢性病随访不再靠电话应付😀。\n{COPY}\n林場職工分三班巡山。\n"
    );
    fs::write(folder.path().join("in/一.txt"), first).unwrap();
    fs::write(folder.path().join("in/二.txt"), second).unwrap();
    folder
}

/// Scans `in` and makes the page with these options; what was said on standard error.
fn report(folder: &Path, options: &[&str], code: i32) -> String {
    if !folder.join("f.jsonl").exists() {
        dittograph().current_dir(folder).args(["scan", "in", "-o", "f.jsonl", "-q"]).assert().code(0);
    }
    let run =
        dittograph().current_dir(folder).args(["report", "f.jsonl", "-o", "r.html"]).args(options).assert().code(code);
    String::from_utf8(run.get_output().stderr.clone()).unwrap()
}

/// The packed value of an element of the page.
fn packed(page: &str, id: &str) -> Option<Value> {
    let from = page.split(&format!("<script type=\"text/plain\" id=\"{id}\">")).nth(1)?;
    Some(unpacked(from.split('<').next().unwrap()))
}

fn unpacked(base64: &str) -> Value {
    let mut json = String::new();
    ZlibDecoder::new(BASE64_STANDARD.decode(base64).unwrap().as_slice()).read_to_string(&mut json).unwrap();
    serde_json::from_str(&json).unwrap()
}

fn page(folder: &Path) -> String {
    fs::read_to_string(folder.join("r.html")).unwrap()
}

#[test]
fn the_page_holds_every_text_and_every_finding() {
    let folder = corpus();
    report(folder.path(), &[], 0);
    let page = page(folder.path());
    let (data, texts) = (packed(&page, "data").unwrap(), packed(&page, "text-0").unwrap());
    assert_eq!(data["documents"]["doc"], serde_json::json!(["一.txt", "二.txt"]));
    assert_eq!(data["documents"]["state"], serde_json::json!(["whole", "whole"]));
    for (number, name) in ["一.txt", "二.txt"].into_iter().enumerate() {
        let text = fs::read_to_string(folder.path().join("in").join(name)).unwrap();
        assert_eq!(texts[number]["parts"], serde_json::json!([[0, text]]));
        let (start, end) = (&data["findings"]["start_char"][number], &data["findings"]["end_char"][number]);
        let (start, end) = (start.as_u64().unwrap(), end.as_u64().unwrap());
        let span: String =
            text.chars().skip(usize::try_from(start).unwrap()).take(usize::try_from(end - start).unwrap()).collect();
        assert_eq!(span, COPY.trim_end_matches('。'));
    }
    assert_eq!(data["language"], "zh", "that of the texts");
    assert!(data["findings"]["begins"]["0"].as_str().unwrap().starts_with("县委、县政府"));
}

#[test]
fn equal_findings_and_texts_make_equal_pages() {
    let folder = corpus();
    report(folder.path(), &[], 0);
    let first = page(folder.path());
    report(folder.path(), &[], 0);
    assert_eq!(first, page(folder.path()));
}

#[test]
fn no_text_of_a_document_is_html() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    let hostile = format!("</script><script>alert(1)</script><img src=x onerror=alert(2)>{COPY}<!--");
    for name in ["甲<b>&.txt", "乙.txt"] {
        fs::write(folder.path().join("in").join(name), &hostile).unwrap();
    }
    report(folder.path(), &["--input", "in"], 0);
    let page = page(folder.path());
    for bad in ["alert(", "<img", "<b>", "<!--", "县政府"] {
        assert!(!page.contains(bad), "{bad}");
    }
    assert_eq!(page.matches("<script>").count(), 1, "one script runs");
    assert!(
        page.contains("default-src 'none'; script-src 'sha256-") && page.contains("require-trusted-types-for 'script'")
    );
    assert_eq!(packed(&page, "text-0").unwrap()[0]["parts"][0][1], hostile);
    assert_eq!(page.matches("://").count(), page.matches("http://www.w3.org/2000/svg").count(), "nothing is loaded");
}

#[test]
fn what_finds_no_room_is_left_out_and_said() {
    let folder = corpus();
    let input = |name: &str| folder.path().join("in").join(name);
    fs::write(input("三.txt"), "独此一篇，与人无涉，说的是水库移民的后期扶持与库区渔业的来龙去脉。").unwrap();
    let tail: String = ('\u{5100}'..).take(300).collect();
    fs::write(input("一.txt"), fs::read_to_string(input("一.txt")).unwrap() + &tail).unwrap();
    let said = report(folder.path(), &["--max-text", "515"], 0);
    assert!(
        said.contains(
            "more than 515 characters: 2 documents are in the page as a whole, 0 in excerpts, 1 without text"
        ),
        "{said}"
    );
    let said = report(folder.path(), &["--max-text", "300"], 0);
    assert!(
        said.contains("0 documents are in the page as a whole, 1 in excerpts, 2 without text; 1 finding is"),
        "{said}"
    );
    let data = packed(&page(folder.path()), "data").unwrap();
    assert_eq!(data["documents"]["state"], serde_json::json!(["excerpts", "omitted", "omitted"]));
    assert!(data["findings"]["begins"]["0"].is_string(), "the list of families still says how it begins");
}

#[test]
fn of_documents_that_are_alike_both_are_in_the_page_or_neither() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join("in").join(name), text).unwrap();
    write("一.txt", &COPY.repeat(2));
    write("丁.txt", "独此一篇，与人无涉，说的是水库移民的后期扶持与库区渔业的来龙去脉。");
    write("二.txt", &format!("县人大常委会公报选登。\n{}", COPY.repeat(2)));
    dittograph()
        .current_dir(folder.path())
        .args(["scan", "in", "--level", "documents", "-o", "f.jsonl", "-q"])
        .assert()
        .code(0);
    let states = |room: &str| {
        report(folder.path(), &["--max-text", room], 0);
        packed(&page(folder.path()), "data").unwrap()["documents"].clone()
    };
    let documents = states("250");
    assert_eq!(documents["state"], serde_json::json!(["whole", "omitted", "whole"]));
    assert_eq!(documents["within"], serde_json::json!({"0": [12, 125]}), "up to the full stop, which is no symbol");
    assert_eq!(states("150")["state"], serde_json::json!(["omitted", "omitted", "omitted"]));
}

#[test]
fn documents_that_changed_and_inputs_that_are_gone_are_named() {
    let folder = corpus();
    report(folder.path(), &[], 0);
    fs::write(folder.path().join("in/二.txt"), format!("{COPY}又改了。")).unwrap();
    let said = report(folder.path(), &[], 1);
    assert!(said.contains("二.txt was changed since it was scanned"), "{said}");
    let data = packed(&page(folder.path()), "data").unwrap();
    assert_eq!(data["documents"]["state"], serde_json::json!(["whole", "changed"]));
    assert_eq!(data["strangers"][0][0], "二.txt", "the page says it too");
    fs::rename(folder.path().join("in"), folder.path().join("moved")).unwrap();
    let said = report(folder.path(), &[], 1);
    assert!(said.contains("in is not where it was") && said.contains("一.txt was not found again"), "{said}");
    assert!(packed(&page(folder.path()), "text-0").is_none());
    let said = report(folder.path(), &["--input", "moved"], 1);
    assert!(!said.contains("一.txt") && said.contains("二.txt was changed"), "{said}");
}

#[test]
fn a_split_report_has_its_texts_beside_it() {
    let folder = corpus();
    report(folder.path(), &[], 0);
    dittograph().current_dir(&folder).args(["report", "f.jsonl", "-o", "pages", "--split"]).assert().code(0);
    let index = fs::read_to_string(folder.path().join("pages/index.html")).unwrap();
    assert!(packed(&index, "text-0").is_none() && packed(&index, "data").unwrap()["chunks"] == 1);
    let script = fs::read_to_string(folder.path().join("pages/texts/0.js")).unwrap();
    let inside = script.strip_prefix("dittograph(0,\"").unwrap().strip_suffix("\")").unwrap();
    assert_eq!(unpacked(inside)[1]["doc"], 1);
    let again =
        dittograph().current_dir(&folder).args(["report", "f.jsonl", "-o", "pages", "--split"]).assert().code(2);
    assert!(String::from_utf8_lossy(&again.get_output().stderr).contains("pages exists already"));
}

#[test]
fn readings_that_were_injected_are_told_and_scripts_make_classes() {
    let folder = corpus();
    let traditional = "縣委、縣政府聚焦(jiāo)產業興旺、生態宜居、鄉風文明、治理有效、生活富裕，整合涉農資金一億二千萬元，新建高標準農田三萬畝。";
    fs::write(folder.path().join("in/三.txt"), traditional).unwrap();
    report(folder.path(), &[], 0);
    let page = page(folder.path());
    let classes = packed(&page, "data").unwrap()["folds"]["classes"].to_string();
    assert!(classes.contains("县縣") && classes.contains("万萬"), "{classes}");
    assert_eq!(
        packed(&page, "text-0").unwrap()[1]["ignored"],
        serde_json::json!([[9, 13]]),
        "三.txt comes between 一 and 二"
    );
}
