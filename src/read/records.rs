//! A stream cut into records: lines, the elements of a JSON array, the rows of a table. Unpacked bytes go in; the bytes of
//! one record after the other come out, each with its text, and together they are the stream.
//!
//! Knows nothing of fields and documents. One record is in memory at a time.

use std::io::{self, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::decode::{self, Damage};
use super::detect::{self, Cut, Sign};
use super::elements::Elements;
use super::packing::Stream;
use super::rows::{Cell, Rows};
use crate::int::wide;

/// Bytes of a record beyond the limit that are handed on at a time.
const CHUNK_BYTES: u64 = 1 << 20;

/// Most bytes of room that are kept from line to line.
const MOST_ROOM_BYTES: usize = 1 << 20;

/// Where records end.
pub(super) enum Shape {
    /// Behind each line feed.
    Lines,
    /// Behind the comma after each element of an array.
    Elements(Elements),
    /// Behind the line feed after each row.
    Rows(Box<Rows>),
}

/// The encoding of a stream, as far as it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Charset {
    pub(super) encoding: &'static Encoding,
    pub(super) sign: Sign,
}

impl Charset {
    /// Nothing is known yet.
    pub(super) const UNKNOWN: Self = Self { encoding: UTF_8, sign: Sign::Ascii };
}

/// The next bytes of a stream.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) bytes: Vec<u8>,
    /// The line it begins in, from 1.
    pub(super) line: u64,
    /// Its first byte in the unpacked file.
    pub(super) byte: u64,
    pub(super) content: Content,
}

/// What the bytes of a record are.
#[derive(Debug)]
pub(super) enum Content {
    /// A whole line, not decoded; its encoding is that of the stream as far as it is known, a kind of ASCII.
    Line,
    /// A record's text, behind `lead` bytes.
    Text { text: String, lead: usize, damage: Option<Damage>, cells: Vec<Cell> },
    /// No text, with the reason.
    Foreign(String),
    /// The beginning of a record that is too long.
    TooLong,
    /// More of it.
    Rest,
}

/// The records of a stream.
pub(super) struct Records {
    stream: Stream,
    shape: Shape,
    charset: Charset,
    limit: u64,
    /// Lines and bytes before the next record.
    lines: u64,
    bytes: u64,
    /// Whether the next bytes belong to a record that is too long.
    inside: bool,
    /// Bytes that were taken from the stream and are still to be given.
    begun: Vec<u8>,
    /// Room for the next line, where that of one before was given back.
    room: Vec<u8>,
}

impl Records {
    pub(super) fn new(stream: Stream, shape: Shape, charset: Charset, limit: u64) -> Self {
        Self { stream, shape, charset, limit, lines: 0, bytes: 0, inside: false, begun: Vec::new(), room: Vec::new() }
    }

