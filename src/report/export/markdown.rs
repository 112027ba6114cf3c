//! A summary as Markdown, short enough for a pull request: counts by kind, what changed against an earlier run, the families that
//! cover most, the documents that lose most, those that are like another.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use super::Quote;
use crate::classify::{Kind, Role};
use crate::documents::Relation;
use crate::int::float64;
use crate::mark::Action;
use crate::report::WholeCount;
use crate::report::compare::{Comparison, What};
use crate::report::jsonl::Findings;
use crate::report::record::{DocumentRecord, FindingRecord, KindCount, SummaryRecord};
use crate::report::terminal::{said, staying};
use crate::report::wide::{counted, grouped, one_line};

/// Families, documents and changes that are shown.
const SHOWN: usize = 10;
/// Code points of a passage that are shown.
const SHOWN_CHARS: usize = 60;

/// Writes the page; with a comparison to an earlier run what changed, too.
pub(super) fn write(
    findings: &Findings,
    quotes: &HashMap<u32, Quote>,
    against: Option<&Comparison>,
    out: &mut impl Write,
) -> io::Result<()> {
    head(findings, out)?;
    if findings.summary.kinds.iter().any(|kind| kind.findings > 0) || against.is_some() {
        kinds(&findings.summary, against, out)?;
    }
    if let Some(comparison) = against {
        changes(comparison, quotes, out)?;
    }
    families(findings, quotes, out)?;
    documents(findings, out)?;
    alike(findings, out)?;
    warnings(findings, out)
}

fn share(part: u64, whole: u64) -> String {
    format!("{:.1} %", 100.0 * float64(part) / float64(whole.max(1)))
}

fn head(findings: &Findings, out: &mut impl Write) -> io::Result<()> {
    let SummaryRecord { documents, chars, spared, .. } = &findings.summary;
    writeln!(out, "# What is repeated\n")?;
    let inputs: Vec<String> = findings.header.inputs.iter().map(|input| cell(input)).collect();
    let inputs = if inputs.is_empty() { String::new() } else { format!(" in {}", inputs.join(", ")) };
    let [removed, labelled] = [Action::Remove, Action::Label].map(|action| marked(findings, action));
    let inside = |Marked { chars: inside, places }: &Marked| {
        let part = share(*inside, *chars);
        format!("**{}** ({part}) in {}", counted(*inside, "character"), counted(*places, "place"))
    };
    write!(out, "{}, {}{inputs}. ", counted(*documents, "document"), counted(*chars, "character"))?;
    write!(out, "To be removed: {}.", inside(&removed))?;
    if labelled.places > 0 {
        let of = spared.as_ref().map(|spared| format!(", of these {}", said(spared))).unwrap_or_default();
        write!(out, " To be labelled: {}{of}.", inside(&labelled))?;
    }
    writeln!(out, "\n")
}

/// Code points in the marks of an action, and the marks.
struct Marked {
    chars: u64,
    places: u64,
}

fn marked(findings: &Findings, action: Action) -> Marked {
    let marks = findings.marks.iter().filter(|mark| mark.action == action);
    marks.fold(Marked { chars: 0, places: 0 }, |Marked { chars, places }, mark| Marked {
        chars: chars + u64::from(mark.end_char - mark.start_char),
        places: places + 1,
    })
}

