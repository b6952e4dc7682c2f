// Everything here makes something quicker or nicer; nothing needs it.
import { countClicks } from "./clicks.js";
import { closeMenuOnEscape } from "./menu.js";
import { keepPlace } from "./preview.js";
import { offerPrinting } from "./printing.js";
import { suggest } from "./suggestions.js";
import { playInPlace } from "./video.js";

document.querySelectorAll("[data-suggest]").forEach(suggest);
document.querySelectorAll("[data-video]").forEach(playInPlace);
document.querySelectorAll("[data-print]").forEach(offerPrinting);
document.querySelectorAll("[data-menu]").forEach(closeMenuOnEscape);
document.querySelectorAll("[data-query-id]").forEach(countClicks);
document.querySelectorAll("[data-preview]").forEach(keepPlace);
