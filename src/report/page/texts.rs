//! The texts that a findings file is about, read again: each is known by its id and must have the hash it had.
//!
//! An input that is gone is said and passed over, so that the page can be made of what is left; changes no text.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use crate::error::{Error, Result, Warning};
use crate::int::{agreeing, grouped, plural, wide};
use crate::progress::{Progress, Steps};
use crate::read::{FileSource, Item, Source};
use crate::report::jsonl::Findings;
use crate::report::verdicts::Verdicts;

/// Where the texts are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inputs {
    /// Where they were when they were scanned.
    Remembered,
    /// Where the user says.
    Named(Vec<PathBuf>),
}

/// Texts of documents by id, as far as they could be found again.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    by_id: HashMap<String, String>,
    changed: HashSet<String>,
    /// What was not as it was: inputs that are gone, documents with another text, documents that are not there.
    pub warnings: Vec<Warning>,
}

/// Documents that are named one by one where many are not there.
const NAMED: usize = 20;

impl Texts {
    /// Reads the texts of all documents of `findings`.
    ///
    /// Errors: those of inputs that the user named; of remembered ones there are warnings.
    pub fn read(findings: &Findings, inputs: &Inputs, progress: &dyn Progress) -> Result<Self> {
        let mut texts = Self::default();
        progress.stage("reading", Steps::of("document"));
        if let Some(mut source) = texts.open(findings, inputs)? {
            texts.take(findings, &mut source, progress)?;
        }
        texts.warn_of_missing(findings);
        Ok(texts)
    }

    /// The text of a document.
    pub fn get(&self, doc: &str) -> Option<&str> {
        self.by_id.get(doc).map(String::as_str)
    }

    /// Whether a document of that id was found with another text.
    pub(super) fn changed(&self, doc: &str) -> bool {
        self.changed.contains(doc)
    }

    fn warn(&mut self, doc: String, message: &str) {
        self.warnings.push(Warning { doc, line: None, byte: None, skipped: true, message: message.into() });
    }

    /// Opens what is there of the inputs.
    fn open(&mut self, findings: &Findings, inputs: &Inputs) -> Result<Option<FileSource>> {
        let options = findings.header.read_options();
        let mut left: Vec<PathBuf> = match inputs {
            Inputs::Named(named) => return FileSource::open(named, options).map(Some),
            Inputs::Remembered => findings.header.inputs.iter().filter(|i| *i != "-").map(PathBuf::from).collect(),
        };
        if left.len() < findings.header.inputs.len() || left.is_empty() {
            self.warn("-".into(), "the texts came from standard input or from memory; name them with --input");
        }
        while !left.is_empty() {
            let error = match FileSource::open(&left, options.clone()) {
                Ok(source) => return Ok(Some(source)),
                Err(error) => error,
            };
            let gone = match &error {
                Error::Read { path, .. } => left.iter().position(|input| input == path),
                _ => None,
            };
            let input = gone.map_or_else(|| findings.header.inputs.join(", "), |at| left[at].display().to_string());
            self.warn(input, &format!("is not where it was ({error}); name it with --input"));
            match gone {
                Some(at) => drop(left.remove(at)),
                None => return Ok(None),
            }
        }
        Ok(None)
    }

    fn take(&mut self, findings: &Findings, source: &mut FileSource, progress: &dyn Progress) -> Result<()> {
        let verdicts = Verdicts::of(findings);
        loop {
            let document = match source.next_item() {
                Ok(Some(Item::Document(document))) => document,
                Ok(Some(Item::Warning(_))) => continue,
                Ok(None) | Err(Error::NoDocuments { .. }) => return Ok(()),
                Err(error) => return Err(error),
            };
            progress.advance(1);
            if verdicts.knows(&document) {
                self.by_id.insert(document.id, document.text);
            } else if findings.documents.binary_search_by(|known| known.doc.as_ref().cmp(&document.id)).is_ok() {
                self.warn(document.id.clone(), "was changed since it was scanned; its findings are shown without text");
                self.changed.insert(document.id);
            }
        }
    }

    fn warn_of_missing(&mut self, findings: &Findings) {
        let missing: Vec<String> = findings
            .documents
            .iter()
            .map(|record| record.doc.as_ref())
            .filter(|doc| self.get(doc).is_none() && !self.changed(doc))
            .map(str::to_owned)
            .collect();
        let more = missing.len().saturating_sub(NAMED);
        for doc in missing.into_iter().take(NAMED) {
            self.warn(doc, "was not found again; its findings are shown without text");
        }
        if more > 0 {
            let more = wide(more);
            let documents = format!("{} more {}", grouped(more), plural(more, "document"));
            self.warn(documents, agreeing(more, "was not found again", "were not found again"));
        }
    }
}
