//! The hash that orders shingles: 32 bits, by doubling, without a chain from one shingle to the next.
//!
//! Plain form: h₁(i) = c(i)·M₁, then h₂ₛ(i) = mix(hₛ(i), hₛ(i+s)) until s reaches k. Departures: (1) the last step of
//! a k that is no power of two overlaps, h(i) = mix(hₛ(i), hₛ(i+k−s)), which covers all k symbols with ⌈log₂ k⌉ steps
//! for any k; (2) it runs in blocks of fixed size over two buffers, so each step is one loop over slices that the
//! compiler turns into vector code, the first two steps in one. A rolling polynomial needs fewer operations a symbol, but each waits for the one
//! before: measured at k = 8, 1.1 ns a symbol against 0.85 without wide vectors and 0.45 with them.
//!
//! The hash orders, it does not name: two shingles in 2³² share one by chance, and
//! [`anchors`](super::anchors) does not depend on that.

use std::ops::Range;

use super::BLOCK_SYMBOLS;
use crate::int::{high, index};
use crate::normalize::Symbol;
use crate::simd::{Kernel, Path, on};

/// Buffers of one block, kept from call to call.
#[derive(Debug, Clone, Default)]
pub(crate) struct Buffers {
    front: Vec<u32>,
    back: Vec<u32>,
}

/// The order hashes of all shingles of `k` symbols, one a position, into `out`, which is emptied first.
///
/// Gives n − k + 1 hashes, none for a text shorter than `k` or for `k` = 0. Equal shingles get equal hashes, in every
/// process and on every machine; `seed` chooses among the orders. Complexity: O(n log k).
///
/// ```
/// use dittograph::shingle::hash_shingles;
/// let symbols: Vec<u32> = "为民服务为民服务".chars().map(u32::from).collect();
/// let mut hashes = Vec::new();
/// hash_shingles(&symbols, 4, 0, &mut hashes);
/// assert_eq!(hashes.len(), 5);
/// assert_eq!(hashes[0], hashes[4]);
/// ```
pub fn hash_shingles(symbols: &[Symbol], k: u32, seed: u64, out: &mut Vec<u32>) {
    hash_shingles_on(Path::best(), symbols, k, seed, out);
}

/// [`hash_shingles`] by the instructions of `path`: the same on every one.
#[doc(hidden)]
pub fn hash_shingles_on(path: Path, symbols: &[Symbol], k: u32, seed: u64, out: &mut Vec<u32>) {
    out.clear();
    let size = index(k);
    if size > 0 && symbols.len() >= size {
        on(path, All { symbols, size, seed, out });
    }
}

/// Hashes all shingles of a text, which has one at least.
struct All<'a> {
    symbols: &'a [Symbol],
    size: usize,
    seed: u64,
    out: &'a mut Vec<u32>,
}

impl Kernel for All<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let all = 0..self.symbols.len() - self.size + 1;
        hash_range(self.symbols, self.size, self.seed, all, &mut Buffers::default(), self.out);
    }
}

/// The order hashes of the shingles that start in `range`, into `out`, which is emptied first.
///
/// `size` is at least 1 and the last shingle ends within the text.
#[inline(always)]
pub(super) fn hash_range(
    symbols: &[Symbol],
    size: usize,
    seed: u64,
    range: Range<usize>,
    buffers: &mut Buffers,
    out: &mut Vec<u32>,
) {
    out.clear();
    out.reserve(range.len());
    for start in range.clone().step_by(BLOCK_SYMBOLS) {
        let count = BLOCK_SYMBOLS.min(range.end - start);
        out.extend_from_slice(hash_block(&symbols[start..start + count + size - 1], size, seed, buffers));
    }
}

/// Hands out the hashes of all shingles of `k` symbols in order, some thousand at a time.
pub(crate) fn each_block(
    path: Path,
    symbols: &[Symbol],
    (k, seed): (u32, u64),
    buffers: &mut Buffers,
    mut each: impl FnMut(&[u32]),
) {
    let size = index(k);
    if size == 0 || symbols.len() < size {
        return;
    }
    let shingles = symbols.len() - size + 1;
    for start in (0..shingles).step_by(BLOCK_SYMBOLS) {
        let count = BLOCK_SYMBOLS.min(shingles - start);
        let symbols = &symbols[start..start + count + size - 1];
        each(on(path, Block { symbols, size, seed, buffers }));
    }
}

