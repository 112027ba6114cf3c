//! Files that appear whole or not at all: written beside their place, brought to disk, then renamed. Folders are in `folder`.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::error::{Error, Result};

pub(super) fn unwritable(path: &Path, source: io::Error) -> Error {
    Error::Write { path: path.to_path_buf(), source }
}

/// What the system said, without the name behind it that only this program knows.
fn bare(error: io::Error) -> io::Error {
    let said = error.to_string();
    let what = said.split_once(" at path ").map(|(what, _)| what.to_owned());
    let kind = error.kind();
    what.map_or(error, |what| io::Error::new(kind, what))
}

/// The folder a path is in.
pub(super) fn parent(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Sees to it that an output at `path` would not be written into an input.
///
/// Errors: [`Error::Config`] if `path` is an input or lies in one that is a folder: the next run would read it.
pub fn outside(path: &Path, inputs: &[PathBuf]) -> Result<()> {
    let Some(target) = real(path) else { return Ok(()) };
    for input in inputs.iter().filter(|input| input.as_path() != Path::new("-")) {
        let Ok(inside) = fs::canonicalize(input) else { continue };
        if target.starts_with(&inside) && (inside.is_dir() || inside.is_file()) {
            return Err(Error::Config {
                option: "output",
                value: path.display().to_string(),
                reason: format!("lies in the input {}; the input is never written to", input.display()),
            });
        }
    }
    Ok(())
}

/// The path without links; `None` if not even its folder exists.
fn real(path: &Path) -> Option<PathBuf> {
    fs::canonicalize(path).ok().or_else(|| Some(fs::canonicalize(parent(path)).ok()?.join(path.file_name()?)))
}

/// How the names of files and folders under way begin.
pub(super) const UNDER_WAY: &str = ".dittograph-";

/// The rights a new file has, before the user's mask.
#[cfg(unix)]
fn with_rights(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn with_rights(_builder: &mut tempfile::Builder<'_, '_>) {}

/// A file under way. Dropped before [`OutputFile::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct OutputFile {
    path: PathBuf,
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    /// The name is removed with it: what writes is the plain file, whose errors say what the system said and no more.
    Whole(BufWriter<File>, TempPath),
    /// A pipe or device that is there already: written as it comes.
    Stream(BufWriter<File>),
}

impl OutputFile {
    /// Begins the file at `path`; an older file there stays until this one is done. Errors: [`Error::Write`].
    pub fn create(path: &Path) -> Result<Self> {
        let sink = match fs::metadata(path).map(|metadata| metadata.file_type()) {
            Ok(kind) if kind.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
            Ok(kind) if !kind.is_file() => File::create(path).map(|file| Sink::Stream(BufWriter::new(file))),
            _ => {
                let mut builder = tempfile::Builder::new();
                builder.prefix(UNDER_WAY);
                with_rights(&mut builder);
                let file = builder.tempfile_in(parent(path)).map_err(bare);
                file.map(|file| {
                    let (file, path) = file.into_parts();
                    Sink::Whole(BufWriter::with_capacity(1 << 16, file), path)
                })
            }
        };
        let sink = sink.map_err(|source| unwritable(path, source))?;
        Ok(Self { path: path.to_path_buf(), sink })
    }

    /// Where it is until it is done; `None` for a pipe or device.
    pub fn under_way(&self) -> Option<&Path> {
        match &self.sink {
            Sink::Whole(_, path) => Some(path),
            Sink::Stream(_) => None,
        }
    }

    /// The error about it.
    pub(super) fn fault(&self, source: io::Error) -> Error {
        unwritable(&self.path, source)
    }

    /// Brings the file to disk and to its place. Errors: [`Error::Write`].
    pub fn finish(self) -> Result<()> {
        let Self { path, sink } = self;
        let done = match sink {
            Sink::Stream(mut stream) => stream.flush(),
            Sink::Whole(file, under_way) => {
                file.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| {
                    file.sync_all()?;
                    under_way.persist(&path).map_err(|error| error.error)
                })
            }
        };
        done.map_err(|source| unwritable(&path, source))
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Whole(file, _) => file.write(bytes),
            Sink::Stream(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Whole(file, _) => file.flush(),
            Sink::Stream(stream) => stream.flush(),
        }
    }
}
