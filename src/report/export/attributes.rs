//! Dolma's attributes: beside each file of documents one of the same name with a row for each document, in the same order.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use serde::Serialize;

use super::{Step, Texts, Tree};
use crate::classify::Kind;
use crate::error::{Result, Warning};
use crate::report::folder::OutputFolder;
use crate::report::jsonl::Findings;

/// A span in code points and the identity of its finding.
type Span = (u32, u32, f64);

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    attributes: BTreeMap<String, Vec<Span>>,
}

/// Fills the folder.
pub(super) fn write(texts: &Texts<'_>, folder: OutputFolder) -> Result<Vec<Warning>> {
    let marks = marks(texts.findings);
    let mut tree = Tree { folder: &folder, open: None };
    let warnings = texts.walk(|step| {
        match step {
            Step::File(entry) => tree.begin(&entry)?,
            Step::Document(document) => {
                let spans = marks.get(document.id.as_str());
                let of_kind = |kind: &Kind| {
                    let spans = spans.and_then(|spans| spans.get(kind)).cloned().unwrap_or_default();
                    (format!("dittograph__{}", kind.word()), spans)
                };
                let row = Row { id: &document.id, attributes: Kind::ALL.iter().map(of_kind).collect() };
                let mut bytes = Vec::new();
                super::line(&mut bytes, &row)?;
                tree.put(&bytes)?;
            }
        }
        Ok(())
    });
    let unwritable = |source| folder.fault(Path::new(""), source);
    let warnings = warnings.map_err(|fault| fault.into_error(&unwritable))?;
    tree.end()?;
    folder.finish()?;
    Ok(warnings)
}

/// The marks of each document, by kind.
fn marks(findings: &Findings) -> HashMap<&str, BTreeMap<Kind, Vec<Span>>> {
    let identities: HashMap<u32, f64> = findings.findings.iter().map(|found| (found.id, found.identity)).collect();
    let mut marks: HashMap<&str, BTreeMap<Kind, Vec<Span>>> = HashMap::new();
    for mark in &findings.marks {
        let identity = identities.get(&mark.finding).copied().unwrap_or(1.0);
        let span = (mark.start_char, mark.end_char, identity);
        marks.entry(&mark.doc).or_default().entry(mark.kind).or_default().push(span);
    }
    marks
}
