//! Second pass: upper case to lower case, one character at a time. The final sigma becomes the common one; nothing
//! depends on language (no Turkish rule) or on neighbours.

/// Gives the lower case of `c` to `out`; a few characters have two.
pub(super) fn lower(c: char, mut out: impl FnMut(char)) {
    if c.is_ascii() {
        out(c.to_ascii_lowercase());
    } else if c == 'ς' {
        out('σ');
    } else {
        c.to_lowercase().for_each(out);
    }
}

#[cfg(test)]
mod tests {
    fn lower(text: &str) -> String {
        let mut out = String::new();
        text.chars().for_each(|c| super::lower(c, |lower| out.push(lower)));
        out
    }

    #[test]
    fn letters_become_lower_case_and_the_rest_stays() {
        assert_eq!(lower("ABCÉЖΣς国1"), "abcéжσσ国1");
        assert_eq!(lower("İ"), "i\u{307}");
    }
}
