//! `dittograph dedup`: the corpus without its repetitions, from a run made now or from a findings file.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use clap::ArgMatches;

use super::args::Dedup;
use super::exit::Exit;
use super::scan::{analyse, beside, exit, json, names, say_gates, tell, tripped, write_formulas};
use super::screen::Screen;
use super::{boilerplate, interrupt, resume, unprintable};
use crate::engine::{self, Progress, Steps};
use crate::int::{agreeing, counted, grouped, wide};
use crate::mark::DocumentAction;
use crate::read::{Familiar, FileSource, Item, KnownPassages, ReadOptions, Source};
use crate::report::corpus::{self, Written};
use crate::report::decisions::{self, Decision};
use crate::report::edits::{Emptied, Near, Style};
use crate::report::folder::{OutputFolder, Resume};
use crate::report::jsonl::Findings;
use crate::report::output::{self, Target};
use crate::report::verdicts::Verdicts;
use crate::report::{jsonl, obey, preview, summary, terminal};
use crate::{Error, Result};

/// The call: what was said, parsed and as it was said, and where to tell.
#[derive(Clone, Copy)]
struct Call<'a> {
    dedup: &'a Dedup,
    matches: &'a ArgMatches,
    screen: Screen,
}

pub(super) fn run(dedup: &Dedup, matches: &ArgMatches, screen: Screen) -> Result<Exit> {
    let call = Call { dedup, matches, screen };
    match (&dedup.from, &dedup.output) {
        (Some(findings), Some(output)) => from(call, findings, output),
        (Some(findings), None) => {
            let value = findings.display().to_string();
            let reason = "name the folder to make with -o; `dittograph report` shows what would go".into();
            Err(Error::Config { option: "from", value, reason })
        }
        (None, output) => search(call, output.as_deref()),
    }
}

/// What is told behind an error that ended a run which can be gone on with.
pub(super) fn stopped(dedup: &Dedup) -> String {
    let output = dedup.output.as_deref().filter(|_| dedup.resume);
    output.map(resume::stopped).unwrap_or_default()
}

fn once(source: &FileSource) -> Result<()> {
    source.stream().map_or(Ok(()), |value| {
        let reason = "can be read only once, but dedup reads its inputs twice; write it to a file first".into();
        Err(Error::Config { option: "input", value, reason })
    })
}

fn begin(call: Call<'_>, output: &Path, inputs: &[PathBuf], mut files: Vec<PathBuf>) -> Result<OutputFolder> {
    let Call { dedup, matches, screen } = call;
    output::outside(Target { option: "output", path: output }, inputs)?;
    let known = dedup.settings.known.iter().filter(|_| dedup.from.is_none());
    files.extend(known.chain(&dedup.from).chain(&dedup.decisions).cloned());
    let resume = if dedup.resume { Resume::Yes } else { Resume::No };
    let (folder, left) = OutputFolder::begin(output, &resume::setup(matches, inputs, &files), resume)?;
    interrupt::note(folder.under_way());
    screen.tell(&resume::said(&left, resume));
    Ok(folder)
}

