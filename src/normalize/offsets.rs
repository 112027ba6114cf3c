//! Where every symbol stands in the original: [`OffsetMap`], the one way between normalised and raw positions.

use crate::int::{index, narrow};
use crate::span::{Norm, Raw, Span};

/// For each symbol the raw bytes it came from.
///
/// Guarantee: starts and ends never descend and lie on character boundaries; two symbols overlap only where one
/// character unfolded to several, and these share one span.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OffsetMap {
    starts: Vec<u32>,
    ends: Vec<u32>,
}

impl OffsetMap {
    pub(super) fn with_capacity(symbols: usize) -> Self {
        Self { starts: Vec::with_capacity(symbols), ends: Vec::with_capacity(symbols) }
    }

    pub(super) fn push(&mut self, start: usize, end: usize) {
        self.starts.push(narrow(start));
        self.ends.push(narrow(end));
    }

    pub(super) fn pop(&mut self) {
        self.starts.pop();
        self.ends.pop();
    }

    /// Number of symbols.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether the text has no symbol.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The raw bytes of symbol `i`; empty, at the end of the last symbol, where there is no such symbol.
    pub fn symbol(&self, i: u32) -> Span<Raw> {
        match (self.starts.get(index(i)), self.ends.get(index(i))) {
            (Some(&start), Some(&end)) => Span::new(start, end),
            _ => self.behind(),
        }
    }

    /// From the start of the first symbol of `span` to the end of its last.
    ///
    /// An empty span gives the empty span where its symbol would begin. Positions behind the last symbol are cut off.
    ///
    /// ```
    /// use dittograph::{config::NormalizeConfig, normalize::Normalizer, span::Span};
    /// let (_, map) = Normalizer::new(&NormalizeConfig::default()).with_offsets("甲，乙、丙");
    /// assert_eq!(map.to_raw(Span::new(0, 2)), Span::new(0, 9));
    /// ```
    pub fn to_raw(&self, span: Span<Norm>) -> Span<Raw> {
        let last = span.end.min(narrow(self.len())).wrapping_sub(1);
        let start = self.symbol(span.start).start;
        if span.is_empty() || last == u32::MAX {
            return Span::new(start, start);
        }
        Span::new(start, self.symbol(last).end)
    }

    /// The symbols that lie wholly inside `raw`.
    ///
    /// Complexity: logarithmic in the number of symbols.
    pub fn to_norm(&self, raw: Span<Raw>) -> Span<Norm> {
        let start = self.starts.partition_point(|&start| start < raw.start);
        let end = self.ends.partition_point(|&end| end <= raw.end);
        Span::new(narrow(start), narrow(end))
    }

    fn behind(&self) -> Span<Raw> {
        let end = self.ends.last().copied().unwrap_or(0);
        Span::new(end, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(spans: &[(usize, usize)]) -> OffsetMap {
        let mut map = OffsetMap::default();
        for &(start, end) in spans {
            map.push(start, end);
        }
        map
    }

    #[test]
    fn spans_go_there_and_back() {
        let map = map(&[(0, 3), (6, 9), (6, 9), (10, 11)]);
        assert_eq!(map.to_raw(Span::new(1, 4)), Span::new(6, 11));
        assert_eq!(map.to_norm(Span::new(6, 11)), Span::new(1, 4));
        assert_eq!(map.to_norm(Span::new(1, 9)), Span::new(1, 3));
        assert_eq!(map.to_norm(Span::new(1, 5)), Span::new(1, 1));
    }

    #[test]
    fn empty_spans_and_positions_behind_the_end_stay_inside_the_text() {
        let map = map(&[(0, 3), (6, 9)]);
        assert_eq!(map.to_raw(Span::new(1, 1)), Span::new(6, 6));
        assert_eq!(map.to_raw(Span::new(2, 2)), Span::new(9, 9));
        assert_eq!(map.to_raw(Span::new(1, 7)), Span::new(6, 9));
        assert_eq!(OffsetMap::default().to_raw(Span::new(0, 4)), Span::new(0, 0));
        assert_eq!(map.symbol(9), Span::new(9, 9));
    }
}
