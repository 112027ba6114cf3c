//! Comparisons as pages for a person at a terminal.

use std::fmt::Write as _;

use super::judged::{Judged, JudgedFinding, VerdictCount};
use super::runs::{Change, Comparison, Kinds, Side, Totals, What};
use crate::classify::Kind;
use crate::int::{agreeing, float64, wide};
use crate::report::terminal::push;
use crate::report::wide::{BOLD, CYAN, DIM, GREEN, RED, RESET, YELLOW, counted, fit, grouped, left, right};

/// Two runs: totals, documents, a row for each kind, the first `shown` of every sort of change.
///
/// Input: `width` in columns. Output: lines with colour escapes.
pub fn of_runs(comparison: &Comparison, shown: usize, width: usize) -> String {
    let mut page = String::new();
    totals(&mut page, comparison);
    if comparison.findings_alike() {
        push(&mut page, &format!("\n{GREEN}every finding is the same{RESET}"));
    }
    kinds(&mut page, &comparison.kinds);
    for what in What::ALL {
        let mut changes: Vec<_> = comparison.changes.iter().filter(|change| change.change == what).collect();
        let count = wide(changes.len());
        if count == 0 {
            continue;
        }
        // Formulas change nothing in a cleaned text.
        changes.sort_by_key(|change| is_formula(change.old) && is_formula(change.new));
        push(&mut page, &format!("\n{BOLD}{} ({}){RESET}", title(what), grouped(count)));
        for change in changes.into_iter().take(shown) {
            push(&mut page, &format!("  {}", entry(change, width)));
        }
        more(&mut page, count, shown);
    }
    page
}

/// The judged findings: a row for each verdict, precision, the first `shown` that are not found as they were judged.
///
/// Input: `width` in columns. Output: lines with colour escapes.
pub fn of_judged(judged: &Judged, shown: usize, width: usize) -> String {
    let mut page = String::new();
    push(&mut page, &format!("{BOLD}{}{RESET}", counted(judged.judged, "judged finding")));
    if judged.passed_over > 0 {
        push(&mut page, &{
            let (judge, were) =
                (agreeing(judged.passed_over, "judges", "judge"), agreeing(judged.passed_over, "was", "were"));
            format!("{} that {judge} no place {were} passed over", counted(judged.passed_over, "line"))
        });
    }
    if judged.judged == 0 {
        return page;
    }
    let row = |cells: [&str; 5]| table_row(cells[0], &cells[1..]);
    push(&mut page, &format!("\n{DIM}{}{RESET}", row(["verdict", "judged", "found", "other edges", "gone"])));
    for VerdictCount { verdict, judged, same, edges, gone } in &judged.verdicts {
        let [judged, same, edges, gone] = [judged, same, edges, gone].map(|count| grouped(*count));
        push(&mut page, &row([verdict, &judged, &same, &edges, &gone]));
    }
    let percent = |share: Option<f64>| share.map_or_else(|| "–".into(), |share| format!("{:.1} %", 100.0 * share));
    push(&mut page, "");
    push(&mut page, &format!("precision over all judged: {BOLD}{}{RESET}", percent(judged.precision)));
    push(&mut page, &format!("over those still found:    {BOLD}{}{RESET}", percent(judged.precision_found)));
    listed(&mut page, "right, but gone", |one| one.verdict == "right" && one.now == "gone", judged, shown, width);
    listed(
        &mut page,
        "wrong, and still found",
        |one| one.verdict == "wrong" && one.now != "gone",
        judged,
        shown,
        width,
    );
    listed(
        &mut page,
        "found with other edges",
        |one| one.verdict != "wrong" && one.now == "edges",
        judged,
        shown,
        width,
    );
    page
}

fn listed(
    page: &mut String,
    title: &str,
    is: impl Fn(&JudgedFinding) -> bool,
    judged: &Judged,
    shown: usize,
    width: usize,
) {
    let all: Vec<&JudgedFinding> = judged.findings.iter().filter(|one| is(one)).collect();
    if all.is_empty() {
        return;
    }
    push(page, &format!("\n{BOLD}{title} ({}){RESET}", grouped(wide(all.len()))));
    for one in all.iter().take(shown) {
        let note = one.note.as_ref().map(|note| format!("  {note}")).unwrap_or_default();
        let line = format!("line {}: {}–{} of {}{note}", one.line, one.start_char, one.end_char, one.doc);
        push(page, &format!("  {}", fit(&line, width.saturating_sub(2))));
    }
    more(page, wide(all.len()), shown);
}

fn more(page: &mut String, count: u64, shown: usize) {
    let left_out = count.saturating_sub(wide(shown));
    if left_out > 0 {
        push(page, &format!("  {DIM}and {} more{RESET}", grouped(left_out)));
    }
}

