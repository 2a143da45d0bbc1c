//! A page of another site that has the widget in, and what it asks it.

use serde_json::{Value, json};

use crate::page::Page;
use crate::pictures::Picture;

/// Busy, and quickly drawn.
pub(crate) const LINK: &str = "re=-0.7453&im=0.1127&zoom=30";

/// Opens a page of another site that sends nothing, for widgets to be put there. The
/// site is `localhost`, that page's is 127.0.0.1 and another port.
pub(crate) fn open_host(page: &Page) {
    let host = page.fleet.foreign().elsewhere();
    page.open(&format!("{host}/hosting.html"));
}

/// The same, with a widget whose address ends so.
pub(crate) fn embed(page: &Page, rest: &str) {
    open_host(page);
    add(page, rest);
}

/// The same in another page.
pub(crate) fn embed_in(page: &Page, host: &str, rest: &str) {
    page.open(host);
    add(page, rest);
}

/// Puts one more widget onto the page.
pub(crate) fn add(page: &Page, rest: &str) {
    let address = format!("{}/embed.html{rest}", page.fleet.site());
    page.eval("await embed(arguments[0]);", json!([address]));
}

/// Calls a method of the widget's by a plain message, and gives its result.
pub(crate) fn call(page: &Page, method: &str, params: &Value) -> Value {
    page.eval(
        "return call(arguments[0], arguments[1]);",
        json!([method, params]),
    )
}

/// The complete picture of the view that is set, as the page around gets it.
pub(crate) fn picture(page: &Page) -> Picture {
    call(page, "settled", &json!({}));
    let png = call(page, "toPNG", &json!({}));
    from_address(png.as_str().expect("an address"))
}

/// The picture of a `data:` address.
pub(crate) fn from_address(address: &str) -> Picture {
    let base64 = address.strip_prefix("data:image/png;base64,");
    Picture::from_text(base64.expect("the address of a PNG"))
}

/// How far the page around is scrolled, in CSS pixels.
pub(crate) fn scrolled(page: &Page) -> f64 {
    page.get("return scrollY;")
}
