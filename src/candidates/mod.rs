//! Pairs of places worth comparing: from anchors for passages, from signatures for documents. Verifies nothing.

mod anchors;
pub mod bands;

pub use anchors::{AnchorRecord, Link, Reach, Shared, links};
