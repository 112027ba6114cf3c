//! Where a member has other digits or numerals than its family's canonical occurrence, and how often it differs elsewhere.
//!
//! In: the equal runs of the two and their texts. Out: the places of the member where the alignment puts its digits opposite others. Whether
//! they are another number than chance makes is not decided here.

use crate::align::LONGEST_EDIT;
use crate::edits::Block;
use crate::int::{index, narrow};
use crate::normalize::Symbol;
use crate::span::{Folded, Span};

/// Symbols on either side up to which a stretch that holds digits opposite others is another number: with a word or two beside it,
/// as in 增长10.7 and 比上年下降5.3. Stretches of nothing but digits may be longer.
const LONGEST_STRETCH: u32 = 2 * LONGEST_EDIT;

/// Percent of digits in a stretch of numbers with what stands between the cells of a table, as `td`.
const OF_A_ROW: usize = 75;

/// How a member differs where digits or numerals do; its places count in the space `S`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherDigits<S = Folded> {
    /// Stretches of the member in which digits stand opposite others, ascending. One is empty where only the canonical occurrence has some:
    /// those before or behind it are part of a longer number there.
    pub places: Vec<Span<S>>,
    /// Stretches of up to six symbols in which anything else differs; the same put in the place of the same counts once, such as another name.
    pub differences: u32,
}

/// The other digits of a text `member`; `runs` are what was aligned, as place in the centre, place in the member, length. None if the digits are equal.
///
/// Complexity: `O(n log n)` in the runs, and linear in what stands between them.
pub(crate) fn other_digits<S: Copy>(
    runs: &[Block],
    (centre, member): (&[Symbol], &[Symbol]),
) -> Option<OtherDigits<S>> {
    let mut runs: Vec<Block> = runs.iter().copied().filter(|run| run.len > 0).collect();
    runs.sort_unstable_by_key(|run| (run.b, run.a));
    let gaps = || runs.windows(2).filter_map(|pair| Gap::between(pair[0], pair[1], (centre, member)));
    let places: Vec<Span<S>> = gaps().filter(Gap::has_other_digits).map(|gap| gap.place).collect();
    if places.is_empty() {
        return None;
    }
    let mut others: Vec<(&[Symbol], &[Symbol])> =
        gaps().filter(Gap::has_other_words).map(|gap| (gap.there, gap.here)).collect();
    others.sort_unstable();
    others.dedup();
    Some(OtherDigits { places, differences: narrow(others.len()) })
}

/// What stands between two equal runs that follow each other in both texts.
struct Gap<'a, S> {
    /// In the member.
    place: Span<S>,
    here: &'a [Symbol],
    /// In the centre.
    there: &'a [Symbol],
    /// Whether an equal digit stands beside it.
    beside_digit: bool,
}

impl<'a, S: Copy> Gap<'a, S> {
    fn between(left: Block, right: Block, (centre, member): (&'a [Symbol], &'a [Symbol])) -> Option<Self> {
        let (from, to) = (left.b + left.len, right.b);
        let (from_there, to_there) = (left.a + left.len, right.a);
        if from > to || from_there > to_there || from == to && from_there == to_there {
            return None;
        }
        let (here, there) = (&member[index(from)..index(to)], &centre[index(from_there)..index(to_there)]);
        let beside_digit = is_digit(member[index(from - 1)]) || is_digit(member[index(to)]);
        Some(Self { place: Span::new(from, to), here, there, beside_digit })
    }

    /// Whether digits stand opposite others, or more digits make a number another one.
    fn has_other_digits(&self) -> bool {
        let digits = |side: &[Symbol]| side.iter().filter(|symbol| is_digit(**symbol)).count();
        let is_number = self.here.iter().chain(self.there).all(|symbol| is_digit(*symbol));
        let is_row = |side: &[Symbol]| 100 * digits(side) >= OF_A_ROW * side.len() && !side.is_empty();
        if !is_number && self.longer() > index(LONGEST_STRETCH) && !(is_row(self.here) && is_row(self.there)) {
            return false;
        }
        let has_figures = |side: &[Symbol]| side.iter().any(|symbol| is(*symbol, is_figure));
        let (here, there) = (digits(self.here), digits(self.there));
        if here.min(there) > 0 && has_figures(self.here) != has_figures(self.there) {
            // 5000元 and 五千元: the same number, most often.
            return false;
        }
        match (here, there) {
            (0, 0) => false,
            (0, _) | (_, 0) => is_number && self.beside_digit,
            _ => true,
        }
    }

