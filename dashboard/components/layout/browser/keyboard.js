// Keys of every page: "/" goes to the search, "?" shows the keys, Escape leaves the search. Typing is left alone.

const TYPING = "input, textarea, select, [contenteditable=''], [contenteditable=true], [role=textbox], [role=combobox]";

function isTyping(event) {
  return event.composedPath().some((one) => one instanceof Element && one.matches(TYPING));
}

function search() {
  return document.querySelector("[class*='st-key-search-box'] input, [class*='st-key-search-box'] textarea");
}

export default function (component) {
  const { setTriggerValue } = component;

  function listen(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (isTyping(event)) {
      if (event.key === "Escape" && document.activeElement === search()) document.activeElement.blur();
      return;
    }
    if (document.querySelector("[role=dialog]")) return;
    if (event.key === "/" && search()) {
      event.preventDefault();
      search().focus();
      search().select();
    } else if (event.key === "?") {
      event.preventDefault();
      // In a turn of its own: what leaving a box sends belongs to a fragment, and one message can name but one.
      setTimeout(() => setTriggerValue("keys", true), 0);
    }
  }

  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}
