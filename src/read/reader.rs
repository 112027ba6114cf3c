//! The files of the inputs one after the other, as pieces that together are the file, with the document in each piece.
//!
//! A scan takes the documents and drops the bytes; a cleaner writes the bytes back with the documents' texts changed.
//! Both read the same way, so both give the same ids. One JSON line is in memory at a time, or one text.

use std::collections::{BTreeMap, VecDeque};
use std::io::{self, BufRead, Read};

use super::decode::{self, Decoded};
use super::ids::{Claim, Ids, Origin};
use super::jsonl::About;
use super::open::{FileEntry, Format};
use super::{Document, ReadOptions, jsonl, listing};
use crate::error::{Result, Warning};
use crate::int::wide;

/// Texts and lines must be shorter than this many bytes, since positions have 32 bits.
const LIMIT_BYTES: u64 = 0xFFFF_FFFF;
/// Bytes of a text or line beyond the limit that are handed on at a time.
const CHUNK_BYTES: u64 = 1 << 20;

/// What a [`Reader`] gives next.
#[derive(Debug)]
pub(crate) enum Event {
    /// A file begins; the pieces that follow are its.
    File(FileEntry),
    /// The next bytes of the file.
    Piece(Piece),
    /// Something that was passed over or repaired.
    Warning(Warning),
}

/// Consecutive unpacked bytes of a file.
#[derive(Debug)]
pub(crate) struct Piece {
    /// The bytes as they stand in the file.
    pub(crate) bytes: Vec<u8>,
    /// The document in them and where its text stands; `None` for an empty line and for what was left out.
    pub(crate) document: Option<(Document, Slot)>,
}

/// Where a document's text stands in the bytes of its piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot {
    /// All of them behind the first `lead`.
    Text { lead: usize },
    /// A JSON string: `place` counts in the decoded line behind the first `lead` bytes, quotes included.
    Json { lead: usize, place: std::ops::Range<usize> },
}

/// The open file.
enum Open {
    /// JSON lines.
    Lines(Lines),
    /// The rest of a text that is too long.
    Rest(Box<dyn BufRead + Send>),
}

struct Lines {
    stream: Box<dyn BufRead + Send>,
    /// Lines and bytes before the next one.
    line: u64,
    byte: u64,
    /// Whether the next bytes belong to a line that is too long.
    inside: bool,
    /// Lines whose id had to be made.
    unnamed: u64,
    /// What was wrong with fields of lines: the line it was first so, and how often.
    wrong: BTreeMap<String, (u64, u64)>,
}

/// Reads the files of the inputs.
pub(crate) struct Reader {
    files: Vec<FileEntry>,
    next: usize,
    open: Option<Open>,
    waiting: VecDeque<Event>,
    ids: Ids,
    options: ReadOptions,
    limit: u64,
}

impl Reader {
    /// Lists the inputs. Errors: [`Error::Read`](crate::Error::Read) for the first that doesn't exist or can't be opened.
    pub(crate) fn new(inputs: &[std::path::PathBuf], options: ReadOptions) -> Result<Self> {
        let listing = listing::list(inputs)?;
        Ok(Self {
            files: listing.files,
            next: 0,
            open: None,
            waiting: listing.warnings.into_iter().map(Event::Warning).collect(),
            ids: Ids::default(),
            options,
            limit: LIMIT_BYTES,
        })
    }

    /// Number of files found.
    pub(crate) fn files(&self) -> usize {
        self.files.len()
    }

    /// The first file that can be read only once.
    pub(super) fn stream(&self) -> Option<String> {
        self.files.iter().find(|entry| entry.format == Format::Either).map(FileEntry::shown)
    }

    /// The next event, or `None` at the end.
    pub(crate) fn next_event(&mut self) -> Result<Option<Event>> {
        loop {
            if let Some(event) = self.waiting.pop_front() {
                return Ok(Some(event));
            }
            match self.open.take() {
                Some(Open::Lines(lines)) => self.read_line(lines),
                Some(Open::Rest(stream)) => self.read_rest(stream),
                None if self.next < self.files.len() => {
                    self.next += 1;
                    self.begin();
                }
                None => return Ok(None),
            }
        }
    }

