"""Gateways and connections whose far side is not declared: knowledge ends here, unless an assumption goes on."""

from eks_shared_vpc.preview.aws.route_table import Route
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.fixes import advice, fix
from eks_shared_vpc.preview.proof.addresses import PUBLIC, of_blocks
from eks_shared_vpc.preview.proof.causes import cause
from eks_shared_vpc.preview.proof.flow import Flow
from eks_shared_vpc.preview.proof.hops.internet_gateway import ROUTE_TO_NOTHING
from eks_shared_vpc.preview.proof.hops.route_table import through
from eks_shared_vpc.preview.proof.path import Path, Via, open_path, refuted, unknown
from eks_shared_vpc.preview.proof.walk import Walk

__all__ = ["beyond"]

NOT_BEHIND = cause(
    "not-behind-gateway",
    "An assumption says what lies behind a gateway, and the destination is not there.",
    "design rule 11",
)


@through()
def beyond(walk: Walk, flow: Flow, subnet: Subnet, route: Route) -> Path:
    """To the far side."""
    if route.is_dangling:
        message = f"the route of {subnet.name} leads to {route.label}, which is not there"
        return refuted(ROUTE_TO_NOTHING, message, fix(advice="point the route at what is there"))
    names = [str(route.target_id), *([route.through.name] if route.through is not None else [])]
    assumed = walk.model.assumptions
    key = next((each for each in names if each in assumed.beyond), None)
    if key is None:
        message = f"what lies behind {route.label} is not declared here"
        about = next((each for each in names if "/" not in each), names[0])
        answer = advice(f"say it in assumptions: {{beyond: {{{about}: {{internet: true}}}}}}")
        return unknown("beyond-this-graph", message, answer, hops=[route.label])
    answer_ = assumed.beyond[key]
    named = f"{key} ({answer_.where or 'an argument'})"
    family = flow.destination.family
    reached = of_blocks(family, answer_.blocks) | (PUBLIC[family] if answer_.internet else of_blocks(family, ()))
    if flow.destination in reached:
        return open_path(Via.BEYOND, route.label, "what is assumed to lie behind it").assuming(named)
    says_nothing = answer_.internet is None and bool(flow.destination & PUBLIC[family])
    message = (
        f"what is assumed to lie behind {route.label} {'says nothing of' if says_nothing else 'is not'} {flow.label}"
    )
    if says_nothing:
        return unknown("beyond-this-graph", message, hops=[route.label]).assuming(named)
    return refuted(NOT_BEHIND, message, advice(f"correct the assumption {named}"), hops=[route.label]).assuming(named)
