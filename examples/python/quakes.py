"""Writes and reads seismic events, framed by a schema of a registry: Python's side of the demo.

    python quakes.py write REGISTRY_URL SUBJECT EVENTS.json OUT
    python quakes.py read REGISTRY_URL FILE...

A file holds for each event its length in four bytes, big-endian, and its datum behind Confluent's frame (00, then the
schema's id in four bytes). `read` decodes every event by the schema that its frame names, as dicts and as objects of
the model below, encodes both again, and compares the bytes.
"""

from __future__ import annotations

import dataclasses
import datetime
import enum
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import isobyte

UTC = datetime.timezone.utc
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=UTC)


class Status(enum.Enum):
    AUTOMATIC = "automatic"
    REVIEWED = "reviewed"
    DELETED = "deleted"


class Alert(enum.Enum):
    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


@dataclasses.dataclass
class Location(isobyte.AvroModel):
    longitude: float
    latitude: float
    depth: float


@dataclasses.dataclass
class Quake(isobyte.AvroModel):
    id: str
    time: datetime.datetime
    updated: datetime.datetime
    place: str
    location: Location
    mag: float | None
    mag_type: str
    type: str
    status: Status
    alert: Alert | None
    felt: int | None
    cdi: float | None
    mmi: float | None
    tsunami: bool
    sig: int
    net: str
    ids: list[str]
    sources: list[str]
    types: list[str]
    quality: dict[str, float]

    class Meta:
        namespace = "quakes"


def instant(millis: int) -> datetime.datetime:
    return EPOCH + datetime.timedelta(milliseconds=millis)


def load(path: str) -> list[dict[str, Any]]:
    """The events with instants for their times."""
    events: list[dict[str, Any]] = json.loads(Path(path).read_text())
    for event in events:
        event["time"], event["updated"] = instant(event["time"]), instant(event["updated"])
    return events


def write(url: str, subject: str, events: str, out: str) -> None:
    registered = isobyte.Registry(url).by_subject(subject)
    if registered.id is None:
        raise SystemExit(f"{subject} has no id in the registry")
    codec = registered.codec()
    with Path(out).open("wb") as file:
        for event in load(events):
            data = codec.encode_framed(event, registered.id)
            file.write(len(data).to_bytes(4, "big") + data)


def frames(path: str) -> Iterator[bytes]:
    data, at = Path(path).read_bytes(), 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        if len(data) - at < 4 + size:
            raise EOFError("the file ends within it")
        yield data[at + 4 : at + 4 + size]
        at += 4 + size


def read(url: str, paths: list[str]) -> bool:
    registry = isobyte.Registry(url)
    all_identical = True
    for path in paths:
        events, identical = 0, True
        try:
            for frame in frames(path):
                schema_id, datum = isobyte.unframe(frame)
                registered = registry.by_id(schema_id)
                plain, typed = registered.codec(), registered.codec(Quake)
                identical &= plain.encode_framed(plain.decode(datum), schema_id) == frame
                identical &= typed.encode_framed(typed.decode(datum), schema_id) == frame
                events += 1
        except (isobyte.IsobyteError, EOFError) as e:
            raise SystemExit(f"quakes: {path}: event {events}: {e}") from e
        all_identical &= identical
        print(json.dumps({"language": "python", "file": path, "events": events, "identical": identical}))
    return all_identical


def main(arguments: list[str]) -> int:
    match arguments:
        case ["write", url, subject, events, out]:
            write(url, subject, events, out)
            return 0
        case ["read", url, *paths] if paths:
            return 0 if read(url, paths) else 1
        case _:
            print(__doc__, file=sys.stderr)
            return 2


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except isobyte.IsobyteError as e:
        print(f"quakes: {e}", file=sys.stderr)
        sys.exit(1)
