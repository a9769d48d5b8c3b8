"""Patients and what is said about them."""

from __future__ import annotations

from collections.abc import Iterator

from optimizer.core.issue import Issue
from optimizer.core.text import Text
from optimizer.data.complaint import did_you_mean, fault, warning
from optimizer.data.reading.draft import Draft
from optimizer.data.vocabulary import Pattern


def check_patient_has_place(draft: Draft) -> Iterator[Issue]:
    """Check that a patient has an origin, or both coordinates."""
    for row, line in draft.lines("patients"):
        if (line.lon is None) != (line.lat is None):
            message = Text("Only one of lon and lat is given.", "经度与纬度只填了一项。")
            fix = Text("Fill in both, or neither.", "请两项都填或都留空。")
            yield fault("half_coordinates", message, fix, table="patients", row=row, column="lon", value=line.patient_id)
        elif line.origin_id is None and line.lon is None:
            message = Text("The patient has neither an origin nor coordinates.", "患者既无来源地也无坐标。")
            fix = Text("Fill in origin_id, or lon and lat.", "请填来源地编号，或经度、纬度。")
            yield fault(
                "patient_without_place", message, fix, table="patients", row=row, column="origin_id", value=line.patient_id
            )


def check_patient_cohort(draft: Draft) -> Iterator[Issue]:
    """Check that a patient's cohort is one of the service's (a warning: it is kept), and only sessions have one."""
    services = {line.service_id: line for _, line in draft.lines("services")}
    for row, line in draft.lines("patients"):
        service = services.get(line.service_id)
        if service is None or line.cohort is None or line.cohort in service.cohorts:
            continue
        if service.pattern is Pattern.SESSIONS:
            message = Text("The service has no such cohort; the patient's own is used.", "该类别没有此排期，按患者所填执行。")
        else:
            message = Text("The service gives stays; the cohort is ignored.", "该类别为住院，排期将被忽略。")
        yield warning("patient_cohort", message, table="patients", row=row, column="cohort", value=line.cohort)


def check_linked_to_another(draft: Draft) -> Iterator[Issue]:
    """Check that a patient is linked to another patient."""
    for row, line in draft.lines("patients"):
        if line.linked_patient_id == line.patient_id:
            message = Text("The patient is linked to themselves.", "关联病例不能是本人。")
            fix = Text("Name the other patient, or leave it empty.", "请填另一病例编号，或留空。")
            yield fault(
                "self_reference",
                message,
                fix,
                table="patients",
                row=row,
                column="linked_patient_id",
                value=line.linked_patient_id,
            )


def check_code_change_says_something(draft: Draft) -> Iterator[Issue]:
    """Check that a code change gives a new health code or a new infection status."""
    for row, line in draft.lines("code_changes"):
        if line.health_code is None and line.infection_status is None:
            message = Text("The change says neither a code nor a status.", "既未填健康码也未填感染状态。")
            fix = Text("Fill in at least one.", "请至少填一项。")
            yield fault("empty_change", message, fix, table="code_changes", row=row, column="health_code", value=line.patient_id)


def check_needs_exist(draft: Draft) -> Iterator[Issue]:
    """Check that a capability that a patient needs is one that some unit has (a warning: no unit could take the patient)."""
    if not draft.judges("units"):
        return
    capabilities = {word for _, unit in draft.lines("units") for word in unit.capabilities}
    for row, line in draft.lines("patients"):
        for need in line.needs:
            if need not in capabilities:
                message = Text("No unit has this capability. {guess}", "没有单元具备该能力。{guess}")
                guess = did_you_mean(need, capabilities)
                yield warning("unknown_capability", message, table="patients", row=row, column="needs", value=need, guess=guess)
