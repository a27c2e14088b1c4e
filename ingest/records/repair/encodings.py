"""Finds the encoding of a line that is not UTF-8, from its bytes alone.

A line is decoded only if exactly one encoding is plausible. Western encodings have single letters inside words of ASCII
letters. Chinese and Japanese encodings have pairs of bytes, and few of the possible characters are common. A line that
may be Cyrillic, Korean, Polish or damaged is not decoded: its bytes do not decide.

Source: the WHATWG Encoding Standard, for what bytes mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

UTF8 = "utf-8"
DAMAGED = "utf-8-damaged"
"""UTF-8 with lost bytes; U+FFFD replaces them."""

_RUN = re.compile(rb"[\x80-\xff]+")
_LETTER = re.compile(rb"[A-Za-z]")
_LATER_LETTERS = frozenset((0x9A, 0x9C, 0x9E))
"""Small letters that are in cp1252 and not in Latin-1."""
_LATER_CAPITALS = frozenset((0x8A, 0x8C, 0x8E, 0x9F))
_SIGNS = frozenset((0x80, 0x82, *range(0x84, 0x8A), 0x8B, *range(0x91, 0x9A), 0x9B, *range(0xA0, 0xC0), 0xD7, 0xF7))
_OPENING = frozenset((0x82, 0x84, 0x8B, 0x91, 0x93, 0xA1, 0xAB, 0xBF))
_CLOSING = frozenset((0x94, 0x9B, 0xBB))
_WORDLIKE_SIGNS = frozenset((0x92, 0xAA, 0xBA, 0xB5, 0xB7, 0xAD, 0xA0))
"""Signs that may stand between two letters: the apostrophe, ordinals, micro, the middle dot, a soft hyphen, a space."""
_COMMON_SHARE = 0.7
_VALID_UTF8 = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_IN_A_WORD = re.compile("[A-Za-z][\u00c0-\u017e][A-Za-z]")
_KANA = re.compile("[\u3041-\u3093\u30a1-\u30f6]")
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
_HAN = re.compile("[\u4e00-\u9fff]")
_COMMON_HAN = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还"
    "进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制"
    "身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做"
    "接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领"
    "共确传师观清今切院让识候带导争运笔登录失败错误连接超时库请求户订单支付版限线服器值址码验证密网络响应启停止执返查询添删除改更新参试测警消息调址访问拒绝存储缓磁盘满端符"
    "串字节无效异常断载读写输状态任务队列锁等待重试未找已注册退货款余额商库品价购物车收件箱短邮号份证银卡转账充扣减折扣券优惠仓配送快递签客评论留言图片视频音页按钮菜单项选"
    "择确取消提交上传下导入导出打印搜索排序筛默认系统配置日志备恢复迁移同步异步线程池源令牌认授角色组织部署容镜集群节负均衡探活熔降级监控告阈趋势报表汇首尾标签列表树图钥签"
)
"""Characters that are common in Chinese text and in words of logs."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a line, and the encoding of its bytes."""

    text: str
    encoding: str


def decoded(raw: bytes) -> Decoded | None:
    """The text of a line that is not UTF-8; None if its bytes do not show the encoding."""
    readings = [found for reader in (_gbk, _shift_jis, _western, _damaged) if (found := reader(raw)) is not None]
    return readings[0] if len(readings) == 1 else None


def read(raw: bytes) -> Decoded | None:
    """The text of a line; None if its bytes do not show the encoding."""
    try:
        return Decoded(raw.decode(), UTF8)
    except UnicodeDecodeError:
        return decoded(raw)


def _strict(raw: bytes, codec: str) -> str | None:
    """The text, if every byte is valid in this encoding and encoding the text gives the same bytes."""
    try:
        text = raw.decode(codec)
        return text if text.encode(codec) == raw else None
    except UnicodeError:
        return None


def _gbk(raw: bytes) -> Decoded | None:
    """Chinese: at least two characters, nearly all of them common."""
    if _VALID_UTF8.search(raw) and _share_of_utf8(raw) > _COMMON_SHARE:
        return None
    text = _strict(raw, "gbk")
    if text is None:
        return None
    characters = _HAN.findall(text)
    common = sum(character in _COMMON_HAN for character in characters)
    is_chinese = len(characters) > 1 and common >= _COMMON_SHARE * len(characters) and not _KANA.search(text)
    return Decoded(text, "gbk") if is_chinese else None


