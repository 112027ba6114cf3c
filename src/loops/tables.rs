//! Rows of tables that are no loops: 0.00 and 0.00 in cells side by side, empty cells, 是 and 是, an account number with its zeros in groups.
//!
//! A digit is a symbol and points, bars and spaces are none, so that such a row is one digit many times in a row, and the names of rows seem to be slips
//! between them. In: a text, its symbols and their loops. Out: the loops without rows. What is cut out of one is judged again.

use std::collections::BTreeMap;
use std::ops::Range;

use super::drift::{Step, is_numeral, walk};
use super::figures::{counts_on, is_digit};
use super::grown::Effort;
use super::{Loop, find};
use crate::int::{index, narrow};
use crate::normalize::{Normalizer, OffsetMap, Symbol, is_word};
use crate::span::{Raw, Span};

/// Symbols from which digits alone are a loop whatever stands between them. A row of a table has some dozen equal cells; a decoder that is
/// stuck goes on for hundreds.
const LEAST: usize = 240;
/// Equal cells, and equal rows without a name, from which they are a loop. The widest of some dozen tables of decoders' output that were looked at had 29
/// columns, 13 empty cells side by side and 6 empty rows; a decoder that is stuck writes cells until its room is used up, hundreds and thousands.
const CELLS: usize = 64;
/// Symbols of a value in a cell: 是, 合格, 已完成, 无异常.
const VALUE: usize = 4;
/// What stands in the tags of cells, of HTML and of the table language of decoders, and in those between rows.
const CELL_TAGS: [&str; 5] = ["td>", "<td", "th>", "<th", "cel>"];
const ROW_TAGS: [&str; 3] = ["<tr", "</tr", "<nl>"];
/// Bytes between the brackets of a tag.
const LONGEST_TAG: usize = 400;

/// Drops loops that are rows of a table: numbers, empty cells or one short value, fewer than a stuck decoder writes. One unbroken run of digits is a loop: no
/// number is as long. Of a drifting loop that is mostly digits and markup what differs is names of rows or other figures, and so it is beside a unit as short as a value: it stays only
/// where its copies are equal.
///
/// Complexity: constant for a text without loops, else linear in it.
pub fn without_tables(text: &str, symbols: &[Symbol], loops: Vec<Loop>, normalizer: &Normalizer) -> Vec<Loop> {
    if loops.is_empty() {
        return loops;
    }
    let offsets = normalizer.with_offsets(text).1;
    let page = Page { text, symbols, tags: tags(text), offsets };
    let mut effort = Effort::default();
    let mut left: Vec<(Loop, Cells)> = Vec::new();
    for found in loops {
        if page.bridges(&found, &mut effort) {
            left.extend(page.pieces(&found, &mut effort).into_iter().map(|piece| page.judged(piece)));
        } else {
            left.push(page.judged(found));
        }
    }
    // Spaces stand between the cells of a table and between the words of a stuck decoder alike; the former in several lines.
    let mut columns: BTreeMap<&[Symbol], u32> = BTreeMap::new();
    for (found, _) in left.iter().filter(|(_, cells)| *cells == Cells::Spaced) {
        *columns.entry(page.unit(found)).or_default() += 1;
    }
    let stays = |found: &Loop, cells: &Cells| match cells {
        Cells::Row => false,
        Cells::Spaced => columns.get(page.unit(found)).is_none_or(|lines| *lines < 2),
        Cells::None => true,
    };
    left.iter().filter(|(found, cells)| stays(found, cells)).map(|(found, _)| found.clone()).collect()
}

/// What a loop has of a row of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cells {
    None,
    /// Short values with spaces between them to the end of a line: cells, if other lines have them, too.
    Spaced,
    Row,
}

/// A text as its symbols and its markup.
struct Page<'a> {
    text: &'a str,
    symbols: &'a [Symbol],
    offsets: OffsetMap,
    /// Where tags stand, ascending.
    tags: Vec<Range<usize>>,
}

