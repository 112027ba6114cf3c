//! The align stage.
