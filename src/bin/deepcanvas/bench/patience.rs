//! A page's promise that takes longer than a script may.

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use thirtyfour::WebDriver;

/// Begins it.
const BEGIN: &str = r"
    const [path, ...rest] = arguments;
    const names = path.split('.');
    const verb = names.pop();
    const owner = names.reduce((object, name) => object?.[name], window);
    window.benchPending = (async () => {
        if (typeof owner?.[verb] !== 'function') throw new Error(`this page has no ${path}`);
        return owner[verb](...rest);
    })().then(
        (value) => ({ done: value ?? null }),
        (error) => ({ error: `${error} ${error?.stack ?? ''}` }),
    );
";

/// What came of it so far, or what the page says of how far it is.
const AWAIT: &str = r"
    const [ms, done] = arguments;
    const seen = () => ['#doing', '#progress'].map((id) => {
        const place = document.querySelector(id);
        return place?.value ?? place?.textContent ?? '';
    });
    const late = new Promise((resolve) => setTimeout(() => resolve({ late: seen().join(' ') }), ms));
    Promise.race([window.benchPending, late]).then(done);
";

/// How long one script waits: less than the driver lets it.
const PATIENCE_MS: u32 = 40_000;

/// What gets no further in so many of them is not going to end.
const MOST_WAITS: u32 = 15;

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Done(Value),
    Error(String),
    /// It goes on, and is there.
    Late(String),
}

/// Calls a function of the page by its path from `window`, as `motion.play`, and
/// waits for what it promises, as long as the page says within ten minutes that it got
/// further.
///
/// # Errors
/// What the page throws, or that it does not end, or gives something else.
pub(super) async fn call<T: DeserializeOwned>(
    web: &WebDriver,
    path: &str,
    rest: Vec<Value>,
) -> Result<T> {
    let arguments: Vec<Value> = std::iter::once(json!(path)).chain(rest).collect();
    web.execute(BEGIN, arguments).await?;
    let (mut place, mut waits) = (String::new(), 0);
    while waits < MOST_WAITS {
        let answer = web.execute_async(AWAIT, vec![json!(PATIENCE_MS)]).await?;
        match answer.convert()? {
            Answer::Done(value) => {
                return serde_json::from_value(value)
                    .with_context(|| format!("{path} gives something else than was expected"));
            }
            Answer::Error(text) => bail!("{}", text.trim_end()),
            Answer::Late(now) => {
                waits = if now == place { waits + 1 } else { 0 };
                place = now;
            }
        }
    }
    bail!("{path} does not end: it got no further than \"{place}\" in ten minutes")
}
