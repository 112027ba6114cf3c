//! Licences of all dependencies, and a reason for each direct one. Stands in for `cargo deny` where that is not
//! installed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

/// Licences that ask for no more than a notice. The same list stands in `deny.toml`.
const ALLOWED: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    "bzip2-1.0.6",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn metadata() -> Value {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Whether a licence expression can be met with [`ALLOWED`] alone; an expression that can't be read can't be met.
fn permitted(expression: &str) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    let met = alternatives(&mut words);
    met && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

/// `a OR b`: one must be met. Both sides are read in any case.
fn alternatives(words: &mut Words<'_>) -> bool {
    let mut met = all_of(words);
    while words.next_if_eq(&"OR").is_some() {
        met |= all_of(words);
    }
    met
}

/// `a AND b`: both must be met.
fn all_of(words: &mut Words<'_>) -> bool {
    let mut met = single(words);
    while words.next_if_eq(&"AND").is_some() {
        met &= single(words);
    }
    met
}

/// A licence, a licence with an exception, or an expression in parentheses.
fn single(words: &mut Words<'_>) -> bool {
    match words.next() {
        Some("(") => {
            let met = alternatives(words);
            words.next() == Some(")") && met
        }
        Some(licence) if words.next_if_eq(&"WITH").is_some() => {
            let exception = words.next().unwrap_or("");
            ALLOWED.contains(&format!("{licence} WITH {exception}").as_str())
        }
        Some(licence) => ALLOWED.contains(&licence),
        None => false,
    }
}

#[test]
fn expressions_are_read_by_the_rules_of_their_words() {
    for met in ["MIT", "MIT/Apache-2.0", "LGPL-2.1-or-later OR MIT", "(GPL-3.0-only OR MIT) AND Unicode-3.0"] {
        assert!(permitted(met), "{met}");
    }
    let with = "Apache-2.0 WITH LLVM-exception OR AGPL-3.0-only";
    assert!(permitted(with), "{with}");
    for unmet in
        ["GPL-3.0-only", "MIT AND GPL-2.0-only", "GPL-2.0-only WITH Classpath-exception-2.0", "", "MIT MIT", "(MIT"]
    {
        assert!(!permitted(unmet), "{unmet}");
    }
}

#[test]
fn every_dependency_is_permissively_licensed() {
    let metadata = metadata();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 10, "cargo metadata lists the dependencies");
    let offenders: Vec<String> = packages
        .iter()
        .filter(|package| !permitted(package["license"].as_str().unwrap_or("")))
        .map(|package| format!("{} {}: {}", package["name"], package["version"], package["license"]))
        .collect();
    assert!(offenders.is_empty(), "not permitted:\n{}", offenders.join("\n"));
}

#[test]
fn deny_toml_has_the_same_list() {
    let deny = fs::read_to_string(root().join("deny.toml")).unwrap();
    let list = deny.split("allow = [").nth(1).and_then(|rest| rest.split(']').next()).expect("deny.toml has a list");
    let listed: BTreeSet<&str> = list.split('"').skip(1).step_by(2).collect();
    assert_eq!(listed, BTreeSet::from(ALLOWED));
}

#[test]
fn every_direct_dependency_is_argued_in_contributing() {
    let page = fs::read_to_string(root().join("CONTRIBUTING.md")).unwrap();
    let section = page.split("## Dependencies").nth(1).and_then(|rest| rest.split("\n## ").next()).expect("a section");
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` | "));
    let argued: BTreeSet<String> = rows
        .map(|(name, why)| {
            assert!(why.len() > 20, "{name}: why?");
            name.to_owned()
        })
        .collect();

    let metadata = metadata();
    let own = metadata["packages"].as_array().unwrap().iter().find(|package| package["name"] == "dittograph").unwrap();
    let direct = own["dependencies"].as_array().unwrap().iter().map(|dependency| dependency["name"].as_str().unwrap());
    let direct: BTreeSet<String> = direct.map(str::to_owned).collect();

    let unargued: Vec<_> = direct.difference(&argued).collect();
    let unused: Vec<_> = argued.difference(&direct).collect();
    assert!(unargued.is_empty() && unused.is_empty(), "not in the table: {unargued:?}; only in the table: {unused:?}");
}
