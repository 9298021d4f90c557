"""The wheel and the source distribution: what they hold, and that a fresh environment can use what pip makes of them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
#: What every glibc system has; the names that manylinux allows.
LIBRARIES = {"libc.so.6", "libm.so.6", "libgcc_s.so.1", "libpthread.so.0", "libdl.so.2", "ld-linux-x86-64.so.2"}
#: In bytes: the module and the command, compressed.
MOST = 12_000_000
USE = "import isobyte, isobyte.fastavro; print(isobyte.Codec('\"string\"').encode('ab').hex(), isobyte.__version__)"


@pytest.fixture(scope="module")
def wheel() -> Path:
    """The wheel that `make package-test` has built."""
    (found,) = (ROOT / "target/wheels-package").glob("*.whl")
    return found


def environment(folder: Path) -> Path:
    """A fresh environment's folder of commands."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return folder / "bin"


def run(*arguments: str | Path, **options: object) -> str:
    return subprocess.run(arguments, check=True, capture_output=True, text=True, **options).stdout  # type: ignore[call-overload]


def test_what_the_wheel_holds(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = archive.read(next(name for name in names if name.endswith(".dist-info/METADATA"))).decode()
    assert any(name.startswith("isobyte/_native.cpython-") for name in names)
    assert any(name.endswith(".data/scripts/isobyte") for name in names)
    assert {"isobyte/py.typed", "isobyte/_native.pyi", "isobyte/fastavro/__init__.py"} <= set(names)
    assert not [name for name in names if "__pycache__" in name or "test" in name]
    assert wheel.stat().st_size < MOST
    assert "Requires-Python: >=3.10" in metadata
    assert {"arrow", "fake", "pydantic"} <= set(re.findall(r"Provides-Extra: (.*)", metadata))
    assert "# isobyte for Python" in metadata


def test_the_tag_says_which_systems(wheel: Path, tmp_path: Path) -> None:
    """Both the module and the command need no younger glibc than the tag says, and no other libraries."""
    major, minor = re.search(r"manylinux_(\d+)_(\d+)_x86_64", wheel.name).groups()  # type: ignore[union-attr]
    with zipfile.ZipFile(wheel) as archive:
        native = [name for name in archive.namelist() if name.endswith((".so", "/scripts/isobyte"))]
        assert len(native) == 2
        for name in native:
            binary = archive.extract(name, tmp_path)
            used = re.findall(r"GLIBC_(\d+)\.(\d+)", run("objdump", "-T", binary))
            assert used
            assert max((int(a), int(b)) for a, b in used) <= (int(major), int(minor)), name
            needed = set(re.findall(r"NEEDED +(\S+)", run("objdump", "-p", binary)))
            assert needed <= LIBRARIES, name
            # It is stripped.
            assert "no symbols" in run("objdump", "-t", binary)


def test_the_wheel_in_a_fresh_environment(wheel: Path, tmp_path: Path) -> None:
    commands = environment(tmp_path / "fresh")
    run(commands / "pip", "install", "-q", "--no-index", wheel)
    printed, version = run(commands / "python", "-c", USE, cwd=tmp_path).split()
    assert printed == "046162"
    assert run(commands / "isobyte", "--version").split() == ["isobyte", version]
    (tmp_path / "schema.avsc").write_text('"int"')
    fingerprint = run(commands / "isobyte", "schema", "fingerprint", tmp_path / "schema.avsc")
    # As the specification's reference for "int" has it.
    assert "7275d51a3f395c8f" in fingerprint.lower() or "8f5c393f1ad57572" in fingerprint.lower()
    run(commands / "pip", "uninstall", "-q", "-y", "isobyte")
    assert not (commands / "isobyte").exists()


def test_the_source_in_a_fresh_environment(tmp_path: Path) -> None:
    """The source distribution builds by itself; with the profile and the folder of this build, so that it takes seconds."""
    maturin = Path(sys.executable).parent / "maturin"
    run(maturin, "sdist", "--manifest-path", ROOT / "bindings-python/Cargo.toml", "--out", tmp_path)
    (source,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(source) as archive:
        names = archive.getnames()
    assert any(name.endswith("/Cargo.lock") for name in names)
    commands = environment(tmp_path / "fresh")
    options = {**os.environ, "CARGO_TARGET_DIR": str(TARGET), "MATURIN_PEP517_ARGS": "--profile quick"}
    run(commands / "pip", "install", "-q", source, env=options)
    assert run(commands / "python", "-c", USE, cwd=tmp_path).startswith("046162 ")


def test_importing_is_quick(wheel: Path, tmp_path: Path) -> None:
    """Under 40 ms, what Python's own modules take included; the least of several runs, for others use the machine too."""
    commands = environment(tmp_path / "fresh")
    run(commands / "pip", "install", "-q", "--no-index", wheel)
    took, loaded = [], ""
    for _ in range(7):
        done = subprocess.run(
            [commands / "python", "-X", "importtime", "-c", "import isobyte"],
            capture_output=True,
            text=True,
            check=True,
        )
        loaded = done.stderr
        took.append(int(loaded.splitlines()[-1].split("|")[1]))
    assert min(took) < 40_000, took
    modules = {line.split("|")[2].strip() for line in loaded.splitlines()}
    assert (
        modules & {"isobyte.model", "isobyte.fastavro", "isobyte.files", "asyncio", "decimal", "dataclasses"} == set()
    )
