//! What signatures estimate, computed from the texts themselves. For tests and for small checks; nothing is stored.

use std::cmp::Ordering;

use crate::int::{float, index};
use crate::normalize::Symbol;
use crate::shingle::name;

/// The Jaccard similarity of the sets of shingles of `k` symbols of two texts, 0 to 1.
///
/// Shingles are told apart by their 64-bit `xxh3`. Two texts without shingles have nothing in common: 0.
/// Complexity: O(n log n).
///
/// ```
/// use dittograph::fingerprint::exact::jaccard;
/// let symbols = |text: &str| text.chars().map(u32::from).collect::<Vec<u32>>();
/// assert_eq!(jaccard(&symbols("工作报告"), &symbols("工作报表"), 2), 0.5);
/// ```
pub fn jaccard(a: &[Symbol], b: &[Symbol], k: u32) -> f64 {
    let (a, b) = (shingles(a, k), shingles(b, k));
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            Ordering::Less => i += 1,
            Ordering::Greater => j += 1,
            Ordering::Equal => (i, j, common) = (i + 1, j + 1, common + 1),
        }
    }
    match a.len() + b.len() - common {
        0 => 0.0,
        all => float(common) / float(all),
    }
}

/// The names of the different shingles of a text, ascending.
fn shingles(symbols: &[Symbol], k: u32) -> Vec<u64> {
    let size = index(k);
    if size == 0 {
        return Vec::new();
    }
    let mut bytes = Vec::new();
    let mut names: Vec<u64> = symbols.windows(size).map(|shingle| name(shingle, 0, &mut bytes)).collect();
    names.sort_unstable();
    names.dedup();
    names
}
