//! Which characters count: from a folded character to its [`Class`]. Looks at one character, never at its neighbours.

use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// What becomes of a folded character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// White space, punctuation, symbols, control characters: no symbol; ends a word.
    Drop,
    /// A combining mark: belongs to the character before it.
    Mark,
    /// A letter or number that is one symbol by itself.
    Plain,
    /// A letter of a script that writes words with spaces between them.
    Word,
}

/// Blocks whose letters stand for themselves: ideographs, syllables, and scripts written without spaces.
/// Ascending, ends included.
const UNSPACED: [(u32, u32); 25] = [
    (0x0E00, 0x0FFF),   // Thai, Lao, Tibetan
    (0x1000, 0x109F),   // Myanmar
    (0x1100, 0x11FF),   // Hangul jamo
    (0x1780, 0x17FF),   // Khmer
    (0x1950, 0x19DF),   // Tai Le, New Tai Lue
    (0x1A20, 0x1AAF),   // Tai Tham
    (0x1B00, 0x1B7F),   // Balinese
    (0x2E80, 0x2FFF),   // CJK radicals
    (0x3000, 0x31FF),   // kana, Bopomofo, Hangul compatibility jamo, strokes
    (0x3200, 0x4DBF),   // enclosed CJK, extension A
    (0x4E00, 0x9FFF),   // CJK unified ideographs
    (0xA000, 0xA4CF),   // Yi
    (0xA960, 0xA97F),   // Hangul jamo extended A
    (0xA980, 0xA9FF),   // Javanese, Myanmar extended B
    (0xAA60, 0xAADF),   // Myanmar extended A, Tai Viet
    (0xAC00, 0xD7FF),   // Hangul syllables, jamo extended B
    (0xF900, 0xFAFF),   // CJK compatibility ideographs
    (0xFF66, 0xFFDC),   // half-width kana and jamo
    (0x11700, 0x1174F), // Ahom
    (0x12000, 0x1254F), // cuneiform
    (0x13000, 0x1467F), // hieroglyphs
    (0x16FE0, 0x18DFF), // Tangut, Khitan, ideographic marks
    (0x1AFF0, 0x1B2FF), // kana supplements, Nushu
    (0x1D800, 0x1DAAF), // SignWriting
    (0x20000, 0x3FFFF), // further ideographs
];

/// The class of a character that was folded.
pub(super) fn class(c: char) -> Class {
    match c.general_category_group() {
        GeneralCategoryGroup::Letter if is_unspaced(c) => Class::Plain,
        GeneralCategoryGroup::Letter => Class::Word,
        GeneralCategoryGroup::Number => Class::Plain,
        GeneralCategoryGroup::Mark => Class::Mark,
        _ => Class::Drop,
    }
}

/// The [`class`] of a character by one look into the tables; `None` of one that is a mark or invisible.
pub(super) fn standing(c: char) -> Option<Class> {
    use GeneralCategory::{
        DecimalNumber, EnclosingMark, Format, LetterNumber, LowercaseLetter, ModifierLetter, NonspacingMark,
        OtherLetter, OtherNumber, SpacingMark, TitlecaseLetter, UppercaseLetter,
    };
    match c.general_category() {
        _ if is_listed_invisible(c) => None,
        Format | NonspacingMark | SpacingMark | EnclosingMark => None,
        LowercaseLetter | ModifierLetter | OtherLetter | TitlecaseLetter | UppercaseLetter => {
            Some(if is_unspaced(c) { Class::Plain } else { Class::Word })
        }
        DecimalNumber | LetterNumber | OtherNumber => Some(Class::Plain),
        _ => Some(Class::Drop),
    }
}

/// Whether a character is a combining mark.
pub(super) fn is_mark(c: char) -> bool {
    !c.is_ascii() && c.general_category_group() == GeneralCategoryGroup::Mark
}

/// Whether a character shows nothing and changes nothing: format characters (zero width space and joiners, soft
/// hyphen, byte order mark, directions), variation selectors, Hangul fillers. The text is read as if they were not there.
pub(super) fn is_invisible(c: char) -> bool {
    u32::from(c) >= 0xAD && (is_listed_invisible(c) || c.general_category() == GeneralCategory::Format)
}

/// Whether it is invisible and no format character.
fn is_listed_invisible(c: char) -> bool {
    matches!(
        u32::from(c),
        0x034F | 0x115F | 0x1160 | 0x180B..=0x180F | 0x3164 | 0xFE00..=0xFE0F | 0xFFA0 | 0xE0100..=0xE01EF
    )
}

fn is_unspaced(c: char) -> bool {
    let code = u32::from(c);
    let at = UNSPACED.partition_point(|&(_, end)| end < code);
    UNSPACED.get(at).is_some_and(|&(start, _)| start <= code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_spaced_scripts_make_words_and_others_stand_alone() {
        for c in "aéжΩאعदაա".chars() {
            assert_eq!(class(c), Class::Word, "{c}");
        }
        for c in "国〇々あアー한ㄅꀀกກཀကក𠀀0٣一".chars() {
            assert_eq!(class(c), Class::Plain, "{c}");
        }
        for c in " \n，。%$+😀（\u{0}\u{200B}".chars() {
            assert_eq!(class(c), Class::Drop, "{c}");
        }
        assert_eq!(class('\u{301}'), Class::Mark);
    }

    #[test]
    fn unspaced_blocks_are_ascending() {
        assert!(UNSPACED.iter().all(|(start, end)| start < end));
        assert!(UNSPACED.windows(2).all(|pair| pair[0].1 < pair[1].0));
    }

    #[test]
    fn invisible_characters_are_format_characters_selectors_and_fillers() {
        assert!("\u{200B}\u{FEFF}\u{AD}\u{200D}\u{FE0F}\u{E0100}\u{3164}".chars().all(is_invisible));
        assert!(!"a国 \n\u{301}\u{3000}".chars().any(is_invisible));
    }
}
