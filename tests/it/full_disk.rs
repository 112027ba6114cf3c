//! Outputs on a disk that is really full: a small tmpfs, mounted where only the test sees it. The error says which output and why,
//! nothing half done is left, and what stood there stays. Where no file system may be mounted the tests say so and pass.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::cli::{dittograph, zip};

const SHARED: &str = "县委、县政府聚焦产业兴旺、生态宜居、乡风文明、治理有效、生活富裕，整合涉农资金一亿二千万元，新建高标准农田三万亩。";
const WHY: &str = "No space left on device (os error 28). Make room or name another output";

/// What a shell says in `folder`, where `disk` is a file system of so many KiB and `$DG` the program.
fn on_small_disk(folder: &Path, kibibytes: u32, script: &str) -> Option<String> {
    fs::create_dir_all(folder.join("disk")).unwrap();
    let mount = format!("mount -t tmpfs -o size={kibibytes}k tmpfs disk");
    let shell = |script: &str| {
        let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
        let mut command = Command::new("unshare");
        // Who is not root is root in a namespace of users.
        command.args(if root { &["-m"][..] } else { &["-rm"] }).args(["sh", "-c", script]).current_dir(folder);
        command.env("DG", assert_cmd::cargo::cargo_bin!("dittograph")).env("LC_ALL", "C").output()
    };
    if !shell(&mount).is_ok_and(|output| output.status.success()) {
        return skipped("no file system may be mounted here, not even in a namespace of its own");
    }
    // A tmpfs has whole pages; the sizes below count on small ones.
    if !shell("[ $(getconf PAGESIZE) = 4096 ]").is_ok_and(|output| output.status.success()) {
        return skipped("pages are larger here");
    }
    let output = shell(&format!("{mount} && exec 2>&1\n{script}")).unwrap();
    Some(String::from_utf8(output.stdout).unwrap())
}

#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn skipped(why: &str) -> Option<String> {
    println!("skipped: {why}");
    None
}

/// A folder of four texts, the last of 60 KiB, and the same as JSON lines, packed and not.
fn inputs(folder: &Path) {
    fs::create_dir(folder.join("in")).unwrap();
    let mut lines = String::new();
    for (name, count) in [("一", 10), ("二", 20), ("三", 30), ("四", 1300)] {
        // Numbers without order, which pack badly.
        let line = |n: usize| format!("第{}号，{name}：全县水库{n}座。\n", (n + count) * 7_368_787 % 9_999_991);
        let text: String = (0..count).map(line).chain([SHARED.to_owned()]).collect();
        fs::write(folder.join(format!("in/{name}.txt")), &text).unwrap();
        lines += &(serde_json::json!({"id": name, "text": text}).to_string() + "\n");
    }
    fs::write(folder.join("in.jsonl"), &lines).unwrap();
    fs::write(folder.join("in.jsonl.gz"), zip(lines.as_bytes())).unwrap();
}

#[test]
fn what_does_not_fit_leaves_nothing_and_what_stood_there_stays() {
    let folder = tempfile::tempdir().unwrap();
    inputs(folder.path());
    dittograph().current_dir(&folder).args(["scan", "in", "-q", "-o", "f.jsonl"]).assert().code(0);
    // The room in KiB besides what stands there, the call, and the output that the error names.
    let calls = [
        (0, "scan in -o disk/f", "disk/f"),
        (0, "scan in -o disk/g", "disk/g"),
        (0, "scan in > disk/h", "standard output"),
        (0, "dedup in -o disk/out", "disk/out"),
        (4, "dedup in -o disk/out", "disk/out/findings.jsonl"),
        (64, "dedup in -o disk/out", "disk/out/四.txt"),
        (64, "dedup in.jsonl -o disk/out", "disk/out/in.jsonl"),
        (16, "dedup in.jsonl.gz -o disk/out", "disk/out/in.jsonl.gz"),
        (64, "dedup --from f.jsonl -o disk/out", "disk/out/四.txt"),
        (0, "report f.jsonl -o disk/f", "disk/f"),
        (12, "report f.jsonl --split -o disk/out", "disk/out/texts/0.js"),
        (0, "export f.jsonl --to csv -o disk/f", "disk/f"),
        (0, "export f.jsonl --to annotations -o disk/f", "disk/f"),
        (0, "export f.jsonl --to datatrove -o disk/f", "disk/f"),
        (4, "export f.jsonl --to dolma -o disk/out", "disk/out/一.txt"),
        (0, "man disk/out", "disk/out/dittograph-check.1"),
    ];
    for (room, call, output) in calls {
        let script = format!("echo 旧 > disk/f; mkdir disk/out; \"$DG\" {call} -q; echo $?; cat disk/f; ls -AR disk");
        let Some(said) = on_small_disk(folder.path(), room + 4, &script) else { return };
        let stream = if output == "standard output" { "h\n" } else { "" };
        assert_eq!(
            said,
            format!("error: cannot write {output}: {WHY}\n2\n旧\ndisk:\nf\n{stream}out\n\ndisk/out:\n"),
            "{call}"
        );
    }
}

#[test]
fn a_run_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    inputs(folder.path());
    let calls = [
        ("in", "4 files of its output are", "四.txt", "diff -r -x findings.jsonl in disk/out"),
        ("in.jsonl", "1 file of its output is", "in.jsonl", "cmp in.jsonl disk/out/in.jsonl"),
    ];
    for (input, done, written, compared) in calls {
        let run = format!("\"$DG\" dedup {input} -o disk/out --action keep --resume 2>said; echo $?; tail -n 2 said");
        let script =
            format!("head -c 960K /dev/zero > disk/大; {run}; ls -A disk; rm disk/大; {run}; ls -A disk; {compared}");
        let Some(said) = on_small_disk(folder.path(), 1024, &script) else { return };
        let expected = [
            "2",
            &format!("error: cannot write disk/out/{written}: {WHY}"),
            "what is done was left in disk/.dittograph-out; --resume goes on with it",
            ".dittograph-out",
            "大",
            "0",
            &format!("going on with the earlier run: {done} done"),
            "written: 4 documents, 0 of them changed",
            "out",
        ];
        assert_eq!(said.lines().collect::<Vec<_>>(), expected, "{said}");
    }
}

#[cfg(feature = "parquet")]
#[test]
fn a_table_that_does_not_fit_is_said_as_any_file_is() {
    use std::sync::Arc;

    use arrow_array::{ArrayRef, RecordBatch, StringArray};

    let folder = tempfile::tempdir().unwrap();
    // Characters drawn by chance, which hardly pack: more than the program holds back before it writes.
    let next = |state: &u64| Some(state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1));
    let drawn =
        std::iter::successors(Some(1_u64), next).map(|state| 0x4E00 + u32::try_from(state >> 40).unwrap() % 6000);
    let text: String = drawn.take(100_000).filter_map(char::from_u32).collect();
    let texts: ArrayRef = Arc::new(StringArray::from(vec![text]));
    let rows = RecordBatch::try_from_iter([("text", texts)]).unwrap();
    crate::cli_parquet::write(&folder.path().join("in.parquet"), &rows);
    let script = "\"$DG\" dedup in.parquet -o disk/out -q; echo $?; ls -A disk";
    let Some(said) = on_small_disk(folder.path(), 32, script) else { return };
    assert_eq!(said, format!("error: cannot write disk/out/in.parquet: {WHY}\n2\n"));
}
