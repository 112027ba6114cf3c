//! The cleaned corpus: the inputs read once more and written with what was decided about their documents.
//!
//! Texts are changed in the bytes of their file, so what stands outside the marks is not encoded anew.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use super::edits::{Changes, Emptied, Style, changes, edited};
use super::folder::OutputFolder;
use super::packer::Packer;
#[cfg(feature = "parquet")]
use super::parquet::{NewRow, TableFile};
use super::rewrite;
use super::verdicts::{Verdict, Verdicts, Whole};
use crate::analysis::Analysis;
use crate::error::{Error, Result, Warning};
use crate::int::{agreeing, grouped, wide};
use crate::progress::{Progress, Steps};
#[cfg(feature = "parquet")]
use crate::read::{Batch, TableKind};
use crate::read::{Content, Document, Event, Familiar, FileEntry, Piece, ReadOptions, Reader, Slot, Within};

/// The name of the findings file beside the cleaned documents.
pub const FINDINGS: &str = "findings.jsonl";

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// Documents that were judged, changed or not, left out or not.
    pub documents: u64,
    /// Those of them that are not in the output: emptied ones if they are dropped, and those that nearly equal another.
    pub left_out: u64,
    /// Documents in the output whose text was changed.
    pub changed: u64,
    /// Documents of which no letter and no digit was left.
    pub emptied: u64,
    /// Documents that were left out because they nearly equal another.
    pub dropped: u64,
    /// Documents that are not those that were scanned: written as they are, each with a warning.
    pub strangers: Vec<Warning>,
}

/// Writes the cleaned documents into `folder`.
///
/// Input: `inputs` and `options` as the verdicts were made from; `familiar`, what the lines were then, if the verdicts are about
/// whole documents only: a line that is still the same is kept or dropped without a look into it. Files that `folder` has already are not written again, but their
/// documents are judged and counted as the others are. Guarantee: bytes outside removal marks come out as they
/// went in. Errors: [`Error::Read`] if an input can't be read again or, after a run just made, gives another text than
/// the first time; [`Error::Write`]; [`Error::Config`] for words that an input's encoding can't say.
pub fn write(
    verdicts: &Verdicts<'_>,
    inputs: &[PathBuf],
    options: &ReadOptions,
    style: &Style,
    folder: &OutputFolder,
    familiar: Familiar,
    progress: &dyn Progress,
) -> Result<Written> {
    let mut reader = Reader::new(inputs, options.clone())?;
    if verdicts.drops(0).is_some() && rewrite::names(style).is_empty() {
        reader.expect(familiar);
    }
    progress.stage("writing", Steps::of("file").all(wide(reader.files())).bytes(reader.taken().of));
    let names = HashSet::from([FINDINGS.into()]);
    let mut corpus = Corpus { verdicts, style, folder, names, open: None, written: Written::default() };
    while let Some(event) = reader.next_event()? {
        progress.reach(reader.taken().bytes);
        match event {
            Event::File(entry) => {
                corpus.begin(entry)?;
                progress.advance(1);
            }
            Event::Piece(piece) => {
                let bytes = corpus.piece(piece)?;
                reader.reuse(bytes);
            }
            #[cfg(feature = "parquet")]
            Event::Table(kind) => corpus.begin_table(kind)?,
            #[cfg(feature = "parquet")]
            Event::Batch(batch) => corpus.batch(&batch)?,
            Event::Warning(_) => {}
        }
    }
    corpus.end()?;
    let missing = wide(verdicts.documents()).saturating_sub(corpus.written.documents);
    if missing > 0 && verdicts.strict() {
        let first = inputs.first().cloned().unwrap_or_default();
        return Err(changed(
            &first,
            &format!("{} of the documents {} gone", grouped(missing), agreeing(missing, "is", "are")),
        ));
    }
    Ok(corpus.written)
}

/// Writes the findings file beside the cleaned documents. Errors: [`Error::Write`].
pub fn findings(analysis: &Analysis, inputs: &[String], options: &ReadOptions, folder: &OutputFolder) -> Result<()> {
    let path = Path::new(FINDINGS);
    let mut file = BufWriter::with_capacity(1 << 16, folder.file(path)?);
    let seal = super::jsonl::write(analysis, inputs, options, &mut file)
        .and_then(|()| file.into_inner().map_err(io::IntoInnerError::into_error)?.seal())
        .map_err(|source| folder.fault(path, source))?;
    folder.note(path, seal)
}