    fn entry(&self) -> &FileEntry {
        &self.files[self.next - 1]
    }

    fn warn(&mut self, doc: String, at: (Option<u64>, Option<u64>), skipped: bool, message: String) {
        let (line, byte) = at;
        self.waiting.push_back(Event::Warning(Warning { doc, line, byte, skipped, message }));
    }

    fn warn_file(&mut self, skipped: bool, message: String) {
        self.warn(self.entry().shown(), (None, None), skipped, message);
    }

    fn piece(&mut self, bytes: Vec<u8>, document: Option<(Document, Slot)>) {
        self.waiting.push_back(Event::Piece(Piece { bytes, document }));
    }

    fn begin(&mut self) {
        let opened = self.entry().open().and_then(|mut stream| {
            let head = head(&mut *stream)?;
            Ok((stream, head))
        });
        match opened {
            Err(error) => self.warn_file(true, format!("cannot be read: {error}")),
            Ok((stream, head)) => match (self.entry().format, head) {
                (Format::Jsonl, _) | (Format::Either, Head::Brace) => {
                    self.waiting.push_back(Event::File(self.entry().clone()));
                    let lines = Lines { stream, line: 0, byte: 0, inside: false, unnamed: 0, wrong: BTreeMap::new() };
                    self.open = Some(Open::Lines(lines));
                }
                (Format::Text | Format::Either, _) => self.read_text(stream),
            },
        }
    }

    fn read_text(&mut self, mut stream: Box<dyn BufRead + Send>) {
        let mut bytes = Vec::new();
        if let Err(error) = stream.by_ref().take(self.limit).read_to_end(&mut bytes) {
            self.warn_file(true, format!("cannot be read to its end and was left out: {error}"));
            return;
        }
        self.waiting.push_back(Event::File(self.entry().clone()));
        if wide(bytes.len()) >= self.limit {
            self.warn_file(true, "left out: a text must be below 4 GiB".into());
            self.piece(bytes, None);
            self.open = Some(Open::Rest(stream));
            return;
        }
        let lead = decode::mark_len(&bytes);
        let decoded = self.decode(&bytes, lead);
        let (text, damage) = match decoded {
            Ok(decoded) => decoded,
            Err(reason) => {
                self.warn_file(true, format!("left out: {reason}"));
                self.piece(bytes, None);
                return;
            }
        };
        let id = self.claim(&self.entry().name(), 0);
        if let Some(damage) = damage {
            let message = decode::sentence(&damage, wide(lead));
            self.warn(id.clone(), (None, Some(wide(damage.first + lead))), false, message);
        }
        let document = Document { source: self.entry().source(), ..Document::new(id, text) };
        self.piece(bytes, Some((document, Slot::Text { lead })));
    }

    /// Decodes `bytes` behind `lead`. Errors: why they are not read as a text.
    fn decode(&self, bytes: &[u8], lead: usize) -> std::result::Result<(String, Option<decode::Damage>), String> {
        if let Some(reason) = decode::wide_mark(bytes) {
            return Err(reason);
        }
        match decode::decode(bytes[lead..].to_vec()) {
            Decoded::Foreign(reason) => Err(reason),
            Decoded::Text(text, _) if wide(text.len()) >= self.limit => Err("a text must be below 4 GiB".into()),
            Decoded::Text(text, damage) => Ok((text, damage)),
        }
    }

    fn read_rest(&mut self, mut stream: Box<dyn BufRead + Send>) {
        let mut bytes = Vec::new();
        match stream.by_ref().take(CHUNK_BYTES).read_to_end(&mut bytes) {
            Err(error) => self.warn_file(true, format!("cannot be read to its end: {error}")),
            Ok(0) => {}
            Ok(_) => {
                self.piece(bytes, None);
                self.open = Some(Open::Rest(stream));
            }
        }
    }

