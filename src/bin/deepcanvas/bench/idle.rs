//! What a page at rest costs: the processor time of the whole browser, with the
//! explorer open and with a blank page.

use std::time::Duration;

use anyhow::Result;

use super::parts::InBrowser;
use super::places::FRAME;
use super::processes::share_of_a_core;
use super::report::{Bound, Counts, Figure, Row, Section, Unit, Verdicts};
use super::series::Series;
use crate::drive::{Browser, Programs, Session, Window};

/// How long nothing happens.
const REST: Duration = Duration::from_secs(10);

/// What a page at rest may take of a core, above a blank one.
const MOST: f64 = 0.005;

const BLANK: &str = "about:blank";

/// Calls back when the picture is complete and nothing has been added to it for two
/// seconds.
const COME_TO_REST: &str = r"
    const [done] = arguments;
    const canvas = document.querySelector('deep-canvas');
    let timer = 0;
    const wait = () => {
        clearTimeout(timer);
        timer = setTimeout(() => done({ samples: canvas.stats.samples }), 2000);
    };
    canvas.addEventListener('frame', wait);
    canvas.settled().then(wait, (error) => done({ error: String(error) }));
";

/// A browser that does nothing.
pub(super) struct Idle {
    browser: Browser,
    session: Session,
    /// The explorer's.
    address: String,
    blank: Series,
    page: Series,
    more: Series,
}

impl Idle {
    /// Starts the browser.
    ///
    /// # Errors
    /// Where it does not start.
    pub(super) async fn start(browser: Browser, programs: &Programs, page: &str) -> Result<Self> {
        let window = Window {
            width: FRAME.width,
            height: FRAME.height,
            ratio: 1.0,
        };
        Ok(Self {
            browser,
            session: Session::start(browser, programs, window).await?,
            address: page.to_owned(),
            blank: Series::default(),
            page: Series::default(),
            more: Series::default(),
        })
    }
}

impl InBrowser for Idle {
    /// Rests on a blank page, then on the explorer's.
    async fn round(&mut self) -> Result<()> {
        let web = self.session.web();
        web.goto(BLANK).await?;
        // What the page before left to do.
        tokio::time::sleep(REST / 5).await;
        let blank = share_of_a_core(REST).await?;
        web.goto(&self.address).await?;
        let rest = web.execute_async(COME_TO_REST, vec![]).await?;
        let samples = &rest.json()["samples"];
        anyhow::ensure!(
            samples.is_u64(),
            "the page fails in {}: {}",
            self.browser,
            rest.json()
        );
        let page = share_of_a_core(REST).await?;
        self.blank.add(blank);
        self.page.add(page);
        self.more.add(page - blank);
        Ok(())
    }

    fn section(&self) -> Section {
        Section {
            title: format!("{} at rest, of a core", self.browser),
            rows: vec![
                Row::new("a blank page", Unit::Percent, self.blank.clone()),
                Row::new("the explorer", Unit::Percent, self.page.clone()),
            ],
        }
    }

    fn verdicts(&self) -> Verdicts {
        Verdicts {
            title: format!("rest, {}", self.browser),
            figures: vec![Figure {
                name: "processor time of a page at rest above a blank one".to_owned(),
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
