// Counts that results were shown and which was opened: an id of the search and a position, nothing about the reader.
const ADDRESS = "/search/click";

function say(values) {
  const body = new URLSearchParams(values);
  if (!navigator.sendBeacon?.(ADDRESS, body)) {
    fetch(ADDRESS, { method: "POST", body, keepalive: true }).catch(() => {});
  }
}

export function countClicks(search) {
  const id = search.dataset.queryId;
  say({ kind: "search", query_id: id });
  const count = (event) => {
    const link = event.target.closest("[data-position]");
    if (link && event.button < 2) say({ kind: "click", query_id: id, position: link.dataset.position });
  };
  search.addEventListener("click", count);
  search.addEventListener("auxclick", count);
}
