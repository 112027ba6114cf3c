//! Files of records: the document of each, and what is counted of the file.

use std::collections::BTreeMap;

use super::{Document, Open, Reader, places};
use crate::int::{agreeing, counted, wide};
use crate::read::decode;
use crate::read::event::Content;
use crate::read::jsonl::{About, Fields};
use crate::read::reading::{Reading, Step, What};

/// A file of records, and what is counted of it.
pub(in crate::read) struct Records {
    reading: Reading,
    /// Records whose id had to be made.
    unnamed: u64,
    /// What was wrong with fields of records: the line it was first so, and how often.
    wrong: BTreeMap<String, (u64, u64)>,
}

impl Records {
    pub(super) fn new(reading: Reading) -> Self {
        Self { reading, unnamed: 0, wrong: BTreeMap::new() }
    }

    pub(super) fn reuse(&mut self, bytes: Vec<u8>) {
        self.reading.reuse(bytes);
    }
}

impl Reader {
    /// Reads the next record of the open file.
    pub(super) fn read_record(&mut self, mut records: Box<Records>) {
        let (line, byte) = records.reading.place();
        let familiar = |line: &[u8]| self.familiar.as_ref().is_some_and(|known| known.is(self.given, line));
        match records.reading.next(&self.options, familiar) {
            Err(error) => {
                let message = format!("cannot be read to its end; the lines before are used: {error}");
                self.warn(self.entry().shown(), (Some(line), Some(byte)), true, message);
                self.end_records(*records);
            }
            Ok(None) => {
                if let Some(message) = records.reading.unfinished() {
                    self.warn(self.entry().shown(), (Some(line), Some(byte)), true, message.into());
                }
                self.warn_if_short();
                self.end_records(*records);
            }
            Ok(Some(step)) => {
                let useless = matches!(step.what, What::Useless(_));
                self.take(step, &mut records);
                self.open =
                    Some(if useless { Open::Rest(records.reading.into_stream()) } else { Open::Records(records) });
            }
        }
    }

    /// The warnings that are counted by file.
    fn end_records(&mut self, records: Records) {
        let Records { unnamed, wrong, .. } = records;
        for (mut message, (line, count)) in wrong {
            if count > 1 {
                let more = if count == 2 { "line" } else { "lines" };
                message = format!("{message}; so in {} more {more}", count - 1);
            }
            self.warn(self.entry().shown(), (Some(line), None), false, message);
        }
        if unnamed > 0 {
            let (lines, are) = (counted(unnamed, "line"), agreeing(unnamed, "is", "are"));
            let field = &self.options.id_field;
            self.warn_file(false, format!("{lines} without `{field}` {are} called by file and line"));
        }
    }

    fn take(&mut self, step: Step, records: &mut Records) {
        let Step { bytes, line, byte, what } = step;
        let encoding = records.reading.encoding();
        match what {
            What::Nothing => self.pass(bytes),
            What::Familiar => {
                self.given += 1;
                self.piece(bytes, encoding, 0, Content::Familiar);
            }
            What::Header(header) => self.piece(bytes, encoding, 0, Content::Header(header)),
            What::LeftOut(reason) | What::Useless(reason) => {
                let message = format!("left out: {reason}");
                self.warn(self.entry().shown(), (Some(line), Some(byte)), true, message);
                self.pass(bytes);
            }
            What::Fields(fields, slot, damage) => {
                self.given += 1;
                let document = self.document(*fields, line, records);
                if let Some(damage) = damage {
                    let before = byte + wide(slot.lead());
                    let sentence = decode::sentence(&damage, before, encoding);
                    let message = format!("{}: {sentence}", self.entry().shown());
                    let at = (Some(line), Some(before + wide(damage.first)));
                    self.warn(document.id.clone(), at, false, message);
                }
                self.piece(bytes, encoding, places(damage), Content::Document(document, slot));
            }
        }
    }

    fn document(&mut self, fields: Fields, line: u64, records: &mut Records) -> Document {
        records.unnamed += u64::from(fields.id.is_none());
        let wish = fields.id.unwrap_or_else(|| format!("{}:{line}", self.entry().name()));
        let id = self.claim(&wish, line);
        for wrong in fields.wrong {
            records.wrong.entry(wrong).or_insert((line, 0)).1 += 1;
        }
        let About { source, date, priority } = fields.about;
        let source = source.or_else(|| self.entry().source());
        Document { id, text: fields.text, source, date, priority }
    }
}
