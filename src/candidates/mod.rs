//! The candidates stage.

pub mod bands;
pub mod tune;
