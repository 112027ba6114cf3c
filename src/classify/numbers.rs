//! Whether the numbers of a copy are others than those of its family's canonical occurrence: the same form filled in by another county, or in
//! another year. Such a copy says what stands nowhere else.
//!
//! 1. The numbers of the copy are read in its text: figures, and Chinese numerals that are quantities. Numbers of articles, items and documents,
//!    dates and times don't count: a law that is told again has another date and may count its articles otherwise.
//! 2. A number is another one where the alignment puts other digits opposite its own.
//! 3. A bad scan misreads digits as it misreads all else. How often the rest differs says how many numbers it would change: one of m digits with
//!    1 − (1 − p)^m, and how many digits: of another number nearly all are others. Only what is far more than that makes other numbers.

use std::iter::Sum;

use super::acts::says_when;
use super::tokens::{JOINTS, Token, tokens};
use crate::config::Config;
use crate::group::is_numeral;
use crate::int::{float, index, narrow};
use crate::span::{Raw, Span};

/// Numbers of an occurrence whose numbers are others than those of the canonical one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbers {
    /// How many it has.
    pub own: u32,
    /// How many of them stand otherwise in the canonical occurrence.
    pub other: u32,
}

/// What ends a sentence, or one part of it beside others.
const STOPS: [char; 6] = ['。', '！', '？', '；', ';', '\n'];
/// Numbers or digits up to which the chance that so many differ is added up.
const FEW: u32 = 64;
/// What is compared: a text, the place in it of the occurrence and those of its holes, in which nothing counts but other digits; the places of
/// these; how often anything else differs, as [`OtherDigits`](crate::group::OtherDigits) has it; and the symbols of the occurrence.
pub(crate) struct Compared<'a> {
    pub text: &'a str,
    pub span: Span<Raw>,
    pub holes: &'a [Span<Raw>],
    pub places: &'a [Span<Raw>],
    pub differences: u32,
    pub symbols: u32,
}

/// The numbers of an occurrence, if they are others than chance makes.
///
/// Complexity: linear in the text of the occurrence, and `O(numbers · log places)`.
pub(crate) fn other_numbers(compared: &Compared, config: &Config) -> Option<Numbers> {
    let tokens = tokens(compared.text, compared.span);
    let counted: Vec<&Token> = tokens.iter().filter(|token| token.is_number).collect();
    others_among(&counted, compared, (rate_beside(&tokens, compared), 1), config)
}

/// The sentences of an occurrence whose numbers are others, each judged like a whole one, ascending: of ten figures of a bulletin one that was corrected.
/// The day counts where one says when the document was passed or begins to be in force.
///
/// Complexity: as [`other_numbers`].
pub(super) fn other_sentences(compared: &Compared, config: &Config) -> Vec<Span<Raw>> {
    let tokens = tokens(compared.text, compared.span);
    let rate = rate_beside(&tokens, compared);
    let stops = compared.text[compared.span.range()].match_indices(STOPS);
    let ends = stops.map(|(at, stop)| compared.span.start + narrow(at + stop.len())).chain([compared.span.end]);
    let mut told: Vec<(Span<Raw>, Vec<&Token>)> = Vec::new();
    let (mut start, mut rest) = (compared.span.start, &tokens[..]);
    for end in ends {
        let (own, behind) = rest.split_at(rest.partition_point(|token| token.span.start < end));
        let sentence = Span::<Raw>::new(start, end);
        let is_dated = says_when(&compared.text[sentence.range()]);
        let counts = |token: &&Token| token.is_number || is_dated && token.is_of_day(compared.text);
        let counted: Vec<&Token> = own.iter().filter(counts).collect();
        if !counted.is_empty() {
            told.push((sentence, counted));
        }
        (start, rest) = (end, behind);
    }
    // Each of them had its chance.
    let looks = told.len();
    told.retain(|(_, own)| others_among(own, compared, (rate, looks), config).is_some());
    told.into_iter().map(|(sentence, _)| sentence).collect()
}

/// The numbers that rows of digits make, if they are others than chance makes where symbols differ at this rate, in so many looks.
fn others_among(
    tokens: &[&Token],
    compared: &Compared,
    (rate, looks): (f64, usize),
    config: &Config,
) -> Option<Numbers> {
    let in_hole = |token: &Token| compared.holes.iter().any(|hole| hole.covers(token.span));
    let mut numbers = Numbers { own: 0, other: 0 };
    let (mut weight, mut expected) = (0, Vec::new());
    let mut of_numbers = Opposite::default();
    for token in tokens {
        let touched = touches(token, compared.places);
        if touched || !in_hole(token) {
            of_numbers.all += token.digits;
            of_numbers.other += other_digits(compared, token).min(token.digits);
            numbers.own += 1;
            numbers.other += u32::from(touched);
            weight += if touched { token.weight(compared.text) } else { 0 };
            expected.push(token.digits);
        }
    }
    let least = float(index(numbers.own)) * config.number_share;
    if weight < config.other_numbers || float(index(numbers.other)) < least {
        return None;
    }
    let mean = expected.iter().map(|digits| hit(rate, *digits)).sum::<f64>() / float(expected.len());
    let of_all = Opposite { all: numbers.own, other: numbers.other };
    let chance = of_all.chance(mean).min(of_numbers.chance(rate)) * float(looks);
    (chance < config.number_chance).then_some(numbers)
}

