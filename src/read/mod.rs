//! From files to [`Document`]s. Reads and decodes; cleans nothing.
//!
//! A [`Source`] gives documents and warnings one after the other: [`MemorySource`] from texts a caller holds,
//! `FileSource` (feature `cli`) from folders, text files, JSONL and standard input, plain or compressed.

mod ids;
mod known;
mod memory;

#[cfg(feature = "cli")]
mod again;
#[cfg(feature = "cli")]
mod decode;
#[cfg(feature = "cli")]
mod detect;
#[cfg(feature = "cli")]
mod elements;
#[cfg(feature = "cli")]
mod event;
#[cfg(feature = "cli")]
mod fields;
#[cfg(feature = "cli")]
mod files;
#[cfg(feature = "cli")]
mod format;
#[cfg(feature = "cli")]
mod jsonl;
#[cfg(feature = "cli")]
mod listing;
#[cfg(feature = "cli")]
mod meter;
#[cfg(feature = "cli")]
mod open;
#[cfg(feature = "cli")]
mod packing;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "cli")]
mod parse;
#[cfg(feature = "cli")]
mod quick;
#[cfg(feature = "cli")]
mod reader;
#[cfg(feature = "cli")]
mod reading;
#[cfg(feature = "cli")]
mod records;
#[cfg(feature = "cli")]
mod rows;
#[cfg(feature = "cli")]
pub(crate) mod sets;
#[cfg(feature = "cli")]
mod short;
#[cfg(feature = "parquet")]
mod tables;

pub use known::KnownPassages;
pub use memory::MemorySource;

#[cfg(feature = "cli")]
pub use again::Familiar;
#[cfg(feature = "cli")]
pub use files::{FileSource, list_of};
#[cfg(feature = "parquet")]
pub(crate) use parquet::{Batch, TableKind, plain, string};
#[cfg(feature = "cli")]
pub(crate) use {
    decode::{encode, originals},
    event::{Content, Event, Piece},
    listing::takes,
    open::FileEntry,
    packing::Compression,
    parse::{Header, Slot, Within},
    reader::Reader,
    rows::cell,
};

/// One text with its id, and what is known of where it comes from.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Document {
    /// Unique in a run: the JSONL id, or the path relative to the folder given, with `/` between its parts.
    pub id: String,
    /// The text as read, decoded to UTF-8. All offsets refer to it.
    pub text: String,
    /// Who it comes from: a site, a collection. Of a JSON line a field, of a file in a folder the first folder below
    /// the one given.
    pub source: Option<String>,
    /// When it was issued, as it is written.
    pub date: Option<String>,
    /// How much its owner wants it to be the one that stays, in any unit; more is better. Finite.
    pub priority: Option<f64>,
}

impl Document {
    /// A text of which nothing is known but its id.
    ///
    /// ```
    /// use dittograph::Document;
    /// let document = Document { date: Some("2024-01-30".into()), ..Document::new("甲", "工作报告。") };
    /// assert_eq!((document.id.as_str(), document.source), ("甲", None));
    /// ```
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), text: text.into(), ..Self::default() }
    }
}

/// What a [`Source`] gives next.
#[derive(Debug)]
pub enum Item {
    /// A document.
    Document(Document),
    /// Something that was passed over or repaired.
    Warning(crate::error::Warning),
}

/// Anything that gives documents one after the other: files, a database, a stream of a cleaner's own.
pub trait Source {
    /// The next item, or `None` at the end.
    ///
    /// Errors: only what must end the run; a document that can't be used is an [`Item::Warning`].
    fn next_item(&mut self) -> crate::error::Result<Option<Item>>;

    /// From now on remembers where its documents stand, so that [`Source::texts`] can be asked; whether it can do that. One
    /// that can't lets the run keep all texts.
    fn remember(&mut self) -> bool {
        false
    }

    /// Texts of documents it gave, by their number from 0, once more. `numbers` ascends.
    ///
    /// Errors: those of reading, and for a source that can't [`Source::remember`].
    fn texts(&mut self, numbers: &[u32]) -> crate::error::Result<Box<dyn Texts>> {
        let value = format!("{} documents", numbers.len());
        Err(crate::error::Error::Config { option: "input", value, reason: "can't be read again".into() })
    }

    /// How much of the inputs was taken so far, where that can be told.
    fn taken(&self) -> Option<Taken> {
        None
    }

    /// What the documents so far were encoded in; empty for texts that were text already.
    fn encodings(&self) -> Vec<Encoded> {
        Vec::new()
    }
}

/// Texts by the numbers of their documents.
pub trait Texts: Send + Sync {
    /// The text of one document. Errors: why it can't be read.
    fn text(&self, number: u32) -> crate::error::Result<std::borrow::Cow<'_, str>>;
}

/// Texts that are in memory; a document that isn't there has none.
impl Texts for &[Document] {
    fn text(&self, number: u32) -> crate::error::Result<std::borrow::Cow<'_, str>> {
        Ok(self.get(crate::int::index(number)).map_or("", |document| &document.text).into())
    }
}

/// How much of the inputs was taken, in bytes as they lie on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// So many; up to a buffer more than was used.
    pub bytes: u64,
    /// Of so many; `None` if an input doesn't say how long it is, as a pipe.
    pub of: Option<u64>,
}

/// Which fields of a JSON line hold what. A name with full stops, as `meta.site`, also names a field of an object in a
/// field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadOptions {
    /// The field whose string is the document's text; `text` unless said.
    pub text_field: String,
    /// The field whose string or number is the document's id; `id` unless said.
    pub id_field: String,
    /// The field whose string or number is the document's source; none is read unless said.
    pub source_field: Option<String>,
    /// The field whose string or number is the document's date; none is read unless said.
    pub date_field: Option<String>,
    /// The field whose number is the document's priority; none is read unless said.
    pub priority_field: Option<String>,
    /// What the files are encoded in where no byte order mark says it: a label of the encoding standard, as `gb18030`,
    /// `big5`, `utf-16le`; told from the bytes unless said.
    pub encoding: Option<String>,
    /// What files hold whose name doesn't say it; told from the bytes unless said.
    pub format: Option<Format>,
}

/// What documents were encoded in.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Encoded {
    /// The encoding's name in its standard.
    pub encoding: String,
    /// Documents in it.
    pub documents: u64,
    /// Places of them that could not be decoded and were read as U+FFFD.
    pub replaced: u64,
}

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// One text.
    Text,
    /// One JSON object a line.
    Jsonl,
    /// An array of JSON objects, or one object.
    Json,
    /// Rows of cells parted by commas, their names in the first.
    Csv,
    /// The same, parted by tabs.
    Tsv,
    /// Apache Parquet.
    Parquet,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self {
            text_field: "text".into(),
            id_field: "id".into(),
            source_field: None,
            date_field: None,
            priority_field: None,
            encoding: None,
            format: None,
        }
    }
}
