//! What the vector instructions of [`simd`](super) are held to, one step after the other, and what needs none: safe code for every processor.

use super::RUN;

/// Symbols that a vector holds: room for so many has to be left where one is stored.
pub(crate) const VECTOR_SYMBOLS: usize = 16;
/// Where the kind stands in an entry of a fold table; kind 0 gives nothing, kind 1 the symbol below, others stop.
pub(crate) const KIND_SHIFT: u32 = 29;
/// First entry that stops.
pub(super) const STOP: u32 = 2 << KIND_SHIFT;
/// The symbol in an entry.
pub(super) const SYMBOL: u32 = (1 << KIND_SHIFT) - 1;

/// A table with an entry for each character of the basic plane.
pub(crate) type FoldTable = [u32; 1 << 16];

/// The running maximum, which waits for each number before the next.
#[inline(always)]
pub(super) fn running_max_plain(numbers: &mut [i32; RUN]) {
    let mut most = i32::MIN;
    for number in numbers {
        most = most.max(*number);
        *number = most;
    }
}

/// Which of the numbers are this one: bit `i` for number `i`.
#[inline(always)]
pub(super) fn same_plain(numbers: &[u32; RUN], number: u32) -> u32 {
    numbers.iter().rev().fold(0, |bits, other| bits << 1 | u32::from(*other == number))
}

/// Which of the first numbers are more than the second in their place.
#[inline(always)]
pub(super) fn more_plain(first: &[i32; RUN], second: &[i32; RUN]) -> u32 {
    first.iter().zip(second).rev().fold(0, |bits, (x, y)| bits << 1 | u32::from(x > y))
}

/// Symbols that two texts have in common from their starts on, in steps that most compilers make vectors of.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn ahead_plain(a: &[u32], b: &[u32]) -> usize {
    let steps = a.as_chunks::<4>().0.iter().zip(b.as_chunks::<4>().0);
    let from = 4 * steps.take_while(|(x, y)| x == y).count();
    from + a[from..].iter().zip(&b[from..]).take_while(|(x, y)| x == y).count()
}

/// Symbols that two texts have in common up to their ends.
#[inline]
pub fn equal_behind(a: &[u32], b: &[u32]) -> usize {
    let steps = a.as_rchunks::<16>().1.iter().rev().zip(b.as_rchunks::<16>().1.iter().rev());
    let from = 16 * steps.take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - from], &b[..b.len() - from]);
    let steps = a.as_rchunks::<4>().1.iter().rev().zip(b.as_rchunks::<4>().1.iter().rev());
    let more = 4 * steps.take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - more], &b[..b.len() - more]);
    from + more + a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count()
}

/// Folds characters one by one, with `count` symbols in the room already.
pub(super) fn fold_plain(
    table: &FoldTable,
    text: &[u8],
    mut at: usize,
    room: &mut [u32],
    mut count: usize,
) -> (usize, usize) {
    while count + VECTOR_SYMBOLS <= room.len()
        && let Some(&[a, b, c]) = text.get(at..).and_then(<[u8]>::first_chunk)
    {
        let low = |byte: u8| u16::from(byte & 0x3F);
        let (code, bytes) = match a {
            ..0x80 => (u16::from(a), 1),
            0x80..0xE0 => (u16::from(a & 0x1F) << 6 | low(b), 2),
            0xE0..0xF0 => (u16::from(a) << 12 | low(b) << 6 | low(c), 3),
            _ => break,
        };
        let entry = table[usize::from(code)];
        if entry >= STOP {
            break;
        }
        room[count] = entry & SYMBOL;
        count += usize::from(entry > SYMBOL);
        at += bytes;
    }
    (at, count)
}
