//! W3C Web Annotations: one JSON-LD page, an annotation for each finding, its place by position and by quote.

use std::collections::HashMap;
use std::io::{self, Write};

use serde_json::json;

use super::Quote;
use crate::report::jsonl::Findings;

/// Writes the page.
pub(super) fn write(findings: &Findings, quotes: &HashMap<u32, Quote>, out: &mut impl Write) -> io::Result<()> {
    let context = json!("http://www.w3.org/ns/anno.jsonld");
    write!(out, "{{\"@context\":{context},\"type\":\"AnnotationPage\",\"items\":[")?;
    for (number, found) in findings.findings.iter().enumerate() {
        let mut selectors = vec![json!({
            "type": "TextPositionSelector", "start": found.start_char, "end": found.end_char,
        })];
        if let Some(Quote { prefix, exact, suffix }) = quotes.get(&found.id) {
            selectors.push(json!({
                "type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix,
            }));
        }
        let annotation = json!({
            "type": "Annotation",
            "id": format!("urn:dittograph:{}:{}", findings.header.config_hash, found.id),
            "motivation": "tagging",
            "body": [
                {"type": "TextualBody", "purpose": "tagging", "value": found.kind.word()},
                {"type": "TextualBody", "purpose": "identifying", "value": format!("family {}", found.family)},
            ],
            "target": {"source": found.doc, "selector": selectors},
        });
        let comma = if number == 0 { "\n" } else { ",\n" };
        write!(out, "{comma}{annotation}")?;
    }
    out.write_all(b"\n]}\n")
}
