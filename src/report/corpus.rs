//! The cleaned corpus: the inputs read once more and written with the marked spans taken out.
//!
//! Texts are cut in the bytes of their file, so what stands outside the marks is not re-encoded. Of a JSON line only the
//! text's string changes, and only if something was removed from it.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::write::GzEncoder;

use super::output::OutputFolder;
use crate::analysis::Analysis;
use crate::error::{Error, Result};
use crate::int::{index, narrow, wide};
use crate::mark::{self, Action, DocumentAction, Mark};
use crate::progress::Progress;
use crate::read::{Compression, Document, Event, FileEntry, Piece, ReadOptions, Reader, Slot, originals};
use crate::span::DocId;

/// The name of the findings file beside the cleaned documents.
pub const FINDINGS: &str = "findings.jsonl";

/// Writes findings and cleaned documents into `folder`.
///
/// Input: `inputs` and `options` as the analysis was made from. Guarantee: bytes outside removal marks come out as they
/// went in. Errors: [`Error::Read`] if an input can't be read again or gives another text than the first time;
/// [`Error::Write`].
pub fn write(
    analysis: &Analysis,
    inputs: &[PathBuf],
    options: &ReadOptions,
    folder: &OutputFolder,
    progress: &dyn Progress,
) -> Result<()> {
    let mut reader = Reader::new(inputs, options.clone())?;
    progress.stage("write", Some(wide(reader.files())));
    let names = HashSet::from([FINDINGS.into()]);
    let mut corpus = Corpus { analysis, folder, names, begun: None, open: None, written: 0 };
    while let Some(event) = reader.next_event()? {
        match event {
            Event::File(entry) => {
                corpus.begin(entry)?;
                progress.advance(1);
            }
            Event::Piece(piece) => corpus.piece(&piece)?,
            Event::Warning(_) => {}
        }
    }
    corpus.end()?;
    if corpus.written != analysis.documents.len() {
        let missing = analysis.documents.len() - corpus.written;
        return Err(changed(&shown(inputs), &format!("{missing} of the documents are gone")));
    }
    let names: Vec<String> = inputs.iter().map(|input| input.display().to_string()).collect();
    findings(analysis, &names, options, folder)
}

fn shown(inputs: &[PathBuf]) -> PathBuf {
    inputs.first().cloned().unwrap_or_default()
}

fn findings(analysis: &Analysis, inputs: &[String], options: &ReadOptions, folder: &OutputFolder) -> Result<()> {
    let path = Path::new(FINDINGS);
    let mut file = BufWriter::new(folder.file(path)?);
    super::jsonl::write(analysis, inputs, options, &mut file)
        .and_then(|()| file.get_ref().sync_all())
        .map_err(|source| folder.fault(path, source))
}

fn changed(path: &Path, what: &str) -> Error {
    let reason = format!("it was changed while it was being cleaned: {what}");
    Error::Read { path: path.to_path_buf(), source: io::Error::other(reason) }
}

struct Corpus<'a> {
    analysis: &'a Analysis,
    folder: &'a OutputFolder,
    names: HashSet<PathBuf>,
    /// A file of which nothing was written yet; none is made if its one text is dropped.
    begun: Option<FileEntry>,
    open: Option<(PathBuf, Packer)>,
    /// Documents written.
    written: usize,
}

