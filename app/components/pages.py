r"""
A message whose content is turned like a book: `return await Pages([…]).reply(ctx)`.

The pages are kept in the store, and the buttons hold the key to them, so that
any process turns them, after any restart. They are sent as they were made.

A list that is too long for that, or that changes while it is read, is better
asked for anew with each turn. Then the button says which page it leads to:

    @button(label="›")
    async def turn(ctx: ComponentContext, page: int, query: str, db: Database = provided) -> Update:
        tags, last = await db.find_tags(query, page)
        back = turn.button(page - 1, query).replace(label="‹", disabled=page == 0)
        on = turn.button(page + 1, query).replace(disabled=page == last)
        return Update("\n".join(tags), components=[ActionRow(back, on)])
"""

import contextlib
import math
import secrets
from collections.abc import Iterator, Sequence
from typing import Any, TypeAlias

import msgspec

from app.command_errors import NotInvoker
from app.components.button import button
from app.context.base import Context
from app.context.component import ComponentContext
from app.errors import AnswerInvalid, ComponentExpired, ResponseError, RestError
from app.models.base import Model, Snowflake, decoder, encode
from app.models.button import Button, ButtonStyle
from app.models.component import ActionRow, MessageComponent
from app.models.disabling import disable
from app.models.embed import Embed
from app.models.limits import find_fault
from app.models.response import Reply, Update, is_v2
from app.providers import provided
from app.stores.base import Store

Page: TypeAlias = str | Embed | Sequence[Embed] | Reply
"""A text, one or more embeds, or a message without files and poll; with components of its own, if it has a row free."""

KEPT_FOR = 86_400.0
"""Seconds for which pages are kept, unless they say otherwise."""

_FIRST, _BACK, _HERE, _ON, _LAST = range(5)


class _Kept(Model, kw_only=True):
    """What the store keeps.

    Attributes:
        user_id: Who alone turns them; None if anybody may.
        pages: The pages.
    """

    user_id: Snowflake | None = None
    pages: tuple["_KeptPage", ...] = ()


class _KeptPage(Model, kw_only=True):
    """What changes from page to page."""

    content: str | None = None
    embeds: tuple[Embed, ...] = ()
    components: tuple[MessageComponent, ...] = ()


_DECODER = decoder(_Kept)


class Pages:
    r"""Several pages that share one message: `return await Pages(["One.", "Two."]).reply(ctx)`.

    Below the page stand the buttons « ‹ 1/3 › », of which the outer two are
    there from three pages on. Who asked for them turns them, and nobody else. A
    long list is cut by the author: `Pages(["\n".join(names[at : at + 20]) for
    at in range(0, len(names), 20)])`.

    They are kept in the Store: any process turns them, as long as that lives.
    After `expires` seconds who turns one is told that they have expired, and
    the buttons are greyed out.

    Args:
        pages: Texts, embeds or lists of these, or a `Reply` each, without files
            and poll. One alone gets no buttons.
        expires: Seconds for which they can be turned; a day unless given.
        anybody: Whether others than who asked for them may turn them.

    Raises:
        AnswerInvalid: If there are none, or one cannot be a page.
    """

    def __init__(self, pages: Sequence[Page], *, expires: float = KEPT_FOR, anybody: bool = False) -> None:
        if isinstance(pages, str) or not pages:
            raise AnswerInvalid(f'Pages takes a list of one or more pages, ["One.", "Two."], and not {pages!r:.40}')
        if not expires > 0 or math.isinf(expires):
            raise AnswerInvalid(f"Pages are kept for a number of seconds above 0, and not for {expires!r}")
        self._pages = [_read_page(number, page) for number, page in enumerate(pages, 1)]
        self._expires = expires
        self._anybody = anybody
        if len({is_v2(page.components) for page in self._pages}) > 1:
            why = "and a message that is made up of components stays one: make them all so, or none"
            raise AnswerInvalid(f"Pages: some are made up of components and others are text, {why}")

    async def reply(self, ctx: Context) -> Reply:
        """Keep the pages, and return the message that shows the first one.

        It may be changed as any other: `.replace(ephemeral=True)`; a `Reply`
        that is the first page hands on what it is beside its content.

        Raises:
            AnswerInvalid: If Discord would refuse one of them; says which.
            StoreError: If the store cannot be reached.
        """
        first, count = self._pages[0], len(self._pages)
        if count == 1:
            return first
        key = secrets.token_urlsafe(12)
        for number, page in enumerate(self._pages):
            fault = find_fault(page.replace(components=(*page.components, _make_row(key, number, count))))
            if fault:
                raise AnswerInvalid(f"page {number + 1} of Pages cannot be sent: {fault}")
        kept = _Kept(
            user_id=None if self._anybody else ctx.user.id,
            pages=tuple(
                _KeptPage(content=page.content, embeds=tuple(page.embeds), components=tuple(page.components))
                for page in self._pages
            ),
        )
        store = await ctx.get(Store)
        await store.set(_kept_at(key), msgspec.Raw(encode(kept)), ttl=self._expires)
        return first.replace(components=(*first.components, _make_row(key, 0, count)))


