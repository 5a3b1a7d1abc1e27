"""Files on the disk: those that come with the program, writing one whole, and removing one."""

import os
import tempfile
from pathlib import Path

from zamestnanost_stats.findings import UserError, problem

PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """A file or folder that comes with the program; an editable install has them in the checkout only."""
    installed = PACKAGE / "shipped" / name
    if installed.exists():
        return installed
    checkout = PACKAGE.parents[1]
    return checkout / "templates" / "xlsx" if name == "forms" else checkout / "data" / name


def write_file(path: Path, content: bytes) -> Path:
    """Written whole or not at all: a temporary file beside it takes its place."""
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise UserError(problem("file-unwritable", file=str(path), reason=error.strerror or "")) from error
    return path


def remove_file(path: Path) -> None:
    """Removes one file, if it is still there; a UserError where that is not allowed."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(problem("file-unwritable", file=str(path), reason=error.strerror or "")) from error
