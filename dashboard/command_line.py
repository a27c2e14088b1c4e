"""The `longtail` command: finds its commands in dashboard/commands, and ends every error as one sentence.

Exit status: 0 done; 1 done with something to look at; 2 the request was wrong or could not be done; 130 and
143 interrupted by Ctrl+C and SIGTERM.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
import traceback
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, cast

import typer
from typer.core import TyperCommand, TyperGroup

from dashboard import VERSION, commands, signals
from dashboard.results.terminal import note
from sql.errors import LongtailError

if TYPE_CHECKING:
    from collections.abc import Sequence

Command = TyperCommand | TyperGroup
DONE, FAILED, INTERRUPTED, TERMINATED = 0, 2, 130, 143


@dataclass(slots=True)
class Flags:
    """The options before the command's name."""

    debug: bool = False


class Commands(TyperGroup):
    """The modules of dashboard/commands by name. Each is imported when it is asked for: none waits for the others."""

    def list_commands(self, ctx: object) -> list[str]:  # noqa: ARG002 (every context has the same)
        """The names, in alphabetical order."""
        return sorted({*self.commands, *(module.name for module in pkgutil.iter_modules(commands.__path__))})

    def get_command(self, ctx: object, cmd_name: str) -> Command | None:
        """The command of this name, or None; then all are loaded, for a suggestion."""
        names = self.list_commands(ctx)
        for name in [cmd_name] if cmd_name in names else names:
            if name not in self.commands:
                self.commands[name] = load(name)
        return cast("Command | None", self.commands.get(cmd_name))


def load(name: str) -> Command:
    """The command in the module of this name: its `app` if it has commands of its own, else its `run`."""
    module = importlib.import_module(f"{commands.__name__}.{name}")
    if hasattr(module, "app"):
        found: Command = typer.main.get_group(module.app)
    else:
        single = typer.Typer(add_completion=False, rich_markup_mode=None)
        single.command(name)(module.run)
        found = cast("TyperCommand", typer.main.get_command(single))
    found.name = name
    return found


app = typer.Typer(
    name="longtail",
    cls=Commands,
    help="Point one command at a folder of rotated JSON logs: a warehouse, dashboards, SQL and reports in one process.",
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
)


def _version(asked: bool) -> None:  # noqa: FBT001 (typer's shape of a callback)
    if asked:
        typer.echo(f"longtail {VERSION}")
        raise typer.Exit


@app.callback(invoke_without_command=True)
def _before(
    context: typer.Context,
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
    version: Annotated[  # noqa: ARG001 (its callback answers)
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    context.ensure_object(Flags).debug = debug
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    flags = Flags()
    try:
        status = app(arguments, obj=flags, prog_name="longtail", standalone_mode=False)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt, SystemExit) as error:  # noqa: BLE001 (the last resort of the command)
        if flags.debug and not isinstance(error, typer.TyperException | typer.Exit):
            traceback.print_exception(error)
        return _ended(error)
    return status if isinstance(status, int) else DONE


def _ended(error: BaseException) -> int:
    """Print the error and return its exit status."""
    if signals.raised and isinstance(error, Exception | KeyboardInterrupt):
        error = signals.raised[0]
    match error:
        case typer.TyperException():
            sentence, status = _usage(error), FAILED
        case LongtailError():
            sentence, status = str(error), FAILED
        case KeyboardInterrupt() | typer.Abort():
            ended = TERMINATED if isinstance(error, signals.TerminatedError) else INTERRUPTED
            sentence, status = "Interrupted: what was stored stays, run it again to go on.", ended
        case typer.Exit():
            return error.exit_code
        case BrokenPipeError() | SystemExit(__context__=BrokenPipeError()):
            # The reader of our output has left, as `head` does (typer tells it as SystemExit); nobody is left to tell.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            return DONE
        case SystemExit():
            raise error
        case _:
            reason = (str(error) or type(error).__name__).splitlines()[0]
            sentence = f"Longtail failed ({type(error).__name__}: {reason}): run `longtail --debug …` to see where."
            status = FAILED
    note(sentence)
    return status


def _usage(error: typer.TyperException) -> str:
    """One sentence on how the command was called wrongly."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "longtail"
    message = " ".join(error.format_message().split()).rstrip(".")
    for wording, ours in (("Value error, ", ""), ("Input should be", "it must be")):
        message = message.replace(wording, ours)
    return f"{message}: see `{command} --help`."
