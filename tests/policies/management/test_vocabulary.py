import json
from io import StringIO

from django.core.management import call_command

from policies.library import vocabulary


def listed(*options):
    out = StringIO()
    call_command("vocabulary", *options, stdout=out)
    return out.getvalue()


def test_every_word_is_listed_with_label_unit_and_period():
    told = listed()
    for word in vocabulary().values():
        line = next(line for line in told.splitlines() if line.split()[0] == word.name)
        assert word.label in line and word.unit in line and word.period_text in line


def test_json_holds_meaning_and_source():
    words = {word["name"]: word for word in json.loads(listed("--json"))}
    assert words["sales"]["years"] == 3
    assert words["sales"]["dimension"] == "money"
    assert words["clean_safety"]["true_text"] == "无"
    assert words["field_recognised"]["missing"] == "manual"
