from django.apps import AppConfig


class PoolsConfig(AppConfig):
    name = "cultivation.pools"
    label = "pools"

    def ready(self) -> None:
        """Lends the verdicts to the ledger of enterprises, which must not know this room."""
        from cultivation.pools.queries.lenses import verdict_lenses  # noqa: PLC0415  app ready
        from enterprises.queries.lenses import lend  # noqa: PLC0415  app ready

        for lens in verdict_lenses():
            lend(lens)
