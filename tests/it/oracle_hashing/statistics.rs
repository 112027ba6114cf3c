//! What holds on average: densities, errors, recall. All numbers come from fixed seeds, so a bound that holds once
//! holds always.

use std::collections::BTreeSet;

use dittograph::candidates::bands::{Cut, pairs};
use dittograph::fingerprint::classic::Permutations;
use dittograph::fingerprint::{Signature, Signer, exact};
use dittograph::int::{float, floor, wide};
use dittograph::shingle::{anchors, hash_shingles, naive};

use super::samples::Numbers;

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
fn bands_find_edited_copies_as_often_as_the_curve_says() {
    let signer = Signer::new(256, 5, 0);
    let mut numbers = Numbers(77);
    let mut signatures = Vec::new();
    for _ in 0..300 {
        // 75 % of each text in common: Jaccard 0.6.
        let (one, two) = related(&mut numbers, 800, 0.75);
        signatures.extend([Some(signer.sign(&one)), Some(signer.sign(&two))]);
    }
    let found = pairs(&signatures, Cut { bands: 51, rows: 5, least: 0.5 });
    let right = found.iter().filter(|(a, b)| a.0 % 2 == 0 && b.0 == a.0 + 1).count();
    assert!(right >= 290, "{right} of 300 found");
    assert!(found.len() - right < 5, "{} chance pairs", found.len() - right);
}
