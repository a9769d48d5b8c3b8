"""What people decided against the model: it needs a reason, and lack of a test or of money is none."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import warning
from optimizer.data.reading.draft import Draft
from optimizer.data.refusals import is_a_reason


def check_refusal_is_a_reason(draft: Draft) -> Iterator[Issue]:
    """Check that a unit does not refuse for lack of a test, code, registration or payment (a warning: it is ignored)."""
    for row, line in draft.lines("cannot_accept"):
        if not is_a_reason(line.reason_code):
            message = Text(
                "{unit} refuses for “{reason}”: lack of a test, code, registration or payment is no reason. It is ignored.",
                "{unit} 以“{reason}”为由拒收：无核酸、健康码、登记或费用不是理由，不予采纳。",
            )
            fix = Text("Tell the hospital; give another reason if there is one.", "请告知该机构；如另有原因请更正。")
            yield warning(
                "no_reason",
                message,
                fix,
                table="cannot_accept",
                row=row,
                column="reason_code",
                value=line.reason_code,
                unit=line.unit_id,
                reason=line.reason_code,
            )


def check_overrides_have_reasons(draft: Draft) -> Iterator[Issue]:
    """Check that a pin and a forced designation say why (one warning a table: the report lists them without)."""
    for table, decided, reason in (("patients", "pinned_unit_id", "pin_reason"), ("hospitals", "fixed", "fixed_reason")):
        bare = [row for row, line in draft.lines(table) if getattr(line, decided) is not None and not getattr(line, reason)]
        if bare:
            message = Text(
                "{count} rows have {decided} without {reason}: a decision by hand needs a reason.",
                "{count} 行填了 {decided} 却未填 {reason}：人工指定须注明原因。",
            )
            fix = Text("Fill in {reason}.", "请补充 {reason}。")
            yield warning(
                "override_without_reason",
                message,
                fix,
                table=table,
                row=bare[0],
                column=reason,
                count=len(bare),
                decided=decided,
                reason=reason,
            )
