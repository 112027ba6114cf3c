//! What a finding is: the words that leave the program.

use serde::{Deserialize, Serialize};

use super::form::Form;
use super::numbers::Numbers;
use crate::span::{Chars, DocId, Raw, Span};

/// Why a passage stands more than once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A decoder got stuck: a unit stands several times in a row.
    Loop,
    /// The same passage twice in one document, not adjacent.
    Repeat,
    /// The same passage in two or more documents.
    Copy,
    /// The same passage in many documents at a fixed place.
    Boilerplate,
    /// Boilerplate with slots.
    Template,
    /// A stock phrase that everybody writes: seen, counted, never removed.
    Formula,
    /// A span that makes its document a near-duplicate.
    Document,
}

impl Kind {
    /// All kinds, in the order in which summaries list them.
    pub const ALL: [Self; 7] =
        [Self::Loop, Self::Repeat, Self::Copy, Self::Document, Self::Boilerplate, Self::Template, Self::Formula];

    /// Whether it is a passage that stands elsewhere, too, and stays at one place.
    pub(crate) fn is_passage(self) -> bool {
        matches!(self, Self::Repeat | Self::Copy | Self::Document)
    }

    /// The word that stands in files and in the terminal.
    pub fn word(self) -> &'static str {
        match self {
            Self::Loop => "loop",
            Self::Repeat => "repeat",
            Self::Copy => "copy",
            Self::Boilerplate => "boilerplate",
            Self::Template => "template",
            Self::Formula => "formula",
            Self::Document => "document",
        }
    }
}

/// Which occurrence of its family a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The canonical occurrence, kept.
    Original,
    /// Another occurrence (for loops and boilerplate: the occurrence itself).
    Copy,
}

/// A stretch of one document in both units of the original text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Which document.
    pub doc: DocId,
    /// In UTF-8 bytes of the document's text.
    pub raw: Span<Raw>,
    /// In code points of the document's text.
    pub chars: Span<Chars>,
}

/// Where the members of a boilerplate family stand: shares of them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Sources with a member; documents without one left out.
    pub sources: u32,
    /// In the first twentieth of their documents.
    pub head: f64,
    /// In the last.
    pub tail: f64,
    /// On lines of their own, slots and a few symbols of other lines not counted.
    pub lines: f64,
}

/// One occurrence of a family, with its kind and evidence.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Position in the list of findings, from 0: ordered by document, then start.
    pub id: u32,
    /// Where it stands.
    pub place: Place,
    /// What it is.
    pub kind: Kind,
    /// The family's number; the members of a family share it.
    pub family: u32,
    /// Which member it is.
    pub role: Role,
    /// Length in normalised symbols.
    pub symbols: u32,
    /// Equal symbols over alignment columns against the canonical occurrence (loops: against the first copy); 1 for
    /// the canonical occurrence itself.
    pub identity: f64,
    /// Documents in which the family stands.
    pub docs: u32,
    /// Occurrences of the family.
    pub occurrences: u32,
    /// Information of the passage under the corpus' character model, its own family left out; `None` for loops.
    pub bits: Option<f64>,
    /// Loops: symbols (of raw runs: characters) a copy.
    pub period: Option<u32>,
    /// Loops: number of copies, the last may be cut.
    pub copies: Option<f64>,
    /// Loops: the part that a cleaner removes (all but the first copy).
    pub extra: Option<Span<Raw>>,
    /// Loops: whether the copies differ as clauses or items do that a writer made alike. Near copies of another place of their document, and short
    /// ones of another document: whether they differ so from that. Boilerplate: whether these lines are sentences in which every occurrence says something else. They say different
    /// things, so a cleaner leaves them in.
    pub parallel: bool,
    /// Copies: stretches of more than a few symbols that the canonical occurrence does not have. They stand in no other
    /// place, so a cleaner leaves them in.
    pub holes: Vec<Place>,
    /// Copies whose numbers are no others as a whole: sentences whose numbers are. A cleaner leaves these in.
    pub figures: Vec<Place>,
    /// Copies whose numbers are others than those of the canonical occurrence, by far more than the rest of it is: how many. They
    /// stand in no other place, so a cleaner leaves the copy in.
    pub numbers: Option<Numbers>,
    /// Boilerplate that its form gave away: what it looks like.
    pub form: Option<Form>,
    /// Boilerplate that only its lines gave away: documents of its source that have the rarest of them.
    pub line_docs: Option<u32>,
    /// Boilerplate that its repetition gave away: where the family stands.
    pub standing: Option<Standing>,
    /// Boilerplate that was known before: the known passage it equals.
    pub known: Option<String>,
    /// Boilerplate with slots, the canonical occurrence: its text with the slots named.
    pub pattern: Option<String>,
    /// The occurrence it was verified against: the canonical one, for the canonical one itself the next; `None` for
    /// loops, and for what its form alone gave away or a known passage.
    pub partner: Option<Place>,
}

impl Finding {
    /// A finding that stands alone: one occurrence, equal to itself, without evidence of any kind. Length in normalised
    /// symbols.
    pub fn new(kind: Kind, place: Place, symbols: u32) -> Self {
        Self {
            id: 0,
            place,
            kind,
            family: 0,
            role: Role::Copy,
            symbols,
            identity: 1.0,
            docs: 1,
            occurrences: 1,
            bits: None,
            period: None,
            copies: None,
            extra: None,
            parallel: false,
            holes: Vec::new(),
            figures: Vec::new(),
            numbers: None,
            form: None,
            line_docs: None,
            standing: None,
            known: None,
            pattern: None,
            partner: None,
        }
    }
}
