//! The findings file: JSON lines out, and back in.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;
use serde_json::value::{RawValue, to_raw_value};
use xxhash_rust::xxh3::xxh3_128;

use super::record::{
    DocumentRecord, FORMAT, FindingRecord, HeaderRecord, MarkRecord, Record, RelatedRecord, SummaryRecord,
    WarningRecord,
};
use super::summary::summary;
use crate::analysis::Analysis;
use crate::error::{Error, Result};
use crate::read::ReadOptions;

/// Records that a thread makes at a time: enough to be worth a turn, few enough for the cache.
const PART_RECORDS: usize = 1024;

/// The word in the first line that says who wrote the file.
const TOOL: &str = "dittograph";

/// Writes an analysis as format 1: header, findings, marks, documents, related pairs, warnings, summary.
///
/// Input: `inputs` and `options` go into the header so that the texts can be found again; empty for texts from memory.
/// Lines are made on the threads of the pool it is called in, elsewhere on those of rayon's global one.
/// Guarantee: equal analyses give equal bytes. Errors: those of `out`.
pub fn write(analysis: &Analysis, inputs: &[String], options: &ReadOptions, out: &mut impl Write) -> io::Result<()> {
    let documents = &analysis.documents;
    line(out, &Record::Header(header(analysis, inputs, options)?))?;
    lines(&analysis.findings, |finding| Record::Finding(FindingRecord::new(finding, documents)), out)?;
    lines(&analysis.marks, |mark| Record::Mark(MarkRecord::new(mark, documents)), out)?;
    for (document, report) in documents.iter().zip(&analysis.reports) {
        line(out, &Record::Document(DocumentRecord::new(document, report, documents)))?;
    }
    for pair in &analysis.related {
        line(out, &Record::Related(RelatedRecord::new(pair, documents)))?;
    }
    for warning in &analysis.warnings {
        line(out, &Record::Warning(warning.into()))?;
    }
    line(out, &Record::Summary(summary(analysis)))?;
    out.flush()
}

/// A line for each of these, made on all threads, some at a time, and written in their order.
fn lines<'a, T: Sync>(
    all: &'a [T],
    record: impl Fn(&'a T) -> Record<'a> + Sync,
    out: &mut impl Write,
) -> io::Result<()> {
    let part = |part: &'a [T]| {
        let mut bytes = Vec::new();
        part.iter().try_for_each(|one| line(&mut bytes, &record(one)))?;
        Ok(bytes)
    };
    for block in all.chunks(PART_RECORDS * rayon::current_num_threads()) {
        let parts: Vec<io::Result<Vec<u8>>> = block.par_chunks(PART_RECORDS).map(part).collect();
        for part in parts {
            out.write_all(&part?)?;
        }
    }
    Ok(())
}

fn line(out: &mut impl Write, record: &Record<'_>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, record)?;
    out.write_all(b"\n")
}

fn header(analysis: &Analysis, inputs: &[String], options: &ReadOptions) -> io::Result<HeaderRecord> {
    let config: Box<RawValue> = to_raw_value(&analysis.plan)?;
    let config_hash = format!("{:032x}", xxh3_128(config.get().as_bytes()));
    let mut inputs = inputs.to_vec();
    inputs.sort_unstable();
    Ok(HeaderRecord {
        tool: TOOL.into(),
        version: env!("CARGO_PKG_VERSION").into(),
        format: FORMAT,
        config,
        config_hash,
        inputs,
        known: analysis.known.clone(),
        text_field: options.text_field.clone(),
        id_field: options.id_field.clone(),
        source_field: options.source_field.clone(),
        date_field: options.date_field.clone(),
        priority_field: options.priority_field.clone(),
        encoding: options.encoding.clone(),
        input_format: options.format,
    })
}

impl HeaderRecord {
    /// How the inputs were read.
    pub fn read_options(&self) -> ReadOptions {
        ReadOptions {
            text_field: self.text_field.clone(),
            id_field: self.id_field.clone(),
            source_field: self.source_field.clone(),
            date_field: self.date_field.clone(),
            priority_field: self.priority_field.clone(),
            encoding: self.encoding.clone(),
            format: self.input_format,
        }
    }
}

