//! What one character becomes when nothing attaches to it, looked up in a flat [`Table`]: the per-character passes run
//! ahead of time over the basic plane. One table for each set of switches, made when it is first asked for.

use std::sync::OnceLock;

use super::letters::{Class, class, is_invisible, standing};
use super::{Symbol, case, compatibility, fold, scripts};
use crate::config::NormalizeConfig;
use crate::int::index;
use crate::simd::{FoldTable, KIND_SHIFT};

/// What the scan has to do at a character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Nothing; a word ends here.
    Drop,
    /// Give the symbol.
    Plain,
    /// Begin or continue a word with the symbol's character.
    Word,
    /// See whether injected pinyin begins here; else as `Drop`.
    Open,
    /// Fold it by the passes themselves: it unfolds to several characters.
    Slow,
    /// It may belong to the character before it, or is invisible.
    Attach,
}

/// Kind and symbol of a character, packed: the kind in the top three bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry(u32);

impl Entry {
    fn new(kind: Kind, symbol: Symbol) -> Self {
        let kind: u32 = match kind {
            Kind::Drop => 0,
            Kind::Plain => 1,
            Kind::Word => 2,
            Kind::Open => 3,
            Kind::Slow => 4,
            Kind::Attach => 5,
        };
        Self(kind << KIND_SHIFT | symbol)
    }

    /// What to do.
    #[inline]
    pub(super) fn kind(self) -> Kind {
        match self.0 >> KIND_SHIFT {
            0 => Kind::Drop,
            1 => Kind::Plain,
            2 => Kind::Word,
            3 => Kind::Open,
            4 => Kind::Slow,
            _ => Kind::Attach,
        }
    }

    /// The folded character, for `Plain` and `Word`.
    #[inline]
    pub(super) fn symbol(self) -> Symbol {
        self.0 & ((1 << KIND_SHIFT) - 1)
    }
}

/// Emoji and other pictures: no letter, nothing that unfolds, nothing that attaches.
const PICTURES: std::ops::RangeInclusive<char> = '\u{1F300}'..='\u{1FAFF}';

/// Entries of all characters under one set of switches.
#[derive(Debug)]
pub(super) struct Table {
    config: NormalizeConfig,
    plane: Box<FoldTable>,
}

impl Table {
    /// The table of a set of switches; made once a process.
    pub(super) fn of(config: NormalizeConfig) -> &'static Self {
        static TABLES: [OnceLock<Table>; 64] = [const { OnceLock::new() }; 64];
        let NormalizeConfig { compatibility, case, radicals, scripts, pinyin, words } = config;
        let number = [compatibility, case, radicals, scripts, pinyin, words]
            .into_iter()
            .fold(0, |number, switch| number * 2 + usize::from(switch));
        TABLES[number].get_or_init(|| Self::new(config))
    }

    fn new(config: NormalizeConfig) -> Self {
        let plane = vec![Entry::new(Kind::Drop, 0).0; 1 << 16].into_boxed_slice();
        let mut plane: Box<FoldTable> = plane.try_into().expect("it has 2¹⁶ entries");
        for (entry, code) in plane.iter_mut().zip(0..) {
            if let Some(c) = char::from_u32(code) {
                *entry = known(c).or_else(|| simple(c, config)).unwrap_or_else(|| computed(c, config)).0;
            }
        }
        // Ideographs are known by themselves; those that have other forms follow.
        let named = scripts::names().iter().filter(|(c, _)| config.scripts && known(*c).is_some());
        for &(c, name) in named {
            plane[index(u32::from(c))] = Entry::new(Kind::Plain, name.into()).0;
        }
        Self { config, plane }
    }

    /// The entries of the basic plane as they are; `Drop` and `Plain` are the kinds that a kernel may take by itself.
    #[inline]
    pub(super) fn plane(&self) -> &FoldTable {
        &self.plane
    }

    /// What to do at `c`.
    #[inline]
    pub(super) fn entry(&self, c: char) -> Entry {
        match self.plane.get(index(u32::from(c))) {
            Some(&entry) => Entry(entry),
            None if PICTURES.contains(&c) => Entry::new(Kind::Drop, 0),
            None => computed(c, self.config),
        }
    }
}

