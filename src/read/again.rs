//! Texts of documents that were read before, had once more: from their place in the file, or, where a file has to be read from
//! its beginning, from a temporary file they were put into.
//!
//! In come places, out come texts. Whether a text is what it was is not looked at here.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use encoding_rs::{Encoding, UTF_8};
use xxhash_rust::xxh3::xxh3_64;

use super::event::Content;
use super::open::{self, FileEntry};
use super::packing::Compression;
use super::parse::{self, Slot, Within};
use super::{FileSource, Item, ReadOptions, Source, Texts, decode};
use crate::error::{Error, Result};
use crate::int::{index, narrow, wide};

/// What errors call the temporary file, which has no name.
const TEMPORARY: &str = "a temporary file of texts";
/// Capacity of the buffer before the temporary file.
const BUFFER_BYTES: usize = 1 << 16;

/// What the lines of documents were, in the order in which the documents came: whoever reads the inputs once more can pass on a
/// line that is what it was without looking into it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Familiar(Vec<u64>);

impl Familiar {
    /// Whether the document of this number, from 0, was this line.
    pub(super) fn is(&self, number: usize, line: &[u8]) -> bool {
        self.0.get(number).is_some_and(|hash| *hash == xxh3_64(line))
    }
}

/// Where the piece of a document stands.
#[derive(Debug, Clone, Copy)]
struct Place {
    file: u32,
    /// Bytes of the piece; 0 for one that can't be had from its place.
    length: u32,
    start: u64,
}

/// What can be had from its place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The whole file.
    Text,
    /// A line.
    Line,
    /// Nothing: the file is packed, or its records can't be told without those before.
    Rest,
}

/// What is known of a file.
#[derive(Debug, Clone)]
struct Known {
    path: PathBuf,
    kind: Kind,
    encoding: &'static Encoding,
}

/// The places of all documents, while they are read.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    files: Vec<Known>,
    of: Vec<Place>,
    lines: Familiar,
    /// Bytes of the file before the next piece.
    before: u64,
}

impl Places {
    /// A file begins.
    pub(super) fn file(&mut self, entry: &FileEntry) {
        let path = if let open::Place::Path(path) = &entry.place { path.clone() } else { PathBuf::new() };
        let kind = if entry.compression == Compression::None { Kind::Text } else { Kind::Rest };
        self.files.push(Known { path, kind, encoding: UTF_8 });
        self.before = 0;
    }

    /// The next piece of the file.
    pub(super) fn piece(&mut self, bytes: &[u8], encoding: &'static Encoding, content: &Content) {
        let start = self.before;
        self.before += wide(bytes.len());
        let (Content::Document(_, slot), Some(file)) = (content, self.files.last_mut()) else { return };
        let kind = match slot {
            Slot::Text { .. } => Kind::Text,
            Slot::Json { within: Within::Line, .. } => Kind::Line,
            Slot::Json { .. } | Slot::Cell { .. } => Kind::Rest,
        };
        file.kind = if file.kind == Kind::Rest { Kind::Rest } else { kind };
        file.encoding = encoding;
        let length = if file.kind == Kind::Rest { 0 } else { narrow(bytes.len()) };
        self.of.push(Place { file: narrow(self.files.len() - 1), length, start });
        self.lines.0.push(if kind == Kind::Line { xxh3_64(bytes) } else { 0 });
    }

    /// What the lines of the documents so far were.
    pub(super) fn lines(&self) -> &Familiar {
        &self.lines
    }

    /// A document that is no piece of its file.
    #[cfg(feature = "parquet")]
    pub(super) fn row(&mut self) {
        self.of.push(Place { file: 0, length: 0, start: 0 });
        self.lines.0.push(0);
    }

