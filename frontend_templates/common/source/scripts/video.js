// A video is asked of its provider only when a reader plays it; without this script its link leads there.
const PLAYERS = {
  youtube: (id) => `https://www.youtube-nocookie.com/embed/${id}?autoplay=1&rel=0`,
  vimeo: (id) => `https://player.vimeo.com/video/${id}?autoplay=1&dnt=1`,
};
const IDS = {
  youtube: /(?:v=|youtu\.be\/|embed\/|shorts\/|live\/)([\w-]{6,20})/,
  vimeo: /vimeo\.com\/(?:video\/|.*\/)?(\d{5,12})/,
};

export function playInPlace(screen) {
  const { video: provider, title } = screen.dataset;
  const link = screen.querySelector("a");
  const id = IDS[provider]?.exec(link.href)?.[1];
  if (!id) return;
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = PLAYERS[provider](id);
    frame.title = title;
    frame.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    frame.allowFullscreen = true;
    frame.tabIndex = -1;
    screen.replaceWith(frame);
    frame.focus();
  });
}
