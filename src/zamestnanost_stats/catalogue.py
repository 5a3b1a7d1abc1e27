"""The one catalogue of what can be said about a file: for every code what is wrong and what to do."""

from typing import NamedTuple

from zamestnanost_stats.language import N_


class Entry(NamedTuple):
    """The texts of one code, in English; ``{names}`` are the finding's parameters."""

    message: str
    hint: str


_FILE = {
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
    "package-twice": Entry(
        N_("A cell stands twice in the file, or out of order, so nobody can tell which value counts."),
        N_("Open the workbook in Excel, check the cell, save the workbook and send it again."),
    ),
}
_STAMP = {
    # whose return it is
    "stamp-missing": Entry(
        N_("This is not one of our templates: it has no stamp."),
        N_("Copy the answers into the template that was sent to you and send that."),
    ),
    "stamp-doubled": Entry(
        N_("The file holds the sheets of two templates."), N_("Send one file for each organisation and period.")
    ),
    "stamp-format": Entry(
        N_("The template was made by another version of the program."),
        N_("Send the provider a fresh template and ask for it to be filled in."),
    ),
    "stamp-other-period": Entry(
        N_("This is a template for {period}; returns for {expected} are being collected."),
        N_("Fill in the template for {expected}. To check a return for {period}, run with --period {period}."),
    ),
    "stamp-other-form": Entry(
        N_("This is the form {form}; the form {expected} is being collected."),
        N_("Send the provider a fresh template and ask for it to be filled in."),
    ),
    "stamp-form-changed": Entry(
        N_("The form has changed since this template was made: its questions or code lists differ."),
        N_("Send the provider a fresh template and ask for it to be filled in."),
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
        N_("Copy the answers into a fresh template and send that."),
    ),
    "sheet-doubled": Entry(
        N_("The sheet “{title}” is there twice; which of them holds?"), N_("Delete the copy and send the file again.")
    ),
    "key-doubled": Entry(
        N_("A row or a column is there twice, so it cannot be told which of them holds."),
        N_("Delete the copy (its hidden key too), or copy the answers into a fresh template."),
    ),
    "row-lost": Entry(N_("The row “{label}” is missing."), N_("Copy the answers into a fresh template and send that.")),
    "column-lost": Entry(
        N_("The column “{column}” is missing."),
        N_("It was deleted, or the service was registered after the template was made: use a fresh template."),
    ),
}
_CELLS = {
    "missing": Entry(
        N_("“{label}” is not filled in."),
        N_("Type a whole number. Nought is 0; write N if you do not collect it, X if it does not apply."),
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
        N_("A date stands where a number belongs (Excel turns 1.2. or 1/2 into a date)."),
        N_("Set the cell's format to General and type the number again."),
    ),
    "cell-boolean": Entry(N_("“{found}” is a logical value, not a number."), N_("Type the number, or N, or X.")),
    "cell-error": Entry(
        N_("The cell holds an error of Excel, {found}."), N_("Type the number instead of the formula.")
    ),
    "cell-formula-uncomputed": Entry(
        N_("The cell holds a formula whose result was not saved."),
        N_("Open the file in Excel or LibreOffice, save it, and send it again; or type the number."),
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
    "cell-tidied": Entry(N_("“{found}” was typed as text; it is read as a number without the spaces."), ""),
    "cell-formula": Entry(N_("A formula stands here; its result {found} is taken."), ""),
}
RETURNED = {
    N_("The file"): _FILE,
    N_("The template it was filled in"): _STAMP,
    N_("Sheets, rows and columns"): _SHEETS,
    N_("Cells"): _CELLS,
}
"""All that can be found in a file a provider sent back, by where it is found: the codebook tells providers of it."""

CATALOGUE: dict[str, Entry] = {
    **{code: entry for found in RETURNED.values() for code, entry in found.items()},
    # --- the files to be checked, where they lie ----------------------------------------------------------------------
    "file-missing": Entry(N_("There is no such file."), N_("Check the path and the file's name.")),
    "file-not-regular": Entry(
        N_("This is not an ordinary file."), N_("Save the workbook as a file into the inbox folder and try again.")
    ),
    "file-unreadable": Entry(
        N_("The file cannot be read ({reason})."),
        N_("Close it in Excel if it is open, check the rights to it, and try again."),
    ),
    "two-files": Entry(
        N_("Two different files of {provider} are here; which of them holds?"),
        N_("Accept the right one alone, by its path; put the other away."),
    ),
    "waiver-invalid": Entry(
        N_("“{found}” does not name a broken rule."), N_("Write the rule and the column: placed-within-supported@ips.")
    ),
    "waiver-reason": Entry(
        N_("A rule is waived with a reason, and a reason only with --waive."), N_("Give both --waive and --reason.")
    ),
    "waiver-one-file": Entry(N_("A rule is waived for one file at a time."), N_("Name that file alone.")),
    "waiver-unmet": Entry(
        N_("This file breaks no rule “{found}”."),
        N_("Only rules it breaks can be waived; unreadable or missing cells cannot."),
    ),
    "nothing-to-withdraw": Entry(
        N_("No accepted return of “{provider}” for {period} is in the ledger."), N_("“status” tells what is there.")
    ),
    "email-missing": Entry(
        N_("{provider} has no e-mail address, so the draft is a text without a recipient."),
        N_("Add the address to providers.csv, or send the text another way."),
    ),
    # --- the coordinator's own files ----------------------------------------------------------------------------------
    "no-workspace": Entry(
        N_("There is no such folder."), N_("Make a working folder with “init”, or say where it is with --data.")
    ),
    "no-collection": Entry(
        N_("No period is being collected in this folder."), N_("Begin one with “init --period 2020”.")
    ),
    "no-collection-for": Entry(
        N_("There is no collection for {period}."), N_("Begin one with “init --period {period}”.")
    ),
    "period-invalid": Entry(
        N_("“{found}” is not a period."), N_("Write a year (2020), a half-year (2021-H1) or a quarter (2021-Q1).")
    ),
    "provider-not-in-period": Entry(
        N_("“{found}” has no service in {period} by the register."), N_("Check providers.csv and services.csv.")
    ),
    "nobody-expected": Entry(
        N_("No provider has a service in {period}."),
        N_("Add the providers to providers.csv and services to services.csv."),
    ),
    "inbox-empty": Entry(N_("There is no file to check."), N_("Put the returned workbooks there, or name the files.")),
    "no-returns": Entry(
        N_("No return for {period} is accepted yet, so there is nothing to report."), N_("Run “accept” first.")
    ),
    "format-unknown": Entry(N_("“{found}” is not a format of the report."), N_("Choose from: {known}.")),
    "folder-taken": Entry(N_("The folder is not empty."), N_("Name a folder that is new or empty.")),
    "file-unwritable": Entry(
        N_("The file cannot be written ({reason})."), N_("Close it if it is open, and check the rights to the folder.")
    ),
    "register-missing": Entry(N_("The file is missing from {folder}."), N_("Run “init” to make it, or copy it there.")),
    "register-unreadable": Entry(N_("The file cannot be read as a workbook."), N_("Save it again as .xlsx or .csv.")),
    "column-missing": Entry(N_("This column is missing."), N_("Add the column to the first row.")),
    "register-doubled": Entry(
        N_("The same table is here as {other} too; which of them holds?"), N_("Keep one of the two.")
    ),
    "csv-quotes": Entry(
        N_("The quotation marks of this row do not match."),
        N_('Close each one that opens a cell; write one inside such a cell twice ("").'),
    ),
    "column-twice": Entry(N_("This column is here twice."), N_("Delete or rename one of them.")),
    "column-unknown": Entry(N_("This column is not known."), N_("The columns are: {known}.")),
    "row-too-long": Entry(
        N_("The row has more cells than the first row."), N_("Put a cell with a comma or semicolon in quotes.")
    ),
    "value-missing": Entry(N_("The cell is empty."), N_("Fill it in.")),
    "value-unknown": Entry(N_("“{found}” is not known here."), N_("Choose one of: {known}.")),
    "id-invalid": Entry(
        N_("“{found}” cannot be an id."),
        N_("Use small letters without accents, digits, - and _; begin with a letter."),
    ),
    "id-duplicate": Entry(N_("“{found}” is here twice."), N_("Give each its own id.")),
    "ico-invalid": Entry(
        N_("“{found}” is not a valid organisation number (IČO)."), N_("Check its eight digits, or leave it empty.")
    ),
    "email-invalid": Entry(N_("“{found}” is not an e-mail address."), N_("Check it, or leave it empty.")),
    "date-invalid": Entry(N_("“{found}” is not a date."), N_("Write it as 2020-07-01 or 1. 7. 2020.")),
    "date-order": Entry(N_("The end is before the beginning."), N_("Check both dates.")),
    "reference-unknown": Entry(N_("“{found}” is not in {known}."), N_("Check the spelling, or add it there.")),
    "territory-unknown": Entry(
        N_("“{name}” is not in territories."),
        N_("Write ids from territories with spaces between, or “outside”, or “unknown”."),
    ),
    "provider-unknown": Entry(N_("“{found}” is not in providers."), N_("Check the spelling, or add it there.")),
    "toml-syntax": Entry(N_("The file cannot be read as TOML ({detail})."), N_("Mend the line it names.")),
    "key-unknown": Entry(N_("This key is not known here."), N_("The keys are: {known}.")),
    "key-missing": Entry(N_("This key is missing."), N_("Add it.")),
    "key-wrong-type": Entry(N_("Something else stands here than {expected}."), N_("Write {expected}.")),
    "key-wrong-choice": Entry(N_("This value is not known here."), N_("Choose one of: {known}.")),
    # --- a form -------------------------------------------------------------------------------------------------------
    "form-unknown": Entry(N_("There is no form “{found}”."), N_("The forms are: {known}.")),
    "form-file-name": Entry(N_("The file's name differs from the form's id."), N_("Name the file {expected}.toml.")),
    "text-incomplete": Entry(N_("A text is missing."), N_("Give it in both languages, as .cs and .en.")),
    "id-reserved": Entry(N_("“{found}” is a word of the program's own."), N_("Choose another id.")),
    "sheet-name-invalid": Entry(
        N_("Excel takes no sheet called “{found}”."),
        N_("Leave out [ ] : * ? / \\ and an apostrophe at either end; “History” is Excel's own."),
    ),
    "sheet-name-taken": Entry(
        N_("Another sheet of the workbook is called “{found}” too."),
        N_("Choose another name; capital letters make no difference."),
    ),
    "text-too-long": Entry(N_("The text has {length} characters; {limit} fit in the workbook."), N_("Shorten it.")),
    "expression-syntax": Entry(
        N_("“{found}” is not a rule."),
        N_("Use names, numbers, + - *, sum(), = <> < <= > >=, and, or, not; multiply out instead of dividing."),
    ),
    "expression-unknown-name": Entry(
        N_("“{found}” is no indicator that this form asks."), N_("Check the spelling, or add the indicator.")
    ),
    "expression-unknown-code": Entry(
        N_("“{found}” is not in the code list."), N_("Check the spelling, or add the code.")
    ),
    "metric-not-linear": Entry(
        N_("“{found}” cannot be summed over services."),
        N_("Add and subtract indicators, each times a number at most; no number stands alone."),
    ),
    "metric-unknown": Entry(N_("There is no metric “{found}” in the form."), N_("Check the spelling, or add it.")),
    "codelist-unknown": Entry(N_("There is no code list “{found}” in the form."), N_("Check the spelling, or add it.")),
    "codelist-misplaced": Entry(
        N_("An indicator has a code list just when its type is “choice”."),
        N_("Add the code list (or take it away), or change the type."),
    ),
    "codelist-empty": Entry(N_("The code list has no code."), N_("Add one, or delete the code list.")),
    "label-doubled": Entry(
        N_("Two codes are called “{found}”, so an answer could mean either."), N_("Give each its own name.")
    ),
    "choice-comma": Entry(
        N_("The choice “{found}” holds a comma, and Excel would cut it in two."), N_("Write it without a comma.")
    ),
    "view-incomplete": Entry(N_("A section of this kind shows nothing without “{found}”."), N_("Add it.")),
    "numeric-only": Entry(
        N_("Only a number can have a limit, a breakdown or a total."), N_("Take those keys away, or change the type.")
    ),
    "max-missing": Entry(N_("A count has no limit."), N_("Add “max”: it also stops a date mistaken for a number.")),
    "comparable-invalid": Entry(
        N_("“{found}” is no pair of service types of this form."), N_("Write two ids from the code list service_type.")
    ),
    "formula-too-long": Entry(
        N_("{provider} has so many services that the check “{found}” does not fit into Excel."),
        N_("Join services of one type, or split the organisation in the register."),
    ),
    "sentence-part": Entry(N_("The sentence speaks of “{found}”."), N_("It can speak of: {known}.")),
    # --- the ledger ---------------------------------------------------------------------------------------------------
    "ledger-broken": Entry(
        N_("The ledger cannot be used ({detail})."),
        N_("Close other programs that use it; if that does not help, restore it from a backup."),
    ),
    "ledger-version": Entry(
        N_("The ledger is of version {found}; this program works with {expected}."),
        N_("Use the version of the program that made it."),
    ),
    # --- older formats ------------------------------------------------------------------------------------------------
    "legacy-formulas": Entry(
        N_("This is a {kind} file: what its formulas give can be read, the formulas themselves cannot."),
        N_("Look into the file where a number seems odd. Next time save the template as .xlsx and send that."),
    ),
    "legacy-timeout": Entry(
        N_("Reading the file took too long and was given up ({detail})."),
        N_("Open it in Excel or LibreOffice, save it as .xlsx and send that."),
    ),
    "legacy-failed": Entry(
        N_("The part of the program that reads files of this kind broke off ({detail})."),
        N_("Open it in Excel or LibreOffice, save it as .xlsx and send that."),
    ),
    # --- personal data ------------------------------------------------------------------------------------------------
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
