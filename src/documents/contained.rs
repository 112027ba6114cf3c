//! From sampled shingles to the pairs of documents of which one may stand in the other. Verifies nothing.
//!
//! A shingle is sampled by its hash, so two documents sample the same of what they share: the share of a document's samples
//! that another has estimates how much of it stands there. The samples of all documents are sorted; equal runs are the
//! buckets. Small buckets give all pairs; in large ones each document is paired with the longest and with the one before it,
//! so the work is linear.

use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use super::sketch::{LEAST_SYMBOLS, SAMPLED, Sketch};
use crate::fingerprint::exact::common;
use crate::int::{float, high, index, low, narrow, slot, wide};
use crate::shingle::scramble;
use crate::span::DocId;

/// Samples that are sorted at a time, about: so many stay in the cache.
const PART_SAMPLES: usize = 1 << 14;
/// Of many documents more are sorted at a time: so many for each document.
const LEAST_A_DOCUMENT: usize = 4;
/// Samples of a document from which halving finds one sooner than a guess, whose error grows with their root.
const MANY_SAMPLES: usize = 1 << 9;
/// Bits of a hash that are sorted by at a time.
const DIGIT_BITS: usize = 12;
/// Values of that many bits.
const DIGITS: usize = 1 << DIGIT_BITS;
/// Marks the first document of a bucket; no corpus has so many that one is called by this bit.
const FIRST: u32 = 1 << 31;
/// Most parts the range of the samples is cut into.
const MOST_PARTS: usize = 1 << 10;
/// Buckets of at most this many documents give all their pairs.
const SMALL_BUCKET: usize = 32;
/// Samples of a document from which its share of common ones says something. Of one that has fewer, which is short, a single common one
/// names a pair.
const LEAST_SAMPLES: usize = 4;
/// Share of common samples from which a pair is verified, in times of the least that a document of interest can have. With
/// the usual coverage of .8 that least is .17, for edits spread evenly; one edit in ten leaves .43.
const LEAST_SHARE: f64 = 2.4;
/// Standard deviations by which the count of common samples may be too low.
const DEVIATIONS: f64 = 2.0;
/// Of the common samples of a pair that is worth verifying, the share that must have been seen in buckets: in large ones
/// most pairs are not.
const SEEN: f64 = 0.25;

/// The pairs (a, b), a < b, worth verifying, ascending.
///
/// Samples are taken a part of their range at a time: of up to some ten thousand documents, what is sorted stays in the cache. Pairs are counted twice: first in
/// cells that several may share, so that only those whose cell says enough are gathered and counted for themselves. Complexity:
/// O(n log n) in the samples; memory 8 to 12 bytes for each that two documents have, and the pairs that are seen enough.
pub(super) fn pairs(sketches: &[Option<Box<Sketch>>], least_common: f64) -> Vec<(DocId, DocId)> {
    let samples = |doc: DocId| sketches[doc.index()].as_ref().map_or(&[][..], |sketch| &sketch.samples);
    let sizes: Vec<Size> = sketches.iter().map(|sketch| Size::of(sketch.as_deref())).collect();
    let all: usize = sizes.iter().map(|size| index(size.samples)).sum();
    // Every part goes through all documents: it must have work that is worth that.
    let part_samples = PART_SAMPLES.max(LEAST_A_DOCUMENT * sketches.len());
    let width = u32::MAX / SAMPLED / narrow((all / part_samples + 1).min(MOST_PARTS)) + 1;
    let parts = (0..u32::MAX / SAMPLED / width + 1).into_par_iter().map(|part| postings(sketches, part * width, width));
    let parts: Vec<Vec<u32>> = parts.collect();
    let cells = parts.iter().map(Vec::len).sum::<usize>().next_power_of_two();
    let cells: Vec<AtomicU32> = (0..cells).map(|_| AtomicU32::new(0)).collect();
    let cell = |pair: u64| &cells[slot(scramble(pair)) & (cells.len() - 1)];
    parts.par_iter().for_each(|part| {
        each(part, &sizes, |pair| _ = cell(pair).fetch_add(1, Ordering::Relaxed));
    });
    let few = |pair: u64| sizes[index(high(pair))].samples.min(sizes[index(low(pair))].samples);
    let least = |pair: u64| LEAST_SHARE * least_common * float(index(few(pair)));
    let seen = |pair: u64, count: u32| {
        (count > 1 || index(few(pair)) < LEAST_SAMPLES) && float(index(count)) >= SEEN * least(pair)
    };
    let gathered = parts.par_iter().flat_map_iter(|part| {
        let mut enough: Vec<u64> = Vec::new();
        each(part, &sizes, |pair| enough.extend(seen(pair, cell(pair).load(Ordering::Relaxed)).then_some(pair)));
        enough
    });
    let mut gathered: Vec<u64> = gathered.collect();
    gathered.par_sort_unstable();
    let counted = gathered.chunk_by(|one, two| one == two).filter(|same| seen(same[0], narrow(same.len())));
    let counted: Vec<u64> = counted.map(|same| same[0]).collect();
    let enough = |pair: u64| {
        let (a, b) = (DocId(high(pair)), DocId(low(pair)));
        let common = float(common(samples(a), samples(b)));
        (common + DEVIATIONS * common.sqrt() >= least(pair)).then_some((a, b))
    };
    counted.into_par_iter().filter_map(enough).collect()
}

