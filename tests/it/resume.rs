//! `dedup --resume`: a run that was killed at any point and gone on with gives what an undisturbed run gives.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use predicates::prelude::PredicateBooleanExt;
use predicates::str::contains;

use crate::cli::{dittograph, zip};

const SHARED: &str = "县委、县政府聚焦产业兴旺、生态宜居、乡风文明、治理有效、生活富裕，整合涉农资金一亿二千万元，新建高标准农田三万亩。";

/// A corpus of texts, lines, a packed table and a file that is passed over.
fn corpus(folder: &Path, texts: usize) -> PathBuf {
    let input = folder.join("in");
    fs::create_dir_all(input.join("子")).unwrap();
    for number in 0..texts {
        let text = format!("第{number}号：全县粮食总产量比上年增长百分之{number}。{SHARED}");
        fs::write(input.join(format!("子/{number:04}.txt")), text).unwrap();
    }
    let line = |id: usize| format!("{{\"id\":\"行{id}\",\"text\":\"第{id}行。{SHARED}\",\"n\":1.50}}\n");
    fs::write(input.join("甲.jsonl"), (0..40).map(line).collect::<String>()).unwrap();
    let row = |id: usize| format!("格{id},\"第{id}格。{SHARED}\"\r\n");
    let table = "id,text\r\n".to_owned() + &(0..40).map(row).collect::<String>();
    fs::write(input.join("乙.csv.gz"), zip(table.as_bytes())).unwrap();
    fs::write(input.join("空.txt"), "").unwrap();
    input
}

/// Every file below a folder with its bytes.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_path_buf(), fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn dedup(input: &Path, out: &Path, args: &[&str]) -> assert_cmd::assert::Assert {
    dittograph().current_dir(input.parent().unwrap()).args(["dedup", "in", "-o"]).arg(out).args(args).assert()
}

fn work(out: &Path) -> PathBuf {
    out.with_file_name(format!(".dittograph-{}", out.file_name().unwrap().to_str().unwrap()))
}

/// Starts a run and kills it, as a machine that fails does, once `reached` says so; `None` if it was done before.
fn killed(input: &Path, out: &Path, args: &[&str], reached: impl Fn() -> bool) -> Option<()> {
    let mut run: Child = Command::new(assert_cmd::cargo::cargo_bin!("dittograph"))
        .current_dir(input.parent().unwrap())
        .args(["dedup", "in", "-q", "-o"])
        .arg(out)
        .args(args)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while !reached() {
        if run.try_wait().unwrap().is_some() {
            return None;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    run.kill().unwrap();
    let status = run.wait().unwrap();
    (!status.success()).then_some(())
}

/// The same until a run was killed in time.
fn surely_killed(input: &Path, out: &Path, args: &[&str], lines: usize) {
    let in_time = (0..20).any(|_| {
        let killed = killed(input, out, args, || noted(out) > lines).is_some();
        if !killed {
            fs::remove_dir_all(out).unwrap();
        }
        killed
    });
    assert!(in_time, "every run was done before it could be killed");
}

/// Lines of the notes that a run has written.
fn noted(out: &Path) -> usize {
    fs::read(work(out).join("state.jsonl")).map_or(0, |notes| String::from_utf8_lossy(&notes).matches('\n').count())
}

#[test]
fn a_run_killed_at_any_point_goes_on_to_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let input = corpus(folder.path(), 400);
    let whole = folder.path().join("whole");
    let args = ["--counts", "--action", "replace:〔略〕", "--loops", "remove", "--empty", "drop", "--level", "all"];
    dedup(&input, &whole, &args).code(0);
    let expected = tree(&whole);
    let mut stopped = 0;
    for lines in [0, 1, 2, 3, 20, 150, 403] {
        let out = folder.path().join(format!("out{lines}"));
        let begun = || work(&out).is_dir();
        if killed(&input, &out, &args, || begun() && noted(&out) >= lines).is_some() {
            stopped += 1;
            assert!(!out.exists(), "a run that was killed leaves no output");
        }
        // A run that won the race is done; what it wrote is compared all the same.
        if !out.exists() {
            dedup(&input, &out, &[&args[..], &["--resume"]].concat()).code(0);
        }
        assert!(tree(&out) == expected, "killed after {lines} notes");
        assert!(!work(&out).exists());
    }
    assert!(stopped >= 4, "only {stopped} runs were killed in time");
}

#[test]
fn what_is_done_is_not_done_again_and_what_is_damaged_is() {
    let folder = tempfile::tempdir().unwrap();
    let input = corpus(folder.path(), 400);
    let out = folder.path().join("out");
    surely_killed(&input, &out, &[], 100);
    let done = noted(&out) - 1;
    let tree_of_work = work(&out).join("tree");
    // A file that is done but was damaged since, one that is not done, one that nobody made.
    fs::write(tree_of_work.join("子/0003.txt"), "坏").unwrap();
    fs::write(tree_of_work.join("子/0399.txt"), "半").unwrap();
    fs::write(tree_of_work.join("外.txt"), "外").unwrap();
    let kept = tree_of_work.join("子/0005.txt");
    let before = fs::metadata(&kept).unwrap().modified().unwrap();
    std::thread::sleep(Duration::from_millis(20));
    let assert = dedup(&input, &out, &["--resume"]).code(0);
    assert.stderr(contains(format!("going on with the earlier run: {} files of its output are done", done - 1)));
    assert_eq!(fs::metadata(out.join("子/0005.txt")).unwrap().modified().unwrap(), before);
    let whole = folder.path().join("whole");
    dedup(&input, &whole, &[]).code(0);
    assert!(tree(&out) == tree(&whole));
}

#[test]
fn a_run_that_was_called_otherwise_or_reads_other_inputs_is_not_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let input = corpus(folder.path(), 400);
    let out = folder.path().join("out");
    surely_killed(&input, &out, &["--min-symbols", "30"], 2);
    let refused = |args: &[&str], why: &str| {
        let assert = dedup(&input, &out, args).code(2);
        assert.stderr(contains("cannot go on with this run: ").and(contains(why)).and(contains("--resume")));
        assert!(work(&out).is_dir() && !out.exists());
    };
    refused(&["--resume"], "--min-symbols was 30, now it is not said");
    refused(&["--resume", "--min-symbols", "30", "--counts"], "--counts was not said, now it is said");
    let new = input.join("新.txt");
    fs::write(&new, "新").unwrap();
    refused(&["--resume", "--min-symbols", "30"], "新.txt is a new input");
    fs::remove_file(new).unwrap();
    let gone = fs::read(input.join("空.txt")).unwrap();
    fs::remove_file(input.join("空.txt")).unwrap();
    refused(&["--resume", "--min-symbols", "30"], "空.txt is no input any more");
    fs::write(input.join("空.txt"), gone).unwrap();
    refused(&["--resume", "--min-symbols", "30"], "空.txt was changed since");
    // Without the option it starts over, says so, and leaves nothing.
    let assert = dedup(&input, &out, &[]).code(0);
    assert.stderr(contains("an earlier run had stopped and left ").and(contains("which was removed")));
    assert!(!work(&out).exists() && out.join("findings.jsonl").exists());
}

