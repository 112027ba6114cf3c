//! The summary of a run for a person at a terminal.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::record::{KindCount, SummaryRecord};
use super::summary::summary as count;
use super::wide::{BOLD, CYAN, DIM, RED, RESET, YELLOW, counted, fit, grouped, left, one_line, right};
use super::{SparedCount, WholeCount};
use crate::analysis::Analysis;
use crate::classify::{Finding, Kind, Role};
use crate::config::Level;
use crate::error::Warning;
use crate::int::{agreeing, float64, wide};
use crate::read::Encoded;

/// Families and warnings that are shown.
const SHOWN: usize = 5;

/// The summary: counts by kind, what a cleaner removes, the largest families, the first warnings.
///
/// Input: `width` in columns. Output: lines with colour escapes; no line is wider than `width` if that is at least 40.
pub fn summary(analysis: &Analysis, width: usize) -> String {
    let counts = count(analysis);
    let mut page = String::new();
    let read = format!("{}, {}", counted(counts.documents, "document"), counted(counts.chars, "character"));
    push(&mut page, &format!("{BOLD}{read}{RESET}"));
    encodings(&mut page, &counts);
    if !analysis.known.is_empty() {
        push(
            &mut page,
            &format!("compared with known boilerplate: {}", fit(&analysis.known.join(", "), width.saturating_sub(33))),
        );
    }
    if counts.findings == 0 {
        if analysis.plan.config.level != Level::Documents {
            push(&mut page, "no repeated passage found");
        }
    } else {
        table(&mut page, &counts);
        removal(&mut page, &counts, analysis);
        largest(&mut page, analysis, width);
    }
    whole_documents(&mut page, &counts, analysis);
    warnings(&mut page, &analysis.warnings, width);
    page
}

/// How many documents are like others, and what becomes of them.
fn whole_documents(page: &mut String, counts: &SummaryRecord, analysis: &Analysis) {
    let Some(whole) = counts.whole else { return };
    let WholeCount { families, equal, near, contained, dropped, dropped_chars, other_numbers } = whole;
    if families == 0 {
        if analysis.plan.config.level == Level::Documents {
            push(page, "no document is like another");
        }
        return;
    }
    push(page, "");
    let said = format!("{} equal, {} near, {} contained", grouped(equal), grouped(near), grouped(contained));
    push(page, &format!("documents like another: {BOLD}{said}{RESET}, in {}", counted(families, "family")));
    if other_numbers > 0 {
        push(page, &format!("not alike in their figures: {BOLD}{}{RESET}", staying(other_numbers)));
    }
    if dropped > 0 {
        let chars = counted(dropped_chars, "character");
        push(page, &format!("to be dropped: {BOLD}{}{RESET} of {chars}", counted(dropped, "document")));
    }
}

/// Adds a line.
pub(super) fn push(page: &mut String, line: &str) {
    page.push_str(line);
    page.push('\n');
}

/// What was decoded as what, unless all was UTF-8.
fn encodings(page: &mut String, counts: &SummaryRecord) {
    if counts.encodings.iter().all(|encoded| encoded.encoding == "UTF-8") {
        return;
    }
    let one = |encoded: &Encoded| format!("{} {}", encoded.encoding, grouped(encoded.documents));
    let all: Vec<String> = counts.encodings.iter().map(one).collect();
    push(page, &format!("documents by encoding: {}", all.join(", ")));
}

fn percent(part: u64, whole: u64) -> String {
    let share = if whole == 0 { 0.0 } else { 100.0 * float64(part) / float64(whole) };
    format!("{share:.1} %")
}

fn table(page: &mut String, counts: &SummaryRecord) {
    let row = |a: &str, b: &str, c: &str, d: &str, e: &str| {
        format!("  {}{}{}{}{}", left(a, 12), right(b, 10), right(c, 11), right(d, 14), right(e, 9))
    };
    push(page, "");
    push(page, &format!("{DIM}{}{RESET}", row("kind", "families", "findings", "characters", "share")));
    for KindCount { kind, families, findings, chars } in &counts.kinds {
        if *findings > 0 {
            let share = percent(*chars, counts.chars);
            push(page, &row(kind.word(), &grouped(*families), &grouped(*findings), &grouped(*chars), &share));
        }
    }
}

fn removal(page: &mut String, counts: &SummaryRecord, analysis: &Analysis) {
    let removed = analysis.marks.iter().filter(|mark| mark.action == crate::mark::Action::Remove).count();
    let chars = counted(counts.removed_chars, "character");
    let share = percent(counts.removed_chars, counts.chars);
    let places = counted(wide(removed), "place");
    push(page, "");
    push(page, &format!("to be removed: {BOLD}{chars}{RESET} ({share}) in {places}"));
    if let Some(spared) = &counts.spared {
        push(page, &format!("labelled and left: {BOLD}{}{RESET}", said(spared)));
    }
}

