//! The start: from the page's first message to a coordinator that lives.

use super::super::backend::{Backend, Progress};
use super::super::crew::{Kit, cores};
use super::super::events::{self, Event};
use super::super::fields::text_of;
use super::super::frames::Frames;
use super::super::hud::busy;
use super::super::inbox::Inbox;
use super::super::ledger::Ledger;
use super::super::message::Message;
use super::super::page::Page;
use super::super::profile;
use super::super::rehearsal::Rehearsal;
use super::super::report::Reason;
use super::super::screen::Screen;
use super::super::shared::Shared;
use super::super::stage::Stage;
use super::super::tasks;
use super::super::transfer::Transfer;
use super::ending::close;
use super::{Coordinator, Events, Life, MOST_PIXELS, Place, Resizes, Subject, Told};
use crate::fractal::Tier;
use crate::motion::Rhythm;
use crate::picture::Picture;
use crate::view::gesture::Gestures;
use crate::view::{FormulaName, Size, View};
use js_sys::{Function, Reflect};
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::DedicatedWorkerGlobalScope;

/// Compute workers at most: what a large workstation has.
pub(super) const MOST_THREADS: f64 = 128.0;

/// Starts the coordinator of this worker, which lives on after the call.
pub(in super::super) fn start(module: JsValue, memory: JsValue, start_worker: Function) {
    let events: Events = Rc::new(RefCell::new(events::open()));
    let kit = Kit {
        start_worker,
        module,
        memory: is_isolated().then_some(memory),
    };
    tasks::spawn(live(events, kit));
}

/// Whether memory can be shared with other workers. `WebKitGTK` was seen to be
/// isolated without a `SharedArrayBuffer`.
fn is_isolated() -> bool {
    let global = js_sys::global();
    let get = |name: &str| Reflect::get(&global, &name.into()).unwrap_or(JsValue::UNDEFINED);
    get("crossOriginIsolated").is_truthy() && get("SharedArrayBuffer").is_function()
}

async fn live(events: Events, kit: Kit) {
    let scope: DedicatedWorkerGlobalScope = js_sys::global().unchecked_into();
    let page = Page::new(scope.clone());
    profile::name_track("coordinator".to_owned());
    let start = loop {
        let Event::Page(message) = next(&events).await else {
            continue;
        };
        match message.kind().as_deref() {
            Some("start") => break message,
            Some("destroy") => {
                page.destroyed();
                close();
                return;
            }
            _ => {}
        }
    };
    let coordinator = match Coordinator::start(&page, &events, kit, &start) {
        Ok(coordinator) => Rc::new(RefCell::new(coordinator)),
        Err((code, why)) => {
            page.error(code, &why);
            wait_for_the_end(&events, &page).await;
            return;
        }
    };
    let framed = Rc::clone(&coordinator);
    let inbox = coordinator.borrow().inbox.clone();
    let frames = Frames::new(scope, inbox, move |time| {
        busy::coordinate(|| framed.borrow_mut().frame(time))
    });
    loop {
        if coordinator.borrow().wants_frame() {
            frames.request();
        }
        let event = next(&events).await;
        busy::coordinate(|| coordinator.borrow_mut().take(event));
        if !coordinator.borrow().wants_frame() {
            profile::rest();
        }
    }
}

/// There is no coordinator: all that can still come is the end.
async fn wait_for_the_end(events: &Events, page: &Page) {
    loop {
        if let Event::Page(message) = next(events).await
            && message.kind().as_deref() == Some("destroy")
        {
            page.destroyed();
            close();
            return;
        }
    }
}

/// The next event. The channel is borrowed only while it is looked at, so that
/// frames can drain it in the meantime.
async fn next(events: &Events) -> Event {
    loop {
        let received = poll_fn(|context| {
            let mut events = events.borrow_mut();
            pin!(events.recv()).poll(context)
        })
        .await;
        // The sender lives as long as the worker.
        if let Ok(event) = received {
            return event;
        }
    }
}

