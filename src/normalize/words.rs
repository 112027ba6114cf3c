//! Seventh pass: words of alphabetic scripts become one symbol each. Here: the hash of a word, how long a word may be, and
//! where a word that was hyphenated at the end of a line goes on.

use xxhash_rust::xxh3::xxh3_64;

use super::Symbol;
use super::letters::{is_invisible, is_mark};
use crate::int::low;

/// Runs of more letters than this are not words but text without spaces: every letter is a symbol.
/// German compounds and chemical names in reports stay below it.
pub(super) const LONGEST_WORD: usize = 32;
/// Bytes between the hyphen and the line's first letter that are looked at.
const LONGEST_GAP_BYTES: usize = 64;
/// Set in the symbols of words, clear in those of characters.
const WORD_BIT: Symbol = 0x8000_0000;

/// The symbol of a folded word. Depends on nothing but the word.
pub(super) fn symbol(word: &str) -> Symbol {
    symbol_of_bytes(word.as_bytes())
}

/// The same for the UTF-8 bytes of a folded word.
pub(super) fn symbol_of_bytes(word: &[u8]) -> Symbol {
    low(xxh3_64(word)) | WORD_BIT
}

/// Whether a symbol is a word.
pub(crate) fn is_word(symbol: Symbol) -> bool {
    symbol & WORD_BIT != 0
}

/// Whether `c` may divide a word at the end of a line.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{AD}')
}

/// Where the word goes on that the hyphen at byte `hyphen` divides: the first letter of the next line, if the hyphen ends
/// its line and that letter is lower case. Only text from the hyphen on is looked at.
pub(super) fn continuation(text: &str, hyphen: usize) -> Option<usize> {
    let mut rest = text.get(hyphen..)?.char_indices();
    rest.next()?;
    let mut line_ended = false;
    for (at, c) in rest.take_while(|&(at, _)| at <= LONGEST_GAP_BYTES) {
        match c {
            '\n' if line_ended => return None,
            '\n' => line_ended = true,
            ' ' | '\t' | '\r' | '\u{3000}' => {}
            _ if is_invisible(c) => {}
            _ => return (line_ended && c.is_lowercase() && !is_mark(c)).then_some(hyphen + at),
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_its_top_bit_set_and_the_same_symbol_in_every_process() {
        assert_eq!(symbol("report") & WORD_BIT, WORD_BIT);
        assert_ne!(symbol("report"), symbol("reports"));
        assert_eq!(symbol(""), low(0x2D06_8005_38D3_94C2) | WORD_BIT);
    }

    #[test]
    fn a_hyphen_divides_a_word_only_at_the_end_of_a_line() {
        assert_eq!(continuation("-\nmation", 0), Some(2));
        assert_eq!(continuation("- \r\n  mation", 0), Some(6));
        for text in ["-mation", "- mation", "-\nMation", "-\n\nmation", "-\n国", "-\n", "-"] {
            assert_eq!(continuation(text, 0), None, "{text:?}");
        }
    }
}
