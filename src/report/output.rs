//! Files that appear whole or not at all: written beside their place, brought to disk, then renamed.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempDir};

use crate::error::{Error, Result};

fn unwritable(path: &Path, source: io::Error) -> Error {
    Error::Write { path: path.to_path_buf(), source }
}

/// The folder a path is in.
fn parent(path: &Path) -> &Path {
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

/// How files and folders under way are called until they are done.
fn builder<'a>() -> tempfile::Builder<'a, 'a> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".dittograph-");
    builder
}

/// The rights a new file or folder has, before the user's mask.
#[cfg(unix)]
fn with_rights(builder: &mut tempfile::Builder<'_, '_>, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(mode));
}

#[cfg(not(unix))]
fn with_rights(_builder: &mut tempfile::Builder<'_, '_>, _mode: u32) {}

/// A file under way. Dropped before [`OutputFile::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct OutputFile {
    path: PathBuf,
    sink: Sink,
}

#[derive(Debug)]
enum Sink {
    Whole(BufWriter<NamedTempFile>),
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
                let mut builder = builder();
                with_rights(&mut builder, 0o666);
                builder.tempfile_in(parent(path)).map(|file| Sink::Whole(BufWriter::with_capacity(1 << 16, file)))
            }
        };
        let sink = sink.map_err(|source| unwritable(path, source))?;
        Ok(Self { path: path.to_path_buf(), sink })
    }

    /// Where it is until it is done; `None` for a pipe or device.
    pub fn under_way(&self) -> Option<&Path> {
        match &self.sink {
            Sink::Whole(file) => Some(file.get_ref().path()),
            Sink::Stream(_) => None,
        }
    }

    /// Brings the file to disk and to its place. Errors: [`Error::Write`].
    pub fn finish(self) -> Result<()> {
        let Self { path, sink } = self;
        let done = match sink {
            Sink::Stream(mut stream) => stream.flush(),
            Sink::Whole(file) => file.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| {
                file.as_file().sync_all()?;
                file.persist(&path).map(|_| ()).map_err(|error| error.error)
            }),
        };
        done.map_err(|source| unwritable(&path, source))
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Whole(file) => file.write(bytes),
            Sink::Stream(stream) => stream.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Whole(file) => file.flush(),
            Sink::Stream(stream) => stream.flush(),
        }
    }
}

/// A folder under way. Dropped before [`OutputFolder::finish`], it leaves nothing behind.
#[derive(Debug)]
pub struct OutputFolder {
    path: PathBuf,
    folder: TempDir,
}

impl OutputFolder {
    /// Begins the folder at `path`.
    ///
    /// Errors: [`Error::OutputExists`] if something is there that is not an empty folder; [`Error::Write`].
    pub fn create(path: &Path) -> Result<Self> {
        let taken = match fs::symlink_metadata(path) {
            Err(_) => false,
            Ok(metadata) if metadata.is_dir() => {
                fs::read_dir(path).map_err(|source| unwritable(path, source))?.next().is_some()
            }
            Ok(_) => true,
        };
        if taken {
            return Err(Error::OutputExists { path: path.to_path_buf() });
        }
        let mut builder = builder();
        with_rights(&mut builder, 0o777);
        let folder = builder.tempdir_in(parent(path)).map_err(|source| unwritable(path, source))?;
        Ok(Self { path: path.to_path_buf(), folder })
    }

    /// Where it is until it is done.
    pub fn under_way(&self) -> Option<&Path> {
        Some(self.folder.path())
    }

    /// A new file in it at a relative path, folders made as needed. Errors: [`Error::Write`].
    pub(super) fn file(&self, relative: &Path) -> Result<File> {
        let path = self.folder.path().join(relative);
        let made = fs::create_dir_all(parent(&path)).and_then(|()| File::create_new(&path));
        made.map_err(|source| unwritable(&self.path.join(relative), source))
    }

    /// The error about a file in it.
    pub(super) fn fault(&self, relative: &Path, source: io::Error) -> Error {
        unwritable(&self.path.join(relative), source)
    }

    /// Brings the folder to its place. Errors: [`Error::Write`].
    pub fn finish(self) -> Result<()> {
        let Self { path, folder } = self;
        if path.is_dir() {
            fs::remove_dir(&path).map_err(|source| unwritable(&path, source))?;
        }
        fs::rename(folder.path(), &path).map_err(|source| unwritable(&path, source))?;
        // The folder has moved: there is nothing left to remove at its old place.
        let _ = folder.keep();
        Ok(())
    }
}
