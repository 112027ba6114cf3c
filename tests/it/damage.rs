//! Bad input and bad output: what is said, what is still done, and the exit code.

use std::fs;
use std::process::Stdio;

use dittograph::read::{FileSource, Item, ReadOptions, Source};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

use crate::cli::{TEXTS, dittograph, of_type, scan, zip};

#[test]
fn a_missing_input_ends_the_run_before_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("甲.txt"), TEXTS[0]).unwrap();
    let (missing, out) = (folder.path().join("没有"), folder.path().join("out.jsonl"));
    let assert = dittograph().arg("scan").arg(folder.path().join("甲.txt")).arg(&missing).arg("-o").arg(&out).assert();
    assert.code(2).stderr(contains("error: cannot read ").and(contains("没有: No such file")));
    assert!(!out.exists());
}

#[test]
fn an_empty_folder_holds_no_document() {
    let folder = tempfile::tempdir().unwrap();
    let run = || dittograph().arg("scan").arg(folder.path()).assert().code(2);
    run().stderr(
        contains("error: no document in ").and(contains("found no file named .txt, .md, .jsonl, .ndjson, .json")),
    );
    fs::write(folder.path().join("甲.pdf"), "%PDF").unwrap();
    run().stderr(contains("passed over 1 file ending in .pdf"));
}

#[test]
fn an_empty_file_and_one_character_are_documents() {
    for (text, chars) in [("", 0), ("一", 1)] {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("甲.txt"), text).unwrap();
        let records = scan(folder.path(), 0);
        let document = of_type(&records, "document")[0];
        assert_eq!((&document["bytes"], &document["chars"]), (&text.len().into(), &chars.into()));
        assert!(of_type(&records, "finding").is_empty());
    }
}

#[test]
fn bad_bytes_are_placed_and_read_as_replacement_characters() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = [TEXTS[0].as_bytes(), b"\xFF", TEXTS[1].as_bytes()].concat();
    fs::write(folder.path().join("甲.txt"), &bytes).unwrap();
    let records = scan(folder.path(), 0);
    let warning = of_type(&records, "warning")[0];
    assert_eq!((&warning["doc"], &warning["byte"]), (&"甲.txt".into(), &TEXTS[0].len().into()));
    assert_eq!(
        warning["message"],
        format!("not UTF-8 in 1 place (1 byte), the first at byte {} of the file; was read as U+FFFD", TEXTS[0].len())
    );
    assert_eq!(of_type(&records, "document")[0]["bytes"], bytes.len() + 2);
}

#[test]
fn other_encodings_are_read_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("甲.txt", &encoding_rs::GB18030.encode(TEXTS[0]).0);
    write("乙.txt", &format!("\u{FEFF}{}", TEXTS[1]).encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    write("丙.txt", &TEXTS[2].encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>());
    write("丁.txt", TEXTS[0].as_bytes());
    let records = scan(folder.path(), 0);
    let lengths: Vec<_> = of_type(&records, "document").iter().map(|document| document["chars"].clone()).collect();
    assert_eq!(lengths, [0, 2, 1, 0].map(|text: usize| serde_json::Value::from(TEXTS[text].chars().count())));
    let summary = records.last().unwrap();
    let encodings: Vec<_> = summary["encodings"].as_array().unwrap().iter().map(|e| e["encoding"].clone()).collect();
    assert_eq!(encodings, ["GB18030", "UTF-16BE", "UTF-16LE", "UTF-8"]);
    assert!(of_type(&records, "warning").is_empty());
    let said = dittograph().arg("scan").arg(folder.path()).args(["-o", "/dev/null"]).assert().code(0);
    said.stderr(contains("GB18030 1, UTF-16BE 1, UTF-16LE 1, UTF-8 1"));
}

#[test]
fn what_is_no_text_is_left_out_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let noise: Vec<u8> = (0..4000_u32).map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
    fs::write(folder.path().join("甲.txt"), noise).unwrap();
    let assert = dittograph().arg("scan").arg(folder.path()).assert().code(2);
    assert.stderr(contains("one was left out").and(contains("is neither UTF-8 (").and(contains("--encoding"))));
    fs::write(folder.path().join("乙.txt"), [0; 40]).unwrap();
    fs::write(folder.path().join("丙.txt"), TEXTS[0]).unwrap();
    let records = scan(folder.path(), 1);
    assert_eq!(of_type(&records, "document").len(), 1);
    assert!(of_type(&records, "warning")[0]["message"].as_str().unwrap().contains("40 of 40 bytes are NUL"));
    assert_eq!(records.last().unwrap()["skipped"], 2);
}

