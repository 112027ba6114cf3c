//! A folder that appears whole or not at all: written in a work folder beside its place, each file brought to disk, then renamed.
//!
//! The work folder `.dittograph-NAME` holds `tree`, which becomes the folder, and `state.jsonl`, the notes of [`super::resume`].
//! A run that goes on with one writes only what is not done. Which files there are is not decided here.

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use super::output::{UNDER_WAY, parent, unwritable};
use super::resume::{NewFile, Seal, Setup, json_line, line, notes};
use crate::error::{Error, Result};
use crate::int::wide;

/// The folder in the work folder that becomes the output.
const TREE: &str = "tree";
/// The notes in the work folder.
const STATE: &str = "state.jsonl";

/// What becomes of a work folder: of one that an earlier run left, and of this run's if it does not get to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resume {
    /// It is removed.
    No,
    /// The run goes on with it, and leaves its own.
    Yes,
}

/// What a run found in the place of its work folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// Nothing.
    Nothing,
    /// What another run had left; it was removed.
    Removed(PathBuf),
    /// So many files that another run had done; they stay.
    Files(usize),
}

/// A folder under way. Dropped before [`OutputFolder::finish`], it leaves nothing behind unless it was begun with
/// [`Resume::Yes`].
#[derive(Debug)]
pub struct OutputFolder {
    path: PathBuf,
    work: PathBuf,
    /// Locked as long as the run lives.
    state: File,
    done: HashSet<PathBuf>,
    resume: Resume,
}

impl OutputFolder {
    /// Begins the folder at `path` anew. Errors: those of [`OutputFolder::begin`].
    pub fn create(path: &Path) -> Result<Self> {
        Self::begin(path, &Setup::new(BTreeMap::new(), &[]), Resume::No).map(|(folder, _)| folder)
    }

    /// Begins the folder at `path`, or goes on with one that an earlier run left under way, and says what it found.
    ///
    /// Guarantee: files that are done already are byte for byte as they were when they were done; all others are gone from the
    /// work folder. Errors: [`Error::OutputExists`] if something is at `path` that is not an empty folder;
    /// [`Error::Config`] if the run to go on with was called otherwise or read other inputs; [`Error::Write`], also if another
    /// run is under way there.
    pub fn begin(path: &Path, setup: &Setup, resume: Resume) -> Result<(Self, Left)> {
        let work = work_folder(path);
        if taken(path)? {
            // A run that was killed between the last two steps of `finish` has left its notes.
            if work.is_dir() && !work.join(TREE).exists() && own(&work) {
                let _ = fs::remove_dir_all(&work);
            }
            return Err(Error::OutputExists { path: path.to_path_buf() });
        }
        let fault = |source| unwritable(&work, source);
        let there = fs::symlink_metadata(&work).is_ok();
        if there && !own(&work) {
            return Err(fault(io::Error::other("something is in the way that this program has not made; move it")));
        }
        match fs::create_dir(&work) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(unwritable(path, error)),
            _ => {}
        }
        let state = locked(&work).map_err(fault)?;
        let mut folder = Self { path: path.to_path_buf(), work: work.clone(), state, done: HashSet::new(), resume };
        let left = match resume {
            Resume::Yes if there => folder.go_on(setup)?.map_or(Left::Removed(work.clone()), Left::Files),
            Resume::No if there => Left::Removed(work.clone()),
            Resume::Yes | Resume::No => Left::Nothing,
        };
        if !matches!(left, Left::Files(_)) {
            folder.clear(setup).map_err(|source| unwritable(path, source))?;
        }
        Ok((folder, left))
    }

    /// Takes over what is done; the number of files, or `None` if the notes say nothing.
    fn go_on(&mut self, setup: &Setup) -> Result<Option<usize>> {
        let work = self.work.clone();
        let fault = |source| unwritable(&work, source);
        let mut text = String::new();
        let read = (&self.state).read_to_string(&mut text);
        let Some((then, done, whole)) = read.ok().and_then(|_| notes(&text)) else { return Ok(None) };
        if let Some(difference) = Setup::difference(&then, setup) {
            return Err(Error::Config {
                option: "resume",
                value: self.work.display().to_string(),
                reason: format!(
                    "cannot go on with this run: {difference}; call it as it was called then, or without --resume, \
                     which removes it and starts over"
                ),
            });
        }
        self.cut(whole).map_err(fault)?;
        let tree = self.work.join(TREE);
        let standing = done.iter().filter(|done| done.stands(&tree));
        self.done = standing.map(|done| PathBuf::from(&done.file)).collect();
        fs::create_dir_all(&tree).and_then(|()| sweep(&tree, Path::new(""), &self.done)).map_err(fault)?;
        Ok(Some(self.done.len()))
    }

    /// Leaves the first bytes of the notes and goes to their end.
    fn cut(&mut self, bytes: usize) -> io::Result<()> {
        self.state.set_len(wide(bytes))?;
        self.state.seek(io::SeekFrom::End(0)).map(|_| ())
    }

    /// Makes the work folder as of a run that has just begun.
    fn clear(&mut self, setup: &Setup) -> io::Result<()> {
        let tree = self.work.join(TREE);
        if tree.exists() {
            fs::remove_dir_all(&tree)?;
        }
        fs::create_dir(&tree)?;
        self.cut(0)?;
        self.state.write_all(&json_line(setup).unwrap_or_default())
    }

    /// Where it is until it is done; `None` if that is to stay when the run is interrupted.
    pub fn under_way(&self) -> Option<&Path> {
        (self.resume == Resume::No).then_some(self.work.as_path())
    }

    /// A file in it that an earlier run has done.
    pub fn done(&self, relative: &Path) -> Option<PathBuf> {
        self.done.contains(relative).then(|| self.work.join(TREE).join(relative))
    }

    /// A new file in it at a relative path, folders made as needed. Errors: [`Error::Write`].
    pub(super) fn file(&self, relative: &Path) -> Result<NewFile> {
        let path = self.work.join(TREE).join(relative);
        let made = fs::create_dir_all(parent(&path)).and_then(|()| File::create_new(&path));
        made.map(NewFile::new).map_err(|source| unwritable(&self.path.join(relative), source))
    }

    /// Notes that a file is done. Errors: [`Error::Write`].
    pub(super) fn note(&self, relative: &Path, seal: Seal) -> Result<()> {
        let Some(line) = line(relative, seal) else { return Ok(()) };
        (&self.state).write_all(&line).map_err(|source| unwritable(&self.path, source))
    }

    /// The error about a file in it.
    pub(super) fn fault(&self, relative: &Path, source: io::Error) -> Error {
        unwritable(&self.path.join(relative), source)
    }

    /// Brings the folder to its place. Errors: [`Error::Write`].
    pub fn finish(mut self) -> Result<()> {
        if self.path.is_dir() {
            fs::remove_dir(&self.path).map_err(|source| unwritable(&self.path, source))?;
        }
        fs::rename(self.work.join(TREE), &self.path).map_err(|source| unwritable(&self.path, source))?;
        // Only the notes are left to remove.
        self.resume = Resume::No;
        Ok(())
    }
}

