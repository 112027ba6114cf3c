//! From sampled shingles to the pairs of documents of which one may stand in the other. Verifies nothing.
//!
//! A shingle is sampled by its hash, so two documents sample the same of what they share: the share of a document's samples
//! that another has estimates how much of it stands there. The samples of all documents are sorted; equal runs are the
//! buckets. Small buckets give all pairs; in large ones each document is paired with the longest and with the one before it,
//! so the work is linear. Pairs are counted a document at a time, in a row with a place for every other.

use rayon::prelude::*;

use super::sketch::{LEAST_SYMBOLS, SAMPLED, Sketch};
use crate::fingerprint::exact::common;
use crate::int::{float, high, index, low, narrow, slot, wide};
use crate::span::DocId;

/// Samples that are sorted at a time, about: so many stay in the cache.
const STRETCH_SAMPLES: usize = 1 << 15;
/// Of many documents more are sorted at a time: so many for each document.
const LEAST_A_DOCUMENT: usize = 4;
/// Samples of a document from which halving finds one sooner than a guess, whose error grows with their root.
const MANY_SAMPLES: usize = 1 << 9;
/// Bits of a hash that are sorted by at a time.
const DIGIT_BITS: usize = 12;
/// Values of that many bits.
const DIGITS: usize = 1 << DIGIT_BITS;
/// Most stretches the range of the samples is cut into.
const MOST_STRETCHES: usize = 1 << 10;
/// Samples whose places are counted in 32 bits.
const MOST_SAMPLES: usize = 1 << 30;
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
/// Samples are sorted a stretch of their range at a time: of up to some ten thousand documents, what is sorted stays in the cache.
/// Complexity: O(n log n) in the samples; memory 8 to 12 bytes for each that two documents have.
pub(super) fn pairs(sketches: &[Option<Box<Sketch>>], least_common: f64) -> Vec<(DocId, DocId)> {
    let documents: Vec<(&[u32], u32)> = sketches.iter().map(|sketch| taking_part(sketch.as_deref())).collect();
    let few = |a: u32, b: u32| documents[index(a)].0.len().min(documents[index(b)].0.len());
    let least = |few: usize| LEAST_SHARE * least_common * float(few);
    let parts = parts(&documents);
    let crowded: Vec<u32> = (0..documents.len()).map(|doc| parts.iter().map(|part| part.crowded[doc]).sum()).collect();
    let worth = |a: u32, b: u32, seen: u32| {
        let few = few(a, b);
        let least = least(few);
        if (seen <= 1 && few >= LEAST_SAMPLES) || float(index(seen)) < SEEN * least {
            return false;
        }
        let is_enough = |common: usize| float(common) + DEVIATIONS * float(common).sqrt() >= least;
        // What is common but was not seen lies in large buckets.
        let most = seen + crowded[index(a)].min(crowded[index(b)]);
        is_enough(index(seen))
            || (is_enough(index(most)) && is_enough(common(documents[index(a)].0, documents[index(b)].0)))
    };
    let of_document = |counts: &mut Counts, doc: u32| {
        for part in &parts {
            part.partners(doc, |partner| counts.add(partner));
        }
        let found: Vec<(DocId, DocId)> = counts
            .take()
            .filter(|&(other, seen)| worth(other, doc, seen))
            .map(|(other, _)| (DocId(other), DocId(doc)))
            .collect();
        found
    };
    let numbers = (0..narrow(documents.len())).into_par_iter();
    let mut pairs: Vec<(DocId, DocId)> =
        numbers.map_init(|| Counts::of(documents.len()), of_document).flatten_iter().collect();
    pairs.par_sort_unstable();
    pairs
}

/// The samples of a document and its symbols; none of one that is too short to take part.
fn taking_part(sketch: Option<&Sketch>) -> (&[u32], u32) {
    let long = |sketch: &&Sketch| sketch.samples.len() >= LEAST_SAMPLES || index(sketch.symbols) >= LEAST_SYMBOLS;
    sketch.filter(long).map(|sketch| (&*sketch.samples, sketch.symbols)).unwrap_or_default()
}