@button(label="›", name="postern.turn")
async def turn(ctx: ComponentContext, key: str, page: int, place: int, store: Store = provided) -> Update:
    """Show another page; `place` keeps the custom_ids of two buttons apart that lead to the same one."""
    raw = await store.get(_kept_at(key), msgspec.Raw)
    if raw is None:
        # If it can be done: who turns them is told in any case.
        with contextlib.suppress(ResponseError, RestError):
            await ctx.update(Update(components=_grey_out(ctx.message.components, ctx.interaction.custom_id)))
        raise ComponentExpired(ctx.interaction.custom_id, "its pages are kept no more")
    kept = _DECODER.decode(raw)
    if kept.user_id is not None and ctx.user.id != kept.user_id:
        raise NotInvoker
    shown = kept.pages[page]
    components = (*shown.components, _make_row(key, page, len(kept.pages)))
    if is_v2(shown.components):
        return Update(components=components)
    return Update(shown.content, embeds=shown.embeds, components=components)


def _read_page(number: int, page: Any) -> Reply:
    if isinstance(page, str):
        return Reply(page)
    if isinstance(page, Embed):
        return Reply(embeds=[page])
    if isinstance(page, Sequence) and page and all(isinstance(one, Embed) for one in page):
        return Reply(embeds=page)
    if not isinstance(page, Reply):
        raise AnswerInvalid(f"page {number} of Pages is a text, embeds or a Reply, and not {page!r:.40}")
    for what in ("files", "poll"):
        if getattr(page, what):
            raise AnswerInvalid(f"page {number} of Pages has {what}, which cannot change from page to page")
    return page


def _make_row(key: str, page: int, count: int) -> ActionRow:
    """Make the buttons of a page."""

    def leading(label: str, to: int, place: int) -> Button:
        is_there = 0 <= to < count and to != page
        return turn.button(key, max(min(to, count - 1), 0), place).replace(
            label=label, style=ButtonStyle.secondary, disabled=not is_there
        )

    inner = (
        leading("‹", page - 1, _BACK),
        leading(f"{page + 1}/{count}", page, _HERE),
        leading("›", page + 1, _ON),
    )
    if count == 2:
        return ActionRow(*inner)
    return ActionRow(leading("«", 0, _FIRST), *inner, leading("»", count - 1, _LAST))


def _grey_out(components: Sequence[MessageComponent], custom_id: str) -> Sequence[MessageComponent]:
    """Disable the buttons of the row that one of them stands in, and nothing else of a message."""
    for named in _beside(components, custom_id):
        components = disable(components, only=named)
    return components


def _beside(components: Sequence[MessageComponent], custom_id: str) -> Iterator[str]:
    for row in components:
        names = [getattr(one, "custom_id", "") for one in row.components] if isinstance(row, ActionRow) else []
        if custom_id in names:
            yield from names


def _kept_at(key: str) -> str:
    return f"postern:pages:{key}"
