//! Documents from folders, text files, JSONL and standard input.

use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::again::{Familiar, Places};
use super::event::{Content, Event, Piece};
use super::listing::TAKEN;
use super::reader::Reader;
use super::{Document, Encoded, Item, ReadOptions, Source, Taken, Texts, decode};
use crate::error::{Error, Result, Warning};

/// The inputs that a file lists, one a line; `-` is standard input. Blank lines are passed over.
///
/// Errors: [`Error::Read`].
pub fn list_of(path: &Path) -> Result<Vec<PathBuf>> {
    let unreadable = |source| Error::Read { path: path.to_path_buf(), source };
    let mut text = String::new();
    let read = if path == Path::new("-") {
        io::stdin().read_to_string(&mut text)
    } else {
        File::open(path).and_then(|mut file| file.read_to_string(&mut text))
    };
    read.map_err(unreadable)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    Ok(text.lines().filter(|line| !line.trim().is_empty()).map(PathBuf::from).collect())
}

/// A [`Source`] over the files that a user names.
///
/// Input: folders (searched through, files taken by their extension), files (one whose name doesn't say what it holds is
/// asked for it), patterns as `reports/**/*.txt`, and `-` for standard input. Guarantee: equal files give equal documents, ids
/// and warnings, whatever the order of the inputs. One record or one text is in memory at a time.
///
/// ```no_run
/// use dittograph::read::{FileSource, Item, ReadOptions, Source};
/// let mut source = FileSource::open(&["reports".into()], ReadOptions::default())?;
/// while let Some(item) = source.next_item()? {
///     if let Item::Document(document) = item {
///         println!("{} has {} bytes", document.id, document.text.len());
///     }
/// }
/// # Ok::<(), dittograph::Error>(())
/// ```
pub struct FileSource {
    reader: Reader,
    paths: Vec<PathBuf>,
    options: ReadOptions,
    inputs: String,
    documents: u64,
    left_out: u64,
    first: Option<Warning>,
    /// Documents and replaced places by encoding.
    encodings: BTreeMap<&'static str, (u64, u64)>,
    /// Documents of rows that were read together.
    rows: VecDeque<Document>,
    /// Where the documents stand, if they are to be remembered.
    places: Option<Places>,
}

impl FileSource {
    /// Finds the files of `inputs`.
    ///
    /// Errors: [`Error::Read`] for the first input that doesn't exist or can't be opened, before anything is read.
    pub fn open(inputs: &[PathBuf], options: ReadOptions) -> Result<Self> {
        let names: Vec<_> = inputs.iter().map(|input| input.display().to_string()).collect();
        let reader = Reader::new(inputs, options.clone())?;
        Ok(Self {
            reader,
            paths: inputs.to_vec(),
            options,
            inputs: names.join(", "),
            documents: 0,
            left_out: 0,
            first: None,
            encodings: BTreeMap::new(),
            rows: VecDeque::new(),
            places: None,
        })
    }

    /// Number of files found.
    pub fn files(&self) -> usize {
        self.reader.files()
    }

    /// The paths of the files found, in the order in which they are read; standard input and pipes have none.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.reader.paths()
    }

    /// The first input that can be read only once, as messages name it: standard input, a pipe.
    pub fn stream(&self) -> Option<String> {
        self.reader.stream()
    }

    fn count(&mut self, encoding: &'static str, replaced: u64) {
        self.documents += 1;
        let entry = self.encodings.entry(encoding).or_insert((0, 0));
        entry.0 += 1;
        entry.1 += replaced;
    }

    fn note(&mut self, warning: &Warning) {
        self.left_out += u64::from(warning.skipped);
        let better = self.first.as_ref().is_none_or(|first| !first.skipped && warning.skipped);
        if better {
            self.first = Some(warning.clone());
        }
    }

    /// What the lines of its documents were, if it was to [`Source::remember`] that.
    pub fn familiar(&self) -> Familiar {
        self.places.as_ref().map(|places| places.lines().clone()).unwrap_or_default()
    }

    /// Notes where a document stands.
    fn place(&mut self, event: Option<&Event>) {
        let Some(places) = &mut self.places else { return };
        match event {
            Some(Event::File(entry)) => places.file(entry),
            Some(Event::Piece(Piece { bytes, encoding, content, .. })) => places.piece(bytes, encoding, content),
            #[cfg(feature = "parquet")]
            Some(Event::Batch(batch)) => batch.documents.iter().flatten().for_each(|_| places.row()),
            #[cfg(feature = "parquet")]
            Some(Event::Table(_)) => {}
            Some(Event::Warning(_)) | None => {}
        }
    }

    fn nothing(&self) -> Error {
        let mut reason = match (self.files(), self.left_out) {
            (0, _) => format!("found no file named {TAKEN}"),
            (_, 0) => "the files are empty".to_owned(),
            (_, 1) => "one was left out".to_owned(),
            (_, count) => format!("{count} were left out"),
        };
        if let Some(first) = &self.first {
            reason = format!("{reason} ({first})");
        }
        Error::NoDocuments { inputs: self.inputs.clone(), reason }
    }
}

impl Source for FileSource {
    /// Errors: [`Error::NoDocuments`] at the end of inputs that held none.
    fn next_item(&mut self) -> Result<Option<Item>> {
        loop {
            if let Some(document) = self.rows.pop_front() {
                self.count("UTF-8", 0);
                return Ok(Some(Item::Document(document)));
            }
            let event = self.reader.next_event()?;
            self.place(event.as_ref());
            match event {
                Some(Event::Piece(Piece { content: Content::Document(document, _), encoding, replaced, bytes })) => {
                    self.reader.reuse(bytes);
                    self.count(decode::name(encoding), replaced);
                    return Ok(Some(Item::Document(document)));
                }
                Some(Event::Warning(warning)) => {
                    self.note(&warning);
                    return Ok(Some(Item::Warning(warning)));
                }
                #[cfg(feature = "parquet")]
                Some(Event::Batch(batch)) => self.rows.extend(batch.documents.into_iter().flatten()),
                #[cfg(feature = "parquet")]
                Some(Event::Table(_)) => {}
                Some(Event::File(_) | Event::Piece(_)) => {}
                None if self.documents == 0 => return Err(self.nothing()),
                None => return Ok(None),
            }
        }
    }

    /// Inputs that are streams can't be read again.
    fn remember(&mut self) -> bool {
        let able = self.stream().is_none() && self.documents == 0;
        self.places = able.then(Places::default);
        able
    }

    /// A line or a text of a plain file is read from its place. For others the inputs are read once more, and the texts that are
    /// wanted are put into a temporary file.
    fn texts(&mut self, numbers: &[u32]) -> Result<Box<dyn Texts>> {
        match &self.places {
            Some(places) => places.texts(numbers, &self.paths, &self.options),
            None => Places::default().texts(&[], &[], &self.options),
        }
    }

    fn taken(&self) -> Option<Taken> {
        Some(self.reader.taken())
    }

    fn encodings(&self) -> Vec<Encoded> {
        let encoded = |(name, (documents, replaced)): (&&str, &(u64, u64))| Encoded {
            encoding: (*name).to_owned(),
            documents: *documents,
            replaced: *replaced,
        };
        self.encodings.iter().map(encoded).collect()
    }
}
