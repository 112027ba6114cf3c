//! Where text stands: spans, and the number of a document.
//!
//! A [`Span`] carries the space its positions count in as a type, so that bytes of the original and symbols of the
//! normalised text can't be mixed by accident. The one way from [`Norm`] to [`Raw`] is
//! [`OffsetMap`](crate::normalize::OffsetMap). No strings and no hashing here.

use std::marker::PhantomData;

use serde::{Deserialize, Serialize};

use crate::int::index;

/// Positions in the original text, in UTF-8 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Raw {}

/// Positions in the original text, in code points (what Python slices by).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Chars {}

/// Positions in the normalised text, in symbols.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Norm {}

/// Positions in the normalised text after the extra copies of loops were folded away, in symbols.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Folded {}

/// A stretch of one document, end exclusive, in the space `S`.
///
/// ```
/// use dittograph::span::{Norm, Span};
/// let a: Span<Norm> = Span::new(3, 9);
/// assert_eq!(a.len(), 6);
/// assert_eq!(a.overlap(Span::new(7, 20)), 2);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span<S> {
    /// First position inside.
    pub start: u32,
    /// First position behind.
    pub end: u32,
    space: PhantomData<S>,
}

impl<S: Copy> Span<S> {
    /// The span from `start` to `end`; an end before the start gives the empty span at `start`.
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end: end.max(start), space: PhantomData }
    }

    /// Number of positions inside.
    pub fn len(&self) -> u32 {
        self.end - self.start
    }

    /// Whether nothing is inside.
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// Number of positions that both spans hold.
    pub fn overlap(&self, other: Self) -> u32 {
        self.end.min(other.end).saturating_sub(self.start.max(other.start))
    }

    /// Whether `other` lies wholly inside.
    pub fn covers(&self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn hull(&self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// Positions that lie in any of `others`, which ascend by their starts. Complexity: linear in them.
    pub fn covered_by(&self, others: impl IntoIterator<Item = Self>) -> u32 {
        let (mut covered, mut reached) = (0, self.start);
        for other in others {
            let from = reached.max(other.start);
            covered += Self::new(from, other.end.max(from)).overlap(*self);
            reached = reached.max(other.end);
        }
        covered
    }

    /// The same as a range of indices.
    pub fn range(&self) -> std::ops::Range<usize> {
        index(self.start)..index(self.end)
    }
}

/// The number of a document within one run, in the order of the run (ascending document ids).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocId(pub u32);

impl DocId {
    /// The number as an index.
    pub fn index(self) -> usize {
        index(self.0)
    }
}
