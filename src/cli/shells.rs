//! What shells and manual readers get from the definition of the command line: completions, manual pages, the options as a
//! configuration file.

use std::fs;
use std::io;
use std::path::Path;

use clap::{ArgMatches, CommandFactory};
use clap_complete::Shell;
use clap_mangen::Man;

use super::args::Cli;
use super::config_file;
use super::exit::Exit;
use super::interrupt;
use super::screen::Screen;
use super::unprintable;
use crate::report::output::OutputFile;
use crate::{Error, Result};

pub(super) fn completions(shell: Shell, screen: Screen) -> Result<Exit> {
    let mut page = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "dittograph", &mut page);
    screen.print(&String::from_utf8_lossy(&page)).map_err(unprintable)?;
    Ok(Exit::Done)
}

/// One page for the command and one for each of its subcommands, each of them whole or not at all.
pub(super) fn man(folder: &Path) -> Result<Exit> {
    let unwritable = |path: &Path, source: io::Error| Error::Write { path: path.to_path_buf(), source };
    fs::create_dir_all(folder).map_err(|source| unwritable(folder, source))?;
    let mut command = Cli::command().disable_help_subcommand(true);
    command.build();
    let pages = command.get_subcommands().cloned().chain([command.clone()]);
    for page in pages.map(Man::new) {
        let path = folder.join(page.get_filename());
        let mut file = OutputFile::create(&path)?;
        interrupt::note(file.under_way());
        page.render(&mut file).map_err(|source| unwritable(&path, source))?;
        file.finish()?;
    }
    Ok(Exit::Done)
}

/// The options as they are now.
pub(super) fn config(matches: &ArgMatches, screen: Screen) -> Result<Exit> {
    let mut command = Cli::command();
    command.build();
    let (Some(command), Some(matches)) = (command.find_subcommand("config"), matches.subcommand_matches("config"))
    else {
        return Ok(Exit::Failed);
    };
    screen.print(&config_file::printed(command, matches)).map_err(unprintable)?;
    Ok(Exit::Done)
}
