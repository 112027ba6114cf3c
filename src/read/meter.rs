//! How much of the inputs was taken: bytes as they lie on disk, counted where they are read. Reads nothing itself.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Taken;
use super::open::FileEntry;
use crate::int::wide;

/// The bytes taken of one file.
pub(super) type Count = Arc<AtomicU64>;

/// Counts the bytes of the files of a run.
pub(super) struct Meter {
    /// The length of each; `None` for what has none.
    lengths: std::vec::IntoIter<Option<u64>>,
    of: Option<u64>,
    /// Bytes of the files before the one that is open.
    before: u64,
    /// What counts the file that is open, and its length.
    open: (Count, Option<u64>),
}

impl Meter {
    /// Looks how long the files are. One that is gone has no length: reading it will say so.
    pub(super) fn new(files: &[FileEntry]) -> Self {
        let length = |entry: &FileEntry| entry.path().map(|_| entry.length().unwrap_or(0));
        let lengths: Vec<Option<u64>> = files.iter().map(length).collect();
        let of = lengths.iter().copied().sum();
        Self { lengths: lengths.into_iter(), of, before: 0, open: (Count::default(), Some(0)) }
    }

    /// The next file begins; what counts it.
    pub(super) fn next(&mut self) -> Count {
        self.end();
        self.open = (Count::default(), self.lengths.next().flatten());
        self.open.0.clone()
    }

    /// By how many bytes the open file, `now` long, fell short of what it had when the run began, if that was noticed: a file
    /// whose every byte was taken may have lost them since.
    pub(super) fn short(&self, now: u64) -> Option<u64> {
        let length = self.open.1.filter(|length| self.open.0.load(Ordering::Relaxed) < *length)?;
        length.checked_sub(now).filter(|missing| *missing > 0)
    }

    /// A file ends. Of one that was passed over, or is read from its end, not every byte was counted.
    pub(super) fn end(&mut self) {
        let (count, length) = std::mem::replace(&mut self.open, (Count::default(), Some(0)));
        self.before += length.unwrap_or_else(|| count.load(Ordering::Relaxed));
    }

    /// How much was taken so far.
    pub(super) fn taken(&self) -> Taken {
        let bytes = self.before + self.open.0.load(Ordering::Relaxed);
        Taken { bytes: self.of.map_or(bytes, |of| bytes.min(of)), of: self.of }
    }
}

/// A stream whose bytes are counted.
pub(super) struct Counted<R> {
    stream: R,
    count: Count,
}

impl<R> Counted<R> {
    pub(super) fn new(stream: R, count: Count) -> Self {
        Self { stream, count }
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.stream.read(into)?;
        self.count.fetch_add(wide(read), Ordering::Relaxed);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use crate::read::{FileSource, ReadOptions, Source, Taken};

    #[test]
    fn every_byte_of_the_files_is_taken_in_the_end() {
        let folder = tempfile::tempdir().unwrap();
        let paths = ["a.jsonl", "b.txt", "c.txt"].map(|name| folder.path().join(name));
        let lines = "{\"text\":\"一\"}\n{\"text\":\"二\"}\n";
        // The last is left out: its bytes count all the same.
        let texts = [lines.as_bytes().to_vec(), "三".into(), vec![0; 200_000]];
        let all: usize = texts.iter().map(Vec::len).sum();
        for (path, text) in paths.iter().zip(texts) {
            std::fs::write(path, text).unwrap();
        }
        let (all, of) = (crate::int::wide(all), Some(crate::int::wide(all)));
        let mut source = FileSource::open(&[folder.path().to_path_buf()], ReadOptions::default()).unwrap();
        assert_eq!(source.taken(), Some(Taken { bytes: 0, of }));
        let mut last = 0;
        while source.next_item().unwrap().is_some() {
            let taken = source.taken().unwrap().bytes;
            assert!(taken >= last, "{taken} < {last}");
            last = taken;
        }
        assert_eq!(source.taken(), Some(Taken { bytes: all, of }));
    }
}