/// How often each document was met.
struct Counts {
    counts: Vec<u32>,
    met: Vec<u32>,
}

impl Counts {
    /// For so many documents.
    fn of(documents: usize) -> Self {
        Self { counts: vec![0; documents], met: Vec::new() }
    }

    fn add(&mut self, doc: u32) {
        let count = &mut self.counts[index(doc)];
        *count += 1;
        if *count == 1 {
            self.met.push(doc);
        }
    }

    /// The documents that were met and how often; from now on it is as if none were.
    fn take(&mut self) -> impl Iterator<Item = (u32, u32)> {
        let counts = &mut self.counts;
        self.met.drain(..).map(|doc| (doc, std::mem::take(&mut counts[index(doc)])))
    }
}

/// The buckets of a part of the range of the samples: samples that several documents have.
#[derive(Debug, Default)]
struct Part {
    /// Of each bucket, in the order of the samples: the number of its documents, of a large one then the longest, and the documents,
    /// ascending.
    buckets: Vec<u32>,
    /// Where the buckets of each document begin, document by document.
    of: Vec<u32>,
    /// Where in `of` those of each document end.
    ends: Vec<u32>,
    /// In how many large buckets each document is.
    crowded: Vec<u32>,
}

/// The buckets of all samples; `documents`: samples and symbols of each. Into how many parts they are cut changes nothing.
fn parts(documents: &[(&[u32], u32)]) -> Vec<Part> {
    let all: usize = documents.iter().map(|(samples, _)| samples.len()).sum();
    // Every stretch goes through all documents: it must have work that is worth that.
    let stretch_samples = STRETCH_SAMPLES.max(LEAST_A_DOCUMENT * documents.len());
    let width = u32::MAX / SAMPLED / narrow((all / stretch_samples + 1).min(MOST_STRETCHES)) + 1;
    let starts: Vec<u32> = (0..=u32::MAX / SAMPLED / width).map(|stretch| stretch * width).collect();
    let parts = rayon::current_num_threads().max(all / MOST_SAMPLES + 1);
    starts.par_chunks(starts.len().div_ceil(parts)).map(|starts| Part::new(documents, starts, width)).collect()
}

impl Part {
    /// The buckets of neighbouring stretches of this width.
    fn new(documents: &[(&[u32], u32)], starts: &[u32], width: u32) -> Self {
        let first = starts.first().copied().unwrap_or(0);
        let mut next: Vec<u32> = documents.iter().map(|(samples, _)| narrow(first_from(samples, first))).collect();
        let mut part = Self { crowded: vec![0; documents.len()], ..Self::default() };
        let (mut postings, mut sorted) = (Vec::new(), Vec::new());
        for &start in starts {
            postings.clear();
            for ((doc, next), (samples, _)) in (0..).zip(&mut next).zip(documents) {
                let own = samples[index(*next)..].iter().take_while(|&&hash| hash - start < width);
                let before = postings.len();
                postings.extend(own.map(|&hash| u64::from(hash) << 32 | doc));
                *next += narrow(postings.len() - before);
            }
            by_hash(&mut postings, &mut sorted, start, width);
            let buckets = postings.chunk_by(|one, two| high(*one) == high(*two));
            buckets.filter(|bucket| bucket.len() > 1).for_each(|bucket| part.add(bucket, documents));
        }
        part.buckets.shrink_to_fit();
        part.turn(documents.len());
        part
    }

