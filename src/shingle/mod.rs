//! From the symbols of one text to its anchors: the smallest shingle of every window (a local `MinHash`).
//!
//! In come normalised symbols, out go [`Anchor`]s. A shingle is k consecutive symbols, a window is w consecutive
//! shingles, hence g = k + w − 1 symbols. Nothing here knows documents or compares texts.
//!
//! # Guarantee
//!
//! Shingles are ordered by a 32-bit hash of their symbols ([`hash_shingles`]). A shingle is *minimal* in a window if no
//! shingle of that window has a smaller hash. For every window, of any text, without exception:
//!
//! 1. **The window holds an anchor.** More: every distinct shingle that is minimal in the window is an anchor
//!    somewhere in the window.
//! 2. **Two equal windows share an anchor hash**, wherever they stand, in one text or in two: they have the same
//!    minimal shingles, and by 1 both hold an anchor of each of them. The two places within the window are less than
//!    w apart.
//! 3. **At the same place**: if a window's minimum is attained at one place only, that place is an anchor. So
//!    two equal strings of at least g symbols share an anchor at the same relative offset as soon as one of their
//!    windows has its minimum once. Only where *every* window repeats its smallest shingle (periodic text) may the
//!    shared anchors stand at different offsets; there the text equals itself shifted, too.
//!
//! A text of at least k but fewer than g symbols counts as one window. One of fewer than k symbols has no anchor.
//!
//! *Proof.* [`minima`](select) finds every place that is minimal in some window, a function of that window alone. The
//! thinning drops a place p only if the last place kept before it, l, and the next minimal place after it, n, carry
//! the very shingle of p and n − l ≤ w. (3) If p is the only place of its hash in a window, then l lies before that
//! window and n behind it, so n − l > w and p stays. (1) Let a window hold p, dropped. If it holds l, it holds a kept
//! place of the same shingle. If not, it starts behind l and so reaches n. Is n kept, done; if n was dropped, then for
//! the same l (nothing was kept between) and its own next place n′ with n′ − l ≤ w, which the window reaches as well;
//! and so on to a place that is kept, for the last minimal place of a text always is. Since places are compared by
//! their symbols, not by their hashes, two different shingles of one hash never stand in for one another. ∎
//!
//! No rule that looks at its surroundings alone could give (3) for periodic text: in a text of one character
//! all places look the same, so it would keep all or none. Thinning keeps one in w there.
//!
//! Source: Schleimer, Wilkerson, Aiken, *Winnowing* (2003), whose robust variant keeps ties by position. Ours departs:
//! the minimum is found by doubling instead of a queue, and ties are thinned only between equal shingles, which
//! makes (1) and (2) independent of hash collisions.

mod minima;
#[doc(hidden)]
pub mod naive;
mod order;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::int::{index, narrow};
use crate::normalize::Symbol;
use crate::simd::{Kernel, Path, on};

pub use minima::select;
#[doc(hidden)]
pub use minima::select_on;
pub use order::hash_shingles;
#[doc(hidden)]
pub use order::hash_shingles_on;
pub(crate) use order::{Buffers, constant, each_block, scramble};

/// Symbols that are hashed at a time, so that all buffers stay in the first-level cache.
const BLOCK_SYMBOLS: usize = 2048;

/// A shingle picked as the smallest of a window.
///
/// Ordered by hash, then position, so that sorting brings equal shingles together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor {
    /// Names the shingle: `xxh3_64` of its symbols in little-endian bytes.
    pub hash: u64,
    /// Position of the shingle's first symbol in the text.
    pub position: u32,
}

/// Buffers for [`anchors_into`], kept from text to text so that nothing is allocated per text.
#[derive(Debug, Clone, Default)]
pub struct Scratch {
    hashes: Vec<u32>,
    order: Buffers,
    minima: minima::Buffers,
    places: Vec<u32>,
    bytes: Vec<u8>,
}

/// The anchors of one text, ascending by position: in every window of `w` shingles of `k` symbols the smallest.
///
/// Guarantee: see the [module](self). Complexity: O(n (log k + log w)), about 2 / (w + 1) anchors a symbol in
/// ordinary text and at most about 1 / w in a text of one character. With `k` = 0 there is no shingle and no
/// anchor; `w` = 0 counts as 1.
///
/// ```
/// use dittograph::shingle::anchors;
/// let symbols = |text: &str| text.chars().map(u32::from).collect::<Vec<u32>>();
/// let one = anchors(&symbols("会议审议通过了《关于加强基层治理的意见》"), 3, 4, 0);
/// let two = anchors(&symbols("县政府转发关于加强基层治理的通知"), 3, 4, 0);
/// assert!(one.iter().any(|a| two.iter().any(|b| a.hash == b.hash)));
/// ```
pub fn anchors(symbols: &[Symbol], k: u32, w: u32, seed: u64) -> Vec<Anchor> {
    let mut out = Vec::new();
    anchors_into(symbols, k, w, seed, &mut Scratch::default(), &mut out);
    out
}

