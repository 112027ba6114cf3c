//! `dittograph boilerplate`: what one corpus teaches about boilerplate, for the runs on others. Also reads such files back.

use std::io::{self, BufWriter};
use std::path::PathBuf;

use super::apart;
use super::args::Boilerplate;
use super::exit::Exit;
use super::scan::{analyse, beside, skipped, tell, write_formulas};
use super::screen::Screen;
use super::unprintable;
use crate::engine;
use crate::read::{FileSource, KnownPassages, ReadOptions};
use crate::report::lists;
use crate::{Error, Result};

pub(super) fn run(args: &Boilerplate, screen: Screen) -> Result<Exit> {
    let inputs = args.inputs.all()?;
    let mut source = FileSource::open(&inputs, args.settings.read_options()?)?;
    let known = known(&args.settings.known)?;
    let file = beside("output", apart::file(args.output.as_ref()), &inputs)?;
    let formulas = beside("formulas", args.settings.formulas.as_ref(), &inputs)?;
    let progress = screen.progress();
    let pool = engine::pool_with_this_thread(args.settings.threads())?;
    let analysis = pool.install(|| analyse(&mut source, &known, &args.settings, &progress))?;
    drop(progress);
    match file {
        Some((path, mut file)) => {
            lists::boilerplate(&analysis, &mut file).map_err(|source| Error::Write { path, source })?;
            file.finish()?;
        }
        None => lists::boilerplate(&analysis, &mut BufWriter::new(io::stdout().lock())).map_err(unprintable)?,
    }
    write_formulas(&analysis, formulas)?;
    tell(&analysis, screen);
    Ok(skipped(&analysis))
}

/// The collections that a user names, each under its path.
///
/// Errors: those of reading, and [`Error::Config`] for one that holds no passage: it is hardly meant.
pub(super) fn known(paths: &[PathBuf]) -> Result<Vec<KnownPassages>> {
    let read = |path: &PathBuf| {
        let mut source = FileSource::open(std::slice::from_ref(path), ReadOptions::default())?;
        let name = path.display().to_string();
        let collection = KnownPassages::read(name.clone(), &mut source)?;
        if collection.passages.is_empty() {
            return Err(Error::Config { option: "known", value: name, reason: "holds no passage".into() });
        }
        Ok(collection)
    };
    paths.iter().map(read).collect()
}
