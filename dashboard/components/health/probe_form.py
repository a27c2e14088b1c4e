"""A probe as a form, made from the settings class of its kind: tried once, then written into the settings file."""

from __future__ import annotations

import inspect
import time
import tomllib
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import cache
from dashboard.components.health import probe_actions, status_look
from dashboard.server import runtime
from dashboard.style import numbers
from dashboard.style.text import plain, visible
from ingest.errors import SettingsError
from monitor import kinds, once, probes
from monitor.changing import clear_text, kind_fields
from monitor.changing.kind_fields import KindField, Shape
from monitor.outcome import ProbeSettings, Status
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from types import ModuleType

    from monitor.health.editing import ProbeEditing
    from monitor.health.probing import ProbeStatus

    Table = dict[str, Any]

_USUAL_KIND = "http"
_FILE = "_file"
_FIRST_ANSWER_SECONDS = 3.0
_A_MOMENT = 0.05
_ICONS = {Status.HEALTHY: "check_circle", Status.DEGRADED: "warning", Status.UNHEALTHY: "error"}


def draw(edits: ProbeEditing, name: str | None = None) -> None:
    """Draw the form of a probe, or of a new one."""
    probe_actions.way_back(name or "")
    try:
        table = {} if name is None else edits.table(name)
    except LongtailError as error:
        st.error(plain(str(error)), icon=":material/error:")
        return
    if table is None:
        st.info(plain(f"{edits.path} has no probe of this name."), icon=":material/search_off:")
        return
    with st.container(border=True, key="tile-probe-form", gap="small"):
        st.markdown("**New probe**" if name is None else f"**{plain(visible(name))}**")
        kind = _kind(table)
        try:
            module = kinds.load(probes, kind)
        except SettingsError as error:
            st.error(plain(str(error)), icon=":material/error:")
            return
        st.caption(plain(" ".join((inspect.getdoc(module) or "").split("\n\n")[0].split())))
        _form(edits, module, {"kind": kind, **table}, name)


def _kind(table: Mapping[str, Any]) -> str:
    if table:
        return str(table.get("kind"))
    known = kinds.names(probes)
    return str(st.selectbox("kind", known, index=known.index(_USUAL_KIND), key="probe-kind", width=260))


def _form(edits: ProbeEditing, module: ModuleType, table: Table, name: str | None) -> None:
    settings: type[ProbeSettings] = module.Settings
    fields = [field for field in kind_fields.fields(settings, ProbeSettings) if field.key != "paused"]
    example = tomllib.loads(module.EXAMPLE) | {"name": table["kind"]}
    own = [field for field in fields if not field.is_common]
    with st.form(f"probe-form-{name or ''}-{table['kind']}", border=False, enter_to_submit=False):
        seen = [field for field in own if field.is_required or field.key in {*example, *table}]
        typed = _inputs(settings, seen, table, example)
        rest = [field for field in own if field not in seen]
        if rest:
            with st.expander("More", icon=":material/tune:"):
                typed |= _inputs(settings, rest, table, example)
        with st.expander("How often, and past which limit", icon=":material/schedule:"):
            typed |= _inputs(settings, [field for field in fields if field.is_common], table, {})
        secret = [field for field in own if field.is_secret and field.shape is not Shape.TABLE]
        if secret:
            with st.expander("Secrets from files", icon=":material/key:"):
                typed |= _inputs(settings, map(_in_file, secret), table, {})
        st.caption(plain(_hint(edits, bool(secret), name)))
        with st.container(horizontal=True, gap="small"):
            is_tried = st.form_submit_button("Try it", icon=":material/play_arrow:", key="probe-try")
            is_saved = st.form_submit_button("Save", type="primary", icon=":material/check:", key="probe-save")
    if not (is_tried or is_saved):
        return
    try:
        values = _values(settings, table, typed)
        if is_saved:
            edits.save(values, name)
            _saved(str(values.get("name", values["kind"])))
        else:
            _tried(edits.checked(values, name))
    except LongtailError as error:
        st.error(plain(str(error)), icon=":material/error:")


def _hint(edits: ProbeEditing, has_secret: bool, name: str | None) -> str:  # noqa: FBT001 (a private helper)
    parts = [f"It is written into {edits.path}."]
    if has_secret:
        parts.append("Passwords as ${NAME}, a variable of Longtail's environment, or in a file.")
    if name is not None:
        parts.append("Under another name it begins a history of its own.")
    return " ".join(parts)


