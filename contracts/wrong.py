"""What is wrong with a value, as a code with its figures: a validator says no sentence, whoever reads it has a language."""

from pydantic_core import PydanticCustomError


def wrong(code: str, **figures: object) -> PydanticCustomError:
    """For validators to raise (a ValueError). The code's sentences stand in locale/*/fields.yaml and may name `field` too."""
    return PydanticCustomError(code, code, figures)
