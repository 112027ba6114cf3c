//! From findings to what a cleaner removes: sorted, disjoint [`Mark`]s, and their application to text.
//!
//! [`marks`] decides which occurrences go and sees to it that one of each passage stays; [`apply`] takes them out of a
//! text. Judges nothing: what a finding is was said before.

mod apply;
mod choose;
mod copies;
mod cover;
mod documents;
mod edges;
mod head;
mod holes;
mod numbers;
mod policy;
mod seam;
mod snap;
mod whole;

pub use apply::{apply, of_document};
pub use choose::{marks, marks_beside};
pub use documents::{DocumentAction, DocumentPolicy, document_actions, spare_other_numbers};
pub use policy::{Policy, Treatment, Whole};

use crate::classify::Kind;
use crate::span::{Chars, DocId, Raw, Span};

/// What a cleaner does with a marked span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    /// Take it out of the text.
    Remove,
    /// Leave it in and say where it is.
    Label,
}

/// A span of a document to remove or to label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// Which document.
    pub doc: DocId,
    /// In UTF-8 bytes, on character boundaries.
    pub raw: Span<Raw>,
    /// In code points.
    pub chars: Span<Chars>,
    /// The finding it comes from.
    pub finding: u32,
    /// That finding's kind.
    pub kind: Kind,
    /// What to do.
    pub action: Action,
}