#[test]
fn an_encoding_that_is_said_is_taken_and_one_that_is_unknown_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("甲.txt");
    fs::write(&file, encoding_rs::BIG5.encode("縣府").0).unwrap();
    let run = |name: &str| dittograph().arg("scan").arg(&file).args(["--encoding", name]).assert();
    run("big5").code(0).stdout(contains("\"chars\":2").and(contains("\"encoding\":\"Big5\"")));
    run("klingon").code(2).stderr(contains("encoding = klingon: is not known; say for example"));
    run("iso-2022-jp").code(2).stderr(contains("is not known"));
}

#[test]
fn a_configuration_file_that_is_not_utf8_is_refused_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("甲.txt"), TEXTS[0]).unwrap();
    fs::write(folder.path().join("d.toml"), b"quiet = true\n# \xc9\xe8\xd6\xc3\n").unwrap();
    let run = |args: &[&str]| dittograph().current_dir(folder.path()).args(args).assert();
    run(&["scan", "甲.txt", "--config", "d.toml"]).code(2).stderr(contains("config = d.toml:2:3: is not UTF-8"));
}

#[test]
fn bad_lines_are_left_out_and_the_others_used() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("corpus.jsonl");
    let lines = [
        r#"{"id":"甲","text":"一"}"#,
        r#"{"id":"乙","text":"二"#,
        r#"{"id":"丙"}"#,
        r#"{"id":"丁","text":4}"#,
        "",
        r#"{"id":"甲","text":"五"}"#,
        r#"{"text":"六"}"#,
    ];
    fs::write(&file, lines.join("\n")).unwrap();
    let records = scan(&file, 1);
    let documents: Vec<_> = of_type(&records, "document").iter().map(|record| record["doc"].clone()).collect();
    assert_eq!(documents, ["corpus.jsonl:7", "甲", "甲~2"]);
    let warnings: Vec<_> = of_type(&records, "warning")
        .iter()
        .map(|record| (record["line"].as_u64(), record["skipped"] == true, record["message"].to_string()))
        .collect();
    let expected = [
        (None, false, "1 line without `id` is called by file and line"),
        (Some(2), true, "left out: is not a JSON object: EOF while parsing a string"),
        (Some(3), true, "left out: has no field `text`"),
        (Some(4), true, "left out: its field `text` is a number, not a string"),
        (Some(6), false, "this document is called 甲~2"),
    ];
    assert_eq!(warnings.len(), expected.len());
    for ((line, skipped, message), expected) in warnings.iter().zip(expected) {
        assert_eq!((*line, *skipped), (expected.0, expected.1));
        assert!(message.contains(expected.2), "{message}");
    }
    assert!(warnings[4].2.contains("is taken by line 1 of "), "{}", warnings[4].2);
}

#[test]
fn a_line_of_50_megabytes_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("corpus.jsonl");
    let long = "a".repeat(50 << 20);
    fs::write(
        &file,
        format!("{{\"id\":\"甲\",\"html\":\"{long}\",\"text\":\"一\"}}\n{{\"id\":\"乙\",\"text\":\"二\"}}\n"),
    )
    .unwrap();
    assert_eq!(of_type(&scan(&file, 0), "document").len(), 2);

    fs::write(&file, format!("{{\"id\":\"甲\",\"text\":\"{long}\"}}\n{{\"id\":\"乙\",\"text\":\"二\"}}\n")).unwrap();
    let mut source = FileSource::open(&[file], ReadOptions::default()).unwrap();
    let mut lengths = Vec::new();
    while let Some(Item::Document(document)) = source.next_item().unwrap() {
        lengths.push(document.text.len());
    }
    assert_eq!(lengths, [50 << 20, 3]);
}

#[test]
fn an_output_folder_that_is_not_empty_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (input, out) = (folder.path().join("甲.txt"), folder.path().join("clean"));
    fs::write(&input, TEXTS[0]).unwrap();
    fs::create_dir(&out).unwrap();
    fs::write(out.join("旧.txt"), "旧").unwrap();
    let assert = dittograph().arg("dedup").arg(&input).arg("-o").arg(&out).assert();
    assert.code(2).stderr(contains("clean exists already; name another output or remove it first"));
    assert_eq!(fs::read_dir(&out).unwrap().count(), 1);
}

