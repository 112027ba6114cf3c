//! The bytes of one piece of a file with the changes of its document made: in a text, in the string of a JSON object, in the
//! cell of a row. What is not changed keeps its bytes; nothing is encoded anew but what is put in.

use std::borrow::Cow;

use encoding_rs::Encoding;

use super::edits::{Changes, Counts, Edit, Labels, Near, Style, edited};
use crate::read::{Header, Slot, cell, encode, originals};

/// The field and column for labels.
const LABELS: &str = "dittograph";
/// The field and column for characters removed.
const REMOVED: &str = "dittograph_removed";
/// The field and column for the document that one nearly equals.
const NEAR: &str = "near_duplicate_of";

/// The bytes of a piece with a document. Errors: a sentence about what can't be written in the piece's encoding.
pub(super) fn rewritten<'b>(
    bytes: &'b [u8],
    encoding: &'static Encoding,
    text: &str,
    slot: &Slot,
    changes: &Changes,
    style: &Style,
) -> Result<Cow<'b, [u8]>, String> {
    let edits = match slot {
        Slot::Text { .. } => changes.edits.clone(),
        Slot::Json { place, object, .. } => {
            let mut edits = Vec::new();
            if !changes.edits.is_empty() {
                edits.push(Edit { place: place.clone(), with: json(&edited(text, &changes.edits)) });
            }
            let added: String = joined(
                added(changes, style).into_iter().filter_map(|(name, value)| Some(format!(",\"{name}\":{}", value?))),
            );
            let end = object.end.saturating_sub(1);
            edits.push(Edit { place: end..end, with: added });
            edits
        }
        Slot::Cell { place, delimiter, end, .. } => {
            let mut edits = Vec::new();
            if !changes.edits.is_empty() {
                let quoted = place.len() > 1 && bytes_at(bytes, slot.lead(), place.start, encoding) == Some(b'"');
                edits
                    .push(Edit { place: place.clone(), with: cell(&edited(text, &changes.edits), *delimiter, quoted) });
            }
            let written = |value: Option<String>| value.map_or(String::new(), |value| cell(&value, *delimiter, true));
            let added = cells(changes, style).into_iter();
            let added: String = joined(added.map(|value| format!("{delimiter}{}", written(value))));
            edits.push(Edit { place: *end..*end, with: added });
            edits
        }
    };
    let escape = |char: char| match slot {
        Slot::Json { .. } => Some(escaped(char)),
        Slot::Text { .. } | Slot::Cell { .. } => None,
    };
    apply(bytes, slot.lead(), encoding, &edits, escape)
}

/// The first row of a table, with columns for what is added.
pub(super) fn header<'b>(
    bytes: &'b [u8],
    encoding: &'static Encoding,
    header: Header,
    style: &Style,
) -> Result<Cow<'b, [u8]>, String> {
    let names = joined(names(style).into_iter().map(|name| format!("{}{name}", header.delimiter)));
    apply(bytes, header.lead, encoding, &[Edit { place: header.end..header.end, with: names }], |_| None)
}

/// The bytes of an array's element: what stands before it, the element, what stands behind it.
pub(super) fn parts<'b>(bytes: &'b [u8], encoding: &'static Encoding, slot: &Slot) -> Option<[&'b [u8]; 3]> {
    let Slot::Json { lead, object, .. } = slot else { return None };
    let ends = originals(&bytes[*lead..], &[object.start, object.end], encoding);
    let (start, end) = (lead + ends[0], lead + ends[1]);
    Some([&bytes[..start], &bytes[start..end], &bytes[end..]])
}

/// Names of what is added to every document.
pub(super) fn names(style: &Style) -> Vec<&'static str> {
    let labels = (style.labels == Labels::Field).then_some(LABELS);
    let counts = (style.counts == Counts::Field).then_some(REMOVED);
    let near = (style.near == Near::Field).then_some(NEAR);
    labels.into_iter().chain(counts).chain(near).collect()
}

