"""Find beslutsplanering: which body is to meet when on this matter."""

from collections.abc import Iterator, Sequence

from extractors.bodies import find_bodies
from extractors.dates import find_dates
from extractors.lines import fold, split_lines
from schemas.items import Section, SectionKind
from schemas.mentions import Planning, Precision
from schemas.spans import Match, Range


def find_planning(text: str, sections: Sequence[Section]) -> Iterator[Match[Planning]]:
    """Yield one row for each line of a body and a date under "Beslutsplanering"."""
    for section in sections:
        if section.kind is not SectionKind.PLANNING:
            continue
        for line in split_lines(text, section.body):
            day = next((d for d in find_dates(line.text) if d.value.precision is Precision.DAY), None)
            if day is None:
                continue
            before = line.text[: day.start].strip(" \t:,–-•")
            after = line.text[day.end :].strip(" \t:,–-•")
            body = next(iter(find_bodies(before or after)), None)
            name = body.value.name if body is not None else fold(before or after)
            if name:
                yield Match(
                    value=Planning(body=name, date=day.value.value),
                    ranges=(Range(line.start, line.end),),
                    rule="planning:line",
                )