/// What has to be known of every document.
#[derive(Debug, Clone, Copy)]
struct Size {
    symbols: u32,
    samples: u32,
}

impl Size {
    fn of(sketch: Option<&Sketch>) -> Self {
        let size = |sketch: &Sketch| Self { symbols: sketch.symbols, samples: narrow(sketch.samples.len()) };
        sketch.map_or(Self { symbols: 0, samples: 0 }, size)
    }
}

/// The documents of each sample from `start` on, of a part of the range of this `width`, that several have: ascending by sample, then
/// document. The first of each bucket is marked with [`FIRST`].
fn postings(sketches: &[Option<Box<Sketch>>], start: u32, width: u32) -> Vec<u32> {
    let mut postings: Vec<u64> = Vec::new();
    for (doc, sketch) in sketches.iter().enumerate() {
        let Some(sketch) = sketch else { continue };
        let samples = &sketch.samples;
        if samples.len() >= LEAST_SAMPLES || index(sketch.symbols) >= LEAST_SYMBOLS {
            let own = samples[first_from(samples, start)..].iter().take_while(|&&hash| hash - start < width);
            postings.extend(own.map(|&hash| u64::from(hash) << 32 | u64::from(narrow(doc))));
        }
    }
    by_hash(&mut postings, start, width);
    let mut several = Vec::new();
    for bucket in postings.chunk_by(|one, two| high(*one) == high(*two)).filter(|bucket| bucket.len() > 1) {
        let from = several.len();
        several.extend(bucket.iter().map(|&posting| low(posting)));
        several[from] |= FIRST;
    }
    several.shrink_to_fit();
    several
}

/// The place of the first sample that is `start` or more. Samples are hashes, so it is near the one that their number says: of those of a
/// usual document few are looked at.
fn first_from(samples: &[u32], start: u32) -> usize {
    if samples.len() > MANY_SAMPLES {
        return samples.partition_point(|&hash| hash < start);
    }
    let guess = wide(samples.len()) * u64::from(start) / u64::from(u32::MAX / SAMPLED);
    let mut at = slot(guess).min(samples.len());
    while at < samples.len() && samples[at] < start {
        at += 1;
    }
    while at > 0 && samples[at - 1] >= start {
        at -= 1;
    }
    at
}

/// Sorts samples by their hash, those of one hash as they stand: by digits, the lowest first. Complexity: linear.
fn by_hash(postings: &mut Vec<u64>, start: u32, width: u32) {
    let bits = u32::BITS - width.leading_zeros();
    let mut sorted = vec![0; postings.len()];
    for shift in (0..bits).step_by(DIGIT_BITS) {
        let digit = |posting: u64| index((high(posting) - start) >> shift) % DIGITS;
        let mut next = [0_u32; DIGITS];
        for &posting in &*postings {
            next[digit(posting)] += 1;
        }
        let mut before = 0;
        for count in &mut next {
            (*count, before) = (before, before + *count);
        }
        for &posting in &*postings {
            let place = &mut next[digit(posting)];
            sorted[index(*place)] = posting;
            *place += 1;
        }
        std::mem::swap(postings, &mut sorted);
    }
}

/// Shows the pairs of all buckets, the smaller document in the upper half.
fn each(part: &[u32], sizes: &[Size], mut pair: impl FnMut(u64)) {
    for bucket in part.chunk_by(|_, next| next & FIRST == 0) {
        link(bucket, sizes, &mut pair);
    }
}

