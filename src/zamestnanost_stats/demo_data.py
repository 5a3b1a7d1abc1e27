"""The invented city of the demo: its register, and what its fictional organisations answer in two years."""

from collections.abc import Mapping

PROVIDERS = """\
dum-u-lipy;Dům u Lípy (smyšlená);;;
kavarna-vrabec;Kavárna Vrabec (smyšlená);;;
most;Most k práci (smyšlená);;;
nove-brehy;Nové břehy (smyšlená);;;
ctyrlistek;Čtyřlístek (smyšlená);;;
podzim;Podzim (smyšlená);;;
jitrenka;Jitřenka (smyšlená);;;
"""
SERVICES = """\
dum-u-lipy;ips;IPS;ips;P1 P2 P3 P8;2016-01-01;;
dum-u-lipy;pz;Podporované zaměstnávání;supported_employment;P1 P2 P3 P8;2009-01-01;;
dum-u-lipy;ips-kraj;IPS Střední Čechy;ips;outside;2018-01-01;;
kavarna-vrabec;kavarna;Tréninková kavárna;training;P2;2012-01-01;;
kavarna-vrabec;dilna;Chráněná dílna;sheltered;P9;2010-01-01;;
most;pz;Podporované zaměstnávání;supported_employment;P4 P5 P6;2011-01-01;;
nove-brehy;ips;IPS;ips;P7 P9;2019-01-01;;
nove-brehy;dilna;Chráněná dílna;sheltered;P7;2005-01-01;;
ctyrlistek;ips;IPS;ips;unknown;2020-03-01;2020-12-31;ctyrlistek/ips-vychod
ctyrlistek;ips-vychod;IPS Východ;ips;P10 P15;2021-01-01;;
ctyrlistek;priprava;Příprava na práci;pre_employment;P10;2015-01-01;;
podzim;pz;Podporované zaměstnávání;supported_employment;P12;2014-01-01;;
jitrenka;ips;IPS;ips;P11;2021-04-01;;
"""
TEAMS = """\
tym-stred;Komunitní tým Střed (smyšlený);community;dum-u-lipy;ips;P1 P2;own;;
cdz-sever;CDZ Sever (smyšlené);cdz;dum-u-lipy;ips;P3 P8;own;;
tym-holesovice;Komunitní tým Holešovice (smyšlený);community;nove-brehy;ips;P7 P9;visiting;;
tym-vychod;Komunitní tým Východ (smyšlený);community;ctyrlistek;ips-vychod;P10;own;2021-01-01;
cdz-zapad;CDZ Západ (smyšlené);cdz;most;pz;P5;visiting;2021-01-01;
"""
FIRST_ROWS = ("supported", "new_intakes", "placed_open", "placed_sheltered")
FIRST = """\
dum-u-lipy ips 64 25 27 3
dum-u-lipy pz 41 12 9 4
dum-u-lipy ips-kraj 18 7 6 0
dum-u-lipy * 115 40 40 6
kavarna-vrabec kavarna 22_klientů 9 3 2
kavarna-vrabec dilna 15 2 0 16
kavarna-vrabec * 34 10 3 18
most pz 57 21 13 6
nove-brehy ips 38 14 15 2
nove-brehy dilna 26 3 1 24
nove-brehy * N N N N
ctyrlistek ips 12 12 4 0
ctyrlistek priprava 30 11 X X
ctyrlistek * 37 20 4 0
"""
"""Organisation, service (``*`` is the organisation in total), then an answer for each row; ``_`` stands for a space."""

