//! What the page's script gets, column by column: findings, marks and documents as in the findings file with numbers for
//! document ids, and what was computed from the texts. FORMAT.md names every field.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

use super::excerpt::{Chunk, Kept, State, numbers};
use super::folds::Folds;
use super::{Language, Texts};
use crate::classify::{Form, Kind, Role};
use crate::documents::Relation;
use crate::int::{index, narrow};
use crate::mark::{Action, DocumentAction};
use crate::report::hashes::hash_of;
use crate::report::jsonl::Findings;
use crate::report::record::{FindingRecord, SpanRecord, SummaryRecord, WarningRecord};
use crate::report::show::normalizer;

/// The data of the page.
#[derive(Debug, Serialize)]
pub(super) struct Data<'a> {
    version: &'a str,
    language: &'static str,
    /// Of the texts, where most of their letters are Chinese.
    text_language: Option<&'static str>,
    config: &'a RawValue,
    config_hash: &'a str,
    inputs: &'a [String],
    known: &'a [String],
    summary: &'a SummaryRecord,
    documents: Documents<'a>,
    findings: Columns<'a>,
    marks: Marks,
    related: Vec<Related>,
    warnings: &'a [WarningRecord<'a>],
    /// What became of the texts since they were scanned.
    strangers: Vec<(&'a str, &'a str)>,
    /// Number of packed pieces of text.
    chunks: usize,
    folds: Folds,
}

/// Two documents, what they are to one another, how similar, and how much of each stands in the other.
type Related = (Option<usize>, Option<usize>, Relation, f64, [f64; 2]);

/// The documents, a column a field.
#[derive(Debug, Default, Serialize)]
struct Documents<'a> {
    doc: Vec<&'a str>,
    chars: Vec<u32>,
    coverage: Vec<f64>,
    near_duplicate_of: Vec<Option<usize>>,
    relation: Vec<Option<Relation>>,
    similarity: Vec<Option<f64>>,
    document_family: Vec<Option<u32>>,
    action: Vec<Option<DocumentAction>>,
    /// What of its text is here, and in which piece.
    state: Vec<State>,
    chunk: Vec<Option<u32>>,
    text_hash: Vec<Option<&'a str>>,
    /// Where in its canonical document it stands, in code points, by its number.
    within: BTreeMap<usize, (u32, u32)>,
    /// How many of its numbers are others than those of its canonical document, and how many it has, by its number.
    numbers: BTreeMap<usize, (u32, u32)>,
}

/// The findings, a column a field; what few of them have by their number.
#[derive(Debug, Default, Serialize)]
struct Columns<'a> {
    id: Vec<u32>,
    doc: Vec<usize>,
    start_char: Vec<u32>,
    end_char: Vec<u32>,
    start_byte: Vec<u32>,
    end_byte: Vec<u32>,
    kind: Vec<Kind>,
    family: Vec<u32>,
    role: Vec<Role>,
    symbols: Vec<u32>,
    identity: Vec<f64>,
    bits: Vec<Option<f64>>,
    period: Vec<Option<u32>>,
    copies: Vec<Option<f64>>,
    /// XXH3-64 of the text of each, where it is at hand: decisions carry it, so that the finding is found again elsewhere.
    span_hash: Vec<Option<String>>,
    holes: BTreeMap<usize, Vec<&'a SpanRecord>>,
    /// How many of its numbers are others, and how many it has.
    numbers: BTreeMap<usize, (u32, u32)>,
    /// Parallel clauses.
    parallel: Vec<usize>,
    pattern: BTreeMap<usize, &'a str>,
    evidence: BTreeMap<usize, Evidence<'a>>,
    /// The first characters of a family's canonical occurrence, by its finding's number.
    begins: BTreeMap<usize, String>,
}

/// What says that a finding is boilerplate.
#[derive(Debug, Serialize)]
struct Evidence<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    form: Option<Form>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line_docs: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sources: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_head: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at_tail: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_lines: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    known: Option<&'a str>,
}

/// The marks, a column a field.
#[derive(Debug, Default, Serialize)]
struct Marks {
    doc: Vec<usize>,
    start_char: Vec<u32>,
    end_char: Vec<u32>,
    finding: Vec<u32>,
    action: Vec<Action>,
}

/// Characters of a canonical occurrence that the list of families shows.
const BEGIN_CHARS: usize = 72;

impl<'a> Data<'a> {
    /// Lays out a findings file with what is `kept` of its texts.
    pub(super) fn new(
        findings: &'a Findings,
        texts: &'a Texts,
        kept: &Kept,
        chunks: &[Chunk<'_>],
        language: Language,
    ) -> Self {
        let numbers = numbers(findings);
        let number = |doc: &str| numbers.get(doc).copied();
        let embedded = || chunks.iter().flat_map(|chunk| &chunk.documents).flat_map(super::excerpt::Excerpts::texts);
        let mut marks = Marks::default();
        for mark in &findings.marks {
            let Some(doc) = number(&mark.doc) else { continue };
            marks.doc.push(doc);
            marks.start_char.push(mark.start_char);
            marks.end_char.push(mark.end_char);
            marks.finding.push(mark.finding);
            marks.action.push(mark.action);
        }
        let header = &findings.header;
        let chinese = is_chinese(embedded());
        let language = match language {
            Language::English => "en",
            Language::Auto if !chinese => "en",
            Language::Chinese | Language::Auto => "zh",
        };
        Self {
            version: &header.version,
            language,
            text_language: chinese.then_some("zh"),
            config: &header.config,
            config_hash: &header.config_hash,
            inputs: &header.inputs,
            known: &header.known,
            summary: &findings.summary,
            documents: Documents::new(findings, kept, chunks, number),
            findings: Columns::new(findings, texts, number),
            marks,
            related: (findings.related.iter())
                .map(|pair| {
                    let (doc, other) = (number(&pair.doc), number(&pair.other));
                    (doc, other, pair.relation, pair.similarity, [pair.coverage, pair.other_coverage])
                })
                .collect(),
            warnings: &findings.warnings,
            strangers: texts.warnings.iter().map(|w| (w.doc.as_str(), w.message.as_str())).collect(),
            chunks: chunks.len(),
            folds: Folds::of(embedded(), &normalizer(findings)),
        }
    }

    /// The language of the page's words.
    pub(super) fn language(&self) -> &'static str {
        self.language
    }