/// Shows the pairs of one bucket, whose documents ascend.
fn link(bucket: &[u32], sizes: &[Size], show: &mut impl FnMut(u64)) {
    let number = |doc: &u32| doc & !FIRST;
    let mut pair = |one: &u32, two: &u32| {
        let (one, two) = (number(one), number(two));
        show(u64::from(one.min(two)) << 32 | u64::from(one.max(two)));
    };
    if bucket.len() <= SMALL_BUCKET {
        for (at, doc) in bucket.iter().enumerate() {
            bucket[..at].iter().for_each(|earlier| pair(earlier, doc));
        }
        return;
    }
    let symbols = |doc: &&u32| sizes[index(number(doc))].symbols;
    // The first of the longest, whatever the order in which they are looked at.
    let Some(longest) = bucket.iter().rev().max_by_key(symbols) else { return };
    for (at, doc) in bucket.iter().enumerate().filter(|(_, doc)| *doc != longest) {
        pair(longest, doc);
        if at > 0 && bucket[at - 1] != *longest {
            pair(&bucket[at - 1], doc);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A sketch of nothing but samples.
    #[expect(clippy::unnecessary_wraps, reason = "what a list of sketches holds")]
    fn sketch(samples: &[u32]) -> Option<Box<Sketch>> {
        let mut samples = samples.to_vec();
        samples.sort_unstable();
        samples.dedup();
        // With none or one, too few symbols to take part.
        let symbols = 38 + narrow(samples.len());
        Some(Box::new(Sketch { symbols, samples: samples.into(), ..Sketch::default() }))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]
        #[test]
        fn a_guess_finds_what_halving_finds(
            mut samples in prop::collection::vec(0..u32::MAX / SAMPLED, 0..40), near in prop::collection::vec(0_u32..9, 0..9), start in 0..u32::MAX / SAMPLED,
        ) {
            samples.extend(near);
            samples.sort_unstable();
            for start in samples.iter().copied().chain([0, start, u32::MAX / SAMPLED]) {
                prop_assert_eq!(first_from(&samples, start), samples.partition_point(|&hash| hash < start));
            }
        }

        #[test]
        fn postings_are_the_sorted_samples_of_several(
            samples in prop::collection::vec(prop::collection::vec(0_u32..60, 0..20), 0..12), start in 0_u32..30, width in 1_u32..40,
        ) {
            let sketches: Vec<_> = samples.iter().map(|samples| sketch(samples)).collect();
            let found = postings(&sketches, start, width);
            let all = (0_u64..).zip(&sketches).flat_map(|(doc, sketch)| {
                let taken = |sketch: &&Sketch| sketch.samples.len() >= LEAST_SAMPLES || sketch.symbols >= 40;
                let samples = sketch.as_deref().filter(taken).map(|sketch| &sketch.samples[..]);
                samples.unwrap_or_default().iter().map(move |&hash| (hash, doc)).collect::<Vec<_>>()
            });
            let all: Vec<(u32, u64)> = all.filter(|(hash, _)| (start..start + width).contains(hash)).collect();
            let several = |(hash, _): &&(u32, u64)| all.iter().filter(|other| other.0 == *hash).count() > 1;
            let mut plain: Vec<(u32, u64)> = all.iter().filter(several).copied().collect();
            plain.sort_unstable();
            let mut before = None;
            let plain: Vec<u32> = plain.into_iter().map(|(hash, doc)| {
                let first = before.replace(hash) != Some(hash);
                u32::try_from(doc).unwrap() | if first { FIRST } else { 0 }
            }).collect();
            prop_assert_eq!(found, plain);
        }

        #[test]
        fn pairs_are_those_with_enough_common_samples(
            samples in prop::collection::vec(prop::collection::vec(0_u32..40, 0..30), 0..14),
        ) {
            let sketches: Vec<_> = samples.iter().map(|samples| sketch(samples)).collect();
            let of = |doc: usize| &sketches[doc].as_ref().unwrap().samples;
            let mut plain = Vec::new();
            for b in 0..sketches.len() {
                for a in 0..b {
                    let shared = common(of(a), of(b));
                    let least = LEAST_SHARE * 0.2 * float(of(a).len().min(of(b).len()));
                    let few = of(a).len().min(of(b).len());
                    let enough = few > 1 && shared >= if few < LEAST_SAMPLES { 1 } else { 2 } && float(shared) + DEVIATIONS * float(shared).sqrt() >= least;
                    plain.extend((enough && float(shared) >= SEEN * least).then_some((DocId(narrow(a)), DocId(narrow(b)))));
                }
            }
            plain.sort_unstable();
            prop_assert_eq!(pairs(&sketches, 0.2), plain);
        }
    }
}
