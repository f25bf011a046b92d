"""VPC endpoints: gateways on route tables, and interfaces with names of their own."""

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from typing import Any

from eks_shared_vpc.preview.aws.model import Model, Refs, View, grouped, id_in, indexed
from eks_shared_vpc.preview.aws.role import statements_of
from eks_shared_vpc.preview.aws.route_table import RouteTable, table_called
from eks_shared_vpc.preview.aws.subnet import Subnet
from eks_shared_vpc.preview.aws.values import UNKNOWN, Listed, Unknown, is_known
from eks_shared_vpc.preview.aws.vpc import DEFAULT_GROUP, Vpc
from eks_shared_vpc.preview.fixes import Fix, Set, fix
from eks_shared_vpc.privatelink.services import short_name

__all__ = [
    "EndpointPolicy",
    "TableOnEndpoint",
    "VpcEndpoint",
    "endpoint_groups_are_known",
    "endpoints_are_known",
    "endpoints_of",
    "every_endpoint_of",
]

_OF_AWS = re.compile(r"(?:cn\.)?com\.amazonaws\.([a-z]{2,4}(?:-[a-z]+)+-\d)\.([a-z].*)")
"""A full service name of AWS's form: its region, and the short name."""


class VpcEndpoint(View):
    """A VPC endpoint."""

    types = ("aws:ec2/vpcEndpoint:VpcEndpoint",)

    @cached_property
    def vpc(self) -> Vpc | None:
        """The VPC that it is in, if that is declared."""
        return self.model.find(self.inputs.raw("vpcId"), Vpc)

    @cached_property
    def vpc_id(self) -> str | Unknown | None:
        """The id of its VPC."""
        return id_in(self.inputs.raw("vpcId"))

    @cached_property
    def service_name(self) -> str | Unknown | None:
        """The full name of its service."""
        return self.inputs.text("serviceName")

    @cached_property
    def service(self) -> str:
        """The short name of its service, such as ``ecr.api``; the full one of a service that is not AWS's own."""
        full = self.service_name
        return _short(full, self.region) if isinstance(full, str) else ""

    @cached_property
    def type_given(self) -> str | Unknown | None:
        """The type that it is given; ``None`` leaves it at AWS's default, Gateway."""
        return self.inputs.text("vpcEndpointType")

    @property
    def is_interface(self) -> bool:
        """Whether it is an interface endpoint."""
        return self.type_given == "Interface"

    @property
    def is_gateway(self) -> bool:
        """Whether it is a gateway endpoint: AWS's default (facts 5.15)."""
        return self.type_given in (None, "Gateway")

    @property
    def says_private_dns(self) -> bool:
        """Whether it says whether it has private DNS."""
        return self.inputs.says("privateDnsEnabled")

    @cached_property
    def private_dns(self) -> bool | Unknown:
        """Whether the public name of its service resolves to it."""
        return self.inputs.flag("privateDnsEnabled", default=False)

    @property
    def is_of_a_private_service(self) -> bool:
        """Whether its service is one that another account publishes, and not AWS's own."""
        return ".vpce." in str(self.service_name)

    @cached_property
    def subnets(self) -> Refs[Subnet]:
        """The subnets that it has interfaces in."""
        more = _more_subnets(self.model).get(self, ())
        own = self.model.refs(self.inputs.items("subnetIds"), Subnet)
        declared = dict.fromkeys([*own.declared, *(each.subnet for each in more if each.subnet is not None)])
        complete = own.complete and all(each.subnet is not None for each in more)
        return Refs(tuple(declared), own.undeclared, complete)

    @cached_property
    def group_ids(self) -> tuple[str, ...]:
        """The ids of its security groups, as far as they are known."""
        return self.inputs.items("securityGroupIds").texts()

    @property
    def groups_are_known(self) -> bool:
        """Whether no security group of it is known after deployment only."""
        return self.inputs.items("securityGroupIds").complete

    @property
    def says_groups(self) -> bool:
        """Whether it names a security group; AWS puts one that names none into the VPC's default group (facts 5.18)."""
        return self.inputs.says("securityGroupIds") or bool(_more_groups(self.model).get(self))

    @cached_property
    def all_group_ids(self) -> tuple[str, ...]:
        """The ids of all of its security groups: those that are associated besides, or else the VPC's default one."""
        more = [each.inputs.text("securityGroupId") for each in _more_groups(self.model).get(self, ())]
        found = (*self.group_ids, *(each for each in more if isinstance(each, str)))
        if not self.says_groups and self.vpc is not None:
            return (f"{self.vpc.id}{DEFAULT_GROUP}",)
        return found

    @property
    def address_type(self) -> str:
        """Which address families its interfaces have: ``ipv4``, ``ipv6`` or ``dualstack``; empty if not known."""
        given = self.inputs.text("ipAddressType")
        return "" if given is UNKNOWN else given or "ipv4"

    @cached_property
    def policy(self) -> Mapping[str, Any] | Unknown | None:
        """Its policy; without one it lets everything through (facts 5.19)."""
        separate = _policies(self.model).get(self)
        return (separate[0].inputs if separate else self.inputs).document("policy")

    @cached_property
    def policy_text(self) -> str:
        """Its policy as it is written, if that is known."""
        text = self.inputs.raw("policy")
        return text if isinstance(text, str) and is_known(text) else ""

    def allowing(self, actions: Sequence[str], resource: str = "*") -> Fix:
        """The fix that has its policy allow some actions."""
        held = self.policy if isinstance(self.policy, Mapping) else {"Version": "2012-10-17", "Statement": []}
        statement = {"Effect": "Allow", "Principal": "*", "Action": list(actions), "Resource": resource}
        kept = [each for each in statements_of(held) if each.get("Effect") != "Deny" or each.get("Condition")]
        separate = _policies(self.model).get(self)
        return fix(
            Set(separate[0] if separate else self, "policy", json.dumps({**held, "Statement": [*kept, statement]}))
        )

    @cached_property
    def route_tables(self) -> tuple[RouteTable, ...]:
        """The route tables that a gateway endpoint is on, as far as they are known."""
        named = [*self.inputs.items("routeTableIds"), *(each.table_id for each in _tables(self.model).get(self, ()))]
        found = (table_called(self.model, each) for each in named)
        return tuple({each.id: each for each in found if each is not None}.values())

    @cached_property
    def route_tables_are_known(self) -> bool:
        """Whether no route table is left that is known after deployment, or that no program declares."""
        listed = self.inputs.items("routeTableIds")
        named = [*listed, *(each.table_id for each in _tables(self.model).get(self, ()))]
        placed = _tables_are_placed(self.model)
        return placed and listed.complete and all(table_called(self.model, each) is not None for each in named)

    @property
    def separate_subnets(self) -> "Sequence[SubnetOnEndpoint]":
        """The associations with subnets that are resources of their own."""
        return _more_subnets(self.model).get(self, ())

    @property
    def separate_tables(self) -> "Sequence[TableOnEndpoint]":
        """The associations with route tables that are resources of their own."""
        return _tables(self.model).get(self, ())

    @property
    def says_route_tables(self) -> bool:
        """Whether it lists route tables itself."""
        return self.inputs.says("routeTableIds")

    @property
    def network_arguments(self) -> Mapping[str, Any]:
        """Its VPC, subnets and security groups, as arguments of another endpoint beside it."""
        keys = {"vpc_id": "vpcId", "subnet_ids": "subnetIds", "security_group_ids": "securityGroupIds"}
        return {name: self._named(self.inputs.values[key]) for name, key in keys.items() if self.inputs.says(key)}

    def _named(self, value: Any) -> Any:
        """An input with the declared resources whose ids it holds in their place."""
        if isinstance(value, list | tuple):
            return [self._named(each) for each in value]
        found = self.model.any_of(value)
        return found if found is not None and found.id == value else value

    @property
    def subnet_ids(self) -> Listed:
        """The ids of the subnets that it names itself."""
        return self.inputs.items("subnetIds")