/// Searches now. Without `output` only says what would go.
fn search(call: Call<'_>, output: Option<&Path>) -> Result<Exit> {
    let Call { dedup, screen, .. } = call;
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
    let decided = decided(dedup)?;
    let folder = output.map(|output| begin(call, output, &inputs, source.paths())).transpose()?;
    if let Some(findings) = folder.as_ref().and_then(|folder| folder.done(Path::new(corpus::FINDINGS)))
        && let Some(folder) = folder
    {
        return go_on(call, &findings, &inputs, folder);
    }
    let formulas = beside("formulas", dedup.settings.formulas.as_ref(), &inputs)?;
    let progress = screen.progress();
    let pool = engine::pool_with_this_thread(dedup.settings.threads())?;
    let mut analysis = pool.install(|| analyse(&mut source, &known, &dedup.settings, &progress))?;
    analysis.decide(&dedup.actions.policy(), dedup.actions.document_policy(dedup.settings.level()));
    let unmatched = decided.as_ref().map_or(0, |(path, decisions)| obey::run(&mut analysis, decisions, path));
    write_formulas(&analysis, formulas)?;
    if dedup.stats {
        analysis.stages = progress.costs();
    }
    let style = dedup.actions.style();
    let written = match folder {
        None => None,
        Some(folder) => {
            // First, so that a run that goes on with this one need not search again.
            pool.install(|| corpus::findings(&analysis, &names(&inputs), &options, &folder))?;
            let (verdicts, familiar) = (Verdicts::Run(&analysis), source.familiar());
            let written = corpus::write(&verdicts, &inputs, &options, &style, &folder, familiar, &progress)?;
            folder.finish()?;
            Some(written)
        }
    };
    drop(progress);
    if written.is_none() {
        screen.print(&preview::page(&analysis, Screen::width())).map_err(unprintable)?;
    }
    tell(&analysis, screen);
    if let Some(written) = &written {
        screen.tell(&said(written, &style));
    }
    if dedup.json {
        screen.print(&json(&summary(&analysis))?).map_err(unprintable)?;
    }
    let exit = exit(&analysis, &dedup.gates, screen);
    Ok(if unmatched > 0 { Exit::Partly } else { exit })
}

/// The file of decisions and what it holds, if one was named.
fn decided(dedup: &Dedup) -> Result<Option<(PathBuf, Vec<Decision>)>> {
    let read = |path: &PathBuf| decisions::read(path).map(|decisions| (path.clone(), decisions));
    dedup.decisions.as_ref().map(read).transpose()
}

/// Goes on with a run whose search was done: writes the files that are not.
fn go_on(call: Call<'_>, findings: &Path, inputs: &[PathBuf], folder: OutputFolder) -> Result<Exit> {
    let Call { dedup, screen, .. } = call;
    let findings = jsonl::read(findings)?;
    let (options, style) = (dedup.settings.read_options()?, dedup.actions.style());
    let progress = screen.progress();
    let written = corpus::write(
        &Verdicts::resumed(&findings),
        inputs,
        &options,
        &style,
        &folder,
        Familiar::default(),
        &progress,
    )?;
    folder.finish()?;
    drop(progress);
    screen.tell(&said(&written, &style));
    if dedup.json {
        screen.print(&json(&findings.summary)?).map_err(unprintable)?;
    }
    let gates = tripped(&findings.summary, &dedup.gates);
    say_gates(&gates, screen);
    // Warnings of decisions are about the file of decisions.
    let decisions = dedup.decisions.as_ref().map(|path| path.display().to_string());
    let unmatched = |doc: &str| decisions.as_ref().is_some_and(|path| path == doc);
    let skipped = findings.warnings.iter().any(|warning| warning.skipped || unmatched(&warning.doc));
    Ok(if skipped || !gates.is_empty() { Exit::Partly } else { Exit::Done })
}

/// Does what a findings file says.
fn from(call: Call<'_>, path: &Path, output: &Path) -> Result<Exit> {
    let Call { dedup, screen, .. } = call;
    let mut findings = jsonl::read(path)?;
    dedup.actions.of_labels(&obey::labelled(&findings))?;
    let options = findings.header.read_options();
    let named = !dedup.inputs.inputs.is_empty() || dedup.inputs.files_from.is_some();
    let inputs: Vec<PathBuf> =
        if named { dedup.inputs.all()? } else { findings.header.inputs.iter().map(PathBuf::from).collect() };
    let source = if named {
        let source = FileSource::open(&inputs, options.clone())?;
        once(&source)?;
        source
    } else {
        remembered(path, &inputs, &options)?
    };
    let (of, decisions) = decided(dedup)?.unwrap_or_default();
    let unmatched = obey::earlier(&mut findings, &dedup.actions.asked(), &decisions, &of);
    let folder = begin(call, output, &inputs, source.paths())?;
    let labelled = findings.documents.iter().any(|document| document.action == Some(DocumentAction::Label));
    let style = Style { near: if labelled { Near::Field } else { Near::None }, ..dedup.actions.style() };
    let progress = screen.progress();
    let unchanged = unchanged(source, &findings, &progress)?;
    obey::rely(&mut findings, |doc| unchanged.contains(doc));
    let written =
        corpus::write(&Verdicts::of(&findings), &inputs, &options, &style, &folder, Familiar::default(), &progress)?;
    corpus::copied(path, &folder)?;
    folder.finish()?;
    drop(progress);
    for warning in &written.strangers {
        screen.tell(&format!("{} {}\n", warning.doc, warning.message));
    }
    screen.tell(&terminal::all_warnings(&unmatched));
    screen.tell(&said(&written, &style));
    if dedup.json {
        screen.print(&json(&findings.summary)?).map_err(unprintable)?;
    }
    let gates = tripped(&findings.summary, &dedup.gates);
    say_gates(&gates, screen);
    let strange = !written.strangers.is_empty() || !unmatched.is_empty();
    Ok(if strange || !gates.is_empty() { Exit::Partly } else { Exit::Done })
}