impl Drop for OutputFolder {
    fn drop(&mut self) {
        if self.resume == Resume::No {
            let _ = fs::remove_dir_all(&self.work);
        }
    }
}

/// Where the folder at `path` is written until it is done.
pub fn work_folder(path: &Path) -> PathBuf {
    let mut name = OsString::from(UNDER_WAY);
    name.push(path.file_name().unwrap_or_default());
    path.with_file_name(name)
}

/// Whether something is at `path` that is not an empty folder.
fn taken(path: &Path) -> Result<bool> {
    match fs::symlink_metadata(path) {
        Err(_) => Ok(false),
        Ok(metadata) if metadata.is_dir() => {
            Ok(fs::read_dir(path).map_err(|source| unwritable(path, source))?.next().is_some())
        }
        Ok(_) => Ok(true),
    }
}

/// Whether a work folder holds nothing but what this program puts there.
fn own(work: &Path) -> bool {
    let known = |entry: io::Result<fs::DirEntry>| {
        entry.is_ok_and(|entry| [TREE, STATE].map(Into::into).contains(&entry.file_name()))
    };
    fs::read_dir(work).is_ok_and(|mut entries| entries.all(known))
}

/// The notes, with a lock that ends with the process. A system that knows no locks gives none.
fn locked(work: &Path) -> io::Result<File> {
    let state = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(work.join(STATE))?;
    match state.try_lock() {
        Err(TryLockError::WouldBlock) => {
            Err(io::Error::other("another run is writing this output; wait for its end or name another output"))
        }
        Ok(()) | Err(TryLockError::Error(_)) => Ok(state),
    }
}

/// Removes the files below `tree` that are not done.
fn sweep(tree: &Path, below: &Path, done: &HashSet<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(tree.join(below))? {
        let relative = below.join(entry?.file_name());
        let path = tree.join(&relative);
        if fs::symlink_metadata(&path)?.is_dir() {
            sweep(tree, &relative, done)?;
        } else if !done.contains(&relative) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}
