"""Writing what was confirmed: once, through the deeds, and never over somebody else's change."""

from datetime import timedelta

import pytest

from enterprises.actions.commit_intake import CannotCommit, commit_intake
from enterprises.actions.discard_intake import CannotDiscard, discard_intake
from enterprises.actions.register import register
from enterprises.actions.revise import revise
from enterprises.models import AnnualReport, Enterprise, EnterpriseName, Intake, IntakeRow, RowState
from portal.audit.models import Entry
from portal.jobs.execute import execute
from portal.jobs.models import Job
from tests.enterprises.intake.importing import AT, ON, REPORT_HEADER, firm, only_row, upload, upload_file, write
from tests.factories.enterprises import EnterpriseFactory, code_number
from tests.factories.regions import RegionFactory


def test_checked_rows_are_written_with_their_origin_and_trace(officer, tmp_path):
    intake = write(upload(tmp_path / "a.xlsx", officer, [firm(1), firm(2, 注册地址="长江路")]), officer)
    assert intake.state == "committed"
    assert (intake.counts["written_new"], intake.counts["written_changed"], intake.counts["failed"]) == (2, 0, 0)
    first, second = Enterprise.objects.order_by("code")
    assert first.county == RegionFactory(county_qibin=True)
    assert second.county is None
    assert first.source == "imported"
    assert first.origins["capital_minor"]["source"] == "imported"
    assert Entry.objects.filter(deed="enterprise.registered", by_ref=officer.ref).count() == 2
    assert [row.state for row in IntakeRow.objects.filter(intake=intake)] == [RowState.WRITTEN] * 2
    assert intake.job.result["已写入新增"] == 2


def test_the_same_file_again_changes_nothing_and_says_so(officer, tmp_path):
    write(upload(tmp_path / "a.xlsx", officer, [firm(1), firm(2)]), officer)
    before = list(Enterprise.objects.values_list("pk", "fact_revision", "updated_at"))
    entries = Entry.objects.filter(deed__startswith="enterprise.").count()
    again = upload(tmp_path / "a.xlsx", officer, [firm(1), firm(2)])
    assert (again.counts["unchanged"], again.counts["new"], again.counts["changed"]) == (2, 0, 0)
    assert write(again, officer).state == "committed"
    assert list(Enterprise.objects.values_list("pk", "fact_revision", "updated_at")) == before
    assert Entry.objects.filter(deed__startswith="enterprise.").count() == entries
    assert EnterpriseName.objects.count() == 2


def test_what_was_written_is_judged_next_and_an_import_without_effect_starts_nothing(officer, tmp_path):
    written = write(upload(tmp_path / "a.xlsx", officer, [firm(1)]), officer)
    judging = Job.objects.get(task="pools.recompute")
    assert (judging.title, judging.key, judging.asked_by.is_system) == (
        "导入后重新判定",
        f"pools.recompute:{written.ref}",
        True,
    )
    write(upload(tmp_path / "a.xlsx", officer, [firm(1)]), officer)
    assert Job.objects.filter(task="pools.recompute").count() == 1


def test_a_file_that_was_written_before_is_recognised(officer, tmp_path):
    path = tmp_path / "a.xlsx"
    write(upload(path, officer, [firm(1)]), officer)
    again = upload_file(path, officer)
    assert again.notes[0]["code"] == "same_file"


def test_saying_yes_twice_writes_once(officer, tmp_path):
    intake = upload(tmp_path / "a.xlsx", officer, [firm(1)])
    first = commit_intake(intake, by=officer, at=AT)
    assert commit_intake(intake, by=officer, at=AT + timedelta(seconds=1)) == first
    execute(first.ref, clock=lambda: AT)
    assert commit_intake(intake, by=officer, at=AT).pk == first.pk
    assert Job.objects.filter(task="enterprises.commit_intake").count() == 1
    assert Enterprise.objects.count() == 1


def test_wrong_rows_stay_out_and_the_others_go_in(officer, tmp_path):
    rows = [firm(1), firm(2, 注册日期="2099-01-01"), firm(3, 统一社会信用代码="91410600MA00000019")]
    intake = write(upload(tmp_path / "a.xlsx", officer, rows), officer)
    assert list(Enterprise.objects.values_list("code", flat=True)) == [code_number(1)]
    assert [row.state for row in IntakeRow.objects.filter(intake=intake)] == ["written", "waiting", "waiting"]


def test_rows_with_questions_wait_for_a_yes(officer, tmp_path):
    rows = [firm(1), firm(2, 注册资金="5000000")]
    held = write(upload(tmp_path / "a.xlsx", officer, rows), officer)
    assert (held.counts["written_new"], held.counts["held"]) == (1, 1)
    assert Enterprise.objects.count() == 1
    taken = write(upload(tmp_path / "a.xlsx", officer, rows), officer, takes_questions=True)
    assert taken.counts["written_new"] == 1
    assert Enterprise.objects.get(code=code_number(2)).capital_minor is None
    assert Enterprise.objects.get(code=code_number(2)).capital_text == "5000000"


def test_a_change_somebody_made_since_the_preview_is_not_overwritten(officer, tmp_path):
    enterprise = EnterpriseFactory(code=code_number(1), name=firm(1)[0], address="旧地址")
    intake = upload(tmp_path / "a.xlsx", officer, [firm(1)])
    revise(enterprise, by=officer, on=ON, address="别人刚改的地址")
    intake = write(intake, officer)
    row = only_row(intake)
    assert (row.state, intake.counts["conflict"]) == (RowState.CONFLICT, 1)
    assert "没有覆盖" in row.remark
    enterprise.refresh_from_db()
    assert enterprise.address == "别人刚改的地址"
    assert enterprise.capital_minor is None


