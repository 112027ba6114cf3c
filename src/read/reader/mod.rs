//! The files of the inputs one after the other, as pieces that together are the file, with the document in each piece.
//!
//! A scan takes the documents and drops the bytes; a cleaner writes the bytes back with the documents' texts changed.
//! Both read the same way, so both give the same ids. One record is in memory at a time, or one text.

mod records;

use std::collections::VecDeque;
use std::io::Read;
use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, UTF_8};

use self::records::Records;
use super::decode::{self, Damage};
use super::detect::{self, Cut};
use super::event::{Content, Event, Piece};
use super::ids::{Claim, Ids, Origin};
use super::meter::Meter;
use super::open::FileEntry;
use super::packing::{Stream, ahead};
use super::parse::Slot;
use super::reading::Reading;
use super::{Document, Familiar, Format, ReadOptions, Taken, format, listing};
use crate::error::{Result, Warning};
use crate::int::{agreeing, counted, wide};

/// Texts and records must be shorter than this many bytes, since positions have 32 bits.
const LIMIT_BYTES: u64 = 0xFFFF_FFFF;
/// Bytes of what is passed over that are handed on at a time.
const CHUNK_BYTES: u64 = 1 << 20;
/// Bytes at the start of a file from which its format and encoding are told.
const HEAD_BYTES: usize = 1 << 16;
/// How a findings file begins, which `dedup` puts beside the texts it has cleaned.
const FINDINGS_HEAD: &[u8] = br#"{"type":"header","tool":"dittograph","#;

/// The open file.
pub(super) enum Open {
    Records(Box<Records>),
    /// What is passed over: the rest of a text that is too long, a file that can't be used.
    Rest(Stream),
    #[cfg(feature = "parquet")]
    Table(Box<super::parquet::Table>),
}

/// Reads the files of the inputs.
pub(crate) struct Reader {
    files: Vec<FileEntry>,
    next: usize,
    open: Option<Open>,
    waiting: VecDeque<Event>,
    ids: Ids,
    options: ReadOptions,
    said: Option<&'static Encoding>,
    limit: u64,
    /// What the documents were when they were read before.
    familiar: Option<Familiar>,
    /// Documents given so far, those of tables left out.
    given: usize,
    taken: Meter,
}

impl Reader {
    /// Lists the inputs. Errors: [`Error::Read`](crate::Error::Read) for the first that doesn't exist or can't be opened,
    /// [`Error::Config`](crate::Error::Config) for an encoding that is not known.
    pub(crate) fn new(inputs: &[PathBuf], options: ReadOptions) -> Result<Self> {
        let said = options.encoding.as_deref().map(detect::named).transpose()?;
        let listing = listing::list(inputs)?;
        let taken = Meter::new(&listing.files);
        Ok(Self {
            files: listing.files,
            next: 0,
            open: None,
            waiting: listing.warnings.into_iter().map(Event::Warning).collect(),
            ids: Ids::default(),
            options,
            said,
            limit: LIMIT_BYTES,
            familiar: None,
            given: 0,
            taken,
        })
    }

    /// Number of files found.
    pub(crate) fn files(&self) -> usize {
        self.files.len()
    }

    /// How much of the files was taken.
    pub(crate) fn taken(&self) -> Taken {
        self.taken.taken()
    }