/// How often a symbol beside the rows of digits of an occurrence differs.
fn rate_beside(tokens: &[Token], compared: &Compared) -> f64 {
    let digits = tokens.iter().map(|token| token.digits).sum();
    rate(compared.differences, compared.symbols.saturating_sub(digits))
}

/// Amounts, and those of them with a unit of their own: one such is enough to tell two reports on one form apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Amounts {
    pub all: u32,
    pub with_unit: u32,
}

impl Sum for Amounts {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::default(), |x, y| Self { all: x.all + y.all, with_unit: x.with_unit + y.with_unit })
    }
}

/// Amounts of an occurrence that stand otherwise in the canonical one.
///
/// Complexity: as [`other_numbers`].
pub(super) fn other_amounts(compared: &Compared) -> Amounts {
    amounts(compared.text, compared.span, |token| touches(token, compared.places))
}

/// Amounts in a span.
pub(super) fn amounts_in(text: &str, span: Span<Raw>) -> Amounts {
    amounts(text, span, |_| true)
}

/// Amounts in a span for which that holds.
fn amounts(text: &str, span: Span<Raw>, holds: impl Fn(&Token) -> bool) -> Amounts {
    let tokens = tokens(text, span);
    let found = tokens.iter().filter(|token| token.is_number && holds(token) && token.is_amount(text));
    found.map(|token| Amounts { all: 1, with_unit: u32::from(token.has_unit_of_its_own(text)) }).sum()
}

/// Digits of a number opposite which others stand.
fn other_digits(compared: &Compared, token: &Token) -> u32 {
    let others = |place: &Span<Raw>| {
        let inside = Span::<Raw>::new(place.start.max(token.span.start), place.end.min(token.span.end));
        let digits = compared.text[inside.range()].chars().filter(|c| is_numeral(*c)).count();
        narrow(digits.max(usize::from(place.is_empty())))
    };
    near(token, compared.places).map(others).sum()
}

/// Whether as many numbers as it takes stand otherwise, amounts with a unit counted twice, though their share may be too small.
///
/// Complexity: linear in the `places` of other digits, which ascend.
pub(crate) fn may_be_other(text: &str, places: &[Span<Raw>], config: &Config) -> bool {
    let in_number = |c: char| is_numeral(c) || JOINTS.contains(c);
    let around = |place: &Span<Raw>| {
        let (before, behind) = (&text[..index(place.start)], &text[index(place.end)..]);
        let start = before.trim_end_matches(in_number).len();
        let end = text.len() - behind.trim_start_matches(in_number).len();
        Span::<Raw>::new(narrow(start), narrow(end))
    };
    let (mut others, mut reached) = (0, 0);
    for place in places.iter().map(around) {
        let numbers = tokens(text, Span::new(place.start.max(reached), place.end));
        let other = numbers.iter().filter(|token| token.is_number && touches(token, places));
        others += other.map(|token| token.weight(text)).sum::<u32>();
        reached = reached.max(place.end);
    }
    others >= config.other_numbers
}

/// Whether a row of digits stands where other ones do.
fn touches(token: &Token, places: &[Span<Raw>]) -> bool {
    near(token, places).next().is_some()
}

/// The places of other digits that have some of a row of digits, or lie at its edge where there are none.
fn near<'p>(token: &Token, places: &'p [Span<Raw>]) -> impl Iterator<Item = &'p Span<Raw>> {
    let span = token.span;
    let from = places.partition_point(|place| place.end < span.start);
    let near = places[from..].iter().take_while(move |place| place.start <= span.end);
    near.filter(move |place| place.is_empty() || place.start < span.end && span.start < place.end)
}

/// The edge of the number that stands between two symbols, those before and behind a place where only the canonical occurrence has digits.
pub(crate) fn edge_of_number(text: &str, before: Span<Raw>, behind: Span<Raw>) -> Span<Raw> {
    let at = if text[behind.range()].starts_with(is_numeral) { behind.start } else { before.end };
    Span::new(at, at)
}

/// How often a symbol differs, from the stretches of different symbols among `symbols`: each is ended by an equal one.
fn rate(differences: u32, symbols: u32) -> f64 {
    let stretches = (float(index(differences)) + 0.5) / float(index(symbols) + 1);
    (stretches / (1.0 - stretches.min(0.5))).min(0.5)
}

