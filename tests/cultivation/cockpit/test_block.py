import logging

from cultivation.cockpit.dashboards.block import Block, gather, link


def broken() -> Block:
    raise ValueError("no such column")


def test_a_block_that_fails_is_alone_in_it_and_leaves_a_trace(caplog):
    whole = Block("a", "待办", empty="没有")
    with caplog.at_level(logging.ERROR):
        blocks = gather([("a", "待办", lambda: whole), ("b", "到期", broken), ("a", "待办", lambda: whole)])
    assert blocks == [whole, Block("b", "到期", is_lost=True), whole]
    assert "the workbench block b could not be read" in caplog.text
    assert "no such column" in caplog.text


def test_an_address_takes_its_query_along_and_is_empty_for_a_page_that_does_not_stand():
    assert link("enterprises:list", county="none", report="missing") == "/w/enterprises/?county=none&report=missing"
    assert link("cockpit:workbench") == "/w/"
    assert link("no" + "where:page") == ""
