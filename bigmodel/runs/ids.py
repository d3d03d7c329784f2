"""Ids of runs and datasets: two words and a number, easy to say and safe as a folder's name."""

from __future__ import annotations

import re
import secrets

from bigmodel.spec import Problem

PATTERN = re.compile(r"[a-z]{2,20}-[a-z]{2,20}-[0-9]{1,6}")

_WORDS = re.compile(r"[a-z]+")
_FIRST = _WORDS.findall("""
    amber bold brave bright brisk calm candid clear clever cosy crisp deep eager early fair fleet fond free fresh
    gentle glad golden grand green hardy honest humble jolly keen kind late light lively lucky mellow merry mild
    neat noble patient plain proud quick quiet rapid ready royal sharp silent silver simple smart snug solid
    steady still strong sunny swift tidy true vivid warm wise witty young
""")
_SECOND = _WORDS.findall("""
    badger beaver bison cedar clover condor crane curlew dingo dolphin eagle egret elk falcon fern finch fox gecko
    gibbon gull hare hawk hazel heron ibex ibis jackal jay kestrel kite koala lark lemur lily linden lizard llama
    lynx maple marten merlin mole moose newt ocelot orca oriole osprey otter owl panda pelican petrel pine plover
    puffin quail raven robin rook rowan salmon seal sparrow stork swan tapir tern thrush toucan walrus wren yak
    zebra
""")


def new_id() -> str:
    """A random id such as ``"calm-otter-12"``; the caller sees to it that it is not taken."""
    return f"{secrets.choice(_FIRST)}-{secrets.choice(_SECOND)}-{secrets.randbelow(99) + 1}"


def is_id(text: object) -> bool:
    """Whether a text has the form of an id, so that it can name a folder and nothing else."""
    return isinstance(text, str) and PATTERN.fullmatch(text) is not None


def clean_name(text: str) -> str:
    """A name as a person typed it, without control characters and blanks at the ends.

    Raises:
        Problem: Nothing is left, or it is longer than 100 characters.
    """
    name = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    if not name:
        raise Problem("The name is empty", remedy="Type at least one letter.")
    if len(name) > 100:
        raise Problem(f"The name has {len(name)} characters", remedy="Use at most 100.")
    return name
