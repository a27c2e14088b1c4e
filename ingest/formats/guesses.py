"""Guesses from the words of a key, if its name is not known: `cliIP`, `edgeResponseStatus`, `lb_req_method`.

The name is split into words. Units, words without meaning, and words that all keys of a record share are left out. Each
column has a rule: the words at the end of the name, and the words that rule the column out. A guess is only a place to
try: in each record the value must also pass the guard of the column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from ingest.formats import field_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ingest.formats.field_names import Place

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guess:
    """A place that a column may come from. A smaller `order` is more likely. `unit` is the unit of a duration."""

    column: str
    place: Place
    order: tuple[int, ...]
    why: str
    unit: str | None = None
    is_told: bool = False
    """Whether a word of the key tells the unit."""

    @property
    def is_name(self) -> bool:
        """Whether it is a known name, without the words that all keys share."""
        return self.order[0] < 0


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _ends(text: str) -> tuple[Words, ...]:
    return tuple(tuple(words.split("+")) for words in text.split())


@dataclass(frozen=True, slots=True)
class _Rule:
    """`ends` are the words at the end of a name, the best first. A name with a word in `never` is ruled out."""

    ends: tuple[Words, ...]
    never: frozenset[str]
    before: frozenset[str] | None = None
    """The words that may come before; None: any."""
    needs_request: bool = False
    """Whether other keys of the record, or a word for requests, must show that this is about a request."""


_OTHERS = "old new prev previous next expected min max avg mean median count total_count size limit threshold parent"
_SYNONYMS: Mapping[str, Words] = {
    key: tuple(value.split("+"))
    for key, value in (
        pair.split(":")
        for pair in [
            "req:request",
            "requ:request",
            "res:response",
            "resp:response",
            "rsp:response",
            "reply:response",
            "cli:client",
            "clnt:client",
            "src:source",
            "addr:address",
            "ipaddress:ip+address",
            "ipaddr:ip+address",
            "ipv4:ip",
            "ipv6:ip",
            "dur:duration",
            "msg:message",
            "lvl:level",
            "sev:severity",
            "meth:method",
            "mthd:method",
            "tm:time",
            "tstamp:timestamp",
            "ts:timestamp",
            "datetime:timestamp",
            "corr:correlation",
            "usr:user",
            "traceid:trace+id",
            "spanid:span+id",
            "requestid:request+id",
            "userid:user+id",
            "clientip:client+ip",
            "remoteip:remote+ip",
            "statuscode:status+code",
            "responsecode:response+code",
            "responsetime:response+time",
            "requesttime:request+time",
            "starttime:start+time",
            "endtime:end+time",
            "logtime:log+time",
            "eventtime:event+time",
            "loglevel:log+level",
            "httpmethod:http+method",
            "requestmethod:request+method",
            "httpstatus:http+status",
            "httpcode:http+code",
            "urlpath:url+path",
            "requesturi:request+uri",
            "requesturl:request+url",
            "requestpath:request+path",
            "sourceip:source+ip",
            "srcip:source+ip",
            "remoteaddr:remote+address",
            "remoteaddress:remote+address",
            "clientaddr:client+address",
            "clientaddress:client+address",
            "cliip:client+ip",
            "logmessage:log+message",
            "logmsg:log+message",
            "reqid:request+id",
            "traceparent:trace+context",
            "roundtrip:round+trip",
            "turnaround:turn+around",
            "timetaken:time+taken",
            "runtime:run+time",
            "elapsedtime:elapsed",
            "processingtime:processing+time",
        ]
    )
}
_UNITS: Mapping[str, str] = {
    word: unit
    for unit, words in {
        "ns": "ns nsec nsecs nanos nano nanosec nanosecs nanoseconds nanosecond",
        "us": "us usec usecs micros micro microsec microsecs microseconds microsecond",
        "ms": "ms msec msecs millis milli millisec millisecs milliseconds millisecond",
        "s": "s sec secs second seconds",
        "min": "min mins minutes",
    }.items()
    for word in words.split()
}
_BEGINS = _words("start starts started begin begins began begun starting opened")
_ENDS = _words("end ends ended stop stopped finish finishes finished complete completed closed ending")
_TIME_AT_END = re.compile(r"(?:time|timestamp|stamp|date)$")
_OF_WHAT = _words("request event http call op operation job task span server log query step run execution processing t")
"""Words beside them that say what begins and ends."""
_OF_TIMES = _words("unix epoch utc gmt iso iso8601 rfc3339 local")
"""Words after a time that say how it is written."""
_FILLERS = _words("value val str string text field num number raw d t g b i in")
"""Words without meaning at the end of a name. Single letters are types that some stores add."""
_REQUEST = _words("""
    request response http https client edge lb alb elb nlb cdn gateway gw ingress frontend front downstream server access web
    api proxy router envoy nginx apache haproxy rest cs sc url final inbound incoming
