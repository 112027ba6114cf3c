//! Documents that are in memory already, or come from a caller's own iterator.

use std::collections::VecDeque;

use super::ids::{Claim, Ids, Origin};
use super::{Document, Item, Source};
use crate::error::{Result, Warning};

/// A [`Source`] over any iterator of documents.
///
/// A second document with the id of an earlier one is kept under `<id>~2` and gives a warning; a text of 4 GiB or more
/// is left out with a warning.
///
/// ```
/// use dittograph::read::{Document, Item, MemorySource, Source};
/// let text = "全面推进乡村振兴。";
/// let documents = vec![Document::new("甲", text)];
/// let mut source = MemorySource::new(documents);
/// assert!(matches!(source.next_item()?, Some(Item::Document(document)) if document.text == text));
/// assert!(source.next_item()?.is_none());
/// # Ok::<(), dittograph::Error>(())
/// ```
#[derive(Debug)]
pub struct MemorySource<I> {
    documents: I,
    ids: Ids,
    waiting: VecDeque<Item>,
}

impl<I: Iterator<Item = Document>> MemorySource<I> {
    /// A source that gives `documents` in their order.
    pub fn new(documents: impl IntoIterator<Item = Document, IntoIter = I>) -> Self {
        Self { documents: documents.into_iter(), ids: Ids::default(), waiting: VecDeque::new() }
    }
}

impl<I: Iterator<Item = Document>> Source for MemorySource<I> {
    fn next_item(&mut self) -> Result<Option<Item>> {
        if let Some(item) = self.waiting.pop_front() {
            return Ok(Some(item));
        }
        let Some(document) = self.documents.next() else { return Ok(None) };
        if u32::try_from(document.text.len()).is_err() {
            let message = "left out: a text must be below 4 GiB".into();
            return Ok(Some(Item::Warning(Warning {
                doc: document.id,
                line: None,
                byte: None,
                skipped: true,
                message,
            })));
        }
        match self.ids.claim(&document.id, Origin::default()) {
            Claim::Granted(id) => Ok(Some(Item::Document(Document { id, ..document }))),
            Claim::Renamed { id, .. } => {
                let message = "its id is taken by an earlier document; it is called by this one".into();
                let warning = Warning { doc: id.clone(), line: None, byte: None, skipped: false, message };
                self.waiting.push_back(Item::Document(Document { id, ..document }));
                Ok(Some(Item::Warning(warning)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_ids_become_different() {
        let documents = ["一", "二"].map(|text| Document::new("甲", text));
        let mut source = MemorySource::new(documents);
        let mut seen = Vec::new();
        while let Some(item) = source.next_item().unwrap() {
            seen.push(match item {
                Item::Document(document) => format!("{}={}", document.id, document.text),
                Item::Warning(warning) => format!("warning {}", warning.doc),
            });
        }
        assert_eq!(seen, ["甲=一", "warning 甲~2", "甲~2=二"]);
    }
}