    /// The encoding, as far as the records so far showed it.
    pub(super) fn encoding(&self) -> &'static Encoding {
        self.charset.encoding
    }

    /// The place of the next record: line, from 1, and byte.
    pub(super) fn place(&self) -> (u64, u64) {
        (self.lines + 1, self.bytes)
    }

    /// The array whose elements the records are, if they are.
    pub(super) fn elements(&self) -> Option<&Elements> {
        if let Shape::Elements(elements) = &self.shape { Some(elements) } else { None }
    }

    /// What the end of the stream left open.
    pub(super) fn unfinished(&self) -> Option<&'static str> {
        match &self.shape {
            Shape::Elements(elements) if !elements.closed() => Some("the array is not closed: the file was cut short"),
            _ => None,
        }
    }

    /// Whether the last row holds a quote that is never closed.
    pub(super) fn open_quote(&self) -> bool {
        matches!(&self.shape, Shape::Rows(rows) if rows.open_quote())
    }

    /// The rest of the stream.
    pub(super) fn into_stream(self) -> Stream {
        self.stream
    }

    /// The next record; `None` at the end. Errors: those of the stream; the records before are whole.
    pub(super) fn next(&mut self) -> io::Result<Option<Record>> {
        if self.is_plain() {
            return self.line();
        }
        self.draft()
    }

    /// The record that was given as a line, decoded with all care. Errors: those of the stream.
    pub(super) fn again(&mut self, line: Record) -> io::Result<Option<Record>> {
        (self.lines, self.bytes) = (line.line - 1, line.byte);
        self.begun = line.bytes;
        self.draft()
    }

    /// Takes bytes back that nobody needs any more: their room serves for the next line.
    pub(super) fn reuse(&mut self, bytes: Vec<u8>) {
        if bytes.capacity() <= MOST_ROOM_BYTES {
            self.room = bytes;
        }
    }

    /// Whether a line is of the encoding known so far if it is UTF-8.
    pub(super) fn is_settled(&self, line: &[u8]) -> bool {
        self.charset.sign == Sign::Certain || line.is_ascii()
    }

    /// Whether a line can be told by its line feed alone. The first may begin with a mark.
    fn is_plain(&self) -> bool {
        matches!(self.shape, Shape::Lines) && self.charset.encoding == UTF_8 && self.bytes > 0 && !self.inside
    }

    /// The next line as it stands.
    fn line(&mut self) -> io::Result<Option<Record>> {
        let mut bytes = std::mem::take(&mut self.room);
        bytes.clear();
        read_until(&mut self.stream, b'\n', self.limit, &mut bytes)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let (line, byte) = self.place();
        if wide(bytes.len()) >= self.limit {
            self.begun = bytes;
            return self.draft();
        }
        self.lines += u64::from(bytes.ends_with(b"\n"));
        self.bytes += wide(bytes.len());
        Ok(Some(Record { bytes, line, byte, content: Content::Line }))
    }

    /// The next record, decoded.
    fn draft(&mut self) -> io::Result<Option<Record>> {
        let (line, byte, inside) = (self.lines + 1, self.bytes, self.inside);
        let limit = if inside { CHUNK_BYTES } else { self.limit };
        let mut draft = Draft::default();
        loop {
            let room = limit.saturating_sub(wide(draft.bytes.len()));
            let (bytes, whole) = self.chunk(room)?;
            let end = bytes.is_empty();
            if end && draft.bytes.is_empty() {
                return Ok(None);
            }
            let ended = self.take(&bytes, whole, &mut draft);
            draft.bytes.extend_from_slice(&bytes);
            self.bytes += wide(bytes.len());
            let full = wide(draft.bytes.len()) >= limit;
            if ended || end || full {
                self.inside = !(ended || end);
                break;
            }
        }
        self.lines += wide(lines(&draft.bytes, self.charset.encoding));
        let content = match (inside, self.inside) {
            (true, _) => Content::Rest,
            (false, true) => Content::TooLong,
            (false, false) => draft.content(&mut self.shape),
        };
        Ok(Some(Record { bytes: draft.bytes, line, byte, content }))
    }

    /// Decodes a chunk and shows it to the shape; whether the record ends with it.
    fn take(&mut self, bytes: &[u8], whole: Whole, draft: &mut Draft) -> bool {
        if let Shape::Lines = self.shape
            && whole == Whole::No
        {
            return false;
        }
        let first = self.bytes == 0;
        let lead = if first { decode::mark_len(bytes, self.charset.encoding) } else { 0 };
        if first {
            draft.lead = lead;
        }
        let (text, damage) = match self.decode(&bytes[lead..]) {
            Ok(decoded) => decoded,
            Err(reason) => {
                draft.foreign.get_or_insert(reason);
                (String::new(), None)
            }
        };
        draft.add(damage, lead);
        let ended = match &mut self.shape {
            Shape::Lines => true,
            Shape::Elements(elements) => elements.take(&text),
            Shape::Rows(rows) => rows.take(&text),
        };
        draft.text.push_str(&text);
        ended
    }

    /// Decodes a chunk; the first that is not ASCII settles an encoding that was open. Errors: why it is no text.
    fn decode(&mut self, bytes: &[u8]) -> Result<(String, Option<Damage>), String> {
        if self.charset.sign == Sign::Ascii && !bytes.is_ascii() {
            let (encoding, sign) = detect::detect(bytes, Cut::No, None)?;
            self.charset = Charset { encoding, sign };
        } else {
            detect::fits(bytes, self.charset.encoding)?;
        }
        Ok(decode::decode(bytes.to_vec(), self.charset.encoding))
    }

    /// The bytes up to the next place where a record may end, at most `limit`, and whether they reach it (or the end).
    fn chunk(&mut self, limit: u64) -> io::Result<(Vec<u8>, Whole)> {
        let delimiter = if let Shape::Elements(_) = self.shape { b',' } else { b'\n' };
        let mut bytes = std::mem::take(&mut self.begun);
        let mut found = bytes.ends_with(&[delimiter]);
        loop {
            if !found {
                let before = bytes.len();
                let room = limit.saturating_sub(wide(before));
                read_until(&mut self.stream, delimiter, room, &mut bytes)?;
                found = bytes.len() > before && bytes.ends_with(&[delimiter]);
            }
            if !found {
                let whole = if wide(bytes.len()) < limit { Whole::Yes } else { Whole::No };
                return Ok((bytes, whole));
            }
            if self.delimits(&mut bytes)? {
                return Ok((bytes, Whole::Yes));
            }
            found = false;
        }
    }

    /// Whether the delimiter's byte at the end of `bytes` is the delimiter's character; completes it where it has a second.
    fn delimits(&mut self, bytes: &mut Vec<u8>) -> io::Result<bool> {
        let odd = (self.bytes + wide(bytes.len()) - 1) % 2 == 1;
        match self.charset.encoding {
            encoding if encoding == UTF_16LE && odd => Ok(false),
            encoding if encoding == UTF_16LE => {
                self.stream.by_ref().take(1).read_to_end(bytes)?;
                Ok(bytes.last() == Some(&0))
            }
            encoding if encoding == UTF_16BE => Ok(odd && bytes.len() > 1 && bytes[bytes.len() - 2] == 0),
            _ => Ok(true),
        }
    }
}

