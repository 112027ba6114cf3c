//! All passes in one go over the text: [`Scan`]. Most characters are one look-up in the flat [`Table`], which a kernel does for
//! many at once; what unfolds, has marks, makes a word or may be pinyin leaves it. Gives the same as `naive`, which is its
//! oracle.
//!
//! A mark belongs to the character before it: where one is met, that character's symbol is taken back and both are folded
//! together. Marks are rare, so that this costs less than to let every character wait for the next.

use super::letters::{Class, class, is_invisible};
use super::sink::Sink;
use super::table::{Kind, Table};
use super::{cluster, fold, pinyin, words};
use crate::config::NormalizeConfig;

/// One text on its way through the passes.
pub(super) struct Scan<'t, S> {
    table: &'static Table,
    config: NormalizeConfig,
    text: &'t str,
    sink: &'t mut S,
}

/// A character with its marks, folded.
struct Folded {
    chars: Vec<char>,
    end: usize,
}

impl Folded {
    /// Whether it can be a part of a longer word.
    fn is_open(&self) -> bool {
        let open = |&c: &char| matches!(class(c), Class::Word | Class::Mark);
        self.chars.first().is_some_and(|&c| class(c) == Class::Word) && self.chars.iter().all(open)
    }
}

impl<'t, S: Sink> Scan<'t, S> {
    /// Ready to run; `table` is the one of `config`.
    pub(super) fn new(config: NormalizeConfig, table: &'static Table, text: &'t str, sink: &'t mut S) -> Self {
        Self { table, config, text, sink }
    }

    /// Gives all symbols of the text to the sink.
    pub(super) fn run(self) {
        self.run_from(0);
    }

    /// Gives the symbols from byte `at` on.
    pub(super) fn run_from(mut self, mut at: usize) {
        while at < self.text.len() {
            self.sink.pass(at);
            at = self.plain(at);
        }
    }

    /// The main loop: from `from` to the first place that needs more than a look-up, which is dealt with.
    ///
    /// Output: the byte to go on from.
    fn plain(&mut self, from: usize) -> usize {
        let mut at = from;
        loop {
            at = self.sink.take(self.table, self.text, at);
            let Some(c) = self.char_at(at) else { return at };
            let (entry, end) = (self.table.entry(c), at + c.len_utf8());
            match entry.kind() {
                Kind::Attach => {
                    let base = if at > from { self.take_back(at) } else { at };
                    return self.unfold(base);
                }
                Kind::Word => return self.word(at),
                Kind::Slow => return self.unfold(at),
                Kind::Open => {
                    if let Some(end) = pinyin::annotation_end(self.text, at) {
                        return end;
                    }
                }
                Kind::Plain => self.sink.push(entry.symbol(), at, end),
                Kind::Drop => {}
            }
            at = end;
        }
    }

    /// Takes back what the character before byte `end` gave; says where it begins.
    fn take_back(&mut self, end: usize) -> usize {
        let Some(c) = self.text[..end].chars().next_back() else { return end };
        if self.table.entry(c).kind() == Kind::Plain {
            self.sink.pop();
        }
        end - c.len_utf8()
    }

    /// Deals with the character at `start`, its marks, and invisible characters around them.
    fn unfold(&mut self, start: usize) -> usize {
        let Some(base) = self.char_at(start) else { return self.text.len() };
        if is_invisible(base) {
            return start + base.len_utf8();
        }
        let folded = self.folded(base, start);
        if self.config.words && folded.is_open() {
            return self.word(start);
        }
        self.closed(&folded, start);
        folded.end
    }

    /// Gives the symbols of a cluster that joins nothing: its words stay inside it, and all share its span.
    fn closed(&mut self, folded: &Folded, start: usize) {
        let mut rest = &folded.chars[..];
        while let Some(&first) = rest.first() {
            let mut length = 1;
            if self.config.words && class(first) == Class::Word {
                length = rest.iter().take_while(|&&c| matches!(class(c), Class::Word | Class::Mark)).count();
            }
            let (word, behind) = rest.split_at(length);
            rest = behind;
            let letters = word.iter().filter(|&&c| class(c) == Class::Word).count();
            if self.config.words && (1..=words::LONGEST_WORD).contains(&letters) {
                let word: String = word.iter().collect();
                self.sink.push(words::symbol(&word), start, folded.end);
            } else {
                self.letters(word, start, folded.end);
            }
        }
    }

