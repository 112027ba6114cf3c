//! Hashed places of all texts as packed records of eight bytes, and what shares a hash brought together.
//!
//! In come pairs of a hash and a position, text by text; out go groups of places whose symbols are equal. A record holds the
//! position, counted through all texts, in its low bits and as much of the hash as there is room for above. Plain form: sort
//! everything, cut where the hash changes. Departures: (1) records are parted by the upper bits of their hashes as they are made,
//! a batch of texts at a time, so that each part is sorted in the cache, on any thread; (2) the sort is one counting pass by
//! the next bits, which leaves hardly anything to put right; (3) bits of the hash that found no room are made up for by
//! comparing the symbols of every group, which also makes a collision of hashes harmless. Links nothing.

use rayon::prelude::*;

use super::starts::Starts;
use crate::int::{index, low, wide};
use crate::normalize::Symbol;
use crate::shingle::Scratch;
use crate::simd::prefetch;
use crate::span::DocId;

/// Records of a part: 16 KiB of them and as much beside for the sort, half of a first-level cache.
const PART_RECORDS: usize = 2048;
/// Bits that choose the part, at most: a list of 4,096 ends a batch.
const MOST_PART_BITS: u32 = 12;
/// Bits that the counting pass sorts by, at most: beyond, its counters would not fit the cache.
const MOST_COUNT_BITS: u32 = 14;
/// Symbols of a batch of texts, at least; there are at most [`MOST_BATCHES`].
const BATCH_SYMBOLS: usize = 1 << 18;
const MOST_BATCHES: usize = 128;
/// Records of a group that are put in order by insertion; longer ones may be in order already, or are sorted.
const FEW: usize = 16;
/// Places whose symbols are compared at a time.
const BLOCK_PLACES: usize = 256;
/// Places ahead whose symbols are asked for.
const AHEAD: usize = 16;

/// A symbol of a text: which text, which symbol.
pub type Place = (DocId, u32);

/// How a record is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Layout {
    /// Low bits that hold the position.
    position_bits: u32,
    /// Upper bits of the hash that choose the part and are not stored.
    part_bits: u32,
}

impl Layout {
    /// For so many symbols in all texts and so many records.
    fn new(symbols: usize, records: usize) -> Self {
        let part_bits = (records / PART_RECORDS).checked_ilog2().unwrap_or(0).min(MOST_PART_BITS);
        Self { position_bits: u64::BITS - wide(symbols).leading_zeros(), part_bits }
    }

    #[inline]
    fn part(self, hash: u64) -> usize {
        index(low(hash.rotate_left(self.part_bits) & ((1 << self.part_bits) - 1)))
    }

    #[inline]
    fn record(self, hash: u64, position: usize) -> u64 {
        let kept = hash << self.part_bits >> self.position_bits << self.position_bits;
        kept | wide(position)
    }

    #[inline]
    fn position(self, record: u64) -> u64 {
        record & ((1 << self.position_bits) - 1)
    }

    #[inline]
    fn same_hash(self, x: u64, y: u64) -> bool {
        (x ^ y) >> self.position_bits == 0
    }
}

/// The records of one batch of texts, by part; within a part by position.
#[derive(Debug)]
struct Batch {
    records: Vec<u64>,
    /// Where each part ends.
    ends: Vec<u32>,
}

impl Batch {
    fn part(&self, part: usize) -> &[u64] {
        let start = part.checked_sub(1).map_or(0, |before| index(self.ends[before]));
        &self.records[start..index(self.ends[part])]
    }
}

/// What emits the hashed places of texts, one after another.
#[derive(Debug, Default)]
pub(super) struct Emitter {
    /// Buffers for finding what to emit, kept from text to text.
    pub(super) scratch: Scratch,
    /// What takes it.
    pub(super) places: Taken,
}

/// The hashed places of a batch, before they are parted.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// Symbols of all texts before the one at hand.
    before: usize,
    /// Hashes with positions counted through all texts.
    places: Vec<(u64, usize)>,
    counts: Vec<u32>,
}

impl Taken {
    /// Takes a place of the text at hand; places ascend.
    #[inline]
    pub(super) fn push(&mut self, hash: u64, position: u32) {
        self.places.push((hash, self.before + index(position)));
    }

    /// Parts what was taken, and is empty again.
    fn batch(&mut self, layout: Layout) -> Batch {
        self.counts.clear();
        self.counts.resize(1 << layout.part_bits, 0);
        for &(hash, _) in &self.places {
            self.counts[layout.part(hash)] += 1;
        }
        sum_up(&mut self.counts);
        let mut records = vec![0; self.places.len()];
        for &(hash, position) in &self.places {
            let next = &mut self.counts[layout.part(hash)];
            records[index(*next)] = layout.record(hash, position);
            *next += 1;
        }
        self.places.clear();
        // Behind its last record, each counter stands where its part ends.
        Batch { records, ends: self.counts.clone() }
    }
}

/// Turns counts into the sums of those before them.
fn sum_up(counts: &mut [u32]) {
    counts.iter_mut().fold(0, |sum, count| sum + std::mem::replace(count, sum));
}

