//! Whole documents of files, whose texts are not kept: read again where they are compared, passed on where they are written.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use assert_cmd::Command;
use dittograph::config::Level;
use dittograph::engine::{Silent, run};
use dittograph::error::Result;
use dittograph::read::{FileSource, Item, MemorySource, ReadOptions, Source, Texts};
use dittograph::report::summary;
use dittograph::{Analysis, Config, Document, Error};
use serde_json::json;

use crate::numbers::Numbers;

/// Documents of which some are equal, near, contained, or like no other; ids do not ascend.
fn corpus() -> Vec<Document> {
    let mut numbers = Numbers(7);
    let mut text = |letters: usize| -> String {
        let letter =
            |numbers: &mut Numbers| char::from_u32(0x4e00 + u32::try_from(numbers.next() % 3000).unwrap()).unwrap();
        (0..letters).map(|_| letter(&mut numbers)).collect()
    };
    let (one, two, part) = (text(900), text(700), text(400));
    let texts = [
        one.clone(),
        text(500),
        format!("{}，{}", &one[..900], &one[900..]),
        two.clone(),
        format!("{}某{}", &two[..600], &two[603..]),
        format!("{}{part}{}", text(600), text(600)),
        part.clone(),
        String::new(),
        one.clone(),
        "短文。".into(),
        "短文！".into(),
    ];
    (0..).zip(texts).map(|(number, text)| Document::new(format!("文{}", (number * 7) % 11), text)).collect()
}

fn lines(documents: &[Document]) -> String {
    documents.iter().map(|document| json!({"id": document.id, "text": document.text}).to_string() + "\n").collect()
}

fn config() -> Config {
    Config { level: Level::Documents, ..Config::default() }
}

fn of_files(folder: &Path) -> Analysis {
    run(&mut FileSource::open(&[folder.to_path_buf()], ReadOptions::default()).unwrap(), &config(), &Silent).unwrap()
}

#[test]
fn files_of_every_kind_say_what_texts_in_memory_say() {
    let documents = corpus();
    let expected = run(&mut MemorySource::new(documents.clone()), &config(), &Silent).unwrap();
    let whole = summary(&expected).whole.unwrap();
    assert_eq!((whole.families, whole.equal, whole.near, whole.contained), (4, 3, 1, 1));
    let array = serde_json::to_vec(
        &documents.iter().map(|document| json!({"id": document.id, "text": document.text})).collect::<Vec<_>>(),
    );
    let packed = zstd::encode_all(lines(&documents).as_bytes(), 1).unwrap();
    for (name, bytes) in
        [("a.jsonl", lines(&documents).into_bytes()), ("a.jsonl.zst", packed), ("a.json", array.unwrap())]
    {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name), bytes).unwrap();
        let found = of_files(folder.path());
        assert_eq!(found.reports, expected.reports, "{name}");
        assert_eq!(found.related, expected.related, "{name}");
        assert!(found.documents.iter().all(|document| document.text.is_empty()), "{name}");
    }
    let folder = tempfile::tempdir().unwrap();
    for document in &documents {
        fs::write(folder.path().join(&document.id).with_extension("txt"), &document.text).unwrap();
    }
    assert_eq!(of_files(folder.path()).reports, expected.reports);
}

/// Says that it can give texts again, and gives others.
struct Fickle<S>(S);

impl<S: Source> Source for Fickle<S> {
    fn next_item(&mut self) -> Result<Option<Item>> {
        self.0.next_item()
    }

    fn remember(&mut self) -> bool {
        true
    }

    fn texts(&mut self, _numbers: &[u32]) -> Result<Box<dyn Texts>> {
        Ok(Box::new(Another))
    }
}

struct Another;

impl Texts for Another {
    fn text(&self, _number: u32) -> Result<Cow<'_, str>> {
        Ok("别的文章".into())
    }
}

#[test]
fn a_text_that_is_another_the_second_time_ends_the_run() {
    let error = run(&mut Fickle(MemorySource::new(corpus())), &config(), &Silent).unwrap_err();
    assert!(matches!(error, Error::Read { .. }));
    assert!(error.to_string().contains("changed while it was being read"), "{error}");
}

/// Runs `dedup` on one file and gives the file that came out.
fn deduplicated(bytes: &[u8], options: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let (input, output) = (folder.path().join("a.jsonl"), folder.path().join("out"));
    fs::write(&input, bytes).unwrap();
    let mut command = Command::cargo_bin("dittograph").unwrap();
    command.args(["dedup", "--level", "documents", "-q", "-o"]).arg(&output).arg(&input).args(options);
    assert!(command.output().unwrap().status.code() < Some(2));
    fs::read(output.join("a.jsonl")).unwrap()
}

#[test]
fn what_stays_comes_out_line_for_line_as_it_stood() {
    let documents = corpus();
    // Every third line written oddly, one damaged, one blank, one id twice.
    let mut input: Vec<String> = lines(&documents).lines().map(|line| format!("{line}\n")).collect();
    for line in input.iter_mut().step_by(3) {
        *line = line.replacen('{', "{\t\"x\": [1, {\"text\": \"二\"}], ", 1);
    }
    input[1] = input[1].replace("文7", "文0");
    input.insert(2, "\n".into());
    input.insert(5, "{\"id\": kaputt\n".into());
    let analysis = run(&mut MemorySource::new(documents.clone()), &config(), &Silent).unwrap();
    let dropped = |id: &str| {
        let doc = analysis.documents.iter().position(|document| document.id == id).unwrap();
        analysis.reports[doc].near_duplicate_of.is_some()
    };
    let ids: BTreeSet<&str> = documents.iter().map(|document| document.id.as_str()).filter(|id| dropped(id)).collect();
    assert_eq!(ids.len(), 5);
    let gone =
        |line: &&String| ids.iter().any(|id| line.contains(&format!("\"id\":\"{id}\""))) && !line.contains("文0");
    let kept: String = input.iter().filter(|line| !gone(line)).map(String::as_str).collect();
    let found = deduplicated(input.concat().as_bytes(), &[]);
    assert_eq!(String::from_utf8(found).unwrap(), kept);
    let counted = deduplicated(lines(&documents).as_bytes(), &["--near-duplicates", "label"]);
    let field = String::from_utf8(counted).unwrap().matches("\"near_duplicate_of\":\"").count();
    assert_eq!(field, 5, "labels are written into the lines");
}

#[test]
fn a_packed_file_and_standard_input_give_the_findings_of_the_plain_file() {
    let folder = tempfile::tempdir().unwrap();
    let (plain, packed) = (folder.path().join("a.jsonl"), folder.path().join("b.jsonl.gz"));
    let lines = lines(&corpus());
    fs::write(&plain, &lines).unwrap();
    let mut packer = flate2::write::GzEncoder::new(fs::File::create(&packed).unwrap(), flate2::Compression::fast());
    packer.write_all(lines.as_bytes()).unwrap();
    packer.finish().unwrap();
    let scan = |input: &str, stdin: &[u8]| {
        let mut command = Command::cargo_bin("dittograph").unwrap();
        command.args(["scan", "--level", "documents", "-q", input]).write_stdin(stdin);
        let output = String::from_utf8(command.output().unwrap().stdout).unwrap();
        output.split_once('\n').unwrap().1.to_owned()
    };
    let expected = scan(plain.to_str().unwrap(), b"");
    assert!(expected.contains("\"whole\":{\"families\":4,"));
    assert_eq!(scan(packed.to_str().unwrap(), b""), expected);
    assert_eq!(scan("-", lines.as_bytes()), expected);
}
