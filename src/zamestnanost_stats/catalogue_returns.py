"""The half of the catalogue that providers meet: what can be said about a file that came back."""

from typing import NamedTuple

from zamestnanost_stats.language import N_


class Entry(NamedTuple):
    """The texts of one code, in English; ``{names}`` are the finding's parameters."""

    message: str
    hint: str


_FILE = {
    "file-too-large": Entry(
        N_("The file has {size} MB; at most {limit} MB are read."),
        N_("Only the template itself is needed, without pictures or other sheets."),
    ),
    "file-not-workbook": Entry(
        N_("This is not an Excel workbook (.xlsx)."),
        N_("The template that was sent is to be filled in and saved as .xlsx."),
    ),
    "file-figures-elsewhere": Entry(
        N_("This is {kind}, not the workbook."),
        N_("Type its figures into the provider's template and accept that with --source pdf."),
    ),
    "file-message": Entry(
        N_("This is an e-mail, not the workbook."),
        N_(
            "Save its attachment here instead. Figures in the text of the message: type them into the provider's "
            "template and accept that with --source email."
        ),
    ),
    "file-archive": Entry(
        N_("This is an archive of packed files, not the workbook."),
        N_("Unpack it and put the workbook from it in its place."),
    ),
    "file-other-format": Entry(
        N_("This is {kind}, not an Excel workbook (.xlsx)."),
        N_(
            "Open it in its own program or in LibreOffice and save it as .xlsx; where the template's sheets are not all"
            " in it, its figures belong in the template."
        ),
    ),
    "file-locked": Entry(
        N_("The workbook is protected by a password."), N_("It is to be saved without a password and sent again.")
    ),
    # --- the package (zip and xml) ---------------------------------------------------------------------------------
    "package-damaged": Entry(
        N_("The file is damaged or incomplete ({detail})."),
        N_("Ask for it to be sent again; it was probably cut short on the way."),
    ),
    "package-limit": Entry(
        N_("The file is larger inside than any filled template can be ({detail})."),
        N_("The answers belong in a fresh template."),
    ),
    "package-unsafe": Entry(
        N_("The file holds something a filled template never holds ({detail})."),
        N_("Do not open it. Ask the sender to fill in a fresh template."),
    ),
    "package-macros": Entry(
        N_("The workbook holds macros; they are never opened."),
        N_("It is to be saved as .xlsx (without macros) and sent again."),
    ),
    "package-external": Entry(
        N_("The workbook refers to other files; only what is written in it counts."),
        N_("Where a cell takes its value from another file, type the number."),
    ),
    "package-twice": Entry(
        N_("A cell stands twice in the file, or out of order, so nobody can tell which value counts."),
        N_("Open the workbook in Excel, check the cell and save the workbook again."),
    ),
    "file-open": Entry(
        N_("{program} has this file open; what was last saved is read."), N_("Save it there, close it, and run again.")
    ),
    "file-changing": Entry(
        N_("The file changed while it was being read."), N_("Wait until it is copied or synchronised, and run again.")
    ),
    # --- older formats
    "legacy-formulas": Entry(
        N_(
            "This is a {kind} file: its formulas could not be inspected. Personal data were looked for in all its"
            " texts, but not in pictures and embedded files."
        ),
        N_("Look through formulas and odd numbers yourself. Next time ask for the template saved as .xlsx."),
    ),
    "legacy-timeout": Entry(
        N_("Reading the file took too long and was given up ({detail})."),
        N_("Open it in Excel or LibreOffice and save it as .xlsx."),
    ),
    "legacy-failed": Entry(
        N_("The part of the program that reads files of this kind broke off ({detail})."),
        N_("Open it in Excel or LibreOffice and save it as .xlsx."),
    ),
}
_STAMP = {
    # whose return it is
    "stamp-missing": Entry(
        N_("This is not one of our templates: it has no stamp."),
        N_("The answers belong in the template that was sent."),
    ),
    "stamp-doubled": Entry(
        N_("The file holds the sheets of two templates."),
        N_("Each organisation and period is to have a file of its own."),
    ),
    "stamp-format": Entry(
        N_("The template was made by another version of the program."),
        N_("Send the provider a fresh template and ask for it to be filled in."),
    ),
    "stamp-other-period": Entry(
        N_("This is a template for {period}; returns for {expected} are being collected."),
        N_("The template for {expected} is needed. To check a return for {period}, run with --period {period}."),
    ),
    "stamp-other-form": Entry(
        N_("This is the form {form}; the form {expected} is being collected."),
        N_("Send the provider a fresh template and ask for it to be filled in."),
    ),
    "stamp-form-changed": Entry(
        N_("The form has changed since this template was made: its questions or code lists differ."),
        N_("Send the provider a fresh template and ask for it to be filled in."),
    ),
    "prior-corrected": Entry(
        N_("The figures accepted for {period} have been corrected since this template was made."),
        N_("The check sheet in the file compares with the old ones; what is said here, with the new ones."),
    ),
    "stamp-unknown-provider": Entry(
        N_("The template belongs to “{provider}”, which has no service in {expected} by the register."),
        N_("Check providers.csv and services.csv; or ask who sent the file."),
    ),
    "stamp-file-name": Entry(
        N_("The file is called {name}, but the workbook inside is {file}."),
        N_("Find out whose figures these are; then name the file {file}, or have the right template filled in."),
    ),
}
_SHEETS = {
    # where its cells are
    "sheet-missing": Entry(
        N_("The sheet “{title}” is missing, or its hidden first row and column are."),
        N_("The answers belong in a fresh template."),
    ),
    "sheet-doubled": Entry(N_("The sheet “{title}” is there twice; which of them holds?"), N_("Delete the copy.")),
    "key-doubled": Entry(
        N_("A row or a column is there twice, so it cannot be told which of them holds."),
        N_("Delete the copy (its hidden key too), or copy the answers into a fresh template."),
    ),
    "sheet-other-title": Entry(
        N_("The sheet is headed “{found}”, but the file's hidden stamp (sheet _stamp) says {name}, {period}."),
        N_("Find out whose figures these are; they belong in the template of that organisation and period."),
    ),
    "row-lost": Entry(N_("The row “{label}” is missing."), N_("The answers belong in a fresh template.")),
    "column-lost": Entry(
        N_("The column “{column}” is missing."),
        N_("It was deleted, or the service was registered after the template was made: use a fresh template."),
    ),
    "rows-mixed": Entry(
        N_("“{found}” stands where “{label}” belongs: numbers may stand in the rows of other questions."),
        N_("The answers belong in a fresh template, where neither rows nor cells are sorted or moved."),
    ),
    "columns-mixed": Entry(
        N_("“{found}” stands above the column “{label}”: numbers may stand in the columns of other services."),
        N_("The answers belong in a fresh template, where neither columns nor cells are sorted or moved."),
    ),
    "labels-changed": Entry(
        N_("“{found}” stands where the template has “{label}”; the numbers are read as its answers."),
        N_("Look whether something else was counted there."),
    ),
    "column-unread": Entry(
        N_("The column “{column}” is not read: by the register it is not asked for {period}."),
        N_("If the service ran then, mend services.csv and have a fresh template filled in."),
    ),
    "service-unknown": Entry(
        N_("The column “{column}” is not read: the register knows no such service."),
        N_("A new service belongs into services.csv first; then have a fresh template filled in."),
    ),
    "number-unread": Entry(
        N_("Numbers stand where nothing is asked, and are not read; cells: {count}."),
        N_("Look whether a service or an answer is missing; sums and notes do no harm."),
    ),
}
_CELLS = {
    "missing": Entry(
        N_("“{label}” is not filled in."),
        N_("Type a whole number. Nought is 0; write N if you do not collect it, X if it does not apply."),
    ),
    "missing-part": Entry(
        N_("“{label}” is not filled in, although rows that belong to it are."),
        N_(
            "Fill in all these rows: 0 for nought, N if you do not collect it, X if it does not apply; "
            "or leave all of them blank."
        ),
    ),
    "missing-choice": Entry(N_("“{label}” is not filled in."), N_("Choose from the list in the cell.")),
    "cell-text": Entry(
        N_("“{found}” is not a number."),
        N_("Type only the number, such as 5; or N (not collected) or X (does not apply)."),
    ),
    "cell-dash": Entry(
        N_("“{found}” can mean nought or not known; do you mean 0?"),
        N_("Type 0 for nought, N if you do not collect it, X if it does not apply."),
    ),
    "cell-ambiguous": Entry(
        N_("“{found}” can be read as thousands or as a decimal number."), N_("Type the number without a dot or comma.")
    ),
    "cell-percent": Entry(N_("“{found}” is a percentage; a number is asked here."), N_("Type a whole number.")),
    "cell-date": Entry(
        N_("The date {found} stands where a number belongs (Excel turns 1.2. or 1/2 into a date)."),
        N_("Set the cell's format to General and type the number again."),
    ),
    "cell-boolean": Entry(N_("“{found}” is a logical value, not a number."), N_("Type the number, or N, or X.")),
    "cell-error": Entry(
        N_("The cell holds an error of Excel, {found}."), N_("Type the number instead of the formula.")
    ),
    "cell-formula-uncomputed": Entry(
        N_("The cell holds a formula whose result was not saved."),
        N_("Open the file in Excel or LibreOffice and save it again; or type the number."),
    ),
    "cell-negative": Entry(N_("“{found}” is less than nought."), N_("Type a whole number, 0 or more.")),
    "cell-not-whole": Entry(N_("“{found}” is not a whole number."), N_("Type a whole number, without decimals.")),
    "cell-too-large": Entry(
        N_("“{found}” is more than {limit}, the most this cell can hold."), N_("Check the number and type it again.")
    ),
    "cell-too-precise": Entry(
        N_("“{found}” has more than {limit} decimal places."), N_("Round the number and type it again.")
    ),
    "cell-choice": Entry(N_("“{found}” is not in the list."), N_("Choose one of: {known}.")),
    "cell-text-too-long": Entry(N_("The text is longer than {limit} characters."), N_("Shorten it to a sentence.")),
    "cell-tidied": Entry(N_("“{found}” was typed as text; it is read as the number {read}."), ""),
    "cell-formula": Entry(N_("A formula stands here; its result {found} is taken."), ""),
}
_PERSONAL = {
    "personal-birth-number": Entry(
        N_("A birth number (rodné číslo) stands here: {found} ({part})."),
        N_(
            "Ask for a file without it; then delete this file and the message it came with. Look for names of clients"
            " yourself too: no program can recognise them."
        ),
    ),
    "personal-birth-date": Entry(
        N_("A date of birth stands beside a name: {found} ({part})."),
        N_(
            "Ask for a file without it; then delete this file and the message it came with. Look for names of clients"
            " yourself too: no program can recognise them."
        ),
    ),
    "personal-email": Entry(
        N_("An e-mail address stands here: {found} ({part})."),
        N_("If it is a client's, ask for a file without it and delete this one and the message it came with."),
    ),
    "personal-phone": Entry(
        N_("A phone number stands here: {found} ({part})."),
        N_("If it is a client's, ask for a file without it and delete this one and the message it came with."),
    ),
    "personal-identity": Entry(
        N_("Somebody's name is stored here: {found} ({part})."),
        N_("Look whose it is. An employee's does no harm; if it is a client's, delete the file and the message."),
    ),
}
RETURNED = {
    N_("The file"): _FILE,
    N_("The template it was filled in"): _STAMP,
    N_("Sheets, rows and columns"): _SHEETS,
    N_("Cells"): _CELLS,
    N_("Personal data"): _PERSONAL,
}