/// Puts a copy of the findings file that was obeyed beside the cleaned documents. Errors: [`Error::Read`], [`Error::Write`].
pub fn copied(findings: &Path, folder: &OutputFolder) -> Result<()> {
    let path = Path::new(FINDINGS);
    if folder.done(path).is_some() {
        return Ok(());
    }
    let mut from = File::open(findings).map_err(|source| Error::Read { path: findings.to_path_buf(), source })?;
    let mut to = folder.file(path)?;
    let seal = io::copy(&mut from, &mut to).and_then(|_| to.seal()).map_err(|source| folder.fault(path, source))?;
    folder.note(path, seal)
}

fn changed(path: &Path, what: &str) -> Error {
    let reason = format!("it was changed while it was being cleaned: {what}");
    Error::Read { path: path.to_path_buf(), source: io::Error::other(reason) }
}

struct Corpus<'a> {
    verdicts: &'a Verdicts<'a>,
    style: &'a Style,
    folder: &'a OutputFolder,
    names: HashSet<PathBuf>,
    open: Option<OpenFile>,
    written: Written,
}

/// The file that is being written.
struct OpenFile {
    entry: FileEntry,
    path: PathBuf,
    /// `None` until there is something to write.
    packer: Option<Packer>,
    /// What stands behind the last element of an array: it is written before the next, or at the end.
    behind: Option<Vec<u8>>,
    #[cfg(feature = "parquet")]
    table: Option<TableFile<Packer>>,
}