    fn read_line(&mut self, mut lines: Lines) {
        let mut bytes = Vec::new();
        let limit = if lines.inside { CHUNK_BYTES } else { self.limit };
        if let Err(error) = lines.stream.by_ref().take(limit).read_until(b'\n', &mut bytes) {
            let message = format!("cannot be read to its end; the lines before are used: {error}");
            self.warn(self.entry().shown(), (Some(lines.line + 1), Some(lines.byte)), true, message);
            return self.end_lines(lines);
        }
        if bytes.is_empty() {
            return self.end_lines(lines);
        }
        let whole = bytes.ends_with(b"\n") || wide(bytes.len()) < limit;
        let (from, inside) = (lines.byte, lines.inside);
        lines.byte += wide(bytes.len());
        lines.inside = !whole;
        lines.line += u64::from(!inside);
        if inside {
            self.piece(bytes, None);
        } else if whole {
            self.take_line(bytes, &mut lines, from);
        } else {
            let message = "left out: a line must be below 4 GiB".into();
            self.warn(self.entry().shown(), (Some(lines.line), Some(from)), true, message);
            self.piece(bytes, None);
        }
        self.open = Some(Open::Lines(lines));
    }

    /// The warnings that are counted by file.
    fn end_lines(&mut self, lines: Lines) {
        let Lines { unnamed, wrong, .. } = lines;
        for (mut message, (line, count)) in wrong {
            if count > 1 {
                let more = if count == 2 { "line" } else { "lines" };
                message = format!("{message}; so in {} more {more}", count - 1);
            }
            self.warn(self.entry().shown(), (Some(line), None), false, message);
        }
        if unnamed > 0 {
            let (lines, are) = if unnamed == 1 { ("line", "is") } else { ("lines", "are") };
            let field = &self.options.id_field;
            self.warn_file(false, format!("{unnamed} {lines} without `{field}` {are} called by file and line"));
        }
    }

    /// Makes a document of a whole line.
    fn take_line(&mut self, bytes: Vec<u8>, lines: &mut Lines, from: u64) {
        let lead = if lines.line == 1 { decode::mark_len(&bytes) } else { 0 };
        if bytes[lead..].iter().all(u8::is_ascii_whitespace) {
            return self.piece(bytes, None);
        }
        let parsed = self.decode(&bytes, lead).and_then(|(line, damage)| {
            jsonl::fields(line.trim_end_matches(['\r', '\n']), &self.options).map(|fields| (fields, damage))
        });
        let (fields, damage) = match parsed {
            Ok(parsed) => parsed,
            Err(reason) => {
                self.warn(self.entry().shown(), (Some(lines.line), Some(from)), true, format!("left out: {reason}"));
                return self.piece(bytes, None);
            }
        };
        lines.unnamed += u64::from(fields.id.is_none());
        let wish = fields.id.unwrap_or_else(|| format!("{}:{}", self.entry().name(), lines.line));
        let id = self.claim(&wish, lines.line);
        if let Some(damage) = damage {
            let before = from + wide(lead);
            let message = format!("{}: {}", self.entry().shown(), decode::sentence(&damage, before));
            self.warn(id.clone(), (Some(lines.line), Some(before + wide(damage.first))), false, message);
        }
        for wrong in fields.wrong {
            lines.wrong.entry(wrong).or_insert((lines.line, 0)).1 += 1;
        }
        let About { source, date, priority } = fields.about;
        let source = source.or_else(|| self.entry().source());
        let document = Document { id, text: fields.text, source, date, priority };
        self.piece(bytes, Some((document, Slot::Json { lead, place: fields.place })));
    }

    /// An id that nobody has, with a warning if it is not the one wished for.
    fn claim(&mut self, wish: &str, line: u64) -> String {
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

/// What stands first in a stream.
enum Head {
    Brace,
    Other,
}

fn head(stream: &mut dyn BufRead) -> io::Result<Head> {
    let buffer = stream.fill_buf()?;
    let text = &buffer[decode::mark_len(buffer)..];
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    Ok(if first == Some(&b'{') { Head::Brace } else { Head::Other })
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
                Event::Piece(Piece { bytes, document: None }) => format!("{} bytes", bytes.len()),
                Event::Piece(Piece { document: Some((document, _)), .. }) => {
                    format!("{} = {}", document.id, document.text)
                }
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