def test_another_fact_changed_meanwhile_is_no_conflict(officer, tmp_path):
    enterprise = EnterpriseFactory(code=code_number(1), name=firm(1)[0])
    intake = upload(tmp_path / "a.xlsx", officer, [firm(1)])
    revise(enterprise, by=officer, on=ON, legal_person="张某")
    assert write(intake, officer).counts["written_changed"] == 1
    enterprise.refresh_from_db()
    assert (enterprise.legal_person, enterprise.capital_minor) == ("张某", 250_000_000)


def test_a_firm_somebody_registered_since_the_preview_is_a_conflict(officer, tmp_path):
    intake = upload(tmp_path / "a.xlsx", officer, [firm(1), firm(2)])
    register(code_number(1), city=officer.acting.region, by=officer, on=ON, name="别人刚建的档")
    intake = write(intake, officer)
    assert [row.state for row in IntakeRow.objects.filter(intake=intake)] == ["conflict", "written"]
    assert Enterprise.objects.get(code=code_number(1)).name == "别人刚建的档"


def test_two_imports_of_one_file_at_once_write_each_firm_once(officer, tmp_path):
    first = upload(tmp_path / "a.xlsx", officer, [firm(1), firm(2)])
    second = upload(tmp_path / "a.xlsx", officer, [firm(1), firm(2)])
    write(first, officer)
    assert write(second, officer).counts["conflict"] == 2
    assert Enterprise.objects.count() == 2


def test_a_row_that_cannot_be_written_fails_alone(officer, tmp_path):
    intake = upload(tmp_path / "a.xlsx", officer, [firm(1), firm(2), firm(3)])
    row = IntakeRow.objects.get(intake=intake, number=3)
    row.values = {**row.values, "founded_on": "2099-01-01"}
    row.save()
    intake = write(intake, officer)
    assert [each.state for each in IntakeRow.objects.filter(intake=intake)] == ["written", "failed", "written"]
    assert "晚于今天" in IntakeRow.objects.get(intake=intake, number=3).remark
    assert Enterprise.objects.count() == 2


def test_a_second_run_of_the_job_writes_nothing_more(officer, tmp_path):
    intake = write(upload(tmp_path / "a.xlsx", officer, [firm(1)]), officer)
    Intake.objects.update(state="committing")
    Job.objects.filter(pk=intake.job_id).update(state="queued", finished_at=None)
    execute(intake.job.ref, clock=lambda: AT)
    assert Enterprise.objects.count() == 1
    assert Intake.objects.get(pk=intake.pk).counts["written_new"] == 1


def test_a_new_name_closes_the_old_one_in_the_history(officer, tmp_path):
    EnterpriseFactory(code=code_number(1), name="鹤壁旧名有限公司")
    write(upload(tmp_path / "a.xlsx", officer, [firm(1)]), officer)
    old, new = EnterpriseName.objects.order_by("id")
    assert (old.name, old.valid_to is not None, new.name, new.valid_to) == ("鹤壁旧名有限公司", True, firm(1)[0], None)


def test_figures_are_filed_as_reports_with_the_file_as_source(officer, tmp_path):
    EnterpriseFactory(code=code_number(1))
    rows = [[code_number(1), None, 2025, 86.5, 5200, 300], [code_number(1), None, 2024, 80, 4800, 6000]]
    intake = upload(tmp_path / "a.xlsx", officer, rows, sheet="annual_reports", header=REPORT_HEADER)
    intake = write(intake, officer)
    report = AnnualReport.objects.get()
    assert (report.fiscal_year, report.staff_e4, report.sales_fen) == (2025, 865_000, 5_200_000_000)
    assert (report.source, report.source_note) == ("imported", "a.xlsx")
    assert intake.counts["held"] == 1
    again = upload(tmp_path / "a.xlsx", officer, rows, sheet="annual_reports", header=REPORT_HEADER)
    assert write(again, officer, takes_questions=True).counts["written_new"] == 1
    assert AnnualReport.objects.count() == 2


def test_only_a_checked_import_can_be_written_or_discarded(officer, tmp_path):
    intake = upload(tmp_path / "a.xlsx", officer, [firm(1)])
    discard_intake(intake, by=officer)
    with pytest.raises(CannotCommit, match="已放弃"):
        commit_intake(intake, by=officer, at=AT)
    written = write(upload(tmp_path / "a.xlsx", officer, [firm(1)]), officer)
    with pytest.raises(CannotDiscard, match="已写入"):
        discard_intake(written, by=officer)


def test_an_import_is_not_put_away_while_its_check_is_at_work(officer, tmp_path):
    intake = upload(tmp_path / "a.xlsx", officer, [firm(1)])
    Intake.objects.update(state="checking")
    Job.objects.update(state="queued", finished_at=None)
    with pytest.raises(CannotDiscard, match="检查中"):
        discard_intake(intake, by=officer)
    Job.objects.update(state="cancelled", finished_at=AT)
    discard_intake(intake, by=officer)
    assert Intake.objects.get().state == "discarded"


def test_a_discarded_import_leaves_neither_rows_nor_file(officer, tmp_path, django_capture_on_commit_callbacks):
    intake = upload(tmp_path / "a.xlsx", officer, [firm(1)])
    storage, name = intake.file.storage, intake.file.name
    with django_capture_on_commit_callbacks(execute=True):
        discard_intake(intake, by=officer)
    assert not storage.exists(name)
    assert not IntakeRow.objects.exists()
    assert Enterprise.objects.count() == 0
