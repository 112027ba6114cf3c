//! `dittograph check`: everything is read and counted, nothing is searched.

use super::args::Check;
use super::exit::Exit;
use super::scan::json;
use super::screen::Screen;
use super::unprintable;
use crate::Result;
use crate::engine::Progress;
use crate::read::{FileSource, Item, Source};
use crate::report::inventory::Inventory;

pub(super) fn run(check: &Check, screen: Screen) -> Result<Exit> {
    let mut source = FileSource::open(&check.inputs.all()?, check.fields.read_options()?)?;
    let progress = screen.progress();
    progress.stage("reading", None);
    let mut inventory = Inventory::default();
    while let Some(item) = source.next_item()? {
        match item {
            Item::Document(document) => inventory.add(&document),
            Item::Warning(warning) => inventory.warn(warning),
        }
        progress.advance(1);
    }
    drop(progress);
    inventory.finish(source.encodings());
    let page = if check.json { json(&inventory)? } else { inventory.page(Screen::width()) };
    screen.print(&page).map_err(unprintable)?;
    Ok(if inventory.skipped > 0 { Exit::Partly } else { Exit::Done })
}
