//! A table for spreadsheets: one finding a row, with a byte order mark so that they read it as UTF-8.

use std::collections::HashMap;
use std::io::{self, Write};

use super::Quote;
use crate::mark::Action;
use crate::report::jsonl::Findings;

/// Code points of a passage that are shown; a cell holds 32,767 at most.
const SHOWN_CHARS: usize = 500;

const COLUMNS: [&str; 20] = [
    "id",
    "doc",
    "start_char",
    "end_char",
    "start_byte",
    "end_byte",
    "kind",
    "family",
    "role",
    "symbols",
    "identity",
    "docs",
    "occurrences",
    "bits",
    "period",
    "copies",
    "parallel",
    "numbers",
    "other_numbers",
    "action",
];

/// Writes the table.
pub(super) fn write(findings: &Findings, quotes: &HashMap<u32, Quote>, out: &mut impl Write) -> io::Result<()> {
    let actions: HashMap<u32, Action> = findings.marks.iter().map(|mark| (mark.finding, mark.action)).collect();
    out.write_all("\u{FEFF}".as_bytes())?;
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    table.write_record(COLUMNS.iter().chain(&["text"])).map_err(plain)?;
    for found in &findings.findings {
        let optional = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
        let action = match actions.get(&found.id) {
            Some(Action::Remove) => "remove",
            Some(Action::Label) => "label",
            None => "",
        };
        let parallel = if found.parallel { "true" } else { "" };
        let role = serde_json::to_value(found.role)?;
        let text = quotes.get(&found.id).map(|quote| quote.exact.chars().take(SHOWN_CHARS).collect::<String>());
        let row = table.write_record([
            found.id.to_string().as_str(),
            found.doc.as_ref(),
            &found.start_char.to_string(),
            &found.end_char.to_string(),
            &found.start_byte.to_string(),
            &found.end_byte.to_string(),
            found.kind.word(),
            &found.family.to_string(),
            role.as_str().unwrap_or_default(),
            &found.symbols.to_string(),
            &found.identity.to_string(),
            &found.docs.to_string(),
            &found.occurrences.to_string(),
            &optional(found.bits),
            &optional(found.period.map(f64::from)),
            &optional(found.copies),
            parallel,
            &optional(found.numbers.map(f64::from)),
            &optional(found.other_numbers.map(f64::from)),
            action,
            &safe(&text.unwrap_or_default()),
        ]);
        row.map_err(plain)?;
    }
    table.flush()
}

/// What the system said, if the table could not be written for that.
fn plain(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        kind => io::Error::other(format!("{kind:?}")),
    }
}

/// A text that no spreadsheet takes for a formula.
fn safe(text: &str) -> String {
    let quote = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("{quote}{text}")
}