fn kinds(summary: &SummaryRecord, against: Option<&Comparison>, out: &mut impl Write) -> io::Result<()> {
    let rows = against.map(|comparison| comparison.kinds.as_slice()).unwrap_or_default();
    let row = |kind: Kind| rows.iter().find(|row| row.kind == kind).filter(|row| row.old + row.new > 0);
    let (head, line) = if against.is_some() { (" came | went |", "--:|--:|") } else { ("", "") };
    writeln!(out, "| kind | families | findings | characters | share |{head}")?;
    writeln!(out, "|---|--:|--:|--:|--:|{line}")?;
    for KindCount { kind, families, findings, chars } in &summary.kinds {
        if *findings == 0 && row(*kind).is_none() {
            continue;
        }
        let [families, found, inside] = [families, findings, chars].map(|count| grouped(*count));
        let of_all = share(*chars, summary.chars);
        write!(out, "| {} | {families} | {found} | {inside} | {of_all} |", kind.word())?;
        if against.is_some() {
            let (came, went) = row(*kind).map_or((0, 0), |row| (row.came, row.went));
            write!(out, " {} | {} |", grouped(came), grouped(went))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn changes(comparison: &Comparison, quotes: &HashMap<u32, Quote>, out: &mut impl Write) -> io::Result<()> {
    let Comparison { old, new, same_config, documents, changes, .. } = comparison;
    writeln!(out, "\n## Against the run before\n")?;
    let before = share(old.removed_chars, old.chars);
    let now = share(new.removed_chars, new.chars);
    writeln!(out, "To be removed: {before} before, {now} now.")?;
    let sorts = [
        (What::Came, "new"),
        (What::Went, "gone"),
        (What::Kind, "of another kind"),
        (What::Edges, "with other edges"),
        (What::Moved, "moved"),
    ];
    let said = sorts.map(|(what, words)| format!("{} {words}", grouped(comparison.count(what))));
    writeln!(out, "Findings: {}.", said.join(", "))?;
    let (came, went, changed) = (documents.came, documents.went, documents.changed);
    if came + went + changed > 0 {
        let [came, went, changed] = [came, went, changed].map(grouped);
        writeln!(out, "Documents: {came} new, {went} gone, {changed} with another text.")?;
    }
    if !same_config {
        writeln!(out, "The settings differ.")?;
    }
    // Formulas change nothing in a cleaned text.
    let came = changes.iter().filter(|change| change.new.is_some_and(|side| side.kind != Kind::Formula));
    let mut new: Vec<_> = came.filter(|change| change.change == What::Came).collect();
    new.sort_by_key(|change| Reverse(change.new.map_or(0, |side| side.end_char - side.start_char)));
    if new.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n| new | document | characters | what |\n|---|---|--:|---|")?;
    for change in new.iter().take(SHOWN) {
        let Some(side) = change.new else { continue };
        let (doc, text) = (cell(&change.doc), quoted(side.id, quotes));
        let chars = grouped(u64::from(side.end_char - side.start_char));
        writeln!(out, "| {} | {doc} | {chars} | {text} |", side.kind.word())?;
    }
    Ok(())
}

fn families(findings: &Findings, quotes: &HashMap<u32, Quote>, out: &mut impl Write) -> io::Result<()> {
    let mut families: BTreeMap<u32, Vec<&FindingRecord<'_>>> = BTreeMap::new();
    for found in findings.findings.iter().filter(|found| found.kind != Kind::Formula) {
        families.entry(found.family).or_default().push(found);
    }
    let covers = |members: &[&FindingRecord<'_>]| -> u64 {
        members.iter().map(|found| u64::from(found.end_char - found.start_char)).sum()
    };
    let mut families: Vec<_> = families.into_iter().collect();
    families.sort_by_key(|(number, members)| (Reverse(covers(members)), *number));
    if families.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## The families that cover most\n")?;
    writeln!(out, "| family | kind | occurrences | documents | characters | where first | what |")?;
    writeln!(out, "|--:|---|--:|--:|--:|---|---|")?;
    for (number, members) in families.iter().take(SHOWN) {
        let canonical = members.iter().find(|member| member.role == Role::Original).or(members.first());
        let Some(first) = canonical else { continue };
        let times = first.copies.map_or_else(|| members.len().to_string(), |copies| format!("× {copies:.1}"));
        let (docs, chars) = (first.docs, grouped(covers(members)));
        let (kind, doc, text) = (first.kind.word(), cell(&first.doc), quoted(first.id, quotes));
        writeln!(out, "| {number} | {kind} | {times} | {docs} | {chars} | {doc} | {text} |")?;
    }
    Ok(())
}

/// The documents of which most is to be removed.
fn documents(findings: &Findings, out: &mut impl Write) -> io::Result<()> {
    let mut removed: HashMap<&str, u64> = HashMap::new();
    for mark in findings.marks.iter().filter(|mark| mark.action == Action::Remove) {
        *removed.entry(&mark.doc).or_default() += u64::from(mark.end_char - mark.start_char);
    }
    let affected = findings.documents.iter().filter_map(|record| Some((record, *removed.get(record.doc.as_ref())?)));
    let mut affected: Vec<_> = affected.collect();
    affected.sort_by_key(|(record, chars)| (Reverse(*chars), record.doc.clone()));
    if affected.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## The documents that lose most\n")?;
    writeln!(out, "| document | characters | to be removed | share |\n|---|--:|--:|--:|")?;
    for (record, chars) in affected.iter().take(SHOWN) {
        let (doc, all) = (cell(&record.doc), u64::from(record.chars));
        writeln!(out, "| {doc} | {} | {} | {} |", grouped(all), grouped(*chars), share(*chars, all))?;
    }
    Ok(())
}

/// The documents that are like another as wholes, those most alike first.
fn alike(findings: &Findings, out: &mut impl Write) -> io::Result<()> {
    let Some(whole) = findings.summary.whole else { return Ok(()) };
    let WholeCount { families, equal, near, contained, dropped, dropped_chars, other_numbers } = whole;
    let likeness = |record: &DocumentRecord<'_>| record.similarity.unwrap_or(1.0);
    let mut alike: Vec<_> = findings.documents.iter().filter(|record| record.near_duplicate_of.is_some()).collect();
    alike.sort_by(|a, b| likeness(b).total_cmp(&likeness(a)).then_with(|| a.doc.cmp(&b.doc)));
    if alike.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Documents like another\n")?;
    let [equal, near, contained] = [equal, near, contained].map(grouped);
    write!(out, "{equal} equal, {near} near, {contained} contained, in {}", counted(families, "family"))?;
    if other_numbers > 0 {
        write!(out, "; not alike in their figures: {}", staying(other_numbers))?;
    }
    if dropped > 0 {
        let chars = counted(dropped_chars, "character");
        write!(out, "; {} left out as a whole ({chars})", counted(dropped, "document"))?;
    }
    writeln!(out, ".\n\n| document | characters | it is | similarity | to |\n|---|--:|---|--:|---|")?;
    for record in alike.iter().take(SHOWN) {
        let (doc, other) = (cell(&record.doc), cell(record.near_duplicate_of.as_deref().unwrap_or_default()));
        let relation = record.relation.map_or("", relation_word);
        let chars = grouped(u64::from(record.chars));
        writeln!(out, "| {doc} | {chars} | {relation} | {:.2} | {other} |", likeness(record))?;
    }
    Ok(())
}

fn relation_word(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "equal",
        Relation::Near => "near",
        Relation::Contained => "contained",
    }
}

fn warnings(findings: &Findings, out: &mut impl Write) -> io::Result<()> {
    let SummaryRecord { warnings, skipped, .. } = &findings.summary;
    if *warnings == 0 {
        return Ok(());
    }
    let left_out = if *skipped > 0 { format!(", {} left out", grouped(*skipped)) } else { String::new() };
    writeln!(out, "\n{}{left_out}.", counted(*warnings, "warning"))
}

/// The beginning of a finding's text.
fn quoted(id: u32, quotes: &HashMap<u32, Quote>) -> String {
    quotes.get(&id).map(|quote| cell(&quote.exact)).unwrap_or_default()
}

/// The beginning of a text as it can stand in a cell: one line, nothing in it that Markdown or HTML would take for its own.
fn cell(text: &str) -> String {
    let head: String = text.chars().take(4 * SHOWN_CHARS).collect();
    let line = one_line(&head);
    let mut shown: String = line.chars().take(SHOWN_CHARS).collect();
    if shown.len() < line.len() || head.len() < text.len() {
        shown.push('…');
    }
    let mut safe = String::new();
    for char in shown.chars() {
        match char {
            // A name behind @ would tell a person, a number behind # would link a thread.
            '@' => safe.push_str("&#64;"),
            '#' => safe.push_str("&#35;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            // A web address becomes a link by its colon.
            ':' => safe.push_str("&#58;"),
            char if "\\|*_`[]~$!".contains(char) => safe.extend(['\\', char]),
            char => safe.push(char),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn nothing_in_a_cell_is_markup() {
        let hostile = "<img src=x onerror=alert(1)>|[甲](javascript:x) @me #12\n\u{202E}*b*";
        let safe = cell(hostile);
        assert_eq!(safe, "&lt;img src=x onerror=alert(1)&gt;\\|\\[甲\\](javascript&#58;x) &#64;me &#35;12 \\*b\\*");
    }

    #[test]
    fn a_long_text_is_cut() {
        assert_eq!(cell(&"县".repeat(100)).chars().count(), 61);
        assert_eq!(cell(&format!("{}x", "\n".repeat(400))), "…");
    }
}
