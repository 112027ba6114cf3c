//! All integration tests, in one binary. A line of purpose per file.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

/// Licences of all dependencies, and a reason for each direct one.
mod licences;
/// The reports in `data/` and the truth beside them.
mod shipped;
/// Order of the stages, sizes, and what may stand where: the tree read as text.
mod tidy;
