//! The hashing stages against their plain twins and their stated guarantees. Their statistics are next door.

mod samples;
mod statistics;

use std::collections::{BTreeMap, BTreeSet};

use dittograph::candidates::bands::{Cut, SMALL_BUCKET, pairs};
use dittograph::fingerprint::{self, Signature, Signer, exact};
use dittograph::int::{index, narrow};
use dittograph::shingle::{Anchor, Scratch, anchors, anchors_into, hash_shingles, naive, select};
use dittograph::span::DocId;
use proptest::prelude::*;

use self::samples::{Numbers, symbols, text};

fn positions(anchors: &[Anchor]) -> Vec<u32> {
    anchors.iter().map(|anchor| anchor.position).collect()
}

/// Checks the guarantee's first sentence: every window holds an anchor of each of its minimal shingles.
/// And its third: a minimum that stands alone in its window is an anchor.
fn check_windows(text: &[u32], k: u32, w: u32, seed: u64, found: &[Anchor]) {
    let shingles: Vec<&[u32]> = text.windows(index(k)).collect();
    let hashes: Vec<u32> = shingles.iter().map(|shingle| naive::hash_shingle(shingle, seed)).collect();
    let kept: BTreeSet<usize> = found.iter().map(|anchor| index(anchor.position)).collect();
    let window = index(w).min(shingles.len());
    for start in 0..=shingles.len() - window {
        let smallest = hashes[start..][..window].iter().min().expect("a window holds a shingle");
        let minimal: Vec<usize> = (start..start + window).filter(|&place| hashes[place] == *smallest).collect();
        let wanted: BTreeSet<&[u32]> = minimal.iter().map(|&place| shingles[place]).collect();
        let there: BTreeSet<&[u32]> =
            minimal.iter().filter(|place| kept.contains(place)).map(|&place| shingles[place]).collect();
        assert_eq!(wanted, there, "window at {start}, k = {k}, w = {w}");
        assert!(minimal.len() > 1 || kept.contains(&minimal[0]), "lone minimum of the window at {start}");
    }
}