    /// Gives every letter and number for itself.
    fn letters(&mut self, chars: &[char], start: usize, end: usize) {
        for &c in chars {
            if matches!(class(c), Class::Word | Class::Plain) {
                self.sink.push(c.into(), start, end);
            }
        }
    }

    /// Gives the word that begins at `start`, or what stands there where its first letter can join nothing, or each letter of a run too long to be one.
    fn word(&mut self, start: usize) -> usize {
        if let Some(end) = self.ascii_word(start) {
            return end;
        }
        let mut word = String::new();
        let mut letters = 0;
        let end = self.walk(start, |_, chars, _, _| {
            word.extend(chars);
            letters += chars.iter().filter(|&&c| class(c) == Class::Word).count();
            letters <= words::LONGEST_WORD
        });
        if letters == 0 {
            return self.unfold(start);
        }
        if letters > words::LONGEST_WORD {
            return self.walk(start, |scan, chars, start, end| {
                scan.letters(chars, start, end);
                true
            });
        }
        self.sink.push(words::symbol(&word), start, end);
        end
    }

    /// The usual case: ASCII letters and behind them a character that surely ends the word.
    fn ascii_word(&mut self, start: usize) -> Option<usize> {
        let bytes = &self.text.as_bytes()[start..];
        let length = bytes.iter().take(words::LONGEST_WORD + 1).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let ends =
            |c| !words::is_hyphen(c) && matches!(self.table.entry(c).kind(), Kind::Drop | Kind::Plain | Kind::Open);
        if !(1..=words::LONGEST_WORD).contains(&length) || !self.char_at(start + length).is_none_or(ends) {
            return None;
        }
        let mut word = [0; words::LONGEST_WORD];
        let word = &mut word[..length];
        word.copy_from_slice(&bytes[..length]);
        if self.config.case {
            word.make_ascii_lowercase();
        }
        self.sink.push(words::symbol_of_bytes(word), start, start + length);
        Some(start + length)
    }

    /// Visits the clusters of the run of word letters that begins at `start`, as long as `visit` says so.
    ///
    /// Output: the byte behind the last cluster visited.
    fn walk(&mut self, start: usize, mut visit: impl FnMut(&mut Self, &[char], usize, usize) -> bool) -> usize {
        let mut at = start;
        let mut end = start;
        while let Some(base) = self.char_at(at) {
            let behind = at + base.len_utf8();
            let entry = self.table.entry(base);
            let going_on = match entry.kind() {
                Kind::Word if !self.attach_at(behind) => {
                    let Some(letter) = char::from_u32(entry.symbol()) else { break };
                    end = behind;
                    visit(self, &[letter], at, end)
                }
                Kind::Drop | Kind::Plain | Kind::Open if !self.attach_at(behind) => break,
                _ => {
                    let folded = self.folded(base, at);
                    if !folded.is_open() {
                        break;
                    }
                    end = folded.end;
                    visit(self, &folded.chars, at, end)
                }
            };
            if !going_on {
                break;
            }
            at = self.next_in_word(end);
        }
        end
    }

    /// Where the word would go on whose last cluster ends at `end`: behind invisible characters or a hyphenated line end.
    fn next_in_word(&self, end: usize) -> usize {
        for (at, c) in self.text[end..].char_indices() {
            let at = end + at;
            if words::is_hyphen(c)
                && let Some(next) = words::continuation(self.text, at)
            {
                return next;
            }
            if !is_invisible(c) {
                return at;
            }
        }
        self.text.len()
    }

    fn folded(&self, base: char, start: usize) -> Folded {
        let (raw, end) = cluster::attached(self.text, base, start + base.len_utf8(), self.config.compatibility);
        Folded { chars: fold::cluster(&raw, self.config), end }
    }

    fn char_at(&self, at: usize) -> Option<char> {
        self.text[at..].chars().next()
    }

    fn attach_at(&self, at: usize) -> bool {
        self.char_at(at).is_some_and(|c| self.table.entry(c).kind() == Kind::Attach)
    }
}
