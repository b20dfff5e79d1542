"""`make run` before there is anything to run: each thing that can stand in the way is one sentence."""

import ast
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from portal import bootstrap

SCRIPT = Path(bootstrap.__file__)


def start(*arguments: str, script: Path = SCRIPT, before: str = "", **environment: str) -> subprocess.CompletedProcess:
    """Runs the script as `make` does; before: code that runs ahead of it in the same interpreter."""
    arrange = f"import runpy, sys\n{before}\nsys.argv = sys.argv[1:]\nrunpy.run_path(sys.argv[0], run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-I", "-c", arrange, script, *arguments],
        env={"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """The script alone in a folder without an environment; gives its path there."""
    (tmp_path / "portal").mkdir()
    return Path(shutil.copy(SCRIPT, tmp_path / "portal"))


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def one_sentence(finished: subprocess.CompletedProcess, *parts: str) -> None:
    """Exit code 1 and one line on the error stream, without a traceback, that holds the parts."""
    lines = [line for line in finished.stderr.splitlines() if line]
    assert finished.returncode == 1, finished.stdout + finished.stderr
    assert len(lines) == 1, finished.stderr
    for part in parts:
        assert part in lines[0]


def test_the_script_parses_on_a_python_that_is_too_old():
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 6))


@pytest.mark.parametrize(
    ("version", "refused"),
    [((3, 6), True), ((3, 10), True), ((3, 11), False), ((3, 12, 1), False), ((3, 13), False), ((3, 14), False)],
)
def test_pythons_older_than_3_11_are_refused(version, refused):
    assert bool(bootstrap.python_problem(version)) is refused


def test_an_old_python_gets_one_sentence(tmp_path):
    finished = start("run", before="sys.version_info = (3, 9, 2, 'final', 0)", TIDU_DATA=str(tmp_path))
    one_sentence(finished, "3.9", "3.11", "make run PYTHON=")


def test_a_port_in_use_gets_one_sentence(tmp_path, taken_port):
    one_sentence(start("run", "--port", str(taken_port), TIDU_DATA=str(tmp_path)), str(taken_port), "已被占用", "PORT=")


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1", ""])
def test_a_port_that_is_none_gets_one_sentence(tmp_path, port):
    one_sentence(start("run", f"--port={port}", TIDU_DATA=str(tmp_path)), f"“{port}”", "1 到 65535", "PORT=8000")


def test_an_unwritable_data_folder_gets_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")
    data = tmp_path / "file" / "data"
    one_sentence(start("environment", TIDU_DATA=str(data)), str(data), "不可写", "TIDU_DATA=")


def test_a_python_without_venv_gets_one_sentence(elsewhere, tmp_path):
    finished = start("environment", script=elsewhere, before="sys.modules['ensurepip'] = None", TIDU_DATA=str(tmp_path))
    one_sentence(finished, "venv", "apt-get install python3-venv")


def test_no_network_gets_one_sentence_and_the_next_start_goes_on(elsewhere, tmp_path):
    (tmp_path / "requirements-dev.txt").write_text("tidu-unreachable==1\n")
    nowhere = {
        "TIDU_DATA": str(tmp_path / "var"),
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": os.devnull,
    }
    one_sentence(start("environment", script=elsewhere, **nowhere), "网络", "setup.log")
    assert "tidu-unreachable" in (tmp_path / "var" / "setup.log").read_text()
    again = start("environment", script=elsewhere, **nowhere)
    assert "创建虚拟环境" not in again.stdout
    one_sentence(again, "网络")


def test_a_virtual_environment_cut_short_is_made_again(elsewhere, tmp_path):
    broken = tmp_path / ".venv" / "bin" / "python"
    broken.parent.mkdir(parents=True)
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    (tmp_path / "requirements-dev.txt").write_text("tidu-unreachable==1\n")
    nowhere = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0", "PIP_CONFIG_FILE": os.devnull}
    finished = start("environment", script=elsewhere, TIDU_DATA=str(tmp_path / "var"), **nowhere)
    assert "创建虚拟环境" in finished.stdout
    assert (tmp_path / ".venv" / "bin" / "pip").exists()


def test_a_step_that_fails_says_its_last_line(elsewhere, tmp_path):
    (tmp_path / "requirements-dev.txt").write_text("not a requirement !!\n")
    finished = start("environment", script=elsewhere, TIDU_DATA=str(tmp_path / "var"))
    one_sentence(finished, "这一步失败", "setup.log")


def test_a_digest_moves_with_name_and_content(tmp_path, monkeypatch):
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").write_text("1")
    first = bootstrap.digest_of([tmp_path / "a"])
    assert bootstrap.digest_of([tmp_path / "a"]) == first
    assert bootstrap.digest_of([tmp_path / "b"]) != first
    (tmp_path / "a").write_text("2")
    assert bootstrap.digest_of([tmp_path / "a"]) != first
    assert bootstrap.digest_of([tmp_path / "missing"])
