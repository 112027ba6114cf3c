//! Fourth pass: traditional, simplified and variant characters to one equivalence class, one character at a time.
//!
//! A class, not a direction: 發, 髮 and 发 are one class, so a wrong one-to-many conversion changes nothing. A class is
//! named by its smallest member among the common ideographs (U+4E00–9FFF), else by its smallest.
//!
//! The table is made from `OpenCC`'s character tables; see `data/tables/README.md`.

use std::sync::LazyLock;

/// Lowest character that is in a class.
const LOWEST: char = '\u{3400}';

static TABLE: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let mut table: Vec<(char, char)> = include_str!("tables/classes.txt")
        .lines()
        .filter_map(|line| Some((line.chars().next()?, line)))
        .flat_map(|(name, line)| line.chars().map(move |member| (member, name)))
        .collect();
    table.sort_unstable();
    table
});

/// The name of the class that `c` is in, or `c` itself.
pub(super) fn representative(c: char) -> char {
    if c < LOWEST {
        return c;
    }
    TABLE.binary_search_by_key(&c, |entry| entry.0).map_or(c, |at| TABLE[at].1)
}

/// All characters that are in a class, with its name, ascending.
pub(super) fn names() -> &'static [(char, char)] {
    &TABLE
}

/// Whether `c` has other forms: traditional, simplified or variant ones.
#[cfg(feature = "cli")]
pub(crate) fn has_forms(c: char) -> bool {
    TABLE.binary_search_by_key(&c, |entry| entry.0).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_a_class_have_one_name() {
        for class in ["著着", "於于", "後后", "裏里裡", "爲为為", "衆众眾", "臺台檯颱", "囯国國", "發髮发"]
        {
            let names: std::collections::BTreeSet<char> = class.chars().map(representative).collect();
            assert_eq!(names.len(), 1, "{class}");
        }
        assert_ne!(representative('国'), representative('家'));
        assert_eq!(representative('の'), 'の');
    }

    #[test]
    fn no_class_lies_below_the_lowest() {
        assert!(TABLE.iter().all(|&(member, _)| member >= LOWEST));
    }
}
