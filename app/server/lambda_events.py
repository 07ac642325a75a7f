"""
AWS Lambda's events as requests, and answers in the form that their source reads.

Four sources hand HTTP requests to a function, each in a form of its own: API
Gateway's REST API (payload 1.0), its HTTP API and the function URL (payload 2.0),
and the load balancer, with headers of one value or of several. What they share is
that the body is text, or base64 with a flag beside it. A signature is made over
the bytes, so the body is turned back into just these, and nothing is read from it.

What is no request is named for the log: whoever wired the function to a queue, or
left Lambda's proxy integration out, shall not have to guess.

The module is pure: it takes an event as a value and gives a value back.

https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
"""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple, TypeAlias

from app.request_errors import BodyTooLarge
from app.server.answer import Answer, Headers

Response: TypeAlias = dict[str, Any]

_TEXTS = (b"application/json", b"text/")
_SCHEDULERS = frozenset({"aws.events", "aws.scheduler"})
_MOST_KEYS = 6
_NAME = re.compile(r"[A-Za-z][A-Za-z_-]{0,30}[0-9]{0,2}")
"""What a key looks like that a programmer has chosen."""
_RECORDS: Mapping[str, str] = {
    "aws:sqs": "messages of an SQS queue",
    "aws:sns": "a message of an SNS topic",
    "aws:s3": "a change in an S3 bucket",
    "aws:dynamodb": "records of a DynamoDB stream",
    "aws:kinesis": "records of a Kinesis stream",
}


