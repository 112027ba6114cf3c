//! The page's bytes: a frame, the script and the styles that were built from `page/`, and the data deflated in base64.
//!
//! The page may run its own script and nothing else: a policy in it names the script by its SHA-256, and forbids it to make
//! HTML of text. Writes no text of a document anywhere but in the packed data.

use std::io::{self, Write};
use std::path::Path;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use serde::Serialize;

use super::data::Data;
use super::excerpt::Chunk;
use crate::error::Result;
use crate::report::folder::OutputFolder;

const SCRIPT: &str = include_str!("assets/page.js");
const STYLE: &str = include_str!("assets/page.css");
/// The SHA-256 of both in base64, script first, a line each; written by what builds them.
const HASHES: &str = include_str!("assets/hashes.txt");

/// What a browser without scripts shows.
const NO_SCRIPT: &str =
    "This report needs JavaScript; nothing is loaded from elsewhere. 此报告需要启用 JavaScript；不从别处加载任何内容。";

/// Where the texts are.
enum Pieces<'c, 't> {
    /// In the page.
    Inside(&'c [Chunk<'t>]),
    /// In files beside it.
    Beside,
}

/// Writes one file with everything in it.
pub(super) fn single(data: &Data<'_>, chunks: &[Chunk<'_>], out: &mut impl Write) -> io::Result<()> {
    page(data, &Pieces::Inside(chunks), out)
}

/// Writes `index.html` and the texts beside it. A page that was opened from a disk may load scripts only, so the texts are
/// scripts: each hands its packed bytes over.
pub(super) fn folder(data: &Data<'_>, chunks: &[Chunk<'_>], folder: &OutputFolder) -> Result<()> {
    for (number, chunk) in chunks.iter().enumerate() {
        let name = format!("texts/{number}.js");
        let path = Path::new(&name);
        let mut file = io::BufWriter::new(folder.file(path)?);
        let packed = packed(chunk).map_err(|source| folder.fault(path, source))?;
        let written = write!(file, "dittograph({number},\"{packed}\")").and_then(|()| file.flush());
        written.map_err(|source| folder.fault(path, source))?;
    }
    let path = Path::new("index.html");
    let mut file = io::BufWriter::new(folder.file(path)?);
    let written = page(data, &Pieces::Beside, &mut file).and_then(|()| file.flush());
    written.map_err(|source| folder.fault(path, source))
}

fn page(data: &Data<'_>, pieces: &Pieces<'_, '_>, out: &mut impl Write) -> io::Result<()> {
    let mut hashes = HASHES.lines();
    let (script, style) = (hashes.next().unwrap_or_default(), hashes.next().unwrap_or_default());
    // Only texts beside the page are scripts that are named while it runs, and a policy of the script's own lets these pass.
    let (loaded, trusted) =
        if matches!(pieces, Pieces::Beside) { (" 'self' file:", "dittograph") } else { ("", "'none'") };
    let language = data.language();
    let title = escaped(&data.inputs().join(", "));
    write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
         script-src 'sha256-{script}'{loaded}; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; \
         form-action 'none'; require-trusted-types-for 'script'; trusted-types {trusted}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>dittograph{}{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
         <noscript>{NO_SCRIPT}</noscript>\n<div id=\"app\"></div>\n",
        if title.is_empty() { "" } else { " · " }
    )?;
    piece(out, "data", data)?;
    if let Pieces::Inside(chunks) = pieces {
        for (number, chunk) in chunks.iter().enumerate() {
            piece(out, &format!("text-{number}"), chunk)?;
        }
    }
    writeln!(out, "<script>{SCRIPT}</script>\n</body>\n</html>")
}

/// A packed value; browsers run no script of this type.
fn piece(out: &mut impl Write, id: &str, value: &impl Serialize) -> io::Result<()> {
    writeln!(out, "<script type=\"text/plain\" id=\"{id}\">{}</script>", packed(value)?)
}

/// The value as JSON, deflated (zlib), in base64.
fn packed(value: &impl Serialize) -> io::Result<String> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    serde_json::to_writer(&mut encoder, value)?;
    Ok(BASE64_STANDARD.encode(encoder.finish()?))
}

/// A text that is no HTML.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            char if char.is_control() => escaped.push(' '),
            char => escaped.push(char),
        }
    }
    escaped
}
