//! Two runs beside each other, or a run beside what people said of an earlier one.
//!
//! In come findings files and decisions, out go counts and the list of what differs; `page` makes them readable. Reads no text and
//! judges nothing.

mod judged;
mod page;
mod pairs;
mod runs;

pub use judged::{Judged, JudgedFinding, VerdictCount, judged};
pub use page::{of_judged, of_runs};
pub use runs::{Change, Comparison, DocumentChanges, Kinds, Side, Totals, What, compare};
