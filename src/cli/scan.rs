//! `dittograph scan`, and what it shares with `dedup`: the run, the summary, the gates.

use std::io::{self, BufWriter};
use std::path::PathBuf;

use super::args::{Gates, Scan};
use super::exit::Exit;
use super::screen::{Screen, Talk};
use super::settings::Settings;
use super::{apart, boilerplate, interrupt, unprintable};
use crate::engine::{self, Analysis, Progress};
use crate::int::{counted, float64};
use crate::read::{FileSource, KnownPassages, ReadOptions};
use crate::report::output::{self, OutputFile, Target};
use crate::report::{SummaryRecord, jsonl, lists, summary, terminal};
use crate::{Error, Result};

pub(super) fn run(scan: &Scan, screen: Screen) -> Result<Exit> {
    let options = scan.settings.read_options()?;
    let inputs = scan.inputs.all()?;
    let mut source = FileSource::open(&inputs, options.clone())?;
    let known = boilerplate::known(&scan.settings.known)?;
    let file = beside("output", apart::file(scan.output.as_ref()), &inputs)?;
    let formulas = beside("formulas", scan.settings.formulas.as_ref(), &inputs)?;
    let progress = screen.progress();
    let pool = engine::pool_with_this_thread(scan.settings.threads())?;
    let mut analysis = pool.install(|| analyse(&mut source, &known, &scan.settings, &progress))?;
    if scan.stats {
        analysis.stages = progress.costs();
    }
    drop(progress);
    match file {
        Some((path, mut file)) => {
            let written = pool.install(|| jsonl::write(&analysis, &names(&inputs), &options, &mut file));
            written.map_err(|source| Error::Write { path, source })?;
            file.finish()?;
        }
        None => pool.install(|| print(&analysis, &inputs, &options))?,
    }
    write_formulas(&analysis, formulas)?;
    tell(&analysis, screen);
    if let Some(output) = apart::file(scan.output.as_ref()).filter(|_| !analysis.findings.is_empty()) {
        let output = output.display();
        screen.tell(&format!("\n`dittograph show {output}` lists all families, with a number behind it one of them\n"));
    }
    if scan.json {
        screen.print(&json(&summary(&analysis))?).map_err(unprintable)?;
    }
    Ok(exit(&analysis, &scan.gates, screen))
}

fn print(analysis: &Analysis, inputs: &[PathBuf], options: &ReadOptions) -> Result<()> {
    let mut stdout = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    jsonl::write(analysis, &names(inputs), options, &mut stdout).map_err(unprintable)
}

/// Searches the documents of a source, on the threads of the pool it is called in.
pub(super) fn analyse(
    source: &mut FileSource,
    known: &[KnownPassages],
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Analysis> {
    engine::run_with(source, known, &settings.config(), progress)
}

/// A file that is written, if one was asked for. It is opened before the run, so that a name that can't be written is said at
/// once.
pub(super) fn beside(
    option: &'static str,
    path: Option<&PathBuf>,
    inputs: &[PathBuf],
) -> Result<Option<(PathBuf, OutputFile)>> {
    let Some(path) = path else { return Ok(None) };
    output::outside(Target { option, path }, inputs)?;
    let file = OutputFile::create(path)?;
    interrupt::note(file.under_way());
    Ok(Some((path.clone(), file)))
}

/// Writes the stock phrases.
pub(super) fn write_formulas(analysis: &Analysis, file: Option<(PathBuf, OutputFile)>) -> Result<()> {
    let Some((path, mut file)) = file else { return Ok(()) };
    lists::formulas(analysis, &mut file).map_err(|source| Error::Write { path, source })?;
    file.finish()
}

/// The summary for people.
pub(super) fn tell(analysis: &Analysis, screen: Screen) {
    if screen.talk == Talk::Quiet {
        return;
    }
    if screen.talk == Talk::Verbose {
        screen.tell(&terminal::all_warnings(&analysis.warnings));
    }
    screen.tell(&terminal::summary(analysis, Screen::width()));
}

/// The summary for programs: one JSON object and a line feed.
pub(super) fn json(summary: &impl serde::Serialize) -> Result<String> {
    let json = serde_json::to_string(summary).map_err(|error| unprintable(io::Error::other(error)))?;
    Ok(json + "\n")
}

pub(super) fn names(inputs: &[PathBuf]) -> Vec<String> {
    inputs.iter().map(|input| input.display().to_string()).collect()
}

/// How a run that was done ends: with 1 if documents were left out or a gate was tripped, which is said.
pub(super) fn exit(analysis: &Analysis, gates: &Gates, screen: Screen) -> Exit {
    let tripped = if gates.are_set() { tripped(&summary(analysis), gates) } else { Vec::new() };
    say_gates(&tripped, screen);
    if tripped.is_empty() { skipped(analysis) } else { Exit::Partly }
}

/// How a run that was done ends without gates.
pub(super) fn skipped(analysis: &Analysis) -> Exit {
    if analysis.warnings.iter().any(|warning| warning.skipped) { Exit::Partly } else { Exit::Done }
}

/// Says which gates were tripped, quiet or not.
pub(super) fn say_gates(tripped: &[String], screen: Screen) {
    for gate in tripped {
        screen.say(&format!("\x1b[1;31mgate:\x1b[0m {gate}\n"));
    }
}

/// The gates that what was found trips, as sentences.
pub(super) fn tripped(counts: &SummaryRecord, gates: &Gates) -> Vec<String> {
    let found = |kind| counts.kinds.iter().find(|count| count.kind == kind).filter(|count| count.findings > 0);
    let mut tripped: Vec<String> = gates
        .fail_on
        .iter()
        .filter_map(|kind| found(*kind))
        .map(|count| {
            format!("{} of the kind {}, none is allowed", counted(count.findings, "finding"), count.kind.word())
        })
        .collect();
    let share = float64(counts.removed_chars) / float64(counts.chars.max(1));
    if let Some(most) = gates.max_duplicate_share.filter(|most| share > *most) {
        tripped.push(format!("{share:.4} of all characters are to be removed, at most {most} is allowed"));
    }
    tripped
}
