//! Number conversions, each in one place, so that no `as` stands anywhere else.
#![expect(clippy::as_conversions, reason = "the one file where numbers change type")]

/// A position as an index. `usize` has at least 32 bits on every platform the crate builds for.
#[inline]
pub fn index(position: u32) -> usize {
    position as usize
}

/// An index as a position. Documents are held below 4 GiB when they are read, so an index of one always fits.
#[inline]
pub fn narrow(index: usize) -> u32 {
    u32::try_from(index).expect("documents are held below 4 GiB when they are read")
}

/// A count as a float, for reports and thresholds.
#[inline]
#[expect(clippy::cast_precision_loss, reason = "counts in reports need no more than 52 bits")]
pub fn float(count: usize) -> f64 {
    count as f64
}

/// A 64-bit count as a float, for reports and thresholds.
#[inline]
#[expect(clippy::cast_precision_loss, reason = "counts in reports need no more than 52 bits")]
pub fn float64(count: u64) -> f64 {
    count as f64
}

/// A float rounded down to a count; negative and not-a-number give 0.
#[inline]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturating by the language's rule")]
pub fn floor(value: f64) -> usize {
    value as usize
}

/// A `usize` as `u64`; no platform has a wider `usize`.
#[inline]
pub fn wide(count: usize) -> u64 {
    count as u64
}

/// The low 32 bits.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the low half is what is asked for")]
pub fn low(value: u64) -> u32 {
    value as u32
}

/// The low 64 bits.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the low half is what is asked for")]
pub fn low64(value: u128) -> u64 {
    value as u64
}

/// The high 32 bits.
#[inline]
pub fn high(value: u64) -> u32 {
    (value >> 32) as u32
}

/// A 64-bit hash as an index; only its low bits matter, the caller masks them.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the caller masks the low bits")]
pub fn slot(hash: u64) -> usize {
    hash as usize
}

/// The low 8 bits.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "the lowest part is what is asked for")]
pub fn lowest(value: u32) -> u8 {
    value as u8
}