    /// Whether anything but digits differs that is no hole.
    fn has_other_words(&self) -> bool {
        let words = |side: &[Symbol]| side.iter().any(|symbol| !is_digit(*symbol));
        self.longer() <= index(LONGEST_EDIT) && (words(self.here) || words(self.there) || !self.has_other_digits())
    }

    fn longer(&self) -> usize {
        self.here.len().max(self.there.len())
    }
}

/// Whether a character is a digit of a figure, of either width.
pub(crate) fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || ('０'..='９').contains(&c)
}

/// Whether a character is a digit or what Chinese numbers are written with, in either script.
#[rustfmt::skip]
#[inline]
pub(crate) fn is_numeral(c: char) -> bool {
    is_figure(c) || matches!(
        c,
        '〇' | '零' | '一' | '二' | '三' | '四' | '五' | '六' | '七' | '八' | '九' | '十' | '百' | '千' | '万' | '萬' | '亿' | '億' | '两' | '兩' | '点' | '點'
    )
}

/// Whether a symbol is a digit or a Chinese numeral.
#[inline]
pub(crate) fn is_digit(symbol: Symbol) -> bool {
    is(symbol, is_numeral)
}

/// Whether a symbol is a character for which that holds.
#[inline]
fn is(symbol: Symbol, kind: impl Fn(char) -> bool) -> bool {
    char::from_u32(symbol).is_some_and(kind)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edits::fill;

    /// The stretches of the second text with other digits, and the other differences.
    fn compared(centre: &str, member: &str) -> (Vec<String>, u32) {
        let symbols = |text: &str| text.chars().map(u32::from).collect::<Vec<u32>>();
        let (centre, member) = (symbols(centre), symbols(member));
        let runs = fill(&centre, &member, |_| 1, 1).blocks;
        let found = other_digits(&runs, (&centre, &member));
        let text = |place: &Span<Folded>| member[place.range()].iter().filter_map(|c| char::from_u32(*c)).collect();
        found.map_or((Vec::new(), 0), |found| (found.places.iter().map(text).collect(), found.differences))
    }

    #[test]
    fn a_row_of_amounts_is_found_whole_and_a_stretch_of_words_is_not() {
        let count = |centre: &str, member: &str| {
            let symbols = |text: &str| format!("始{text}末").chars().map(u32::from).collect::<Vec<u32>>();
            let (centre, member) = (symbols(centre), symbols(member));
            let ends = [
                Block { a: 0, b: 0, len: 1 },
                Block { a: narrow(centre.len() - 1), b: narrow(member.len() - 1), len: 1 },
            ];
            other_digits::<Folded>(&ends, (&centre, &member)).map(|found| found.places)
        };
        let whole = Some(vec![Span::new(1, 20)]);
        assert_eq!(count("346079格668626格15338", "893477格973572格87959"), whole);
        assert_eq!(count("346079格668626格15338", "893477格增长五成的部门甲乙丙丁"), None);
        assert_eq!(count("346079格668626格15338", ""), None);
    }

    #[test]
    fn digits_opposite_other_digits_are_found() {
        for (centre, member, places, differences) in [
            ("增长72亿元", "增长51亿元", vec!["51"], 0),
            ("增长72亿元", "增长172亿元", vec!["1"], 0),
            ("增长172亿元", "增长72亿元", vec![""], 0),
            ("增长三千二百元", "增长五千元", vec!["五", ""], 0),
            ("甲县增长72亿元，甲县", "乙县增长51亿元，乙县", vec!["51"], 1),
            ("增长7亿元", "下降12亿元", vec!["下降12"], 1),
            ("增长72亿元", "增长72亿元", vec![], 0),
            ("处5000元", "处五千元", vec![], 0),
            ("增长元", "增长72元", vec![], 0),
            ("增长口2元", "增长72元", vec![], 0),
        ] {
            let centre = format!("始{centre}末");
            let member = format!("始{member}末");
            let places = places.into_iter().map(str::to_owned).collect();
            assert_eq!(compared(&centre, &member), (places, differences), "{member}");
        }
    }
}