#[test]
fn an_earlier_scan_is_obeyed_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let input = corpus(folder.path(), 400);
    let findings = folder.path().join("f.jsonl");
    dittograph().current_dir(&folder).args(["scan", "in", "-q", "-o"]).arg(&findings).assert().code(0);
    let (out, whole) = (folder.path().join("out"), folder.path().join("whole"));
    let args = ["--from", findings.to_str().unwrap()];
    surely_killed(&input, &out, &args, 50);
    dedup(&input, &out, &[&args[..], &["--resume"]].concat()).code(0);
    dedup(&input, &whole, &args).code(0);
    assert!(tree(&out) == tree(&whole));
}

#[test]
fn whole_documents_are_dropped_to_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let input = corpus(folder.path(), 400);
    let (out, whole) = (folder.path().join("out"), folder.path().join("whole"));
    let args = ["--level", "documents", "--similarity", "0.5"];
    surely_killed(&input, &out, &args, 2);
    dedup(&input, &out, &[&args[..], &["--resume"]].concat()).code(0);
    let assert = dedup(&input, &whole, &args).code(0);
    assert.stderr(contains("were left out because they nearly equal another"));
    assert!(tree(&out) == tree(&whole));
}

#[test]
fn what_is_in_the_way_is_not_removed() {
    let folder = tempfile::tempdir().unwrap();
    let input = corpus(folder.path(), 3);
    let out = folder.path().join("out");
    fs::create_dir(work(&out)).unwrap();
    fs::write(work(&out).join("手稿.txt"), "稿").unwrap();
    for args in [&[][..], &["--resume"]] {
        dedup(&input, &out, args).code(2).stderr(contains("something is in the way that this program has not made"));
    }
    assert_eq!(fs::read_to_string(work(&out).join("手稿.txt")).unwrap(), "稿");
    fs::remove_dir_all(work(&out)).unwrap();
    // Notes that break off in their first line say nothing.
    fs::create_dir(work(&out)).unwrap();
    fs::write(work(&out).join("state.jsonl"), "{\"version").unwrap();
    dedup(&input, &out, &["--resume"]).code(0).stderr(contains("before anything was done: starting over"));
}

#[cfg(unix)]
#[test]
fn two_runs_do_not_write_one_output() {
    let folder = tempfile::tempdir().unwrap();
    let input = corpus(folder.path(), 3);
    let (out, pipe) = (folder.path().join("out"), folder.path().join("pipe"));
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    // The first run waits for what it knows, which nobody writes, with its output begun.
    let mut first = Command::new(assert_cmd::cargo::cargo_bin!("dittograph"))
        .current_dir(&folder)
        .args(["dedup", "in", "-q", "--formulas"])
        .arg(&pipe)
        .arg("-o")
        .arg(&out)
        .spawn()
        .unwrap();
    let begun = (0..500).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        noted(&out) == 1
    });
    assert!(begun, "the run begins its output");
    for args in [&[][..], &["--resume"]] {
        dedup(&input, &out, args).code(2).stderr(contains("another run is writing this output"));
    }
    assert!(Command::new("kill").args(["-TERM", &first.id().to_string()]).status().unwrap().success());
    assert_eq!(first.wait().unwrap().code(), Some(130));
    assert!(!work(&out).exists(), "a run that is asked to end tidies up");
}

#[cfg(unix)]
#[test]
fn a_run_with_the_option_leaves_what_is_done_when_it_is_interrupted() {
    let folder = tempfile::tempdir().unwrap();
    let input = corpus(folder.path(), 400);
    let out = folder.path().join("out");
    let mut run = Command::new(assert_cmd::cargo::cargo_bin!("dittograph"))
        .current_dir(&folder)
        .args(["dedup", "in", "-q", "--resume", "-o"])
        .arg(&out)
        .spawn()
        .unwrap();
    while noted(&out) < 50 {
        assert!(run.try_wait().unwrap().is_none(), "the run was done too soon");
        std::thread::sleep(Duration::from_micros(200));
    }
    assert!(Command::new("kill").args(["-INT", &run.id().to_string()]).status().unwrap().success());
    assert_eq!(run.wait().unwrap().code(), Some(130));
    assert!(noted(&out) >= 50 && !out.exists());
    dedup(&input, &out, &["--resume"]).code(0).stderr(contains("going on with the earlier run"));
}
