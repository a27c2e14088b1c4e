"""The parent of a server process: it starts the server again where a signal ended it (SIGSEGV, the OOM killer …).

The parent forks before anything large is loaded, so it stays small and costs the start nothing. It knows neither the
settings nor the warehouse: the server hands it the listening socket once that is open, so the port stays and
connections wait in the system's queue while there is no server. Whatever ends with a status of its own (a stop, wrong
settings, a port that is taken) ends the parent with the same status; so does a server that died before it listened.

On Linux a server that has loaded its modules, and done nothing else, forks a spare: it shares their memory and waits.
It becomes the next server, which so starts without loading anything, and forks the spare after it.

The server is in a process group of its own: Ctrl+C reaches the parent alone, which passes it on once. Where the parent
is killed, the kernel kills the server (Linux), or the end of their channel does: no second writer stays behind.

Only the smallest parts of the standard library are imported here, because they are the parent's memory.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
import time

TYPE_CHECKING = False  # as typing has it, which would be a part of the parent
if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import FrameType

WITHOUT = "--no-supervisor"
COMMANDS = ("serve", "demo")
LOST = 75
"""The status of a server that wants to be started again: DuckDB has given up its database (EX_TEMPFAIL)."""
DONE, FAILED = 0, 2
MOST_CRASHES = 8
WITHIN_SECONDS = 600.0
"""After so many crashes within so long, the server stays down."""
PAUSES = (0.0, 0.5, 1.0, 2.0, 5.0, 15.0, 30.0)
"""Seconds before the server is started again, by how many crashes came before within the same time."""
_PASSED_ON = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_STOPPED = (signal.SIGTSTP, signal.SIGCONT)
_LOOK_SECONDS = 0.02
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_LISTENER, _SPARE, _GO = b"L", b"S", b"G"
"""What is said on a channel, each with a number: none, the spare's process, the length of what ended the server."""
_MESSAGE_BYTES = 5


def is_wanted(arguments: Sequence[str]) -> bool:
    """Whether these arguments of the command start a server that has a supervisor."""
    rest = [argument for argument in arguments if argument != "--debug"]
    helped = {WITHOUT, "--help", "-h"}.intersection(rest)
    return bool(rest) and rest[0] in COMMANDS and not helped and hasattr(os, "fork")


class Link:
    """What a server has of its supervisor."""

    def __init__(self, parent: int, channel: socket.socket, listener: socket.socket | None, ended_by: str) -> None:
        self.parent = parent
        """The supervisor's process: the one that people see and end."""
        self.channel = channel
        self.listener = listener
        """The socket that the server before this one listened on."""
        self.ended_by = ended_by
        """What ended the server before this one; empty where there was none."""

    def keep(self, listener: socket.socket) -> None:
        """Have the supervisor hold the listening socket, for the servers to come."""
        if self.listener is None:
            _tell(self.channel, _LISTENER, 0, [listener.fileno()])


_link: Link | None = None


def stand_by() -> None:
    """Fork the spare that becomes the server after this one. All modules are loaded, and nothing is open.

    Returns in this process at once, and in the spare when the supervisor starts it as the server.
    """
    global _link  # noqa: PLW0603 (a process has one supervisor)
    while _link is not None and sys.platform == "linux":
        waiting, kept = socket.socketpair()
        process = os.fork()
        if process:
            _tell(_link.channel, _SPARE, process, [kept.fileno()])
            waiting.close()
            kept.close()
            return
        kept.close()
        _link.channel.close()
        if _link.listener is not None:
            _link.listener.close()
        _link = _await_go(_link.parent, waiting)
        os.setpgid(0, 0)
        _end_with_parent(_link)


def _await_go(parent: int, channel: socket.socket) -> Link:
    """What the spare needs to be the server. It ends where nobody needs it any more."""
    try:
        kind, length, descriptors = _hear(channel)
        ended_by = channel.recv(length).decode() if length else ""
    except OSError:
        kind = b""
    if kind != _GO:
        os._exit(0)
    return Link(parent, channel, socket.socket(fileno=descriptors[0]), ended_by)


