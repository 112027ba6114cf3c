//! Third pass: CJK radicals and strokes to the ideographs they stand for (⻢ to 马), one character at a time. Text layers
//! of PDF files hold them where ideographs are meant. Kangxi radicals are folded by NFKC too; the table has both kinds.
//!
//! The table is made from Unicode's `EquivalentUnifiedIdeograph.txt`; see `data/tables/README.md`.

use std::sync::LazyLock;

static TABLE: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    include_str!("tables/radicals.txt")
        .lines()
        .filter_map(|line| {
            let mut chars = line.chars();
            Some((chars.next()?, chars.next()?))
        })
        .collect()
});

/// The ideograph that `c` stands for, or `c` itself.
pub(super) fn ideograph(c: char) -> char {
    if !('\u{2E80}'..='\u{31EF}').contains(&c) {
        return c;
    }
    TABLE.binary_search_by_key(&c, |entry| entry.0).map_or(c, |at| TABLE[at].1)
}

#[cfg(test)]
mod tests {
    use super::ideograph;

    #[test]
    fn radicals_become_ideographs() {
        let folded: String = "⻢⾦⺠㇐あ马金".chars().map(ideograph).collect();
        assert_eq!(folded, "马金民一あ马金");
    }
}
