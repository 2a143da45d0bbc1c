//! Input that reaches the coordinator without a message.

use crate::fleet::in_both;

const START: &str = "re=-0.7&im=0.2&zoom=2";

#[test]
fn input_in_shared_memory_keeps_its_order_and_what_has_no_room_is_posted() {
    in_both(|page| {
        // More than there is room for, around a view that is set: what came before it
        // is to be without effect, and what came after it is not.
        let turned = |address: String| -> f64 {
            page.open(&format!("{address}/#{START}"));
            page.settled();
            page.get(
                "const turn = () => {
                   const at = { deltaY: -1, clientX: 300, clientY: 200, cancelable: true };
                   canvas.dispatchEvent(new WheelEvent('wheel', at));
                 };
                 const rested = next('viewchange', ({ detail }) => detail.resting && Number(detail.view.zoom) > 8);
                 for (let i = 0; i < 100; i += 1) turn();
                 void canvas.setView({ zoom: '8' }, { merge: true });
                 for (let i = 0; i < 400; i += 1) turn();
                 return Number((await rested).view.zoom);",
            )
        };
        let shared = turned(page.fleet.site());
        let posted = turned(page.fleet.plain());
        assert!(shared > 8.1, "{shared}");
        assert!((shared / posted - 1.0).abs() < 1e-9, "{shared} {posted}");
    });
}

#[test]
fn while_frames_follow_each_other_input_is_no_message() {
    in_both(|page| {
        page.bare();
        let [waking, moving]: [Vec<String>; 2] = page.get(
            "const posted = [];
             const { postMessage } = Worker.prototype;
             Worker.prototype.postMessage = function (message, ...rest) {
               posted.push(message.type);
               postMessage.call(this, message, ...rest);
             };
             const element = put({ samples: '1' });
             await element.settled();
             const turn = async () => {
               const at = { deltaY: -100, clientX: 150, clientY: 100, cancelable: true };
               element.dispatchEvent(new WheelEvent('wheel', at));
               await next('viewchange', ({ detail }) => !detail.resting, element);
             };
             posted.length = 0;
             await turn();
             const waking = posted.splice(0);
             for (let i = 0; i < 5; i += 1) await turn();
             return [waking, posted];",
        );
        let others = |posted: &[String]| -> Vec<String> {
            let mut posted = posted.to_vec();
            // It asks for these, and they are not input.
            posted.retain(|kind| !["hello", "ping", "size"].contains(&&**kind));
            posted
        };
        // Unless its last frame was still to come.
        assert!(
            others(&waking).iter().all(|kind| kind == "look"),
            "{waking:?}"
        );
        assert!(others(&moving).is_empty(), "{moving:?}");
    });
}
