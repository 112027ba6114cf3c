//! Which shingles are the smallest of a window, and which of those are enough.
//!
//! Plain form: a place is minimal if some window of w hashes that covers it has no smaller one. Departures: (1) the
//! minima of all windows by doubling, m₂ₛ(i) = min(mₛ(i), mₛ(i+s)), the last step overlapping; (2) a place is
//! minimal exactly if its hash equals the *greatest* of the minima of the windows that cover it (it is not greater
//! than any window's minimum only if it equals it), found by the same doubling with max. No queue, no branch and
//! no state that runs along the text, so the blocks it works in can't be told from the result. Then ties are
//! thinned, see [the module](super).

use std::ops::Range;

use super::{BLOCK_SYMBOLS, position};
use crate::int::index;
use crate::simd::{Kernel, Path, on};

/// Buffers of one block, kept from call to call.
#[derive(Debug, Clone, Default)]
pub(super) struct Buffers {
    front: Vec<u32>,
    back: Vec<u32>,
}

/// The positions of `hashes` that are the smallest of a window of `w`, ascending, into `out`, which is emptied first.
///
/// Every window of `w` hashes holds a position with its smallest hash; fewer than `w` hashes count as one
/// window. Of more than two equal ones within w + 1 places those in between are dropped, so that a constant row keeps
/// one in `w`. `w` = 0 counts as 1. Complexity: O(n log w).
///
/// Here equal hashes count as equal shingles. [`anchors`](super::anchors) compares the shingles themselves.
///
/// ```
/// use dittograph::shingle::select;
/// let mut places = Vec::new();
/// select(&[7, 3, 9, 8, 5, 6], 3, &mut places);
/// assert_eq!(places, [1, 4]);
/// ```
pub fn select(hashes: &[u32], w: u32, out: &mut Vec<u32>) {
    select_on(Path::best(), hashes, w, out);
}

/// [`select`] by the instructions of `path`: the same on every one.
#[doc(hidden)]
pub fn select_on(path: Path, hashes: &[u32], w: u32, out: &mut Vec<u32>) {
    out.clear();
    if hashes.is_empty() {
        return;
    }
    let window = index(w.max(1)).min(hashes.len());
    on(path, Select { hashes, window, out });
    thin(out, window, |p, q| hashes[index(p)] == hashes[index(q)]);
}

/// Finds all minimal positions of a row that is not empty.
struct Select<'a> {
    hashes: &'a [u32],
    window: usize,
    out: &'a mut Vec<u32>,
}

impl Kernel for Select<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let mut buffers = Buffers::default();
        for (need, inner) in blocks(self.hashes.len(), self.window) {
            find(&self.hashes[need.clone()], self.window, need.start, inner, &mut buffers, self.out);
        }
    }
}

/// Cuts `0..len` into blocks; each comes behind the range of hashes that decides it: `window` − 1 more on both sides.
#[inline(always)]
pub(super) fn blocks(len: usize, window: usize) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let size = BLOCK_SYMBOLS.max(2 * window);
    (0..len).step_by(size).map(move |start| {
        let inner = start..len.min(start + size);
        (start.saturating_sub(window - 1)..len.min(inner.end + window - 1), inner)
    })
}

/// Appends the minimal positions within `inner`. `hashes` start at position `base` and reach `window` − 1 places
/// beyond `inner` on both sides, as far as the text goes.
#[inline(always)]
pub(super) fn find(
    hashes: &[u32],
    window: usize,
    base: usize,
    inner: Range<usize>,
    buffers: &mut Buffers,
    out: &mut Vec<u32>,
) {
    let Buffers { front, back } = buffers;
    let room = hashes.len() + 2 * window;
    front.resize(front.len().max(room), 0);
    back.resize(back.len().max(room), 0);
    front[..hashes.len()].copy_from_slice(hashes);
    let windows = fold(front, back, hashes.len(), window, u32::min);
    // Windows that would stick out of the row count as nothing: 0 never is the greatest.
    back[..window - 1].fill(0);
    back[window - 1..][..windows].copy_from_slice(&front[..windows]);
    back[window - 1 + windows..][..window - 1].fill(0);
    std::mem::swap(front, back);
    fold(front, back, windows + 2 * (window - 1), window, u32::max);
    let within = inner.start - base..inner.end - base;
    gather(&hashes[within.clone()], &front[within], inner.start, out);
}

/// Replaces each of the first `len` values of `front` by the fold of the `window` values from it on; says how many
/// have that many.
#[inline(always)]
fn fold(
    front: &mut Vec<u32>,
    back: &mut Vec<u32>,
    len: usize,
    window: usize,
    operation: impl Fn(u32, u32) -> u32,
) -> usize {
    let (mut count, mut covered) = (len, 1);
    while covered < window {
        let step = covered.min(window - covered);
        count -= step;
        let folded = back[..count].iter_mut().zip(&front[..]).zip(&front[step..]);
        folded.for_each(|((result, &one), &other)| *result = operation(one, other));
        std::mem::swap(front, back);
        covered += step;
    }
    count
}

/// Appends the positions where both rows agree, counted from `start`.
///
/// 32 comparisons at a time become the bits of one number, which the compiler does without a branch; then only the few
/// that agree are visited.
#[inline(always)]
fn gather(hashes: &[u32], tops: &[u32], start: usize, out: &mut Vec<u32>) {
    let ((hashes, last_hashes), (tops, last_tops)) = (hashes.as_chunks::<32>(), tops.as_chunks::<32>());
    let mut base = position(start);
    for (hashes, tops) in hashes.iter().zip(tops) {
        let mut equal = (0..32).fold(0, |bits, at| bits | u32::from(hashes[at] == tops[at]) << at);
        while equal != 0 {
            out.push(base + equal.trailing_zeros());
            equal &= equal - 1;
        }
        base += 32;
    }
    let rest = (base..).zip(last_hashes.iter().zip(last_tops));
    out.extend(rest.filter(|(_, (hash, top))| hash == top).map(|(place, _)| place));
}

/// Drops from ascending `places` those whose last kept and next place are the `same` and at most `window` apart.
pub(super) fn thin(places: &mut Vec<u32>, window: usize, same: impl Fn(u32, u32) -> bool) {
    let reach = position(window);
    let mut kept = 0;
    for at in 0..places.len() {
        let place = places[at];
        let between = kept > 0
            && places.get(at + 1).is_some_and(|&next| {
                let last = places[kept - 1];
                // In this order the first test nearly always fails, which costs least.
                same(last, place) && next - last <= reach && same(place, next)
            });
        if !between {
            places[kept] = place;
            kept += 1;
        }
    }
    places.truncate(kept);
}
