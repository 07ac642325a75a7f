"""
Discord's side of the wire, for development and for tests.

It signs interactions and sends them to a bot, answers the REST calls that the
bot makes in return, and keeps Discord's rules: the three seconds, the life of a
token, the limits of a message; asked to, rate limits too, and whatever else goes
wrong on the way. It is written from Discord's documentation and
shares no model and no route with the rest of the project, so that a mistake made
there cannot agree with itself here.

https://docs.discord.com/developers/interactions/overview
"""