/// Documents whose numbers are others.
pub(super) fn staying(other_numbers: u64) -> String {
    counted(other_numbers, "document") + agreeing(other_numbers, ", which stays", ", which stay")
}

/// What is labelled because it stands nowhere else.
pub(super) fn said(spared: &SparedCount) -> String {
    let SparedCount { other_numbers, parallel } = *spared;
    let numbers = (other_numbers, counted(other_numbers, "occurrence") + " with other numbers");
    let clauses = (parallel, counted(parallel, "parallel clause"));
    let said = [numbers, clauses].into_iter().filter(|(count, _)| *count > 0).map(|(_, words)| words);
    said.collect::<Vec<_>>().join(", ")
}

/// A family with what it covers beyond its first occurrence.
struct Family<'a> {
    number: u32,
    first: &'a Finding,
    occurrences: usize,
    extra_chars: u64,
}

fn largest(page: &mut String, analysis: &Analysis, width: usize) {
    let mut families: BTreeMap<u32, Family<'_>> = BTreeMap::new();
    for finding in analysis.findings.iter().filter(|finding| finding.kind != Kind::Formula) {
        let chars = u64::from(finding.place.chars.len());
        let family = families.entry(finding.family).or_insert_with(|| Family {
            number: finding.family,
            first: finding,
            occurrences: 0,
            extra_chars: 0,
        });
        family.occurrences += 1;
        family.extra_chars += chars;
        if finding.role == Role::Original {
            family.first = finding;
        }
    }
    let mut families: Vec<_> = families.into_values().collect();
    for family in &mut families {
        family.extra_chars = family.extra_chars.saturating_sub(spared(family.first));
    }
    families.sort_by_key(|family| (std::cmp::Reverse(family.extra_chars), family.number));
    if families.is_empty() {
        return;
    }
    push(page, "");
    push(page, &format!("{BOLD}largest families{RESET}"));
    for family in families.iter().take(SHOWN) {
        entry(page, family, analysis, width);
    }
}

/// Code points of the first copy of a passage.
fn spared(first: &Finding) -> u64 {
    let all = u64::from(first.place.chars.len());
    match first.copies {
        Some(copies) if copies > 1.0 => wide(crate::int::floor(float64(all) / copies)),
        _ => all,
    }
}

fn entry(page: &mut String, family: &Family<'_>, analysis: &Analysis, width: usize) {
    let Family { number, first, occurrences, .. } = family;
    let chars = counted(u64::from(first.place.chars.len()), "character");
    let times = if let (Some(period), Some(copies)) = (first.period, first.copies) {
        format!("{chars}, {copies:.1} copies of {}", counted(period.into(), "symbol"))
    } else {
        let docs = counted(first.docs.into(), "document");
        format!("{chars}, {} in {docs}", counted(wide(*occurrences), "occurrence"))
    };
    let document = analysis.documents.get(first.place.doc.index());
    let (id, text) = document.map_or(("", ""), |document| (document.id.as_str(), document.text.as_str()));
    let passage = text.get(first.place.raw.range()).unwrap_or("");
    let head = format!("{number:>6}  {}  {times}", first.kind.word());
    let id = fit(id, width.saturating_sub(super::wide::columns(&head) + 2).max(8));
    let _ = writeln!(page, "{CYAN}{head}{RESET}  {DIM}{id}{RESET}");
    push(page, &format!("        {}", fit(passage, width.saturating_sub(8))));
}

/// Every warning, a line each, however long: what to do stands at its end.
pub fn all_warnings(warnings: &[Warning]) -> String {
    let mut page = String::new();
    for warning in warnings {
        push(&mut page, &one_line(&warning.to_string()));
    }
    page
}

fn warnings(page: &mut String, warnings: &[Warning], width: usize) {
    if warnings.is_empty() {
        return;
    }
    let skipped = wide(warnings.iter().filter(|warning| warning.skipped).count());
    let left_out = if skipped == 0 { String::new() } else { format!(" ({} left out)", grouped(skipped)) };
    push(page, "");
    push(page, &format!("{YELLOW}{}{RESET}{left_out}", counted(wide(warnings.len()), "warning")));
    let mut order: Vec<_> = warnings.iter().collect();
    order.sort_by_key(|warning| !warning.skipped);
    for warning in order.into_iter().take(SHOWN) {
        let colour = if warning.skipped { RED } else { "" };
        push(page, &format!("  {colour}{}{RESET}", fit(&warning.to_string(), width.saturating_sub(2))));
    }
    if warnings.len() > SHOWN {
        push(page, &format!("  {DIM}and {} more in the findings{RESET}", grouped(wide(warnings.len() - SHOWN))));
    }
}
