"""Hosts the components for programs in other Pulumi languages."""

import sys

import pulumi
from pulumi.provider import ConstructResult, main
from pulumi.provider.experimental.component import ComponentProvider
from pulumi.provider.server import ComponentInitError

from eks_shared_vpc.components import COMPONENTS
from eks_shared_vpc.errors import InputError


class Components(ComponentProvider):
    """Reports refused arguments as Pulumi reports wrong properties; Pulumi would add where in our code they were refused."""

    def construct(
        self,
        name: str,
        resource_type: str,
        inputs: pulumi.Inputs,
        options: pulumi.ResourceOptions | None = None,
    ) -> ConstructResult:
        """Create one component."""
        try:
            return super().construct(name, resource_type, inputs, options)
        except ComponentInitError as error:
            if isinstance(error.inner, InputError):
                raise pulumi.InputPropertiesError(str(error.inner), []) from None
            raise


def component_provider_host(components: list[type[pulumi.ComponentResource]], name: str, version: str) -> None:
    """As Pulumi's function of this name, with the provider above."""
    main(Components(components, name, version=version), sys.argv[1:])


if __name__ == "__main__":
    component_provider_host(
        name="eks-shared-vpc",
        components=[each.load() for each in COMPONENTS],
        version="0.1.0",
    )
