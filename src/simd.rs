//! Vector instructions: which of them the processor has ([`Path`]), kernels compiled for each (`Kernel`, `on`), and what the
//! compiler does not find by itself. The one file of the crate that may be unsafe.
//!
//! A kernel is safe code that works on whole numbers, written once and inlined into functions of several instruction sets;
//! the compiler makes vector code of it, so every path gives the same bits by construction. Only `fold_characters` (AVX-512), `running_max`,
//! `same` and `more` (AVX2, AVX-512) have code of their own, beside the plain forms in `plain` that they are held to. On processors that are not x86-64 there is one path, whose vector
//! code (NEON on ARM) the compiler takes for granted. Knows no stage and nothing of texts but UTF-8.

#![expect(
    unsafe_code,
    reason = "calls of functions for instruction sets that were found on the processor; vector loads and stores"
)]

#[cfg(target_arch = "x86_64")]
mod lanes;
mod path;
mod plain;

#[cfg(target_arch = "x86_64")]
use self::lanes::{any_bytes_each, behind, three_bytes_each};
pub use self::path::Path;
use self::path::Width;
pub use self::plain::equal_behind;
pub(crate) use self::plain::{FoldTable, KIND_SHIFT, VECTOR_SYMBOLS};
use self::plain::{STOP, SYMBOL, fold_plain, more_plain, running_max_plain, same_plain};

/// Safe code that is compiled once for every set of instructions.
pub(crate) trait Kernel {
    /// What it gives.
    type Output;
    /// Hears which path it was compiled for, so that a call inside it that depends on the path is no branch. Does nothing if it has none.
    #[inline(always)]
    fn told(self, _path: Path) -> Self
    where
        Self: Sized,
    {
        self
    }
    /// Does the work. Has to be `#[inline(always)]`, and so has what it calls: code that is not inlined is compiled for
    /// [`Path::PLAIN`].
    fn run(self) -> Self::Output;
}

