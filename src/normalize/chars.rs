//! Code-point positions of byte offsets: [`CharIndex`]. What Python slices by is derived from bytes only where a finding
//! needs it, so nothing is kept per character.

use crate::int::index;
use crate::simd::{Kernel, Path, on};
use crate::span::{Chars, Raw, Span};

/// Bytes between two checkpoints.
const BLOCK_BYTES: usize = 256;

/// Counts the code points in front of any byte of one text.
///
/// Shape: four bytes for every 256 of the text. Complexity: one pass to build, at most 256 bytes a look-up.
///
/// ```
/// use dittograph::{normalize::CharIndex, span::Span};
/// let index = CharIndex::new("工作报告 report");
/// assert_eq!(index.to_chars(Span::new(6, 15)), Span::new(2, 7));
/// ```
#[derive(Debug, Clone)]
pub struct CharIndex<'t> {
    text: &'t str,
    /// Code points in front of each block.
    checkpoints: Vec<u32>,
}

impl<'t> CharIndex<'t> {
    /// Reads the text once.
    pub fn new(text: &'t str) -> Self {
        let mut checkpoints = Vec::with_capacity(text.len() / BLOCK_BYTES + 1);
        let mut chars = 0;
        for block in text.as_bytes().chunks(BLOCK_BYTES) {
            checkpoints.push(chars);
            chars += count(block);
        }
        checkpoints.push(chars);
        Self { text, checkpoints }
    }

    /// The same span in code points. Positions behind the text give its length; a position inside a character counts that
    /// character in.
    pub fn to_chars(&self, raw: Span<Raw>) -> Span<Chars> {
        Span::new(self.before(raw.start), self.before(raw.end))
    }

    /// Code points of the whole text.
    pub fn chars(&self) -> u32 {
        self.checkpoints.last().copied().unwrap_or(0)
    }

    fn before(&self, byte: u32) -> u32 {
        let byte = index(byte).min(self.text.len());
        let block = byte / BLOCK_BYTES;
        self.checkpoints[block] + count(&self.text.as_bytes()[block * BLOCK_BYTES..byte])
    }
}

/// Code points of a text, as [`str::chars`] counts them, at the speed of memory.
pub(crate) fn count_chars(text: &str) -> u32 {
    count(text.as_bytes())
}

/// Number of bytes that begin a character.
fn count(bytes: &[u8]) -> u32 {
    on(Path::best(), Count(bytes))
}

/// Bytes that are looked at together.
const ROW_BYTES: usize = 64;
/// Rows after which a byte could not count on.
const ROWS: usize = 255;

/// Counts the bytes that begin a character: those of a place in their rows in one byte, for as many rows as it can count.
struct Count<'t>(&'t [u8]);

impl Kernel for Count<'_> {
    type Output = u32;

    #[inline(always)]
    // Loops over the places of arrays become vectors whatever is inlined.
    fn run(self) -> u32 {
        let (rows, rest) = self.0.as_chunks::<ROW_BYTES>();
        let mut all = rest.iter().map(|&byte| u32::from(begins(byte))).sum();
        for rows in rows.chunks(ROWS) {
            let mut counts = [0_u8; ROW_BYTES];
            for row in rows {
                for at in 0..ROW_BYTES {
                    counts[at] += begins(row[at]);
                }
            }
            all += counts.iter().map(|&count| u32::from(count)).sum::<u32>();
        }
        all
    }
}

/// Whether a byte begins a character, as a number.
#[inline(always)]
fn begins(byte: u8) -> u8 {
    u8::from(byte & 0xC0 != 0x80)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::int::narrow;

    #[test]
    fn every_path_counts_code_points_of_any_length() {
        for repeats in [0, 1, 6, 7, 1631, 1632, 1633, 5000] {
            let text = format!("国{}", "a国é😀".repeat(repeats));
            let plain = narrow(text.chars().count());
            assert_eq!(count_chars(&text), plain);
            for path in Path::all() {
                assert_eq!(on(path, Count(text.as_bytes())), plain, "{} {repeats}", path.name());
            }
        }
    }

    #[test]
    fn every_boundary_has_its_code_point_position() {
        for repeats in [0, 1, 40, 64, 200] {
            let text = "a国é😀".repeat(repeats);
            let positions = CharIndex::new(&text);
            for (chars, (byte, _)) in text.char_indices().enumerate() {
                let expected = Span::new(narrow(chars), narrow(text.chars().count()));
                assert_eq!(positions.to_chars(Span::new(narrow(byte), narrow(text.len()))), expected);
            }
            assert_eq!(positions.chars(), narrow(text.chars().count()));
        }
    }

    #[test]
    fn checkpoints_are_sampled() {
        assert_eq!(CharIndex::new(&"国".repeat(256)).checkpoints.len(), 4);
    }
}
