"""Errors that stop a command. Each says what happened and what to do, and has an exit status."""

from schemas.issues import Issue


class IopError(Exception):
    """Base of every error that `iop` reports without a traceback. `exit_status`: see the contract."""

    exit_status = 1


class SetupError(IopError):
    """A program, its language data or a setting is missing; the message says how to get it."""


class UsageError(IopError):
    """The call itself cannot be carried out, such as a path that does not exist."""


class RegisterError(IopError):
    """The register could not be written or read; it was left as it was."""

    exit_status = 3


class DocumentUnreadable(Exception):  # noqa: N818 - it names the state of a document, not a fault in code
    """Nothing of a document can be read; `issue` is the row that says why. The run goes on."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.message)
        self.issue = issue
