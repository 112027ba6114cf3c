//! What is in a corpus, without looking for repetitions: how many documents of which length, encoding and language.

use std::cmp::Reverse;

use serde::Serialize;

use super::languages::{Language, Letters};
use super::terminal::push;
use super::wide::{BOLD, DIM, RESET, counted, grouped, left, one_line, right};
use crate::error::Warning;
use crate::int::{narrow, wide};
use crate::read::{Document, Encoded};

/// Warnings that are shown.
const SHOWN: usize = 20;

/// What a corpus holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Inventory {
    /// Documents read.
    pub documents: u64,
    /// Documents without a character.
    pub empty: u64,
    /// Documents or lines left out.
    pub skipped: u64,
    /// UTF-8 bytes of all texts.
    pub bytes: u64,
    /// Code points of all texts.
    pub chars: u64,
    /// Code points of the shortest, the middle and the longest document.
    pub lengths: [u32; 3],
    /// What the documents were encoded in.
    pub encodings: Vec<Encoded>,
    /// Documents by their language, the one with most characters first and those without one last.
    pub languages: Vec<LanguageCount>,
    /// Documents by the script that most of their letters are of.
    pub scripts: Vec<ScriptCount>,
    /// What was passed over or repaired.
    pub warnings: Vec<Warning>,
    #[serde(skip)]
    all: Vec<u32>,
}

/// Documents of a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LanguageCount {
    /// Which.
    #[serde(flatten)]
    pub language: Language,
    /// Documents in it.
    pub documents: u64,
    /// Their code points.
    pub chars: u64,
}

/// Documents of a script.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ScriptCount {
    /// `chinese`, `japanese` (with kana), `korean`, `latin`, `cyrillic`, `other`, `mixed` or `none` (no letters).
    pub script: &'static str,
    /// Documents of it.
    pub documents: u64,
}

const SCRIPTS: [&str; 8] = ["chinese", "japanese", "korean", "latin", "cyrillic", "other", "mixed", "none"];

impl Inventory {
    /// Counts a document.
    pub fn add(&mut self, document: &Document) {
        let chars = narrow(document.text.chars().count());
        self.documents += 1;
        self.empty += u64::from(chars == 0);
        self.bytes += wide(document.text.len());
        self.chars += u64::from(chars);
        self.all.push(chars);
        let letters = Letters::of(&document.text);
        let language = letters.language(&document.text);
        match self.languages.iter_mut().find(|count| count.language == language) {
            Some(count) => {
                count.documents += 1;
                count.chars += u64::from(chars);
            }
            None => self.languages.push(LanguageCount { language, documents: 1, chars: chars.into() }),
        }
        let script = letters.script();
        match self.scripts.iter_mut().find(|count| count.script == script) {
            Some(count) => count.documents += 1,
            None => self.scripts.push(ScriptCount { script, documents: 1 }),
        }
    }

    /// Counts a warning.
    pub fn warn(&mut self, warning: Warning) {
        self.skipped += u64::from(warning.skipped);
        self.warnings.push(warning);
    }

    /// Everything was added.
    pub fn finish(&mut self, encodings: Vec<Encoded>) {
        self.encodings = encodings;
        self.all.sort_unstable();
        if let (Some(first), Some(last)) = (self.all.first(), self.all.last()) {
            self.lengths = [*first, self.all[self.all.len() / 2], *last];
        }
        self.languages.sort_by_key(|count| {
            let LanguageCount { language, documents, chars } = *count;
            (!language.is_told(), Reverse(chars), Reverse(documents), language)
        });
        self.scripts.sort_by_key(|count| SCRIPTS.iter().position(|script| *script == count.script));
        self.warnings.sort();
    }

    /// The page for people. Warnings stand in it as a whole: what to do is at their ends.
    pub fn page(&self) -> String {
        let mut page = format!(
            "{BOLD}{}, {}{RESET}, {} in UTF-8\n",
            counted(self.documents, "document"),
            counted(self.chars, "character"),
            counted(self.bytes, "byte"),
        );
        if self.documents > 0 {
            self.counts_page(&mut page);
        }
        self.warnings_page(&mut page);
        page
    }

    /// What the documents are, in numbers.
    fn counts_page(&self, page: &mut String) {
        let [shortest, middle, longest] = self.lengths.map(|chars| grouped(chars.into()));
        push(page, &format!("characters a document: {shortest} at least, {middle} in the middle, {longest} at most"));
        if self.empty > 0 {
            push(page, &format!("empty: {}", counted(self.empty, "document")));
        }
        push(
            page,
            &format!("\n{DIM}  {}{}{}{RESET}", left("encoding", 14), right("documents", 12), right("bad places", 14)),
        );
        for Encoded { encoding, documents, replaced } in &self.encodings {
            push(
                page,
                &format!(
                    "  {}{}{}",
                    left(encoding, 14),
                    right(&grouped(*documents), 12),
                    right(&grouped(*replaced), 14)
                ),
            );
        }
        self.languages_page(page);
    }

    fn languages_page(&self, page: &mut String) {
        let name = |count: &LanguageCount| count.language.name();
        let width = self.languages.iter().map(|count| name(count).len() + 2).fold(14, usize::max);
        let row = |language: &str, documents: &str, chars: &str| {
            format!("  {}{}{}", left(language, width), right(documents, 12), right(chars, 16))
        };
        push(page, &format!("\n{DIM}{}{RESET}", row("language", "documents", "characters")));
        for count in &self.languages {
            push(page, &row(&name(count), &grouped(count.documents), &grouped(count.chars)));
        }
    }

    fn warnings_page(&self, page: &mut String) {
        if !self.warnings.is_empty() {
            push(
                page,
                &format!(
                    "\n{BOLD}{}{RESET} ({} left out)",
                    counted(wide(self.warnings.len()), "warning"),
                    grouped(self.skipped)
                ),
            );
        }
        for warning in self.warnings.iter().take(SHOWN) {
            push(page, &format!("  {}", one_line(&warning.to_string())));
        }
        if self.warnings.len() > SHOWN {
            push(
                page,
                &format!("  {DIM}and {} more; all with --json{RESET}", grouped(wide(self.warnings.len() - SHOWN))),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_counted() {
        let mut inventory = Inventory::default();
        for text in ["报告", "", "报告报告报告"] {
            inventory.add(&Document::new("甲", text));
        }
        inventory.finish(Vec::new());
        assert_eq!((inventory.documents, inventory.empty, inventory.chars), (3, 1, 8));
        assert_eq!(inventory.lengths, [0, 2, 6]);
        assert!(inventory.page().contains("3 documents, 8 characters"), "{}", inventory.page());
    }
}