/// [`anchors`] into `out`, which is emptied first, with the caller's buffers.
pub fn anchors_into(symbols: &[Symbol], k: u32, w: u32, seed: u64, scratch: &mut Scratch, out: &mut Vec<Anchor>) {
    out.clear();
    each_anchor(symbols, Cut { k, w, seed }, scratch, |anchor| out.push(anchor));
}

/// Which shingles of a text are anchors, and how they are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cut {
    /// Symbols a shingle.
    pub k: u32,
    /// Shingles a window.
    pub w: u32,
    /// Chooses the order and the names.
    pub seed: u64,
}

/// [`anchors`], each handed to `each`, with the caller's buffers: nothing is kept.
pub fn each_anchor(symbols: &[Symbol], cut: Cut, scratch: &mut Scratch, each: impl FnMut(Anchor)) {
    each_anchor_on(Path::best(), symbols, cut, scratch, each);
}

/// [`each_anchor`] by the instructions of `path`: the same on every one.
#[doc(hidden)]
pub fn each_anchor_on(path: Path, symbols: &[Symbol], cut: Cut, scratch: &mut Scratch, each: impl FnMut(Anchor)) {
    scratch.places.clear();
    let (size, seed) = (index(cut.k), cut.seed);
    if size == 0 || symbols.len() < size {
        return;
    }
    let shingles = symbols.len() - size + 1;
    let window = index(cut.w.max(1)).min(shingles);
    on(path, Minimal { symbols, size, window, seed, scratch });
    minima::thin(&mut scratch.places, window, |p, q| same_shingle(symbols, size, p, q));
    name_all(symbols, size, seed, scratch, each);
}

/// Finds the places that are minimal in some window: a block of hashes at a time, and their minima while they are in the
/// cache.
struct Minimal<'a> {
    symbols: &'a [Symbol],
    size: usize,
    window: usize,
    seed: u64,
    scratch: &'a mut Scratch,
}

impl Kernel for Minimal<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let Self { symbols, size, window, seed, scratch } = self;
        let Scratch { hashes, order, minima, places, .. } = scratch;
        for (need, inner) in minima::blocks(symbols.len() - size + 1, window) {
            order::hash_range(symbols, size, seed, need.clone(), order, hashes);
            minima::find(hashes, window, need.start, inner, minima, places);
        }
    }
}

/// Hands out the anchors at the places found.
///
/// The bytes are made for a block at a time. Made for each shingle alone, its hash has to wait for writes of another
/// width than its reads: measured, 3 to 7 ns more an anchor.
fn name_all(symbols: &[Symbol], size: usize, seed: u64, scratch: &mut Scratch, mut each: impl FnMut(Anchor)) {
    let Scratch { places, bytes, .. } = scratch;
    for of_block in places.chunk_by(|&one, &two| index(one) / BLOCK_SYMBOLS == index(two) / BLOCK_SYMBOLS) {
        let (first, last) = (index(of_block[0]), index(of_block[of_block.len() - 1]));
        little_endian(&symbols[first..last + size], bytes);
        for &position in of_block {
            let shingle = &bytes[4 * (index(position) - first)..][..4 * size];
            each(Anchor { hash: xxh3_64_with_seed(shingle, seed), position });
        }
    }
}

/// The name of every string of `size` symbols, with where it begins. Complexity: a hash of the string for each.
pub(crate) fn each_name(
    symbols: &[Symbol],
    size: u32,
    seed: u64,
    scratch: &mut Scratch,
    mut each: impl FnMut(u64, u32),
) {
    little_endian(symbols, &mut scratch.bytes);
    for (string, at) in scratch.bytes.windows(4 * index(size)).step_by(4).zip(0..) {
        each(xxh3_64_with_seed(string, seed), at);
    }
}

/// The hash that names a shingle: `xxh3_64` of its symbols in little-endian bytes. `bytes` is a buffer.
pub(crate) fn name(shingle: &[Symbol], seed: u64, bytes: &mut Vec<u8>) -> u64 {
    little_endian(shingle, bytes);
    xxh3_64_with_seed(bytes, seed)
}

/// The symbols' bytes, low ones first, in place of what `bytes` held.
fn little_endian(symbols: &[Symbol], bytes: &mut Vec<u8>) {
    bytes.resize(4 * symbols.len(), 0);
    for (four, symbol) in bytes.as_chunks_mut::<4>().0.iter_mut().zip(symbols) {
        *four = symbol.to_le_bytes();
    }
}

/// Whether the shingles of `size` symbols at `p` and `q` are equal; unequal ones mostly differ at once.
#[inline]
fn same_shingle(symbols: &[Symbol], size: usize, p: u32, q: u32) -> bool {
    let (p, q) = (index(p), index(q));
    symbols[p] == symbols[q] && symbols[p..][..size] == symbols[q..][..size]
}

/// An index within one text as a position.
fn position(index: usize) -> u32 {
    narrow(index)
}
