//! What people decided about the findings of a file, brought into its marks. A decision can only spare or relabel what is
//! marked: the occurrence of a family that stays is not marked, and nothing here takes it.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use serde::Deserialize;

use super::jsonl::Findings;
use super::record::{DocumentRecord, FindingRecord};
use crate::classify::{Kind, Role};
use crate::error::{Error, Result};
use crate::mark::{Action, Treatment};

/// One line of a file of decisions.
#[derive(Debug, Deserialize)]
struct Decision {
    #[serde(default)]
    finding: Option<u32>,
    #[serde(default)]
    family: Option<u32>,
    #[serde(default)]
    kind: Option<Kind>,
    #[serde(default)]
    doc: Option<String>,
    #[serde(default)]
    action: Option<Word>,
    #[serde(default)]
    verdict: Option<Judgement>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Word {
    Remove,
    Label,
    Keep,
}

/// What a reader says of a finding.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Judgement {
    Right,
    Boundary,
    Wrong,
    Excluded,
}

impl Decision {
    /// What is to be done; `None` if the line only judges.
    fn treatment(&self) -> Option<Treatment> {
        match (self.action, self.verdict) {
            (Some(Word::Remove), _) => Some(Treatment::Remove),
            (Some(Word::Label), _) => Some(Treatment::Label),
            (Some(Word::Keep), _) | (None, Some(Judgement::Wrong | Judgement::Excluded)) => Some(Treatment::Keep),
            (None, Some(Judgement::Right | Judgement::Boundary) | None) => None,
        }
    }
}

/// Gives the marks of each kind the treatment asked for, where one is; with `first_stays`, boilerplate's canonical occurrence
/// is spared.
pub fn act(findings: &mut Findings, treatment: impl Fn(Kind) -> Option<Treatment>, first_stays: bool) {
    let roles: HashMap<u32, Role> = findings.findings.iter().map(|found| (found.id, found.role)).collect();
    findings.marks.retain_mut(|mark| {
        let furniture = matches!(mark.kind, Kind::Boilerplate | Kind::Template);
        if first_stays && furniture && roles.get(&mark.finding) == Some(&Role::Original) {
            return false;
        }
        treat(&mut mark.action, treatment(mark.kind))
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

/// Brings a file of decisions into the marks. What is said of a finding counts before what is said of its family, that before
/// its kind, that before its document; of two lines about the same the later.
///
/// Errors: [`Error::Read`]; [`Error::Findings`] for a line that is no decision or names what the findings don't have.
pub fn obey(findings: &mut Findings, path: &Path) -> Result<()> {
    let unreadable = |source| Error::Read { path: path.to_path_buf(), source };
    let mut decided = Decided::default();
    let file = BufReader::new(File::open(path).map_err(unreadable)?);
    for (number, line) in (1..).zip(file.lines()) {
        let line = line.map_err(unreadable)?;
        if line.trim().is_empty() {
            continue;
        }
        let fault = |reason: String| Error::Findings { path: path.to_path_buf(), line: number, reason };
        let decision = serde_json::from_str(&line).map_err(|error| fault(format!("is no decision: {error}")))?;
        decided.take(decision, findings).map_err(fault)?;
    }
    let by_id: HashMap<u32, &FindingRecord<'_>> = findings.findings.iter().map(|found| (found.id, found)).collect();
    findings.marks.retain_mut(|mark| {
        let family = by_id.get(&mark.finding).map(|found| found.family);
        let said = (decided.findings.get(&mark.finding))
            .or_else(|| decided.families.get(&family?))
            .or_else(|| decided.kinds.get(&mark.kind))
            .or_else(|| decided.docs.get(mark.doc.as_ref()));
        treat(&mut mark.action, said.copied())
    });
    Ok(())
}

/// All decisions of a file.
#[derive(Default)]
struct Decided {
    findings: HashMap<u32, Treatment>,
    families: HashMap<u32, Treatment>,
    kinds: HashMap<Kind, Treatment>,
    docs: HashMap<String, Treatment>,
}

impl Decided {
    fn take(&mut self, decision: Decision, known: &Findings) -> std::result::Result<(), String> {
        let treatment = decision.treatment();
        let Decision { finding, family, kind, doc, .. } = decision;
        let unknown = |what: &str, which: &dyn std::fmt::Display| format!("the findings have no {what} {which}");
        match (finding, family, kind, doc) {
            (Some(id), ..) if !known.findings.iter().any(|found| found.id == id) => Err(unknown("finding", &id)),
            (Some(id), ..) => {
                treatment.map(|treatment| self.findings.insert(id, treatment));
                Ok(())
            }
            (_, Some(id), ..) if !known.findings.iter().any(|found| found.family == id) => Err(unknown("family", &id)),
            (_, Some(id), ..) => {
                treatment.map(|treatment| self.families.insert(id, treatment));
                Ok(())
            }
            (_, _, Some(kind), _) => {
                treatment.map(|treatment| self.kinds.insert(kind, treatment));
                Ok(())
            }
            (_, _, _, Some(doc)) if !known.documents.iter().any(|found| found.doc == doc) => {
                Err(unknown("document", &doc))
            }
            (_, _, _, Some(doc)) => {
                treatment.map(|treatment| self.docs.insert(doc, treatment));
                Ok(())
            }
            (None, None, None, None) => Err("names no finding, family, kind or document".into()),
        }
    }
}
