"""The program of every stack of this repository: load the settings, compose the components."""

from stacks.compose import compose
from stacks.load import load

compose(load())
