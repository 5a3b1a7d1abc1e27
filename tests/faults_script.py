"""Runs commands of the program for ``test_faults``, each in a copy of this process, which has everything imported.

    python faults_script.py WORDS...

First the words are run as a command, so that what it needs is imported. Then one job per line in,
``{"argv": [...], "inject": [...], "log": "..."}``, and one answer per line out, ``{"code", "out", "err"}``. With a log,
strace watches the command, writes its calls there and injects the faults. A killed command has code -9.
"""

import contextlib
import ctypes
import gc
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

from zamestnanost_stats.cli import build
from zamestnanost_stats.console import run
from zamestnanost_stats.language import language

CALLS = (
    *("open", "openat", "write", "pwrite64", "writev", "ftruncate", "fallocate", "fsync", "fdatasync", "fchown"),
    *(
        "chmod",
        "fchmod",
        "fchmodat",
        "mkdir",
        "mkdirat",
        "unlink",
        "unlinkat",
        "rmdir",
        "rename",
        "renameat",
        "renameat2",
    ),
    *("link", "symlink"),
)
PR_SET_PTRACER, ANYBODY = 0x59616D61, ctypes.c_ulong(-1)


def command(argv: list[str]) -> int:
    """The exit code of one command; 99 after a traceback."""
    spoken = language("en")
    try:
        return run(build(spoken), spoken, ["--lang", "en", *argv])
    except Exception:  # noqa: BLE001 whatever it is, the test is to see it
        traceback.print_exc()
        return 99


def copied(argv: list[str], folder: Path) -> int:
    """The id of a copy of this process that is stopped just before the command."""
    pid = os.fork()
    if pid:
        os.waitpid(pid, os.WUNTRACED)
        return pid
    for descriptor, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(folder / name, os.O_WRONLY | os.O_CREAT), descriptor)
    ctypes.CDLL(None).prctl(PR_SET_PTRACER, ANYBODY)  # where the system would let only a parent watch
    signal.raise_signal(signal.SIGSTOP)
    code = command(argv)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def answer(argv: list[str], inject: list[str], log: str) -> dict[str, object]:
    """What became of the command."""
    with tempfile.TemporaryDirectory() as name:
        pid = copied(argv, Path(name))
        faults = [word for fault in inject for word in ("-e", f"inject={fault}")]
        watch = ["strace", "-p", str(pid), "-y", "-o", log, "-e", f"trace={','.join(CALLS)}", *faults]
        strace = subprocess.Popen(watch, stderr=subprocess.PIPE, text=True) if log else None
        if strace and strace.stderr:
            attached = strace.stderr.readline()
            if "attached" not in attached:
                raise RuntimeError(attached)
        os.kill(pid, signal.SIGCONT)
        _pid, status = os.waitpid(pid, 0)
        if strace:
            strace.communicate()
        out, err = ((Path(name) / one).read_text(encoding="utf-8") for one in ("out", "err"))
    return {"code": os.waitstatus_to_exitcode(status), "out": out, "err": err}


def main() -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        command(sys.argv[1:])
    gc.freeze()  # copies are made quicker
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(**json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