/// Whether a window of `text` has its minimum at one place only.
fn has_lone_minimum(text: &[u32], k: u32, w: u32, seed: u64) -> bool {
    let mut hashes = Vec::new();
    hash_shingles(text, k, seed, &mut hashes);
    let lone = |window: &[u32]| window.iter().filter(|&hash| Some(hash) == window.iter().min()).count() == 1;
    hashes.windows(index(w)).any(lone)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn shingle_hashes_equal_their_plain_twin(text in text(), k in 0_u32..=20, seed in any::<u64>()) {
        let mut hashes = vec![1, 2, 3];
        hash_shingles(&text, k, seed, &mut hashes);
        prop_assert_eq!(hashes, naive::hash_shingles(&text, k, seed));
    }

    #[test]
    fn selected_places_equal_their_plain_twin(
        hashes in prop::collection::vec(prop_oneof![0_u32..4, any::<u32>(), Just(u32::MAX)], 0..400),
        w in 0_u32..40,
    ) {
        let mut places = vec![9];
        select(&hashes, w, &mut places);
        prop_assert_eq!(places, naive::select(&hashes, w));
    }

    #[test]
    fn anchors_equal_their_plain_twin_and_keep_every_window(
        text in text(), k in 1_u32..=16, w in 1_u32..30, seed in any::<u64>(),
    ) {
        let found = anchors(&text, k, w, seed);
        prop_assert_eq!(&found, &naive::anchors(&text, k, w, seed));
        prop_assert_eq!(found.is_empty(), text.len() < index(k));
        if !found.is_empty() {
            check_windows(&text, k, w, seed, &found);
        }
    }

    #[test]
    fn equal_strings_share_an_anchor(
        before in text(), passage in text(), between in text(), after in text(),
        k in 2_u32..=16, w in 1_u32..20, seed in any::<u64>(), same_text in any::<bool>(),
    ) {
        prop_assume!(passage.len() >= index(k + w - 1));
        let (one, two) = if same_text {
            let whole = [&before[..], &passage, &between, &passage, &after].concat();
            (whole.clone(), whole)
        } else {
            ([&before[..], &passage, &between].concat(), [&between[..], &before, &passage, &after].concat())
        };
        let second_start = before.len() + between.len() + if same_text { passage.len() } else { 0 };
        let inside = |text: &[u32], start: usize| -> BTreeMap<u64, BTreeSet<usize>> {
            let mut places: BTreeMap<u64, BTreeSet<usize>> = BTreeMap::new();
            for anchor in anchors(text, k, w, seed) {
                let position = index(anchor.position);
                if start <= position && position + index(k) <= start + passage.len() {
                    places.entry(anchor.hash).or_default().insert(position - start);
                }
            }
            places
        };
        let (first, second) = (inside(&one, before.len()), inside(&two, second_start));
        let near = |a: &BTreeSet<usize>, b: &BTreeSet<usize>| {
            a.iter().any(|p| b.iter().any(|q| p.abs_diff(*q) < index(w)))
        };
        prop_assert!(first.iter().any(|(hash, a)| second.get(hash).is_some_and(|b| near(a, b))));
        if has_lone_minimum(&passage, k, w, seed) {
            prop_assert!(first.iter().any(|(hash, a)| second.get(hash).is_some_and(|b| !a.is_disjoint(b))));
        }
    }

    #[test]
    fn signatures_equal_their_plain_twin(
        text in text(), slots in 1_u32..40, k in 1_u32..=8, seed in any::<u64>(),
    ) {
        prop_assert_eq!(Signer::new(slots, k, seed).sign(&text), fingerprint::naive::sign(slots, k, seed, &text));
    }

    #[test]
    fn small_buckets_give_exactly_the_pairs_that_share_a_band(
        docs in prop::collection::vec(
            prop::option::weighted(0.9, prop::collection::vec(0_u32..3, 12)), 0..=SMALL_BUCKET,
        ),
        bands in 0_u32..7, rows in 0_u32..6,
    ) {
        let signatures: Vec<Option<Signature>> = docs.iter().map(|doc| doc.clone().map(Signature::from)).collect();
        let cut = Cut { bands, rows, least: 0.5 };
        prop_assert_eq!(pairs(&signatures, cut), pairs_by_definition(&docs, bands, rows));
    }
}

/// All pairs of documents with an equal band.
fn pairs_by_definition(docs: &[Option<Vec<u32>>], bands: u32, rows: u32) -> Vec<(DocId, DocId)> {
    let band = |doc: usize, band: u32| -> Option<&[u32]> {
        docs[doc].as_ref()?.get(index(band * rows)..index((band + 1) * rows)).filter(|slots| !slots.is_empty())
    };
    let id = |doc: usize| DocId(narrow(doc));
    let mut found = Vec::new();
    for a in 0..docs.len() {
        for b in a + 1..docs.len() {
            if (0..bands).any(|n| band(a, n).is_some() && band(a, n) == band(b, n)) {
                found.push((id(a), id(b)));
            }
        }
    }
    found
}

#[test]
fn blocks_cannot_be_told_from_the_result() {
    let mut numbers = Numbers(3);
    let mut long = numbers.han(9000, 3000);
    long.extend(numbers.han(2500, 2));
    long.extend(std::iter::repeat_n(0x4e00, 5000));
    let (mut scratch, mut found) = (Scratch::default(), Vec::new());
    for (k, w) in [(2, 1), (5, 4), (8, 13), (10, 23), (16, 100), (11, 3000)] {
        anchors_into(&long, k, w, 5, &mut scratch, &mut found);
        // The plain twin looks at every window of every place; wide windows get a smaller text.
        let part = if w > 50 { &long[8000..11_500] } else { &long[..] };
        assert_eq!(anchors(part, k, w, 5), naive::anchors(part, k, w, 5), "k = {k}, w = {w}");
        assert_eq!(found, anchors(&long, k, w, 5), "buffers that were used before, k = {k}, w = {w}");
        check_windows(part, k, w, 5, &anchors(part, k, w, 5));
    }
}

