//! Outputs, and what is read of archives and of texts that have moved: nothing that a call reads is written to, by whatever name.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails")]

use std::fs;
use std::path::Path;

use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

use crate::cli::{TEXTS, dittograph};

const COPY: &str = "县委、县政府聚焦产业兴旺、生态宜居、乡风文明、治理有效、生活富裕，整合涉农资金一亿二千万元，新建高标准农田三万亩。";

/// A folder with two texts and their findings.
fn scanned() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("in")).unwrap();
    for (name, text) in ["一.txt", "二.txt"].iter().zip(TEXTS) {
        fs::write(folder.path().join("in").join(name), format!("{text}\n{COPY}")).unwrap();
    }
    dittograph().current_dir(&folder).args(["scan", "in", "-q", "-o", "f.jsonl"]).assert().code(0);
    folder
}

#[cfg(unix)]
#[test]
fn a_file_that_is_read_is_known_under_each_of_its_names() {
    let folder = scanned();
    let file = folder.path().join("f.jsonl");
    let before = fs::read(&file).unwrap();
    std::os::unix::fs::symlink("f.jsonl", folder.path().join("link")).unwrap();
    std::os::unix::fs::symlink(".", folder.path().join("here")).unwrap();
    fs::hard_link(&file, folder.path().join("hard")).unwrap();
    let whole = file.to_str().unwrap();
    for name in ["link", "hard", "here/f.jsonl", "in/../f.jsonl", whole] {
        for args in [&["report", "f.jsonl", "-o"][..], &["export", "f.jsonl", "--to", "csv", "-o"]] {
            let assert = dittograph().current_dir(&folder).args(args).arg(name).assert();
            assert.code(2).stderr(contains("takes the place of f.jsonl, which this call reads"));
        }
    }
    let assert = dittograph().current_dir(&folder).args(["report", "link", "--markdown", "-o", "f.jsonl"]).assert();
    assert.code(2).stderr(contains("takes the place of link"));
    assert!(fs::read(&file).unwrap() == before && fs::read_link(folder.path().join("link")).is_ok());
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 5, "nothing is left behind");
}

#[cfg(unix)]
#[test]
fn devices_may_be_named_as_often_as_one_likes() {
    let folder = scanned();
    let args = ["scan", "in", "-q", "-o", "/dev/null", "--formulas", "/dev/null"];
    dittograph().current_dir(&folder).args(args).assert().code(0);
}

#[test]
fn a_page_is_the_same_on_standard_output() {
    let folder = scanned();
    let run = |args: &[&str]| dittograph().current_dir(&folder).args(args).assert().code(0).get_output().stdout.clone();
    let page = run(&["report", "f.jsonl", "-o", "-"]);
    run(&["report", "f.jsonl", "-o", "./-"]);
    assert!(page == fs::read(folder.path().join("-")).unwrap() && !page.is_empty());
    assert_eq!(run(&["scan", "in", "-o", "-"]), run(&["scan", "in"]));
}

#[test]
fn texts_that_have_moved_are_asked_for() {
    let folder = scanned();
    let from =
        |args: &[&str]| dittograph().current_dir(&folder).args(["dedup", "--from", "f.jsonl"]).args(args).assert();
    fs::rename(folder.path().join("in"), folder.path().join("moved")).unwrap();
    let told = "error: from = f.jsonl: the texts are not where they were (cannot read in: No such file";
    from(&["-o", "out"]).code(2).stderr(
        contains(told)
            .and(contains("name them: `dittograph dedup INPUT --from f.jsonl -o OUT`"))
            .and(contains("pattern").not()),
    );
    fs::create_dir(folder.path().join("in")).unwrap();
    from(&["-o", "out"]).code(2).stderr(contains("no texts are where they were; name them"));
    from(&["moved", "-o", "out"]).code(0).stderr(contains("2 documents, 1 of them changed"));
    from(&["nowhere", "-o", "more"]).code(2).stderr(contains("cannot read nowhere").and(contains("Check the name")));
}

#[test]
fn boilerplate_of_an_earlier_scan_is_kept_as_that_of_a_search() {
    let folder = tempfile::tempdir().unwrap();
    let findings = folder.path().join("f.jsonl");
    let run = |args: &[&str]| {
        let mut command = dittograph();
        command.current_dir(env!("CARGO_MANIFEST_DIR")).args(args);
        command
    };
    run(&["scan", "data/reports", "-q", "-o"]).arg(&findings).assert().code(0);
    for name in ["from", "now"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    let mut sizes = Vec::new();
    for which in ["none", "first", "all"] {
        let texts = |args: &[&str], out: &Path| -> String {
            run(args).args(["--keep-boilerplate", which, "-o"]).arg(out).assert().code(0);
            let mut files: Vec<_> = fs::read_dir(out).unwrap().map(|entry| entry.unwrap().path()).collect();
            files.retain(|path| !path.ends_with("findings.jsonl"));
            files.sort();
            files.iter().map(|path| fs::read_to_string(path).unwrap()).collect()
        };
        let earlier = texts(&["dedup", "--from", findings.to_str().unwrap()], &folder.path().join("from").join(which));
        let now = texts(&["dedup", "data/reports", "--no-known"], &folder.path().join("now").join(which));
        assert!(earlier == now, "{which}");
        sizes.push(now.len());
    }
    assert!(sizes.is_sorted_by(|less, more| less < more), "{sizes:?}");
}

/// An archive that holds a text as it is: its local header, its directory, its end.
fn archive(text: &str) -> Vec<u8> {
    let (size, name) = (u32::try_from(text.len()).unwrap().to_le_bytes(), "甲.txt".as_bytes());
    let length = u16::try_from(name.len()).unwrap().to_le_bytes();
    let fields = [&[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0, 0, 0, 0, 0][..], &size, &size, &length, &[0, 0]].concat();
    let local = [b"PK\x03\x04", &fields[..], name, text.as_bytes()].concat();
    let entry = [b"PK\x01\x02\x14\0", &fields[..], &[0; 14], name].concat();
    let sizes = [entry.len(), local.len()].map(|length| u32::try_from(length).unwrap().to_le_bytes()).concat();
    [local, entry, [b"PK\x05\x06\0\0\0\0\x01\0\x01\0", &sizes[..], &[0, 0]].concat()].concat()
}

#[test]
fn an_archive_is_left_out_whatever_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("甲.txt"), TEXTS[0]).unwrap();
    let empty = [&b"PK\x05\x06"[..], &[0; 18]].concat();
    let line = format!("{{\"id\":\"一\",\"text\":\"{}\"}}\n", TEXTS[0]);
    for bytes in [archive(TEXTS[0]), archive(&TEXTS[0].repeat(9000)), archive(&line), empty] {
        fs::write(folder.path().join("a.zip"), &bytes).unwrap();
        for args in [&["check", "甲.txt", "a.zip"][..], &["check", "甲.txt", "a.zip", "--encoding", "utf-8"]] {
            let assert = dittograph().current_dir(&folder).args(args).assert();
            assert.code(1).stdout(contains("1 document, 26 ").and(contains("a.zip: left out: is a ZIP archive")));
        }
        dittograph().current_dir(&folder).args(["dedup", "甲.txt", "a.zip", "-o", "out"]).assert().code(1);
        let written = Path::new("out").join("a.zip");
        assert!(fs::read(folder.path().join(written)).unwrap() == bytes);
        fs::remove_dir_all(folder.path().join("out")).unwrap();
    }
    let alone = dittograph().current_dir(&folder).args(["scan", "a.zip", "--format", "jsonl"]).assert();
    alone.code(2).stderr(contains("is a ZIP archive"));
}
