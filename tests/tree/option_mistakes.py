"""Wrong options, each as the parameters that an author writes behind `ctx`, and the sentence that he is told."""

from app.parameters.parameter import OPTIONS

ONLY = f"; options are {OPTIONS}, and anything that has a converter"

MISTAKES: list[tuple[str, str]] = [
    ("dice: list[int]", "dice: Discord has no option for list[int]" + ONLY),
    ("dice: int | str", "dice: Discord has no option for int | str" + ONLY),
    ('dice: Literal[1, "two"]', "dice: what a Literal offers is all str, all int or all float, not (1, 'two')"),
    ("dice: Literal[True, False]", "dice: what a Literal offers is all str, all int or all float, not (True, False)"),
    ('dice: Literal["one", ""]', "name of a choice of option dice is empty: Discord wants 1 to 100 characters"),
    ("dice", "dice has no annotation, so it is neither option nor dependency"),
    ("*dice: int", "*dice: every option is a parameter of its own"),
    ("**dice: int", "**dice: every option is a parameter of its own"),
    ("dice: int, /", "dice is positional-only, and handlers are called with keywords: put the / behind ctx"),
    ('dice: "Datbase"', "an annotation of roll() names 'Datbase', which is not imported at run time"),
    ('dice: Annotated[int, "How many"]', "dice: write Annotated[int, Option(…)]"),
    ('dice: Annotated[int, Option("How many"), Option(min=1)]', "dice has 2 times Option(…): say all of it in one"),
    ('dice: Annotated[Database, Option("Which")]', "dice: Discord has no option for Database" + ONLY),
    ('dice: Annotated[int, Option(name="Dice")]', "option name 'Dice' must be lower case: 'dice'"),
    (
        'dice: Annotated[int, Option(name="how many")]',
        "option name 'how many' holds ' '; letters, digits, - _ ' are accepted",
    ),
    (
        'dice: Annotated[int, Option(name="d" * 33)]',
        "option name 'ddddddddddddddddddddddddddddddddd' has 33 characters, Discord accepts 1 to 32",
    ),
    ("dice: Annotated[int, Option(name=6)]", "dice: the name of an option is text, not 6"),
    (
        'dice: Annotated[int, Option("x" * 101)]',
        "description of option dice ('xxxxxxxxxxxxxxxxxxxx'…): 101, Discord accepts at most 100",
    ),
    ('dice: Annotated[int, Option(name="sides")], sides: int', "two options are named 'sides': dice and sides"),
    ("dice: Annotated[int, Option(min=6, max=1)]", "dice: min=6 is more than max=1"),
    ("dice: Annotated[int, Option(min=0.5)]", "dice: min and max of an option of type integer are whole numbers"),
    ('dice: Annotated[int, Option(min="1")]', "dice: min is a number, not '1'"),
    ("dice: Annotated[int, Option(min=1)] = 0", "dice: its default 0 is less than min=1"),
    ("dice: Annotated[int, Option(max=6)] = 7", "dice: its default 7 is more than max=6"),
    (
        "dice: Annotated[int, Option(max=2**60)] = 2**61",
        "dice: its default 2305843009213693952 is more than max=1152921504606846976",
    ),
    ("dice: Annotated[float, Option(max=2.0**60)]", "dice: Discord's numbers go from -(2**53) to 2**53"),
    ("dice: Annotated[str, Option(max=6001)]", "dice: lengths of text go from 0 to 6000"),
    ("dice: Annotated[str, Option(min=1.5)]", "dice: min and max of an option of type string are whole numbers"),
    ("dice: Annotated[bool, Option(min=1)]", "dice: min and max are for numbers and text, not for boolean"),
    ("dice: Annotated[int, Option(choices=[1, 2])]", "dice: choices are Choice objects, not 1: write Choice(1)"),
    (
        'dice: Annotated[int, Option(choices=Choice("one", 1))]',
        "dice: choices are a list of Choice objects, not Choice('one', 1)",
    ),
    ("dice: Annotated[int, Option(choices=[])]", "dice: choices= is empty, so there is nothing to pick; leave it out"),
    (
        'dice: Annotated[int, Option(choices=[Choice("one", "1")])]',
        "dice: Choice('one', '1') is no choice for an option of type integer",
    ),
    (
        'dice: Annotated[bool, Option(choices=[Choice("yes")])]',
        "dice: Choice('yes', 'yes') is no choice for an option of type boolean",
    ),
    (
        'dice: Annotated[float, Option(choices=[Choice("endless", float("inf"))])]',
        "dice: Choice('endless', inf) is beyond Discord's numbers, -(2**53) to 2**53",
    ),
    (
        'dice: Annotated[int, Option(max=6, choices=[Choice("seven", 7)])]',
        "dice: its choice 'seven' is outside of its own min and max",
    ),
    (
        'dice: Annotated[int, Option(choices=[Choice("one", 1), Choice("one", 2)])]',
        "two choices of option dice are named 'one'",
    ),
    (
        'dice: Annotated[str, Option(choices=[Choice("x" * 101, "x")])]',
        "name of a choice of option dice ('xxxxxxxxxxxxxxxxxxxx'…): 101, Discord accepts at most 100",
    ),
    (
        'dice: Annotated[str, Option(choices=[Choice("x", "x" * 101)])]',
        "value of a choice of option dice ('xxxxxxxxxxxxxxxxxxxx'…): 101, Discord accepts at most 100",
    ),
    (
        "dice: Annotated[str, Option(choices=[Choice(str(n)) for n in range(26)])]",
        "choices of option dice: 26, Discord accepts at most 25",
    ),
    (
        'dice: Annotated[Literal["a", "b"], Option(choices=[Choice("c")])]',
        "dice: choices= offers 'c', which its type has not",
    ),
    (
        'dice: Annotated[Colour, Option(choices=[Choice("Rot", "#a00")])]',
        "dice: choices= offers '#a00', which its type has not",
    ),
    (
        'dice: Annotated[int, Option(name_localizations={"xx": "w"})]',
        "name of option dice: 'xx' is no language of Discord's, see app.models.Locale",
    ),
    (
        'dice: Annotated[int, Option(name_localizations={"de": "w" * 33})]',
        "name of option dice, de ('wwwwwwwwwwwwwwwwwwww'…): 33, Discord accepts at most 32",
    ),
    (
        'dice: Annotated[int, Option(description_localizations={"de": ""})]',
        "description of option dice, de: the translation is empty; leave it out",
    ),
    (
        'dice: Annotated[int, Option(description_localizations={"de": 5})]',
        "description of option dice, de: a translation is text, not 5",
    ),
    (
        'dice: Annotated[str, Option(choices=[Choice("a", name_localizations={"de_DE": "b"})])]',
        "choice 'a' of dice: 'de_DE' is no language of Discord's, see app.models.Locale",
    ),
    (
        'dice: Annotated[str, Option(choices=[Choice("a", name_localizations={"de": "x" * 101})])]',
        "choice 'a' of dice, de ('xxxxxxxxxxxxxxxxxxxx'…): 101, Discord accepts at most 100",
    ),
    (
        "dice: Annotated[str, Option(channel_types=[TextChannel])]",
        "dice: channel_types are for channels, not for string",
    ),
    (
        'dice: Annotated[Channel, Option(channel_types=["text"])]',
        "dice: channel_types are classes of channels, such as TextChannel, not 'text'",
    ),
    (
        "dice: Annotated[Channel, Option(channel_types=TextChannel)]",
        "dice: channel_types are a list of classes, not <class 'app.models.channel.TextChannel'>",
    ),
    (
        "dice: Annotated[TextChannel, Option(channel_types=[VoiceChannel])]",
        "dice: channel_types name what its annotation excludes",
    ),
    ('dice: Annotated[str, Option(file_types=["image"])]', "dice: file_types are for attachments, not for string"),
    ('dice: Annotated[Attachment, Option(file_types="image")]', "dice: file_types are a list: ['image']"),
    (
        'dice: Annotated[Attachment, Option(file_types=["png"])]',
        "dice: file type 'png' is neither image, video, audio nor an ending such as .pdf",
    ),
    (
        'dice: Annotated[Attachment, Option(file_types=[f".{n}" for n in range(11)])]',
        "file types of option dice: 11, Discord accepts at most 10",
    ),
    (
        'dice: Annotated[str, Option(autocomplete=["one", "two"])]',
        "dice: autocomplete is a function of the context and the value, not ['one', 'two']",
    ),
    ("dice: Annotated[str, str.upper, str.lower]", "dice has 2 converters, and can have one"),
    ("dice: Annotated[str, NeedsMore]", "dice: NeedsMore cannot be made without arguments; write NeedsMore(…)"),
    ("dice: ColourConverter", "dice: ColourConverter is a converter: annotate what it makes, Colour"),
    ("dice: Emoji", "dice: annotate it PartialEmoji: of an emoji that is typed, no more is known"),
    (
        "dice: WrongConvert",
        "dice: WrongConvert.convert takes the context and the text: async def convert(cls, ctx, value)",
    ),
    (
        'dice: Annotated[Rates, Option("Which")]',
        "dice: Rates converts, so it stands behind what it makes: Annotated[…, Rates]",
    ),
    ("dice: Page = Page()", "dice: bundle Page always arrives; a default, or None, is for its attributes"),
    (
        'dice: Annotated[Page, Option("Which")]',
        "dice: Option(…) is for the attributes of bundle Page, not for the whole of it",
    ),
    ("dice: Options", "dice: bundle Options has no options: write a class with annotated attributes"),
    ("dice: Page, number: int", "two options are named 'number': dice.number and number"),
    ("dice: Nested", "Nested.page is a bundle in a bundle: inherit from it instead"),
    (
        "dice: WithDependency",
        "WithDependency.db cannot be an option: it is a Database; a dependency is a parameter of the handler",
    ),
    ("dice: WithList", "bundle WithList: words: Discord has no option for list[str]" + ONLY),
    ("dice: StrayPage", "the docstring of bundle StrayPage describes 'size', which it has not"),
    ("dice: CommandContext", "dice is a context, which stands first, or behind self"),
    (
        'dice: Annotated[int, Option(name_localizations={"de": "Würfel"})]',
        "name of option dice, de: 'Würfel' must be lower case, without spaces",
    ),
    (
        "dice: Annotated[bool, Option(autocomplete=lambda ctx, value: [True])]",
        "dice: autocomplete is for text and numbers without choices",
    ),
    (
        "dice: Annotated[str, lambda ctx, value: value]",
        "dice: converter <lambda> is called with one argument, the text",
    ),
    ("dice: Annotated[User, Option(max=2)]", "dice: min and max are for numbers and text, not for user"),
    ("dice: Annotated[float, Option(max=0.5)] = 0.75", "dice: its default 0.75 is more than max=0.5"),
    ("number: Annotated[int, Option()], dice: Page", "two options are named 'number': number and dice.number"),
]
