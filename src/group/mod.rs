//! From matches to [`Family`]s: all occurrences of one passage around one canonical occurrence.
//!
//! 1. `cut`: where many partners of a place end, longer matches end too, so that a footer and the notice below it stay
//!    two passages.
//! 2. `places`: sides of matches that lie on each other are one place; its edges are those most partners agree on.
//! 3. `stars`: each family is a place with the places that were verified against it. No closure of unverified links.
//! 4. `tidy`: families that only repeat parts of another are dropped.

mod compose;
mod cover;
mod cut;
mod digits;
mod holes;
mod places;
mod shadows;
mod star;
mod stars;
mod tidy;

pub use cover::Cover;
pub use digits::OtherDigits;
pub(crate) use digits::{is_digit, is_figure, is_numeral, other_digits};
pub(crate) use holes::between;

use crate::align::{Match, Prices, Side, Tally};
use crate::normalize::Symbol;
use crate::progress::Progress;
use crate::span::{Folded, Span};

/// One occurrence of a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Where it stands.
    pub side: Side,
    /// What is equal to the canonical occurrence and what is not.
    pub tally: Tally,
    /// Stretches of it that the canonical occurrence does not have: sentences put in, other words in a slot.
    pub holes: Vec<Span<Folded>>,
    /// Where its digits are not those of the canonical occurrence, if anywhere.
    pub other_digits: Option<Box<OtherDigits>>,
}

impl Member {
    /// An occurrence that is equal to the canonical one.
    pub fn exact(side: Side) -> Self {
        Self { side, tally: Tally::exact(side.span.len()), holes: Vec::new(), other_digits: None }
    }
}

/// All occurrences of one passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Family {
    /// Ascending by document, then position; at least two.
    pub members: Vec<Member>,
    /// Index of the canonical occurrence, which every member was verified against.
    pub canonical: usize,
    /// Occurrences that are no members, because a longer family has them (what its members tell twice, each of them does), a loop, or a family that is cut otherwise: no more
    /// of these than there are members.
    pub elsewhere: u32,
}

impl Family {
    /// The canonical occurrence.
    pub fn centre(&self) -> &Member {
        &self.members[self.canonical]
    }

    /// Number of documents it stands in.
    pub fn documents(&self) -> usize {
        self.members.chunk_by(|x, y| x.side.doc == y.side.doc).count()
    }
}

/// What grouping needs to know besides the matches.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The folded texts.
    pub texts: &'a [&'a [Symbol]],
    /// Prices for the verification of members that no candidate led to.
    pub prices: Prices<'a>,
    /// Documents from which a passage is hot.
    pub hot_from: usize,
    /// Shortest passage that is kept.
    pub min_symbols: u32,
}

/// Groups verified matches into families.
///
/// Output: ascending by their first member. `progress` hears of every place that has found its family.
/// Complexity: `O(m log m)` in the number of matches, and one short alignment for each place that its family's centre
/// was not compared with.
pub fn families(matches: Vec<Match>, context: Context, progress: &dyn Progress) -> Vec<Family> {
    let matches = cut::at_shared_edges(matches, context.hot_from);
    let placed = places::place(&matches);
    let (matches, placed) = shadows::without_shadows(matches, placed, context.hot_from);
    let families = stars::stars(&matches, &placed, context, progress);
    drop((matches, placed));
    tidy::tidy(families, context.min_symbols, context.prices.depth)
}
