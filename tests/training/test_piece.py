from training.sources.label import Label
from training.sources.piece import drop_repeated, make_comment, make_ticket


def test_of_comments_that_say_the_same_the_first_is_kept() -> None:
    bodies = ["Why?", "Really?", " why?\n"]
    kept = drop_repeated(make_comment(str(number), "ann/words", body) for number, body in enumerate(bodies))
    assert [comment.address for comment in kept] == ["0", "1"]


def test_a_document_and_a_mail_are_no_comments() -> None:
    bodies = ["a" * 2500, "a" * 2501, "On Monday:" + "\n> b" * 6, "On Monday:" + "\n> b" * 7]
    kept = drop_repeated(make_comment(str(number), "ann/words", body) for number, body in enumerate(bodies))
    assert [comment.address for comment in kept] == ["0", "2"]


def test_a_record_holds_the_text_and_its_label() -> None:
    comment = make_comment("c", "gerrit:3", "Why?", description="d" * 900, path="count.py", reply_to="Done.")
    label = Label(address="c", role="author", category="feedback", criteria=["communication"], substantive=True)
    record = comment.to_record(label)
    assert record["repo"] == "gerrit:3"
    assert record["author_role"] == "author"
    assert record["files"] == [{"path": "count.py", "added": 0, "deleted": 0}]
    assert len(record["extra"]["pr_body"]) == 800
    assert record["extra"]["in_reply_to"] == "Done."
    assert record["gold"] == {
        "category": "feedback",
        "alt_category": None,
        "criteria": ["communication"],
        "substantive": True,
    }


def test_a_ticket_is_cut_where_it_becomes_a_book() -> None:
    ticket = make_ticket("ann/words", 1, "Tabs", "t" * 7000, ["bug"])
    assert len(ticket.body) == 6000
