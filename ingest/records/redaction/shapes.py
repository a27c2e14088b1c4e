r"""What secrets look like by themselves: keys with a known beginning, tokens, web addresses that hold one.

The facts (beginnings, alphabets, lengths) are those of the rules of gitleaks (MIT), the plugins of detect-secrets
(Apache-2.0) and the detectors of TruffleHog. Lengths are a little more generous, because keys become longer over time.
What tells the kind stays: ``ghp_[redacted]``.

Python and RE2 read the patterns alike. No match spans a quote, and a backslash only stands before a slash or where a
word begins, so a JSON text can be searched as it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

REDACTED = "[redacted]"
BEGIN = r"(?:\b|\\[nrtbf]|\x1b\[[0-9;]*m|\\u001b\[[0-9;]*m)"
"""Where a word begins, also after an escape of JSON or of a terminal."""

_SLASH = r"\\?/"


@dataclass(frozen=True, slots=True)
class Shape:
    """One form of secret: what stays before it, the secret, what stays after it."""

    kept: str
    hidden: str
    after: str = ""
    trigger: str = ""
    """A pattern that finds at least as much and counts less, where RE2 would need a state for each count."""


_LETTERS_ONLY = "|".join(
    [
        *("gh[pousr]_", "[spr]k_(?:live|test|prod)_", "shp(?:at|ca|pa|ss)_", "do[opr]_v1_", "lin_api_", "rubygems_"),
        *(
            "sntryu_",
            "LTAI",
            "NRAK-",
            "EAACEdEose0cBA",
            "npm_",
            "hf_",
            "api_org_",
            "r8_",
            "gsk_",
            "sk-",
            "key-",
            "dapi",
        ),
    ]
)
_ALSO_DASHES = "|".join(
    [
        *("github_pat_", "gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat|ffct)-", "GR1348941", "xox[a-z]-", "xapp-"),
        *("whsec_", "pypi-AgE", r"ya29\.", "GOCSPX-", "AIza", r"hv[bs]\.", "glc_", "glsa_", "sntrys_", "dckr_pat_"),
        *("AGE-SECRET-KEY-1", r"dp\.(?:pt|st|sa|ct)\.", "sq0(?:atp|csp)-", "nvapi-", "tskey-", "pplx-", "ntn_"),
        *("sk-(?:ant|proj|svcacct|admin|or)-", "PMAK-", "HRKU-", "ATATT3", "figd_"),
    ]
)
_JWT = Shape("", r"eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{4,}(?:\.[A-Za-z0-9_\-]*)*")
_JWT_OR_RUN = re.compile(r"eyJ[A-Za-z0-9_\-]{8,}+(?P<rest>\.[A-Za-z0-9_\-]{4,}+(?:\.[A-Za-z0-9_\-]*+)*+)?")
"""The same, or a run of its letters that ends otherwise: no other beginning within it can be one, so none is tried."""
_NEVER = "()(?!)"
_TOKENS = (
    Shape(f"{BEGIN}(?:{_LETTERS_ONLY})", "[A-Za-z0-9]{16,}"),
    Shape(f"{BEGIN}(?:{_ALSO_DASHES})", r"[A-Za-z0-9+/=_\-]{16,}"),
    Shape(f"{BEGIN}(?:A(?:KIA|SIA|BIA|CCA)|A3T[A-Z0-9])", r"[A-Z0-9]{16}\b"),
    Shape(f"{BEGIN}(?:SK|AC)", r"[0-9a-f]{32}\b"),
    Shape(rf"{BEGIN}SG\.", r"[A-Za-z0-9_\-]{16,}\.[A-Za-z0-9_\-]{16,}"),
    _JWT,
    Shape("[0-9]{7,10}:", r"AA[A-Za-z0-9_\-]{30,}", trigger="[0-9]:AA"),
    Shape("", r"[A-Za-z0-9_~.]{3}[0-9]Q~[A-Za-z0-9_~.\-]{31,34}", trigger="[0-9]Q~"),
    Shape("", r"[0-9a-f]{32}-us[0-9]{1,2}\b", trigger="[0-9a-f]-us[0-9]"),
)

_HOOKS = "|".join(
    [
        *(r"hooks\.slack\.com/(?:services|workflows|triggers)/", r"hooks\.zapier\.com/hooks/catch/"),
        *(r"discord(?:app)?\.com/api/(?:v[0-9]+/)?webhooks/", r"webhook\.office\.com/webhookb2/"),
        *(r"/open-apis/bot/(?:v[0-9]+/)?hook/", r"/cgi-bin/webhook/send\?key=", r"outlook\.office\.com/webhook/"),
    ]
).replace("/", _SLASH)
_ADDRESSES = (
    Shape(rf""":{_SLASH}{_SLASH}[^\s"'\\/@:<>?#]*:""", r"""[^\s"'\\/<>?#\[][^\s"'\\/<>?#]*""", "@"),
    Shape(f":{_SLASH}{_SLASH}", r"[A-Za-z0-9_\-]{20,}", "@", trigger=rf":{_SLASH}{_SLASH}[A-Za-z0-9_\-]+@"),
    Shape(_HOOKS, rf"""(?:[^\s"'\\<>\[]|{_SLASH})+"""),
)


class Shapes:
    """Several shapes that are looked for at once."""

    def __init__(self, shapes: tuple[Shape, ...]) -> None:
        parts: list[str] = []
        kept: list[int] = []
        after: list[int] = []
        for shape in shapes:
            kept.append(len(kept) + len(after) + 1)
            parts.append(f"({shape.kept})(?:{shape.hidden})")
            if shape.after:
                after.append(len(kept) + len(after) + 1)
                parts[-1] += f"({shape.after})"
        self._kept, self._after = tuple(kept), tuple(after)
        self.pattern = "|".join(parts)
        """For Python and RE2."""
        self.trigger = "|".join(shape.trigger or f"(?:{shape.kept})(?:{shape.hidden}){shape.after}" for shape in shapes)
        """For RE2: finds at least as much."""
        self.replacement = f"{_references(kept)}{REDACTED}{_references(after)}"
        """What takes the place of a match."""
        self._has_jwt = _JWT in shapes
        others = [_NEVER if shape is _JWT else part for part, shape in zip(parts, shapes, strict=True)]
        self._search = re.compile("|".join(others))

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the secrets are; they may overlap."""
        for found in self._search.finditer(text):
            ends = [found.start(group) for group in self._after if found.start(group) >= 0]
            yield max(found.end(group) for group in self._kept), min(ends, default=found.end())
        for found in _JWT_OR_RUN.finditer(text) if self._has_jwt else ():
            if found["rest"]:
                yield found.span()


def _references(groups: list[int]) -> str:
    return "".join(f"\\{group}" for group in groups)


TOKENS = Shapes(_TOKENS)
"""Keys and tokens. The last four: JWT; Telegram's bots; client secrets of Azure; Mailchimp's keys."""
ADDRESSES = Shapes(_ADDRESSES)
"""Addresses: a password before the host, a token before it, and hooks that whoever knows them may call."""
