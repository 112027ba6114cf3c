//! What is done with whole documents that are like others.
//!
//! In comes each document's family and canonical document, out goes what a cleaner does with it. What is dropped was verified
//! against a canonical document that stays, unless the user wants none of the family.

use std::collections::BTreeMap;

use super::numbers::figures;
use crate::classify::Finding;
use crate::read::Document;
use crate::span::DocId;

/// What a cleaner does with a whole document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DocumentAction {
    /// Leave it out.
    Drop,
    /// Keep it and write into its record what it nearly equals.
    Label,
}

/// What becomes of the documents of a family.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DocumentPolicy {
    /// All stay as they are; the default, since whole documents should go only if that was asked for.
    #[default]
    Keep,
    /// All stay; those that are not canonical say whom they nearly equal.
    Label,
    /// The canonical document stays, and those whose numbers are others unless these go; the others are dropped.
    KeepFirst,
    /// All are dropped, the canonical one too.
    Drop,
}

/// What is done with each document, given its family and, where it is not canonical, the canonical document.
///
/// ```
/// use dittograph::mark::{DocumentAction, DocumentPolicy, document_actions};
/// use dittograph::span::DocId;
/// let standings = [(Some(0), None), (None, None), (Some(0), Some(DocId(0)))];
/// let actions = document_actions(standings, DocumentPolicy::KeepFirst);
/// assert_eq!(actions, [None, None, Some(DocumentAction::Drop)]);
/// ```
pub fn document_actions(
    standings: impl IntoIterator<Item = (Option<u32>, Option<DocId>)>,
    policy: DocumentPolicy,
) -> Vec<Option<DocumentAction>> {
    let action = |(family, canonical): (Option<u32>, Option<DocId>)| match policy {
        DocumentPolicy::Keep => None,
        DocumentPolicy::Label => canonical.map(|_| DocumentAction::Label),
        DocumentPolicy::KeepFirst => canonical.map(|_| DocumentAction::Drop),
        DocumentPolicy::Drop => family.map(|_| DocumentAction::Drop),
    };
    standings.into_iter().map(action).collect()
}

/// Takes back what would drop a document whose numbers are others than those of its canonical document: they stand nowhere else.
///
/// Input: `canonical` gives the canonical document of one that may be dropped for it. Whether numbers are others is known of the passages the two share;
/// of two that both have others than a third by whether they have the same in the same order. Complexity: `O(n log n)` in the findings of families with
/// such numbers.
pub fn spare_other_numbers(
    actions: &mut [Option<DocumentAction>],
    (findings, documents): (&[Finding], &[Document]),
    canonical: impl Fn(DocId) -> Option<DocId>,
) {
    let mut families: BTreeMap<u32, Vec<&Finding>> = findings
        .iter()
        .filter(|finding| finding.numbers.is_some())
        .map(|finding| (finding.family, Vec::new()))
        .collect();
    for finding in findings {
        if let Some(members) = families.get_mut(&finding.family) {
            members.push(finding);
        }
    }
    let others = |one: &Finding, two: &Finding| match (one.numbers, two.numbers) {
        (None, None) => false,
        (Some(_), Some(_)) => figures(documents, one) != figures(documents, two),
        _ => true,
    };
    for members in families.values() {
        for member in members {
            let Some(action) = actions.get_mut(member.place.doc.index()) else { continue };
            let Some(other) = canonical(member.place.doc).filter(|_| *action == Some(DocumentAction::Drop)) else {
                continue;
            };
            // The members of a family ascend by their documents.
            let from = members.partition_point(|of| of.place.doc < other);
            let mut of_other = members[from..].iter().take_while(|of| of.place.doc == other);
            if of_other.any(|of| others(member, of)) {
                *action = None;
            }
        }
    }
}
