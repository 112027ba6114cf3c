//! Number conversions, each in one place, so that no `as` stands anywhere else; and numbers as people read them.
#![expect(clippy::as_conversions, reason = "the one file where numbers change type")]

/// A position as an index. `usize` has at least 32 bits on every platform the crate builds for.
#[inline]
pub const fn index(position: u32) -> usize {
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

/// What the digits from nought to nine are written with.
const DIGITS: [&str; 4] = ["0123456789", "０１２３４５６７８９", "零一二三四五六七八九", "〇"];

/// What a number of at most so many characters says, in figures or in Chinese numerals below a thousand.
pub(crate) fn numeral(number: impl Iterator<Item = char>, most: usize) -> Option<u64> {
    let (mut whole, mut last, mut count) = (0_u64, 0_u64, 0);
    for c in number {
        count += 1;
        if count > most {
            return None;
        }
        let digit = || DIGITS.iter().find_map(|digits| (0..).zip(digits.chars()).find(|(_, digit)| *digit == c));
        match c {
            '十' => (whole, last) = (whole.checked_add(last.max(1).checked_mul(10)?)?, 0),
            '百' => (whole, last) = (whole.checked_add(last.max(1).checked_mul(100)?)?, 0),
            _ => last = last.checked_mul(10)?.checked_add(digit()?.0)?,
        }
    }
    whole.checked_add(last).filter(|_| count > 0)
}

/// A number with a comma every three digits.
#[cfg(feature = "cli")]
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::with_capacity(digits.len() * 4 / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A number and its noun, with an s for all numbers but 1.
#[cfg(feature = "cli")]
pub(crate) fn counted(number: u64, noun: &str) -> String {
    format!("{} {}", grouped(number), plural(number, noun))
}

/// A noun as it stands behind a number.
#[cfg(feature = "cli")]
pub(crate) fn plural(number: u64, noun: &str) -> String {
    match (number, noun.strip_suffix('y')) {
        (1, _) => noun.to_owned(),
        (_, Some(stem)) => format!("{stem}ies"),
        (_, None) => format!("{noun}s"),
    }
}

/// The word that goes with a number: the first with 1, else the second.
#[cfg(feature = "cli")]
pub(crate) fn agreeing<'w>(number: u64, one: &'w str, several: &'w str) -> &'w str {
    if number == 1 { one } else { several }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_and_numerals_say_the_same() {
        for (number, says) in [
            ("7", Some(7)),
            ("１２", Some(12)),
            ("十", Some(10)),
            ("二十三", Some(23)),
            ("一百零五", Some(105)),
            ("二〇", Some(20)),
            ("999999999", Some(999_999_999)),
            ("1234567890", None),
            ("", None),
            ("三千", None),
            ("2a", None),
        ] {
            assert_eq!(numeral(number.chars(), 9), says, "{number}");
        }
        assert_eq!(numeral("99999999999999999999999999".chars(), 40), None);
    }

    #[test]
    #[cfg(feature = "cli")]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1_000, 1_234_567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }

    #[test]
    #[cfg(feature = "cli")]
    fn nouns_and_verbs_agree_with_their_number() {
        let said = |number| format!("{} {}", counted(number, "family"), agreeing(number, "is", "are"));
        assert_eq!([0, 1, 2].map(said), ["0 families are", "1 family is", "2 families are"]);
        assert_eq!([1, 1_000].map(|number| counted(number, "place")), ["1 place", "1,000 places"]);
    }
}
