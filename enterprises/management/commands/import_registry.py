"""`manage.py import_registry FILE`: the import of the pages, from a terminal, by the very same code."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from enterprises.actions.commit_intake import commit_intake
from enterprises.actions.receive_intake import receive_intake
from enterprises.intake.errors import sentences
from enterprises.intake.ground import act_for
from enterprises.intake.locate import names_of
from enterprises.intake.receipt import receipt
from enterprises.intake.sheets import ENTERPRISES, SHEETS
from enterprises.models import Intake, IntakeState
from enterprises.queries.intakes import intake_rows
from portal.accounts.models import User
from portal.accounts.queries import account_of, grants_in_force, system_user
from portal.jobs.execute import execute
from portal.jobs.models import Job
from portal.regions.models import Region
from portal.regions.queries import cities
from portal.workbooks.guard import WorkbookRefused
from portal.workbooks.problems import SEVERITY_LABELS, Severity
from portal.workbooks.read import open_table

SHOWN_OF_A_KIND = 10
WAIT_SECONDS = 0.5


class Command(BaseCommand):
    """Checks a file and prints the receipt; writes only with --commit."""

    help = "Checks a registry file and prints the receipt; with --commit the checked rows are written."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="xlsx or csv")
        parser.add_argument("--commit", action="store_true", help="write the new and changed rows")
        parser.add_argument("--with-questions", action="store_true", help="write the rows with questions too")
        parser.add_argument("--as", dest="username", default="", help="the person who imports; else the system account")
        parser.add_argument("--city", default="", help="region code of the city; else read from the file")
        parser.add_argument("--sheet", choices=sorted(SHEETS), default=ENTERPRISES.code)
        parser.add_argument("--all", action="store_true", help="print every hint, not only the first of a kind")

    def handle(self, **options: Any) -> None:
        """Uploads, checks, prints, and on request writes and prints again."""
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"没有这个文件：{path}")
        try:
            by, territory = self._importer(path, options)
            intake = self._checked(path, options["sheet"], by, territory)
        except WorkbookRefused as refusal:
            raise CommandError(f"文件没有通过，台账没有改动：{refusal}") from None
        self._print(intake, everything=options["all"])
        if not options["commit"]:
            self.stdout.write("没有用“--commit”，台账没有改动。")
            return
        job = commit_intake(intake, by=by, at=timezone.now(), takes_questions=options["with_questions"])
        intake = self._finished(job, intake)
        if intake.state != IntakeState.COMMITTED:
            raise CommandError(f"写入没有完成：{intake.job.error if intake.job else ''}")
        self.stdout.write("写入完成。")
        self._lines(intake)

    def _checked(self, path: Path, sheet: str, by: User, territory: Region) -> Intake:
        with path.open("rb") as content:
            file = File(content, name=path.name)
            intake = receive_intake(file, name=path.name, sheet=sheet, territory=territory, by=by, at=timezone.now())
        assert intake.job is not None
        intake = self._finished(intake.job, intake)
        if intake.state != IntakeState.CHECKED:
            raise CommandError(f"检查没有完成：{intake.refusal or (intake.job.error if intake.job else '')}")
        return intake

    def _importer(self, path: Path, options: dict[str, Any]) -> tuple[User, Region]:
        """Who imports, and for which territory."""
        if not options["username"]:
            city = self._city(path, options)
            by = system_user()
            act_for(by, city)
            return by, city
        user = account_of(options["username"])
        if user is None:
            raise CommandError(f"没有这个用户：{options['username']}")
        for grant in grants_in_force(user, on=timezone.localdate()):
            acting = grant.acting()
            if acting.may("enterprise.import") and acting.region is not None:
                user.acting = acting
                return user, acting.region
        raise CommandError(f"{user.full_name}没有导入企业名册的权限。")

    def _city(self, path: Path, options: dict[str, Any]) -> Region:
        known = list(cities())
        if options["city"]:
            found = [city for city in known if city.code == options["city"]]
            if not found:
                raise CommandError(f"没有代码为{options['city']}的市。")
            return found[0]
        named = _cities_named(path, options["sheet"], known)
        if len(named) == 1:
            return named[0]
        names = "、".join(f"{city.code} {city.name}" for city in known)
        raise CommandError(f"从文件里看不出是哪个市，请用“--city 代码”指明：{names or '（还没有装入行政区划）'}")

    def _finished(self, job: Job, intake: Intake) -> Intake:
        """Does the work here, or waits for the worker that took it; the import as it then stands."""
        execute(job.ref, clock=timezone.now)
        while True:
            intake = Intake.objects.select_related("job", "region__city", "uploaded_by").get(pk=intake.pk)
            if intake.job is None or intake.job.is_finished:
                return intake
            time.sleep(WAIT_SECONDS)
            execute(job.ref, clock=timezone.now)

    def _print(self, intake: Intake, *, everything: bool) -> None:
        self.stdout.write(f"{intake.file_name}：工作表“{intake.sheet_name}”，表头在第{intake.header_row}行")
        for note in intake.notes:
            self.stdout.write(f"  {note['cell']} {note['message']}".replace("   ", "  "))
        said: Counter[str] = Counter()
        for row in intake_rows(intake):
            for problem, sentence in sentences(intake, row.problems):
                said[problem.code] += 1
                is_shown = everything or problem.severity != Severity.NOTE or said[problem.code] <= SHOWN_OF_A_KIND
                if is_shown:
                    label = SEVERITY_LABELS[problem.severity]
                    self.stdout.write(f"  [{label}] {row.name}，{sentence}")
        hidden = sum(max(count - SHOWN_OF_A_KIND, 0) for count in said.values())
        if hidden and not everything:
            self.stdout.write("  同类提示只列前10条，用“--all”全部列出。")
        self._lines(intake)

    def _lines(self, intake: Intake) -> None:
        for label, count in receipt(intake):
            self.stdout.write(f"{label:　<14}{count:>8,}")


def _cities_named(path: Path, sheet: str, known: list[Region]) -> list[Region]:
    """The cities that the file's own 地区 column names."""
    names = {name: city for city in known for name in names_of(city)}
    found: dict[int, Region] = {}
    with open_table(path, SHEETS[sheet], on=timezone.localdate()) as table:
        for row in table.rows():
            area = row.value("area")
            if isinstance(area, str) and (city := names.get(area)):
                found[city.pk] = city
    return list(found.values())
