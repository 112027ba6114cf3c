//! Which encoding bytes are in: by their mark, by what was said, by being UTF-8, or by a guess that must then prove itself
//! on the whole. Decodes nothing for others; what can't be told is refused with a reason.
//!
//! The guess is `chardetng`'s, held to encodings of several bytes a character: one of a single byte decodes anything, so
//! a wrong guess would never show. UTF-16 without a mark, which that library leaves out, is told by its own signs, in short texts by
//! how usual its characters are (`short`).

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

use super::decode;
use super::short::{self, Wide};
use crate::error::{Error, Result};
use crate::int::{counted, float, wide};

/// Share of undecodable or NUL bytes above which bytes are held not to be of an encoding. Chinese in GB18030 read as
/// UTF-8 has 60–99 %, damaged UTF-8 below 1 %.
const FOREIGN_SHARE: f64 = 0.1;
/// The same for an encoding that was guessed: it must fit nearly everywhere.
const GUESSED_SHARE: f64 = 0.01;
/// Share of NULs above which bytes that are sound UTF-8 may still be UTF-16: then nearly all its characters are ASCII, and half of
/// the bytes are NUL. Below, as in a line with a stray NUL, pairs of letters would pass for ideographs.
const WIDE_ASCII_SHARE: f64 = 0.4;
/// Share of plausible units from which bytes are UTF-16 without a mark.
const PLAUSIBLE_SHARE: f64 = 0.9;
/// How ZIP archives begin, empty ones too. No text begins so: two of the four are control characters.
const ZIP: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// Units of UTF-16 that are looked at.
const UNITS: usize = 1 << 16;

/// The encoding of a label. Errors: [`Error::Config`] for a label that the encoding standard doesn't have, and for an
/// encoding whose characters can't be told apart without what stood before them.
pub(super) fn named(label: &str) -> Result<&'static Encoding> {
    let found = Encoding::for_label_no_replacement(label.as_bytes());
    let usable = found.filter(|found| found.is_ascii_compatible() || *found == UTF_16LE || *found == UTF_16BE);
    usable.ok_or_else(|| Error::Config {
        option: "encoding",
        value: label.to_owned(),
        reason: "is not known; say for example utf-8, gb18030, gbk, big5, utf-16le, utf-16be, shift_jis or euc-kr"
            .into(),
    })
}

/// How an encoding was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    /// Only ASCII was seen, which all of them share.
    Ascii,
    /// A mark, the user's word, or the bytes themselves.
    Certain,
}

/// The encoding of `bytes`, which are a file or its beginning (then `cut`: the last character may not be whole).
///
/// `said` is what the user says it is if no byte order mark says otherwise. Errors: why they are no text.
pub(super) fn detect(
    bytes: &[u8],
    cut: Cut,
    said: Option<&'static Encoding>,
) -> std::result::Result<(&'static Encoding, Sign), String> {
    if bytes.starts_with(&[0xFF, 0xFE, 0, 0]) {
        return Err("begins with the byte order mark of UTF-32, which is not read".into());
    }
    // What is stored in one as it is would pass for a text with some damage.
    if ZIP.iter().any(|magic| bytes.starts_with(magic)) {
        return Err("is a ZIP archive, as .docx and .xlsx are, too, which is not read; unpack it first".into());
    }
    if let Some((encoding, _)) = decode::mark(bytes) {
        return Ok((encoding, Sign::Certain));
    }
    if let Some(encoding) = said {
        return Ok((encoding, Sign::Certain));
    }
    let checked = if cut == Cut::Yes { whole(bytes) } else { bytes };
    let sound = simdutf8::basic::from_utf8(checked).is_ok();
    let nuls = memchr::memchr_iter(0, bytes).count();
    if (!sound || exceeds(nuls, bytes.len(), WIDE_ASCII_SHARE))
        && let Some(encoding) = utf16(bytes)
    {
        return Ok((encoding, Sign::Certain));
    }
    match short::utf16(bytes, sound).filter(|_| cut == Cut::No) {
        Some(Wide::Surely(encoding)) => return Ok((encoding, Sign::Certain)),
        Some(Wide::Perhaps(encoding)) => return Err(unclear(encoding)),
        None => {}
    }
    if exceeds(nuls, bytes.len(), FOREIGN_SHARE) {
        return Err(format!("does not look like a text: {nuls} of {} are NUL", counted(wide(bytes.len()), "byte")));
    }
    if bytes.is_ascii() {
        return Ok((UTF_8, Sign::Ascii));
    }
    if sound {
        return Ok((UTF_8, Sign::Certain));
    }
    let high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    let bad = decode::bad_utf8(checked);
    if bad == 0 {
        return Ok((UTF_8, Sign::Certain));
    }
    if exceeds(bad, high, FOREIGN_SHARE)
        && let Some(encoding) = guess(bytes, cut)
    {
        return Ok((encoding, Sign::Certain));
    }
    if exceeds(bad, bytes.len(), FOREIGN_SHARE) {
        let length = counted(wide(bytes.len()), "byte");
        return Err(format!(
            "is neither UTF-8 ({bad} of {length} can't be decoded) nor surely of another encoding; \
             if you know which, say --encoding"
        ));
    }
    Ok((UTF_8, Sign::Certain))
}