impl Page<'_> {
    /// Whether a loop drifts over what is no slip.
    fn bridges(&self, found: &Loop, effort: &mut Effort) -> bool {
        let range = found.span.range();
        if found.identity >= 1.0
            || self.symbols[range.clone()].iter().any(|symbol| is_word(*symbol)) && self.tags.is_empty()
        {
            return false;
        }
        if index(found.period) <= VALUE && !self.symbols[range.clone()].iter().any(|symbol| is_word(*symbol)) {
            return true;
        }
        let fillers = range.clone().filter(|&at| self.is_filler(at)).count();
        if 2 * fillers < range.len() {
            return false;
        }
        if fillers == range.len() {
            return self.rows(found) < CELLS || !counts_on(self.symbols, found, effort);
        }
        let mut names = false;
        let is_number = |places: Range<usize>| self.symbols[places].iter().all(|symbol| is_numeral(*symbol));
        walk(self.symbols, found, index(found.period), effort, &mut |step| {
            if let Step::Other { here, before } = step {
                names |= !is_number(here) || !is_number(before);
            }
        });
        names
    }

    /// The exact loops of a drifting one, between the places where its copies differ.
    fn pieces(&self, found: &Loop, effort: &mut Effort) -> Vec<Loop> {
        let mut others: Vec<Range<usize>> = Vec::new();
        walk(self.symbols, found, index(found.period), effort, &mut |step| {
            if let Step::Other { here, before } = step {
                others.extend([before, here]);
            }
        });
        others.sort_unstable_by_key(|other| (other.start, other.end));
        let end = index(found.span.end);
        let mut pieces = Vec::new();
        let mut from = index(found.span.start);
        for other in others.into_iter().chain(std::iter::once(end..end)) {
            if other.start > from {
                let shifted = |piece: Loop| {
                    let by = |at: u32| at + narrow(from);
                    Loop {
                        span: Span::new(by(piece.span.start), by(piece.span.end)),
                        second: by(piece.second),
                        ..piece
                    }
                };
                let exact = find(&self.symbols[from..other.start]).into_iter().filter(|piece| piece.identity >= 1.0);
                pieces.extend(exact.map(shifted));
            }
            from = from.max(other.end);
        }
        pieces
    }

    /// A loop with what it has of a row.
    fn judged(&self, found: Loop) -> (Loop, Cells) {
        let found = self.with_whole_cells(found);
        let symbols = &self.symbols[found.span.range()];
        if found.identity < 1.0 {
            return (found, Cells::None);
        }
        let cells = if symbols.iter().all(|symbol| is_digit(*symbol)) {
            let is_one = self.raw(&found).chars().all(char::is_numeric);
            if symbols.len() < LEAST && !is_one { Cells::Row } else { Cells::None }
        } else if self.cells(&found) >= CELLS {
            Cells::None
        } else if (index(found.second)..index(found.span.end)).all(|at| self.is_filler(at)) {
            // Of two rows with a name between them nothing but cells is there twice.
            Cells::Row
        } else {
            self.values(&found)
        };
        (found, cells)
    }

    /// A loop of empty cells with a whole one as its unit, if it begins with one: a cell is opened and closed by the same word.
    fn with_whole_cells(&self, found: Loop) -> Loop {
        let is_open = || !self.text[..index(self.offsets.to_raw(found.span).start)].ends_with('/');
        if self.is_opened_and_closed(&found) && is_open() {
            return Loop { period: 2, second: found.second + 1, ..found };
        }
        found
    }

    fn is_opened_and_closed(&self, found: &Loop) -> bool {
        found.period == 1 && self.raw(found).contains("</")
    }

    /// Copies of a loop, which are cells or rows.
    fn cells(&self, found: &Loop) -> usize {
        found.span.range().len() / index(found.period + u32::from(self.is_opened_and_closed(found))).max(1)
    }

    /// Rows of a loop whose copies may have several.
    fn rows(&self, found: &Loop) -> usize {
        let raw = self.raw(found);
        raw.matches("<tr").count().max(raw.matches('\n').count())
    }

    fn raw(&self, found: &Loop) -> &str {
        &self.text[self.offsets.to_raw(found.span).range()]
    }

    /// Whether a loop is one short value in cells side by side.
    fn values(&self, found: &Loop) -> Cells {
        let unit = found.span.range().start..index(found.second);
        let marked = unit.clone().filter(|&at| self.is_filler(at)).count();
        if unit.len() - marked > VALUE {
            return Cells::None;
        }
        if marked > 0 {
            let unit = &self.text[self.offsets.to_raw(Span::new(narrow(unit.start), narrow(unit.end))).range()];
            // Tags of paragraphs and pictures are no cells, and a decoder that repeats a row repeats its name.
            let has = |tags: &[&str]| tags.iter().any(|tag| unit.contains(tag));
            return if has(&CELL_TAGS) && !has(&ROW_TAGS) { Cells::Row } else { Cells::None };
        }
        (0..unit.len())
            .map(|shift| self.spaced(found, shift))
            .find(|cells| *cells != Cells::None)
            .unwrap_or(Cells::None)
    }

    /// What stands in all places where a unit and some symbols end.
    fn spaced(&self, found: &Loop, shift: usize) -> Cells {
        let (range, period) = (found.span.range(), index(found.period));
        let between = |at: usize| {
            &self.text[index(self.offsets.symbol(narrow(at - 1)).end)..index(self.offsets.symbol(narrow(at)).start)]
        };
        let (mut gaps, mut bars, mut spaces) = (0, 0, 0);
        for at in (range.start + shift..range.end).step_by(period).filter(|&at| at > range.start) {
            let gap = between(at);
            gaps += 1;
            bars += usize::from(gap.contains(['|', '\t', '｜', '│']));
            spaces += usize::from(!gap.is_empty() && gap.chars().all(|c| c.is_whitespace() && !is_break(c)));
        }
        let behind = &self.text[index(self.offsets.symbol(found.span.end - 1).end)..];
        let ends_line =
            behind.trim_start_matches(|c: char| c.is_whitespace() && !is_break(c)).chars().next().is_none_or(is_break);
        match () {
            () if 2 * bars >= gaps => Cells::Row,
            () if spaces == gaps && ends_line && !is_word(self.symbols[range.start]) => Cells::Spaced,
            () => Cells::None,
        }
    }

    fn unit(&self, found: &Loop) -> &[Symbol] {
        &self.symbols[index(found.span.start)..index(found.second)]
    }

    /// Whether a symbol says nothing: a digit, or part of a tag.
    fn is_filler(&self, at: usize) -> bool {
        if is_digit(self.symbols[at]) {
            return true;
        }
        let raw: Span<Raw> = self.offsets.symbol(narrow(at));
        let behind = self.tags.partition_point(|tag| tag.end <= index(raw.start));
        self.tags.get(behind).is_some_and(|tag| tag.start <= index(raw.start))
    }
}

