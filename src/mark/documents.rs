//! What is done with whole documents that are like others.
//!
//! In comes each document's family and canonical document, out goes what a cleaner does with it. What is dropped was verified
//! against a canonical document that stays, unless the user wants none of the family.

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
    /// The canonical document stays, the others are dropped.
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