#[test]
fn an_output_that_cannot_be_written_is_said_before_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let (input, file) = (folder.path().join("甲.txt"), folder.path().join("file"));
    fs::write(&input, TEXTS[0]).unwrap();
    fs::write(&file, "").unwrap();
    for command in ["scan", "dedup"] {
        let assert = dittograph().arg(command).arg(&input).arg("-o").arg(file.join("out")).assert();
        assert.code(2).stderr(contains("error: cannot write ").and(contains("file/out: Not a directory")));
        let assert = dittograph().arg(command).arg(&input).arg("-o").arg(folder.path().join("没有/out")).assert();
        assert.code(2).stderr(contains("error: cannot write ").and(contains("没有/out: No such file")));
    }
    let assert = dittograph().arg("scan").arg(&input).arg("-o").arg(folder.path()).assert();
    assert.code(2).stderr(contains("lies in the input").not().and(contains("cannot write")));
}

#[test]
fn the_input_is_never_written_to() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("子")).unwrap();
    let input = folder.path().join("甲.txt");
    fs::write(&input, TEXTS[0]).unwrap();
    for (command, out) in [("scan", "子/findings.jsonl"), ("scan", "甲.txt"), ("dedup", "clean"), ("dedup", "子")] {
        let assert = dittograph().arg(command).arg(folder.path()).arg("-o").arg(folder.path().join(out)).assert();
        assert.code(2).stderr(contains("lies in the input"));
    }
    let assert = dittograph().arg("scan").arg(&input).arg("-o").arg(&input).assert();
    assert.code(2).stderr(contains("lies in the input"));
    assert_eq!(fs::read_to_string(&input).unwrap(), TEXTS[0]);
}

#[test]
fn a_closed_pipe_ends_the_run_quietly() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("corpus.jsonl");
    let lines: Vec<String> = (0..5_000).map(|n| format!("{{\"id\":\"{n}\",\"text\":\"\"}}\n")).collect();
    fs::write(&file, lines.concat()).unwrap();
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("dittograph"))
        .arg("scan")
        .arg(&file)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn packed_files_that_were_cut_short_are_used_up_to_the_last_whole_line() {
    let folder = tempfile::tempdir().unwrap();
    // Numbers that don't repeat, so that half of the packed bytes hold about half of the lines.
    let lines: Vec<String> = (0..20_000_u64)
        .map(|n| format!("{{\"id\":\"{n}\",\"text\":\"{:x}\"}}\n", n.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
        .collect();
    let lines = lines.concat();
    for (name, packed) in
        [("a.jsonl.gz", zip(lines.as_bytes())), ("a.jsonl.zst", zstd::encode_all(lines.as_bytes(), 1).unwrap())]
    {
        let file = folder.path().join(name);
        fs::write(&file, &packed[..packed.len() / 2]).unwrap();
        let mut source = FileSource::open(&[file], ReadOptions::default()).unwrap();
        let (mut documents, mut warnings) = (0, Vec::new());
        while let Some(item) = source.next_item().unwrap() {
            match item {
                Item::Document(_) => documents += 1,
                Item::Warning(warning) => warnings.push(warning),
            }
        }
        assert!((4_000..16_000).contains(&documents), "{name}: {documents}");
        assert_eq!((warnings.len(), warnings[0].line, warnings[0].skipped), (1, Some(documents + 1), true));
        assert!(warnings[0].message.starts_with("cannot be read to its end; the lines before are used"));
    }
}

#[test]
fn a_packed_text_that_was_cut_short_is_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let packed = zip(TEXTS.concat().repeat(3).as_bytes());
    fs::write(folder.path().join("甲.txt.gz"), &packed[..packed.len() - 12]).unwrap();
    fs::write(folder.path().join("乙.txt"), TEXTS[1]).unwrap();
    let records = scan(folder.path(), 1);
    assert_eq!(of_type(&records, "document").len(), 1);
    let warning = of_type(&records, "warning")[0];
    assert!(warning["doc"].as_str().unwrap().ends_with("甲.txt.gz"));
    assert!(warning["message"].as_str().unwrap().starts_with("cannot be read to its end and was left out"));
}

#[test]
fn what_can_be_read_only_once_is_not_cleaned() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("clean");
    let assert = dittograph().args(["dedup", "-", "-o"]).arg(&out).write_stdin("一").assert();
    assert.code(2).stderr(contains("input = standard input: can be read only once"));
    assert!(!out.exists());
}

