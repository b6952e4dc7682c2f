// In the CMS's preview panel: a newer draft is shown at the place where the one before it was read. These are the
// messages of Wagtail's own pages; without an answer its panel waits ten seconds before it shows the new draft.
const GET = "w-preview:get-scroll-position";
const SET = "w-preview:set-scroll-position";

export function keepPlace(banner) {
  const editor = new URL(banner.dataset.preview).origin;
  if (window.top === window) return;
  const say = (values) => window.top.postMessage({ wagtail: { ...values, origin: location.origin } }, editor);
  addEventListener("message", (event) => {
    const said = event.origin === editor ? event.data?.wagtail : null;
    if (said?.type === GET) say({ type: SET, x: scrollX, y: scrollY });
    if (said?.type === SET) scrollTo({ top: said.y, left: said.x, behavior: "instant" });
  });
  addEventListener("load", () => say({ type: "w-preview:request-scroll" }));
}
