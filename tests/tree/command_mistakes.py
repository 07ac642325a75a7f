"""Wrong commands, groups and autocompleters, each as a module, and the sentence that its author is told.

The arrow marks the line that the error names; a sentence with … at its end goes on.
"""

MISTAKES: list[tuple[str, str]] = [
    (
        """
@slash_command  # ←
async def roll(dice: int) -> None:
    '''Roll.'''
""",
        "dice is an option, but the first parameter of a handler is the context",
    ),
    (
        """
@slash_command  # ←
async def roll() -> None:
    '''Roll.'''
""",
        "roll() takes no context: its first parameter is the context",
    ),
    (
        """
@slash_command  # ←
async def roll(ctx):
    '''Roll.'''
    yield "one"
""",
        "roll() yields: return the answer, and send more by ctx.followup()",
    ),
    (
        """
@slash_command  # ←
async def roll(ctx: CommandContext) -> None: ...
""",
        "description of /roll is missing: write a docstring, or description=",
    ),
    (
        """
@slash_command  # ←
async def roll(ctx: CommandContext) -> None:
    '''Roll some dice, and then some more dice, and when all of them lie still, add up what they show to a sum.'''
""",
        "description of /roll ('Roll some dice, and '…): 104, Discord accepts at most 100",
    ),
    (
        """
@slash_command  # ←
async def Roll(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        "command name 'Roll' must be lower case: 'roll'",
    ),
    (
        """
@slash_command("roll!")  # ←
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        "command name 'roll!' holds '!'; letters, digits, - _ ' are accepted",
    ),
    (
        """
@slash_command("dice roll many times")  # ←
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        "'dice roll many times' is too deep: Discord has command, group and subcommand",
    ),
    (
        """
@slash_command(name="roll")  # ←
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        'the name stands first, without keyword: "roll"',
    ),
    (
        """
@slash_command(dm_permission=False)  # ←
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        "there is no dm_permission=; there are: …",
    ),
    (
        """
@slash_command(description=5)  # ←
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        "description of /roll is text, not 5",
    ),
    (
        """
@slash_command(name_localizations={"xx": "wurf"})  # ←
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        "'xx' is no language of Discord's; they stand in app.models.Locale",
    ),
    (
        """
@slash_command(name_localizations={"de": "Wurf"})  # ←
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        "de command name 'Wurf' must be lower case: 'wurf'",
    ),
    (
        """
@slash_command(description_localizations={"de": ""})  # ←
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        "de description is empty: Discord wants 1 to 100 characters",
    ),
    (
        """
@slash_command(contexts=0)  # ←
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        "contexts is a list: contexts=[0]",
    ),
    (
        """
@slash_command(guild_ids=["123"])  # ←
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        "guild_ids are numbers, and '123' is none",
    ),
    (
        """
@slash_command(default_member_permissions="manage_messages")  # ←
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        "default_member_permissions are Permissions, not 'manage_messages': Permissions.manage_messages",
    ),
    (
        """
@slash_command(auto_defer="private")  # ←
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        'auto_defer is "public", "ephemeral" or "off", not \'private\'',
    ),
    (
        """
@slash_command(contexts=[])  # ←
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        "contexts names nothing, or something twice",
    ),
    (
        """
@slash_command("dice roll", nsfw=True)  # ←
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        "Discord has nsfw for whole commands, not for subcommands: say it in group()",
    ),
    (
        """
@slash_command  # ←
async def roll(ctx: CommandContext, dice: int) -> None:
    '''Roll.

    Args:
        sides: How many sides.
    '''
""",
        "the docstring describes 'sides', which is no parameter: there are ctx, dice",
    ),
    (
        """
@slash_command  # ←
async def roll(ctx: CommandContext, dice: int) -> None:
    '''Roll.

    :param dices: How many.
    '''
""",
        "the docstring describes 'dices', which is no parameter: there are ctx, dice",
    ),
    (
        """
@slash_command
async def roll(ctx: CommandContext, dice: int) -> None:
    '''Roll.'''

@roll.autocomplete("dices")  # ←
def suggest(ctx, value):
    return [1]
""",
        "there is no option 'dices'; there are: dice",
    ),
    (
        """
@slash_command
async def roll(ctx: CommandContext, dice: int) -> None:
    '''Roll.'''

@roll.autocomplete("dice")  # ←
def suggest(ctx):
    return [1]
""",
        "an autocompleter of dice takes the context and the value",
    ),
    (
        """
def suggest(ctx, value):
    return [1]

@slash_command
async def roll(ctx: CommandContext, dice: Annotated[int, Option(autocomplete=suggest)]) -> None:
    '''Roll.'''

@roll.autocomplete("dice")  # ←
def suggest_more(ctx, value):
    return [1]
""",
        "dice has an autocompleter already, at author.py:2",
    ),
    (
        """
@slash_command
async def roll(ctx: CommandContext, dice: int) -> None:
    '''Roll.'''

@roll.autocomplete("dice")  # ←
async def suggest(ctx, value, table):
    return [1]
""",
        "parameter table of suggest has no annotation, so nothing can be given for it",
    ),
    (
        """
dice = group("Dice", "All about dice")  # ←
""",
        "group name 'Dice' must be lower case: 'dice'",
    ),
    (
        """
dice = group("dice", "x" * 101)  # ←
""",
        "description of group dice ('xxxxxxxxxxxxxxxxxxxx'…): 101, Discord accepts at most 100",
    ),
    (
        """
dice = group("dice").group("six").group("sides")  # ←
""",
        "'dice six sides' is too deep: a group holds groups, and these commands",
    ),
    (
        """
@group  # ←
def dice(ctx: CommandContext) -> None:
    '''All about dice.'''
""",
        'group is called with a name: group("tag", "…")',
    ),
    (
        """
dice = group("dice", "All about dice")
more = group("dice", "Everything about dice")  # ←
""",
        "group 'dice' is described otherwise at author.py:2",
    ),
    (
        """
@slash_command
async def dice(ctx: CommandContext) -> None:
    '''Roll.'''

@slash_command("dice roll")  # ←
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        "/dice roll needs /dice to be a group, but author.py:2 makes it a command",
    ),
    (
        """
@slash_command("dice roll")
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''

@slash_command  # ←
async def dice(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        "/dice is declared twice, also at author.py:2",
    ),
    (
        """
@slash_command
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''

@slash_command("roll")  # ←
async def another(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        "/roll is declared twice, also at author.py:2",
    ),
    (
        """
@user_command  # ←
async def show(ctx: CommandContext) -> None: ...
""",
        "the second parameter is what the command is used on: Member | User",
    ),
    (
        """
@message_command  # ←
async def keep(ctx: CommandContext, target: User) -> None: ...
""",
        "target is what the command is used on: annotate it Message",
    ),
    (
        """
@message_command  # ←
async def keep(ctx: CommandContext, target: Message, why: str) -> None: ...
""",
        "why: a command from a menu takes no options",
    ),
    (
        """
@user_command("x" * 3 + " ")  # ←
async def show(ctx: CommandContext, target: Member | User) -> None: ...
""",
        "command name 'xxx ': Discord accepts 1 to 32 characters, without space around them",
    ),
    (
        """
@user_command(description="Show somebody")  # ←
async def show(ctx: CommandContext, target: Member | User) -> None: ...
""",
        "Discord has no description for a user command",
    ),
    (
        """
@message_command("Keep")
async def keep(ctx: CommandContext, target: Message) -> None: ...

@message_command("Keep")  # ←
async def keep_too(ctx: CommandContext, target: Message) -> None: ...
""",
        "Keep (message command) is declared twice, also at author.py:2",
    ),
    (
        """
class Dice(Plugin):
    @slash_command  # ←
    async def roll(ctx: CommandContext, dice: int) -> None:
        '''Roll.'''
""",
        "roll() stands in a class: self comes before ctx",
    ),
    (
        """
class Dice(Plugin):
    @slash_command  # ←
    async def roll(self, ctx: CommandContext, /, dice: int, ctx2: CommandContext) -> None:
        '''Roll.'''
""",
        "ctx2 is a context, which stands first, or behind self",
    ),
    (
        """
@slash_command  # ←
class Roll:
    '''Roll.'''
""",
        "a handler is a function, def or async def, not Roll",
    ),
    (
        """
@slash_command  # ←
@slash_command
async def roll(ctx: CommandContext) -> None:
    '''Roll.'''
""",
        "<Command /roll> is declared already: one decorator is enough",
    ),
    (
        """
@slash_command  # ←
async def roll(ctx: CommandContext, a: Page, b: Page) -> None:
    '''Roll.'''
""",
        "two options are named 'number': a.number and b.number",
    ),
]
