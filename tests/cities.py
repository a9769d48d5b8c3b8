"""A small city for tests: every table, few rows, nothing wrong with it."""

from __future__ import annotations

from pathlib import Path

SMALL_CITY: dict[str, str] = {
    "scenario.toml": """\
start = "2022-03-10"
days = 7
time_zone = "Asia/Shanghai"
illustrative = true

[solver]
seed = 0
workers = 2
deterministic_s = 2.0
""",
    "hospitals.csv": """\
hospital_id,name_zh,name_en,district,lon,lat,crs,address,duty_phone,authority,can_designate,fixed
H01,市第二医院,Second Hospital,城关区,103.8202,36.0678,WGS84,,0931-000001,city,direct,
H02,市第一医院,First Hospital,七里河区,103.7691,36.0769,WGS84,,0931-000002,city,direct,
H03,西固区医院,Xigu Hospital,西固区,103.6370,36.0877,WGS84,,0931-000003,county,direct,
""",
    "services.csv": """\
service_id,name_zh,name_en,pattern,licence,sessions_per_week,cohorts,typical_stay_days,max_travel_min,max_wait_days,nurses_headcount_per_bed
critical,危重症,critical care,stay,,,,5,30,0,1.2
dialysis,血液透析,haemodialysis,sessions,血液透析,3,135;246,,60,2,0.4
obstetrics,产科,obstetrics,stay,产科,,,3,45,1,0.5
confirmed,确诊救治,confirmed cases,stay,,,,7,90,1,0.45
""",
    "units.csv": """\
unit_id,hospital_id,building_id,service_id,ward_kind,capacity,shifts_per_day,kept_free,occupied,reported_at,status,licences,capabilities,staffed_by
U01,H01,B1,critical,buffer,6,,0,1,2022-03-10 07:00,open,,emergency;icu,own
U02,H01,B1,dialysis,buffer,8,2,1,0,2022-03-10 07:00,open,血液透析,,own
U03,H01,B2,dialysis,buffer,3,2,0,0,2022-03-09 18:00,open,血液透析,HBV,own
U04,H02,,critical,buffer,4,,0,0,2022-03-10 07:30,open,,emergency;icu,own
U05,H02,,obstetrics,buffer,5,,0,0,,open,产科,emergency,own
U06,H02,,obstetrics,general,10,,0,4,,open,产科,,own
U07,H03,B9,confirmed,isolation,8,,0,0,2022-03-10 06:00,open,,icu,team
U08,H03,B8,critical,buffer,3,,0,0,,open,,emergency,own
U09,H02,,critical,general,6,,0,0,,reserve,,,own
""",
    "unit_conversions.csv": """\
unit_id,to_ward_kind,capacity_after,lead_time_h,empties_building
U06,buffer,5,24,no
U09,buffer,4,48,no
""",
    "capacity_changes.csv": """\
unit_id,from,to,capacity,delta,reason
U05,2022-03-12,2022-03-13,,-1,disinfection
""",
    "origins.csv": """\
origin_id,name,district,lon,lat,population,restricted_share,pickup_min
O01,酒泉路街道,城关区,103.8350,36.0560,90000,0.03,10
O02,西园街道,七里河区,103.7800,36.0600,60000,0.03,12
O03,福利路街道,西固区,103.6300,36.0900,40000,0.05,15
""",
    "travel_times.csv": """\
from_id,to_id,minutes,source
O01,H01,9,measured
O01,H02,16,measured
""",
    "vehicles.csv": """\
vehicle_kind,base_hospital_id,number,seats,ward_kinds,urgencies,turnaround_min
ambulance,H01,3,1,,1;2,40
community,H02,5,4,general;buffer,3;4,60
negative_pressure,H03,2,1,isolation,,90
""",
    "demand.csv": """\
origin_id,service_id,ward_kind,date,expected,low,high
O01,critical,buffer,2022-03-10,0.5,0,1
O01,dialysis,buffer,2022-03-10,2,1,3
O02,obstetrics,buffer,2022-03-11,1,0,2
O03,confirmed,isolation,2022-03-12,2,1,4
""",
    "patients.csv": """\
patient_id,origin_id,lon,lat,service_id,health_code,infection_status,urgency,ready_at,stay_days,cohort,sessions_left,needs,bloodborne,linked_patient_id,current_unit_id
P01,O01,,,critical,yellow,untested,1,2022-03-10 09:30,4,,,icu,,,
P02,O01,,,dialysis,yellow,close_contact,2,2022-03-10,,135,3,,,,
P03,O02,,,dialysis,red,close_contact,2,2022-03-10,,,3,,HBV,,
P04,O02,,,obstetrics,yellow,sealed_area,2,2022-03-11,3,,,,,,
P05,O03,,,confirmed,red,confirmed,3,2022-03-10,7,,,,,,
P06,,103.63,36.09,critical,green,none,3,2022-03-12,2,,,,,,U01
""",
    "code_changes.csv": """\
patient_id,at,health_code,infection_status
P04,2022-03-13 08:00,green,none
""",
    "releases.csv": """\
patient_id,by,reason,at
P06,duty desk,ward to be disinfected,2022-03-10 08:00
""",
    "cannot_accept.csv": """\
unit_id,reason_code,by,from,until
U08,no_staff,duty desk,2022-03-10 08:00,2022-03-10 12:00
""",
    "staff.csv": """\
staff_id,hospital_id,role,grade,skills,group_id,contract_id,isolation_eligible,key_member,available_from,available_to,ineligible_reason
S01,H01,doctor,senior,icu;leader,,C1,yes,yes,,,
S02,H01,nurse,,icu,,C1,yes,no,,,
S03,H01,nurse,,infection_control,,C1,yes,no,,,
S04,H02,doctor,,icu,,C1,yes,no,,,
S05,H02,nurse,,,G1,C1,yes,no,,,
S06,H02,nurse,,icu,G1,C1,yes,no,,,
S07,H03,doctor,senior,leader,,C1,yes,yes,,,
S08,H03,nurse,,infection_control;leader,,C1,yes,yes,,,
S09,H03,nurse,,,,C1,yes,no,,,
S10,H03,nurse,,,,C1,no,no,2022-03-01,2022-04-30,protected
""",
    "staff_pairs.csv": """\
staff_id,other_id,rule
S02,S03,apart
""",
    "donor_minimum.csv": """\
hospital_id,role,headcount
H01,nurse,1
H02,nurse,0
""",
    "teams_wanted.csv": """\
team_id,ward_id,size,role_min,skill_min,key_members_min,donor_ids,max_share_one_hospital
T1,W1,4,doctor=1;nurse=2,icu=1,1,,1
T2,W1,4,doctor=1;nurse=2,icu=1,1,,1
""",
    "rotation.csv": """\
ward_id,duty_days,observation_days,rest_days,handover_h
W1,4,2,2,1
""",
    "team_events.csv": """\
team_id,from,reason,observation_days
T2,2022-02-20,infection,14
""",
    "wards.csv": """\
ward_id,name,unit_ids
W1,隔离病区,U07
W2,急诊缓冲,U04;U05
""",
    "ward_cover.csv": """\
ward_id,role,skill,shift_type,min,preferred,per
W1,nurse,,day,1,2,ward
W1,nurse,,night,1,,ward
W1,doctor,,day,1,,ward
""",
    "stand_ins.csv": """\
skill,stand_in,role
respiratory,icu,nurse
""",
    "shift_types.csv": """\
shift_type_id,name,start,end,minutes,ward_minutes,night,forbidden_next
day,白班,08:00,14:00,360,240,no,
evening,小夜,14:00,20:00,360,240,no,
night,大夜,20:00,02:00,360,240,yes,day
""",
    "contracts.csv": """\
contract_id,min_minutes,max_minutes,period_days,max_shifts_per_type,min_consecutive_shifts,max_consecutive_shifts,min_consecutive_days_off,max_weekends,min_rest_h
C1,0,2400,7,night=3,1,5,1,2,11
""",
    "requests.csv": """\
staff_id,date,shift_type,weight,hard
S02,2022-03-11,off,2,no
S05,2022-03-12,day,1,no
""",
    "roster_history.csv": """\
staff_id,date,shift_type
S02,2022-03-09,day
S08,2022-03-08,night
""",
    "fairness_carry.csv": """\
staff_id,until,nights,weekends,refused,entries,inside_min
S02,2022-03-07,3,1,0,0,0
S03,2022-03-07,2,2,1,0,0
""",
    "holidays.csv": """\
date,kind,name
2022-04-05,off,清明
""",
    "supplies.csv": """\
item,hospital_id,on_hand,on_order,arrives
coverall,H01,400,0,
coverall,H03,60,200,2022-03-13
mask,H01,2000,,
mask,H03,300,,
""",
    "supply_use.csv": """\
item,per,quantity
coverall,entry,1
mask,entry,2
mask,patient_day,1
""",
}


def write_small_city(folder: Path) -> Path:
    """Write the small city into a folder (made if need be) and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in SMALL_CITY.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder
