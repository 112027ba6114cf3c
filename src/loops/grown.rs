//! Chains beyond their stretches: where the copies of a drifting loop go on being equal.

use super::chains::{Chain, stretch};
use super::seen::SEED;
use crate::edits::Rows;
use crate::int::float;
use crate::normalize::Symbol;

/// Least period of a loop that drifts: shorter units are spelled alike by chance.
pub(super) const SHORTEST_DRIFTING: usize = 8;
/// Farthest a loop that drifts is looked for beyond an edge, and farthest it shifts there, in symbols.
const LONGEST_GAP: usize = 160;
const LONGEST_SHIFT: usize = 16;
/// Share of equal symbols in what a chain grows by.
const GROWN: f64 = 0.7;

/// What following chains takes: buffers, and the places that were looked at.
#[derive(Default)]
pub(super) struct Effort {
    pub(super) rows: Rows,
    pub(super) looks: usize,
}

/// The chain with what follows it on both sides at its own distance, found by looking for the next equal shingle there:
/// where copies drift, the last occurrence of a shingle is often not the one a period before.
pub(super) fn grown(symbols: &[Symbol], chain: Chain, effort: &mut Effort) -> Option<Chain> {
    if chain.period < SHORTEST_DRIFTING || chain.equal < 2 * SEED {
        return None;
    }
    let mut whole = chain;
    while let Some((start, distance)) =
        next_equal(symbols, (whole.end, whole.distance), chain.period, Towards::End, effort)
    {
        let stretch = stretch(symbols, start, distance);
        whole.equal += stretch.end - start;
        whole.shifted |= whole.distance != distance;
        (whole.end, whole.distance) = (stretch.end, distance);
    }
    while let Some((end, distance)) =
        next_equal(symbols, (whole.start, whole.first_distance), chain.period, Towards::Start, effort)
    {
        let equal = (0..end - distance).take_while(|i| symbols[end - 1 - i] == symbols[end - 1 - i - distance]).count();
        whole.equal += equal;
        whole.shifted |= whole.first_distance != distance;
        (whole.start, whole.first_distance) = (end - equal, distance);
    }
    let (reach, equal) = (whole.end - whole.start + chain.start - chain.end, whole.equal - chain.equal);
    (reach > 0 && float(equal) >= GROWN * float(reach)).then_some(whole)
}

/// Which way a chain grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Towards {
    Start,
    End,
}

