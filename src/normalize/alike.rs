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

/// Whether two symbols of the normalised text are different characters that are easily taken for each other.
///
/// About one pair of common characters in a hundred is alike by chance. Complexity: `O(log n)` in the size of the tables.
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
    let symbol = char::from_u32(symbol).map_or(symbol, |c| u32::from(scripts::representative(c)));
    let from = GROUPS.partition_point(|entry| entry.0 < symbol);
    let len = GROUPS[from..].iter().take_while(|entry| entry.0 == symbol).count();
    &GROUPS[from..from + len]
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
    fn both_scripts_are_alike_to_the_same() {
        assert_eq!(are_alike("责债"), are_alike("責債"));
        assert!(are_alike("責債"));
    }
}
