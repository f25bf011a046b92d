"""The page about settings says what the models say."""

import pytest

from scripts import document_settings
from scripts.document_settings import PAGE, settings_page
from stacks.settings import AccountSettings


def test_the_committed_page_is_what_the_models_generate():
    assert PAGE.read_text(encoding="utf-8") == settings_page(), (
        "docs/settings.md is behind the models: run make generate and commit the page"
    )


def test_every_link_of_the_page_leads_to_a_heading_of_it():
    lines = settings_page().splitlines()
    anchors = {document_settings._anchor(line.removeprefix("## ")) for line in lines if line.startswith("## ")}
    links = {part.split(")", 1)[0] for line in lines for part in line.split("](#")[1:]}
    assert links, "the page links from the sections to those inside them"
    assert links <= anchors


def test_a_key_that_nothing_describes_stops_the_generation(monkeypatch):
    monkeypatch.setattr(AccountSettings.model_fields["role_arn"], "description", None)
    with pytest.raises(LookupError, match=r"nothing says what AccountSettings\.role_arn means"):
        settings_page()
