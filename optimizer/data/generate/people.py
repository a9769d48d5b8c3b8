"""Draw one patient of a stream: when, from where, how urgent, with what needs."""

from __future__ import annotations

import datetime as dt
from random import Random

from optimizer.data.dataset import Dataset
from optimizer.data.generate import mix
from optimizer.data.generate.arrivals import Stream
from optimizer.data.generate.places import Places
from optimizer.data.tables.people import Patient
from optimizer.data.tables.places import Origin
from optimizer.data.vocabulary import HealthCode, Infection, WardKind


def draw_patient(city: Dataset, places: Places, stream: Stream, start: dt.date, rnd: Random) -> Patient:
    """Return a patient without a number yet."""
    service, kind = stream.service_id, stream.ward_kind
    origin = rnd.choices(city.origins, stream.by_origin)[0]
    day = rnd.choices(range(len(stream.by_day)), stream.by_day)[0]
    urgency = rnd.choices((1, 2, 3, 4), _urgency_shares(service, kind))[0]
    stay_days, cohort, sessions_left = _course(city, service, rnd)
    date = start + dt.timedelta(days=day)
    if places.is_stay(service):
        ready_at = _moment(date, urgency, rnd)
    else:
        last = start + dt.timedelta(days=len(stream.by_day) - 1)
        ready_at = _moment(_before_a_session(city, service, cohort, date, start, last), urgency, rnd)
    code, infection = _code(service, kind, origin, rnd)
    age_band = rnd.choices(mix.AGE_BANDS, _age_weights(service))[0]
    bloodborne = _bloodborne(places, stream, rnd)
    providers = places.providers(service, kind)
    known = providers and (kind is WardKind.GENERAL or (kind is WardKind.BUFFER and rnd.random() < 0.25))
    return Patient(
        patient_id="",
        origin_id=origin.origin_id,
        service_id=service,
        health_code=code,
        infection_status=infection,
        result_due_at=_result_due(infection, ready_at, rnd),
        urgency=urgency,
        ready_at=ready_at,
        stay_days=stay_days,
        cohort=cohort,
        sessions_left=sessions_left,
        needs=_needs(places, stream, bloodborne, rnd),
        bloodborne=bloodborne,
        sex="female" if service == "obstetrics" else rnd.choice(("female", "male")),
        age_band="0-14" if service == "neonatal" else age_band,
        escort=service == "neonatal" or (age_band in {"0-14", "75+"} and rnd.random() < 0.6),
        provider_hospital_id=rnd.choice(providers) if known else None,
    )


def _urgency_shares(service: str, kind: WardKind) -> tuple[float, float, float, float]:
    if kind is WardKind.ISOLATION and service != "covid":
        return mix.CASE_URGENCY
    return mix.URGENCY_SHARES.get(service, mix.OTHER_URGENCY)


def _before_a_session(
    city: Dataset, service_id: str, cohort: str | None, date: dt.date, start: dt.date, last: dt.date
) -> dt.date:
    """Return the date, moved to an earlier one where needed, so that a session day is left before the horizon ends."""
    weekdays = {int(day) for one in ((cohort,) if cohort else city.service[service_id].cohorts) for day in one}
    days = [start + dt.timedelta(days=at) for at in range((last - start).days + 1)]
    latest = max((day for day in days if day.isoweekday() in weekdays), default=date)
    return min(date, latest)


def _moment(date: dt.date, urgency: int, rnd: Random) -> dt.datetime:
    """Return when the patient is ready: the urgent at any hour, the others by day; a multiple of five minutes."""
    hour = rnd.randrange(24) if urgency <= 2 else rnd.randrange(7, 19)
    return dt.datetime.combine(date, dt.time(hour, 5 * rnd.randrange(12)))


def _code(service: str, kind: WardKind, origin: Origin, rnd: Random) -> tuple[HealthCode, Infection]:
    if kind is WardKind.GENERAL:
        return HealthCode.GREEN, Infection.NONE
    if kind is WardKind.ISOLATION:
        return HealthCode.RED, rnd.choices((Infection.CONFIRMED, Infection.ASYMPTOMATIC), (0.55, 0.45))[0]
    if service == mix.CONTACT_SERVICE:
        return HealthCode.RED, rnd.choices((Infection.CLOSE_CONTACT, Infection.SECONDARY_CONTACT), (0.6, 0.4))[0]
    infection = rnd.choices(tuple(mix.STATUS_SHARES), tuple(mix.STATUS_SHARES.values()))[0]
    if origin.restricted_share is not None and rnd.random() < 0.6:
        infection = Infection.SEALED_AREA
    if service == "fever" and rnd.random() < 0.25:
        infection = Infection.SUSPECTED
    if infection in {Infection.CLOSE_CONTACT, Infection.SUSPECTED}:
        return HealthCode.RED, infection
    return rnd.choices((HealthCode.YELLOW, HealthCode.UNKNOWN), (0.92, 0.08))[0], infection


def _result_due(infection: Infection, ready_at: dt.datetime, rnd: Random) -> dt.datetime | None:
    waiting = infection in {Infection.UNTESTED, Infection.SUSPECTED}
    return ready_at + dt.timedelta(hours=rnd.randrange(6, 25)) if waiting else None


def _bloodborne(places: Places, stream: Stream, rnd: Random) -> tuple[str, ...]:
    if stream.service_id != "dialysis":
        return ()
    dice = rnd.random()
    for token, share in mix.BLOODBORNE_SHARES.items():
        if dice < share and places.offers(stream.service_id, stream.ward_kind, token):
            return (token,)
        dice -= share
    return ("none",) if dice < 0.25 else ()


def _needs(places: Places, stream: Stream, bloodborne: tuple[str, ...], rnd: Random) -> tuple[str, ...]:
    """Return capabilities that some open unit has all together."""
    needs: tuple[str, ...] = ()
    for token, share in mix.NEEDS.get(stream.service_id, {}).items():
        wanted = (*needs, token)
        if rnd.random() < share and places.fitting(stream.service_id, stream.ward_kind, wanted, bloodborne):
            needs = wanted
    return needs


def _course(city: Dataset, service_id: str, rnd: Random) -> tuple[int | None, str | None, int | None]:
    """Return days of stay, or cohort and sessions left; blank where the list left it open."""
    service = city.service[service_id]
    blank = rnd.random()
    if service.typical_stay_days is not None:
        spread = max(1, service.typical_stay_days // 4)
        days = max(1, service.typical_stay_days + rnd.randrange(-spread, spread + 1))
        return (None if blank < 0.15 else days), None, None
    cohort = rnd.choice(service.cohorts) if len(service.cohorts) > 1 and blank < 0.6 else None
    limited = (service.sessions_per_week or 0) > 3
    return None, cohort, rnd.randrange(5, 31) if limited else None


def _age_weights(service_id: str) -> tuple[float, ...]:
    if service_id == "obstetrics":
        return mix.MOTHER_AGES
    if service_id in {"fever", "general", "covid", mix.CONTACT_SERVICE}:
        return mix.CENSUS_AGES
    return tuple(share * tilt for share, tilt in zip(mix.CENSUS_AGES, mix.OLDER, strict=True))