    /// The paths of the files found.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        self.files.iter().filter_map(|entry| entry.path().map(Path::to_path_buf)).collect()
    }

    /// The first file that can be read only once.
    pub(super) fn stream(&self) -> Option<String> {
        self.files.iter().find(|entry| entry.once()).map(FileEntry::shown)
    }

    /// The next event, or `None` at the end.
    pub(crate) fn next_event(&mut self) -> Result<Option<Event>> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Ok(Some(event));
            }
            match self.open.take() {
                Some(Open::Records(records)) => self.read_record(records),
                Some(Open::Rest(stream)) => self.read_rest(stream),
                #[cfg(feature = "parquet")]
                Some(Open::Table(table)) => self.read_batch(table),
                None if self.next < self.files.len() => {
                    self.next += 1;
                    self.begin();
                }
                None => {
                    self.taken.end();
                    return Ok(None);
                }
            }
        }
    }

    /// Takes the bytes of a piece back that nobody needs any more: the next line is read into them.
    pub(crate) fn reuse(&mut self, bytes: Vec<u8>) {
        if let Some(Open::Records(records)) = &mut self.open {
            records.reuse(bytes);
        }
    }

    pub(super) fn entry(&self) -> &FileEntry {
        &self.files[self.next - 1]
    }

    #[cfg(feature = "parquet")]
    pub(super) fn options(&self) -> &ReadOptions {
        &self.options
    }

    #[cfg(feature = "parquet")]
    pub(super) fn limit(&self) -> u64 {
        self.limit
    }

    /// Gives an event after those that wait.
    #[cfg(feature = "parquet")]
    pub(super) fn wait(&mut self, event: Event) {
        self.waiting.push_back(event);
    }

    /// What is read after the events that wait.
    #[cfg(feature = "parquet")]
    pub(super) fn go_on(&mut self, open: Open) {
        self.open = Some(open);
    }

    pub(super) fn warn(&mut self, doc: String, at: (Option<u64>, Option<u64>), skipped: bool, message: String) {
        let (line, byte) = at;
        self.waiting.push_back(Event::Warning(Warning { doc, line, byte, skipped, message }));
    }

    pub(super) fn warn_file(&mut self, skipped: bool, message: String) {
        self.warn(self.entry().shown(), (None, None), skipped, message);
    }

    fn piece(&mut self, bytes: Vec<u8>, encoding: &'static Encoding, replaced: u64, content: Content) {
        self.waiting.push_back(Event::Piece(Piece { bytes, encoding, replaced, content }));
    }

    /// Bytes without a document.
    fn pass(&mut self, bytes: Vec<u8>) {
        self.piece(bytes, UTF_8, 0, Content::Nothing);
    }

    fn begin(&mut self) {
        let count = self.taken.next();
        let opened = self.entry().open(count).and_then(|(compression, stream)| {
            let (head, stream) = ahead(stream, HEAD_BYTES)?;
            Ok((compression, head, stream))
        });
        let (compression, head, stream) = match opened {
            Err(error) => return self.warn_file(true, format!("cannot be read: {error}")),
            Ok(opened) => opened,
        };
        self.files[self.next - 1].compression = compression;
        let said = self.entry().format.or(self.options.format);
        match format::of(said, &head, self.said) {
            Err(reason) => {
                self.warn_file(true, format!("left out: {reason}"));
                self.waiting.push_back(Event::File(self.entry().clone()));
                self.open = Some(Open::Rest(stream));
            }
            Ok((Format::Jsonl, _)) if head.starts_with(FINDINGS_HEAD) => {
                self.warn_file(false, "passed over: is a findings file of this program".into());
            }
            Ok((Format::Text, _)) => self.read_text(stream),
            Ok((Format::Parquet, _)) => {
                // Its rows are not counted.
                self.familiar = None;
                self.begin_table(stream);
            }
            Ok((format, charset)) => {
                self.waiting.push_back(Event::File(self.entry().clone()));
                let reading = Reading::new(stream, format, charset, self.limit);
                self.open = Some(Open::Records(Box::new(Records::new(reading))));
            }
        }
    }

    fn read_text(&mut self, mut stream: Stream) {
        let mut bytes = Vec::new();
        if let Err(error) = stream.by_ref().take(self.limit).read_to_end(&mut bytes) {
            self.warn_file(true, format!("cannot be read to its end and was left out: {error}"));
            return;
        }
        self.waiting.push_back(Event::File(self.entry().clone()));
        if wide(bytes.len()) < self.limit {
            self.warn_if_short();
        }
        if wide(bytes.len()) >= self.limit {
            self.warn_file(true, "left out: a text must be below 4 GiB".into());
            self.pass(bytes);
            self.open = Some(Open::Rest(stream));
            return;
        }
        let encoding = match detect::detect(&bytes, Cut::No, self.said) {
            Ok((encoding, _)) => encoding,
            Err(reason) => {
                self.warn_file(true, format!("left out: {reason}"));
                return self.pass(bytes);
            }
        };
        let lead = decode::mark_len(&bytes, encoding);
        let (text, damage) = decode::decode(bytes[lead..].to_vec(), encoding);
        if wide(text.len()) >= self.limit {
            self.warn_file(true, "left out: a text must be below 4 GiB".into());
            return self.pass(bytes);
        }
        self.given += 1;
        let id = self.claim(&self.entry().name(), 0);
        if let Some(damage) = damage {
            let message = decode::sentence(&damage, wide(lead), encoding);
            self.warn(id.clone(), (None, Some(wide(damage.first + lead))), false, message);
        }
        let document = Document { source: self.entry().source(), ..Document::new(id, text) };
        self.piece(bytes, encoding, places(damage), Content::Document(document, Slot::Text { lead }));
    }

    /// From now on lines that are what they were are given as [`Content::Familiar`]. Their ids are not taken from them, so the ids
    /// of others may be such as were given before.
    pub(crate) fn expect(&mut self, familiar: Familiar) {
        self.familiar = Some(familiar);
    }

    #[cfg(not(feature = "parquet"))]
    fn begin_table(&mut self, _: Stream) {
        self.warn_file(true, "left out: this build reads no Parquet".into());
    }

    fn read_rest(&mut self, mut stream: Stream) {
        let mut bytes = Vec::new();
        match stream.by_ref().take(CHUNK_BYTES).read_to_end(&mut bytes) {
            Err(error) => self.warn_file(true, format!("cannot be read to its end: {error}")),
            Ok(0) => {}
            Ok(_) => {
                self.pass(bytes);
                self.open = Some(Open::Rest(stream));
            }
        }
    }

    /// A file that ended before its length at the beginning of the run.
    fn warn_if_short(&mut self) {
        if let Some(missing) = self.entry().length().and_then(|now| self.taken.short(now)) {
            self.warn_file(
                true,
                format!(
                    "was changed while it was read: {} at its end {} gone",
                    counted(missing, "byte"),
                    agreeing(missing, "is", "are")
                ),
            );
        }
    }

    /// An id that nobody has, with a warning if it is not the one wished for.
    pub(super) fn claim(&mut self, wish: &str, line: u64) -> String {
        let file = self.next - 1;
        match self.ids.claim(wish, Origin { file, line }) {
            Claim::Granted(id) => id,
            Claim::Renamed { id, first } => {
                let place = match first.line {
                    0 => self.files[first.file].shown(),
                    line => format!("line {line} of {}", self.files[first.file].shown()),
                };
                let here = self.entry().shown();
                let message = format!("the id {wish} in {here} is taken by {place}; this document is called {id}");
                self.warn(id.clone(), ((line > 0).then_some(line), None), false, message);
                id
            }
        }
    }
}

