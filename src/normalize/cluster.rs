//! Where one character with its marks ends. Takes raw text and the place of its first character; folds nothing.

use super::compatibility;
use super::letters::{is_invisible, is_mark};

/// The visible characters of the cluster whose first is `base`, and the byte behind it.
///
/// `behind` is the byte behind `base`. Invisible characters are passed over on the way to a mark; those that are marks
/// themselves (variation selectors) belong to the cluster's span, not to its text.
pub(super) fn attached(text: &str, base: char, behind: usize, compatibility: bool) -> (String, usize) {
    let mut raw = String::from(base);
    let mut end = behind;
    for (at, c) in text[behind..].char_indices() {
        let invisible = is_invisible(c);
        if !invisible && !compatibility::attaches(&raw, c, compatibility) {
            break;
        }
        if !invisible {
            raw.push(c);
        }
        if !invisible || is_mark(c) {
            end = behind + at + c.len_utf8();
        }
    }
    (raw, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(text: &str) -> (String, usize) {
        let base = text.chars().next().unwrap();
        attached(text, base, base.len_utf8(), true)
    }

    #[test]
    fn marks_belong_to_the_character_before_them() {
        assert_eq!(end("e\u{301}t"), ("e\u{301}".into(), 3));
        assert_eq!(end("ｶﾞｶ"), ("ｶﾞ".into(), 6));
        assert_eq!(end("国家"), ("国".into(), 3));
    }

    #[test]
    fn invisible_characters_are_inside_only_in_front_of_a_mark() {
        assert_eq!(end("e\u{200B}\u{301}"), ("e\u{301}".into(), 6));
        assert_eq!(end("e\u{200B}t"), ("e".into(), 1));
        assert_eq!(end("国\u{FE00}\u{200B}家"), ("国".into(), 6));
    }

    #[test]
    fn hangul_letters_attach_as_far_as_they_compose() {
        assert_eq!(end("\u{1112}\u{1161}\u{11AB}\u{1100}").1, 9);
        assert_eq!(end("ㅠㅠㅠ").1, 3);
    }
}
