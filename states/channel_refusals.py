"""What the rules of a green channel forbid: typed refusals with facts and the text they rest on."""

from __future__ import annotations

from typing import Any

from states.refusals import Refusal


class CriteriaNotMet(Refusal):
    """The project does not meet the entry criteria of the channel: {reason}."""

    zh = "项目不符合绿色通道的准入条件：{reason}。"


class CriteriaUndecided(Refusal):
    """Whether the entry criteria are met cannot be told before these facts are known: {facts}."""

    zh = "尚缺以下项目事实，无法判断是否符合准入条件：{facts}。"
    pointer = "/facts"


class CriteriaStillMet(Refusal):
    """The project still meets the entry criteria; it cannot be removed on that ground."""

    zh = "项目仍符合准入条件，不能以此为由调出绿色通道。"


class RectificationRunning(Refusal):
    """The time to put things right runs until {rectify_by}; removal is possible after it."""

    zh = "整改期限至{rectify_by}届满，期满前不能以整改不到位为由调出。"


class NotRectifying(Refusal):
    """No rectification was ordered, so none can have failed."""

    zh = "未责令整改，不能以整改不到位为由调出。"


class StepNotReady(Refusal):
    """“{matter}” cannot be opened yet; first: {missing}."""

    zh = "“{matter}”尚不能办理，须先完成：{missing}。"


class StepUndetermined(Refusal):
    """Whether “{matter}” is needed depends on facts that are not known yet: {facts}."""

    zh = "“{matter}”是否需要办理取决于尚未填报的事实：{facts}。"
    pointer = "/facts"


class StepNotNeeded(Refusal):
    """“{matter}” falls away in this project: {reason}."""

    zh = "本项目无需办理“{matter}”：{reason}。"


class StepAlreadyOpen(Refusal):
    """“{matter}” was opened before as case {case_id}."""

    zh = "“{matter}”已开办，案件编号{case_id}。"


class StepUnknown(Refusal):
    """The plan of this project has no step “{matter}”."""

    zh = "本项目的办理计划中没有“{matter}”。"


class PrerequisiteMissing(Refusal):
    """This may not be done before: {missing}."""

    zh = "须先完成以下事项：{missing}。"


class WorkMayNotStart(Refusal):
    """Work may not start; still missing: {missing}. A filing certificate alone allows no start."""

    zh = "尚不具备开工条件，缺少：{missing}。取得备案证明不等于可以开工。"
    article = "Environmental Impact Assessment Law art. 25; Construction Law art. 7, 8; LAW B2.5"


class WorkAlreadyStarted(Refusal):
    """The start of work was recorded on {started_on}."""

    zh = "已于{started_on}登记开工。"


class StepsBelongToPhases(Refusal):
    """The project is carried out in phases; its steps are opened in them."""

    zh = "本项目分期实施，应在各分期项目中办理。"


class PhaseOfPhase(Refusal):
    """A phase cannot have phases of its own."""

    zh = "分期项目不能再分期。"


class StepsAlreadyOpened(Refusal):
    """Steps were opened in this project already; it can no longer be divided into phases."""

    zh = "本项目已开办事项，不能再改为分期实施。"


def listed(*parts: Any) -> str:
    """Codes of a refusal as one line; the face that tells it puts them into words."""
    return ", ".join(str(part) for part in parts) or "-"
