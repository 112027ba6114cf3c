//! Sixth pass: pinyin that a converter injected behind a character, such as 協(xié), is found so that it can be
//! dropped. Looks at raw text around one opening parenthesis; decides alone, changes nothing.
//!
//! It is dropped only where the reading is a reading of the character, tones left aside: converters choose one reading of
//! many, write tones as marks, digits or not at all, and a foreign word that happens to be a toneless reading of just
//! the character in front of it is not met in practice. The readings of a whole class of characters count (发 has those of
//! 發 and 髮), so that converting the script changes nothing.
//!
//! The table is made from Unihan; see `data/tables/README.md`.

use std::sync::LazyLock;

use unicode_normalization::char::decompose_compatible;

use super::letters::{is_invisible, is_mark};
use super::{compatibility, radicals, scripts};

/// Longest text between the parentheses that is looked at, in bytes: seven letters with marks, blanks around them.
const LONGEST_BYTES: usize = 48;
/// Most letters of a syllable (the longest is zhuang).
const LONGEST_LETTERS: usize = 7;

/// (character, number of the syllable), sorted; (syllable), sorted.
struct Readings {
    syllables: Vec<&'static str>,
    of: Vec<(char, u16)>,
}

static READINGS: LazyLock<Readings> = LazyLock::new(|| {
    let mut readings = Readings { syllables: Vec::new(), of: Vec::new() };
    let lines = include_str!("tables/readings.txt").lines().filter_map(|line| line.split_once('\t'));
    for (number, (syllable, chars)) in (0..).zip(lines) {
        readings.syllables.push(syllable);
        readings.of.extend(chars.chars().map(|c| (c, number)));
    }
    readings.of.sort_unstable();
    readings
});

/// Every class of characters with the number of a syllable it is read as.
pub(super) fn readings() -> impl Iterator<Item = (char, u16)> {
    READINGS.of.iter().copied()
}

/// The end of the annotation that begins with the opening parenthesis at byte `open`, or `None` where there is none.
///
/// Output: the byte behind the closing parenthesis. Complexity: constant; at most [`LONGEST_BYTES`] are looked at.
pub(super) fn annotation_end(text: &str, open: usize) -> Option<usize> {
    let inside = text.get(open..)?.strip_prefix(['(', '（'])?;
    if inside.starts_with(|c| matches!(c, '\u{4E00}'..='\u{9FFF}')) {
        // The usual case: an ideograph is no letter of a reading.
        return None;
    }
    let start = text.len() - inside.len();
    let close = inside
        .char_indices()
        .take_while(|&(at, c)| at <= LONGEST_BYTES && !matches!(c, '(' | '（' | '\n'))
        .find(|&(_, c)| matches!(c, ')' | '）'))?;
    let syllable = Syllable::parse(&inside[..close.0])?;
    let annotated = character_before(text, open)?;
    is_reading(annotated, syllable.text()).then_some(start + close.0 + close.1.len_utf8())
}

/// Whether `syllable` (toneless, ü as v) is a reading of a member of `c`'s class.
fn is_reading(c: char, syllable: &str) -> bool {
    let c = scripts::representative(c);
    let Ok(number) = READINGS.syllables.binary_search(&syllable) else { return false };
    u16::try_from(number).is_ok_and(|number| READINGS.of.binary_search(&(c, number)).is_ok())
}

/// A syllable without its tone, ü as v.
#[derive(Default)]
struct Syllable {
    letters: [u8; LONGEST_LETTERS],
    length: usize,
}

impl Syllable {
    /// The syllable in `written`; `None` where that is not 1 to 7 Latin letters with at most a digit behind them.
    fn parse(written: &str) -> Option<Self> {
        let written = written.trim_matches(|c: char| c.is_whitespace() || is_invisible(c));
        let written = written.strip_suffix(['1', '2', '3', '4', '5']).unwrap_or(written);
        let mut syllable = Self::default();
        let mut fits = true;
        for c in written.chars().filter(|&c| !is_invisible(c)) {
            decompose_compatible(c, |part| fits = fits && syllable.take(part.to_ascii_lowercase()));
        }
        (fits && syllable.length > 0).then_some(syllable)
    }

    /// Takes the next letter or mark; says whether it fits.
    fn take(&mut self, part: char) -> bool {
        match part {
            'a'..='z' => u8::try_from(part).is_ok_and(|letter| self.push(letter)),
            'ɡ' => self.push(b'g'),
            'ɑ' => self.push(b'a'),
            '\u{308}' if self.text().ends_with('u') => {
                self.letters[self.length - 1] = b'v';
                true
            }
            _ => self.length > 0 && is_mark(part),
        }
    }

    fn push(&mut self, letter: u8) -> bool {
        let free = self.letters.get_mut(self.length);
        self.length += usize::from(free.is_some());
        free.map(|free| *free = letter).is_some()
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.letters[..self.length]).unwrap_or_default()
    }
}

/// The character in front of byte `open`, invisible characters and marks left aside, as an ideograph.
fn character_before(text: &str, open: usize) -> Option<char> {
    let mut near = text[..open].chars().rev().take(LONGEST_BYTES);
    let before = near.find(|&c| matches!(c, '\u{4E00}'..='\u{9FFF}') || !is_invisible(c) && !is_mark(c))?;
    if matches!(before, '\u{4E00}'..='\u{9FFF}') {
        return Some(before);
    }
    let mut composed = Vec::new();
    compatibility::compose(before.encode_utf8(&mut [0; 4]), true, &mut composed);
    match composed[..] {
        [single] => Some(radicals::ideograph(single)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dropped(text: &str) -> bool {
        let open = text.find(['(', '（']).unwrap();
        annotation_end(text, open) == Some(text.len())
    }

    #[test]
    fn a_reading_of_the_character_is_an_annotation() {
        for text in [
            "協(xié)",
            "發(fā)",
            "聯(lián)",
            "发（fa）",
            "綠( lǜ )",
            "绿(lv4)",
            "绿(lü)",
            "协(xie\u{301})",
            "綱(ɡānɡ)",
            "⾦(jīn)",
        ] {
            assert!(dropped(text), "{text}");
        }
    }

    #[test]
    fn anything_else_stays() {
        for text in [
            "協(fā)",
            "協(xié会)",
            "協()",
            "協(5)",
            "協(xié hé)",
            "(xié)",
            "a(a)",
            "協 (xié)",
            "協(xié",
            "协(WTO)",
            "協((xié)",
            "協(xié))",
        ] {
            assert!(!dropped(text), "{text}");
        }
    }

    #[test]
    fn readings_hold_for_every_script() {
        assert!(dropped("髮(fà)") && dropped("发(fà)") && dropped("發(fà)"));
    }
}