impl Coordinator {
    fn start(
        page: &Page,
        events: &Events,
        kit: Kit,
        start: &Message,
    ) -> Result<Self, (&'static str, String)> {
        let canvas = start
            .canvas()
            .dyn_into()
            .map_err(|_| ("canvas", "The page gave no OffscreenCanvas.".to_owned()))?;
        let stage = Screen::visible(canvas)
            .and_then(Stage::new)
            .map_err(|thrown| {
                (
                    "canvas",
                    format!("The canvas cannot be drawn on: {}.", text_of(&thrown)),
                )
            })?;
        let rehearsal = start
            .rehearse()
            .and_then(|name| Rehearsal::from_name(&name));
        let threads = threads_for(start.threads());
        let inbox = start.inbox();
        let backend = backend(kit, threads, rehearsal).map_err(|why| ("workers", why))?;
        let mut coordinator = Self {
            page: page.clone(),
            events: Rc::clone(events),
            inbox: inbox.is_truthy().then(|| Inbox::new(&inbox)),
            heard: 1,
            stage,
            backend,
            gestures: Gestures::new(),
            rehearsal,
            view: View::home(FormulaName::Mandelbrot),
            place: Place {
                width: 0.0,
                height: 0.0,
                size: Size::default(),
                bitmap: Size::default(),
            },
            pixel_budget: MOST_PIXELS,
            most_samples: Picture::MOST_SAMPLES,
            visible: start.visible().unwrap_or(true),
            target: None,
            subject: Subject::Nothing,
            progress: Progress::default(),
            outdated: Some(Reason::Start),
            moved: Some(Reason::Start),
            is_new_view: true,
            names: 0,
            generation_begun: 0.0,
            presented: 0.0,
            computed: 0,
            picture_ms: None,
            rhythm: Rhythm::default(),
            ledger: Ledger::default(),
            noted: None,
            generations: start.generations().unwrap_or(0.0) as u64,
            frames: start.frames().unwrap_or(0.0) as u64,
            oldest_input: None,
            told: Told::Nothing,
            change: None,
            focus: None,
            told_ready: false,
            told_depth: f64::NEG_INFINITY,
            told_progress: f64::NEG_INFINITY,
            told_lowered: None,
            last_frame: 0.0,
            resizes: Resizes {
                before: f64::NEG_INFINITY,
                last: f64::NEG_INFINITY,
            },
            waiting: Vec::new(),
            flight: None,
            files: Vec::new(),
            errands: VecDeque::new(),
            errand: None,
            warm: Tier::F64,
            preview: None,
            hud: None,
            life: Life::Running,
        };
        coordinator
            .gestures
            .set_reduced_motion(start.reduced_motion().unwrap_or(false));
        coordinator
            .gestures
            .set_hold_speed(start.hold_speed().unwrap_or(1.0));
        coordinator
            .gestures
            .set_rotation(start.rotation().unwrap_or(false));
        profile::set(start.profile().unwrap_or(false));
        coordinator.set_most_samples(start.samples());
        coordinator.set_place(
            start.width().unwrap_or(0.0),
            start.height().unwrap_or(0.0),
            None,
        );
        coordinator.set_view(&start.link().unwrap_or_default(), false);
        Ok(coordinator)
    }
}

/// How many compute workers are asked for: 0, or nothing, asks for one a core.
pub(super) fn threads_for(asked: Option<f64>) -> usize {
    let asked = asked.filter(|asked| *asked >= 1.0);
    let asked = asked.unwrap_or_else(|| cores() as f64);
    asked.clamp(1.0, MOST_THREADS) as usize
}

fn backend(
    kit: Kit,
    threads: usize,
    rehearsal: Option<Rehearsal>,
) -> Result<Box<dyn Backend>, String> {
    Ok(if kit.memory.is_some() {
        Box::new(Shared::new(kit, threads, rehearsal)?)
    } else {
        Box::new(Transfer::new(kit, threads, rehearsal)?)
    })
}
