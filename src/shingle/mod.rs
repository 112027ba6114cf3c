//! The shingle stage.
