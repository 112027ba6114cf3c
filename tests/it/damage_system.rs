//! What a system can do to a run: forbid, fill up, take away while it reads. The error says what and where; the rest is still done.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use dittograph::read::{FileSource, Item, ReadOptions, Source};
use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

use crate::cli::{TEXTS, dittograph};

const SHARED: &str = "县委、县政府聚焦产业兴旺、生态宜居、乡风文明、治理有效、生活富裕，整合涉农资金一亿二千万元，新建高标准农田三万亩。";
/// The user that owns nothing.
const NOBODY: &str = "65534";

fn binary() -> PathBuf {
    assert_cmd::cargo::cargo_bin!("dittograph").to_path_buf()
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Runs the command as somebody whom permissions bind: this user, or nobody if this is root, whom nothing binds.
fn bound(folder: &Path, args: &[&str]) -> Output {
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    if !root {
        return Command::new(binary()).current_dir(folder).args(args).output().unwrap();
    }
    // Where the command was built may be closed to others.
    mode(folder, 0o777);
    let copy = folder.join(".dittograph");
    // Copied by another process: a file that this one has open for writing is busy in every child that another test starts
    // meanwhile, and what is busy can't be run.
    let copied = Command::new("install").args(["-m", "755"]).args([&binary(), &copy]).status().unwrap();
    assert!(copied.success());
    let mut command = Command::new("setpriv");
    command.args(["--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]).arg(&copy);
    command.current_dir(folder).args(args).output().unwrap()
}

/// Exit code and standard error.
fn told(output: &Output) -> (Option<i32>, String) {
    (output.status.code(), String::from_utf8(output.stderr.clone()).unwrap())
}

#[test]
fn what_may_not_be_read_is_left_out_or_ends_the_run_if_it_was_named() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir_all(input.join("封")).unwrap();
    for name in ["甲.txt", "乙.txt", "封/丙.txt"] {
        fs::write(input.join(name), TEXTS[0]).unwrap();
    }
    mode(&input.join("乙.txt"), 0o000);
    mode(&input.join("封"), 0o000);
    let (code, said) = told(&bound(folder.path(), &["check", "in"]));
    let page = bound(folder.path(), &["check", "in", "--json"]).stdout;
    let page: serde_json::Value = serde_json::from_slice(&page).unwrap();
    assert_eq!((code, &page["documents"], &page["skipped"]), (Some(1), &1.into(), &2.into()), "{said}");
    let warnings = page["warnings"].to_string();
    assert!(warnings.contains("in/乙.txt") && warnings.contains("cannot be read: Permission denied"), "{warnings}");
    assert!(warnings.contains("cannot be listed wholly") && warnings.contains("in/封"), "{warnings}");
    for named in ["in/乙.txt", "in/封", "in/封/丙.txt"] {
        let (code, said) = told(&bound(folder.path(), &["scan", named]));
        let expected = format!("error: cannot read {named}: Permission denied (os error 13). Ask for the right");
        assert_eq!((code, said.contains(&expected)), (Some(2), true), "{said}");
    }
    mode(&input.join("封"), 0o755);
}

#[test]
fn where_nothing_may_be_written_is_said_before_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let shut = folder.path().join("封");
    fs::create_dir(&shut).unwrap();
    fs::write(folder.path().join("甲.txt"), TEXTS[0]).unwrap();
    mode(&shut, 0o555);
    for args in [["scan", "甲.txt", "-o", "封/f.jsonl"], ["dedup", "甲.txt", "-o", "封/out"]] {
        let (code, said) = told(&bound(folder.path(), &args));
        let expected = format!("error: cannot write {}: Permission denied (os error 13). Name another output", args[3]);
        assert_eq!((code, said.contains(&expected)), (Some(2), true), "{said}");
    }
    assert_eq!(fs::read_dir(&shut).unwrap().count(), 0);
}

/// Runs the command where no file may be longer than so many KiB, as on a disk that fills up.
fn cramped(folder: &Path, kibibytes: u32, args: &[&str]) -> Output {
    // The signal would end the process: without it the write fails, as it does on a full disk.
    let script = format!("trap '' XFSZ; ulimit -f {kibibytes}; exec \"$0\" \"$@\"");
    Command::new("bash").args(["-c", &script]).arg(binary()).args(args).current_dir(folder).output().unwrap()
}

/// Four texts, the last of 60 KiB, and findings of a few.
fn growing(folder: &Path) {
    fs::create_dir(folder.join("in")).unwrap();
    for (name, count) in [("一", 10), ("二", 20), ("三", 30), ("四", 900)] {
        let lines: Vec<String> =
            (0..count).map(|n| format!("第{}号，{name}：全县水库{n}座。\n", n * 7 + count)).collect();
        let text = lines.concat();
        fs::write(folder.join("in").join(format!("{name}.txt")), format!("{text}{SHARED}")).unwrap();
    }
}

#[test]
fn a_disk_that_fills_up_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    growing(folder.path());
    let (code, said) = told(&cramped(folder.path(), 30, &["dedup", "in", "-o", "out", "--action", "keep"]));
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("error: cannot write out/") && said.contains("File too large"), "{said}");
    assert!(said.contains("Make room or name another output"), "{said}");
    let (code, said) = told(&cramped(folder.path(), 1, &["scan", "in", "-o", "f.jsonl"]));
    assert_eq!((code, said.contains("error: cannot write f.jsonl: File too large")), (Some(2), true), "{said}");
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["in"]);
}