fn places(damage: Option<Damage>) -> u64 {
    damage.map_or(0, |damage| wide(damage.places))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// Everything a reader gives for one file, a line an event.
    fn events(name: &str, bytes: &[u8], limit: u64) -> Vec<String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        let mut reader = Reader::new(&[path], ReadOptions::default()).unwrap();
        reader.limit = limit;
        let mut seen = Vec::new();
        while let Some(event) = reader.next_event().unwrap() {
            seen.push(match event {
                Event::File(entry) => format!("file {}", entry.relative.display()),
                Event::Warning(w) => format!("warning {:?} {:?} {}", w.line, w.byte, w.message),
                Event::Piece(Piece { content: Content::Document(document, _), .. }) => {
                    format!("{} = {}", document.id, document.text)
                }
                #[cfg(feature = "parquet")]
                Event::Table(_) | Event::Batch(_) => "rows".into(),
                Event::Piece(Piece { bytes, .. }) => format!("{} bytes", bytes.len()),
            });
        }
        seen
    }

    #[test]
    fn a_text_is_one_document() {
        assert_eq!(events("甲.txt", "\u{FEFF}报告\r\n".as_bytes(), LIMIT_BYTES), ["file 甲.txt", "甲.txt = 报告\r\n"]);
        assert_eq!(events("甲.txt", b"", LIMIT_BYTES), ["file 甲.txt", "甲.txt = "]);
    }

    #[test]
    fn lines_are_documents() {
        let lines = "\u{FEFF}{\"id\":\"甲\",\"text\":\"一\"}\r\n\n{\"text\":\"二\"}\n{\"id\":7,\"text\":\"三\"}";
        let expected = [
            "file a.jsonl",
            "甲 = 一",
            "1 bytes",
            "a.jsonl:3 = 二",
            "7 = 三",
            "warning None None 1 line without `id` is called by file and line",
        ];
        assert_eq!(events("a.jsonl", lines.as_bytes(), LIMIT_BYTES), expected);
    }

    #[test]
    fn a_line_that_is_too_long_is_left_out_and_the_rest_is_read() {
        let long = format!("{{\"id\":\"长\",\"text\":\"{}\"}}\n{{\"id\":\"短\",\"text\":\"二\"}}\n", "一".repeat(40));
        let expected = [
            "file a.jsonl",
            "warning Some(1) Some(0) left out: a line must be below 4 GiB",
            "60 bytes",
            "83 bytes",
            "短 = 二",
        ];
        assert_eq!(events("a.jsonl", long.as_bytes(), 60), expected);
    }

    #[test]
    fn a_text_that_is_too_long_is_left_out() {
        let expected =
            ["file 甲.txt", "warning None None left out: a text must be below 4 GiB", "60 bytes", "60 bytes"];
        assert_eq!(events("甲.txt", "一".repeat(40).as_bytes(), 60), expected);
    }

    #[test]
    fn bad_bytes_are_placed_in_the_file() {
        let mut lines = "{\"id\":\"甲\",\"text\":\"一\"}\n".as_bytes().to_vec();
        let second = lines.len();
        lines.extend("{\"id\":\"乙\",\"text\":\"全县经济社会发展".as_bytes());
        let bad = lines.len();
        lines.push(0xE4);
        lines.extend("稳中有进\"}\n".as_bytes());
        let seen = events("a.jsonl", &lines, LIMIT_BYTES);
        assert!(second < bad);
        assert!(seen[2].starts_with(&format!("warning Some(2) Some({bad})")), "{}", seen[2]);
        assert_eq!(seen[3], "乙 = 全县经济社会发展\u{FFFD}稳中有进");
    }
}