/// Why a text that may be in an encoding is left out.
fn unclear(encoding: &'static Encoding) -> String {
    let name = encoding.name();
    let label = name.to_ascii_lowercase();
    format!("perhaps {name}, but too short to tell; if it is, say --encoding {label}")
}

/// Sees to it that a part of a file whose encoding is known is in it.
///
/// Errors: why it is not.
pub(super) fn fits(bytes: &[u8], encoding: &'static Encoding) -> std::result::Result<(), String> {
    if encoding != UTF_8 {
        return Ok(());
    }
    let length = bytes.len();
    let nuls = memchr::memchr_iter(0, bytes).count();
    if exceeds(nuls, length, FOREIGN_SHARE) {
        return Err(format!("does not look like a text: {nuls} of {} are NUL", counted(wide(length), "byte")));
    }
    if simdutf8::basic::from_utf8(bytes).is_ok() {
        return Ok(());
    }
    let bad = decode::bad_utf8(bytes);
    if exceeds(bad, length, FOREIGN_SHARE) {
        return Err(format!(
            "does not look like UTF-8, as the file does: {bad} of {} can't be decoded",
            counted(wide(length), "byte")
        ));
    }
    Ok(())
}

/// Whether bytes go on behind those that are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    Yes,
    No,
}

fn exceeds(bad: usize, length: usize, share: f64) -> bool {
    float(bad) > float(length) * share
}

/// The bytes without the first part of a character at their end.
fn whole(bytes: &[u8]) -> &[u8] {
    let lead = bytes.iter().rev().take(3).position(|byte| *byte >= 0xC0);
    lead.map_or(bytes, |back| &bytes[..bytes.len() - 1 - back])
}

/// A guess that decodes nearly all of the bytes.
fn guess(bytes: &[u8], cut: Cut) -> Option<&'static Encoding> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, cut == Cut::No);
    let guessed = detector.guess(None, Utf8Detection::Deny);
    let encoding = if guessed == GBK { GB18030 } else { guessed };
    if ![GB18030, BIG5, EUC_JP, EUC_KR, SHIFT_JIS].contains(&encoding) {
        return None;
    }
    let (_, damage) = decode::decode(bytes.to_vec(), encoding);
    let bad = damage.map_or(0, |damage| damage.bytes);
    // The last character of a beginning may be cut, whatever the length.
    let spared = if cut == Cut::Yes { bad.saturating_sub(1) } else { bad };
    (!exceeds(spared, bytes.len(), GUESSED_SHARE)).then_some(encoding)
}

