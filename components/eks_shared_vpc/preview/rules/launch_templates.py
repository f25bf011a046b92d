"""Launch templates of node groups: metadata service, disks, images."""

from collections.abc import Iterator, Mapping

from eks_shared_vpc.judgement import Level
from eks_shared_vpc.preview.aws.launch_template import LaunchTemplate
from eks_shared_vpc.preview.aws.model import Model, indexed
from eks_shared_vpc.preview.aws.node_group import NodeGroup
from eks_shared_vpc.preview.fixes import Change, Fix, Remove, Set, fix, python_spelling
from eks_shared_vpc.preview.rule import Remark, rule


@rule(Level.WARNING, "facts 4.29; design rule 9")
def instance_metadata_v1(model: Model) -> Iterator[Remark]:
    """Without http_tokens=required, any process that can send a GET request reads the node role's credentials from the instance metadata service (IMDSv1)."""
    for template, nodes in _templates(model).items():
        if template.requires_tokens is False and template.answers_metadata:
            message = f"{template.name} of {nodes.name} does not require IMDSv2"
            yield Remark(template, message, fix(Set(template, "metadata_options.http_tokens", "required")))


@rule(Level.NOTICE, "facts 4.29")
def instance_metadata_for_pods(model: Model) -> Iterator[Remark]:
    """With a hop limit above 1, pods read the node role's credentials from the instance metadata service. EKS sets 1 in its own launch templates."""
    for template, nodes in _templates(model).items():
        hops = template.hop_limit
        if isinstance(hops, int) and hops > 1 and template.answers_metadata:
            message = f"{template.name} of {nodes.name} has http_put_response_hop_limit {hops}: pods read the node's credentials"
            yield Remark(template, message, fix(Set(template, "metadata_options.http_put_response_hop_limit", 1)))


@rule(Level.WARNING, "design rule 9")
def disk_not_encrypted(model: Model) -> Iterator[Remark]:
    """The disk of a node holds images, logs and the files of pods. Where a launch template does not say encrypted, the account's default decides."""
    for template, nodes in _templates(model).items():
        if template.knows_its_disks and template.has_plain_disk:
            message = f"{template.name} of {nodes.name} does not encrypt its disks"
            yield Remark(template, message, _encrypted(template, nodes))


@rule(Level.ERROR, "facts 4.24, 4.25, 4.27")
def image_without_user_data(model: Model) -> Iterator[Remark]:
    """EKS writes the user data of nodes with its own images only. A node with another image starts without the name, endpoint and certificate of its cluster, and does not join it."""
    for template, nodes in _templates(model).items():
        image = template.image
        if isinstance(image, str) and image.startswith("ami-") and not template.has_user_data:
            message = f"{template.name} of {nodes.name} has image_id {image} and no user_data"
            changes: list[Change] = [Remove(template, "image_id")]
            changes += [Set(nodes, "ami_type", "AL2023_x86_64_STANDARD")] if nodes.has_custom_image else []
            hint = "or set user_data to a NodeConfig with name, apiServerEndpoint, certificateAuthority and cidr"
            yield Remark(template, message, fix(*changes, advice=hint))


@indexed
def _templates(model: Model) -> Mapping[LaunchTemplate, NodeGroup]:
    """The launch templates of node groups, each with the first group that uses it."""
    found: dict[LaunchTemplate, NodeGroup] = {}
    for nodes in model.all(NodeGroup):
        if nodes.launch_template is not None:
            found.setdefault(nodes.launch_template, nodes)
    return found


def _encrypted(template: LaunchTemplate, nodes: NodeGroup) -> Fix:
    """Encryption of each disk that the template describes, or of the one that holds images and containers."""
    rows = [python_spelling(each) for each in template.device_mappings]
    if not rows:
        rows = [{"device_name": "/dev/xvdb" if nodes.is_bottlerocket else "/dev/xvda", "ebs": {}}]
    encrypted = [{**each, "ebs": {**each["ebs"], "encrypted": "true"}} if "ebs" in each else each for each in rows]
    return fix(Set(template, "block_device_mappings", encrypted))
