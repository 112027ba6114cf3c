//! One file of an input: what it is called, what its name says it holds, and a stream of its unpacked bytes.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::Format;
use super::meter::{Count, Counted};
use super::packing::{Compression, SUFFIXES, Stream, unpacked};

/// Where the bytes come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Path(PathBuf),
    /// A pipe or device: can be read only once.
    Stream(PathBuf),
    StandardInput,
}

/// One file of an input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FileEntry {
    pub(super) place: Place,
    /// What its name says it holds; `None` if only the bytes can say it.
    pub(crate) format: Option<Format>,
    /// How it is packed; known once it was opened.
    pub(crate) compression: Compression,
    /// Its path below the folder given, or its file name, compression suffix included.
    pub(crate) relative: PathBuf,
}

impl FileEntry {
    /// A file on disk.
    pub(super) fn new(path: PathBuf, relative: PathBuf) -> Self {
        let format = kind(&path);
        Self { place: Place::Path(path), format, compression: Compression::None, relative }
    }

    /// A pipe or device.
    pub(super) fn stream(path: PathBuf, relative: PathBuf) -> Self {
        Self { place: Place::Stream(path), format: None, compression: Compression::None, relative }
    }

    /// The stream that the process was given.
    pub(super) fn standard_input() -> Self {
        Self { place: Place::StandardInput, format: None, compression: Compression::None, relative: "stdin".into() }
    }

    /// Where it is on disk; `None` for what can be read only once.
    pub(super) fn path(&self) -> Option<&Path> {
        if let Place::Path(path) = &self.place { Some(path) } else { None }
    }

    /// How long it is now, packed as it is; `None` for what can be read only once and for what is gone.
    pub(super) fn length(&self) -> Option<u64> {
        fs::metadata(self.path()?).ok().map(|metadata| metadata.len())
    }

    /// Whether it can be read only once.
    pub(super) fn once(&self) -> bool {
        !matches!(self.place, Place::Path(_))
    }

    /// The id of the one document of a text file: the relative path with `/` and without compression suffix.
    pub(super) fn name(&self) -> String {
        let parts: Vec<_> = self.relative.iter().map(|part| part.to_string_lossy()).collect();
        let mut name = parts.join("/");
        if suffixed(&self.relative) {
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
            Place::Path(path) | Place::Stream(path) => path.display().to_string(),
            Place::StandardInput => "standard input".into(),
        }
    }

    /// A stream of the unpacked bytes, and how they were packed. `count` counts the packed ones that are taken.
    pub(super) fn open(&self, count: Count) -> io::Result<(Compression, Stream)> {
        match &self.place {
            Place::StandardInput => unpacked(Counted::new(io::stdin(), count)),
            Place::Path(path) | Place::Stream(path) => unpacked(Counted::new(File::open(path)?, count)),
        }
    }
}

/// What a file name says of the file; `None` for a name that none of the readers takes.
pub(super) fn kind(path: &Path) -> Option<Format> {
    let inner = if suffixed(path) { path.with_extension("") } else { path.to_path_buf() };
    match extension(&inner).as_deref() {
        Some("txt" | "md") => Some(Format::Text),
        Some("jsonl" | "ndjson") => Some(Format::Jsonl),
        Some("json") => Some(Format::Json),
        Some("csv") => Some(Format::Csv),
        Some("tsv") => Some(Format::Tsv),
        Some("parquet") => Some(Format::Parquet),
        _ => None,
    }
}

/// Whether a file name ends in how it is packed.
pub(super) fn suffixed(path: &Path) -> bool {
    extension(path).is_some_and(|extension| SUFFIXES.contains(&extension.as_str()))
}

/// The part of a file name behind its last full stop, in lower case.
pub(super) fn extension(path: &Path) -> Option<String> {
    path.extension().map(|extension| extension.to_string_lossy().to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_the_format() {
        for (name, expected) in [
            ("报告.txt", Some(Format::Text)),
            ("README.MD", Some(Format::Text)),
            ("corpus.jsonl.zst", Some(Format::Jsonl)),
            ("corpus.ndjson.GZ", Some(Format::Jsonl)),
            ("a.json.xz", Some(Format::Json)),
            ("data.csv.bz2", Some(Format::Csv)),
            ("data.tsv", Some(Format::Tsv)),
            ("part-0001.parquet", Some(Format::Parquet)),
            ("scan.pdf", None),
            ("报告.gz", None),
        ] {
            assert_eq!(kind(Path::new(name)), expected, "{name}");
        }
    }

    #[test]
    fn a_document_is_named_without_its_compression() {
        let entry = |relative: &str| FileEntry::new(relative.into(), relative.into());
        assert_eq!(entry("2024/报告.txt.gz").name(), "2024/报告.txt");
        assert_eq!(entry("2024/报告.txt.XZ").name(), "2024/报告.txt");
        assert_eq!(entry("2024/报告.txt").name(), "2024/报告.txt");
    }

    #[test]
    fn the_source_is_the_first_folder() {
        let entry = |relative: &str| FileEntry::new(relative.into(), relative.into());
        assert_eq!(entry("省政府/2024/报告.txt.gz").source().as_deref(), Some("省政府"));
        assert_eq!(entry("报告.txt").source(), None);
        assert_eq!(FileEntry::standard_input().source(), None);
    }
}
