"""Keep the agenda of each practice to itself, and its history as it was."""

from django.db import migrations

from poh.accounts.walls import history_wall, practice_wall, same_practice

WITH_HISTORY = [
    "room",
    "appointmentkind",
    "agendasettings",
    "practiceholiday",
    "sessiontemplate",
    "templateblock",
    "blockedtime",
    "appointment",
    "groupparticipant",
    "waitinglistentry",
    "waitinglistoffer",
    "callback",
    "calendarfeed",
]
OTHERS = ["session", "block"]
# What users see of what happened: only added to.
STEPS = ["appointmentstatus", "callattempt"]

MEMBER, LOCATION, PATIENT = "accounts_membership", "accounts_location", "patients_patient"
ROOM, KIND, TEMPLATE = "scheduling_room", "scheduling_appointmentkind", "scheduling_sessiontemplate"
SESSION, APPOINTMENT = "scheduling_session", "scheduling_appointment"
KEYS = {
    "room": {"location_id": LOCATION},
    "sessiontemplate": {"member_id": MEMBER, "location_id": LOCATION, "room_id": ROOM, "replaces_id": TEMPLATE},
    "templateblock": {"template_id": TEMPLATE},
    "session": {"member_id": MEMBER, "location_id": LOCATION, "room_id": ROOM, "template_id": TEMPLATE},
    "block": {"session_id": SESSION, "member_id": MEMBER},
    "blockedtime": {"member_id": MEMBER, "room_id": ROOM, "location_id": LOCATION},
    "appointment": {
        "patient_id": PATIENT,
        "member_id": MEMBER,
        "location_id": LOCATION,
        "room_id": ROOM,
        "kind_id": KIND,
    },
    "appointmentstatus": {"appointment_id": APPOINTMENT, "member_id": MEMBER},
    "groupparticipant": {"appointment_id": APPOINTMENT, "patient_id": PATIENT},
    "waitinglistentry": {
        "patient_id": PATIENT,
        "kind_id": KIND,
        "member_id": MEMBER,
        "location_id": LOCATION,
        "appointment_id": APPOINTMENT,
    },
    "waitinglistoffer": {
        "entry_id": "scheduling_waitinglistentry",
        "member_id": MEMBER,
        "location_id": LOCATION,
    },
    "callback": {"patient_id": PATIENT, "member_id": MEMBER},
    "callattempt": {"call_id": "scheduling_callback"},
    "calendarfeed": {"member_id": MEMBER},
}


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0002_agenda"),
        ("accounts", "0002_practice_walls"),
        ("patients", "0003_patient_walls"),
    ]
    operations = [
        *(practice_wall(f"scheduling_{model}") for model in WITH_HISTORY + OTHERS),
        *(history_wall(f"scheduling_{model}") for model in STEPS),
        *(history_wall(f"scheduling_{model}event") for model in WITH_HISTORY),
        *(
            same_practice(f"scheduling_{model}", column, target)
            for model, keys in KEYS.items()
            for column, target in keys.items()
        ),
    ]
