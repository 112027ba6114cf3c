//! What people decided, brought into the marks of a run or of a findings file. A decision can only spare or relabel what is
//! marked: the occurrence of a family that stays is not marked, what was labelled stays, and nothing here takes them.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::decisions::{About, Decision, Place};
use super::jsonl::Findings;
use super::places::Places;
use super::record::{DocumentRecord, FindingRecord, MarkRecord};
use crate::analysis::Analysis;
use crate::classify::{Kind, Role};
use crate::error::Warning;
use crate::int::index;
use crate::mark::{Action, DocumentAction, Treatment};

/// What is asked of the marks of a findings file.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// What is done with a kind, where that was said.
    pub kinds: HashMap<Kind, Treatment>,
    /// What is done with what was labelled although its kind goes.
    pub spared: Spared,
    /// Whether the canonical occurrence of boilerplate stays.
    pub first_stays: bool,
}

/// What is done with findings that stay where their kind goes. That they go is nothing a findings file can obey.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spared {
    /// With copies whose numbers are others.
    pub other_numbers: Option<Treatment>,
    /// With parallel clauses.
    pub parallel: Option<Treatment>,
}

impl Spared {
    /// What is done with a finding of those that stay.
    fn of(self, found: &FindingRecord<'_>) -> Option<Treatment> {
        let said = if found.parallel { self.parallel } else { self.other_numbers };
        said.filter(|said| *said != Treatment::Remove)
    }
}

impl Asked {
    /// Whether a mark stays one.
    fn act(&self, mark: &mut MarkRecord<'_>, found: Option<&FindingRecord<'_>>) -> bool {
        let original = found.is_some_and(|found| found.role == Role::Original);
        if self.first_stays && is_furniture(mark.kind) && original {
            return false;
        }
        let said = self.kinds.get(&mark.kind).copied();
        let goes = matches!(said, None | Some(Treatment::Remove));
        let spared = found.filter(|found| goes && is_spared(found));
        treat(&mut mark.action, spared.map_or(said, |found| self.spared.of(found)))
    }
}

/// Whether a finding says what stands nowhere else, so that it is labelled where its kind goes.
fn is_spared(found: &FindingRecord<'_>) -> bool {
    found.other_numbers.is_some() || found.parallel
}

fn is_furniture(kind: Kind) -> bool {
    matches!(kind, Kind::Boilerplate | Kind::Template)
}

/// Kinds that a run labelled wherever they stand and that may not be removed for it: their labels stay.
pub fn labelled(findings: &Findings) -> HashSet<Kind> {
    let spared = findings.findings.iter().filter(|found| is_spared(found));
    let spared: HashSet<u32> = spared.map(|found| found.id).collect();
    let marks = findings.marks.iter().filter(|mark| mark.action == Action::Label && !is_furniture(mark.kind));
    marks.filter(|mark| !spared.contains(&mark.finding)).map(|mark| mark.kind).collect()
}

/// Labels are made without regard to the occurrence that stays, so what a run labelled is not removed by what is said of it later: the last
/// copy might go. Boilerplate may: it goes everywhere.
fn hold(action: &mut Action, made: Action, kind: Kind) {
    if made == Action::Label && !is_furniture(kind) {
        *action = Action::Label;
    }
}

/// Takes back the marks that rely on documents which are not as they were: of repeats across documents, all of a family with a
/// member in such a document, since that may have been the one to stay. Documents of a family with such a member stay. Loops, repeats and boilerplate rely on nothing outside.
pub fn rely(findings: &mut Findings, unchanged: impl Fn(&str) -> bool) {
    let shaken: HashSet<u32> =
        findings.findings.iter().filter(|found| !unchanged(&found.doc)).map(|found| found.family).collect();
    let families: HashMap<u32, u32> = findings.findings.iter().map(|found| (found.id, found.family)).collect();
    findings.marks.retain(|mark| {
        let alone = matches!(mark.kind, Kind::Loop | Kind::Boilerplate | Kind::Template | Kind::Formula);
        alone || families.get(&mark.finding).is_none_or(|family| !shaken.contains(family))
    });
    let changed = |record: &&DocumentRecord<'_>| !unchanged(&record.doc);
    let shaken: HashSet<Option<u32>> =
        findings.documents.iter().filter(changed).map(|record| record.document_family).collect();
    for record in &mut findings.documents {
        if record.document_family.is_some() && shaken.contains(&record.document_family) {
            record.action = None;
        }
    }
}

