//! JSON lines that datatrove reads: text, id, and the marked spans in the metadata.

use std::collections::HashMap;
use std::io::Write;

use serde::Serialize;

use super::{Fault, Step, Texts};
use crate::classify::Kind;
use crate::error::Warning;
use crate::mark::Action;

#[derive(Serialize)]
struct Line<'a> {
    text: &'a str,
    id: &'a str,
    metadata: Metadata<'a>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    dittograph: &'a [Span],
}

#[derive(Serialize)]
struct Span {
    start: u32,
    end: u32,
    kind: Kind,
    family: u32,
    action: Action,
}

/// Writes a line for each document.
pub(super) fn write(texts: &Texts<'_>, out: &mut impl Write) -> Result<Vec<Warning>, Fault> {
    let families: HashMap<u32, u32> = texts.findings.findings.iter().map(|found| (found.id, found.family)).collect();
    let mut spans: HashMap<&str, Vec<Span>> = HashMap::new();
    for mark in &texts.findings.marks {
        let family = families.get(&mark.finding).copied().unwrap_or_default();
        let (start, end) = (mark.start_char, mark.end_char);
        let span = Span { start, end, kind: mark.kind, family, action: mark.action };
        spans.entry(&mark.doc).or_default().push(span);
    }
    texts.walk(|step| {
        if let Step::Document(document) = step {
            let dittograph = spans.get(document.id.as_str()).map_or(&[][..], Vec::as_slice);
            super::line(out, &Line { text: &document.text, id: &document.id, metadata: Metadata { dittograph } })?;
        }
        Ok(())
    })
}
