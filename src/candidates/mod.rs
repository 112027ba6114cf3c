//! Pairs of places worth comparing: from anchors for passages, from signatures for documents. Verifies nothing.

mod anchors;
pub mod bands;
mod records;
mod recurring;
mod starts;

pub use anchors::{Link, Reach, Shared, index_anchors, links};
pub use records::{Place, Records};
