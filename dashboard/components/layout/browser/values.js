// Values with their counts (facets), or a record's fields: a click includes a value, the other one leaves it out.
// Text only ever becomes textContent, so nothing in a log is markup.

const SHOWN = 6;
const opened = new Set();

function element(kind, name, text) {
  const made = document.createElement(kind);
  if (name) made.className = name;
  if (text !== undefined) made.textContent = text;
  return made;
}

function button(name, text, label, act) {
  const made = element("button", name, text);
  made.type = "button";
  made.title = label;
  made.setAttribute("aria-label", label);
  made.addEventListener("click", act);
  return made;
}

function facet(group, item, largest, pick) {
  const row = element("div", `item${item.on ? " on" : ""}${item.none ? " none" : ""}`);
  const bar = element("span", "bar");
  bar.style.width = `${Math.max(1, (100 * item.count) / largest)}%`;
  const act = (how) => pick(group.name, item.value, how);
  const text = button("text", item.text, `${item.on ? "No longer only" : "Only"} ${group.label}: ${item.text}`, () => act("include"));
  const count = element("span", "count", item.shown);
  count.title = String(item.count);
  row.append(bar, text, button("not", "−", `Not ${group.label}: ${item.text}`, () => act("exclude")), count);
  return row;
}

function facets(groups, pick) {
  const all = element("div", "facets");
  for (const group of groups) {
    const box = element("div", "group");
    box.dataset.name = group.name;
    const draw = () => {
      const wide = opened.has(group.name);
      const head = element("div", "head");
      head.append(element("span", "", group.label));
      if (group.items.length > SHOWN) {
        head.append(button("", wide ? "fewer" : `${group.items.length - SHOWN} more`, `${wide ? "Fewer" : "More"}: ${group.label}`, () => {
          wide ? opened.delete(group.name) : opened.add(group.name);
          draw();
        }));
      }
      const largest = Math.max(...group.items.map((item) => item.count), 1);
      const shown = group.items.filter((item, index) => wide || index < SHOWN || item.on);
      box.replaceChildren(head, ...shown.map((item) => facet(group, item, largest, pick)));
    };
    draw();
    all.append(box);
  }
  return all;
}

function fields(rows, pick) {
  const all = element("div", "fields");
  for (const row of rows) {
    const item = element("div", "item");
    item.append(element("span", "name", row.name), element("span", "said", row.text));
    if (row.value !== null) {
      const act = element("span", "act");
      act.append(
        button("", "+", `Only ${row.name}: ${row.text}`, () => pick(row.name, row.value, "include")),
        button("", "−", `Not ${row.name}: ${row.text}`, () => pick(row.name, row.value, "exclude")),
      );
      item.append(act);
    }
    all.append(item);
  }
  return all;
}

export default function (component) {
  const { parentElement, data, setTriggerValue } = component;
  const pick = (name, value, how) => setTriggerValue("pick", { name, value, how });
  const root = parentElement.querySelector(".root");
  root.replaceChildren(data.kind === "fields" ? fields(data.rows, pick) : facets(data.groups, pick));
}
