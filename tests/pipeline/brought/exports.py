"""Small files as others export them: each in the form its service writes, with a bad row or two."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

GOOGLE_FORMS = """\
"Timestamp","Email Address","Your name","Where are you from?","What makes good customer service?","Anything else?"
"2026/05/03 10:11:12 AM GMT+2","anna@example.org","Anna Meier","Leeds","Somebody who listens
and doesn't rush me.",""
"2026/05/03 11:01:00 AM GMT+2","ben@example.org","Ben O'Hara","York","They said ""take your time"", and meant it.","Nice survey, do it again"
"2026/05/03 11:05:00 AM GMT+2","c@example.org","","","n/a",""
"""  # noqa: E501

SURVEYMONKEY = """\
Respondent ID,Collector ID,Start Date,IP Address,Email Address,How old are you?,What makes good service?,
,,,,,Response,Open-Ended Response,Other (please specify)
114000001,4001,05/13/2026 10:11:12,192.0.2.4,tom@example.org,25-34,They fix it on the first call.,
114000002,4001,05/02/2026 08:00:00,192.0.2.5,,35-44,Fair prices and no tricks,none
114000002,4001,05/02/2026 08:00:00,192.0.2.5,,35-44,Fair prices and no tricks,none
"""

TYPEFORM_CSV = """\
#,Your name?,What is good service to you?,Response Type,Start Date (UTC),Submit Date (UTC),Network ID
21085286190ffad1248d17c4135ee56f,Lian,"A person, not a menu.",completed,,2026-02-07 10:00:00,a1b2
610fc266478b41e4927945e20fe54ad2,Omar,,completed,,2026-02-08 10:00:00,c3d4
"""


def typeform_json() -> dict[str, Any]:
    def response(token: str, name: str, text: str) -> dict[str, Any]:
        return {
            "landing_id": token,
            "token": token,
            "submitted_at": "2026-02-07T10:00:00Z",
            "metadata": {"user_agent": "Mozilla/5.0", "platform": "mobile"},
            "answers": [
                {"field": {"ref": "name", "type": "short_text"}, "type": "text", "text": name},
                {"field": {"ref": "good_service", "type": "long_text"}, "type": "text", "text": text},
                {"field": {"ref": "again", "type": "yes_no"}, "type": "boolean", "boolean": True},
                {"field": {"ref": "how"}, "type": "choice", "choice": {"label": "Phone"}},
            ],
        }

    items = [
        response("21085286190ffad1248d17c4135ee56f", "Lian", "A person, not a menu. Press one, press two!"),
        response("610fc266478b41e4927945e20fe54ad2", "Omar", "Honest about what they cannot do."),
        response("710fc266478b41e4927945e20fe54ad3", "Eva", "-"),
    ]
    return {"total_items": 3, "page_count": 1, "items": items}


REVIEWS = {
    "reviews": [
        {
            "reviewId": "AbFvOqk1",
            "reviewer": {"displayName": "Kay Jones", "profilePhotoUrl": "https://example.org/kay.jpg"},
            "starRating": "FIVE",
            "comment": "Remembered my order from last week!",
            "createTime": "2026-01-05T12:00:00Z",
        },
        {
            "reviewId": "AbFvOqk2",
            "reviewer": {"displayName": "Bo"},
            "starRating": "ONE",
            "createTime": "2026-01-06T12:00:00Z",
        },
    ]
}

TRUSTPILOT = """\
Review Id,Review Created (UTC),Review Consumer Name,Review Title,Review Content,Review Stars,Review URL
66f0,2026-03-05 08:00:00,Sue Hall,Ever so patient,The lady at the desk was ever so patient with my mum,5,https://example.org/r/66f0
66f1,2026-03-06 08:00:00,Al,Meh,,2,https://example.org/r/66f1
"""

PLAY = """\
Package Name,App Version Code,App Version Name,Reviewer Language,Device,Review Submit Date and Time,Review Submit Millis Since Epoch,Review Last Update Date and Time,Review Last Update Millis Since Epoch,Star Rating,Review Title,Review Text,Developer Reply Date and Time,Developer Reply Millis Since Epoch,Developer Reply Text,Review Link
com.example.shop,12,1.2,en,a51,2026-03-05T08:00:00Z,1772697600000,2026-03-05T08:00:00Z,1772697600000,5,,They sorted my parcel out within the hour,2026-03-06T08:00:00Z,1772784000000,Thank you for telling us how it went!,https://play.example.org/r1
com.example.shop,12,1.2,en,a51,2026-03-06T08:00:00Z,1772784000000,2026-03-06T08:00:00Z,1772784000000,1,,,,,,https://play.example.org/r2
"""  # noqa: E501

YOUTUBE = """\
Comment ID,Channel ID,Comment Create Timestamp,Price,Parent Comment ID,Post ID,Video ID,Comment Text,Top-Level Comment ID
Ugx1,UC0a,2026-03-05T08:00:00.123456+00:00,0,,,vid1,"{""text"":""They showed me how to do it ""},{""text"":""@anna""}",
Ugx2,UC0b,2026-03-06T08:00:00+00:00,0,Ugx1,,vid1,"{""takeoutSegments"":[{""text"":""Somebody who knows the {product}""}]}",
Ugx3,UC0b,2026-03-07T08:00:00+00:00,0,,,vid1,"{""text"": broken",
"""  # noqa: E501

TWEETS = """\
window.YTD.tweets.part0 = [
  {"tweet": {"id_str": "1890000000000000001", "created_at": "Sat Feb 07 10:00:00 +0000 2026", "lang": "en",
             "full_text": "Good service = someone who owns the problem &amp; rings back"}},
  {"tweet": {"id_str": "1890000000000000002", "created_at": "Sat Feb 07 11:00:00 +0000 2026", "lang": "es",
             "full_text": "Buen servicio es que te escuchen"}}
]
"""

WHATSAPP_IOS = """\
[12.03.26, 10:11:12] Messages and calls are end-to-end encrypted.
[12.03.26, 10:12:00] ~ Pat Smith: When they know the product
and tell me what I do not need
[12.03.26, 10:13:00] Jo: <Media omitted>
[13.03.26, 10:14:00] +44 7700 900123: Speed. And a smile.
"""

WHATSAPP_ANDROID = """\
25/03/2026, 10:11 - Messages and calls are end-to-end encrypted.
25/03/2026, 10:12 - Pat Smith: When they know the product
26/03/2026, 9:14 am - Jo: Speed. And a smile.
"""

THREAD = """\
Anna: They greet you like a neighbour.
Ben: Mine don't even look up
  from their phones.
