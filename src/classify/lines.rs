//! Short lines that stand on many documents of one source: menus, bars, headings of lists. Each alone is too short to be
//! a passage; runs of them are boilerplate.
//!
//! Lines are compared whole, by their letters and digits. Sentences don't count, nor what reports number: the same
//! chapter headings stand in every law. Documents with the same sentences count once, so
//! that a report posted three times doesn't become boilerplate of its source.

use std::collections::BTreeMap;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::form::is_numbered;
use super::judge::{Draft, is_fixed};
use super::kind::{Finding, Kind, Role};
use super::sources::Sources;
use super::{Corpus, located};
use crate::config::Plan;
use crate::int::{float, index, narrow, wide};
use crate::span::{DocId, Raw, Span};

/// Lines that make a run, however short they are; fewer must have the length of a passage.
const LINES: usize = 4;
/// Longest line with a full stop that counts, in letters and digits.
const SENTENCE: u32 = 20;
/// Share of a run that other boilerplate must cover for the run to say nothing new.
const TOLD: f64 = 0.9;

/// A line of a document.
#[derive(Debug, Clone, Copy)]
struct Line {
    raw: Span<Raw>,
    letters: u32,
    /// Hash of its letters and digits.
    content: u64,
    /// Whether it counts.
    short: Short,
}

/// Whether a line may be one of a menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Short {
    /// A few words.
    Words,
    /// A sentence, which tells documents apart.
    Sentence,
    /// Numbered as reports number, or without a letter.
    No,
}

/// A run of lines that all stand on many documents.
struct Run {
    doc: DocId,
    raw: Span<Raw>,
    /// The lines' hashes as one.
    content: u64,
    /// Documents of the source that have the rarest of the lines.
    line_docs: u32,
}

/// Findings for the runs of repeated lines that no boilerplate among `drafts` covers.
///
/// Output: equal runs of one source are a family. Complexity: linear in the text, `O(n log n)` in the lines.
pub(super) fn by_lines(corpus: &Corpus, drafts: &[Vec<Draft>], plan: &Plan) -> Vec<Vec<Draft>> {
    let sources = corpus.sources;
    let lines: Vec<Vec<Line>> =
        corpus.documents[..corpus.own].par_iter().map(|document| lines(&document.text)).collect();
    let counts = counts(&lines, sources);
    let group = |doc: usize| sources.of(DocId(narrow(doc)));
    let sourceless = sources.different_of((0..narrow(lines.len())).map(DocId).filter(|doc| sources.of(*doc).is_none()));
    let least =
        |doc: usize| group(doc).map_or(plan.lines_from(sourceless), |s| plan.boilerplate_from_source(sources.size(s)));
    let mut families: BTreeMap<(Option<u32>, u64), Vec<Run>> = BTreeMap::new();
    for (doc, of_doc) in lines.iter().enumerate() {
        let count = |line: &Line| match line.short {
            Short::Words => documents(&counts, (group(doc), line.content)),
            Short::Sentence | Short::No => 0,
        };
        for run in runs(of_doc, DocId(narrow(doc)), count, least(doc), plan.config.min_symbols) {
            families.entry((group(doc), run.content)).or_default().push(run);
        }
    }
    let fixed = fixed(corpus.documents.len(), drafts);
    let mut families: Vec<Vec<Run>> = families.into_values().collect();
    families.retain(|runs| !runs.iter().all(|run| is_told(run.raw, &fixed[run.doc.index()])));
    families.sort_by_key(|runs| (runs[0].doc, runs[0].raw));
    families.par_iter().map(|runs| findings(corpus, runs)).collect()
}

/// Places of boilerplate that was found already.
pub(super) fn fixed(documents: usize, drafts: &[Vec<Draft>]) -> Vec<Vec<Span<Raw>>> {
    let mut fixed: Vec<Vec<Span<Raw>>> = vec![Vec::new(); documents];
    for draft in drafts.iter().flatten().filter(|draft| is_fixed(draft.finding.kind)) {
        fixed[draft.finding.place.doc.index()].push(draft.finding.place.raw);
    }
    fixed
}

/// Whether boilerplate covers nearly all of a span.
pub(super) fn is_told(span: Span<Raw>, fixed: &[Span<Raw>]) -> bool {
    let told: u32 = fixed.iter().map(|other| other.overlap(span)).sum();
    float(index(told)) >= TOLD * float(index(span.len()))
}

/// The lines that are not blank.
fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let (mut at, mut content) = (0, String::new());
    for whole in text.split_inclusive('\n') {
        let trimmed = whole.trim();
        if !trimmed.is_empty() {
            let start = at + (whole.len() - whole.trim_start().len());
            content.clear();
            let letters = told_apart(trimmed, &mut content);
            let short = if letters > SENTENCE && trimmed.contains(['。', '！', '？', '；']) {
                Short::Sentence
            } else if letters == 0 || is_numbered(trimmed) {
                Short::No
            } else {
                Short::Words
            };
            let raw = Span::new(narrow(start), narrow(start + trimmed.len()));
            lines.push(Line { raw, letters, content: xxh3_64(content.as_bytes()), short });
        }
        at += whole.len();
    }
    lines
}

