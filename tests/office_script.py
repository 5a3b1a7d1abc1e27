"""Run by Debian's own Python (its ``uno`` is not to be had in a virtual environment): does jobs in LibreOffice Calc.

Reads a list of jobs as JSON on standard input, writes a list of what the cells show on standard output. A job: ``open``
a path; ``type`` {sheet name: {address: number or text}} as such, ``enter`` {sheet name: {address: words}} as typed by
hand, so that Calc recognises what they are; ``sort`` {sheet name: [range, column in it]} the last first, without
protection; ``save`` {path: filter name}; ``read`` [[sheet name, address], ...] as shown after a full recalculation.
"""

import json
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.table import TableSortField


def prop(name: str, value: object) -> Any:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def connect(profile: str) -> tuple[subprocess.Popen[bytes], Any]:
    pipe = f"pipe,name=zs{Path(profile).name}"
    office = subprocess.Popen(
        ["soffice", f"-env:UserInstallation=file://{profile}", "--headless", "--norestore", f"--accept={pipe};urp;"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    for _ in range(600):
        try:
            context = resolver.resolve(f"uno:{pipe};urp;StarOffice.ComponentContext")
        except Exception:  # noqa: BLE001 - uno raises its own kinds until the office listens
            time.sleep(0.1)
        else:
            return office, context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
    raise SystemExit("LibreOffice did not start")


def do(desktop: Any, job: dict[str, Any]) -> list[str]:
    document = desktop.loadComponentFromURL(Path(job["open"]).as_uri(), "_blank", 0, (prop("Hidden", True),))
    sheets = document.Sheets
    for sheet, cells in job.get("type", {}).items():
        for address, answer in cells.items():
            cell = sheets.getByName(sheet).getCellRangeByName(address)
            if isinstance(answer, str):
                cell.setString(answer)
            else:
                cell.setValue(answer)
    for sheet, cells in job.get("enter", {}).items():
        for address, words in cells.items():
            sheets.getByName(sheet).getCellRangeByName(address).setFormula(words)
    for sheet, (cells, column) in job.get("sort", {}).items():
        sheets.getByName(sheet).unprotect("")
        order = TableSortField()
        order.Field, order.IsAscending = column, False
        fields = uno.Any("[]com.sun.star.table.TableSortField", (order,))
        sheets.getByName(sheet).getCellRangeByName(cells).sort((prop("SortFields", fields),))
    document.calculateAll()
    shown = [sheets.getByName(sheet).getCellRangeByName(address).getString() for sheet, address in job.get("read", [])]
    for path, kind in job.get("save", {}).items():
        document.storeToURL(Path(path).as_uri(), (prop("FilterName", kind),))
    document.close(True)
    return shown


def main() -> None:
    office, desktop = connect(sys.argv[1])
    try:
        json.dump([do(desktop, job) for job in json.load(sys.stdin)], sys.stdout)
    finally:
        with suppress(Exception):  # it may be gone before it has answered
            desktop.terminate()
        office.wait(30)


main()
