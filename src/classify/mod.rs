//! From families to [`Finding`]s with their kinds.

mod kind;

pub use kind::{Finding, Kind, Place, Role};
