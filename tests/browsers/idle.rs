//! At rest nothing runs and nothing is said; and what hangs is noticed all the
//! same.

use serde_json::{Value, json};

use crate::fleet::in_both;
use crate::hands;
use crate::host::Host;

/// Counts the page's timers from here on; where the last one is gone, an event
/// tells.
const COUNT_TIMERS: &str = "
    window.timers = new Set();
    const gone = (id) => {
      if (window.timers.delete(id) && window.timers.size === 0) dispatchEvent(new Event('timeless'));
    };
    for (const kind of ['Timeout', 'Interval']) {
      const set = window[`set${kind}`];
      const clear = window[`clear${kind}`];
      window[`set${kind}`] = (run, ...rest) => {
        const id = set(() => {
          if (kind === 'Timeout') gone(id);
          run();
        }, ...rest);
        window.timers.add(id);
        return id;
      };
      window[`clear${kind}`] = (id) => {
        clear(id);
        gone(id);
      };
    }";

#[test]
fn a_picture_at_rest_leaves_no_timer_that_could_say_anything() {
    in_both(|page| {
        page.bare();
        page.get::<()>(&format!(
            "{COUNT_TIMERS}
             const element = put({{ zoom: '30' }});
             await element.settled();
             if (window.timers.size === 0) throw new Error('nobody watches over the last answer');
             await next('timeless', undefined, window);
             element.view = 're=-0.16&im=1.04&zoom=20';
             if (window.timers.size === 0) throw new Error('nobody watches over this view');
             await next('timeless', undefined, window);
             // It ran out because all was done.
             if (!element.stats.complete) throw new Error('the picture is not complete');"
        ));
    });
}

#[test]
fn a_coordinator_that_hangs_at_rest_is_noticed_at_the_next_input() {
    let host = Host::start(|path, served| {
        if path == "/worker.js" {
            served.begin_with(
                "addEventListener('message', ({ data }) => {
                   if (data.type === 'key') for (;;);
                 });\n",
            );
        }
    });
    in_both(|page| {
        page.open(&host.page());
        page.get::<()>(&format!(
            "{COUNT_TIMERS}
             const element = put({{ zoom: '30' }});
             await element.settled();
             if (window.timers.size > 0) await next('timeless', undefined, window);
             element.focus();"
        ));
        hands::press(page, hands::RIGHT);
        let warnings: Vec<Value> = page.get(
            "if (canvas.of('warning').length === 0) await next('warning');
             await canvas.settled();
             return canvas.of('warning');",
        );
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert_eq!(warnings[0]["code"], "coordinator-died");
        assert_eq!(page.get::<Value>("return canvas.of('error');"), json!([]));
        page.picture().assert_is("zoom=30");
    });
}
