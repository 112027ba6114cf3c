//! The slots of a passage: where its occurrences differ, and what stands there. Knows symbols, not documents.

use crate::edits::Block;
use crate::int::{float, index, narrow};
use crate::normalize::{Normalizer, Symbol};

/// Share of the occurrences that must have a symbol of the canonical one for it to be fixed.
const FIXED: f64 = 0.8;
/// Share of the occurrences that must have something between two fixed symbols for a slot to be there.
const INSERTED: f64 = 0.3;
/// Share of the values of a slot that must be numbers, or days, for it to be one.
const ALIKE: f64 = 0.8;

/// What stands in a slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SlotKind {
    /// A number.
    Number,
    /// A day, a month, a year.
    Date,
    /// A name, a place, a title.
    Text,
}

impl SlotKind {
    /// How it is written in a pattern.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Number => "〔数字〕",
            Self::Date => "〔日期〕",
            Self::Text => "〔文字〕",
        }
    }
}

/// A stretch of the canonical occurrence that other occurrences have otherwise; empty where they have something more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    /// First symbol of the canonical occurrence in it.
    pub start: u32,
    /// Symbol behind the last.
    pub end: u32,
    /// What stands in it.
    pub kind: SlotKind,
}

/// Which symbols numbers and days are made of.
#[derive(Debug, Clone)]
pub(super) struct Kinds {
    days: Vec<Symbol>,
}

impl Kinds {
    /// As a normaliser folds them.
    pub(super) fn new(normalizer: &Normalizer) -> Self {
        Self { days: "年月日时分".chars().flat_map(|c| normalizer.symbols(&c.to_string())).collect() }
    }

    fn is_number(&self, symbol: Symbol) -> bool {
        (u32::from('0')..=u32::from('9')).contains(&symbol)
    }

    fn is_day(&self, symbol: Symbol) -> bool {
        self.is_number(symbol) || self.days.contains(&symbol)
    }

    fn of(&self, values: &[&[Symbol]]) -> SlotKind {
        let told: Vec<&&[Symbol]> = values.iter().filter(|value| !value.is_empty()).collect();
        let alike = |holds: &dyn Fn(Symbol) -> bool| {
            let count = told.iter().filter(|value| value.iter().all(|symbol| holds(*symbol))).count();
            !told.is_empty() && float(count) >= ALIKE * float(told.len())
        };
        if alike(&|symbol| self.is_number(symbol)) {
            SlotKind::Number
        } else if alike(&|symbol| self.is_day(symbol)) {
            SlotKind::Date
        } else {
            SlotKind::Text
        }
    }
}

/// The slots of `centre`, ascending, from the equal runs of other occurrences with it.
///
/// Complexity: linear in the occurrences' lengths.
pub(super) fn slots(centre: &[Symbol], others: &[(&[Symbol], &[Block])], kinds: &Kinds) -> Vec<Slot> {
    let mut held = vec![0_u32; centre.len()];
    let mut inserted = vec![0_u32; centre.len() + 1];
    for (_, blocks) in others {
        for block in *blocks {
            held[index(block.a)..index(block.a + block.len)].iter_mut().for_each(|count| *count += 1);
        }
        for pair in blocks.windows(2) {
            if pair[0].a + pair[0].len == pair[1].a {
                inserted[index(pair[1].a)] += 1;
            }
        }
    }
    if others.is_empty() {
        return Vec::new();
    }
    let enough = |count: u32, share: f64| float(index(count)) >= share * float(others.len());
    let mut open: Vec<(usize, usize)> = Vec::new();
    for at in 0..=centre.len() {
        let slot = at < centre.len() && !enough(held[at], FIXED);
        if enough(inserted[at], INSERTED) && !slot {
            open.push((at, at));
        }
        if slot {
            match open.last_mut() {
                Some(last) if last.1 == at && last.0 < at => last.1 = at + 1,
                _ => open.push((at, at + 1)),
            }
        }
    }
    // What a day or a number has in common with another one is its own all the same.
    let grown = open.into_iter().map(|slot| grown(slot, centre, others, kinds)).collect();
    let slot = |(start, end): (usize, usize)| {
        let kind = kinds.of(&values((start, end), centre, others));
        Slot { start: narrow(start), end: narrow(end), kind }
    };
    joined(grown).into_iter().map(slot).collect()
}

/// A slot of digits with the digits, and the words for year, month and day, around it.
fn grown(slot: (usize, usize), centre: &[Symbol], others: &[(&[Symbol], &[Block])], kinds: &Kinds) -> (usize, usize) {
    if kinds.of(&values(slot, centre, others)) == SlotKind::Text {
        return slot;
    }
    let before = centre[..slot.0].iter().rev().take_while(|symbol| kinds.is_day(**symbol)).count();
    let behind = centre[slot.1..].iter().take_while(|symbol| kinds.is_day(**symbol)).count();
    (slot.0 - before, slot.1 + behind)
}

