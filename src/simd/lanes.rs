//! Sixteen characters of UTF-8 side by side: from 64 bytes to their code points. x86-64 with AVX-512; loads nothing and looks nothing up.

use super::vector;

/// Sixteen characters of a block.
pub(super) struct Lanes {
    /// Their code points; any number of 2¹⁶ or more where there are four bytes.
    pub(super) code: std::arch::x86_64::__m512i,
    /// Which lanes hold a character: the lowest ones.
    pub(super) within: u16,
    /// Bytes of the block that begin a character.
    pub(super) begins: u64,
    /// Bytes of all of them.
    pub(super) bytes: usize,
}

/// The byte where the character begins that stands behind so many others.
#[target_feature(enable = "bmi1,bmi2")]
#[inline]
pub(super) fn behind(begins: u64, others: u32) -> usize {
    crate::int::index(std::arch::x86_64::_pdep_u64(1 << others, begins).trailing_zeros())
}

/// The usual case, sixteen characters of three bytes: where they stand is known, so that nothing waits for it.
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
#[inline]
pub(super) fn three_bytes_each(block: std::arch::x86_64::__m512i) -> Option<Lanes> {
    #[cfg_attr(not(test), expect(clippy::wildcard_imports, reason = "intrinsics are named after what they do"))]
    use std::arch::x86_64::*;
    let all = |value: u32| _mm512_set1_epi32(value.cast_signed());
    let threes = _mm512_permutexvar_epi8(vector(&THREES), block);
    let leads = _mm512_cmpeq_epi32_mask(_mm512_and_si512(threes, all(0xF0_0000)), all(0xE0_0000));
    // The last byte in 1s and the one before it in 64s, then the first one in 4096s.
    let two = _mm512_maddubs_epi16(_mm512_and_si512(threes, all(0x0F_3F3F)), all(0x01_4001));
    let code = _mm512_madd_epi16(two, all(0x1000_0001));
    (leads == u16::MAX).then_some(Lanes { code, within: u16::MAX, begins: 0x1249_2492_4924_9249, bytes: 48 })
}

/// Characters of any length: their bytes are brought into sixteen lanes by where they begin, and made code points without a branch.
#[target_feature(enable = "bmi1,bmi2,lzcnt,popcnt,avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")]
#[inline]
pub(super) fn any_bytes_each(block: std::arch::x86_64::__m512i) -> Lanes {
    #[cfg_attr(not(test), expect(clippy::wildcard_imports, reason = "intrinsics are named after what they do"))]
    use std::arch::x86_64::*;
    let all = |value: u32| _mm512_set1_epi32(value.cast_signed());
    let numbers = vector(&NUMBERS);
    // Bytes that begin a character, where its four bytes, if it has them, are all in the block: 15 at least.
    let begins = !_mm512_cmplt_epi8_mask(block, _mm512_set1_epi8(-64)) & ((1 << 61) - 1);
    let count = begins.count_ones().min(17) - 1;
    let places = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(_mm512_maskz_compress_epi8(begins, numbers)));
    let four = _mm512_add_epi32(_mm512_mullo_epi32(places, all(0x0101_0101)), all(0x0302_0100));
    let code = code_points(_mm512_permutexvar_epi8(four, block));
    Lanes { code, within: u16::MAX.checked_shr(16 - count).unwrap_or(0), begins, bytes: behind(begins, count) }
}

/// The bytes of a block, numbered.
const NUMBERS: [u8; 64] = {
    let (mut numbers, mut at) = ([0; 64], 0_usize);
    while at < 64 {
        numbers[at] = at.to_le_bytes()[0];
        at += 1;
    }
    numbers
};

/// For each lane the numbers of the bytes of a character of three, the last one first; the fourth does not matter.
const THREES: [u8; 64] = {
    let (mut threes, mut at) = ([0; 64], 0_usize);
    while at < 64 {
        let lane = at / 4 * 3;
        threes[at] = if at % 4 < 2 { lane + 2 - at % 4 } else { lane }.to_le_bytes()[0];
        at += 1;
    }
    threes
};

/// The code points of characters whose bytes stand in the lanes, the first one lowest; any number of 2¹⁶ or more where there
/// are four bytes.
#[target_feature(enable = "avx512f")]
#[inline]
fn code_points(bytes: std::arch::x86_64::__m512i) -> std::arch::x86_64::__m512i {
    #[cfg_attr(not(test), expect(clippy::wildcard_imports, reason = "intrinsics are named after what they do"))]
    use std::arch::x86_64::*;
    let part = |mask: u32| _mm512_and_si512(bytes, _mm512_set1_epi32(mask.cast_signed()));
    let below = |limit: i32| _mm512_cmplt_epu32_mask(part(0xFF), _mm512_set1_epi32(limit));
    let head = _mm512_slli_epi32::<12>(part(0x1F));
    let three = _mm512_or_si512(
        head,
        _mm512_or_si512(_mm512_srli_epi32::<2>(part(0x3F00)), _mm512_srli_epi32::<16>(part(0x3F_0000))),
    );
    let two = _mm512_or_si512(_mm512_slli_epi32::<6>(part(0x1F)), _mm512_srli_epi32::<8>(part(0x3F00)));
    let more = _mm512_mask_blend_epi32(below(0xE0), three, two);
    _mm512_mask_blend_epi32(below(0x80), more, part(0xFF))
}
