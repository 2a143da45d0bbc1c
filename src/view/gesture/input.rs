//! What people do, as the page tells it.

/// An input. Positions are device pixels from the canvas' top left corner,
/// times milliseconds on any one clock.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Input {
    /// A mouse, finger or pen.
    Pointer {
        /// What it did.
        phase: Phase,
        /// Which it is, while it is down.
        id: i32,
        /// What it is.
        kind: PointerKind,
        /// From the left.
        x: f64,
        /// From the top.
        y: f64,
        /// The buttons that are down, as in a DOM event: 1 is the primary.
        buttons: u32,
        /// When.
        time: f64,
    },
    /// A wheel or a trackpad.
    Wheel {
        /// From the left.
        x: f64,
        /// From the top.
        y: f64,
        /// Downwards: zooms out.
        dy: f64,
        /// What the distances count.
        mode: WheelMode,
        /// The control key, or a pinch on a trackpad, which is told by its distance.
        ctrl: bool,
        /// When.
        time: f64,
    },
    /// A double click or tap.
    DoubleClick {
        /// From the left.
        x: f64,
        /// From the top.
        y: f64,
        /// Zooms out.
        shift: bool,
        /// When.
        time: f64,
    },
    /// A pointer that is held on the view and zooms about its place for as long
    /// as it is down. When a press is a hold is for the page to say: a finger
    /// that was down for some 400 ms and did not move, the secondary button.
    ///
    /// `Down` begins it: nothing else moves the view then, and if that pointer
    /// was dragging, its drag is over, whatever [`Input::Pointer`] tells of it
    /// later. `Move` zooms about another place from then on. `Up` or `Cancel`
    /// ends it, and so does what a page may tell in their stead: an
    /// [`Input::Pointer`] of that pointer that goes up, is cancelled, or is a
    /// mouse with no button down; any other that goes down; the end of the
    /// zoom's range; and a minute without a word.
    Hold {
        /// What it did.
        phase: Phase,
        /// Which pointer it is.
        id: i32,
        /// From the left.
        x: f64,
        /// From the top.
        y: f64,
        /// Zooms out.
        out: bool,
        /// When.
        time: f64,
    },
    /// A key.
    Key {
        /// Down, again for each repetition, or up (or cancelled). A key that is
        /// neither repeated nor told to be up is taken for released.
        phase: Phase,
        /// Which.
        key: Key,
        /// When.
        time: f64,
    },
}

impl Input {
    /// Where, in device pixels from the canvas' top left corner. Keys are nowhere.
    #[must_use]
    pub fn place(&self) -> Option<(f64, f64)> {
        match *self {
            Self::Pointer { x, y, .. }
            | Self::Wheel { x, y, .. }
            | Self::DoubleClick { x, y, .. }
            | Self::Hold { x, y, .. } => Some((x, y)),
            Self::Key { .. } => None,
        }
    }

    /// When, in milliseconds.
    #[must_use]
    pub fn time(&self) -> f64 {
        match *self {
            Self::Pointer { time, .. }
            | Self::Wheel { time, .. }
            | Self::DoubleClick { time, .. }
            | Self::Hold { time, .. }
            | Self::Key { time, .. } => time,
        }
    }
}

/// What a pointer or key did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// It went down.
    Down,
    /// It moved.
    Move,
    /// It went up.
    Up,
    /// The browser took it away.
    Cancel,
}

impl Phase {
    /// The phase of that name: `down`, `move`, `up` or `cancel`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "down" => Some(Self::Down),
            "move" => Some(Self::Move),
            "up" => Some(Self::Up),
            "cancel" => Some(Self::Cancel),
            _ => None,
        }
    }
}

/// What a pointer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointerKind {
    /// A mouse: it drags with its primary button.
    Mouse,
    /// A finger.
    Touch,
    /// A pen.
    Pen,
}

impl PointerKind {
    /// The DOM's `pointerType`; a finger where it is none of the known.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        match name {
            "mouse" => Self::Mouse,
            "pen" => Self::Pen,
            _ => Self::Touch,
        }
    }
}

/// What a wheel's distances count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WheelMode {
    /// Pixels.
    Pixel,
    /// Lines of text.
    Line,
    /// Pages.
    Page,
}

impl WheelMode {
    /// The DOM's `deltaMode`; pixels where it is none of the known.
    #[must_use]
    pub fn from_delta_mode(mode: u32) -> Self {
        match mode {
            1 => Self::Line,
            2 => Self::Page,
            _ => Self::Pixel,
        }
    }
}

/// The keys that move a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Looks to the left.
    Left,
    /// Looks to the right.
    Right,
    /// Looks up.
    Up,
    /// Looks down.
    Down,
    /// Magnifies.
    Plus,
    /// Zooms out.
    Minus,
    /// Shows the whole set.
    Home,
}

impl Key {
    /// The key of a DOM event's `key`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "ArrowLeft" => Some(Self::Left),
            "ArrowRight" => Some(Self::Right),
            "ArrowUp" => Some(Self::Up),
            "ArrowDown" => Some(Self::Down),
            "+" | "=" => Some(Self::Plus),
            "-" | "_" => Some(Self::Minus),
            "Home" => Some(Self::Home),
            _ => None,
        }
    }
}

/// Pixels a line, so that a notch is about as far in every browser: Chromium
/// sends some 120 pixels, Firefox 3 lines.
const LINE: f64 = 40.0;

/// Pixels a page.
const PAGE: f64 = 800.0;

/// Pixels that magnify by two: a notch by 1.4.
const PIXELS_A_DOUBLING: f64 = 240.0;

/// The same for a pinch: browsers send 100 pixels for a factor of e.
const PINCH_PIXELS_A_DOUBLING: f64 = 100.0 * std::f64::consts::LN_2;

/// A pinch on a trackpad comes as a wheel in pixels with Control held, some 10 of
/// them an event. A mouse's notch with Control is of 100 or 120, fewer on screens
/// of more than one device pixel a CSS pixel, or of lines: it is no pinch.
const LEAST_NOTCH: f64 = 50.0;

/// No single event magnifies by more doublings.
const MOST_DOUBLINGS: f64 = 2.0;

/// How many doublings a turn of the wheel asks for.
pub(super) fn wheel_doublings(dy: f64, mode: WheelMode, ctrl: bool) -> f64 {
    if dy.is_nan() {
        return 0.0;
    }
    let pixels = match mode {
        WheelMode::Pixel => dy,
        WheelMode::Line => dy * LINE,
        WheelMode::Page => dy * PAGE,
    };
    let is_pinch = ctrl && mode == WheelMode::Pixel && dy.abs() < LEAST_NOTCH;
    let pixels_a_doubling = if is_pinch {
        PINCH_PIXELS_A_DOUBLING
    } else {
        PIXELS_A_DOUBLING
    };
    (-pixels / pixels_a_doubling).clamp(-MOST_DOUBLINGS, MOST_DOUBLINGS)
}
