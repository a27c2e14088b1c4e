"""Lines that are not UTF-8: decoded where their bytes tell the encoding, and left alone where they do not."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING

import pytest

from ingest.records.repair.encodings import DAMAGED, decoded
from tests.ingest.stored import store

if TYPE_CHECKING:
    from collections.abc import Iterator

WORDS = {
    "latin-1": (
        "café fermé|Größe überschritten|São Paulo|informação inválida|à la carte|mañana|Zürich|Åse Øvre|25 °C heiß|"
        "§ 12|¿qué pasó?|INFORMAÇÃO|École fermée|smörgåsbord|Müßiggang|créée|naïve|Fußgänger|señor|coração|élève"
    ),
    "cp1252": "“quoted” text|it’s late|price 5€ only|cœur brisé|late – but café|wait… what|‘single’ naïve",
    "gbk": (
        "中文|登录失败|错误|数据库连接超时|用户 张三 登录失败|"
        "支付失败: 余额不足|测试|订单 17 已取消|你好世界|"
        "系统异常，请稍后重试|请求超时|文件不存在|无效参数|服务器错误"
    ),
    "shift_jis": (
        "こんにちは|ログイン失敗|接続エラー|東京|注文が失敗しました|ソート表示|在庫なし|データベース接続|ファイルが見つかりません"
    ),
}
FOREIGN = {
    "cp1251": "Привет|Ошибка входа|ОШИБКА|не найден файл|и",
    "koi8-r": "Привет|Ошибка входа|ОШИБКА",
    "cp866": "Ошибка входа|Файл не найден|ОШИБКА",
    "euc-kr": "오류|로그인 실패|연결 시간 초과|데이터베이스",
    "iso8859-2": "Połączenie|zażółć gęślą jaźń|Błąd",
    "big5": "錯誤|登入失敗|連線逾時",
    "euc-jp": "エラー|接続失敗|こんにちは",
    "mac-roman": "café fermé|naïve",
    "iso8859-7": "Σφάλμα|σύνδεση",
    "cp1255": "שגיאה",
    "tis-620": "ผิดพลาด",
}


def _texts(encoding: str, number: int) -> Iterator[str]:
    """Phrases of one encoding among ASCII words, seeded."""
    dice = random.Random(encoding)
    phrases = WORDS[encoding].split("|")
    plain = ["user 17", "GET /orders", "id=8", "done", "(x)", "a/b"]
    for index in range(number):
        chosen = [phrases[index % len(phrases)], *dice.choices(plain, k=dice.randint(0, 2)), *dice.choices(phrases)]
        dice.shuffle(chosen)
        yield " ".join(chosen)


@pytest.mark.parametrize("encoding", list(WORDS))
def test_hundreds_of_lines_in_each_encoding(encoding: str) -> None:
    """Their message is what was written, the record says which encoding it was, and keeps the line's text."""
    texts = [text for text in _texts(encoding, 300) if not text.isascii()]
    lines = [json.dumps({"message": text, "n": n}, ensure_ascii=False) for n, text in enumerate(texts)]
    stored = store("\n".join(lines).encode(encoding) + b"\n")
    assert ([], texts) == (stored.rejects, [found["message"] for found in stored.rows])
    notes = [json.loads(found["attributes"])["_longtail"] for found in stored.rows]
    assert lines == [note["raw"] for note in notes]
    allowed = {encoding, "latin-1"} if encoding == "cp1252" else {encoding}
    assert {True} == {note["repaired"][0] in allowed for note in notes}


@pytest.mark.parametrize("encoding", list(FOREIGN))
def test_what_bytes_do_not_tell_stays_rejected(encoding: str) -> None:
    """Encodings that may be taken for another are not guessed."""
    lines = [f'{{"message":"{text}"}}'.encode(encoding) for text in FOREIGN[encoding].split("|")]
    stored = store(b"\n".join(lines) + b"\n")
    assert ([], lines) == (stored.rows, [found["raw"] for found in stored.rejects])


def test_random_bytes_are_hardly_ever_text() -> None:
    """Of random bytes above ASCII fewer than one in twenty are taken for a text."""
    dice = random.Random(14)
    lines = [b'{"m":"%s"}' % bytes(dice.randrange(128, 256) for _ in range(dice.randint(1, 9))) for _ in range(3000)]
    assert len([line for line in lines if _is_text(line)]) < len(lines) / 20


def _is_text(line: bytes) -> bool:
    found = decoded(line)
    return found is not None and found.encoding != DAMAGED


def test_one_lost_byte_of_utf8() -> None:
    """Where the rest is sound UTF-8, the lost byte becomes U+FFFD, and the line is kept as its bytes."""
    line = '{"message":"你好，世界"}'.encode()[:-3] + b'"}'
    (found,) = store(line + b"\n").rows
    note = json.loads(found["attributes"])["_longtail"]
    assert ("你好，世\ufffd", [DAMAGED], True) == (found["message"], note["repaired"], "raw_base64" in note)


def test_an_encoding_and_another_repair() -> None:
    """A line may need both."""
    (found,) = store("web_1  | {'message': 'fermé'}\n".encode("latin-1")).rows
    assert ("fermé", ["latin-1", "prefix", "python"]) == (
        found["message"],
        json.loads(found["attributes"])["_longtail"]["repaired"],
    )
