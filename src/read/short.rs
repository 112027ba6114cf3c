//! UTF-16 without a mark in short texts, where spaces and full stops may be missing: by how usual the characters are that the
//! bytes make in it, and how unusual those that they make in every other encoding.
//!
//! Chinese in GB 2312 read as UTF-16 makes syllables of Korean and characters for private use, Chinese in UTF-16 read as GB
//! 18030 rare ideographs and letters.

use std::sync::LazyLock;

use encoding_rs::{BIG5, EUC_JP, EUC_KR, Encoding, GB18030, GBK, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

use super::decode;
use super::sets::members;
use crate::int::{float, index};

/// Bytes up to which texts are looked at: longer ones have signs of their own.
const MOST_BYTES: usize = 512;
/// Bytes from which they can be told for certain.
const LEAST_BYTES: usize = 12;
/// Share of usual characters from which bytes are UTF-16.
const USUAL_SHARE: f64 = 0.85;
/// The same below which they are of no other encoding. Between characters of UTF-16 read as Big5 half are usual, at times more.
const RIVAL_SHARE: f64 = 0.7;
/// The other encodings.
const RIVALS: [&Encoding; 6] = [GB18030, BIG5, SHIFT_JIS, EUC_KR, EUC_JP, UTF_8];

/// Characters that most texts are made of: the first level of GB 2312 and of Big5 with their punctuation, ASCII.
static USUAL: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let mut usual = vec![false; 1 << 16];
    let ascii = (' '..='~').chain(['\t', '\n', '\r']);
    let sets = [(GBK, 0xA1..=0xA3, 0xA1..=0xFE), (GBK, 0xB0..=0xD7, 0xA1..=0xFE), (BIG5, 0xA1..=0xC6, 0x40..=0xFE)];
    let chars = sets.into_iter().flat_map(|(set, leads, trails)| members(set, leads, trails));
    for c in ascii.chain(chars.filter(|c| !is_private(*c))) {
        usual[index(u32::from(c))] = true;
    }
    usual
});

fn is_private(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}')
}

/// What a short text says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wide {
    /// It is in this encoding.
    Surely(&'static Encoding),
    /// It may be, and is less likely anything else.
    Perhaps(&'static Encoding),
}

/// Whether `bytes`, a whole text, are UTF-16. `sound`: they are UTF-8, too.
///
/// Complexity: decodes up to [`MOST_BYTES`] bytes eight times.
pub(super) fn utf16(bytes: &[u8], sound: bool) -> Option<Wide> {
    if bytes.len() > MOST_BYTES || !bytes.len().is_multiple_of(2) || bytes.is_empty() {
        return None;
    }
    if sound && !bytes.iter().any(|byte| is_control((*byte).into())) {
        return None;
    }
    let text = |encoding| decode::decode(bytes.to_vec(), encoding).0;
    let share = |encoding| usual_share(text(encoding).chars());
    let (little, big) = (share(UTF_16LE), share(UTF_16BE));
    let (best, other, encoding) = if little > big { (little, big, UTF_16LE) } else { (big, little, UTF_16BE) };
    // Letters between ideographs are half of what other readings make of the bytes, and tell nothing.
    let beyond = |encoding| usual_share(text(encoding).chars().filter(|c| !c.is_ascii() || is_control(*c)));
    let rival = RIVALS.into_iter().map(beyond).fold(other, f64::max);
    let least = if sound { 1.0 } else { USUAL_SHARE };
    match () {
        () if best < least || best <= rival => None,
        () if rival < RIVAL_SHARE && bytes.len() >= LEAST_BYTES => Some(Wide::Surely(encoding)),
        () if sound => None,
        () => Some(Wide::Perhaps(encoding)),
    }
}

/// Whether no text has the character.
fn is_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{C}' | '\u{1B}')
}

fn usual_share(chars: impl Iterator<Item = char>) -> f64 {
    let (mut all, mut usual) = (0, 0);
    for c in chars {
        all += 1;
        usual += usize::from(USUAL.get(index(u32::from(c))).is_some_and(|usual| *usual));
    }
    if all == 0 { 0.0 } else { float(usual) / float(all) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::detect::{Cut, detect};
    use std::fs;
    use std::path::Path;

    fn bytes(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        decode::encode(text, encoding, |_| Some("?".into())).unwrap()
    }

    #[test]
    fn short_texts_are_told_or_said_to_be_unclear() {
        for text in ["关于召开全县会议的通知", "通知\r\n全县各单位", "關於召開縣政府會議的通知", "二〇二四年工作报告"]
        {
            for encoding in [UTF_16LE, UTF_16BE] {
                let bytes = bytes(text, encoding);
                assert_eq!(detect(&bytes, Cut::No, None).map(|(found, _)| found), Ok(encoding), "{text}");
            }
        }
        let reason = detect(&bytes("通知", UTF_16LE), Cut::No, None).unwrap_err();
        assert!(reason.contains("--encoding utf-16le"), "{reason}");
        let reason = detect(&bytes("会议", UTF_16BE), Cut::No, None).unwrap_err();
        assert!(reason.contains("--encoding utf-16be"), "{reason}");
    }

    /// Shares of 1,000 stretches of 6 to 60 characters that are read as what they are, and as something else.
    fn shares(text: &[char], encoding: &'static Encoding) -> (f64, f64) {
        let (mut right, mut wrong, mut draw) = (0, 0, 88_172_645_463_325_252_u64);
        for _ in 0..1000 {
            draw ^= draw << 13;
            draw ^= draw >> 7;
            draw ^= draw << 17;
            let length = 6 + crate::int::slot(draw % 55);
            let start = crate::int::slot(draw >> 20) % (text.len() - length);
            let stretch: String = text[start..start + length].iter().collect();
            let bytes = bytes(&stretch, encoding);
            let told = detect(&bytes, Cut::No, None).map(|(found, _)| decode::decode(bytes.clone(), found).0);
            let expected = decode::decode(bytes, encoding).0;
            right += usize::from(told.as_ref() == Ok(&expected));
            wrong += usize::from(told.is_ok_and(|told| told != expected));
        }
        (float(right) / 1000.0, float(wrong) / 1000.0)
    }

    #[test]
    fn stretches_of_reports_are_read_as_what_they_are() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/reports");
        let read = |name: &str| -> Vec<char> { fs::read_to_string(folder.join(name)).unwrap().chars().collect() };
        let simplified = read("03-baisha-audit.txt");
        let traditional = read("07-nanpu-library.txt");
        let is_han = |c: &char| ('\u{4E00}'..='\u{9FFF}').contains(c);
        for (text, encoding) in [
            (&simplified, UTF_8),
            (&simplified, GB18030),
            (&traditional, BIG5),
            (&simplified, UTF_16LE),
            (&simplified, UTF_16BE),
            (&traditional, UTF_16LE),
        ] {
            let ideographs: Vec<char> = text.iter().copied().filter(is_han).collect();
            for text in [text, &ideographs] {
                let (right, wrong) = shares(text, encoding);
                println!("{} {right} {wrong}", encoding.name());
                assert!(right >= 0.99 && wrong <= 0.005, "{}: {right} right, {wrong} wrong", encoding.name());
            }
        }
    }
}