def _tell(channel: socket.socket, kind: bytes, number: int, descriptors: Sequence[int]) -> None:
    socket.send_fds(channel, [kind + number.to_bytes(4, "big")], descriptors)


def _hear(channel: socket.socket, flags: int = 0) -> tuple[bytes, int, list[int]]:
    """One message: its kind (empty at the channel's end), its number, and the descriptors that came with it."""
    said, descriptors, _, _ = socket.recv_fds(channel, _MESSAGE_BYTES, 1, flags)
    return said[:1], int.from_bytes(said[1:], "big"), descriptors


def link() -> Link | None:
    """The supervisor of this process; None where it has none."""
    return _link


def supervise(most: int = MOST_CRASHES, within: float = WITHIN_SECONDS, pauses: Sequence[float] = PAUSES) -> None:
    """Start a server in a child process, and again where it crashes.

    Returns in each child. The parent ends here, with the status of the last child.
    """
    supervisor = _Supervisor(most, within, pauses)
    status = supervisor.run()
    if status is not None:
        sys.exit(status)


class _Supervisor:
    def __init__(self, most: int, within: float, pauses: Sequence[float]) -> None:
        self._most = most
        self._within = within
        self._pauses = pauses
        self._child = 0
        self._listener: socket.socket | None = None
        self._spare: tuple[int, socket.socket] | None = None
        self._asked = 0
        self._crashes: list[float] = []
        self._inherited = {number: signal.getsignal(number) for number in (*_PASSED_ON, *_STOPPED)}

    def run(self) -> int | None:
        """The exit status, in the parent; None in a child."""
        handlers = {**dict.fromkeys(_PASSED_ON, self._pass_on), signal.SIGTSTP: self._stop_both}
        for number, handler in {**handlers, signal.SIGCONT: self._continue}.items():
            if self._inherited[number] is not signal.SIG_IGN:  # nohup, or a job in the background
                signal.signal(number, handler)
        _adopt_grandchildren()
        ended_by = ""
        while True:
            channel = self._start_spare(ended_by) or self._fork(ended_by)
            if channel is None:
                return None
            self._take_listener(channel)
            _, state = os.waitpid(self._child, 0)
            self._child = 0
            self._take_spare(channel)
            channel.close()
            status = os.waitstatus_to_exitcode(state)
            if status >= 0 and status != LOST:
                return status
            ended_by = signal.Signals(-status).name if status < 0 else "an internal error of DuckDB"
            final = self._crashed(ended_by)
            if final is not None:
                return final

    def _start_spare(self, ended_by: str) -> socket.socket | None:
        """Make the spare the server; the channel to it, or None where there is none."""
        if self._spare is None or self._listener is None:
            return None
        (process, channel), self._spare = self._spare, None
        try:
            _tell(channel, _GO, len(ended_by), [self._listener.fileno()])
            channel.sendall(ended_by.encode())
        except OSError:  # it has ended, too
            channel.close()
            return None
        self._child = process
        return channel

    def _fork(self, ended_by: str) -> socket.socket | None:
        """Start a child; the parent's end of the channel to it, or None in the child."""
        parent = os.getpid()
        ours, theirs = socket.socketpair()
        signal.pthread_sigmask(signal.SIG_BLOCK, _PASSED_ON)
        self._child = os.fork()
        if self._child == 0:
            ours.close()
            self._begin_child(Link(parent, theirs, self._listener, ended_by))
            return None
        theirs.close()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _PASSED_ON)
        return ours

    def _begin_child(self, made: Link) -> None:
        global _link  # noqa: PLW0603 (a process has one supervisor)
        _link = made
        for number, handler in self._inherited.items():
            signal.signal(number, handler)
        os.setpgid(0, 0)
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)  # it may write to the terminal from its own group
        _end_with_parent(made)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _PASSED_ON)

    def _take_listener(self, channel: socket.socket) -> None:
        """Wait until the child listens, or has ended."""
        while self._listener is None and self._take(channel):
            pass
        if self._asked:
            self._refuse_connections()

    def _take_spare(self, channel: socket.socket) -> None:
        """What a child that has ended said of its spare."""
        while self._take(channel, socket.MSG_DONTWAIT):
            pass

    def _take(self, channel: socket.socket, flags: int = 0) -> bool:
        """Hear one message of the child; False where there is none."""
        try:
            kind, number, descriptors = _hear(channel, flags)
        except OSError:
            return False
        if kind == _LISTENER:
            self._listener = socket.socket(fileno=descriptors[0])
        elif kind == _SPARE:
            self._spare = (number, socket.socket(fileno=descriptors[0]))
        return kind != b""

    def _crashed(self, ended_by: str) -> int | None:
        """Say it, and wait before the next start; a status where there is none."""
        if self._asked:
            _say(f"Longtail was ended by {ended_by} while it stopped.")
            return FAILED
        if self._listener is None:
            _say(f"Longtail was ended by {ended_by} while it started: run `longtail --debug serve …` to see where.")
            return FAILED
        now = time.monotonic()
        self._crashes = [at for at in self._crashes if now - at < self._within] + [now]
        if len(self._crashes) >= self._most:
            _say(
                f"Longtail was ended {len(self._crashes)} times within {self._within / 60:g} minutes, the last time by "
                f"{ended_by}, and stays down: what ran is named above; start it again without that."
            )
            return FAILED
        pause = self._pauses[min(len(self._crashes), len(self._pauses)) - 1]
        _say(f"Longtail was ended by {ended_by} and starts again{f' in {pause:g} s' if pause else ''}.")
        until = now + pause
        while time.monotonic() < until and not self._is_asked():
            time.sleep(_LOOK_SECONDS)
        return DONE if self._is_asked() else None

    def _is_asked(self) -> bool:
        return self._asked != 0

    def _pass_on(self, number: int, _frame: FrameType | None) -> None:
        """End the server; it closes what is open, also where its terminal is gone."""
        self._asked = number
        self._refuse_connections()
        self._signal_child(signal.SIGINT if number == signal.SIGINT else signal.SIGTERM)

    def _refuse_connections(self) -> None:
        """Let go of the port: who connects while the server ends must not wait for nobody."""
        if self._listener is not None:
            self._listener.close()

    def _stop_both(self, _number: int, _frame: FrameType | None) -> None:
        self._signal_child(signal.SIGSTOP)
        os.kill(os.getpid(), signal.SIGSTOP)

    def _continue(self, _number: int, _frame: FrameType | None) -> None:
        self._signal_child(signal.SIGCONT)

    def _signal_child(self, number: int) -> None:
        if self._child:
            try:
                os.kill(self._child, number)
            except ProcessLookupError:
                return  # it has just ended


def _adopt_grandchildren() -> None:
    """Be the parent of the spare when the server that forked it is gone."""
    if sys.platform == "linux":
        _set_of_process(_PR_SET_CHILD_SUBREAPER, 1)


def _set_of_process(what: int, value: int) -> None:
    import ctypes  # noqa: PLC0415 (nothing else here needs it)

    ctypes.CDLL(None).prctl(what, value, 0, 0, 0)


def _end_with_parent(made: Link) -> None:
    """Have this process killed when the parent ends, however that ends."""
    if sys.platform == "linux":
        _set_of_process(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != made.parent:
        os._exit(1)
    if sys.platform != "linux":
        import threading  # noqa: PLC0415 (as above)

        threading.Thread(target=_await_end, args=(made.channel,), name="supervisor", daemon=True).start()


def _await_end(channel: socket.socket) -> None:
    """The other end is closed when the parent is gone, and never else."""
    try:
        channel.recv(1)
    finally:
        os.kill(os.getpid(), signal.SIGKILL)


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)  # noqa: T201 (as terminal.note, which loads much)
