import os
import warnings

import pytest

from analysis.decoding import LIMIT, DecodingError, StrayBytes, data_in, text_of

TEXT = "“We shall meet,” said Anna Marren – the envoy of Vellmark. It’s late in the Café, she said.\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert text_of(TEXT.encode(encoding), "a.txt") == TEXT


@pytest.mark.parametrize("stray", [b"\x80", b"\xff", b"\x93", b"\xe2\x80", b"\xc3", b"\xed\xa0\x80"])
@pytest.mark.parametrize("at", [0, 12, 150])
def test_a_stray_byte_spoils_no_other_letter(stray, at):
    data = TEXT[:at].encode() + stray + TEXT[at:].encode()
    with pytest.warns(StrayBytes, match=r"^a.txt: .* no UTF-8 .* shown as \ufffd"):
        text = text_of(data, "a.txt")
    assert text.replace("\ufffd", "") == TEXT


def test_a_letter_cut_in_two_at_the_end():
    with pytest.warns(StrayBytes):
        assert text_of(TEXT.encode() + "”".encode()[:2], "a.txt") == TEXT + "\ufffd"


@pytest.mark.parametrize("words", ["Aldö Tévik", "“We shall meet,” she said.", "Halven – again", "5\xa0boats"])
def test_what_became_utf8_twice_is_told_and_kept(words):
    broken = words.encode().decode("cp1252", errors="ignore")
    with pytest.warns(StrayBytes, match=r"^a.txt: letters are broken \(“.+”\), .* twice; take it anew"):
        assert text_of(f"{TEXT}{broken}\n".encode(), "a.txt") == f"{TEXT}{broken}\n"


def test_accents_that_look_like_utf8_by_chance():
    assert text_of("At the “CAFÉ” they said “no”.".encode("cp1252"), "a.txt") == "At the “CAFÉ” they said “no”."


@pytest.mark.parametrize(
    ("data", "why"), [(b"", "empty"), (b" \n\n ", "empty"), (bytes(range(256)) * 40, "binary"), (b"a\x00b", "binary")]
)
def test_what_is_no_text(data, why):
    with pytest.raises(DecodingError, match=why):
        text_of(data, "a.txt")


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\r\n"])
def test_a_pdf_that_is_not_compressed_is_no_text(before):
    data = before + b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nBT (Talks will resume, she said.) Tj ET\n"
    with pytest.raises(DecodingError, match="this is a PDF, not text"):
        text_of(data, "a.txt")


def test_only_plain_files_of_some_size_are_opened(tmp_path):
    large, pipe, endless = (tmp_path / name for name in ("large.txt", "pipe.txt", "endless.txt"))
    with large.open("wb") as file:
        file.truncate(3 * 1000**3)  # takes no room on the disk
    os.mkfifo(pipe)
    endless.symlink_to("/dev/zero")
    for path, why in (
        (large, "over 5 MB"),
        (pipe, "no plain file"),
        (endless, "no plain file"),
        (tmp_path, "a folder"),
    ):
        with pytest.raises(DecodingError, match=why):
            data_in(path)
    (tmp_path / "a.txt").write_bytes(b"a" * LIMIT)
    assert len(data_in(tmp_path / "a.txt")) == LIMIT
