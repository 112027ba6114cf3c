//! From signatures to the pairs of documents worth comparing: those that share a band.
//!
//! In come signatures, out go pairs. A band is a run of consecutive slots. For each band all documents are sorted by
//! the hash of their slots, packed with the document into 64 bits, in one flat array; equal runs are the buckets. No
//! hash map, and the pairs do not depend on anything but the signatures. Nothing is verified here.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::fingerprint::Signature;
use crate::int::{high, index, low, narrow};
use crate::span::DocId;

/// Buckets of at most this many documents give all their pairs. In larger ones every document is linked to the
/// first and to the one before it: linear, and no document of the bucket is left without a partner.
pub const SMALL_BUCKET: usize = 8;

/// Pairs that are gathered before repeated ones are dropped.
const GATHERED_PAIRS: usize = 1 << 20;

/// The pairs (a, b), a < b, of documents whose signatures agree in all slots of at least one band; ascending, each
/// once.
///
/// Input: the signature of document i at index i, `None` where a document takes no part. Bands that don't fit into
/// a signature are left out. Guarantee: a pair that shares a band in a bucket of at most [`SMALL_BUCKET`] documents is
/// there; in a larger bucket each document is paired with the first and the previous of the bucket. A pair of
/// documents that share no band can be there by the chance of a 32-bit hash, 1 in 2³² a pair and band.
/// Complexity: O(bands · n log n) for n documents, whatever they share.
///
/// ```
/// use dittograph::candidates::bands::pairs;
/// use dittograph::fingerprint::Signer;
/// use dittograph::span::DocId;
/// let signer = Signer::new(256, 3, 0);
/// let sign = |text: &str| Some(signer.sign(&text.chars().map(u32::from).collect::<Vec<u32>>()));
/// let signatures = [sign("关于印发实施方案的通知"), None, sign("关于印发实施方案的通知")];
/// assert_eq!(pairs(&signatures, 51, 5), [(DocId(0), DocId(2))]);
/// ```
pub fn pairs(signatures: &[Option<Signature>], bands: u32, rows: u32) -> Vec<(DocId, DocId)> {
    let mut found = Vec::new();
    let mut unique = 0;
    let (mut keys, mut bytes) = (Vec::with_capacity(signatures.len()), Vec::new());
    for band in 0..bands {
        keys.clear();
        keys.extend(band_keys(signatures, band, rows, &mut bytes));
        keys.sort_unstable();
        keys.chunk_by(|one, two| high(*one) == high(*two)).for_each(|bucket| link(bucket, &mut found));
        if found.len() > 2 * unique + GATHERED_PAIRS {
            found.sort_unstable();
            found.dedup();
            unique = found.len();
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The hash of one band in the upper half and the document in the lower, for every document that has that band.
fn band_keys(signatures: &[Option<Signature>], band: u32, rows: u32, bytes: &mut Vec<u8>) -> impl Iterator<Item = u64> {
    let start = index(band) * index(rows);
    signatures.iter().enumerate().filter_map(move |(doc, signature)| {
        let slots = signature.as_ref()?.slots().get(start..start + index(rows)).filter(|slots| !slots.is_empty())?;
        bytes.clear();
        bytes.extend(slots.iter().flat_map(|slot| slot.to_le_bytes()));
        let hash = low(xxh3_64_with_seed(bytes, u64::from(band)));
        Some(u64::from(hash) << 32 | u64::from(narrow(doc)))
    })
}

/// Appends the pairs of one bucket, whose documents ascend.
fn link(bucket: &[u64], found: &mut Vec<(DocId, DocId)>) {
    let doc = |key: &u64| DocId(low(*key));
    let small = bucket.len() <= SMALL_BUCKET;
    for (at, key) in bucket.iter().enumerate().skip(1) {
        if small {
            found.extend(bucket[..at].iter().map(|earlier| (doc(earlier), doc(key))));
        } else {
            found.push((doc(&bucket[0]), doc(key)));
            found.push((doc(&bucket[at - 1]), doc(key)));
        }
    }
}