/// Whether the mark stays one.
fn treat(action: &mut Action, treatment: Option<Treatment>) -> bool {
    match treatment {
        None => {}
        Some(Treatment::Remove) => *action = Action::Remove,
        Some(Treatment::Label) => *action = Action::Label,
        Some(Treatment::Keep) => return false,
    }
    true
}

/// Brings what is asked, then decisions into the marks of a findings file. What is said of a finding counts before what is said of its
/// family, that before its kind, that before its document; of two lines about the same the later.
///
/// Input: `path` is where the decisions came from. Output: a warning for each that matches nothing.
pub fn earlier(findings: &mut Findings, asked: &Asked, decisions: &[Decision], path: &Path) -> Vec<Warning> {
    let (decided, warnings) = Decided::new(decisions, &findings.findings, &findings.documents, Numbers::Hold, path);
    let numbered: HashMap<u32, &FindingRecord<'_>> = findings.findings.iter().map(|found| (found.id, found)).collect();
    findings.marks.retain_mut(|mark| {
        let (made, found) = (mark.action, numbered.get(&mark.finding).copied());
        let said = decided.said(mark.finding, found.map(|found| found.family), mark.kind, &mark.doc);
        let stays = asked.act(mark, found) && treat(&mut mark.action, said);
        hold(&mut mark.action, made, mark.kind);
        stays
    });
    for document in &mut findings.documents {
        document.action = decided.whole(document.action, &document.doc);
    }
    warnings
}

/// Brings decisions into the marks of a run just made; as [`earlier`], but findings and families are known by where they stand
/// only, since their numbers are those of the run that was judged. What matches nothing is a warning of the run, too.
///
/// Output: how many match nothing.
pub fn run(analysis: &mut Analysis, decisions: &[Decision], path: &Path) -> usize {
    let Analysis { documents, findings, reports, .. } = &*analysis;
    let records: Vec<_> = findings.iter().map(|found| FindingRecord::new(found, documents)).collect();
    let of_documents = documents.iter().zip(reports);
    let of_documents: Vec<_> =
        of_documents.map(|(document, report)| DocumentRecord::new(document, report, documents)).collect();
    let (decided, warnings) = Decided::new(decisions, &records, &of_documents, Numbers::OfAnotherRun, path);
    drop((records, of_documents));
    let Analysis { documents, findings, marks, reports, .. } = analysis;
    let id = |doc: usize| documents.get(doc).map_or("", |document| document.id.as_str());
    marks.retain_mut(|mark| {
        let family = findings.get(index(mark.finding)).map(|finding| finding.family);
        let (made, said) = (mark.action, decided.said(mark.finding, family, mark.kind, id(mark.doc.index())));
        let stays = treat(&mut mark.action, said);
        hold(&mut mark.action, made, mark.kind);
        stays
    });
    for (doc, report) in reports.iter_mut().enumerate() {
        report.action = decided.whole(report.action, id(doc));
    }
    let unmatched = warnings.len();
    analysis.warnings.extend(warnings);
    analysis.warnings.sort();
    unmatched
}

/// What the numbers of findings and families in decisions are worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numbers {
    /// They are those of this findings file, unless the place says otherwise.
    Hold,
    /// They are those of another run.
    OfAnotherRun,
}

