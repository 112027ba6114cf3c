//! What came, went and moved between two runs: counts by kind, documents, and every change.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::pairs::pairs;
use crate::classify::Kind;
use crate::int::wide;
use crate::report::jsonl::Findings;
use crate::report::places::{Fit, Known, OfDocument, Places};
use crate::report::record::FindingRecord;

/// What differs between an old run and a new one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// What the old run found.
    pub old: Totals,
    /// What the new run found.
    pub new: Totals,
    /// Whether both ran with the same settings.
    pub same_config: bool,
    /// How the documents differ.
    pub documents: DocumentChanges,
    /// One entry for each kind in the order of [`Kind::ALL`].
    pub kinds: Vec<Kinds>,
    /// Every finding that is not the same in both: by document, then place.
    pub changes: Vec<Change>,
}

/// The totals of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of SummaryRecord and HeaderRecord")]
pub struct Totals {
    pub version: String,
    pub documents: u64,
    pub chars: u64,
    pub families: u64,
    pub findings: u64,
    pub marks: u64,
    pub removed_chars: u64,
}

/// How many documents are what in the two runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct DocumentChanges {
    /// In both, with the same text as far as is known.
    pub same: u64,
    /// In both, with another text.
    pub changed: u64,
    /// In the old run only.
    pub went: u64,
    /// In the new run only.
    pub came: u64,
}

/// Findings of a kind: `old` = same + edges + moved + left + went, `new` = same + edges + moved + joined + came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Kinds {
    /// Which kind.
    pub kind: Kind,
    /// Findings of the old run.
    pub old: u64,
    /// At the same place in both.
    pub same: u64,
    /// At the same place with other edges.
    pub edges: u64,
    /// The same text elsewhere in its document.
    pub moved: u64,
    /// Of another kind in the new run.
    pub left: u64,
    /// Of another kind in the old run.
    pub joined: u64,
    /// In the old run only.
    pub went: u64,
    /// In the new run only.
    pub came: u64,
    /// Findings of the new run.
    pub new: u64,
}

/// A finding that is not the same in both runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What happened to it.
    pub change: What,
    /// Its document.
    pub doc: String,
    /// As the old run has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Side>,
    /// As the new run has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Side>,
}

/// What happened to a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// The old run has it, the new one has not.
    Went,
    /// The new run has it, the old one has not.
    Came,
    /// It is of another kind.
    Kind,
    /// It begins or ends elsewhere.
    Edges,
    /// Its text stands elsewhere in its document.
    Moved,
}

/// A finding in one run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of FindingRecord")]
pub struct Side {
    pub id: u32,
    pub start_char: u32,
    pub end_char: u32,
    pub kind: Kind,
    pub family: u32,
}

impl Side {
    fn new(found: &FindingRecord<'_>) -> Self {
        let FindingRecord { id, start_char, end_char, kind, family, .. } = *found;
        Self { id, start_char, end_char, kind, family }
    }
}

impl What {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 5] = [Self::Went, Self::Came, Self::Kind, Self::Edges, Self::Moved];

    /// The word that stands in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Went => "went",
            Self::Came => "came",
            Self::Kind => "kind",
            Self::Edges => "edges",
            Self::Moved => "moved",
        }
    }
}

/// Compares an old run with a new one: findings are matched by document and place, see [`Places`].
///
/// Complexity: n log n in the findings, times how many overlap at one place.
pub fn compare(old: &Findings, new: &Findings) -> Comparison {
    let (before, now) = (Places::new(&old.findings, &old.documents), Places::new(&new.findings, &new.documents));
    let ids: BTreeSet<&str> = before.documents().keys().chain(now.documents().keys()).copied().collect();
    let mut documents = DocumentChanges::default();
    let mut changes = Vec::new();
    let mut kinds: BTreeMap<Kind, Kinds> = Kind::ALL.into_iter().map(|kind| (kind, Kinds::none(kind))).collect();
    let nothing = OfDocument::default();
    for id in ids {
        let (then, since) = (before.documents().get(id), now.documents().get(id));
        let known = Known::of(then.and_then(|of| of.text_hash), since.and_then(|of| of.text_hash));
        match (then, since, known) {
            (Some(_), Some(_), Known::Another) => documents.changed += 1,
            (Some(_), Some(_), Known::Same | Known::Nothing) => documents.same += 1,
            (Some(_), None, _) => documents.went += 1,
            (None, ..) => documents.came += 1,
        }
        let of_document = differences(then.unwrap_or(&nothing), since.unwrap_or(&nothing), known);
        for (what, old, new) in of_document {
            Kinds::count(&mut kinds, what, old, new);
            if let Some(change) = what {
                let (old, new) = (old.map(Side::new), new.map(Side::new));
                changes.push(Change { change, doc: id.to_owned(), old, new });
            }
        }
    }
    let kinds = Kind::ALL.iter().filter_map(|kind| kinds.remove(kind)).collect();
    let same_config = old.header.config_hash == new.header.config_hash;
    Comparison { old: Totals::new(old), new: Totals::new(new), same_config, documents, kinds, changes }
}

