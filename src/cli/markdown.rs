//! `dittograph report --markdown`: the summary for a pull request.

use std::path::{Path, PathBuf};

use super::exit::Exit;
use super::interrupt;
use super::screen::Screen;
use super::unprintable;
use crate::report::compare;
use crate::report::export;
use crate::report::jsonl::{self, Findings};
use crate::report::output::{self, OutputFile, Target};
use crate::{Error, Result};

/// What is written, and where.
pub(super) struct Summary<'a> {
    pub(super) findings: &'a Findings,
    /// The findings file of an earlier run, to be held against this one.
    pub(super) baseline: Option<&'a Path>,
    /// Where the texts are.
    pub(super) inputs: &'a [PathBuf],
    /// The file; standard output without one.
    pub(super) output: Option<&'a Path>,
}

/// Writes the summary. It ends with 0 also where texts are not at hand, which is said: the counts need none.
pub(super) fn run(summary: &Summary<'_>, screen: Screen) -> Result<Exit> {
    let Summary { findings, baseline, inputs, output } = summary;
    let earlier = baseline.map(jsonl::read).transpose()?;
    let against = earlier.as_ref().map(|earlier| compare::compare(earlier, findings));
    let file = output
        .map(|path| output::outside(Target { option: "output", path }, inputs).and_then(|()| OutputFile::create(path)))
        .transpose()?;
    interrupt::note(file.as_ref().and_then(OutputFile::under_way));
    let progress = screen.progress();
    let mut page = Vec::new();
    // What came from standard input can't be read again.
    let inputs: Vec<PathBuf> = inputs.iter().filter(|input| input.as_os_str() != "-").cloned().collect();
    let warnings = export::summary(findings, &inputs, against.as_ref(), &mut page, &progress).map_err(unprintable)?;
    drop(progress);
    match (file, output) {
        (Some(mut file), Some(path)) => {
            let unwritable = |source| Error::Write { path: path.to_path_buf(), source };
            std::io::Write::write_all(&mut file, &page).map_err(unwritable)?;
            file.finish()?;
        }
        _ => screen.print(&String::from_utf8_lossy(&page)).map_err(unprintable)?,
    }
    for warning in &warnings {
        let line = format!("{} {}\n", warning.doc, warning.message);
        screen.tell(line.trim_start());
    }
    Ok(Exit::Done)
}
