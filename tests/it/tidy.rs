//! The tree read as text: order of the stages, sizes, and what may stand where.
//!
//! The rules are the tables at the top; each test below names every place that breaks its rule. Comments, strings and
//! `#[cfg(test)]` modules are blanked out before a rule looks at the code.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Used by all; they use each other only.
const FOUNDATION: [&str; 9] = ["span", "int", "simd", "error", "config", "stats", "progress", "edits", "tune"];

/// In the order of the data's way: a stage uses the foundation and the stages to its left.
const STAGES: [&str; 13] = [
    "read",
    "normalize",
    "loops",
    "shingle",
    "fingerprint",
    "candidates",
    "align",
    "group",
    "classify",
    "documents",
    "mark",
    "analysis",
    "report",
];

/// Above the stages: the conductor, the calls made of it, the command line, and the crate's two roots.
const ABOVE: [&str; 5] = ["engine", "calls", "cli", "lib", "main"];

/// What a module may use against that order: module, path, why.
const USES: [(&str, &str, &str); 0] = [];

/// Stages that may go through their data in parallel (`par_iter`, `par_sort`), on threads they are given.
const PARALLEL: [&str; 7] = ["engine", "candidates", "align", "group", "classify", "documents", "report"];
/// What starts a thread or makes a pool.
const STARTERS: [&str; 6] =
    ["ThreadPoolBuilder", "rayon::spawn", "rayon::scope", "rayon::join", "thread::", "thread_local!"];

/// Words that only some modules may use: the words, the modules, what the rule is. A word with `!` is a macro, one
/// with `::` a path's beginning.
const RESERVED: [(&[&str], &[&str], &str); 6] = [
    (&["fs::", "File", "OpenOptions", "tempfile::"], &["read", "report", "cli"], "touches files"),
    (&["println!", "print!", "eprintln!", "eprint!", "dbg!", "stdout", "stderr"], &["cli", "main"], "prints"),
    (&["exit", "ExitCode"], &["cli", "main"], "exits"),
    (&["env::"], &["cli", "main"], "reads the environment"),
    (&["rayon::"], &PARALLEL, "works in parallel"),
    (&STARTERS, &["engine"], "starts threads"),
];

/// The one file that may be unsafe, each time with its reason.
const UNSAFE: &str = "src/simd.rs";

/// Longest file, in lines without its test module.
const FILE_LINES: usize = 400;
/// Files that may be longer: file, why.
const LONG_FILES: [(&str, &str); 0] = [];

/// Longest function, in lines from `fn` to the closing brace. Aim at 40.
const FUNCTION_LINES: usize = 60;
/// Functions that may be longer: file, function, why.
const LONG_FUNCTIONS: [(&str, &str, &str); 0] = [];

/// Where the fields of the JSON records come from.
const RECORDS: [&str; 3] = ["src/report", "src/error.rs", "src/stats.rs"];

/// What no tracked file may hold. In pieces, so that this file does not hold it either.
const FOREIGN: [&str; 9] = [
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
    concat!("/tm", "p/"),
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("npmjs", "."),
    concat!("pythonhosted", "."),
];
/// A figure that is still to be measured.
const OWED: &str = concat!("TODO-", "figure");
/// The one exception: how a lock file names the registry.
const LOCK_LINE: &str = concat!("source = \"registry+https://github.com/rust-lang/crates", ".io-index\"");

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A source file: its path from the root with `/`, its text, and its code without comments, strings and tests. Both
/// have the same lines.
struct Source {
    path: String,
    text: String,
    code: String,
}

impl Source {
    /// The first-level module the file belongs to.
    fn module(&self) -> &str {
        let inner = self.path.trim_start_matches("src/");
        inner.split('/').next().unwrap().trim_end_matches(".rs")
    }
}

/// Every file under `src/`, ascending by path.
fn sources() -> Vec<Source> {
    let mut paths = Vec::new();
    list(&root().join("src"), &mut paths);
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "rs"));
    paths.sort();
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        let relative = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
        Source { path: relative, code: without_tests(&code_of(&text)), text }
    };
    paths.iter().map(read).collect()
}

/// Every file below a folder, build output and hidden folders left out.
fn list(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if !path.is_dir() {
            into.push(path);
        } else if name != "target" && name != ".git" {
            list(&path, into);
        }
    }
}