/// What [`computed`] says of two thirds of the plane, without a look at it, but for other forms: of ideographs and syllables of which
/// Unicode promises that they never unfold and never attach, of symbols, and of what is left to private use.
fn known(c: char) -> Option<Entry> {
    match c {
        // The first two blocks of unified ideographs, the syllables of Yi and Hangul.
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{A000}'..='\u{A48C}' | '\u{AC00}'..='\u{D7A3}' => {
            Some(Entry::new(Kind::Plain, c.into()))
        }
        // Arrows to optical character recognition; boxes to dingbats; arrows and Braille patterns.
        '\u{2190}'..='\u{245F}' | '\u{2500}'..='\u{2767}' | '\u{2794}'..='\u{29FF}' | '\u{E000}'..='\u{F8FF}' => {
            Some(Entry::new(Kind::Drop, 0))
        }
        _ => None,
    }
}

/// What [`computed`] says of a character that no pass changes, in a third of the time: one look says what it is.
fn simple(c: char, config: NormalizeConfig) -> Option<Entry> {
    if !compatibility::is_simple(c, config.compatibility) || (config.pinyin && matches!(c, '(' | '（')) {
        return None;
    }
    let mut same = true;
    if config.case {
        case::lower(c, |lower| same &= lower == c);
    }
    let same = same && fold::ideograph(c, config) == c;
    Some(entry_of(c, standing(c).filter(|_| same)?, config))
}

/// The entry of `c` by the passes themselves.
fn computed(c: char, config: NormalizeConfig) -> Entry {
    if is_invisible(c) || compatibility::may_attach(c, config.compatibility) {
        return Entry::new(Kind::Attach, 0);
    }
    if config.pinyin && matches!(c, '(' | '（') {
        return Entry::new(Kind::Open, 0);
    }
    let folded = fold::cluster(c.encode_utf8(&mut [0; 4]), config);
    match folded[..] {
        [single] => entry_of(single, class(single), config),
        _ if folded.iter().all(|&c| class(c) == Class::Drop) => Entry::new(Kind::Drop, 0),
        _ => Entry::new(Kind::Slow, 0),
    }
}

/// The entry of a folded character of this class.
fn entry_of(folded: char, class: Class, config: NormalizeConfig) -> Entry {
    match class {
        Class::Drop => Entry::new(Kind::Drop, 0),
        Class::Word if config.words => Entry::new(Kind::Word, folded.into()),
        Class::Plain | Class::Word => Entry::new(Kind::Plain, folded.into()),
        Class::Mark => Entry::new(Kind::Slow, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(c: char) -> (Kind, Symbol) {
        let entry = Table::of(NormalizeConfig::default()).entry(c);
        (entry.kind(), entry.symbol())
    }

    #[test]
    fn every_kind_has_its_characters() {
        assert_eq!(entry('國'), entry('国'));
        assert_eq!(entry('７'), (Kind::Plain, u32::from('7')));
        assert_eq!(entry('Ｑ'), (Kind::Word, u32::from('q')));
        assert_eq!(entry('，').0, Kind::Drop);
        assert_eq!(entry('…').0, Kind::Drop);
        assert_eq!(entry('（').0, Kind::Open);
        assert_eq!(entry('㈱').0, Kind::Slow);
        assert_eq!(entry('\u{301}').0, Kind::Attach);
        assert_eq!(entry('\u{200B}').0, Kind::Attach);
        assert_eq!(entry('𠀀'), (Kind::Plain, 0x20000));
    }

    #[test]
    fn the_table_is_what_the_passes_say() {
        for switches in 0..1 << 6 {
            let on = |switch: u32| switches >> switch & 1 == 1;
            let config = NormalizeConfig {
                compatibility: on(0),
                case: on(1),
                radicals: on(2),
                scripts: on(3),
                pinyin: on(4),
                words: on(5),
            };
            let table = Table::new(config);
            for c in (0..1 << 16).filter_map(char::from_u32) {
                assert_eq!(table.entry(c), computed(c, config), "{c}");
            }
        }
    }

    #[test]
    fn most_of_the_plane_needs_no_passes() {
        let plane = || (0..1 << 16).filter_map(char::from_u32);
        let count = plane().filter(|&c| known(c).is_some()).count();
        assert_eq!(count, 27_584 + 1_165 + 11_172 + 6_400 + 720 + 616 + 620);
        let passes = |c: &char| known(*c).or_else(|| simple(*c, NormalizeConfig::default())).is_none();
        let left = plane().filter(passes).count();
        assert!(left < 6_500, "{left}");
    }

    #[test]
    fn pictures_are_dropped_by_the_passes_too() {
        for c in PICTURES {
            assert_eq!(computed(c, NormalizeConfig::default()), Entry::new(Kind::Drop, 0), "{c}");
        }
    }
}
