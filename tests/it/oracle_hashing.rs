//! The hashing stages against their plain twins, their stated guarantees and their statistics. All numbers come from fixed
//! seeds, so a bound that holds once holds always.

use std::collections::{BTreeMap, BTreeSet};

use dittograph::candidates::bands::{SMALL_BUCKET, pairs};
use dittograph::fingerprint::classic::Permutations;
use dittograph::fingerprint::{self, Signature, Signer, exact};
use dittograph::int::{float, floor, high, index, narrow, wide};
use dittograph::shingle::{Anchor, Scratch, anchors, anchors_into, hash_shingles, naive, select};
use dittograph::span::DocId;
use proptest::prelude::*;

/// A small linear congruential generator: the same numbers on every machine.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        high(self.0)
    }

    fn below(&mut self, bound: u32) -> u32 {
        high(u64::from(self.next()) * u64::from(bound))
    }

    /// Han characters, `alphabet` different ones.
    fn han(&mut self, length: usize, alphabet: u32) -> Vec<u32> {
        (0..length).map(|_| 0x4e00 + self.below(alphabet)).collect()
    }
}

fn positions(anchors: &[Anchor]) -> Vec<u32> {
    anchors.iter().map(|anchor| anchor.position).collect()
}

fn symbols(text: &str) -> Vec<u32> {
    text.chars().map(u32::from).collect()
}

/// A stretch of a made-up text.
#[derive(Debug, Clone)]
enum Stretch {
    /// Characters at random.
    Fresh { length: usize, seed: u64 },
    /// A unit over and over.
    Periodic { unit: usize, length: usize, seed: u64 },
    /// What stood before, from a share of the text so far.
    Again { from: usize, length: usize },
}

fn stretch() -> impl Strategy<Value = Stretch> {
    prop_oneof![
        (0_usize..150, any::<u64>()).prop_map(|(length, seed)| Stretch::Fresh { length, seed }),
        (1_usize..30, 0_usize..150, any::<u64>()).prop_map(|(unit, length, seed)| Stretch::Periodic {
            unit,
            length,
            seed
        }),
        (0_usize..1000, 0_usize..100).prop_map(|(from, length)| Stretch::Again { from, length }),
    ]
}

fn written(stretches: &[Stretch], alphabet: u32) -> Vec<u32> {
    let mut text = Vec::new();
    for stretch in stretches {
        match *stretch {
            Stretch::Fresh { length, seed } => text.extend(Numbers(seed).han(length, alphabet)),
            Stretch::Periodic { unit, length, seed } => {
                text.extend(Numbers(seed).han(unit, alphabet).iter().cycle().take(length));
            }
            Stretch::Again { from, length } => {
                let start = text.len() * from / 1000;
                let end = text.len().min(start + length);
                text.extend_from_within(start..end);
            }
        }
    }
    text
}

