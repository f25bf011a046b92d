"""Nodes start and are safe to run: launch templates, images, disks."""

from collections.abc import Iterator

from eks_shared_vpc.preview.findings import Level, Rule, Violation, rule
from eks_shared_vpc.preview.graph import Graph, Resource
from eks_shared_vpc.preview.rules.lookups import NODE_GROUP, entries, known, mapping

__all__ = ["RULES"]


@rule(Level.WARNING, "facts 4.29; design rule 9")
def instance_metadata_v1(graph: Graph) -> Iterator[Violation]:
    """A launch template that does not require tokens leaves the node role's credentials to any process that can make a plain GET request."""
    for template, nodes in _templates(graph):
        told = known(template.inputs.get("metadataOptions"))
        if told and template.block("metadataOptions").get("httpTokens") != "required":
            yield Violation(
                template,
                f"{template.name} of {nodes.name} does not require IMDSv2",
                'metadata_options: {http_tokens: "required", http_put_response_hop_limit: 1}',
            )


@rule(Level.NOTICE, "facts 4.29")
def instance_metadata_for_pods(graph: Graph) -> Iterator[Violation]:
    """With a hop limit over one, pods get at their node's credentials; EKS sets one for its own templates."""
    for template, nodes in _templates(graph):
        hops = template.block("metadataOptions").get("httpPutResponseHopLimit")
        if isinstance(hops, int) and hops > 1:
            yield Violation(
                template,
                f"{template.name} of {nodes.name} lets pods use the node's credentials: its hop limit is {hops}",
                "http_put_response_hop_limit: 1, and pod identities for what pods need",
            )


@rule(Level.WARNING, "design rule 9")
def disk_not_encrypted(graph: Graph) -> Iterator[Violation]:
    """A node's disk holds images, logs and pods' files; a launch template that says nothing leaves its encryption to the account's setting."""
    for template, nodes in _templates(graph):
        disks = [mapping(mapping(each).get("ebs")) for each in entries(template.inputs.get("blockDeviceMappings"))]
        if not known(template.inputs.get("blockDeviceMappings")):
            continue
        if not disks or any(disk and str(disk.get("encrypted")).lower() != "true" for disk in disks):
            yield Violation(
                template,
                f"{template.name} of {nodes.name} does not encrypt its disks",
                'block_device_mappings: [{…, ebs: {encrypted: "true"}}]',
            )


@rule(Level.ERROR, "facts 4.24, 4.25, 4.27")
def image_without_user_data(graph: Graph) -> Iterator[Violation]:
    """EKS writes the configuration of nodes with its own images only; one of your own starts, and never learns of its cluster."""
    for template, nodes in _templates(graph):
        if template.inputs.get("imageId") and not template.inputs.get("userData"):
            yield Violation(
                template,
                f"{template.name} of {nodes.name} has an image of its own and no user data",
                "pass a NodeConfig with name, apiServerEndpoint, certificateAuthority and cidr",
            )


@rule(Level.NOTICE, "facts 4.26, date from memory")
def amazon_linux_2(graph: Graph) -> Iterator[Violation]:
    """EKS stopped publishing Amazon Linux 2 images on 26 November 2025 (date from memory)."""
    for nodes in graph.of_type(NODE_GROUP):
        if str(nodes.inputs.get("amiType", "")).startswith("AL2_"):
            yield Violation(nodes, f"{nodes.name} runs Amazon Linux 2", "ami_type: AL2023_x86_64_STANDARD")


def _templates(graph: Graph) -> Iterator[tuple[Resource, Resource]]:
    """The launch templates of node groups, each with one group that uses it."""
    seen: set[str] = set()
    for nodes in graph.of_type(NODE_GROUP):
        template = graph.find(nodes.block("launchTemplate").get("id"))
        if template is not None and template.urn not in seen:
            seen.add(template.urn)
            yield template, nodes


RULES: tuple[Rule, ...] = (
    instance_metadata_v1,
    instance_metadata_for_pods,
    disk_not_encrypted,
    image_without_user_data,
    amazon_linux_2,
)
