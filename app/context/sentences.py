"""Every sentence that Postern itself shows to users, in one table."""

from types import MappingProxyType

SENTENCES = MappingProxyType(
    {
        "command_gone": "This command was updated or removed. Reload Discord and try again.",
        "component_gone": "This message is from an older version of the bot. Ask for a new one and try again.",
        "refused": "You cannot use this here.",
        "server_needed": "This can only be used in a server.",
        "member_needed": "This works for members of this server alone.",
        "option_invalid": "`{option}` cannot be {value!r:.100}.",
        "option_needs_member": "`{option}` must be a member of this server.",
        "option_needs_other_channel": "`{option}` cannot be a channel of this kind.",
        "option_missing": "This command was updated: `{option}` is missing. Reload Discord and try again.",
        "no_answer": "The command ended without an answer. Its developers can find the reason under `{reference}`.",
        "failed": "Something went wrong. Its developers can find the reason under `{reference}`.",
    }
)


def sentence(key: str, /, **values: object) -> str:
    """Return a sentence, with the values put in."""
    return SENTENCES[key].format(**values)