class LambdaRequest(NamedTuple):
    """An HTTP request, as the event says it.

    Attributes:
        method: HTTP method.
        path: Path, with the stage or whatever else stands before it.
        headers: Names and values; one that came twice stands there twice,
            as far as the source lets that be seen.
        content: The event's body: text, base64, or None.
        is_base64: What the event says of it.
        of_balancer: Whether a load balancer sent it, which wants to be told
            the status in words.
        is_multiple: Whether headers of several values are in use, which must
            then be used by the answer too.
    """

    method: str
    path: str
    headers: Headers
    content: object
    is_base64: bool
    of_balancer: bool = False
    is_multiple: bool = False

    def is_at(self, path: str) -> bool:
        """Tell whether the request is for this path: below a stage or base path, and with a slash at its end, too."""
        return self.path.rstrip("/").endswith(path)

    @property
    def is_health_check(self) -> bool:
        """Whether it asks if the function lives: load balancers do, on any path that they are told."""
        if self.method not in {"GET", "HEAD"}:
            return False
        agent = next((value for name, value in self.headers if name.lower() == b"user-agent"), b"")
        return self.is_at("/healthz") or self.is_at("/readyz") or agent.startswith(b"ELB-HealthChecker/")

    def read_body(self, most: int) -> bytes:
        """Return the bytes of the body.

        What calls itself base64 and is none stays as it is: no signature fits it.

        Args:
            most: Largest body that is accepted, in bytes.

        Raises:
            BodyTooLarge: If it is larger.
        """
        if not isinstance(self.content, str):
            return b""
        if self.is_base64:
            # Four characters stand for three bytes, and the last group may be padded.
            _check_size(len(self.content) // 4 * 3 - 2, most)
        # Half a surrogate pair can stand in an event, and fits no signature either.
        body = self.content.encode("utf-8", "surrogatepass")
        if self.is_base64:
            body = _decode_base64(body) or body
        _check_size(len(body), most)
        return body

    @property
    def fault(self) -> str:
        """What has happened to the body on its way, for a request whose signature does not fit; "" if it is fine."""
        if self.content is not None and not isinstance(self.content, str):
            return (
                "the body came as JSON and not as the text that was signed: "
                "use Lambda proxy integration, and no mapping template"
            )
        if isinstance(self.content, str) and not self.is_base64 and not self.content.lstrip().startswith("{"):
            decoded = _decode_base64(self.content.encode("utf-8", "replace"))
            if decoded is not None and decoded.lstrip().startswith(b"{"):
                return (
                    "the body came in base64, and the event does not say so: "
                    "whatever stands between the gateway and this function must keep isBase64Encoded"
                )
        return ""


def read_request(event: object) -> LambdaRequest | None:
    """Read the HTTP request that an event stands for; None if it is no HTTP request."""
    if not isinstance(event, Mapping):
        return None
    context = _mapping(event, "requestContext")
    http = _mapping(context, "http")
    is_base64 = event.get("isBase64Encoded") is True
    body = event.get("body")
    if http or "rawPath" in event:
        path = event.get("rawPath") or http.get("path") or "/"
        headers = _read_headers(_mapping(event, "headers"), {})
        return LambdaRequest(str(http.get("method") or "").upper(), str(path), headers, body, is_base64)
    if not isinstance(event.get("httpMethod"), str):
        return None
    several = _mapping(event, "multiValueHeaders")
    of_balancer = "elb" in context
    return LambdaRequest(
        event["httpMethod"].upper(),
        str(event.get("path") or context.get("path") or "/"),
        _read_headers(_mapping(event, "headers"), several),
        body,
        is_base64,
        of_balancer,
        # API Gateway takes either in an answer; a load balancer the one alone that it has sent.
        of_balancer and bool(several),
    )


def write_answer(answer: Answer, request: LambdaRequest) -> Response:
    """Write an answer in the form that the request's source reads.

    The length is left to the source, which sends another than ours where it
    decodes or compresses.
    """
    is_text = answer.headers[0][1].startswith(_TEXTS)
    body = answer.body.decode() if is_text else base64.b64encode(answer.body).decode()
    unsaid = {b"content-length"} if answer.body else {b"content-length", b"content-type"}
    headers = {name.decode(): value.decode() for name, value in answer.headers if name not in unsaid}
    response: Response = {
        "statusCode": answer.status,
        "body": "" if request.method == "HEAD" else body,
        "isBase64Encoded": not is_text and bool(answer.body),
    }
    if request.is_multiple:
        response["multiValueHeaders"] = {name: [value] for name, value in headers.items()}
    else:
        response["headers"] = headers
    if request.of_balancer:
        response["statusDescription"] = f"{answer.status} {HTTPStatus(answer.status).phrase}"
    return response


def name_warm_up(event: object) -> str:
    """Name what keeps the function warm by this event; "" if nothing does.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html
    """
    if not isinstance(event, Mapping):
        return ""
    source = event.get("source")
    if source == "serverless-plugin-warmup":
        return "serverless-plugin-warmup"
    if event.get("warmer") is True:
        return "lambda-warmer"
    if event.get("detail-type") == "Scheduled Event" or (str(source) in _SCHEDULERS and "detail-type" not in event):
        return "a schedule of EventBridge"
    return ""


def name_event(event: object) -> str:
    """Name an event that is no request, and say what is to be done about it; repeats none of its values."""
    if not isinstance(event, Mapping):
        return f"a value of type {type(event).__name__}, where Lambda's sources send objects"
    if not event:
        return "an empty event, as the test button of the console sends one; try the function's URL instead"
    records = event.get("Records")
    if isinstance(records, list) and records and isinstance(records[0], Mapping):
        return _name_record(records[0])
    if "source" in event and "detail-type" in event:
        return "an event of EventBridge; take this function out of the rule's targets"
    context = _mapping(event, "requestContext")
    if "connectionId" in context:
        return "a message of a WebSocket API; Discord needs an HTTP API, or a function URL"
    if "methodArn" in event or "routeArn" in event:
        return "a request for authorization; signatures are checked by the function itself, so take the authorizer away"
    without_proxy = "use Lambda proxy integration, which hands over the bytes and the headers that were signed"
    if "body-json" in event or "params" in event:
        return f"a request that a mapping template has rewritten; {without_proxy}"
    if "application_id" in event and "type" in event:
        return f"the bare JSON of what Discord sent; {without_proxy}"
    return f"an event of an unknown source, with the keys {_name_keys(event)}"


def _name_keys(event: Mapping[str, object]) -> str:
    """Name some of an event's keys, but for those that are data: without a proxy integration, strangers choose them."""
    names = sorted(key for key in map(str, event) if _NAME.fullmatch(key))[:_MOST_KEYS]
    return ", ".join([*names, "…"] if len(names) < len(event) else names)


def _name_record(record: Mapping[str, object]) -> str:
    if "cf" in record:
        return "a request at CloudFront's edge; let CloudFront forward to the function's URL instead"
    source = record.get("eventSource") or record.get("EventSource")
    what = _RECORDS.get(str(source), "records of an unknown source")
    return f"{what}; take this function out of what it triggers"


def _mapping(event: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return an object within an event; many are null, or left out."""
    found = event.get(key)
    return found if isinstance(found, Mapping) else {}


def _read_headers(single: Mapping[str, Any], several: Mapping[str, Any]) -> Headers:
    """Return all headers: of those that stand in both, the form that keeps every value."""
    known = {name.lower() for name in several}
    pairs = [(name, value) for name, value in single.items() if name.lower() not in known]
    for name, values in several.items():
        pairs.extend((name, value) for value in (values if isinstance(values, Iterable) else ()))
    return [(_encode(name), _encode(value)) for name, value in pairs if isinstance(value, str)]


def _encode(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _decode_base64(text: bytes) -> bytes | None:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return None


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise BodyTooLarge(size, most)
