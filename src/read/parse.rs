//! From a record's text to a document's parts and the place where its text stands, for JSON and for tables.
//!
//! Gives out no ids and counts nothing.

use std::ops::Range;

use super::jsonl::{self, About, Fields};
use super::rows::Cell;
use super::{ReadOptions, elements::Elements, quick};
use crate::int::{counted, wide};

/// Where a document's text stands in the bytes of its piece. All places count in the decoded piece behind its first `lead`
/// bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot {
    /// All of it.
    Text { lead: usize },
    /// A JSON string at `place`, quotes included, of the JSON object at `object`, an element of an array or a line.
    Json { lead: usize, place: Range<usize>, object: Range<usize>, within: Within },
    /// A cell of a table at `place`, quotes included where it has any, of a row that ends at `end`.
    Cell { lead: usize, place: Range<usize>, delimiter: char, end: usize },
}

/// What a JSON object stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Within {
    Line,
    Array,
}

/// The first row of a table, which names its columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Header {
    /// Bytes before the decoded ones.
    pub(crate) lead: usize,
    /// What parts its cells.
    pub(crate) delimiter: char,
    /// Where its last cell ends, in the decoded piece.
    pub(crate) end: usize,
}

impl Slot {
    /// Bytes before the decoded ones.
    pub(crate) fn lead(&self) -> usize {
        match self {
            Self::Text { lead } | Self::Json { lead, .. } | Self::Cell { lead, .. } => *lead,
        }
    }
}

/// Which cell of a row is what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    text: usize,
    id: Option<usize>,
    source: Option<usize>,
    date: Option<usize>,
    priority: Option<usize>,
}

impl Columns {
    /// Looks the fields up in the first row. Errors: a sentence if the text has no column.
    pub(super) fn of(header: &[Cell], options: &ReadOptions) -> Result<Self, String> {
        let find = |name: &str| header.iter().position(|cell| cell.text == name);
        let text = find(&options.text_field).ok_or_else(|| {
            let names: Vec<_> = header.iter().map(|cell| format!("`{}`", cell.text)).collect();
            let names = names.join(", ");
            format!(
                "has no column `{}`; its columns are {names}; name the right one with --text-field",
                options.text_field
            )
        })?;
        let said = |name: &Option<String>| name.as_deref().and_then(find);
        Ok(Self {
            text,
            id: find(&options.id_field),
            source: said(&options.source_field),
            date: said(&options.date_field),
            priority: said(&options.priority_field),
        })
    }

    /// The fields of a row. Errors: a sentence if it has no cell for the text.
    pub(super) fn fields(&self, cells: Vec<Cell>, options: &ReadOptions) -> Result<Fields, String> {
        let count = cells.len();
        let missing =
            || format!("has {}, too few for the column `{}`", counted(wide(count), "cell"), options.text_field);
        let said = |column: Option<usize>| {
            let cell = column.and_then(|column| cells.get(column));
            cell.map(|cell| cell.text.clone()).filter(|text| !text.is_empty())
        };
        let mut wrong = Vec::new();
        let priority = said(self.priority).and_then(|text| {
            let number = text.trim().parse().ok().filter(|number: &f64| number.is_finite());
            if number.is_none() {
                let field = options.priority_field.as_deref().unwrap_or_default();
                wrong.push(format!("its field `{field}` is no number, and is not used"));
            }
            number
        });
        let about = About { source: said(self.source), date: said(self.date), priority };
        let id = said(self.id);
        let Cell { text, place } = cells.into_iter().nth(self.text).ok_or_else(missing)?;
        Ok(Fields { text, id, place, about, wrong })
    }
}

/// A JSON object: where it stands in its record, and its fields or why it has none.
pub(super) type Object = (Range<usize>, Result<Fields, String>);

/// The object of a line; `None` for a blank line.
pub(super) fn line(text: &str, options: &ReadOptions) -> Option<Object> {
    let range = trimmed(text);
    (!range.is_empty()).then(|| object(text, range, options))
}

/// The same for a line as nearly all are, much faster; `None` for one that is not.
pub(super) fn usual_line(text: &str, options: &ReadOptions) -> Option<(Range<usize>, Fields)> {
    let range = trimmed(text);
    let fields = quick::fields(&text[range.clone()], options)?;
    Some((range.clone(), shifted(fields, range.start)))
}

fn trimmed(text: &str) -> Range<usize> {
    let line = text.trim_end();
    line.len() - line.trim_start().len()..line.len()
}

/// The element of an array; `None` for a record without one.
pub(super) fn element(text: &str, elements: &Elements, first: bool, options: &ReadOptions) -> Option<Object> {
    elements.element(text, first).map(|range| object(text, range, options))
}

fn object(text: &str, range: Range<usize>, options: &ReadOptions) -> Object {
    let fields = jsonl::fields(&text[range.clone()], options).map(|fields| shifted(fields, range.start));
    (range, fields)
}

fn shifted(mut fields: Fields, by: usize) -> Fields {
    fields.place = fields.place.start + by..fields.place.end + by;
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(texts: &[&str]) -> Vec<Cell> {
        texts.iter().map(|text| Cell { text: (*text).into(), place: 0..0 }).collect()
    }

    #[test]
    fn columns_are_found_by_name() {
        let options = ReadOptions {
            id_field: "网址".into(),
            priority_field: Some("q".into()),
            source_field: Some("无".into()),
            ..ReadOptions::default()
        };
        let columns = Columns::of(&cells(&["网址", "q", "text"]), &options).unwrap();
        let fields = columns.fields(cells(&["a/1", "0.5", "正文"]), &options).unwrap();
        assert_eq!((fields.text.as_str(), fields.id.as_deref()), ("正文", Some("a/1")));
        assert_eq!(fields.about, About { source: None, date: None, priority: Some(0.5) });
        let fields = columns.fields(cells(&["", "很高", ""]), &options).unwrap();
        assert_eq!((fields.id, fields.about.priority), (None, None));
        assert_eq!(fields.wrong, ["its field `q` is no number, and is not used"]);
    }

    #[test]
    fn what_is_missing_is_said() {
        let options = ReadOptions::default();
        let error = Columns::of(&cells(&["id", "正文"]), &options).unwrap_err();
        assert_eq!(error, "has no column `text`; its columns are `id`, `正文`; name the right one with --text-field");
        let columns = Columns::of(&cells(&["id", "text"]), &options).unwrap();
        assert_eq!(columns.fields(cells(&["1"]), &options).unwrap_err(), "has 1 cell, too few for the column `text`");
    }
}
