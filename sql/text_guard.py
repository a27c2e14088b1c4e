"""Refuses texts that DuckDB's lexer takes a time for that grows with the cube of their length: long runs of operators.

`+-+-…` of 1,000 characters takes 2 s, of 4,000 minutes; `/**/**/…` is the same to the lexer. Nothing can interrupt it,
and in Python no other thread runs meanwhile: the whole process stands still. Runs within quotes and comments are cheap.
"""

from __future__ import annotations

import re

from sql.errors import QueryError

MOST_OPERATORS = 32
"""Characters of operators in a row; at this many, a text as long as allowed takes 0.2 s."""
_RUN = re.compile(rf"[~!@#^&|`?+\-*/%<>=]{{{MOST_OPERATORS + 1},}}")
_APART = re.compile(r"""'[^']*'|"[^"]*"|--[^\n\r]*|/\*(?P<comment>.*?)\*/""", re.DOTALL)
_OTHER_QUOTES = re.compile(r"\$\w*\$|\be'", re.IGNORECASE)
"""Quotes whose end another rule decides: then no part of a text is taken for quoted."""


def judge(text: str) -> None:
    """Raise `QueryError` where the lexer would not come back."""
    if _RUN.search(text) is None:
        return
    if _OTHER_QUOTES.search(text) is not None or _RUN.search(_bare(text)) is not None:
        sentence = (
            f"The statement has more than {MOST_OPERATORS} characters of operators or comments in a row: "
            "put blanks between them."
        )
        raise QueryError(sentence)


def _bare(text: str) -> str:
    """The text without what is quoted; a comment becomes an empty one, and a nested one is left as it is."""
    if any("/*" in (part["comment"] or "") for part in _APART.finditer(text)):
        return text
    return _APART.sub(lambda part: "/**/" if part["comment"] is not None else " ", text)
