//! Families of a findings file for a person at a terminal: the list of them, and one with all its occurrences.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use super::diff::{Step, diff};
use super::jsonl::Findings;
use super::record::FindingRecord;
use super::wide::{BOLD, CYAN, DIM, GREEN, RESET, YELLOW, columns_of, counted, fit, grouped, left, one_line};
use crate::classify::Role;
use crate::int::{index, wide};

/// Characters of context before and behind an occurrence.
const CONTEXT_CHARS: usize = 30;
/// What stands before each line of text.
const INDENT: usize = 4;

/// Whether differences are shown, which needs colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Characters that differ from the canonical occurrence are coloured; those missing are shown struck through.
    On,
    /// The text as it stands.
    Off,
}

/// The texts of documents by id, as far as they could be found again.
pub type Texts = HashMap<String, String>;

/// One line a family: number, kind, occurrences, and the beginning of its text where that is at hand.
///
/// Input: `width` in columns.
pub fn list(findings: &Findings, texts: &Texts, width: usize) -> String {
    let mut families: BTreeMap<u32, (&FindingRecord<'_>, u64)> = BTreeMap::new();
    for finding in &findings.findings {
        let entry = families.entry(finding.family).or_insert((finding, 0));
        entry.1 += 1;
        if finding.role == Role::Original {
            entry.0 = finding;
        }
    }
    if families.is_empty() {
        return "no repeated passage was found\n".into();
    }
    let mut page = String::new();
    let _ = writeln!(page, "{DIM}{}  {}  {}  text{RESET}", left("family", 6), left("kind", 11), left("times", 7));
    for (number, (first, count)) in families {
        let times = first.copies.map_or_else(|| grouped(count), |copies| format!("{copies:.1}"));
        let text = passage(first, texts).unwrap_or(&first.doc);
        let text = fit(text, width.saturating_sub(30).max(10));
        let _ = writeln!(page, "{number:>6}  {}  {times:>7}  {text}", left(first.kind.word(), 11));
    }
    page
}

fn passage<'t>(finding: &FindingRecord<'_>, texts: &'t Texts) -> Option<&'t str> {
    texts.get(finding.doc.as_ref())?.get(index(finding.start_byte)..index(finding.end_byte))
}

/// One family with all its occurrences, the canonical one first; `None` if there is no family of that number.
///
/// Input: `width` in columns. An occurrence whose text is not in `texts` is shown by its offsets.
pub fn family(findings: &Findings, number: u32, texts: &Texts, width: usize, colour: Colour) -> Option<String> {
    let mut members: Vec<_> = findings.findings.iter().filter(|finding| finding.family == number).collect();
    members.sort_by_key(|member| (member.role, member.id));
    let first = *members.first()?;
    let mut page = heading(first, members.len());
    let canonical: Option<Vec<char>> = passage(first, texts).map(|text| one_line(text).chars().collect());
    for (position, member) in members.iter().enumerate() {
        occurrence(&mut page, member);
        let Some(text) = texts.get(member.doc.as_ref()) else {
            let _ = writeln!(page, "{:INDENT$}{YELLOW}its text could not be found again{RESET}", "");
            continue;
        };
        let original = canonical.as_deref().filter(|_| position > 0 && colour == Colour::On);
        let cells = cells(member, text, original);
        wrap(&mut page, &cells, width.saturating_sub(INDENT).max(10));
    }
    Some(page)
}

fn heading(first: &FindingRecord<'_>, members: usize) -> String {
    let mut facts =
        vec![counted(wide(members), "occurrence"), format!("in {}", counted(first.docs.into(), "document"))];
    facts.push(format!("of {}", counted(first.symbols.into(), "symbol")));
    if let (Some(period), Some(copies)) = (first.period, first.copies) {
        facts = vec![format!("{copies:.1} copies of {}", counted(period.into(), "symbol"))];
    }
    if let Some(bits) = first.bits {
        facts.push(format!("with {bits:.0} bits"));
    }
    format!("{BOLD}family {} · {}{RESET} · {}\n", first.family, first.kind.word(), facts.join(" "))
}

fn occurrence(page: &mut String, member: &FindingRecord<'_>) {
    let FindingRecord { start_byte, end_byte, start_char, end_char, .. } = member;
    let role = match member.role {
        Role::Original => format!("{GREEN}original{RESET}"),
        Role::Copy if member.period.is_some() => "loop".to_owned(),
        Role::Copy => format!("copy, {:.1} % equal", 100.0 * member.identity),
    };
    let id = one_line(&member.doc);
    let _ = writeln!(
        page,
        "\n{CYAN}{id}{RESET}  characters {start_char}–{end_char}, bytes {start_byte}–{end_byte}  {role}"
    );
}

/// A character and the colour it is shown in.
type Cell = (char, &'static str);

/// The occurrence with its context; against the canonical text where that is given.
fn cells(member: &FindingRecord<'_>, text: &str, canonical: Option<&[char]>) -> Vec<Cell> {
    let (start, end) = (index(member.start_byte), index(member.end_byte));
    let (Some(before), Some(inside), Some(behind)) = (text.get(..start), text.get(start..end), text.get(end..)) else {
        return "its offsets do not fit the text".chars().map(|char| (char, YELLOW)).collect();
    };
    let lead = before.char_indices().rev().nth(CONTEXT_CHARS - 1).map_or(0, |(at, _)| at);
    let trail = behind.char_indices().nth(CONTEXT_CHARS).map_or(behind.len(), |(at, _)| at);
    let inside: Vec<char> = one_line(inside).chars().collect();
    let steps = canonical.and_then(|canonical| diff(canonical, &inside));
    let dim = |text: &str| one_line(text).chars().map(|char| (char, DIM)).collect::<Vec<Cell>>();
    let mut cells = dim(&before[lead..]);
    cells.push(('【', BOLD));
    match steps {
        None => cells.extend(inside.into_iter().map(|char| (char, ""))),
        Some(steps) => cells.extend(steps.into_iter().map(|step| match step {
            Step::Same(char) => (char, ""),
            Step::New(char) => (char, GREEN),
            Step::Lost(char) => (char, STRUCK),
        })),
    }
    cells.push(('】', BOLD));
    cells.extend(dim(&behind[..trail]));
    cells
}

/// Red and struck through.
const STRUCK: &str = "\x1b[31;9m";

/// Breaks cells into indented lines of at most `width` columns.
fn wrap(page: &mut String, cells: &[Cell], width: usize) {
    let mut used = width;
    let mut colour = "";
    for (position, (char, wanted)) in cells.iter().enumerate() {
        if used + columns_of(*char) > width {
            let line_end = if position == 0 { "" } else { "\n" };
            let _ = write!(page, "{RESET}{line_end}{:INDENT$}{wanted}", "");
            (used, colour) = (0, wanted);
        }
        if *wanted != colour {
            let _ = write!(page, "{RESET}{wanted}");
            colour = wanted;
        }
        page.push(*char);
        used += columns_of(*char);
    }
    let _ = writeln!(page, "{RESET}");
}