/// Texts of 1, 2, 3, 5 and 3000 different characters with planted periods and repeats.
fn text() -> impl Strategy<Value = Vec<u32>> {
    let alphabet = prop::sample::select(vec![1_u32, 2, 3, 5, 3000]);
    (alphabet, prop::collection::vec(stretch(), 0..7)).prop_map(|(alphabet, plan)| written(&plan, alphabet))
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
        let starts = (before.len(), if same_text { before.len() + passage.len() + between.len() } else { between.len() + before.len() });
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
        let (first, second) = (inside(&one, starts.0), inside(&two, starts.1));
        let near = |a: &BTreeSet<usize>, b: &BTreeSet<usize>| a.iter().any(|p| b.iter().any(|q| p.abs_diff(*q) < index(w)));
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
        docs in prop::collection::vec(prop::option::weighted(0.9, prop::collection::vec(0_u32..3, 12)), 0..SMALL_BUCKET),
        bands in 0_u32..7, rows in 0_u32..6,
    ) {
        let signatures: Vec<Option<Signature>> = docs.iter().map(|doc| doc.clone().map(Signature::from)).collect();
        prop_assert_eq!(pairs(&signatures, bands, rows), pairs_by_definition(&docs, bands, rows));
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
fn random_text_keeps_two_shingles_in_a_window_and_one() {
    for (k, w) in [(5, 4), (8, 13), (10, 23)] {
        for seed in [0, 1, 7] {
            let text = Numbers(seed + 100).han(300_000, 3000);
            let density = float(anchors(&text, k, w, seed).len()) / 300_000.0;
            let expected = 2.0 / f64::from(w + 1);
            assert!((density / expected - 1.0).abs() < 0.02, "k = {k}, w = {w}: {density}, expected {expected}");
        }
    }
}

#[test]
fn the_smallest_of_a_window_may_stand_anywhere_in_it() {
    // Pearson's chi-square over the places of the minimum in disjoint windows; the bound is the 99.9th percentile of
    // 12 degrees of freedom.
    for (alphabet, seed) in [(3000, 0), (3000, 1), (3000, 2), (40, 3), (40, 4)] {
        let text = Numbers(seed + 50).han(260_000, alphabet);
        let mut hashes = Vec::new();
        hash_shingles(&text, 8, seed, &mut hashes);
        let mut places = [0_u32; 13];
        for window in hashes.chunks_exact(13) {
            places[(0..13).min_by_key(|&place| window[place]).unwrap()] += 1;
        }
        let expected = f64::from(places.iter().sum::<u32>()) / 13.0;
        let chi_square: f64 = places.iter().map(|&seen| (f64::from(seen) - expected).powi(2) / expected).sum();
        assert!(chi_square < 32.9, "alphabet {alphabet}, seed {seed}: {chi_square}");
    }
}

#[test]
fn order_hashes_of_poor_alphabets_collide_as_rarely_as_chance_has_it() {
    // All 65,536 texts of 16 symbols out of two: half a collision is expected, 6 or more about once in
    // 70,000 draws.
    for seed in 0..4 {
        let hashes: BTreeSet<u32> = (0..1_u32 << 16)
            .map(|bits| (0..16).map(|bit| 0x4e00 + (bits >> bit & 1)).collect::<Vec<u32>>())
            .map(|shingle| naive::hash_shingle(&shingle, seed))
            .collect();
        assert!(hashes.len() > (1 << 16) - 6, "seed {seed}: {} different", hashes.len());
    }
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
    assert_eq!(Signer::new(4, 5, 0).sign(&text).slots(), &[107_312_031, 562_467_233, 497_235_922, 398_322_366]);
}

/// Two texts of random characters that share about `share` of their shingles.
fn related(numbers: &mut Numbers, length: usize, share: f64) -> (Vec<u32>, Vec<u32>) {
    let common = floor(float(length) * share);
    let body = numbers.han(common, 3000);
    let (mut one, mut two) = (body.clone(), body);
    one.extend(numbers.han(length - common, 3000));
    two.extend(numbers.han(length - common, 3000));
    (one, two)
}

/// Mean error and root mean square of error ÷ √(J(1−J)/K) over many pairs.
fn estimate_errors(length: usize, slots: u32, sign: impl Fn(u64, &[u32]) -> Signature) -> (f64, f64) {
    let mut numbers = Numbers(wide(length));
    let (mut bias, mut square, mut pairs) = (0.0, 0.0, 0.0);
    for share in [0.3, 0.5, 0.7, 0.8, 0.9] {
        for seed in 0..80 {
            let (one, two) = related(&mut numbers, length, share);
            let truth = exact::jaccard(&one, &two, 5);
            let error = sign(seed, &one).similarity(&sign(seed, &two)) - truth;
            let deviation = (truth * (1.0 - truth) / f64::from(slots)).sqrt();
            bias += error / deviation;
            square += (error / deviation).powi(2);
            pairs += 1.0;
        }
    }
    (bias / pairs, (square / pairs).sqrt())
}

#[test]
fn estimates_keep_their_error_bound_for_texts_of_every_length() {
    // Over 400 pairs the mean has a standard error of 0.05 deviations, their size one of about 4 %.
    for (length, slots) in [(60, 256), (200, 128), (500, 256), (5000, 256), (3000, 100)] {
        let (bias, spread) = estimate_errors(length, slots, |seed, text| Signer::new(slots, 5, seed).sign(text));
        assert!(bias.abs() < 0.2, "{length} symbols in {slots} slots: mean error {bias} deviations");
        assert!(spread < 1.15, "{length} symbols in {slots} slots: {spread} times the stated deviation");
    }
}

#[test]
fn the_classic_yardstick_keeps_the_same_bound() {
    let (bias, spread) = estimate_errors(500, 128, |seed, text| Permutations::new(128, 5, seed).sign(text));
    assert!(bias.abs() < 0.2, "mean error {bias} deviations");
    assert!(spread < 1.15, "{spread} times the stated deviation");
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
    assert!(pairs(&[Some(none.clone()), Some(none)], 51, 5).is_empty());
}

#[test]
fn hot_buckets_stay_linear_and_leave_nobody_out() {
    let count = 2000;
    let signatures = vec![Some(Signature::from(vec![7; 12])); count];
    let found = pairs(&signatures, 4, 3);
    assert!(found.len() < 2 * count, "{} pairs", found.len());
    let linked: BTreeSet<DocId> = found.iter().flat_map(|&(a, b)| [a, b]).collect();
    assert_eq!(linked.len(), count);
    assert!(found.is_sorted() && found.iter().all(|(a, b)| a < b));
}

#[test]
fn bands_find_edited_copies_as_often_as_the_curve_says() {
    let signer = Signer::new(256, 5, 0);
    let mut numbers = Numbers(77);
    let mut signatures = Vec::new();
    for _ in 0..300 {
        // 75 % of each text in common: Jaccard 0.6.
        let (one, two) = related(&mut numbers, 800, 0.75);
        signatures.extend([Some(signer.sign(&one)), Some(signer.sign(&two))]);
    }
    let found = pairs(&signatures, 51, 5);
    let right = found.iter().filter(|(a, b)| a.0 % 2 == 0 && b.0 == a.0 + 1).count();
    assert!(right >= 290, "{right} of 300 found");
    assert!(found.len() - right < 5, "{} chance pairs", found.len() - right);
}