/// How likely one of so many digits at least differs.
fn hit(rate: f64, digits: u32) -> f64 {
    1.0 - (1.0 - rate).powi(i32::try_from(digits).unwrap_or(i32::MAX))
}

/// Numbers, or digits, and how many of them stand opposite others.
#[derive(Default)]
struct Opposite {
    all: u32,
    other: u32,
}

impl Opposite {
    /// The chance that so many or more differ where each does with `mean`: the tail of the binomial distribution, and of more than [`FEW`], or where most
    /// differ anyway, no less than that (Chernoff's bound).
    fn chance(&self, mean: f64) -> f64 {
        let share = float(index(self.other)) / float(index(self.all).max(1));
        if share <= mean {
            return 1.0;
        }
        if self.all <= FEW && mean <= 0.5 {
            return self.tail(mean);
        }
        let part = |share: f64, mean: f64| if share > 0.0 { share * (share / mean).ln() } else { 0.0 };
        (-float(index(self.all)) * (part(share, mean) + part(1.0 - share, 1.0 - mean))).exp()
    }

    fn tail(&self, mean: f64) -> f64 {
        let (all, mut chance, mut sum) = (float(index(self.all)), (1.0 - mean).powf(float(index(self.all))), 0.0);
        for differ in 0..=self.all {
            if differ >= self.other {
                sum += chance;
            }
            let differ = float(index(differ));
            chance *= (all - differ) / (differ + 1.0) * mean / (1.0 - mean);
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_near_other_digits_are_counted_once_each_and_quantities_for_two() {
        let text = "全年完成123.4亿元，第25条，增长7.2%，其中三百二十亿元。";
        let place = |part: &str| {
            let at = text.find(part).unwrap();
            Span::new(narrow(at), narrow(at + part.len()))
        };
        let others = |places: &[Span<Raw>]| {
            let least = |other_numbers| Config { other_numbers, ..Config::default() };
            (1..9).take_while(|least_numbers| may_be_other(text, places, &least(*least_numbers))).count()
        };
        assert_eq!(others(&[place("1"), place("4亿"), place("25")]), 2);
        assert_eq!(others(&[place("23"), place("7.2"), place("百"), place("十")]), 6);
        assert_eq!(others(&[place("增长7"), Span::new(place("三").start, place("三").start)]), 4);
        assert_eq!(others(&[place("5条")]), 0);
    }

    #[test]
    fn sentences_are_judged_each_for_itself() {
        let text = "每辆补助30000元，不超过5辆；本县安排资金560万元，支持12个项目。每户贴息60000元，期限24个月。自2016年3月1日起施行。";
        let place = |part: &str| {
            let at = text.find(part).unwrap();
            Span::<Raw>::new(narrow(at), narrow(at + part.len()))
        };
        let sentences = |places: &[Span<Raw>], symbols| -> Vec<&str> {
            let whole = Span::new(0, narrow(text.len()));
            let compared = Compared { text, span: whole, holes: &[], places, differences: 0, symbols };
            other_sentences(&compared, &Config::default()).iter().map(|sentence| &text[sentence.range()]).collect()
        };
        assert_eq!(sentences(&[place("560"), place("12")], 300), ["本县安排资金560万元，支持12个项目。"]);
        assert_eq!(sentences(&[place("2016"), place("3月"), place("1日")], 300), ["自2016年3月1日起施行。"]);
        // One digit of four may be misread, and so may all that there is of a short passage.
        assert_eq!(sentences(&[place("贴息6")], 300), [""; 0]);
        assert_eq!(sentences(&[place("560"), place("12")], 0), [""; 0]);
    }

    #[test]
    fn what_noise_explains_is_not_far_from_what_it_does() {
        // 6 of 10 numbers of three digits, where one symbol in five differs, and where one in a hundred does.
        let chance = |differences, other| Opposite { all: 10, other }.chance(hit(rate(differences, 500), 3));
        assert!(chance(80, 6) > 0.1 && chance(5, 6) < 0.001);
        assert!(chance(5, 0) >= 1.0);
    }

    #[test]
    fn the_chance_of_few_is_added_up_and_no_more_than_its_bound() {
        let chance = |all, other, mean| Opposite { all, other }.chance(mean);
        assert!((chance(3, 2, 0.1) - (3.0 * 0.01 * 0.9 + 0.001)).abs() < 1e-12);
        assert!((chance(4, 4, 0.2) - 0.0016).abs() < 1e-12);
        assert!(chance(FEW, 20, 0.1) < chance(FEW + 1, 20, 0.1));
        assert!(chance(FEW, FEW, 0.999_99) > 0.99);
    }
}
