//! From sampled shingles to the pairs of documents of which one may stand in the other. Verifies nothing.
//!
//! A shingle is sampled by its hash, so two documents sample the same of what they share: the share of a document's samples
//! that another has estimates how much of it stands there. The samples of all documents are sorted; equal runs are the
//! buckets. Small buckets give all pairs; in large ones each document is paired with the longest and with the one before it,
//! so the work is linear.

use rayon::prelude::*;

use super::sketch::{SAMPLED, Sketch};
use crate::fingerprint::exact::common;
use crate::int::{float, high, index, low, narrow};
use crate::span::DocId;

/// Parts of the range of the samples.
const PARTS: u32 = 16;
/// Buckets of at most this many documents give all their pairs.
const SMALL_BUCKET: usize = 32;
/// Samples of a document from which its share of common ones says something.
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
/// The samples are taken a part of their range at a time, so that what is sorted stays in the cache. Complexity: O(n log n) in
/// the samples.
pub(super) fn pairs(sketches: &[Option<Box<Sketch>>], least_common: f64) -> Vec<(DocId, DocId)> {
    let parts: Vec<Vec<(u64, u32)>> = (0..PARTS).into_par_iter().map(|part| counted(sketches, part)).collect();
    let mut shared = parts.concat();
    shared.par_sort_unstable();
    let samples = |doc: DocId| sketches[doc.index()].as_ref().map_or(&[][..], |sketch| &sketch.samples);
    let least = |a: DocId, b: DocId| LEAST_SHARE * least_common * float(samples(a).len().min(samples(b).len()));
    let seen = shared.chunk_by(|one, two| one.0 == two.0).filter_map(|same| {
        let (a, b) = (DocId(high(same[0].0)), DocId(low(same[0].0)));
        let count: u32 = same.iter().map(|of_part| of_part.1).sum();
        (count > 1 && float(index(count)) >= SEEN * least(a, b)).then_some((a, b))
    });
    let seen: Vec<(DocId, DocId)> = seen.collect();
    let enough = |&(a, b): &(DocId, DocId)| {
        let common = float(common(samples(a), samples(b)));
        common + DEVIATIONS * common.sqrt() >= least(a, b)
    };
    seen.into_par_iter().filter(enough).collect()
}

/// The pairs that share samples of one part of the range, the smaller document in the upper half, with the number of these
/// samples; ascending.
fn counted(sketches: &[Option<Box<Sketch>>], part: u32) -> Vec<(u64, u32)> {
    let width = u32::MAX / SAMPLED / PARTS + 1;
    let mut postings: Vec<u64> = Vec::new();
    for (doc, sketch) in sketches.iter().enumerate() {
        let samples = sketch.as_ref().map_or(&[][..], |sketch| &sketch.samples);
        if samples.len() >= LEAST_SAMPLES {
            let from = samples.partition_point(|&hash| hash < part * width);
            let own = samples[from..].iter().take_while(|&&hash| hash - part * width < width);
            postings.extend(own.map(|&hash| u64::from(hash) << 32 | u64::from(narrow(doc))));
        }
    }
    postings.sort_unstable();
    let mut shared: Vec<u64> = Vec::new();
    for bucket in postings.chunk_by(|one, two| high(*one) == high(*two)) {
        link(bucket, sketches, &mut shared);
    }
    shared.sort_unstable();
    shared.chunk_by(|one, two| one == two).map(|same| (same[0], narrow(same.len()))).collect()
}

/// Appends the pairs of one bucket, whose documents ascend, the smaller in the upper half.
fn link(bucket: &[u64], sketches: &[Option<Box<Sketch>>], shared: &mut Vec<u64>) {
    let mut pair = |one: &u64, two: &u64| {
        let (one, two) = (low(*one).min(low(*two)), low(*one).max(low(*two)));
        shared.push(u64::from(one) << 32 | u64::from(two));
    };
    if bucket.len() <= SMALL_BUCKET {
        for (at, doc) in bucket.iter().enumerate() {
            bucket[..at].iter().for_each(|earlier| pair(earlier, doc));
        }
        return;
    }
    let symbols = |posting: &&u64| sketches[DocId(low(**posting)).index()].as_ref().map_or(0, |sketch| sketch.symbols);
    // The first of the longest, whatever the order in which they are looked at.
    let Some(longest) = bucket.iter().rev().max_by_key(symbols) else { return };
    for (at, doc) in bucket.iter().enumerate().filter(|(_, doc)| *doc != longest) {
        pair(longest, doc);
        if at > 0 && bucket[at - 1] != *longest {
            pair(&bucket[at - 1], doc);
        }
    }
}
