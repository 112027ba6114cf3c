//! What of a boilerplate family is fixed and what is a slot: the members laid against the canonical occurrence.
//!
//! From boilerplate to the same with a pattern at its canonical occurrence, as in 主办：〔文字〕人民政府, and without the lines
//! that are the members' own (`own`); those in which every member says something else are pieces by themselves (`said`).

use std::cell::LazyCell;
use std::collections::{BTreeMap, HashMap};

use rayon::prelude::*;

use super::form::{Cues, is_dated};
use super::judge::{Draft, is_fixed};
use super::kind::Role;
use super::own::without_own_lines;
use super::place::Located;
use super::said;
use super::slots::{Kinds, Slot, SlotKind, is_number, slots};
use super::{Corpus, located};
use crate::edits::{BIT, Block, fill};
use crate::int::{index, narrow};
use crate::normalize::Symbol;
use crate::span::{Norm, Raw, Span};

/// Symbols that are looked up to find where a member equals the canonical occurrence.
const LOOKED_UP: usize = 4;
/// Members that are laid against the canonical one for its pattern.
const SAMPLED: usize = 48;
/// Longest stretch between two runs that is compared symbol by symbol.
const FILLED: usize = 40;

/// Gives each boilerplate family its pattern and takes the members' own lines out of it.
///
/// Complexity: linear in the text of the members; documents with lines of their own in a member are normalised again.
pub(super) fn with_patterns(corpus: &Corpus, families: Vec<Vec<Draft>>, cues: &Cues) -> Vec<Vec<Draft>> {
    let kinds = Kinds::new(corpus.normalizer);
    let refine = |members: Vec<Draft>| {
        let fixed = members.first().is_some_and(|draft| is_fixed(draft.finding.kind));
        if fixed { refined(corpus, members, &kinds, cues) } else { vec![members] }
    };
    families.into_par_iter().flat_map_iter(refine).collect()
}

/// One family, or several if sentences in which every member says something else stand among the rest.
fn refined(corpus: &Corpus, mut members: Vec<Draft>, kinds: &Kinds, cues: &Cues) -> Vec<Vec<Draft>> {
    let Some(canonical) = members.iter().position(|draft| draft.finding.role == Role::Original) else {
        return vec![members];
    };
    let centre = symbols(corpus, &members[canonical]).to_vec();
    let places = Places::new(&centre);
    let laid: Vec<Vec<Block>> = members.iter().map(|draft| places.blocks(symbols(corpus, draft))).collect();
    let others: Vec<usize> = (0..members.len()).filter(|&m| m != canonical).collect();
    let step = others.len().div_ceil(SAMPLED).max(1);
    let sampled = || others.iter().step_by(step).copied();
    let filled: Vec<Vec<Block>> = sampled().map(|m| places.filled(symbols(corpus, &members[m]), &laid[m])).collect();
    let sample: Vec<(&[Symbol], &[Block])> =
        sampled().zip(&filled).map(|(m, blocks)| (symbols(corpus, &members[m]), blocks.as_slice())).collect();
    let slots = slots(&centre, &sample, kinds);
    let page = |draft: &Draft| {
        let doc = draft.finding.place.doc.index();
        LazyCell::new(move || located(corpus, doc))
    };
    let original = members[canonical].clone();
    let named = |piece: &Draft, page: &Located| pattern(corpus, page, (original.norm, piece.finding.place.raw), &slots);
    let canonical_page = page(&original);
    let mut said = Vec::new();
    if !slots.is_empty() {
        said = said::said(corpus, (&canonical_page, cues), &original, &slots, &filled);
        members[canonical].finding.pattern = Some(named(&original, &canonical_page));
    }
    let own = |(draft, blocks): (Draft, Vec<Block>)| {
        let (member, page) = (symbols(corpus, &draft), page(&draft));
        let blocks = places.to_ends(member, blocks);
        let whole = draft.norm;
        let pieces = without_own_lines((corpus, &page), draft, (&blocks, member), &slots);
        if said.is_empty() {
            return vec![(0, pieces)];
        }
        let lengths = (narrow(centre.len()), narrow(member.len()));
        said::apart((corpus, &page), (pieces, whole), (&said, &blocks), lengths)
    };
    let mut families: BTreeMap<usize, Vec<Draft>> = BTreeMap::new();
    for (stretch, pieces) in members.into_iter().zip(laid).flat_map(own) {
        families.entry(stretch).or_default().extend(pieces);
    }
    if families.len() > 1 {
        for members in families.values_mut() {
            said::settle(members);
            let piece = |piece: &&mut Draft| {
                piece.finding.place.doc == original.finding.place.doc && original.norm.covers(piece.norm)
            };
            if let Some(piece) = members.iter_mut().find(piece) {
                piece.finding.pattern = Some(named(piece, &canonical_page));
            }
        }
    }
    families.into_values().collect()
}

/// The symbols of a member, extra copies of loops folded away.
fn symbols<'a>(corpus: &Corpus<'a>, draft: &Draft) -> &'a [Symbol] {
    let doc = draft.finding.place.doc.index();
    &corpus.texts[doc][corpus.folded[doc].to_folded(draft.norm).range()]
}

/// Where short strings of the canonical occurrence stand in it, those that stand there once.
struct Places<'a> {
    text: &'a [Symbol],
    of: HashMap<&'a [Symbol], Option<usize>>,
}

