//! Where the command prints: streams with or without colour, the width of the terminal, progress.

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use anstream::{AutoStream, ColorChoice};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::Color;
use crate::engine::Progress;

/// Columns where the output is no terminal.
const WIDTH: usize = 100;
/// Columns beyond which lines are hard to read.
const WIDEST: usize = 160;

/// What the user wants to see.
#[derive(Debug, Clone, Copy)]
pub(super) struct Screen {
    choice: ColorChoice,
    quiet: bool,
}

impl Screen {
    pub(super) fn new(color: Color, quiet: bool) -> Self {
        let choice = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self { choice, quiet }
    }

    /// Columns of a line.
    pub(super) fn width() -> usize {
        terminal_size::terminal_size().map_or(WIDTH, |(width, _)| usize::from(width.0)).clamp(40, WIDEST)
    }

    /// Whether standard output shows colours.
    pub(super) fn colours(self) -> bool {
        AutoStream::new(io::stdout(), self.choice).current_choice() != ColorChoice::Never
    }

    /// Prints a page to standard output.
    pub(super) fn print(self, page: &str) -> io::Result<()> {
        let mut stream = AutoStream::new(io::stdout().lock(), self.choice);
        stream.write_all(page.as_bytes())?;
        stream.flush()
    }

    /// Tells the user something on standard error; nobody is there to hear if that fails.
    pub(super) fn tell(self, page: &str) {
        if !self.quiet {
            self.say(page);
        }
    }

    /// Tells the user something even if quiet was asked for.
    pub(super) fn say(self, page: &str) {
        let _ = AutoStream::new(io::stderr().lock(), self.choice).write_all(page.as_bytes());
    }

    /// A progress line on standard error if that is a terminal.
    pub(super) fn progress(self) -> Bar {
        let shown = !self.quiet && io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if shown {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        Bar { bar }
    }
}

/// The progress line. Gone from the screen when dropped.
pub(super) struct Bar {
    bar: ProgressBar,
}

impl Progress for Bar {
    fn stage(&self, name: &'static str, total: Option<u64>) {
        let template = match total {
            Some(_) => "{msg:<12} {bar:30} {human_pos} of {human_len}, {elapsed}",
            None => "{msg:<12} {spinner} {human_pos}, {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        match total {
            Some(total) => self.bar.set_length(total),
            None => self.bar.unset_length(),
        }
        self.bar.set_position(0);
        self.bar.set_message(name);
    }

    fn advance(&self, steps: u64) {
        self.bar.inc(steps);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
