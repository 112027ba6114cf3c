//! A file of records under way: each record parsed as the file's format has it. Gives out no ids and no warnings.

use std::io;

use encoding_rs::Encoding;

use super::decode::Damage;
use super::elements::Elements;
use super::jsonl::Fields;
use super::packing::Stream;
use super::parse::{self, Columns, Header, Slot, Within};
use super::records::{Charset, Content, Record, Records, Shape};
use super::rows::{Cell, Rows};
use super::{Format, ReadOptions};

/// The next bytes of the file and what they are.
pub(super) struct Step {
    pub(super) bytes: Vec<u8>,
    /// The line they begin in, from 1.
    pub(super) line: u64,
    /// The first of them in the unpacked file.
    pub(super) byte: u64,
    pub(super) what: What,
}

/// What the bytes of a [`Step`] are.
pub(super) enum What {
    /// Nothing that counts: a blank line, a bracket, the rest of what was left out.
    Nothing,
    /// The names of a table's columns.
    Header(Header),
    /// A document that was read before.
    Familiar,
    /// A document, its fields and its place.
    Fields(Box<Fields>, Slot, Option<Damage>),
    /// A record that is no document.
    LeftOut(String),
    /// A table without the column that is asked for: the rest of the file is to be passed over.
    Useless(String),
}

/// How a record is parsed.
enum Layout {
    Json,
    Table { delimiter: char, columns: Option<Columns> },
}

/// A file of records.
pub(super) struct Reading {
    records: Records,
    layout: Layout,
    /// Whether no record with a text came yet.
    first: bool,
}

impl Reading {
    /// Begins a file. A text or Parquet is none of records; it is read as lines.
    pub(super) fn new(stream: Stream, format: Format, charset: Charset, limit: u64) -> Self {
        let table = |delimiter: u8| {
            let layout = Layout::Table { delimiter: char::from(delimiter), columns: None };
            (Shape::Rows(Box::new(Rows::new(delimiter))), layout)
        };
        let (shape, layout) = match format {
            Format::Json => (Shape::Elements(Elements::default()), Layout::Json),
            Format::Csv => table(b','),
            Format::Tsv => table(b'\t'),
            Format::Jsonl | Format::Text | Format::Parquet => (Shape::Lines, Layout::Json),
        };
        Self { records: Records::new(stream, shape, charset, limit), layout, first: true }
    }

    /// What the bytes so far are encoded in.
    pub(super) fn encoding(&self) -> &'static Encoding {
        self.records.encoding()
    }

    /// Line and byte of what comes next.
    pub(super) fn place(&self) -> (u64, u64) {
        self.records.place()
    }

    /// What the end of the file left open.
    pub(super) fn unfinished(&self) -> Option<&'static str> {
        self.records.unfinished()
    }

    /// Takes bytes of a step back that nobody needs any more.
    pub(super) fn reuse(&mut self, bytes: Vec<u8>) {
        self.records.reuse(bytes);
    }

    /// The rest of the file.
    pub(super) fn into_stream(self) -> Stream {
        self.records.into_stream()
    }

    /// The next bytes; `None` at the end. Errors: those of the stream.
    ///
    /// `familiar` says whether a line is what the next document was before.
    pub(super) fn next(&mut self, options: &ReadOptions, familiar: impl Fn(&[u8]) -> bool) -> io::Result<Option<Step>> {
        let Some(mut record) = self.records.next()? else { return Ok(None) };
        if let Content::Line = record.content {
            let known = familiar(&record.bytes).then_some(What::Familiar);
            if let Some(what) = known.or_else(|| self.usual(&record.bytes, options)) {
                let Record { bytes, line, byte, .. } = record;
                return Ok(Some(Step { bytes, line, byte, what }));
            }
            let Some(decoded) = self.records.again(record)? else { return Ok(None) };
            record = decoded;
        }
        let Record { bytes, line, byte, content } = record;
        let what = match content {
            Content::Line | Content::Rest => What::Nothing,
            Content::TooLong => What::LeftOut("a line must be below 4 GiB".into()),
            Content::Foreign(reason) => What::LeftOut(reason),
            Content::Text { text, lead, damage, cells } => {
                let what = match self.layout {
                    Layout::Json => self.object(&text, lead, damage, options),
                    Layout::Table { .. } if cells.is_empty() => What::Nothing,
                    Layout::Table { .. } => self.row(cells, lead, damage, options),
                };
                self.first = false;
                what
            }
        };
        Ok(Some(Step { bytes, line, byte, what }))
    }

    /// What a line holds if it is one as nearly all are; `None` if it has to be looked at with care.
    fn usual(&self, line: &[u8], options: &ReadOptions) -> Option<What> {
        let text = self.records.is_settled(line).then(|| simdutf8::basic::from_utf8(line).ok()).flatten()?;
        let (object, fields) = parse::usual_line(text, options)?;
        let slot = Slot::Json { lead: 0, place: fields.place.clone(), object, within: Within::Line };
        Some(What::Fields(Box::new(fields), slot, None))
    }

    fn object(&self, text: &str, lead: usize, damage: Option<Damage>, options: &ReadOptions) -> What {
        let elements = self.records.elements();
        let (found, within) = match elements {
            None => (parse::line(text, options), Within::Line),
            Some(elements) => (parse::element(text, elements, self.first, options), Within::Array),
        };
        match found {
            None => What::Nothing,
            Some((_, Err(reason))) => What::LeftOut(reason),
            Some((object, Ok(fields))) => {
                let slot = Slot::Json { lead, place: fields.place.clone(), object, within };
                What::Fields(Box::new(fields), slot, damage)
            }
        }
    }

    fn row(&mut self, cells: Vec<Cell>, lead: usize, damage: Option<Damage>, options: &ReadOptions) -> What {
        let Layout::Table { delimiter, columns } = &mut self.layout else { return What::Nothing };
        let (delimiter, end) = (*delimiter, cells.last().map_or(0, |cell| cell.place.end));
        let Some(known) = columns else {
            return match Columns::of(&cells, options) {
                Ok(found) => {
                    *columns = Some(found);
                    What::Header(Header { lead, delimiter, end })
                }
                Err(reason) => What::Useless(reason),
            };
        };
        if self.records.open_quote() {
            return What::LeftOut("its quote is never closed".into());
        }
        match known.fields(cells, options) {
            Err(reason) => What::LeftOut(reason),
            Ok(fields) => {
                let slot = Slot::Cell { lead, place: fields.place.clone(), delimiter, end };
                What::Fields(Box::new(fields), slot, damage)
            }
        }
    }
}
