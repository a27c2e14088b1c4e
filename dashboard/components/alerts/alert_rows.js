// Draws one row per alert. What comes from alerts is set as text, never as markup.
const make = (kind, name, text) => {
  const element = document.createElement(kind);
  element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
};

const quiet = (text, colors) => {
  const element = make("small", "", text);
  element.style.color = colors.muted;
  return element;
};

const about = (row, colors) => {
  const element = make("div", "lt-about");
  element.append(make("b", "", row.title));
  const labels = make("span", "lt-labels");
  for (const label of row.labels) {
    const chip = make("span", "", label);
    chip.title = label;
    chip.style.color = colors.muted;
    chip.style.borderColor = colors.line;
    labels.append(chip);
  }
  element.append(labels);
  if (row.summary !== "") element.append(make("p", "", row.summary));
  for (const [text, isBad] of [[row.failure, true], [row.told, false], [row.note, false]]) {
    if (text === "") continue;
    const small = quiet(text, colors);
    if (isBad) small.style.color = colors.error;
    element.append(small);
  }
  return element;
};

const line = (row, data, pick) => {
  const { colors } = data;
  const element = make("div", row.isQuiet ? "lt-alert lt-quiet" : "lt-alert");
  element.tabIndex = 0;
  element.setAttribute("role", "button");
  element.setAttribute("aria-label", `${row.severity}: ${row.title}. ${row.summary}`);
  element.style.borderColor = colors.grid;
  element.style.color = colors.text;
  element.style.outlineColor = colors.accent;
  const bar = make("i", "");
  bar.style.background = row.color;
  const severity = make("div", "lt-severity", row.severity);
  severity.style.color = row.ink;
  const figure = make("div", "lt-figure");
  figure.append(make("b", "", row.value), quiet(row.bound, colors));
  const when = make("div", "lt-when");
  when.title = row.exact;
  when.append(make("span", "", row.since), quiet(row.more, colors));
  element.append(bar, severity, about(row, colors), figure, when);
  const open = () => pick({ alert: row.id });
  element.onclick = open;
  element.onkeydown = (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      open();
    }
  };
  return element;
};

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".lt-alerts");
  const text = JSON.stringify(data);
  if (root.dataset.said === text) return;
  root.dataset.said = text;
  const pick = (value) => setTriggerValue("picked", value);
  root.replaceChildren(...data.rows.map((row) => line(row, data, pick)));
}
