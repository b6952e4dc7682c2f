// Starts the widgets of Wagtail that come with an inline script. The page's policy runs none: in its place stands a
// block of data, which names the widget's starter and what it takes (site_content/editing/inline_scripts.py).
(() => {
  const CLASSES = ['Chooser', 'PageChooser', 'ImageChooser', 'DocumentChooser', 'SnippetChooser', 'InlinePanel', 'MultipleChooserPanel'];
  const FUNCTIONS = ['initDateChooser', 'initTimeChooser', 'initDateTimeChooser', 'createTaskChooser'];
  const PLACE = 'script[data-starts]';

  function start(place) {
    const name = place.dataset.starts;
    const starter = window[name];
    // In a dialog the starter may still be loading: it is tried again when the next thing is loaded.
    if (place.dataset.state || typeof starter !== 'function') return;
    place.dataset.state = 'started';
    const taken = JSON.parse(place.textContent);
    const values = place.dataset.id ? [place.dataset.id, taken] : [taken];
    if (CLASSES.includes(name)) new starter(...values);
    else if (FUNCTIONS.includes(name)) starter(...values);
  }

  function startAll() {
    document.querySelectorAll(PLACE).forEach(start);
  }

  const seen = new MutationObserver((changes) => {
    if (changes.some((change) => change.addedNodes.length)) startAll();
  });
  // Before DOMContentLoaded, when Wagtail's menus take their buttons out of the page: a chooser started later finds
  // none of "Choose another page" to listen to.
  document.addEventListener('readystatechange', () => {
    if (document.readyState !== 'interactive') return;
    startAll();
    seen.observe(document.documentElement, { childList: true, subtree: true });
  });
  // Scripts that a dialog brings with it.
  document.addEventListener('load', startAll, true);
})();
