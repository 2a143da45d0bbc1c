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

/// What came of it so far.
const AWAIT: &str = r"
    const [ms, done] = arguments;
    const late = new Promise((resolve) => setTimeout(resolve, ms, { late: null }));
    Promise.race([window.benchPending, late]).then(done);
";

/// How long one script waits: less than the driver lets it.
const PATIENCE_MS: u32 = 40_000;

/// What takes longer is not going to end.
const MOST_WAITS: u32 = 15;

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Answer {
    Done(Value),
    Error(String),
    /// It goes on.
    Late(()),
}

/// Calls a function of the page by its path from `window`, as `motion.play`, and
/// waits for what it promises: ten minutes at most.
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
    for _ in 0..MOST_WAITS {
        let answer = web.execute_async(AWAIT, vec![json!(PATIENCE_MS)]).await?;
        match answer.convert()? {
            Answer::Done(value) => {
                return serde_json::from_value(value)
                    .with_context(|| format!("{path} gives something else than was expected"));
            }
            Answer::Error(text) => bail!("{}", text.trim_end()),
            Answer::Late(()) => {}
        }
    }
    bail!("{path} does not end")
}
