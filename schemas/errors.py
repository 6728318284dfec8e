"""Errors that stop a command. Each says what happened and what to do, and has an exit status."""


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