#[test]
fn a_run_that_ran_out_of_disk_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    growing(folder.path());
    let args = ["dedup", "in", "-o", "out", "--action", "keep", "--resume"];
    let (code, said) = told(&cramped(folder.path(), 30, &args));
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("what is done was left in .dittograph-out; --resume goes on with it"), "{said}");
    let assert = dittograph().current_dir(&folder).args(args).assert().code(0);
    assert.stderr(contains("going on with the earlier run: ").and(contains("written: 4 documents")));
    for name in ["一", "二", "三", "四"] {
        let read = |top: &str| fs::read(folder.path().join(top).join(format!("{name}.txt"))).unwrap();
        assert_eq!(read("out"), read("in"), "{name}");
    }
    assert!(!folder.path().join(".dittograph-out").exists());
}

#[test]
fn a_circle_of_links_is_walked_once() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("in");
    fs::create_dir_all(input.join("子")).unwrap();
    fs::write(input.join("子/甲.txt"), TEXTS[0]).unwrap();
    symlink(&input, input.join("子/回")).unwrap();
    symlink("nowhere", input.join("断.txt")).unwrap();
    symlink("甲.txt", input.join("子/乙.txt")).unwrap();
    let assert = dittograph().current_dir(&folder).args(["dedup", "in", "-o", "out", "-v"]).assert().code(1);
    assert.stderr(
        contains("File system loop found")
            .and(contains("断.txt"))
            .and(contains("is among the inputs already; it is read once"))
            .and(contains("written: 1 document, ")),
    );
    let made: Vec<_> = fs::read_dir(folder.path().join("out/子")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(made.len(), 1);
}

/// Warnings about a file that loses its end behind `kept` bytes once the first document was read.
fn shrunk(name: &str, bytes: &[u8], kept: u64) -> (u64, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    // Read before the other: documents of it come while that is still whole.
    fs::write(folder.path().join("a.txt"), TEXTS[0]).unwrap();
    let path = folder.path().join(name);
    fs::write(&path, bytes).unwrap();
    let mut source = FileSource::open(&[folder.path().into()], ReadOptions::default()).unwrap();
    assert!(matches!(source.next_item().unwrap(), Some(Item::Document(_))));
    if Path::new(name).extension().is_some_and(|ending| ending == "jsonl") {
        // This one is open when it shrinks.
        assert!(matches!(source.next_item().unwrap(), Some(Item::Document(_))));
    }
    File::options().write(true).open(&path).unwrap().set_len(kept).unwrap();
    let (mut documents, mut warnings) = (0, Vec::new());
    while let Some(item) = source.next_item().unwrap() {
        match item {
            Item::Document(_) => documents += 1,
            Item::Warning(warning) if warning.skipped => warnings.push(warning.message),
            Item::Warning(_) => {}
        }
    }
    (documents, warnings)
}

#[test]
fn a_file_that_shrinks_while_it_is_read_is_said() {
    let line = |n: usize| format!("{{\"id\":\"{n}\",\"text\":\"第{n}号{}\"}}\n", "甲".repeat(400));
    let lines: String = (0..1000).map(line).collect();
    let whole: u64 = (0..500).map(|n| u64::try_from(line(n).len()).unwrap()).sum();
    let all = u64::try_from(lines.len()).unwrap();
    // At the end of a line nothing else tells that anything is missing.
    let (documents, warnings) = shrunk("b.jsonl", lines.as_bytes(), whole);
    let missing = all - whole;
    let missing = format!("{},{:03}", missing / 1000, missing % 1000);
    let expected = format!("was changed while it was read: {missing} bytes at its end are gone");
    assert_eq!((documents, warnings), (499, vec![expected.clone()]));
    let (documents, warnings) = shrunk("b.jsonl", lines.as_bytes(), whole - 9);
    assert_eq!((documents, warnings.len()), (498, 2), "{warnings:?}");
    let text = "全县粮食。".repeat(1000);
    let (documents, warnings) = shrunk("b.txt", text.as_bytes(), 1500);
    assert_eq!(
        (documents, warnings),
        (1, vec!["was changed while it was read: 13,500 bytes at its end are gone".into()])
    );
    let (documents, warnings) = shrunk("b.txt", text.as_bytes(), 15_000);
    assert_eq!((documents, warnings), (1, vec![]), "one of the same length is as it was");
}
