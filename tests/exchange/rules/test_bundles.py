import json

import pytest

from exchange.rules import bundles
from exchange.rules.bundles import NotReadable, read_bundle, read_file
from tests.exchange.fhir import Bundle, concept, name_of


def read(bundle, source="Proef"):
    return read_bundle(bundle.as_data() if isinstance(bundle, Bundle) else bundle, source=source)


def test_everything_goes_to_the_patient_that_it_is_about():
    data = Bundle("Een").condition("44054006").as_data()
    data["entry"] += Bundle("Twee").measured("4548-4", 7.1, "%").as_data()["entry"]
    people = read(data).people
    assert [(person.name, [row["resourceType"] for _, row in person.about]) for person in people] == [
        (name_of("Een"), ["Condition"]),
        (name_of("Twee"), ["Observation"]),
    ]


def test_resource_without_an_address_is_named_by_source_type_and_id():
    data = Bundle("Een").measured("4548-4", 7.1, "%").as_data()
    for entry in data["entry"]:
        del entry["fullUrl"]
    data["entry"][1]["resource"]["subject"]["reference"] = "Patient/Een"
    [person] = read(data, source="Elders").people
    assert person.name == "Elders/Patient/Een"
    assert [name.startswith("Elders/Observation/") for name, _ in person.about] == [True]


def test_patient_without_an_id_is_found_by_its_address():
    data = Bundle("Een").measured("4548-4", 7.1, "%").as_data()
    del data["entry"][0]["resource"]["id"]
    assert len(read(data).people[0].about) == 1


def test_resource_without_address_and_id_cannot_be_told_from_another():
    data = Bundle("Een").measured("4548-4", 7.1, "%").as_data()
    entry = data["entry"][1]
    del entry["fullUrl"], entry["resource"]["id"]
    contents = read(data)
    assert [fault.place for fault in contents.invalid] == ["id"]


def test_what_is_not_read_and_what_is_of_nobody_is_counted():
    bundle = Bundle().add("Claim", 1).add("Claim", 2).add("Encounter", 1)
    bundle.add(
        "Observation", "of nobody", status="final", code=concept("x", "1", "y"), subject={"reference": "Patient/9"}
    )
    data = bundle.as_data()
    data["entry"] += [{"fullUrl": "x"}, {"resource": {"id": 1}}, "nothing"]
    contents = read(data)
    assert contents.not_read == {"Claim": 2, "Encounter": 1}
    assert [row["resourceType"] for row in contents.orphans] == ["Observation"]


def test_place_that_is_no_fhir_is_named():
    bundle = Bundle().add("Observation", 1, code=concept("x", "1", "y")).measured("4548-4", 7.1, "%", status=7)
    assert [fault.place.split(".")[0] for fault in read(bundle).invalid] == ["status", "status"]


def test_text_that_cannot_be_stored_is_named():
    bundle = Bundle().condition("44054006", "Diabetes\u0000")
    assert [fault.place for fault in read(bundle).invalid] == ["een teken dat niet kan worden bewaard"]


@pytest.mark.parametrize(
    ("kind", "fields", "version"),
    [
        ("MedicationOrder", {}, "DSTU2"),
        ("ReferralRequest", {}, "STU3"),
        ("Transport", {}, "R5"),
        ("Condition", {"clinicalStatus": "active"}, "STU3 of ouder"),
        ("MedicationRequest", {"medication": {"concept": {}}}, "R5"),
    ],
)
def test_another_version_of_fhir_is_named(kind, fields, version):
    with pytest.raises(NotReadable, match=f"dit is FHIR {version}; POH leest alleen R4"):
        read(Bundle().add(kind, 1, **fields))


def test_patient_of_an_older_version_is_told_by_its_animal():
    with pytest.raises(NotReadable, match="STU3 of ouder"):
        read(Bundle(animal={}))


@pytest.mark.parametrize("data", [[], {"resourceType": "Patient"}, {"resourceType": "Bundle", "entry": {}}])
def test_what_is_no_bundle_is_refused(data):
    with pytest.raises(NotReadable, match="geen FHIR-bundel"):
        read(data)


def test_bundle_with_a_patient_that_is_no_fhir_has_no_patient():
    with pytest.raises(NotReadable, match="geen patiënt in het bestand"):
        read(Bundle(gender=7))


def test_file_may_begin_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "a.json"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(Bundle().as_data()).encode())
    assert len(read_file(path, source="x").people) == 1


def test_deep_nesting_is_no_json(tmp_path):
    path = tmp_path / "a.json"
    path.write_text("[" * 100_000)
    with pytest.raises(NotReadable, match="geen geldige JSON"):
        read_file(path, source="x")


def test_huge_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(bundles, "LARGEST", 10)
    with pytest.raises(NotReadable, match="groter dan 256 MB"):
        read_file(Bundle().write(tmp_path), source="x")
