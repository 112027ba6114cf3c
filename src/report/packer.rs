//! Packs a file as the input was packed.

use std::io::{self, BufWriter, Write};

use bzip2::write::BzEncoder;
use flate2::write::GzEncoder;
use liblzma::write::XzEncoder;

use super::resume::{NewFile, Seal};
use crate::read::Compression;

/// Bytes that are written at a time: with a quarter of it, a system call costs a tenth more a byte.
const BUFFER_BYTES: usize = 1 << 18;
/// Level of xz: that of its command unless said otherwise.
const XZ_LEVEL: u32 = 6;

/// A packed file under way.
pub(super) enum Packer {
    /// Of a file that an earlier run has done: nothing is written.
    Done,
    Plain(BufWriter<NewFile>),
    Gzip(GzEncoder<BufWriter<NewFile>>),
    Zstd(zstd::Encoder<'static, BufWriter<NewFile>>),
    Bzip2(BzEncoder<BufWriter<NewFile>>),
    Xz(XzEncoder<BufWriter<NewFile>>),
}

#[cfg(feature = "parquet")]
impl Write for Packer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Packer {
    /// Begins a file.
    pub(super) fn new(file: NewFile, compression: Compression) -> io::Result<Self> {
        let file = BufWriter::with_capacity(BUFFER_BYTES, file);
        Ok(match compression {
            Compression::None => Self::Plain(file),
            Compression::Gzip => Self::Gzip(GzEncoder::new(file, flate2::Compression::default())),
            Compression::Zstd => Self::Zstd(zstd::Encoder::new(file, zstd::DEFAULT_COMPRESSION_LEVEL)?),
            Compression::Bzip2 => Self::Bzip2(BzEncoder::new(file, bzip2::Compression::default())),
            Compression::Xz => Self::Xz(XzEncoder::new(file, XZ_LEVEL)),
        })
    }

    /// Adds bytes.
    pub(super) fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        match self {
            Self::Done => Ok(()),
            Self::Plain(file) => file.write_all(bytes),
            Self::Gzip(file) => file.write_all(bytes),
            Self::Zstd(file) => file.write_all(bytes),
            Self::Bzip2(file) => file.write_all(bytes),
            Self::Xz(file) => file.write_all(bytes),
        }
    }

    /// Brings the file to disk; says what it holds, but for one that was done before.
    pub(super) fn finish(self) -> io::Result<Option<Seal>> {
        let file = match self {
            Self::Done => return Ok(None),
            Self::Plain(file) => file,
            Self::Gzip(file) => file.finish()?,
            Self::Zstd(file) => file.finish()?,
            Self::Bzip2(file) => file.finish()?,
            Self::Xz(file) => file.finish()?,
        };
        file.into_inner().map_err(io::IntoInnerError::into_error)?.seal().map(Some)
    }
}
