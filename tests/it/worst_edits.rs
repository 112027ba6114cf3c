//! Copies with edits where they hurt most. The promise, with W = [`Plan::window_symbols`]: of a passage and a copy that
//! differs from it in at most e symbols (each substituted, inserted or deleted, anywhere), the longer of at least (e + 1) W
//! symbols, some stretch of W symbols without an edit is inside findings at both places. One symbol less, and evenly
//! spaced edits leave no such stretch: then nothing is certain. `DITTOGRAPH_CASES` sets the number of cases.
//!
//! All symbols of a corpus are different ones, but for the passage and its copy, so that nothing repeats by chance.
//!
//! [`Plan::window_symbols`]: dittograph::config::Plan::window_symbols

use std::ops::Range;

use dittograph::config::Profile;
use dittograph::int::index;
use dittograph::{Config, Kind};
use proptest::prelude::*;

use crate::numbers::Numbers;
use crate::oracle::{Corpus, IDEOGRAPHS, Seen, cases, config};

/// The profiles and the length W of the strings whose repeats are covered for certain.
const PROFILES: [(Profile, usize); 3] = [(Profile::Sensitive, 20), (Profile::Default, 20), (Profile::Huge, 32)];
/// Most edits of a copy.
const MOST_EDITS: usize = 6;
/// Symbols before and behind the passage and its copy.
const AROUND: usize = 150;

/// A change of one symbol.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edit {
    Substitute,
    Insert,
    Delete,
}

const EDITS: [Edit; 3] = [Edit::Substitute, Edit::Insert, Edit::Delete];

/// Where the passage stands again.
#[derive(Debug, Clone, Copy)]
enum Again {
    InAnotherDocument,
    InItsOwnDocument,
}

/// A passage and its copy with the stretches between the edits.
#[derive(Debug, Clone)]
struct Planted {
    corpus: Corpus,
    /// Document and span of the passage and of the copy, in symbols.
    places: [(usize, Range<usize>); 2],
    /// Where each stretch without edits begins, in the passage and in the copy, and its length.
    stretches: Vec<([usize; 2], usize)>,
}

impl Planted {
    /// Stretches of these lengths, with an edit after each but the last.
    ///
    /// Input: a seed that chooses the symbols.
    fn new(stretches: &[usize], edits: &[Edit], again: Again, seed: u64) -> Self {
        let mut symbols = Symbols::new(seed);
        let (mut passage, mut copy, mut places) = (String::new(), String::new(), Vec::new());
        let mut at = [0, 0];
        for (n, &length) in stretches.iter().enumerate() {
            let stretch = symbols.take(length);
            places.push((at, length));
            passage += &stretch;
            copy += &stretch;
            at = at.map(|at| at + length);
            let edit = edits.get(n);
            if matches!(edit, Some(Edit::Substitute | Edit::Delete)) {
                passage += &symbols.take(1);
                at[0] += 1;
            }
            if matches!(edit, Some(Edit::Substitute | Edit::Insert)) {
                copy += &symbols.take(1);
                at[1] += 1;
            }
        }
        let [first, between, also_between, last] = std::array::from_fn(|_| symbols.take(AROUND));
        let texts = match again {
            Again::InAnotherDocument => vec![first + &passage + &between, also_between + &copy + &last],
            Again::InItsOwnDocument => vec![first + &passage + &between + &also_between + &copy + &last],
        };
        let second = match again {
            Again::InAnotherDocument => (1, AROUND..AROUND + at[1]),
            Again::InItsOwnDocument => (0, 3 * AROUND + at[0]..3 * AROUND + at[0] + at[1]),
        };
        Self { corpus: Corpus(texts), places: [(0, AROUND..AROUND + at[0]), second], stretches: places }
    }

    /// Stretches as even as can be between as many edits of one sort, the longer side of `length` symbols.
    fn even(length: usize, edits: &[Edit], again: Again, seed: u64) -> Self {
        let (equal, stretches) = (length - edits.len(), edits.len() + 1);
        let longest = usize::try_from(seed % 7).unwrap() % stretches;
        let lengths: Vec<usize> = (0..stretches)
            .map(|n| equal / stretches + usize::from((n + stretches - longest) % stretches < equal % stretches))
            .collect();
        Self::new(&lengths, edits, again, seed)
    }

    /// Whether all of the stretch is inside findings at both places.
    fn is_covered(&self, seen: &Seen, (at, length): ([usize; 2], usize)) -> bool {
        self.places.iter().zip(at).all(|((doc, place), at)| {
            seen.covered[*doc][place.start + at..place.start + at + length].iter().all(|inside| *inside)
        })
    }

    /// Whether one family says the passage whole, edge to edge, at both places, as a copy or repeat.
    fn is_whole(&self, seen: &Seen) -> bool {
        let found: Vec<_> = seen.analysis.findings.iter().map(|f| (f.place.doc.index(), f.kind)).collect();
        let exact = found.iter().zip(&seen.spans).map(|((doc, _), span)| (*doc, span.clone()));
        exact.eq(self.places.iter().cloned())
            && found.iter().all(|(_, kind)| matches!(kind, Kind::Copy | Kind::Repeat | Kind::Document))
    }

