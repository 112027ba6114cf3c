//! The report page: a findings file and its texts as one HTML file that needs nothing else, or as a folder of it and the texts.
//!
//! Finds nothing, changes no text. What the page shows is computed by its script (`page/src`, built into `assets/`) from the
//! data that `data` lays out; what needs the engine is computed here: which characters are the same to it (`folds`).
//! Nothing of a document is ever HTML: texts travel deflated in base64 and are put into the page as text alone.

mod data;
mod excerpt;
mod folds;
mod html;
mod texts;

pub use texts::{Inputs, Texts};

use self::data::Data;
use self::excerpt::Kept;
use super::folder::OutputFolder;
use super::jsonl::Findings;
use super::output::OutputFile;
use super::show::normalizer;
use crate::error::Result;

/// The language of the page's own words; it can be switched on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Chinese where more than half of the letters of the texts are Chinese, else English.
    #[default]
    Auto,
    /// English.
    English,
    /// Chinese.
    Chinese,
}

/// How the page is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The language of its words.
    pub language: Language,
    /// Code points of text that are put into it. Sixteen million make a file of about 30 MB, which can still be sent and opened;
    /// what is above it comes as excerpts around the findings, or not at all.
    pub max_text_chars: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { language: Language::Auto, max_text_chars: 16_000_000 }
    }
}

/// What of the texts is in the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Embedded {
    /// Documents with their whole text.
    pub whole: u64,
    /// Documents with stretches around their findings only, since there was no room for more.
    pub excerpts: u64,
    /// Documents without text, since there was no room or nothing is repeated in them.
    pub left_out: u64,
    /// Findings that are shown without their text.
    pub findings_without_text: u64,
}

/// Writes the page to one file. It appears whole or not at all.
///
/// Errors: [`Error::Write`](crate::Error::Write).
pub fn write(findings: &Findings, texts: &Texts, options: Options, mut file: OutputFile) -> Result<Embedded> {
    let kept = Kept::choose(findings, texts, options.max_text_chars);
    let chunks = kept.chunks(findings, texts, &normalizer(findings));
    let data = Data::new(findings, texts, &kept, &chunks, options.language);
    html::single(&data, &chunks, &mut file).map_err(|source| file.fault(source))?;
    file.finish()?;
    Ok(kept.embedded())
}

/// Writes the page as a new folder: `index.html`, and the texts in files beside it that are loaded when they are looked at. No
/// text is left out.
///
/// Errors: [`Error::Write`](crate::Error::Write).
pub fn write_folder(findings: &Findings, texts: &Texts, options: Options, folder: OutputFolder) -> Result<Embedded> {
    let kept = Kept::choose(findings, texts, u64::MAX);
    let chunks = kept.chunks(findings, texts, &normalizer(findings));
    let data = Data::new(findings, texts, &kept, &chunks, options.language);
    html::folder(&data, &chunks, &folder)?;
    folder.finish()?;
    Ok(kept.embedded())
}
