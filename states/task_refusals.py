"""What may not be done with a task of the ledger (任务台账)."""

from __future__ import annotations

from states.refusals import Refusal


class TaskNotThere(Refusal):
    """The task is “{state}”; “{act}” is not possible now."""

    zh = "任务当前状态为“{state}”，不能办理“{act}”。"


class TaskKeyTaken(Refusal):
    """“{key}” is on the ledger already, as task {task_id}."""

    zh = "“{key}”已在台账中，任务编号{task_id}。"
    pointer = "/item"


class NotLater(Refusal):
    """An extension names a later last day than {due_on}."""

    zh = "延期后的期限应晚于原期限（{due_on}）。"
    pointer = "/due_on"


class SameUnits(Refusal):
    """These units have the task already, in this order."""

    zh = "任务已由这些单位按此顺序承担，无须移交。"
    pointer = "/units"


class BeforeTheOpening(Refusal):
    """The record of this task goes to {last_on}; today is {today}."""

    zh = "该任务的记录已到{last_on}，早于该日（{today}）不能办理。"


class UnitUnknown(Refusal):
    """“{unit}” is no department of this city."""

    zh = "“{unit}”不是本市目录中的部门。"
    pointer = "/units"


class DueBeforeOpening(Refusal):
    """The last day ({due_on}) lies before the day of opening ({opened_on})."""

    zh = "期限（{due_on}）早于交办日（{opened_on}）。"
    pointer = "/due_on"
