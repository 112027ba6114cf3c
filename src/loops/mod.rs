//! The loops stage.
