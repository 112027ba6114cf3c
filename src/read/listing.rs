//! From the inputs a user names to the files in them. Opens nothing but folders; reads no text.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

use super::open::{FileEntry, extension, kind, suffixed};
use crate::error::{Error, Result, Warning};
use crate::int::counted;

/// What is taken from a folder, for messages.
pub(super) const TAKEN: &str =
    ".txt, .md, .jsonl, .ndjson, .json, .csv, .tsv or .parquet, each also with .gz, .zst, .bz2 or .xz";

/// The files of a run, in the order in which they are read.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) files: Vec<FileEntry>,
    pub(super) warnings: Vec<Warning>,
    seen: HashSet<PathBuf>,
}

/// Lists every file of `inputs`, whose order doesn't matter.
///
/// Errors: [`Error::Read`] for the first input that doesn't exist or can't be opened; nothing was read by then.
pub(super) fn list(inputs: &[PathBuf]) -> Result<Listing> {
    let mut inputs: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
    inputs.sort_unstable();
    let mut listing = Listing::default();
    let mut checked = Vec::with_capacity(inputs.len());
    for input in inputs {
        checked.push((input, Sort::of(input).map_err(|source| Error::Read { path: input.to_path_buf(), source })?));
    }
    for (input, sort) in checked {
        match sort {
            Sort::StandardInput => listing.add_stream(FileEntry::standard_input(), Path::new("-")),
            Sort::Folder => listing.add_folder(input, None),
            Sort::Pattern(base, matcher) => {
                let before = listing.files.len();
                listing.add_folder(&base, Some(&matcher));
                if listing.files.len() == before {
                    let source = io::Error::new(io::ErrorKind::NotFound, "no file matches the pattern");
                    return Err(Error::Read { path: input.to_path_buf(), source });
                }
            }
            Sort::File => listing.add(FileEntry::new(input.to_path_buf(), name_of(input)), input),
            Sort::Stream => listing.add_stream(FileEntry::stream(input.to_path_buf(), name_of(input)), input),
        }
    }
    Ok(listing)
}

/// Whether an input that a user names, a pattern too, takes this file, given without links.
pub(crate) fn takes(input: &Path, file: &Path) -> bool {
    list(&[input.to_path_buf()]).is_ok_and(|listing| listing.seen.contains(file))
}

enum Sort {
    StandardInput,
    Folder,
    File,
    Stream,
    /// What a pattern matches below a folder.
    Pattern(PathBuf, GlobMatcher),
}

impl Sort {
    fn of(input: &Path) -> io::Result<Self> {
        if input == Path::new("-") {
            return Ok(Self::StandardInput);
        }
        let kind = match (fs::metadata(input), pattern(input)) {
            (Ok(metadata), _) => metadata.file_type(),
            (Err(error), None) => return Err(error),
            (Err(_), Some((base, pattern))) => {
                fs::read_dir(&base)?;
                return Ok(Self::Pattern(base, pattern));
            }
        };
        if kind.is_dir() {
            fs::read_dir(input)?;
            Ok(Self::Folder)
        } else if kind.is_file() {
            File::open(input)?;
            Ok(Self::File)
        } else {
            Ok(Self::Stream)
        }
    }
}

