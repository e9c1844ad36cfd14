"""Small files of every kind that an analyst may have, invented, made in code."""

import gzip
import io
import json
import re
import zipfile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

NAMES = ("Vellmark", "Ostrany", "Tellan", "Velland", "Halven", "Sarn")


def body(n: int) -> str:
    """The text of an article of over fifty words, unlike that of any other number."""
    one, other = NAMES[n % 6], NAMES[(n + 1) % 6]
    return (
        f"The foreign minister of {one} said on Tuesday that talks with {other} would resume within {n + 2} weeks, "
        f"and that both sides had agreed on the place where they would meet.\n\n"
        f"Officials in {other} refused to comment on report number {n}. A spokesman for the harbour of Sarn said the "
        f"ships would sail on time, whatever the ministers may decide about the radar on the hill."
    )


def rows(count: int) -> list[dict]:
    return [
        {
            "title": f"Talks to resume, part {n}",
            "text": body(n),
            "outlet": "The Sarn Post" if n % 2 else "Velland Daily",
            "date": f"2021-03-{n % 28 + 1:02}",
            "author": "Anna Marren",
            "url": f"https://sarnpost.example/{n}",
        }
        for n in range(count)
    ]


def delimited(table: list[dict], sign: str = ",") -> bytes:
    """A table as CSV, each cell in quotation marks."""

    def line(cells):
        return sign.join('"' + str(cell).replace('"', '""') + '"' for cell in cells)

    return "\r\n".join([line(table[0]), *(line(row.values()) for row in table), ""]).encode()


def workbook(table: list[dict], empty: int = 0) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(list(table[0]))
    for row in table:
        sheet.append(list(row.values()))
    if empty:
        sheet.cell(len(table) + empty + 1, 1, " ")
    book.create_sheet("notes").append(["nothing here"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def parquet(table: list[dict]) -> bytes:
    file = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(table), file)
    return file.getvalue()


def lines(table: list[dict]) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in table).encode()


def page(row: dict) -> bytes:
    """A web page with an article."""
    paragraphs = "".join(f"<p>{p}</p>" for p in row["text"].split("\n\n"))
    return (
        f'<!doctype html><html><head><title>{row["title"]}</title><meta property="og:site_name" content="{row["outlet"]}">'
        f'<meta property="article:published_time" content="{row["date"]}T10:00:00Z"></head><body><nav>Home Politics</nav>'
        f"<article><h1>{row['title']}</h1>{paragraphs}{paragraphs.replace('Tuesday', 'Friday')}</article></body></html>"
    ).encode()


def record(
    url: str, data: bytes, kind: str = "response", http: str = "text/html; charset=utf-8", status: str = "200 OK"
):
    """A record of a WARC file."""
    payload = f"HTTP/1.1 {status}\r\nContent-Type: {http}\r\nContent-Length: {len(data)}\r\n\r\n".encode() + data
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n"
        f"WARC-Date: 2031-03-04T10:00:00Z\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(payload)}\r\n\r\n"
    )
    return head.encode() + payload + b"\r\n\r\n"


def warc(table: list[dict], packed: bool = True) -> bytes:
    """A WARC file: a page for each article, a picture and a page that is gone."""
    some = [record(row["url"], page(row)) for row in table]
    some.insert(1, record("https://sarnpost.example/a.png", b"\x89PNG", http="image/png"))
    some.append(record("https://sarnpost.example/gone", b"<html>gone</html>", status="404 Not Found"))
    return b"".join(gzip.compress(one) for one in some) if packed else b"".join(some)


def archive(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return file.getvalue()


def pdf(pages: list[list[str]], named: str = "") -> bytes:
    """A PDF with some lines on each page; named: what it is called."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for n, lines_of_page in enumerate(pages):
        told = "".join("(" + re.sub(r"([()])", r"\\\1", line) + ") Tj T* " for line in lines_of_page)
        stream = f"BT /F1 11 Tf 14 TL 50 780 Td {told}ET"
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents {5 + 2 * n} 0 R>>"
        )
        objects.append(f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream")
    objects.append(f"<</Title({named})>>")
    out, places = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(places) + 1}/Root 1 0 R/Info {len(places)} 0 R>>\n"
    return out + f"{end}startxref\n{len(out)}\n%%EOF".encode()


def every_kind(count: int = 3) -> dict[str, bytes]:
    """A file of each kind, by its name."""
    table = rows(count)
    text = f"{table[0]['title']}\n\n{table[0]['text']}\n"
    return {
        "a.csv": delimited(table),
        "b.tsv": delimited(table, "\t"),
        "c.xlsx": workbook(table),
        "d.json": json.dumps(table).encode(),
        "e.jsonl": lines(table),
        "f.parquet": parquet(table),
        "g.html": page(table[0]),
        "h.txt": text.encode(),
        "i.md": f"# {text}".encode(),
        "j.warc.gz": warc(table),
        "k.warc": warc(table, packed=False),
        "l.pdf": pdf(
            [["The Sarn Post 1", "Talks to resume in Sarn", *wrapped(table[0]["text"])], ["The Sarn Post 2", "End."]]
        ),
        "m.zip": archive({"in/one.txt": text.encode(), "two.csv": delimited(table)}),
        "n.csv.gz": gzip.compress(delimited(table)),
    }


def wrapped(text: str, width: int = 70) -> list[str]:
    """A text in lines, its words parted at their ends where they are long."""
    found, at = [], 0
    words = " ".join(text.split())
    while at < len(words):
        end = min(at + width, len(words))
        parts = end < len(words) and words[end - 1].isalpha() and words[end].isalpha()
        found.append(words[at:end].strip() + ("-" if parts else ""))
        at = end
    return found