    /// Appends a bucket.
    fn add(&mut self, bucket: &[u64], documents: &[(&[u32], u32)]) {
        self.buckets.push(narrow(bucket.len()));
        if bucket.len() > SMALL_BUCKET {
            let symbols = |posting: &&u64| documents[index(low(**posting))].1;
            // The first of the longest.
            self.buckets.extend(bucket.iter().rev().max_by_key(symbols).map(|&posting| low(posting)));
            for &posting in bucket {
                self.crowded[index(low(posting))] += 1;
            }
        }
        self.buckets.extend(bucket.iter().map(|&posting| low(posting)));
    }

    /// The documents of the bucket that begins here, and if it is large, the longest of them.
    fn bucket(&self, at: usize) -> (&[u32], Option<u32>) {
        let size = index(self.buckets[at]);
        let is_large = size > SMALL_BUCKET;
        let from = at + 1 + usize::from(is_large);
        (&self.buckets[from..from + size], is_large.then(|| self.buckets[at + 1]))
    }

    /// Notes of every document its buckets.
    fn turn(&mut self, documents: usize) {
        let mut ends = vec![0_u32; documents];
        let each = |part: &Self, show: &mut dyn FnMut(u32, &[u32])| {
            let mut at = 0;
            while at < part.buckets.len() {
                let (docs, longest) = part.bucket(at);
                show(narrow(at), docs);
                at += 1 + usize::from(longest.is_some()) + docs.len();
            }
        };
        each(self, &mut |_, docs| docs.iter().for_each(|&doc| ends[index(doc)] += 1));
        let mut before = 0;
        for end in &mut ends {
            (*end, before) = (before, before + *end);
        }
        let mut of = vec![0; index(before)];
        each(self, &mut |at, docs| {
            for &doc in docs {
                let end = &mut ends[index(doc)];
                of[index(*end)] = at;
                *end += 1;
            }
        });
        (self.of, self.ends) = (of, ends);
    }

