"""The OpenAPI description, made from the schemas that are used."""

from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from typing import Any, Final

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from badges.api import schemas

TITLES: Final[Mapping[int, str]] = {
    status: HTTPStatus(status).phrase for status in (400, 413, 415, 429)
}
WHY: Final[Mapping[int, str]] = {
    400: "Nothing was given, or what was given is no such request.",
    413: "More than 5 MB.",
    415: "A media type that cannot be a badge.",
    429: "Too often: 30 a minute from one network, 10 of other services' badges. See Retry-After.",
}
EXAMPLE: Final = {"input": "7K3M-Q9TX-WAA"}


@cache
def of(base: str) -> dict[str, Any]:
    """The description of the service at an address."""
    spec = APISpec(
        title="Badges",
        version="1",
        openapi_version="3.1.0",
        info={"description": "Verify any Open Badges 2.0 badge. Open to all, without a key."},
        servers=[{"url": base}],
        plugins=[MarshmallowPlugin()],
    )
    spec.components.schema("Report", schema=schemas.Report)
    spec.components.schema("Problem", schema=schemas.Problem)
    spec.path("/api/v1/verifications", operations={"post": _verification()})
    found: dict[str, Any] = spec.to_dict()
    return found


def _verification() -> dict[str, Any]:
    problem = {"application/problem+json": {"schema": "Problem"}}
    return {
        "operationId": "verify",
        "summary": "Verify a badge",
        "description": "A badge that cannot be read is `invalid`, with the reason, and 200. One "
        "that cannot be fetched now, or may not be, is `unverifiable`. With a code, `recipient` is "
        "compared only where the owner of the link allows it.",
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {"schema": schemas.Asked, "example": EXAMPLE},
                "multipart/form-data": {"schema": schemas.AskedWithFile},
            },
        },
        "responses": {
            "200": {
                "description": "The report, whatever the verdict.",
                "content": {"application/json": {"schema": "Report"}},
            },
            **{
                str(status): {"description": why, "content": problem} for status, why in WHY.items()
            },
            "503": {
                "description": "Our own database does not answer now: `unverifiable`.",
                "content": {"application/json": {"schema": "Report"}},
            },
        },
    }
