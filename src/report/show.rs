//! Families of a findings file for a person at a terminal: the list of them, and one with all its occurrences.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use serde::Deserialize;

pub use super::sides::Colour;

use super::jsonl::Findings;
use super::record::FindingRecord;
use super::sides::{Cell, Compared, Passage, alone, legend, plain, repeated};
use super::wide::{BOLD, CYAN, DIM, GREEN, RESET, YELLOW, columns_of, counted, fit, grouped, left, one_line};
use crate::classify::Role;
use crate::config::NormalizeConfig;
use crate::int::{index, wide};
use crate::normalize::Normalizer;

/// Characters of context before and behind an occurrence.
const CONTEXT_CHARS: usize = 30;
/// Symbols of a loop's unit from which its copies are told apart by bars.
const UNIT_WITH_BARS: u32 = 5;
/// What stands before each line of text.
const INDENT: usize = 4;

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
/// Every copy is compared with the canonical occurrence, symbol by symbol, and what differs is marked; in a family of two
/// in both of them. Long stretches without a difference are shown by their ends.
///
/// Input: `width` in columns. An occurrence whose text is not in `texts` is shown by its offsets.
pub fn family(findings: &Findings, number: u32, texts: &Texts, width: usize, colour: Colour) -> Option<String> {
    let mut members: Vec<_> = findings.findings.iter().filter(|finding| finding.family == number).collect();
    members.sort_by_key(|member| (member.role, member.id));
    let first = *members.first()?;
    let normalizer = normalizer(findings);
    let read = |member: &&FindingRecord<'_>| passage(member, texts).map(|text| Passage::new(text, &normalizer));
    let canonical = members.first().and_then(read);
    let mut page = heading(first, members.len());
    if members.len() > 1 && canonical.is_some() {
        let _ = writeln!(page, "{}", legend(colour));
    }
    for (position, member) in members.iter().enumerate() {
        // A family of two is compared on both sides, of a larger one every other member with the first.
        let other = members.get(position.max(1)).filter(|_| position > 0 || members.len() == 2).and_then(read);
        let compared = canonical.as_ref().zip(other.as_ref()).map(|(first, other)| Compared::new(first, other));
        occurrence(&mut page, member, compared.as_ref().filter(|_| position > 0));
        let Some(text) = texts.get(member.doc.as_ref()) else {
            let _ = writeln!(page, "{:INDENT$}{YELLOW}its text could not be found again{RESET}", "");
            continue;
        };
        let inside = match (&compared, &canonical) {
            (Some(compared), _) if position > 0 => compared.copy(colour),
            (Some(compared), _) => compared.original(colour),
            (None, Some(passage)) if position == 0 => inside(member, passage),
            _ => passage(member, texts).map(alone).unwrap_or_default(),
        };
        wrap(&mut page, &cells(member, text, inside), width.saturating_sub(INDENT).max(10));
    }
    Some(page)
}

/// The normalisation of the run that wrote the findings; of a later version's, this one's.
pub(super) fn normalizer(findings: &Findings) -> Normalizer {
    #[derive(Default, Deserialize)]
    struct Settings {
        normalize: NormalizeConfig,
    }
    let settings: Settings = serde_json::from_str(findings.header.config.get()).unwrap_or_default();
    Normalizer::new(&settings.normalize)
}

/// A loop that does not drift with bars between its copies, else the text as it stands.
fn inside(member: &FindingRecord<'_>, passage: &Passage<'_>) -> Vec<Cell> {
    match member.period {
        Some(period) if period >= UNIT_WITH_BARS && member.identity >= 1.0 => repeated(&passage.copies(index(period))),
        _ => alone(passage.text()),
    }
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

fn occurrence(page: &mut String, member: &FindingRecord<'_>, compared: Option<&Compared<'_>>) {
    let FindingRecord { start_byte, end_byte, start_char, end_char, .. } = member;
    let role = match member.role {
        Role::Original => format!("{GREEN}original{RESET}"),
        Role::Copy if member.period.is_some() && member.parallel => "loop of parallel clauses".to_owned(),
        Role::Copy if member.period.is_some() => "loop".to_owned(),
        Role::Copy if member.parallel => format!("parallel clause, {}", facts(member, compared).join(", ")),
        Role::Copy => format!("copy, {}", facts(member, compared).join(", ")),
    };
    let id = one_line(&member.doc);
    let _ = writeln!(
        page,
        "\n{CYAN}{id}{RESET}  characters {start_char}–{end_char}, bytes {start_byte}–{end_byte}  {role}"
    );
}

/// How a copy differs from the canonical occurrence and what says that it is one.
fn facts(member: &FindingRecord<'_>, compared: Option<&Compared<'_>>) -> Vec<String> {
    let mut facts = vec![format!("{:.1} % equal", 100.0 * member.identity)];
    if let Some(compared) = compared {
        facts.push(counted(wide(compared.edits()), "edit"));
        match compared.otherwise() {
            0 => {}
            otherwise => facts.push(format!("{} in another script or width", counted(wide(otherwise), "symbol"))),
        }
    }
    let numbers = member.other_numbers.zip(member.numbers);
    facts.extend(numbers.map(|(other, all)| format!("{other} of {} are others", counted(all.into(), "number"))));
    facts.extend(member.bits.map(|bits| format!("{bits:.0} bits")));
    facts
}

/// The occurrence between its neighbours.
fn cells(member: &FindingRecord<'_>, text: &str, inside: Vec<Cell>) -> Vec<Cell> {
    let (start, end) = (index(member.start_byte), index(member.end_byte));
    let (Some(before), Some(_), Some(behind)) = (text.get(..start), text.get(start..end), text.get(end..)) else {
        return alone("its offsets do not fit the text").into_iter().map(|(char, _)| (char, YELLOW)).collect();
    };
    let lead = before.char_indices().rev().nth(CONTEXT_CHARS - 1).map_or(0, |(at, _)| at);
    let trail = behind.char_indices().nth(CONTEXT_CHARS).map_or(behind.len(), |(at, _)| at);
    let mut cells = Vec::new();
    plain(&mut cells, before[lead..].trim_start(), DIM);
    cells.push(('【', BOLD));
    cells.extend(inside);
    cells.push(('】', BOLD));
    plain(&mut cells, behind[..trail].trim_end(), DIM);
    cells.dedup_by(|next, before| next.0 == ' ' && before.0 == ' ');
    cells
}

/// Whether no line may end between two cells: brackets stay with what they hold.
fn glued(cells: &[Cell], at: usize) -> bool {
    let mark = |at: Option<usize>, marks: &str| {
        let cell = at.and_then(|at| cells.get(at));
        cell.is_some_and(|(char, style)| *style == BOLD && marks.contains(*char))
    };
    let (before, two_before) = (at.checked_sub(1), at.checked_sub(2));
    let opened = mark(before, "[{【") || mark(before, "-+") && mark(two_before, "[{");
    let closes = mark(Some(at), "]}】") || mark(Some(at), "-+") && mark(Some(at + 1), "]}");
    opened || closes
}

/// Breaks cells into indented lines of at most `width` columns.
fn wrap(page: &mut String, cells: &[Cell], width: usize) {
    let mut used = width;
    let mut colour = "";
    for (position, (char, wanted)) in cells.iter().enumerate() {
        let together = (position..cells.len()).take_while(|at| *at == position || glued(cells, *at));
        let needed: usize = together.map(|at| columns_of(cells[at].0)).sum();
        if used + needed > width && !(position > 0 && glued(cells, position)) {
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