""")
"""Words before the names of a request's values."""
_LATE = _words("origin upstream backend target end finish finished stop completed received ended")
"""Words that mean another side or the end: such names are tried last."""

_OUTGOING = frozenset({"client_req", "client_res"})
"""Objects about a request that the program itself made, named as in bunyan's serializers."""

_RULES: Mapping[str, _Rule] = {
    "ts": _Rule(
        _ends("""
            event+timestamp event+time log+timestamp log+time occurred+at logged+at timestamp time+stamp date+time
            start+timestamp start+time started+at begin+time request+timestamp request+time created+at received+at
            emitted+at sent+at written+at happened+at fired+at recorded+at requested+at time date
        """),
        _words(f"""{_OTHERS} zone offset format taken spent elapsed response process processing total turn turnaround
            around execution exec round trip run running up wait waiting byte connect connection duration latency ttl
            timeout expire expires expired expiry expiration valid until birth boot build deploy deployed due scheduled
            schedule retry last first updated update modified deleted delete published release login lock session idle
            keepalive delivery arrival departure opening closing working half full part life real cpu user sys gc sleep
            delay queue handshake resolve dns ssl tls service serve handler handling overhead interval"""),
    ),
    "level": _Rule(
        _ends("log+level level severity log+severity priority"),
        _words(f"""{_OTHERS} battery water zoom trust isolation compression heap volume sound game nesting depth security
            risk threat oil fuel support education skill cache account membership stock user sea config top confidence
            energy noise tax price customer quality service power ground difficulty consistency"""),
    ),
    "message": _Rule(
        _ends("log+message event+message message log+text event+text"),
        _words(f"""{_OTHERS} error err exception id type key template code user chat commit sms email mail queue topic
            last status reason validation failure warning original welcome push slack private mq kafka close"""),
    ),
    "trace_id": _Rule(_ends("trace+id trace+context"), _words(f"{_OTHERS} stack span sampled flags state")),
    "span_id": _Rule(_ends("span+id trace+context"), _words(f"{_OTHERS} stack sampled flags state")),
    "request_id": _Rule(
        _ends("request+id request+uuid request+guid correlation+id correlation+uuid"),
        _words(f"{_OTHERS} last pull merge change feature"),
    ),
    "user_id": _Rule(
        _ends("user+id user+name username customer+id account+id member+id actor+id"),
        _words(
            f"{_OTHERS} target creator agent group os db database by other friend invited owner service cloud aws billing"
        ),
        _REQUEST | _words("auth authenticated current login logged app session end log event remote actor identity x"),
    ),
    "method": _Rule(
        _ends("request+method http+method http+verb request+verb method verb"),
        _words(f"""{_OTHERS} payment auth shipping delivery contact allow allowed cors class function func hash calling
            override retry override compression encryption"""),
    ),
    "path": _Rule(
        _ends("request+path url+path request+uri request+url uri+path path uri url"),
        _words(f"""{_OTHERS} file log module class image img avatar callback redirect referer referrer repo webhook config
            base static home database db jdbc script exec binary stack source root dir folder local python library template
            view photo icon logo thumbnail download video audio redis broker queue socket mount build storage object bucket
            cert key return success cancel failure error logout login next health docs help project git issue profile"""),
        needs_request=True,
    ),
    "status": _Rule(
        _ends(
            "response+status+code response+status http+status+code status+code http+status http+code response+code status"
        ),
        _words(f"""{_OTHERS} exit error job task order payment health grpc rpc cache tls ssl ssh db sql country zip postal
            area currency lang language process thread connection auth account user subscription sync build deploy pod
            container node sub retry internal reason sms email mail delivery delivered shipping marital employment"""),
        needs_request=True,
    ),
    "duration_ms": _Rule(
        _ends("""
            total+duration request+duration response+time request+time total+time duration latency elapsed took
            processing+time process+time turn+around+time turn+around round+trip+time round+trip execution+time exec+time
            service+time handling+time time+taken time+spent run+time
        """),
        _words(f"""{_OTHERS} timeout ttl billed init queue wait budget interval session audio video media song call lock dns
            connect connection tls ssl handshake cpu gc restore cache retry backoff sleep delay lease token upstream backend
            target origin db database sql query redis estimated slo sla start end age first byte headers p50 p90 p95 p99
            percentile sum total_count window period rest idle keepalive track clip"""),
    ),
}
_CLIENT = _words(
    "client remote source caller peer visitor viewer requester sender user downstream forwarded real origin from"
)
_ADDRESS = _words("ip address")
_NO_CLIENT = _words(f"""{_OTHERS} server destination dest dst upstream backend local host node pod container internal listen
    bind gateway mac port email mail geo hash country city subnet mask dns target billing shipping street home postal line
    mailing delivery contact web url version""")