/// The folder before the first part of a path with a wildcard, and the whole as a pattern; `None` for a path without one.
fn pattern(input: &Path) -> Option<(PathBuf, GlobMatcher)> {
    let wild = |part: &std::path::Component<'_>| part.as_os_str().to_string_lossy().contains(['*', '?', '[', '{']);
    let base: PathBuf = input.components().take_while(|part| !wild(part)).collect();
    if base == input {
        return None;
    }
    // A walk from here gives paths with `./` before them.
    let base = if base.as_os_str().is_empty() { PathBuf::from(".") } else { base };
    let whole = if base == Path::new(".") && !input.starts_with(".") { base.join(input) } else { input.to_path_buf() };
    let glob = GlobBuilder::new(&whole.to_string_lossy()).literal_separator(true).build().ok()?;
    Some((base, glob.compile_matcher()))
}

fn name_of(input: &Path) -> PathBuf {
    input.file_name().map_or_else(|| input.to_path_buf(), PathBuf::from)
}

impl Listing {
    /// Adds the files below a folder: those whose name says what they hold, or those that `pattern` matches.
    fn add_folder(&mut self, folder: &Path, pattern: Option<&GlobMatcher>) {
        let mut passed: BTreeMap<String, u64> = BTreeMap::new();
        let walk = ignore::WalkBuilder::new(folder)
            .standard_filters(false)
            .follow_links(true)
            .sort_by_file_name(Ord::cmp)
            .build();
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    self.warn(folder, true, format!("cannot be listed wholly: {error}"));
                    continue;
                }
            };
            if !entry.file_type().is_some_and(|kind| kind.is_file()) {
                continue;
            }
            let path = entry.into_path();
            if pattern.is_some_and(|pattern| !pattern.is_match(&path)) {
                continue;
            }
            if pattern.is_none() && kind(&path).is_none() {
                *passed.entry(group(&path)).or_default() += 1;
                continue;
            }
            let relative = path.strip_prefix(folder).unwrap_or(&path).to_path_buf();
            self.add(FileEntry::new(path.clone(), relative), &path);
        }
        for (group, count) in passed {
            let files = counted(count, "file");
            self.warn(folder, false, format!("passed over {files} {group}; taken: {TAKEN}"));
        }
    }

    /// Adds a file unless it is there already under this or another path.
    fn add(&mut self, entry: FileEntry, path: &Path) {
        let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        if self.seen.insert(real) {
            self.files.push(entry);
        } else {
            self.warn(path, false, "is among the inputs already; it is read once".into());
        }
    }

    /// Adds what can be read only once, if it is not there.
    fn add_stream(&mut self, entry: FileEntry, path: &Path) {
        if self.seen.insert(path.to_path_buf()) {
            self.files.push(entry);
        }
    }

    fn warn(&mut self, path: &Path, skipped: bool, message: String) {
        self.warnings.push(Warning { doc: path.display().to_string(), line: None, byte: None, skipped, message });
    }
}

/// How a file that isn't taken is named in the warning that counts its like.
fn group(path: &Path) -> String {
    let Some(outer) = extension(path) else { return "without extension".into() };
    let inner = path.file_stem().and_then(|stem| extension(Path::new(stem)));
    match inner.filter(|_| suffixed(path)) {
        Some(inner) => format!("ending in .{inner}.{outer}"),
        None => format!("ending in .{outer}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(listing: &Listing) -> Vec<String> {
        listing.files.iter().map(FileEntry::name).collect()
    }

    #[test]
    fn folders_are_listed_in_order_and_others_counted() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("乙")).unwrap();
        for name in ["乙/二.md", "甲.txt", "a.jsonl.gz", "x.pdf", "y.pdf", "Makefile", "t.doc.gz"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let listing = list(&[folder.path().to_path_buf()]).unwrap();
        assert_eq!(names(&listing), ["a.jsonl", "乙/二.md", "甲.txt"]);
        let messages: Vec<_> = listing.warnings.iter().map(|w| w.message.split(';').next().unwrap()).collect();
        assert_eq!(
            messages,
            [
                "passed over 1 file ending in .doc.gz",
                "passed over 2 files ending in .pdf",
                "passed over 1 file without extension"
            ]
        );
    }

    #[test]
    fn a_pattern_takes_what_it_matches() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("乙/丙")).unwrap();
        for name in ["甲.txt", "乙/二.txt", "乙/丙/三.txt", "乙/二.log", "[一].txt"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let of = |pattern: &str| list(&[folder.path().join(pattern)]).map(|listing| names(&listing));
        assert_eq!(of("*/*.txt").unwrap(), ["乙/二.txt"]);
        assert_eq!(of("**/*.txt").unwrap(), ["[一].txt", "乙/丙/三.txt", "乙/二.txt", "甲.txt"]);
        assert_eq!(of("乙/*.{log,md}").unwrap(), ["二.log"]);
        assert_eq!(of("[一].txt").unwrap(), ["[一].txt"], "a file that is there is no pattern");
        assert!(of("*.md").unwrap_err().to_string().ends_with("no file matches the pattern"));
    }

    #[test]
    fn a_missing_input_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("没有");
        let error = list(&[folder.path().to_path_buf(), missing]).unwrap_err().to_string();
        assert!(error.starts_with("cannot read ") && error.contains("没有"), "{error}");
    }

    #[test]
    fn a_file_is_read_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("甲.txt");
        fs::write(&file, "报告").unwrap();
        let listing = list(&[file, folder.path().to_path_buf()]).unwrap();
        assert_eq!(names(&listing), ["甲.txt"]);
        assert!(listing.warnings[0].message.contains("read once"));
    }

    #[cfg(unix)]
    #[test]
    fn a_circle_of_links_ends() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("甲.txt"), "报告").unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("乙")).unwrap();
        let listing = list(&[folder.path().to_path_buf()]).unwrap();
        assert_eq!(names(&listing), ["甲.txt"]);
        assert_eq!(listing.warnings.len(), 1);
    }
}
