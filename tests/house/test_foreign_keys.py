"""Foreign keys are strings and escape the import linter; here they point down too."""

import pytest
from django.apps import apps

from tests.house.source import FLOORS, ROOMS, floor_of

OURS = [config for config in apps.get_app_configs() if config.name.split(".")[0] in ROOMS]


def points_down(source: str, target: str) -> bool:
    """Whether a model of one app may refer to a model of another."""
    return source == target or floor_of(target) < floor_of(source)


def relations() -> list[tuple[str, str, str]]:
    """Every relation between models of ours: field, its app, the app it points to."""
    found = []
    labels = {config.label for config in OURS}
    for config in OURS:
        for model in config.get_models(include_auto_created=True):
            for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
                if field.related_model is not None and field.related_model._meta.app_label in labels:
                    name = f"{model._meta.label}.{field.name}"
                    found.append((name, config.label, field.related_model._meta.app_label))
    return found


def test_every_app_stands_on_a_floor():
    assert {config.label for config in OURS} <= set().union(*FLOORS)


def test_foreign_keys_point_down():
    found = relations()
    assert len(found) > 10
    assert [f"{name} -> {target}" for name, source, target in found if not points_down(source, target)] == []


@pytest.mark.parametrize(
    ("source", "target", "allowed"),
    [
        ("pools", "enterprises", True),
        ("pools", "policies", True),
        ("enterprises", "accounts", True),
        ("enterprises", "policies", False),
        ("enterprises", "pools", False),
        ("accounts", "jobs", False),
        ("targets", "rewards", False),
    ],
)
def test_the_measure_itself(source, target, allowed):
    assert points_down(source, target) is allowed
