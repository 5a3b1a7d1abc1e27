"""The part of the catalogue about what is kept and published: the ledger and the public edition."""

from zamestnanost_stats.catalogue_returns import Entry
from zamestnanost_stats.language import N_

_RESTORE = N_("Restore the ledger from a backup made before, and accept again what came since.")
_RESTORE_EDITION = N_("Restore the ledger from a backup made before, and accept and publish again what came since.")
KEPT: dict[str, Entry] = {
    # --- the ledger ---------------------------------------------------------------------------------------------------
    "ledger-broken": Entry(
        N_("The ledger cannot be used ({detail})."),
        N_("Close other programs that use it; if that does not help, restore it from a backup."),
    ),
    "ledger-emptied": Entry(
        N_("The ledger is an empty file, although reports were made of what it held."),
        N_("Restore it from a backup; if everything is to be accepted anew, delete the empty file."),
    ),
    "ledger-disk": Entry(
        N_("The ledger cannot be written or read ({detail}); what was being recorded is not in it."),
        N_("Make room on the disk, see that it is connected and that you may write there; then run it again."),
    ),
    "ledger-busy": Entry(
        N_("Another program is using the ledger ({detail})."),
        N_("Let it finish or close it; then run the command again."),
    ),
    "ledger-driver": Entry(
        N_("The ledger's database needs a program that is not installed ({name})."),
        N_("For PostgreSQL: python -m pip install psycopg[binary]; else mend the address in this variable."),
    ),
    "ledger-version": Entry(
        N_("The ledger is of version {found}; this program works with {expected}."),
        N_("Use the version of the program that made it."),
    ),
    "ledger-figures": Entry(
        N_("{provider}, {period}, revision {revision}: figures, services or findings were changed later."),
        _RESTORE,
    ),
    "ledger-texts": Entry(
        N_("{provider}, {period}, revision {revision}: notes, texts or explanations were changed later."), _RESTORE
    ),
    "ledger-status": Entry(
        N_("{provider}, {period}, revision {revision}: whether it counts, or why not, is not as recorded."),
        _RESTORE,
    ),
    "ledger-original-changed": Entry(
        N_("{provider}, {period}, revision {revision}: the original file was changed after recording."), _RESTORE
    ),
    "ledger-original-missing": Entry(
        N_("{provider}, {period}, revision {revision}: the original file is missing, and “withdraw” did not erase it."),
        _RESTORE,
    ),
    "ledger-not-erased": Entry(
        N_("{provider}, {period}, revision {revision}: the file or texts are here although they were erased."),
        N_("Restore the ledger from a backup made after they were erased, and delete the one made before."),
    ),
    "ledger-unrecorded": Entry(
        N_("{provider}, {period}, revision {revision}: there is no record that it was accepted."), _RESTORE
    ),
    "ledger-return-missing": Entry(N_("Return {number}, which was recorded, is gone."), _RESTORE),
    "ledger-stray": Entry(N_("Rows that belong to no return are in “{table}”: {count}."), _RESTORE),
    "ledger-values": Entry(N_("The ledger's file is not as the program writes it: {detail}."), _RESTORE),
    "ledger-chain": Entry(
        N_("Record {number} of the chain does not follow from the one before: one was changed, removed or added."),
        _RESTORE,
    ),
    "ledger-head": Entry(
        N_("No record of the chain has the hash {found}: records were removed from its end, or all was made anew."),
        N_("Check that you copied the hash whole. If so, restore the ledger from a backup."),
    ),
    # --- a public edition ---------------------------------------------------------------------------------------------
    "edition-unreckoned": Entry(
        N_("What is published of {period} cannot be reckoned from the returns with the form as it is now."),
        N_("Take back what was changed in the form since then; a new question belongs into the form of a new period."),
    ),
    "publish-overlaps": Entry(
        N_("An edition of {other} is published, and {period} shares time with it: the two would tell hidden numbers."),
        N_("Publish only periods that do not overlap."),
    ),
    "disclosure-refused": Entry(
        N_("The public edition would give away, to within fewer than five: {figures}."),
        N_("Ask for the provider's consent and name it under [disclosure], or hide and round more there."),
    ),
    "solver-missing": Entry(
        N_("The public edition is checked with scipy, which is not installed."),
        N_("Install the program with its extra: zamestnanost-stats[public]."),
    ),
    "publish-internal": Entry(
        N_("Only the public edition can be published."), N_("Add --edition public, or leave out --publish and --on.")
    ),
    "publish-missing": Entry(
        N_("A day of publication is of no use to a draft."), N_("Add --publish, or leave out --on.")
    ),
    "publish-provider": Entry(
        N_("An organisation's own page is internal."), N_("Leave out --provider or --edition public.")
    ),
    "publish-future": Entry(N_("{found} is still to come."), N_("Check the day of publication, and its year.")),
    "publish-early": Entry(
        N_("{found} is before the end of the period, or before the last edition ({least})."),
        N_("Check the day of publication."),
    ),
    "edition-damaged": Entry(
        N_("Edition {number} of {period} is not in the ledger as it was published: it was changed or added later."),
        _RESTORE_EDITION,
    ),
    "edition-missing": Entry(
        N_("The edition whose publication is record {number} of the chain is gone."), _RESTORE_EDITION
    ),
    "publish-meanwhile": Entry(
        N_("Edition {number} of {period} was published meanwhile, so that nothing was recorded."),
        N_("Make a draft again, look at it, and publish that."),
    ),
}
