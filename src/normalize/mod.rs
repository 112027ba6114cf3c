//! From text to normalised symbols, each with its place in the original.

/// One unit of the normalised text: the code point of a folded character, or the hash of a word with its top bit set.
pub type Symbol = u32;
