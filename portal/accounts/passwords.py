"""One-time passwords that can be read out over the telephone."""

import secrets

# No 0/O, 1/l/I: three groups of four from 31 signs are some 59 bits.
_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"


def one_time_password() -> str:
    """A new password such as k7mq-3vxe-9trd, for one sign-in."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(3))