def _shift_jis(raw: bytes) -> Decoded | None:
    """Japanese: kana, or several characters of level 1 in a row; no half-width characters."""
    text = _strict(raw, "cp932")
    if text is None or _HALF_WIDTH.search(text):
        return None
    wide = [run for run in re.findall("[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff5e]+", text) if len(run) > 1]
    has_kana = any(_KANA.search(run) for run in wide)
    is_kanji = bool(wide) and all(_is_level_1(run) for run in wide)
    lone = len(re.findall("[^\x00-\x7f]", text)) - sum(map(len, wide))
    return Decoded(text, "shift_jis") if (has_kana or is_kanji) and not lone else None


def _is_level_1(run: str) -> bool:
    return all(0x81 <= character.encode("cp932")[0] <= 0x98 for character in run)  # noqa: PLR2004 (JIS X 0208 level 1)


def _western(raw: bytes) -> Decoded | None:
    """Western Europe: letters inside words of ASCII letters, and signs beside words."""
    if not all(_is_western(raw, run.start(), run.end()) for run in _RUN.finditer(raw)):
        return None
    is_latin_1 = not re.search(rb"[\x80-\x9f]", raw)
    text = _strict(raw, "latin-1" if is_latin_1 else "cp1252")
    return None if text is None else Decoded(text, "latin-1" if is_latin_1 else "cp1252")


def _is_western(raw: bytes, start: int, end: int) -> bool:
    before, after, run = raw[start - 1 : start], raw[end : end + 1], raw[start:end]
    if all(byte in _SIGNS for byte in run):
        return len(run) == 1 and _is_sign_in_place(before, run[0], after)
    if len(run) > 2 or not all(map(_is_letter, run)):  # noqa: PLR2004 (no Western language has three in a row)
        return _is_word_in_quotes(raw, start, end)
    if any(map(_is_capital, run)):
        return not before.islower() and (after.isalpha() if len(run) == 1 else before.isupper() and after.isupper())
    return bool(_LETTER.match(before) or _LETTER.match(after)) or (run == b"\xe0" and after == b" ")


def _is_sign_in_place(before: bytes, sign: int, after: bytes) -> bool:
    """Whether a sign is beside a word or number, on the side where such a sign belongs."""
    if not any(side.isalnum() or side == b" " for side in (before, after)):
        return False
    if (sign in _OPENING and before.isalnum()) or (sign in _CLOSING and after.isalnum()):
        return False
    return sign in _WORDLIKE_SIGNS or not (before.isalpha() and after.isalpha())


def _is_word_in_quotes(raw: bytes, start: int, end: int) -> bool:
    """A letter next to a sign that is not part of a word: a quote, a dash."""
    run = raw[start:end]
    if len(run) != 2 or (run[0] in _SIGNS) == (run[1] in _SIGNS):  # noqa: PLR2004 (a letter and a sign)
        return False
    sign_first = run[0] in _SIGNS
    outside = raw[start - 1 : start] if sign_first else raw[end : end + 1]
    inside = raw[end : end + 1] if sign_first else raw[start - 1 : start]
    letter = run[1] if sign_first else run[0]
    is_case_right = sign_first or not (_is_capital(letter) and inside.islower())
    return not _LETTER.match(outside) and bool(_LETTER.match(inside)) and is_case_right


def _is_letter(byte: int) -> bool:
    return (byte >= 0xC0 and byte not in (0xD7, 0xF7, 0xFF)) or byte in _LATER_LETTERS or byte in _LATER_CAPITALS  # noqa: PLR2004


def _is_capital(byte: int) -> bool:
    return 0xC0 <= byte <= 0xDE or byte in _LATER_CAPITALS  # noqa: PLR2004 (the rows of Latin-1)


def _share_of_utf8(raw: bytes) -> float:
    """The share of the non-ASCII bytes that are valid UTF-8."""
    high = sum(map(len, _RUN.findall(raw)))
    return sum(map(len, _VALID_UTF8.findall(raw))) / high


def _damaged(raw: bytes) -> Decoded | None:
    """UTF-8 with one place where bytes were lost: most of the non-ASCII bytes are valid."""
    text = raw.decode(errors="replace")
    is_sound = len(_VALID_UTF8.findall(raw)) > 1 or _IN_A_WORD.search(text)
    if not is_sound or _share_of_utf8(raw) <= 0.5 or len(re.findall("\ufffd+", text)) > 1:  # noqa: PLR2004 (most)
        return None
    return Decoded(text, DAMAGED)
