//! What can go wrong: one [`Error`] that ends a run, and [`Warning`], which is counted and does not.
//!
//! Errors carry facts; the sentence is made here, once. Nothing is printed.

use std::fmt;
use std::io;
use std::path::PathBuf;

use serde::Serialize;

/// The crate's result.
pub type Result<T> = std::result::Result<T, Error>;

/// Why a run could not be done.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file or folder could not be opened, read or listed.
    #[error("cannot read {path}: {source}")]
    Read {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file or folder could not be made or written.
    #[error("cannot write {path}: {source}")]
    Write {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The inputs held no document.
    #[error("no document in {inputs}: {reason}")]
    NoDocuments {
        /// The inputs as the user named them.
        inputs: String,
        /// What was looked for.
        reason: String,
    },
    /// The place for the output is taken.
    #[error("{path} exists already; name another output or remove it first")]
    OutputExists {
        /// Which file or folder.
        path: PathBuf,
    },
    /// A setting that can't be obeyed.
    #[error("{option} = {value}: {reason}")]
    Config {
        /// The setting's name, as in [`Config`](crate::config::Config).
        option: &'static str,
        /// What was given.
        value: String,
        /// Why it can't be obeyed.
        reason: String,
    },
    /// A findings file that can't be read back.
    #[error("{path}:{line}: {reason}")]
    Findings {
        /// Which file.
        path: PathBuf,
        /// Line, from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A line of a file of decisions that is none.
    #[error("{path}:{line}: {reason}")]
    Decisions {
        /// Which file.
        path: PathBuf,
        /// Line, from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A stored signature that can't be used.
    #[error("cannot use a stored signature: {reason}")]
    Signature {
        /// What is wrong with it.
        reason: String,
    },
    /// Marks that do not fit the text they are applied to.
    #[error("mark {start}..{end} does not fit the text: {reason}")]
    Mark {
        /// First byte.
        start: u32,
        /// Byte behind the last.
        end: u32,
        /// What is wrong with it.
        reason: &'static str,
    },
}

/// Something that was passed over or repaired; the run went on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Warning {
    /// Document id, or the path of the file where no document came to be.
    pub doc: String,
    /// Line in the input file, from 1, where the input has lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Byte in the input file, from 0, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub byte: Option<u64>,
    /// Whether a document (or a line that should have held one) was left out of the run.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub skipped: bool,
    /// What happened, as one sentence without a full stop.
    pub message: String,
}

/// `doc:line (byte n): message`, as far as the place is known.
impl fmt::Display for Warning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.doc)?;
        if let Some(line) = self.line {
            write!(out, ":{line}")?;
        }
        if let Some(byte) = self.byte {
            write!(out, " (byte {byte})")?;
        }
        write!(out, ": {}", self.message)
    }
}
