//! Characters that scanners and typists take for each other: 未 and 末, 已 and 己, 期 and 其, 权 and 全.
//!
//! Two characters are alike if they share a phonetic component or a form (`tables/alike.txt`) or a reading, tones left
//! aside (`tables/readings.txt`). This is for pricing a difference between two aligned texts; the fold never makes such
//! characters equal, since 未 and 末 say opposite things.
//!
//! The tables are made from Unihan; see `data/tables/README.md`.

use std::sync::LazyLock;

use super::Symbol;
use super::{pinyin, scripts};
use crate::int::{index, narrow};

/// (symbol, number of a group it belongs to), sorted.
static GROUPS: LazyLock<Vec<(Symbol, u32)>> = LazyLock::new(|| {
    let mut of: Vec<(Symbol, u32)> = Vec::new();
    let mut groups = 0;
    for (line, number) in include_str!("tables/alike.txt").lines().zip(0..) {
        of.extend(line.chars().map(|c| (u32::from(c), number)));
        groups = number + 1;
    }
    of.extend(pinyin::readings().map(|(c, syllable)| (u32::from(c), groups + u32::from(syllable))));
    of.sort_unstable();
    of
});

/// Code points of the basic plane, whose characters are looked up without a search.
const PLANE: usize = 1 << 16;

/// Of each symbol of the basic plane: where the groups of its class begin in [`GROUPS`], and how many they are.
static PLACES: LazyLock<Vec<(u32, u32)>> = LazyLock::new(|| {
    let (mut own, mut from) = (vec![(0, 0); PLANE], 0);
    for of_symbol in GROUPS.chunk_by(|x, y| x.0 == y.0) {
        if let Some(place) = own.get_mut(index(of_symbol[0].0)) {
            *place = (from, narrow(of_symbol.len()));
        }
        from += narrow(of_symbol.len());
    }
    let mut places = own.clone();
    for &(c, name) in scripts::names() {
        if let Some(place) = places.get_mut(index(u32::from(c))) {
            *place = own.get(index(u32::from(name))).copied().unwrap_or_else(|| found(u32::from(name)));
        }
    }
    places
});

/// Whether two symbols of the normalised text are different characters that are easily taken for each other.
///
/// About one pair of common characters in a hundred is alike by chance. Complexity: constant in the basic plane, beyond it `O(log n)` in the size of the tables.
///
/// ```
/// use dittograph::normalize::alike;
/// assert!(alike(u32::from('未'), u32::from('末')) && alike(u32::from('权'), u32::from('全')));
/// assert!(!alike(u32::from('未'), u32::from('未')) && !alike(u32::from('未'), u32::from('全')));
/// ```
pub fn alike(x: Symbol, y: Symbol) -> bool {
    let (mut these, mut those) = (groups_of(x), groups_of(y));
    while let (Some(this), Some(that)) = (these.first(), those.first()) {
        match this.1.cmp(&that.1) {
            std::cmp::Ordering::Equal => return x != y,
            std::cmp::Ordering::Less => these = &these[1..],
            std::cmp::Ordering::Greater => those = &those[1..],
        }
    }
    false
}

/// The groups of a character's class; a word has none.
fn groups_of(symbol: Symbol) -> &'static [(Symbol, u32)] {
    let place = PLACES.get(index(symbol)).copied();
    let (from, len) = place.unwrap_or_else(|| found(class_of(symbol)));
    &GROUPS[index(from)..index(from + len)]
}

/// The name of the class of a symbol, or the symbol itself.
fn class_of(symbol: Symbol) -> Symbol {
    char::from_u32(symbol).map_or(symbol, |c| u32::from(scripts::representative(c)))
}

/// Where the groups of a class begin, and how many they are.
fn found(class: Symbol) -> (u32, u32) {
    let from = GROUPS.partition_point(|entry| entry.0 < class);
    let len = GROUPS[from..].iter().take_while(|entry| entry.0 == class).count();
    (narrow(from), narrow(len))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::NormalizeConfig;
    use crate::normalize::Normalizer;

    fn are_alike(pair: &str) -> bool {
        let symbols = Normalizer::new(&NormalizeConfig::default()).symbols(pair);
        alike(symbols[0], symbols[1])
    }

    #[test]
    fn what_scans_and_typists_mix_up_is_alike_and_nothing_else() {
        for pair in ["未末", "己已", "己巳", "日曰", "人入", "土士", "情清", "権全", "期其", "鎮真", "订定"]
        {
            assert!(are_alike(pair), "{pair}");
        }
        for pair in ["未已", "水火", "县市", "三四", "12"] {
            assert!(!are_alike(pair), "{pair}");
        }
    }

    #[test]
    fn looking_up_gives_what_a_search_gives() {
        for symbol in (0..0x2_0000).chain([0x2_F800, 0x10_FFFF, 0x8000_0000, u32::MAX]) {
            let (from, len) = found(class_of(symbol));
            assert_eq!(groups_of(symbol), &GROUPS[index(from)..index(from + len)], "{symbol:x}");
        }
    }

    #[test]
    fn both_scripts_are_alike_to_the_same() {
        assert_eq!(are_alike("责债"), are_alike("責債"));
        assert!(are_alike("責債"));
    }
}
