"""Files of texts: each form is read, and each bad file is refused with a sentence that names it and a way on."""

import contextlib
import io
import subprocess
import sys
import time
import zipfile
import zlib

import docx
import pypdf
import pytest

from bothways.errors import FileError
from bothways.mission import documents, read_document, text_of

WORDS = "We answer every customer the same day."


def word_file(*paragraphs):
    document = docx.Document()
    document.add_heading("Your work", 1)
    for one in paragraphs:
        document.add_paragraph(one)
    document.add_paragraph("Take the time", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Place", "Dover"
    document.add_paragraph("Last words.")
    return saved(document)


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def pdf_file(text=WORDS, pages=1):
    """A PDF of which each page shows a text."""
    stream = f"BT /F1 12 Tf 40 700 Td ({text}) Tj ET".encode() if text else b""
    kids = " ".join(f"{3 + at} 0 R" for at in range(pages))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        *[
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {3 + pages} 0 R /Resources "
            f"<< /Font << /F1 {4 + pages} 0 R >> >> >>".encode()
        ]
        * pages,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    return assembled(objects)


def assembled(objects):
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, 2)
    for number, one in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, one))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start))
    return out.getvalue()


def locked_pdf():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_file()))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def archive(parts, *, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def test_a_word_document_is_read_in_its_order_with_headings_lists_and_tables():
    text = text_of(word_file(WORDS), name="a.docx")
    assert text.split("\n\n") == ["# Your work", WORDS, "- Take the time", "Place | Dover", "Last words."]


def test_a_pdf_is_read_page_by_page():
    assert text_of(pdf_file(pages=2), name="a.pdf").split("\n\n") == [WORDS, WORDS]


def test_a_page_is_read_as_people_see_it():
    page = (
        "<html><head><title>No</title><style>p {color: red}</style></head><body>"
        "<script>alert(1)</script><h2>Your work</h2>"
        "<p>We answer\n every <b>customer</b> the same day.</p><ul><li>Take the time</li></ul><!-- hidden -->"
    )
    assert text_of(page.encode(), name="a.html").split("\n\n") == ["# Your work", WORDS, "- Take the time"]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_plain_text_is_read_in_usual_codings(coding):
    assert text_of("Für Sie, heute.".encode(coding), name="a.txt") == "Für Sie, heute."


@pytest.mark.parametrize("name", ["a.txt", "a.pdf", "a.docx"])
def test_the_content_tells_what_a_file_is_and_not_its_name(name):
    assert WORDS in text_of(word_file(WORDS), name=name)
    assert WORDS in text_of(pdf_file(), name=name)
    assert text_of(WORDS.encode(), name=name) == WORDS


BAD = {
    "empty": (b"  \n", "empty"),
    "encrypted PDF": (locked_pdf(), "encrypted"),
    "too many pages": (pdf_file(pages=201), "more than 200 pages"),
    "a scan": (pdf_file(text=""), "may be a scan"),
    "a broken PDF": (b"%PDF-1.7\n" + b"nothing " * 50, "could not be read|may be a scan"),
    "a picture": (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "no text"),
    "an old Word file": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "old Word, or encrypted"),
    "RTF": (b"{\\rtf1 hello}", "RTF"),
    "a spreadsheet": (archive({"xl/workbook.xml": "<x/>"}), "no Word document"),
    "half an archive": (word_file(WORDS)[:900], "broken"),
    "an archive called a document": (archive({"word/document.xml": "no xml"}), "no Word document|could not be"),
    "numbers": (b"1 2 3 4 5", "no text"),
    "too large": (b"a" * (documents.LARGEST + 1), "larger than 10 MB"),
    "too long": (b"word " * 130_000, "longer than 200 pages"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_refused_by_name_and_with_a_way_on(case):
    raw, words = BAD[case]
    with pytest.raises(FileError, match=words) as refused:
        text_of(raw, name="posting.pdf")
    assert str(refused.value).startswith("posting.pdf: ")
    assert refused.value.remedy


def test_a_pdf_that_asks_for_no_password_is_read_though_it_is_encrypted():
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf_file()))
    writer.encrypt("", owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    assert WORDS in text_of(out.getvalue(), name="a.pdf")


def refused_in_time(raw, *, within=documents.SECONDS + 10):
    begin = time.monotonic()
    with pytest.raises(FileError) as refused:
        text_of(raw, name="bomb")
    assert time.monotonic() - begin < within
    return refused.value


def test_an_archive_that_would_unpack_to_gigabytes_is_refused_before_it_is_unpacked():
    bomb = archive({"word/document.xml": b"<w>" + b"a" * (documents.MOST_UNPACKED + 1)})
    assert len(bomb) < 200_000
    assert "too large when it is unpacked" in str(refused_in_time(bomb, within=5))


def test_an_archive_of_thousands_of_parts_is_refused():
    bomb = archive(
        {f"word/{at}.xml": "" for at in range(documents.MOST_PARTS + 1)} | {"word/document.xml": ""}
    )
    assert "too large when it is unpacked" in str(refused_in_time(bomb, within=10))


def test_entities_that_multiply_are_not_followed():
    entities = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 20}">' for at in range(1, 12))
    body = f'<!DOCTYPE w [<!ENTITY a0 "lol">{entities}]><w:document xmlns:w="x"><w:body>&a11;</w:body></w:document>'
    parts = {"word/document.xml": body}
    with zipfile.ZipFile(io.BytesIO(word_file(WORDS))) as there:
        parts = {name: there.read(name) for name in there.namelist()} | parts
    refused_in_time(archive(parts))


