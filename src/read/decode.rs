//! From bytes of a known encoding to text, with U+FFFD for what isn't; and the ways back: where a place of the text
//! stands in the bytes, and how new text is written in the encoding. Which encoding it is, [`detect`](super::detect) says.

use encoding_rs::{DecoderResult, EncoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::int::{agreeing, counted, wide};

/// Longest character of any encoding, in bytes.
const LONGEST_BYTES: usize = 4;

/// Bytes that are not of the encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Damage {
    /// Offset of the first bad byte.
    pub(super) first: usize,
    /// Replaced sequences, each one U+FFFD.
    pub(super) places: usize,
    /// Bytes in them.
    pub(super) bytes: usize,
}

/// The encoding whose byte order mark stands first, and the mark's length.
pub(super) fn mark(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    Encoding::for_bom(bytes)
}

/// Length of the byte order mark of `encoding` at the start of `bytes`; 0 without one.
pub(super) fn mark_len(bytes: &[u8], encoding: &'static Encoding) -> usize {
    mark(bytes).filter(|(found, _)| *found == encoding).map_or(0, |(_, length)| length)
}

/// Decodes as the encoding standard says: each maximal bad sequence is one U+FFFD. Damage is counted.
///
/// Complexity: linear; valid UTF-8 is not copied.
pub(super) fn decode(bytes: Vec<u8>, encoding: &'static Encoding) -> (String, Option<Damage>) {
    if encoding != UTF_8 {
        return transcode(&bytes, encoding);
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let (text, damage) = repair(error.as_bytes());
            (text, Some(damage))
        }
    }
}

/// Bytes of `bytes` that are not UTF-8.
pub(super) fn bad_utf8(bytes: &[u8]) -> usize {
    bytes.utf8_chunks().map(|chunk| chunk.invalid().len()).sum()
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

fn transcode(bytes: &[u8], encoding: &'static Encoding) -> (String, Option<Damage>) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::new();
    let mut damage = Damage { first: bytes.len(), places: 0, bytes: 0 };
    let mut read = 0;
    loop {
        let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len() - read);
        text.reserve(room.unwrap_or(bytes.len()).max(16));
        let (result, more) = decoder.decode_to_string_without_replacement(&bytes[read..], &mut text, true);
        read += more;
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(length, behind) => {
                text.push(char::REPLACEMENT_CHARACTER);
                let (length, behind) = (usize::from(length), usize::from(behind));
                damage.first = damage.first.min(read.saturating_sub(length + behind));
                damage.places += 1;
                damage.bytes += length;
            }
        }
    }
    (text, (damage.places > 0).then_some(damage))
}

/// The sentence about damage that was repaired. `before` is what stands before the decoded bytes in the file.
pub(super) fn sentence(damage: &Damage, before: u64, encoding: &'static Encoding) -> String {
    let Damage { first, places, bytes } = damage;
    let first = wide(*first) + before;
    let (bytes, verb) = (counted(wide(*bytes), "byte"), agreeing(wide(*places), "was", "were"));
    let places = counted(wide(*places), "place");
    format!(
        "not {} in {places} ({bytes}), the first at byte {first} of the file; {verb} read as U+FFFD",
        name(encoding)
    )
}

/// The name of an encoding for people: that of its standard.
pub(super) fn name(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "gb18030" | "GBK" => "GB18030",
        other => other,
    }
}

/// The offsets in `bytes` of offsets in their decoded text.
///
/// `decoded` ascends, on character boundaries of the text that [`decode`] makes of `bytes`. Complexity: linear, but a
/// call a byte for encodings other than UTF-8.
pub(crate) fn originals(bytes: &[u8], decoded: &[usize], encoding: &'static Encoding) -> Vec<usize> {
    if encoding == UTF_8 { of_utf8(bytes, decoded) } else { of_others(bytes, decoded, encoding) }
}

