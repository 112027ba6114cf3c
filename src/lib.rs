//! Finds repeated passages in corpora of long reports and says exactly where each begins and ends.
//!
//! ```text
//!    per document, in parallel                            across documents                  per family / document
//!  read → normalize → loops → shingle → fingerprint → candidates → align → group → classify → mark → report
//!  foundation, used by all: span  int  error  config  stats     conductor: engine     edge: cli
//! ```
//!
//! The list of modules below is the architecture: a stage uses the foundation and the stages above it in this list,
//! never one below.

pub mod config;
pub mod edits;
pub mod error;
pub mod int;
pub mod progress;
pub mod span;
pub mod stats;

pub mod read;

pub mod normalize;

pub mod loops;

pub mod shingle;

pub mod fingerprint;

pub mod candidates;

pub mod align;

pub mod group;

pub mod classify;

pub mod mark;

pub mod analysis;

pub mod report;

pub mod engine;

#[cfg(feature = "cli")]
pub mod cli;

pub use analysis::Analysis;
pub use classify::{Finding, Kind, Place, Role};
pub use config::Config;
pub use error::{Error, Result, Warning};
pub use mark::Mark;
pub use read::{Document, Item, Source};
