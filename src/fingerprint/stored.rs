//! Signatures as bytes, so that they can be kept and compared in another run.
//!
//! 24 bytes of header, then the slots as little-endian 32-bit numbers. Header: `DGSG`, version (1 byte), the passes of the
//! normalisation as bits (1), symbols a shingle (2), slots (4), seed (8), XXH3 of the slots' bytes, lower half (4); all
//! little-endian. Signatures of other settings can't be compared, so they are refused.

use xxhash_rust::xxh3::xxh3_64;

use super::{Signature, Signer};
use crate::error::{Error, Result};
use crate::int::low;

/// What every stored signature begins with.
const MAGIC: [u8; 4] = *b"DGSG";
/// The version of the layout and of the hashes in it.
pub const VERSION: u8 = 2;
/// Bytes before the slots.
const HEADER_BYTES: usize = 24;

impl Signer {
    /// A signature of this signer as bytes.
    ///
    /// ```
    /// use dittograph::fingerprint::Signer;
    /// let signer = Signer::new(256, 3, 0);
    /// let signature = signer.sign(&"全县经济社会发展稳中有进。".chars().map(u32::from).collect::<Vec<u32>>());
    /// let bytes = signer.store(&signature);
    /// assert_eq!(signer.load(&bytes)?, signature);
    /// assert!(Signer::new(256, 3, 1).load(&bytes).is_err());
    /// # Ok::<(), dittograph::Error>(())
    /// ```
    pub fn store(&self, signature: &Signature) -> Vec<u8> {
        let slots: Vec<u8> = signature.slots().iter().flat_map(|slot| slot.to_le_bytes()).collect();
        let mut bytes = self.header().to_vec();
        bytes.extend(low(xxh3_64(&slots)).to_le_bytes());
        bytes.extend(slots);
        bytes
    }

    /// The signature that [`Signer::store`] made bytes of.
    ///
    /// Errors: [`Error::Signature`] if the bytes are none, are damaged, or were made by another version or with other
    /// settings.
    pub fn load(&self, bytes: &[u8]) -> Result<Signature> {
        let refused = |reason: String| Err(Error::Signature { reason });
        let Some((header, slots)) = bytes.split_at_checked(HEADER_BYTES).filter(|(head, _)| head.starts_with(&MAGIC))
        else {
            return refused("these bytes are no signature".into());
        };
        if header[4] != VERSION {
            return refused(format!("it has version {}; this program reads version {VERSION}", header[4]));
        }
        let expected = self.header();
        for (name, range) in [("normalisation", 5..6), ("shingle", 6..8), ("number of slots", 8..12), ("seed", 12..20)]
        {
            if header[range.clone()] != expected[range] {
                return refused(format!("it was made with another {name}"));
            }
        }
        let (words, rest) = slots.as_chunks::<4>();
        let whole = rest.is_empty() && (words.is_empty() || words.len() == crate::int::index(self.slots()));
        if !whole || header[20..] != low(xxh3_64(slots)).to_le_bytes() {
            return refused("it is damaged".into());
        }
        Ok(words.iter().map(|word| u32::from_le_bytes(*word)).collect::<Vec<u32>>().into())
    }

    /// The header but for its last four bytes.
    fn header(&self) -> [u8; HEADER_BYTES - 4] {
        let mut header = [0; HEADER_BYTES - 4];
        header[..4].copy_from_slice(&MAGIC);
        header[4] = VERSION;
        header[5] = self.passes();
        header[6..8].copy_from_slice(&self.shingle_symbols().to_le_bytes()[..2]);
        header[8..12].copy_from_slice(&self.slots().to_le_bytes());
        header[12..20].copy_from_slice(&self.seed().to_le_bytes());
        header
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::NormalizeConfig;

    fn stored() -> (Signer, Signature, Vec<u8>) {
        let signer = Signer::new(16, 2, 7);
        let signature = signer.sign(&[1, 2, 3, 4, 5, 6]);
        let bytes = signer.store(&signature);
        (signer, signature, bytes)
    }

    #[test]
    fn bytes_are_frozen() {
        let (signer, _, bytes) = stored();
        assert_eq!(&bytes[..20], b"DGSG\x02\x3f\x02\x00\x10\x00\x00\x00\x07\x00\x00\x00\x00\x00\x00\x00");
        assert_eq!(bytes.len(), 24 + 4 * 16);
        assert_eq!(xxh3_64(&bytes), 12_874_192_875_610_487_439, "what is stored today must be readable for ever");
        let none = signer.sign(&[1]);
        assert_eq!(signer.load(&signer.store(&none)).unwrap(), none);
    }

    #[test]
    fn what_does_not_fit_is_refused_with_its_reason() {
        let (signer, signature, bytes) = stored();
        assert_eq!(signer.load(&bytes).unwrap(), signature);
        let reason = |signer: Signer, bytes: &[u8]| signer.load(bytes).unwrap_err().to_string();
        let changed = |at: usize| {
            let mut bytes = bytes.clone();
            bytes[at] ^= 3;
            bytes
        };
        assert!(reason(signer, &[]).contains("no signature"));
        assert!(reason(signer, &changed(0)).contains("no signature"));
        assert!(reason(signer, &changed(4)).contains("it has version 1; this program reads version 2"));
        assert!(reason(Signer::new(16, 3, 7), &bytes).contains("another shingle"));
        assert!(reason(Signer::new(32, 2, 7), &bytes).contains("another number of slots"));
        assert!(reason(Signer::new(16, 2, 8), &bytes).contains("another seed"));
        let passes = NormalizeConfig { scripts: false, ..NormalizeConfig::default() };
        assert!(reason(signer.for_passes(&passes), &bytes).contains("another normalisation"));
        for damaged in [&bytes[..23], &bytes[..bytes.len() - 1], &bytes[..bytes.len() - 4], &changed(22), &changed(40)]
        {
            assert!(signer.load(damaged).is_err());
        }
    }
}
