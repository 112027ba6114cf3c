//! The candidates stage.