/// Whether a run has a finding as a formula, or not at all.
fn is_formula(side: Option<Side>) -> bool {
    side.is_none_or(|side| side.kind == Kind::Formula)
}

fn title(what: What) -> &'static str {
    match what {
        What::Went => "went",
        What::Came => "came",
        What::Kind => "of another kind",
        What::Edges => "other edges",
        What::Moved => "moved in their documents",
    }
}

/// A first cell and numbers behind it.
fn table_row(first: &str, cells: &[&str]) -> String {
    let mut row = format!("  {}", left(first, 14));
    for cell in cells {
        let _ = write!(row, "{}", right(cell, 13));
    }
    row
}

fn totals(page: &mut String, comparison: &Comparison) {
    let Comparison { old, new, same_config, documents, .. } = comparison;
    push(page, &format!("{DIM}{}{RESET}", table_row("", &["old", "new", "difference"])));
    let rows = [
        ("documents", old.documents, new.documents),
        ("characters", old.chars, new.chars),
        ("families", old.families, new.families),
        ("findings", old.findings, new.findings),
        ("marks", old.marks, new.marks),
        ("to be removed", old.removed_chars, new.removed_chars),
    ];
    for (name, then, now) in rows {
        push(page, &table_row(name, &[&grouped(then), &grouped(now), &difference(then, now)]));
    }
    let share =
        |totals: &Totals| format!("{:.1} %", 100.0 * float64(totals.removed_chars) / float64(totals.chars.max(1)));
    push(page, &table_row("  of the text", &[&share(old), &share(new)]));
    let notes = [
        (documents.changed, "has another text", "have another text"),
        (documents.went, "is gone", "are gone"),
        (documents.came, "is new", "are new"),
    ];
    for (count, one, several) in notes.into_iter().filter(|(count, ..)| *count > 0) {
        push(page, &format!("{YELLOW}{} {}{RESET}", counted(count, "document"), agreeing(count, one, several)));
    }
    if !same_config {
        push(page, &format!("{YELLOW}the settings differ{RESET}"));
    }
    if old.version != new.version {
        push(page, &format!("{YELLOW}versions {} and {}{RESET}", old.version, new.version));
    }
}

/// More or fewer, with its sign.
fn difference(then: u64, now: u64) -> String {
    let sign = match now.cmp(&then) {
        std::cmp::Ordering::Less => "−",
        std::cmp::Ordering::Equal => "",
        std::cmp::Ordering::Greater => "+",
    };
    format!("{sign}{}", grouped(now.abs_diff(then)))
}

fn kinds(page: &mut String, kinds: &[Kinds]) {
    let row = |cells: [&str; 8]| {
        let mut row = format!("  {}", left(cells[0], 12));
        for cell in &cells[1..] {
            let _ = write!(row, "{}", right(cell, 9));
        }
        row
    };
    push(page, "");
    push(page, &format!("{DIM}{}{RESET}", row(["findings", "old", "same", "edges", "moved", "went", "came", "new"])));
    for kind in kinds.iter().filter(|kind| kind.old + kind.new > 0) {
        let Kinds { old, same, edges, moved, left, joined, went, came, new, .. } = *kind;
        let cells = [old, same, edges, moved, went, came, new].map(grouped);
        let [old, same, edges, moved, went, came, new] = &cells;
        let mut line = row([kind.kind.word(), old, same, edges, moved, went, came, new]);
        if left + joined > 0 {
            let _ = write!(line, "   {} now of another kind, {} of another before", grouped(left), grouped(joined));
        }
        push(page, &line);
    }
}

/// A change on one line.
fn entry(change: &Change, width: usize) -> String {
    let place = |side: Side| format!("{}–{}", side.start_char, side.end_char);
    let Some(side) = change.old.or(change.new) else { return String::new() };
    let facts = match (change.old, change.new) {
        (Some(old), Some(new)) if old.kind != new.kind => {
            format!("{} → {}  {}", old.kind.word(), new.kind.word(), place(new))
        }
        (Some(old), Some(new)) => format!("{}  {} → {}", left(old.kind.word(), 11), place(old), place(new)),
        _ => format!("{}  {}", left(side.kind.word(), 11), place(side)),
    };
    let colour = match change.change {
        What::Went => RED,
        What::Came => GREEN,
        What::Kind | What::Edges | What::Moved => CYAN,
    };
    let doc = fit(&change.doc, width.saturating_sub(facts.chars().count() + 6).max(12));
    format!("{colour}{facts}{RESET}  {doc}")
}

impl Comparison {
    /// Whether nothing came, went or changed.
    fn findings_alike(&self) -> bool {
        self.changes.is_empty()
    }
}
