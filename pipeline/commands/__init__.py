"""What each command of `iop` does, one module a command, imported only when it is called."""
