"""The ways a notice reaches a person: one folder each, with a function `deliver(message)`; named in NOTICE_CHANNELS."""
