//! How much a family says: information instead of length.
//!
//! The canonical passage is priced by the background model with its own family left out, scaled by how much of it the
//! members really share, less what their edits cost. Long passages are left out whole, however many places they stand
//! at; of short ones only a few places are, so that a slogan that stands alone in twenty places stays known to the
//! model and scores next to nothing.

use crate::align::{Background, Side, Tally};
use crate::group::{Family, Member};
use crate::int::{float, index, narrow};
use crate::normalize::Symbol;

/// Occurrences of a passage of 20 symbols that are left out; doubles with every [`DOUBLING`] symbols more.
const OWN_AT_20: u32 = 6;
const DOUBLING: u32 = 4;
/// Bits one edit takes away, one that puts a character in the place of one it is easily taken for, and one hole.
const EDIT_BITS: f64 = 9.0;
const ALIKE_BITS: f64 = 2.0;
const HOLE_BITS: f64 = 45.0;
/// Bits that each symbol of a hole takes away.
const HOLE_SYMBOL_BITS: f64 = 0.5;
/// How much more evidence a passage needs for every edit a symbol: prose that only resembles other prose differs in
/// every third symbol, copies through a bad scan in every fifth.
const EDITED: f64 = 3.0;

/// How much more evidence a passage needs for every symbol by which its bursts of edits are longer than one: noise
/// changes single symbols, another wording changes words.
const REWORDED: f64 = 0.5;
/// A run of equal symbols that other wording of the same thing hardly shares: with it a passage is judged by its evidence
/// alone. Without it, it must be longer, carry more, and stand in two documents.
const KNOWN_RUN: u32 = 16;
const SHORTEST_WITHOUT_RUN: u32 = 27;
const EVIDENCE_WITHOUT_RUN: f64 = 1.6;
/// Equal symbols from which a passage with a hole may be without such a run: two like clauses with another between them
/// have fewer.
const EQUAL_AROUND_HOLE: u32 = 60;
/// Least identity, between documents and within one: below it more was written than copied. Texts of one writer resemble
/// each other: in a corpus of laws every repeat read below .7 was a rule and its penalty.
const LEAST_IDENTITY: f64 = 0.4;
const LEAST_IDENTITY_ALONE: f64 = 0.7;
/// The print of a bad scan: edits in many places, nearly all of single symbols, or characters in the place of those they
/// are easily taken for. A writer changes few places and whole words, so that such a passage needs less evidence. First
/// for edits of any kind: bursts, their mean length, symbols, identity; then for those of alike characters: their number,
/// their share of all edits, the mean length of a burst, identity; last the share of the usual evidence.
const SCAN_BURSTS: u32 = 5;
const SCAN_BURST: f64 = 1.35;
const SCAN_SYMBOLS: u32 = 40;
const SCAN_IDENTITY: f64 = 0.72;
const ALIKE_EDITS: u32 = 2;
const ALIKE_SHARE: f64 = 0.4;
const ALIKE_BURST: f64 = 2.0;
const ALIKE_IDENTITY: f64 = 0.7;
const SCAN_EVIDENCE: f64 = 0.4;
/// Edits of which hardly one puts a character in the place of one like it: a writer's. Their number, the share of alike
/// ones, and how many times the usual evidence is asked for without a known run.
const WRITTEN_EDITS: u32 = 3;
const WRITTEN_ALIKE: f64 = 0.15;
const WRITTEN_EVIDENCE: f64 = 3.0;
/// Symbols a copy must have in a corpus of fewer than [`SMALL_CORPUS`] symbols, which can't know its formulas.
const SHORTEST_UNKNOWN: u32 = 32;
const SMALL_CORPUS: u64 = 100_000;

/// Evidence of the members of a family, in bits, in their order; that of the canonical one is the best of the others.
pub(super) struct Bits {
    /// Against a writer who knows what stands alone in many places.
    pub copied: Vec<f64>,
    /// Whether each member shows what a copy must show; the canonical one if any other does.
    pub is_copy: Vec<bool>,
}

