"""The audit page: who used which day, every entry with its hash; as page, CSV and JSON."""

from __future__ import annotations

import csv
import io

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from acts import due
from acts.audit import as_csv
from acts.evidence import seal_yesterday
from greenlane.signing import SigningKey
from tests.pages.browsing import Reader
from tests.playing import Play

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(b"\x05" * 32))


def silent(play: Play) -> str:
    """A case whose departments let seven working days pass, on the 18th of March."""
    case_id = play.in_review("2026-03-02 09:30").case_id
    play.act(due.advance, case_id, when="2026-03-18 09:30")
    return case_id


def test_the_days_of_each_holder_add_up_to_the_days_that_passed(play: Play) -> None:
    case_id = silent(play)
    told = Reader(play, "ducha").client.get(f"/api/v1/cases/{case_id}/audit").json()

    # 3 to 18 March 2026: twelve working days; seven of silence, the rest with the lead organ.
    assert (told["working_days"], told["counted_days"], told["natural_days"]) == (12, 12, 16)
    assert sum(row["working_days"] for row in told["charges"]) == 12
    assert [row["working_days"] for row in told["charges"] if row["what"] == "signing"] == [7]
    assert [row["working_days"] for row in told["charges"] if row["what"] == "handling"] == [5]
    assert [entry["number"] for entry in told["entries"]] == list(range(1, told["version"] + 1))
    assert all(len(entry["hash"]) == 64 for entry in told["entries"])


@pytest.mark.parametrize(
    ("lang", "words"),
    [("zh", ("时限审计", "机关办理", "会签")), ("en", ("Timeline audit", "Handling by the organ"))],
)
def test_the_page_says_it_in_words_and_as_a_drawing(
    play: Play, lang: str, words: tuple[str, ...]
) -> None:
    case_id = silent(play)
    reader = Reader(play, "ducha", lang)
    html = reader.client.get(f"/cases/{case_id}/audit").text
    sealed = reader.client.get(f"/api/v1/cases/{case_id}/audit").json()["entries"]

    assert all(word in html for word in words)
    assert 'role="img" aria-labelledby="strip-title"' in html
    assert all(entry["hash"] in html for entry in sealed)
    assert 'id="entry-1"' in html


def test_days_and_entries_come_for_a_spreadsheet(play: Play) -> None:
    case_id, reader = silent(play), Reader(play, "ducha")
    answer = reader.client.get(f"/api/v1/cases/{case_id}/audit/days.csv")
    days = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    entries = reader.client.get(f"/api/v1/cases/{case_id}/audit/entries.csv").text

    assert answer.headers["content-type"].startswith("text/csv")
    assert len(days) == 16
    assert days[0]["day"] == "2026-03-03"
    assert sum(row["is_counted"] == "yes" for row in days) == 12
    assert entries.count("\r\n") == 1 + play.case(case_id).version


def test_a_cell_is_never_a_formula() -> None:
    told = as_csv(["a", "b"], [{"a": "=1+1", "b": "@x"}]).decode("utf-8-sig")

    assert told == "a,b\r\n'=1+1,'@x\r\n"


def test_a_case_that_is_not_the_visitors_has_no_audit_for_them(play: Play) -> None:
    case_id = silent(play)

    assert Reader(play, "qiye2").client.get(f"/cases/{case_id}/audit").status_code == 404
    assert Reader(play, "qiye2").client.get(f"/api/v1/cases/{case_id}/audit").status_code == 404
    assert Reader(play, "qiye").client.get(f"/cases/{case_id}/audit").status_code == 200


def test_the_page_says_which_signed_seal_holds_the_record(play: Play) -> None:
    case_id = silent(play)
    address = f"/cases/{case_id}/audit"
    before = Reader(play, "ducha", "en").client.get(address).text
    play.act(lambda office, *, now: seal_yesterday(office, KEY, now), when="2026-03-19 00:10")
    reader = Reader(play, "ducha", "en")
    (head,) = reader.client.get("/api/v1/evidence/tree-heads").json()["tree_heads"]
    unsigning = reader.client.get(address).text
    play.house.signer = KEY
    after = reader.client.get(address).text
    packet = f"/api/v1/cases/{case_id}/packet"

    assert "No signed seal holds the record yet" in before and head["root"] not in before
    own = Reader(play, "qiye", "en").client

    assert head["root"] in after and KEY.key_id in after
    assert head["root"] in unsigning
    assert packet in own.get(address).text
    assert own.get(packet).status_code == 200
    for who in ("ducha", "sthj.chengban", "fgw.chengban"):
        assert packet not in Reader(play, who, "en").client.get(address).text
