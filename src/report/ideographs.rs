//! Which ideographs tell simplified from traditional Chinese, and either from Japanese.
//!
//! A character that has several forms is simplified if it stands in the mainland's old set (GB 2312) and not in Taiwan's
//! (Big5), and traditional the other way round. One that is in Japan's (JIS X 0208) alone is a form made there: 図, 挙, 広.
//! Characters that the sets share (里, 后, 台) tell nothing.

use std::sync::LazyLock;

use encoding_rs::{BIG5, EUC_JP, GBK};

use crate::int::index;
use crate::normalize::has_forms;
use crate::read::sets::members;

/// The ideographs that are looked at: the first block of them.
const FIRST: char = '\u{4E00}';
const LAST: char = '\u{9FFF}';

/// What the form of an ideograph tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Nothing.
    Shared,
    Simplified,
    Traditional,
    /// Made in Japan.
    Japanese,
}

/// Forms from [`FIRST`] to [`LAST`], for a loop over texts.
pub(super) static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    let mainland = among(&members(GBK, 0xB0..=0xF7, 0xA1..=0xFE));
    let taiwan = among(&members(BIG5, 0xA4..=0xF9, 0x40..=0xFE));
    let japan = among(&members(EUC_JP, 0xB0..=0xF4, 0xA1..=0xFE));
    let form = |at: usize, c: char| match (mainland[at], taiwan[at], japan[at]) {
        (false, false, true) => Form::Japanese,
        (true, false, _) if has_forms(c) => Form::Simplified,
        (false, true, _) if has_forms(c) => Form::Traditional,
        _ => Form::Shared,
    };
    (FIRST..=LAST).enumerate().map(|(at, c)| form(at, c)).collect()
});

/// What an ideograph tells, by [`FORMS`]; `None` for what is none of its block.
#[inline]
pub(super) fn form(forms: &[Form], c: char) -> Option<Form> {
    forms.get(index(u32::from(c).wrapping_sub(u32::from(FIRST)))).copied()
}

/// Which of the ideographs are among these characters.
fn among(chars: &[char]) -> Vec<bool> {
    let mut has = vec![false; index(u32::from(LAST) - u32::from(FIRST)) + 1];
    for c in chars {
        if let Some(place) = has.get_mut(index(u32::from(*c).wrapping_sub(u32::from(FIRST)))) {
            *place = true;
        }
    }
    has
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_told_apart_and_shared_ones_tell_nothing() {
        for (chars, expected) in [
            ("国县发会经济农村设", Form::Simplified),
            ("國縣發會經濟農村設為線", Form::Traditional),
            ("図挙広県対応売働", Form::Japanese),
            ("里后台人大工作", Form::Shared),
        ] {
            for c in chars.chars().filter(|c| !"村".contains(*c)) {
                assert_eq!(form(&FORMS, c), Some(expected), "{c}");
            }
        }
        for c in ['の', 'a', '。', '\u{20000}'] {
            assert_eq!(form(&FORMS, c), None, "{c}");
        }
    }
}
