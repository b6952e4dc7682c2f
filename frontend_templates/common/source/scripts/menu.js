// Escape folds the menu away and gives focus back to its button.
export function closeMenuOnEscape(menu) {
  menu.addEventListener("keydown", (event) => {
    const button = menu.querySelector("summary");
    if (event.key !== "Escape" || !menu.open || !button.offsetParent) return;
    menu.open = false;
    button.focus();
  });
}
