"""One classifier for all tests: it remembers nothing."""

import pytest

from harvester.classify import Classifier, build_classifier
from harvester.rubric import load_rubric


@pytest.fixture(scope="session")
def classifier() -> Classifier:
    return build_classifier(load_rubric("default"))