@cache
def words(name: str) -> Words:
    """The words of a normal form, each in one spelling, without numbers."""
    found: list[str] = []
    for word in name.split("_"):
        if word and not word.isdigit():
            found.extend(_SYNONYMS.get(word, (word,)))
    if len(found) > 1 and found[-1] in _UNITS and found[-2] in {"m", "u", "n"}:
        found[-2:] = [f"{found[-2]}sec"]  # MSec is a single word
    return tuple(found)


MOST_PLACES = 1_000
"""The most places of a record whose columns are guessed by the words of their keys: more would take a second."""


@dataclass(slots=True)
class _Record:
    """The leaves of a record: places without further keys, with their words."""

    leaves: dict[str, tuple[Place, Words]] = field(default_factory=dict)
    shared: str = ""
    """The words that all keys share, as a text for people."""

    @classmethod
    def of(cls, places: Iterable[Place], inner: frozenset[str]) -> _Record:
        leaves = {
            item.pointer: (item, words(item.name))
            for item in places
            if item.pointer not in inner and item.name and not _OUTGOING.intersection(item.pointer.split("/")[1:-1])
        }
        named = [found for item, found in leaves.values() if not item.pointer.startswith("/_wrapper")]
        front, back = _shared(named), _shared([found[::-1] for found in named])
        if not (front or back):
            return cls(leaves)
        cut = {
            pointer: (place, found[front : len(found) - back])
            if not pointer.startswith("/_wrapper")
            else (place, found)
            for pointer, (place, found) in leaves.items()
        }
        return cls(cut, " ".join([*named[0][:front], *(named[0][len(named[0]) - back :] if back else ())]))


def _shared(names: Sequence[Words]) -> int:
    """The number of words that all names begin with; each name must have more words. 0 for fewer than three names."""
    if len(names) < 3:  # noqa: PLR2004 (of two names any word may be shared)
        return 0
    number = 0
    while all(len(found) > number + 1 for found in names) and len({found[number] for found in names}) == 1:
        number += 1
    return number


