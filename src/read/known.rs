//! Passages that are known to be boilerplate before a corpus is read: the collection that comes with the program, and
//! texts that a user names. One passage a paragraph.

use super::Document;
use crate::error::Result;
use crate::read::{Item, Source};

/// The collection in `data/known`: name, text.
const SHIPPED: [(&str, &str); 5] = [
    ("notices", include_str!("../../data/known/notices.txt")),
    ("notices-traditional", include_str!("../../data/known/notices-traditional.txt")),
    ("comments", include_str!("../../data/known/comments.txt")),
    ("bars", include_str!("../../data/known/bars.txt")),
    ("english", include_str!("../../data/known/english.txt")),
];

/// A collection of known passages.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KnownPassages {
    /// What it is called in findings and summaries.
    pub name: String,
    /// The passages, in their order; their ids are unique within the collection.
    pub passages: Vec<Document>,
}

impl KnownPassages {
    /// The collection that comes with the program: copyright and reprint notices, comment boxes, navigation, share and
    /// print bars; Chinese in both scripts, and English.
    ///
    /// ```
    /// use dittograph::read::KnownPassages;
    /// let shipped = KnownPassages::shipped();
    /// assert!(shipped.passages.iter().any(|passage| passage.text.contains("不得转载")));
    /// ```
    pub fn shipped() -> Self {
        let texts = SHIPPED.map(|(name, text)| Document::new(name, text));
        Self { name: "shipped".into(), passages: texts.iter().flat_map(paragraphs).collect() }
    }

    /// The passages of any source: each paragraph of each of its documents. Warnings are left to the caller.
    ///
    /// Errors: those of the source.
    pub fn read(name: impl Into<String>, source: &mut dyn Source) -> Result<Self> {
        let mut passages = Vec::new();
        while let Some(item) = source.next_item()? {
            if let Item::Document(document) = item {
                passages.extend(paragraphs(&document));
            }
        }
        Ok(Self { name: name.into(), passages })
    }
}

/// The paragraphs of a text, blank lines between them; each with the text's id and its number, if there are several.
fn paragraphs(document: &Document) -> Vec<Document> {
    let mut paragraphs: Vec<String> = vec![String::new()];
    for line in document.text.lines() {
        match paragraphs.last_mut() {
            Some(open) if !line.trim().is_empty() => {
                if !open.is_empty() {
                    open.push('\n');
                }
                open.push_str(line);
            }
            Some(open) if open.is_empty() => {}
            _ => paragraphs.push(String::new()),
        }
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    if let [only] = &mut paragraphs[..] {
        return vec![Document::new(document.id.clone(), std::mem::take(only))];
    }
    let numbered = |(at, text): (usize, String)| Document::new(format!("{}:{}", document.id, at + 1), text);
    paragraphs.into_iter().enumerate().map(numbered).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::NormalizeConfig;
    use crate::normalize::Normalizer;
    use crate::read::MemorySource;

    #[test]
    fn a_blank_line_ends_a_passage() {
        let text = "\n版权所有\n翻印必究\n\n \n不得转载\n";
        let read = KnownPassages::read("甲", &mut MemorySource::new([Document::new("乙", text)])).unwrap();
        let passages: Vec<_> = read.passages.iter().map(|one| (one.id.as_str(), one.text.as_str())).collect();
        assert_eq!(passages, [("乙:1", "版权所有\n翻印必究"), ("乙:2", "不得转载")]);
        let one = KnownPassages::read("甲", &mut MemorySource::new([Document::new("丙", "不得转载\n")])).unwrap();
        assert_eq!(one.passages[0].id, "丙");
        let none = KnownPassages::read("甲", &mut MemorySource::new([Document::new("丁", " \n\n")])).unwrap();
        assert_eq!(none.passages, []);
    }

    /// Shorter ones can't be aligned with anything, and one that holds another is enough.
    #[test]
    fn shipped_passages_are_long_enough_and_no_two_are_the_same() {
        let normalizer = Normalizer::new(&NormalizeConfig::default());
        let mut seen: Vec<(Vec<u32>, String)> = Vec::new();
        for passage in KnownPassages::shipped().passages {
            let symbols = normalizer.symbols(&passage.text);
            assert!(symbols.len() >= 20, "{}: {}", passage.id, passage.text);
            seen.push((symbols, passage.id));
        }
        assert!(seen.len() >= 60, "{}", seen.len());
        for (one, id) in &seen {
            let held =
                seen.iter().find(|(other, _)| other.len() > one.len() && other.windows(one.len()).any(|w| w == one));
            assert_eq!(held.map(|held| &held.1), None, "{id}");
        }
    }
}
