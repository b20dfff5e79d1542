"""`manage.py run`, as a person at the terminal meets it."""

import signal
import socket
from contextlib import closing

import pytest

from tests.portal.jobs.installation import Installation, free_port


@pytest.mark.only_on("sqlite")
def test_it_says_where_it_serves_and_ends_without_a_trace(installed):
    portal = installed.portal()
    assert f"梯度已启动 http://127.0.0.1:{portal.port}/" in installed.output(portal.process)
    assert portal.get("/probe/alive/") == 200

    portal.process.send_signal(signal.SIGTERM)

    assert portal.process.wait(timeout=60) == 0
    assert installed.output(portal.process).rstrip().endswith("梯度已停止。")
    assert "Traceback" not in installed.output(portal.process)


@pytest.mark.only_on("sqlite")
def test_a_port_in_use_is_one_sentence(installed):
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = installed.run("manage.py", "run", "--port", str(port))
    assert done.returncode == 2
    assert f"端口 {port} 已被占用；请换一个端口，例如：manage.py run --port {port + 1}" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.only_on("sqlite")
def test_a_host_that_is_not_ours_is_one_sentence(installed):
    done = installed.run("manage.py", "run", "--host", "203.0.113.1", "--port", str(free_port()))
    assert done.returncode == 2
    assert "不能在 203.0.113.1" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.only_on("sqlite")
def test_a_database_without_tables_is_one_sentence(tmp_path):
    done = Installation(tmp_path / "empty").run("manage.py", "run", "--port", str(free_port()))
    assert done.returncode == 2
    assert "请先运行：manage.py migrate" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.only_on("postgresql")
def test_the_one_process_runs_on_postgresql_and_redis_as_well(install):
    installation = install()
    portal = installation.portal()
    ref = portal.start(to=3)
    installation.ends(ref)
    assert installation.marks(ref) == [0, 1, 2]
    portal.process.send_signal(signal.SIGTERM)
    assert portal.process.wait(timeout=60) == 0
