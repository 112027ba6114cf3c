//! The sample reports and the real decoder loops beside the checkout, finding by finding: what must be found is found
//! where it stands and as what it is, prose is left alone, and nothing that is removed is lost.

use std::collections::BTreeSet;
use std::fs;
use std::ops::Range;
use std::sync::LazyLock;

use dittograph::engine::{Silent, run};
use dittograph::int::{float, index};
use dittograph::mark::{Action, apply, of_document};
use dittograph::normalize::{Normalizer, Symbol};
use dittograph::read::MemorySource;
use dittograph::span::DocId;
use dittograph::{Analysis, Config, Document, Finding, Kind, Mark, Place};
use serde::Deserialize;

use crate::shared::shared;

/// Intersection over union from which a passage is found, and a loop that drifts.
const FOUND: f64 = 0.94;
const FOUND_LOOP: f64 = 0.8;
/// Places of stock phrases that may be reported.
const STOCK_HITS: usize = 3;
/// Symbols of the strings that must still stand after the removal.
const WINDOW: usize = 20;

#[derive(Debug, Deserialize)]
struct Truth {
    items: Vec<Item>,
}

/// A span of the truth, in code points.
#[derive(Debug, Deserialize)]
struct Item {
    id: String,
    kind: String,
    expect: String,
    doc: String,
    start_char: usize,
    end_char: usize,
    partner: Option<Partner>,
}

#[derive(Debug, Deserialize)]
struct Partner {
    doc: String,
    start_char: usize,
    end_char: usize,
}

impl Item {
    fn span(&self) -> Range<usize> {
        self.start_char..self.end_char
    }
}

/// The sample reports, what was found in them, and the truth.
struct Samples {
    analysis: Analysis,
    items: Vec<Item>,
}

static SAMPLES: LazyLock<Option<Samples>> = LazyLock::new(|| {
    let truth: Truth = serde_json::from_str(&fs::read_to_string(shared("eval/seeds_truth.json")?).unwrap()).unwrap();
    let documents = fs::read_dir(shared("seeds")?).unwrap().map(|entry| {
        let path = entry.unwrap().path();
        let id = path.file_name().unwrap().to_str().unwrap().to_owned();
        Document::new(id, fs::read_to_string(path).unwrap())
    });
    Some(Samples { analysis: scan(documents.collect()), items: truth.items })
});

fn scan(documents: Vec<Document>) -> Analysis {
    run(&mut MemorySource::new(documents), &Config::default(), &Silent).unwrap()
}

/// Intersection over union of two spans.
fn agreement(one: &Range<usize>, other: &Range<usize>) -> f64 {
    let common = one.end.min(other.end).saturating_sub(one.start.max(other.start));
    float(common) / float(one.len() + other.len() - common)
}

fn letters(text: &str, span: Range<usize>) -> usize {
    text.chars().skip(span.start).take(span.len()).filter(|c| c.is_alphanumeric()).count()
}

impl Samples {
    fn id(&self, place: &Place) -> &str {
        &self.analysis.documents[place.doc.index()].id
    }

    fn text(&self, id: &str) -> &str {
        &self.analysis.documents.iter().find(|document| document.id.starts_with(id)).unwrap().text
    }

    /// The findings in a report, named by the first digits of its id.
    fn of_report<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Finding> {
        self.analysis.findings.iter().filter(move |finding| self.id(&finding.place).starts_with(id))
    }

    fn loops<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a Finding> {
        self.of_report(id).filter(|finding| finding.kind == Kind::Loop)
    }

    fn stands_at(&self, place: &Place, doc: &str, span: &Range<usize>) -> bool {
        self.id(place) == doc && agreement(&place.chars.range(), span) >= FOUND
    }

    /// What was found around a span, for the message of a failure.
    fn around(&self, doc: &str, span: &Range<usize>) -> String {
        let near = self.of_report(doc).filter(|finding| agreement(&finding.place.chars.range(), span) > 0.0);
        let shown = near.map(|finding| {
            let partner = finding.partner.map(|place| (self.id(&place), place.chars.range()));
            let (kind, chars) = (finding.kind.word(), finding.place.chars.range());
            format!(
                "\n    {kind} {chars:?} identity {:.3} bits {:?} partner {partner:?}",
                finding.identity, finding.bits
            )
        });
        shown.collect()
    }
}

