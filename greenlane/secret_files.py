"""Settings whose value stands in a file: secrets need not stand in the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo
from pydantic_settings import PydanticBaseSettingsSource

BYTES_MAX = 64 * 1024


def file_of(prefix: str, name: str) -> str | None:
    """The file that `PREFIX_NAME_FILE` names for a setting; None: none is named."""
    return os.environ.get(f"{prefix}{name}_FILE".upper()) or None


class SecretFiles(PydanticBaseSettingsSource):
    """For each setting `X`, what stands in the file that `GREENLANE_X_FILE` names."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The setting's value, without the line's end.

        Raises:
            ValueError: the setting is given twice, or the file cannot be read.
        """
        prefix = str(self.config.get("env_prefix", ""))
        file = file_of(prefix, field_name)
        if file is None:
            return None, field_name, False
        named = f"{prefix}{field_name}".upper()
        if os.environ.get(named):
            raise ValueError(f"{named} and {named}_FILE are both set")
        try:
            with Path(file).open("rb") as opened:
                told = opened.read(BYTES_MAX).decode("utf-8").strip()
        except OSError as fault:
            raise ValueError(f"{named}_FILE: {fault.strerror}") from fault
        return told, field_name, self.field_is_complex(field)

    def __call__(self) -> dict[str, Any]:
        """Every setting that stands in a file."""
        found: dict[str, Any] = {}
        for name, field in self.settings_cls.model_fields.items():
            value, key, is_complex = self.get_field_value(field, name)
            if value is not None:
                found[key] = self.prepare_field_value(name, field, value, is_complex)
        return found
