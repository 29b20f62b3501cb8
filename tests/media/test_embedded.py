"""Keywords, creator and title come out of every kind of file that carries them, and hostile ones do no harm."""

import struct
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from media.decoding import Limits, inspect_picture
from media.embedded import MAX_XMP, Embedded
from tests.media.samples import draw_png, encode

LIMITS = Limits(20_000_000, 10_000_000, 100)


def write_xmp(inner: str, attributes: str = "") -> bytes:
    """Write an XMP packet around what a Description holds."""
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
      xmlns:dc="http://purl.org/dc/elements/1.1/" {attributes}>{inner}</rdf:Description></rdf:RDF></x:xmpmeta>
      <?xpacket end="w"?>""".encode()


def write_list(name: str, *items: str, kind: str = "Bag") -> str:
    """Write a list of texts as RDF does."""
    return f"<dc:{name}><rdf:{kind}>{''.join(f'<rdf:li>{item}</rdf:li>' for item in items)}</rdf:{kind}></dc:{name}>"


def write_iptc(*fields: tuple[int, int, bytes]) -> bytes:
    """Write the APP13 segment of a JPEG that holds these IPTC fields."""
    records = b"".join(b"\x1c" + struct.pack(">BBH", record, field, len(v)) + v for record, field, v in fields)
    resource = b"8BIM\x04\x04\0\0" + struct.pack(">I", len(records)) + records + b"\0" * (len(records) % 2)
    body = b"Photoshop 3.0\0" + resource
    return b"\xff\xed" + struct.pack(">H", len(body) + 2) + body


def draw_jpeg(segment: bytes = b"", **options: Any) -> bytes:
    """Draw a JPEG with a segment of one's own behind its first marker."""
    content = encode(Image.new("RGB", (8, 6)), kind="JPEG", **options)
    return content[:2] + segment + content[2:]


def draw_png_with(packet: bytes, *frames: Image.Image) -> bytes:
    """Draw a PNG that holds an XMP packet."""
    chunks = PngInfo()
    chunks.add_itxt("XML:com.adobe.xmp", packet.decode("utf-8", "surrogateescape"))
    return encode(*(frames or [Image.new("RGB", (8, 6))]), kind="PNG", pnginfo=chunks)


def read(content: bytes) -> Embedded:
    return inspect_picture(BytesIO(content), LIMITS).inside


SAID = write_xmp(
    write_list("subject", "Black_Cat", "größe", "a &amp; b", "Black_Cat", " ")
    + write_list("creator", "Ann", "Bob", kind="Seq")
    + '<dc:title><rdf:Alt><rdf:li xml:lang="de">Katze</rdf:li><rdf:li xml:lang="x-default">Cat</rdf:li>'
    + "</rdf:Alt></dc:title>"
)
READ = Embedded(("Black_Cat", "größe", "a & b"), "Ann, Bob", "Cat")


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "AVIF"])
def test_xmp_is_read_from_each_format(kind: str) -> None:
    assert read(encode(Image.new("RGB", (8, 6)), kind=kind, xmp=SAID)) == READ


def test_xmp_is_read_from_still_and_animated_png() -> None:
    assert read(draw_png_with(SAID)) == READ
    assert read(draw_png_with(SAID, *(Image.new("RGB", (8, 6), (n, 0, 0)) for n in (1, 2, 3)))) == READ


@pytest.mark.parametrize(
    ("packet", "said"),
    [
        (write_xmp("", 'dc:subject="one" dc:title="t"'), Embedded(("one",), None, "t")),
        (write_xmp("<dc:subject>one</dc:subject>"), Embedded(("one",))),
        (write_xmp("<dc:subject><rdf:Bag/></dc:subject><dc:title/>"), Embedded()),
        (write_xmp(write_list("subject", "only")), Embedded(("only",))),
        (
            write_xmp('<dc:subject><rdf:Bag><rdf:li xml:lang="en">cat</rdf:li></rdf:Bag></dc:subject>'),
            Embedded(("cat",)),
        ),
        (b"<plain/>", Embedded()),
        (b"", Embedded()),
    ],
)
def test_xmp_has_many_ways_to_say_it(packet: bytes, said: Embedded) -> None:
    assert read(encode(Image.new("RGB", (8, 6)), kind="JPEG", xmp=packet)) == said


def test_iptc_is_utf_8_where_it_says_so_and_else_latin_1() -> None:
    fields = [(2, 25, "größe".encode()), (2, 25, b"cat"), (2, 80, b"Ann"), (2, 5, b"A cat\0")]
    utf8 = write_iptc((1, 90, b"\x1b%G"), *fields)
    assert read(draw_jpeg(utf8)) == Embedded(("größe", "cat"), "Ann", "A cat")
    assert read(draw_jpeg(write_iptc((2, 25, b"gr\xf6\xdfe")))) == Embedded(("größe",))


def test_xmp_comes_before_iptc() -> None:
    iptc = write_iptc((2, 25, b"dog"), (2, 25, b"Black_Cat"), (2, 80, b"Zoe"), (2, 5, b"Dog"))
    said = write_xmp(write_list("subject", "Black_Cat") + write_list("creator", "Ann"))
    assert read(draw_jpeg(iptc, xmp=said)) == Embedded(("Black_Cat", "dog"), "Ann", "Dog")


BOMB = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><x>&b;</x>"""
OUTSIDE = b"""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>"""


@pytest.mark.parametrize(
    "packet",
    [
        BOMB,
        OUTSIDE,
        b"<unclosed",
        b"\xff\xfe\0<",
        b"<a>" * 50_000 + b"</a>" * 50_000,
        b"<x>" + b" " * MAX_XMP + b"</x>",
    ],
    ids=["bomb", "outside", "unclosed", "no xml", "deep", "large"],
)
def test_hostile_xmp_is_left_out_and_the_picture_taken(packet: bytes) -> None:
    said = read(encode(Image.new("RGB", (8, 6)), kind="WEBP", xmp=packet))
    assert said.keywords == ()
    assert [trouble.split(" block")[0] for trouble in said.troubles] == ["Its XMP"]


def test_broken_iptc_is_left_out_and_the_picture_taken() -> None:
    said = read(draw_jpeg(write_iptc((1, 90, b"\x1b%G"), (2, 25, b"\xff"))))
    assert said == Embedded(troubles=("Its IPTC block cannot be read and was left out (UnicodeDecodeError).",))


def test_too_much_of_everything_is_cut() -> None:
    many = write_xmp(write_list("subject", *(f"tag {n}" for n in range(600))))
    said = read(draw_png_with(many))
    assert len(said.keywords) == 500
    assert said.troubles == ("It has 600 keywords inside; only the first 500 are read.",)
    long = write_xmp(write_list("subject", "x" * 1001, "y") + write_list("creator", "z" * 1001))
    assert read(draw_png_with(long)) == Embedded(
        ("y",),
        troubles=(
            "A keyword inside it has more than 1000 characters and was left out.",
            "The creator inside it has more than 1000 characters and was left out.",
        ),
    )


def test_a_plain_picture_says_nothing() -> None:
    assert read(draw_png()) == Embedded()