/// A finding in the two runs, and what happened to it if anything.
type Difference<'a> = (Option<What>, Option<&'a FindingRecord<'a>>, Option<&'a FindingRecord<'a>>);

/// The findings of a document by place, those of both runs and those of one.
fn differences<'a>(old: &OfDocument<'a>, new: &OfDocument<'a>, known: Known) -> Vec<Difference<'a>> {
    let pairs = pairs(&old.findings, &new.findings, known);
    let mut all: Vec<Difference<'a>> = Vec::with_capacity(old.findings.len().max(new.findings.len()));
    let (mut of_old, mut of_new) = (vec![false; old.findings.len()], vec![false; new.findings.len()]);
    for (at, other, fit) in pairs {
        (of_old[at], of_new[other]) = (true, true);
        let (one, two) = (old.findings[at], new.findings[other]);
        let what = match fit {
            _ if one.kind != two.kind => Some(What::Kind),
            Fit::Same => None,
            Fit::Edges => Some(What::Edges),
            Fit::Moved => Some(What::Moved),
        };
        all.push((what, Some(one), Some(two)));
    }
    let gone = old.findings.iter().zip(of_old).filter(|(_, paired)| !paired);
    all.extend(gone.map(|(found, _)| (Some(What::Went), Some(*found), None)));
    let fresh = new.findings.iter().zip(of_new).filter(|(_, paired)| !paired);
    all.extend(fresh.map(|(found, _)| (Some(What::Came), None, Some(*found))));
    all.sort_by_key(|(what, old, new)| {
        let place = old.or(*new).map(|found| (found.start_char, found.end_char, found.id));
        (place, *what, new.map(|found| found.id))
    });
    all
}

impl Kinds {
    fn none(kind: Kind) -> Self {
        Self { kind, old: 0, same: 0, edges: 0, moved: 0, left: 0, joined: 0, went: 0, came: 0, new: 0 }
    }

    /// Counts a finding in the rows of its kinds.
    fn count(
        kinds: &mut BTreeMap<Kind, Self>,
        what: Option<What>,
        old: Option<&FindingRecord<'_>>,
        new: Option<&FindingRecord<'_>>,
    ) {
        if let Some(row) = old.and_then(|found| kinds.get_mut(&found.kind)) {
            row.old += 1;
            match what {
                None => row.same += 1,
                Some(What::Edges) => row.edges += 1,
                Some(What::Moved) => row.moved += 1,
                Some(What::Kind) => row.left += 1,
                Some(What::Went | What::Came) => row.went += 1,
            }
        }
        if let Some(row) = new.and_then(|found| kinds.get_mut(&found.kind)) {
            row.new += 1;
            row.came += u64::from(what == Some(What::Came));
            row.joined += u64::from(what == Some(What::Kind));
        }
    }
}

impl Totals {
    fn new(findings: &Findings) -> Self {
        let summary = &findings.summary;
        Self {
            version: findings.header.version.clone(),
            documents: summary.documents,
            chars: summary.chars,
            families: summary.families,
            findings: summary.findings,
            marks: summary.marks,
            removed_chars: summary.removed_chars,
        }
    }
}

impl Comparison {
    /// Changes of one sort.
    pub fn count(&self, what: What) -> u64 {
        wide(self.changes.iter().filter(|change| change.change == what).count())
    }
}
