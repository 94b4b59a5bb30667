"""Which pages are looked at, by whom and in which state of the city."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx
from axe_playwright_python.sync_playwright import Axe
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute, APIRouter
from playwright.sync_api import Page

from acts import (
    approval,
    bulletins,
    catalogue,
    deliveries,
    indicators,
    intake,
    outward,
    receivers,
    registers,
    second_factor,
    tasks,
    tokens,
)
from acts.forms import CorrectionForm, ItemForm, SuspendForm
from acts.indicators import ValueForm
from acts.receivers import OpenReceiverForm, RotateForm
from acts.security_record import NOBODY
from acts.tasks import OpenSeriesForm
from acts.tokens import TokenForm
from api.pages import router
from catalog.drafts import files_at
from catalog.loader import DEMONSTRATION_CITY
from ledger import outward as ledger_outward
from ledger.task_items import TaskFilter
from states.addresses import AddressRules
from states.terms.identity import Scope
from tests.acts.channel_play import admitted, done
from tests.browser.conftest import Site
from tests.browser.coordinating import meeting_held, officer_visited
from tests.identity_play import cookies_of, with_device
from tests.playing import Play

GRAVE = ("serious", "critical")
WIDTHS = (1920, 1280, 768, 375, 320)
PEOPLE = ("qiye", "chuangkou", "fgw.chengban", "fgw.zhuren", "wgl.chengban", "ducha", "guanli")


@dataclass(frozen=True, slots=True)
class Look:
    """One page: its address as the router knows it, who looks, and where."""

    route: str
    by: str | None
    address: str

    @property
    def name(self) -> str:
        """A name for its picture."""
        return re.sub(r"\W+", "-", f"{self.by or 'nobody'}{self.address}").strip("-")


def city_at_work(play: Play) -> dict[str, str]:
    """Cases in the states that desks show most; their ids by a name."""
    told = play.received("2026-03-02 09:00")
    notice = CorrectionForm(items=(ItemForm(about="/scale", problem="不清", remedy="写明"),))
    play.act(intake.notify_correction, told.case_id, notice, by="chuangkou")
    paused = play.accepted("2026-03-02 10:00")
    pause = SuspendForm(kind="expert_review", announced_days=8, basis="依据")
    play.act(approval.suspend, paused.case_id, pause, by="fgw.chengban")
    review = play.in_review("2026-03-02 11:00")
    play.sign(review.case_id, "zrzy")
    play.sign(review.case_id, "jtj", "agree_with_conditions", conditions=("另行报备",))
    items = [{"about": "environmental_note", "problem": "缺大气章节", "remedy": "补充"}]
    play.sign(review.case_id, "sthj", "return_for_correction", items=items)
    project = admitted(play).project_id
    done(play, project, "land.supply")
    quarter, form = bulletins.period_named("2025-Q4"), bulletins.DraftForm()
    play.act(bulletins.draft, quarter, form, by="guanli", when="2026-03-10 08:30")
    item = listed_project(play, project)
    meeting, visits = meeting_held(play, project), officer_visited(play, project)
    files = files_at(DEMONSTRATION_CITY)
    files["catalog.toml"] = files["catalog.toml"].replace('"2026.1"', '"2026.2"', 1)
    draft = play.act(catalogue.hand_in, files, by="guanli").sha256
    received = play.received("2026-03-10 09:00")
    play.act(tasks.open_series, OpenSeriesForm(year=2026), by="guanli", when="2026-03-10 09:10")
    value = ValueForm(period="2026-Q1", value=Decimal("9.6"), evidence=("统计快报",))
    play.act(indicators.report_value, "tax_per_mu", value, by="guanli")
    wanted = TaskFilter(unit="sthj")
    ours = play.read(
        lambda office: tasks.listed(office, wanted, actor=play.actor("guanli"), limit=1)
    )
    with_device(play, "ducha")
    play.act(second_factor.begin, "guanli")
    wanted = TokenForm(name="dashboard", scopes=frozenset({Scope.READ}))
    play.act(tokens.make, wanted, by="ducha", caller=NOBODY)
    return {
        "receiver": receiver_in_trouble(play),
        "task": ours[0].task_id,
        "told": told.case_id,
        "paused": paused.case_id,
        "review": review.case_id,
        "received": received.case_id,
        "project": project,
        "item": item,
        "meeting": meeting,
        "liaison": visits,
        "draft": draft,
    }


def receiver_in_trouble(play: Play) -> str:
    """A receiver that has had one event and rests after a failure; its id."""
    form = OpenReceiverForm(
        title="宝山园区平台",
        address="https://events.example.org/greenlane/exchange",
        secret="park",
        codes=("SL", "BJ"),
        from_start=True,
    )
    play.act(outward.write_on, limit=1000)
    kept = play.act(receivers.open_receiver, form, AddressRules(), by="guanli")
    play.act(receivers.rotate, kept.receiver_id, RotateForm(secret="next"), by="guanli")
    play.act(deliveries.take_up, kept.receiver_id)
    first, second, *_ = play.read(
        lambda office: deliveries.next_ones(office, kept.receiver_id, now=play.clock.now())
    )
    event_id = play.read(lambda office: ledger_outward.at(office.session, first.position).event_id)
    play.act(deliveries.delivered, kept.receiver_id, first, event_id)
    why = {"error": "TimeoutError: timed out", "is_unreachable": True}
    play.act(deliveries.failed, kept.receiver_id, second, **why)
    play.act(outward.acknowledge, event_id, by="ducha")
    return str(kept.receiver_id)


def listed_project(play: Play, project: str) -> str:
    """A project in a register, changed once; its address."""
    values = {"project_name": "示例镁合金项目", "grade": "city", "project": project}
    form = registers.EntryForm(values=values | {"investment": "52000"}, reason="市政府常务会议")
    kept = play.act(registers.enter, "key_projects", form, by="fgw.zhuren", when="2026-03-09 10:00")
    change = registers.ChangeForm(values={"park": "宝山循环经济产业集聚区"}, reason="落地园区已定")
    play.act(registers.change, "key_projects", kept.item, change, by="fgw.zhuren")
    return f"/registers/key_projects/{kept.item}"


def looks(known: dict[str, str]) -> list[Look]:
    """The main pages of all desks; a test holds that no page of the house is left out."""
    case = "/cases/{case_id}"
    clocks, act = f"{case}/clocks/{{name}}", f"{case}/acts"
    review, told = known["review"], known["told"]
    return [
        *_of_registers(known),
        *_of_coordination(known),
        *_of_tasks(known["task"]),
        Look("/outward", "guanli", "/outward"),
        Look("/outward/{receiver_id}", "guanli", f"/outward/{known['receiver']}"),
        Look("/sign-in", None, "/sign-in"),
        Look("/account", "qiye", "/account"),
        Look("/account", "guanli", "/account"),
        *_of_identity(),
        Look("/", "qiye", "/"),
        Look("/", "chuangkou", "/"),
        Look("/", "wgl.chengban", "/"),
        Look("/guide", "qiye", "/guide"),
        Look("/file", "qiye", "/file"),
        Look("/file/{code}", "qiye", "/file/ratification.enterprise"),
        Look(case, "qiye", f"/cases/{review}"),
        Look(case, "fgw.chengban", f"/cases/{review}"),
        Look(case, "guanli", "/cases/none"),
        Look(f"{case}/timeline", "guanli", f"/cases/{review}/timeline"),
        Look(clocks, "guanli", f"/cases/{known['paused']}/clocks/statute"),
        Look(f"{act}/{{name}}", "qiye", f"/cases/{told}/acts/supplement"),
        Look("/board", "ducha", "/board"),
        Look("/board/list", "ducha", "/board/list"),
        Look("/ledger", "guanli", "/ledger"),
        Look("/ledger/table", "guanli", "/ledger/table"),
        Look("/ledger/changes", "ducha", "/ledger/changes?since=2026-03-01"),
        Look(f"{case}/audit", "ducha", f"/cases/{review}/audit"),
        Look("/cards", "ducha", "/cards"),
        Look("/corrections", "qiye", "/corrections"),
        Look("/letters", "qiye", "/letters"),
        Look("/notices", "qiye", "/notices"),
        Look("/bulletins", "guanli", "/bulletins"),
        Look("/bulletins/{period}", "guanli", "/bulletins/2025-Q4"),
        Look("/bulletins/{period}/behind", "guanli", "/bulletins/2025-Q4/behind?indicator=on_time"),
        Look("/ledger", "fgw.chengban", "/ledger?light=red"),
        Look("/matters", "guanli", "/matters"),
        Look("/matters/{code}", "guanli", "/matters/ratification.enterprise"),
        *_of_projects(known["project"]),
        Look("/channels/{code}/nomination", "qiye", "/channels/industry.filing/nomination"),
        Look("/catalogue", "guanli", "/catalogue"),
        Look("/catalogue/editions/{number}", "guanli", "/catalogue/editions/1"),
        Look("/catalogue/drafts/{draft}", "guanli", f"/catalogue/drafts/{known['draft']}"),
        Look("/calendars", "guanli", "/calendars"),
        *_of_finding(known),
    ]


def _of_identity() -> list[Look]:
    return [
        Look("/account/second-factor", "ducha", "/account/second-factor"),
        Look("/account/second-factor", "guanli", "/account/second-factor"),
        Look("/account/second-factor", "qiye", "/account/second-factor"),
        Look("/account/tokens", "ducha", "/account/tokens"),
        Look("/accounts", "guanli", "/accounts"),
        Look("/accounts/open", "guanli", "/accounts/open"),
        Look("/accounts/{username}", "guanli", "/accounts/ducha"),
        Look("/security", "guanli", "/security"),
        Look("/reset", None, "/reset"),
        Look("/sign-in/code", "half.code", "/sign-in/code"),
        Look("/sign-in/enrol", "half.enrolment", "/sign-in/enrol"),
    ]


def _of_tasks(task: str) -> list[Look]:
    page = "/tasks/{task_id}"
    return [
        Look("/tasks", "guanli", "/tasks"),
        Look("/indicators", "guanli", "/indicators"),
        Look("/indicators/{code}", "guanli", "/indicators/tax_per_mu"),
        Look("/tasks", "sthj.chengban", "/tasks?unit=sthj"),
        Look("/tasks/open", "guanli", "/tasks/open"),
        Look(page, "sthj.chengban", f"/tasks/{task}"),
        Look(f"{page}/{{wanted}}", "sthj.chengban", f"/tasks/{task}/report"),
        Look(f"{page}/{{wanted}}", "guanli", f"/tasks/{task}/hand-over"),
    ]


def _of_projects(project: str) -> list[Look]:
    return [
        Look("/projects", "fgw.chengban", "/projects"),
        Look("/projects/{project_id}", "qiye", f"/projects/{project}"),
        Look(
            "/projects/{project_id}/clocks/{about}",
            "guanli",
            f"/projects/{project}/clocks/initiation",
        ),
        Look(
            "/projects/{project_id}/acts/{name}", "fgw.zhuren", f"/projects/{project}/acts/remove"
        ),
    ]


def _of_finding(known: dict[str, str]) -> list[Look]:
    many = f"case={known['review']}&case={known['paused']}"
    return [
        Look("/bulk", "wgl.chengban", f"/bulk?act=agree&{many}"),
        Look("/bulk", "ducha", f"/bulk?act=urge&{many}"),
        Look("/search", "fgw.chengban", "/search?q=热电+补正"),
        Look("/took-part", "zrzy.chengban", "/took-part"),
        Look("/views", "wgl.chengban", "/views"),
        Look("/search", "qiye", "/search?q=没有这个项目"),
        Look("/calendar", "wgl.chengban", "/calendar?day=2026-03-11"),
        Look("/help/keys", "wgl.chengban", "/help/keys"),
    ]


def _of_registers(known: dict[str, str]) -> list[Look]:
    return [
        Look("/registers", "guanli", "/registers"),
        Look("/registers/{code}", "fgw.zhuren", "/registers/key_projects"),
        Look("/registers/{code}/enter", "fgw.zhuren", "/registers/key_projects/enter"),
        Look("/registers/{code}/import", "fgw.zhuren", "/registers/key_projects/import"),
        Look("/registers/{code}/{item}", "fgw.zhuren", known["item"]),
        Look("/registers/{code}/{item}/{wanted}", "fgw.zhuren", f"{known['item']}/move"),
    ]


def _of_coordination(known: dict[str, str]) -> list[Look]:
    meeting, liaison = known["meeting"], known["liaison"]
    return [
        Look("/meetings", "ducha", "/meetings"),
        Look("/meetings/call", "fgw.zhuren", "/meetings/call"),
        Look("/meetings/{meeting_id}", "fgw.zhuren", meeting),
        Look("/meetings/{meeting_id}/{wanted}", "fgw.zhuren", f"{meeting}/minutes"),
        Look("/liaison/{kind}/{subject}", "fgw.zhuren", liaison),
        Look("/liaison/{kind}/{subject}/{wanted}", "fgw.zhuren", f"{liaison}/visit"),
    ]


def pages_of_the_house() -> set[str]:
    """Every address of a page, as the router knows it."""
    return {
        route.path
        for route in routes_of(router)
        if "GET" in (route.methods or ()) and route.response_class is HTMLResponse
    }


def routes_of(within: APIRouter) -> Iterator[APIRoute]:
    """Every route of a router and of the routers in it."""
    for route in within.routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes_of(inner)
        elif isinstance(route, APIRoute):
            yield route


def act_pages(site: Site, known: dict[str, str]) -> list[Look]:
    """One page of every act that anybody is offered on these cases."""
    found: dict[str, Look] = {}
    for by in PEOPLE:
        with httpx.Client(
            base_url=site.address, cookies=cookies_of(site.play, by), timeout=60
        ) as client:
            for case_id in known.values():
                text = client.get(f"/cases/{case_id}").text
                for address in re.findall(rf'"(/cases/{case_id}/acts/[\w-]+)"', text):
                    name = address.rsplit("/", 1)[-1]
                    found.setdefault(name, Look("/cases/{case_id}/acts/{name}", by, address))
    return list(found.values())


def signed_in(site: Site, username: str | None, lang: str = "zh", width: int = 1280) -> Page:
    """A page of a fresh session of this person."""
    context = site.context(lang, width)
    if username is not None:
        ((name, value),) = cookies_of(site.play, username).items()
        context.add_cookies([{"name": name, "value": value, "url": site.address}])
    return context.new_page()


def grave_findings(page: Page, *rules: str) -> list[str]:
    """What axe finds serious or critical, with the places; of these rules, or of all."""
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = list(rules)
    found: list[dict[str, Any]] = Axe().run(page, options=options).response["violations"]
    return [
        f"{finding['id']}: {node['target']} {node.get('failureSummary', '')}"
        for finding in found
        if finding["impact"] in GRAVE
        for node in finding["nodes"]
    ]
