"""What the script of a filing does: it saves, it goes on, it warns, and it never overwrites."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Dialog, Page, Route, expect

from acts.resumable import PIECE_BYTES_MAX
from greenlane.story import pdf_of
from tests.browser.conftest import Site
from tests.browser.looking import signed_in
from tests.playing import MATTER

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

SAVED, UNSAVED = "草稿已自动保存", "草稿暂未保存，请点击“保存草稿”。"
LABEL = "项目申请书"


def the_form(site: Site) -> Page:
    page = signed_in(site, "qiye")
    page.goto(f"{site.address}/file/{MATTER}")
    return page


def said(page: Page) -> Any:
    """The status line of the draft."""
    return page.locator("[data-draft-said]")


def draft(site: Site, page: Page) -> dict[str, str]:
    """The draft as the house keeps it."""
    fields: dict[str, str] = page.request.get(f"{site.address}/api/v1/drafts/{MATTER}").json()[
        "fields"
    ]
    return fields


def large_document(folder: Path) -> Path:
    """A PDF of three pieces and a bit."""
    path = folder / "large.pdf"
    path.write_bytes(pdf_of("large") + b"\n%" + b"x" * (3 * PIECE_BYTES_MAX))
    return path


def leaving(page: Page, address: str) -> list[str]:
    """Go elsewhere as a person would; the kinds of the dialogs that came up, each dismissed."""
    asked: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", dismiss)
    page.evaluate("address => { setTimeout(() => { location.href = address }, 0) }", address)
    page.wait_for_timeout(400)
    page.remove_listener("dialog", dismiss)
    return asked


def test_what_is_typed_is_saved_and_said(site: Site) -> None:
    page = the_form(site)

    expect(said(page)).to_have_attribute("role", "status")
    expect(said(page)).to_be_empty()

    page.get_by_label("项目名称").fill("镁合金项目")

    expect(said(page)).to_have_text(SAVED)
    assert draft(site, page)["project.name"] == "镁合金项目"
    page.context.close()


def test_a_draft_that_cannot_be_saved_is_said_and_saved_once_it_can(site: Site) -> None:
    page = the_form(site)
    page.route("**/api/v1/drafts/*", lambda route: route.abort())
    page.get_by_label("项目名称").fill("镁合金项目")

    expect(said(page)).to_have_text(UNSAVED)

    page.unroute("**/api/v1/drafts/*")
    page.get_by_label("建设规模").fill("三万吨")

    expect(said(page)).to_have_text(SAVED)
    assert draft(site, page)["project.name"] == "镁合金项目"
    page.context.close()


def test_leaving_warns_only_while_something_is_unsaved(site: Site) -> None:
    page = the_form(site)
    page.route("**/api/v1/drafts/*", lambda route: route.abort())
    page.get_by_label("项目名称").click()
    page.get_by_label("项目名称").fill("镁合金项目")

    expect(said(page)).to_have_text(UNSAVED)
    assert leaving(page, f"{site.address}/letters") == ["beforeunload"]
    assert page.url.endswith(f"/file/{MATTER}")

    page.unroute("**/api/v1/drafts/*")
    page.get_by_label("建设规模").fill("三万吨")

    expect(said(page)).to_have_text(SAVED)
    assert leaving(page, f"{site.address}/letters") == []

    page.wait_for_url("**/letters")
    page.context.close()


def test_an_upload_that_broke_off_goes_on_without_sending_its_first_pieces_again(
    site: Site, tmp_path: Path
) -> None:
    page = the_form(site)
    begun: list[int] = []

    def breaks_at_the_third(route: Route) -> None:
        place = re.match(r"bytes (\d+)-", route.request.headers.get("content-range", ""))
        if place is None:
            route.continue_()
            return
        begun.append(int(place[1]))
        if len(begun) == 3:
            route.abort("connectionreset")
        else:
            route.continue_()

    page.route("**/api/v1/uploads/*", breaks_at_the_third)
    page.get_by_label(LABEL).set_input_files(large_document(tmp_path))
    field = page.locator(".field").filter(has=page.get_by_label(LABEL))

    expect(field.get_by_role("status")).to_contain_text("上传中断")
    expect(field.get_by_role("progressbar")).to_be_hidden()

    field.get_by_role("button", name="继续上传").click()

    expect(field.get_by_role("status")).to_contain_text("large.pdf · 已上传")
    assert [at // PIECE_BYTES_MAX for at in begun] == [0, 1, 2, 2, 3]
    expect(said(page)).to_have_text(SAVED)
    assert draft(site, page)["kept.project_application"].endswith("|large.pdf")
    page.context.close()


def test_progress_is_shown_while_a_document_is_sent(site: Site, tmp_path: Path) -> None:
    page = the_form(site)
    held: list[Route] = []

    def hold_the_second(route: Route) -> None:
        if route.request.headers.get("content-range", "").startswith(f"bytes {PIECE_BYTES_MAX}-"):
            held.append(route)
        else:
            route.continue_()

    page.route("**/api/v1/uploads/*", hold_the_second)
    page.get_by_label(LABEL).set_input_files(large_document(tmp_path))
    field = page.locator(".field").filter(has=page.get_by_label(LABEL))

    expect(field.get_by_role("progressbar")).to_be_visible()
    expect(field.get_by_role("status")).to_contain_text("已上传 33% large.pdf")
    assert leaving(page, f"{site.address}/letters") == ["beforeunload"]

    held[0].continue_()

    expect(field.get_by_role("status")).to_contain_text("large.pdf · 已上传")
    page.context.close()


def test_a_document_of_another_kind_is_refused_beside_its_field(site: Site, tmp_path: Path) -> None:
    page = the_form(site)
    path = tmp_path / "program.pdf"
    path.write_bytes(b"MZ a program by another name")
    page.get_by_label(LABEL).set_input_files(path)
    field = page.locator(".field").filter(has=page.get_by_label(LABEL))

    expect(field.get_by_role("status")).to_contain_text("未能上传：")
    expect(field.get_by_role("button", name="继续上传")).to_have_count(0)
    page.context.close()


def test_an_uploaded_document_is_taken_away_again(site: Site, tmp_path: Path) -> None:
    page = the_form(site)
    path = tmp_path / "wrong.pdf"
    path.write_bytes(pdf_of("wrong"))
    page.get_by_label(LABEL).set_input_files(path)
    expect(page.get_by_text("wrong.pdf · 已上传")).to_be_visible()
    expect(said(page)).to_have_text(SAVED)
    page.get_by_role("button", name="移除").click()

    expect(page.get_by_text("已移除")).to_be_visible()
    expect(said(page)).to_have_text(SAVED)
    page.reload()
    expect(page.get_by_text("wrong.pdf")).to_have_count(0)
    page.context.close()


def test_two_windows_of_one_draft_tell_each_other_instead_of_overwriting(site: Site) -> None:
    first = the_form(site)
    second = first.context.new_page()
    second.goto(first.url)
    first.get_by_label("项目名称").fill("第一个窗口")
    expect(said(first)).to_have_text(SAVED)
    second.get_by_label("项目名称").fill("第二个窗口")

    expect(second.get_by_role("heading", name="这份草稿在别处有了变化")).to_be_visible()
    assert draft(site, first)["project.name"] == "第一个窗口"
    expect(second.get_by_label("项目名称")).to_have_value("第二个窗口")

    second.get_by_role("button", name="以本页内容为准").click()

    expect(said(second)).to_have_text(SAVED)
    assert draft(site, first)["project.name"] == "第二个窗口"

    first.get_by_label("建设规模").fill("三万吨")
    expect(first.get_by_role("heading", name="这份草稿在别处有了变化")).to_be_visible()
    first.get_by_role("link", name="查看最新草稿").click()

    expect(first.get_by_label("项目名称")).to_have_value("第二个窗口")
    first.context.close()


def test_two_windows_without_scripts_are_told_as_well(site: Site) -> None:
    page = the_form(site)
    plain = site.context(scripts=False)
    plain.add_cookies(page.context.cookies())  # type: ignore[arg-type]
    other = plain.new_page()
    other.goto(page.url)
    page.get_by_label("项目名称").fill("第一个窗口")
    expect(said(page)).to_have_text(SAVED)
    other.get_by_label("项目名称").fill("第二个窗口")
    other.get_by_role("button", name="保存草稿").click()

    expect(other.get_by_role("alert")).to_contain_text("这份草稿在别处有了变化")
    assert draft(site, page)["project.name"] == "第一个窗口"

    other.get_by_role("button", name="保存草稿").click()

    expect(other.get_by_role("status").first).to_contain_text("草稿已保存")
    assert draft(site, page)["project.name"] == "第二个窗口"
    plain.close()
    page.context.close()
