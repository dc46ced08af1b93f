"""What a channel answers when it is given a message."""


class NotDeliveredError(Exception):
    """A message was not taken. `code` names the sentence that says why, `detail` is the server's number;
    `for_good` says that trying again is no use, `channel_down` that others would fare the same now."""

    def __init__(self, code: str, detail: str = "", *, for_good: bool = False, channel_down: bool = False) -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code, self.detail = code, detail
        self.for_good, self.channel_down = for_good, channel_down