def _in_file(field: KindField) -> KindField:
    return KindField(
        f"{field.key}{_FILE}", Shape.TEXT, f"A file that holds {field.key}.", "", is_required=False, is_secret=False,
        is_common=False,
    )  # fmt: skip


def _inputs(
    settings: type[ProbeSettings], fields: Iterable[KindField], table: Table, example: Mapping[str, Any]
) -> dict[KindField, str]:
    """What is typed for each key, two beside each other."""
    typed = {}
    columns: Sequence[Any] = ()
    for number, field in enumerate(fields):
        if number % 2 == 0:
            columns = st.columns(2, gap="small")
        with columns[number % 2]:
            typed[field] = _input(field, _text(settings, table, field), example)
    return typed


def _text(settings: type[ProbeSettings], table: Table, field: KindField) -> str:
    """What the table says of a key, without secrets."""
    value = table.get(field.key)
    return "" if value is None else kind_fields.text_of(clear_text.shown(settings, field.key, value))


def _input(field: KindField, text: str, example: Mapping[str, Any]) -> str:
    shown = field.default or (kind_fields.text_of(example[field.key]) if field.key in example else "")
    label = f"{field.key} *" if field.is_required else field.key
    key, hint = f"probe-field-{field.key}", field.description
    if field.shape is Shape.SWITCH:
        return str(st.checkbox(label, (text or field.default) == "true", help=hint, key=key)).lower()
    if field.shape is Shape.CHOICE:
        chosen = text or field.default
        place = field.choices.index(chosen) if chosen in field.choices else 0
        return str(st.selectbox(label, field.choices, index=place, help=hint, key=key))
    if field.shape is Shape.TABLE:
        return str(st.text_area(label, text, placeholder="Name: value", help=f"{hint} One a line.", key=key, height=68))
    if field.shape in (Shape.LIST, Shape.NUMBERS):
        hint = f"{hint} Separated by commas."
    return str(st.text_input(label, text, placeholder=shown, help=hint, key=key))


def _values(settings: type[ProbeSettings], table: Table, typed: Mapping[KindField, str]) -> Table:
    """The table that the form makes: what was not touched stays as it is written, hidden secrets with it."""
    values = dict(table)
    for field, text in typed.items():
        if text == (before := _text(settings, table, field)):
            continue
        if clear_text.HIDDEN in text and clear_text.HIDDEN in before:
            sentence = f"{field.key} holds a secret that is not shown: write all of it anew."
            raise SettingsError(sentence)
        value = kind_fields.value_of(field, text)
        is_default = field.shape in (Shape.SWITCH, Shape.CHOICE) and not before and text == field.default
        if value is None or is_default:
            values.pop(field.key, None)
        else:
            values[field.key] = value
    head = {"name": values.get("name", values["kind"]), "kind": values["kind"]}
    return {**head, **{key: value for key, value in values.items() if key not in head}}


def _tried(probe: ProbeSettings) -> None:
    with st.spinner("Asking"):
        (row,) = once.run([probe], runtime.current().warehouse)
    status = Status(row["status"])
    took = "" if row["latency_ms"] is None else f" ({numbers.milliseconds(row['latency_ms'])})"
    said = plain(f"{status_look.word(status)}{took}: {visible(row['reason'])}")
    show = {Status.HEALTHY: st.success, Status.DEGRADED: st.warning, Status.UNHEALTHY: st.error}.get(status, st.info)
    show(said, icon=f":material/{_ICONS.get(status, 'help')}:")


def _saved(name: str) -> None:
    """Show the probe, with its first answer where that comes soon."""
    watching = runtime.current().watching
    if watching is not None and watching.probing is not None:
        with st.spinner("Asking"):
            deadline = time.monotonic() + _FIRST_ANSWER_SECONDS
            while time.monotonic() < deadline and watching.is_running and _is_new(watching.probing.status(name)):
                time.sleep(_A_MOMENT)
        watching.storing.now()
    cache.forget()
    probe_actions.open_probe(name)
    st.rerun()


def _is_new(found: ProbeStatus | None) -> bool:
    return found is not None and found.last is None
