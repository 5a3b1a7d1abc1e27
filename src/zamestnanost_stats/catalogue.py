"""The one catalogue of what can be said: for every code what is wrong and what to do."""

from zamestnanost_stats.catalogue_ledger import KEPT
from zamestnanost_stats.catalogue_returns import RETURNED, Entry
from zamestnanost_stats.language import N_

CATALOGUE: dict[str, Entry] = {
    **{code: entry for found in RETURNED.values() for code, entry in found.items()},
    **KEPT,
    # --- the files to be checked, where they lie ----------------------------------------------------------------------
    "file-missing": Entry(N_("There is no such file."), N_("Check the path and the file's name.")),
    "file-not-regular": Entry(
        N_("This is not an ordinary file."), N_("Put an ordinary file in its place and try again.")
    ),
    "file-is-lock": Entry(
        N_("This only marks that {name} is open in an office program."), N_("Name the workbook itself.")
    ),
    "folder-inside": Entry(
        N_("Folders in it are not read: {names}."), N_("Move their files up, or name the folder itself.")
    ),
    "file-unreadable": Entry(
        N_("The file cannot be read ({reason})."),
        N_("Close it in Excel if it is open, check the rights to it, and try again."),
    ),
    "two-files": Entry(
        N_("Two different files of {provider} are here; which of them holds?"),
        N_("Name the right one alone, by its path, or put the other away; nothing is done with either."),
    ),
    "draft-none": Entry(
        N_("No message to the provider was drafted about this file."),
        N_("Find out whose it is and what there is to do, and write to them yourself."),
    ),
    "waiver-invalid": Entry(
        N_("“{found}” does not name a broken rule."), N_("Write the rule and the column: placed-within-supported@ips.")
    ),
    "waiver-reason": Entry(
        N_("A rule is waived with a reason, and a reason only with --waive."), N_("Give both --waive and --reason.")
    ),
    "reason-missing": Entry(N_("A return is withdrawn with a reason; it is kept."), N_("Say why with --reason.")),
    "personal-typed": Entry(
        N_("What you typed holds a birth number (rodné číslo), and it would be kept and printed."), N_("Leave it out.")
    ),
    "received-future": Entry(N_("{found} is still to come."), N_("Check the day the return came, and its year.")),
    "waiver-one-file": Entry(N_("A rule is waived for one file at a time."), N_("Name that file alone.")),
    "waiver-unmet": Entry(
        N_("This file breaks no rule “{found}”."),
        N_("Only rules it breaks can be waived; unreadable or missing cells cannot."),
    ),
    "nothing-to-withdraw": Entry(
        N_("No accepted return of “{provider}” for {period} is in the ledger."), N_("“status” tells what is there.")
    ),
    "email-missing": Entry(
        N_("No e-mail address: {providers}. Their messages are texts without a recipient."),
        N_("Add the address to providers.csv, or send the text another way."),
    ),
    "received-early": Entry(
        N_("{found} is before the end of {period}."), N_("Check the day the return came, and its year.")
    ),
    "coordinator-email": Entry(
        N_("“{found}” is not the address that returns are to be sent to."),
        N_("Write the coordinator's own e-mail there."),
    ),
    "system-refused": Entry(
        N_("The system does not allow it ({reason})."),
        N_("Check the name, the rights to it, and whether a program has it open."),
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
    "provider-not-in-register": Entry(N_("“{found}” is not in the register."), N_("Its id stands in providers.csv.")),
    "no-returns-of": Entry(
        N_("No return of “{found}” was ever accepted."),
        N_("“accept” records one; “status” tells what lies in the inbox."),
    ),
    "no-return-in-period": Entry(
        N_("No return of “{found}” is accepted for {period}."),
        N_("“status” tells where it is; its id is in providers.csv."),
    ),
    "nothing-to-rehearse": Entry(
        N_("The ledger holds no accepted return yet: there is nothing to try the rules on."), N_("Run “accept” first.")
    ),
    "nobody-expected": Entry(
        N_("No provider has a service in {period}."),
        N_("Add the providers to providers.csv and services to services.csv."),
    ),
    "inbox-empty": Entry(N_("There is no file to check."), N_("Put the returned workbooks there, or name the files.")),
    "no-returns": Entry(
        N_("No return for {period} is accepted yet, so there is nothing to report."), N_("Run “accept” first.")
    ),
    "format-missing": Entry(N_("No format of the report is named."), N_("Choose from: {known}.")),
    "format-unknown": Entry(N_("“{found}” is not a format of the report."), N_("Choose from: {known}.")),
    "format-extra": Entry(
        N_("For the format {found}, the program needs what is not installed ({missing})."),
        N_('In the folder of the program run: python -m pip install ".[{found}]"'),
    ),
    "folder-taken": Entry(N_("The folder is not empty."), N_("Name a folder that is new or empty.")),
    "file-unwritable": Entry(
        N_("The file cannot be written ({reason})."),
        N_("Close it if it is open, and check the rights to the folder and the room on the disk."),
    ),
    "register-missing": Entry(N_("The file is missing from {folder}."), N_("Run “init” to make it, or copy it there.")),
    "file-is-folder": Entry(
        N_("A folder of this name is here in the place of the file."), N_("Rename the folder, and put the file there.")
    ),
    "csv-unicode": Entry(
        N_("The file is saved as “Unicode text” (UTF-16)."),
        N_("Open it in Excel and save it as “CSV UTF-8 (Comma delimited)”, or as .xlsx."),
    ),
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
    "id-device": Entry(N_("“{found}” cannot be an id: Windows keeps the name for a device."), N_("Choose another id.")),
    "id-duplicate": Entry(N_("“{found}” is here twice."), N_("Give each its own id.")),
    "ico-invalid": Entry(
        N_("“{found}” is not a valid organisation number (IČO)."), N_("Check its eight digits, or leave it empty.")
    ),
    "email-invalid": Entry(N_("“{found}” is not an e-mail address."), N_("Check it, or leave it empty.")),
    "date-invalid": Entry(N_("“{found}” is not a date."), N_("Write it as 2020-07-01 or 1. 7. 2020.")),
    "date-order": Entry(N_("The end is before the beginning."), N_("Check both dates.")),
    "successor-cycle": Entry(
        N_("The successors lead from “{found}” back to this service."),
        N_("Leave the column empty for the service that runs last."),
    ),
    "reference-unknown": Entry(N_("“{found}” is not in {known}."), N_("Check the spelling, or add it there.")),
    "territory-unknown": Entry(
        N_("“{name}” is not in territories."),
        N_("Write ids from territories with spaces between, or “outside”, or “unknown”."),
    ),
    "statistic-invalid": Entry(
        N_("“{found}” is no number here."),
        N_("Write it in digits, with at most two after the decimal comma or point, or “unknown”."),
    ),
    "statistic-twice": Entry(
        N_("“{found}” is here twice for one territory and period."), N_("Keep the right one, or rename the other.")
    ),
    "provider-unknown": Entry(N_("“{found}” is not in providers."), N_("Check the spelling, or add it there.")),
    "toml-syntax": Entry(N_("The file cannot be read as TOML ({detail})."), N_("Mend the line it names.")),
    "key-unknown": Entry(N_("This key is not known here."), N_("The keys are: {known}.")),
    "key-missing": Entry(N_("This key is missing."), N_("Add it.")),
    "key-wrong-type": Entry(N_("Something else stands here than {expected}."), N_("Write {expected}.")),
    "key-wrong-choice": Entry(N_("This value is not known here."), N_("Choose one of: {known}.")),
    "licence-address": Entry(
        N_("“{found}” is not the address of a licence."),
        N_("Write it whole, such as https://creativecommons.org/licenses/by/4.0/, or leave the key out."),
    ),
    "key-too-small": Entry(N_("The number is too small."), N_("Write at least {least}.")),
    "key-too-large": Entry(N_("The number is too large."), N_("Write at most {most}.")),
    # --- a form -------------------------------------------------------------------------------------------------------
    "form-unknown": Entry(N_("There is no form “{found}”."), N_("The forms are: {known}.")),
    "base-unknown": Entry(
        N_("There is no form “{found}” to extend."),
        N_("Check the spelling; it is sought in the folder forms and among the program's own."),
    ),
    "base-circular": Entry(
        N_("The form “{found}” extends itself, directly or by way of others."),
        N_("Extend a form that does not lead back to this one."),
    ),
    "extended-unknown": Entry(
        N_("The form extended has no “{found}”."),
        N_("Check the spelling; whole places are written like rule.placed-within-supported."),
    ),
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
        N_(
            "Use names, numbers, + - *, sum(), count(), = <> < <= > >=, and, or, not; multiply out instead of dividing."
        ),
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
    "metric-no-share": Entry(
        N_("“{found}” is no share, so it has no interval to show."),
        N_("Choose a metric that is a share, or show it as a trend."),
    ),
    "reasons-one": Entry(
        N_("This section shows one indicator by “{found}”, no more and no other."),
        N_("Name one indicator that has this code list among its “by”."),
    ),
    "numeric-only": Entry(
        N_("Only a number can have a limit, a breakdown or a total."), N_("Take those keys away, or change the type.")
    ),
    "max-missing": Entry(N_("A count has no limit."), N_("Add “max”: it also stops a date mistaken for a number.")),
    "comparable-invalid": Entry(
        N_("“{found}” is no pair of service types of this form."), N_("Write two ids from the code list service_type.")
    ),
    "benchmark-value": Entry(N_("{found} is no share."), N_("Write a number from 0 to 1; 56 % is 0.56.")),
    "formula-too-long": Entry(
        N_("{provider} has so many services that the check “{found}” does not fit into Excel."),
        N_("Join services of one type, or split the organisation in the register."),
    ),
    "figure-unknown": Entry(
        N_("“{found}” is no figure of {period}."), N_("Near it are: {known}. All stand in the report's JSON file.")
    ),
    "sentence-part": Entry(N_("The sentence speaks of “{found}”."), N_("It can speak of: {known}.")),
}