    /// The texts of some documents. Errors: [`Error::Read`], for a temporary file too.
    pub(super) fn texts(&self, numbers: &[u32], inputs: &[PathBuf], options: &ReadOptions) -> Result<Box<dyn Texts>> {
        let place = |&number: &u32| Some((number, *self.of.get(index(number))?));
        let places: HashMap<u32, Place> = numbers.iter().filter_map(place).collect();
        // A text of no bytes needs no file either.
        let empty = |place: &Place| self.files.get(index(place.file)).is_some_and(|file| file.kind == Kind::Text);
        let mut apart: Vec<u32> = Vec::new();
        apart.extend(places.iter().filter(|(_, place)| place.length == 0 && !empty(place)).map(|(number, _)| *number));
        apart.sort_unstable();
        let spool = if apart.is_empty() { None } else { Some(spool(&apart, inputs, options)?) };
        Ok(Box::new(FileTexts {
            files: self.files.clone(),
            places,
            spool,
            options: options.clone(),
            open: Mutex::default(),
        }))
    }
}

/// A temporary file with texts, and where in it they stand.
type Spool = (Mutex<File>, HashMap<u32, Place>);

/// Reads the inputs again and puts the texts of some documents, ascending, into a file without a name.
fn spool(numbers: &[u32], inputs: &[PathBuf], options: &ReadOptions) -> Result<Spool> {
    let fault = |source| Error::Write { path: PathBuf::from(TEMPORARY), source };
    let mut file = BufWriter::with_capacity(BUFFER_BYTES, tempfile::tempfile().map_err(fault)?);
    let mut source = FileSource::open(inputs, options.clone())?;
    let (mut places, mut start, mut number) = (HashMap::new(), 0, 0);
    while let (true, Some(item)) = (places.len() < numbers.len(), source.next_item()?) {
        let Item::Document(document) = item else { continue };
        if numbers.binary_search(&number).is_ok() {
            file.write_all(document.text.as_bytes()).map_err(fault)?;
            places.insert(number, Place { file: 0, length: narrow(document.text.len()), start });
            start += wide(document.text.len());
        }
        number += 1;
    }
    let file = file.into_inner().map_err(|error| fault(error.into_error()))?;
    Ok((Mutex::new(file), places))
}

/// Texts in files.
struct FileTexts {
    files: Vec<Known>,
    places: HashMap<u32, Place>,
    spool: Option<Spool>,
    options: ReadOptions,
    /// The file of lines that was read from last, and where the reading ended.
    open: Mutex<Option<(u32, File, u64)>>,
}

impl Texts for FileTexts {
    fn text(&self, number: u32) -> Result<Cow<'_, str>> {
        let gone = |path: &Path| {
            let source = io::Error::other("it was changed while it was being read: a document is gone");
            Error::Read { path: path.to_path_buf(), source }
        };
        if let Some((file, places)) = &self.spool
            && let Some(place) = places.get(&number)
        {
            let fault = |source| Error::Read { path: PathBuf::from(TEMPORARY), source };
            let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
            let bytes = read_at(&mut file, *place).map_err(fault)?;
            return String::from_utf8(bytes).map(Cow::Owned).map_err(|error| fault(io::Error::other(error)));
        }
        let place = self.places.get(&number).ok_or_else(|| gone(Path::new("")))?;
        let file = self.files.get(index(place.file)).ok_or_else(|| gone(Path::new("")))?;
        let bytes = self.bytes(*place, file).map_err(|source| Error::Read { path: file.path.clone(), source })?;
        let text = match file.kind {
            Kind::Text => Some(decoded(bytes, file.encoding)),
            Kind::Line | Kind::Rest => self.of_line(bytes, file.encoding),
        };
        text.map(Cow::Owned).ok_or_else(|| gone(&file.path))
    }
}

