//! What a run that writes a folder notes beside it while it works: how it was called, what it reads, and which of its files are
//! done. From this a later run tells whether it may go on where the earlier one stopped.
//!
//! Writes no output and judges no document; FORMAT.md describes the lines.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use crate::int::wide;

/// Bytes that are hashed at a time.
const CHUNK_BYTES: usize = 1 << 16;

/// How a run was called and what it reads: where two runs differ in it, neither can go on with what the other has done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setup {
    /// The program's version.
    version: String,
    /// The options that were said, by their long names.
    options: BTreeMap<String, Vec<String>>,
    /// Every file that is read.
    inputs: Vec<InputFile>,
}

/// An input as it was when the run began.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct InputFile {
    path: String,
    bytes: u64,
    /// When it was last written, in nanoseconds since 1970; `None` where the system doesn't say.
    modified: Option<u64>,
}

impl InputFile {
    fn new(path: &Path) -> Self {
        let metadata = fs::metadata(path).ok();
        let modified = metadata.as_ref().and_then(|metadata| metadata.modified().ok());
        let modified = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Self {
            path: path.display().to_string(),
            bytes: metadata.map_or(0, |metadata| metadata.len()),
            modified: modified.and_then(|time| u64::try_from(time.as_nanos()).ok()),
        }
    }
}

impl Setup {
    /// A run that was called with `options`, by their long names, and reads `files`, in any order.
    pub fn new(options: BTreeMap<String, Vec<String>>, files: &[PathBuf]) -> Self {
        let inputs: BTreeSet<InputFile> = files.iter().map(|path| InputFile::new(path)).collect();
        Self { version: env!("CARGO_PKG_VERSION").into(), options, inputs: inputs.into_iter().collect() }
    }

    /// What is not now as it was then, as a clause; `None` if all is.
    pub(super) fn difference(then: &Self, now: &Self) -> Option<String> {
        if then.version != now.version {
            return Some(format!("it was begun by version {}, this is {}", then.version, now.version));
        }
        let names: BTreeSet<&String> = then.options.keys().chain(now.options.keys()).collect();
        for name in names {
            let clause = match (then.options.get(name), now.options.get(name)) {
                (then, now) if then == now => continue,
                (Some(then), Some(now)) => format!("{name} was {}, now it is {}", said(then), said(now)),
                (Some(then), None) => format!("{name} was {}, now it is not said", said(then)),
                (None, now) => format!("{name} was not said, now it is {}", said(now.map_or(&[], Vec::as_slice))),
            };
            return Some(clause);
        }
        let by_path = |setup: &Self| -> BTreeMap<String, InputFile> {
            setup.inputs.iter().map(|file| (file.path.clone(), file.clone())).collect()
        };
        let (then, now) = (by_path(then), by_path(now));
        let changed = |file: &&InputFile| then.get(&file.path) != Some(*file);
        if let Some(file) = now.values().find(changed) {
            let what = if then.contains_key(&file.path) { "was changed since" } else { "is a new input" };
            return Some(format!("{} {what}", file.path));
        }
        then.keys().find(|path| !now.contains_key(*path)).map(|path| format!("{path} is no input any more"))
    }
}

fn said(values: &[String]) -> String {
    if values.is_empty() { "said".into() } else { values.join(" ") }
}

/// A file of the output that is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Done {
    /// Its path in the output.
    pub(super) file: String,
    bytes: u64,
    /// XXH3-128 of its bytes.
    hash: String,
}

impl Done {
    /// Whether the file below `tree` is as it was when it was done. One that can't be read is not.
    pub(super) fn stands(&self, tree: &Path) -> bool {
        let path = tree.join(&self.file);
        let same_length = fs::metadata(&path).is_ok_and(|metadata| metadata.is_file() && metadata.len() == self.bytes);
        same_length && hash(&path).is_ok_and(|hash| hash == self.hash)
    }
}

fn hash(path: &Path) -> io::Result<String> {
    let (mut file, mut hash) = (File::open(path)?, Box::new(Xxh3::new()));
    let mut bytes = vec![0; CHUNK_BYTES];
    loop {
        match file.read(&mut bytes)? {
            0 => return Ok(format!("{:032x}", hash.digest128())),
            read => hash.update(&bytes[..read]),
        }
    }
}

/// A file under way that is hashed as it is written.
pub(super) struct NewFile {
    file: File,
    hash: Box<Xxh3>,
    bytes: u64,
}

/// What a file held when it was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seal {
    bytes: u64,
    hash: String,
}

impl NewFile {
    pub(super) fn new(file: File) -> Self {
        Self { file, hash: Box::new(Xxh3::new()), bytes: 0 }
    }

