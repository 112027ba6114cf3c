//! How a file is packed: told from its first bytes, never from its name, and undone as a stream.
//!
//! Says nothing about what the unpacked bytes hold.

use std::io::{self, BufRead, BufReader, Cursor, Read};

/// A stream of bytes that can look ahead.
pub(super) type Stream = Box<dyn BufRead + Send>;

/// Bytes that [`Compression::of`] wants to see.
const MAGIC_BYTES: usize = 10;
/// Capacity of the buffers between a file and its reader.
const BUFFER_BYTES: usize = 1 << 16;
/// Endings of names that only say how a file is packed.
pub(super) const SUFFIXES: [&str; 4] = ["gz", "zst", "bz2", "xz"];

/// How a file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Compression {
    /// Not at all.
    None,
    /// gzip, one member or several.
    Gzip,
    /// Zstandard, one frame or several.
    Zstd,
    /// bzip2, one stream or several.
    Bzip2,
    /// xz, one stream or several.
    Xz,
}

impl Compression {
    /// What the first bytes of a file say.
    ///
    /// ASCII at the start of a text can't pass for bzip2: the number behind its three letters is asked for, too.
    pub(super) fn of(head: &[u8]) -> Self {
        match head {
            [0x1F, 0x8B, 8, ..] => Self::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Self::Zstd,
            [b'B', b'Z', b'h', b'1'..=b'9', 0x31, 0x41, 0x59, 0x26, 0x53, 0x59, ..]
            | [b'B', b'Z', b'h', b'1'..=b'9', 0x17, 0x72, 0x45, 0x38, 0x50, 0x90, ..] => Self::Bzip2,
            [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            _ => Self::None,
        }
    }

    /// The unpacked bytes of `packed`.
    fn unpack(self, packed: Stream) -> io::Result<Stream> {
        Ok(match self {
            Self::None => packed,
            Self::Gzip => buffered(flate2::bufread::MultiGzDecoder::new(packed)),
            Self::Zstd => buffered(zstd::Decoder::with_buffer(packed)?),
            Self::Bzip2 => buffered(bzip2::bufread::MultiBzDecoder::new(packed)),
            Self::Xz => buffered(liblzma::bufread::XzDecoder::new_multi_decoder(packed)),
        })
    }
}

/// The unpacked bytes of a stream, and how it was packed.
pub(super) fn unpacked(stream: impl Read + Send + 'static) -> io::Result<(Compression, Stream)> {
    let (head, stream) = ahead(buffered(stream), MAGIC_BYTES)?;
    let compression = Compression::of(&head);
    Ok((compression, compression.unpack(stream)?))
}

fn buffered(stream: impl Read + Send + 'static) -> Stream {
    Box::new(BufReader::with_capacity(BUFFER_BYTES, stream))
}

/// Up to `bytes` first bytes of a stream, and the stream with them before it again.
pub(super) fn ahead(mut stream: Stream, bytes: usize) -> io::Result<(Vec<u8>, Stream)> {
    let mut head = Vec::new();
    let limit = u64::try_from(bytes).unwrap_or(u64::MAX);
    // What could be read before a fault is read; the fault comes again where it stands.
    let fault = stream.by_ref().take(limit).read_to_end(&mut head).err();
    let again = Cursor::new(head.clone());
    let stream: Stream = match fault {
        None => Box::new(again.chain(stream)),
        Some(fault) if head.is_empty() => return Err(fault),
        Some(fault) => Box::new(again.chain(buffered(Broken(Some(fault))))),
    };
    Ok((head, stream))
}

/// A stream that ends in a fault.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn packed(compression: Compression, bytes: &[u8]) -> Vec<u8> {
        match compression {
            Compression::None => bytes.to_vec(),
            Compression::Gzip => {
                let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                packer.write_all(bytes).unwrap();
                packer.finish().unwrap()
            }
            Compression::Zstd => zstd::encode_all(bytes, 1).unwrap(),
            Compression::Bzip2 => {
                let mut packer = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
                packer.write_all(bytes).unwrap();
                packer.finish().unwrap()
            }
            Compression::Xz => liblzma::encode_all(bytes, 1).unwrap(),
        }
    }

    #[test]
    fn every_packing_is_told_from_its_bytes_and_undone() {
        use Compression as C;
        for compression in [C::None, C::Gzip, C::Zstd, C::Bzip2, C::Xz] {
            for text in ["", "报告", &"全县经济社会发展稳中有进。".repeat(9000)] {
                let two = [packed(compression, text.as_bytes()), packed(compression, "完".as_bytes())].concat();
                let (found, mut stream) = unpacked(Cursor::new(two)).unwrap();
                let mut read = String::new();
                stream.read_to_string(&mut read).unwrap();
                assert_eq!((found, read), (compression, format!("{text}完")));
            }
        }
    }

    #[test]
    fn words_are_no_packing() {
        for text in ["BZh9 是压缩格式", "BZ", "(\u{B5}", "PK", "P*M", ""] {
            assert_eq!(Compression::of(text.as_bytes()), Compression::None, "{text}");
        }
    }
}
