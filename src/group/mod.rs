//! The group stage.
