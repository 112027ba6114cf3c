//! What people decided, brought into the marks of a run or of a findings file. A decision can only spare or relabel what is
//! marked: the occurrence of a family that stays is not marked, and nothing here takes it.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::decisions::{About, Decision, Place};
use super::jsonl::Findings;
use super::places::Places;
use super::record::{DocumentRecord, FindingRecord};
use crate::analysis::Analysis;
use crate::classify::{Kind, Role};
use crate::error::Warning;
use crate::int::index;
use crate::mark::{Action, DocumentAction, Treatment};

/// Gives the marks of each kind the treatment asked for, where one is, those of copies whose numbers are others and of
/// parallel clauses that of `spared` where their kind is not to stay: they go only if that says it. With `first_stays`, boilerplate's canonical occurrence is spared.
pub fn act(
    findings: &mut Findings,
    treatment: impl Fn(Kind) -> Option<Treatment>,
    spared: (Option<Treatment>, Option<Treatment>),
    first_stays: bool,
) {
    let roles: HashMap<u32, Role> = findings.findings.iter().map(|found| (found.id, found.role)).collect();
    let of = |found: &FindingRecord<'_>| {
        let other = found.other_numbers.map(|_| spared.0);
        Some((found.id, other.or(found.parallel.then_some(spared.1))?))
    };
    let spared: HashMap<u32, Option<Treatment>> = findings.findings.iter().filter_map(of).collect();
    findings.marks.retain_mut(|mark| {
        let furniture = matches!(mark.kind, Kind::Boilerplate | Kind::Template);
        if first_stays && furniture && roles.get(&mark.finding) == Some(&Role::Original) {
            return false;
        }
        let said = treatment(mark.kind);
        let goes = matches!(said, None | Some(Treatment::Remove));
        treat(&mut mark.action, spared.get(&mark.finding).filter(|_| goes).copied().unwrap_or(said))
    });
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

/// Brings decisions into the marks of a findings file. What is said of a finding counts before what is said of its family, that
/// before its kind, that before its document; of two lines about the same the later.
///
/// Input: `path` is where the decisions came from. Output: a warning for each that matches nothing.
pub fn earlier(findings: &mut Findings, decisions: &[Decision], path: &Path) -> Vec<Warning> {
    let (decided, warnings) = Decided::new(decisions, &findings.findings, &findings.documents, Numbers::Hold, path);
    let families: HashMap<u32, u32> = findings.findings.iter().map(|found| (found.id, found.family)).collect();
    findings.marks.retain_mut(|mark| {
        let family = families.get(&mark.finding).copied();
        treat(&mut mark.action, decided.said(mark.finding, family, mark.kind, &mark.doc))
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
        treat(&mut mark.action, decided.said(mark.finding, family, mark.kind, id(mark.doc.index())))
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