/// A findings file that was read back.
#[derive(Debug, Clone)]
pub struct Findings {
    /// The first line.
    pub header: HeaderRecord,
    /// In the order of the file: by document, then start.
    pub findings: Vec<FindingRecord<'static>>,
    /// In the order of the file.
    pub marks: Vec<MarkRecord<'static>>,
    /// In the order of the file: ascending ids.
    pub documents: Vec<DocumentRecord<'static>>,
    /// In the order of the file: ascending ids.
    pub related: Vec<RelatedRecord<'static>>,
    /// In the order of the file.
    pub warnings: Vec<WarningRecord<'static>>,
    /// The last line.
    pub summary: SummaryRecord,
}

/// Reads a findings file.
///
/// Records of a type that this version doesn't know, and fields it doesn't know, are passed over. Errors:
/// [`Error::Read`] for a file that can't be read, [`Error::Findings`] with the line for one that is no findings file of
/// format 1 or was cut short.
pub fn read(path: &Path) -> Result<Findings> {
    let unreadable = |source| Error::Read { path: path.to_path_buf(), source };
    let mut stream = BufReader::new(File::open(path).map_err(unreadable)?);
    let mut reading = Reading::default();
    let (mut bytes, mut number) = (Vec::new(), 0);
    let fault = |line, reason| Error::Findings { path: path.to_path_buf(), line, reason };
    loop {
        bytes.clear();
        if stream.read_until(b'\n', &mut bytes).map_err(unreadable)? == 0 {
            break;
        }
        number += 1;
        let text = std::str::from_utf8(&bytes).map_err(|_| fault(number, "is not UTF-8".into()))?;
        reading.take(text).map_err(|reason| fault(number, reason))?;
    }
    reading.finish().map_err(|reason| fault(number.max(1), reason))
}

/// The records read so far.
#[derive(Default)]
struct Reading {
    header: Option<HeaderRecord>,
    findings: Vec<FindingRecord<'static>>,
    marks: Vec<MarkRecord<'static>>,
    documents: Vec<DocumentRecord<'static>>,
    related: Vec<RelatedRecord<'static>>,
    warnings: Vec<WarningRecord<'static>>,
    summary: Option<SummaryRecord>,
}

/// The field that every record has.
#[derive(Deserialize)]
struct Tag<'a> {
    #[serde(rename = "type", borrow)]
    kind: std::borrow::Cow<'a, str>,
}

impl Reading {
    fn take(&mut self, line: &str) -> std::result::Result<(), String> {
        let tag: Tag<'_> = parse(line)?;
        match (tag.kind.as_ref(), &self.header) {
            ("header", None) => self.header = Some(checked(parse(line)?)?),
            ("header", Some(_)) => return Err("is a second header".into()),
            (_, None) => return Err("is no header, so this is not a findings file".into()),
            ("finding", _) => self.findings.push(parse(line)?),
            ("mark", _) => self.marks.push(parse(line)?),
            ("document", _) => self.documents.push(parse(line)?),
            ("related", _) => self.related.push(parse(line)?),
            ("warning", _) => self.warnings.push(parse(line)?),
            ("summary", _) => self.summary = Some(parse(line)?),
            _ => {}
        }
        Ok(())
    }

    fn finish(self) -> std::result::Result<Findings, String> {
        let Self { header, findings, marks, documents, related, warnings, summary } = self;
        let header = header.ok_or("the file is empty")?;
        let summary = summary.ok_or("the file ends without a summary: it was cut short")?;
        Ok(Findings { header, findings, marks, documents, related, warnings, summary })
    }
}

fn parse<'a, T: Deserialize<'a>>(line: &'a str) -> std::result::Result<T, String> {
    serde_json::from_str(line).map_err(|error| {
        let sentence = error.to_string();
        let short = sentence.split(" at line ").next().unwrap_or(&sentence);
        format!("is not a record: {short} (column {})", error.column())
    })
}

fn checked(header: HeaderRecord) -> std::result::Result<HeaderRecord, String> {
    if header.tool != TOOL {
        return Err(format!("was written by {}, not by {TOOL}", header.tool));
    }
    if header.format != FORMAT {
        return Err(format!("has format {}; this version reads format {FORMAT}", header.format));
    }
    Ok(header)
}
