//! The calls a cleaning pipeline makes: texts in memory go in, findings or cleaned texts come out. Each is the whole run
//! of [`engine`](crate::engine) on threads the caller has (rayon's); nothing is read, written or printed.

use std::borrow::Cow;

use crate::analysis::Analysis;
use crate::classify::Finding;
use crate::config::Config;
use crate::engine::{Silent, run};
use crate::error::{Error, Result};
use crate::mark::apply;
use crate::read::{Document, MemorySource};

/// Finds the loops and repeats of one text.
///
/// Output: ordered by start; offsets in bytes and in code points. Errors: [`Error::Config`] for a setting that can't be
/// obeyed or a text of 4 GiB and more. Complexity: `O(n log n)`.
///
/// ```
/// use dittograph::{Config, Kind, find};
/// let text = "会议要求，".to_owned() + &"推动产业园区提质增效，加快补齐冷链物流短板，".repeat(9) + "确保全年目标完成。";
/// let findings = find(&text, &Config::default())?;
/// assert_eq!(findings.len(), 1);
/// assert_eq!(findings[0].kind, Kind::Loop);
/// assert_eq!((findings[0].period, findings[0].copies), (Some(20), Some(9.0)));
/// assert!(text[findings[0].place.raw.range()].starts_with("推动产业园区"));
/// # Ok::<(), dittograph::Error>(())
/// ```
pub fn find(text: &str, config: &Config) -> Result<Vec<Finding>> {
    Ok(analyse(text, config)?.findings)
}

/// Finds what repeats within and across documents.
///
/// Output: findings, marks (everything but formulas to be removed, one occurrence of each passage kept), and what was
/// found of each document as a whole. The analysis holds the documents ascending by id; a second document of one id gets
/// another id and a warning. Errors: [`Error::Config`]. Complexity: `O(n log n)` in the text; memory about 12 bytes a
/// symbol besides the text.
///
/// ```
/// use dittograph::{Config, Document, Kind, Role, find_in};
/// let told = "市水利局对全市四十七座小型水库逐一开展安全鉴定，发现病险水库九座并落实了除险加固资金。";
/// let analysis = find_in(
///     [
///         Document::new("a", format!("去年工作回顾。{told}农村饮水安全工程全面完工。")),
///         Document::new("b", format!("防汛形势通报。{told}请各地抓好落实，确保安全度汛。")),
///     ],
///     &Config::default(),
/// )?;
/// let found: Vec<_> = analysis.findings.iter().map(|finding| (finding.kind, finding.role)).collect();
/// assert_eq!(found, [(Kind::Copy, Role::Original), (Kind::Copy, Role::Copy)]);
/// assert_eq!(analysis.marks.len(), 1);
/// # Ok::<(), dittograph::Error>(())
/// ```
pub fn find_in(documents: impl IntoIterator<Item = Document>, config: &Config) -> Result<Analysis> {
    run(&mut MemorySource::new(documents), config, &Silent)
}

/// One text without its loops and repeats: of each, the first occurrence stays.
///
/// Guarantee: what stands outside the marks comes out byte for byte; a text in which nothing repeats is not copied.
/// Errors and complexity: as [`find`]. For a corpus see [`find_in`] and [`Analysis::cleaned`].
///
/// ```
/// use dittograph::{Config, clean};
/// let text = "会议要求，".to_owned() + &"推动产业园区提质增效，加快补齐冷链物流短板，".repeat(9) + "确保全年目标完成。";
/// let cleaned = clean(&text, &Config::default())?;
/// assert!(cleaned.starts_with("会议要求，推动产业园区提质增效，加快补齐冷链物流短板，"));
/// assert!(cleaned.ends_with("，确保全年目标完成。"));
/// assert_eq!(cleaned.matches("冷链物流").count(), 1);
/// # Ok::<(), dittograph::Error>(())
/// ```
pub fn clean<'t>(text: &'t str, config: &Config) -> Result<Cow<'t, str>> {
    apply(text, &analyse(text, config)?.marks)
}

fn analyse(text: &str, config: &Config) -> Result<Analysis> {
    if u32::try_from(text.len()).is_err() {
        let value = format!("{} bytes", text.len());
        return Err(Error::Config { option: "text", value, reason: "must be below 4 GiB".into() });
    }
    find_in([Document::new("", text)], config)
}
