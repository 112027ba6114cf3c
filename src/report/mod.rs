//! From an analysis to what people and programs read: JSON lines, the terminal, the cleaned corpus.
//!
//! Renders and writes; computes nothing but counts and changes no order. FORMAT.md describes every byte.

mod fill;
mod hashes;
pub mod jsonl;
mod record;
mod summary;

#[cfg(feature = "cli")]
pub mod compare;
#[cfg(feature = "cli")]
pub mod corpus;
#[cfg(feature = "cli")]
pub mod decisions;
#[cfg(feature = "cli")]
mod diff;
#[cfg(feature = "cli")]
pub mod edits;
#[cfg(feature = "cli")]
pub mod export;
#[cfg(feature = "cli")]
pub mod folder;
#[cfg(feature = "cli")]
mod ideographs;
#[cfg(feature = "cli")]
pub mod inventory;
#[cfg(feature = "cli")]
pub mod languages;
#[cfg(feature = "cli")]
pub mod lists;
#[cfg(feature = "cli")]
pub mod obey;
#[cfg(feature = "cli")]
pub mod output;
#[cfg(feature = "cli")]
mod packer;
#[cfg(feature = "cli")]
pub mod page;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "cli")]
pub mod places;
#[cfg(feature = "cli")]
pub mod preview;
#[cfg(feature = "cli")]
pub mod resume;
#[cfg(feature = "cli")]
mod rewrite;
#[cfg(feature = "cli")]
pub mod show;
#[cfg(feature = "cli")]
mod sides;
#[cfg(feature = "cli")]
pub mod terminal;
#[cfg(feature = "cli")]
pub mod verdicts;
#[cfg(feature = "cli")]
mod wide;

pub use record::{
    DocumentRecord, FORMAT, FindingRecord, HeaderRecord, KindCount, MarkRecord, PlaceRecord, Record, RelatedRecord,
    SummaryRecord, WarningRecord,
};
pub use summary::{SparedCount, WholeCount, summary};
