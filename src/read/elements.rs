//! Where the elements of a JSON array end, and what of a record is the element. Looks at brackets, commas and strings only:
//! whether an element is JSON, its parser says.

use std::ops::Range;

/// Goes through the text of an array (or of one object), piece by piece.
#[derive(Debug, Default)]
pub(super) struct Elements {
    /// Brackets that are open.
    depth: u32,
    string: bool,
    escape: bool,
    /// Whether the outermost bracket is that of an array; `None` before it.
    array: Option<bool>,
    closed: bool,
}

impl Elements {
    /// Looks at more text; whether an element of the array ends with its last character, a comma.
    pub(super) fn take(&mut self, text: &str) -> bool {
        for byte in text.bytes() {
            match (self.string, byte) {
                (true, _) if self.escape => self.escape = false,
                (true, b'\\') => self.escape = true,
                (true, b'"') => self.string = false,
                (false, b'"') => self.string = true,
                (false, b'[' | b'{') => {
                    self.array.get_or_insert(byte == b'[');
                    self.depth += 1;
                }
                (false, b']' | b'}') => {
                    self.depth = self.depth.saturating_sub(1);
                    self.closed = self.depth == 0;
                }
                _ => {}
            }
        }
        self.array == Some(true) && self.depth == 1 && !self.string && text.ends_with(',')
    }

    /// Whether all that was opened is closed.
    pub(super) fn closed(&self) -> bool {
        self.closed || self.array.is_none()
    }

    /// The element in a record's text; `None` if there is none. `first`: whether it is the first record.
    pub(super) fn element(&self, text: &str, first: bool) -> Option<Range<usize>> {
        let mut rest = text.trim_start();
        if self.array == Some(true) {
            if first {
                rest = rest.strip_prefix('[').unwrap_or(rest).trim_start();
            }
            let start = text.len() - rest.len();
            let mut inner = rest.trim_end();
            inner = match inner.strip_suffix(',') {
                Some(inner) => inner,
                None if self.closed => inner.strip_suffix(']').unwrap_or(inner),
                None => inner,
            };
            let end = start + inner.trim_end().len();
            return (end > start).then_some(start..end);
        }
        let start = text.len() - rest.len();
        let end = start + rest.trim_end().len();
        (end > start).then_some(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The elements of a text that comes in pieces which end behind commas.
    fn elements(text: &str) -> (Vec<String>, bool) {
        let mut elements = Elements::default();
        let (mut found, mut record, mut first) = (Vec::new(), String::new(), true);
        let mut pieces = text.split_inclusive(',').peekable();
        while let Some(piece) = pieces.next() {
            let ended = elements.take(piece);
            record.push_str(piece);
            if ended || pieces.peek().is_none() {
                found.extend(elements.element(&record, first).map(|range| record[range].to_owned()));
                first = false;
                record.clear();
            }
        }
        (found, elements.closed())
    }

    #[test]
    fn elements_end_at_their_commas() {
        let text = "\n[ {\"a\":[1,2],\"b\":\"],\\\"},\"} ,\n {}\n, \"一,二\",3 ]\n";
        let expected = ["{\"a\":[1,2],\"b\":\"],\\\"},\"}", "{}", "\"一,二\"", "3"].map(str::to_owned).to_vec();
        assert_eq!(elements(text), (expected, true));
        assert_eq!(elements(" [ ] "), (vec![], true));
        assert_eq!(elements("[[1,2],[3]]"), (vec!["[1,2]".into(), "[3]".into()], true));
    }

    #[test]
    fn one_object_is_one_element() {
        assert_eq!(elements("{\"a\": 1,\n\"b\": 2}\n"), (vec!["{\"a\": 1,\n\"b\": 2}".into()], true));
    }

    #[test]
    fn what_is_not_closed_is_said() {
        assert_eq!(elements("[{\"a\":1},{\"b\""), (vec!["{\"a\":1}".into(), "{\"b\"".into()], false));
        assert_eq!(elements("[1,"), (vec!["1".into()], false));
    }
}
