"""Procedures as data: departments, matters, channels, time limits, materials, codes."""

from catalog.channel_schema import ChannelEntry
from catalog.checker import check
from catalog.faults import (
    Fault,
    FaultyCatalog,
    UnknownChannel,
    UnknownDepartment,
    UnknownMatter,
    UnknownName,
)
from catalog.loader import Catalog, load
from catalog.schema import DepartmentEntry, Matter, TaskEntry, UserEntry

__all__ = [
    "Catalog",
    "ChannelEntry",
    "DepartmentEntry",
    "Fault",
    "FaultyCatalog",
    "Matter",
    "TaskEntry",
    "UnknownChannel",
    "UnknownDepartment",
    "UnknownMatter",
    "UnknownName",
    "UserEntry",
    "check",
    "load",
]
