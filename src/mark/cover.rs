//! Disjoint stretches of one document, each with a number: what is removed, what must stay.

use std::collections::{BTreeMap, BTreeSet};

use crate::int::index;
use crate::span::{Raw, Span};

/// A set of bytes as disjoint stretches in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Cover {
    /// Start to end and tag.
    stretches: BTreeMap<u32, (u32, u32)>,
}

impl Cover {
    /// The stretches in order, with their tags.
    pub(super) fn stretches(&self) -> impl Iterator<Item = (Span<Raw>, u32)> + '_ {
        self.stretches.iter().map(|(start, (end, tag))| (Span::new(*start, *end), *tag))
    }

    /// The parts of `span` that are in the set, with their tags, in order.
    ///
    /// Complexity: logarithmic, and linear in the parts.
    pub(super) fn inside(&self, span: Span<Raw>) -> Vec<(Span<Raw>, u32)> {
        let before = self.stretches.range(..span.start).next_back();
        let within = self.stretches.range(span.start..span.end);
        let cut = |(start, (end, tag)): (&u32, &(u32, u32))| {
            (Span::new((*start).max(span.start), (*end).min(span.end)), *tag)
        };
        before.into_iter().chain(within).map(cut).filter(|(part, _)| !part.is_empty() && span.covers(*part)).collect()
    }

    /// The parts of `span` that are not in the set, in order.
    pub(super) fn gaps(&self, span: Span<Raw>) -> Vec<Span<Raw>> {
        let mut gaps = Vec::new();
        let mut from = span.start;
        for (part, _) in self.inside(span) {
            gaps.push(Span::new(from, part.start));
            from = part.end;
        }
        gaps.push(Span::new(from, span.end));
        gaps.retain(|gap| !gap.is_empty());
        gaps
    }

    /// Adds the parts of `span` that are not in the set yet.
    pub(super) fn add(&mut self, span: Span<Raw>, tag: u32) {
        for gap in self.gaps(span) {
            self.stretches.insert(gap.start, (gap.end, tag));
        }
    }

    /// Takes `span` out of the set.
    pub(super) fn take(&mut self, span: Span<Raw>) {
        for (part, tag) in self.inside(span) {
            let at = self.stretches.range(..=part.start).next_back().map(|(start, (end, _))| (*start, *end));
            let Some((start, end)) = at else { continue };
            self.stretches.remove(&start);
            if start < part.start {
                self.stretches.insert(start, (part.start, tag));
            }
            if part.end < end {
                self.stretches.insert(part.end, (end, tag));
            }
        }
    }
}

/// Spans of one document that may overlap.
#[derive(Debug, Default)]
pub(super) struct Spans {
    /// Starts and ends of those of at least 2ⁿ bytes and fewer than twice as many, by n.
    by_length: [BTreeSet<(u32, u32)>; 32],
}

impl Spans {
    /// Adds a span that is not empty.
    pub(super) fn add(&mut self, span: Span<Raw>) {
        if let Some(of_length) = span.len().checked_ilog2().and_then(|n| self.by_length.get_mut(index(n))) {
            of_length.insert((span.start, span.end));
        }
    }

    /// Those that overlap a span, each once.
    ///
    /// Complexity: logarithmic, and linear in those that begin no farther before it than they are long, and as much again.
    pub(super) fn over(&self, span: Span<Raw>) -> impl Iterator<Item = Span<Raw>> + '_ {
        let near = move |(n, of_length): (u32, &'_ BTreeSet<(u32, u32)>)| {
            let from = span.start.saturating_sub(2_u32.saturating_pow(n + 1));
            of_length.range((from, 0)..(span.end, 0)).map(|&(start, end)| Span::new(start, end)).collect::<Vec<_>>()
        };
        (0..).zip(&self.by_length).flat_map(near).filter(move |other| other.overlap(span) > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]
        #[test]
        fn spans_over_another_are_those_that_a_look_at_all_finds(
            all in prop::collection::btree_set((0_u32..60, 1_u32..40), 0..30), (start, length) in (0_u32..60, 0_u32..20),
        ) {
            let all: BTreeSet<Span<Raw>> = all.into_iter().map(|(start, length)| Span::new(start, start + length)).collect();
            let mut spans = Spans::default();
            for span in &all {
                spans.add(*span);
            }
            let over = Span::new(start, start + length);
            let mut found: Vec<Span<Raw>> = spans.over(over).collect();
            found.sort_unstable();
            prop_assert_eq!(found, all.into_iter().filter(|span| span.overlap(over) > 0).collect::<Vec<_>>());
        }

        /// Against an array with the tag of every byte.
        #[test]
        fn a_cover_is_a_set_of_tagged_bytes(steps in prop::collection::vec((0u32..40, 0u32..20, any::<bool>()), 0..20)) {
            let mut cover = Cover::default();
            let mut plain = [None; 64];
            for (tag, (start, length, add)) in (0..).zip(steps) {
                let span = Span::new(start, start + length);
                if add {
                    cover.add(span, tag);
                    plain[span.range()].iter_mut().filter(|byte| byte.is_none()).for_each(|byte| *byte = Some(tag));
                } else {
                    cover.take(span);
                    plain[span.range()].fill(None);
                }
            }
            let mut seen = [None; 64];
            for (stretch, tag) in cover.stretches() {
                prop_assert!(!stretch.is_empty());
                seen[stretch.range()].fill(Some(tag));
            }
            prop_assert_eq!(seen, plain);
            let all = Span::new(10, 50);
            let gaps: u32 = cover.gaps(all).iter().map(Span::len).sum();
            let inside: u32 = cover.inside(all).iter().map(|(part, _)| part.len()).sum();
            prop_assert_eq!(gaps + inside, all.len());
        }
    }
}
