//! From signatures to the pairs of documents worth comparing: those that share a band.
//!
//! In come signatures, out go pairs. A band is a run of consecutive slots. For each band the documents are sorted by
//! the hash of their slots, packed with the document into 64 bits, in one flat array; equal runs are the buckets. Most documents are
//! alone with their hash and are left out before: two bits of a hash's own say whether it came once or more often. No
//! hash map, and the pairs do not depend on anything but the signatures. Nothing is verified here.

use rayon::prelude::*;

use crate::fingerprint::Signature;
use crate::int::{high, index, low, slot};
use crate::shingle::scramble;
use crate::span::DocId;

/// Buckets of at most this many documents give all their pairs. Larger ones are linked in rounds: every document to a
/// representative, then those that do not look like it to one of their own.
pub const SMALL_BUCKET: usize = 32;

/// Rounds in a large bucket; what is left is linked to the document before it.
const ROUNDS: usize = 3;

/// Pairs that are gathered before repeated ones are dropped.
const GATHERED_PAIRS: usize = 1 << 20;

/// Bands whose hashes are made at a time: a signature is looked at once for them.
const BANDS_TOGETHER: usize = 8;

/// Bits for each document that tell its hash from those of others.
const BITS_A_DOCUMENT: usize = 16;

/// How signatures are cut, and from which estimate on two of them look alike.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cut {
    /// Bands a signature is cut into; those that don't fit are left out.
    pub bands: u32,
    /// Slots a band.
    pub rows: u32,
    /// Estimated similarity from which a document of a large bucket belongs to its representative.
    pub least: f64,
}

/// The pairs (a, b), a < b, of documents whose signatures agree in all slots of at least one band; ascending, each
/// once.
///
/// Input: the signature of document i at index i, `None` where a document takes no part. Guarantee: a pair that shares a
/// band in a bucket of at most [`SMALL_BUCKET`] documents is there; in a larger bucket every document has a partner, and
/// all pairs there are at most four a document. A pair of documents that share no band can be there by the chance of a 32-bit
/// hash, 1 in 2³² a pair and band. Complexity: O(bands · n log n) for n documents, whatever they share.
///
/// ```
/// use dittograph::candidates::bands::{Cut, pairs};
/// use dittograph::fingerprint::Signer;
/// use dittograph::span::DocId;
/// let signer = Signer::new(256, 3, 0);
/// let sign = |text: &str| Some(signer.sign(&text.chars().map(u32::from).collect::<Vec<u32>>()));
/// let signatures = [sign("关于印发实施方案的通知"), None, sign("关于印发实施方案的通知")];
/// assert_eq!(pairs(&signatures, Cut { bands: 51, rows: 5, least: 0.5 }), [(DocId(0), DocId(2))]);
/// ```
pub fn pairs(signatures: &[Option<Signature>], cut: Cut) -> Vec<(DocId, DocId)> {
    let mut found = Vec::new();
    let mut unique = 0;
    let alike = |one: DocId, two: DocId| match (&signatures[one.index()], &signatures[two.index()]) {
        (Some(one), Some(two)) => one.similarity(two) >= cut.least,
        _ => false,
    };
    let (mut hashes, mut crowd) = (Vec::new(), Crowd::of(signatures.len()));
    for band in 0..cut.bands {
        let within = index(band) % BANDS_TOGETHER;
        if within == 0 {
            signatures
                .par_iter()
                .map(|signature| band_hashes(signature.as_ref(), band, cut))
                .collect_into_vec(&mut hashes);
        }
        let mut keys = crowd.keys(hashes.iter().map(|hashes| hashes[within]));
        keys.par_sort_unstable();
        keys.chunk_by(|one, two| high(*one) == high(*two)).for_each(|bucket| link(bucket, alike, &mut found));
        if found.len() > 2 * unique + GATHERED_PAIRS {
            found.par_sort_unstable();
            found.dedup();
            unique = found.len();
        }
    }
    found.par_sort_unstable();
    found.dedup();
    found
}

/// The name of one band of a signature, the same in every process; `None` where the band doesn't fit into it.
pub fn band_hash(signature: &Signature, band: u32, rows: u32) -> Option<u64> {
    let start = index(band) * index(rows);
    let slots = signature.slots().get(start..start + index(rows)).filter(|slots| !slots.is_empty())?;
    Some(slots.iter().fold(scramble(band.into()), |hash, &slot| scramble(hash.rotate_left(23) ^ u64::from(slot))))
}

