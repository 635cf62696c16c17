"""What programs send and get, in marshmallow, from which the OpenAPI description is made."""

from typing import Final

from marshmallow import RAISE, Schema, fields, validate

from badges.openbadges.verification.report import Outcome, Verdict

LONGEST_RECIPIENT: Final = 520


class Asked(Schema):
    """A verification as JSON (contract: Verification for programs)."""

    class Meta:
        """What is not known is refused."""

        unknown = RAISE

    input = fields.Raw(
        required=True,
        metadata={
            "oneOf": [{"type": "string", "pattern": r"\S"}, {"type": "object"}],
            "description": "A token, an address, a code, or an assertion as JSON.",
        },
    )
    recipient = fields.String(
        allow_none=True,
        load_default=None,
        validate=validate.Length(1, LONGEST_RECIPIENT),
        metadata={
            "description": "email:, url:, telephone: or id: and the value.",
            "pattern": r"^(email|url|telephone|id):.*\S",
        },
    )


class AskedWithFile(Schema):
    """A verification of a file (multipart/form-data)."""

    file = fields.Raw(
        metadata={
            "type": "string",
            "format": "binary",
            "description": "A PNG, an SVG, a token or an assertion, of 5 MB at most.",
        }
    )
    input = fields.String(metadata={"description": "The same as in JSON, if there is no file."})
    recipient = fields.String(metadata={"description": "The same as in JSON."})


class Check(Schema):
    """One check of a report."""

    check = fields.String(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf([*map(str, Outcome)]))
    message = fields.String(required=True)
    member = fields.String(
        metadata={"description": "The member that is wrong or missing, such as recipient.salt."}
    )


class Issuer(Schema):
    """Who says it; `domain` is where that is published."""

    name = fields.String(required=True)
    url = fields.String(required=True)
    domain = fields.String(required=True)


class Report(Schema):
    """The report, the same as the page's. `valid` is true only if every check ran and passed."""

    verdict = fields.String(required=True, validate=validate.OneOf([*map(str, Verdict)]))
    valid = fields.Boolean(required=True)
    recipient_matches = fields.Boolean(required=True, allow_none=True)
    checked_at = fields.DateTime(required=True)
    checks = fields.List(fields.Nested(Check), required=True)
    badge = fields.Dict(required=True, allow_none=True)
    issuer = fields.Nested(Issuer, required=True, allow_none=True)
    issued_on = fields.DateTime(required=True, allow_none=True)
    expires = fields.DateTime(required=True, allow_none=True)


class Problem(Schema):
    """Why nothing was verified (RFC 9457)."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()
