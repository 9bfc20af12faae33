//! Opening an installation from the command line's arguments.

use mingbai_app::env::{Clock, Random};
use mingbai_app::error::AppError;
use mingbai_app::files::dir::DataDir;
use mingbai_app::words::Lang;
use mingbai_app::{App, Target};

use crate::args::Place;

impl Place {
    /// The data directory.
    pub fn dir(&self) -> DataDir {
        DataDir::new(&self.data)
    }

    /// The database, if it is not the file in the data directory.
    pub fn target(&self) -> Option<Target> {
        self.database.clone().map(Target::Postgres)
    }

    /// Opens the installation.
    pub fn open(&self) -> Result<App, AppError> {
        let app = App::open(self.dir(), self.target(), Clock::system(), Random::system())?;
        if self.clock_ok {
            app.confirm_clock()?;
        }
        Ok(app)
    }
}

/// One of two texts.
pub fn say<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}
