//! Every set of vector instructions of this processor against the plain twins, and against each other where a text is too long
//! for those. On a processor without wide vectors only the portable path is there to be tested.

use std::collections::BTreeMap;

use dittograph::candidates::{Place, Reach, index_anchors};
use dittograph::config::NormalizeConfig;
use dittograph::fingerprint::{self, Signer};
use dittograph::int::narrow;
use dittograph::normalize::{Normalizer, naive as plain_normalize};
use dittograph::shingle::{Cut, Scratch, each_anchor_on, hash_shingles_on, naive, select_on};
use dittograph::simd::{Path, equal_ahead, equal_behind};
use dittograph::span::DocId;
use proptest::prelude::*;

use crate::numbers::Numbers;

/// Pieces of text that end a vector of characters: words, marks, what unfolds, what lies outside the basic plane, readings.
const TURNS: [&str; 14] = [
    "a",
    "infor-\nmation",
    "e\u{301}",
    "\u{301}",
    "⑫",
    "𠀀",
    "😀",
    "（一）",
    "發(fā)",
    "é",
    "ｶﾞ",
    "\u{200B}",
    "か\u{3099}",
    "7",
];

/// Ideographs, punctuation and ASCII in stretches long enough for vectors, with turns between them.
fn long_text() -> impl Strategy<Value = String> {
    let stretch = prop_oneof![
        4 => prop::collection::vec(prop::sample::select("的政府工作，。：、国發臺後".chars().collect::<Vec<_>>()), 0..60)
            .prop_map(String::from_iter),
        1 => "[0-9 ,.\\-]{0,80}",
        2 => prop::sample::select(&TURNS[..]).prop_map(str::to_owned),
        1 => "[\u{400}-\u{4FF} ]{0,30}",
    ];
    prop::collection::vec(stretch, 0..40).prop_map(|stretches| stretches.concat())
}

