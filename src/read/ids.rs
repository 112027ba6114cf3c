//! Unique document ids: the first document keeps its id, later ones get `~2`, `~3` … behind it.
//!
//! Ids are held as 128-bit hashes, about 50 bytes a document whatever their length.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_128;

/// Where a document came from: the number of its file and the line in it (0 for a file without lines).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Origin {
    pub(super) file: usize,
    pub(super) line: u64,
}

/// What became of a wish for an id.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Claim {
    /// Nobody had it.
    Granted(String),
    /// It was taken by the document at `first`.
    Renamed { id: String, first: Origin },
}

/// All ids given out so far.
#[derive(Debug, Default)]
pub(super) struct Ids {
    taken: HashMap<u128, (Origin, u64)>,
}

impl Ids {
    /// Gives out `wish`, or the first free of `wish~2`, `wish~3` …
    ///
    /// Complexity: constant on average, also for many equal wishes.
    pub(super) fn claim(&mut self, wish: &str, origin: Origin) -> Claim {
        let key = xxh3_128(wish.as_bytes());
        let Some(&(first, next)) = self.taken.get(&key) else {
            self.taken.insert(key, (origin, 2));
            return Claim::Granted(wish.to_owned());
        };
        let mut number = next;
        loop {
            let id = format!("{wish}~{number}");
            number += 1;
            let free = xxh3_128(id.as_bytes());
            if let std::collections::hash_map::Entry::Vacant(place) = self.taken.entry(free) {
                place.insert((origin, 2));
                self.taken.insert(key, (first, number));
                return Claim::Renamed { id, first };
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(wishes: &[&str]) -> Vec<String> {
        let mut ids = Ids::default();
        wishes
            .iter()
            .map(|wish| match ids.claim(wish, Origin::default()) {
                Claim::Granted(id) | Claim::Renamed { id, .. } => id,
            })
            .collect()
    }

    #[test]
    fn later_documents_are_numbered() {
        assert_eq!(names(&["甲", "乙", "甲", "甲"]), ["甲", "乙", "甲~2", "甲~3"]);
    }

    #[test]
    fn a_number_that_is_taken_is_passed_over() {
        assert_eq!(names(&["甲~2", "甲", "甲", "甲~2"]), ["甲~2", "甲", "甲~3", "甲~2~2"]);
    }

    #[test]
    fn the_first_document_is_named() {
        let mut ids = Ids::default();
        let first = Origin { file: 1, line: 7 };
        ids.claim("甲", first);
        let claim = ids.claim("甲", Origin { file: 2, line: 9 });
        assert_eq!(claim, Claim::Renamed { id: "甲~2".into(), first });
    }
}
