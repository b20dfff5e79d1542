"""The rule engine: evidence in, verdicts and their reasons out; pure Python and NumPy, no clock, no database.

    from policies.engine import Column, Evidence, explain, judge

    evidence = Evidence(n, {"sales": (values, known), "core_ip": (flags, known), …})
    judgement = judge(pack, evidence, on)              # arrays of n
    account = explain(pack, evidence.one(i), on)       # the same walk over one row, every step in words

Evidence: one entry per vocabulary word; a word left out is unknown for everyone.
    values: int64 for money (fen), people (1/10000 person), counts, points, dates (days since 1970-01-01); bool for flags.
    known:  bool, or int8 codes: 0 unknown, 1 known, 2 not applicable. Same shape as values.
    Single words have shape (n,); series words (vocabulary[word].years > 0) have shape (n, years), oldest year first, the
    last being FY-1, the last complete fiscal year before the filing year.
    Code 2 is only for years of a series that ended before the enterprise was founded; every other gap is 0. A year in
    which the firm existed for a part counts as a year. What stands in values where known is not 1 is never read.
    Evidence.take(rows), Evidence.one(i).

judge → Judgement: outcome int8 (n,) ELIGIBLE 1 / NOT_ELIGIBLE 0 / NEED_DATA −1 / TO_CONFIRM 2; criteria {code: int8 (n,)}
    with MET 1 / UNMET 0 / UNKNOWN −1 / MANUAL 2 / NOT_IN_FORCE 3; score_min, score_max int64 (n,) or None; unmet, unknown,
    manual int64 (n,) bit masks by Criterion.bit (Pack.mask(kind) selects gates, direct routes or score conditions).

explain → Explanation: outcome, outcome_text, sentence, score (ScoreAccount), accounts (Account: gates, score_conditions,
    routes, items), readings (other readings of an open text), missing (facts to supply), notes; as_dict() for JSON.

paths → Paths: the smallest sets of changes after which an enterprise passes (最短达标路径), or what blocks it.

Packs and the vocabulary come from policies.library. Refusals: PackError (rule text), EvidenceError (columns), FactError
(facts as typed), NotInForce (a day the pack does not cover).
"""

from policies.engine import display, units
from policies.engine.evidence import NOT_APPLICABLE, SAID, UNSAID, Column, Evidence, EvidenceError
from policies.engine.explain import Account, Explanation, FactUsed, distances, explain
from policies.engine.facts import FactError, read_facts
from policies.engine.judge import Judgement, NotInForce, judge
from policies.engine.loading import load_pack
from policies.engine.packs import Pack
from policies.engine.paths import Paths, Proposal, paths
from policies.engine.text import PackError
from policies.engine.verdicts import (
    ELIGIBLE,
    MANUAL,
    MET,
    NEED_DATA,
    NOT_ELIGIBLE,
    NOT_IN_FORCE,
    OUTCOME_WORDS,
    TO_CONFIRM,
    UNKNOWN,
    UNMET,
    WORDS,
)
from policies.engine.vocabulary import Vocabulary, Word, load_vocabulary

__all__ = [
    "ELIGIBLE",
    "MANUAL",
    "MET",
    "NEED_DATA",
    "NOT_APPLICABLE",
    "NOT_ELIGIBLE",
    "NOT_IN_FORCE",
    "OUTCOME_WORDS",
    "SAID",
    "TO_CONFIRM",
    "UNKNOWN",
    "UNMET",
    "UNSAID",
    "WORDS",
    "Account",
    "Column",
    "Evidence",
    "EvidenceError",
    "Explanation",
    "FactError",
    "FactUsed",
    "Judgement",
    "NotInForce",
    "Pack",
    "PackError",
    "Paths",
    "Proposal",
    "Vocabulary",
    "Word",
    "display",
    "distances",
    "explain",
    "judge",
    "load_pack",
    "load_vocabulary",
    "paths",
    "read_facts",
    "units",
]