/// The hashed places of all texts.
#[derive(Debug)]
pub struct Records {
    layout: Layout,
    batches: Vec<Batch>,
    starts: Starts,
    /// Symbols that places of a group have in common.
    size: usize,
}

impl Records {
    /// The records that `emit` makes of each text by its number; hashes of `size` symbols, `expected` records in all, roughly.
    ///
    /// Complexity: linear; eight bytes a record, and sixteen a record of the batches under way.
    pub(super) fn gather(
        texts: &[&[Symbol]],
        size: u32,
        expected: usize,
        emit: impl Fn(usize, &mut Emitter) + Sync,
    ) -> Self {
        let starts = Starts::new(texts);
        let layout = Layout::new(starts.all(), expected);
        Self::with_layout(layout, starts, size, expected, emit)
    }

    fn with_layout(
        layout: Layout,
        starts: Starts,
        size: u32,
        expected: usize,
        emit: impl Fn(usize, &mut Emitter) + Sync,
    ) -> Self {
        let batch_symbols = BATCH_SYMBOLS.max(starts.all() / MOST_BATCHES);
        let texts: Vec<usize> = (0..starts.of.len() - 1).collect();
        let batches: Vec<&[usize]> =
            texts.chunk_by(|&x, &y| starts.of[x] / batch_symbols == starts.of[y] / batch_symbols).collect();
        let room = expected / batches.len().max(1);
        let parted = batches.par_iter().map_init(Emitter::default, |emitter, texts| {
            emitter.places.places.reserve(room);
            for &text in *texts {
                emitter.places.before = starts.of[text];
                emit(text, emitter);
            }
            emitter.places.batch(layout)
        });
        Self { layout, batches: parted.collect(), size: index(size), starts }
    }

    /// Number of records.
    pub fn len(&self) -> usize {
        self.batches.iter().map(|batch| batch.records.len()).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Hands every group of two places or more to `each`: ascending places whose symbols are equal and that belong to no other
    /// group. Groups come in no order that means anything, on several threads; each thread's `T`s come out in a fixed order.
    ///
    /// Complexity: linear in the records, but for sorting what a counting pass leaves.
    pub fn groups<T: Default + Send>(&self, texts: &[&[Symbol]], each: impl Fn(&mut T, &[Place]) + Sync) -> Vec<T> {
        let parts = (0..1_usize << self.layout.part_bits).into_par_iter();
        parts.map_init(Buffers::default, |buffers, part| self.group_part(part, texts, buffers, &each)).collect()
    }

    fn group_part<T: Default>(
        &self,
        part: usize,
        texts: &[&[Symbol]],
        buffers: &mut Buffers,
        each: &impl Fn(&mut T, &[Place]),
    ) -> T {
        let Buffers { sorted, counts, places, lengths, gathered, as_before } = buffers;
        sort(self.batches.iter().map(|batch| batch.part(part)), sorted, counts);
        places.clear();
        lengths.clear();
        for group in sorted.chunk_by(|&x, &y| self.layout.same_hash(x, y)).filter(|group| group.len() > 1) {
            places.extend(group.iter().map(|&record| self.starts.place(self.layout.position(record))));
            lengths.push(group.len());
        }
        let symbols = |place: &Place| &texts[place.0.index()][index(place.1)..][..self.size];
        compare(places, self.size, symbols, gathered, as_before);
        let (mut result, mut from) = (T::default(), 0);
        for &length in lengths.iter() {
            let group = &mut places[from..from + length];
            if as_before[from + 1..from + length].iter().all(|&equal| equal) {
                each(&mut result, group);
            } else {
                group.sort_by(|x, y| symbols(x).cmp(symbols(y)).then(x.cmp(y)));
                let equal = group.chunk_by(|x, y| symbols(x) == symbols(y));
                equal.filter(|group| group.len() > 1).for_each(|group| each(&mut result, group));
            }
            from += length;
        }
        result
    }
}

/// Whether the `size` symbols of each place equal those of the one before it, into `as_before`; that of the first says nothing.
///
/// The symbols of a block of places are brought together before any are compared: places lie far apart in memory, and loads
/// that nothing waits for go on at once. Compared where they lie, they took two thirds of the time of grouping a corpus of laws.
fn compare<'t>(
    places: &[Place],
    size: usize,
    symbols: impl Fn(&Place) -> &'t [Symbol],
    gathered: &mut Vec<[Symbol; 8]>,
    as_before: &mut Vec<bool>,
) {
    as_before.clear();
    let mut last = [0; 8];
    for block in places.chunks(BLOCK_PLACES) {
        gathered.clear();
        gathered.push(last);
        gathered.extend(block.iter().enumerate().map(|(i, place)| {
            if let Some(ahead) = block.get(i + AHEAD) {
                prefetch(symbols(ahead), 0);
                prefetch(symbols(ahead), size - 1);
            }
            ends(symbols(place))
        }));
        as_before.extend(gathered.windows(2).map(|pair| pair[0] == pair[1]));
        last = gathered[block.len()];
    }
    if !(4..=8).contains(&size) {
        // The ends are not all there is.
        let pairs = places.windows(2).zip(as_before.iter_mut().skip(1)).filter(|(_, equal)| **equal);
        pairs.for_each(|(pair, equal)| *equal = symbols(&pair[0]) == symbols(&pair[1]));
    }
}

