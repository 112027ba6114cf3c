//! From signatures to the pairs of documents worth comparing: those that share a band.
//!
//! In come signatures, out go pairs. A band is a run of consecutive slots. For each band all documents are sorted by
//! the hash of their slots, packed with the document into 64 bits, in one flat array; equal runs are the buckets. No
//! hash map, and the pairs do not depend on anything but the signatures. Nothing is verified here.

use rayon::prelude::*;

use crate::fingerprint::Signature;
use crate::int::{high, index, low, narrow};
use crate::shingle::scramble;
use crate::span::DocId;

/// Buckets of at most this many documents give all their pairs. Larger ones are linked in rounds: every document to a
/// representative, then those that do not look like it to one of their own.
pub const SMALL_BUCKET: usize = 32;

/// Rounds in a large bucket; what is left is linked to the document before it.
const ROUNDS: usize = 3;

/// Pairs that are gathered before repeated ones are dropped.
const GATHERED_PAIRS: usize = 1 << 20;

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
    for band in 0..cut.bands {
        let mut keys = band_keys(signatures, band, cut.rows);
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

/// The hash of one band in the upper half and the document in the lower, for every document that has that band.
fn band_keys(signatures: &[Option<Signature>], band: u32, rows: u32) -> Vec<u64> {
    let key = |(doc, signature): (usize, &Option<Signature>)| {
        let hash = low(band_hash(signature.as_ref()?, band, rows)?);
        Some(u64::from(hash) << 32 | u64::from(narrow(doc)))
    };
    signatures.par_iter().enumerate().filter_map(key).collect()
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
