"""Figures the generator draws from: who needs what, how often, how urgently. Sources in ``data/lanzhou/README.md``."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from optimizer.data.vocabulary import Infection

Shares = Mapping[str, float]

VISITS_PER_RESTRICTED_DAY = 60.0 / 127_808.0
"""About 60 non-green visits a day (March 2022) among 127,808 yellow codes (1 November 2021)."""

DIALYSIS_PER_PERSON = 519.3e-6
"""Haemodialysis patients per inhabitant (national, end of 2021): the standing population that must not miss a session."""

CASES_PER_RESTRICTED_DAY = 14.0 / 127_808.0
"""New cases a day on the first day (*illustrative*: the province counted 34 a day in the week from 21 March 2022)."""

CASE_DECLINE = 0.93
"""Factor on new cases from one day to the next (*illustrative*)."""

CONTACTS_PER_CASE = 1.1
"""Contacts per new case whose room the bureau itself must find (*illustrative*; 82 were traced per case)."""

GREEN_SHARE = 0.05
"""Share of patients with a green code whose own hospital is closed or converted (*illustrative*)."""

LINKED_NEWBORNS = 0.65
"""Share of newborns whose mother is on the list too (*illustrative*)."""

STRESS_FACTOR = 1.3
"""Visits on a stress day against an ordinary day (*illustrative*); one a week."""


def _fixed(**shares: float) -> Shares:
    return MappingProxyType(shares)


OTHER = 0.347
VISIT_SHARES = _fixed(
    fever=0.195,
    critical=0.177,
    obstetrics=0.139,
    dialysis=0.117,
    neonatal=0.025,
    general=OTHER * 0.60,
    chemo=OTHER * 0.25,
    radiotherapy=OTHER * 0.15,
)
"""Case mix of 1,088 transfers in July 2022; the split of "other" is *illustrative*."""

GREEN_SERVICES = frozenset({"general", "chemo", "radiotherapy", "dialysis", "obstetrics"})
EARLY_SERVICES = frozenset({"dialysis", "radiotherapy"})
"""Courses under way: most patients of these are there when the horizon begins."""

CASE_SHARES = _fixed(covid=0.94, critical=0.02, dialysis=0.02, obstetrics=0.02)
"""What confirmed cases need (*illustrative*)."""

CONTACT_SERVICE = "isolation_room"

STATUS_SHARES: Mapping[Infection, float] = MappingProxyType(
    {
        Infection.SEALED_AREA: 0.30,
        Infection.UNTESTED: 0.27,
        Infection.NONE: 0.22,
        Infection.SECONDARY_CONTACT: 0.12,
        Infection.CLOSE_CONTACT: 0.06,
        Infection.SUSPECTED: 0.03,
    }
)
"""Infection status of non-green visits (*illustrative*)."""

URGENCY_SHARES: Mapping[str, tuple[float, float, float, float]] = MappingProxyType(
    {
        "critical": (0.40, 0.45, 0.15, 0.0),
        "obstetrics": (0.02, 0.30, 0.50, 0.18),
        "neonatal": (0.0, 0.50, 0.50, 0.0),
        "dialysis": (0.02, 0.28, 0.70, 0.0),
        "fever": (0.01, 0.39, 0.60, 0.0),
        "chemo": (0.0, 0.05, 0.55, 0.40),
        "radiotherapy": (0.0, 0.0, 0.50, 0.50),
        "covid": (0.0, 0.20, 0.60, 0.20),
        "isolation_room": (0.0, 0.0, 0.30, 0.70),
    }
)
CASE_URGENCY = (0.0, 0.50, 0.50, 0.0)
"""Confirmed cases who need more than treatment of the infection: they worsen under care, not at home (*illustrative*)."""

OTHER_URGENCY = (0.01, 0.19, 0.50, 0.30)
"""Urgency I to IV as the clinician gives it (*illustrative*)."""

NEEDS: Mapping[str, Shares] = MappingProxyType(
    {
        "critical": _fixed(icu=0.35, ventilator=0.30, theatre=0.15),
        "obstetrics": _fixed(caesarean=0.30),
        "neonatal": _fixed(nicu=0.30),
        "fever": _fixed(pcr=0.50),
        "general": _fixed(oxygen=0.20),
        "covid": _fixed(oxygen=0.15),
    }
)
"""Capabilities needed (*illustrative*); dropped where no unit of the city has them."""

BLOODBORNE_SHARES = _fixed(HBV=0.05, HCV=0.025)
"""Dialysis patients with a blood-borne infection (*illustrative*)."""

AGE_BANDS = ("0-14", "15-24", "25-34", "35-44", "45-54", "55-64", "65-74", "75+")
CENSUS_AGES = (0.1419, 0.1434, 0.1766, 0.1300, 0.1708, 0.1203, 0.0728, 0.0442)
"""Ages of Lanzhou, census 2020."""

OLDER = (0.3, 0.3, 0.5, 0.8, 1.5, 2.5, 4.0, 5.0)
"""Tilt towards older people of all services but fever, general care and isolation (*illustrative*)."""

MOTHER_AGES = (0.0, 0.22, 0.58, 0.19, 0.01, 0.0, 0.0, 0.0)
