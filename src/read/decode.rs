//! From bytes to text: UTF-8, with U+FFFD for what isn't, and a refusal of what looks like another encoding.
//!
//! No encoding is ever guessed. The way back from the decoded text to the bytes of the file is [`originals`].

use crate::int::{float, wide};

/// The byte order mark that some editors put before UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// Share of undecodable or NUL bytes above which a text is held to be no UTF-8 at all. GB18030 Chinese has 60–99 % of
/// them, damaged UTF-8 below 1 %.
const FOREIGN_SHARE: f64 = 0.1;

/// Bytes that are not UTF-8.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Damage {
    /// Offset of the first bad byte.
    pub(super) first: usize,
    /// Replaced sequences, each one U+FFFD.
    pub(super) places: usize,
    /// Bytes in them.
    pub(super) bytes: usize,
}

/// What a stretch of bytes is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Decoded {
    /// UTF-8, or close to it.
    Text(String, Option<Damage>),
    /// Something else, with the reason.
    Foreign(String),
}

/// Length of the byte order mark at the start of `bytes`; 0 without one.
pub(super) fn mark_len(bytes: &[u8]) -> usize {
    if bytes.starts_with(MARK) { MARK.len() } else { 0 }
}

/// Says so if `bytes` begin with the byte order mark of UTF-16 or UTF-32.
pub(super) fn wide_mark(bytes: &[u8]) -> Option<String> {
    let order = match bytes {
        [0xFF, 0xFE, ..] => "FF FE",
        [0xFE, 0xFF, ..] => "FE FF",
        _ => return None,
    };
    Some(format!("does not look like UTF-8: it begins with {order}, the byte order mark of UTF-16"))
}

/// Decodes as `String::from_utf8_lossy` does, and counts the damage.
///
/// Complexity: linear; valid UTF-8 is not copied.
pub(super) fn decode(bytes: Vec<u8>) -> Decoded {
    let nuls = memchr::memchr_iter(0, &bytes).count();
    let length = bytes.len();
    if foreign(nuls, length) {
        return Decoded::Foreign(format!("does not look like UTF-8: {nuls} of {length} bytes are NUL"));
    }
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Decoded::Text(text, None),
        Err(error) => error.into_bytes(),
    };
    let (text, damage) = repair(&bytes);
    if foreign(damage.bytes, length) {
        let Damage { first, bytes, .. } = damage;
        let reason =
            format!("does not look like UTF-8: {bytes} of {length} bytes can't be decoded, the first at {first}");
        return Decoded::Foreign(reason);
    }
    Decoded::Text(text, Some(damage))
}

fn foreign(bad: usize, length: usize) -> bool {
    float(bad) > float(length) * FOREIGN_SHARE
}

fn repair(bytes: &[u8]) -> (String, Damage) {
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut damage = Damage { first: bytes.len(), places: 0, bytes: 0 };
    let mut position = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        position += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            damage.first = damage.first.min(position);
            damage.places += 1;
            damage.bytes += chunk.invalid().len();
            position += chunk.invalid().len();
        }
    }
    (text, damage)
}

/// The sentence about damage that was repaired. `before` is what stands before the decoded bytes in the file.
pub(super) fn sentence(damage: &Damage, before: u64) -> String {
    let Damage { first, places, bytes } = damage;
    let first = wide(*first) + before;
    let unit = if *bytes == 1 { "byte" } else { "bytes" };
    let (noun, verb) = if *places == 1 { ("place", "was") } else { ("places", "were") };
    format!(
        "not UTF-8 in {places} {noun} ({bytes} {unit}), the first at byte {first} of the file; {verb} read as U+FFFD"
    )
}

/// The offsets in `bytes` of offsets in their decoded text.
///
/// `decoded` ascends, on character boundaries of the text that [`decode`] makes of `bytes`. Complexity: linear.
pub(crate) fn originals(bytes: &[u8], decoded: &[usize]) -> Vec<usize> {
    let mut wanted = decoded.iter().copied().peekable();
    let mut found = Vec::with_capacity(decoded.len());
    let (mut from, mut to) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        let valid = chunk.valid().len();
        while let Some(offset) = wanted.next_if(|offset| *offset <= to + valid) {
            found.push(from + offset.saturating_sub(to));
        }
        from += valid + chunk.invalid().len();
        to += valid + if chunk.invalid().is_empty() { 0 } else { char::REPLACEMENT_CHARACTER.len_utf8() };
    }
    found.extend(wanted.map(|_| bytes.len()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn good_text_is_kept() {
        assert_eq!(decode("报告".as_bytes().to_vec()), Decoded::Text("报告".into(), None));
        assert_eq!(decode(Vec::new()), Decoded::Text(String::new(), None));
    }

    #[test]
    fn damage_is_counted_and_placed() {
        let mut bytes = "全县经济社会发展稳中有进，".as_bytes().to_vec();
        let first = bytes.len();
        bytes.extend([0xE4, 0xB8]);
        bytes.extend("，成绩来之不易".as_bytes());
        bytes.push(0xFF);
        let expected = String::from_utf8_lossy(&bytes).into_owned();
        assert_eq!(decode(bytes), Decoded::Text(expected, Some(Damage { first, places: 2, bytes: 3 })));
    }

    #[test]
    fn gb18030_is_refused() {
        let bytes = [0xC8, 0xAB, 0xCF, 0xD8, 0xBE, 0xAD, 0xBC, 0xC3].repeat(20);
        assert!(
            matches!(decode(bytes), Decoded::Foreign(reason) if reason.contains("can't be decoded, the first at 2"))
        );
    }

    #[test]
    fn utf16_is_refused() {
        let bytes: Vec<u8> = "report 2024".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(matches!(decode(bytes), Decoded::Foreign(reason) if reason.contains("11 of 22 bytes are NUL")));
        assert!(wide_mark(&[0xFF, 0xFE, 0x2D, 0x4E]).is_some());
        assert!(wide_mark("中".as_bytes()).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn repaired_as_the_standard_library_does_and_back(parts in prop::collection::vec(
            prop_oneof![3 => "[一二报告a。😀]{1,4}".prop_map(String::into_bytes), 1 => prop::collection::vec(0x80u8..=0xFF, 1..4)], 0..8,
        )) {
            let bytes = parts.concat();
            let (text, _) = repair(&bytes);
            prop_assert_eq!(&text, &String::from_utf8_lossy(&bytes));
            let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let back = originals(&bytes, &offsets);
            prop_assert!(back.is_sorted());
            for (window, at) in back.windows(2).zip(offsets.windows(2)) {
                let again = String::from_utf8_lossy(&bytes[window[0]..window[1]]).into_owned();
                prop_assert_eq!(again, &text[at[0]..at[1]]);
            }
        }
    }
}
