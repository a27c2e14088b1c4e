r"""Secrets in a text beside their key: ``password=…``, ``token: …``, ``--secret …``, ``<password>…``, headers, cookies.

What is not a secret stays: nothing (``token=null``), placeholders, code (``token = request.token()``), and prose
(``token: invalid signature``). After a colon a plain word counts as prose if more words follow or it is one of `PROSE`.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING

from ingest.records.redaction.shapes import BEGIN, REDACTED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.records.redaction.keys import SecretKeys

PROSE = re.compile(
    r"(?i:"
    r"a|absent|all|already|an|and|any|are|as|at|bad|be|been|blank|cannot|changed|check|contains|correct"
    r"|could|created|deleted|denied|disabled|do|does|eof|empty|enabled|end|enter|error|expected|expired"
    r"|fail|failed|failure|field|for|forbidden|found|from|generated|given|has|header|id|identifier|if"
    r"|illegal|in|incorrect|input|invalid|is|issued|length|limit|long|malformed|mandatory|may|mismatch"
    r"|mismatched|missing|must|need|needs|new|no|not|null|of|ok|old|on|only|or|passed|please|present"
    r"|provided|received|refresh|refreshed|rejected|removed|request|required|reset|response|revoked|service"
    r"|set|short|should|string|success|successful|that|the|this|to|too|type|unauthorized|undefined"
    r"|unexpected|unknown|unset|unsupported|updated|updating|use|used|user|valid|validation|value|verified"
    r"|was|weak|when|will|with|wrong|yes|your"
    r")"
)
"""Words that tell of a secret, or of a mistake, after its name and a colon."""
NOTHING = frozenset(
    {"null", "none", "nil", "undefined", "true", "false", "yes", "no", "empty", "unset", "n/a", "na", "-"}
)
_NOT_KEYS = re.compile(r"(?i:unexpected|expected|illegal|unknown|next|current|last|stop|cancellation|syntax|eos|bos) ")
_PAIR = re.compile(
    r"(?P<key>(?:[?&]|(?<![\w.\-]))[\w.\-]++(?: [^\W\d_]++)?+)[\"'\]]{0,2}"
    r"(?P<sign>[ \t]*(?:=>|:=|=(?![=~])|[:：](?!:)|%3[DdAa])[ \t]*)"
)
_SIGN = re.compile("[=:：]|%3")
_FLAG = re.compile(r"(?<![\w\-])--?(?P<key>[A-Za-z][\w\-]*+) +(?P<value>[^\s\-][^\s\"']*)")
_ELEMENT = re.compile(r"<(?P<key>[\w:.\-]++)(?:\s[^<>]*+)?>(?P<value>[^<>]++)</")
_ITEM = re.compile(r"\(b?([\"'])(?P<key>[\w.\-]++)\1, ?b?([\"'])(?P<value>[^\"']+)")
_PLAIN = re.compile(r"[^\s\"'`&;,\\]++")
_LONG = 1_024
"""A value of so many characters is neither prose nor code."""
OPENING = re.compile(r"""[bBuUrR]?(?:(?P<escape>\\*)(?P<quote>["'])|(?P<unicode>\\+u0022))""")
_ESCAPED_QUOTE = {quote: re.compile(rf"(\\*){quote}") for quote in "\"'"}
_TO_QUOTE = {quote: re.compile(rf"(?:[^{quote}\\]|\\.)*\\?", re.DOTALL) for quote in "\"'"}
_UNICODE_END = re.compile(r'\\+u0022|"')
_COOKIES = re.compile(r"[^\s=;,\"']+=[^\s;,\"']*(?:; ?[^\s=;,\"']+(?:=[^\s;,\"']*)?)*")
_WORD = re.compile(r"[A-Za-z][a-z]*\Z|[A-Z]+\Z")
_MORE_WORDS = re.compile(r"[.,;:!?]*[ \t]+[A-Za-z(]")
_PLACEHOLDER = re.compile(r"[*•xX.]+\Z|\[|<|\$?\{|%[(s]|\$\w+\Z")
_CODE = re.compile(r"[A-Za-z_$][\w$]*(?:\.[\w$]+)*[(\[]")
_NAME = re.compile(r"[A-Za-z_$][\w$]*(?:\.[\w$]+)+\Z")
_NEXT_PAIR = re.compile(r"[A-Za-z_][\w.\-]*=(?!=|\Z)")
_PLACE_IN_FILE = re.compile(r".*\.[A-Za-z]{1,5}:[0-9]+\Z")
_SIGNED = re.compile(r"(?i:digest|hmac\S*|aws4-\S+|signature)\s+(?P<value>[^\r\n]+)")
_SCHEME = re.compile(r"(?i:basic|bearer|negotiate|ntlm|apikey|token)(?:\s|\Z)")
_BASIC = re.compile(r"\b(?i:basic)\s+(?P<value>[A-Za-z0-9+/]{8,}={0,2})")
_USER = re.compile(r"(?<![\w\-])(?:-u|--user)[ =]*[\"']?[^\s:\"']+:(?P<value>[^\s\"']+)")
_KEY_BLOCK = re.compile(r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----(?P<value>[\s\S]+?)(?=-----END |\Z)")


_BEFORE = r"(?:^|[^A-Za-z]|\\[nrtbf])"
_PWD = rf"(?:{_BEFORE}(?i:pwd)|[a-z]P(?:wd|WD))"
_SESSION = rf"(?i:sess(?:ion)?[_\-. ]?(?:id|key)|{_BEFORE}sid|credentials?|creds)"
DOUBTFUL = rf"(?:{_PWD}|{_SESSION})"
"""The ends of doubtful keys, for RE2."""


def triggers(keys: SecretKeys) -> str:
    """A pattern for RE2 that matches a JSON text or a line if `spans` may find something in its texts."""
    sign = r"[ \t]*(?:=>|:=|[:=]|：|\\uff1a|\\u003d|%3[DdAa])[ \t]*"
    value = r"(?:[^\s\[\"]|\"[^\s\",:\]\[{}])"
    parameter = (
        r"(?:(?:[?&;\-_.\s\"]|\\u0026)(?i:sig|signature|assertion|samlresponse)|(?:[?&]|\\u0026)(?i:code|key|auth))"
    )
    random = r"[A-Za-z0-9%+/=_.:~\-]{16}"
    return "|".join(
        [
            rf"{keys.end}[\])]?{sign}{value}",
            rf"{_PWD}\\*[\"']?{sign}\\*[\"']?[^/~.$\s\"'\[\\]",
            rf"{_SESSION}\\*[\"']?{sign}\\*[\"']?{random}",
            rf"{parameter}{sign}{random}",
            rf"--?[A-Za-z0-9_\-]*{keys.end} +[^\s\-\"\[]",
            rf"(?:<|\\u003c)[A-Za-z0-9_:.\-]*{keys.end}(?:\s[^<>]*)?(?:>|\\u003e)[^<\[]",
            rf"\(b?\\*[\"'][A-Za-z0-9_.\-]*{keys.end}\\*[\"'], ?b?\\*[\"'][^\[\"']",
            rf"{BEGIN}(?i:basic)\s+[A-Za-z0-9+/]{{8}}",
            rf"{BEGIN}curl .*(?:-u|--user)[ =]",
            r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[^\[]",
        ]
    )


def spans(keys: SecretKeys, text: str) -> list[tuple[int, int]]:
    """Where the secrets are, in order and apart."""
    found = [*_pairs(keys, text), *_with_spaces(keys, text), *_alone(text)]
    result: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if start < end and (not result or start >= result[-1][1]) and not text.startswith(REDACTED, start):
            result.append((start, end))
    return result


def _alone(text: str) -> Iterator[tuple[int, int]]:
    """Secrets that need no key: Basic with a name and a password, curl's user, private keys."""
    for found in _BASIC.finditer(text) if "asic" in text or "ASIC" in text else ():
        if _is_user_and_password(found["value"]):
            yield found.span("value")
    if "curl" in text:
        yield from (found.span("value") for found in _USER.finditer(text))
    if "-----BEGIN" in text:
        yield from (found.span("value") for found in _KEY_BLOCK.finditer(text))


def _is_user_and_password(encoded: str) -> bool:
    try:
        return b":" in base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True)
    except binascii.Error:
        return False


def _with_spaces(keys: SecretKeys, text: str) -> Iterator[tuple[int, int]]:
    """Options of commands, elements of XML, headers in tuples."""
    for pattern, needed in ((_FLAG, "-"), (_ELEMENT, "</"), (_ITEM, ", ")):
        for found in pattern.finditer(text) if needed in text else ():
            value = found["value"]
            if keys.is_telling(found["key"]) and not _is_nothing(value) and not PROSE.fullmatch(value):
                yield found.span("value")


def _pairs(keys: SecretKeys, text: str) -> Iterator[tuple[int, int]]:
    found = _PAIR.search(text) if _SIGN.search(text) else None
    words = _Words(text)
    while found:
        check = keys.check_in_text(found["key"])
        start, end = _value(keys, words, found) if check else (0, 0)
        if check and start < end and check(text[start : min(end, start + _LONG)]):
            yield start, end
        elif end - start > _LONG:
            end = start  # it may hold other pairs
        found = _PAIR.search(text, max(end, found.end()))


class _Words:
    """The plain values in a text. A long one is looked through once, however many keys are in it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._end = 0

    def end_of(self, start: int) -> int:
        """The end of the plain value that begins at `start`, which is never before that of an earlier call."""
        if start >= self._end:
            plain = _PLAIN.match(self.text, start)
            self._end = plain.end() if plain else start
        return self._end


def _value(keys: SecretKeys, words: _Words, pair: re.Match[str]) -> tuple[int, int]:
    """Begin and end of the secret after a key; equal where there is none."""
    text, key, sign, start = words.text, pair["key"], pair["sign"], pair.end()
    if keys.is_header(key):
        return _of_header(text, start, is_cookie="ookie" in key.lower())
    if ":" in sign and _NOT_KEYS.match(key):
        return start, start
    opening = OPENING.match(text, start)
    if opening:
        end = closing(text, opening)
        return (start, start) if _is_nothing(text[opening.end() : end]) else (opening.end(), end)
    word_end = words.end_of(start)
    if word_end - start > _LONG and "%3" not in sign:
        return start, word_end
    plain = text[start:word_end]
    value = plain.rstrip(")]}>|")
    if "%3" in sign:
        value = value.partition("%26")[0]
    end = start + len(value)
    if not value or _PLACE_IN_FILE.match(text, pair.start("key"), end):
        return start, start
    is_prose = sign.strip() in {":", "："} and _is_prose(value, text, end)
    is_kept = is_prose or _is_nothing(value) or _is_code(keys, plain, sign) or text.startswith(REDACTED, end)
    return (start, start) if is_kept else (start, end)


def _of_header(text: str, start: int, *, is_cookie: bool) -> tuple[int, int]:
    if is_cookie:
        cookies = _COOKIES.match(text, start)
        return cookies.span() if cookies else (start, start)
    signed = _SIGNED.match(text, start)
    if signed:
        return signed.span("value")
    plain = _PLAIN.match(text, start)
    if plain is None or _SCHEME.match(text, start):
        return start, start
    is_kept = _is_nothing(plain.group()) or _is_prose(plain.group(), text, plain.end())
    return (start, start) if is_kept else plain.span()


def closing(text: str, opening: re.Match[str]) -> int:
    """The end of the string that `opening` begins; the end of the text if it was cut off."""
    if opening["unicode"]:
        end = _UNICODE_END.search(text, opening.end())
        return end.start() if end else len(text)
    quote, depth = opening["quote"], len(opening["escape"])
    if depth == 0:
        inside = _TO_QUOTE[quote].match(text, opening.end())
        return inside.end() if inside else opening.end()
    for end in _ESCAPED_QUOTE[quote].finditer(text, opening.end()):
        if len(end[1]) <= depth:
            return end.start()
    return len(text)


def _is_nothing(value: str) -> bool:
    return value.lower() in NOTHING or not value or _PLACEHOLDER.match(value) is not None


def _is_prose(value: str, text: str, end: int) -> bool:
    """Whether a word after a colon begins a sentence or a statement."""
    word = value.rstrip(".,;:!?")
    return _WORD.match(word) is not None and (
        PROSE.fullmatch(word) is not None or _MORE_WORDS.match(text, end) is not None
    )


def _is_code(keys: SecretKeys, value: str, sign: str) -> bool:
    """Whether a value is a call, a variable or the next pair: ``token = load()``, ``password=self.password``."""
    name = value.rstrip(")]}>|")
    if (_NAME.match(name) and keys.is_telling(name)) or _NEXT_PAIR.match(value):
        return True
    called = _CODE.match(value)
    return called is not None and (sign != sign.strip() or "." in called.group() or "()" in value)
