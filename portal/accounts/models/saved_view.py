"""SavedView (视图): a named address of a list page; the address is the state."""

from django.db import models
from django.http import QueryDict

from portal.accounts.models.people import new_ref

# What says where in the list one stands or which part is asked for; a view keeps what is shown, not that.
_PASSING = ("page", "after", "csrfmiddlewaretoken")


def kept_query(query: str) -> str:
    """A query as a view keeps it: without the place in the list, and without empty conditions."""
    kept = QueryDict(mutable=True)
    for key, values in QueryDict(query.removeprefix("?")).lists():
        filled = [value for value in values if value]
        if filled and key not in _PASSING:
            kept.setlist(key, filled)
    return kept.urlencode()


class SavedView(models.Model):
    """A name and a query string, and the columns shown; personal, or shared with the bureau."""

    ref = models.CharField(max_length=26, unique=True, default=new_ref, editable=False)
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="+")
    page = models.CharField("页面", max_length=40)
    name = models.CharField("名称", max_length=30)
    query = models.CharField("条件", max_length=2000, blank=True)
    columns = models.JSONField("列", default=list, blank=True)
    is_shared = models.BooleanField("全局", default=False)
    is_layout = models.BooleanField("列设置", default=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["user", "page", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name