/// The lower halves of the hashes of some bands from `first` on; `None` for those that are not there.
fn band_hashes(signature: Option<&Signature>, first: u32, cut: Cut) -> [Option<u32>; BANDS_TOGETHER] {
    let mut hashes = [None; BANDS_TOGETHER];
    if let Some(signature) = signature {
        for (hash, band) in hashes.iter_mut().zip(first..cut.bands) {
            *hash = band_hash(signature, band, cut.rows).map(low);
        }
    }
    hashes
}

/// Tells which hashes of a band may be those of several documents.
struct Crowd {
    /// Bits of a number of a bit.
    bits: u32,
    once: Vec<u64>,
    again: Vec<u64>,
}

impl Crowd {
    /// For so many documents.
    fn of(documents: usize) -> Self {
        let bits = (BITS_A_DOCUMENT * documents).next_power_of_two().ilog2().clamp(6, u32::BITS);
        let words = 1 << (bits - 6);
        Self { bits, once: vec![0; words], again: vec![0; words] }
    }

    /// The hash of each document in the upper half and the document in the lower, ascending by document, for all whose hash another
    /// has, and a few more.
    fn keys(&mut self, hashes: impl Iterator<Item = Option<u32>> + Clone) -> Vec<u64> {
        self.once.fill(0);
        self.again.fill(0);
        // The upper bits, as good as the others.
        let place = |hash: u32| {
            let at = u64::from(hash) >> (u32::BITS - self.bits);
            (slot(at >> 6), 1 << (at & 63))
        };
        for (word, bit) in hashes.clone().flatten().map(place) {
            self.again[word] |= self.once[word] & bit;
            self.once[word] |= bit;
        }
        let several = |(hash, doc): (Option<u32>, u32)| {
            let (word, bit) = place(hash?);
            (self.again[word] & bit != 0).then_some(u64::from(hash?) << 32 | u64::from(doc))
        };
        hashes.zip(0..).filter_map(several).collect()
    }
}

/// Appends the pairs of one bucket, whose documents ascend.
fn link(bucket: &[u64], alike: impl Fn(DocId, DocId) -> bool, found: &mut Vec<(DocId, DocId)>) {
    let doc = |key: &u64| DocId(low(*key));
    if bucket.len() <= SMALL_BUCKET {
        for (at, key) in bucket.iter().enumerate().skip(1) {
            found.extend(bucket[..at].iter().map(|earlier| (doc(earlier), doc(key))));
        }
        return;
    }
    let mut rest: Vec<DocId> = bucket.iter().map(doc).collect();
    for _ in 0..ROUNDS {
        let Some((&first, others)) = rest.split_first() else { return };
        found.extend(others.iter().map(|&other| (first, other)));
        rest = others.iter().copied().filter(|&other| !alike(first, other)).collect();
    }
    found.extend(rest.windows(2).map(|two| (two[0], two[1])));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn documents_of_one_hash_are_kept_in_their_order(hashes in prop::collection::vec(prop::option::of(0_u32..90), 0..60)) {
            let hashes: Vec<Option<u32>> = hashes.iter().map(|hash| hash.map(|hash| hash.wrapping_mul(0x9e37_79b1))).collect();
            let mut crowd = Crowd::of(hashes.len());
            for _ in 0..2 {
                let keys = crowd.keys(hashes.iter().copied());
                prop_assert!(keys.is_sorted_by_key(|key| low(*key)));
                let kept: Vec<u32> = keys.iter().map(|key| low(*key)).collect();
                for (doc, hash) in (0..).zip(&hashes) {
                    let several = hash.is_some() && hashes.iter().filter(|other| *other == hash).count() > 1;
                    prop_assert!(!several || kept.binary_search(&doc).is_ok());
                    prop_assert!(keys.iter().all(|key| low(*key) != doc || Some(high(*key)) == *hash));
                }
            }
        }

        #[test]
        fn pairs_are_those_that_share_a_band(
            slots in prop::collection::vec(prop::option::of(prop::collection::vec(0_u32..3, 0..40)), 0..20),
            bands in 1_u32..20, rows in 1_u32..4,
        ) {
            let signatures: Vec<Option<Signature>> = slots.iter().map(|slots| slots.clone().map(Signature::from)).collect();
            let found = pairs(&signatures, Cut { bands, rows, least: 0.5 });
            let mut plain = Vec::new();
            for (b, two) in (0..).map(DocId).zip(&signatures) {
                for (a, one) in (0..).map(DocId).zip(&signatures).take(b.index()) {
                    let (Some(one), Some(two)) = (one, two) else { continue };
                    let same = |band| band_hash(one, band, rows).is_some() && band_hash(one, band, rows) == band_hash(two, band, rows);
                    plain.extend((0..bands).any(same).then_some((a, b)));
                }
            }
            plain.sort_unstable();
            prop_assert_eq!(found, plain);
        }
    }
}