    /// Shows the smaller documents that a document is paired with, once for each bucket.
    fn partners(&self, doc: u32, mut show: impl FnMut(u32)) {
        let from = doc.checked_sub(1).map_or(0, |before| self.ends[index(before)]);
        for &at in &self.of[index(from)..index(self.ends[index(doc)])] {
            match self.bucket(index(at)) {
                (docs, None) => docs.iter().take_while(|&&other| other < doc).for_each(|&other| show(other)),
                (docs, Some(longest)) => {
                    let smaller = &docs[..docs.partition_point(|&other| other < doc)];
                    if longest == doc {
                        for &other in smaller {
                            show(other);
                        }
                        continue;
                    }
                    if longest < doc {
                        show(longest);
                    }
                    if let Some(&before) = smaller.last().filter(|&&before| before != longest) {
                        show(before);
                    }
                }
            }
        }
    }
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

/// Sorts samples by their hash, those of one hash as they stand: by digits, the lowest first. `sorted` is a buffer. Complexity: linear.
fn by_hash(postings: &mut Vec<u64>, sorted: &mut Vec<u64>, start: u32, width: u32) {
    let bits = u32::BITS - (width - 1).leading_zeros();
    sorted.resize(postings.len(), 0);
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
        std::mem::swap(postings, sorted);
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

    /// The pairs of a bucket whose longest document is named if it is large, the smaller first.
    fn linked(docs: &[u32], longest: Option<u32>) -> Vec<(u32, u32)> {
        let mut pairs = Vec::new();
        for (at, &doc) in docs.iter().enumerate() {
            match longest {
                None => pairs.extend(docs[..at].iter().map(|&other| (other, doc))),
                Some(longest) if longest == doc => {}
                Some(longest) => {
                    pairs.push((longest.min(doc), longest.max(doc)));
                    pairs.extend((at > 0 && docs[at - 1] != longest).then(|| (docs[at - 1], doc)));
                }
            }
        }
        pairs
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
        fn buckets_are_the_sorted_samples_of_several(
            samples in prop::collection::vec(prop::collection::btree_set(0_u32..60, 0..20), 0..80), start in 0_u32..30, width in 1_u32..40, stretches in 1_u32..4,
        ) {
            let samples: Vec<Vec<u32>> = samples.into_iter().map(Vec::from_iter).collect();
            let documents: Vec<(&[u32], u32)> = samples.iter().map(|own| (&own[..], narrow(own.len()))).collect();
            let starts: Vec<u32> = (0..stretches).map(|stretch| start + stretch * width).collect();
            let part = Part::new(&documents, &starts, width);
            let mut plain = Vec::new();
            for hash in start..start + stretches * width {
                let docs: Vec<u32> = (0..).zip(&samples).filter(|(_, own)| own.contains(&hash)).map(|(doc, _)| doc).collect();
                let longest = docs.iter().copied().max_by_key(|&doc| (samples[index(doc)].len(), std::cmp::Reverse(doc)));
                plain.extend((docs.len() > 1).then(|| (docs.clone(), longest.filter(|_| docs.len() > SMALL_BUCKET))));
            }
            let (mut found, mut at) = (Vec::new(), 0);
            while at < part.buckets.len() {
                let (docs, longest) = part.bucket(at);
                found.push((docs.to_vec(), longest));
                at += 1 + usize::from(longest.is_some()) + docs.len();
            }
            prop_assert_eq!(&found, &plain);
            for doc in 0..narrow(samples.len()) {
                let mut partners = Vec::new();
                part.partners(doc, |partner| partners.push(partner));
                let of_bucket = |(docs, longest): &(Vec<u32>, Option<u32>)| linked(docs, *longest).into_iter().filter(|pair| pair.1 == doc).collect::<Vec<_>>();
                let mut linked: Vec<u32> = plain.iter().flat_map(of_bucket).map(|pair| pair.0).collect();
                linked.sort_unstable();
                partners.sort_unstable();
                prop_assert_eq!(partners, linked);
                let large = plain.iter().filter(|(docs, longest)| longest.is_some() && docs.contains(&doc)).count();
                prop_assert_eq!(index(part.crowded[index(doc)]), large);
            }
        }

        #[test]
        fn pairs_are_the_same_in_any_number_of_parts_and_counted_where_they_are_linked(
            samples in prop::collection::vec(prop::collection::btree_set(0_u32..12, 0..9), 0..90), threads in 1_usize..4,
        ) {
            let samples: Vec<Vec<u32>> = samples.into_iter().map(|own| own.into_iter().map(|hash| hash << 24).collect()).collect();
            let sketches: Vec<_> = samples.iter().map(|samples| sketch(samples)).collect();
            let mut seen = std::collections::BTreeMap::new();
            for hash in (0_u32..12).map(|hash| hash << 24) {
                let taken = |doc: u32| samples[index(doc)].len() >= LEAST_SAMPLES || samples[index(doc)].len() > 1;
                let docs: Vec<u32> = (0..narrow(samples.len())).filter(|&doc| taken(doc) && samples[index(doc)].contains(&hash)).collect();
                let longest = docs.iter().copied().max_by_key(|&doc| (samples[index(doc)].len(), std::cmp::Reverse(doc)));
                for pair in linked(&docs, longest.filter(|_| docs.len() > SMALL_BUCKET)) {
                    *seen.entry(pair).or_insert(0) += 1;
                }
            }
            let worth = |&(&(a, b), &seen): &(&(u32, u32), &usize)| {
                let (a, b) = (&samples[index(a)], &samples[index(b)]);
                let (few, shared) = (a.len().min(b.len()), float(common(a, b)));
                let least = LEAST_SHARE * 0.2 * float(few);
                (seen > 1 || few < LEAST_SAMPLES) && float(seen) >= SEEN * least && shared + DEVIATIONS * shared.sqrt() >= least
            };
            let plain: Vec<(DocId, DocId)> = seen.iter().filter(worth).map(|(&(a, b), _)| (DocId(a), DocId(b))).collect();
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            prop_assert_eq!(pool.install(|| pairs(&sketches, 0.2)), plain);
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