/// Runs a kernel with the instructions of `path`.
#[inline]
pub(crate) fn on<K: Kernel>(path: Path, kernel: K) -> K::Output {
    match path.width() {
        Width::Plain => kernel.told(Path::PLAIN).run(),
        // SAFETY: a path of this width is only made where the processor has all features that the function enables.
        #[cfg(target_arch = "x86_64")]
        Width::Avx2 => unsafe { with_avx2(kernel) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Width::Avx512 => unsafe { with_avx512(kernel) },
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
fn with_avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.told(Path::of(Width::Avx2)).run()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512dq,avx512vl")]
fn with_avx512<K: Kernel>(kernel: K) -> K::Output {
    kernel.told(Path::of(Width::Avx512)).run()
}

/// Numbers that [`running_max`] takes.
pub(crate) const RUN: usize = 32;

/// Raises each number to the highest of those up to it. Meant to be called in a kernel that runs with the instructions of `path`.
#[inline(always)]
pub(crate) fn running_max(path: Path, numbers: &mut [i32; RUN]) {
    match path.width() {
        Width::Plain => running_max_plain(numbers),
        // SAFETY: a path of this width is only made where the processor has all features that the function enables.
        #[cfg(target_arch = "x86_64")]
        Width::Avx2 => unsafe { running_max_avx2(numbers) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Width::Avx512 => unsafe { running_max_avx512(numbers) },
    }
}

/// Four vectors, each by doubling: of the lane so many before, or of the first where there are none, which changes nothing. Then the last lane of each
/// goes on to the next vector.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[inline]
fn running_max_avx2(numbers: &mut [i32; RUN]) {
    use std::arch::x86_64::{_mm256_loadu_si256, _mm256_max_epi32, _mm256_permutevar8x32_epi32, _mm256_set1_epi32};
    use std::arch::x86_64::{_mm256_setr_epi32, _mm256_storeu_si256};
    let before = [
        _mm256_setr_epi32(0, 0, 1, 2, 3, 4, 5, 6),
        _mm256_setr_epi32(0, 0, 0, 1, 2, 3, 4, 5),
        _mm256_setr_epi32(0, 0, 0, 0, 0, 1, 2, 3),
    ];
    let mut most = _mm256_set1_epi32(i32::MIN);
    for eight in numbers.as_chunks_mut::<8>().0 {
        // SAFETY: 32 bytes of eight numbers.
        let mut lanes = unsafe { _mm256_loadu_si256(eight.as_ptr().cast()) };
        for from in before {
            lanes = _mm256_max_epi32(lanes, _mm256_permutevar8x32_epi32(lanes, from));
        }
        lanes = _mm256_max_epi32(lanes, most);
        most = _mm256_permutevar8x32_epi32(lanes, _mm256_set1_epi32(7));
        // SAFETY: as above.
        unsafe { _mm256_storeu_si256(eight.as_mut_ptr().cast(), lanes) };
    }
}

/// The same with two vectors.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
#[inline]
fn running_max_avx512(numbers: &mut [i32; RUN]) {
    use std::arch::x86_64::{_mm512_loadu_si512, _mm512_max_epi32, _mm512_permutexvar_epi32, _mm512_set1_epi32};
    use std::arch::x86_64::{_mm512_setr_epi32, _mm512_storeu_si512};
    let before = [
        _mm512_setr_epi32(0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14),
        _mm512_setr_epi32(0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13),
        _mm512_setr_epi32(0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
        _mm512_setr_epi32(0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7),
    ];
    let mut most = _mm512_set1_epi32(i32::MIN);
    for sixteen in numbers.as_chunks_mut::<16>().0 {
        // SAFETY: 64 bytes of sixteen numbers.
        let mut lanes = unsafe { _mm512_loadu_si512(sixteen.as_ptr().cast()) };
        for from in before {
            lanes = _mm512_max_epi32(lanes, _mm512_permutexvar_epi32(from, lanes));
        }
        lanes = _mm512_max_epi32(lanes, most);
        most = _mm512_permutexvar_epi32(_mm512_set1_epi32(15), lanes);
        // SAFETY: as above.
        unsafe { _mm512_storeu_si512(sixteen.as_mut_ptr().cast(), lanes) };
    }
}

/// Which of the numbers are this one: bit `i` for number `i`. The compiler takes the bits of a comparison one by one. Meant to be called as
/// [`running_max`] is.
#[inline(always)]
pub(crate) fn same(path: Path, numbers: &[u32; RUN], number: u32) -> u32 {
    match path.width() {
        Width::Plain => same_plain(numbers, number),
        // SAFETY: a path of this width is only made where the processor has all features that the function enables.
        #[cfg(target_arch = "x86_64")]
        Width::Avx2 => unsafe { same_avx2(numbers, number) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Width::Avx512 => unsafe { same_avx512(numbers, number) },
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[inline]
fn same_avx2(numbers: &[u32; RUN], number: u32) -> u32 {
    use std::arch::x86_64::{_mm256_castsi256_ps, _mm256_cmpeq_epi32, _mm256_loadu_si256, _mm256_movemask_ps};
    let number = std::arch::x86_64::_mm256_set1_epi32(number.cast_signed());
    let mut bits = 0;
    // By index here and below: an iterator may be a call out of these instructions.
    for part in 0..RUN / 8 {
        // SAFETY: 32 bytes of eight numbers, of which there are four times as many.
        let lanes = unsafe { _mm256_loadu_si256(numbers.as_ptr().add(8 * part).cast()) };
        let equal = _mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpeq_epi32(lanes, number)));
        bits |= equal.cast_unsigned() << (8 * part);
    }
    bits
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
#[inline]
fn same_avx512(numbers: &[u32; RUN], number: u32) -> u32 {
    use std::arch::x86_64::{_mm512_cmpeq_epi32_mask, _mm512_loadu_si512, _mm512_set1_epi32};
    let number = _mm512_set1_epi32(number.cast_signed());
    let start = numbers.as_ptr();
    // SAFETY: 64 bytes of sixteen numbers each, of which there are twice as many.
    let (low, high) = unsafe { (_mm512_loadu_si512(start.cast()), _mm512_loadu_si512(start.add(16).cast())) };
    let equal = |lanes| u32::from(_mm512_cmpeq_epi32_mask(lanes, number));
    equal(low) | equal(high) << 16
}

/// Which of the first numbers are more than the second in their place, as [`same`] says it.
#[inline(always)]
pub(crate) fn more(path: Path, first: &[i32; RUN], second: &[i32; RUN]) -> u32 {
    match path.width() {
        Width::Plain => more_plain(first, second),
        // SAFETY: a path of this width is only made where the processor has all features that the function enables.
        #[cfg(target_arch = "x86_64")]
        Width::Avx2 => unsafe { more_avx2(first, second) },
        // SAFETY: as above.
        #[cfg(target_arch = "x86_64")]
        Width::Avx512 => unsafe { more_avx512(first, second) },
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[inline]
fn more_avx2(first: &[i32; RUN], second: &[i32; RUN]) -> u32 {
    use std::arch::x86_64::{_mm256_castsi256_ps, _mm256_cmpgt_epi32, _mm256_loadu_si256, _mm256_movemask_ps};
    let (x, y) = (first.as_ptr(), second.as_ptr());
    let mut bits = 0;
    for part in 0..RUN / 8 {
        // SAFETY: 32 bytes of eight numbers, of which both have four times as many.
        let x = unsafe { _mm256_loadu_si256(x.add(8 * part).cast()) };
        // SAFETY: as above.
        let y = unsafe { _mm256_loadu_si256(y.add(8 * part).cast()) };
        bits |= _mm256_movemask_ps(_mm256_castsi256_ps(_mm256_cmpgt_epi32(x, y))).cast_unsigned() << (8 * part);
    }
    bits
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
#[inline]
fn more_avx512(first: &[i32; RUN], second: &[i32; RUN]) -> u32 {
    use std::arch::x86_64::{_mm512_cmpgt_epi32_mask, _mm512_loadu_si512};
    let (x, y) = (first.as_ptr(), second.as_ptr());
    // SAFETY: 64 bytes of sixteen numbers each, of which both have twice as many.
    let (low_x, high_x) = unsafe { (_mm512_loadu_si512(x.cast()), _mm512_loadu_si512(x.add(16).cast())) };
    // SAFETY: as above.
    let (low_y, high_y) = unsafe { (_mm512_loadu_si512(y.cast()), _mm512_loadu_si512(y.add(16).cast())) };
    u32::from(_mm512_cmpgt_epi32_mask(low_x, low_y)) | u32::from(_mm512_cmpgt_epi32_mask(high_x, high_y)) << 16
}

/// Asks for the memory of an item ahead of its use: loads from anywhere in a large table would wait one after the other. Changes
/// nothing else, and nothing at all on processors that are not x86-64.
#[inline]
pub(crate) fn prefetch<T>(items: &[T], at: usize) {
    let item = items.as_ptr().wrapping_add(at);
    // SAFETY: what is asked for is not read, so that it may lie anywhere.
    #[cfg(target_arch = "x86_64")]
    unsafe {
        std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(item.cast());
    }
    let _ = item;
}

/// Symbols that two texts have in common from their starts on.
///
/// ```
/// use dittograph::simd::{equal_ahead, equal_behind};
/// assert_eq!(equal_ahead(&[1, 2, 3, 4], &[1, 2, 5]), 2);
/// assert_eq!(equal_behind(&[1, 2, 3, 4], &[9, 3, 4]), 2);
/// ```
#[inline]
pub fn equal_ahead(a: &[u32], b: &[u32]) -> usize {
    #[cfg(target_arch = "x86_64")]
    return ahead_sse2(a, b);
    #[cfg(not(target_arch = "x86_64"))]
    plain::ahead_plain(a, b)
}

/// Eight symbols a step, and where one of them differs is told by the step itself: most runs are short.
#[cfg(target_arch = "x86_64")]
#[inline]
fn ahead_sse2(a: &[u32], b: &[u32]) -> usize {
    use std::arch::x86_64::{_mm_cmpeq_epi32, _mm_loadu_si128, _mm_movemask_epi8, _mm_packs_epi32};
    let (eights_a, eights_b) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
    let mut from = 0;
    for (x, y) in eights_a.iter().zip(eights_b) {
        let (x, y) = (x.as_ptr(), y.as_ptr());
        // SAFETY: both point to eight symbols, 32 bytes; every processor of this architecture has SSE2.
        let equal = unsafe {
            let low = _mm_cmpeq_epi32(_mm_loadu_si128(x.cast()), _mm_loadu_si128(y.cast()));
            let high = _mm_cmpeq_epi32(_mm_loadu_si128(x.add(4).cast()), _mm_loadu_si128(y.add(4).cast()));
            // Two bytes a symbol.
            _mm_movemask_epi8(_mm_packs_epi32(low, high)).cast_unsigned()
        };
        let bytes = equal.trailing_ones();
        if bytes < 16 {
            return from + crate::int::index(bytes / 2);
        }
        from += 8;
    }
    from + a[from..].iter().zip(&b[from..]).take_while(|(x, y)| x == y).count()
}

/// Folds characters that are one look-up each, from byte `at` of `text` on, into the head of `room`.
///
/// Output: the byte of the first character that was not taken, and the number of symbols. Stops in front of a character whose
/// entry says so or that is outside the basic plane, at the end of the text, and where less room than [`VECTOR_SYMBOLS`] is
/// left. May stop one character before the end. `at` is a character boundary.
#[inline]
pub(crate) fn fold_characters(
    path: Path,
    table: &FoldTable,
    text: &str,
    at: usize,
    room: &mut [u32],
) -> (usize, usize) {
    #[cfg(target_arch = "x86_64")]
    if path.width() == Width::Avx512 {
        // SAFETY: a path of this width is only made where the processor has all features that the function enables.
        let (at, count, stopped) = unsafe { fold_avx512(table, text.as_bytes(), at, room) };
        return if stopped { (at, count) } else { fold_plain(table, text.as_bytes(), at, room, count) };
    }
    let _ = path;
    fold_plain(table, text.as_bytes(), at, room, 0)
}

/// Sixteen characters a step, looked up at once without a branch; what stays of them is pushed together.
///
/// Output: as [`fold_plain`], and whether it stopped in front of a character. `text` is UTF-8.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")]
fn fold_avx512(table: &FoldTable, text: &[u8], mut at: usize, room: &mut [u32]) -> (usize, usize, bool) {
    #[cfg_attr(not(test), expect(clippy::wildcard_imports, reason = "intrinsics are named after what they do"))]
    use std::arch::x86_64::*;
    let all = |value: u32| _mm512_set1_epi32(value.cast_signed());
    let mut count = 0;
    while count + VECTOR_SYMBOLS <= room.len() && at + 64 <= text.len() {
        // SAFETY: the 64 bytes from `at` on lie within the text, by the condition of the loop.
        let block = unsafe { _mm512_loadu_si512(text.as_ptr().add(at).cast()) };
        let lanes = three_bytes_each(block).unwrap_or_else(|| any_bytes_each(block));
        let plane = _mm512_mask_cmplt_epu32_mask(lanes.within, lanes.code, all(1 << 16));
        // SAFETY: the lanes that are read hold numbers below 2¹⁶, the length of the table.
        let entries = unsafe { _mm512_mask_i32gather_epi32::<4>(all(0), plane, lanes.code, table.as_ptr().cast()) };
        let stops = _mm512_cmpge_epu32_mask(entries, all(STOP)) | (lanes.within & !plane);
        // Of the lanes that are not within, the entries are 0: none is kept.
        let keep = _mm512_cmpgt_epu32_mask(entries, all(SYMBOL)) & stops.wrapping_sub(1) & !stops;
        let symbols = _mm512_maskz_compress_epi32(keep, _mm512_and_si512(entries, all(SYMBOL)));
        // SAFETY: from `count` on there is room for a vector, by the condition of the loop.
        unsafe { _mm512_storeu_si512(room.as_mut_ptr().add(count).cast(), symbols) };
        count += crate::int::index(keep.count_ones());
        if stops != 0 {
            return (at + behind(lanes.begins, stops.trailing_zeros()), count, true);
        }
        // Apart from the way out, so that the next step need not wait for the look-ups of this one.
        at += lanes.bytes;
    }
    (at, count, false)
}

/// Sixty-four bytes.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
#[inline]
fn vector(bytes: &[u8; 64]) -> std::arch::x86_64::__m512i {
    // SAFETY: 64 bytes of an array of as many.
    unsafe { std::arch::x86_64::_mm512_loadu_si512(bytes.as_ptr().cast()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Running([i32; RUN], Path);

    struct Bits<'a>([i32; RUN], &'a [i32; RUN], Path);

    impl Kernel for Bits<'_> {
        type Output = (u32, u32);

        fn run(self) -> (u32, u32) {
            (same(self.2, &self.0.map(i32::cast_unsigned), self.1[7].cast_unsigned()), more(self.2, &self.0, self.1))
        }
    }

    impl Kernel for Running {
        type Output = [i32; RUN];

        fn run(mut self) -> [i32; RUN] {
            running_max(self.1, &mut self.0);
            self.0
        }
    }

    proptest! {
        #[test]
        fn bits_of_comparisons_are_the_same_on_every_path(
            x in prop::array::uniform32(prop_oneof![-3..3_i32, any::<i32>()]), y in prop::array::uniform32(prop_oneof![-3..3_i32, any::<i32>()]),
        ) {
            let bits = |of: &dyn Fn(usize) -> bool| (0..RUN).filter(|&lane| of(lane)).map(|lane| 1 << lane).sum::<u32>();
            let plain = (bits(&|lane| x[lane] == y[7]), bits(&|lane| x[lane] > y[lane]));
            for path in Path::all() {
                prop_assert_eq!(on(path, Bits(x, &y, path)), plain, "{}", path.name());
            }
        }

        #[test]
        fn the_running_maximum_is_the_same_on_every_path(
            numbers in prop::array::uniform32(prop_oneof![-50..50_i32, Just(i32::MIN), any::<i32>()]),
        ) {
            let plain: Vec<i32> = (1..=RUN).filter_map(|end| numbers[..end].iter().copied().max()).collect();
            for path in Path::all() {
                prop_assert_eq!(on(path, Running(numbers, path)).to_vec(), plain.clone(), "{}", path.name());
            }
        }
    }
}
