//! One JSON line: its text, where that stands, its id, and what it says of where the text comes from.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::value::RawValue;

use super::ReadOptions;
use super::fields::values;

/// Names of fields that are told where the text's is not among them.
const SHOWN_NAMES: usize = 12;
/// Characters of each of them.
const SHOWN_CHARS: usize = 40;

/// What a JSON line holds.
#[derive(Debug, PartialEq)]
pub(super) struct Fields {
    /// The text, its escapes resolved.
    pub(super) text: String,
    /// The string or number in the id field; `None` if there is no such field or it holds something else.
    pub(super) id: Option<String>,
    /// Where the text's JSON string stands in the line, its quotes included, in bytes.
    pub(super) place: Range<usize>,
    /// What is known of the text besides.
    pub(super) about: About,
    /// Fields of `about` that hold what they can't hold, as sentences.
    pub(super) wrong: Vec<String>,
}

/// Where a text comes from, as far as its line says it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct About {
    pub(super) source: Option<String>,
    pub(super) date: Option<String>,
    pub(super) priority: Option<f64>,
}

/// Reads a line that is one JSON object.
///
/// A field that stands twice counts where it stands last. Errors: a sentence that says what is wrong, without the line's
/// number. Complexity: linear in the line.
pub(super) fn fields(line: &str, options: &ReadOptions) -> Result<Fields, String> {
    let ReadOptions { text_field, id_field, source_field, date_field, priority_field, .. } = options;
    let about = [source_field, date_field, priority_field].map(Option::as_deref);
    let paths = [Some(text_field.as_str()), Some(id_field), about[0], about[1], about[2]];
    let found = values(line, &paths).map_err(|e| broken(&e))?;
    let [text, id, source, date, priority] = found.map(|found| found.map(RawValue::get));
    let text = text.ok_or_else(|| missing(line, text_field))?;
    let start = text.as_ptr().addr() - line.as_ptr().addr();
    let place = start..start + text.len();
    if !text.starts_with('"') {
        return Err(format!("its field `{text_field}` is {}, not a string", sort(text)));
    }
    let text = serde_json::from_str(text).map_err(|e| broken(&e))?;
    Ok(with_text(text, place, [id, source, date, priority], options))
}

/// The sentence about an object that has not the text's field: what it has instead.
fn missing(line: &str, text_field: &str) -> String {
    let names = serde_json::from_str::<BTreeMap<String, &RawValue>>(line).unwrap_or_default();
    let (all, shown) =
        (names.len(), names.into_keys().take(SHOWN_NAMES).map(|name| format!("`{}`", presentable(&name))));
    let shown = shown.collect::<Vec<_>>().join(", ");
    let more = if all > SHOWN_NAMES { " and others" } else { "" };
    match all {
        0 => format!("has no field `{text_field}`; it is an empty object"),
        _ => format!("has no field `{text_field}`; it has {shown}{more}; name the right one with --text-field"),
    }
}

/// A name out of the data as it may stand in a sentence on a terminal: not longer than one would read, without control characters.
fn presentable(name: &str) -> String {
    let mut shown: String =
        name.chars().take(SHOWN_CHARS).map(|c| if c.is_control() { '\u{FFFD}' } else { c }).collect();
    if name.chars().nth(SHOWN_CHARS).is_some() {
        shown.push('…');
    }
    shown
}

/// The fields of a line whose text is known; `others`: the JSON of its id, source, date and priority.
pub(super) fn with_text(text: String, place: Range<usize>, others: [Option<&str>; 4], options: &ReadOptions) -> Fields {
    let [id, source, date, priority] = others;
    let ReadOptions { source_field, date_field, priority_field, .. } = options;
    let mut wrong = Vec::new();
    let about = About {
        source: said(source_field.as_ref(), source, "a string or a number", name, &mut wrong),
        date: said(date_field.as_ref(), date, "a string or a number", name, &mut wrong),
        priority: said(priority_field.as_ref(), priority, "a number of 64 bits", number, &mut wrong),
    };
    Fields { text, id: id.and_then(name), place, about, wrong }
}