/// Evidence of the family; below 0 there is none.
///
/// Complexity: `O(length + members)`.
pub(super) fn bits(family: &Family, texts: &[&[Symbol]], background: &Background, min_bits: f64) -> Bits {
    let centre = family.centre().side;
    let (from, to) = (index(centre.span.start), index(centre.span.end));
    let occurrences = narrow(family.members.len()) + family.elsewhere;
    let left_out = share(most_own(centre.span.len()).min(occurrences), occurrences);
    let own = left_out * background.counted(sides(family), family.elsewhere);
    let known = background.bits(texts[centre.doc.index()], from, to, own);
    let mut copied: Vec<f64> = family.members.iter().map(|member| evidence(known, member, centre.span.len())).collect();
    let alone = family.documents() == 1;
    let shortest = if background.symbols() < SMALL_CORPUS { SHORTEST_UNKNOWN } else { 0 };
    let enough = |(member, bits): (&Member, &f64)| {
        member.side.span.len() >= shortest && shows_copy(member, *bits, min_bits, alone)
    };
    let mut is_copy: Vec<bool> = family.members.iter().zip(&copied).map(enough).collect();
    let others = || (0..family.members.len()).filter(|m| *m != family.canonical);
    is_copy[family.canonical] = others().any(|m| is_copy[m]);
    copied[family.canonical] = others().map(|m| copied[m]).fold(f64::MIN, f64::max);
    Bits { copied, is_copy }
}

/// Evidence of the passage itself, against a writer who has seen none of the family: what a passage on lines of its own
/// must show.
///
/// Complexity: `O(length)`.
pub(super) fn unseen(family: &Family, texts: &[&[Symbol]], background: &Background) -> f64 {
    let centre = family.centre().side;
    let members = narrow(family.members.len());
    // A few occurrences may stand in families of their own, cut otherwise; they are not to make the others usual.
    let own = background.counted(sides(family), (members / 10).max(3));
    background.bits(texts[centre.doc.index()], index(centre.span.start), index(centre.span.end), own)
}

fn sides(family: &Family) -> impl Iterator<Item = Side> {
    family.members.iter().map(|member| member.side)
}

/// Whether a member shows what a copy must show; `alone` if all members stand in one document.
fn shows_copy(member: &Member, bits: f64, min_bits: f64, alone: bool) -> bool {
    let tally = member.tally;
    let known = tally.longest >= KNOWN_RUN;
    let least_identity = if alone { LEAST_IDENTITY_ALONE } else { LEAST_IDENTITY };
    if tally.identity() < least_identity || !known && tally.holes > 0 && tally.equal < EQUAL_AROUND_HOLE {
        return false;
    }
    if is_scanned(member) && bits >= SCAN_EVIDENCE * min_bits {
        return true;
    }
    let other_edits = float(index(tally.edits - alike(&tally)));
    let columns = float(index(tally.equal + tally.edits).max(1));
    let reworded = min_bits * (1.0 + REWORDED * (tally.burst() - 1.0));
    let least = reworded.max(min_bits * (1.0 + EDITED * other_edits / columns));
    let written = tally.edits >= WRITTEN_EDITS && share(alike(&tally), tally.edits) < WRITTEN_ALIKE;
    let without_run = reworded * if written { WRITTEN_EVIDENCE } else { EVIDENCE_WITHOUT_RUN };
    let long = member.side.span.len() >= SHORTEST_WITHOUT_RUN && bits >= without_run && !alone;
    bits >= least && (known || long)
}

/// Whether the edits are those of a bad scan.
fn is_scanned(member: &Member) -> bool {
    let tally = member.tally;
    let scattered = tally.bursts >= SCAN_BURSTS
        && tally.burst() < SCAN_BURST
        && member.side.span.len() >= SCAN_SYMBOLS
        && tally.identity() >= SCAN_IDENTITY;
    let misread = alike(&tally) >= ALIKE_EDITS
        && share(alike(&tally), tally.edits) >= ALIKE_SHARE
        && tally.burst() < ALIKE_BURST
        && tally.identity() >= ALIKE_IDENTITY;
    tally.holes == 0 && (scattered || misread)
}

/// Edits of alike characters.
fn alike(tally: &Tally) -> u32 {
    tally.alike.min(tally.edits)
}

fn share(part: u32, whole: u32) -> f64 {
    float(index(part)) / float(index(whole.max(1)))
}

/// What one member carries of the passage's information, less its edits and holes.
fn evidence(whole: f64, member: &Member, symbols: u32) -> f64 {
    let tally = member.tally;
    let kept = share(tally.equal, symbols).min(1.0);
    whole * kept
        - EDIT_BITS * float(index(tally.edits - alike(&tally)))
        - ALIKE_BITS * float(index(alike(&tally)))
        - HOLE_BITS * float(index(tally.holes))
        - HOLE_SYMBOL_BITS * float(index(tally.hole_symbols))
}

/// Occurrences that may be left out of the model for a passage of `len` symbols.
fn most_own(len: u32) -> u32 {
    let doublings = len.saturating_sub(20) / DOUBLING;
    OWN_AT_20.checked_shl(doublings).filter(|_| doublings < 24).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_passages_leave_few_of_their_places_out_and_long_ones_all() {
        assert_eq!((most_own(12), most_own(20), most_own(28), most_own(500)), (6, 6, 24, u32::MAX));
    }
}
