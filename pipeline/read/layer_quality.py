"""How much of a doubtful text layer is right, where its page could not be read from the image."""

# Share of characters that are right, by the fault that was found (words of `find_text_fault` and of
# `judge_text_layer`). Layers without å, ä, ö had 4 to 8 % wrong characters, misread ones 8 % (median of
# twelve real scans); a font without a character table gives other letters throughout.
_RIGHT_BY_FAULT = (
    ("teckentabell", 0.2),
    ("är trasiga", 0.85),
    ("trasiga ligaturer", 0.9),
    ("å, ä och ö saknas", 0.93),
    ("fellästa", 0.9),
    ("skadad", 0.5),
)
# A layer of another program's OCR, or one of which nobody knows whether it is what the page shows.
_UNKNOWN = 0.9


def layer_confidence(reason: str) -> float:
    """Return the share of characters, 0-1, expected to be right in a layer that was distrusted for `reason`.

    >>> layer_confidence("textlagret är dåligt: å, ä och ö saknas, men OCR misslyckades")
    0.93
    """
    return next((share for words, share in _RIGHT_BY_FAULT if words in reason), _UNKNOWN)
