// A chart of Plotly, for st.components.v2: Plotly from static/, loaded once for all charts, never from the network.
//
// data: figure (Plotly's JSON as text), name (of a saved picture), selects (a drag chooses a stretch of the x axis),
//       source (where Plotly is).
// Gives: trigger "zoom" ([start, end] as Plotly writes them), where `selects` is set.

const charts = new WeakMap();
let loading = null;

function load(source) {
  loading ??= import(new URL(source, document.baseURI).href).then(
    (module) => module.default,
    (error) => {
      loading = null;
      throw error;
    },
  );
  return loading;
}

function create(parent) {
  const element = document.createElement("div");
  element.className = "lt-plot";
  parent.append(element);
  const chart = { element, figure: null, drawn: Promise.resolve(), zoom: null };
  chart.observer = new ResizeObserver(() => resize(chart));
  return chart;
}

function config(name) {
  return {
    displaylogo: false,
    doubleClick: false,
    modeBarButtons: [["toImage"]],
    toImageButtonOptions: { format: "svg", filename: name },
  };
}

async function draw(chart, plotly, data) {
  if (chart.gone || chart.figure === data.figure) return;
  const isFirst = chart.figure === null;
  chart.figure = data.figure;
  const figure = JSON.parse(data.figure);
  const width = chart.element.clientWidth;
  const layout = { ...figure.layout, autosize: false, width };
  await plotly.react(chart.element, figure.data, layout, config(data.name));
  chart.width = width;
  chart.plotly = plotly;
  if (isFirst) {
    chart.element.on("plotly_selected", (event) => select(chart, event));
    chart.observer.observe(chart.element);
  }
}

function resize(chart) {
  const width = chart.element.clientWidth;
  if (!width || width === chart.width) return;
  chart.width = width;
  chart.drawn = chart.drawn.then(() => (chart.gone ? null : chart.plotly.relayout(chart.element, { width })));
}

// The page answers with a chart of its own range; until then nothing is to stand out in this one.
function select(chart, event) {
  const range = event?.range?.x;
  if (!range) return;
  chart.plotly.update(chart.element, { selectedpoints: null }, { selections: [] });
  chart.zoom?.(range);
}

export default async function render({ data, parentElement, setTriggerValue }) {
  let chart = charts.get(parentElement);
  if (!chart) charts.set(parentElement, (chart = create(parentElement)));
  chart.zoom = data.selects ? (range) => setTriggerValue("zoom", range) : null;
  const plotly = await load(data.source);
  chart.drawn = chart.drawn.then(() => draw(chart, plotly, data));
  await chart.drawn;
  return () => {
    chart.gone = true;
    chart.observer.disconnect();
    plotly.purge(chart.element);
    chart.element.remove();
    charts.delete(parentElement);
  };
}
