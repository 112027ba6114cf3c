//! `dittograph check`: everything is read and counted, nothing is searched.

use super::args::Check;
use super::exit::Exit;
use super::scan::json;
use super::screen::Screen;
use super::unprintable;
use crate::engine::{Progress, Steps};
use crate::read::{FileSource, Item, Source};
use crate::report::inventory::Inventory;
use crate::{Error, Result};

pub(super) fn run(check: &Check, screen: Screen) -> Result<Exit> {
    let mut source = FileSource::open(&check.inputs.all()?, check.fields.read_options()?)?;
    let progress = screen.progress();
    progress.stage("reading", Steps::of("document").bytes(source.taken().and_then(|taken| taken.of)));
    let mut inventory = Inventory::default();
    let end = loop {
        match source.next_item() {
            Ok(Some(Item::Document(document))) => {
                inventory.add(&document);
                progress.advance(1);
            }
            Ok(Some(Item::Warning(warning))) => inventory.warn(warning),
            Ok(None) => break Ok(()),
            // What is wrong with every record is what such a call is to find out.
            Err(error @ Error::NoDocuments { .. }) if inventory.skipped > 0 => break Err(error),
            Err(error) => return Err(error),
        }
        progress.reach(source.taken().map_or(0, |taken| taken.bytes));
    };
    drop(progress);
    inventory.finish(source.encodings());
    let page = if check.json { json(&inventory)? } else { inventory.page() };
    screen.print(&page).map_err(unprintable)?;
    end.map(|()| if inventory.skipped > 0 { Exit::Partly } else { Exit::Done })
}
