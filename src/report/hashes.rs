//! The names of texts in files: hashes of their UTF-8 bytes that are the same on every platform and in every version.

use xxhash_rust::xxh3::xxh3_64;
#[cfg(any(test, feature = "cli"))]
use xxhash_rust::xxh3::xxh3_128;

use crate::read::Document;
use crate::span::{Raw, Span};

/// The name of a document's text: XXH3-128, 32 hexadecimal digits.
#[cfg(any(test, feature = "cli"))]
pub(super) fn text_hash(text: &str) -> String {
    format!("{:032x}", xxh3_128(text.as_bytes()))
}

/// The name of the text of a span: XXH3-64, 16 hexadecimal digits; `None` for a span that does not fit. Beside the document's id
/// it need only tell the passages of one document apart, so half the length does.
pub(super) fn span_hash(document: &Document, span: Span<Raw>) -> Option<String> {
    document.text.get(span.range()).map(hash_of)
}

/// The name of a passage: XXH3-64, 16 hexadecimal digits.
pub(super) fn hash_of(passage: &str) -> String {
    format!("{:016x}", xxh3_64(passage.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_algorithm() {
        assert_eq!(text_hash(""), "99aa06d3014798d86001c324468d497f");
        let document = Document::new("甲", "一二");
        assert_eq!(span_hash(&document, Span::new(0, 0)).as_deref(), Some("2d06800538d394c2"));
        assert_eq!(span_hash(&document, Span::new(0, 2)), None, "inside a character");
    }
}
