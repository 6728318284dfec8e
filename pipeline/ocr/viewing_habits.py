"""Drop from a PDF what only tells a viewer how to behave, and what a checker of PDF/A does not know.

None of it is part of what is printed or said; office programs and browsers write it into good documents.
"""

import pikepdf

# Turning pages in a slide show; small pictures of pages.
_OF_PAGES = ("/Trans", "/Dur", "/Thumb")
# Where to open; threads of articles.
_OF_DOCUMENT = ("/OpenAction", "/Threads")
# Dictionaries in which Chromium repeats their name as a type that ISO 32000 does not give them.
_NAMED = ("/MarkInfo", "/ViewerPreferences")
# LibreOffice's checksum, of a file that this no longer is.
_OF_FILE = ("/DocChecksum",)


def forget_viewing_habits(pdf: pikepdf.Pdf) -> None:
    """Change `pdf` in memory; pages look and read as before."""
    for holder, keys in [(page.obj, _OF_PAGES) for page in pdf.pages] + [
        (pdf.Root, _OF_DOCUMENT),
        (pdf.trailer, _OF_FILE),
        *((pdf.Root.get(name), ("/Type",)) for name in _NAMED),
    ]:
        for key in keys:
            if holder is not None and key in holder:
                del holder[key]
