//! Where the rows of a table (CSV, TSV) end, what their cells say and where they stand in the row's text.
//!
//! The quoting is `csv-core`'s; which cell is the text, the reader knows.

use std::ops::Range;

use csv_core::{ReadFieldResult, Reader, ReaderBuilder, Terminator};

/// One cell of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    /// What it says, quotes resolved.
    pub(super) text: String,
    /// Where it stands in the row's text, quotes included.
    pub(super) place: Range<usize>,
}

/// Goes through a table line by line.
pub(super) struct Rows {
    reader: Reader,
    cells: Vec<Cell>,
    /// The cell under way: its text so far, its start.
    cell: Vec<u8>,
    start: usize,
    /// Bytes of the row so far.
    read: usize,
    quotes: usize,
    open: bool,
    /// Whether the line ends in a carriage return, which is then none of its last cell.
    returned: bool,
}

impl Rows {
    /// A table whose cells are parted by `delimiter`.
    pub(super) fn new(delimiter: u8) -> Self {
        let mut builder = ReaderBuilder::new();
        let reader = builder.delimiter(delimiter).terminator(Terminator::Any(b'\n')).build();
        Self { reader, cells: Vec::new(), cell: Vec::new(), start: 0, read: 0, quotes: 0, open: false, returned: false }
    }

    /// Looks at one more line, the line feed included; whether the row ends with it. An empty text is the end of the table.
    pub(super) fn take(&mut self, line: &str) -> bool {
        let mut input = line.as_bytes();
        self.quotes += memchr::memchr_iter(b'"', input).count();
        let mut room = vec![0; input.len().max(1)];
        if !line.is_empty() {
            self.returned = line.trim_end_matches('\n').ends_with('\r');
        }
        loop {
            if input.is_empty() && !line.is_empty() {
                // A blank line is a row of its own.
                return self.cells.is_empty() && line == "\n" && self.read == line.len();
            }
            let (result, read, written) = self.reader.read_field(input, &mut room);
            self.cell.extend_from_slice(&room[..written]);
            self.read += read;
            input = &input[read..];
            match result {
                ReadFieldResult::Field { record_end } => {
                    self.end_cell(usize::from(!line.is_empty()), record_end);
                    if record_end {
                        return true;
                    }
                }
                ReadFieldResult::OutputFull | ReadFieldResult::InputEmpty => {}
                ReadFieldResult::End => return true,
            }
        }
    }

    /// `behind`: bytes that end the cell and are none of it.
    fn end_cell(&mut self, behind: usize, last: bool) {
        let mut end = self.read - behind;
        let mut text = String::from_utf8_lossy(&self.cell).into_owned();
        self.cell.clear();
        if last && self.returned && text.ends_with('\r') {
            text.pop();
            end -= 1;
        }
        self.cells.push(Cell { text, place: self.start..end });
        self.start = self.read;
    }

    /// The cells of the row that ended; none of a blank line.
    pub(super) fn finish(&mut self) -> Vec<Cell> {
        self.open = self.quotes % 2 == 1;
        (self.start, self.read, self.quotes) = (0, 0, 0);
        self.cell.clear();
        let cells = std::mem::take(&mut self.cells);
        if cells.len() == 1 && cells[0].place.is_empty() { Vec::new() } else { cells }
    }

    /// Whether a quote of the row that ended last was never closed.
    pub(super) fn open_quote(&self) -> bool {
        self.open
    }
}

/// A cell as it is written: quoted if it was or must be.
pub(crate) fn cell(text: &str, delimiter: char, quoted: bool) -> String {
    if quoted || text.contains([delimiter, '"', '\r', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every row: its cells with what stands at their places.
    fn rows(text: &str) -> Vec<Vec<(String, String)>> {
        let mut table = Rows::new(b',');
        let (mut rows, mut row) = (Vec::new(), String::new());
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for line in lines.into_iter().chain([""]) {
            let ended = table.take(line);
            row.push_str(line);
            if ended && !row.is_empty() {
                rows.push(table.finish().into_iter().map(|c| (c.text, row[c.place].to_owned())).collect());
                row.clear();
            }
        }
        rows
    }

    fn pairs<'a>(row: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<(String, String)> {
        row.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
    }

    #[test]
    fn cells_and_their_places() {
        let text = "id,正文\r\n1,\"他说：\"\"好\"\"，\n第二行\"\r\n\n2,平\n3,";
        let expected = [
            pairs([("id", "id"), ("正文", "正文")]),
            pairs([("1", "1"), ("他说：\"好\"，\n第二行", "\"他说：\"\"好\"\"，\n第二行\"")]),
            pairs([]),
            pairs([("2", "2"), ("平", "平")]),
            pairs([("3", "3"), ("", "")]),
        ];
        assert_eq!(rows(text), expected);
    }

    #[test]
    fn a_quote_that_is_never_closed_is_noticed() {
        let mut table = Rows::new(b',');
        assert!(!table.take("1,\"甲\n") && !table.take("乙\n") && table.take(""));
        table.finish();
        assert!(table.open_quote());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(300))]
        #[test]
        fn what_is_written_is_read(table in prop::collection::vec(prop::collection::vec("[一a\",\n\r\t ]{0,5}", 2..4), 1..4), quoted in any::<bool>()) {
            let line = |row: &Vec<String>| row.iter().map(|text| cell(text, ',', quoted)).collect::<Vec<_>>().join(",") + "\n";
            let text: String = table.iter().map(line).collect();
            let read: Vec<Vec<String>> = rows(&text).into_iter().map(|row| row.into_iter().map(|c| c.0).collect()).collect();
            prop_assert_eq!(read, table);
        }
    }
}
