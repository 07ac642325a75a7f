"""Forms as their authors write them; the type checker reads this file, too."""

import datetime as dt
from dataclasses import field
from typing import Annotated, Literal

from app.components.form import Form, FormPlan, read_form
from app.models.attachment import Attachment
from app.models.component import Label
from app.models.display import TextDisplay
from app.models.field import FileUpload, TextInput, TextInputStyle
from app.models.select import UserSelect
from app.models.user import Member, User


class Feedback(Form):
    intro = TextDisplay("Tell us what you think.")
    rating: Annotated[Literal["good", "bad"], Label("How was it?")]
    text: Annotated[
        str,
        Label(
            "What happened?",
            TextInput(style=TextInputStyle.paragraph, max_length=1000),
            description="As much as you like.",
        ),
    ]
    day: Annotated[dt.date | None, Label("When?")] = None
    who: Annotated[list[Member], Label("Who was there?", UserSelect(max_values=5))] = field(default_factory=list)


class Report(Form):
    reason: str
    proof: Annotated[Attachment | None, Label("A picture", FileUpload(file_types=[".png"]))] = None
    news: Annotated[bool, Label("Write to me")] = False


class LongReport(Report):
    more: str


def test_a_form_is_made_by_hand_with_keywords() -> None:
    ada = Member(user=User(username="ada"))
    feedback = Feedback(rating="good", text="It works.", who=[ada])

    rating: Literal["good", "bad"] = feedback.rating
    day: dt.date | None = feedback.day
    who: list[Member] = feedback.who
    assert (rating, feedback.text, day, who) == ("good", "It works.", None, [ada])
    assert Feedback.intro.content == "Tell us what you think."


def test_a_form_is_a_plain_value() -> None:
    assert Feedback(rating="bad", text="") == Feedback(rating="bad", text="", day=None, who=[])
    assert Feedback(rating="bad", text="") != Feedback(rating="good", text="")
    assert repr(Feedback(rating="bad", text="No.")) == "Feedback(rating='bad', text='No.', day=None, who=[])"


def test_a_default_that_is_a_list_belongs_to_each_form_alone() -> None:
    first, second = Feedback(rating="bad", text=""), Feedback(rating="bad", text="")
    first.who.append(Member())

    assert second.who == []


def test_a_plan_knows_which_form_it_reads() -> None:
    plan: FormPlan[Report] = read_form(Report)

    assert plan.form is Report


def test_a_subclass_has_the_fields_of_its_base_too() -> None:
    report = LongReport(reason="Spam.", news=True, more="")

    assert (report.reason, report.proof, report.news, report.more) == ("Spam.", None, True, "")
