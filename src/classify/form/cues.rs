//! The phrases that stand on furniture, as symbols: [`Cues`]. Says which a line holds, not what follows from it.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::Form;
use crate::int::index;
use crate::normalize::{Normalizer, Symbol};

/// The phrases, by name.
const TABLE: &str = include_str!("cues.txt");

/// What a phrase says of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::classify) enum Cue {
    /// It stands on furniture of this form and hardly anywhere else.
    Form(Form),
    /// A line that is hardly more than this word is a button or a heading.
    Faint,
    /// The site speaks of itself.
    Own,
    /// Of who may use what, and who answers for it.
    Rights,
    /// The page, the file or its publisher speaks to the reader. It makes nothing furniture, and what is furniture no fact.
    Reader,
}

/// All phrases, found by their first symbol.
#[derive(Debug)]
pub(in crate::classify) struct Cues {
    phrases: Vec<(Vec<Symbol>, Cue)>,
    by_first: HashMap<Symbol, Vec<usize>, FixedState>,
    /// Of the low bits of symbols those that a phrase begins with, a bit each.
    begins: Vec<u64>,
}

/// Phrases of rights from which a line is about those of a website: one may stand in any report.
const RIGHTS: u32 = 2;
/// Bits of a symbol that tell most of them apart.
const LOW_BITS: u32 = 14;

/// The word that has the bit of a symbol, and the bit.
#[inline]
fn bit(symbol: Symbol) -> (usize, u64) {
    let low = symbol & ((1 << LOW_BITS) - 1);
    (index(low / u64::BITS), 1 << (low % u64::BITS))
}

/// How often a line holds phrases of each kind, each phrase counted once.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Held {
    /// Phrases of forms, and the form of the first on the line.
    pub forms: u32,
    pub first: Option<Form>,
    pub faint: u32,
    pub own: u32,
    pub rights: u32,
    pub reader: u32,
}

impl Cues {
    /// The phrases as a normaliser sees them.
    pub(in crate::classify) fn new(normalizer: &Normalizer) -> Self {
        let mut phrases: Vec<(Vec<Symbol>, Cue)> = Vec::new();
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let Some((name, listed)) = line.split_once(": ") else { continue };
            let Some(cue) = named(name) else { continue };
            let symbols = listed.split(' ').map(|phrase| (normalizer.symbols(&phrase.replace('-', " ")), cue));
            phrases.extend(symbols.filter(|(symbols, _)| !symbols.is_empty()));
        }
        let mut by_first: HashMap<Symbol, Vec<usize>, FixedState> = HashMap::default();
        for (number, (symbols, _)) in phrases.iter().enumerate() {
            by_first.entry(symbols[0]).or_default().push(number);
        }
        let mut begins = vec![0; index((1 << LOW_BITS) / u64::BITS)];
        for (word, bit) in by_first.keys().map(|first| bit(*first)) {
            begins[word] |= bit;
        }
        Self { phrases, by_first, begins }
    }

    /// Whether any phrase of a form stands in a text: without one there is no furniture in it.
    ///
    /// Complexity: linear.
    pub(in crate::classify) fn any_form(&self, symbols: &[Symbol]) -> bool {
        (0..symbols.len()).any(|at| self.at(&symbols[at..]).any(|n| matches!(self.phrases[n].1, Cue::Form(_))))
    }

    /// What stands on a line.
    pub(super) fn held(&self, line: &[Symbol]) -> Held {
        let mut numbers: Vec<usize> = Vec::new();
        let mut held = Held::default();
        for at in 0..line.len() {
            for number in self.at(&line[at..]) {
                if numbers.contains(&number) {
                    continue;
                }
                numbers.push(number);
                match self.phrases[number].1 {
                    Cue::Form(form) => {
                        held.forms += 1;
                        held.first = held.first.or(Some(form));
                    }
                    Cue::Faint => held.faint += 1,
                    Cue::Own => held.own += 1,
                    Cue::Rights => held.rights += 1,
                    Cue::Reader => held.reader += 1,
                }
            }
        }
        held
    }

    /// Whether phrases on a line show that a website or a publisher speaks there, or to the reader: one will do, of rights several.
    pub(in crate::classify) fn is_of_site(&self, line: &[Symbol]) -> bool {
        let Held { forms, own, rights, reader, .. } = self.held(line);
        forms + own + reader > 0 || rights >= RIGHTS
    }

    /// Whether a phrase may begin with a symbol: hardly any does, and the map need not be asked.
    #[inline]
    fn may_begin(&self, symbol: Symbol) -> bool {
        let (word, bit) = bit(symbol);
        self.begins[word] & bit != 0
    }

    /// The phrases a text begins with.
    fn at<'a>(&'a self, text: &'a [Symbol]) -> impl Iterator<Item = usize> + 'a {
        let near = text.first().filter(|first| self.may_begin(**first)).and_then(|first| self.by_first.get(first));
        let begins = |number: &usize| text.starts_with(&self.phrases[*number].0);
        near.into_iter().flatten().copied().filter(begins)
    }
}

/// The kind that a line of the table is about.
fn named(name: &str) -> Option<Cue> {
    Some(match name {
        "notice" => Cue::Form(Form::Notice),
        "navigation" => Cue::Form(Form::Navigation),
        "sharing" => Cue::Form(Form::Sharing),
        "comments" => Cue::Form(Form::Comments),
        "related" => Cue::Form(Form::Related),
        "poll" => Cue::Form(Form::Poll),
        "faint" => Cue::Faint,
        "own" => Cue::Own,
        "rights" => Cue::Rights,
        "reader" => Cue::Reader,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::NormalizeConfig;

    fn normalizer() -> Normalizer {
        Normalizer::new(&NormalizeConfig::default())
    }

    #[test]
    fn every_line_of_the_table_is_read_and_no_phrase_is_listed_twice() {
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let (name, listed) = line.split_once(": ").expect(line);
            assert!(named(name).is_some(), "{name}");
            assert!(!listed.contains("  ") && !listed.ends_with(' '), "{name}");
        }
        let mut phrases = Cues::new(&normalizer()).phrases;
        phrases.sort();
        for pair in phrases.windows(2) {
            let forms = pair.iter().filter(|phrase| matches!(phrase.1, Cue::Form(_))).count();
            assert!(pair[0] != pair[1] && !(pair[0].0 == pair[1].0 && forms > 0), "{pair:?}");
        }
    }

    #[test]
    fn phrases_are_seen_in_either_script_and_width() {
        let (normalizer, cues) = (normalizer(), Cues::new(&normalizer()));
        let held = |line: &str| cues.held(&normalizer.symbols(line));
        assert_eq!(held("版權(quán)所有　京ＩＣＰ备0001号").forms, 2);
        assert_eq!(held("版权所有 版权所有").forms, 1);
        assert_eq!(held("All Rights Reserved").first, Some(Form::Notice));
        assert_eq!(held("县域商业三年行动顺利收官"), Held::default());
        assert!(cues.any_form(&normalizer.symbols("会后请登录后台查看评论")));
        assert!(!cues.any_form(&normalizer.symbols("首页上的新闻")));
    }
}
