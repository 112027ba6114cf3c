//! One JSON line: where its text and its id stand. Everything else in the line is passed over, not kept.

use std::fmt;
use std::ops::Range;

use serde::Deserializer as _;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::ReadOptions;

/// What a JSON line holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Fields {
    /// The text, its escapes resolved.
    pub(super) text: String,
    /// The string or number in the id field; `None` if there is no such field or it holds something else.
    pub(super) id: Option<String>,
    /// Where the text's JSON string stands in the line, its quotes included, in bytes.
    pub(super) place: Range<usize>,
}

/// Reads a line that is one JSON object.
///
/// A field that stands twice counts where it stands last. Errors: a sentence that says what is wrong, without the line's
/// number. Complexity: linear in the line.
pub(super) fn fields(line: &str, options: &ReadOptions) -> Result<Fields, String> {
    let mut json = serde_json::Deserializer::from_str(line);
    let seed = Seed { options };
    let (text, id) = json.deserialize_map(seed).and_then(|found| json.end().map(|()| found)).map_err(|e| broken(&e))?;
    let text = text.ok_or_else(|| format!("has no field `{}`", options.text_field))?;
    let start = text.get().as_ptr().addr() - line.as_ptr().addr();
    let place = start..start + text.get().len();
    if !text.get().starts_with('"') {
        return Err(format!("its field `{}` is {}, not a string", options.text_field, sort(text.get())));
    }
    let text = serde_json::from_str(text.get()).map_err(|e| broken(&e))?;
    Ok(Fields { text, id: id.and_then(name), place })
}

/// The parser's sentence without its line, which is always 1.
fn broken(error: &serde_json::Error) -> String {
    let sentence = error.to_string();
    let short = sentence.split(" at line ").next().unwrap_or(&sentence);
    format!("is not a JSON object: {short} (column {})", error.column())
}

fn sort(json: &str) -> &'static str {
    match json.as_bytes().first() {
        Some(b'n') => "null",
        Some(b't' | b'f') => "a truth value",
        Some(b'[') => "an array",
        Some(b'{') => "an object",
        _ => "a number",
    }
}

fn name(raw: &RawValue) -> Option<String> {
    let json = raw.get();
    match json.as_bytes().first() {
        Some(b'"') => serde_json::from_str(json).ok().filter(|id: &String| !id.is_empty()),
        Some(b'-' | b'0'..=b'9') => Some(json.to_owned()),
        _ => None,
    }
}

struct Seed<'o> {
    options: &'o ReadOptions,
}

/// The raw values of the text and the id field.
type Raws<'de> = (Option<&'de RawValue>, Option<&'de RawValue>);

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Raws<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object in braces")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut text, mut id) = (None, None);
        while let Some(field) = map.next_key_seed(Key { options: self.options })? {
            match field {
                Field::Text => text = Some(map.next_value()?),
                Field::Id => id = Some(map.next_value()?),
                Field::Both => {
                    text = Some(map.next_value()?);
                    id = text;
                }
                Field::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok((text, id))
    }
}

enum Field {
    Text,
    Id,
    Both,
    Other,
}

struct Key<'o> {
    options: &'o ReadOptions,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Field;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Field, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Field;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a field name")
    }

    fn visit_str<E>(self, key: &str) -> Result<Field, E> {
        Ok(match (key == self.options.text_field, key == self.options.id_field) {
            (true, true) => Field::Both,
            (true, false) => Field::Text,
            (false, true) => Field::Id,
            (false, false) => Field::Other,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Fields, String> {
        fields(line, &ReadOptions::default())
    }

    #[test]
    fn text_and_id_are_found_among_other_fields() {
        let line = r#" {"meta":{"text":"不是它"},"id":"甲","text":"第一行\n第二行","n":[1,2]} "#;
        let found = read(line).unwrap();
        assert_eq!((found.text.as_str(), found.id.as_deref()), ("第一行\n第二行", Some("甲")));
        assert_eq!(&line[found.place], r#""第一行\n第二行""#);
    }

    #[test]
    fn an_id_may_be_a_number() {
        assert_eq!(read(r#"{"id":17,"text":""}"#).unwrap().id.as_deref(), Some("17"));
        assert_eq!(read(r#"{"id":null,"text":""}"#).unwrap().id, None);
        assert_eq!(read(r#"{"text":""}"#).unwrap().id, None);
    }

    #[test]
    fn the_reason_is_said() {
        for (line, reason) in [
            (r#"{"id":"甲"}"#, "has no field `text`"),
            (r#"{"text":null}"#, "its field `text` is null, not a string"),
            (r#"{"text":["一"]}"#, "its field `text` is an array, not a string"),
            (r#"{"text":"一""#, "is not a JSON object: EOF while parsing an object (column 13)"),
            (r#"["text"]"#, "is not a JSON object: invalid type: sequence, expected an object in braces (column 0)"),
            (r#"{"text":"一"} x"#, "is not a JSON object: trailing characters (column 16)"),
            (r#"{"text":"\ud800"}"#, "is not a JSON object"),
        ] {
            let error = read(line).unwrap_err();
            assert!(error.starts_with(reason), "{line}: {error}");
        }
    }

    #[test]
    fn other_field_names() {
        let options = ReadOptions { text_field: "content".into(), id_field: "url".into() };
        let found = fields(r#"{"url":"x","content":"正文","text":"不是"}"#, &options).unwrap();
        assert_eq!((found.text.as_str(), found.id.as_deref()), ("正文", Some("x")));
    }

    #[test]
    fn a_field_that_stands_twice_counts_last() {
        assert_eq!(read(r#"{"text":"一","text":"二"}"#).unwrap().text, "二");
    }
}
