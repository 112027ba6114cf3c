//! What a file holds, where its name doesn't say it, and what it is encoded in: told from its first bytes.

use super::Format;
use super::decode;
use super::detect::{self, Cut};
use super::records::Charset;
use encoding_rs::Encoding;

/// The format and encoding of a file that begins with `head`. Of a text the encoding is not asked for: it is told from the
/// whole.
///
/// `said`: what its name or the user says; `encoding`: what the user says. Errors: why it is none.
pub(super) fn of(
    said: Option<Format>,
    head: &[u8],
    encoding: Option<&'static Encoding>,
) -> Result<(Format, Charset), String> {
    if said == Some(Format::Parquet) || (said.is_none() && head.starts_with(b"PAR1")) {
        return Ok((Format::Parquet, Charset::UNKNOWN));
    }
    if said == Some(Format::Text) {
        return Ok((Format::Text, Charset::UNKNOWN));
    }
    let (encoding, sign) = match (detect::detect(head, Cut::Yes, encoding), said) {
        (Ok(found), _) => found,
        (Err(reason), Some(_)) => return Err(reason),
        // A text that is none is said when the whole of it was read.
        (Err(_), None) => return Ok((Format::Text, Charset::UNKNOWN)),
    };
    let lead = decode::mark_len(head, encoding);
    let (text, _) = decode::decode(head[lead..].to_vec(), encoding);
    let format = match said {
        None => by_sight(&text, Format::Text),
        Some(Format::Json) => by_sight(&text, Format::Json),
        Some(said) => said,
    };
    Ok((format, Charset { encoding, sign }))
}

/// JSON lines if the text begins with an object that its line holds whole; JSON if it begins with an object that goes on, or
/// with an array of objects or strings.
fn by_sight(text: &str, other: Format) -> Format {
    let text = text.trim_start();
    if text.starts_with('{') {
        let (line, more) = text.split_once('\n').map_or((text, false), |(line, _)| (line, true));
        let whole = serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok();
        // A line that is cut can't be asked, and a broken line among others is a broken line.
        let opens = line.trim_end().ends_with(['{', '[', ',']);
        return if more && !whole && opens { Format::Json } else { Format::Jsonl };
    }
    match text.strip_prefix('[') {
        Some(inner) if inner.trim_start().starts_with('{') => Format::Json,
        _ => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_sight() {
        for (head, expected) in [
            ("{\"id\":1}\n{\"id\":2}", Format::Jsonl),
            ("\u{FEFF} {\"id\":1", Format::Jsonl),
            ("{\"id\":1 oh\n{\"id\":2}", Format::Jsonl),
            ("{\n \"id\": 1}", Format::Json),
            (" [\n{\"id\": 1}]", Format::Json),
            ("[图] 全县经济", Format::Text),
            ("报告", Format::Text),
            ("PAR1\u{15}", Format::Parquet),
            ("", Format::Text),
        ] {
            assert_eq!(of(None, head.as_bytes(), None).unwrap().0, expected, "{head}");
        }
        assert_eq!(of(Some(Format::Json), b"{\"id\":1}\n", None).unwrap().0, Format::Jsonl);
        assert_eq!(of(Some(Format::Csv), b"{\"id\":1}\n", None).unwrap().0, Format::Csv);
    }
}
