//! What is written about a run whose findings are known: records to the letter, the cleaned corpus, the terminal.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;

use dittograph::engine::{Analysis, DocumentReport, Silent};
use dittograph::mark::{self, Policy};
use dittograph::read::{Familiar, ReadOptions};
use dittograph::report::edits::Style;
use dittograph::report::folder::OutputFolder;
use dittograph::report::show::{self, Colour, Texts};
use dittograph::report::verdicts::Verdicts;
use dittograph::report::{corpus, jsonl, terminal};
use dittograph::span::{DocId, Span};
use dittograph::stats::Stats;
use dittograph::{Config, Document, Finding, Kind, Place, Role, Warning};

const FIRST: &str = "甲：稳步推进乡村振兴。乙乙乙";
const SECOND: &str = "丙：稳妥推进乡村振兴。丁";

fn place(doc: u32, start: u32, end: u32) -> Place {
    Place { doc: DocId(doc), raw: Span::new(start * 3, end * 3), chars: Span::new(start, end) }
}

fn finding(id: u32, kind: Kind, role: Role, at: Place, partner: Option<Place>) -> Finding {
    Finding {
        id,
        family: u32::from(kind == Kind::Loop),
        role,
        identity: 0.876_54,
        docs: 2,
        occurrences: 2,
        bits: Some(112.26),
        partner,
        ..Finding::new(kind, at, 8)
    }
}

fn analysis() -> Analysis {
    let documents: Vec<Document> =
        [("a.txt", FIRST), ("b.txt", SECOND)].map(|(id, text)| Document::new(id, text)).into();
    let (original, copy) = (place(0, 2, 11), place(1, 2, 11));
    let repeated = Finding {
        identity: 1.0,
        docs: 1,
        occurrences: 1,
        bits: None,
        period: Some(1),
        copies: Some(3.0),
        extra: Some(Span::new(36, 42)),
        ..finding(1, Kind::Loop, Role::Copy, place(0, 11, 14), None)
    };
    let findings = vec![
        Finding { identity: 1.0, ..finding(0, Kind::Copy, Role::Original, original, Some(copy)) },
        repeated,
        finding(2, Kind::Copy, Role::Copy, copy, Some(original)),
    ];
    let report = |text| DocumentReport { duplicate_chars: 9, ..DocumentReport::of(text) };
    let warning =
        Warning { doc: "c.txt".into(), line: None, byte: None, skipped: true, message: "cannot be read".into() };
    Analysis {
        plan: Config::default().plan(26).unwrap(),
        marks: mark::marks(&findings, &documents, &Policy::default()),
        related: Vec::new(),
        known: Vec::new(),
        order: Vec::new(),
        reports: vec![
            report(FIRST),
            DocumentReport { near_duplicate_of: Some(DocId(0)), coverage: 0.75, ..report(SECOND) },
        ],
        warnings: vec![warning],
        stats: Stats { documents: 2, chars: 26, bytes: 78, findings: 3, families: 2, ..Stats::default() },
        encodings: Vec::new(),
        stages: Vec::new(),
        documents,
        findings,
    }
}

