//! What the overlay of figures costs while a view moves: the processor time of the
//! whole browser, with it and without.
//!
//! Most of what a second canvas costs is not the coordinator's, which draws it, but
//! the compositor's, so all threads count. The view flies to and fro over pictures
//! that are known: where something is computed the workers take what is left of the
//! processors, and nothing shows. The overlay is switched in the middle of each
//! flight, on in one and off in the next, so that what a machine does beside is
//! nearly the same for both halves, and what differs between them falls out.

use std::time::Duration;

use anyhow::{Result, ensure};
use serde_json::json;

use super::parts::InBrowser;
use super::places::FRAME;
use super::processes::share_of_a_core;
use super::report::{Bound, Counts, Figure, Row, Section, Unit, Verdicts};
use super::series::Series;
use crate::drive::{Browser, Programs, Session, Window};

/// What the overlay may take, as a share of what is taken without.
const MOST: f64 = 0.01;

/// From one of these to the other and back.
const PLACES: [&str; 2] = [
    "re=-0.743643887037151&im=0.131825904205330&zoom=2",
    "re=-0.743643887037151&im=0.131825904205330&zoom=200",
];

/// How long a flight takes.
const FLIGHT: Duration = Duration::from_millis(5400);

/// How long it goes on before the first half, and after each switch.
const WARM_UP: Duration = Duration::from_millis(500);

/// How long a half is.
const HALF: Duration = Duration::from_secs(2);

/// Flights that are thrown away: the pictures on the way are computed.
const FIRST_FLIGHTS: usize = 2;

/// Flights of a round: there and back with the overlay in the first half, then in the
/// second.
const FLIGHTS: usize = 4;

/// Sets out; what comes of it is asked for by [`ARRIVE`].
const DEPART: &str = r"
    const [link, duration] = arguments;
    const canvas = document.querySelector('deep-canvas');
    window.flight = canvas.flyTo(link, { duration }).then(() => null, String);
";

const ARRIVE: &str = r"
    const [done] = arguments;
    window.flight.then(done);
";

const SWITCH: &str = r"
    const [on] = arguments;
    document.querySelector('deep-canvas').toggleAttribute('hud', on);
";

/// A browser that flies.
pub(super) struct Hud {
    browser: Browser,
    session: Session,
    /// Flights so far.
    flown: usize,
    without: Series,
    with: Series,
    /// The one above the other, as a share of it: of two flights the same way each.
    more: Series,
}

impl Hud {
    /// Opens the page and flies until the way is known.
    ///
    /// # Errors
    /// Where the browser does not start, or the page fails.
    pub(super) async fn start(browser: Browser, programs: &Programs, page: &str) -> Result<Self> {
        let window = Window {
            width: FRAME.width,
            height: FRAME.height,
            ratio: 1.0,
        };
        let session = Session::start(browser, programs, window).await?;
        session.web().goto(format!("{page}#{}", PLACES[0])).await?;
        let mut hud = Self {
            browser,
            session,
            flown: 0,
            without: Series::default(),
            with: Series::default(),
            more: Series::default(),
        };
        // Its script is fetched, and what it draws with is there.
        hud.switch(true).await?;
        for _ in 0..FIRST_FLIGHTS {
            hud.depart(FLIGHT).await?;
            hud.arrive().await?;
        }
        Ok(hud)
    }

    async fn depart(&mut self, duration: Duration) -> Result<()> {
        self.flown += 1;
        let link = PLACES[self.flown % PLACES.len()];
        let milliseconds = duration.as_millis() as u64;
        let arguments = vec![json!(link), json!(milliseconds)];
        self.session.web().execute(DEPART, arguments).await?;
        Ok(())
    }

    async fn arrive(&self) -> Result<()> {
        let refusal = self.session.web().execute_async(ARRIVE, vec![]).await?;
        let refusal = refusal.json();
        ensure!(
            refusal.is_null(),
            "the page fails in {}: {refusal}",
            self.browser
        );
        Ok(())
    }

    async fn switch(&self, on: bool) -> Result<()> {
        let arguments = vec![json!(on)];
        self.session.web().execute(SWITCH, arguments).await?;
        Ok(())
    }
}

impl InBrowser for Hud {
    /// Flies there and back, twice.
    async fn round(&mut self) -> Result<()> {
        let mut shares = Vec::new();
        for flight in 0..FLIGHTS {
            let begins_with = flight < FLIGHTS / 2;
            self.depart(FLIGHT).await?;
            let mut halves = [0.0; 2];
            for (half, on) in [begins_with, !begins_with].into_iter().enumerate() {
                self.switch(on).await?;
                tokio::time::sleep(WARM_UP).await;
                halves[half] = share_of_a_core(HALF).await?;
            }
            self.arrive().await?;
            if !begins_with {
                halves.reverse();
            }
            self.with.add(halves[0]);
            self.without.add(halves[1]);
            shares.push(halves);
        }
        // The halves of a flight are not alike: each of one is set against the same half
        // of the one that goes the same way.
        let (begun_with, begun_without) = shares.split_at(FLIGHTS / 2);
        for ([with, without], [also_with, also_without]) in begun_with.iter().zip(begun_without) {
            let ratio = (with + also_with) / (without + also_without);
            self.more.add(ratio - 1.0);
        }
        Ok(())
    }

    fn section(&self) -> Section {
        Section {
            title: format!(
                "{}, {}x{}, a flight over known pictures, of a core",
                self.browser, FRAME.width, FRAME.height
            ),
            rows: vec![
                Row::new("without the overlay", Unit::Percent, self.without.clone()),
                Row::new("with it", Unit::Percent, self.with.clone()),
            ],
        }
    }

    fn verdicts(&self) -> Verdicts {
        Verdicts {
            title: format!("overlay of figures, {}", self.browser),
            figures: vec![Figure {
                name: "processor time of a flight with it, above one without".to_owned(),
                unit: Unit::Percent,
                series: self.more.clone(),
                bound: Some(Bound::AtMost(MOST)),
                remark: None,
                counts: Counts::Median,
            }],
        }
    }

    async fn quit(self) -> Result<()> {
        self.session.quit().await
    }
}
