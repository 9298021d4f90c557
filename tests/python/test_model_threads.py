"""Eight threads that make model classes and use them at once: no wrong schema, no crash.

ISOBYTE_THREADS_SECONDS=30 for a longer run.
"""

from __future__ import annotations

import dataclasses
import os
import random
import sys
import threading
import time
from typing import Any, Optional

import isobyte
import isobyte.compat

SECONDS = float(os.environ.get("ISOBYTE_THREADS_SECONDS", "3"))


def family(base: type, seed: int) -> tuple[Any, Any, Any]:
    """Three classes that hold each other, with names that other threads use too."""

    @dataclasses.dataclass
    class Leaf(base):  # type: ignore[misc, valid-type]
        a: int

        class Meta:
            namespace = f"leaves{seed % 3}"

    @dataclasses.dataclass
    class Branch(base):  # type: ignore[misc, valid-type]
        leaf: Leaf
        other: Optional[Leaf] = None
        further: list[Branch] = dataclasses.field(default_factory=list)

    @dataclasses.dataclass
    class Tree(base):  # type: ignore[misc, valid-type]
        branch: Branch
        leaf: Leaf
        name: str = f"tree {seed}"

        class Meta:
            namespace = "woods"

    return Leaf, Branch, Tree


def expected(seed: int) -> list[Any]:
    """The names in the order of the schema's text, by hand."""
    home = f"leaves{seed % 3}"
    return ["woods.Tree", "Branch", f"{home}.Leaf", f"{home}.Leaf", "Branch", f"{home}.Leaf", f"tree {seed}"]


def seen(schema: dict[str, Any]) -> list[Any]:
    fields = {field["name"]: field for field in schema["fields"]}
    branch = fields["branch"]["type"]
    leaf = branch["fields"][0]["type"]
    return [
        f"{schema['namespace']}.{schema['name']}",
        branch["name"],
        f"{leaf['namespace']}.{leaf['name']}",
        branch["fields"][1]["type"][1],
        branch["fields"][2]["type"]["items"],
        fields["leaf"]["type"],
        fields["name"]["default"],
    ]


def test_eight_threads() -> None:
    end = time.monotonic() + SECONDS
    shared: list[tuple[int, Any]] = []
    problems: list[str] = []
    counts = [0] * 8

    def work(number: int) -> None:
        dice = random.Random(number)
        try:
            while time.monotonic() < end and not problems:
                seed = dice.randrange(1_000_000)
                fresh = (seed, family(dice.choice([isobyte.AvroModel, isobyte.compat.AvroModel]), seed))
                shared.append(fresh)
                # Classes of one's own and of others, the most recent of which nobody has used yet.
                for known, (leaf, branch, tree) in dice.sample(shared[-12:], min(len(shared[-12:]), 4)):
                    makers = [leaf, branch, tree]
                    dice.shuffle(makers)
                    for maker in makers:
                        maker.avro_schema()
                    if seen(tree.avro_schema_to_python()) != expected(known):
                        problems.append(f"schema {tree.avro_schema()}")
                    value = tree(branch(leaf(1), leaf(2), [branch(leaf(3))]), leaf(4), "x")
                    data = value.serialize()
                    # 1; the second branch, 2; a block of one: 3, null, no block; the end; 4; a text of one letter.
                    if data.hex() != "02020402060000000802" + "78":
                        problems.append(f"bytes {data.hex()}")
                    if tree.deserialize(data) != value:
                        problems.append("value")
                    counts[number] += 1
        except Exception as e:
            problems.append(repr(e))

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(interval)
    assert not problems, problems[:3]
    assert all(counts), counts