impl Corpus<'_> {
    fn begin(&mut self, entry: FileEntry) -> Result<()> {
        self.end()?;
        let path = free(&entry.relative, &mut self.names);
        self.open = Some(OpenFile {
            entry,
            path,
            packer: None,
            behind: None,
            #[cfg(feature = "parquet")]
            table: None,
        });
        Ok(())
    }

    /// Writes a piece; its bytes come back.
    fn piece(&mut self, piece: Piece) -> Result<Vec<u8>> {
        let Piece { bytes, encoding, content, .. } = piece;
        self.content(&bytes, encoding, content).map(|()| bytes)
    }

    fn content(&mut self, bytes: &[u8], encoding: &'static encoding_rs::Encoding, content: Content) -> Result<()> {
        match content {
            Content::Nothing => self.other(bytes),
            Content::Header(header) => {
                let bytes =
                    rewrite::header(bytes, encoding, header, self.style).map_err(|reason| unsayable(&reason))?;
                self.put(&bytes)
            }
            Content::Familiar => {
                let dropped = self.verdicts.drops(self.written.documents) == Some(true);
                self.written.documents += 1;
                self.written.dropped += u64::from(dropped);
                self.written.left_out += u64::from(dropped);
                if dropped { Ok(()) } else { self.put(bytes) }
            }
            Content::Document(document, slot) => {
                let Some((changes, dropped)) = self.judged(&document)? else { return self.other(bytes) };
                let new = rewrite::rewritten(bytes, encoding, &document.text, &slot, &changes, self.style);
                let new = new.map_err(|reason| unsayable(&reason))?;
                match slot {
                    Slot::Json { within: Within::Array, .. } => {
                        let old = rewrite::parts(bytes, encoding, &slot).unwrap_or_default();
                        self.element(old, &new, dropped)
                    }
                    Slot::Text { .. } if dropped => {
                        // A text is all that its file is.
                        self.open = None;
                        Ok(())
                    }
                    _ if dropped => Ok(()),
                    _ => self.put(&new),
                }
            }
        }
    }

    /// What becomes of a document, counted: its changes, and whether it is left out. `None` for one that is not the one that
    /// was scanned.
    fn judged(&mut self, document: &Document) -> Result<Option<(Changes, bool)>> {
        let number = self.written.documents;
        self.written.documents += 1;
        let Some((changes, whole)) = self.changes(document, number)? else { return Ok(None) };
        let emptied = !changes.edits.is_empty() && is_empty(&edited(&document.text, &changes.edits));
        self.written.emptied += u64::from(emptied);
        self.written.dropped += u64::from(whole == Whole::Dropped);
        let dropped = whole == Whole::Dropped || (emptied && self.style.emptied == Emptied::Drop);
        self.written.left_out += u64::from(dropped);
        self.written.changed += u64::from(!dropped && !changes.edits.is_empty());
        Ok(Some((changes, dropped)))
    }

    #[cfg(feature = "parquet")]
    fn begin_table(&mut self, kind: TableKind) -> Result<()> {
        let Some(open) = &mut self.open else { return Ok(()) };
        if self.folder.done(&open.path).is_some() {
            return Ok(());
        }
        let file = self.folder.file(&open.path)?;
        let packer =
            Packer::new(file, open.entry.compression).map_err(|source| self.folder.fault(&open.path, source))?;
        let table = TableFile::begin(packer, kind, &rewrite::names(self.style));
        open.table = Some(table.map_err(|source| self.folder.fault(&open.path, source))?);
        Ok(())
    }

    #[cfg(feature = "parquet")]
    fn batch(&mut self, batch: &Batch) -> Result<()> {
        let mut news = Vec::with_capacity(batch.documents.len());
        for document in &batch.documents {
            let Some(document) = document else {
                news.push(NewRow { text: None, added: Vec::new(), kept: true });
                continue;
            };
            news.push(match self.judged(document)? {
                None => NewRow { text: None, added: Vec::new(), kept: true },
                Some((changes, dropped)) => {
                    let text = edited(&document.text, &changes.edits);
                    let text = (!changes.edits.is_empty()).then(|| text.into_owned());
                    NewRow { text, added: rewrite::cells(&changes, self.style), kept: !dropped }
                }
            });
        }
        let Some(OpenFile { table: Some(table), path, .. }) = &mut self.open else { return Ok(()) };
        table.write(&batch.rows, &news).map_err(|source| self.folder.fault(path, source))
    }

    /// Writes an element of an array of which some may be dropped. `old`: what stands before it, it, what stands behind it.
    fn element(&mut self, old: [&[u8]; 3], new: &[u8], dropped: bool) -> Result<()> {
        let [before, _, behind] = old;
        let Some(open) = &mut self.open else { return Ok(()) };
        let first = open.packer.is_none();
        let last = open.behind.take();
        // A record's end is its comma or the array's bracket: of the last element dropped only the bracket counts.
        let closing = behind.contains(&b']');
        if dropped {
            open.behind = if closing { Some(behind.to_vec()) } else { last };
            return if first { self.put(before) } else { Ok(()) };
        }
        open.behind = Some(behind.to_vec());
        self.put(&last.unwrap_or_default())?;
        let element = &new[before.len()..new.len() - behind.len()];
        self.put(before)?;
        self.put(element)
    }

    /// Writes what is no document.
    fn other(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let Some(last) = open.behind.take() else { return self.put(bytes) };
        // Within an array: what parts it from the next element waits until there is one.
        let trimmed = bytes.trim_ascii_end();
        let end = if trimmed.ends_with(b",") || trimmed.ends_with(b"]") { trimmed.len() - 1 } else { trimmed.len() };
        open.behind = Some(bytes[end..].to_vec());
        self.put(&last)?;
        self.put(&bytes[..end])
    }

    /// What becomes of a document; `None` for one that is not the one that was scanned.
    fn changes(&mut self, document: &Document, number: u64) -> Result<Option<(Changes, Whole)>> {
        let (cuts, whole) = match (self.verdicts.about(document, Some(number)), self.verdicts) {
            (Verdict::Cuts(cuts, whole), _) => (cuts, whole),
            (Verdict::Stranger(why), verdicts) if verdicts.strict() => {
                return Err(changed(Path::new(&document.id), why));
            }
            (Verdict::Stranger(why), _) => {
                let message = format!("is not the document that was scanned and stays as it is: {why}");
                let warning = Warning { doc: document.id.clone(), line: None, byte: None, skipped: true, message };
                self.written.strangers.push(warning);
                return Ok(None);
            }
        };
        let mut changes = changes(&document.text, &cuts, self.style);
        if let Whole::Labelled(other) = &whole {
            changes.near = Some(other.clone());
        }
        Ok(Some((changes, whole)))
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(open) = &mut self.open else { return Ok(()) };
        let packer = match &mut open.packer {
            Some(packer) => packer,
            none if self.folder.done(&open.path).is_some() => none.insert(Packer::Done),
            none => {
                let file = self.folder.file(&open.path)?;
                let packer = Packer::new(file, open.entry.compression);
                none.insert(packer.map_err(|source| self.folder.fault(&open.path, source))?)
            }
        };
        packer.write_all(bytes).map_err(|source| self.folder.fault(&open.path, source))
    }

    fn end(&mut self) -> Result<()> {
        #[cfg(feature = "parquet")]
        if let Some(open) = &mut self.open
            && let Some(table) = open.table.take()
        {
            let finished = table.finish();
            open.packer = Some(finished.map_err(|source| self.folder.fault(&open.path, source))?);
        }
        if let Some(behind) = self.open.as_mut().and_then(|open| open.behind.take()) {
            self.put(&behind)?;
        }
        if self.open.is_some() {
            self.put(&[])?;
        }
        let Some(OpenFile { path, packer: Some(packer), .. }) = self.open.take() else { return Ok(()) };
        match packer.finish().map_err(|source| self.folder.fault(&path, source))? {
            Some(seal) => self.folder.note(&path, seal),
            None => Ok(()),
        }
    }
}

fn unsayable(reason: &str) -> Error {
    Error::Config { option: "replacement or marker", value: "text".into(), reason: reason.to_owned() }
}

/// Whether a text holds no letter and no digit.
fn is_empty(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
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

#[cfg(test)]
mod tests {
    use super::*;

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
