r"""Numbers and addresses of people, hidden where the setting `redact_personal` names their kind.

Numbers count only with the check digits of their standard: cards by Luhn (ISO/IEC 7812-1), IBAN by its remainder of 97
(ISO 13616), identity numbers as the issuing country computes them. The list of kinds and countries follows the
recognisers of Presidio (MIT); numbers of which any other number of the same length would do are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_NOT_IN_NUMBER = r"(?<![\w.])"
_ENDS = r"(?![\w]|\.\d)"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of number: its form, a pattern for RE2 that finds at least as much, its check."""

    pattern: str
    trigger: str
    check: Callable[[str], bool]


def _digits(text: str) -> list[int]:
    return [int(sign) for sign in text if sign.isdigit()]


def luhn(text: str) -> bool:
    """Whether the last digit is the check digit of the others (ISO/IEC 7812-1)."""
    digits = _digits(text)[::-1]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[1::2]]  # noqa: PLR2004 (two digits, added)
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _card(text: str) -> bool:
    digits = _digits(text)
    return 13 <= len(digits) <= 19 and len(set(digits)) > 1 and luhn(text)  # noqa: PLR2004 (ISO/IEC 7812-1)


def _iban(text: str) -> bool:
    compact = re.sub(r"[ \-]", "", text)
    return int("".join(str(int(sign, 36)) for sign in compact[4:] + compact[:4])) % 97 == 1


def _anything(_: str) -> bool:
    return True


def _phone(text: str) -> bool:
    return 8 <= len(_digits(text)) <= 15  # noqa: PLR2004 (E.164)


def _weighted(weights: Iterable[int], digits: Iterable[int]) -> int:
    return sum(weight * digit for weight, digit in zip(weights, digits, strict=False))


def _chinese(text: str) -> bool:
    """Resident identity number, GB 11643 (ISO 7064 MOD 11-2)."""
    weights = [2**place % 11 for place in range(17, 0, -1)]
    return "10X98765432"[_weighted(weights, map(int, text[:17])) % 11] == text[17].upper() and _is_day(text[6:14])


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _brazilian(text: str) -> bool:
    """CPF: two check digits, modulo 11."""
    digits = _digits(text)
    found = [_weighted(range(count + 1, 1, -1), digits) * 10 % 11 % 10 for count in (9, 10)]
    return len(set(digits)) > 1 and found == digits[9:]


def _spanish(text: str) -> bool:
    """NIF and NIE: a letter, modulo 23."""
    number = text[:-1].replace("-", "").translate(str.maketrans("XYZxyz", "012012"))
    return "TRWAGMYFPDXBNJZSQVHLCKE"[int(number) % 23] == text[-1].upper()


def _polish(text: str) -> bool:
    """PESEL."""
    digits = _digits(text)
    return -_weighted([1, 3, 7, 9, 1, 3, 7, 9, 1, 3], digits) % 10 == digits[10] and len(set(digits)) > 1


def _french(text: str) -> bool:
    """NIR: a remainder of 97; Corsica's letters are 19 and 18."""
    compact = text.replace(" ", "").upper().replace("2A", "19").replace("2B", "18")
    return 97 - int(compact[:13]) % 97 == int(compact[13:])


def _finnish(text: str) -> bool:
    """HETU: a sign, modulo 31."""
    return "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(text[:6] + text[7:10]) % 31] == text[10].upper()


def _swedish(text: str) -> bool:
    """Personnummer."""
    return luhn("".join(map(str, _digits(text)[-10:])))


def _korean(text: str) -> bool:
    """Resident registration number, modulo 11."""
    digits = _digits(text)
    return (11 - _weighted([2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5], digits) % 11) % 10 == digits[12]


def _singaporean(text: str) -> bool:
    """NRIC and FIN."""
    first = text[0].upper()
    total = _weighted([2, 7, 6, 5, 4, 3, 2], _digits(text)) + {"T": 4, "G": 4, "M": 3}.get(first, 0)
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "M": "KLJNPQRTUWX"}.get(first, "XWUTRQPNMLK")
    return (letters[10 - total % 11] if first == "M" else letters[total % 11]) == text[-1].upper()


def _us(text: str) -> bool:
    """Social security number: areas and groups that are never given out do not count."""
    area, group, serial = text[:3], text[4:6], text[7:]
    return area not in {"000", "666"} and area[0] != "9" and group != "00" and serial != "0000"