/// The text with every comment, string and character literal turned into spaces; line breaks stay.
fn code_of(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = literal_end(&chars, at);
        if end == at {
            code.push(chars[at]);
            at += 1;
        } else {
            code.extend(chars[at..end].iter().map(|&c| if c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    code
}

/// Where the comment or literal that begins at `at` ends; `at` if none begins there.
fn literal_end(chars: &[char], at: usize) -> usize {
    let next = |ahead: usize| chars.get(at + ahead).copied().unwrap_or('\0');
    let inside_word = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    match (chars[at], next(1)) {
        ('/', '/') => find(chars, at, |rest| rest[0] == '\n', 0),
        ('/', '*') => find(chars, at + 2, |rest| rest.starts_with(&['*', '/']), 2),
        ('"', _) => quoted_end(chars, at + 1, '"'),
        ('\'', '\\') => quoted_end(chars, at + 1, '\''),
        ('\'', _) if next(2) == '\'' => at + 3,
        ('r', '"' | '#') if !inside_word || chars[at - 1] == 'b' => {
            let hashes = chars[at + 1..].iter().take_while(|&&c| c == '#').count();
            if next(1 + hashes) != '"' {
                return at;
            }
            let close: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
            find(chars, at + hashes + 2, |rest| rest.starts_with(&close), close.len())
        }
        _ => at,
    }
}

/// The first position from `from` on where `stop` holds, `past` characters further; the end where there is none.
fn find(chars: &[char], from: usize, stop: impl Fn(&[char]) -> bool, past: usize) -> usize {
    (from..chars.len()).find(|&at| stop(&chars[at..])).map_or(chars.len(), |at| at + past)
}

/// Behind the closing `quote`, backslashes heeded.
fn quoted_end(chars: &[char], mut at: usize, quote: char) -> usize {
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

/// The code with the bodies of `#[cfg(test)]` items turned into spaces.
fn without_tests(code: &str) -> String {
    let mut rest = code;
    let mut kept = String::with_capacity(code.len());
    while let Some(at) = rest.find("#[cfg(test)]") {
        let (before, item) = rest.split_at(at);
        let end = body_end(item).unwrap_or(item.len());
        kept.push_str(before);
        kept.extend(item[..end].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        rest = &item[end..];
    }
    kept + rest
}

/// Behind the closing brace of the first item's body, or behind the `;` of an item without one.
fn body_end(item: &str) -> Option<usize> {
    let (mut braces, mut brackets) = (0_i32, 0_i32);
    for (at, c) in item.char_indices() {
        match c {
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets -= 1,
            '{' => braces += 1,
            '}' => braces -= 1,
            _ => {}
        }
        if brackets == 0 && braces == 0 && (c == '}' || c == ';') {
            return Some(at + 1);
        }
    }
    None
}

/// The places of a word that is not part of a longer one.
fn places<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).map(|(at, _)| at).filter(move |&at| {
        let cut_behind = word.ends_with(part) && code[at + word.len()..].starts_with(part);
        !code[..at].ends_with(part) && !cut_behind
    })
}

/// The line of a position, from 1.
fn line(code: &str, at: usize) -> usize {
    code[..at].matches('\n').count() + 1
}

/// The paths of a use tree such as `a::{b, c::d}`, up to where it ends.
fn paths(tree: &str, prefix: &str, into: &mut Vec<String>) {
    let tree = tree.trim_start();
    let name: String = tree.chars().take_while(|&c| c.is_alphanumeric() || c == '_').collect();
    let path = if prefix.is_empty() { name.clone() } else { format!("{prefix}::{name}") };
    let rest = &tree[name.len()..];
    if let Some(branches) = tree.strip_prefix('{') {
        for branch in branches_of(branches) {
            paths(branch, prefix, into);
        }
    } else if let Some(rest) = rest.strip_prefix("::").filter(|_| !name.is_empty()) {
        paths(rest, &path, into);
    } else if !name.is_empty() || tree.starts_with('*') {
        into.push(path);
    }
}

/// The branches of a use tree from behind its opening brace to the closing one.
fn branches_of(tree: &str) -> Vec<&str> {
    let (mut depth, mut from, mut branches) = (0, 0, Vec::new());
    for (at, c) in tree.char_indices() {
        match c {
            '{' => depth += 1,
            ',' | '}' if depth == 0 => {
                branches.push(tree[from..at].trim());
                from = at + 1;
                if c == '}' {
                    break;
                }
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    branches.retain(|branch| !branch.is_empty());
    branches
}

/// What `lib.rs` passes on from its modules: name at the crate's root, module. `crate::Kind` is a use of `classify`.
fn passed_on(sources: &[Source]) -> Vec<(String, String)> {
    let lib = sources.iter().find(|source| source.path == "src/lib.rs").expect("the crate has a lib.rs");
    let mut all = Vec::new();
    for at in places(&lib.code, "pub use ") {
        paths(&lib.code[at + "pub use ".len()..], "", &mut all);
    }
    let split = |path: String| path.split_once("::").map(|(module, _)| (last(&path).to_owned(), module.to_owned()));
    all.into_iter().filter_map(split).collect()
}

fn last(path: &str) -> &str {
    path.rsplit("::").next().unwrap_or(path)
}

/// Whether `module` may use `path` (which begins with a first-level module).
fn may_use(module: &str, path: &str) -> bool {
    let used = path.split("::").next().unwrap_or(path);
    let order = |name: &str| STAGES.iter().position(|stage| *stage == name);
    if used == module || USES.iter().any(|(from, to, _)| *from == module && path.starts_with(to)) {
        return true;
    }
    match (module, order(module), order(used)) {
        ("lib" | "main" | "cli", ..) => true,
        ("engine", ..) => !["calls", "cli"].contains(&used),
        ("calls", ..) => used != "cli",
        (_, Some(here), Some(there)) => there < here,
        (_, here, _) => FOUNDATION.contains(&used) && (here.is_some() || FOUNDATION.contains(&module)),
    }
}

/// The lengths of the functions of a file: line, name, lines.
fn functions(code: &str) -> Vec<(usize, String, usize)> {
    let measure = |at: usize| {
        let name: String = code[at + 3..].chars().take_while(|&c| c.is_alphanumeric() || c == '_').collect();
        let end = body_end(&code[at..]).filter(|_| !name.is_empty())?;
        Some((line(code, at), name, line(code, at + end - 1) - line(code, at) + 1))
    };
    places(code, "fn ").filter_map(measure).collect()
}

/// The field names of the types a file serialises, and the names it writes as `"name":` by hand.
fn record_fields(source: &Source) -> BTreeSet<String> {
    let mut fields: BTreeSet<String> = BTreeSet::new();
    for at in places(&source.code, "Serialize") {
        let derived = source.code[..at].rfind("#[derive(").is_some_and(|derive| !source.code[derive..at].contains(']'));
        let Some(item) = source.code[at..].find(']').filter(|_| derived).map(|bracket| at + bracket + 1) else {
            continue;
        };
        let end = item + body_end(&source.code[item..]).unwrap_or(0);
        let (from, to) = (line(&source.code, item), line(&source.code, end));
        let lines: Vec<&str> = source.text.lines().skip(from).take(to - from).collect();
        fields.extend(serde_fields(&lines));
    }
    // Tests stand at the end of a file; the records in them are not ours to describe.
    let text = source.text.split("#[cfg(test)]").next().unwrap_or_default();
    for (at, _) in text.match_indices("\":") {
        let before = text[..at].trim_end_matches('\\');
        let rest = before.trim_end_matches(|c: char| c.is_ascii_lowercase() || c == '_');
        if rest.ends_with('"') && rest.len() < before.len() {
            fields.insert(before[rest.len()..].to_owned());
        }
    }
    fields
}

/// The names that serde gives to the fields on these lines.
fn serde_fields(lines: &[&str]) -> Vec<String> {
    let mut attribute = String::new();
    let mut fields = Vec::new();
    for line in lines.iter().map(|line| line.trim()) {
        if line.starts_with("#[serde(") {
            attribute.push_str(line);
            continue;
        }
        let declared = line.strip_prefix("pub(crate) ").or(line.strip_prefix("pub ")).unwrap_or(line);
        let name = declared.split(':').next().unwrap_or("").trim_start_matches("r#");
        let field = declared.contains(": ") && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
        let hidden =
            attribute.contains("flatten") || attribute.contains("(skip)") || attribute.contains("skip_serializing)");
        if field && !name.is_empty() && !hidden {
            let renamed = attribute.split("rename = \"").nth(1).and_then(|rest| rest.split('"').next());
            fields.push(renamed.unwrap_or(name).to_owned());
        }
        if !line.starts_with("//") {
            attribute.clear();
        }
    }
    fields
}

/// What git tracks; in a tree without git, every file but build output.
fn tracked() -> Vec<PathBuf> {
    let git = Command::new("git").args(["ls-files", "-z"]).current_dir(root()).output();
    match git {
        Ok(output) if output.status.success() => {
            let names = String::from_utf8(output.stdout).unwrap();
            names.split_terminator('\0').map(|name| root().join(name)).filter(|path| path.is_file()).collect()
        }
        _ => {
            let mut paths = Vec::new();
            list(&root(), &mut paths);
            paths
        }
    }
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn stages_use_only_what_stands_to_their_left() {
    let sources = sources();
    let passed_on = passed_on(&sources);
    let mut faults = Vec::new();
    for source in &sources {
        for at in places(&source.code, "crate::") {
            let mut used = Vec::new();
            paths(&source.code[at + "crate::".len()..], "", &mut used);
            for path in used {
                let module = passed_on.iter().find(|(name, _)| path.split("::").next() == Some(name));
                let full = module.map_or_else(|| path.clone(), |(_, module)| format!("{module}::{path}"));
                if !may_use(source.module(), &full) {
                    faults.push(format!("{}:{} uses {full}", source.path, line(&source.code, at)));
                }
            }
        }
        for at in places(&source.code, "super::super::") {
            faults.push(format!("{}:{} says super::super; say crate", source.path, line(&source.code, at)));
        }
    }
    none(&faults);
}

#[test]
fn one_file_is_unsafe_and_says_why_each_time() {
    let (mut faults, mut seen) = (Vec::new(), 0);
    for source in sources() {
        for at in places(&source.code, "unsafe") {
            let number = line(&source.code, at);
            let reason = source.text.lines().take(number - 1).collect::<Vec<_>>();
            let reason = reason.iter().rev().find(|line| !line.trim().starts_with("#["));
            seen += 1;
            if source.path != UNSAFE || !reason.is_some_and(|line| line.trim().starts_with("// SAFETY: ")) {
                faults.push(format!("{}:{number} is unsafe", source.path));
            }
        }
    }
    assert!(seen > 0, "{UNSAFE} is not unsafe any more: forbid it");
    none(&faults);
}

#[test]
fn every_module_has_its_place_in_the_order() {
    let known = |module: &str| FOUNDATION.contains(&module) || STAGES.contains(&module) || ABOVE.contains(&module);
    let strangers: Vec<String> = sources().iter().filter(|s| !known(s.module())).map(|s| s.path.clone()).collect();
    none(&strangers);
}

#[test]
fn files_threads_and_the_terminal_are_touched_where_they_may_be() {
    let mut faults = Vec::new();
    for source in sources() {
        for (words, modules, what) in RESERVED.iter().filter(|(_, modules, _)| !modules.contains(&source.module())) {
            for (word, at) in words.iter().flat_map(|word| places(&source.code, word).map(move |at| (word, at))) {
                let at = line(&source.code, at);
                faults.push(format!("{}:{at} {what} ({word}); only {modules:?} may", source.path));
            }
        }
    }
    none(&faults);
}

#[test]
fn files_and_functions_are_short() {
    let mut faults = Vec::new();
    for source in sources() {
        let lines = source.code.trim_end().lines().count();
        if lines > FILE_LINES && !LONG_FILES.iter().any(|(file, _)| *file == source.path) {
            faults.push(format!("{} has {lines} lines, {FILE_LINES} at most", source.path));
        }
        for (at, name, lines) in functions(&source.code) {
            let allowed = LONG_FUNCTIONS.iter().any(|(file, long, _)| *file == source.path && *long == name);
            if lines > FUNCTION_LINES && !allowed {
                faults.push(format!("{}:{at} {name} has {lines} lines, {FUNCTION_LINES} at most", source.path));
            }
        }
    }
    none(&faults);
}

#[test]
fn every_file_says_at_its_head_what_it_is_for() {
    let silent = sources().into_iter().filter(|source| !source.text.starts_with("//!")).map(|source| source.path);
    none(&silent.collect::<Vec<_>>());
}

#[test]
fn the_format_page_names_every_field() {
    let page = fs::read_to_string(root().join("FORMAT.md")).expect("FORMAT.md describes what leaves the process");
    let sources = sources();
    let mut rendered = 0;
    let mut faults = Vec::new();
    for source in sources.iter().filter(|source| RECORDS.iter().any(|record| source.path.starts_with(record))) {
        let fields = record_fields(source);
        rendered += if source.module() == "report" { fields.len() } else { 0 };
        let unnamed =
            fields.iter().filter(|f| !page.contains(&format!("`{f}`")) && !page.contains(&format!("\"{f}\"")));
        faults.extend(unnamed.map(|field| format!("{}: FORMAT.md does not name `{field}`", source.path)));
    }
    assert!(rendered > 0, "no field found in src/report: this test no longer reads what the records are made of");
    none(&faults);
}

#[test]
fn tracked_files_name_no_machine_and_no_registry() {
    let mut faults = Vec::new();
    for path in tracked() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for (at, text) in text.lines().enumerate().filter(|(_, text)| *text != LOCK_LINE) {
            let foreign = FOREIGN.iter().filter(|foreign| text.contains(**foreign));
            faults.extend(foreign.map(|foreign| format!("{}:{} holds {foreign}", path.display(), at + 1)));
        }
    }
    none(&faults);
}

#[test]
fn every_figure_is_measured() {
    let mut faults = Vec::new();
    for path in tracked() {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let owed = text.lines().enumerate().filter(|(_, line)| line.contains(OWED));
        faults.extend(owed.map(|(at, _)| format!("{}:{} owes a figure", path.display(), at + 1)));
    }
    none(&faults);
}

/// `file.rs::name` and `src/…/file.rs::name` on the architecture page are tests of `tests/it` and of the source.
#[test]
fn the_architecture_page_names_tests_that_are_there() {
    let page = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md draws the picture");
    let named: Vec<(&str, &str)> = page.split('`').filter_map(|word| word.split_once(".rs::")).collect();
    assert!(named.len() >= 8, "each invariant names its test");
    let mut faults = Vec::new();
    for (file, test) in named {
        let path = if file.starts_with("src/") { format!("{file}.rs") } else { format!("tests/it/{file}.rs") };
        let text = fs::read_to_string(root().join(&path)).unwrap_or_default();
        if !text.contains(&format!("fn {test}(")) {
            faults.push(format!("{path} has no test {test}"));
        }
    }
    none(&faults);
}

#[test]
fn the_rules_see_what_they_must() {
    let code = code_of(
        "let a = \"crate::x {\"; // unsafe\nlet b: &'a str = r#\"\"fs::\"#; /* } */ let c = '{'; let d = '\\'';\n",
    );
    assert!(!code.contains(['{', '}', 'x', '"']) && code.contains("&'a str"), "{code}");
    assert_eq!(code.lines().count(), 2);

    let kept = without_tests("fn a() {}\n#[cfg(test)]\nmod tests {\n fn b() {}\n}\nfn c() {}\n");
    assert!(kept.contains("fn a()") && kept.contains("fn c()") && !kept.contains("fn b()"), "{kept}");

    let mut used = Vec::new();
    paths("{align::Match, span::{self, Span}, int::index};", "", &mut used);
    assert_eq!(used, ["align::Match", "span::self", "span::Span", "int::index"]);

    assert_eq!(
        functions("fn a(x: [u8; 4]) {\n let y = { 1 };\n}\nfn b();\n"),
        [(1, "a".into(), 3), (4, "b".into(), 1)]
    );

    assert!(may_use("mark", "classify::Kind") && may_use("report", "analysis::Analysis") && may_use("engine", "mark"));
    assert!(!may_use("classify", "mark::Mark") && !may_use("report", "engine::run") && !may_use("span", "read"));
    assert!(!may_use("engine", "cli") && !may_use("read", "cli") && may_use("group", "int::index"));

    let fields = serde_fields(&[
        "#[serde(rename = \"type\")]",
        "record: &'a str,",
        "pub id: u32,",
        "#[serde(flatten)]",
        "place: P,",
    ]);
    assert_eq!(fields, ["type", "id"]);
    let text = "#[derive(Debug, Serialize)]\n#[serde(rename_all = \"x\")]\npub struct R {\n  pub end: u32,\n}\n\
                struct S {\n  inner: u32,\n}\nfn f() { w(b\"{\\\"kind\\\":1}\"); }\n";
    let source = Source { path: String::new(), code: without_tests(&code_of(text)), text: text.to_owned() };
    assert_eq!(record_fields(&source), BTreeSet::from(["end".to_owned(), "kind".to_owned()]));
    assert_eq!(places("unsafe_code unsafe", "unsafe").collect::<Vec<_>>(), [12]);
}
