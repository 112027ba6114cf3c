//! Findings for other programs: renderers over the records of a findings file and the texts, which are read again.
//!
//! Finds nothing and changes no text. FORMAT.md describes every form with its units.

mod annotations;
mod attributes;
mod markdown;
mod spans;
mod table;

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::compare::Comparison;
use super::folder::OutputFolder;
use super::jsonl::Findings;
use super::output::OutputFile;
use super::packer::Packer;
use super::record::FindingRecord;
use super::verdicts::Verdicts;
use crate::error::{Error, Result, Warning};
use crate::int::index;
use crate::progress::{Progress, Steps};
use crate::read::{Content, Document, Event, FileEntry, Piece, Reader};

/// What is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Dolma's attributes: a folder with one file for each input file, one row a document.
    Dolma,
    /// JSON lines that datatrove reads: one document a line, its spans in its metadata.
    Datatrove,
    /// W3C Web Annotations, one JSON-LD page.
    Annotations,
    /// A table for spreadsheets, one finding a row.
    Csv,
    /// A summary as Markdown.
    Markdown,
}

/// The text of a finding and what stands around it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Quote {
    prefix: String,
    exact: String,
    suffix: String,
}

/// Code points around a quote.
const AROUND_CHARS: usize = 32;

/// What is written, and where: begun before the texts are read, so that a name that can't be written is said at once.
#[derive(Debug)]
pub struct Target {
    form: Form,
    place: Place,
}

#[derive(Debug)]
enum Place {
    File(OutputFile),
    Folder(OutputFolder),
}

impl Target {
    /// Begins a form that is a folder, which `dolma` is. Errors: [`Error::Write`], [`Error::OutputExists`].
    pub fn folder(form: Form, output: &Path) -> Result<Self> {
        Ok(Self { form, place: Place::Folder(OutputFolder::create(output)?) })
    }

    /// A form that is one file, as all others are.
    pub fn file(form: Form, file: OutputFile) -> Self {
        Self { form, place: Place::File(file) }
    }

    /// Where it is until it is done; `None` for a pipe or device.
    pub fn under_way(&self) -> Option<&Path> {
        match &self.place {
            Place::File(file) => file.under_way(),
            Place::Folder(folder) => folder.under_way(),
        }
    }
}

/// Writes `findings` to `target`, with the texts of `inputs`.
///
/// Output: warnings about documents that are not those that were scanned; nothing is said of them. Errors:
/// [`Error::Read`], [`Error::Write`].
pub fn write(findings: &Findings, inputs: &[PathBuf], target: Target, progress: &dyn Progress) -> Result<Vec<Warning>> {
    let texts = Texts { findings, inputs, verdicts: Verdicts::of(findings), progress };
    let mut file = match target.place {
        Place::Folder(folder) => return attributes::write(&texts, folder),
        Place::File(file) => file,
    };
    let warnings = if target.form == Form::Datatrove {
        let written = spans::write(&texts, &mut file);
        written.map_err(|fault| fault.into_error(&|source| file.fault(source)))?
    } else {
        let (quotes, warnings) = texts.quotes()?;
        let written = match target.form {
            Form::Annotations => annotations::write(findings, &quotes, &mut file),
            Form::Csv => table::write(findings, &quotes, &mut file),
            Form::Markdown | Form::Dolma | Form::Datatrove => markdown::write(findings, &quotes, None, &mut file),
        };
        written.map_err(|source| file.fault(source))?;
        warnings
    };
    file.finish()?;
    Ok(warnings)
}

/// Writes the summary in Markdown to `out`, with what differs from an earlier run if there is one.
///
/// Output: warnings about documents that are not those that were scanned, and about inputs that can't be read: the page has no
/// words of theirs. Errors: those of `out`.
pub fn summary(
    findings: &Findings,
    inputs: &[PathBuf],
    against: Option<&Comparison>,
    out: &mut impl Write,
    progress: &dyn Progress,
) -> io::Result<Vec<Warning>> {
    let texts = Texts { findings, inputs, verdicts: Verdicts::of(findings), progress };
    let missing = |why: String| {
        let message = format!("the texts are not at hand: {why}");
        let doc = inputs.first().map(|input| input.display().to_string()).unwrap_or_default();
        (HashMap::new(), vec![Warning { doc, line: None, byte: None, skipped: false, message }])
    };
    let (quotes, warnings) = match inputs {
        [] => missing("they came from standard input or from memory".into()),
        _ => texts.quotes().unwrap_or_else(|error| missing(error.to_string())),
    };
    markdown::write(findings, &quotes, against, out)?;
    Ok(warnings)
}

