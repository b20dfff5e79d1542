"""CannotManage: what could not be done to a person or grant, said to the person who tried."""


class CannotManage(Exception):
    """Nothing was changed; the text is a sentence for the page. field: the form field it belongs to, when to one."""

    def __init__(self, sentence: str, *, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field
