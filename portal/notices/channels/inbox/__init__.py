"""站内消息: the inbox behind the bell."""

from portal.notices.models import Notice
from portal.notices.notify import Message


def deliver(message: Message) -> None:
    """Puts the message into the person's inbox."""
    Notice.objects.create(
        to=message.to, kind=message.kind, text=message.text[:300], url=message.url, created_at=message.at
    )
