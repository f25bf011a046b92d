"""A preview: everything there is to say about a stack without a cloud, worked out once, for every form of report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from eks_shared_vpc.preview.addresses import AddressRow, address_map
from eks_shared_vpc.preview.endpoints import InterfaceEndpoint, interface_endpoints
from eks_shared_vpc.preview.findings import Finding, Level, apply_rules
from eks_shared_vpc.preview.graph import STACK, UNKNOWN, Graph, Resource
from eks_shared_vpc.preview.project import Project, RecordedStack, record_stack
from eks_shared_vpc.preview.proof.prove import Proof, findings_of, prove
from eks_shared_vpc.preview.rules import ALL_RULES
from eks_shared_vpc.preview.rules.accounts import name_of
from eks_shared_vpc.tags import TIER

__all__ = ["ApiEndpoint", "Preview", "Share", "preview_stack"]


@dataclass(frozen=True, slots=True)
class ApiEndpoint:
    """How a cluster's API server is reached.

    Attributes:
        cluster: Name of the cluster.
        account: Account that it is in.
        private: Whether it answers inside the VPC.
        public: Whether it answers on the internet.
        public_cidrs: Who may reach it there.
    """

    cluster: str
    account: str
    private: bool
    public: bool
    public_cidrs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """What one principal gets of a network.

    Attributes:
        name: Name of the resource share.
        principal: Account id, or ARN of an organizational unit or organization.
        tiers: The tiers whose subnets are shared.
        subnets: How many subnets that are.
    """

    name: str
    principal: str
    tiers: tuple[str, ...]
    subnets: int


class Preview:
    """A recorded stack with what follows from it."""

    def __init__(self, recorded: RecordedStack) -> None:
        self.recorded = recorded
        self.stack = recorded.name
        self.own = recorded.recording.graph
        whole = self.own
        for other in recorded.referenced.values():
            whole = whole.joined(other.graph)
        self.graph: Graph = whole

    @property
    def resources(self) -> list[Resource]:
        """The stack's own resources, the stack itself left out."""
        return [each for each in self.own if each.type != STACK]

    @property
    def referenced_resources(self) -> list[Resource]:
        """The resources of the stacks whose outputs this one reads."""
        return [each for each in self.graph if each.type != STACK and each.urn not in self.own.resources]

    @cached_property
    def findings(self) -> list[Finding]:
        """What the rules found, and what the preview could not see."""
        found = [*apply_rules(ALL_RULES, self.graph), *findings_of(self.proofs)]
        found += [
            Finding(
                "opaque-component",
                Level.NOTICE,
                urn,
                "its children are declared by a plugin and are not modelled here, so they are missing from this preview",
                "see pulumi preview for them",
            )
            for urn in self.recorded.recording.opaque
        ]
        found += [
            Finding(
                "unresolved-reference",
                Level.WARNING,
                self.stack,
                f"the stack {name} is neither in this project nor saved, so its ids are unknown and nothing about its network is checked",
                f"mkdir -p stacks/contracts/{name.rpartition('/')[0]} && pulumi stack output --json --stack {name} > stacks/contracts/{name}.json",
            )
            for name in self.recorded.unresolved
        ]
        return sorted(found, key=lambda each: list(Level).index(each.level))

    @cached_property
    def proofs(self) -> list[Proof]:
        """What the nodes and pods of the stack's clusters need, and how they reach it."""
        return prove(self.graph)

    @property
    def failed(self) -> bool:
        """Whether a finding is an error."""
        return any(finding.level is Level.ERROR for finding in self.findings)

    @cached_property
    def addresses(self) -> list[AddressRow]:
        """The address maps of the stack's VPCs, and of those that it refers to."""
        return address_map(self.graph)

    @property
    def accounts(self) -> Mapping[str, Sequence[Resource]]:
        """The stack's resources by account id; those of no account last."""
        rows: dict[str, list[Resource]] = {}
        for each in self.resources:
            rows.setdefault(each.account or "", []).append(each)
        order = sorted(rows, key=lambda account: (account == "", account))
        return {account: rows[account] for account in order}

    def account_name(self, account: str) -> str:
        """An account's name and id."""
        return name_of(self.graph, account or None)

    @property
    def api_endpoints(self) -> Iterator[ApiEndpoint]:
        """How each cluster's API server is reached."""
        for cluster in self.own.of_type("aws:eks/cluster:Cluster"):
            config = cluster.block("vpcConfig")
            public = config.get("endpointPublicAccess", True)
            cidrs = (
                tuple(self._shown(cidr) for cidr in config.get("publicAccessCidrs") or ["0.0.0.0/0"]) if public else ()
            )
            yield ApiEndpoint(
                str(cluster.inputs.get("name", cluster.name)),
                cluster.account or "",
                bool(config.get("endpointPrivateAccess", False)),
                bool(public),
                cidrs,
            )

    @cached_property
    def interface_endpoints(self) -> list[InterfaceEndpoint]:
        """The stack's own interface endpoints."""
        return list(interface_endpoints(self.own, self.proofs))

    @property
    def shares(self) -> Iterator[Share]:
        """What each principal gets."""
        for share in self.graph.of_type("aws:ram/resourceShare:ResourceShare"):
            resources = [
                row
                for row in self.graph.of_type("aws:ram/resourceAssociation:ResourceAssociation")
                if self.graph.find(row.inputs.get("resourceShareArn")) == share
            ]
            subnets = [
                found for row in resources if (found := self.graph.find(row.inputs.get("resourceArn"))) is not None
            ]
            tiers = dict.fromkeys(subnet.tags.get(TIER, subnet.name) for subnet in subnets)
            for row in self.graph.of_type("aws:ram/principalAssociation:PrincipalAssociation"):
                if self.graph.find(row.inputs.get("resourceShareArn")) == share:
                    yield Share(
                        str(share.inputs.get("name", share.name)),
                        str(row.inputs.get("principal", UNKNOWN)),
                        tuple(tiers),
                        len(subnets),
                    )

    def _shown(self, value: object) -> str:
        """A value as a reader understands it: what is known after deployment is said by where it comes from."""
        text = str(value)
        found = self.graph.find(text)
        return f"address of {found.name}" if found is not None else text


def preview_stack(project: Project, stack: str) -> Preview:
    """Record a stack and work out all there is to say about it.

    Raises:
        InputError: if the stack does not exist or its configuration is refused.
    """
    return Preview(record_stack(project, stack))