_IBAN_LENGTHS = {
    15: "NO",
    16: "BE",
    18: "DK FI FO GL NL",
    19: "MK SI",
    20: "AT BA EE KZ LT LU XK",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ TL",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "PT",
    26: "IS TR",
    27: "FR GR IT MC MR SM",
    28: "AL AZ CY DO GT HU LB PL",
    29: "BR PS QA UA",
    30: "JO KW MU",
    31: "MT SC",
}
"""Countries by the length of their IBAN (the registry of ISO 13616)."""
_IBAN = "|".join(
    rf"(?:{countries.replace(' ', '|')})\d{{2}}(?:[ \-]?[A-Z0-9]){{{length - 4}}}"
    for length, countries in _IBAN_LENGTHS.items()
)


KINDS: dict[str, tuple[Kind, ...]] = {
    "card": (Kind(r"[2-6]\d{3}(?:[ \-]?\d{2,6}){2,4}", r"[2-6][0-9]{3}[ \-]?[0-9]{2}", _card),),
    "iban": (Kind(f"(?i:{_IBAN})", r"(?i:[A-Z]{2}[0-9]{2}[ \-]?[A-Z0-9]{4}[ \-]?[A-Z0-9]{4})", _iban),),
    "email": (
        Kind(r"(?<![%+\-])(?:[\w.+\-]|%(?!40))++(?:@|%40)[^\W_][\w\-]*+(?:\.[^\W_][\w\-]*+)+", "@|%40", _anything),
    ),
    "phone": (
        Kind(r"\+[1-9](?:[ ().\-]{0,2}\d){7,14}", r"\+[1-9][ ().\-]{0,2}[0-9]", _phone),
        Kind(r"\(?[2-9]\d{2}\)?[ .\-][2-9]\d{2}[ .\-]\d{4}", r"[0-9]{3}\)?[ .\-][0-9]{3}[ .\-][0-9]{4}", _anything),
        Kind(r"1[3-9]\d{9}", r"1[3-9][0-9]{9}", _anything),
    ),
    "identity": (
        Kind(r"\d{3}-\d{2}-\d{4}", "[0-9]{3}-[0-9]{2}-[0-9]{4}", _us),
        Kind(
            r"(?!BG|GB|NK|KN|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]",
            "[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]",
            _anything,
        ),
        Kind(r"\d{17}[\dXx]", "[0-9]{17}[0-9Xx]", _chinese),
        Kind(r"\d{3}\.?\d{3}\.?\d{3}-\d{2}", r"[0-9]{3}\.?[0-9]{3}\.?[0-9]{3}-[0-9]{2}", _brazilian),
        Kind(r"(?:\d{8}|[XYZ]-?\d{7})-?[A-Z]", "(?:[0-9]{8}|[XYZ]-?[0-9]{7})-?[A-Z]", _spanish),
        Kind(
            r"[A-Z]{6}[\dLMNP-V]{2}[A-EHLMPRST][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]",
            "[A-Z]{6}[0-9LMNP-V]{2}[A-EHLMPRST]",
            _anything,
        ),
        Kind(r"\d{2}(?:[02468][1-9]|[13579][0-2])(?:0[1-9]|[12]\d|3[01])\d{5}", "[0-9]{11}", _polish),
        Kind(
            r"[1278] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3} ?\d{2}", "[1278] ?[0-9]{2} ?[0-9]{2} ?[0-9]", _french
        ),
        Kind(r"\d{6}[\-+A-FU-Y]\d{3}[0-9A-FHJ-NPR-Y]", r"[0-9]{6}[\-+A-FU-Y][0-9]{3}", _finnish),
        Kind(r"(?:\d{2})?\d{6}[\-+]\d{4}", r"[0-9]{6}[\-+][0-9]{4}", _swedish),
        Kind(r"\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])-[1-8]\d{6}", "[0-9]{6}-[1-8][0-9]{6}", _korean),
        Kind(r"[STFGM]\d{7}[A-Z]", "[STFGM][0-9]{7}[A-Z]", _singaporean),
        Kind(r"[A-Z]{3}[ABCFGHLJPT][A-Z]\d{4}[A-Z]", "[A-Z]{5}[0-9]{4}[A-Z]", _anything),
    ),
}
"""By the names of the setting. Identity numbers: USA, United Kingdom, China, Brazil, Spain, Italy, Poland, France,
Finland, Sweden, Korea, Singapore, India (PAN)."""


class Personal:
    """The kinds that the settings name."""

    def __init__(self, names: Iterable[str]) -> None:
        self._kinds = [kind for name in names for kind in KINDS[name]]
        self._patterns = [re.compile(f"{_NOT_IN_NUMBER}(?:{kind.pattern}){_ENDS}") for kind in self._kinds]
        self.trigger = "|".join(f"(?:{kind.trigger})" for kind in self._kinds)
        """For RE2; empty where nothing is named."""

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where they are in a text; they may overlap."""
        for kind, pattern in zip(self._kinds, self._patterns, strict=True):
            yield from (found.span() for found in pattern.finditer(text) if kind.check(found.group()))