def test_a_file_on_this_machine_is_not_read_through_an_entity(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("the secret of the house")
    with zipfile.ZipFile(io.BytesIO(word_file(WORDS))) as there:
        parts = {name: there.read(name) for name in there.namelist()}
    body = parts["word/document.xml"].decode()
    head, rest = body.split("?>", 1)
    parts["word/document.xml"] = (
        f'{head}?><!DOCTYPE w [<!ENTITY s SYSTEM "{secret.as_uri()}">]>{rest.replace(WORDS, "&s; and " + WORDS)}'
    )
    try:
        text = text_of(archive(parts), name="a.docx")
    except FileError as error:
        text = str(error)
    assert "the secret of the house" not in text


def test_a_stream_of_a_pdf_that_unpacks_to_gigabytes_ends_in_time_and_memory():
    packed = zlib.compress(b"(a) Tj " * 60_000_000, 9)
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    raw = pdf_file().replace(b"/Contents 4 0 R", b"/Contents 6 0 R")
    objects = [part.split(b" obj\n", 1)[1] for part in raw.split(b"\nendobj\n")[:-1]]
    assert len(packed) < documents.LARGEST
    refused_in_time(assembled([*objects, stream]))


def test_a_page_nested_a_hundred_thousand_times_ends_in_time():
    raw = b"<html><body>" + b"<div>" * 100_000 + WORDS.encode() + b"</body></html>"
    begin = time.monotonic()
    with contextlib.suppress(FileError):
        assert WORDS in text_of(raw, name="deep.html")
    assert time.monotonic() - begin < documents.SECONDS + 10


def test_a_reader_that_hangs_is_ended(monkeypatch):
    def hang(*arguments, timeout, **more):
        raise subprocess.TimeoutExpired("read", timeout)

    monkeypatch.setattr(subprocess, "run", hang)
    with pytest.raises(FileError, match="within 20 seconds"):
        text_of(pdf_file(), name="slow.pdf")


def test_memory_of_the_reader_is_limited():
    code = (
        "import resource, bothways.mission.unpacked as reader; reader._limit();"
        "print(resource.getrlimit(resource.RLIMIT_AS)[0], resource.getrlimit(resource.RLIMIT_CPU)[0])"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.split() == [str(documents.MEMORY), str(documents.SECONDS)]


def test_a_file_is_read_from_its_place_and_a_missing_one_is_named(tmp_path):
    path = tmp_path / "posting.docx"
    path.write_bytes(word_file(WORDS))
    assert WORDS in read_document(path)
    with pytest.raises(FileError, match=r"gone\.pdf"):
        read_document(tmp_path / "gone.pdf")
