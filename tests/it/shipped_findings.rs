//! A scan of `data/reports` against the truth: every planted passage is found as its kind, nothing else is found, and
//! no formula is marked.

use std::fmt::Write;

use dittograph::engine::{self, Silent};
use dittograph::int::{float, index};
use dittograph::{Analysis, Config, Document, Finding, Item, Kind, Result, Source};

use crate::shipped::{Truth, reports, truth};

/// Share of the hull of a finding and its true span that both must hold.
const FOUND: f64 = 0.9;

struct Reports(std::vec::IntoIter<Document>);

impl Source for Reports {
    fn next_item(&mut self) -> Result<Option<Item>> {
        Ok(self.0.next().map(Item::Document))
    }
}

fn scan() -> Analysis {
    engine::run(&mut Reports(reports().into_iter()), &Config::default(), &Silent).unwrap()
}

/// Boilerplate and template are one class: which of them a family is depends on how far its slots are recognised.
fn class(kind: Kind) -> Kind {
    if kind == Kind::Template { Kind::Boilerplate } else { kind }
}

fn overlap(span: &Truth, start: u32, end: u32) -> usize {
    span.end_char.min(index(end)).saturating_sub(span.start_char.max(index(start)))
}

/// Intersection over union, in code points.
fn agreement(span: &Truth, finding: &Finding) -> f64 {
    let chars = finding.place.chars;
    let common = overlap(span, chars.start, chars.end);
    let union = span.end_char - span.start_char + index(chars.len()) - common;
    float(common) / float(union)
}

fn doc<'a>(analysis: &'a Analysis, finding: &Finding) -> &'a str {
    &analysis.documents[finding.place.doc.index()].id
}

/// A finding as a person reads it: kind, place and the text's first and last characters.
fn shown(analysis: &Analysis, finding: &Finding) -> String {
    let (chars, text) = (finding.place.chars, &analysis.documents[finding.place.doc.index()].text);
    let text: Vec<char> = text[finding.place.raw.range()].chars().collect();
    let (head, tail) = (text.iter().take(12), text.iter().skip(text.len().saturating_sub(12)));
    let (head, tail): (String, String) = (head.collect(), tail.collect());
    let kind = finding.kind.word();
    format!("{kind} family {} {} {}..{} {head}…{tail}", finding.family, doc(analysis, finding), chars.start, chars.end)
}

#[test]
fn every_planted_passage_is_found_as_its_kind() {
    let analysis = scan();
    let mut misses = String::new();
    for span in truth().iter().filter(|span| span.kind != Kind::Formula) {
        let near = || analysis.findings.iter().filter(|f| doc(&analysis, f) == span.doc && agreement(span, f) > 0.0);
        if near().any(|f| class(f.kind) == class(span.kind) && agreement(span, f) >= FOUND) {
            continue;
        }
        let Truth { family, doc, start_char, end_char, begins, ends, .. } = span;
        writeln!(misses, "{} {family} {doc} {start_char}..{end_char} {begins}…{ends}", span.kind.word()).unwrap();
        for finding in near() {
            writeln!(misses, "    {:.2} {}", agreement(span, finding), shown(&analysis, finding)).unwrap();
        }
    }
    assert!(misses.is_empty(), "missed, with what was found there instead:\n{misses}");
}

#[test]
fn occurrences_of_one_passage_share_a_family_and_the_first_is_the_original() {
    let analysis = scan();
    let paired = [Kind::Repeat, Kind::Copy, Kind::Document];
    let truth = truth();
    for span in truth.iter().filter(|span| paired.contains(&span.kind)) {
        let found = |span: &Truth| {
            let mut hits = analysis.findings.iter().filter(|f| doc(&analysis, f) == span.doc && f.kind == span.kind);
            hits.find(|f| agreement(span, f) >= FOUND).map(|f| (f.family, f.role))
        };
        let (family, role) = found(span).unwrap_or_else(|| panic!("{} in {} is not found", span.family, span.doc));
        assert_eq!(role, span.role, "{} in {}", span.family, span.doc);
        for other in truth.iter().filter(|other| other.family == span.family) {
            assert_eq!(found(other).map(|(number, _)| number), Some(family), "{} in {}", other.family, other.doc);
        }
    }
}

#[test]
fn exact_loops_have_their_period_and_copies() {
    let analysis = scan();
    for span in truth().iter().filter(|span| span.kind == Kind::Loop && !span.family.ends_with("drift")) {
        let mut hits = analysis.findings.iter().filter(|f| doc(&analysis, f) == span.doc && f.kind == Kind::Loop);
        let found = hits.find(|f| agreement(span, f) >= FOUND);
        let found = found.unwrap_or_else(|| panic!("{} in {} is not found", span.family, span.doc));
        assert_eq!(found.period.map(index), span.period, "{}", span.family);
        let copies = found.copies.unwrap_or(0.0);
        assert!((copies - span.copies.unwrap()).abs() < 0.1, "{}: {copies} copies", span.family);
    }
}

#[test]
fn nothing_is_found_wholly_outside_the_truth() {
    let (analysis, truth) = (scan(), truth());
    let astray: Vec<String> = analysis
        .findings
        .iter()
        .filter(|finding| finding.kind != Kind::Formula)
        .filter(|finding| {
            !truth.iter().any(|span| span.doc == doc(&analysis, finding) && agreement(span, finding) > 0.0)
        })
        .map(|finding| shown(&analysis, finding))
        .collect();
    assert!(astray.is_empty(), "found where nothing was planted:\n{}", astray.join("\n"));
}

#[test]
fn no_formula_is_marked() {
    let (analysis, truth) = (scan(), truth());
    for mark in &analysis.marks {
        let id = &analysis.documents[mark.doc.index()].id;
        let hit = truth.iter().find(|span| {
            span.kind == Kind::Formula && span.doc == *id && overlap(span, mark.chars.start, mark.chars.end) > 0
        });
        assert!(hit.is_none(), "mark {:?} of {id} touches the formula {hit:?}", mark.chars);
    }
}
