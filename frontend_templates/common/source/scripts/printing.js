// A button that prints is there only where it works.
export function offerPrinting(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