class EndpointPolicy(View):
    """The policy of an endpoint, as a resource of its own."""

    types = ("aws:ec2/vpcEndpointPolicy:VpcEndpointPolicy",)

    @property
    def policy_text(self) -> str:
        """The policy as it is written, if that is known."""
        text = self.inputs.raw("policy")
        return text if isinstance(text, str) and is_known(text) else ""


class TableOnEndpoint(View):
    """A gateway endpoint's association with a route table."""

    types = ("aws:ec2/vpcEndpointRouteTableAssociation:VpcEndpointRouteTableAssociation",)

    @property
    def table_id(self) -> Any:
        """What names the table."""
        return self.inputs.raw("routeTableId")


class SubnetOnEndpoint(View):
    """An interface endpoint's association with a subnet."""

    types = ("aws:ec2/vpcEndpointSubnetAssociation:VpcEndpointSubnetAssociation",)

    @property
    def subnet(self) -> Subnet | None:
        """The subnet."""
        return self.model.find(self.inputs.raw("subnetId"), Subnet)


class GroupOnEndpoint(View):
    """An interface endpoint's association with a security group."""

    types = ("aws:ec2/securityGroupAssociation:SecurityGroupAssociation",)


def endpoints_of(vpc: Vpc, service: str) -> Sequence[VpcEndpoint]:
    """The endpoints of a service, given by its short or full name, in a VPC."""
    return _by_service(vpc.model).get((vpc, _short(service, vpc.region)), ())


