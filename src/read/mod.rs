//! From files to [`Document`]s. Reads and decodes; cleans nothing.

/// One text with its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Unique in a run: the JSONL id, or the path relative to the folder given, with `/` between its parts.
    pub id: String,
    /// The text as read, decoded to UTF-8. All offsets refer to it.
    pub text: String,
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
}
