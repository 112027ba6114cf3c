//! The reports in `data/` and the truth beside them: that offsets fit, that spans begin and end as noted, and that
//! nothing repeats but what the truth says. Other tests take the reports and the truth from here.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::PathBuf;

use dittograph::int::float;
use dittograph::{Document, Kind, Role};
use serde::Deserialize;

/// Shortest run of symbols that may not stand twice outside the truth.
const WINDOW: usize = 13;

/// One line of `data/truth.jsonl`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Truth {
    pub(crate) doc: String,
    pub(crate) kind: Kind,
    pub(crate) family: String,
    pub(crate) role: Role,
    pub(crate) start_char: usize,
    pub(crate) end_char: usize,
    pub(crate) start_byte: usize,
    pub(crate) end_byte: usize,
    pub(crate) begins: String,
    pub(crate) ends: String,
    pub(crate) period: Option<usize>,
    pub(crate) copies: Option<f64>,
}

fn data() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data")
}

/// The hand-made truth.
pub(crate) fn truth() -> Vec<Truth> {
    let path = data().join("truth.jsonl");
    let lines = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    lines
        .lines()
        .enumerate()
        .map(|(at, line)| serde_json::from_str(line).unwrap_or_else(|e| panic!("truth.jsonl:{}: {e}", at + 1)))
        .collect()
}

/// The reports, ascending by id; ids are file names.
pub(crate) fn reports() -> Vec<Document> {
    let mut documents: Vec<Document> = fs::read_dir(data().join("reports"))
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let id = path.file_name().unwrap().to_str().unwrap().to_owned();
            Document::new(id, fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display())))
        })
        .collect();
    documents.sort_by(|a, b| a.id.cmp(&b.id));
    documents
}

/// A letter word, or one other letter, digit or ideograph; with its code points in the text.
#[derive(Debug)]
struct Unit {
    word: String,
    start: usize,
    end: usize,
}

/// Cuts a text into units; punctuation and white space fall away.
fn units(text: &str) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut word_open = false;
    for (at, c) in text.chars().enumerate() {
        let alphabetic = c.is_alphabetic() && c < '\u{2e80}';
        match units.last_mut() {
            Some(last) if alphabetic && word_open => {
                last.word.extend(c.to_lowercase());
                last.end = at + 1;
            }
            _ if c.is_alphanumeric() => {
                units.push(Unit { word: c.to_lowercase().collect(), start: at, end: at + 1 });
            }
            _ => {}
        }
        word_open = alphabetic;
    }
    units
}

#[test]
fn units_are_words_and_single_characters() {
    let words = |text: &str| units(text).into_iter().map(|u| (u.word, u.start, u.end)).collect::<Vec<_>>();
    assert_eq!(
        words("圖(tú)，No 12"),
        [("圖", 0, 1), ("tú", 2, 4), ("no", 6, 8), ("1", 9, 10), ("2", 10, 11)].map(|(w, s, e)| (w.to_owned(), s, e))
    );
}

#[test]
fn offsets_stand_on_boundaries_and_spans_begin_and_end_as_noted() {
    let reports: HashMap<String, String> = reports().into_iter().map(|d| (d.id, d.text)).collect();
    for span in truth() {
        let text = reports.get(&span.doc).unwrap_or_else(|| panic!("no report {}", span.doc));
        let by_bytes = text.get(span.start_byte..span.end_byte);
        let by_chars: String = text.chars().skip(span.start_char).take(span.end_char - span.start_char).collect();
        assert_eq!(by_bytes, Some(by_chars.as_str()), "bytes and characters differ: {span:?}");
        assert!(by_chars.starts_with(&span.begins) && !span.begins.is_empty(), "begins otherwise: {span:?}");
        assert!(by_chars.ends_with(&span.ends) && !span.ends.is_empty(), "ends otherwise: {span:?}");
    }
}

#[test]
fn spans_are_in_order_and_disjoint() {
    for pair in truth().windows(2) {
        let ordered =
            pair[0].doc < pair[1].doc || (pair[0].doc == pair[1].doc && pair[0].end_char <= pair[1].start_char);
        assert!(ordered, "{:?}\n{:?}", pair[0], pair[1]);
    }
}

