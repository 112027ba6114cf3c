//! Parquet files among the inputs: what [`Reader`] does with their rows.

use std::fs::File;

use super::Document;
use super::event::Event;
use super::jsonl::About;
use super::open::Place;
use super::packing::{Compression, Stream};
use super::parquet::{Batch, Row, Table, on_disk};
use super::reader::{Open, Reader};
use crate::int::wide;

impl Reader {
    /// Begins a Parquet file; it is left out with a warning if it can't be read.
    pub(super) fn begin_table(&mut self, stream: Stream) {
        let file = match (&self.entry().place, self.entry().compression) {
            (Place::Path(path), Compression::None) => File::open(path),
            _ => on_disk(stream),
        };
        let opened = file.map_err(|error| error.to_string()).and_then(|file| Table::open(file, self.options()));
        match opened {
            Err(reason) => self.warn_file(true, format!("left out: {reason}")),
            Ok((table, kind)) => {
                let entry = self.entry().clone();
                self.wait(Event::File(entry));
                self.wait(Event::Table(kind));
                self.go_on(Open::Table(Box::new(table)));
            }
        }
    }

    /// Reads rows; rows are counted from 1, as lines are.
    pub(super) fn read_batch(&mut self, mut table: Box<Table>) {
        let before = table.rows;
        let (rows, fields) = match table.next() {
            Ok(Some(batch)) => batch,
            Ok(None) => return,
            Err(reason) => {
                let message = format!("cannot be read to its end; the rows before are used: {reason}");
                return self.warn(self.entry().shown(), (Some(before + 1), None), true, message);
            }
        };
        let documents = (before + 1..).zip(fields).map(|(number, row)| self.document_of(row, number)).collect();
        self.wait(Event::Batch(Batch { rows, documents }));
        self.go_on(Open::Table(table));
    }

    fn document_of(&mut self, row: Row, number: u64) -> Option<Document> {
        let Row { text, id, about } = row;
        let Some(text) = text.filter(|text| wide(text.len()) < self.limit()) else {
            let field = &self.options().text_field;
            let message = format!("left out: its field `{field}` is null or of 4 GiB and more");
            self.warn(self.entry().shown(), (Some(number), None), true, message);
            return None;
        };
        let wish = id.unwrap_or_else(|| format!("{}:{number}", self.entry().name()));
        let id = self.claim(&wish, number);
        let About { source, date, priority } = about;
        let source = source.or_else(|| self.entry().source());
        Some(Document { id, text, source, date, priority })
    }
}
