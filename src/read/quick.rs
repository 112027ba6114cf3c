//! The usual JSON line at the speed of memory: one flat object, found by its quotes.
//!
//! In comes a line, out go the fields that [`jsonl`](super::jsonl) would give, or nothing where that is not certain: what is
//! nested under a name, written oddly, or wrong is left to the parser, which also says what is wrong. Strings that nobody
//! asked for are passed over at vector speed, and a text is copied once, from escape to escape.

use std::ops::Range;

use memchr::memchr2;
use serde_json::value::RawValue;

use super::ReadOptions;
use super::jsonl::{Fields, with_text};
use crate::simd::{Kernel, Path, on};

/// Bytes that are looked at together for control characters.
const BLOCK_BYTES: usize = 64;

/// The fields of a line that is one JSON object, the same that [`jsonl::fields`](super::jsonl::fields) gives; `None` where
/// only the parser can tell.
///
/// Complexity: linear in the line.
pub(super) fn fields(line: &str, options: &ReadOptions) -> Option<Fields> {
    let ReadOptions { text_field, id_field, source_field, date_field, priority_field, .. } = options;
    let others = [Some(id_field), source_field.as_ref(), date_field.as_ref(), priority_field.as_ref()];
    let nested = |name: &String| name.contains('.');
    if nested(text_field) || others.iter().flatten().any(|name| nested(name)) || !is_printable(line.as_bytes()) {
        return None;
    }
    let mut scan = Scan { line, at: 0 };
    let mut text: Option<(String, Range<usize>)> = None;
    let mut values = [None; 4];
    let mut token = scan.token()?;
    if token != b'{' {
        return None;
    }
    while token != b'}' {
        let key = scan.key()?;
        let start = scan.at;
        if key == text_field {
            let found = scan.text()?;
            text = Some((found, start..scan.at));
        } else {
            scan.pass()?;
        }
        for (value, name) in values.iter_mut().zip(others) {
            if name.is_some_and(|name| name == key) {
                *value = Some(&line[start..scan.at]);
            }
        }
        token = scan.token().filter(|token| matches!(token, b',' | b'}'))?;
    }
    let (text, place) = text.filter(|_| scan.at == line.len())?;
    Some(with_text(text, place, values, options))
}

/// Whether there is no control character.
fn is_printable(bytes: &[u8]) -> bool {
    on(Path::best(), Printable(bytes))
}

struct Printable<'l>(&'l [u8]);

impl Kernel for Printable<'_> {
    type Output = bool;

    #[inline(always)]
    // Loops over the places of arrays become vectors whatever is inlined.
    fn run(self) -> bool {
        let (blocks, rest) = self.0.as_chunks::<BLOCK_BYTES>();
        let mut least = [u8::MAX; BLOCK_BYTES];
        for block in blocks {
            for at in 0..BLOCK_BYTES {
                least[at] = least[at].min(block[at]);
            }
        }
        least.iter().chain(rest).all(|&byte| byte >= b' ')
    }
}

/// A line and the place reached in it. All that is looked for is ASCII, so places are on character boundaries.
struct Scan<'l> {
    line: &'l str,
    at: usize,
}

impl<'l> Scan<'l> {
    /// The next byte that is no space, which is passed.
    fn token(&mut self) -> Option<u8> {
        let rest = &self.line.as_bytes()[self.at..];
        let spaces = rest.iter().position(|byte| *byte != b' ')?;
        self.at += spaces + 1;
        Some(rest[spaces])
    }

    /// A key and its colon; a value stands next.
    fn key(&mut self) -> Option<&'l str> {
        let open = self.token().filter(|token| *token == b'"').map(|_| self.at)?;
        let end = open + memchr2(b'"', b'\\', &self.line.as_bytes()[open..])?;
        self.at = end + 1;
        let plain = self.line.as_bytes()[end] == b'"' && self.token()? == b':';
        self.token()?;
        self.at -= 1;
        plain.then(|| &self.line[open..end])
    }

    /// Passes a value.
    fn pass(&mut self) -> Option<()> {
        let rest = &self.line[self.at..];
        if !rest.starts_with('"') {
            let mut values = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
            self.at += values.next()?.ok()?.get().len();
            return Some(());
        }
        self.string(|_| {})
    }

    /// The string that stands here, its escapes resolved; it is passed.
    fn text(&mut self) -> Option<String> {
        if !self.line[self.at..].starts_with('"') {
            return None;
        }
        let mut text = String::with_capacity(self.line.len() - self.at);
        self.string(|part| text.push_str(part))?;
        Some(text)
    }

    /// Passes a string, of which the parts are shown between escapes and what these stand for.
    fn string(&mut self, mut part: impl FnMut(&str)) -> Option<()> {
        let bytes = self.line.as_bytes();
        self.at += 1;
        loop {
            let end = self.at + memchr2(b'"', b'\\', &bytes[self.at..])?;
            part(&self.line[self.at..end]);
            self.at = end + 1;
            if bytes[end] == b'"' {
                return Some(());
            }
            let stands_for = match bytes.get(self.at)? {
                b'n' => "\n",
                b'"' => "\"",
                b'\\' => "\\",
                b'/' => "/",
                b't' => "\t",
                b'r' => "\r",
                b'b' => "\u{8}",
                b'f' => "\u{C}",
                _ => {
                    part(self.unit()?.encode_utf8(&mut [0; 4]));
                    continue;
                }
            };
            part(stands_for);
            self.at += 1;
        }
    }

    /// The character of an escape by its code, or by two that are halves; it is passed. `None` for half a character.
    fn unit(&mut self) -> Option<char> {
        let code = self.code()?;
        if !(0xD800..0xE000).contains(&code) {
            return char::from_u32(code);
        }
        self.at = self.line[self.at..].starts_with('\\').then_some(self.at + 1)?;
        let low = self.code().filter(|low| (0xDC00..0xE000).contains(low) && code < 0xDC00)?;
        char::from_u32(0x1_0000 + ((code - 0xD800) << 10 | (low - 0xDC00)))
    }

    /// The four digits behind `u`.
    fn code(&mut self) -> Option<u32> {
        let digits = self.line.get(self.at..self.at + 5)?.strip_prefix('u')?;
        self.at += 5;
        digits.bytes().try_fold(0, |code, digit| Some(code << 4 | char::from(digit).to_digit(16)?))
    }
}