/// Hashes the shingles of one block.
struct Block<'a, 'b> {
    symbols: &'a [Symbol],
    size: usize,
    seed: u64,
    buffers: &'b mut Buffers,
}

impl<'b> Kernel for Block<'_, 'b> {
    type Output = &'b [u32];

    #[inline(always)]
    fn run(self) -> &'b [u32] {
        hash_block(self.symbols, self.size, self.seed, self.buffers)
    }
}

/// The hashes of all shingles of one block. Of two buffers, each step reads one and writes the other.
#[inline(always)]
fn hash_block<'b>(symbols: &[Symbol], size: usize, seed: u64, buffers: &'b mut Buffers) -> &'b [u32] {
    let (mut front, mut back) = (room(&mut buffers.front, symbols.len()), room(&mut buffers.back, symbols.len()));
    let mut count = symbols.len();
    let mut covered = size.min(2);
    match covered {
        2 => pairs(symbols, multiplier(seed, 0), multiplier(seed, 1), front),
        _ => singles(symbols, multiplier(seed, 0), front),
    }
    count -= covered - 1;
    for level in 2.. {
        if covered == size {
            break;
        }
        let step = covered.min(size - covered);
        count -= step;
        double(front, step, multiplier(seed, level), &mut back[..count]);
        std::mem::swap(&mut front, &mut back);
        covered += step;
    }
    &front[..count]
}

/// So many places of a buffer, from the start of a cache line on, so that no vector that is stored lies across two.
#[inline(always)]
fn room(buffer: &mut Vec<u32>, count: usize) -> &mut [u32] {
    const LINE_BYTES: usize = 64;
    let line = LINE_BYTES / size_of::<u32>();
    buffer.resize(buffer.len().max(count + line), 0);
    let from = buffer.as_ptr().align_offset(LINE_BYTES).min(line);
    &mut buffer[from..from + count]
}

/// Hashes of single symbols.
#[inline(always)]
fn singles(symbols: &[Symbol], multiplier: u32, out: &mut [u32]) {
    for (hash, &symbol) in out.iter_mut().zip(symbols) {
        *hash = symbol.wrapping_mul(multiplier);
    }
}

/// Hashes of two symbols: those of single ones joined, in one go.
#[inline(always)]
fn pairs(symbols: &[Symbol], single: u32, joining: u32, out: &mut [u32]) {
    for ((joined, &head), &tail) in out.iter_mut().zip(symbols).zip(&symbols[1..]) {
        *joined = mix(head.wrapping_mul(single), tail.wrapping_mul(single), joining);
    }
}

/// Joins every hash with the one `step` further on.
#[inline(always)]
fn double(hashes: &[u32], step: usize, multiplier: u32, out: &mut [u32]) {
    for ((joined, &head), &tail) in out.iter_mut().zip(hashes).zip(&hashes[step..]) {
        *joined = mix(head, tail, multiplier);
    }
}

/// Joins two hashes; not commutative, and one-to-one in each while the other stands still.
#[inline(always)]
pub(super) fn mix(head: u32, tail: u32, multiplier: u32) -> u32 {
    let sum = head.wrapping_mul(multiplier).wrapping_add(tail ^ (tail >> 15));
    sum ^ (sum >> 13)
}

/// The odd multiplier of one level.
pub(super) fn multiplier(seed: u64, level: u64) -> u32 {
    high(constant(seed, level)) | 1
}

/// The `nth` constant of a seed.
pub(crate) fn constant(seed: u64, nth: u64) -> u64 {
    scramble(seed.wrapping_add((nth + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

/// Spreads every bit over all 64, one-to-one (the finaliser of splitmix64, Steele et al. 2014).
#[inline(always)]
pub(crate) fn scramble(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
