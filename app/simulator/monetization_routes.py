"""
The REST routes about what the application sells, and who has bought it.

https://docs.discord.com/developers/resources/entitlement
"""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.simulator.access import Access
from app.simulator.discord import Discord
from app.simulator.door import Door, json_response
from app.simulator.forms import Form
from app.simulator.guild_records import Sku, Subscription
from app.simulator.multipart import Upload
from app.simulator.query import is_true, page_id, page_of_ids
from app.simulator.refusal import FormErrors, Refusal
from app.simulator.views import entitlement_view, instant
from app.simulator.world import Application, Entitlement, Json

_CONSUMABLE = 3
_GUILD_OWNER, _USER_OWNER = 1, 2
_MOST, _DEFAULT_SUBSCRIPTIONS = 100, 50
_ENTITLEMENTS = "/applications/{application_id:int}/entitlements"
_SUBSCRIPTIONS = "/skus/{sku_id:int}/subscriptions"


class MonetizationRoutes:
    """Handlers of the routes about SKUs, entitlements and subscriptions."""

    def __init__(self, discord: Discord) -> None:
        self._discord = discord

    def routes(self, door: Door) -> list[BaseRoute]:
        """Make the routes."""
        one = _ENTITLEMENTS + "/{entitlement_id:int}"
        return [
            door.open("/applications/{application_id:int}/skus", {"GET": self.list_skus}),
            door.open(_ENTITLEMENTS, {"GET": self.list_entitlements, "POST": self.create}),
            door.open(one, {"GET": self.read, "DELETE": self.delete}),
            door.open(one + "/consume", {"POST": self.consume}),
            door.open(_SUBSCRIPTIONS, {"GET": self.list_subscriptions}),
            door.open(_SUBSCRIPTIONS + "/{subscription_id:int}", {"GET": self.read_subscription}),
        ]

    async def list_skus(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List what the application sells."""
        application = self._application(request)
        return json_response([_sku_view(application, sku) for sku in application.skus])

    async def list_entitlements(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List what was bought of the application, by id."""
        application = self._application(request)
        user_id, guild_id = page_id(request, "user_id"), page_id(request, "guild_id")
        sku_ids = [int(sku_id) for sku_id in request.query_params.get("sku_ids", "").split(",") if sku_id.isdecimal()]
        leaves_deleted_out = "exclude_deleted" not in request.query_params or is_true(request, "exclude_deleted")
        leaves_ended_out, now = is_true(request, "exclude_ended"), self._discord.now()
        found = {
            held.id: held
            for held in application.entitlements
            if (user_id is None or held.user_id == user_id)
            and (guild_id is None or held.guild_id == guild_id)
            and (not sku_ids or held.sku_id in sku_ids)
            and not (leaves_deleted_out and held.deleted)
            and not (leaves_ended_out and held.ends_at is not None and held.ends_at <= now)
        }
        page = page_of_ids(request, found, most=_MOST, default=_MOST)
        return json_response([entitlement_view(application, found[held_id]) for held_id in page])

    async def read(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read one entitlement."""
        application = self._application(request)
        return json_response(entitlement_view(application, _found(application, request)))

    async def create(self, request: Request, body: object, _: Mapping[str, Upload]) -> Response:
        """Make a test entitlement, for a user or a guild, without an end."""
        world, application = self._discord.world, self._application(request)
        errors = FormErrors()
        form = Form(body, errors)
        sku_id, owner_id = form.snowflake("sku_id", required=True), form.snowflake("owner_id", required=True)
        owner_type = form.choice("owner_type", (_GUILD_OWNER, _USER_OWNER), required=True)
        errors.raise_if_any()
        assert sku_id is not None
        assert owner_id is not None
        if all(sku.id != sku_id for sku in application.skus):
            raise Refusal(404, 10027)
        held = Entitlement(world.snowflakes(), sku_id)
        if owner_type == _USER_OWNER:
            if owner_id not in world.users:
                raise Refusal(404, 10013)
            held.user_id = owner_id
        else:
            if owner_id not in world.guilds:
                raise Refusal(404, 10004)
            held.guild_id, held.user_id = owner_id, application.owner.id
        application.entitlements.append(held)
        view = entitlement_view(application, held)
        self._discord.events.announce("ENTITLEMENT_CREATE", view)
        return json_response(view)

    async def delete(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Remove a test entitlement; what was paid for stays."""
        application = self._application(request)
        held = _found(application, request)
        if held.starts_at is not None:
            raise Refusal(400, 40019)
        held.deleted = True
        self._discord.events.announce("ENTITLEMENT_DELETE", entitlement_view(application, held))
        return Response(status_code=204)

    async def consume(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Use up what was bought to be used once."""
        application = self._application(request)
        held = _found(application, request)
        if all(sku.id != held.sku_id or sku.type != _CONSUMABLE for sku in application.skus):
            raise Refusal(400, 40018)
        held.consumed = True
        return Response(status_code=204)

    async def list_subscriptions(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """List a user's subscriptions of an SKU, by id."""
        errors = FormErrors()
        user_id = Form(dict(request.query_params), errors).snowflake("user_id", required=True)
        errors.raise_if_any()
        found = {one.id: one for one in self._subscriptions(request) if one.user_id == user_id}
        page = page_of_ids(request, found, most=_MOST, default=_DEFAULT_SUBSCRIPTIONS)
        return json_response([_subscription_view(found[subscription_id]) for subscription_id in page])

    async def read_subscription(self, request: Request, _: object, __: Mapping[str, Upload]) -> Response:
        """Read one subscription."""
        for subscription in self._subscriptions(request):
            if subscription.id == request.path_params["subscription_id"]:
                return json_response(_subscription_view(subscription))
        raise Refusal(404, 0)

    def _application(self, request: Request) -> Application:
        return Access(self._discord.world).application(request.path_params["application_id"])

    def _subscriptions(self, request: Request) -> list[Subscription]:
        application, sku_id = self._discord.world.application, request.path_params["sku_id"]
        if all(sku.id != sku_id for sku in application.skus):
            raise Refusal(404, 10027)
        return [subscription for subscription in application.subscriptions if sku_id in subscription.sku_ids]


def _found(application: Application, request: Request) -> Entitlement:
    for held in application.entitlements:
        if held.id == request.path_params["entitlement_id"] and not held.deleted:
            return held
    raise Refusal(404, 10029)


def _sku_view(application: Application, sku: Sku) -> Json:
    return {
        "id": str(sku.id),
        "type": sku.type,
        "dependent_sku_id": None,
        "application_id": str(application.id),
        "manifest_labels": None,
        "access_type": 1,
        "name": sku.name,
        "features": [],
        "release_date": None,
        "premium": False,
        "slug": sku.name.lower().replace(" ", "-"),
        "flags": sku.flags,
        "show_age_gate": False,
    }


def _subscription_view(subscription: Subscription) -> Json:
    canceled_at = subscription.canceled_at
    return {
        "id": str(subscription.id),
        "user_id": str(subscription.user_id),
        "sku_ids": [str(sku_id) for sku_id in subscription.sku_ids],
        "renewal_sku_ids": None,
        "entitlement_ids": [str(entitlement_id) for entitlement_id in subscription.entitlement_ids],
        "current_period_start": instant(subscription.period_start),
        "current_period_end": instant(subscription.period_end),
        "status": subscription.status,
        "canceled_at": None if canceled_at is None else instant(canceled_at),
    }
