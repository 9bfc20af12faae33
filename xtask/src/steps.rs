//! A list of steps that all run, whatever fails, and are told at the end with their times.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

/// What has run so far.
#[derive(Default)]
pub struct Steps {
    done: Vec<(&'static str, Duration, bool)>,
}

impl Steps {
    /// Runs one step; a failure is printed and remembered, and the next step can go on.
    pub fn run(&mut self, name: &'static str, step: impl FnOnce() -> Result<()>) {
        println!("\n== {name}");
        // A measured time for people, not a time that anything depends on.
        let begun = Instant::now();
        let result = step();
        if let Err(error) = &result {
            println!("{name} failed: {error:#}");
        }
        self.done.push((name, begun.elapsed(), result.is_ok()));
    }

    /// Prints the list, and fails when one step failed.
    pub fn finish(&self) -> Result<()> {
        println!();
        for (name, took, passed) in &self.done {
            let word = if *passed { "ok    " } else { "FAILED" };
            println!("{word} {:>4} s  {name}", took.as_secs());
        }
        let failed = self.done.iter().filter(|(.., passed)| !passed).count();
        println!(
            "steps: {} passed, {failed} failed",
            self.done.len() - failed
        );
        if failed > 0 {
            bail!("{failed} of {} steps failed", self.done.len());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_does_not_stop_the_next_and_fails_the_whole() {
        let mut steps = Steps::default();
        let mut ran = false;
        steps.run("first", || bail!("no"));
        steps.run("second", || {
            ran = true;
            Ok(())
        });
        assert!(ran);
        assert!(steps.finish().is_err());
    }
}