#[test]
fn rising_and_falling_hashes_select_one_end_of_every_window() {
    // The place that is decided by the window that reaches furthest back or ahead, at every border of blocks.
    let (rising, falling): (Vec<u32>, Vec<u32>) = ((0..20_000).collect(), (0..20_000).rev().collect());
    let mut places = Vec::new();
    for w in [1, 2, 13, 3000] {
        select(&rising, w, &mut places);
        assert!(places.iter().copied().eq(0..=20_000 - w), "rising, w = {w}");
        select(&falling, w, &mut places);
        assert!(places.iter().copied().eq(w - 1..20_000), "falling, w = {w}");
    }
}

#[test]
fn a_text_shorter_than_a_window_still_has_its_smallest_shingle() {
    let text = symbols("县人民政府工作报告");
    for length in 0..text.len() {
        let found = anchors(&text[..length], 5, 13, 0);
        assert_eq!(found.len(), usize::from(length >= 5), "{length} symbols");
    }
}

#[test]
fn a_text_of_one_character_keeps_one_shingle_in_w() {
    let text = vec![0x4e00; 10_000];
    for (k, w) in [(5, 4), (8, 13), (10, 23)] {
        let found = positions(&anchors(&text, k, w, 0));
        assert!(found.windows(2).all(|pair| pair[1] - pair[0] <= w), "a window without an anchor");
        let most = 10_000 / index(w) + 2;
        assert!(found.len() <= most, "{} anchors, at most {most} wanted", found.len());
    }
}

#[test]
fn different_shingles_of_one_order_hash_do_not_stand_in_for_one_another() {
    // Two shingles that collide and lie below everything between them, found by trying.
    let (one, two, seed) = colliding_shingles();
    let text = [&one[..], &two, &one, &two, &one, &two, &one, &two].concat();
    check_windows(&text, 4, 12, seed, &anchors(&text, 4, 12, seed));
    let mut hashes = Vec::new();
    hash_shingles(&text, 4, seed, &mut hashes);
    let mut places = Vec::new();
    select(&hashes, 12, &mut places);
    assert!(places.len() < anchors(&text, 4, 12, seed).len(), "by hash alone one passed for the other");
}

/// Two shingles of 4 symbols with equal order hash, smaller than those that arise where they meet.
fn colliding_shingles() -> (Vec<u32>, Vec<u32>, u64) {
    for seed in 0.. {
        let mut numbers = Numbers(seed);
        let mut shingles: Vec<(u32, Vec<u32>)> = (0..200_000)
            .map(|_| {
                let shingle = numbers.han(4, 20_000);
                (naive::hash_shingle(&shingle, seed), shingle)
            })
            .collect();
        shingles.sort();
        for pair in shingles.windows(2) {
            let (one, two) = (&pair[0], &pair[1]);
            let meeting = [&one.1[..], &two.1, &one.1].concat();
            let lowest = meeting.windows(4).map(|shingle| naive::hash_shingle(shingle, seed)).min();
            if one.0 == two.0 && one.1 != two.1 && lowest == Some(one.0) {
                return (one.1.clone(), two.1.clone(), seed);
            }
        }
    }
    unreachable!("the seeds do not end")
}

#[test]
fn hashes_and_anchors_are_frozen() {
    // Stored with findings and indexes: a change here is a change of the format.
    let text = symbols("县第十八届人民代表大会常务委员会第四次会议审议通过了关于加强基层社会治理的意见");
    let mut hashes = Vec::new();
    hash_shingles(&text, 8, 0, &mut hashes);
    assert_eq!(&hashes[..3], &[2_368_924_380, 2_948_297_552, 1_058_236_354]);
    let found: Vec<(u64, u32)> = anchors(&text, 8, 13, 0).iter().map(|a| (a.hash, a.position)).collect();
    let frozen = [
        (0x4094_d9e8_abf8_f5a9, 5),
        (0x33ab_2b66_5509_7981, 7),
        (0x800d_227e_d463_b6ba, 13),
        (0xd62b_8826_99d5_94ee, 24),
        (0x17b2_54cd_df4e_3c00, 25),
    ];
    assert_eq!(found, frozen);
    let bytes: Vec<u8> = text[5..13].iter().flat_map(|symbol| symbol.to_le_bytes()).collect();
    assert_eq!(found[0].0, xxhash_rust::xxh3::xxh3_64_with_seed(&bytes, 0));
    assert_eq!(Signer::new(4, 5, 0).sign(&text).slots(), &[614_530_796, 244_069_876, 1_511_934_484, 318_453_936]);
}

