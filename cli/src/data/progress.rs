//! A bar for long files, where somebody is looking.
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};

/// Files from this size on take long enough for a bar.
const LONG: u64 = 8 << 20;

/// How much of a file was read.
pub(crate) struct Progress(Option<ProgressBar>);

impl Progress {
    /// A bar for a file of that size, if its end is known, it is long, and a terminal shows nothing else at the time.
    pub(crate) fn new(size: Option<u64>) -> Self {
        let watched = io::stderr().is_terminal() && !io::stdout().is_terminal();
        let bar = size.filter(|size| watched && *size >= LONG).map(|size| {
            let bar = ProgressBar::with_draw_target(Some(size), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{bar:40} {bytes}/{total_bytes} {bytes_per_sec} {eta}");
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self(bar)
    }

    pub(crate) fn add(&self, bytes: u64) {
        if let Some(bar) = &self.0 {
            bar.inc(bytes);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