SECOND_ROWS = (
    *("supported", "new_intakes", "out_of_work_at_entry", "applicants", "one_meeting_only"),
    *("placed_open", "placed_open_out_of_work", "placed_sheltered", "job_starts_open", "job_starts_sheltered"),
    *("exits", "exits_open", "exits_sheltered", "exits_without_job", "unserved_elsewhere", "not_admitted"),
)
SECOND = """\
dum-u-lipy ips 71 27 56 44 5 31 23 2 40 3 23 12 1 10 5 7
dum-u-lipy pz 39 11 28 19 2 10 7 5 12 5 12 5 2 5 1 1
dum-u-lipy ips-kraj 20 8 16 11 1 7 6 0 9 0 4 3 0 1 0 1
dum-u-lipy * 121 43 94 69 7 46 34 7
kavarna-vrabec kavarna 21 8 17 14 2 3 3 2 3 2 8 4 1 3 1 2
kavarna-vrabec dilna 16 2 14 3 0 0 0 15 0 16 3 0 2 1 0 1
kavarna-vrabec * 35 9 30 16 2 3 3 16
most pz 92 52 70 61 6 22 16 7 27 8 28 10 3 15 2 11
nove-brehy ips 36 11 28 18 2 14 11 1 16 1 N N N N 1 3
nove-brehy dilna 25 2 20 4 0 1 1 22 1 23 3 0 2 1 0 0
nove-brehy * N N N N N N N N
ctyrlistek ips-vychod 20 11 16 15 2 8 6 0 9 0 4 2 0 2 4 2
ctyrlistek priprava 28 9 24 16 3 X X X X X 8 3 0 5 0 0
ctyrlistek * 40 17 34 26 4 8 6 0
podzim pz 30 9 22 15 2 8 6 2 10 2 9 4 1 4 0 1
jitrenka ips 14 14 12 19 3 4 3 0 4 0 4 1 0 3 2 1
"""
MORE = """\
dum-u-lipy ips exits_without_job/exit_reason wanted_job_at_once=4 stopped_answering=3 health=2 unknown=1
dum-u-lipy ips unserved_elsewhere/unserved_reason f6=2 outside_catchment=3
dum-u-lipy ips not_admitted/refusal_reason full=5 outside_catchment=2
dum-u-lipy ips first_starts/waiting days_0_30=9 days_31_90=8 days_91_180=5 days_181_365=3
dum-u-lipy ips jobs_by_field/job_field office=11 catering=9 trade=12 cleaning=8
dum-u-lipy pz exits_without_job/exit_reason no_job_found=3 not_looking_now=2
dum-u-lipy pz unserved_elsewhere/unserved_reason other_diagnosis=1
dum-u-lipy pz not_admitted/refusal_reason other_service_needed=1
dum-u-lipy ips-kraj exits_without_job/exit_reason moved_away=1
dum-u-lipy ips-kraj not_admitted/refusal_reason full=1
kavarna-vrabec kavarna exits_without_job/exit_reason health=2 wanted_job_at_once=1
kavarna-vrabec kavarna unserved_elsewhere/unserved_reason f0=1
kavarna-vrabec kavarna not_admitted/refusal_reason conditions=2
kavarna-vrabec dilna exits_without_job/exit_reason other=1
kavarna-vrabec dilna not_admitted/refusal_reason full=1
most pz exits_without_job/exit_reason no_job_found=6 wanted_job_at_once=5 stopped_answering=4
most pz unserved_elsewhere/unserved_reason no_need_of_cdz=2
most pz not_admitted/refusal_reason full=9 conditions=2
nove-brehy ips exits_without_job/exit_reason N
nove-brehy ips unserved_elsewhere/unserved_reason f0=1
nove-brehy ips not_admitted/refusal_reason full=3
nove-brehy dilna exits_without_job/exit_reason service_ended=1
ctyrlistek ips-vychod exits_without_job/exit_reason stopped_answering=2
ctyrlistek ips-vychod unserved_elsewhere/unserved_reason outside_catchment=4
ctyrlistek ips-vychod not_admitted/refusal_reason full=2
ctyrlistek priprava exits_without_job/exit_reason other_service=5
podzim pz exits_without_job/exit_reason no_job_found=3
podzim pz not_admitted/refusal_reason full=1
jitrenka ips exits_without_job/exit_reason wanted_job_at_once=2 stopped_answering=1
jitrenka ips unserved_elsewhere/unserved_reason outside_catchment=2
jitrenka ips not_admitted/refusal_reason full=1
"""
"""Breakdowns of the second year; codes that are not named are 0, and a mark alone stands in every row."""

OPTIONAL = """\
dum-u-lipy ips engaged=22 first_starts=25 jobs_by_field=40 observable_13=29 retained_13=21 observable_26=26
dum-u-lipy ips retained_26=15 specialist_fte=3.5 active_clients=48
most pz specialist_fte=4 active_clients=64
ctyrlistek ips-vychod engaged=9 specialist_fte=1 active_clients=17
"""
OPERATION: Mapping[tuple[str, str, str], tuple[str, str]] = {
    ("2020", "most", "pz"): ("restricted", "Na jaře jsme kvůli epidemii pracovali jen po telefonu."),
    ("2021", "nove-brehy", "dilna"): ("closed_part", "V lednu a únoru byla dílna zavřená."),
}
MONTHS: Mapping[tuple[str, str, str], int] = {("2021", "nove-brehy", "dilna"): 10, ("2021", "jitrenka", "ips"): 9}
EXPLAINED: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("2021", "most"): {
        "supported-changed@pz": "Od ledna máme druhou pobočku.",
        "new-intakes-changed@pz": "Přišlo k nám mnoho lidí ze zavřené dílny.",
    },
}
LATE = {("2020", "most"), ("2021", "nove-brehy")}
