//! The first page shows what the program does: its blocks of output are those of the program of this tree.
//!
//! After a change of the output, `cargo test --test it readme -- --ignored` writes them anew. The Rust example is a
//! documentation test, see the crate's root.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

use dittograph::{Config, clean};

use crate::cli::dittograph;

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")
}

/// Where the inside of the block that opens with this line begins and ends.
fn block(page: &str, opening: &str) -> (usize, usize) {
    let opening = format!("\n```{opening}\n");
    let start = page.find(&opening).unwrap_or_else(|| panic!("README.md has no block {opening}")) + opening.len();
    (start, start + page[start..].find("```").expect("the block ends"))
}

/// The records worth showing: a loop that ran to the end, a copy through a bad scan, and what is done about both.
fn shown(findings: &str) -> String {
    let of = |doc: &str, kind: &str, record: &str| {
        let (first, kind) = (format!("{{\"type\":\"{record}\","), format!("\"kind\":\"{kind}\""));
        let is = |line: &&str| {
            let id = line.split("\"doc\":\"").nth(1).unwrap_or_default();
            line.starts_with(&first) && id.starts_with(doc) && line.contains(&kind)
        };
        findings.lines().find(is).unwrap_or_default().to_owned()
    };
    let loops = ["finding", "mark"].map(|record| of("02-", "loop", record) + "\n");
    let copies = ["finding", "mark"].map(|record| of("05-", "copy", record) + "\n");
    (0..2).map(|i| loops[i].clone() + &copies[i]).collect()
}

/// The page with the output as it is.
fn renewed(page: &str) -> String {
    let run = dittograph()
        .args(["scan", "data/reports"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .assert()
        .code(0)
        .get_output()
        .clone();
    let (findings, summary) = (String::from_utf8(run.stdout).unwrap(), String::from_utf8(run.stderr).unwrap());
    let (start, end) = block(page, "text before");
    let before = page[start..end].trim_end();
    let after = clean(before, &Config::default()).unwrap().into_owned() + "\n";
    let mut page = page.to_owned();
    for (opening, inside) in [("text after", after), ("json", shown(&findings)), ("text summary", summary)] {
        let (start, end) = block(&page, opening);
        page.replace_range(start..end, &inside);
    }
    page
}

#[test]
fn the_first_page_shows_what_the_command_prints() {
    let page = fs::read_to_string(path()).unwrap();
    let renewed = renewed(&page);
    let changed: Vec<_> = page.lines().zip(renewed.lines()).filter(|(shown, real)| shown != real).collect();
    assert!(page == renewed, "shown and real, where they differ first: {:#?}", changed.first());
}

#[test]
#[ignore = "writes README.md"]
fn write_the_first_page_anew() {
    let page = fs::read_to_string(path()).unwrap();
    fs::write(path(), renewed(&page)).unwrap();
}