/// The nearest place beyond `edge` whose shingle equals the one about `distance` before it: that place and the exact
/// distance. Looks no farther than half a period, and shifts no farther than a share of it. A symbol of shift is as far as a symbol of gap:
/// a unit that repeats words of its own is no shifted copy.
pub(super) fn next_equal(
    symbols: &[Symbol],
    (edge, distance): (usize, usize),
    period: usize,
    towards: Towards,
    effort: &mut Effort,
) -> Option<(usize, usize)> {
    let room = (period / 2).clamp(16, LONGEST_GAP);
    let shift = (period / 8).min(LONGEST_SHIFT);
    // Where the symbol at a place may stand about `distance` before it.
    let near = |place: usize| {
        let end = (place + shift + 1).saturating_sub(distance).min(place);
        symbols[place.saturating_sub(distance + shift)..end].contains(&symbols[place])
    };
    let mut skipped = 0;
    // What is nearest so far, behind how far it is.
    let mut nearest: Option<(usize, (usize, usize))> = None;
    for gap in 0..room {
        if nearest.is_some_and(|(far, _)| far <= gap) {
            break;
        }
        effort.looks += 2 * shift + 2;
        let (at, shingle) = match towards {
            Towards::End => {
                (edge + gap, (edge + gap).checked_add(SEED).filter(|end| *end <= symbols.len()).map(|_| edge + gap))
            }
            Towards::Start => (edge.saturating_sub(gap), edge.checked_sub(gap + SEED)),
        };
        let Some(shingle) = shingle else { break };
        // Mostly the symbol stands nowhere near: told by looking at all places at once. As many shingles as one has symbols, side by side,
        // have one symbol in common, whose look mostly tells of them all.
        if gap.is_multiple_of(SEED) {
            let shared = if towards == Towards::End { shingle + SEED - 1 } else { shingle };
            skipped = if near(shared) { gap } else { gap + SEED };
        }
        if gap < skipped || !near(shingle) {
            continue;
        }
        let equal = |distance: usize| {
            shingle >= distance
                && symbols[shingle] == symbols[shingle - distance]
                && symbols[shingle..shingle + SEED] == symbols[shingle - distance..shingle - distance + SEED]
        };
        let allowed = |distance: &usize| distance.abs_diff(period) <= period / 5;
        let distances = (0..=shift).flat_map(|by| [distance + by, distance.saturating_sub(by)]);
        if let Some(found) = distances.filter(allowed).find(|&distance| distance > 0 && equal(distance)) {
            let far = gap + found.abs_diff(distance);
            nearest = Some(nearest.map_or((far, (at, found)), |nearest| nearest.min((far, (at, found)))));
        }
    }
    nearest.map(|(_, found)| found)
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// [`next_equal`] without a look at what shingles have in common.
    fn plain_next_equal(
        symbols: &[Symbol],
        (edge, distance): (usize, usize),
        period: usize,
        towards: Towards,
        effort: &mut Effort,
    ) -> Option<(usize, usize)> {
        let shift = (period / 8).min(LONGEST_SHIFT);
        let mut nearest: Option<(usize, (usize, usize))> = None;
        for gap in 0..(period / 2).clamp(16, LONGEST_GAP) {
            if nearest.is_some_and(|(far, _)| far <= gap) {
                break;
            }
            effort.looks += 2 * shift + 2;
            let (at, shingle) = match towards {
                Towards::End => (edge + gap, Some(edge + gap).filter(|at| at + SEED <= symbols.len())),
                Towards::Start => (edge.saturating_sub(gap), edge.checked_sub(gap + SEED)),
            };
            let Some(shingle) = shingle else { break };
            let equal = |distance: &usize| {
                let before = shingle.checked_sub(*distance).filter(|before| *before < shingle);
                before.is_some_and(|before| symbols[shingle..shingle + SEED] == symbols[before..before + SEED])
            };
            let allowed = |distance: &usize| distance.abs_diff(period) <= period / 5;
            let mut distances = (0..=shift).flat_map(|by| [distance + by, distance.saturating_sub(by)]);
            if let Some(found) = distances.find(|distance| allowed(distance) && equal(distance)) {
                let far = gap + found.abs_diff(distance);
                nearest = nearest.into_iter().chain([(far, (at, found))]).min();
            }
        }
        nearest.map(|(_, found)| found)
    }

    /// A text of few kinds of symbols, with pieces of it put in again, some of them changed.
    pub(in crate::loops) fn repetitive() -> impl Strategy<Value = Vec<Symbol>> {
        let kinds = prop::sample::select(vec![2_u32, 5, 30, 400]);
        let piece = (0_usize..300, 1_usize..90, 0_usize..8, 1_usize..30);
        (kinds, prop::collection::vec(any::<u32>(), 1..300), prop::collection::vec(piece, 0..6)).prop_map(
            |(kinds, raw, pieces)| {
                let mut text: Vec<Symbol> = raw.iter().map(|raw| raw % kinds).collect();
                for (from, len, times, every) in pieces {
                    let piece: Vec<Symbol> = text[from % text.len()..].iter().take(len).copied().collect();
                    for _ in 0..times {
                        let at = text.len();
                        text.extend(&piece);
                        if let Some(symbol) = text.get_mut(at + every) {
                            *symbol += 1;
                        }
                    }
                }
                text
            },
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn the_next_equal_shingle_is_that_of_the_plain_form(
            text in repetitive(), (at, distance, more) in (0_usize..900, 1_usize..200, 0_usize..40), backward: bool,
        ) {
            let edge = at % text.len();
            let (distance, towards) = (distance.min(edge.max(1)), if backward { Towards::Start } else { Towards::End });
            let (mut effort, mut plain) = (Effort::default(), Effort::default());
            let found = next_equal(&text, (edge, distance), distance + more, towards, &mut effort);
            prop_assert_eq!(found, plain_next_equal(&text, (edge, distance), distance + more, towards, &mut plain));
            prop_assert_eq!(effort.looks, plain.looks);
        }
    }
}
