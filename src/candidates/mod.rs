//! Pairs of places worth comparing: from anchors for passages, from signatures for documents. Verifies nothing.

mod anchors;
pub mod bands;
pub mod tune;

pub use anchors::{AnchorRecord, Link, Reach, Shared, links};