/// What a field says; nothing if it is missing, null or an empty string, and if it can't be read, which is noted in
/// `wrong`.
fn said<T>(
    field: Option<&String>,
    json: Option<&str>,
    wanted: &str,
    read: impl Fn(&str) -> Option<T>,
    wrong: &mut Vec<String>,
) -> Option<T> {
    let json = json.filter(|json| !matches!(*json, "null" | "\"\""))?;
    let value = read(json);
    if value.is_none() {
        let field = field.map_or("", |field| field);
        wrong.push(format!("its field `{field}` is {}, not {wanted}, and is not used", sort(json)));
    }
    value
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
        Some(b'"') => "a string",
        _ => "a number",
    }
}

fn name(json: &str) -> Option<String> {
    match json.as_bytes().first() {
        Some(b'"') => serde_json::from_str(json).ok().filter(|id: &String| !id.is_empty()),
        Some(b'-' | b'0'..=b'9') => Some(json.to_owned()),
        _ => None,
    }
}

fn number(json: &str) -> Option<f64> {
    serde_json::from_str(json).ok().filter(|number: &f64| number.is_finite())
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
    fn of_a_long_name_the_beginning_is_said() {
        let error = read(&format!("{{\"{}\":1}}", "名".repeat(9000))).unwrap_err();
        assert!(error.contains(&format!("it has `{}…`;", "名".repeat(SHOWN_CHARS))) && error.len() < 300, "{error}");
    }

    #[test]
    fn the_reason_is_said() {
        for (line, reason) in [
            (
                r#"{"正文":"一","id":"甲"}"#,
                "has no field `text`; it has `id`, `正文`; name the right one with --text-field",
            ),
            (r"{}", "has no field `text`; it is an empty object"),
            (
                "{\"a\\u001b[31mb\\nc\":1}",
                "has no field `text`; it has `a\u{FFFD}[31mb\u{FFFD}c`; name the right one with --text-field",
            ),
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
        let options = ReadOptions { text_field: "content".into(), id_field: "url".into(), ..ReadOptions::default() };
        let found = fields(r#"{"url":"x","content":"正文","text":"不是"}"#, &options).unwrap();
        assert_eq!((found.text.as_str(), found.id.as_deref()), ("正文", Some("x")));
    }

    #[test]
    fn a_field_that_stands_twice_counts_last() {
        assert_eq!(read(r#"{"text":"一","text":"二"}"#).unwrap().text, "二");
    }

    fn about(line: &str) -> Fields {
        let field = |name: &str| Some(name.to_owned());
        let options = ReadOptions {
            text_field: "d.text".into(),
            source_field: field("meta.site"),
            date_field: field("date"),
            priority_field: field("q"),
            ..ReadOptions::default()
        };
        fields(line, &options).unwrap()
    }

    #[test]
    fn what_a_line_says_of_its_text_is_read() {
        let line = r#"{"meta":{"site":"县政府"},"date":20240130,"q":0.5,"d":{"text":"正\n文"}}"#;
        let found = about(line);
        assert_eq!(
            found.about,
            About { source: Some("县政府".into()), date: Some("20240130".into()), priority: Some(0.5) }
        );
        assert_eq!((found.text.as_str(), &line[found.place]), ("正\n文", r#""正\n文""#));
        assert!(found.wrong.is_empty());
    }

    #[test]
    fn what_a_line_leaves_open_stays_open() {
        for line in [r#"{"d":{"text":""},"meta":3,"date":null,"q":null}"#, r#"{"d":{"text":""},"date":""}"#] {
            let found = about(line);
            assert_eq!((found.about, found.wrong.len()), (About::default(), 0), "{line}");
        }
    }

    #[test]
    fn what_a_field_cannot_hold_is_said() {
        let found = about(r#"{"d":{"text":""},"meta":{"site":["甲"]},"date":true,"q":"0.5"}"#);
        assert_eq!(found.about, About::default());
        assert_eq!(
            found.wrong,
            [
                "its field `meta.site` is an array, not a string or a number, and is not used",
                "its field `date` is a truth value, not a string or a number, and is not used",
                "its field `q` is a string, not a number of 64 bits, and is not used"
            ]
        );
        assert_eq!(about(r#"{"d":{"text":""},"q":1e999}"#).about.priority, None);
    }
}