#[test]
fn every_kind_is_shown_and_every_family_has_its_members() {
    let mut families: BTreeMap<String, Vec<Truth>> = BTreeMap::new();
    for span in truth() {
        families.entry(span.family.clone()).or_default().push(span);
    }
    let kinds: BTreeSet<Kind> = families.values().map(|members| members[0].kind).collect();
    let shown = [Kind::Loop, Kind::Repeat, Kind::Copy, Kind::Boilerplate, Kind::Formula, Kind::Document];
    assert_eq!(kinds, BTreeSet::from(shown));
    for (name, members) in &families {
        assert!(members.iter().all(|m| m.kind == members[0].kind), "{name} is of one kind");
        let docs = members.iter().map(|m| &m.doc).collect::<BTreeSet<_>>().len();
        let originals = members.iter().filter(|m| m.role == Role::Original).count();
        match members[0].kind {
            Kind::Loop => assert_eq!((members.len(), originals), (1, 0), "{name}"),
            Kind::Repeat => assert_eq!((members.len(), docs, originals), (2, 1, 1), "{name}"),
            Kind::Copy | Kind::Document => assert_eq!((members.len(), docs, originals), (2, 2, 1), "{name}"),
            Kind::Boilerplate => assert!(docs >= 5 && docs == members.len() && originals == 0, "{name}"),
            Kind::Formula | Kind::Template => assert_eq!(originals, 1, "{name}"),
        }
    }
}

#[test]
fn loops_have_the_period_and_the_copies_the_truth_says() {
    let reports: HashMap<String, String> = reports().into_iter().map(|d| (d.id, d.text)).collect();
    for span in truth().into_iter().filter(|span| span.kind == Kind::Loop) {
        let text = &reports[&span.doc][span.start_byte..span.end_byte];
        let words: Vec<String> = units(text).into_iter().map(|unit| unit.word).collect();
        let words = if words.is_empty() { text.chars().map(String::from).collect() } else { words };
        let (period, copies) = (span.period.unwrap(), span.copies.unwrap());
        let counted = float(words.len()) / float(period);
        assert!((counted - copies).abs() < 0.1, "{}: {copies} copies noted, {counted:.2} counted", span.family);
        // A drifting loop changes a few characters a copy, and an insertion lengthens the period by one.
        let (slack, floor) = if span.family.ends_with("drift") { (1, 0.9) } else { (0, 1.0) };
        let recurs = |at: usize| (period..=period + slack).any(|lag| words.get(at + lag) == Some(&words[at]));
        let behind = words.len() - period;
        let share = float((0..behind).filter(|&at| recurs(at)).count()) / float(behind);
        assert!(share >= floor, "{}: {share:.3} of the symbols recur after {period}", span.family);
    }
}

#[test]
fn nothing_repeats_outside_the_truth() {
    let truth = truth();
    let mut windows: HashMap<Vec<String>, Vec<(bool, String)>> = HashMap::new();
    for report in reports() {
        let spans: Vec<&Truth> = truth.iter().filter(|span| span.doc == report.id).collect();
        for window in units(&report.text).windows(WINDOW) {
            let (start, end) = (window[0].start, window[WINDOW - 1].end);
            let told = spans.iter().any(|span| span.start_char <= start && end <= span.end_char);
            let words = window.iter().map(|unit| unit.word.clone()).collect();
            windows.entry(words).or_default().push((told, format!("{} at {start}", report.id)));
        }
    }
    let untold: Vec<String> = windows
        .iter()
        .filter(|(_, places)| places.len() > 1 && places.iter().any(|(told, _)| !told))
        .map(|(words, places)| format!("{}: {places:?}", words.concat()))
        .collect();
    assert!(untold.is_empty(), "these stand twice and the truth does not say so:\n{}", untold.join("\n"));
}

#[test]
fn the_readme_speaks_of_every_report() {
    let readme = fs::read_to_string(data().join("README.md")).unwrap();
    for report in reports() {
        assert!(readme.contains(&format!("`{}`", report.id)), "data/README.md does not name {}", report.id);
    }
}
