//! Finds repeated passages in corpora of long reports and says exactly where each begins and ends.
//!
//! [`find`] looks at one text, [`find_in`] at a corpus in memory, [`clean`] gives a text back without its repetitions:
//!
//! ```
//! use dittograph::{Config, Document, find_in};
//! let told = "全县新改建农村公路六十三公里，把最后九个自然村接进了县道，赶集的时间从两小时缩短到二十五分钟。";
//! let documents = ["工作报告。", "乡村振兴简报。"].map(|head| Document::new(head, head.to_owned() + told));
//! let analysis = find_in(documents, &Config::default())?;
//! for finding in &analysis.findings {
//!     let text = &analysis.documents[finding.place.doc.index()].text;
//!     println!("{}: {}", finding.kind.word(), &text[finding.place.raw.range()]);
//! }
//! assert_eq!(analysis.findings.len(), 2);
//! # Ok::<(), dittograph::Error>(())
//! ```
//!
//! The way of the text:
//!
//! ```text
//!    per document, in parallel                            across documents                  per family / document
//!  read → normalize → loops → shingle → fingerprint → candidates → align → group → classify → documents → mark → report
//!  foundation, used by all: span int simd error config stats progress edits tune
//!  what a run found: analysis     conductor: engine     edges: calls (library), cli (command)
//! ```
//!
//! The list of modules below is the architecture: a stage uses the foundation and the stages above it in this list,
//! never one below.

pub mod config;
pub mod edits;
pub mod error;
pub mod int;
pub mod progress;
pub mod simd;
pub mod span;
pub mod stats;
pub mod tune;

pub mod read;

pub mod normalize;

pub mod loops;

pub mod shingle;

pub mod fingerprint;

pub mod candidates;

pub mod align;

pub mod group;

pub mod classify;

pub mod documents;

pub mod mark;

pub mod analysis;

pub mod report;

pub mod engine;

mod calls;

#[cfg(feature = "cli")]
pub mod cli;

pub use analysis::Analysis;
pub use calls::{clean, find, find_in};
pub use classify::{Finding, Form, Kind, Place, Role};
pub use config::{Config, Level};
pub use error::{Error, Result, Warning};
pub use mark::{Mark, apply};
pub use read::{Document, Item, Source};

/// The example of the first page, as a documentation test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct FirstPage;