fn lines() -> String {
    let mut out = Vec::new();
    jsonl::write(&analysis(), &["b".into(), "a".into()], &ReadOptions::default(), &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn records_are_written_to_the_letter() {
    let lines = lines();
    let (header, rest) = lines.split_once('\n').unwrap();
    assert!(header.starts_with(r#"{"type":"header","tool":"dittograph","version":"#), "{header}");
    assert!(header.ends_with(r#"","inputs":["a","b"],"text_field":"text","id_field":"id"}"#), "{header}");
    let expected = concat!(
        r#"{"type":"finding","id":0,"doc":"a.txt","start_byte":6,"end_byte":33,"start_char":2,"end_char":11,"kind":"copy","family":0,"role":"original","symbols":8,"identity":1.0,"docs":2,"occurrences":2,"bits":112.3,"partner":{"doc":"b.txt","start_byte":6,"end_byte":33,"start_char":2,"end_char":11},"span_hash":"243d135fd2ec8893"}"#,
        "\n",
        r#"{"type":"finding","id":1,"doc":"a.txt","start_byte":33,"end_byte":42,"start_char":11,"end_char":14,"kind":"loop","family":1,"role":"copy","symbols":8,"identity":1.0,"docs":1,"occurrences":1,"period":1,"copies":3.0,"span_hash":"50d48e1c1ca5b514"}"#,
        "\n",
        r#"{"type":"finding","id":2,"doc":"b.txt","start_byte":6,"end_byte":33,"start_char":2,"end_char":11,"kind":"copy","family":0,"role":"copy","symbols":8,"identity":0.8765,"docs":2,"occurrences":2,"bits":112.3,"partner":{"doc":"a.txt","start_byte":6,"end_byte":33,"start_char":2,"end_char":11},"span_hash":"bb4f66b6e10a29aa"}"#,
        "\n",
        r#"{"type":"mark","doc":"a.txt","start_byte":36,"end_byte":42,"start_char":12,"end_char":14,"finding":1,"kind":"loop","action":"remove"}"#,
        "\n",
        r#"{"type":"mark","doc":"b.txt","start_byte":6,"end_byte":33,"start_char":2,"end_char":11,"finding":2,"kind":"copy","action":"remove"}"#,
        "\n",
        r#"{"type":"document","doc":"a.txt","bytes":42,"chars":14,"duplicate_chars":9,"near_duplicate_of":null,"coverage":0.0,"text_hash":"33c9c9f5e0a2e65d7710cc8be9fe6d5f"}"#,
        "\n",
        r#"{"type":"document","doc":"b.txt","bytes":36,"chars":12,"duplicate_chars":9,"near_duplicate_of":"a.txt","coverage":0.75,"text_hash":"380a8ea2886a0b342d553937c07a9fad"}"#,
        "\n",
        r#"{"type":"warning","doc":"c.txt","skipped":true,"message":"cannot be read"}"#,
        "\n",
        r#"{"type":"summary","documents":2,"skipped":0,"bytes":78,"chars":26,"symbols":0,"anchors":0,"candidates":0,"matches":0,"families":2,"findings":3,"warnings":1,"marks":2,"removed_chars":11,"whole":{"families":0,"equal":0,"near":0,"contained":0,"dropped":0,"dropped_chars":0},"kinds":[{"kind":"loop","families":1,"findings":1,"chars":3},{"kind":"repeat","families":0,"findings":0,"chars":0},{"kind":"copy","families":1,"findings":2,"chars":18},{"kind":"document","families":0,"findings":0,"chars":0},{"kind":"boilerplate","families":0,"findings":0,"chars":0},{"kind":"template","families":0,"findings":0,"chars":0},{"kind":"formula","families":0,"findings":0,"chars":0}]}"#,
        "\n",
    );
    assert_eq!(rest, expected);
}

#[test]
fn the_hash_in_the_header_is_that_of_the_configuration_as_written() {
    let lines = lines();
    let start = lines.find(r#""config":"#).unwrap() + r#""config":"#.len();
    let end = lines.find(r#","config_hash":""#).unwrap();
    let hash = format!("{:032x}", xxhash_rust::xxh3::xxh3_128(&lines.as_bytes()[start..end]));
    assert!(lines[end..].starts_with(&format!(r#","config_hash":"{hash}""#)));
}

#[test]
fn what_is_written_can_be_read_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("findings.jsonl");
    let later = lines().replace("\"type\":\"mark\"", "\"type\":\"mark\",\"later\":1");
    fs::write(&path, later.replacen("{\"type\":\"doc", "{\"type\":\"unheard\"}\n{\"type\":\"doc", 1)).unwrap();
    let findings = jsonl::read(&path).unwrap();
    let counts = (findings.findings.len(), findings.marks.len(), findings.documents.len(), findings.warnings.len());
    assert_eq!(counts, (3, 2, 2, 1));
    assert_eq!(findings.findings[2].partner.as_ref().unwrap().doc, "a.txt");
    assert_eq!(findings.summary.removed_chars, 11);
}

#[test]
fn marked_spans_are_gone_from_the_cleaned_corpus_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let (input, clean) = (folder.path().join("in"), folder.path().join("clean"));
    fs::create_dir(&input).unwrap();
    fs::write(input.join("a.txt"), FIRST).unwrap();
    fs::write(input.join("b.jsonl"), format!("{{\"text\":\"{SECOND}\",\"n\": 1,\"id\":\"b.txt\"}}\n")).unwrap();
    let output = OutputFolder::create(&clean).unwrap();
    let analysis = analysis();
    let (options, style) = (ReadOptions::default(), Style::default());
    corpus::write(&Verdicts::Run(&analysis), &[input], &options, &style, &output, Familiar::default(), &Silent)
        .unwrap();
    assert!(!clean.exists(), "the folder appears whole or not at all");
    output.finish().unwrap();
    assert_eq!(fs::read_to_string(clean.join("a.txt")).unwrap(), "甲：稳步推进乡村振兴。乙");
    assert_eq!(fs::read_to_string(clean.join("b.jsonl")).unwrap(), "{\"text\":\"丙：丁\",\"n\": 1,\"id\":\"b.txt\"}\n");
}

#[test]
fn an_input_that_changed_meanwhile_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (input, clean) = (folder.path().join("in"), folder.path().join("clean"));
    fs::create_dir(&input).unwrap();
    let run = || {
        let output = OutputFolder::create(&clean).unwrap();
        let inputs = [input.clone()];
        let (options, style, analysis) = (ReadOptions::default(), Style::default(), analysis());
        let verdicts = Verdicts::Run(&analysis);
        corpus::write(&verdicts, &inputs, &options, &style, &output, Familiar::default(), &Silent)
            .unwrap_err()
            .to_string()
    };
    fs::write(input.join("a.txt"), FIRST).unwrap();
    assert!(run().contains("1 of the documents is gone"));
    fs::write(input.join("b.txt"), "另一篇").unwrap();
    assert!(run().starts_with("cannot read b.txt: it was changed while it was being cleaned"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left behind");
}

/// A page without its colours.
fn plain(page: &str) -> String {
    anstream::adapter::strip_str(page).to_string()
}

#[test]
fn the_summary_is_read_with_pleasure() {
    let expected = "\
2 documents, 26 characters

  kind          families   findings    characters    share
  loop                 1          1             3   11.5 %
  copy                 1          2            18   69.2 %

to be removed: 11 characters (42.3 %) in 2 places

largest families
     0  copy  9 characters, 2 occurrences in 2 documents  a.txt
        稳步推进乡村振兴。
     1  loop  3 characters, 3.0 copies of 1 symbol  a.txt
        乙乙乙

1 warning (1 left out)
  c.txt: cannot be read
";
    assert_eq!(plain(&terminal::summary(&analysis(), 80)), expected);
}

#[test]
fn a_family_is_shown_with_context_and_differences() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("findings.jsonl");
    fs::write(&path, lines()).unwrap();
    let findings = jsonl::read(&path).unwrap();
    let texts = Texts::from([("a.txt".into(), FIRST.into()), ("b.txt".into(), SECOND.into())]);
    let expected = "\
family 0 · copy · 2 occurrences in 2 documents of 8 symbols with 112 bits
[-only in the original-]  {+only in the copy+}  script, width and punctuation are not compared

a.txt  characters 2–11, bytes 6–33  original
    甲：【稳[-步-]推
    进乡村振兴。】乙
    乙乙

b.txt  characters 2–11, bytes 6–33  copy, 87.6 % equal, 1 edit, 112 bits
    丙：【稳[-步-]
    {+妥+}推进乡村振
    兴。】丁
";
    assert_eq!(plain(&show::family(&findings, 0, &texts, 20, Colour::Off).unwrap()), expected);
    let coloured = show::family(&findings, 0, &texts, 80, Colour::On).unwrap();
    assert_eq!(coloured.matches("\u{1b}[31;9m步\u{1b}[0m").count(), 2, "{coloured}");
    assert_eq!(coloured.matches("\u{1b}[32;4m妥\u{1b}[0m").count(), 1, "{coloured}");
    assert!(!plain(&coloured).contains("[-"), "{coloured}");
    assert!(show::family(&findings, 0, &Texts::new(), 80, Colour::Off).unwrap().contains("could not be found again"));
    assert_eq!(show::family(&findings, 9, &texts, 80, Colour::Off), None);
    let list = plain(&show::list(&findings, &texts, 80));
    assert!(list.contains("     0  copy               2  稳步推进乡村振兴。\n"), "{list}");
    assert!(list.contains("     1  loop             3.0  乙乙乙\n"), "{list}");
}

/// What `show` prints of the first family of these documents, without colours.
fn shown(texts: &[&str], width: usize) -> String {
    let documents = texts.iter().zip('a'..).map(|(text, id)| Document::new(id, *text));
    let analysis = dittograph::find_in(documents, &Config::default()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("findings.jsonl");
    let mut out = Vec::new();
    jsonl::write(&analysis, &[], &ReadOptions::default(), &mut out).unwrap();
    fs::write(&path, out).unwrap();
    let texts = texts.iter().zip('a'..).map(|(text, id)| (id.into(), (*text).into())).collect();
    plain(&show::family(&jsonl::read(&path).unwrap(), 0, &texts, width, Colour::Off).unwrap())
}

const TOLD: &str =
    "馆藏纸质档案数字化是一件慢功夫，工作人员先用软毛刷除尘，再以去离子水托裱破页，阴干压平之后才能上扫描台";

#[test]
fn another_script_width_or_line_is_no_difference() {
    let other =
        "館藏紙質檔案數字化\r\n是一件慢功夫工作人員先用軟毛刷除塵;再以去離子水托裱破頁,陰乾壓平之後才能上掃描臺";
    let page = shown(&[TOLD, other], 160);
    assert!(page.contains("copy, 100.0 % equal, 0 edits, 16 symbols in another script or width, "), "{page}");
    assert!(page.contains("【館藏紙質檔案數字化 是一件慢功夫工作"), "{page}");
    assert_eq!(page.matches("[-").count(), 1, "only the legend: {page}");
}

#[test]
fn what_was_put_in_left_out_and_changed_is_marked_on_both_sides() {
    let other = TOLD.replace("一件慢", "一件很慢").replace("软毛刷除", "毛刷除").replace("压平", "压乎");
    let page = shown(&[TOLD, &other], 160);
    assert!(page.contains("先用[-软-]毛刷除尘，") && page.contains("阴干压[-平-]之后"), "{page}");
    assert!(page.contains("一件{+很+}慢功夫"), "{page}");
    assert!(page.contains("阴干压[-平-]{+乎+}之后"), "{page}");
    assert!(page.contains(", 3 edits, "), "{page}");
}

#[test]
fn words_keep_the_spaces_around_what_changed() {
    let told = "Night-time leakage in the old town fell from 31 to 24 per cent after the pressure valves were replaced in \
                the spring, and the crews who listen for it walked every main street twice between midnight and four.";
    let page = shown(&[told, &told.replace("old town", "new town")], 160);
    assert!(page.contains("leakage in the [-old-]{+new+} town fell"), "{page}");
}

#[test]
fn of_long_stretches_without_a_difference_the_ends_are_shown() {
    let long: String = (0..700_u32).filter_map(|n| char::from_u32(0x5000 + n * 7919 % 8000)).collect();
    let page = shown(&[&long, &(long.clone() + "。")], 160);
    assert!(page.contains(" … 500 characters without a difference … "), "{page}");
    assert!(page.chars().count() < 1_000, "{page}");
}

#[test]
fn the_copies_of_a_loop_are_told_apart() {
    let unit = "推动冷链物流短板补齐。";
    let page = shown(&[&unit.repeat(9)], 160);
    let last = unit.trim_end_matches('。');
    assert!(page.contains(&format!("【{unit}¦{unit}¦ … 5 copies like these … ¦{unit}¦{last}】。")), "{page}");
}