/// All decisions of a file, each with what it was found to be about.
#[derive(Debug, Default)]
struct Decided {
    findings: HashMap<u32, Treatment>,
    families: HashMap<u32, Treatment>,
    kinds: HashMap<Kind, Treatment>,
    docs: HashMap<String, Treatment>,
}

impl Decided {
    fn new(
        decisions: &[Decision],
        findings: &[FindingRecord<'_>],
        documents: &[DocumentRecord<'_>],
        numbers: Numbers,
        path: &Path,
    ) -> (Self, Vec<Warning>) {
        let search = Search { places: Places::new(findings, documents), findings, numbers };
        let mut decided = Self::default();
        let mut warnings = Vec::new();
        for decision in decisions {
            if !decided.take(decision, &search) {
                let alone = matches!(&decision.about, About::Finding(_, None) | About::Family(_, None));
                let why = if alone && numbers == Numbers::OfAnotherRun {
                    "is named by its number only, which holds for one findings file"
                } else {
                    "is not there"
                };
                let message = format!("the decision does nothing: {} {why}", decision.about);
                let doc = path.display().to_string();
                warnings.push(Warning { doc, line: Some(decision.line), byte: None, skipped: false, message });
            }
        }
        (decided, warnings)
    }

    /// Whether what a decision is about is there.
    fn take(&mut self, decision: &Decision, search: &Search<'_>) -> bool {
        let treatment = decision.treatment;
        match &decision.about {
            About::Finding(number, place) => {
                let found = search.find(place.as_ref(), |found| Some(found.id) == *number);
                found.map(|found| treatment.map(|treatment| self.findings.insert(found.id, treatment))).is_some()
            }
            About::Family(number, place) => {
                let found = search.find(place.as_ref(), |found| found.family == *number);
                found.map(|found| treatment.map(|treatment| self.families.insert(found.family, treatment))).is_some()
            }
            About::Kind(kind) => {
                treatment.map(|treatment| self.kinds.insert(*kind, treatment));
                true
            }
            About::Document(doc) => {
                treatment.map(|treatment| self.docs.insert(doc.clone(), treatment));
                search.places.has(doc)
            }
        }
    }

    /// What is to be done with a mark.
    fn said(&self, finding: u32, family: Option<u32>, kind: Kind, doc: &str) -> Option<Treatment> {
        (self.findings.get(&finding))
            .or_else(|| self.families.get(&family?))
            .or_else(|| self.kinds.get(&kind))
            .or_else(|| self.docs.get(doc))
            .copied()
    }

    /// What is to be done with a document as a whole: what was said of it can only spare it.
    fn whole(&self, action: Option<DocumentAction>, doc: &str) -> Option<DocumentAction> {
        match (action, self.docs.get(doc)) {
            (_, Some(Treatment::Keep)) => None,
            (Some(DocumentAction::Drop), Some(Treatment::Label)) => Some(DocumentAction::Label),
            (action, Some(Treatment::Label | Treatment::Remove) | None) => action,
        }
    }
}

/// Where findings are looked for.
struct Search<'a> {
    places: Places<'a>,
    findings: &'a [FindingRecord<'a>],
    numbers: Numbers,
}

impl<'a> Search<'a> {
    /// The finding that a decision names: where numbers hold, one of that number that stands there or whose place is not said;
    /// else what fits the place.
    fn find(
        &self,
        place: Option<&Place>,
        numbered: impl Fn(&FindingRecord<'_>) -> bool,
    ) -> Option<&'a FindingRecord<'a>> {
        let there = |found: &FindingRecord<'_>| {
            place.is_none_or(|place| {
                (place.doc.as_str(), place.start_char, place.end_char)
                    == (found.doc.as_ref(), found.start_char, found.end_char)
            })
        };
        let by_number = || self.findings.iter().find(|found| numbered(found) && there(found));
        let by_number = (self.numbers == Numbers::Hold).then(by_number).flatten();
        by_number.or_else(|| self.places.find(&place?.spot()).map(|(found, _)| found))
    }
}
