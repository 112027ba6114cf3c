//! First pass: one character with its marks to its composed form. NFKC where compatibility forms are folded, else NFC,
//! so that a letter with marks always equals its composed twin. Sees one cluster at a time.

use unicode_normalization::{IsNormalized, UnicodeNormalization, char as decomposition, is_nfc_quick};

use super::letters::is_mark;

/// Appends the composed form of `raw` (a character with the marks behind it) to `out`.
pub(super) fn compose(raw: &str, compatibility: bool, out: &mut Vec<char>) {
    if compatibility { out.extend(raw.nfkc()) } else { out.extend(raw.nfc()) }
}

/// Whether `c` belongs to the character in front of it, whose text so far is `raw`: marks always do (a half-width
/// voicing mark is one), conjoining Hangul letters where they compose with it.
pub(super) fn attaches(raw: &str, c: char, compatibility: bool) -> bool {
    if c.is_ascii() {
        return false;
    }
    let first = first_decomposed(c, compatibility);
    if is_mark(first) {
        return true;
    }
    is_nfc_quick(std::iter::once(first)) != IsNormalized::Yes && {
        let mut composed = Vec::new();
        compose(raw, compatibility, &mut composed);
        composed.last().is_some_and(|&last| decomposition::compose(last, first).is_some())
    }
}

/// Whether there is any character that `c` attaches to.
pub(super) fn may_attach(c: char, compatibility: bool) -> bool {
    let first = first_decomposed(c, compatibility);
    is_mark(first) || is_nfc_quick(std::iter::once(first)) != IsNormalized::Yes
}

/// Whether `c` unfolds to nothing but itself and composes with nothing before it.
pub(super) fn is_simple(c: char, compatibility: bool) -> bool {
    let mut itself = true;
    let keep = |part| itself &= part == c;
    if compatibility {
        decomposition::decompose_compatible(c, keep);
    } else {
        decomposition::decompose_canonical(c, keep);
    }
    itself && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes
}

fn first_decomposed(c: char, compatibility: bool) -> char {
    let mut first = None;
    let keep = |part| {
        first.get_or_insert(part);
    };
    if compatibility {
        decomposition::decompose_compatible(c, keep);
    } else {
        decomposition::decompose_canonical(c, keep);
    }
    first.unwrap_or(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn composed(raw: &str, compatibility: bool) -> String {
        let mut out = Vec::new();
        compose(raw, compatibility, &mut out);
        out.into_iter().collect()
    }

    #[test]
    fn a_letter_with_its_mark_is_the_composed_letter() {
        assert_eq!(composed("e\u{301}", true), "é");
        assert_eq!(composed("e\u{301}", false), "é");
        assert_eq!(composed("ｶﾞ", true), "ガ");
    }

    #[test]
    fn compatibility_forms_unfold_only_when_asked() {
        assert_eq!(composed("㈱", true), "(株)");
        assert_eq!(composed("㈱", false), "㈱");
        assert_eq!(composed("Ａ", true), "A");
    }

    #[test]
    fn marks_attach_and_hangul_attaches_where_it_composes() {
        assert!(attaches("e", '\u{301}', true));
        assert!(attaches("ｶ", 'ﾞ', true));
        assert!(!attaches("ｶ", 'ﾞ', false));
        assert!(attaches("ᄒ", '\u{1161}', true));
        assert!(!attaches("\u{1161}", '\u{1161}', true));
        assert!(!attaches("国", '家', true));
    }
}
