//! What signatures estimate, computed from the texts themselves.

use crate::int::{float, wide};
use crate::normalize::Symbol;
use crate::shingle::{hash_shingles, scramble};

/// The set of shingles of one text, held as the 64-bit names of its members.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShingleSet(Vec<u64>);

impl ShingleSet {
    /// The shingles of `k` symbols of a text; empty for a text shorter than `k`.
    ///
    /// A shingle's name is made of two independent 32-bit hashes. Complexity: O(n log n).
    pub fn new(symbols: &[Symbol], k: u32) -> Self {
        let (mut low, mut high) = (Vec::new(), Vec::new());
        hash_shingles(symbols, k, scramble(wide(1)), &mut low);
        hash_shingles(symbols, k, scramble(wide(2)), &mut high);
        let mut names: Vec<u64> = high.iter().zip(&low).map(|(&h, &l)| u64::from(h) << 32 | u64::from(l)).collect();
        names.sort_unstable();
        names.dedup();
        Self(names)
    }

    /// Number of different shingles.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The Jaccard similarity: common shingles over all of both, 0 to 1; 0 for two empty sets. Complexity: linear.
    pub fn jaccard(&self, other: &Self) -> f64 {
        let common = self.shared(other);
        match self.len() + other.len() - common {
            0 => 0.0,
            all => float(common) / float(all),
        }
    }

    /// Common shingles over those of the smaller set, 0 to 1; 0 if that is empty. Complexity: linear.
    pub fn common(&self, other: &Self) -> f64 {
        float(self.shared(other)) / float(self.len().min(other.len()).max(1))
    }

    fn shared(&self, other: &Self) -> usize {
        common(&self.0, &other.0)
    }
}

/// Values that stand in both of two ascending lists. Complexity: linear.
///
/// Without a branch on what is compared, which could not be guessed.
pub(crate) fn common<T: Ord + Copy>(a: &[T], b: &[T]) -> usize {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        let (one, two) = (a[i], b[j]);
        common += usize::from(one == two);
        i += usize::from(one <= two);
        j += usize::from(two <= one);
    }
    common
}

/// The Jaccard similarity of the sets of shingles of `k` symbols of two texts, 0 to 1.
///
/// Two texts without shingles have nothing in common: 0. Complexity: O(n log n).
///
/// ```
/// use dittograph::fingerprint::exact::jaccard;
/// let symbols = |text: &str| text.chars().map(u32::from).collect::<Vec<u32>>();
/// assert_eq!(jaccard(&symbols("工作报告"), &symbols("工作报表"), 2), 0.5);
/// ```
pub fn jaccard(a: &[Symbol], b: &[Symbol], k: u32) -> f64 {
    ShingleSet::new(a, k).jaccard(&ShingleSet::new(b, k))
}