/// The texts that the findings are about.
struct Texts<'a> {
    findings: &'a Findings,
    inputs: &'a [PathBuf],
    verdicts: Verdicts<'a>,
    progress: &'a dyn Progress,
}

/// What a walk through the texts comes upon.
enum Step {
    File(FileEntry),
    Document(Document),
}

/// What can go wrong on a walk.
enum Fault {
    Walk(Error),
    Write(io::Error),
}

impl Fault {
    fn into_error(self, unwritable: &impl Fn(io::Error) -> Error) -> Error {
        match self {
            Self::Walk(error) => error,
            Self::Write(source) => unwritable(source),
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Walk(error)
    }
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

impl Texts<'_> {
    /// Goes through files and documents in the order of the inputs. Output: warnings about strangers, which are passed over.
    fn walk(
        &self,
        mut visit: impl FnMut(Step) -> std::result::Result<(), Fault>,
    ) -> std::result::Result<Vec<Warning>, Fault> {
        let mut reader = Reader::new(self.inputs, self.findings.header.read_options())?;
        self.progress.stage("reading", Steps::of("document").bytes(reader.taken().of));
        let mut strangers = Vec::new();
        while let Some(event) = reader.next_event()? {
            self.progress.reach(reader.taken().bytes);
            let documents = match event {
                Event::File(entry) => {
                    visit(Step::File(entry))?;
                    Vec::new()
                }
                Event::Piece(Piece { content: Content::Document(document, _), .. }) => vec![document],
                #[cfg(feature = "parquet")]
                Event::Batch(batch) => batch.documents.into_iter().flatten().collect(),
                #[cfg(feature = "parquet")]
                Event::Table(_) => Vec::new(),
                Event::Piece(_) | Event::Warning(_) => Vec::new(),
            };
            for document in documents {
                self.progress.advance(1);
                if self.verdicts.knows(&document) {
                    visit(Step::Document(document))?;
                } else {
                    let message = "is not the document that was scanned and is left out".into();
                    strangers.push(Warning { doc: document.id, line: None, byte: None, skipped: true, message });
                }
            }
        }
        Ok(strangers)
    }

    /// The text of every finding.
    fn quotes(&self) -> Result<(HashMap<u32, Quote>, Vec<Warning>)> {
        let of_doc = by_document(self.findings);
        let mut quotes = HashMap::new();
        let warnings = self.walk(|step| {
            if let Step::Document(document) = step {
                for found in of_doc.get(document.id.as_str()).into_iter().flatten() {
                    quotes.insert(found.id, quote(&document.text, found));
                }
            }
            Ok(())
        });
        let unwritable = |source| Error::Write { path: PathBuf::new(), source };
        Ok((quotes, warnings.map_err(|fault| fault.into_error(&unwritable))?))
    }
}

/// The findings of each document, ascending.
fn by_document(findings: &Findings) -> HashMap<&str, Vec<&FindingRecord<'static>>> {
    let mut documents: HashMap<&str, Vec<&FindingRecord<'static>>> = HashMap::new();
    for found in &findings.findings {
        documents.entry(&found.doc).or_default().push(found);
    }
    documents
}

fn quote(text: &str, found: &FindingRecord<'_>) -> Quote {
    let (start, end) = (index(found.start_byte), index(found.end_byte));
    let (before, behind) = (text.get(..start).unwrap_or(""), text.get(end..).unwrap_or(""));
    let from = before.char_indices().rev().nth(AROUND_CHARS - 1).map_or(0, |(at, _)| at);
    Quote {
        prefix: before[from..].to_owned(),
        exact: text.get(start..end).unwrap_or("").to_owned(),
        suffix: behind.chars().take(AROUND_CHARS).collect(),
    }
}

/// A JSON value and a line feed.
fn line(out: &mut impl Write, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// The files of a folder under way.
struct Tree<'a> {
    folder: &'a OutputFolder,
    open: Option<(PathBuf, Packer)>,
}

impl Tree<'_> {
    fn begin(&mut self, entry: &FileEntry) -> Result<()> {
        self.end()?;
        let file = self.folder.file(&entry.relative)?;
        let packer =
            Packer::new(file, entry.compression).map_err(|source| self.folder.fault(&entry.relative, source))?;
        self.open = Some((entry.relative.clone(), packer));
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> Result<()> {
        let Some((path, packer)) = &mut self.open else { return Ok(()) };
        packer.write_all(bytes).map_err(|source| self.folder.fault(path, source))
    }

    fn end(&mut self) -> Result<()> {
        let Some((path, packer)) = self.open.take() else { return Ok(()) };
        packer.finish().map(|_| ()).map_err(|source| self.folder.fault(&path, source))
    }
}
