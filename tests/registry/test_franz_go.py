"""franz-go's client takes the registry for its own."""

import pathlib
import subprocess

FOLDER = pathlib.Path(__file__).parent / "go"


def test_a_conversation_that_uses_every_method(server, tmp_path):
    program = tmp_path / "conversation"
    subprocess.run(["go", "build", "-o", str(program), "."], cwd=FOLDER, check=True, timeout=300)
    talk = subprocess.run([str(program), server.url], capture_output=True, text=True, timeout=60)
    assert (talk.returncode, talk.stdout) == (0, "done\n"), talk.stderr