    /// Whether nothing outside the passage and its copy is inside a finding.
    fn is_sound(&self, seen: &Seen) -> bool {
        let inside = |doc: usize, span: &Range<usize>| {
            self.places.iter().any(|(of, place)| *of == doc && place.start <= span.start && span.end <= place.end)
        };
        seen.analysis.findings.iter().zip(&seen.spans).all(|(f, span)| inside(f.place.doc.index(), span))
    }
}

/// Ideographs in an order that a seed chooses, none twice.
struct Symbols {
    rest: Vec<char>,
    numbers: Numbers,
}

impl Symbols {
    fn new(seed: u64) -> Self {
        Self { rest: IDEOGRAPHS.clone(), numbers: Numbers(seed) }
    }

    /// The next symbols.
    fn take(&mut self, count: usize) -> String {
        let mut taken = String::new();
        for _ in 0..count {
            let among = u64::try_from(self.rest.len()).unwrap();
            taken.push(self.rest.swap_remove(usize::try_from(self.numbers.next() % among).unwrap()));
        }
        taken
    }
}

/// Every profile with every number of edits of every sort, in another document and in the same, with a few seeds.
fn for_each(mut check: impl FnMut((Profile, usize), &[Edit], Again, u64)) {
    for profile in PROFILES {
        for edits in 1..=MOST_EDITS {
            for (sort, again) in EDITS
                .into_iter()
                .flat_map(|edit| [Again::InAnotherDocument, Again::InItsOwnDocument].map(|again| (edit, again)))
            {
                for seed in 0..4 {
                    check(profile, &vec![sort; edits], again, seed);
                }
            }
        }
    }
}

#[test]
fn the_profiles_promise_what_is_tested_here() {
    for (profile, window) in PROFILES {
        assert_eq!(index(config(profile).plan(0).unwrap().window_symbols()), window, "{profile:?}");
    }
}

#[test]
fn evenly_spaced_edits_leave_a_stretch_that_is_found_and_the_passage_is_found_whole() {
    for_each(|(profile, window), edits, again, seed| {
        let planted = Planted::even((edits.len() + 1) * window, edits, again, seed);
        let seen = Seen::new(&planted.corpus, &config(profile));
        let longest = planted.stretches.iter().filter(|(_, length)| *length >= window).collect::<Vec<_>>();
        let said = format!("{profile:?} {edits:?} {again:?} seed {seed}\n{}", seen.shown());
        assert_eq!(longest.len(), 1, "the bound leaves one stretch and no symbol to spare: {said}");
        assert!(planted.is_covered(&seen, *longest[0]), "{said}");
        assert!(planted.is_whole(&seen), "{said}");
    });
}

#[test]
fn one_symbol_below_the_bound_nothing_repeats_that_is_long_enough() {
    for_each(|(profile, window), edits, again, seed| {
        let planted = Planted::even((edits.len() + 1) * window - 1, edits, again, seed);
        let seen = Seen::new(&planted.corpus, &config(profile));
        let said = format!("{profile:?} {edits:?} {again:?} seed {seed}\n{}", seen.shown());
        assert!(seen.repeated(window).is_empty(), "no stretch that would be certain is left: {said}");
        assert!(planted.is_sound(&seen), "{said}");
        // Anchors of the sensitive profile lie closer than the stretches are long: there it is still certain to be compared.
        if matches!(profile, Profile::Sensitive) {
            assert!(planted.is_whole(&seen), "{said}");
        }
    });
}

fn edit() -> impl Strategy<Value = Edit> {
    prop::sample::select(&EDITS[..])
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn edits_anywhere_leave_a_stretch_that_is_found(
        profile in prop::sample::select(&PROFILES[..]),
        edits in prop::collection::vec(edit(), 0..=MOST_EDITS),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), MOST_EDITS),
        more in 0..20_usize,
        again in prop::sample::select(&[Again::InAnotherDocument, Again::InItsOwnDocument][..]),
        seed: u64,
    ) {
        let (profile, window) = profile;
        // The longer side has (e + 1) W symbols and a few more: so many of them are equal, whatever the edits are.
        let changed = |one: Edit| edits.iter().filter(|edit| **edit != one).count();
        let equal = (edits.len() + 1) * window + more - changed(Edit::Insert).max(changed(Edit::Delete));
        let mut bounds: Vec<usize> = cuts[..edits.len()].iter().map(|cut| cut.index(equal + 1)).collect();
        bounds.extend([0, equal]);
        bounds.sort_unstable();
        let lengths: Vec<usize> = bounds.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let planted = Planted::new(&lengths, &edits, again, seed);
        let seen = Seen::new(&planted.corpus, &Config { profile, ..Config::default() });
        let sides = planted.places.clone().map(|(_, place)| place.len());
        prop_assert_eq!(sides.into_iter().max(), Some((edits.len() + 1) * window + more));
        let certain: Vec<_> = planted.stretches.iter().filter(|(_, length)| *length >= window).collect();
        prop_assert!(!certain.is_empty());
        for stretch in certain {
            prop_assert!(planted.is_covered(&seen, *stretch), "{stretch:?} of {:?}\n{}", planted.places, seen.shown());
        }
        prop_assert!(planted.is_sound(&seen), "{}", seen.shown());
    }
}