#[test]
fn the_two_loops_are_one_finding_each() {
    let Some(samples) = &*SAMPLES else { return };
    let text = samples.text("000");
    let truth: Vec<&Item> = samples.items.iter().filter(|item| item.kind == "loop").collect();
    let found: Vec<&Finding> = samples.loops("000").collect();
    let shown: Vec<_> = found.iter().map(|found| (found.place.chars.range(), found.period)).collect();
    assert_eq!(found.iter().map(|found| found.period).collect::<Vec<_>>(), [Some(54), Some(2936)], "{shown:?}");
    // 2,940 letters and digits: APP stands twice in it and is one symbol each time.
    for (item, found) in truth.iter().zip(&found) {
        let chars = found.place.chars.range();
        assert!(chars.start <= item.start_char && letters(text, chars.start..item.start_char) <= 5, "{shown:?}");
        let ends = chars.end.min(item.end_char)..chars.end.max(item.end_char);
        assert_eq!(letters(text, ends), 0, "{shown:?}, true end {}", item.end_char);
    }
    assert_eq!(letters(text, found[1].place.chars.range().end..text.chars().count()), 0, "the last letter is inside");
}

#[test]
fn what_must_be_found_is_found_with_both_sides_as_its_kind() {
    let Some(samples) = &*SAMPLES else { return };
    let mut missed = Vec::new();
    let must = samples.items.iter().filter(|item| item.expect == "must");
    for item in must.filter(|item| !["boilerplate_web", "loop"].contains(&item.kind.as_str())) {
        let kind = if item.kind.starts_with("cross") { Kind::Copy } else { Kind::Repeat };
        let partner = item.partner.as_ref().unwrap();
        let both = |found: &&Finding| {
            let there = partner.start_char..partner.end_char;
            samples.stands_at(&found.place, &item.doc, &item.span())
                && found.partner.is_some_and(|place| samples.stands_at(&place, &partner.doc, &there))
        };
        if !samples.of_report(&item.doc).filter(both).any(|found| found.kind == kind) {
            let Item { id, doc, .. } = item;
            missed.push(format!("{id} {kind:?} {doc} {:?}{}", item.span(), samples.around(doc, &item.span())));
        }
    }
    assert!(missed.is_empty(), "{} missed, with what was found there:\n{}", missed.len(), missed.join("\n"));
}

#[test]
fn prose_is_no_loop() {
    let Some(samples) = &*SAMPLES else { return };
    for report in ["002", "004"] {
        let stutter = |found: &&Finding| {
            let mut known = samples.items.iter().filter(|item| item.kind == "stutter" && item.doc.starts_with(report));
            known.any(|item| agreement(&item.span(), &found.place.chars.range()) > 0.0)
        };
        let loops: Vec<_> = samples.loops(report).filter(|f| !stutter(f)).map(|f| f.place.chars.range()).collect();
        assert!(loops.is_empty(), "{report}: {loops:?}");
    }
}

/// A place counts as hit if a finding no longer than twice the phrase covers half of it.
#[test]
fn stock_phrases_are_left_alone() {
    let Some(samples) = &*SAMPLES else { return };
    let stock = samples.items.iter().filter(|item| item.kind == "stock_phrase");
    let places: BTreeSet<_> = stock.map(|item| (item.doc.as_str(), item.start_char, item.end_char)).collect();
    let hit = |&&(doc, start, end): &&(&str, usize, usize)| {
        samples.of_report(doc).filter(|found| found.kind != Kind::Formula).any(|found| {
            let chars = found.place.chars.range();
            let common = chars.end.min(end).saturating_sub(chars.start.max(start));
            2 * common >= end - start && chars.len() <= 2 * (end - start)
        })
    };
    let hits: Vec<_> = places.iter().filter(hit).collect();
    assert_eq!(places.len(), 43);
    assert!(hits.len() <= STOCK_HITS, "{} of {}: {hits:?}", hits.len(), places.len());
}

/// The reports after the removal.
struct Cleaned<'a> {
    samples: &'a Samples,
    normalizer: Normalizer,
    texts: Vec<Vec<Symbol>>,
}

