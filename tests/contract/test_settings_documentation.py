"""The page about settings says what the models say."""

import pytest

from scripts import document_settings
from scripts.document_settings import PAGE, settings_page
from stacks.settings import AccountSettings


def test_the_committed_page_is_what_the_models_generate():
    assert PAGE.read_text(encoding="utf-8") == settings_page(), (
        "docs/settings.md is behind the models: run .venv/bin/python -m scripts.document_settings and commit the page"
    )


def test_every_link_of_the_page_leads_to_a_heading_of_it():
    lines = settings_page().splitlines()
    anchors = {document_settings._anchor(line.removeprefix("## ")) for line in lines if line.startswith("## ")}
    links = {part.split(")", 1)[0] for line in lines for part in line.split("](#")[1:]}
    assert links, "the page links from the sections to those inside them"
    assert links <= anchors


def test_a_key_that_nothing_describes_stops_the_generation(monkeypatch):
    monkeypatch.delitem(document_settings.IN_A_STACK_FILE, f"{AccountSettings.__name__}.role_arn")
    with pytest.raises(LookupError, match=r"nothing says what AccountSettings\.role_arn means"):
        settings_page()


def test_words_about_a_key_that_is_gone_stop_the_generation(monkeypatch):
    monkeypatch.setitem(document_settings.IN_A_STACK_FILE, "AccountSettings.gone", "What was.")
    with pytest.raises(LookupError, match=r"there is no key AccountSettings\.gone"):
        settings_page()
