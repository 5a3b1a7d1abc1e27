"""A file taken from the disk with care: an ordinary one, of bearable size, read once and whole."""

import errno
import os
import stat
from math import ceil
from pathlib import Path

from zamestnanost_stats.findings import Finding, Severity, quote
from zamestnanost_stats.returns.inbox import holder, workbook_of_lock
from zamestnanost_stats.returns.privacy import masked

FILE_LIMIT_MB = 20
_SAFELY = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
"""A link or a pipe put in the file's place in the last moment is not followed, and not waited for."""


def read_bytes(path: Path) -> tuple[bytes | None, list[Finding]]:
    """The bytes of an ordinary file of bearable size, read once; links, pipes and folders are not followed.

    A file that a program holds open (its lock file lies beside it) is read, and said so; one that changes while it is
    read is refused.
    """
    try:
        if not stat.S_ISREG(os.lstat(path).st_mode):
            return None, [Finding("file-not-regular")]
        if workbook := workbook_of_lock(path.name):
            return None, [Finding("file-is-lock", params={"name": quote(masked(workbook))})]
        descriptor = os.open(path, os.O_RDONLY | _SAFELY)
        with os.fdopen(descriptor, "rb") as file:
            before = os.fstat(descriptor)
            if not stat.S_ISREG(before.st_mode):
                return None, [Finding("file-not-regular")]
            if before.st_size > FILE_LIMIT_MB * 1_000_000:
                return None, [_too_large(before.st_size)]
            data = file.read(FILE_LIMIT_MB * 1_000_000 + 1)
            after = os.fstat(descriptor)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENAMETOOLONG, errno.ENOTDIR):
            return None, [Finding("file-missing")]
        return None, [Finding("file-unreadable", params={"reason": quote(error.strerror or "")})]
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        return None, [Finding("file-changing")]
    program = holder(path)
    return data, [Finding("file-open", params={"program": program}, severity=Severity.INFO)] if program else []


def _too_large(size: int) -> Finding:
    return Finding("file-too-large", params={"limit": FILE_LIMIT_MB, "size": ceil(size / 1_000_000)})
