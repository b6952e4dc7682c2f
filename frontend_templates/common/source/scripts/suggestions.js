// Titles that begin as the reader types (the ARIA combobox pattern with a list). Enter still searches for what is typed.
const WAIT = 120;
const SHORTEST = 2;
let made = 0;

export function suggest(form) {
  const input = form.querySelector("input[type=search]");
  const list = document.createElement("ul");
  const status = document.createElement("div");
  const answers = new Map();
  let timer = 0;
  let asked = "";
  let chosen = -1;

  list.id = `suggestions-${++made}`;
  list.className = "app-suggestions";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.dataset.suggest);
  status.className = "nhsuk-u-visually-hidden";
  status.setAttribute("role", "status");
  form.append(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox",
    autocomplete: "off",
    "aria-autocomplete": "list",
    "aria-expanded": "false",
    "aria-controls": list.id,
  })) {
    input.setAttribute(name, value);
  }

  // -1 is the field itself, which comes before the first and after the last.
  function choose(place) {
    const options = [...list.children];
    const places = options.length + 1;
    chosen = ((place + 1 + places) % places) - 1;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === chosen)));
    if (chosen < 0) input.removeAttribute("aria-activedescendant");
    else {
      input.setAttribute("aria-activedescendant", options[chosen].id);
      options[chosen].scrollIntoView({ block: "nearest" });
    }
  }

  function close() {
    clearTimeout(timer);
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    choose(-1);
  }

  function show(results) {
    list.replaceChildren(
      ...results.map((result, index) => {
        const option = document.createElement("li");
        const title = document.createElement("span");
        title.dir = "auto";
        title.textContent = result.title;
        option.id = `${list.id}-${index}`;
        option.className = "app-suggestions__option";
        option.setAttribute("role", "option");
        option.dataset.url = result.url;
        option.append(title);
        if (result.mark) {
          const mark = document.createElement("span");
          mark.className = "app-audience";
          mark.textContent = result.mark;
          option.append(" ", mark);
        }
        return option;
      }),
    );
    if (!results.length) {
      status.textContent = "";
      close();
      return;
    }
    choose(-1);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    const { found, foundOne } = form.dataset;
    status.textContent = results.length === 1 ? foundOne : found.replace("#", results.length);
  }

  async function ask() {
    const words = input.value.trim();
    asked = words;
    if (words.length < SHORTEST) {
      show([]);
      return;
    }
    if (!answers.has(words)) {
      const answer = fetch(`/suggest?q=${encodeURIComponent(words)}`, { headers: { accept: "application/json" } });
      answers.set(words, answer.then((response) => (response.ok ? response.json() : { results: [] })));
    }
    try {
      const { results } = await answers.get(words);
      if (asked === words && document.activeElement === input) show(results);
    } catch {
      answers.delete(words);
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) {
        if (event.key === "ArrowDown") ask();
        return;
      }
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      location.assign(list.children[chosen].dataset.url);
    }
  });
  input.addEventListener("blur", close);
  // The field keeps focus while an option is pressed, or the list would be gone before the click.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[data-url]");
    if (option) location.assign(option.dataset.url);
  });
}
