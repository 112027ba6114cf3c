//! From the symbols of one text to its [`Signature`]: a sketch from which the share of common shingles of two texts
//! can be estimated without the texts.
//!
//! In come normalised symbols, out goes a fixed number of 32-bit slots. Nothing here compares more than two texts;
//! finding the pairs worth comparing is [`candidates`](crate::candidates)' task.

pub mod classic;
pub mod exact;
#[doc(hidden)]
pub mod naive;
mod name;
mod one_permutation;
mod rounds;
pub mod stored;

use crate::int::float;

pub(crate) use name::name;
pub use one_permutation::Signer;

/// The `MinHash` sketch of one text: in each slot the smallest hash of a random part of its shingles.
///
/// A function of the *set* of shingles: order and number of occurrences leave no trace. Signatures can be compared
/// if one [`Signer`] made them, or two of equal settings. A text shorter than a shingle has no slots.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signature(Box<[u32]>);

impl Signature {
    /// The estimated Jaccard similarity J: common shingles over all shingles of both texts, 0 to 1.
    ///
    /// Shape and units: the share of equal slots. Guarantee: the expected value is J, the standard deviation at most
    /// about √(J(1−J)/K) with K slots, 0.031 for K = 256 at J = 0.5. 32-bit hashes add about n / 2³² at most for texts of n
    /// shingles. Two texts without slots have nothing in common: 0; so have signatures of different length.
    /// Complexity: O(K).
    ///
    /// ```
    /// use dittograph::fingerprint::Signer;
    /// let signer = Signer::new(256, 3, 0);
    /// let sign = |text: &str| signer.sign(&text.chars().map(u32::from).collect::<Vec<u32>>());
    /// let one = sign("全市上下坚持稳中求进工作总基调，经济运行总体平稳，民生保障有力有效。");
    /// let two = sign("全市上下坚持稳中求进工作总基调，经济运行总体向好，民生保障有力有效。");
    /// let other = sign("本公司董事会及全体董事保证公告内容真实、准确、完整。");
    /// assert!(one.similarity(&two) > 0.6);
    /// assert!(one.similarity(&other) < 0.1);
    /// ```
    pub fn similarity(&self, other: &Self) -> f64 {
        if self.0.is_empty() || self.0.len() != other.0.len() {
            return 0.0;
        }
        let equal = self.0.iter().zip(&other.0).filter(|(one, two)| one == two).count();
        float(equal) / float(self.0.len())
    }

    /// The slots, in their fixed order; none for a text shorter than a shingle.
    pub fn slots(&self) -> &[u32] {
        &self.0
    }
}

/// A signature from stored slots.
impl From<Vec<u32>> for Signature {
    fn from(slots: Vec<u32>) -> Self {
        Self(slots.into())
    }
}
