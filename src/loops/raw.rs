//! Runs on the raw text that the normalisation would swallow: punctuation only, and one letter within a word.
//!
//! In a stretch without letters and digits (white space aside) a unit of at most eight characters that is repeated over
//! at least [`SHORTEST`] characters is a run; in a word, one letter repeated as often. Leaders and rules (`……`, `----`)
//! are typesetting up to [`SHORTEST_RULE`] characters.

use crate::int::{float, narrow};
use crate::span::{Raw, Span};

/// Characters, white space aside, from which a run is reported.
const SHORTEST: usize = 40;
/// The same for leaders and rules, which people draw on purpose, in dots and dashes.
const SHORTEST_RULE: usize = 200;
/// Longest unit, in characters.
const LONGEST_UNIT: usize = 8;
/// What leaders and rules are drawn with.
const RULES: &str = ".…·•‥。-‐‑‒–—―_=*#~～＿－＝＊─━│┃|┄┈═+^<>/\\";

/// A raw run.
#[derive(Debug, Clone, PartialEq)]
pub struct RawRun {
    /// First character to last.
    pub span: Span<Raw>,
    /// Characters of the unit, white space aside.
    pub period: u32,
    /// Number of units.
    pub copies: f64,
    /// First byte behind the first unit: what stands from here on is extra.
    pub second: u32,
}

/// Finds the raw runs of one text: disjoint, ascending. Complexity: `O(n · 8)`.
///
/// ```
/// use dittograph::loops::raw_runs;
/// let text = format!("第5页{}完", "！".repeat(60));
/// let runs = raw_runs(&text);
/// assert_eq!((runs[0].span.start, runs[0].span.end, runs[0].second), (7, 187, 10));
/// ```
pub fn raw_runs(text: &str) -> Vec<RawRun> {
    let mut runs = Vec::new();
    let mut stretch: Vec<(usize, char)> = Vec::new();
    let mut word = false;
    for (at, c) in text.char_indices() {
        // Most of the text, told without a table: neither punctuation nor part of a word.
        if ('\u{4E00}'..='\u{9FFF}').contains(&c) {
            close(&mut stretch, word, &mut runs);
            word = false;
            continue;
        }
        if c.is_whitespace() && !word {
            continue;
        }
        let alphanumeric = !is_usual_mark(c) && c.is_alphanumeric();
        let in_word = alphanumeric && !is_ideographic(c) && !c.is_numeric();
        if (alphanumeric && !in_word) || in_word != word {
            close(&mut stretch, word, &mut runs);
            word = in_word;
        }
        if in_word || !alphanumeric && !c.is_whitespace() {
            stretch.push((at, c));
        }
    }
    close(&mut stretch, word, &mut runs);
    runs
}

/// The marks of Chinese sentences, told without a table.
fn is_usual_mark(c: char) -> bool {
    matches!(c, '，' | '。' | '、' | '；' | '：' | '“' | '”' | '（' | '）' | '《' | '》')
}

/// Characters that are symbols of their own, so that the period runs see them.
fn is_ideographic(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x318F | 0x31A0..=0xA4CF | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

/// Dots of a leader that one character draws; 1 for everything else.
fn dots(c: char) -> usize {
    match c {
        '…' => 3,
        '‥' => 2,
        _ => 1,
    }
}

fn close(stretch: &mut Vec<(usize, char)>, word: bool, runs: &mut Vec<RawRun>) {
    let mut from = 0;
    while stretch.len() - from >= SHORTEST {
        let longest = if word { 1 } else { LONGEST_UNIT };
        let best =
            (1..=longest).map(|unit| (reach(&stretch[from..], unit), unit)).max_by_key(|(n, unit)| (*n, 9 - unit));
        let Some((len, unit)) = best else { break };
        let rule = stretch[from..from + unit].iter().all(|(_, c)| RULES.contains(*c));
        let drawn: usize = stretch[from..from + len].iter().map(|(_, c)| dots(*c)).sum();
        if (if rule { drawn >= SHORTEST_RULE } else { len >= SHORTEST }) && len >= 5 * unit {
            let end = |i: usize| stretch[from + i - 1].0 + stretch[from + i - 1].1.len_utf8();
            runs.push(RawRun {
                span: Span::new(narrow(stretch[from].0), narrow(end(len))),
                period: narrow(unit),
                copies: float(len) / float(unit),
                second: narrow(end(unit)),
            });
        }
        from += if len >= 2 * unit { len - (unit - 1) } else { 1 };
    }
    stretch.clear();
}

/// How many characters from the start of `stretch` repeat its first `unit`.
fn reach(stretch: &[(usize, char)], unit: usize) -> usize {
    let equal = (unit..stretch.len()).take_while(|&i| stretch[i].1 == stretch[i - unit].1).count();
    if equal == 0 { 1 } else { unit + equal }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans(text: &str) -> Vec<(u32, u32, u32)> {
        raw_runs(text).iter().map(|run| (run.span.start, run.span.end, run.period)).collect()
    }

    #[test]
    fn punctuation_runs_are_found_with_their_unit() {
        assert_eq!(spans(&format!("5{}", "!".repeat(300))), [(1, 301, 1)]);
        assert_eq!(spans(&format!("x {} y", "! ? ".repeat(40))), [(2, 161, 2)]);
        assert_eq!(spans(&format!("好{}", "🎂".repeat(41))), [(3, 3 + 41 * 4, 1)]);
    }

    #[test]
    fn one_letter_in_a_word_is_found() {
        assert_eq!(spans(&format!("so{}t", "a".repeat(50))), [(2, 52, 1)]);
    }

    #[test]
    fn leaders_and_rules_are_typesetting() {
        assert_eq!(spans(&format!("第一章{}12", "…".repeat(60))), []);
        assert_eq!(spans(&format!("{}\n", "-".repeat(80))), []);
        assert_eq!(spans(&"-".repeat(400)), [(0, 400, 1)]);
    }

    #[test]
    fn ideographs_are_left_to_the_period_runs() {
        assert_eq!(spans(&"哦".repeat(100)), []);
        assert_eq!(spans(""), []);
    }
}
