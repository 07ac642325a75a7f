"""Discord's markdown, as the page shows it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.moves import opened
from tests.browser.stage import Stage

CASES = [
    ("plain & simple", "plain &amp; simple"),
    ("**bold** *slanted* _too_", "<strong>bold</strong> <em>slanted</em> <em>too</em>"),
    ("***both***", "<strong><em>both</em></strong>"),
    ("__under__ ~~gone~~", "<u>under</u> <s>gone</s>"),
    ("**a *b* c**", "<strong>a <em>b</em> c</strong>"),
    ("snake_case_name 2 * 3 * 4", "snake_case_name 2 * 3 * 4"),
    (r"\*not\* \_this\_", "*not* _this_"),
    ("`**code**`", "<code>**code**</code>"),
    ("``a ` b``", "<code>a ` b</code>"),
    ("# One\n## Two\n### Three\n#### Four", "<h3>One</h3><h4>Two</h4><h5>Three</h5>#### Four"),
    ("-# small\nas ever", "<div>small</div>as ever"),
    ("- a\n- b\n  - c", "<ul><li>a</li><li>b<ul><li>c</li></ul></li></ul>"),
    ("3. c\n4. d", '<ol start="3"><li>c</li><li>d</li></ol>'),
    ("> quoted\n> too\nnot", "<blockquote>quoted<br>too</blockquote>not"),
    (">>> all\nof it", "<blockquote>all<br>of it</blockquote>"),
    ("one\ntwo", "one<br>two"),
    ("[named](https://example.com/a_(b))", '<a href="https://example.com/a_(b)">named</a>'),
    ("see https://example.com/x.", 'see <a href="https://example.com/x">https://example.com/x</a>.'),
    ("<https://example.com/y>", '<a href="https://example.com/y">https://example.com/y</a>'),
    ("[run](javascript:alert(1))", "[run](javascript:alert(1))"),
    ("**open", "**open"),
    ("¯\\_(ツ)_/¯", "¯\\_(ツ)_/¯"),
    ("||hidden||", "<span><span>hidden</span></span>"),
    ("@everyone", "<span>@everyone</span>"),
    ("<@1> <@&2> <#3>", "<span>@unknown-user</span> <span>@unknown-role</span> <span>#unknown</span>"),
    ("</roll:1>", "<button>/roll</button>"),
    ("<t:0:D>", '<time datetime="1970-01-01T00:00:00.000Z">January 1, 1970</time>'),
    ("<t:99999999999999999>", "&lt;t:99999999999999999&gt;"),
    ("```\nplain *code*\n```", "<pre><code>plain *code*</code></pre>"),
    ("<id:browse>", "<span>Browse Channels</span>"),
]
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>document.title = 'taken over'</script>",
    '[<img src=x onerror=alert(1)>](https://example.com/"onmouseover="alert(1))',
    "```html\n<script>document.title = 'taken over'</script>\n```",
    "<svg onload=alert(1)>",
    "[x](data:text/html,<script>alert(1)</script>)",
]
MARKS = ("*", "_", "`", "[", "|", "~", "<@", "](", "*a", "> ", "- ", "**a ", "_a*", "[a](", "\\", "||*_", "https://")
ENDLESS = [mark * 2000 for mark in MARKS]
SHAPE = """texts => import("/static/messages/markdown.js").then(({ formatted }) => texts.map((text) => {
  const whole = document.createElement("div");
  whole.append(formatted(text));
  for (const node of whole.querySelectorAll("*")) {
    const seen = ["href", "start", "datetime"];
    for (const { name } of [...node.attributes]) if (!seen.includes(name)) node.removeAttribute(name);
  }
  return whole.innerHTML;
}))"""


def test_each_mark_is_shown_as_in_discord(bare: Stage, page: Page) -> None:
    opened(page, bare)
    shown = page.evaluate(SHAPE, [text for text, _ in CASES])

    wrong = [(text, wanted, got) for (text, wanted), got in zip(CASES, shown, strict=True) if wanted != got]
    assert not wrong, "\n".join(map(str, wrong))


def test_code_is_highlighted_in_its_language(bare: Stage, page: Page) -> None:
    bare.show({"content": '```py\ndef answer():\n    return "42"  # why\n```'})
    code = opened(page, bare).last.locator("pre > code")

    expect(code).to_contain_text('def answer():\n    return "42"  # why', use_inner_text=True)
    assert code.evaluate("one => one.querySelectorAll('span').length") >= 3


def test_mentions_say_names_and_lead_there(bare: Stage, page: Page) -> None:
    world = bare.do(lambda: bare.test.discord.world)
    ada, general, artist = world.user("ada").id, world.channel("general").id, world.guild.roles
    role = next(one.id for one in artist.values() if one.name == "Artist")
    bare.show({"content": f"<@{ada}> and <@&{role}> in <#{general}> at <t:{2**31}:R>"})
    last = opened(page, bare).last

    expect(last).to_contain_text("@Ada and @Artist in #general at in ")
    last.get_by_role("button", name="@Ada").click()
    expect(page.get_by_role("menu", name="Ada")).to_be_visible()
    page.keyboard.press("Escape")
    last.get_by_role("button", name="#general").click()
    expect(page.get_by_role("main").get_by_role("heading", name="general")).to_be_visible()


def test_nothing_that_is_said_becomes_markup(bare: Stage, page: Page) -> None:
    for text in HOSTILE:
        embed = {"title": text, "description": text, "fields": [{"name": text, "value": text}]}
        bare.show({"content": text, "embeds": [embed]})
    messages = opened(page, bare)

    expect(messages).to_have_count(len(HOSTILE))
    expect(messages.first).to_contain_text("<img src=x onerror=alert(1)>")
    for tag in ("img", "script", "svg[onload]", "[onerror]", "[onmouseover]"):
        expect(page.get_by_role("log", name="Conversation").locator(tag)).to_have_count(0)
    expect(page).to_have_title("Postern · Playground")
    expect(page.locator("a[href^='javascript:'], a[href^='data:']")).to_have_count(0)


@pytest.mark.parametrize("where", ["content", "description"])
def test_no_text_stops_the_page(bare: Stage, page: Page, where: str) -> None:
    for text in ENDLESS:
        bare.show({"content": text[:2000]} if where == "content" else {"embeds": [{"description": (text * 3)[:4096]}]})
    messages = opened(page, bare)

    expect(messages).to_have_count(len(ENDLESS), timeout=10_000)
    slowest = page.evaluate(
        """texts => import("/static/messages/markdown.js").then(({ formatted }) => Math.max(...texts.map((text) => {
          const began = performance.now();
          formatted(text);
          return performance.now() - began;
        })))""",
        ENDLESS,
    )
    assert slowest < 2_000