    /// What was scanned, for the page's title.
    pub(super) fn inputs(&self) -> &[String] {
        self.inputs
    }
}

impl<'a> Documents<'a> {
    fn new(findings: &'a Findings, kept: &Kept, chunks: &[Chunk<'_>], number: impl Fn(&str) -> Option<usize>) -> Self {
        let mut columns = Self { chunk: vec![None; findings.documents.len()], ..Self::default() };
        for (at, record) in findings.documents.iter().enumerate() {
            columns.doc.push(&record.doc);
            columns.chars.push(record.chars);
            columns.coverage.push(record.coverage);
            columns.near_duplicate_of.push(record.near_duplicate_of.as_deref().and_then(&number));
            columns.relation.push(record.relation);
            columns.similarity.push(record.similarity);
            columns.document_family.push(record.document_family);
            columns.action.push(record.action);
            columns.state.push(kept.state(at));
            columns.text_hash.push(record.text_hash.as_deref());
            if let Some(within) = &record.within {
                columns.within.insert(at, (within.start_char, within.end_char));
            }
            columns.numbers.extend(record.other_numbers.zip(record.numbers).map(|numbers| (at, numbers)));
        }
        for (number, chunk) in (0_u32..).zip(chunks) {
            for excerpts in &chunk.documents {
                columns.chunk[excerpts.doc()] = Some(number);
            }
        }
        columns
    }
}

impl<'a> Columns<'a> {
    fn new(findings: &'a Findings, texts: &Texts, number: impl Fn(&str) -> Option<usize>) -> Self {
        let mut columns = Self::default();
        for found in &findings.findings {
            // A finding of a document that has no record is in no file that this program wrote.
            let Some(doc) = number(&found.doc) else { continue };
            let at = columns.id.len();
            columns.id.push(found.id);
            columns.doc.push(doc);
            columns.start_char.push(found.start_char);
            columns.end_char.push(found.end_char);
            columns.start_byte.push(found.start_byte);
            columns.end_byte.push(found.end_byte);
            columns.kind.push(found.kind);
            columns.family.push(found.family);
            columns.role.push(found.role);
            columns.symbols.push(found.symbols);
            columns.identity.push(found.identity);
            columns.bits.push(found.bits);
            columns.period.push(found.period);
            columns.copies.push(found.copies);
            let span = index(found.start_byte)..index(found.end_byte);
            let passage = texts.get(&found.doc).and_then(|text| text.get(span));
            // Findings files of earlier versions have no hashes.
            let hash = found.span_hash.clone().or_else(|| passage.map(hash_of));
            columns.span_hash.push(hash);
            columns.rare(at, found);
        }
        columns.begin(texts, findings);
        columns
    }

    /// What few findings have.
    fn rare(&mut self, at: usize, found: &'a FindingRecord<'_>) {
        let own: Vec<&SpanRecord> = found.holes.iter().chain(&found.figures).collect();
        if !own.is_empty() {
            self.holes.insert(at, own);
        }
        self.numbers.extend(found.other_numbers.zip(found.numbers).map(|numbers| (at, numbers)));
        self.parallel.extend(found.parallel.then_some(at));
        if let Some(pattern) = &found.pattern {
            self.pattern.insert(at, pattern);
        }
        let FindingRecord { form, line_docs, sources, at_head, at_tail, on_lines, .. } = *found;
        let known = found.known.as_deref();
        let evidence = Evidence { form, line_docs, sources, at_head, at_tail, on_lines, known };
        if form.is_some() || line_docs.is_some() || at_head.is_some() || known.is_some() {
            self.evidence.insert(at, evidence);
        }
    }

    /// The first characters of each family, of the canonical occurrence where its text is at hand.
    fn begin(&mut self, texts: &Texts, findings: &Findings) {
        let mut first: BTreeMap<u32, usize> = BTreeMap::new();
        for (at, (&family, &role)) in self.family.iter().zip(&self.role).enumerate() {
            if role == Role::Original || !first.contains_key(&family) {
                first.insert(family, at);
            }
        }
        for at in first.into_values() {
            let text = texts.get(&findings.documents[self.doc[at]].doc);
            let span = index(self.start_byte[at])..index(self.end_byte[at]);
            if let Some(passage) = text.and_then(|text| text.get(span)) {
                self.begins.insert(at, begin(passage));
            }
        }
    }
}

/// The first characters of a passage on one line.
fn begin(passage: &str) -> String {
    let mut line = String::new();
    for word in passage.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.extend(word.chars().take(BEGIN_CHARS));
        if narrow(line.chars().count()) >= narrow(BEGIN_CHARS) {
            break;
        }
    }
    line.chars().take(BEGIN_CHARS).collect()
}

/// Whether more than half of the letters are Chinese.
fn is_chinese<'t>(texts: impl Iterator<Item = &'t str>) -> bool {
    let (mut han, mut letters) = (0_u64, 0_u64);
    for char in texts.flat_map(str::chars).filter(|char| char.is_alphabetic()) {
        letters += 1;
        han += u64::from(matches!(char, '\u{3400}'..='\u{9FFF}' | '\u{20000}'..='\u{3FFFF}'));
    }
    2 * han > letters
}