/// The texts of a findings file where they were. Errors: [`Error::Config`] with what to do if they are not there.
fn remembered(findings: &Path, inputs: &[PathBuf], options: &ReadOptions) -> Result<FileSource> {
    let fault = |why: String| {
        let value = findings.display().to_string();
        let reason = format!("{why}; name them: `dittograph dedup INPUT --from {value} -o OUT`");
        Error::Config { option: "from", value, reason }
    };
    if inputs.is_empty() || inputs.iter().any(|input| input.as_os_str() == "-") {
        return Err(fault("the texts came from standard input or from memory".into()));
    }
    let source = match FileSource::open(inputs, options.clone()) {
        Err(error @ Error::Read { .. }) => return Err(fault(format!("the texts are not where they were ({error})"))),
        opened => opened?,
    };
    match source.files() {
        0 => Err(fault("no texts are where they were".into())),
        _ => once(&source).map(|()| source),
    }
}

/// The documents that are as they were scanned.
fn unchanged(mut source: FileSource, findings: &Findings, progress: &dyn Progress) -> Result<HashSet<String>> {
    progress.stage("comparing", Steps::of("document").bytes(source.taken().and_then(|taken| taken.of)));
    let verdicts = Verdicts::of(findings);
    let mut same = HashSet::new();
    while let Some(item) = source.next_item()? {
        if let Item::Document(document) = item {
            progress.advance(1);
            if verdicts.knows(&document) {
                same.insert(document.id);
            }
        }
        progress.reach(source.taken().map_or(0, |taken| taken.bytes));
    }
    Ok(same)
}

/// What was written, as lines.
fn said(written: &Written, style: &Style) -> String {
    let Written { documents, left_out, changed, emptied, dropped, strangers } = written;
    let of = if *left_out > 0 { format!("{} of ", grouped(documents - left_out)) } else { String::new() };
    let all = counted(*documents, "document");
    let mut lines =
        vec![format!("written: {of}{all}, {} of {} changed", grouped(*changed), agreeing(*documents, "it", "them"))];
    if *emptied > 0 {
        let what = if style.emptied == Emptied::Drop { "left out" } else { "kept empty" };
        let were = agreeing(*emptied, "it was", "they were");
        lines.push(format!("of {} nothing was left; {were} {what}", grouped(*emptied)));
    }
    if *dropped > 0 {
        let (were, equal) =
            (agreeing(*dropped, "was", "were"), agreeing(*dropped, "it nearly equals", "they nearly equal"));
        lines.push(format!("{} {were} left out because {equal} another", grouped(*dropped)));
    }
    if !strangers.is_empty() {
        let count = wide(strangers.len());
        let [are, they, were] =
            [("is", "are"), ("it", "they"), ("was", "were")].map(|(one, several)| agreeing(count, one, several));
        lines.push(format!("{} {are} not as {they} {were} scanned and {were} not changed", grouped(count)));
    }
    lines.join("\n") + "\n"
}