/// UTF-16 without a mark: nearly all units are of the blocks that texts are made of, and among them are spaces, digits
/// or full stops, half of whose bytes are control characters, which no other text has.
fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let is = |encoding, order: fn([u8; 2]) -> u16| {
        let units = || bytes.chunks_exact(2).take(UNITS).map(|pair| order([pair[0], pair[1]]));
        let (mut plausible, mut signs, mut all) = (0, 0, 0);
        for unit in units() {
            all += 1;
            plausible += usize::from(matches!(unit, 0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0xA0..=0x24F | 0x2010..=0x203F
                | 0x3000..=0x303F | 0x3040..=0x30FF | 0x4E00..=0x9FFF | 0xFF00..=0xFF5E | 0x2460..=0x2473));
            signs += usize::from(matches!(
                unit,
                0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0x3001 | 0x3002 | 0xFF08 | 0xFF09 | 0xFF0C
            ));
        }
        let fits = signs > 0 && float(plausible) >= float(all) * PLAUSIBLE_SHARE;
        fits.then_some((plausible, encoding))
    };
    let both = [is(UTF_16LE, u16::from_le_bytes), is(UTF_16BE, u16::from_be_bytes)];
    both.into_iter().flatten().max_by_key(|(plausible, _)| *plausible).map(|(_, encoding)| encoding)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIMPLE: &str = "全县经济社会发展稳中有进，城镇居民人均可支配收入增长百分之六。";
    const TRADITIONAL: &str = "縣政府將持續推動農村建設，改善道路與水利設施，提高居民收入。";

    fn bytes(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        decode::encode(text, encoding, |_| None).unwrap()
    }

    fn found(bytes: &[u8]) -> std::result::Result<&'static Encoding, String> {
        detect(bytes, Cut::No, None).map(|(encoding, _)| encoding)
    }

    #[test]
    fn every_encoding_is_told() {
        for (text, encoding) in [
            (SIMPLE, UTF_8),
            (SIMPLE, UTF_16LE),
            (SIMPLE, UTF_16BE),
            ("Report 2024\r\n", UTF_16LE),
            ("Report 2024\r\n", UTF_16BE),
            (SIMPLE, GB18030),
            (TRADITIONAL, BIG5),
            (TRADITIONAL, UTF_8),
            ("Annual report: 全年 GDP 增长 6.1%, 就业 12,000 人", GB18030),
        ] {
            assert_eq!(found(&bytes(text, encoding)), Ok(encoding), "{text} in {}", encoding.name());
        }
    }

    #[test]
    fn a_beginning_may_end_within_a_character() {
        for (text, encoding) in [(SIMPLE, UTF_8), (SIMPLE, GB18030), (TRADITIONAL, BIG5)] {
            let bytes = bytes(text, encoding);
            for end in bytes.len() - 4..bytes.len() {
                assert_eq!(detect(&bytes[..end], Cut::Yes, None).unwrap().0, encoding, "{end}");
            }
        }
    }

    #[test]
    fn marks_and_words_decide() {
        let marked = [&[0xFE, 0xFF][..], &bytes("一", UTF_16BE)].concat();
        assert_eq!(detect(&marked, Cut::No, Some(GB18030)), Ok((UTF_16BE, Sign::Certain)));
        assert_eq!(detect("一".as_bytes(), Cut::No, Some(BIG5)), Ok((BIG5, Sign::Certain)));
        assert_eq!(detect(b"report", Cut::No, None), Ok((UTF_8, Sign::Ascii)));
        assert!(found(&[0xFF, 0xFE, 0, 0, 0x41, 0, 0, 0]).unwrap_err().contains("UTF-32"));
    }

    #[test]
    fn damaged_utf8_stays_utf8() {
        for damage in [&b"\xFF"[..], b"\xE4\xB8", b"\x93"] {
            let bytes = [SIMPLE.as_bytes(), damage, SIMPLE.as_bytes()].concat();
            assert_eq!(found(&bytes), Ok(UTF_8));
        }
        for text in ["northern\0district\n", "全县ab\0粮食"] {
            assert_eq!(found(text.as_bytes()), Ok(UTF_8), "a stray NUL makes no UTF-16 of {text:?}");
        }
        assert_eq!(found(b"The quarter\x92s report is attached."), Ok(UTF_8));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let noise: Vec<u8> =
            (0..4000_u32).map(|n| u8::try_from(n.wrapping_mul(2_654_435_761) >> 24).unwrap()).collect();
        assert!(found(&noise).is_err());
        assert!(found(&[0; 40]).unwrap_err().contains("40 of 40 bytes are NUL"));
        assert!(found(&[0xFC; 40]).unwrap_err().contains("--encoding"));
    }

    #[test]
    fn an_archive_is_no_text_whatever_is_said() {
        for head in [&b"PK\x03\x04"[..], b"PK\x05\x06"] {
            let archive = [head, SIMPLE.as_bytes()].concat();
            for said in [None, Some(UTF_8)] {
                assert!(detect(&archive, Cut::No, said).unwrap_err().contains("ZIP"));
            }
        }
        assert_eq!(found("PK 赛结果".as_bytes()), Ok(UTF_8));
    }
}
