//! Which characters are the same to the engine: what the page's script needs to compare two texts as the engine does.
//!
//! From the texts of the page to the [`Folds`] of the characters that occur in them. Folds nothing itself.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::int::narrow;
use crate::normalize::{Normalizer, Symbol, is_word};
use crate::span::Span;

/// What becomes of the characters that occur.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub(super) struct Folds {
    /// Characters that are no symbols: punctuation, white space, marks.
    pub(super) dropped: String,
    /// Letters that make words with their neighbours.
    pub(super) letters: String,
    /// Characters that are one symbol, that which occurs most often first: scripts, variants, case, width.
    pub(super) classes: Vec<String>,
    /// Characters that unfold to several, with what they unfold to.
    pub(super) unfolds: Vec<(char, String)>,
}

impl Folds {
    /// Counts the characters of `texts` and asks the normaliser about each.
    ///
    /// Complexity: linear, one question for each different character.
    pub(super) fn of<'t>(texts: impl Iterator<Item = &'t str>, normalizer: &Normalizer) -> Self {
        let mut counts: HashMap<char, u64> = HashMap::new();
        for text in texts {
            for char in text.chars() {
                *counts.entry(char).or_default() += 1;
            }
        }
        let mut chars: Vec<(char, u64)> = counts.into_iter().collect();
        chars.sort_unstable_by_key(|&(char, count)| (std::cmp::Reverse(count), char));
        let letters = normalizer.by_letters();
        let mut folds = Self::default();
        let mut classes: BTreeMap<Symbol, String> = BTreeMap::new();
        for (char, _) in chars {
            let text = char.to_string();
            match letters.symbols(&text)[..] {
                [] => folds.dropped.push(char),
                [symbol] => {
                    classes.entry(symbol).or_default().push(char);
                    if normalizer.symbols(&text).first().is_some_and(|&symbol| is_word(symbol)) {
                        folds.letters.push(char);
                    }
                }
                ref symbols => {
                    let unfolded = symbols.iter().filter_map(|&symbol| char::from_u32(symbol)).collect();
                    folds.unfolds.push((char, unfolded));
                }
            }
        }
        folds.classes = classes.into_values().filter(|class| class.chars().nth(1).is_some()).collect();
        folds
    }
}

/// Stretches of `text`, in code points, whose characters would be symbols elsewhere and are none here: readings that were
/// injected behind a character.
pub(super) fn ignored(text: &str, normalizer: &Normalizer) -> Vec<(u32, u32)> {
    if !text.contains(['(', '（']) {
        return Vec::new();
    }
    let (_, offsets) = normalizer.with_offsets(text);
    let letters = normalizer.by_letters();
    let mut spans: Vec<(u32, u32)> = Vec::new();
    let (mut symbol, count) = (0, narrow(offsets.len()));
    for (position, (byte, char)) in (0_u32..).zip(text.char_indices()) {
        let byte = narrow(byte);
        while symbol < count && offsets.symbol(symbol).end <= byte {
            symbol += 1;
        }
        let Span { start, end, .. } = offsets.symbol(symbol);
        let covered = symbol < count && start <= byte && byte < end;
        if covered || char.is_ascii_punctuation() || letters.symbols(char.encode_utf8(&mut [0; 4])).is_empty() {
            continue;
        }
        match spans.last_mut() {
            Some(last) if last.1 == position => last.1 += 1,
            _ => spans.push((position, position + 1)),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::NormalizeConfig;

    fn normalizer() -> Normalizer {
        Normalizer::new(&NormalizeConfig::default())
    }

    #[test]
    fn characters_that_are_one_symbol_make_a_class_the_usual_one_first() {
        let folds = Folds::of(["國家国国，a Ａ", "㈱"].into_iter(), &normalizer());
        assert_eq!(folds.classes, ["aＡ", "国國"]);
        assert_eq!((folds.letters.as_str(), folds.dropped.contains('，')), ("aＡ", true));
        assert!(!folds.classes.iter().any(|class| class.contains('家')), "alone in its class: {folds:?}");
    }

    #[test]
    fn a_character_that_unfolds_says_to_what() {
        let folds = Folds::of(["½"].into_iter(), &normalizer());
        assert_eq!(folds.unfolds, [('½', "12".to_owned())]);
    }

    #[test]
    fn injected_readings_are_ignored_and_brackets_that_say_something_are_not() {
        assert_eq!(ignored("政協(xié)發揮（試行）作用", &normalizer()), [(3, 6)]);
        assert_eq!(ignored("政協發揮", &normalizer()), []);
    }
}