fn is_break(c: char) -> bool {
    c == '\n' || c == '\r'
}

/// What stands in brackets that begin as those of tags do.
fn tags(text: &str) -> Vec<Range<usize>> {
    let mut tags = Vec::new();
    let mut open = None;
    for (at, c) in text.bytes().enumerate() {
        match (c, open) {
            (b'<', _) => {
                let next = text.as_bytes().get(at + 1);
                open = next.is_some_and(|next| next.is_ascii_alphabetic() || *next == b'/').then_some(at);
            }
            (b'>', Some(start)) => {
                if at - start <= LONGEST_TAG {
                    tags.push(start..at + 1);
                }
                open = None;
            }
            _ => {}
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::super::find;
    use super::*;
    use crate::config::NormalizeConfig;

    /// What the loops of a text have, as it stands there.
    fn loops_in(text: &str) -> Vec<&str> {
        let normalizer = Normalizer::new(&NormalizeConfig::default());
        let (symbols, offsets) = normalizer.with_offsets(text);
        let found = without_tables(text, &symbols, find(&symbols), &normalizer);
        found.iter().map(|found| &text[offsets.to_raw(found.span).range()]).collect()
    }

    fn loops_of(text: &str) -> usize {
        loops_in(text).len()
    }

    const NAMES: [&str; 8] = ["机井维护", "管网改造", "水表", "渠道清淤", "泵房", "闸", "水源地围栏", "化验"];

    /// A row for each name.
    fn rows(row: impl Fn(&str) -> String) -> String {
        NAMES.map(row).concat()
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

    #[test]
    fn names_of_rows_are_in_no_loop() {
        for columns in [3, 4, 12, 31] {
            for cell in ["0", "0.00", "100.00%"] {
                let bars = rows(|name| format!("| {name} {}|\n", format!("| {cell} ").repeat(columns)));
                let tabs = rows(|name| format!("{name}{}\n", format!("\t{cell}").repeat(columns)));
                let marked =
                    rows(|name| format!("<tr><td>{name}</td>{}</tr>", format!("<td>{cell}</td>").repeat(columns)));
                for table in [bars, tabs, marked] {
                    assert_eq!(loops_in(&format!("附表二\n{table}")), [""; 0], "{columns} {cell}");
                }
            }
        }
    }

    #[test]
    fn empty_cells_and_short_values_are_no_loop() {
        for cell in ["<td></td>", "<td> </td>\n", "<td>是</td>", "<td style=\"text-align:center\">合格</td>", "<ecel>"]
        {
            for columns in [4, 12, 31] {
                let table = rows(|name| format!("<tr><td>{name}</td>{}</tr>", cell.repeat(columns)));
                assert_eq!(loops_in(&format!("附表二\n<table>{table}</table>\n")), [""; 0], "{columns} {cell}");
            }
        }
        let form = "<tr><td></td><td></td><td></td><td></td></tr>".repeat(30);
        assert_eq!(loops_of(&format!("<table><tr><td>姓名</td></tr>{form}</table>")), 0);
        let some = "<td></td><td>是</td><td></td>".repeat(6);
        assert_eq!(loops_in(&rows(|name| format!("<tr><td>{name}</td>{some}</tr>"))), [""; 0]);
        let mixed = rows(|name| format!("| {name} {}| 否 {}|\n", "| 是 ".repeat(9), "| 是 ".repeat(8)));
        assert_eq!(loops_in(&mixed), [""; 0]);
        let spaced = rows(|name| format!("{name} {}\n", "到岗 ".repeat(22)));
        assert_eq!(loops_in(&spaced), [""; 0]);
    }

    #[test]
    fn a_decoder_stuck_in_a_table_is_one() {
        for cell in
            ["<td></td>", "<td> </td>\n", "<td>0.00</td>", "<td>合格</td>", "<ecel>", "<tr><td></td><td></td></tr>"]
        {
            let text = format!("<table><tr><td>合计</td>{}完", cell.repeat(100));
            assert!(loops_of(&text) == 1 && loops_in(&text)[0].len() >= 99 * cell.trim_end().len() - 8, "{cell}");
        }
        assert_eq!(loops_of(&format!("| 合计 {}|完", "| 是 ".repeat(100))), 1);
        assert_eq!(loops_of(&"<p>谢谢</p>".repeat(20)), 1);
        assert_eq!(loops_of(&"<tr><td>水表</td><td>块</td></tr>".repeat(12)), 1);
        assert_eq!(loops_of(&format!("王芳 {}\n完", "到岗 ".repeat(22))), 1);
        let counted: Vec<String> = (100..400).map(|n| format!("<tr><td>{n}</td><td></td><td></td></tr>")).collect();
        assert_eq!(loops_of(&format!("<table>{}</table>", counted.concat())), 1);
    }

    #[test]
    fn a_stuck_decoder_is_found_behind_rows_of_a_table() {
        let table = rows(|name| format!("| {name} {}|\n", "| 0.00 ".repeat(6)));
        let text = format!("{table}| 合计 {}", "| 0.00 ".repeat(200));
        let found = loops_in(&text);
        assert!(found.len() == 1 && !NAMES.iter().any(|name| found[0].contains(name)), "{found:?}");
    }
}
