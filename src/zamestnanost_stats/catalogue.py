"""The one catalogue of what can be said about a file: for every code what is wrong and what to do."""

from typing import NamedTuple

from zamestnanost_stats.language import N_


class Entry(NamedTuple):
    """The texts of one code, in English; ``{names}`` are the finding's parameters."""

    message: str
    hint: str


CATALOGUE: dict[str, Entry] = {
    # --- the file that came back, before it is opened --------------------------------------------------------------
    "file-missing": Entry(N_("There is no such file."), N_("Check the path and the file's name.")),
    "file-not-regular": Entry(
        N_("This is not an ordinary file."), N_("Save the workbook as a file into the inbox folder and try again.")
    ),
    "file-unreadable": Entry(
        N_("The file cannot be read ({reason})."),
        N_("Close it in Excel if it is open, check the rights to it, and try again."),
    ),
    "file-too-large": Entry(
        N_("The file has {size} MB; at most {limit} MB are read."),
        N_("Send the template itself, without pictures or other sheets."),
    ),
    "file-not-workbook": Entry(
        N_("This is not an Excel workbook (.xlsx)."), N_("Fill in the template that was sent and save it as .xlsx.")
    ),
    "file-locked": Entry(
        N_("The workbook is protected by a password."), N_("Save it without a password and send it again.")
    ),
    # --- the package (zip and xml) ---------------------------------------------------------------------------------
    "package-damaged": Entry(
        N_("The file is damaged or incomplete ({detail})."),
        N_("Ask for it to be sent again; it was probably cut short on the way."),
    ),
    "package-limit": Entry(
        N_("The file is larger inside than any filled template can be ({detail})."),
        N_("Copy the answers into a fresh template and send that."),
    ),
    "package-unsafe": Entry(
        N_("The file holds something a filled template never holds ({detail})."),
        N_("Do not open it. Ask the sender to fill in a fresh template."),
    ),
    "package-macros": Entry(
        N_("The workbook holds macros; they are never opened."),
        N_("Save it as .xlsx (without macros) and send it again."),
    ),
    "package-external": Entry(
        N_("The workbook refers to other files; only what is written in it counts."),
        N_("Where a cell takes its value from another file, type the number."),
    ),
}
