"""Which reasons a hospital may give for not accepting, and which are none.

Nobody is refused for lack of a test, code, registration or payment (DOMAIN, rules and defaults; DESIGN, hard rules). A
notice whose reason says only that is listed, flagged and otherwise ignored.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from optimizer.data.scenario import Policy
from optimizer.data.tables.care import CannotAccept


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ABOUT = _words(
    """test tests tested testing untested result results pcr nat swab rna antigen nucleic acid
    code codes qr healthcode registration registered unregistered register hukou household residence residency
    residential permit local nonlocal migrant payment pay paid unpaid prepaid prepayment deposit insurance insured uninsured fee
    fees money funds arrears debt payer"""
)
_AROUND = _words(
    """no not non without lack lacks lacking of missing absent pending awaiting waiting wait await for expired invalid
    outdated old late yellow red unknown green grey gray health negative proof report certificate valid current recent
    patient patients person the a has have is in within h hours hour days day due none cannot unable to show
    here from our city town province district outside elsewhere other proven shown given done made taken"""
)
_ABOUT_ZH = (
    *("核酸", "检测", "抗原", "阴性证明", "健康码", "行程码", "绿码", "红码", "黄码", "码"),
    *("户籍", "户口", "本地", "外地", "外省", "外市", "外来", "居住证", "身份证", "登记", "注册", "挂号"),
    *("医保", "参保", "保险", "缴费", "付费", "交费", "费用", "押金", "预交金", "欠费", "钱", "款"),
)
_AROUND_ZH = (
    *(
        "没有",
        "缺少",
        "缺乏",
        "等待",
        "过期",
        "小时",
        "患者",
        "病人",
        "结果",
        "报告",
        "证明",
        "阴性",
        "提供",
        "不能",
        "无法",
        "未能",
    ),
    *("无", "未", "没", "缺", "非", "不", "是", "的", "有", "做", "出", "交", "人", "待", "内", "持", "能", "因", "尚", "带"),
)
_WORDS_ZH = tuple(sorted((*_ABOUT_ZH, *_AROUND_ZH), key=len, reverse=True))
_PARTS = re.compile(r"[a-z]+|[0-9]+|[\u4e00-\u9fff]+")


@lru_cache(maxsize=4096)
def is_a_reason(reason_code: str) -> bool:
    """Return whether a reason given for not accepting is one.

    It is none when all its words speak of a test, code, registration or payment and of lacking it: ``no_test``,
    ``red-code``, ``unpaid``, 无核酸结果, 非绿码. Any other word makes it a reason: ``test_lab_on_fire``, 核酸检测设备故障.
    """
    about = False
    for part in _PARTS.findall(unicodedata.normalize("NFKC", reason_code).casefold()):
        if part.isdigit() or part in _AROUND:
            continue
        if part in _ABOUT:
            about = True
            continue
        left, named = _chinese(part)
        if left:
            return True
        about = about or named
    return not about


def standing(notices: Iterable[CannotAccept]) -> tuple[CannotAccept, ...]:
    """Return the notices whose reason is one."""
    return tuple(row for row in notices if is_a_reason(row.reason_code))


def expires(notice: CannotAccept, policy: Policy) -> dt.datetime:
    """Return when a notice ends: as it says, else after the policy's hours."""
    return notice.until or notice.from_ + dt.timedelta(hours=policy.cannot_accept_hours)


def _chinese(part: str) -> tuple[str, bool]:
    """Return what is left of a run of characters without the known words, and whether one of them was the matter itself."""
    left, about = "", False
    while part:
        word = next((word for word in _WORDS_ZH if part.startswith(word)), "")
        about = about or word in _ABOUT_ZH
        left += "" if word else part[0]
        part = part[len(word) or 1 :]
    return left, about
