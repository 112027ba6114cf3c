//! `dittograph boilerplate`: what one corpus teaches about boilerplate, for the runs on others. Also reads such files back.

use std::io::{self, BufWriter};
use std::path::PathBuf;

use super::args::Boilerplate;
use super::exit::Exit;
use super::screen::Screen;
use super::{analyse, beside, exit, unprintable};
use crate::read::{FileSource, KnownPassages, ReadOptions};
use crate::report::{lists, terminal};
use crate::{Error, Result};

pub(super) fn run(args: &Boilerplate, screen: Screen) -> Result<Exit> {
    let mut source = FileSource::open(&args.inputs, args.settings.read_options()?)?;
    let known = known(&args.settings.known)?;
    let file = beside(args.output.as_ref(), &args.inputs)?;
    let formulas = beside(args.settings.formulas.as_ref(), &args.inputs)?;
    let progress = screen.progress();
    let analysis = analyse(&mut source, &known, &args.settings, &progress)?;
    drop(progress);
    match file {
        Some((path, mut file)) => {
            lists::boilerplate(&analysis, &mut file).map_err(|source| Error::Write { path, source })?;
            file.finish()?;
        }
        None => lists::boilerplate(&analysis, &mut BufWriter::new(io::stdout().lock())).map_err(unprintable)?,
    }
    super::write_formulas(&analysis, formulas)?;
    screen.tell(&terminal::summary(&analysis, Screen::width()));
    Ok(exit(&analysis))
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