#[test]
fn a_findings_file_that_is_not_whole_is_refused_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    let (input, file) = (folder.path().join("甲.txt"), folder.path().join("findings.jsonl"));
    fs::write(&input, TEXTS[0]).unwrap();
    dittograph().arg("scan").arg(&input).arg("-o").arg(&file).assert().code(0);
    let whole = fs::read_to_string(&file).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    for (text, message) in [
        (lines[..lines.len() - 1].join("\n"), "findings.jsonl:2: the file ends without a summary: it was cut short"),
        (whole[..whole.len() - 9].to_owned(), "findings.jsonl:3: is not a record: EOF"),
        (lines[1..].join("\n"), "findings.jsonl:1: is no header"),
        (
            whole.replacen("\"format\":1", "\"format\":2", 1),
            "findings.jsonl:1: has format 2; this version reads format 1",
        ),
        (String::new(), "findings.jsonl:1: the file is empty"),
        ("%PDF".into(), "findings.jsonl:1: is not a record"),
    ] {
        fs::write(&file, text).unwrap();
        dittograph().arg("show").arg(&file).assert().code(2).stderr(contains(message));
    }
    dittograph().arg("show").arg(folder.path().join("没有")).assert().code(2).stderr(contains("cannot read"));
}

#[test]
fn what_a_field_cannot_hold_is_counted_with_its_first_line() {
    let folder = tempfile::tempdir().unwrap();
    let (corpus, out) = (folder.path().join("corpus.jsonl"), folder.path().join("clean"));
    let line = |id, q: &str| format!(r#"{{"id":"{id}","text":"{}","meta":{{"q":{q}}},"x":[1.50]}}"#, TEXTS[0]);
    let lines = [line("甲", "0.5"), line("乙", "\"多\""), line("丙", "null"), line("丁", "\"少\"")].join("\n");
    fs::write(&corpus, &lines).unwrap();
    let dedup =
        dittograph().arg("dedup").arg(&corpus).arg("-o").arg(&out).args(["--priority-field", "meta.q"]).unwrap();
    assert_eq!(dedup.status.code(), Some(0));
    let findings = fs::read_to_string(out.join("findings.jsonl")).unwrap();
    let records = crate::cli::records(&findings);
    assert_eq!(records[0]["priority_field"], "meta.q");
    let warning = of_type(&records, "warning")[0];
    assert_eq!((&warning["doc"], &warning["line"]), (&corpus.display().to_string().into(), &2.into()));
    let message = "its field `meta.q` is a string, not a number of 64 bits, and is not used; so in 1 more line";
    assert_eq!(warning["message"], message);
    let cleaned = fs::read_to_string(out.join("corpus.jsonl")).unwrap();
    for (before, after) in lines.lines().zip(cleaned.lines()) {
        assert_eq!(before.split_once("\"meta\"").unwrap().1, after.split_once("\"meta\"").unwrap().1);
    }
}

#[test]
fn a_field_without_a_name_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("甲.txt"), TEXTS[0]).unwrap();
    for option in ["--source-field", "--date-field", "--priority-field"] {
        let assert = dittograph().arg("scan").arg(folder.path()).args([option, ""]).assert().code(2);
        assert.stderr(contains("a field must have a name").and(contains(&option[2..])));
    }
}

#[test]
fn the_source_of_a_document_is_its_field_or_its_folder() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir_all(folder.path().join("县政府/2024")).unwrap();
    fs::write(folder.path().join("县政府/2024/甲.txt"), TEXTS[0]).unwrap();
    fs::write(folder.path().join("乙.txt"), TEXTS[1]).unwrap();
    let lines = r#"{"id":"丙","text":"一","site":"县人大"}
{"id":"丁","text":"二"}"#;
    fs::write(folder.path().join("县政府/多.jsonl"), lines).unwrap();
    let options = ReadOptions { source_field: Some("site".into()), ..ReadOptions::default() };
    let mut source = FileSource::open(&[folder.path().into()], options).unwrap();
    let mut sources = Vec::new();
    while let Some(item) = source.next_item().unwrap() {
        if let Item::Document(document) = item {
            sources.push((document.id, document.source));
        }
    }
    sources.sort();
    let government = Some("县政府".to_owned());
    let expected = [
        ("丁", government.clone()),
        ("丙", Some("县人大".to_owned())),
        ("乙.txt", None),
        ("县政府/2024/甲.txt", government),
    ];
    assert_eq!(sources, expected.map(|(id, source)| (id.to_owned(), source)));
}

