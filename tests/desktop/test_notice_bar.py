"""The notice bar: one message at a time, the gravest first, none of them in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from desktop.widgets.notice_bar import Notice, NoticeBar
from tests.desktop.hands import click, press_on

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from reports.wording import Wording


@pytest.fixture
def bar(qtbot: QtBot, words: Wording) -> NoticeBar:
    bar = NoticeBar(words)
    qtbot.addWidget(bar)
    return bar


def shown(bar: NoticeBar) -> list[str]:
    return [each.text() for each in bar.findChildren(QLabel) if each.isVisible() and each.text()]


def test_a_bar_with_nothing_to_say_takes_no_room(bar: NoticeBar) -> None:
    assert bar.isHidden()
    bar.post(Notice("info", "Saved"))
    assert not bar.isHidden()
    bar.clear()
    assert bar.isHidden()


def test_the_gravest_message_comes_first_and_the_rest_are_counted(bar: NoticeBar) -> None:
    bar.post(Notice("info", "one"))
    bar.post(Notice("caution", "two"))
    bar.post(Notice("stop", "three"))
    bar.post(Notice("caution", "two"))
    assert shown(bar) == ["three", "2 more"]
    assert bar.accessibleName() == "Error: three"


def test_closing_shows_the_next(bar: NoticeBar) -> None:
    bar.post(Notice("info", "one"))
    bar.post(Notice("info", "two"))
    close = next(
        each for each in bar.findChildren(QPushButton) if each.accessibleName().startswith("Close")
    )
    click(close)
    assert shown(bar) == ["two"]
    press_on(close, Qt.Key.Key_Space)
    assert bar.isHidden()


def test_an_action_is_done_once_and_its_message_goes(bar: NoticeBar) -> None:
    done: list[str] = []
    bar.post(Notice("caution", "A draft was found", "Open it", lambda: done.append("opened")))
    action = next(each for each in bar.findChildren(QPushButton) if each.text() == "Open it")
    click(action)
    assert done == ["opened"]
    assert bar.notices == ()


def test_a_message_whose_reason_is_gone_is_taken_back(bar: NoticeBar) -> None:
    notice = Notice("caution", "The disk is full")
    bar.post(notice)
    bar.withdraw(notice)
    assert bar.isHidden()
