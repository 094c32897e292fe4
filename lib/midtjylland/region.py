"""The region whose papers are read: its municipalities, and the phrases its papers use."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from midtjylland.findings import MidtjyllandError


class _Declared(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Municipality(_Declared):
    """One municipality: its code at Statistics Denmark, its official and its other names."""

    code: str = Field(pattern=r"^[0-9]{4}$")
    name: str
    also: tuple[str, ...] = ()
    tile: tuple[int, int]


class GuidancePhrases(_Declared):
    """Labels of the totals of the guidance table, and the sentences that repeat them."""

    labels: dict[str, tuple[str, ...]]
    repeated: dict[str, tuple[str, ...]]


class Region(_Declared):
    """A business hub's region, as declared in `regions/*.yaml`."""

    name: str
    publisher: str
    business_hub: str
    contract_year: tuple[str, ...]
    guidance_by_municipality: GuidancePhrases
    municipalities: tuple[Municipality, ...]

    def names(self) -> Mapping[str, Municipality]:
        """Every name a municipality goes by."""
        return {name: town for town in self.municipalities for name in (town.name, *town.also)}


def load_region(data_dir: Path | str) -> Region:
    """Region of a data folder: its `region.yaml`, else the Midtjylland that comes with the library.

    Raises
    ------
    MidtjyllandError
        The file is not a valid region; says where.
    """
    own = Path(data_dir) / "region.yaml"
    text = own.read_text("utf-8") if own.exists() else _default_text()
    return _parse(text, own.as_posix())


@cache
def _default_text() -> str:
    return (files("midtjylland") / "regions" / "midtjylland.yaml").read_text("utf-8")


@cache
def _parse(text: str, name: str) -> Region:
    try:
        return Region.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValidationError) as error:
        detail = error.errors()[0] if isinstance(error, ValidationError) else None
        what = f"{'.'.join(map(str, detail['loc']))}: {detail['msg']}" if detail else str(error)
        raise MidtjyllandError(f"{name} is not a valid region: {' '.join(what.split())}.") from None