    /// Brings the file to disk.
    pub(super) fn seal(self) -> io::Result<Seal> {
        self.file.sync_all()?;
        Ok(Seal { bytes: self.bytes, hash: format!("{:032x}", self.hash.digest128()) })
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.bytes += wide(written);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// The line about a file that is done; `None` for a name that JSON can't hold, which is then written anew.
pub(super) fn line(relative: &Path, seal: Seal) -> Option<Vec<u8>> {
    let Seal { bytes, hash } = seal;
    let done = Done { file: relative.to_str()?.to_owned(), bytes, hash };
    json_line(&done)
}

/// A value as JSON and a line feed.
pub(super) fn json_line(value: &impl Serialize) -> Option<Vec<u8>> {
    let mut line = serde_json::to_vec(value).ok()?;
    line.push(b'\n');
    Some(line)
}

/// What the notes of a run say: how it was called, what is done, and how many bytes of the notes are whole lines. `None` if
/// not even the first line is whole.
pub(super) fn notes(text: &str) -> Option<(Setup, Vec<Done>, usize)> {
    let whole = &text[..=text.rfind('\n')?];
    let mut lines = whole.lines();
    let setup = serde_json::from_str(lines.next()?).ok()?;
    Some((setup, lines.map_while(|line| serde_json::from_str(line).ok()).collect(), whole.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup(options: &[(&str, &[&str])], files: &[PathBuf]) -> Setup {
        let words = |values: &[&str]| values.iter().map(|word| (*word).to_owned()).collect();
        Setup::new(options.iter().map(|(name, values)| ((*name).to_owned(), words(values))).collect(), files)
    }

    #[test]
    fn the_first_difference_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let (one, two) = (folder.path().join("甲.txt"), folder.path().join("乙.txt"));
        fs::write(&one, "一").unwrap();
        fs::write(&two, "二").unwrap();
        let then = setup(&[("--min-symbols", &["30"])], &[one.clone(), two.clone()]);
        let same = setup(&[("--min-symbols", &["30"])], &[two.clone(), one.clone()]);
        assert_eq!(Setup::difference(&then, &same), None);
        for (now, clause) in [
            (setup(&[("--min-symbols", &["20"])], &[]), "--min-symbols was 30, now it is 20"),
            (setup(&[], &[]), "--min-symbols was 30, now it is not said"),
            (setup(&[("--counts", &[]), ("--min-symbols", &["30"])], &[]), "--counts was not said, now it is said"),
            (setup(&[("--min-symbols", &["30"])], std::slice::from_ref(&one)), "乙.txt is no input any more"),
            (Setup { version: "0".into(), ..then.clone() }, "it was begun by version 0"),
        ] {
            let (then, now) = if clause.contains("begun") { (&now, &then) } else { (&then, &now) };
            let found = Setup::difference(then, now).unwrap();
            assert!(found.contains(clause), "{found}");
        }
        fs::write(&two, "二三").unwrap();
        let now = setup(&[("--min-symbols", &["30"])], &[one, two]);
        assert!(Setup::difference(&then, &now).unwrap().ends_with("乙.txt was changed since"));
    }

    #[test]
    fn notes_that_break_off_are_read_up_to_the_last_whole_line() {
        let setup = setup(&[], &[]);
        let mut text = String::from_utf8(json_line(&setup).unwrap()).unwrap();
        assert_eq!(notes(&text[..text.len() - 1]), None);
        let seal = Seal { bytes: 3, hash: "0".into() };
        text += std::str::from_utf8(&line(Path::new("甲.txt"), seal).unwrap()).unwrap();
        let whole = text.len();
        text += "{\"file\":\"乙";
        let (found, done, bytes) = notes(&text).unwrap();
        assert_eq!((found, done[0].file.as_str(), done.len(), bytes), (setup, "甲.txt", 1, whole));
    }

    #[test]
    fn a_file_that_is_not_as_it_was_does_not_stand() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("甲.txt");
        let mut file = NewFile::new(File::create(&path).unwrap());
        file.write_all("一二".as_bytes()).unwrap();
        let line = line(Path::new("甲.txt"), file.seal().unwrap()).unwrap();
        let done: Done = serde_json::from_slice(&line).unwrap();
        assert!(done.stands(folder.path()));
        for other in ["一三", "一", "一二三"] {
            fs::write(&path, other).unwrap();
            assert!(!done.stands(folder.path()), "{other}");
        }
        fs::remove_file(&path).unwrap();
        assert!(!done.stands(folder.path()));
    }
}
