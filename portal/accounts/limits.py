"""How often a visitor without an account may ask for work: counted in the cache, per address, and forgotten by itself."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime

from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

from portal.accounts.address import client_address

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """At most so many requests of one address in every stretch of so many seconds, counted from the epoch."""

    name: str
    most: int
    seconds: int

    def passed(self, request: HttpRequest, *, at: datetime) -> datetime | None:
        """Counts a request; when it is one too many, the moment from which the address may ask again, else None.

        All that is kept is a number under a keyed hash of the address, until the stretch after next. Without Redis every
        process counts for itself; a Redis that does not answer lets the request through, since the page needs it for
        nothing else.
        """
        stretch = int(at.timestamp()) // self.seconds
        address = salted_hmac(f"limit.{self.name}", client_address(request), algorithm="sha256").hexdigest()
        key = f"limit.{self.name}.{stretch}.{address}"
        try:
            cache.add(key, 0, timeout=2 * self.seconds)
            counted = cache.incr(key)
        except RedisError:
            log.warning("The counter of %s cannot be reached; the request is let through.", self.name)
            return None
        except ValueError:  # a full cache threw the counter out between the two
            return None
        return datetime.fromtimestamp((stretch + 1) * self.seconds, UTC) if counted > self.most else None
