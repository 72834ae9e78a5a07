"""The one error of this package."""


class ProofError(ValueError):
    """Something was refused: malformed, not canonical, or not proved.

    code is a short kebab-case reason that other implementations and the test vectors share;
    the message says for people what was refused, where, and what would have been right.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def __str__(self) -> str:
        return f"{self.message} [{self.code}]"
