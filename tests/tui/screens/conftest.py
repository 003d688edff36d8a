"""What tests of screens share: a demo village that is made once."""

from __future__ import annotations

import shutil

import pytest

from support.clock import DEMO_NOW


@pytest.fixture(scope="session")
def _demo(tmp_path_factory):
    from yigong.store.demo.demo_village import make_demo

    folder = tmp_path_factory.mktemp("demo") / "qingshan"
    make_demo(folder, clock=lambda: DEMO_NOW)
    return folder


@pytest.fixture
def demo(_demo, tmp_path):
    """A folder with the demo village, under way."""
    return shutil.copytree(_demo, tmp_path / "qingshan")
