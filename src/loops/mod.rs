//! Loops of one document: a unit that stands several times in a row. Linear in the text, blind to other documents.
//!
//! In: the raw text for [`raw_runs`], the normalised symbols for [`find`]. Out: the runs, and with [`fold`] the text
//! without their extra copies, which is what the rest of the run looks at.

mod apart;
mod chains;
mod drift;
mod figures;
mod fold;
mod grown;
mod letters;
mod period;
mod raw;
mod seen;
mod tables;

pub use fold::{FoldedText, fold};
pub use letters::with_letters;
pub use period::{Loop, find};
pub use raw::{RawRun, raw_runs};
pub use tables::without_tables;