def every_endpoint_of(vpc: Vpc) -> Sequence[VpcEndpoint]:
    """All endpoints of a VPC."""
    return _by_vpc(vpc.model).get(vpc, ())


@cache
def _short(service: str, region: str) -> str:
    """The short name of a service: a known one, or what follows this region in a full name of AWS's form."""
    named = _OF_AWS.fullmatch(service)
    found = short_name(service, region or (named[1] if named else ""))
    return named[2] if found == service and named is not None and region in ("", named[1]) else found


def endpoints_are_known(vpc: Vpc) -> bool:
    """Whether it is known of every endpoint that a VPC has or may have which service it is of, and of which type."""
    doubtful = _doubtful(vpc.model)
    return vpc not in doubtful and None not in doubtful


@indexed
def _doubtful(model: Model) -> frozenset[Vpc | None]:
    """The VPCs of endpoints of which not all is known; ``None`` for one of which it is not known in which VPC it is."""
    keys = ("serviceName", "vpcEndpointType")
    return frozenset(
        each.vpc if is_known(each.inputs.raw("vpcId")) else None
        for each in model.all(VpcEndpoint)
        if not is_known([each.inputs.raw(key) for key in ("vpcId", *keys)])
    )


@indexed
def endpoint_groups_are_known(model: Model) -> bool:
    """Whether no association of a security group is left of which it is not known which endpoint it is for."""
    return all(is_known(each.inputs.raw("vpcEndpointId")) for each in model.all(GroupOnEndpoint))


@indexed
def _by_vpc(model: Model) -> Mapping[Vpc, list[VpcEndpoint]]:
    return grouped(model.all(VpcEndpoint), lambda each: each.vpc)


@indexed
def _by_service(model: Model) -> Mapping[tuple[Vpc, str], list[VpcEndpoint]]:
    return grouped(model.all(VpcEndpoint), lambda each: (each.vpc, each.service) if each.vpc is not None else None)


def _endpoint(row: View) -> VpcEndpoint | None:
    return row.model.find(row.inputs.raw("vpcEndpointId"), VpcEndpoint)


@indexed
def _tables(model: Model) -> Mapping[VpcEndpoint, list[TableOnEndpoint]]:
    return grouped(model.all(TableOnEndpoint), _endpoint)


@indexed
def _tables_are_placed(model: Model) -> bool:
    return all(is_known(each.inputs.raw("vpcEndpointId")) for each in model.all(TableOnEndpoint))


@indexed
def _more_subnets(model: Model) -> Mapping[VpcEndpoint, list[SubnetOnEndpoint]]:
    return grouped(model.all(SubnetOnEndpoint), _endpoint)


@indexed
def _more_groups(model: Model) -> Mapping[VpcEndpoint, list[GroupOnEndpoint]]:
    return grouped(model.all(GroupOnEndpoint), _endpoint)


@indexed
def _policies(model: Model) -> Mapping[VpcEndpoint, list[EndpointPolicy]]:
    return grouped(model.all(EndpointPolicy), _endpoint)