/// The first four symbols and the last four, which overlap if there are fewer than eight; of fewer than four, zeros.
#[inline]
fn ends(symbols: &[Symbol]) -> [Symbol; 8] {
    let mut ends = [0; 8];
    if let (Some(first), Some(last)) = (symbols.first_chunk::<4>(), symbols.last_chunk::<4>()) {
        ends[..4].copy_from_slice(first);
        ends[4..].copy_from_slice(last);
    }
    ends
}

/// Buffers of one thread, kept from part to part.
#[derive(Debug, Default)]
struct Buffers {
    sorted: Vec<u64>,
    counts: Vec<u32>,
    /// Places of all groups, one group after another, and how many each has.
    places: Vec<Place>,
    lengths: Vec<usize>,
    /// For [`compare`].
    gathered: Vec<[Symbol; 8]>,
    as_before: Vec<bool>,
}

/// The records of all slices, in ascending order, into `sorted`.
fn sort<'r>(slices: impl Iterator<Item = &'r [u64]> + Clone, sorted: &mut Vec<u64>, counts: &mut Vec<u32>) {
    let records = slices.clone().map(<[u64]>::len).sum::<usize>();
    sorted.resize(records, 0);
    let bits = (records.checked_ilog2().unwrap_or(0) + 1).min(MOST_COUNT_BITS);
    let key = |record: u64| index(low(record >> (u64::BITS - bits)));
    counts.clear();
    counts.resize(1 << bits, 0);
    for slice in slices.clone() {
        for &record in slice {
            counts[key(record)] += 1;
        }
    }
    sum_up(counts);
    for slice in slices {
        for &record in slice {
            let next = &mut counts[key(record)];
            sorted[index(*next)] = record;
            *next += 1;
        }
    }
    finish(sorted, key);
}

/// Puts in order what is in order by `key` already: only records of one key can stand the wrong way round, and few share one.
fn finish(sorted: &mut [u64], key: impl Fn(u64) -> usize) {
    let mut in_order = 0;
    for at in 1..sorted.len() {
        let record = sorted[at];
        if at <= in_order || sorted[at - 1] <= record {
            continue;
        }
        let before = sorted[..at].iter().rev().take(FEW).take_while(|&&before| before > record).count();
        if before < FEW {
            sorted.copy_within(at - before..at, at - before + 1);
            sorted[at - before] = record;
        } else {
            let same = |&&other: &&u64| key(other) == key(record);
            let from = at - sorted[..at].iter().rev().take_while(same).count();
            in_order = at + sorted[at..].iter().take_while(same).count();
            sorted[from..in_order].sort_unstable();
            in_order -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::int::narrow;
    use proptest::prelude::*;

    fn groups(records: &Records, texts: &[&[Symbol]]) -> Vec<Vec<Place>> {
        let mut found = records.groups(texts, |found: &mut Vec<Vec<Place>>, group| found.push(group.to_vec())).concat();
        found.sort();
        found
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]

        #[test]
        fn hashes_that_collide_make_no_group(
            texts in prop::collection::vec(prop::collection::vec(0_u32..5, 0..30), 0..8),
            hash_bits in 1_u32..4, part_bits in 0_u32..3,
        ) {
            let texts: Vec<&[Symbol]> = texts.iter().map(Vec::as_slice).collect();
            let layout = Layout { position_bits: u64::BITS - part_bits - hash_bits, part_bits };
            let records = Records::with_layout(layout, Starts::new(&texts), 2, 0, |text, emitter| {
                for (pair, at) in texts[text].windows(2).zip(0..) {
                    // One hash for pairs of one sum.
                    emitter.places.push(u64::from(pair[0] + pair[1]).wrapping_mul(0x9E37_79B9_7F4A_7C15), at);
                }
            });
            let places = texts.iter().zip(0..).flat_map(|(text, doc)| {
                (0..narrow(text.len().saturating_sub(1))).map(move |at| (DocId(doc), at))
            });
            let pair = |place: &Place| &texts[place.0.index()][index(place.1)..][..2];
            let mut places: Vec<Place> = places.collect();
            places.sort_by_key(|place| (pair(place), *place));
            let mut expected: Vec<Vec<Place>> =
                places.chunk_by(|x, y| pair(x) == pair(y)).filter(|group| group.len() > 1).map(<[_]>::to_vec).collect();
            expected.sort();
            prop_assert_eq!(groups(&records, &texts), expected);
        }

        #[test]
        fn sorting_sorts(records in prop::collection::vec(prop_oneof![any::<u64>(), 0_u64..50], 0..600)) {
            let (mut sorted, mut expected) = (Vec::new(), records.clone());
            let (one, two) = records.split_at(records.len() / 3);
            sort([one, two].into_iter(), &mut sorted, &mut Vec::new());
            expected.sort_unstable();
            prop_assert_eq!(sorted, expected);
        }
    }
}