@carla: Patience! See https://example.org/a: it says it all
"""

POSTS = """\
{"text": "They called me back when they said they would", "author": "Al", "url": "https://example.org/1"}
{broken
{"text": "", "author": "B"}
{"text": "Nobody rang.", "author": "Cy", "url": "javascript:alert(1)"}
"""

GERMAN = (
    "Kommentar;Name;Datum\nSie hören zu und erklären alles in Ruhe;Jürgen;03.04.2026\n"
    '"Freundlich; schnell";Uwe;25.04.2026\n;Ute;26.04.2026\nviel;zu;viele;zellen\n'
)


def workbook(path: Path) -> Path:
    """A workbook whose first sheet only explains; a title above the headings, days, a cell without text."""
    book = Workbook()
    book["Sheet"].append(["These are the answers of spring."])
    sheet = book.create_sheet("Answers")
    for line in (
        ["Customer feedback 2026"],
        ["Date", "Customer", "City", "Review"],
        [datetime(2026, 3, 5), "Sue Hall", "Hull", "The lady at the desk was ever so patient with my mum"],
        [46_000, "Ed", "Rye", None],
        [datetime(2026, 3, 6, 10, 30), None, None, "Easier than their returns policy"],
    ):
        sheet.append(line)
    book.save(path)
    return path


def written(folder: Path, name: str, content: str | dict[str, Any], encoding: str = "utf-8") -> Path:
    """A file with a text, or with JSON."""
    path = folder / name
    text = content if isinstance(content, str) else json.dumps(content)
    path.write_bytes(text.encode(encoding))
    return path
