//! A summary as Markdown: counts by kind, and the families that cover most.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use super::Quote;
use crate::classify::Kind;
use crate::int::float64;
use crate::report::jsonl::Findings;
use crate::report::record::{FindingRecord, SummaryRecord};
use crate::report::wide::grouped;

/// Families that are shown.
const SHOWN: usize = 20;
/// Code points of a passage that are shown.
const SHOWN_CHARS: usize = 80;

/// Writes the page.
pub(super) fn write(findings: &Findings, quotes: &HashMap<u32, Quote>, out: &mut impl Write) -> io::Result<()> {
    let summary = &findings.summary;
    let SummaryRecord { documents, chars, removed_chars, marks, .. } = summary;
    let percent = |part: u64| 100.0 * float64(part) / float64((*chars).max(1));
    writeln!(out, "# What is repeated\n")?;
    let inputs: Vec<String> = findings.header.inputs.iter().map(|input| format!("`{input}`")).collect();
    let inputs = if inputs.is_empty() { String::new() } else { format!(" in {}", inputs.join(", ")) };
    writeln!(out, "{} documents, {} characters{inputs}.\n", grouped(*documents), grouped(*chars))?;
    writeln!(out, "| kind | families | findings | characters | share |\n|---|--:|--:|--:|--:|")?;
    for count in summary.kinds.iter().filter(|count| count.findings > 0) {
        let [families, found, inside] = [count.families, count.findings, count.chars].map(grouped);
        writeln!(out, "| {} | {families} | {found} | {inside} | {:.1} % |", count.kind.word(), percent(count.chars))?;
    }
    let (removed, share) = (grouped(*removed_chars), percent(*removed_chars));
    writeln!(out, "\nTo be removed: {removed} characters ({share:.1} %) in {} marks.", grouped(*marks))?;
    let mut families: BTreeMap<u32, Vec<&FindingRecord<'_>>> = BTreeMap::new();
    for found in findings.findings.iter().filter(|found| found.kind != Kind::Formula) {
        families.entry(found.family).or_default().push(found);
    }
    let covers = |members: &[&FindingRecord<'_>]| -> u64 {
        members.iter().map(|found| u64::from(found.end_char - found.start_char)).sum()
    };
    let mut families: Vec<_> = families.into_iter().collect();
    families.sort_by_key(|(number, members)| (std::cmp::Reverse(covers(members)), *number));
    if families.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## The families that cover most\n")?;
    writeln!(
        out,
        "| family | kind | occurrences | documents | characters | where first | what |\n|--:|---|--:|--:|--:|---|---|"
    )?;
    for (number, members) in families.iter().take(SHOWN) {
        let Some(first) = members.first() else { continue };
        let text = quotes.get(&first.id).map(|quote| quote.exact.as_str()).unwrap_or_default();
        let (times, docs, chars) = (members.len(), first.docs, grouped(covers(members)));
        let (kind, doc, text) = (first.kind.word(), cell(&first.doc), cell(text));
        writeln!(out, "| {number} | {kind} | {times} | {docs} | {chars} | {doc} | {text} |")?;
    }
    Ok(())
}

/// The beginning of a text as it can stand in a cell.
fn cell(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    let mut shown: String = line.chars().take(SHOWN_CHARS).collect();
    if shown.len() < line.len() {
        shown.push('…');
    }
    let mut safe = String::new();
    for char in shown.chars() {
        if "\\|*_`<>[]&".contains(char) {
            safe.push('\\');
        }
        safe.push(char);
    }
    safe
}