impl Corpus<'_> {
    fn begin(&mut self, entry: FileEntry) -> Result<()> {
        self.end()?;
        self.begun = Some(entry);
        Ok(())
    }

    /// Makes the file that was begun.
    fn make(&mut self) -> Result<()> {
        let Some(entry) = self.begun.take() else { return Ok(()) };
        let path = free(&entry.relative, &mut self.names);
        let file = self.folder.file(&path)?;
        let packer = Packer::new(file, entry.compression).map_err(|source| self.folder.fault(&path, source))?;
        self.open = Some((path, packer));
        Ok(())
    }

    fn piece(&mut self, piece: &Piece) -> Result<()> {
        let bytes = match &piece.document {
            None => Cow::Borrowed(&piece.bytes[..]),
            Some((document, slot)) => {
                let doc = self.find(document)?;
                self.written += 1;
                let report = &self.analysis.reports[doc.index()];
                if report.action == Some(DocumentAction::Drop) {
                    if matches!(slot, Slot::Text { .. }) {
                        self.begun = None;
                    }
                    return Ok(());
                }
                let label = report.near_duplicate_of.filter(|_| report.action == Some(DocumentAction::Label));
                let label = label.map(|canonical| self.analysis.documents[canonical.index()].id.as_str());
                let bytes = cleaned(&piece.bytes, document, slot, mark::of_document(&self.analysis.marks, doc))?;
                match (label, slot) {
                    (Some(label), Slot::Json { .. }) => Cow::Owned(labelled(&bytes, label)?),
                    _ => bytes,
                }
            }
        };
        self.make()?;
        let Some((path, packer)) = &mut self.open else { return Ok(()) };
        packer.write_all(&bytes).map_err(|source| self.folder.fault(path, source))
    }

    /// The number in the run of a document that was read again.
    fn find(&self, document: &Document) -> Result<DocId> {
        let documents = &self.analysis.documents;
        let place = documents.binary_search_by(|other| other.id.as_str().cmp(&document.id));
        match place {
            Err(_) => Err(changed(Path::new(&document.id), "this document is new")),
            Ok(place) if documents[place].text != document.text => {
                Err(changed(Path::new(&document.id), "its text is another"))
            }
            Ok(place) => Ok(DocId(narrow(place))),
        }
    }

    fn end(&mut self) -> Result<()> {
        self.make()?;
        let Some((path, packer)) = self.open.take() else { return Ok(()) };
        packer.finish().map_err(|source| self.folder.fault(&path, source))
    }
}

/// The path itself, or with `~2`, `~3` … before its extensions if it is taken.
fn free(relative: &Path, names: &mut HashSet<PathBuf>) -> PathBuf {
    let name = relative.file_name().unwrap_or_default().to_string_lossy();
    let dot = name.char_indices().find(|(at, char)| *at > 0 && *char == '.').map_or(name.len(), |(at, _)| at);
    let (stem, extensions) = name.split_at(dot);
    let mut path = relative.to_path_buf();
    for number in 2.. {
        if names.insert(path.clone()) {
            break;
        }
        path = relative.with_file_name(format!("{stem}~{number}{extensions}"));
    }
    path
}

/// The bytes of a piece without what the marks take out of its text.
fn cleaned<'b>(bytes: &'b [u8], document: &Document, slot: &Slot, marks: &[Mark]) -> Result<Cow<'b, [u8]>> {
    let cleaned = mark::apply(&document.text, marks)?;
    if cleaned.len() == document.text.len() {
        return Ok(Cow::Borrowed(bytes));
    }
    Ok(Cow::Owned(match slot {
        Slot::Text { lead } => {
            let removed = marks.iter().filter(|mark| mark.action == Action::Remove);
            let cuts: Vec<usize> = removed.flat_map(|mark| [index(mark.raw.start), index(mark.raw.end)]).collect();
            cut(&bytes[*lead..], &cuts).fold(bytes[..*lead].to_vec(), |mut all, part| {
                all.extend_from_slice(part);
                all
            })
        }
        Slot::Json { lead, place } => {
            let ends = originals(&bytes[*lead..], &[place.start, place.end]);
            let string =
                serde_json::to_vec(&cleaned).map_err(|error| changed(Path::new(&document.id), &error.to_string()))?;
            [&bytes[..lead + ends[0]], &string, &bytes[lead + ends[1]..]].concat()
        }
    }))
}

/// The name of the field that says what a document nearly equals.
const LABEL: &str = "near_duplicate_of";

/// A JSON line with the field [`LABEL`] as its last.
fn labelled(line: &[u8], canonical: &str) -> Result<Vec<u8>> {
    let fault = |error: serde_json::Error| changed(Path::new(canonical), &error.to_string());
    let field = serde_json::to_string(canonical).map_err(fault)?;
    // The line was read as an object with a text, so it has a last brace and a field before it.
    let end = memchr::memrchr(b'}', line).unwrap_or(line.len());
    Ok([&line[..end], format!(",\"{LABEL}\":{field}").as_bytes(), &line[end..]].concat())
}

