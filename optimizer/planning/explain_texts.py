"""What an explanation says, line by line, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from optimizer.core.goals import GOALS
from optimizer.core.listing import some_of
from optimizer.core.rulebook import UNPLACED_REASONS
from optimizer.core.text import Lang, Text
from optimizer.data.dataset import Dataset
from optimizer.data.vocabulary import LABELS, Pattern
from optimizer.planning.explain_levers import Means
from optimizer.planning.explain_patient import PatientCase
from optimizer.planning.explain_repairs import Group, Part, Repair
from optimizer.routing.costs import NEAREST

MOST_NAMED = 8
_WHO = Text(
    "{who}: {service}, {kind}, urgency {urgency}, ready {ready}", "{who}：{service}，{kind}，分诊{urgency}级，可收治 {ready}"
)
_STAY = Text(
    "Placed at {unit} ({hospital}) {first} to {last}, {minutes} min, waits {wait} days.",
    "安排至 {unit}（{hospital}），{first} 至 {last}，路程 {minutes} 分钟，等待 {wait} 天。",
)
_NOT_PLACED = Text("Not yet placed: {reason}.", "待落实：{reason}。")
_APART: Mapping[str, Text] = {
    "service": Text("{count} units of other services", "其他类别单元 {count} 个"),
    "ward_kind": Text("{count} units of other ward kinds", "其他病区类别单元 {count} 个"),
}
_PARTS: Mapping[Means, Text] = {
    Means.BEDS: Text(
        "{amount} more {places} at {unit} ({hospital}) {first} to {last}{need}",
        "{unit}（{hospital}）增加{places} {amount} 个，{first} 至 {last}{need}",
    ),
    Means.SHIFT: Text(
        "a {nth} shift a day ({amount} stations) at {unit} ({hospital}) {first} to {last}",
        "{unit}（{hospital}）每日加开{nth}班（{amount} 机位），{first} 至 {last}",
    ),
    Means.DESIGNATE: Text(
        "designate {hospital} for {service}, {kind} (unit {unit}, {amount} places){coordinate}",
        "指定{hospital}承担{service}（{kind}，单元 {unit}，{amount} 个位置）{coordinate}",
    ),
    Means.CONVERT: Text(
        "convert or open {unit} ({hospital}) as {kind} from {first}, {amount} places{coordinate}",
        "将 {unit}（{hospital}）转为或启用为{kind}，{first} 起，{amount} 个位置{coordinate}",
    ),
}
_BOUND: Mapping[str, Text] = {
    "": Text("", ""),
    "staffed": Text(" (the beds are there, staff for them are not)", "（已有床位，缺人员）"),
    "supplied": Text(" (the beds are there, supplies for them are not)", "（已有床位，缺物资）"),
}
_NTH = {2: Text("second", "第二"), 3: Text("third", "第三")}
_COORDINATE = Text(" (by coordination)", "（须协调）")
_NOTHING = Text(
    "no change: only units beyond those planning considered, or others moved", "无需增设：仅须放宽所考虑的单元或调整他人"
)
_GAVE = Text(
    "re-solved with it: {placed} of {count} placed, {moved} others moved; {change}",
    "按此重新求解：{count} 人中安排 {placed} 人，另调整 {moved} 人；{change}",
)
_TOGETHER = Text("{count} changes together", "{count} 项措施合并")
_OR = Text("or: ", "或：")
_GROUP = Text("{count} not yet placed for {services}: {who}", "{services} 待落实 {count} 人：{who}")
_NO_REPAIR = Text(
    "no listed change places them: {reasons}",
    "所列措施均不能安排：{reasons}",
)
_NEAREST = Text("Minutes of travel, life-threatened", "危急患者路程分钟")
ADVICE: Mapping[str, Text] = {
    "no_unit": Text("open a unit of this service and ward kind", "开设该类别、病区类别的单元"),
    "not_designated": Text("designate a hospital that may be", "指定可指定的机构"),
    "no_licence": Text("a unit needs the licence", "须有单元取得诊疗科目"),
    "no_capability": Text("equip a unit with what is missing", "为单元配备所缺能力"),
    "declined": Text("speak with the patient again", "与患者再次沟通"),
    "cannot_accept": Text("ask the hospitals until when, or offer another day", "询问机构何时恢复，或改日安排"),
    "pinned_unavailable": Text("release the pin", "取消指定单元"),
    "full": Text("wait longer, or beds elsewhere", "延长等待，或另设床位"),
    "after_horizon": Text("plan more days", "延长规划期"),
    "release_needed": Text("release them by name, with the reason (plan --release)", "指名解除并注明原因（plan --release）"),
}


def patient_lines(dataset: Dataset, case: PatientCase, lang: Lang) -> Iterator[str]:
    """Yield who it is, where they are and what is said of every other unit."""
    yield from place_lines(dataset, case, lang)
    for line in case.lines:
        yield "  " + line.describe(lang)
    for said in apart_lines(case, lang):
        yield "  " + said


def place_lines(dataset: Dataset, case: PatientCase, lang: Lang) -> Iterator[str]:
    """Yield who it is and where they are, or why they have no place."""
    row = case.patient
    yield _WHO.to(
        lang,
        who=row.patient_id,
        service=case.service,
        kind=LABELS[case.kind],
        urgency=row.urgency,
        ready=row.ready_at.isoformat(" ", "minutes"),
    )
    for stay in case.stays:
        yield _STAY.to(
            lang,
            unit=stay.unit_id,
            hospital=hospital_name(dataset, dataset.unit[stay.unit_id].hospital_id),
            first=stay.from_.isoformat(),
            last=stay.to.isoformat(),
            minutes=stay.travel_min,
            wait=stay.wait_days,
        )
    if case.unplaced is not None:
        yield _NOT_PLACED.to(lang, reason=UNPLACED_REASONS[case.unplaced.reason_code])


def apart_lines(case: PatientCase, lang: Lang) -> Iterator[str]:
    """Yield how many units are of no use to them at all."""
    for code, count in case.apart.items():
        yield _APART[code].to(lang, count=count)


def group_lines(dataset: Dataset, group: Group, lang: Lang) -> Iterator[str]:
    """Yield who competes for the same units, and each repair with what it gave."""
    yield _GROUP.to(
        lang,
        count=len(group.patients),
        services=_and([_service_name(dataset, name) for name in group.service_ids], lang),
        who=_named(group.patients),
    )
    for number, repair in enumerate(group.repairs):
        yield from _repair_lines(dataset, group, repair, lang, _OR.to(lang) if number else "")
    if not group.repairs:
        reasons = [UNPLACED_REASONS[code].to(lang) + "; " + ADVICE[code].to(lang) for code in group.reasons]
        yield "  - " + _NO_REPAIR.to(lang, reasons=" / ".join(reasons))


def _repair_lines(dataset: Dataset, group: Group, repair: Repair, lang: Lang, either: str) -> Iterator[str]:
    """Yield a repair on one line, or, where it has several parts, a line each under what they give together."""
    if len(repair.parts) < 2:
        yield "  - " + either + repair_text(dataset, group, repair, lang)
        return
    together = _TOGETHER.to(lang, count=len(repair.parts))
    yield "  - " + either + together + Text("; ", "；").to(lang) + _gave(group, repair, lang)
    for part in repair.parts:
        yield "      " + part_text(dataset, part, lang)


def repair_text(dataset: Dataset, group: Group, repair: Repair, lang: Lang) -> str:
    """Return one repair and what re-solving with it gave."""
    what = " + ".join(part_text(dataset, part, lang) for part in repair.parts) or _NOTHING.to(lang)
    return what + Text("; ", "；").to(lang) + _gave(group, repair, lang)


def _gave(group: Group, repair: Repair, lang: Lang) -> str:
    figures = ", ".join(f"{_goal(name).to(lang)} {by:+d}" for name, by in repair.change) or "-"
    return _GAVE.to(lang, placed=len(repair.placed), count=len(group.patients), moved=len(repair.moved), change=figures)


def part_text(dataset: Dataset, part: Part, lang: Lang) -> str:
    """Return one change."""
    return _PARTS[part.means].to(
        lang,
        unit=part.unit_id,
        hospital=hospital_name(dataset, part.hospital_id),
        amount=part.amount,
        nth=_NTH.get(part.shift, Text("further", "新的一")),
        first=part.from_.isoformat(),
        last=part.to.isoformat(),
        need=_BOUND[part.bound_by],
        places=_places(dataset, part),
        service=_service_name(dataset, dataset.unit[part.unit_id].service_id),
        kind=LABELS[part.ward_kind],
        coordinate=_COORDINATE if part.coordinate else Text("", ""),
    )


def _places(dataset: Dataset, part: Part) -> Text:
    sessions = dataset.service[dataset.unit[part.unit_id].service_id].pattern is Pattern.SESSIONS
    one, many = (Text("station", "机位"), Text("stations", "机位")) if sessions else (Text("bed", "床位"), Text("beds", "床位"))
    return one if part.amount == 1 else many


def goal_text(name: str) -> Text:
    """Return a goal's title."""
    return _goal(name)


def _goal(name: str) -> Text:
    return _NEAREST if name == NEAREST else GOALS[name].title


def hospital_name(dataset: Dataset, hospital_id: str) -> Text:
    """Return a hospital's name."""
    return dataset.hospital[hospital_id].title


def _service_name(dataset: Dataset, service_id: str) -> Text:
    return dataset.service[service_id].title


def _and(texts: Sequence[Text], lang: Lang) -> str:
    return Text(", ", "、").to(lang).join(text.to(lang) for text in texts)


def _named(who: Sequence[str]) -> str:
    return some_of(who, MOST_NAMED)
