//! Text in a terminal: columns that count wide characters as two, and the few colours.
//!
//! Colours are always written; the stream they are printed to strips them where they are not wanted.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

pub(super) use crate::int::{counted, grouped};

/// Escape sequences.
pub(super) const BOLD: &str = "\x1b[1m";
pub(super) const DIM: &str = "\x1b[2m";
pub(super) const RED: &str = "\x1b[31m";
pub(super) const GREEN: &str = "\x1b[32m";
pub(super) const YELLOW: &str = "\x1b[33m";
pub(super) const CYAN: &str = "\x1b[36m";
pub(super) const RESET: &str = "\x1b[0m";

/// Columns of a text on the screen.
pub(super) fn columns(text: &str) -> usize {
    text.width()
}

/// Columns of a character on the screen.
pub(super) fn columns_of(char: char) -> usize {
    char.width().unwrap_or(0)
}

/// One line of a text: white space and control characters become single spaces, marks that turn the direction of
/// writing go.
pub(super) fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for char in text.chars().filter_map(in_line) {
        if char != ' ' || !line.is_empty() && !line.ends_with(' ') {
            line.push(char);
        }
    }
    line.truncate(line.trim_end().len());
    line
}

/// How a character stands in a line: white space and control characters as a space, marks that turn the direction of
/// writing not at all.
pub(super) fn in_line(char: char) -> Option<char> {
    match char {
        '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => None,
        char if char.is_whitespace() || char.is_control() => Some(' '),
        char => Some(char),
    }
}

/// The beginning of a text as one line of at most `width` columns, `…` at its end if something was cut.
///
/// Complexity: linear in `width`, whatever the length of the text.
pub(super) fn fit(text: &str, width: usize) -> String {
    let head: String = text.chars().take(width * 4 + 4).collect();
    let cut = head.len() < text.len();
    let line = one_line(&head);
    if !cut && columns(&line) <= width {
        return line;
    }
    let mut fitted = String::new();
    let mut used = 1;
    for char in line.chars() {
        used += columns_of(char);
        if used > width {
            break;
        }
        fitted.push(char);
    }
    fitted.push('…');
    fitted
}

/// `text` and spaces up to `width` columns.
pub(super) fn left(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}

/// Spaces up to `width` columns and `text`.
pub(super) fn right(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(columns(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(fit("全县经济稳中有进", 9), "全县经济…");
        assert_eq!(fit("全县经济稳中有进", 8), "全县经…");
        assert_eq!(fit("全县经济", 8), "全县经济");
        assert_eq!(columns(&left("全县", 6)), 6);
        assert_eq!(right("全县", 6), "  全县");
    }

    #[test]
    fn a_text_becomes_one_line() {
        assert_eq!(one_line(" 第一\r\n\t第二\u{1b}[31m\u{202E} "), "第一 第二 [31m");
        assert_eq!(columns(&fit(&"一二\n".repeat(10_000), 20)), 20);
    }
}