impl FileTexts {
    fn bytes(&self, place: Place, file: &Known) -> io::Result<Vec<u8>> {
        if file.kind == Kind::Text {
            return std::fs::read(&file.path);
        }
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if open.as_ref().is_none_or(|open| open.0 != place.file) {
            *open = Some((place.file, File::open(&file.path)?, 0));
        }
        let Some((_, file, at)) = &mut *open else { return Ok(Vec::new()) };
        // What is wanted mostly follows what was wanted last.
        if *at != place.start {
            file.seek(SeekFrom::Start(place.start))?;
        }
        *at = u64::MAX;
        let mut bytes = Vec::with_capacity(index(place.length));
        file.take(place.length.into()).read_to_end(&mut bytes)?;
        if bytes.len() < index(place.length) {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        *at = place.start + u64::from(place.length);
        Ok(bytes)
    }

    fn of_line(&self, bytes: Vec<u8>, encoding: &'static Encoding) -> Option<String> {
        if encoding == UTF_8
            && let Ok(line) = simdutf8::basic::from_utf8(&bytes)
            && let Some((_, fields)) = parse::usual_line(line, &self.options)
        {
            return Some(fields.text);
        }
        let (_, fields) = parse::line(&decoded(bytes, encoding), &self.options)?;
        fields.ok().map(|fields| fields.text)
    }
}

fn decoded(mut bytes: Vec<u8>, encoding: &'static Encoding) -> String {
    bytes.drain(..decode::mark_len(&bytes, encoding));
    decode::decode(bytes, encoding).0
}

fn read_at(file: &mut File, place: Place) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; index(place.length)];
    file.seek(SeekFrom::Start(place.start))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// Every text of a folder twice: as it comes, and had again from the last to the first.
    fn twice(files: &[(&str, &[u8])]) -> (Vec<String>, Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        let mut source = FileSource::open(&[folder.path().to_path_buf()], ReadOptions::default()).unwrap();
        assert!(source.remember());
        let mut first = Vec::new();
        while let Some(item) = source.next_item().unwrap() {
            first.extend(if let Item::Document(document) = item { Some(document.text) } else { None });
        }
        let numbers: Vec<u32> = (0..narrow(first.len())).collect();
        let texts = source.texts(&numbers).unwrap();
        let mut again: Vec<String> =
            numbers.iter().rev().map(|&number| texts.text(number).unwrap().into_owned()).collect();
        again.reverse();
        (first, again)
    }

    #[test]
    fn texts_are_had_again_from_every_kind_of_file() {
        let lines = "\u{FEFF}{\"text\":\"一\\n\"}\r\n\n{\"id\":\"x\",\"text\":\"\\u4e8c\"}\nkaputt\n{\"text\":\"\"}\n{\"text\":\"三\"}";
        let packed = zstd::encode_all(lines.as_bytes(), 1).unwrap();
        let (legacy, _, _) =
            encoding_rs::GB18030.encode("{\"text\":\"全县经济社会发展稳中有进\"}\n{\"text\":\"abc\"}\n");
        let utf16: Vec<u8> = "\u{FEFF}报告。".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let damaged = ["全县经济社会发展稳中有进。".repeat(9).as_bytes(), b"\xFF", b"abc"].concat();
        let (first, again) = twice(&[
            ("a.jsonl", lines.as_bytes()),
            ("b.jsonl.zst", &packed),
            ("c.json", r#"[{"text":"四"},{"text":"五"}]"#.as_bytes()),
            ("d.csv", "id,text\n1,\"六\"\"\"\n".as_bytes()),
            ("e.txt", "\u{FEFF}七\r\n".as_bytes()),
            ("f.txt", b""),
            ("g.jsonl", &legacy),
            ("h.txt", &utf16),
            ("i.txt", &damaged),
        ]);
        assert_eq!(first.len(), 4 + 4 + 2 + 1 + 1 + 1 + 2 + 1 + 1);
        assert_eq!(again, first);
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.jsonl");
        fs::write(&path, "{\"text\":\"一\"}\n{\"text\":\"二\"}\n").unwrap();
        let mut source = FileSource::open(std::slice::from_ref(&path), ReadOptions::default()).unwrap();
        source.remember();
        while source.next_item().unwrap().is_some() {}
        for changed in ["{\"text\":\"一\"}\n", "{\"text\":\"一\"}\n[\"text\",\"二\"]\n"] {
            fs::write(&path, changed).unwrap();
            let error = source.texts(&[1]).unwrap().text(1).unwrap_err();
            assert!(error.to_string().contains("a.jsonl"), "{error}");
        }
    }
}
