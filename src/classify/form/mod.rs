//! Site furniture that is known by its form, in one document: no other text is needed to see that a list of links, a
//! comment box or a copyright notice is no part of the report.
//!
//! From the text of a document and its symbols to stretches of lines, each with the [`Form`] that decided. `line` weighs
//! every line by what stands on it and how it is built; `stretch` takes the stretches of lines with the highest sums. A
//! sentence weighs against, so nothing is taken from running prose. Does not look at other documents and does not know
//! what is repeated.

mod cues;
mod line;
mod stretch;

use serde::{Deserialize, Serialize};

pub(super) use cues::Cues;
pub(super) use line::{is_dated, is_numbered};

use crate::normalize::{OffsetMap, Symbol, is_word};
use crate::span::{Raw, Span};

/// What a stretch of lines looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Who owns, runs and answers for the site: copyright, reprints, registration, contact.
    Notice,
    /// Where the page stands and what else there is: bars, breadcrumbs, menus.
    Navigation,
    /// Share, print and close buttons, codes to scan.
    Sharing,
    /// Comment boxes and logins.
    Comments,
    /// Headings of link lists, and pagers.
    Related,
    /// What the reader feels about the page.
    Poll,
    /// Four and more short lines without punctuation inside furniture.
    Links,
}

/// A stretch of whole lines that is furniture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Furniture {
    /// From the first letter of the first line to the end of the last.
    pub raw: Span<Raw>,
    /// What decided.
    pub form: Form,
}

/// The furniture of one document.
///
/// Output: ascending, disjoint; none where more than half of the symbols are words of an alphabetic script: there plain text
/// breaks its lines where they are full, and a line without a stop is prose. Guarantee: on whole lines. Complexity: linear
/// in the text.
pub(super) fn furniture(text: &str, symbols: &[Symbol], offsets: &OffsetMap, cues: &Cues) -> Vec<Furniture> {
    if 2 * symbols.iter().filter(|symbol| is_word(**symbol)).count() > symbols.len() {
        return Vec::new();
    }
    stretch::stretches(&line::lines(text, symbols, offsets, cues), symbols)
}
