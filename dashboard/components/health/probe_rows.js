// Draws one row per probe. What comes from probes is set as text, never as markup.
const make = (kind, name, text) => {
  const element = document.createElement(kind);
  element.className = name;
  if (text !== undefined) element.textContent = text;
  return element;
};

const pair = (name, first, second, colors) => {
  const element = make("div", name);
  const small = make("small", "", second);
  small.style.color = colors.muted;
  element.append(make("b", "", first), small);
  return element;
};

const who = (row, colors) => {
  const element = make("div", "lt-who");
  const dot = make("i", "");
  dot.style.borderColor = row.color;
  if (row.isFull) dot.style.background = row.color;
  element.append(dot, pair("", row.name, row.target, colors));
  return element;
};

const said = (row, colors) => {
  const element = pair("lt-said", row.status, row.reason, colors);
  element.firstChild.style.color = row.ink;
  element.title = row.reason;
  return element;
};

const SPARK = { width: 100, height: 22 };

const time = (row, colors) => {
  const element = make("div", "lt-time");
  element.append(make("span", "", row.latency));
  const points = row.line;
  const most = Math.max(...points.filter((value) => value !== null), 0);
  if (most === 0) return element;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${SPARK.width} ${SPARK.height}`);
  svg.setAttribute("preserveAspectRatio", "none");
  let path = "";
  let isOpen = false;
  points.forEach((value, index) => {
    if (value === null) {
      isOpen = false;
      return;
    }
    const x = (SPARK.width * (index + 0.5)) / points.length;
    const y = SPARK.height - 2 - (SPARK.height - 4) * (value / most);
    path += `${isOpen ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    if (!isOpen && (index + 1 === points.length || points[index + 1] === null)) path += "h0.6";
    isOpen = true;
  });
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path);
  line.setAttribute("fill", "none");
  line.setAttribute("stroke", colors.accent);
  line.setAttribute("stroke-width", "1.25");
  line.setAttribute("vector-effect", "non-scaling-stroke");
  svg.append(line);
  element.append(svg);
  return element;
};

const periods = (row, colors, pick) => {
  const element = make("div", "lt-periods");
  row.periods.forEach((period, index) => {
    const cell = make("button", period.title === "" ? "lt-nothing" : "");
    cell.type = "button";
    cell.tabIndex = -1;
    cell.title = period.title;
    cell.style.background = period.color;
    cell.style.outlineColor = colors.text;
    cell.onclick = (event) => {
      event.stopPropagation();
      if (period.title !== "") pick({ probe: row.name, period: index });
    };
    element.append(cell);
  });
  return element;
};

const uptimes = (row, colors, heads) => {
  const element = make("div", "lt-uptimes");
  row.uptimes.forEach((uptime, index) => {
    const cell = make("span", "", uptime.text);
    cell.dataset.name = heads[index];
    cell.style.color = uptime.isLow ? colors.worse : colors.text;
    element.append(cell);
  });
  return element;
};

const line = (row, data, pick) => {
  const { colors } = data;
  const element = make("div", row.isGood ? "lt-probe" : "lt-probe lt-bad");
  element.tabIndex = 0;
  element.setAttribute("role", "button");
  element.setAttribute("aria-label", `${row.name}: ${row.status}. ${row.reason}`);
  element.style.borderColor = colors.line;
  element.style.color = colors.text;
  element.style.outlineColor = colors.accent;
  element.append(
    who(row, colors),
    said(row, colors),
    time(row, colors),
    periods(row, colors, pick),
    uptimes(row, colors, data.uptimes),
  );
  const open = () => pick({ probe: row.name });
  element.onclick = open;
  element.onkeydown = (event) => {
    if (event.target === element && (event.key === "Enter" || event.key === " ")) {
      event.preventDefault();
      open();
    }
  };
  return element;
};

const heads = (data) => {
  const element = make("div", "lt-heads");
  element.style.color = data.colors.muted;
  const last = make("div", "");
  last.append(...data.uptimes.map((name) => make("span", "", name)));
  element.append(...data.heads.map((name) => make("div", "", name)), last);
  return element;
};

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".lt-probes");
  const text = JSON.stringify(data);
  if (root.dataset.said === text) return;
  root.dataset.said = text;
  const pick = (value) => setTriggerValue("picked", value);
  const rows = data.isBar
    ? data.rows.map((row) => periods(row, data.colors, pick))
    : [heads(data), ...data.rows.map((row) => line(row, data, pick))];
  root.replaceChildren(...rows);
}
