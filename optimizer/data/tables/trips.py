"""Rows of a vehicle plan: who sits in which vehicle, from where to where, and when the vehicle is free again."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from optimizer.core.text import Text
from optimizer.data.columns import Kind, column
from optimizer.data.schema import TableSpec


@dataclass(frozen=True, slots=True)
class TripRow:
    """One patient's seat on one trip; patients who share a vehicle have rows that are alike but for patient and seats."""

    vehicle_kind: str = column(Kind.ID, "车辆类型", required=True)
    vehicle_number: int = column(Kind.INTEGER, "车辆序号", required=True)
    date: dt.date = column(Kind.DATE, "日期", required=True)
    leaves: dt.datetime = column(Kind.DATETIME, "出车", required=True)
    collects: dt.datetime = column(Kind.DATETIME, "接到", required=True)
    arrives: dt.datetime = column(Kind.DATETIME, "送达", required=True)
    free_again: dt.datetime = column(Kind.DATETIME, "可再用", required=True)
    patient_id: str = column(Kind.ID, "病例编号", required=True)
    direction: str = column(Kind.ID, "方向", required=True, about=("there or back", "there 去程，back 回程"))
    from_place: str = column(Kind.ID, "起点", required=True)
    to_place: str = column(Kind.ID, "终点", required=True)
    unit_id: str = column(Kind.ID, "单元编号", required=True)
    seats: int = column(Kind.INTEGER, "占座", default=1, about=("the patient and an escort", "患者及陪护"))
    urgency: int = column(Kind.INTEGER, "分诊级别", required=True)
    late_min: int = column(Kind.INTEGER, "迟到分钟", default=0)


TRIPS = TableSpec(
    "trips", TripRow, ("vehicle_kind", "vehicle_number", "leaves", "patient_id"), Text("Vehicle trips", "车辆出车表")
)
"""The run sheet: by vehicle, in the order in which it drives."""