/// Places that lie far apart or near, in few or many values.
fn row() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(prop_oneof![0_u32..3, any::<u32>()], 0..300)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn symbols_are_the_same_on_every_path(text in long_text()) {
        let config = NormalizeConfig::default();
        let expected = plain_normalize::normalize(&config, &text);
        prop_assert_eq!(&Normalizer::new(&config).with_offsets(&text), &expected);
        for path in Path::all() {
            prop_assert_eq!(&Normalizer::new(&config).symbols_on(&text, path), &expected.0, "{}", path.name());
        }
    }

    #[test]
    fn hashes_minima_and_anchors_are_the_same_on_every_path(
        text in row(), k in 0_u32..=20, w in 0_u32..40, seed in any::<u64>(),
    ) {
        for path in Path::all() {
            let (mut hashes, mut places, mut found) = (vec![7], vec![7], Vec::new());
            hash_shingles_on(path, &text, k, seed, &mut hashes);
            prop_assert_eq!(&hashes, &naive::hash_shingles(&text, k, seed), "{}", path.name());
            select_on(path, &text, w, &mut places);
            prop_assert_eq!(places, naive::select(&text, w), "{}", path.name());
            each_anchor_on(path, &text, Cut { k, w, seed }, &mut Scratch::default(), |anchor| found.push(anchor));
            let expected = if k == 0 { Vec::new() } else { naive::anchors(&text, k, w, seed) };
            prop_assert_eq!(found, expected, "{}", path.name());
        }
    }

    #[test]
    fn signatures_are_the_same_on_every_path(text in row(), slots in 1_u32..300, k in 1_u32..6, seed in any::<u64>()) {
        let expected = fingerprint::naive::sign(slots.min(40), k, seed, &text);
        let hashes = naive::hash_shingles(&text, k, seed);
        let wide = Signer::new(slots, k, seed).sign_hashes_on(Path::PLAIN, &mut hashes.clone());
        for path in Path::all() {
            let sign = |slots| Signer::new(slots, k, seed).sign_hashes_on(path, &mut hashes.clone());
            prop_assert_eq!(&sign(slots.min(40)), &expected, "{}", path.name());
            prop_assert_eq!(&sign(slots), &wide, "{}", path.name());
            prop_assert_eq!(&Signer::new(slots, k, seed).sign_on(path, &text), &wide, "{}", path.name());
        }
    }

    #[test]
    fn signatures_of_a_text_are_those_of_its_symbols(
        texts in prop::collection::vec(long_text(), 1..5), times in 1_usize..30, slots in prop::sample::select(vec![1_u32, 7, 64, 256, 300]),
        k in prop_oneof![0_u32..12, 200_u32..300],
    ) {
        // Longer than a block, whose last symbol may be given back.
        let text = texts.concat().repeat(times);
        let (signer, normalizer) = (Signer::new(slots, k, 5), Normalizer::new(&NormalizeConfig::default()));
        let expected = signer.sign(&normalizer.symbols(&text));
        for path in Path::all() {
            prop_assert_eq!(&signer.sign_text_on(path, &normalizer, &text), &expected, "{}", path.name());
        }
    }

    #[test]
    fn equal_symbols_are_counted_one_by_one(a in row(), b in row(), common in row()) {
        let (ahead_a, ahead_b) = ([&common[..], &a].concat(), [&common[..], &b].concat());
        let counted = ahead_a.iter().zip(&ahead_b).take_while(|(x, y)| x == y).count();
        prop_assert_eq!(equal_ahead(&ahead_a, &ahead_b), counted);
        let (behind_a, behind_b) = ([&a[..], &common].concat(), [&b[..], &common].concat());
        let counted = behind_a.iter().rev().zip(behind_b.iter().rev()).take_while(|(x, y)| x == y).count();
        prop_assert_eq!(equal_behind(&behind_a, &behind_b), counted);
    }

    #[test]
    fn groups_are_those_of_a_map(
        texts in prop::collection::vec(prop::collection::vec(0_u32..4, 0..60), 0..12), k in 1_u32..12, w in 1_u32..5,
    ) {
        let texts: Vec<&[u32]> = texts.iter().map(Vec::as_slice).collect();
        let records = index_anchors(&texts, Reach { shingle: k, shingles: w, window: 20, seed: 0 }, |_| ());
        let mut expected: BTreeMap<u64, Vec<Place>> = BTreeMap::new();
        for (doc, text) in (0..).map(DocId).zip(&texts) {
            for anchor in naive::anchors(text, k, w, 0) {
                expected.entry(anchor.hash).or_default().push((doc, anchor.position));
            }
        }
        prop_assert_eq!(records.len(), expected.values().map(Vec::len).sum::<usize>());
        let mut expected: Vec<_> = expected.into_values().filter(|group| group.len() > 1).collect();
        let mut found = records.groups(&texts, |found: &mut Vec<Vec<Place>>, group| found.push(group.to_vec())).concat();
        expected.sort();
        found.sort();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn long_texts_are_the_same_on_every_path() {
    // Longer than the room of a kernel and than a block of hashes, with a turn now and then.
    let mut numbers = Numbers(11);
    let mut text = String::new();
    for _ in 0..40_000 {
        let number = narrow(usize::try_from(numbers.next() % 20_000).unwrap());
        text.extend(char::from_u32(0x4E00 + number));
        if numbers.next().is_multiple_of(900) {
            text.push_str(TURNS[usize::try_from(numbers.next() % 14).unwrap()]);
        }
    }
    let config = NormalizeConfig::default();
    let symbols = plain_normalize::normalize(&config, &text).0;
    let cut = Cut { k: 8, w: 13, seed: 3 };
    let (mut expected, mut hashes) = (Vec::new(), Vec::new());
    each_anchor_on(Path::PLAIN, &symbols, cut, &mut Scratch::default(), |anchor| expected.push(anchor));
    assert_eq!(expected, naive::anchors(&symbols, 8, 13, 3));
    for path in Path::all() {
        assert_eq!(Normalizer::new(&config).symbols_on(&text, path), symbols, "{}", path.name());
        let mut found = Vec::new();
        each_anchor_on(path, &symbols, cut, &mut Scratch::default(), |anchor| found.push(anchor));
        assert_eq!(found, expected, "{}", path.name());
        hash_shingles_on(path, &symbols, 11, 3, &mut hashes);
        assert_eq!(hashes, naive::hash_shingles(&symbols, 11, 3), "{}", path.name());
    }
}

#[test]
fn every_length_and_every_place_of_a_turn_fold_alike() {
    // The end of a text and what stops the fold, at every byte of a vector and just before and behind it.
    let normalizer = Normalizer::new(&NormalizeConfig::default());
    for length in 0..70 {
        for turn in TURNS {
            let text =
                format!("{}{turn}{}", "政，府a1".repeat(9).chars().take(length).collect::<String>(), "工作".repeat(20));
            let expected = plain_normalize::normalize(&NormalizeConfig::default(), &text).0;
            for path in Path::all() {
                assert_eq!(normalizer.symbols_on(&text, path), expected, "{} {length} {turn}", path.name());
            }
        }
    }
}
