//! Rows of digits that are no loops: 0.00 and 0.00 in the cells of a table, an account number with its zeros in groups.
//!
//! A digit is a symbol and points and spaces are none, so that such a row is one digit many times in a row. In: a text, its symbols and their loops.
//! Out: the loops without those that are nothing but short numbers.

use super::Loop;
use crate::normalize::{Normalizer, Symbol};

/// Symbols from which digits alone are a loop whatever stands between them. A row of a table has some dozen equal cells; a decoder that is
/// stuck goes on for hundreds.
const LEAST: usize = 240;

/// Drops loops of digits that are several numbers. One unbroken run of them is a loop: no number is as long.
///
/// Complexity: constant for a text without such loops, else linear in it.
pub fn without_number_rows(text: &str, symbols: &[Symbol], mut loops: Vec<Loop>, normalizer: &Normalizer) -> Vec<Loop> {
    let digits = u32::from('0')..=u32::from('9');
    let of_digits = |found: &Loop| {
        let symbols = &symbols[found.span.range()];
        symbols.len() < LEAST && symbols.iter().all(|symbol| digits.contains(symbol))
    };
    if loops.iter().any(of_digits) {
        let offsets = normalizer.with_offsets(text).1;
        let is_one = |found: &Loop| text[offsets.to_raw(found.span).range()].chars().all(char::is_numeric);
        loops.retain(|found| !of_digits(found) || is_one(found));
    }
    loops
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;
    use crate::config::NormalizeConfig;

    fn loops_of(text: &str) -> usize {
        let normalizer = Normalizer::new(&NormalizeConfig::default());
        let symbols = normalizer.symbols(text);
        without_number_rows(text, &symbols, find(&symbols), &normalizer).len()
    }

    #[test]
    fn cells_and_groups_of_digits_are_no_loop() {
        assert_eq!(loops_of(&format!("收入\t9561.17{}\n支出", "\t0.00".repeat(12))), 0);
        assert_eq!(loops_of("账号：6222 0000 0000 0000 0000 0000 0001，户名"), 0);
        assert_eq!(loops_of("电话：88888888、88888888、88888888"), 0);
        assert_eq!(loops_of("分别为100.00%、100.00%、100.00%、100.00%、100.00%、100.00%"), 0);
    }

    #[test]
    fn what_only_a_stuck_decoder_writes_is_one() {
        assert_eq!(loops_of(&format!("档号{}完", "0".repeat(80))), 1);
        assert_eq!(loops_of(&format!("合计{}完", " 0.00".repeat(200))), 1);
        assert_eq!(loops_of(&format!("目标{}完", "增长8.2".repeat(20))), 1);
    }
}