/// Letters and digits of a line, words kept apart; their number.
fn told_apart(line: &str, content: &mut String) -> u32 {
    let (mut letters, mut apart) = (0, false);
    for c in line.chars() {
        if is_alphanumeric(c) {
            if apart && c.is_ascii() {
                content.push(' ');
            }
            content.push(c.to_ascii_lowercase());
            letters += 1;
            apart = false;
        } else {
            apart = true;
        }
    }
    letters
}

/// [`char::is_alphanumeric`], which knows by itself what most characters of Chinese text are: the tables take a search.
#[inline]
fn is_alphanumeric(c: char) -> bool {
    match c {
        '\u{4e00}'..='\u{9fff}' => true,
        '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}' | '\u{ff00}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' => false,
        _ => c.is_alphanumeric(),
    }
}

/// For each source and line the number of documents with it, copies of one document counted once; ascending.
fn counts(lines: &[Vec<Line>], sources: &Sources) -> Vec<((Option<u32>, u64), u32)> {
    let of_doc = |(doc, lines): (usize, &Vec<Line>)| {
        let source = sources.of(DocId(narrow(doc)));
        let sentences = lines.iter().filter(|line| line.short == Short::Sentence);
        let told = xxh3_64(&sentences.flat_map(|line| line.content.to_le_bytes()).collect::<Vec<u8>>());
        // A document without a sentence is told apart by its place.
        let told = if lines.iter().any(|line| line.short == Short::Sentence) { told } else { wide(doc) };
        let words = lines.iter().filter(|line| line.short == Short::Words);
        words.map(|line| (source, line.content, told)).collect::<Vec<_>>()
    };
    let mut seen: Vec<(Option<u32>, u64, u64)> = lines.par_iter().enumerate().flat_map_iter(of_doc).collect();
    seen.par_sort_unstable();
    seen.dedup();
    let runs = seen.chunk_by(|x, y| (x.0, x.1) == (y.0, y.1));
    runs.filter(|same| same.len() > 1).map(|same| ((same[0].0, same[0].1), narrow(same.len()))).collect()
}

fn documents(counts: &[((Option<u32>, u64), u32)], line: (Option<u32>, u64)) -> u32 {
    counts.binary_search_by_key(&line, |count| count.0).map_or(1, |at| counts[at].1)
}

/// Runs of lines that stand on at least `least` documents. What holds no letter stands on as many as its neighbours.
fn runs(lines: &[Line], doc: DocId, count: impl Fn(&Line) -> u32, least: usize, min_letters: u32) -> Vec<Run> {
    let all: u32 = lines.iter().map(|line| line.letters).sum();
    let mut found = Vec::new();
    let counts: Vec<u32> = lines.iter().map(|line| if line.letters == 0 { u32::MAX } else { count(line) }).collect();
    let mut at = 0;
    while at < lines.len() {
        let length = counts[at..].iter().take_while(|count| index(**count) >= least).count();
        let run = &lines[at..at + length];
        let (first, last) =
            (run.iter().position(|line| line.letters > 0), run.iter().rposition(|line| line.letters > 0));
        if let (Some(first), Some(last)) = (first, last) {
            let line_docs = counts[at + first..=at + last].iter().copied().min().unwrap_or(0);
            let run = &run[first..=last];
            let letters: u32 = run.iter().map(|line| line.letters).sum();
            let lettered = run.iter().filter(|line| line.letters > 0).count();
            if (letters >= min_letters || lettered >= LINES) && 2 * letters <= all {
                let keys: Vec<u8> = run.iter().flat_map(|line| line.content.to_le_bytes()).collect();
                let raw = Span::new(run[0].raw.start, run[run.len() - 1].raw.end);
                found.push(Run { doc, raw, content: xxh3_64(&keys), line_docs });
            }
        }
        at += length.max(1);
    }
    found
}

fn findings(corpus: &Corpus, runs: &[Run]) -> Vec<Draft> {
    let docs = narrow(runs.chunk_by(|x, y| x.doc == y.doc).count());
    let located_run = |run: &Run| {
        let located = located(corpus, run.doc.index());
        (located.raw_place(run.raw), located.norm(run.raw))
    };
    let places: Vec<_> = runs.iter().map(located_run).collect();
    let member = |(m, run): (usize, &Run)| {
        let (place, norm) = places[m];
        let partner = places.get(usize::from(m == 0)).filter(|_| places.len() > 1).map(|(place, _)| *place);
        let finding = Finding {
            role: if m == 0 { Role::Original } else { Role::Copy },
            docs,
            occurrences: narrow(runs.len()),
            line_docs: Some(run.line_docs),
            partner,
            ..Finding::new(Kind::Boilerplate, place, norm.len())
        };
        Draft { finding, norm }
    };
    runs.iter().enumerate().map(member).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_letter_or_a_digit_is_said_as_the_tables_say_it() {
        assert!(('\0'..=char::MAX).all(|c| is_alphanumeric(c) == c.is_alphanumeric()));
    }
}
