"""Task names lead to functions, and a wrong one is noticed when it is written."""

import pytest

from portal.jobs import registry
from portal.jobs.models import Job


def test_a_registered_function_is_found_by_its_name():
    task = registry.find("jobs.clear_files")
    assert (task.name, task.is_nightly, task.title) == ("jobs.clear_files", True, "清理到期的结果文件")


def test_an_unknown_name_is_refused_with_those_that_exist():
    with pytest.raises(KeyError, match=r"enterprises\.commit_intak'.*jobs\.clear_files"):
        registry.find("enterprises.commit_intak")


def test_two_functions_cannot_share_a_name():
    with pytest.raises(ValueError, match="two functions want"):
        registry.job("jobs.clear_files")(lambda run, **_: None)


def test_a_nightly_job_needs_a_title_of_its_own():
    with pytest.raises(ValueError, match="needs a title"):
        registry.job("tests.untitled", nightly=True)


def test_a_name_fits_its_column():
    with pytest.raises(ValueError, match="longer than 80"):
        registry.job("tests." + "x" * 75)
    assert Job._meta.get_field("task").max_length == registry.NAME_LENGTH


def test_nightly_tasks_are_those_that_say_so():
    names = [task.name for task in registry.nightly_tasks()]
    assert "jobs.clear_files" in names
    assert names == sorted(names)
    assert set(names) <= set(registry.task_names())
