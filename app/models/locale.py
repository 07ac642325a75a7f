"""
The languages of Discord's clients.

https://docs.discord.com/developers/reference#locales
"""

from app.models.base import OpenStrEnum


class Locale(OpenStrEnum):
    """A language that a Discord client can be set to; the value is what Discord sends.

    A language that is not listed becomes `unknown_<code>` and keeps its code.

    https://docs.discord.com/developers/reference#locales
    """

    arabic = "ar"
    bulgarian = "bg"
    chinese_china = "zh-CN"
    chinese_taiwan = "zh-TW"
    croatian = "hr"
    czech = "cs"
    danish = "da"
    dutch = "nl"
    english_uk = "en-GB"
    english_us = "en-US"
    finnish = "fi"
    french = "fr"
    german = "de"
    greek = "el"
    hebrew = "he"
    hindi = "hi"
    hungarian = "hu"
    indonesian = "id"
    italian = "it"
    japanese = "ja"
    korean = "ko"
    lithuanian = "lt"
    norwegian = "no"
    polish = "pl"
    portuguese_brazil = "pt-BR"
    romanian = "ro"
    russian = "ru"
    spanish_latam = "es-419"
    spanish_spain = "es-ES"
    swedish = "sv-SE"
    thai = "th"
    turkish = "tr"
    ukrainian = "uk"
    vietnamese = "vi"
