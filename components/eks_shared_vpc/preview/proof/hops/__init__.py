"""The kinds of hops that a path is made of, one file each.

Where a route leads is a hop that is found by the kind of its target (``through``). To add one is to add a file: every module
here is loaded with the folder.
"""

from importlib import import_module
from pkgutil import iter_modules

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")
