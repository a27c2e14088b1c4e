// The SQL editor of the SQL page, for st.components.v2: CodeMirror 6 from static/, loaded once, never from the network.
//
// data: text, revision (a new one replaces what is typed), origin (what the text was opened from), running, seconds,
//       mark ({line, column, message} or null), tables ({name: [[column, type], ...]}), functions ([[name, signature,
//       description], ...]), keywords, types, source (where CodeMirror is).
// Gives: state "typed" ({revision, text}) a moment after the last key, triggers "run" ({revision, text}) and "cancel".

const editors = new WeakMap();
const PAUSE_MS = 350;
const DRAFT = "longtail-sql-draft";
const COMMON = new Set(
  "avg coalesce count date_trunc json_extract_string list max median min now quantile_cont round string_agg sum time_bucket".split(" "),
);
const isMac = /Mac|iP(hone|ad)/.test(navigator.platform);
let loading = null;

function load(source) {
  loading ??= import(new URL(source, document.baseURI).href).catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

function readDraft() {
  try {
    return JSON.parse(sessionStorage.getItem(DRAFT)) ?? {};
  } catch {
    return {};
  }
}

function keepDraft(origin, text) {
  try {
    sessionStorage.setItem(DRAFT, JSON.stringify({ origin, text }));
  } catch {
    // a browser that keeps nothing loses only what was typed and not run
  }
}

function highlighting(cm) {
  const t = cm.tags;
  return cm.HighlightStyle.define([
    { tag: t.keyword, color: "var(--lt-keyword)", fontWeight: "600" },
    { tag: [t.string, t.special(t.string)], color: "var(--lt-string)" },
    { tag: [t.number, t.bool, t.null], color: "var(--lt-number)" },
    { tag: [t.lineComment, t.blockComment], color: "var(--lt-comment)", fontStyle: "italic" },
    { tag: [t.typeName, t.standard(t.name)], color: "var(--lt-function)" },
    { tag: t.special(t.name), color: "var(--lt-parameter)", fontWeight: "600" },
    { tag: t.operator, color: "var(--lt-comment)" },
  ]);
}

// Columns of the tables that the statement names, then functions and tables; after "t." the columns of that table.
function completions(editor) {
  return (context) => {
    const dotted = context.matchBefore(/[\w]+\.\w*/);
    const text = context.state.doc.toString();
    const { tables, functions } = editor.data;
    if (dotted) {
      const [owner] = dotted.text.split(".");
      const alias = new RegExp(`\\b(\\w+)\\s+(?:as\\s+)?${owner}\\b`, "i").exec(text);
      const columns = tables[owner] ?? tables[alias?.[1]];
      return columns ? { from: dotted.from + owner.length + 1, options: columns.map(asColumn), validFor: /^\w*$/ } : null;
    }
    const parameter = context.matchBefore(/\$\w*/);
    if (parameter) {
      return { from: parameter.from, options: ["$from", "$to"].map((label) => ({ label, type: "variable" })) };
    }
    const word = context.matchBefore(/\w+/);
    if (!word && !context.explicit) return null;
    if (word && /^\d/.test(word.text)) return null;
    const named = Object.keys(tables).filter((name) => new RegExp(`\\b${name}\\b`, "i").test(text));
    const columns = new Map();
    for (const name of named) for (const column of tables[name]) columns.set(column[0], asColumn(column));
    return {
      from: word ? word.from : context.pos,
      options: [
        ...[...columns.values()].map((option) => ({ ...option, boost: 3 })),
        ...Object.keys(tables).map((label) => ({ label, type: "class", detail: "table", boost: 2 })),
        ...functions.map(([label, signature, info]) => ({
          label,
          type: "function",
          detail: `(${signature ?? ""})`,
          info: info || undefined,
          apply: callOf(label),
          boost: COMMON.has(label) ? 2 : 0,
        })),
        ...editor.data.keywords.map((label) => ({ label, type: "keyword", boost: -1 })),
      ],
      validFor: /^\w*$/,
    };
  };
}

const asColumn = ([label, type]) => ({ label, detail: type, type: "property" });

function callOf(name) {
  return (view, _completion, from, to) => {
    const open = view.state.sliceDoc(to, to + 1) === "(" ? "" : "()";
    view.dispatch({
      changes: { from, to, insert: name + open },
      selection: { anchor: from + name.length + 1 },
      userEvent: "input.complete",
    });
  };
}

class Editor {
  constructor(cm, root, data, callbacks) {
    this.cm = cm;
    this.data = data;
    this.callbacks = callbacks;
    this.revision = data.revision;
    this.host = root.querySelector(".editor");
    this.run = root.querySelector("button.run");
    this.cancel = root.querySelector("button.cancel");
    this.clock = root.querySelector(".clock");
    root.querySelector(".keys").textContent = isMac ? "⌘↩" : "Ctrl+Enter";
    const draft = readDraft();
    const restored = draft.origin === data.origin && typeof draft.text === "string" && draft.text !== data.text;
    this.view = this.makeView(root, restored ? draft.text : data.text);
    this.run.onclick = () => this.start();
    this.cancel.onclick = () => this.callbacks.setTriggerValue("cancel", true);
    if (restored) this.later();
    else keepDraft(data.origin, data.text);
    root.querySelector(".frame").dataset.ready = "yes";
    this.show();
  }

  makeView(root, text) {
    const cm = this.cm;
    const dialect = cm.SQLDialect.define({
      keywords: this.data.keywords.join(" "),
      types: this.data.types.join(" "),
      builtin: this.data.functions.map(([name]) => name).join(" "),
      doubleQuotedStrings: false,
      backslashEscapes: false,
      specialVar: "$",
      operatorChars: "*+-%<>!=&|^/~?@:",
      identifierQuotes: '"',
    });
    const language = cm.sql({ dialect }).language;
    const state = cm.EditorState.create({
      doc: text,
      extensions: [
        cm.Prec.highest(cm.keymap.of([{ key: "Mod-Enter", run: () => (this.start(), true) }])),
        cm.lineNumbers(),
        cm.highlightSpecialChars(),
        cm.history(),
        cm.drawSelection(),
        cm.highlightActiveLine(),
        cm.bracketMatching(),
        cm.closeBrackets(),
        cm.placeholder("select … from logs where ts >= $from and ts < $to"),
        cm.EditorView.lineWrapping,
        cm.EditorView.contentAttributes.of({ "aria-label": "SQL", spellcheck: "false", autocapitalize: "off" }),
        language,
        cm.autocompletion({ override: [completions(this)], activateOnTypingDelay: 80 }),
        cm.syntaxHighlighting(highlighting(cm)),
        cm.EditorView.updateListener.of((update) => update.docChanged && this.changed()),
        cm.keymap.of([
          ...cm.closeBracketsKeymap,
          ...cm.completionKeymap,
          ...cm.historyKeymap,
          ...cm.defaultKeymap,
          cm.indentWithTab,
        ]),
      ],
    });
    return new cm.EditorView({ state, parent: this.host, root: root.host ? root : document });
  }

  get text() {
    return this.view.state.doc.toString();
  }

  // What Streamlit says anew: a new revision replaces the text (and can be undone), anything else leaves it alone.
  update(data, callbacks) {
    this.callbacks = callbacks;
    this.data = data;
    if (data.revision !== this.revision) {
      clearTimeout(this.timer);
      this.revision = data.revision;
      if (data.text !== this.text) {
        this.replacing = true;
        this.view.dispatch({
          changes: { from: 0, to: this.view.state.doc.length, insert: data.text },
          selection: { anchor: 0 },
          scrollIntoView: true,
        });
        this.replacing = false;
      }
    }
    keepDraft(data.origin, this.text);
    this.show();
  }

  show() {
    const { running, mark } = this.data;
    this.run.hidden = running;
    this.cancel.hidden = !running;
    clearInterval(this.ticking);
    this.clock.textContent = "";
    if (running) {
      const began = performance.now() - 1000 * this.data.seconds;
      const tick = () => (this.clock.textContent = `${((performance.now() - began) / 1000).toFixed(1)} s`);
      tick();
      this.ticking = setInterval(tick, 100);
    }
    const shown = JSON.stringify(mark);
    if (shown !== this.marked) {
      this.marked = shown;
      this.view.dispatch(this.cm.setDiagnostics(this.view.state, mark ? [this.diagnostic(mark)] : []));
    }
  }

  diagnostic({ line, column, message }) {
    const place = this.view.state.doc.line(Math.min(Math.max(line, 1), this.view.state.doc.lines));
    const from = Math.min(place.from + Math.max((column ?? 1) - 1, 0), place.to);
    const word = /^\w+/.exec(this.view.state.sliceDoc(from, place.to));
    const to = column ? Math.min(from + (word ? word[0].length : 1), place.to) : place.to;
    return { from, to, severity: "error", message };
  }

  changed() {
    keepDraft(this.data.origin, this.text);
    if (!this.replacing) this.later();
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), PAUSE_MS);
  }

  // Never at the same moment as another widget's change, which Streamlit would take for one and lose: so not on leaving.
  send() {
    this.callbacks.setStateValue("typed", { revision: this.revision, text: this.text });
  }

  start() {
    if (this.data.running) return;
    this.cm.closeCompletion(this.view);
    clearTimeout(this.timer);
    this.callbacks.setTriggerValue("run", { revision: this.revision, text: this.text });
  }

  destroy() {
    clearTimeout(this.timer);
    clearInterval(this.ticking);
    this.view.destroy();
  }
}

export default function (component) {
  const { data, parentElement, setStateValue, setTriggerValue } = component;
  const callbacks = { setStateValue, setTriggerValue };
  const found = editors.get(parentElement);
  if (found?.editor) {
    found.editor.update(data, callbacks);
  } else if (found) {
    found.latest = { data, callbacks };
  } else {
    const slot = { latest: { data, callbacks }, editor: null, gone: false };
    editors.set(parentElement, slot);
    load(data.source).then(
      (cm) => {
        if (!slot.gone) slot.editor = new Editor(cm, parentElement, slot.latest.data, slot.latest.callbacks);
      },
      () => {
        editors.delete(parentElement);
        parentElement.querySelector(".editor").textContent = "The editor could not be loaded: reload the page.";
      },
    );
  }
  return () => {
    const slot = editors.get(parentElement);
    if (slot) {
      slot.gone = true;
      slot.editor?.destroy();
      editors.delete(parentElement);
    }
  };
}
