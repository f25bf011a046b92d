"""Gateway endpoints as hops: they serve the subnets of the route tables that they are on (facts 4.33)."""

from collections.abc import Iterator

from eks_shared_vpc.preview.aws.aws_ranges import service_ranges
from eks_shared_vpc.preview.aws.route_table import Route, RouteTable
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import UNKNOWN, Unknown
from eks_shared_vpc.preview.aws.vpc_endpoint import VpcEndpoint
from eks_shared_vpc.preview.proof.addresses import PUBLIC, AddressSet, of_blocks
from eks_shared_vpc.preview.proof.flow import Flow
from eks_shared_vpc.preview.proof.hops.interface_endpoint import POLICY
from eks_shared_vpc.preview.proof.hops.leaving import barred_at_source
from eks_shared_vpc.preview.proof.hops.route_table import follow, together
from eks_shared_vpc.preview.proof.path import Outcome, Path, Stop, Via, open_path
from eks_shared_vpc.preview.proof.policies import policy_allows
from eks_shared_vpc.preview.proof.walk import Walk
from eks_shared_vpc.regions import arn_prefix

__all__ = ["by_gateway_endpoint"]

S3 = "s3"


def by_gateway_endpoint(
    walk: Walk, flow: Flow, subnet: Subnet, table: RouteTable, endpoint: VpcEndpoint, actions: tuple[str, ...]
) -> Path:
    """To S3 or DynamoDB by the prefix list of an endpoint on the subnet's route table."""
    path = open_path(Via.GATEWAY, f"gateway endpoint {endpoint.name}")
    paths = [(flow.destination, path)]
    for part, route in _taken_over(table, endpoint):
        paths.append((part, follow(walk, flow.to(part), subnet, route)))
    path = together(flow, paths).after(subnet.name, table.called)
    return barred_at_source(walk, flow, path).barred(*_policy(endpoint, actions))


def _taken_over(table: RouteTable, endpoint: VpcEndpoint) -> Iterator[tuple[AddressSet, Route]]:
    """The addresses of the service that a longer prefix of another route serves."""
    for route in table.routes:
        block = route.destination
        if isinstance(block, str | Unknown) or not block.prefixlen or not of_blocks(4, [block]) & PUBLIC[4]:
            continue
        ranges = service_ranges(endpoint.service, endpoint.region, 4) or ()
        shorter = of_blocks(4, [each for each in ranges if each.prefixlen < block.prefixlen])
        part = of_blocks(4, [block]) & shorter
        if part:
            yield part, route


def _policy(endpoint: VpcEndpoint, actions: tuple[str, ...]) -> Iterator[Stop]:
    """Whether its policy lets nodes read the layers of images, which are in a bucket of ECR's own (facts 4.32)."""
    if endpoint.service != S3:
        return
    layers = f"{arn_prefix(endpoint.region)}:s3:::prod-{endpoint.region}-starport-layer-bucket/layer"
    lets = policy_allows(endpoint.policy, actions, layers)
    if lets is UNKNOWN:
        yield Stop(
            Outcome.UNKNOWN, "endpoint-policy-unknown", f"the policy of {endpoint.name} is known after deployment"
        )
    elif lets is False:
        message = (
            f"the policy of {endpoint.name} does not allow {', '.join(actions)} in the bucket of ECR's image layers"
        )
        yield Stop(Outcome.REFUTED, POLICY, message, endpoint.allowing(actions, f"{layers.removesuffix('layer')}*"))