#[cfg(test)]
mod tests {
    use super::super::jsonl;
    use super::*;
    use proptest::prelude::*;

    fn options() -> ReadOptions {
        let field = |name: &str| Some(name.to_owned());
        ReadOptions {
            source_field: field("site"),
            date_field: field("date"),
            priority_field: field("q"),
            ..<_>::default()
        }
    }

    #[test]
    fn the_usual_line_needs_no_parser() {
        for line in [
            r#"{"id":"甲","text":"第一行\n第二行"}"#,
            r#" { "id" : 17 , "text" : "" , "meta" : {"text":["不是它"]}, "site":"县政府", "q":-1.5e3, "date":null }"#,
            r#"{"text":"\u4e00\ud83d\ude00\"\\\/\b\f\r\t","text":"\u4E8C","x":"\n"}"#,
        ] {
            let found = fields(line, &options());
            assert!(found.is_some(), "{line}");
            assert_eq!(found, jsonl::fields(line, &options()).ok(), "{line}");
        }
    }

    #[test]
    fn what_is_odd_or_wrong_is_left_to_the_parser() {
        for line in [
            "",
            "{",
            "{}",
            "[]",
            r#"{"text":1}"#,
            r#"{"id":1}"#,
            r#"{"text":"一"} x"#,
            r#"{"text":"一",}"#,
            r#"{"text":"一""#,
            r#"{"t\u0065xt":"一"}"#,
            r#"{"text":"\ud800"}"#,
            r#"{"text":"\udc00\ud800"}"#,
            r#"{"text":"\ux123"}"#,
            r#"{"text":"\x"}"#,
            r#"{"text":"一","q":01}"#,
            r#"{"text":"一","q":tru}"#,
            r#"{"text":"一" "q":1}"#,
            "{\"text\":\"一\u{1}\"}",
            "{\"text\":\"一\",\t\"q\":1}",
            r#"{"text":"一","x":[1,}"#,
            r#"{"text" "一"}"#,
        ] {
            assert_eq!(fields(line, &options()), None, "{line}");
        }
        let nested = ReadOptions { source_field: Some("meta.site".into()), ..ReadOptions::default() };
        assert_eq!(fields(r#"{"text":"一"}"#, &nested), None);
    }

    /// A piece of JSON, now and then broken.
    fn piece() -> impl Strategy<Value = String> {
        let fixed = [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            " ",
            "\"",
            "\\",
            "\\n",
            "\\u4e00",
            "\\ud83d",
            "\\ude00",
            "\\u00",
            "1",
            "-0.5",
            "0",
            "e",
            "null",
            "true",
            "\"text\":\"一\"",
            "\"id\":\"甲\"",
            "\"id\":7",
            "\"site\":\"x\"",
            "\"q\":2",
            "\"date\":[]",
            "\t",
            "\u{7f}",
        ];
        prop_oneof![9 => prop::sample::select(fixed.map(String::from).to_vec()), 1 => ".{0,3}"]
    }

    #[test]
    fn one_control_character_is_seen_wherever_it_stands() {
        for length in [0, 1, 63, 64, 65, 200] {
            let mut bytes = vec![b' '; length];
            assert!(is_printable(&bytes));
            for at in 0..length {
                bytes[at] = 0x1F;
                assert!(Path::all().into_iter().all(|path| !on(path, Printable(&bytes))), "{at} of {length}");
                bytes[at] = 0xE4;
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn what_it_gives_the_parser_gives_too(pieces in prop::collection::vec(piece(), 0..9), inside in any::<bool>()) {
            let joined = if inside { pieces.join(",") } else { pieces.concat() };
            for line in [joined.clone(), format!("{{{joined}}}"), format!("{{\"text\":\"{joined}\"}}")] {
                if let Some(found) = fields(&line, &options()) {
                    prop_assert_eq!(Ok(found), jsonl::fields(&line, &options()), "{}", line);
                }
            }
        }

        #[test]
        fn any_text_comes_through(text in any::<String>(), id in any::<String>(), ascii in any::<bool>()) {
            let mut line = serde_json::json!({"n": [1, {"text": 2}], "text": text, "id": id}).to_string();
            if ascii {
                let escaped = |c: char| -> Vec<String> {
                    match c {
                        ' '..='~' => vec![c.into()],
                        _ => c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
                    }
                };
                line = line.chars().flat_map(escaped).collect();
            }
            let found = fields(&line, &options()).unwrap();
            prop_assert_eq!(&found.text, &text);
            prop_assert_eq!(Ok(found), jsonl::fields(&line, &options()));
        }
    }
}
