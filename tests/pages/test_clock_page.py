"""A date explained on paper, and by the two conventions of counting."""

from __future__ import annotations

from greenlane.story import at
from tests.pages.browsing import Reader
from tests.playing import Play


class TestExplanationOnPaper:
    def test_the_paper_is_the_same_every_time_and_speaks_the_readers_language(
        self, play: Play
    ) -> None:
        case_id = play.accepted().case_id
        address = f"/cases/{case_id}/clocks/statute.pdf"
        first = Reader(play, "qiye").client.get(address)
        play.clock.set(at("2026-03-20 10:00"))
        again = Reader(play, "qiye").client.get(address)
        english = Reader(play, "qiye", "en").client.get(address)

        assert first.headers["content-type"] == "application/pdf"
        assert first.content.startswith(b"%PDF")
        assert first.content == again.content
        assert english.content != first.content

    def test_a_clock_that_does_not_run_has_no_paper(self, play: Play) -> None:
        case_id = play.accepted().case_id
        for name in ("special", "wrist"):
            answer = Reader(play, "qiye").client.get(f"/cases/{case_id}/clocks/{name}.pdf")

            assert answer.status_code == 404

    def test_the_platforms_count_stands_beside_ours_only_where_it_differs(self, play: Play) -> None:
        case_id = play.accepted("2026-03-02 09:00").case_id
        address = f"/cases/{case_id}/clocks/statute"
        play.clock.set(at("2026-03-06 17:00"))
        differing = Reader(play, "qiye").get(address).text
        play.clock.set(at("2026-03-06 09:00"))
        same = Reader(play, "qiye").get(address).text

        assert "5 日（本系统按工作日计 4 日）" in differing
        assert "监察平台口径" not in same
