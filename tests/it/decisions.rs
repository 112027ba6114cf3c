//! What people decided: obeyed in the scan they judged and in runs made anew; two runs compared.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use dittograph::mark::{Action, DocumentPolicy, Policy, Treatment};
use dittograph::report::compare::{Comparison, What, compare};
use dittograph::report::jsonl::{self, Findings};
use dittograph::report::{FindingRecord, decisions, obey};
use dittograph::{Config, Document, Kind, Role, find_in};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::cli::{dittograph, of_type, records};
use crate::oracle::cases;

const TOLD: &str = "县委、县政府聚焦产业兴旺、生态宜居、乡风文明、治理有效、生活富裕，整合涉农资金一亿二千万元，新建高标准农田三万亩。";
const OWN: [&str; 3] = [
    "去年以来，城区改造老旧小区四十六个，惠及居民九千余户，群众满意度明显提升。",
    "教育方面，新增幼儿园学位一千二百个，消除大班额工作基本完成，职业学校招生创历史新高。",
    "卫生院添置彩超两台，巡回医疗车每周进山一趟，慢性病随访不再靠电话应付。",
];

fn write(folder: &Path, texts: &[(&str, String)]) {
    fs::create_dir_all(folder).unwrap();
    for (name, text) in texts {
        fs::write(folder.join(name), text).unwrap();
    }
}

/// The findings of a folder.
fn scanned(input: &Path, output: &Path) -> Vec<Value> {
    dittograph().arg("scan").arg(input).arg("-o").arg(output).assert().code(0);
    records(&fs::read_to_string(output).unwrap())
}

/// A decision as the page exports it: the number, the place, the hashes.
fn decision(records: &[Value], name: &str, found: &Value, verdict: &str) -> String {
    let documents = of_type(records, "document");
    let document = documents.iter().find(|document| document["doc"] == found["doc"]).unwrap();
    let number = if name == "family" { &found["family"] } else { &found["id"] };
    let line = json!({
        name: number, "doc": found["doc"], "start_char": found["start_char"], "end_char": found["end_char"],
        "span_hash": found["span_hash"], "text_hash": document["text_hash"], "kind": found["kind"], "verdict": verdict,
    });
    format!("{line}\n")
}

/// Cleans `input` with decisions. Output: the exit code must be `code`.
fn cleaned(input: &Path, decided: &str, output: &Path, code: i32) {
    let file = input.parent().unwrap().join("decisions.jsonl");
    fs::write(&file, decided).unwrap();
    let mut command = dittograph();
    command.arg("dedup").arg(input).arg("--decisions").arg(&file).arg("-o").arg(output).assert().code(code);
}

#[test]
fn what_was_decided_holds_in_a_run_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("in"), |name: &str| folder.path().join(name));
    write(&input, &[("b.txt", format!("{}\n{TOLD}", OWN[0])), ("c.txt", format!("{}\n{TOLD}", OWN[1]))]);
    let all = scanned(&input, &out("f.jsonl"));
    let findings = of_type(&all, "finding");
    let copy = *findings.iter().find(|found| found["role"] == "copy").unwrap();
    let wrong = decision(&all, "finding", copy, "wrong");
    let of_family = decision(&all, "family", findings.iter().find(|f| f["role"] == "original").unwrap(), "excluded");

    // The text stands further behind, and a document comes before: offsets, numbers and the canonical occurrence are others.
    write(&input, &[("c.txt", format!("前言。\n{}\n{TOLD}", OWN[1])), ("a.txt", format!("{}\n{TOLD}", OWN[2]))]);
    let whole = |name: &str| format!("{}/{name}", input.display());
    for (number, (decided, stays, goes)) in
        [(&wrong, vec!["c.txt"], vec!["b.txt"]), (&of_family, vec!["b.txt", "c.txt"], vec![])].into_iter().enumerate()
    {
        let clean = out(&format!("clean{number}"));
        cleaned(&input, decided, &clean, 0);
        for (names, same) in [(stays, true), (goes, false)] {
            for name in names {
                let (before, after) = (fs::read(whole(name)).unwrap(), fs::read(clean.join(name)).unwrap());
                assert_eq!(before == after, same, "{name} with {decided}");
            }
        }
    }

    // What is gone is said, and nothing is taken for it.
    write(&input, &[("c.txt", OWN[1].to_owned())]);
    cleaned(&input, &wrong, &out("gone"), 1);
    let warnings = records(&fs::read_to_string(out("gone/findings.jsonl")).unwrap());
    let warning = of_type(&warnings, "warning")[0];
    assert_eq!((&warning["line"], warning.get("skipped")), (&1.into(), None));
    assert!(warning["message"].as_str().unwrap().contains("of c.txt is not there"), "{warning}");
    assert_eq!(of_type(&warnings, "summary")[0]["warnings"], 1);
}

