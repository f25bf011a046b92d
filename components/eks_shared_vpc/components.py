"""The components of this package: one row for each.

Everything that has to know all components reads this list: the package's face, the host for other languages, the
generator of ``args``, and the contract tests. It names modules and imports none, so that nobody pays for what is not used.
"""

import importlib
from dataclasses import dataclass
from typing import Any

__all__ = ["COMPONENTS", "Component"]


@dataclass(frozen=True, slots=True)
class Component:
    """One component.

    Attributes:
        name: The name of its class; that of its spec is ``{name}Spec``, that of its arguments ``{name}Args``.
        module: Where it is declared, below this package.
        spec_module: Where its spec is.
    """

    name: str
    module: str
    spec_module: str

    @property
    def folder(self) -> str:
        """The folder of its idea, whose ``args`` hold its arguments."""
        return self.module.partition(".")[0]

    def load(self) -> Any:
        """The component's class."""
        return _named(self.module, self.name)

    def load_spec(self) -> Any:
        """The class of its spec."""
        return _named(self.spec_module, f"{self.name}Spec")

    def load_args(self) -> Any:
        """The TypedDict of its arguments."""
        return _named(f"{self.folder}.args", f"{self.name}Args")


def _named(module: str, name: str) -> Any:
    return getattr(importlib.import_module(f"eks_shared_vpc.{module}"), name)


COMPONENTS = (
    Component("EksCluster", "cluster.cluster", "cluster.spec"),
    Component("ExistingVpc", "network.existing_vpc", "network.existing"),
    Component("PrivateLinkEndpoints", "privatelink.endpoints", "privatelink.spec"),
    Component("SharedSubnetTags", "network.subnet_tags", "network.sharing"),
    Component("SharedVpc", "network.vpc", "network.spec"),
    Component("SubnetShare", "network.share", "network.sharing"),
)
