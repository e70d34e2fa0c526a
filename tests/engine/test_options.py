import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import OptionError, StyleOptions
from engine.options import LAYERS, layer_weights

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "100"))
WORDS = st.sampled_from(
    ["keep", "draft", "lbfgs", "relu1_1:2", "1,2", "nan", "-inf", "1e999", "cuda:9", "\0", "🖼"]
)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | WORDS
    | st.text(max_size=8)
    | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
NAMES = st.sampled_from(sorted(StyleOptions.model_fields))


def test_defaults_are_those_of_the_papers() -> None:
    options = StyleOptions()
    assert options.content_layers == ("relu4_2",)
    assert options.style_layers == ("relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_1")


def test_words_become_lists() -> None:
    options = StyleOptions.parse(style_layers="relu1_1, relu4_1:3", style_blend="3,7")
    assert options.style_layers == ("relu1_1", "relu4_1:3")
    assert options.style_blend == (3.0, 7.0)


def test_layer_weights_add_up_to_one() -> None:
    assert layer_weights(("relu1_1", "relu4_1:3"), "style_layers") == {"relu1_1": 0.25, "relu4_1": 0.75}


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("strength", 101, "1 to 100"),
        ("strength", "much", "1 to 100"),
        ("size", 63, "64 to 4096"),
        ("quality", "best", "draft or standard or fine"),
        ("optimizer", "sgd", "lbfgs or adam"),
        ("style_layers", "relu9_1", "relu9_1"),
        ("style_layers", "relu1_1:-2", "positive weight"),
        ("content_layers", "", "at least one layer"),
        ("style_blend", "0,0", "above 0"),
        ("learning_rate", "nan", "up to 1000"),
        ("content_weight", "inf", "0 to"),
        ("device", "tpu", "cuda:1"),
    ],
)
def test_a_wrong_value_is_answered_with_its_name_and_what_is_allowed(
    field: str, value: object, says: str
) -> None:
    with pytest.raises(OptionError, match=says) as caught:
        StyleOptions.parse(**{field: value})
    assert caught.value.field == field
    assert field in caught.value.message


def test_an_unknown_option_is_named() -> None:
    with pytest.raises(OptionError, match="strenght"):
        StyleOptions.parse(strenght=50)


def test_size_and_width_exclude_each_other() -> None:
    with pytest.raises(OptionError, match="not both"):
        StyleOptions.parse(size=512, width=512)


def test_options_do_not_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        StyleOptions().strength = 3  # type: ignore[misc]


def test_a_copy_with_changes_is_checked_again() -> None:
    with pytest.raises(OptionError):
        StyleOptions().with_changes(strength=0)


@given(
    strength=st.integers(1, 100),
    layers=st.lists(st.sampled_from(LAYERS), min_size=1, unique=True),
    seed=st.integers(0, 2**32 - 1),
    weight=st.none() | st.floats(0.1, 1e6),
)
def test_options_survive_a_recipe(strength: int, layers: list[str], seed: int, weight: float | None) -> None:
    options = StyleOptions.parse(strength=strength, style_layers=layers, seed=seed, style_weight=weight)
    assert StyleOptions.parse(**options.model_dump(mode="json")) == options


@settings(max_examples=EXAMPLES)
@given(st.dictionaries(NAMES, ANYTHING, max_size=5))
def test_whatever_is_asked_for_is_taken_or_answered_with_a_sentence(asked: dict[str, object]) -> None:
    refused = refusal(asked)
    assert refused is None or (refused.message and refused.field in (None, *asked))


def refusal(asked: dict[str, object]) -> OptionError | None:
    try:
        StyleOptions.parse(**asked)
    except OptionError as error:
        return error
    return None
