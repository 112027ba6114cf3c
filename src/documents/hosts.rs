//! Which pairs of documents need not be held against the texts yet: both of the two are a third one's near-duplicates.
//!
//! Twenty editions of a report are 190 pairs, of which a family needs 19. Pairs are verified in the order in which documents become canonical, as far
//! as that is known before the texts are looked at. A document that may join the family of an earlier one is its guest; two guests of a host that
//! has many are put off. What the families come to says which of these are needed after all.

use super::{Pair, Standing};
use crate::config::Config;
use crate::span::DocId;

/// Guests of a host up to which all their pairs are verified, and told: a family that people look through.
const FEW_GUESTS: u32 = 8;

/// Hosts and guests among the documents.
pub(super) struct Hosts {
    of: Vec<Option<DocId>>,
    guests: Vec<u32>,
}

impl Hosts {
    /// Of so many documents none is a guest.
    pub(super) fn new(documents: usize) -> Self {
        Self { of: vec![None; documents], guests: vec![0; documents] }
    }

    /// Whether both are guests of one host that has many.
    pub(super) fn put_off(&self, (a, b): (DocId, DocId)) -> bool {
        let host = self.of[a.index()].filter(|host| self.of[b.index()] == Some(*host));
        host.is_some_and(|host| self.guests[host.index()] > FEW_GUESTS)
    }

    /// Takes note of a pair that verified; `turn` says which document of the two comes first.
    pub(super) fn note(&mut self, pair: &Pair, turn: &[u32], config: &Config) {
        let (a, b) = (pair.a, pair.b);
        let (host, guest, own) = if turn[a.index()] < turn[b.index()] { (a, b, 1) } else { (b, a, 0) };
        let is_free = |doc: DocId| self.of[doc.index()].is_none();
        let may_join = pair.joins(own, config) && pair.numbers[own].is_none();
        if may_join && is_free(host) && is_free(guest) && self.guests[guest.index()] == 0 {
            self.of[guest.index()] = Some(host);
            self.guests[host.index()] += 1;
        }
    }
}

/// Whether families may come out otherwise if a pair is verified that was put off: one of the two is canonical, for all or for those that have
/// its numbers, and the other is not of its family.
///
/// `first`: the first document with the same symbols, for each.
pub(super) fn is_needed((a, b): (DocId, DocId), standings: &[Option<Standing>], first: &[DocId]) -> bool {
    let canonical = |doc: DocId| standings[doc.index()].map_or(doc, |standing| first[standing.canonical.index()]);
    let has_own_numbers = |doc: DocId| standings[doc.index()].is_some_and(|standing| standing.numbers.is_some());
    let lacks = |centre: DocId, other: DocId| {
        (canonical(centre) == centre || has_own_numbers(centre)) && canonical(other) != centre
    };
    lacks(a, b) || lacks(b, a)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Relation;
    use crate::span::Span;

    fn near(a: u32, b: u32) -> Pair {
        let place = (Span::new(0, 9), Span::new(0, 9));
        let (a, b) = (DocId(a), DocId(b));
        let numbers = [None; 2];
        Pair { a, b, relation: Relation::Near, similarity: 0.9, coverage: [0.9; 2], numbers, places: [place; 2] }
    }

    #[test]
    fn pairs_of_guests_are_put_off_where_there_are_many() {
        let (config, turn) = (Config::default(), (0..20).collect::<Vec<u32>>());
        let mut hosts = Hosts::new(20);
        for guest in 1..=FEW_GUESTS {
            hosts.note(&near(0, guest), &turn, &config);
        }
        assert!(!hosts.put_off((DocId(1), DocId(2))));
        hosts.note(&near(0, FEW_GUESTS + 1), &turn, &config);
        assert!(hosts.put_off((DocId(1), DocId(2))));
        // Neither the pairs of the host nor those of a document that is no guest.
        assert!(!hosts.put_off((DocId(0), DocId(1))) && !hosts.put_off((DocId(1), DocId(15))));
    }

    #[test]
    fn a_guest_is_no_host_and_a_document_with_other_numbers_no_guest() {
        let (config, turn) = (Config::default(), (0..20).collect::<Vec<u32>>());
        let mut hosts = Hosts::new(20);
        hosts.note(&near(0, 1), &turn, &config);
        for later in 2..15 {
            hosts.note(&near(1, later), &turn, &config);
        }
        assert!(!hosts.put_off((DocId(2), DocId(3))));
        let other = crate::classify::Numbers { own: 9, other: 7 };
        for later in 2..15 {
            hosts.note(&Pair { numbers: [Some(other); 2], ..near(0, later) }, &turn, &config);
        }
        assert!(!hosts.put_off((DocId(2), DocId(3))));
    }

    #[test]
    fn a_pair_is_needed_if_one_of_it_is_canonical_and_the_other_is_not_its() {
        let first: Vec<DocId> = (0..5).map(DocId).collect();
        let of = |canonical: u32| Some(Standing::equal(DocId(canonical)));
        let standings = [Some(Standing::canonical(DocId(0))), of(0), of(0), None, of(4)];
        let needed = |a: u32, b: u32| is_needed((DocId(a), DocId(b)), &standings, &first);
        assert!(!needed(1, 2) && !needed(0, 1) && !needed(1, 0));
        assert!(needed(0, 4) && needed(1, 3) && needed(3, 4));
        // One that joined with numbers of its own has a family of its own.
        let numbers = Some(crate::classify::Numbers { own: 9, other: 7 });
        let joined = [standings[0], standings[1], standings[2].map(|standing| Standing { numbers, ..standing })];
        assert!(is_needed((DocId(1), DocId(2)), &joined, &first));
    }
}
