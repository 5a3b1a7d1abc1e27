"""What the program is measured against: the least anyone must do with the same bytes, and what others do with them."""

import subprocess
import sys
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time
from xml.parsers import expat

MARKUP = (".xml", ".rels", ".vml")
RAW_DEFLATE = -zlib.MAX_WBITS


if sys.platform == "win32":
    from time import perf_counter as spent_by_children
else:
    import resource

    def spent_by_children() -> float:
        """Seconds of processor time of all programs started from here that have ended."""
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime


def timed(work: Callable[[], object], clock: Callable[[], float] = process_time) -> float:
    """Seconds of processor time: what other programs on the machine take is not counted."""
    start = clock()
    work()
    return clock() - start


def bare_python() -> float:
    """Seconds of an interpreter that does nothing."""
    start = [sys.executable, "-c", "pass"]
    return timed(lambda: subprocess.run(start, check=True), spent_by_children)  # noqa: S603 - this very interpreter


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
