// Draws the records of a trace on a time line. What comes from logs is set as text, never as markup.
const make = (kind, name, text) => {
  const element = document.createElement(kind);
  element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
};

const percent = (share) => `${Math.max(0, Math.min(1, share)) * 100}%`;

const ticks = (data, labelled) => {
  const track = make("div", "lt-track");
  for (const tick of data.ticks) {
    const line = make("div", "lt-tick", labelled ? tick.label : undefined);
    line.style.left = percent(tick.at);
    line.style.borderColor = data.colors.grid;
    line.style.color = data.colors.muted;
    track.append(line);
  }
  return track;
};

const named = (row, colors) => {
  const name = make("div", "lt-name");
  name.style.paddingLeft = `${Math.min(row.depth, 12) * 14}px`;
  const swatch = make("i", "");
  swatch.style.background = row.color;
  const service = make("b", "", row.service);
  const text = make("span", "", row.text);
  text.style.color = row.failed ? colors.error : colors.muted;
  name.append(swatch, service, text);
  if (row.copies > 1) {
    const badge = make("em", "", `${row.copies} files`);
    badge.style.color = colors.muted;
    badge.style.borderColor = colors.line;
    name.append(badge);
  }
  return name;
};

const drawn = (row, data) => {
  const track = ticks(data, false);
  const color = row.failed ? data.colors.error : row.color;
  if (row.width === null) {
    const dot = make("div", "lt-dot");
    dot.style.left = percent(row.start);
    dot.style.background = row.failed ? color : data.colors.surface;
    dot.style.border = `2px solid ${color}`;
    track.append(dot);
    return track;
  }
  const bar = make("div", "lt-bar");
  bar.style.left = percent(row.start);
  bar.style.width = percent(row.width);
  bar.style.background = row.color;
  if (row.failed) bar.style.boxShadow = `0 0 0 2px ${color}`;
  const size = make("div", "lt-size", row.duration);
  size.style.color = data.colors.text;
  const end = row.start + row.width;
  if (end < 0.85) {
    size.style.left = `calc(${percent(end)} + 6px)`;
  } else if (row.start > 0.15) {
    size.style.right = `calc(${percent(1 - row.start)} + 6px)`;
  } else {
    size.style.left = `calc(${percent(row.start)} + 6px)`;
    size.style.color = data.colors.on;
  }
  track.append(bar, size);
  return track;
};

const line = (row, data, pick) => {
  const element = make("div", "lt-row");
  const chosen = row.id === data.chosen;
  element.tabIndex = 0;
  element.setAttribute("role", "button");
  element.setAttribute("aria-pressed", String(chosen));
  element.title = row.title;
  element.style.color = data.colors.text;
  element.style.outlineColor = data.colors.accent;
  if (chosen) element.style.background = data.colors.chosen;
  element.append(named(row, data.colors), drawn(row, data));
  element.onclick = () => pick(row.id);
  element.onkeydown = (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      pick(row.id);
    }
  };
  return element;
};

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".lt-fall");
  const said = JSON.stringify(data);
  if (root.dataset.said === said) return;
  root.dataset.said = said;
  let scroll = root.querySelector(".lt-scroll");
  if (scroll === null) {
    scroll = make("div", "lt-scroll");
    root.append(scroll);
  }
  scroll.style.maxHeight = `${data.height}px`;
  const axis = make("div", "lt-axis");
  axis.style.background = data.colors.surface;
  axis.append(make("div", ""), ticks(data, true));
  const pick = (id) => setTriggerValue("picked", id);
  scroll.replaceChildren(axis, ...data.rows.map((row) => line(row, data, pick)));
}
