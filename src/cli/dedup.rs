//! `dittograph dedup`: the corpus without its repetitions, from a run made now or from a findings file.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use super::args::Dedup;
use super::exit::Exit;
use super::scan::{analyse, beside, exit, json, names, say_gates, tell, tripped, write_formulas};
use super::screen::Screen;
use super::{boilerplate, interrupt, unprintable};
use crate::engine::Progress;
use crate::mark::DocumentAction;
use crate::read::{FileSource, Item, KnownPassages, Source};
use crate::report::corpus::{self, Written};
use crate::report::edits::{Emptied, Near, Style};
use crate::report::jsonl::Findings;
use crate::report::output::{self, OutputFolder};
use crate::report::verdicts::Verdicts;
use crate::report::{decisions, jsonl, preview, summary};
use crate::{Error, Result};

pub(super) fn run(dedup: &Dedup, screen: Screen) -> Result<Exit> {
    match (&dedup.from, &dedup.output) {
        (Some(findings), Some(output)) => from(dedup, findings, output, screen),
        (_, output) => search(dedup, output.as_deref(), screen),
    }
}

fn once(source: &FileSource) -> Result<()> {
    source.stream().map_or(Ok(()), |value| {
        let reason = "can be read only once, but dedup reads its inputs twice; write it to a file first".into();
        Err(Error::Config { option: "input", value, reason })
    })
}

fn begin(output: &Path, inputs: &[PathBuf]) -> Result<OutputFolder> {
    output::outside(output, inputs)?;
    let folder = OutputFolder::create(output)?;
    interrupt::note(folder.under_way());
    Ok(folder)
}

/// Searches now. Without `output` only says what would go.
fn search(dedup: &Dedup, output: Option<&Path>, screen: Screen) -> Result<Exit> {
    let options = dedup.settings.read_options()?;
    let inputs = dedup.inputs.all()?;
    let mut source = FileSource::open(&inputs, options.clone())?;
    if output.is_some() {
        once(&source)?;
    }
    let mut known = boilerplate::known(&dedup.settings.known)?;
    if !dedup.no_known {
        known.insert(0, KnownPassages::shipped());
    }
    let folder = output.map(|output| begin(output, &inputs)).transpose()?;
    let formulas = beside(dedup.settings.formulas.as_ref(), &inputs)?;
    let progress = screen.progress();
    let mut analysis = analyse(&mut source, &known, &dedup.settings, &progress)?;
    analysis.decide(&dedup.actions.policy(), dedup.actions.document_policy(dedup.settings.level()));
    if dedup.stats {
        analysis.stages = progress.costs();
    }
    let written = match folder {
        None => None,
        Some(folder) => {
            let style = dedup.actions.style();
            let written = corpus::write(&Verdicts::Run(&analysis), &inputs, &options, &style, &folder, &progress)?;
            corpus::findings(&analysis, &names(&inputs), &options, &folder)?;
            folder.finish()?;
            Some(written)
        }
    };
    drop(progress);
    write_formulas(&analysis, formulas)?;
    if written.is_none() {
        screen.print(&preview::page(&analysis, Screen::width())).map_err(unprintable)?;
    }
    tell(&analysis, screen);
    if let Some(written) = &written {
        screen.tell(&said(written, &dedup.actions.style()));
    }
    if dedup.json {
        screen.print(&json(&summary(&analysis))?).map_err(unprintable)?;
    }
    Ok(exit(&analysis, &dedup.gates, screen))
}

/// Does what a findings file says.
fn from(dedup: &Dedup, path: &Path, output: &Path, screen: Screen) -> Result<Exit> {
    let mut findings = jsonl::read(path)?;
    let options = findings.header.read_options();
    let named = !dedup.inputs.inputs.is_empty() || dedup.inputs.files_from.is_some();
    let inputs: Vec<PathBuf> =
        if named { dedup.inputs.all()? } else { findings.header.inputs.iter().map(PathBuf::from).collect() };
    let source = FileSource::open(&inputs, options.clone())?;
    once(&source)?;
    decisions::act(
        &mut findings,
        |kind| dedup.actions.doing(kind).map(super::actions::Doing::treatment),
        dedup.actions.keeps_first(),
    );
    if let Some(file) = &dedup.decisions {
        decisions::obey(&mut findings, file)?;
    }
    let folder = begin(output, &inputs)?;
    let mut style = dedup.actions.style();
    if findings.documents.iter().any(|document| document.action == Some(DocumentAction::Label)) {
        style.near = Near::Field;
    }
    let progress = screen.progress();
    let unchanged = unchanged(source, &findings, &progress)?;
    decisions::rely(&mut findings, |doc| unchanged.contains(doc));
    let written = corpus::write(&Verdicts::of(&findings), &inputs, &options, &style, &folder, &progress)?;
    corpus::copied(path, &folder)?;
    folder.finish()?;
    drop(progress);
    for warning in &written.strangers {
        screen.tell(&format!("{} {}\n", warning.doc, warning.message));
    }
    screen.tell(&said(&written, &style));
    if dedup.json {
        screen.print(&json(&findings.summary)?).map_err(unprintable)?;
    }
    let gates = tripped(&findings.summary, &dedup.gates);
    say_gates(&gates, screen);
    let strange = !written.strangers.is_empty();
    Ok(if strange || !gates.is_empty() { Exit::Partly } else { Exit::Done })
}

/// The documents that are as they were scanned.
fn unchanged(mut source: FileSource, findings: &Findings, progress: &dyn Progress) -> Result<HashSet<String>> {
    progress.stage("comparing", None);
    let verdicts = Verdicts::of(findings);
    let mut same = HashSet::new();
    while let Some(item) = source.next_item()? {
        if let Item::Document(document) = item
            && verdicts.knows(&document)
        {
            same.insert(document.id);
        }
        progress.advance(1);
    }
    Ok(same)
}

/// What was written, as lines.
fn said(written: &Written, style: &Style) -> String {
    let Written { documents, changed, emptied, dropped, strangers } = written;
    let mut lines = vec![format!("written: {documents} documents, {changed} of them changed")];
    if *emptied > 0 {
        let what = if style.emptied == Emptied::Drop { "left out" } else { "kept empty" };
        lines.push(format!("of {emptied} nothing was left; they were {what}"));
    }
    if *dropped > 0 {
        lines.push(format!("{dropped} were left out because they nearly equal another"));
    }
    if !strangers.is_empty() {
        lines.push(format!("{} are not as they were scanned and were not changed", strangers.len()));
    }
    lines.join("\n") + "\n"
}