fn of_utf8(bytes: &[u8], decoded: &[usize]) -> Vec<usize> {
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

/// Character after character, each decoded on its own: between characters none of these encodings has a state.
fn of_others(bytes: &[u8], decoded: &[usize], encoding: &'static Encoding) -> Vec<usize> {
    let mut found = Vec::with_capacity(decoded.len());
    let (mut from, mut to) = (0, 0);
    for &offset in decoded {
        while to < offset && from < bytes.len() {
            let (length, written) = character(&bytes[from..], encoding);
            from += length;
            to += written;
        }
        found.push(from);
    }
    found
}

/// The length of the first character of `bytes`, or of what is read as U+FFFD: in the bytes, in the text.
fn character(bytes: &[u8], encoding: &'static Encoding) -> (usize, usize) {
    if encoding.is_ascii_compatible() && bytes[0] < 0x80 {
        return (1, 1);
    }
    let mut room = [0; 32];
    let longest = bytes.len().min(LONGEST_BYTES);
    for length in 1..=longest {
        let mut decoder = encoding.new_decoder_without_bom_handling();
        let (result, _, written) = decoder.decode_to_utf8_without_replacement(&bytes[..length], &mut room, true);
        if matches!(result, DecoderResult::InputEmpty) && written > 0 {
            return (length, written);
        }
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let head = &bytes[..bytes.len().min(2 * LONGEST_BYTES)];
    let (result, _, _) = decoder.decode_to_utf8_without_replacement(head, &mut room, head.len() == bytes.len());
    let bad = if let DecoderResult::Malformed(length, _) = result { usize::from(length) } else { 1 };
    (bad.clamp(1, bytes.len()), char::REPLACEMENT_CHARACTER.len_utf8())
}

/// Writes `text` in an encoding; what it can't say becomes what `escape` makes of it.
///
/// Errors: the first character that neither can say.
pub(crate) fn encode(
    text: &str,
    encoding: &'static Encoding,
    escape: impl Fn(char) -> Option<String>,
) -> Result<Vec<u8>, char> {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        let order = if encoding == UTF_16LE { u16::to_le_bytes } else { u16::to_be_bytes };
        return Ok(text.encode_utf16().flat_map(order).collect());
    }
    let mut encoder = encoding.new_encoder();
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text;
    loop {
        bytes.reserve(rest.len().max(16));
        let (result, read) = encoder.encode_from_utf8_to_vec_without_replacement(rest, &mut bytes, true);
        rest = &rest[read..];
        match result {
            EncoderResult::InputEmpty => return Ok(bytes),
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(char) => bytes.extend(escape(char).ok_or(char)?.bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{BIG5, EUC_KR, GB18030, SHIFT_JIS};
    use proptest::prelude::*;

    #[test]
    fn good_text_is_kept() {
        assert_eq!(decode("报告".as_bytes().to_vec(), UTF_8), ("报告".into(), None));
        assert_eq!(decode(Vec::new(), UTF_8), (String::new(), None));
        assert_eq!(decode(Vec::new(), GB18030), (String::new(), None));
    }

    #[test]
    fn damage_is_counted_and_placed() {
        let mut bytes = "全县经济社会发展稳中有进，".as_bytes().to_vec();
        let first = bytes.len();
        bytes.extend([0xE4, 0xB8]);
        bytes.extend("，成绩来之不易".as_bytes());
        bytes.push(0xFF);
        let expected = String::from_utf8_lossy(&bytes).into_owned();
        assert_eq!(decode(bytes, UTF_8), (expected, Some(Damage { first, places: 2, bytes: 3 })));
    }

    #[test]
    fn damage_is_counted_in_other_encodings() {
        let bytes = [&b"\xC8\xAB"[..], b"\xFF", b"\xCF\xD8", b"\x81"].concat();
        let (text, damage) = decode(bytes, GB18030);
        assert_eq!((text.as_str(), damage), ("全\u{FFFD}县\u{FFFD}", Some(Damage { first: 2, places: 2, bytes: 2 })));
        let (text, damage) = decode(vec![0x00, 0x4E, 0x00, 0xD8, 0x8C, 0x4E, 0x09], UTF_16LE);
        assert_eq!((text.as_str(), damage), ("一\u{FFFD}二\u{FFFD}", Some(Damage { first: 2, places: 2, bytes: 3 })));
    }

    #[test]
    fn what_an_encoding_can_not_say_is_escaped_or_named() {
        assert_eq!(encode("县", BIG5, |_| None), Err('县'));
        let escaped = encode("縣a😀", BIG5, |char| Some(format!("<{:x}>", u32::from(char)))).unwrap();
        assert_eq!(decode(escaped, BIG5).0, "縣a<1f600>");
        assert_eq!(encode("一😀", UTF_16BE, |_| None).unwrap(), [0x4E, 0x00, 0xD8, 0x3D, 0xDE, 0x00]);
    }

    const ENCODINGS: [&Encoding; 6] = [UTF_8, UTF_16LE, UTF_16BE, GB18030, BIG5, SHIFT_JIS];

    #[test]
    fn korean_comes_and_goes() {
        let bytes = encode("보고서", EUC_KR, |_| None).unwrap();
        assert_eq!(
            (originals(&bytes, &[0, 3, 6, 9], EUC_KR), decode(bytes, EUC_KR).0),
            (vec![0, 2, 4, 6], "보고서".into())
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn utf8_is_repaired_as_the_standard_library_does(parts in parts()) {
            let bytes = parts.concat();
            prop_assert_eq!(decode(bytes.clone(), UTF_8).0, String::from_utf8_lossy(&bytes));
        }

        #[test]
        fn places_of_the_text_are_found_in_the_bytes(parts in parts(), encoding in 0..ENCODINGS.len()) {
            let encoding = ENCODINGS[encoding];
            let bytes: Vec<u8> = parts
                .iter()
                .flat_map(|part| match std::str::from_utf8(part) {
                    Ok(text) => encode(text, encoding, |_| Some("?".into())).unwrap(),
                    Err(_) => part.clone(),
                })
                .collect();
            let (text, _) = decode(bytes.clone(), encoding);
            let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let back = originals(&bytes, &offsets, encoding);
            prop_assert_eq!((back[0], back[back.len() - 1]), (0, bytes.len()));
            for (window, at) in back.windows(2).zip(offsets.windows(2)) {
                let again = decode(bytes[window[0]..window[1]].to_vec(), encoding).0;
                prop_assert_eq!(again, &text[at[0]..at[1]]);
            }
        }
    }

    /// Text and what is none.
    fn parts() -> impl Strategy<Value = Vec<Vec<u8>>> {
        prop::collection::vec(
            prop_oneof![
                3 => "[一二报告縣a。😀]{1,4}".prop_map(String::into_bytes),
                1 => prop::collection::vec(prop_oneof![0x80u8..=0xFF, 0x30u8..=0x39], 1..4)
            ],
            0..8,
        )
    }
}