impl<'a> Cleaned<'a> {
    fn new(samples: &'a Samples) -> Self {
        let Analysis { documents, marks, plan, .. } = &samples.analysis;
        let normalizer = Normalizer::new(&plan.config.normalize);
        let clean = |(doc, document): (u32, &Document)| {
            normalizer.symbols(&apply(&document.text, of_document(marks, DocId(doc))).unwrap())
        };
        let texts = (0..).zip(documents).map(clean).collect();
        Self { samples, normalizer, texts }
    }

    fn symbols(&self, place: &Place) -> Vec<Symbol> {
        self.normalizer.symbols(&self.samples.analysis.documents[place.doc.index()].text[place.raw.range()])
    }

    /// Whether every string of [`WINDOW`] symbols (the whole passage, if it is shorter) stands in what remains.
    fn holds(&self, passage: &[Symbol]) -> bool {
        let window = passage.len().clamp(1, WINDOW);
        let stands =
            |string: &[Symbol]| self.texts.iter().any(|text| text.windows(window).any(|other| other == string));
        passage.windows(window).all(stands)
    }

    /// Whether what a mark removes stands in what remains: exactly, or for a near copy the occurrence it was verified
    /// against. Of a loop each copy is looked for by itself: the seam between two copies stands no more.
    fn keeps(&self, mark: &Mark) -> bool {
        let finding = &self.samples.analysis.findings[index(mark.finding)];
        let removed = self.symbols(&Place { doc: mark.doc, raw: mark.raw, chars: mark.chars });
        // Furniture goes by its form: it need not stand anywhere else.
        if finding.form.is_some() {
            return true;
        }
        match (finding.period, finding.partner) {
            (Some(period), _) => removed.chunks(index(period)).all(|copy| self.holds(copy)),
            (None, Some(partner)) if finding.identity < 1.0 => self.holds(&self.symbols(&partner)),
            _ => self.holds(&removed),
        }
    }
}

#[test]
fn what_is_removed_still_stands_elsewhere() {
    let Some(samples) = &*SAMPLES else { return };
    let cleaned = Cleaned::new(samples);
    // Boilerplate goes by the user's will, not because another copy stays.
    let copied = |mark: &&Mark| mark.action == Action::Remove && mark.kind != Kind::Boilerplate;
    let removed: Vec<&Mark> = samples.analysis.marks.iter().filter(copied).collect();
    assert!(removed.len() >= 7, "two loops, four repeats, a copy");
    let lost: Vec<_> = removed.iter().filter(|mark| !cleaned.keeps(mark)).collect();
    let shown: Vec<_> = lost.iter().map(|mark| (mark.doc, mark.chars.range(), mark.kind, mark.finding)).collect();
    assert!(lost.is_empty(), "{shown:?}");
}

/// A line of `loops_real.jsonl`.
#[derive(Deserialize)]
struct RealLoop {
    id: String,
    text: String,
    spans: Vec<RealSpan>,
}

#[derive(Deserialize)]
struct RealSpan {
    start_char: usize,
    end_char: usize,
}

#[test]
fn real_decoder_loops_are_found_and_nothing_around_them_is_touched() {
    let Some(path) = shared("eval/loops_real.jsonl") else { return };
    let mut faults = Vec::new();
    for line in fs::read_to_string(path).unwrap().lines() {
        let RealLoop { id, text, spans } = serde_json::from_str(line).unwrap();
        let analysis = scan(vec![Document::new(&id, text)]);
        let found: Vec<_> = analysis.findings.iter().map(|f| (f.kind, f.place.chars.range(), f.period)).collect();
        for RealSpan { start_char, end_char } in &spans {
            let span = *start_char..*end_char;
            let is_found = found.iter().any(|(kind, at, _)| *kind == Kind::Loop && agreement(at, &span) >= FOUND_LOOP);
            if !is_found {
                faults.push(format!("{id}: {span:?} is not found, but {found:?}"));
            }
        }
        // A copy that drifted before the loop set in, or that the end cut short, may be drawn inside: up to 15 characters.
        let inside = |mark: &Mark| {
            let at = mark.chars.range();
            spans.iter().any(|s| {
                (s.start_char.saturating_sub(15)..=s.end_char + 15).contains(&at.start) && at.end <= s.end_char + 15
            })
        };
        let outside: Vec<_> = analysis.marks.iter().filter(|mark| !inside(mark)).map(|m| m.chars.range()).collect();
        if !outside.is_empty() {
            faults.push(format!("{id}: {outside:?} are marked, found {found:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