/// The parts of `bytes` outside the cuts, which are starts and ends by turns in the decoded text.
fn cut<'b>(bytes: &'b [u8], cuts: &[usize]) -> impl Iterator<Item = &'b [u8]> {
    let mut edges = vec![0];
    edges.extend(originals(bytes, cuts));
    edges.push(bytes.len());
    let parts: Vec<&[u8]> = edges.chunks_exact(2).map(|edge| &bytes[edge[0]..edge[1]]).collect();
    parts.into_iter()
}

/// Packs bytes as the input was packed.
enum Packer {
    Plain(BufWriter<File>),
    Gzip(GzEncoder<BufWriter<File>>),
    Zstd(zstd::Encoder<'static, BufWriter<File>>),
}

impl Packer {
    fn new(file: File, compression: Compression) -> io::Result<Self> {
        let file = BufWriter::with_capacity(1 << 16, file);
        Ok(match compression {
            Compression::None => Self::Plain(file),
            Compression::Gzip => Self::Gzip(GzEncoder::new(file, flate2::Compression::default())),
            Compression::Zstd => Self::Zstd(zstd::Encoder::new(file, zstd::DEFAULT_COMPRESSION_LEVEL)?),
        })
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Plain(file) => file.write_all(bytes),
            Self::Gzip(file) => file.write_all(bytes),
            Self::Zstd(file) => file.write_all(bytes),
        }
    }

    fn finish(self) -> io::Result<()> {
        let file = match self {
            Self::Plain(file) => file,
            Self::Gzip(file) => file.finish()?,
            Self::Zstd(file) => file.finish()?,
        };
        file.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::Kind;
    use crate::span::Span;

    fn mark(start: u32, end: u32) -> Mark {
        let (raw, chars) = (Span::new(start, end), Span::new(0, 0));
        Mark { doc: DocId(0), raw, chars, finding: 0, kind: Kind::Repeat, action: Action::Remove }
    }

    fn document(text: &str) -> Document {
        Document::new("甲", text)
    }

    #[test]
    fn a_text_is_cut_in_the_bytes_of_its_file() {
        let bytes = ["\u{FEFF}一".as_bytes(), b"\xE4\xB8", "二三".as_bytes(), b"\xFF"].concat();
        let slot = Slot::Text { lead: 3 };
        let result = cleaned(&bytes, &document("一\u{FFFD}二三\u{FFFD}"), &slot, &[mark(6, 9)]).unwrap();
        assert_eq!(*result, *["\u{FEFF}一".as_bytes(), b"\xE4\xB8", "三".as_bytes(), b"\xFF"].concat());
    }

    #[test]
    fn of_a_line_only_the_text_changes() {
        let line = "{\"n\" : 1.50,\"text\":\"一\\u4e8c\\n三\", \"z\":[ ]}\r\n";
        let value = "\"一\\u4e8c\\n三\"";
        let start = line.find(value).unwrap();
        let slot = Slot::Json { lead: 0, place: start..start + value.len() };
        let document = document("一二\n三");
        let result = cleaned(line.as_bytes(), &document, &slot, &[mark(0, 3)]).unwrap();
        assert_eq!(std::str::from_utf8(&result).unwrap(), "{\"n\" : 1.50,\"text\":\"二\\n三\", \"z\":[ ]}\r\n");
        assert!(matches!(cleaned(line.as_bytes(), &document, &slot, &[]).unwrap(), Cow::Borrowed(_)));
    }

    #[test]
    fn a_label_is_the_last_field() {
        let line = "{\"text\":\"}\" , \"n\":{}  }\r\n";
        let expected = "{\"text\":\"}\" , \"n\":{}  ,\"near_duplicate_of\":\"甲\\\"\"}\r\n";
        assert_eq!(std::str::from_utf8(&labelled(line.as_bytes(), "甲\"").unwrap()).unwrap(), expected);
    }

    #[test]
    fn taken_names_are_numbered_before_the_extensions() {
        let mut names = HashSet::from([PathBuf::from(FINDINGS)]);
        let mut name = |path: &str| free(Path::new(path), &mut names).display().to_string();
        assert_eq!(name("a/x.txt.gz"), "a/x.txt.gz");
        assert_eq!(name("a/x.txt.gz"), "a/x~2.txt.gz");
        assert_eq!(name("a/x.txt.gz"), "a/x~3.txt.gz");
        assert_eq!(name("findings.jsonl"), "findings~2.jsonl");
        assert_eq!([name("无名"), name("无名")], ["无名", "无名~2"]);
    }
}
