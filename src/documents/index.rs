//! An index of signatures in memory, for a stream of documents: insert, query, remove.
//!
//! In come signatures under the caller's names, out come the names of those that look alike, with the estimate. It holds
//! signatures only, so nothing is verified on texts: that is the caller's, with [`exact`](crate::fingerprint::exact).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::candidates::bands::band_hash;
use crate::config::{Config, Plan};
use crate::error::Result;
use crate::fingerprint::{Signature, Signer};
use crate::normalize::Normalizer;

/// A document of an [`Index`] that looks like the one asked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The name under which it was inserted.
    pub name: u64,
    /// The estimated Jaccard similarity of the shingles.
    pub estimate: f64,
}

/// Signatures by their bands. Documents of equal signatures are held once.
///
/// ```
/// use dittograph::Config;
/// use dittograph::documents::Index;
/// let mut index = Index::new(&Config { document_shingle: 3, ..Config::default() })?;
/// let signature = index.sign("全市上下坚持稳中求进工作总基调，经济运行总体平稳，民生保障有力有效。");
/// index.insert(7, signature.clone());
/// let edition = index.sign("全市上下堅持穩中求進工作總基調，經濟運行總體平穩，民生保障有力有效！");
/// assert_eq!(index.query(&edition)[0].name, 7);
/// let bytes = index.signer().store(&signature); // to keep; Signer::load reads it back
/// assert_eq!(index.signer().load(&bytes)?, signature);
/// assert!(index.remove(7));
/// assert!(index.query(&edition).is_empty());
/// # Ok::<(), dittograph::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Index {
    plan: Plan,
    signer: Signer,
    normalizer: Normalizer,
    /// The names under each signature.
    names: BTreeMap<Signature, BTreeSet<u64>>,
    signatures: HashMap<u64, Signature>,
    /// Band and hash, with the name that stands for its signature: the smallest.
    bands: BTreeSet<(u32, u64, u64)>,
}

impl Index {
    /// An empty index for documents that may be similar by [`Config::similarity`]; [`Config::recall`] says how surely a
    /// query finds them.
    ///
    /// Errors: [`Error::Config`](crate::Error::Config).
    pub fn new(config: &Config) -> Result<Self> {
        let plan = config.plan(0)?;
        let signer = Signer::new(plan.signature_slots, config.document_shingle, config.seed);
        Ok(Self {
            signer: signer.for_passes(&config.normalize),
            normalizer: Normalizer::new(&config.normalize),
            plan,
            names: BTreeMap::new(),
            signatures: HashMap::new(),
            bands: BTreeSet::new(),
        })
    }

    /// What makes the signatures of this index, and stores them.
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// The signature of a text. Complexity: linear.
    pub fn sign(&self, text: &str) -> Signature {
        self.signer.sign_text(&self.normalizer, text)
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.signatures.len()
    }

    /// Whether it holds no document.
    pub fn is_empty(&self) -> bool {
        self.signatures.is_empty()
    }

    /// Adds a document, in place of the one that had the name. One without slots is like no other, itself included.
    ///
    /// Complexity: O(bands · log n).
    pub fn insert(&mut self, name: u64, signature: Signature) {
        self.remove(name);
        let before = self.names.get(&signature).and_then(|names| names.first().copied());
        self.names.entry(signature.clone()).or_default().insert(name);
        if before.is_none_or(|stands| name < stands) {
            self.unlink(&signature, before);
            self.link(&signature, Some(name));
        }
        self.signatures.insert(name, signature);
    }

    /// Takes a document out; whether it was there. Complexity: O(bands · log n).
    pub fn remove(&mut self, name: u64) -> bool {
        let Some(signature) = self.signatures.remove(&name) else { return false };
        let Some(names) = self.names.get_mut(&signature) else { return true };
        let before = names.first().copied();
        names.remove(&name);
        let after = names.first().copied();
        if after.is_none() {
            self.names.remove(&signature);
        }
        if before != after {
            self.unlink(&signature, before);
            self.link(&signature, after);
        }
        true
    }

    /// The documents whose estimated similarity reaches [`Config::similarity`], the most similar first, then by name.
    ///
    /// Complexity: O(K) for each different signature that shares a band.
    pub fn query(&self, signature: &Signature) -> Vec<Hit> {
        let mut stand: BTreeSet<u64> = BTreeSet::new();
        for (band, hash) in self.keys(signature) {
            stand.extend(self.bands.range((band, hash, 0)..=(band, hash, u64::MAX)).map(|(_, _, name)| *name));
        }
        let mut hits = Vec::new();
        for known in stand.iter().filter_map(|name| self.signatures.get(name)) {
            let estimate = known.similarity(signature);
            if estimate >= self.plan.config.similarity {
                hits.extend(self.names.get(known).into_iter().flatten().map(|&name| Hit { name, estimate }));
            }
        }
        hits.sort_unstable_by(|x, y| y.estimate.total_cmp(&x.estimate).then(x.name.cmp(&y.name)));
        hits
    }

    fn keys(&self, signature: &Signature) -> Vec<(u32, u64)> {
        let rows = self.plan.rows;
        (0..self.plan.bands).filter_map(|band| Some((band, band_hash(signature, band, rows)?))).collect()
    }

    fn link(&mut self, signature: &Signature, name: Option<u64>) {
        let Some(name) = name else { return };
        for (band, hash) in self.keys(signature) {
            self.bands.insert((band, hash, name));
        }
    }

    fn unlink(&mut self, signature: &Signature, name: Option<u64>) {
        let Some(name) = name else { return };
        for (band, hash) in self.keys(signature) {
            self.bands.remove(&(band, hash, name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn index() -> Index {
        Index::new(&Config { similarity: 0.5, document_shingle: 2, ..Config::default() }).unwrap()
    }

    #[test]
    fn a_name_that_is_taken_is_given_anew() {
        let mut index = index();
        let (one, two) = (index.sign("全县经济社会发展稳中有进"), index.sign("防汛抗旱工作会议召开"));
        index.insert(1, one.clone());
        index.insert(1, two.clone());
        assert_eq!(index.len(), 1);
        assert!(index.query(&one).is_empty());
        assert_eq!(index.query(&two), [Hit { name: 1, estimate: 1.0 }]);
        assert!(!index.remove(2));
    }

    #[test]
    fn an_empty_text_is_like_no_other() {
        let mut index = index();
        let none = index.sign("");
        index.insert(1, none.clone());
        assert!(index.query(&none).is_empty());
        assert!(index.remove(1) && index.is_empty());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(40))]
        #[test]
        fn what_is_inserted_and_not_removed_is_found(
            steps in prop::collection::vec((any::<bool>(), 0_u64..6, 0_usize..4), 0..40),
        ) {
            let texts = ["全县经济社会发展稳中有进", "防汛抗旱工作会议在县城召开", "新改建农村公路六十三公里", ""];
            let mut index = index();
            let mut plain: BTreeMap<u64, usize> = BTreeMap::new();
            for (add, name, text) in steps {
                if add {
                    let signature = index.sign(texts[text]);
                    index.insert(name, signature);
                    plain.insert(name, text);
                } else {
                    prop_assert_eq!(index.remove(name), plain.remove(&name).is_some());
                }
            }
            for (number, text) in texts.iter().enumerate() {
                let names: Vec<u64> = index.query(&index.sign(text)).iter().map(|hit| hit.name).collect();
                let there = plain.iter().filter(|(_, of)| **of == number && !text.is_empty()).map(|(name, _)| *name);
                prop_assert_eq!(names, there.collect::<Vec<u64>>());
            }
            prop_assert_eq!(index.len(), plain.len());
        }
    }
}