/// Appends bytes up to and with the next delimiter, at most `limit`, or up to the end: as [`BufRead::read_until`](io::BufRead::read_until)
/// of [`take`](io::Read::take), but it looks for the delimiter at vector speed.
fn read_until(stream: &mut Stream, delimiter: u8, limit: u64, bytes: &mut Vec<u8>) -> io::Result<()> {
    let mut room = usize::try_from(limit).unwrap_or(usize::MAX);
    while room > 0 {
        let ahead = match stream.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            ahead => ahead?,
        };
        let ahead = &ahead[..ahead.len().min(room)];
        let end = memchr::memchr(delimiter, ahead).map(|at| at + 1);
        let taken = end.unwrap_or(ahead.len());
        bytes.extend_from_slice(&ahead[..taken]);
        stream.consume(taken);
        if end.is_some() || taken == 0 {
            break;
        }
        room -= taken;
    }
    Ok(())
}

/// Whether a chunk reaches the place where a record may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Whole {
    Yes,
    No,
}

/// Line feeds in the bytes.
fn lines(bytes: &[u8], encoding: &'static Encoding) -> usize {
    let wide = |pair: &[u8; 2]| bytes.chunks_exact(2).filter(|unit| unit == pair).count();
    match encoding {
        encoding if encoding == UTF_16LE => wide(b"\n\0"),
        encoding if encoding == UTF_16BE => wide(b"\0\n"),
        _ => memchr::memchr_iter(b'\n', bytes).count(),
    }
}

/// The record under way.
#[derive(Default)]
struct Draft {
    bytes: Vec<u8>,
    lead: usize,
    text: String,
    damage: Option<Damage>,
    foreign: Option<String>,
}

impl Draft {
    /// `lead`: bytes of the chunk before those that were decoded.
    fn add(&mut self, damage: Option<Damage>, lead: usize) {
        let Some(damage) = damage else { return };
        // Places of damage count behind the record's own lead.
        let first = self.bytes.len() + damage.first - if lead > 0 { 0 } else { self.lead };
        match &mut self.damage {
            None => self.damage = Some(Damage { first, ..damage }),
            Some(before) => {
                before.places += damage.places;
                before.bytes += damage.bytes;
            }
        }
    }

    fn content(&mut self, shape: &mut Shape) -> Content {
        let cells = if let Shape::Rows(rows) = shape { rows.finish() } else { Vec::new() };
        if let Some(reason) = self.foreign.take() {
            return Content::Foreign(reason);
        }
        let text = std::mem::take(&mut self.text);
        Content::Text { text, lead: self.lead, damage: self.damage, cells }
    }
}
