//! Files that appear whole or not at all: written beside their place, brought to disk, then renamed. Folders are in `folder`.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use crate::error::{Error, Result};
use crate::read;

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

/// Where an output is to be, and the option that says so.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a> {
    /// The option's long name.
    pub option: &'static str,
    /// What it names.
    pub path: &'a Path,
}

impl Target<'_> {
    fn refused(&self, reason: String) -> Error {
        Error::Config { option: self.option, value: self.path.display().to_string(), reason }
    }
}

/// Sees to it that an output would not be written into an input. `-` is standard output and standard input.
///
/// Errors: [`Error::Config`] if it is an input or lies in one that is a folder: the next run would read it; or if it is there and
/// a pattern matches it.
pub fn outside(output: Target<'_>, inputs: &[PathBuf]) -> Result<()> {
    let streams = |path: &Path| path == Path::new("-");
    if streams(output.path) || !parent(output.path).exists() {
        return Ok(());
    }
    let target = real(output.path);
    for input in inputs.iter().filter(|input| !streams(input)) {
        let within = match fs::canonicalize(input) {
            Ok(inside) if inside.is_dir() => target.starts_with(&inside),
            Ok(inside) => inside.is_file() && same(&inside, &target),
            Err(_) => target.is_file() && read::takes(input, &target),
        };
        if within {
            let input = input.display();
            return Err(output.refused(format!("lies in the input {input}; the input is never written to")));
        }
    }
    Ok(())
}

/// Sees to it that no output takes the place of a file that is read, and no two outputs are one.
///
/// `read`: what is read beside the inputs, of which [`outside`] speaks. Into a folder among it new files can be written. Pipes and
/// devices may be named as often as one likes. Errors: [`Error::Config`].
pub fn apart(outputs: &[Target<'_>], read: &[&Path]) -> Result<()> {
    let pipe = |path: &Path| fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir());
    let files: Vec<_> = outputs.iter().filter(|output| !pipe(output.path)).map(|o| (o, real(o.path))).collect();
    for (at, (output, target)) in files.iter().enumerate() {
        let reads = |input: &&&Path| {
            let within = |folder: &Path| folder.is_dir() && target.is_file() && target.starts_with(folder);
            fs::canonicalize(input).is_ok_and(|input| same(&input, target) || within(&input))
        };
        if let Some(input) = read.iter().find(reads) {
            let input = input.display();
            return Err(
                output.refused(format!("takes the place of {input}, which this call reads; name another output"))
            );
        }
        for (other, place) in &files[..at] {
            let reason = match (same(place, target), target.starts_with(place)) {
                (true, _) => format!("is where --{} is written, too; name another file", other.option),
                (_, true) => format!("lies in the folder that --{} makes; name a file beside it", other.option),
                (false, false) => continue,
            };
            return Err(output.refused(reason));
        }
    }
    Ok(())
}

/// The path without links, as far as it exists.
fn real(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| match path.file_name() {
        Some(name) => real(parent(path)).join(name),
        None => path.to_path_buf(),
    })
}

/// Whether two paths without links are one file.
fn same(one: &Path, other: &Path) -> bool {
    one == other || file_number(one).is_some_and(|number| file_number(other) == Some(number))
}

/// What a file has under each of its names: device and number.
#[cfg(unix)]
fn file_number(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn file_number(_path: &Path) -> Option<(u64, u64)> {
    None
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
    Stream(BufWriter<Box<dyn Stream>>),
}

/// What takes bytes as they come.
trait Stream: Write + fmt::Debug + Send {}

impl<S: Write + fmt::Debug + Send> Stream for S {}

impl OutputFile {
    /// Begins the file at `path`; an older file there stays until this one is done. Errors: [`Error::Write`].
    pub fn create(path: &Path) -> Result<Self> {
        let sink = match fs::metadata(path).map(|metadata| metadata.file_type()) {
            Ok(kind) if kind.is_dir() => Err(io::Error::from(io::ErrorKind::IsADirectory)),
            Ok(kind) if !kind.is_file() => File::create(path).map(streamed),
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

    /// What goes to a stream that is open already. `name`: what errors call it.
    pub fn stream(name: &Path, stream: impl Write + fmt::Debug + Send + 'static) -> Self {
        Self { path: name.to_path_buf(), sink: streamed(stream) }
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

fn streamed(stream: impl Stream + 'static) -> Sink {
    Sink::Stream(BufWriter::with_capacity(1 << 16, Box::new(stream)))
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
