"""What the program is measured against: the least anyone must do with the same bytes, and what others do with them."""

import subprocess
import sys
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter
from xml.parsers import expat

BARE_PYTHON = (sys.executable, "-c", "pass")
MARKUP = (".xml", ".rels", ".vml")
RAW_DEFLATE = -zlib.MAX_WBITS


def timed(work: Callable[[], object]) -> float:
    """Seconds by the clock."""
    start = perf_counter()
    work()
    return perf_counter() - start


def start_python() -> None:
    """An interpreter that does nothing."""
    subprocess.run(BARE_PYTHON, check=True)  # noqa: S603 - this very interpreter


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