#[test]
fn nul_and_carriage_returns_are_characters() {
    let folder = tempfile::tempdir().unwrap();
    let (input, clean) = (folder.path().join("甲.txt"), folder.path().join("clean"));
    let text = format!("{}\0{}\r\n{}", TEXTS[0], TEXTS[1], TEXTS[2]);
    fs::write(&input, &text).unwrap();
    assert_eq!(of_type(&scan(&input, 0), "document")[0]["chars"], text.chars().count());
    dittograph().arg("dedup").arg(&input).arg("-o").arg(&clean).assert().code(0);
    assert_eq!(fs::read_to_string(clean.join("甲.txt")).unwrap(), text);
}

#[test]
fn packed_arrays_and_tables_that_were_cut_short_are_used_up_to_the_last_whole_record() {
    let folder = tempfile::tempdir().unwrap();
    let number = |n: u64| format!("{:x}", n.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let array: Vec<String> = (0..20_000).map(|n| format!("{{\"id\":{n},\"text\":\"{}\"}}", number(n))).collect();
    let rows: Vec<String> = (0..20_000).map(|n| format!("{n},{}\n", number(n))).collect();
    let table = format!("id,text\n{}", rows.concat());
    for (name, text) in [("a.json", format!("[{}]", array.join(","))), ("a.csv", table)] {
        let file = folder.path().join(name);
        let packed = zip(text.as_bytes());
        fs::write(&file, &packed[..packed.len() / 2]).unwrap();
        let assert = dittograph().arg("check").arg(&file).arg("--json").assert().code(1);
        let page: serde_json::Value = serde_json::from_slice(&assert.get_output().stdout).unwrap();
        assert!((4_000..16_000).contains(&page["documents"].as_u64().unwrap()), "{name}: {}", page["documents"]);
        assert_eq!(page["skipped"], 1);
    }
    fs::write(folder.path().join("b.json"), "[{\"text\":\"一\"},{\"text\":\"二\"}").unwrap();
    let assert = dittograph().arg("check").arg(folder.path().join("b.json")).assert().code(1);
    assert.stdout(contains("2 documents").and(contains("the array is not closed")));
    fs::write(folder.path().join("b.csv"), "id,text\n1,一\n2,\"二\n3,三\n").unwrap();
    let assert = dittograph().arg("check").arg(folder.path().join("b.csv")).assert().code(1);
    assert.stdout(contains("1 document,").and(contains("its quote is never closed")));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("甲.txt");
    fs::write(&file, TEXTS[0]).unwrap();
    let assert = dittograph().arg("scan").arg(&file).args(["-o", "/dev/full"]).assert();
    assert.code(2).stderr(contains("cannot write /dev/full: No space left on device").and(contains("Make room")));
}

#[cfg(unix)]
#[test]
fn an_interrupt_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("dittograph"))
        .args(["scan", "-", "-o"])
        .arg(folder.path().join("findings.jsonl"))
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    // The output under way is there once the run waits for its input.
    let begun = (0..500).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        fs::read_dir(folder.path()).unwrap().count() == 1
    });
    assert!(begun, "the run begins its output");
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn an_interrupted_export_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("甲.txt"), TEXTS[0]).unwrap();
    dittograph().current_dir(&folder).args(["scan", "甲.txt", "-q", "-o", "f.jsonl"]).assert().code(0);
    // Nobody writes into it, so the run waits for its texts.
    assert!(std::process::Command::new("mkfifo").arg(folder.path().join("管")).status().unwrap().success());
    let left = || fs::read_dir(folder.path()).unwrap().count();
    let before = left();
    for args in
        [["export", "f.jsonl", "--to=csv"], ["export", "f.jsonl", "--to=dolma"], ["report", "f.jsonl", "--markdown"]]
    {
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin!("dittograph"))
            .current_dir(&folder)
            .args(args)
            .args(["-o", "出", "-i", "管"])
            .spawn()
            .unwrap();
        let begun = (0..500).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            left() == before + 1
        });
        // What is under way is noted right behind.
        std::thread::sleep(std::time::Duration::from_millis(500));
        let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        let code = child.wait().unwrap().code();
        assert!(begun, "{args:?} begins its output");
        assert_eq!((code, left()), (Some(130), before), "{args:?}");
    }
}