def guesses(places: Sequence[Place], inner: frozenset[str], known: frozenset[str]) -> Iterator[Guess]:
    """Guesses for the columns that are not `known`; none for very many places. `inner` are those with further keys."""
    if len(places) > MOST_PLACES:
        return
    record = _Record.of(places, inner)
    found: list[Guess] = []
    for place, own in record.leaves.values():
        found.extend(item for column in _RULES if column not in known and (item := _guess(column, place, own)))
        if "client_ip" not in known and (item := _client(place, own)):
            found.append(item)
        if record.shared:
            found.extend(_without_shared(place, own, known, record.shared))
    is_request = bool(known & {"method", "path", "status"}) or any(item.column == "method" for item in found)
    for item in found:
        rule = _RULES.get(item.column)
        if (
            is_request
            or rule is None
            or item.is_name
            or not rule.needs_request
            or _REQUEST & set(words(item.place.name))
        ):
            yield item


def _guess(column: str, place: Place, own: Words) -> Guess | None:
    rule = _RULES[column]
    name, unit = _trimmed(own, has_unit=column in {"ts", "duration_ms"})
    if rule.never & set(own):
        return None
    for rank, end in enumerate(rule.ends):
        before = name[: len(name) - len(end)]
        if name[len(name) - len(end) :] == end and (rule.before is None or rule.before.issuperset(before)):
            order = (bool(_LATE & set(before)), rank, len(before), place.depth)
            return Guess(column, place, order, f"its words: {' '.join(end)}", unit, unit is not None)
    return None


@cache
def role(pointer: str) -> str | None:
    """Whether a place holds the time of the `begin` or the `end` of what its neighbours tell of."""
    own = words(field_names.normal(pointer.rsplit("/", 1)[-1]))
    others = _OF_WHAT | _OF_TIMES | _UNITS.keys() | {"time", "timestamp", "at", "date"}
    left = [_TIME_AT_END.sub("", word) for word in own if word not in others]
    if len(left) != 1:
        return None
    return "begin" if left[0] in _BEGINS else "end" if left[0] in _ENDS else None


def is_in_words(place: Place) -> bool:
    """Whether a place holds a duration as text for people."""
    name = field_names.normal(place.pointer.rsplit("/", 1)[-1])
    bare = field_names.without_words(name)
    return bare != name and (
        field_names.duration(bare) is not None or _guess("duration_ms", place, words(bare)) is not None
    )


def _client(place: Place, own: Words) -> Guess | None:
    """A guess for a word for addresses and one for clients, in any order: also `addr.client`."""
    name, _ = _trimmed(own, has_unit=False)
    end = name[-3:]
    if _NO_CLIENT & set(own) or not (_CLIENT & set(end) and _ADDRESS & set(end)) or not end[-1:]:
        return None
    if end[-1] not in _ADDRESS | _CLIENT:
        return None
    told = " ".join(word for word in end if word in _ADDRESS | _CLIENT)
    return Guess(
        "client_ip", place, (end[-1] not in _ADDRESS, "client" not in end, len(name), place.depth), f"its words: {told}"
    )


def _without_shared(place: Place, own: Words, known: frozenset[str], shared: str) -> Iterator[Guess]:
    """Guesses for known names, after the shared words are removed."""
    name = "_".join(own)
    for column in field_names.NAMES:
        rank = field_names.rank(column, name)
        if column not in known and rank is not None:
            yield Guess(column, place, (-1, rank, 0, place.depth), f"its name without {shared}, which all keys share")
    told = field_names.duration(name)
    if told and "duration_ms" not in known:
        yield Guess(
            "duration_ms", place, (-1, 0, 0, place.depth), f"its name without {shared}", told.unit, told.is_told
        )


def _trimmed(own: Words, *, has_unit: bool) -> tuple[Words, str | None]:
    """The words of a name without words that have no meaning at its end, and the unit among them."""
    end, unit = len(own), None
    while end > 1:
        last = own[end - 1]
        if has_unit and unit is None and last in _UNITS:
            unit = _UNITS[last]
        elif last not in _FILLERS and last not in _UNITS and not (has_unit and last in _OF_TIMES):
            break
        end -= 1
    return own[:end], unit
