"""Audit logs."""

from app.models.audit_log import AuditLog, AuditLogChange, AuditLogEvent
from app.models.base import decoder


def test_values_of_changes_are_plain_json() -> None:
    log = decoder(AuditLog).decode(
        b'{"audit_log_entries":[{"id":"1","action_type":11,"changes":['
        b'{"key":"name","old_value":"a","new_value":"b"},'
        b'{"key":"permission_overwrites","new_value":[{"id":"2"}]},'
        b'{"key":"topic","old_value":"t"}]}]}'
    )

    assert log.audit_log_entries[0].changes == (
        AuditLogChange(key="name", old_value="a", new_value="b"),
        AuditLogChange(key="permission_overwrites", new_value=[{"id": "2"}]),
        AuditLogChange(key="topic", old_value="t"),
    )


def test_a_deed_that_is_not_known_is_kept() -> None:
    log = decoder(AuditLog).decode(b'{"audit_log_entries":[{"id":"1","action_type":999}]}')

    assert isinstance(log.audit_log_entries[0].action_type, AuditLogEvent)
    assert log.audit_log_entries[0].action_type.name == "unknown_999"
