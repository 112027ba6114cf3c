//! How many planted passages a run finds, and how exactly: counts, an interval, a table in Markdown.

use std::fmt::Write as _;
use std::ops::Range;

use dittograph::int::{float, index};
use dittograph::{Config, Finding, Kind, Result, find_in};

use super::planted::{Chance, Language, Noise, Planted, corpora};

/// Lengths of the passages, in symbols: the rows of the table.
pub(crate) const LENGTHS: [usize; 10] = [30, 40, 60, 80, 100, 150, 200, 300, 500, 1000];
/// Edits for each hundred symbols: the columns of the table.
pub(crate) const PERCENTS: [usize; 3] = [5, 10, 20];
/// Intersection over union from which a finding says a place.
const SAME_PLACE: f64 = 0.5;
/// Quantile of the normal distribution that leaves 2.5 % on each side.
const Z: f64 = 1.959_964;

/// What was found of the passages of one length and share of edits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    /// Passages that stand twice.
    pub(crate) planted: usize,
    /// Those of which a family has both places, and is no formula.
    pub(crate) found: usize,
    /// Distance from the true edge of each edge of the found ones, in code points, ascending.
    pub(crate) errors: Vec<usize>,
}

impl Cell {
    /// Plants at least so many passages and looks for them.
    ///
    /// Errors: those of [`find_in`].
    pub(crate) fn measured(
        language: &Language,
        noise: Noise,
        passages: usize,
        config: &Config,
        seed: u64,
    ) -> Result<Self> {
        let mut cell = Self::default();
        let mut chance =
            Chance::new(seed ^ u64::from(dittograph::int::narrow(noise.length * 1000 + noise.percent)) << 20);
        for _ in 0..corpora(passages) {
            let planted = Planted::new(language, noise, &mut chance);
            let analysis = find_in(planted.documents, config)?;
            for (n, sides) in planted.places.chunks_exact(2).enumerate() {
                cell.planted += 1;
                if let Some(errors) = best(&analysis.findings, 2 * n, sides) {
                    cell.found += 1;
                    cell.errors.extend(errors);
                }
            }
        }
        cell.errors.sort_unstable();
        Ok(cell)
    }

    /// Share of the passages that was found.
    pub(crate) fn recall(&self) -> f64 {
        float(self.found) / float(self.planted.max(1))
    }

    /// The 95 % interval of the recall (Wilson, 1927).
    pub(crate) fn interval(&self) -> [f64; 2] {
        let (n, p) = (float(self.planted.max(1)), self.recall());
        let middle = p + Z * Z / (2.0 * n);
        let half = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
        [middle - half, middle + half].map(|edge| (edge / (1.0 + Z * Z / n)).clamp(0.0, 1.0))
    }

    /// The error that `percent` of the edges do not exceed; `None` if nothing was found.
    pub(crate) fn error(&self, percent: usize) -> Option<usize> {
        let last = self.errors.len().checked_sub(1)?;
        self.errors.get((self.errors.len() * percent / 100).min(last)).copied()
    }
}

/// The errors of the edges of the family that fits a passage best; `None` if no family has both its places.
///
/// Input: the number of the first of the two documents, and the true places in both.
fn best(findings: &[Finding], first: usize, sides: &[Range<usize>]) -> Option<[usize; 4]> {
    let at = |side: usize| {
        let of_doc = move |f: &&Finding| f.kind != Kind::Formula && f.place.doc.index() == first + side;
        findings.iter().filter(of_doc).filter(move |f| likeness(&chars(f), &sides[side]) >= SAME_PLACE)
    };
    let pairs = at(0).flat_map(|a| at(1).filter(|b| b.family == a.family).map(move |b| (a, b)));
    let errors = pairs.map(|(a, b)| {
        let [x, y] = [(a, &sides[0]), (b, &sides[1])].map(|(found, side)| {
            let place = chars(found);
            [place.start.abs_diff(side.start), place.end.abs_diff(side.end)]
        });
        [x[0], x[1], y[0], y[1]]
    });
    errors.min_by_key(|errors| errors.iter().sum::<usize>())
}

fn chars(finding: &Finding) -> Range<usize> {
    index(finding.place.chars.start)..index(finding.place.chars.end)
}

/// Intersection over union.
fn likeness(a: &Range<usize>, b: &Range<usize>) -> f64 {
    let both = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    float(both) / float((a.len() + b.len() - both).max(1))
}

/// The head of the table: what its columns are.
pub(crate) fn head() -> String {
    let mut head = String::from("| symbols |");
    for percent in PERCENTS {
        let _ = write!(head, " {percent} % edited | edges |");
    }
    head + "\n" + &"|---".repeat(1 + 2 * PERCENTS.len()) + "|\n"
}

/// A row of the table: for each share of edits the recall with its interval, and the error of the edges that half and that
/// 95 % of them do not exceed, in characters.
pub(crate) fn row(length: usize, cells: &[Cell]) -> String {
    let mut row = format!("| {length} |");
    for cell in cells {
        let [low, high] = cell.interval().map(short);
        let error = |percent| cell.error(percent).map_or_else(|| "–".to_owned(), |error| error.to_string());
        let _ = write!(row, " {} ({low}–{high}) | {}, {} |", short(cell.recall()), error(50), error(95));
    }
    row + "\n"
}

/// Three decimals, without the zero before the point.
fn short(share: f64) -> String {
    let share = format!("{share:.3}");
    share.strip_prefix('0').map_or(share.clone(), str::to_owned)
}