/// Slots that touch as one.
fn joined(mut slots: Vec<(usize, usize)>) -> Vec<(usize, usize)> {
    slots.sort_unstable();
    slots.dedup_by(|next, before| {
        let touch = next.0 <= before.1 && (next.0 < before.1 || next.0 == next.1);
        if touch {
            before.1 = before.1.max(next.1);
        }
        touch
    });
    slots
}

/// What the occurrences have in a slot, the canonical one first.
fn values<'a>(
    (start, end): (usize, usize),
    centre: &'a [Symbol],
    others: &[(&'a [Symbol], &[Block])],
) -> Vec<&'a [Symbol]> {
    let value = |(text, blocks): &(&'a [Symbol], &[Block])| {
        // Where the canonical occurrence goes on, and where it stopped, in the other one.
        let from = blocks.iter().rev().find(|block| index(block.a) < start || start == 0 && block.a == 0)?;
        let to = blocks.iter().find(|block| index(block.a + block.len) > end)?;
        let from = index(from.b) + (start - index(from.a)).min(index(from.len));
        let to = index(to.b) + end.saturating_sub(index(to.a));
        text.get(from..to)
    };
    std::iter::once(&centre[start..end]).chain(others.iter().filter_map(value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::NormalizeConfig;

    /// The pattern of texts of which each is a word of slots and fixed words: `|` ends a word, and words that differ
    /// are slots.
    fn pattern(texts: &[&str]) -> Vec<(String, SlotKind)> {
        let normalizer = Normalizer::new(&NormalizeConfig::default());
        let split = |text: &str| text.split('|').map(|word| normalizer.symbols(word)).collect::<Vec<_>>();
        let all: Vec<Vec<Vec<Symbol>>> = texts.iter().map(|text| split(text)).collect();
        let flat: Vec<Vec<Symbol>> = all.iter().map(|words| words.concat()).collect();
        let blocks = |words: &[Vec<Symbol>]| {
            let (mut a, mut b, mut blocks) = (0, 0, Vec::new());
            for (one, other) in all[0].iter().zip(words) {
                if one == other && !one.is_empty() {
                    blocks.push(Block { a, b, len: narrow(one.len()) });
                }
                a += narrow(one.len());
                b += narrow(other.len());
            }
            blocks
        };
        let laid: Vec<Vec<Block>> = all[1..].iter().map(|words| blocks(words)).collect();
        let others: Vec<(&[Symbol], &[Block])> =
            flat[1..].iter().zip(&laid).map(|(text, blocks)| (text.as_slice(), blocks.as_slice())).collect();
        let shown = |slot: Slot| {
            let text = flat[0][index(slot.start)..index(slot.end)].iter().filter_map(|c| char::from_u32(*c)).collect();
            (text, slot.kind)
        };
        slots(&flat[0], &others, &Kinds::new(&normalizer)).into_iter().map(shown).collect()
    }

    #[test]
    fn names_and_numbers_are_told_apart() {
        let found = pattern(&[
            "主办：|石塘县|人民政府 网站标识码：|3309270001",
            "主办：|临河市|人民政府 网站标识码：|4401|",
            "主办：|白沙镇|人民政府 网站标识码：|5102230007",
        ]);
        assert_eq!(found, [("石塘县".into(), SlotKind::Text), ("3309270001".into(), SlotKind::Number)]);
    }

    #[test]
    fn a_day_is_one_slot_with_what_days_have_in_common() {
        let found = pattern(&[
            "发布日期：202|1|年|3|月|15|日 浏览次数",
            "发布日期：202|3|年|11|月|8|日 浏览次数",
            "发布日期：202|2|年|7|月|21|日 浏览次数",
        ]);
        assert_eq!(found, [("2021年3月15日".into(), SlotKind::Date)]);
    }

    #[test]
    fn equal_occurrences_have_no_slot() {
        assert_eq!(pattern(&["版权所有|翻印必究", "版权所有|翻印必究"]), []);
    }

    #[test]
    fn what_only_others_have_is_a_slot_too() {
        let found = pattern(&["当前位置|首页", "当前位置|首页", "当前位置|首页"]);
        assert_eq!(found, []);
        let others = ["当前位置：首页 | |政务公开", "当前位置：首页 |新闻|政务公开", "当前位置：首页 |公告|政务公开"];
        assert_eq!(pattern(&others), [(String::new(), SlotKind::Text)]);
    }
}
