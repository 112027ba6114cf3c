//! What reading gives, one thing after the other: files, their bytes piece by piece with the documents in them, warnings.

use encoding_rs::Encoding;

use super::Document;
use super::open::FileEntry;
use super::parse::{Header, Slot};
use crate::error::Warning;

/// What a [`Reader`] gives next.
#[derive(Debug)]
pub(crate) enum Event {
    /// A file begins; the pieces that follow are its.
    File(FileEntry),
    /// The next bytes of the file.
    Piece(Piece),
    /// The file is Parquet; batches follow instead of pieces.
    #[cfg(feature = "parquet")]
    Table(super::TableKind),
    /// The next rows of the file.
    #[cfg(feature = "parquet")]
    Batch(super::Batch),
    /// Something that was passed over or repaired.
    Warning(Warning),
}

/// Consecutive unpacked bytes of a file.
#[derive(Debug)]
pub(crate) struct Piece {
    /// The bytes as they stand in the file.
    pub(crate) bytes: Vec<u8>,
    /// What they are encoded in.
    pub(crate) encoding: &'static Encoding,
    /// Places of them that were read as U+FFFD.
    pub(crate) replaced: u64,
    /// What they are.
    pub(crate) content: Content,
}

/// What the bytes of a [`Piece`] are.
#[derive(Debug)]
pub(crate) enum Content {
    /// No document: a blank line, what was left out.
    Nothing,
    /// The names of a table's columns.
    Header(Header),
    /// A document and where its text stands.
    Document(Document, Slot),
    /// A document whose line is as it was when it was read before: see [`Familiar`](super::Familiar).
    Familiar,
}