#[test]
fn other_edges_are_the_same_finding_and_a_twin_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    write(&input, &[("a.txt", format!("{TOLD}\n{}\n{TOLD}", OWN[0]))]);
    let all = scanned(&input, &folder.path().join("f.jsonl"));
    let repeat = *of_type(&all, "finding").iter().find(|found| found["role"] == "copy").unwrap();
    let mut other = repeat.clone();
    other["start_char"] = (repeat["start_char"].as_u64().unwrap() + 5).into();
    other["span_hash"] = "0000000000000000".into();
    cleaned(&input, &decision(&all, "finding", &other, "wrong"), &folder.path().join("edges"), 0);
    let text = |out: &str| fs::read_to_string(folder.path().join(out).join("a.txt")).unwrap();
    assert_eq!(text("edges").matches("高标准农田").count(), 2);
    // The same text, judged at a place where nothing is found any more.
    other["start_char"] = 60.into();
    other["end_char"] = 90.into();
    other["span_hash"] = repeat["span_hash"].clone();
    cleaned(&input, &decision(&all, "finding", &other, "wrong"), &folder.path().join("twin"), 1);
    assert_eq!(text("twin").matches("高标准农田").count(), 1);
}

#[test]
fn a_document_that_is_kept_is_not_dropped() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    let text = OWN.concat();
    write(&input, &[("a.txt", text.clone()), ("b.txt", text.clone()), ("c.txt", text)]);
    let file = folder.path().join("d.jsonl");
    fs::write(&file, "{\"doc\":\"b.txt\",\"verdict\":\"excluded\"}\n").unwrap();
    let out = folder.path().join("out");
    let mut command = dittograph();
    command.arg("dedup").arg(&input).args(["--level", "documents", "--decisions"]).arg(&file).arg("-o").arg(&out);
    command.assert().code(0);
    assert_eq!(["a.txt", "b.txt", "c.txt"].map(|name| out.join(name).exists()), [true, true, false]);
}

/// Documents in which passages stand again and again.
fn corpus(order: &[u8]) -> Vec<Document> {
    let passage = |at: u8| if at.is_multiple_of(2) { TOLD } else { OWN[usize::from(at / 2) % 3] };
    let text = |chunk: &[u8]| chunk.iter().map(|at| passage(*at)).collect::<Vec<_>>().join("\n");
    order.chunks(3).enumerate().map(|(doc, chunk)| Document::new(format!("{doc}"), text(chunk))).collect()
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn decisions_never_take_more(
        order in prop::collection::vec(0_u8..8, 4..18),
        said in prop::collection::vec((0_u32..20, 0_usize..4, 0_usize..3), 0..12),
        copies in prop::sample::select(vec![Treatment::Remove, Treatment::Label]),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("d.jsonl");
        let line = |(number, about, what): &(u32, usize, usize)| {
            let action = ["keep", "label", "remove"][*what];
            let about = match about {
                0 => json!({"doc": format!("{}", number % 6), "start_char": number * 9, "end_char": number * 9 + 50, "action": action}),
                1 => json!({"doc": format!("{}", number % 6), "action": action}),
                2 => json!({"kind": Kind::ALL[usize::try_from(*number).unwrap() % 7], "action": action}),
                _ => json!({"family": number, "doc": "0", "start_char": 0, "end_char": 40, "action": action}),
            };
            format!("{about}\n")
        };
        fs::write(&file, said.iter().map(line).collect::<String>()).unwrap();
        let mut analysis = find_in(corpus(&order), &Config::default()).unwrap();
        analysis.decide(&Policy::default().with(Kind::Copy, copies), DocumentPolicy::KeepFirst);
        let place = |mark: &dittograph::mark::Mark| (mark.doc, mark.raw, mark.finding);
        let before: HashSet<_> = analysis.marks.iter().map(place).collect();
        let removed = |analysis: &dittograph::Analysis| -> HashSet<_> {
            analysis.marks.iter().filter(|mark| mark.action == Action::Remove).map(place).collect()
        };
        let gone = removed(&analysis);
        let dropped: Vec<_> = analysis.reports.iter().map(|report| report.action.is_some()).collect();
        obey::run(&mut analysis, &decisions::read(&file).unwrap(), &file);
        prop_assert!(analysis.marks.iter().all(|mark| before.contains(&place(mark))));
        prop_assert!(removed(&analysis).is_subset(&gone));
        prop_assert!(analysis.reports.iter().zip(dropped).all(|(report, was)| was || report.action.is_none()));
    }

    #[test]
    fn every_finding_is_counted_once(
        old in prop::collection::vec((0_u32..3, 0_u32..60, 4_u32..30, 0_usize..7), 0..20),
        new in prop::collection::vec((0_u32..3, 0_u32..60, 4_u32..30, 0_usize..7), 0..20),
        hashes in 0_u8..3,
    ) {
        let (old, new) = (run(&old, hashes), run(&new, hashes));
        let there = compare(&old, &new);
        let back = compare(&new, &old);
        for (row, mirrored) in there.kinds.iter().zip(&back.kinds) {
            prop_assert_eq!(row.old, row.same + row.edges + row.moved + row.left + row.went);
            prop_assert_eq!(row.new, row.same + row.edges + row.moved + row.joined + row.came);
            prop_assert_eq!((row.old, row.same), (mirrored.new, mirrored.same));
        }
        prop_assert_eq!(usize::try_from(there.kinds.iter().map(|row| row.old).sum::<u64>()).unwrap(), old.findings.len());
        prop_assert!(compare(&old, &old).changes.is_empty());
        for change in there.changes.iter().filter(|change| change.change == What::Went) {
            let gone = change.old.unwrap();
            let at = (gone.start_char, gone.end_char);
            let equal = |found: &FindingRecord<'_>| found.doc == change.doc && (found.start_char, found.end_char) == at;
            let (then, now) = (old.findings.iter().filter(|f| equal(f)).count(), new.findings.iter().filter(|f| equal(f)).count());
            prop_assert!(then > now || hashes == 2, "at {at:?} stood {then}, stand {now}");
        }
    }
}