#[test]
fn signatures_depend_on_the_set_of_shingles_alone() {
    // With two symbols a shingle the four seams between the blocks are shingles too; both texts hold all four.
    let (county, city) = ("县长主持常务会议", "市长出席座谈会");
    let one = symbols(&[county, city, county, county, city, city].concat());
    let two = symbols(&[city, city, county, county, county, city, city, county].concat());
    let signer = Signer::new(256, 2, 0);
    assert_eq!(signer.sign(&one), signer.sign(&two));
    assert_ne!(signer.sign(&one), signer.sign(&symbols(&[county, city].concat())), "two seams are missing");
    let mut numbers = Numbers(9);
    let mut hashes: Vec<u32> = (0..100).map(|_| numbers.next()).collect();
    let mut again: Vec<u32> = hashes.iter().rev().chain(&hashes).copied().collect();
    assert_eq!(signer.sign_hashes(&mut hashes), signer.sign_hashes(&mut again));
}

#[test]
fn every_slot_is_filled_from_the_first_shingle_on() {
    for (length, k, slots) in [(1, 1, 256), (5, 5, 256), (6, 5, 1000), (300, 5, 256)] {
        let text = Numbers(1).han(length, 3000);
        assert_eq!(Signer::new(slots, k, 0).sign(&text).slots().len(), index(slots));
    }
    assert!(Signer::new(256, 5, 0).sign(&symbols("工作报告")).slots().is_empty());
    // A million shingles that are all the same count as one.
    let same = vec![0x4e00; 1_000_000];
    assert_eq!(Signer::new(256, 5, 0).sign(&same), Signer::new(256, 5, 0).sign(&same[..5]));
}

#[test]
fn texts_without_shingles_have_nothing_in_common() {
    let none = Signer::new(256, 5, 0).sign(&[]);
    let some = Signer::new(256, 5, 0).sign(&symbols("工作报告全文"));
    assert!(none.similarity(&none) < f64::EPSILON);
    assert!(none.similarity(&some) < f64::EPSILON);
    assert!((some.similarity(&some) - 1.0).abs() < f64::EPSILON);
    assert!(exact::jaccard(&[], &[], 5) < f64::EPSILON);
    assert!(pairs(&[Some(none.clone()), Some(none)], Cut { bands: 51, rows: 5, least: 0.0 }).is_empty());
}

#[test]
fn a_full_small_bucket_gives_all_pairs_and_one_document_more_a_star() {
    let cut = Cut { bands: 4, rows: 3, least: 0.5 };
    let same = |count: usize| vec![Some(Signature::from(vec![7; 12])); count];
    assert_eq!(pairs(&same(SMALL_BUCKET), cut).len(), SMALL_BUCKET * (SMALL_BUCKET - 1) / 2);
    let id = |doc: usize| DocId(narrow(doc));
    for count in [SMALL_BUCKET + 1, 2000] {
        let expected: Vec<(DocId, DocId)> = (1..count).map(|doc| (id(0), id(doc))).collect();
        assert_eq!(pairs(&same(count), cut), expected);
    }
}

#[test]
fn a_large_bucket_is_linked_in_rounds() {
    // One common band, and two groups that have nothing else in common: the second gets a representative of its own.
    let of = |group: u32| Some(Signature::from([vec![1; 3], vec![group; 9]].concat()));
    let signatures: Vec<Option<Signature>> = (0..100).map(|doc| of(doc % 2 + 5)).collect();
    let found = pairs(&signatures, Cut { bands: 1, rows: 3, least: 0.5 });
    let id = |doc: usize| DocId(narrow(doc));
    let expected: BTreeSet<(DocId, DocId)> =
        (1..100).map(|doc| (id(0), id(doc))).chain((3..100).step_by(2).map(|doc| (id(1), id(doc)))).collect();
    assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
}
