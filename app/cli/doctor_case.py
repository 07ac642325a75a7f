"""What `postern doctor` has in front of it: the environment, and what the checks have learned from each other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from app.bot import Bot
from app.errors import SettingsError
from app.models.application import Application
from app.settings import VARIABLES, Settings, read_settings
from app.telemetry.logs import redact

_SHORTEST = 8


@dataclass
class Case:
    """One deployment, while it is looked at.

    Attributes:
        environ: The environment.
        dotenv: What stands in `.env`, or in the file that was named in its place; None if there is none.
        settings: What is set; a default where a value is malformed.
        faults: What is malformed, one for each variable.
        is_reachable: Whether Discord's API answers at all.
        application: The application as Discord has it, once the token was accepted.
        key_owner: The same, or as much of it as a client secret may read: its name and its public key.
        bot: The bot, once its commands are loaded.
        is_served: Whether a bot answers on this machine.
        is_complete: Whether all that the commands package declares is in that bot.
        env_file: Which file `dotenv` was read from.
    """

    environ: Mapping[str, str]
    dotenv: Mapping[str, str] | None
    settings: Settings
    faults: tuple[SettingsError, ...] = ()
    is_reachable: bool = True
    application: Application | None = None
    key_owner: Application | None = None
    bot: Bot | None = None
    is_complete: bool = False
    is_served: bool = False
    env_file: str = ".env"

    @classmethod
    def of(cls, environ: Mapping[str, str], dotenv: Mapping[str, str] | None = None, env_file: str = ".env") -> Self:
        """Read the settings as far as they can be read."""
        settings, faults = read_leniently(environ)
        return cls(environ, dotenv, settings, faults, env_file=env_file)

    @property
    def is_set_up(self) -> bool:
        """Whether anything of Discord is set, or has its place in the file; else a bot may just be written here."""
        names = [VARIABLES[name] for name in ("public_key", "application_id", "token", "client_secret")]
        return any(self.environ.get(name, "").strip() or name in (self.dotenv or ()) for name in names)

    @property
    def application_id(self) -> int:
        """Whose id it is: as it is set, or else as the token's application says; 0 if nobody does."""
        return self.settings.application_id or (self.application.id if self.application else 0)

    def redact(self, text: str) -> str:
        """Take every secret out of a text, whoever wrote it."""
        said = [self.environ.get(VARIABLES[name], "") for name in ("token", "client_secret", "secrets")]
        # What is shorter stands for a secret at most, and may be part of any word.
        return redact(text, [one for one in (*self.settings.spell_secrets(), *said) if len(one) >= _SHORTEST])


def read_leniently(environ: Mapping[str, str]) -> tuple[Settings, tuple[SettingsError, ...]]:
    """Read the settings without what is malformed in them, and return what that is."""
    left = {name: value for name, value in environ.items() if not name.startswith("POSTERN_")}
    faults: list[SettingsError] = []
    # Names that are no settings are told of elsewhere, and nothing is to be logged of them here.
    left |= {name: value for name, value in environ.items() if name in VARIABLES.values()}
    while True:
        try:
            return read_settings(left), tuple(faults)
        except SettingsError as error:
            faults.append(error)
            if left.pop(error.variable, None) is None:
                # The two paths are the same, and this one was not set: its default is what the other one took.
                left.pop(VARIABLES["interactions_path"], None)
