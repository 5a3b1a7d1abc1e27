"""What the program is measured against: the least anyone must do with the same bytes, and what others do with them."""

import subprocess
import sys
import time
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.parsers import expat

MARKUP = (".xml", ".rels", ".vml")
RAW_DEFLATE = -zlib.MAX_WBITS


if sys.platform == "win32":

    def spent() -> float:
        """Seconds by the clock: what children used is not known here."""
        return time.perf_counter()
else:
    import resource

    def spent() -> float:
        """Seconds of processor time of this process and of all its children that have ended."""
        children = resource.getrusage(resource.RUSAGE_CHILDREN)
        return time.process_time() + children.ru_utime + children.ru_stime


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work takes; on Windows those too that other programs take meanwhile."""
    start = spent()
    work()
    return spent() - start


def bare_python() -> float:
    """Seconds of an interpreter that does nothing."""
    call = [sys.executable, "-c", "pass"]
    return timed(lambda: subprocess.run(call, check=True))  # noqa: S603 - this very interpreter


def unzip_and_parse(paths: Sequence[Path]) -> None:
    """Inflates every part of the workbooks and hands the XML ones to expat, which calls nobody back."""
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                content = archive.read(name)
                if name.endswith(MARKUP):
                    expat.ParserCreate().Parse(content, True)


def read_with_pandas(paths: Sequence[Path]) -> None:
    """Every sheet of the workbooks as a table, by openpyxl; nothing is checked."""
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of every extension that it leaves out
        for path in paths:
            pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")


def parts(paths: Sequence[Path]) -> list[bytes]:
    """Every part of the workbooks, inflated."""
    found = []
    for path in paths:
        with zipfile.ZipFile(path) as archive:
            found += [archive.read(name) for name in archive.namelist()]
    return found


def deflate(contents: Sequence[bytes]) -> None:
    """Compresses each as a workbook does: zlib's usual level, no header."""
    for content in contents:
        stream = zlib.compressobj(wbits=RAW_DEFLATE)
        stream.compress(content)
        stream.flush()
