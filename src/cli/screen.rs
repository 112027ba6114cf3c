//! Where the command prints: streams with or without colour, the width of the terminal, progress.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::args::Color;
use super::usage::memory;
use crate::engine::Progress;
use crate::stats::StageCost;

/// Columns where the output is no terminal.
const WIDTH: usize = 100;
/// Columns beyond which lines are hard to read.
const WIDEST: usize = 160;
/// Time between two lines of progress where there is no terminal.
const PLAIN_EVERY: Duration = Duration::from_secs(10);

/// How much the user wants to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Talk {
    /// Errors only.
    Quiet,
    Usual,
    /// Every warning, and the time of each stage.
    Verbose,
}

/// What the user wants to see.
#[derive(Debug, Clone, Copy)]
pub(super) struct Screen {
    choice: ColorChoice,
    pub(super) talk: Talk,
}

impl Screen {
    pub(super) fn new(color: Color, talk: Talk) -> Self {
        let choice = match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        };
        Self { choice, talk }
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
        if self.talk != Talk::Quiet {
            self.say(page);
        }
    }

    /// Tells the user something even if quiet was asked for.
    pub(super) fn say(self, page: &str) {
        let _ = AutoStream::new(io::stderr().lock(), self.choice).write_all(page.as_bytes());
    }

    /// Progress on standard error: a moving line on a terminal, else a plain one now and then.
    pub(super) fn progress(self) -> Bar {
        let shown = self.talk != Talk::Quiet && io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if shown {
            bar.enable_steady_tick(Duration::from_millis(100));
        }
        let now = Instant::now();
        let stage = Stage { name: "", total: None, done: 0, began: now, said: now };
        let watched = Mutex::new(Watched { stage, costs: Vec::new() });
        Bar { line: bar, screen: self, plain: !shown && self.talk != Talk::Quiet, watched }
    }
}

/// The progress line. Gone from the screen when dropped.
pub(super) struct Bar {
    line: ProgressBar,
    screen: Screen,
    plain: bool,
    watched: Mutex<Watched>,
}

/// The stage that is under way, and what those before it cost.
struct Watched {
    stage: Stage,
    costs: Vec<StageCost>,
}

/// A stage that is under way.
struct Stage {
    name: &'static str,
    total: Option<u64>,
    done: u64,
    began: Instant,
    /// When a plain line was last printed.
    said: Instant,
}

impl Stage {
    /// The plain line about it.
    fn line(&self) -> String {
        let Self { name, total, done, began, .. } = self;
        let of = total.map(|total| format!(" of {total}")).unwrap_or_default();
        format!("{name}: {done}{of}, {} s\n", began.elapsed().as_secs())
    }

    /// What it has cost so far; nothing before the first stage.
    fn cost(&self) -> Option<StageCost> {
        let memory = memory();
        (!self.name.is_empty()).then(|| StageCost {
            stage: self.name.into(),
            seconds: (self.began.elapsed().as_secs_f64() * 1e6).round() / 1e6,
            steps: self.done,
            resident_bytes: memory.map(|memory| memory.resident),
            peak_bytes: memory.map(|memory| memory.peak),
        })
    }
}

/// The line about a stage that is over, for who wants to see every one.
fn line_of(cost: &StageCost) -> String {
    let mut line = format!("{}: {:.2} s", cost.stage, cost.seconds);
    if cost.steps > 0 {
        line += &format!(", {} steps", cost.steps);
    }
    if let (Some(resident), Some(peak)) = (cost.resident_bytes, cost.peak_bytes) {
        line += &format!(", {} MB in use, {} MB at the peak", resident / 1_000_000, peak / 1_000_000);
    }
    line + "\n"
}

impl Bar {
    /// What every stage has cost, the one under way too.
    pub(super) fn costs(&self) -> Vec<StageCost> {
        let watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        watched.costs.iter().cloned().chain(watched.stage.cost()).collect()
    }

    /// Ends the progress; says what every stage cost.
    pub(super) fn end(self) -> Vec<StageCost> {
        self.costs()
    }

    fn end_stage(&self, watched: &mut Watched) {
        let Some(cost) = watched.stage.cost() else { return };
        if self.screen.talk == Talk::Verbose {
            self.line.suspend(|| self.screen.say(&line_of(&cost)));
        }
        watched.costs.push(cost);
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str, total: Option<u64>) {
        let template = match total {
            Some(_) => "{msg:<14} {bar:30} {human_pos} of {human_len}, {per_sec}, {elapsed}, {eta} left",
            None => "{msg:<14} {spinner} {human_pos}, {per_sec}, {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.line.set_style(style);
        }
        match total {
            Some(total) => self.line.set_length(total),
            None => self.line.unset_length(),
        }
        self.line.reset();
        self.line.set_message(name);
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        self.end_stage(&mut watched);
        watched.stage = Stage { name, total, done: 0, began: Instant::now(), said: watched.stage.said };
    }

    fn advance(&self, steps: u64) {
        self.line.inc(steps);
        let stage = &mut self.watched.lock().unwrap_or_else(PoisonError::into_inner).stage;
        stage.done += steps;
        if self.plain && stage.said.elapsed() >= PLAIN_EVERY {
            stage.said = Instant::now();
            self.screen.say(&stage.line());
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.line.finish_and_clear();
        let mut watched = self.watched.lock().unwrap_or_else(PoisonError::into_inner);
        self.end_stage(&mut watched);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_lines_say_how_far_a_stage_is() {
        let now = Instant::now();
        let stage = Stage { name: "aligning", total: Some(9), done: 4, began: now, said: now };
        assert_eq!(stage.line(), "aligning: 4 of 9, 0 s\n");
        assert_eq!(Stage { total: None, ..stage }.line(), "aligning: 4, 0 s\n");
    }
}
