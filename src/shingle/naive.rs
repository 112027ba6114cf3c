//! The plain twins of this stage: every rule spelled out at every place, obviously right and slow. Oracles for tests.

use super::order::{mix, multiplier};
use super::{Anchor, name};
use crate::int::{index, narrow, wide};
use crate::normalize::Symbol;

/// The order hash of one shingle, by definition.
pub fn hash_shingle(shingle: &[Symbol], seed: u64) -> u32 {
    let mut hashes: Vec<u32> = shingle.iter().map(|symbol| symbol.wrapping_mul(multiplier(seed, 0))).collect();
    let mut level = 0;
    let mut covered = 1;
    while hashes.len() > 1 {
        let step = covered.min(shingle.len() - covered);
        level += 1;
        hashes = (0..hashes.len() - step).map(|i| mix(hashes[i], hashes[i + step], multiplier(seed, level))).collect();
        covered += step;
    }
    hashes[0]
}

/// Twin of [`hash_shingles`](super::hash_shingles).
pub fn hash_shingles(symbols: &[Symbol], k: u32, seed: u64) -> Vec<u32> {
    match index(k) {
        0 => Vec::new(),
        size => symbols.windows(size).map(|shingle| hash_shingle(shingle, seed)).collect(),
    }
}

/// All places that have the smallest hash of some window, ties included.
pub fn minima(hashes: &[u32], w: u32) -> Vec<u32> {
    let window = index(w.max(1)).min(hashes.len());
    let smallest = |place: usize, start: usize| hashes[start..][..window].iter().all(|&hash| hashes[place] <= hash);
    (0..hashes.len())
        .filter(|&place| {
            let (first, last) = ((place + 1).saturating_sub(window), place.min(hashes.len() - window));
            (first..=last).any(|start| smallest(place, start))
        })
        .map(narrow)
        .collect()
}

/// Drops a place if the last one kept and the next one are the `same` as it and at most `window` apart.
fn thin(places: &[u32], window: u32, same: impl Fn(u32, u32) -> bool) -> Vec<u32> {
    let mut kept: Vec<u32> = Vec::new();
    for (at, &place) in places.iter().enumerate() {
        match (kept.last(), places.get(at + 1)) {
            (Some(&last), Some(&next)) if same(last, place) && same(place, next) && next - last <= window => {}
            _ => kept.push(place),
        }
    }
    kept
}

/// Twin of [`select`](super::select).
pub fn select(hashes: &[u32], w: u32) -> Vec<u32> {
    let window = w.max(1).min(narrow(hashes.len()));
    thin(&minima(hashes, w), window, |p, q| hashes[index(p)] == hashes[index(q)])
}

/// Twin of [`anchors`](super::anchors).
pub fn anchors(symbols: &[Symbol], k: u32, w: u32, seed: u64) -> Vec<Anchor> {
    let hashes = hash_shingles(symbols, k, seed);
    let window = w.max(1).min(narrow(hashes.len()));
    let shingle = |place: u32| &symbols[index(place)..][..index(k)];
    thin(&minima(&hashes, w), window, |p, q| shingle(p) == shingle(q))
        .into_iter()
        .map(|position| Anchor { hash: name(shingle(position), seed, &mut Vec::new()), position })
        .collect()
}

/// Selection as it is usually written: a queue of rising hashes slides along, its head (the rightmost of equals) is
/// the window's minimum. Keeps one place a window, so ties differ from [`select`]; a yardstick for speed.
pub fn select_by_queue(hashes: &[u32], w: u32) -> Vec<u32> {
    let window = wide(index(w.max(1)).min(hashes.len()));
    let mut queue = std::collections::VecDeque::new();
    let mut places: Vec<u32> = Vec::new();
    for (place, &hash) in (0_u64..).zip(hashes) {
        while queue.back().is_some_and(|&(_, last)| last >= hash) {
            queue.pop_back();
        }
        queue.push_back((place, hash));
        while queue.front().is_some_and(|&(first, _)| first + window <= place) {
            queue.pop_front();
        }
        if place + 1 >= window {
            places.extend(queue.front().map(|&(first, _)| crate::int::low(first)));
        }
    }
    places.dedup();
    places
}
