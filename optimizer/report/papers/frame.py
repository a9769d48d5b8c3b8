"""What stands around every paper: marks, number, addressee, who signs, and where its figures come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import optimizer
from optimizer.core.text import Text, notices
from optimizer.data.planfolder import PlanRecord

DRAFT = Text("Draft", "草案")
NUMBER = Text("Document no.: ____________", "文号：________〔{year}〕____号")
TO = Text("To: ________________", "主送：________________")
ATTACHED = Text("Attachments", "附件")
ISSUER = Text("(issuing authority, seal)", "（发文机关，盖章）")
DATE = Text("Date: ______________", "______年____月____日")
SIGNS = (Text("Drafted", "拟稿"), Text("Reviewed", "审核"), Text("Issued", "签发"))
SIGN_COLUMNS = (Text("", ""), Text("Name and signature", "姓名（签名）"), Text("Date", "日期"), Text("Remarks", "意见"))
PAGE = Text("Page {page} of {pages}", "第 {page} 页，共 {pages} 页")
_SOURCE = Text(
    "Figures from the plan {name}, {start} to {last}, verified by independent code; hospital-optimizer {version}, plan {stamp}.",
    "数据来自方案 {name}（{start} 至 {last}），经独立核验；hospital-optimizer {version}，方案标识 {stamp}。",
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What the papers of one plan share.

    Parameters
    ----------
    marks
        What stands at the top of every page: draft, no order until signed, and illustrative where the data are.
    source
        The plan the figures come from.
    day
        First day of the plan, the only date a file may carry: papers hold no fact of the clock.
    """

    marks: tuple[Text, ...]
    source: Text
    day: str

    @classmethod
    def of(cls, plan: PlanRecord, stamp: str) -> Self:
        """Return the frame of a plan; `stamp` tells the plan from others."""
        horizon = plan.dataset.horizon
        facts = {"name": plan.dataset.name, "start": horizon.start, "last": horizon.last, "version": optimizer.__version__}
        return cls(
            marks=(DRAFT, *notices(illustrative=plan.dataset.illustrative)),
            source=_SOURCE.filled(stamp=stamp, **facts),
            day=horizon.start.isoformat(),
        )
