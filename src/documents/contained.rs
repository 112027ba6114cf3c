//! From sampled shingles to the pairs of documents of which one may stand in the other. Verifies nothing.
//!
//! A shingle is sampled by its hash, so two documents sample the same of what they share: the share of a document's samples
//! that another has estimates how much of it stands there. The samples of all documents are sorted; equal runs are the
//! buckets. Small buckets give all pairs; in large ones each document is paired with the longest and with the one before it,
//! so the work is linear.

use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use super::sketch::{SAMPLED, Sketch};
use crate::fingerprint::exact::common;
use crate::int::{float, high, index, low, narrow, slot};
use crate::shingle::scramble;
use crate::span::DocId;

/// Samples that are sorted at a time, about.
const PART_SAMPLES: usize = 1 << 18;
/// Most parts the range of the samples is cut into.
const MOST_PARTS: usize = 1 << 10;
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
/// Samples are taken a part of their range at a time, so that what is sorted stays in the cache. Pairs are counted twice: first in
/// cells that several may share, so that only those whose cell says enough are gathered and counted for themselves. Complexity:
/// O(n log n) in the samples; memory 12 bytes for each that two documents have, and the pairs that are seen enough.
pub(super) fn pairs(sketches: &[Option<Box<Sketch>>], least_common: f64) -> Vec<(DocId, DocId)> {
    let samples = |doc: DocId| sketches[doc.index()].as_ref().map_or(&[][..], |sketch| &sketch.samples);
    let sizes: Vec<Size> = sketches.iter().map(Size::of).collect();
    let all: usize = sizes.iter().map(|size| index(size.samples)).sum();
    let width = u32::MAX / SAMPLED / narrow((all / PART_SAMPLES + 1).min(MOST_PARTS)) + 1;
    let parts = (0..u32::MAX / SAMPLED / width + 1).into_par_iter().map(|part| postings(sketches, part * width, width));
    let parts: Vec<Vec<u64>> = parts.collect();
    let cells = parts.iter().map(Vec::len).sum::<usize>().next_power_of_two();
    let cells: Vec<AtomicU32> = (0..cells).map(|_| AtomicU32::new(0)).collect();
    let cell = |pair: u64| &cells[slot(scramble(pair)) & (cells.len() - 1)];
    parts.par_iter().for_each(|part| {
        each(part, &sizes, |pair| _ = cell(pair).fetch_add(1, Ordering::Relaxed));
    });
    let few = |pair: u64| sizes[index(high(pair))].samples.min(sizes[index(low(pair))].samples);
    let least = |pair: u64| LEAST_SHARE * least_common * float(index(few(pair)));
    let seen = |pair: u64, count: u32| count > 1 && float(index(count)) >= SEEN * least(pair);
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
    fn of(sketch: &Option<Box<Sketch>>) -> Self {
        let size = |sketch: &Sketch| Self { symbols: sketch.symbols, samples: narrow(sketch.samples.len()) };
        sketch.as_ref().map_or(Self { symbols: 0, samples: 0 }, |sketch| size(sketch))
    }
}

/// The samples from `start` on, of a part of the range of this `width`, that several documents have, each with its document,
/// ascending.
fn postings(sketches: &[Option<Box<Sketch>>], start: u32, width: u32) -> Vec<u64> {
    let mut postings: Vec<u64> = Vec::new();
    for (doc, sketch) in sketches.iter().enumerate() {
        let samples = sketch.as_ref().map_or(&[][..], |sketch| &sketch.samples);
        if samples.len() >= LEAST_SAMPLES {
            let from = samples.partition_point(|&hash| hash < start);
            let own = samples[from..].iter().take_while(|&&hash| hash - start < width);
            postings.extend(own.map(|&hash| u64::from(hash) << 32 | u64::from(narrow(doc))));
        }
    }
    postings.sort_unstable();
    let mut several = Vec::new();
    for bucket in postings.chunk_by(|one, two| high(*one) == high(*two)).filter(|bucket| bucket.len() > 1) {
        several.extend_from_slice(bucket);
    }
    several
}

/// Shows the pairs of all buckets, the smaller document in the upper half.
fn each(part: &[u64], sizes: &[Size], mut pair: impl FnMut(u64)) {
    for bucket in part.chunk_by(|one, two| high(*one) == high(*two)) {
        link(bucket, sizes, &mut pair);
    }
}

/// Shows the pairs of one bucket, whose documents ascend.
fn link(bucket: &[u64], sizes: &[Size], show: &mut impl FnMut(u64)) {
    let mut pair = |one: &u64, two: &u64| {
        let (one, two) = (low(*one).min(low(*two)), low(*one).max(low(*two)));
        show(u64::from(one) << 32 | u64::from(two));
    };
    if bucket.len() <= SMALL_BUCKET {
        for (at, doc) in bucket.iter().enumerate() {
            bucket[..at].iter().for_each(|earlier| pair(earlier, doc));
        }
        return;
    }
    let symbols = |posting: &&u64| sizes[index(low(**posting))].symbols;
    // The first of the longest, whatever the order in which they are looked at.
    let Some(longest) = bucket.iter().rev().max_by_key(symbols) else { return };
    for (at, doc) in bucket.iter().enumerate().filter(|(_, doc)| *doc != longest) {
        pair(longest, doc);
        if at > 0 && bucket[at - 1] != *longest {
            pair(&bucket[at - 1], doc);
        }
    }
}
