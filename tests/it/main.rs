//! All integration tests, in one binary. A line of purpose per file.

#[cfg(feature = "cli")]
mod cli;
#[cfg(feature = "cli")]
mod damage;
mod marks;
#[cfg(feature = "cli")]
mod report;
