"""Check the French catalogue: complete, nothing fuzzy, compiled, in step with the source. Needs gettext."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
PO = ROOT / "locale/fr/LC_MESSAGES/django.po"
NAMES = re.compile(r"%\(\w+\)s")


def faults_of(catalogue: polib.POFile) -> list[str]:
    faults = [f"fuzzy: {entry.msgid!r}" for entry in catalogue.fuzzy_entries()]
    faults += [f"untranslated: {entry.msgid!r}" for entry in catalogue.untranslated_entries()]
    faults += [f"other names in the plural: {entry.msgid!r}" for entry in catalogue if not same_names(entry)]
    compiled = {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in polib.mofile(str(PO.with_suffix(".mo")))}
    written = {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in catalogue if not e.obsolete}
    if compiled != written:
        faults.append("django.mo is not compiled from django.po: make messages")
    return faults


def same_names(entry: polib.POEntry) -> bool:
    """Whether a plural prints what its source prints."""
    return not entry.msgid_plural or set(NAMES.findall(entry.msgid_plural)) == set(
        NAMES.findall(entry.msgstr_plural.get(1, ""))
    )


def source_messages() -> set[tuple[str | None, str]]:
    """What makemessages finds now, in a copy of the source."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "source"
        skipped = shutil.ignore_patterns(
            ".git", ".venv", "var", "staticfiles", "tests", "vendor", "__pycache__", "docs"
        )
        shutil.copytree(ROOT, copy, ignore=skipped)
        command = [
            sys.executable,
            "manage.py",
            "makemessages",
            "--locale",
            "fr",
            "--no-obsolete",
            "--no-wrap",
        ]
        environment = {
            "ESCALE_MODE": "test",
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "ESCALE_DATA_DIR": folder,
        }
        subprocess.run(command, cwd=copy, check=True, capture_output=True, env=environment)
        found = polib.pofile(str(copy / "locale/fr/LC_MESSAGES/django.po"))
    return {(entry.msgctxt, entry.msgid) for entry in found if not entry.obsolete}


def main() -> int:
    catalogue = polib.pofile(str(PO))
    faults = faults_of(catalogue)
    known, source = {(e.msgctxt, e.msgid) for e in catalogue if not e.obsolete}, source_messages()
    faults += [f"missing from the catalogue: {msgid!r}" for _, msgid in sorted(source - known, key=str)]
    faults += [f"no longer in the source: {msgid!r}" for _, msgid in sorted(known - source, key=str)]
    for fault in faults:
        sys.stderr.write(f"{PO.relative_to(ROOT)}: {fault}\n")
    sys.stdout.write(f"{len(known)} messages, {len(faults)} faults\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
