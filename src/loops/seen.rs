//! The last occurrence of every shingle of one document.

use crate::int::{index, narrow};
use crate::normalize::Symbol;

/// Symbols a look-up shingle: long enough that prose rarely repeats one nearby, short enough to stand between the edits
/// of a drifting loop.
pub(super) const SEED: usize = 6;

/// The last position of every shingle seen so far: open addressing over the text itself, verified on the symbols.
pub(super) struct LastSeen<'a> {
    symbols: &'a [Symbol],
    slots: Vec<u32>,
    mask: usize,
}

impl<'a> LastSeen<'a> {
    pub(super) fn new(symbols: &'a [Symbol]) -> Self {
        let slots = (symbols.len() * 3 / 2).next_power_of_two().max(64);
        Self { symbols, slots: vec![u32::MAX; slots], mask: slots - 1 }
    }

    /// Enters the shingle at `position`; gives the position of its last occurrence before.
    pub(super) fn replace(&mut self, position: usize) -> Option<usize> {
        let shingle = &self.symbols[position..position + SEED];
        let mut hash: u64 = 0x9E37_79B9_7F4A_7C15;
        for symbol in shingle {
            hash = (hash ^ u64::from(*symbol)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
            hash ^= hash >> 32;
        }
        let mut slot = crate::int::slot(hash) & self.mask;
        loop {
            let held = self.slots[slot];
            if held == u32::MAX {
                self.slots[slot] = narrow(position);
                return None;
            }
            if &self.symbols[index(held)..index(held) + SEED] == shingle {
                self.slots[slot] = narrow(position);
                return Some(index(held));
            }
            slot = (slot + 1) & self.mask;
        }
    }
}