impl<'a> Places<'a> {
    fn new(text: &'a [Symbol]) -> Self {
        let mut of: HashMap<&[Symbol], Option<usize>> = HashMap::new();
        for (at, looked_up) in text.windows(LOOKED_UP).enumerate() {
            // Digits are equal by chance.
            if looked_up.iter().all(|symbol| is_number(*symbol)) {
                continue;
            }
            of.entry(looked_up).and_modify(|place| *place = None).or_insert(Some(at));
        }
        Self { text, of }
    }

    /// Runs in which a text equals the canonical occurrence, ascending in both.
    ///
    /// Complexity: linear.
    fn blocks(&self, other: &[Symbol]) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let (mut a_end, mut b_end, mut at) = (0, 0, 0);
        while at + LOOKED_UP <= other.len() {
            let place = self.of.get(&other[at..at + LOOKED_UP]).copied().flatten().filter(|&place| place >= a_end);
            let Some(place) = place else {
                at += 1;
                continue;
            };
            let room = (place - a_end).min(at - b_end);
            let back = (1..=room).take_while(|&n| self.text[place - n] == other[at - n]).count();
            let ahead = self.text[place..].iter().zip(&other[at..]).take_while(|(x, y)| x == y).count();
            blocks.push(Block { a: narrow(place - back), b: narrow(at - back), len: narrow(back + ahead) });
            (a_end, b_end, at) = (place + ahead, at + ahead, at + ahead);
        }
        blocks
    }

    /// The same with the short equal runs before the first and behind the last.
    fn to_ends(&self, other: &[Symbol], blocks: Vec<Block>) -> Vec<Block> {
        let ends = match (blocks.first(), blocks.last()) {
            (Some(first), Some(last)) => (first.a, last.a),
            _ => return blocks,
        };
        let mut filled = self.filled(other, &blocks);
        filled.retain(|run| run.a <= ends.0 || run.a >= ends.1 || blocks.binary_search(run).is_ok());
        filled
    }

    /// The same with the short equal runs between them, and before the first and behind the last.
    ///
    /// Complexity: linear; what lies between two runs is compared symbol by symbol where it is short on both sides.
    fn filled(&self, other: &[Symbol], blocks: &[Block]) -> Vec<Block> {
        let ends = (narrow(self.text.len()), narrow(other.len()));
        let last = Block { a: ends.0, b: ends.1, len: 0 };
        let mut filled = Vec::new();
        let (mut a, mut b) = (0, 0);
        for block in blocks.iter().copied().chain([last]) {
            let (x, y) = (&self.text[index(a)..index(block.a)], &other[index(b)..index(block.b)]);
            if !x.is_empty() && !y.is_empty() && x.len().max(y.len()) <= FILLED {
                let between = fill(x, y, |_| BIT, BIT);
                filled.extend(between.blocks.iter().map(|run| Block { a: a + run.a, b: b + run.b, len: run.len }));
            }
            filled.extend((block.len > 0).then_some(block));
            (a, b) = (block.a + block.len, block.b + block.len);
        }
        filled
    }
}

/// The text of a piece of the canonical occurrence, which stands at `canonical`, with its slots named.
fn pattern(corpus: &Corpus, located: &Located, (canonical, piece): (Span<Norm>, Span<Raw>), slots: &[Slot]) -> String {
    let (text, folded) = (located.text(), &corpus.folded[located.doc().index()]);
    let start = folded.to_folded(canonical).start;
    let mut pattern = String::new();
    let mut from = piece.start;
    for slot in slots {
        let raw = located.raw(folded.to_norm(Span::new(start + slot.start, start + slot.end)));
        if raw.end < piece.start || raw.start > piece.end {
            continue;
        }
        pattern.push_str(text.get(Span::<Raw>::new(from, raw.start.max(from)).range()).unwrap_or(""));
        let kind = if is_dated(&text[raw.range()]) { SlotKind::Date } else { slot.kind };
        pattern.push_str(kind.word());
        from = from.max(raw.end);
    }
    pattern.push_str(text.get(Span::<Raw>::new(from, piece.end.max(from)).range()).unwrap_or(""));
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_runs_are_found_around_a_slot() {
        let one: Vec<Symbol> = (0..30).collect();
        let other: Vec<Symbol> = (0..12).chain([99, 98, 97]).chain(14..30).collect();
        let blocks = Places::new(&one).blocks(&other);
        assert_eq!(blocks, [Block { a: 0, b: 0, len: 12 }, Block { a: 14, b: 15, len: 16 }]);
    }

    proptest! {
        #[test]
        fn runs_are_equal_and_ascend(
            one in proptest::collection::vec(0..6_u32, 0..80),
            other in proptest::collection::vec(0..6_u32, 0..80),
        ) {
            let blocks = Places::new(&one).blocks(&other);
            for block in &blocks {
                let (a, b, len) = (index(block.a), index(block.b), index(block.len));
                prop_assert!(len >= LOOKED_UP && one[a..a + len] == other[b..b + len]);
            }
            for pair in blocks.windows(2) {
                prop_assert!(pair[0].a + pair[0].len <= pair[1].a && pair[0].b + pair[0].len <= pair[1].b);
            }
        }
    }
}
