"""The store: durable, immutable, under names of ours; a row never stands without its file."""

import hashlib
import io
import os
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from records import files
from records.models import StoredFile
from tests import builders

pytestmark = pytest.mark.django_db


def test_a_stored_file_has_its_checksum_size_type_and_a_name_of_ours():
    content = builders.pdf_bytes("Diagnostic")
    stored = files.store(io.BytesIO(content), name="../../Diagnostic final.pdf", origin="deliverable")
    assert (stored.sha256, stored.size, stored.content_type, stored.original_name, stored.scan) == (
        hashlib.sha256(content).hexdigest(),
        len(content),
        "application/pdf",
        "Diagnostic final.pdf",
        "not_configured",
    )
    assert stored.storage_name == f"{stored.id.hex[:2]}/{stored.id.hex[2:4]}/{stored.id}"
    with files.open_file(stored) as stream:
        assert stream.read() == content


@pytest.mark.parametrize("step", ["fsync", "replace", "sha256_of", "save"])
def test_a_failure_at_any_step_leaves_no_row_and_what_remains_is_purged(step, monkeypatch, settings):
    def broken(*args, **kwargs):
        raise OSError(step)

    target = {"fsync": (os, "fsync"), "replace": (os, "replace"), "sha256_of": (files, "sha256_of")}.get(
        step, (StoredFile, "save")
    )
    with monkeypatch.context() as patch:
        patch.setattr(*target, broken)
        with pytest.raises(OSError, match=step):
            files.store(b"abc", name="a.txt", origin="test")
    assert StoredFile.objects.count() == 0

    kept = files.store(b"kept", name="kept.txt", origin="test")
    for folder in (settings.MEDIA_ROOT, settings.FILE_UPLOAD_TEMP_DIR):
        for path in folder.rglob("*"):
            os.utime(path, (0, 0))
    call_command("purge_orphans", stdout=io.StringIO())
    left = [
        path
        for folder in (settings.MEDIA_ROOT, settings.FILE_UPLOAD_TEMP_DIR)
        for path in folder.rglob("*")
        if path.is_file()
    ]
    assert left == [files.path_of(kept)]


def test_purge_orphans_spares_what_is_young_and_only_speaks_on_a_dry_run(settings):
    orphan = settings.MEDIA_ROOT / "ab" / "orphan"
    orphan.parent.mkdir(parents=True)
    orphan.write_bytes(b"x")
    call_command("purge_orphans", stdout=io.StringIO())
    assert orphan.exists()
    os.utime(orphan, (0, 0))
    out = io.StringIO()
    call_command("purge_orphans", "--dry-run", stdout=out)
    assert orphan.exists()
    assert "1 files would be removed" in out.getvalue()
    call_command("worker", once=True)
    assert not orphan.exists()
    orphan.write_bytes(b"x")
    os.utime(orphan, (0, 0))
    call_command("worker", once=True)
    assert orphan.exists()  # once a day


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\boot.pdf", "boot.pdf"),
        ("a\x00b.pdf", "ab.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("con", "_con"),
        ("fdp.\u202egpj.pdf", "fdp.gpj.pdf"),
        ("📷 visite.jpg", "📷 visite.jpg"),
        ("e\u0301tude.pdf", "étude.pdf"),
        ("sans extension", "sans extension"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("a\r\nSet-Cookie: b.pdf", "aSet-Cookie b.pdf"),
        ("", "_"),
        ("...", "_"),
    ],
)
def test_file_names_are_made_safe(given, kept):
    assert files.clean_name(given) == kept


def test_a_download_is_an_attachment_that_nothing_renders_or_keeps():
    stored = builders.stored_file("Été à l’école.pdf")
    response = files.download(stored)
    assert {
        name: response[name]
        for name in (
            "Content-Type",
            "Content-Disposition",
            "X-Content-Type-Options",
            "Cache-Control",
            "Content-Security-Policy",
        )
    } == {
        "Content-Type": "application/pdf",
        "Content-Disposition": "attachment; filename*=utf-8''%C3%89t%C3%A9%20%C3%A0%20l%E2%80%99%C3%A9cole.pdf",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    response.close()


def test_only_pictures_that_we_made_are_shown():
    photo = builders.stored_file("photo.png", content=builders.picture_bytes(), origin="deliverable")
    with pytest.raises(ValueError, match="pictures that we made"):
        files.picture(photo, of=photo)


def test_each_new_folder_is_synced_in_the_one_that_holds_it(monkeypatch, settings):
    synced, real = [], files.sync_folder
    with monkeypatch.context() as patch:
        patch.setattr(files, "sync_folder", lambda folder: (synced.append(folder), real(folder)))
        stored = files.store(b"abc", name="a.txt", origin="test")
    leaf = files.path_of(stored).parent
    assert synced == [settings.MEDIA_ROOT, leaf.parent, leaf]


def test_rows_that_nothing_refers_to_are_purged_after_a_day():
    version = builders.version()
    photo = builders.pictured_file()
    young, old = builders.stored_file("jeune.pdf"), builders.stored_file("vieux.pdf")
    StoredFile.objects.exclude(pk=young.pk).update(created_at=timezone.now() - timedelta(days=2))
    os.utime(files.path_of(old), (0, 0))
    call_command("purge_orphans", "--dry-run", stdout=io.StringIO())
    assert StoredFile.objects.filter(pk=old.pk).exists()
    call_command("purge_orphans", stdout=io.StringIO())
    kept = {young.pk, photo.pk, photo.pictures.get().picture_id, version.files.get().file_id}
    assert set(StoredFile.objects.values_list("pk", flat=True)) == kept
    assert not files.path_of(old).exists()
