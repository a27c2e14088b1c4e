"""Texts as a log may hold them, to be shown as text in every format."""

from __future__ import annotations

HOSTILE = (
    "<img src=x onerror=alert(1)>",
    "</text></svg><script>alert(1)</script>",
    "\"><a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1)) ![x](https://evil.example/x.png) <https://evil.example>",
    "https://evil.example/a www.evil.example mailto:a@evil.example someone@evil.example",
    ":red[x] :material/home: $x$ | a | b |\n---\n# heading\n- [ ] item",
    "=cmd|'/c calc'!A1",
    "+1+1;@SUM(1)\t-2",
    "＝1+1",
    "\n=1+1",
    "a;=1+1",
    "\x1b]0;title\x07\x1b[2J\x1b[31mred\x9b31m",
    "a\x00b\x08c\x7fd\x85e",
    "abc\u202egnp.exe\u2066x\u2069",
    "half \ud800 \ufffe \uffff",
    "x\r\nSet-Cookie: a=b\r\n\r\n<html>",
    "../../etc/passwd\x00.csv",
    "```\n</code></pre>\n````",
    "{{ 7 * 7 }} {% raw %} ${7*7} #{7*7} <%= 7*7 %>",
    '#import "x": * #read("/etc/passwd")',
    "]]> <!-- --> <?xml?> <!ENTITY x>",
)
UNSEEN = tuple(
    map(chr, (*range(9), 11, 12, 13, *range(14, 32), 127, *range(0x80, 0xA0), *range(0x202A, 0x202F), 0x2066))
)
"""What no file of text may hold as it is: control characters, but for lines and tabs, and what turns the direction."""
