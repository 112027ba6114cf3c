//! Loops of a few words whose spelling drifts: every second word differs and only the letters show that it repeats.
//!
//! In: a text in an alphabetic script and its symbols, of which a word is one. Out: loops that [`find`] has on the
//! letters and not on the words, in spans of symbols. Chinese texts are left alone: there a character is a symbol.

use super::{Loop, find};
use crate::int::{float, floor, index, narrow};
use crate::normalize::{Normalizer, Symbol, is_word};
use crate::span::{Norm, Span};

/// Words a copy may have at most: longer units keep enough words as they are to be found by them.
const LONGEST_UNIT: u32 = 6;
/// Copies such a loop needs: short units are spelled alike by chance, and lists repeat a word or two.
const LEAST_COPIES: f64 = 5.0;
/// Copies a period may hold, and how much less alike they may be than the periods.
const MOST_PARTS: usize = 8;
const LESS_ALIKE: f64 = 0.15;

/// Adds the loops of a text's letters to those of its words.
///
/// Input: `loops` as [`find`] gave them for `symbols`, disjoint and ascending. Output: the same with those added that
/// overlap none of them. Complexity: as [`find`], on the letters, for texts of which at least half of the symbols are
/// words; else linear.
pub fn with_letters(text: &str, symbols: &[Symbol], loops: Vec<Loop>, normalizer: &Normalizer) -> Vec<Loop> {
    if 2 * symbols.iter().filter(|symbol| is_word(**symbol)).count() < symbols.len().max(1) {
        return loops;
    }
    let spelled = normalizer.by_letters();
    let (letters, places) = spelled.with_offsets(text);
    let of_letters = find(&letters);
    if of_letters.is_empty() {
        return loops;
    }
    let words = normalizer.with_offsets(text).1;
    let in_words = |span: Span<Norm>| words.to_norm(places.to_raw(span));
    let mut all = loops;
    for found in of_letters {
        let span = in_words(found.span);
        let copies = float(index(found.span.len())) / float(unit(&letters, &found));
        let period = narrow(floor((float(index(span.len())) / copies).round()));
        let second = span.start + period;
        let drifted = Loop { span, period, second, identity: found.identity, other_numbers: false };
        let short =
            (1..=LONGEST_UNIT).contains(&period) && float(index(span.len())) >= LEAST_COPIES * float(index(period));
        if short && all.iter().all(|other| other.span.overlap(span) == 0) {
            all.push(drifted);
        }
    }
    all.sort_by_key(|found| found.span.start);
    all
}

/// Letters of the shortest unit that repeats as well as the period does: where spelling drifts, the same spelling comes back
/// after a few copies only.
fn unit(letters: &[Symbol], found: &Loop) -> usize {
    let text = &letters[found.span.range()];
    let alike = |shift: usize| {
        let equal = text[shift..].iter().zip(text).filter(|(x, y)| x == y).count();
        float(equal) / float(text.len() - shift)
    };
    let period = index(found.period);
    let parts = (2..=MOST_PARTS).rev().filter(|parts| period.is_multiple_of(*parts)).map(|parts| period / parts);
    parts.into_iter().find(|&shift| alike(shift) >= found.identity - LESS_ALIKE).unwrap_or(period)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::NormalizeConfig;

    fn loops_of(text: &str) -> Vec<Loop> {
        let normalizer = Normalizer::new(&NormalizeConfig::default());
        let symbols = normalizer.symbols(text);
        with_letters(text, &symbols, find(&symbols), &normalizer)
    }

    #[test]
    fn a_name_spelled_anew_in_every_copy_is_one_loop() {
        let names = ["Lavender", "Lavinder", "Levender", "Lavander", "Lavendar", "Lovender", "Lavemder", "Lavenber"];
        let copies: Vec<String> = names.iter().map(|name| format!("{name} Nurseries Limited")).collect();
        let text = format!("The tender was let to a firm from the coast. {} It was signed in May.", copies.join("\n"));
        let loops = loops_of(&text);
        assert_eq!(loops.len(), 1);
        assert_eq!((loops[0].span, loops[0].period), (Span::new(10, 34), 3));
    }

    #[test]
    fn a_list_of_names_is_none() {
        let names = ["Alder", "Birch", "Cedar", "Dogwood", "Elder", "Fir", "Gorse", "Hazel"];
        let text: Vec<String> = names.iter().map(|name| format!("{name} Street")).collect();
        assert_eq!(loops_of(&text.join("\n")), []);
    }
}
