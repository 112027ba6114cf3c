//! One file of an input: what it is called, what it holds, how it is packed, and a stream of its unpacked bytes.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// What a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// One text.
    Text,
    /// One JSON object a line.
    Jsonl,
    /// JSONL if the first byte that is no white space is `{`, else one text: for streams without a name.
    Either,
}

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    /// Not at all.
    None,
    /// gzip, one member or several.
    Gzip,
    /// Zstandard, one frame or several.
    Zstd,
}

/// Where the bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Path(PathBuf),
    StandardInput,
}

/// One file of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileEntry {
    pub(super) place: Place,
    pub(super) format: Format,
    /// How it is packed.
    pub(crate) compression: Compression,
    /// Its path below the folder given, or its file name, compression suffix included.
    pub(crate) relative: PathBuf,
}

impl FileEntry {
    /// A file on disk. `other` is what it holds if its name doesn't say.
    pub(super) fn new(path: PathBuf, relative: PathBuf, other: Format) -> Self {
        let (format, compression) = kind(&path);
        Self { place: Place::Path(path), format: format.unwrap_or(other), compression, relative }
    }

    /// The stream that the process was given.
    pub(super) fn standard_input() -> Self {
        Self {
            place: Place::StandardInput,
            format: Format::Either,
            compression: Compression::None,
            relative: "stdin".into(),
        }
    }

    /// The id of the one document of a text file: the relative path with `/` and without compression suffix.
    pub(super) fn name(&self) -> String {
        let parts: Vec<_> = self.relative.iter().map(|part| part.to_string_lossy()).collect();
        let mut name = parts.join("/");
        if self.compression != Compression::None {
            let suffix = name.rfind('.').unwrap_or(name.len());
            name.truncate(suffix);
        }
        name
    }

    /// The source of the documents in it: the first folder below the one given; `None` for a file directly in that or
    /// named itself.
    pub(super) fn source(&self) -> Option<String> {
        let first = self.relative.iter().next()?.to_string_lossy().into_owned();
        (self.relative.iter().count() > 1).then_some(first)
    }

    /// The file as messages name it.
    pub(super) fn shown(&self) -> String {
        match &self.place {
            Place::Path(path) => path.display().to_string(),
            Place::StandardInput => "standard input".into(),
        }
    }

    /// A stream of the unpacked bytes.
    pub(super) fn open(&self) -> io::Result<Box<dyn BufRead + Send>> {
        const BUFFER: usize = 1 << 16;
        let path = match &self.place {
            Place::StandardInput => return Ok(Box::new(BufReader::with_capacity(BUFFER, io::stdin()))),
            Place::Path(path) => path,
        };
        let file = BufReader::with_capacity(BUFFER, File::open(path)?);
        Ok(match self.compression {
            Compression::None => Box::new(file),
            Compression::Gzip => Box::new(BufReader::with_capacity(BUFFER, flate2::bufread::MultiGzDecoder::new(file))),
            Compression::Zstd => Box::new(BufReader::with_capacity(BUFFER, zstd::Decoder::with_buffer(file)?)),
        })
    }
}

/// What a file name says of the file; no format for a name that none of the readers takes.
pub(super) fn kind(path: &Path) -> (Option<Format>, Compression) {
    let (inner, compression) = match extension(path).as_deref() {
        Some("gz") => (path.with_extension(""), Compression::Gzip),
        Some("zst") => (path.with_extension(""), Compression::Zstd),
        _ => (path.to_path_buf(), Compression::None),
    };
    let format = match extension(&inner).as_deref() {
        Some("txt" | "md") => Some(Format::Text),
        Some("jsonl" | "ndjson") => Some(Format::Jsonl),
        _ => None,
    };
    (format, compression)
}

/// The part of a file name behind its last full stop, in lower case.
pub(super) fn extension(path: &Path) -> Option<String> {
    path.extension().map(|extension| extension.to_string_lossy().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_format_and_compression() {
        use Compression as C;
        for (name, expected) in [
            ("报告.txt", (Some(Format::Text), C::None)),
            ("README.MD", (Some(Format::Text), C::None)),
            ("corpus.jsonl.zst", (Some(Format::Jsonl), C::Zstd)),
            ("corpus.ndjson.GZ", (Some(Format::Jsonl), C::Gzip)),
            ("scan.pdf", (None, C::None)),
            ("data.csv.gz", (None, C::Gzip)),
        ] {
            assert_eq!(kind(Path::new(name)), expected, "{name}");
        }
    }

    #[test]
    fn a_document_is_named_without_its_compression() {
        let entry = |relative: &str| FileEntry::new(relative.into(), relative.into(), Format::Text);
        assert_eq!(entry("2024/报告.txt.gz").name(), "2024/报告.txt");
        assert_eq!(entry("2024/报告.txt").name(), "2024/报告.txt");
    }

    #[test]
    fn the_source_is_the_first_folder() {
        let entry = |relative: &str| FileEntry::new(relative.into(), relative.into(), Format::Text);
        assert_eq!(entry("省政府/2024/报告.txt.gz").source().as_deref(), Some("省政府"));
        assert_eq!(entry("报告.txt").source(), None);
        assert_eq!(FileEntry::standard_input().source(), None);
    }
}
