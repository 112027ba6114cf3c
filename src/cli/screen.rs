//! Where the command prints: streams with or without colour, the width of the terminal, progress.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anstream::{AutoStream, ColorChoice};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::args::Color;
use super::stage::{Counters, Stage};
use super::usage;
use crate::engine::{Progress, Steps};
use crate::stats::StageCost;

/// Columns where the output is no terminal.
const WIDTH: usize = 100;
/// Columns beyond which lines are hard to read.
const WIDEST: usize = 160;
/// Time between two frames of progress on a terminal.
const TICK: Duration = Duration::from_millis(100);
/// Milliseconds between two lines of progress where there is no terminal.
const PLAIN_EVERY_MS: u64 = 10_000;

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
        Bar {
            line: ProgressBar::with_draw_target(None, target),
            screen: self,
            plain: !shown && self.talk != Talk::Quiet,
            stage: Mutex::default(),
            costs: Mutex::default(),
            counters: Arc::default(),
            began: Instant::now(),
            said: AtomicU64::new(0),
        }
    }
}

/// The progress line. Gone from the screen when dropped.
pub(super) struct Bar {
    line: ProgressBar,
    screen: Screen,
    plain: bool,
    stage: Mutex<Arc<Stage>>,
    /// What the stages before it cost.
    costs: Mutex<Vec<StageCost>>,
    /// Counted without a lock: some stages have a million steps.
    counters: Arc<Counters>,
    began: Instant,
    /// Milliseconds from then on at which a plain line was last printed.
    said: AtomicU64,
}

impl Bar {
    fn now(&self) -> Arc<Stage> {
        self.stage.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What every stage has cost, the one under way too.
    pub(super) fn costs(&self) -> Vec<StageCost> {
        let before = self.costs.lock().unwrap_or_else(PoisonError::into_inner);
        before.iter().cloned().chain(self.now().cost()).collect()
    }

    fn end_stage(&self, stage: &Stage) {
        let Some(cost) = stage.cost() else { return };
        if self.screen.talk == Talk::Verbose {
            self.line.suspend(|| self.screen.say(&usage::line(&cost)));
        }
        self.costs.lock().unwrap_or_else(PoisonError::into_inner).push(cost);
    }

    /// Prints a plain line if it is time for one.
    fn say(&self) {
        if !self.plain {
            return;
        }
        let now = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let said = self.said.load(Ordering::Relaxed);
        // One of several threads that find it is time.
        if now.saturating_sub(said) >= PLAIN_EVERY_MS
            && self.said.compare_exchange(said, now, Ordering::Relaxed, Ordering::Relaxed).is_ok()
        {
            self.screen.say(&(self.now().told() + "\n"));
        }
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str, steps: Steps) {
        self.end_stage(&self.now());
        let stage = Arc::new(Stage::new(name, steps, self.counters.clone()));
        let (told, share) = (stage.clone(), stage.clone());
        let template = if stage.share().is_some() { "{share:12} {told}" } else { "{spinner} {told}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            let tell = move |_: &ProgressState, line: &mut dyn fmt::Write| _ = line.write_str(&told.told());
            let draw = move |_: &ProgressState, line: &mut dyn fmt::Write| _ = line.write_str(&share.drawn());
            self.line.set_style(style.with_key("told", tell).with_key("share", draw));
            if !self.line.is_hidden() {
                // Not before: the library would draw a line of its own.
                self.line.enable_steady_tick(TICK);
            }
        }
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
        self.say();
    }

    fn advance(&self, steps: u64) {
        self.counters.done.fetch_add(steps, Ordering::Relaxed);
        self.say();
    }

    fn reach(&self, byte: u64) {
        self.counters.byte.store(byte, Ordering::Relaxed);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.line.finish_and_clear();
        self.end_stage(&self.now());
    }
}