/// A run with findings at these places. `hashes`: 0 for none, 1 for texts that are the same in every run, 2 for texts that are
/// not.
fn run(spans: &[(u32, u32, u32, usize)], hashes: u8) -> Findings {
    static NOTHING: std::sync::LazyLock<Findings> = std::sync::LazyLock::new(|| {
        let folder = tempfile::tempdir().unwrap();
        let (input, output) = (folder.path().join("a.txt"), folder.path().join("f.jsonl"));
        fs::write(&input, format!("{TOLD}\n{}\n{TOLD}", OWN[0])).unwrap();
        dittograph().arg("scan").arg(&input).arg("-o").arg(&output).assert().code(0);
        jsonl::read(&output).unwrap()
    });
    let mut findings = NOTHING.clone();
    let example = findings.findings[0].clone();
    let finding = |(id, (doc, start, length, kind)): (u32, &(u32, u32, u32, usize))| FindingRecord {
        id,
        doc: doc.to_string().into(),
        start_char: *start,
        end_char: start + length,
        kind: Kind::ALL[*kind],
        role: Role::Copy,
        span_hash: (hashes > 0).then(|| format!("{}", (start + length) % 11)),
        ..example.clone()
    };
    let mut spans = spans.to_vec();
    spans.sort_unstable();
    findings.findings = (0..).zip(&spans).map(finding).collect();
    let record = findings.documents[0].clone();
    let hash = |doc: usize| match hashes {
        0 => None,
        1 => Some(format!("{doc}")),
        _ => Some(format!("{doc} of {}", spans.len())),
    };
    let documents = (0..3).map(|doc| {
        let mut record = record.clone();
        record.doc = doc.to_string().into();
        record.text_hash = hash(doc);
        record
    });
    findings.documents = documents.collect();
    findings
}

#[test]
fn a_comparison_says_what_happened() {
    let span =
        |doc, start, length, kind: Kind| (doc, start, length, Kind::ALL.iter().position(|k| *k == kind).unwrap());
    let old = run(&[span(0, 5, 20, Kind::Copy), span(0, 30, 20, Kind::Copy), span(1, 0, 10, Kind::Loop)], 1);
    let new = run(&[span(0, 5, 20, Kind::Formula), span(0, 32, 20, Kind::Copy), span(2, 0, 10, Kind::Loop)], 1);
    let Comparison { changes, documents, .. } = compare(&old, &new);
    let told: Vec<_> = changes.iter().map(|change| (change.change, change.doc.as_str())).collect();
    assert_eq!(told, [(What::Kind, "0"), (What::Edges, "0"), (What::Went, "1"), (What::Came, "2")]);
    assert_eq!((documents.same, documents.changed), (3, 0));
}