/// What is added to a document: name and JSON value, `None` where a document has nothing to say.
fn added(changes: &Changes, style: &Style) -> Vec<(&'static str, Option<String>)> {
    let value = |name| match name {
        LABELS => serde_json::to_string(&changes.labels).ok(),
        REMOVED => serde_json::to_string(&changes.removed).ok(),
        _ => changes.near.as_deref().map(json),
    };
    names(style).into_iter().map(|name| (name, value(name))).collect()
}

/// The same as the cells of a table, where a document's name is no JSON.
pub(super) fn cells(changes: &Changes, style: &Style) -> Vec<Option<String>> {
    let plain = |(name, value)| if name == NEAR { changes.near.clone() } else { value };
    added(changes, style).into_iter().map(plain).collect()
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().concat()
}

fn json(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A character as JSON's escapes.
fn escaped(char: char) -> String {
    let mut units = [0; 2];
    joined(char.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")))
}

fn bytes_at(bytes: &[u8], lead: usize, decoded: usize, encoding: &'static Encoding) -> Option<u8> {
    let at = lead + originals(&bytes[lead..], &[decoded], encoding)[0];
    let low = if encoding == encoding_rs::UTF_16BE { at + 1 } else { at };
    bytes.get(low).copied()
}

/// Makes edits that count in the decoded text in the bytes themselves.
fn apply<'b>(
    bytes: &'b [u8],
    lead: usize,
    encoding: &'static Encoding,
    edits: &[Edit],
    escape: impl Fn(char) -> Option<String>,
) -> Result<Cow<'b, [u8]>, String> {
    let real = || edits.iter().filter(|edit| !edit.place.is_empty() || !edit.with.is_empty());
    if real().next().is_none() {
        return Ok(Cow::Borrowed(bytes));
    }
    let places: Vec<usize> = real().flat_map(|edit| [edit.place.start, edit.place.end]).collect();
    let places = originals(&bytes[lead..], &places, encoding);
    let mut result = Vec::with_capacity(bytes.len());
    let mut from = 0;
    for (edit, place) in real().zip(places.chunks_exact(2)) {
        result.extend_from_slice(&bytes[from..lead + place[0]]);
        let with = encode(&edit.with, encoding, &escape)
            .map_err(|char| format!("{} has no character {char}, which was to be written into it", encoding.name()))?;
        result.extend(with);
        from = lead + place[1];
    }
    result.extend_from_slice(&bytes[from..]);
    Ok(Cow::Owned(result))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::classify::Kind;
    use crate::mark::Action;
    use crate::read::Within;
    use crate::report::edits::{Cut, changes};
    use encoding_rs::{BIG5, GB18030, UTF_8, UTF_16LE};

    fn run(bytes: &[u8], encoding: &'static Encoding, text: &str, slot: &Slot, cuts: &[Cut], style: &Style) -> Vec<u8> {
        rewritten(bytes, encoding, text, slot, &changes(text, cuts, style), style).unwrap().into_owned()
    }

    fn cut(span: std::ops::Range<usize>, action: Action) -> Cut {
        Cut { span, kind: Kind::Repeat, family: 3, action }
    }

    #[test]
    fn a_text_is_cut_in_the_bytes_of_its_file() {
        let bytes = ["\u{FEFF}一".as_bytes(), b"\xE4\xB8", "二三".as_bytes(), b"\xFF"].concat();
        let slot = Slot::Text { lead: 3 };
        let text = "一\u{FFFD}二三\u{FFFD}";
        let result = run(&bytes, UTF_8, text, &slot, &[cut(6..9, Action::Remove)], &Style::default());
        assert_eq!(result, ["\u{FEFF}一".as_bytes(), b"\xE4\xB8", "三".as_bytes(), b"\xFF"].concat());
    }

    #[test]
    fn a_text_is_cut_and_marked_in_its_own_encoding() {
        let markers = Labels::Markers { open: "〈".into(), close: "〉".into() };
        let style = Style { labels: markers, ..Style::default() };
        for encoding in [UTF_16LE, GB18030] {
            let coded = |text: &str| encode(text, encoding, |_| None).unwrap();
            let cuts = [cut(0..3, Action::Remove), cut(6..12, Action::Label)];
            let result = run(&coded("一二三四五"), encoding, "一二三四五", &Slot::Text { lead: 0 }, &cuts, &style);
            assert_eq!(result, coded("二〈三四〉五"));
        }
    }

    fn line(line: &str, text: &str, style: &Style, cuts: &[Cut]) -> String {
        let value = "\"一\\u4e8c\\n三\"";
        let start = line.find(value).unwrap();
        let object = 0..line.trim_end().len();
        let slot = Slot::Json { lead: 0, place: start..start + value.len(), object, within: Within::Line };
        String::from_utf8(run(line.as_bytes(), UTF_8, text, &slot, cuts, style)).unwrap()
    }

    #[test]
    fn of_a_line_only_the_text_changes() {
        let old = "{\"n\" : 1.50,\"text\":\"一\\u4e8c\\n三\", \"z\":[ ]}\r\n";
        let new = line(old, "一二\n三", &Style::default(), &[cut(0..3, Action::Remove)]);
        assert_eq!(new, "{\"n\" : 1.50,\"text\":\"二\\n三\", \"z\":[ ]}\r\n");
        assert_eq!(line(old, "一二\n三", &Style::default(), &[]), old);
    }

    #[test]
    fn labels_and_counts_are_added_as_fields() {
        let style = Style { labels: Labels::Field, counts: Counts::Field, ..Style::default() };
        let cuts = [cut(0..3, Action::Remove), cut(7..10, Action::Label)];
        let new = line("{\"text\":\"一\\u4e8c\\n三\"}\n", "一二\n三", &style, &cuts);
        let added = "\"dittograph\":[{\"start\":2,\"end\":3,\"kind\":\"repeat\",\"family\":3}],\"dittograph_removed\":{\"repeat\":1}";
        assert_eq!(new, format!("{{\"text\":\"二\\n三\",{added}}}\n"));
    }

    #[test]
    fn of_a_row_only_the_cell_changes() {
        let row = "1,\"一\"\"二\",x\r\n";
        let slot = Slot::Cell { lead: 0, place: 2..14 - 2, delimiter: ',', end: row.len() - 2 };
        assert_eq!(&row[2..12], "\"一\"\"二\"");
        let style = Style { counts: Counts::Field, ..Style::default() };
        let result = run(row.as_bytes(), UTF_8, "一\"二", &slot, &[cut(4..7, Action::Remove)], &style);
        assert_eq!(String::from_utf8(result).unwrap(), "1,\"一\"\"\",x,\"{\"\"repeat\"\":1}\"\r\n");
    }

    #[test]
    fn what_an_encoding_lacks_is_escaped_in_json_and_refused_elsewhere() {
        let text = "一县";
        let coded = encode("{\"text\":\"一\\u53bf\"}", BIG5, |_| None).unwrap();
        let slot = Slot::Json { lead: 0, place: 8..19, object: 0..20, within: Within::Line };
        let result = run(&coded, BIG5, text, &slot, &[cut(0..3, Action::Remove)], &Style::default());
        assert_eq!(String::from_utf8(result).unwrap(), "{\"text\":\"\\u53bf\"}");
        let style = Style { wording: [(Kind::Repeat, "县".into())].into(), ..Style::default() };
        let big5 = encode("一二", BIG5, |_| None).unwrap();
        let found = changes("一二", &[cut(0..3, Action::Remove)], &style);
        let error = rewritten(&big5, BIG5, "一二", &Slot::Text { lead: 0 }, &found, &style).unwrap_err();
        assert!(error.contains("Big5 has no character 县"), "{error}");
    }
}
