//! From families and loops to [`Finding`]s: kinds with their evidence. Reads no file, moves no family.

mod families;
mod kind;
mod place;
mod significance;

pub use families::{Corpus, Judged, classify};
pub use kind::{Finding, Kind, Place, Role};
