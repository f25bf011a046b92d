"""Under which earlier URNs the engine knows a resource: its own aliases, and those that it has because its parent has some."""

from collections.abc import Callable, Iterable, Iterator

from pulumi.runtime.proto import alias_pb2, resource_pb2

from eks_shared_vpc.preview.graph import Resource

__all__ = ["former_urns"]


def former_urns(
    request: resource_pb2.RegisterResourceRequest, parent: Resource | None, make_urn: Callable[[str, str, str], str]
) -> tuple[str, ...]:
    """Every URN that a registration may have had before, those that it names itself first.

    Args:
        request: The registration.
        parent: Its parent, if it has one besides the stack.
        make_urn: Makes a URN of a parent's URN, a type and a name.
    """
    own = [_named(request, alias, make_urn) for alias in request.aliases]
    inherited = _inherited(request, parent, make_urn) if parent is not None else ()
    return tuple(dict.fromkeys([*own, *request.aliasURNs, *inherited]))


def _named(
    request: resource_pb2.RegisterResourceRequest, alias: alias_pb2.Alias, make_urn: Callable[[str, str, str], str]
) -> str:
    """The URN that an alias stands for; what it leaves out is as it is now."""
    if alias.urn:
        return alias.urn
    spec = alias.spec
    parent = "" if spec.noParent else spec.parentUrn or request.parent
    head, project, types, name = make_urn(parent, spec.type or request.type, spec.name or request.name).split("::", 3)
    return "::".join([f"urn:pulumi:{spec.stack}" if spec.stack else head, spec.project or project, types, name])


def _inherited(
    request: resource_pb2.RegisterResourceRequest, parent: Resource, make_urn: Callable[[str, str, str], str]
) -> Iterable[str]:
    """As the engine does it: a child that is named after its parent was named after the parent's earlier name."""

    def under(former: str) -> Iterator[str]:
        former_name = former.split("::", 3)[3]
        name = request.name
        if name.startswith(parent.name):
            name = former_name + name.removeprefix(parent.name)
        head, project, _, _ = former.split("::", 3)
        _, _, types, name = make_urn(former, request.type, name).split("::", 3)
        yield f"{head}::{project}::{types}::{name}"

    for former in parent.aliases:
        yield from under(former)
