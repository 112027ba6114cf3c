//! The command from outside by data files: arguments, files and standard input go in; output, files and exit code come out.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that can't go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::cli::dittograph;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Case {
    name: String,
    files: BTreeMap<String, String>,
    before: Vec<Vec<String>>,
    before_stdin: String,
    args: Vec<String>,
    stdin: String,
    code: i32,
    silent: bool,
    stdout: Vec<String>,
    stderr: Vec<String>,
    lacks: Vec<String>,
    makes: BTreeMap<String, String>,
    lacks_files: Vec<String>,
}

fn cases() -> Vec<Case> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd/options.toml")).unwrap();
    toml::from_str::<Cases>(&text).unwrap().case
}

/// The text with its passages put in.
fn filled(text: &str) -> String {
    let own = [
        "去年以来，城区改造老旧小区四十六个，惠及居民九千余户，群众满意度明显提升。",
        "教育方面，新增幼儿园学位一千二百个，消除大班额工作基本完成，职业学校招生创历史新高。",
        "卫生院添置彩超两台，巡回医疗车每周进山一趟，慢性病随访不再靠电话应付。",
        "林场職工分三班巡山，枯枝清出防火線十七公里，瞭望塔換上了紅外相機。",
    ];
    let mut filled = text.replace("{copy}", COPY).replace("{loop}", &"加强项目储备和前期工作，".repeat(9));
    for (number, passage) in (1..).zip(own) {
        filled = filled.replace(&format!("{{{number}}}"), passage);
    }
    filled
}

const COPY: &str = "县委、县政府聚焦产业兴旺、生态宜居、乡风文明、治理有效、生活富裕，整合涉农资金一亿二千万元，新建高标准农田三万亩。";

fn run(case: &Case) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in &case.files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, filled(text)).unwrap();
    }
    for args in &case.before {
        dittograph().current_dir(&folder).args(args).write_stdin(filled(&case.before_stdin)).assert().code(0);
    }
    let output = dittograph().current_dir(&folder).args(&case.args).write_stdin(filled(&case.stdin)).output().unwrap();
    let (stdout, stderr) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    let told = format!("{}\nstdout: {stdout}\nstderr: {stderr}", case.name);
    assert_eq!(output.status.code(), Some(case.code), "{told}");
    if case.code == 2 {
        let paragraph = stderr.trim_end_matches('\n');
        let last = paragraph.lines().last().unwrap_or_default();
        assert!(last.starts_with("error: ") && !paragraph.contains("\n\n"), "{told}\nan error is one paragraph");
    }
    assert!(!case.silent || (stdout.is_empty() && stderr.is_empty()), "{told}");
    for (stream, wanted) in [(&stdout, &case.stdout), (&stderr, &case.stderr)] {
        for wanted in wanted {
            assert!(stream.contains(&filled(wanted)), "{told}\nlacks {wanted}");
        }
    }
    for unwanted in &case.lacks {
        assert!(!stdout.contains(unwanted) && !stderr.contains(unwanted), "{told}\nholds {unwanted}");
    }
    for (name, wanted) in &case.makes {
        let text =
            fs::read_to_string(folder.path().join(name)).unwrap_or_else(|error| panic!("{told}\n{name}: {error}"));
        assert!(text.contains(&filled(wanted)), "{told}\n{name}: {text}");
    }
    for name in &case.lacks_files {
        assert!(!folder.path().join(name).exists(), "{told}\n{name} is there");
    }
    let left = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let left: Vec<String> = left.filter(|name| name.starts_with(".dittograph-")).collect();
    assert!(left.is_empty(), "{told}\nleft behind: {left:?}");
}

#[test]
fn every_case_comes_out_as_it_says() {
    for case in cases() {
        run(&case);
    }
}

/// The long options that a command's help lists.
fn options(command: &str) -> BTreeSet<String> {
    let output = dittograph().args([command, "--help"]).output().unwrap();
    let page = String::from_utf8(output.stdout).unwrap();
    let line = |line: &str| {
        let start = line.trim_start();
        let option = start.split_once("--").filter(|(before, _)| before.is_empty() || before.ends_with(", "))?.1;
        Some(option.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect::<String>())
    };
    page.lines().filter(|l| l.trim_start().starts_with('-')).filter_map(line).collect()
}

pub(crate) const COMMANDS: [&str; 11] =
    ["check", "scan", "dedup", "boilerplate", "show", "report", "compare", "export", "config", "completions", "man"];

#[test]
fn every_option_has_a_case() {
    let said: BTreeSet<String> = cases()
        .iter()
        .flat_map(|case| case.args.iter().chain(case.before.iter().flatten()))
        .filter_map(|arg| arg.strip_prefix("--").map(str::to_owned))
        .collect();
    let all: BTreeSet<String> = COMMANDS.iter().flat_map(|command| options(command)).collect();
    assert!(all.len() > 40, "the help lists options: {all:?}");
    let missing: Vec<_> = all.difference(&said).collect();
    assert!(missing.is_empty(), "without a case: {missing:?}");
}

#[test]
fn every_option_stands_on_the_first_page() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    let all: BTreeSet<String> = COMMANDS.iter().flat_map(|command| options(command)).collect();
    let missing: Vec<_> = all.iter().filter(|option| !page.contains(&format!("`--{option}"))).collect();
    assert!(missing.is_empty(), "not in README.md: {missing:?}");
}
