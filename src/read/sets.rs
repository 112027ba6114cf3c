//! Which characters the old national sets have: what a country writes every day.

use std::ops::RangeInclusive;

use encoding_rs::Encoding;

/// The characters of a set of two bytes a character whose bytes lie in two ranges.
pub(crate) fn members(encoding: &'static Encoding, leads: RangeInclusive<u8>, trails: RangeInclusive<u8>) -> Vec<char> {
    let codes: Vec<u8> = leads.flat_map(|lead| trails.clone().flat_map(move |trail| [lead, trail])).collect();
    let (text, _) = encoding.decode_without_bom_handling(&codes);
    text.chars().filter(|c| !c.is_ascii() && *c != char::REPLACEMENT_CHARACTER).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_its_characters() {
        let first_level = members(encoding_rs::GBK, 0xB0..=0xD7, 0xA1..=0xFE);
        assert!(first_level.len() >= 3755 && first_level.contains(&'县') && !first_level.contains(&'縣'));
        assert!(members(encoding_rs::BIG5, 0xA4..=0xC6, 0x40..=0xFE).contains(&'縣'));
    }
}
