"""File and line of what a preview speaks of: the key of a stack file, or the call in the user's code, that declares it."""

import re
from collections.abc import Iterator, Mapping

from eks_shared_vpc.documents.stack_file import StackFile
from eks_shared_vpc.preview.findings import Finding
from eks_shared_vpc.preview.graph import PROVIDER, STACK, Graph, Resource

__all__ = ["Files", "Places"]

Files = Mapping[str, StackFile]
"""The files of the stacks that are described by them, by name."""

_FILE_AND_LINE = re.compile(r".+\.\w+:\d+")
_KEYS = {
    "EksCluster": ("clusters.{name}",),
    "PrivateLinkEndpoints": ("network.endpoints",),
    "SubnetShare": ("network.share_with",),
}
"""Where a stack file declares a component, by its kind; what is not here, or not written, is part of the network."""


class Places:
    """The places of a preview."""

    def __init__(self, graph: Graph, files: Files) -> None:
        self._graph, self._files = graph, files

    def of(self, finding: Finding, stack: str) -> str:
        """File and line of what a finding is about; ``stack`` is the one that is previewed."""
        resource = self._graph.resources.get(finding.where)
        file = self._files.get(resource.stack if resource is not None else stack)
        if file is None:
            return resource.place if resource is not None else _written(finding.where)
        settings = finding.changes.settings if finding.changes is not None else ()
        keys = (*(each.path for each in settings), *self._keys(resource))
        return file.place(next((key for key in keys if file.has(key)), "network"))

    def _keys(self, resource: Resource | None) -> Iterator[str]:
        """The keys that may declare a resource, the most exact one first."""
        if resource is None:
            return
        while resource.parent in self._graph.resources and self._graph.resources[resource.parent].type != STACK:
            resource = self._graph.resources[resource.parent]
        if resource.type == PROVIDER:
            yield f"accounts.{resource.name}"
        yield from (key.format(name=resource.name) for key in _KEYS.get(resource.kind, ()))


def _written(where: str) -> str:
    return where if _FILE_AND_LINE.fullmatch(where) else ""
