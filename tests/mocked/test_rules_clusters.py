"""Rules about clusters, each broken and kept."""

from typing import Any

import pulumi
import pulumi_aws as aws
import pytest

from eks_shared_vpc.preview.rules import clusters as rules
from tests.mocked.rule_cases import (
    GONE,
    Case,
    World,
    assert_covered,
    assert_found,
    assert_left_alone,
    complying,
    ids,
    label,
    right,
    vpc_config,
    world,
    wrong,
)

ACCESS: Any = {"authentication_mode": "API", "bootstrap_cluster_creator_admin_permissions": False}
AUTO: Any = {"enabled": True, "node_pools": ["general-purpose"]}
NODES_GONE: Any = {"nodes": GONE}


def cluster(extra: Any = None, **changes: Any) -> Any:
    return world({"cluster": changes}, extra)


def endpoint(extra: Any = None, **changes: Any) -> Any:
    return cluster(extra, vpc_config=vpc_config(**changes))


def services(cidr: str) -> Any:
    return {"kubernetes_network_config": {"ip_family": "ipv4", "service_ipv4_cidr": cidr}}


def private(*sources: Any) -> Any:
    """A private endpoint whose group admits these blocks."""

    def groups(made: World) -> list[Any]:
        group = made.make(aws.ec2.SecurityGroup, "admins", made.participant, vpc_id=made["vpc"].id)
        for number, block in enumerate(sources):
            made.make(
                aws.vpc.SecurityGroupIngressRule,
                f"admins-{number}",
                made.participant,
                security_group_id=group.id,
                cidr_ipv4=block,
                ip_protocol="tcp",
                from_port=443,
                to_port=443,
            )
        return [group.id]

    return endpoint(endpoint_public_access=False, public_access_cidrs=None, security_group_ids=groups)


def dhcp(*servers: str) -> Any:
    def declare(made: World) -> None:
        options = made.make(aws.ec2.VpcDhcpOptions, "options", made.owner, domain_name_servers=list(servers))
        made.make(
            aws.ec2.VpcDhcpOptionsAssociation,
            "options-vpc",
            made.owner,
            vpc_id=made["vpc"].id,
            dhcp_options_id=options.id,
        )

    return world({}, declare)


def transit(to: str) -> Any:
    def declare(made: World) -> None:
        made.make(
            aws.ec2.Route,
            "far",
            made.owner,
            route_table_id=made["table-az1"].id,
            destination_cidr_block=to,
            transit_gateway_id="tgw-1",
        )

    return declare


def remote(*nodes: str, **more: Any) -> Any:
    return {"remote_network_config": {"remote_node_networks": {"cidrs": list(nodes)}}, **more}


def cni(env: Any, *names: str, changes: Any = None) -> Any:
    """The VPC CNI's configuration, with an ENIConfig of each name on the private subnet of its zone's number."""

    def values(made: World) -> Any:
        subnets = {name: {"id": made["private-az2" if name[-1] in "2b" else "private-az1"].id} for name in names}
        return pulumi.Output.json_dumps({"env": env, "eniConfig": {"create": True, "subnets": subnets}})

    return world({"vpc-cni": {"configuration_values": values}, **(changes or {})})


CUSTOM = {"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true"}
BY_ID = {**CUSTOM, "ENI_CONFIG_LABEL_DEF": "topology.k8s.aws/zone-id"}
BY_NAME = {**CUSTOM, "ENI_CONFIG_LABEL_DEF": "topology.kubernetes.io/zone"}
IPV6 = {"kubernetes_network_config": {"ip_family": "ipv6"}}
BALANCING = {"kubernetes_network_config": {"elastic_load_balancing": {"enabled": True}}}
TAGS = {f"tag-{tier}-{zone}": GONE for tier in ("public", "private") for zone in ("az1", "az2")}
OFF = vpc_config(endpoint_private_access=False, endpoint_public_access=False, public_access_cidrs=None)

CASES: list[Case] = [
    wrong(
        rules.api_endpoints_both_off,
        "both off",
        world({"cluster": {"vpc_config": OFF}, "nodes": GONE, "coredns": GONE}),
        "cluster",
    ),
    right(rules.api_endpoints_both_off, "with nodes the proof says so", world({"cluster": {"vpc_config": OFF}})),
    wrong(
        rules.public_cidrs_too_many,
        "41 blocks",
        endpoint(public_access_cidrs=[f"52.94.{number}.0/24" for number in range(41)]),
        "cluster",
    ),
    right(
        rules.public_cidrs_too_many,
        "40 blocks",
        endpoint(public_access_cidrs=[f"52.94.{number}.0/24" for number in range(40)]),
    ),
    wrong(rules.public_cidr_refused, "a private block", endpoint(public_access_cidrs=["10.8.0.0/16"]), "cluster"),
    wrong(
        rules.public_cidr_refused, "a documentation block", endpoint(public_access_cidrs=["203.0.113.5/32"]), "cluster"
    ),
    wrong(rules.public_cidr_refused, "IPv6", endpoint(public_access_cidrs=["2600:1f00::/40"]), "cluster"),
    right(
        rules.public_cidr_refused,
        "IPv6 on an IPv6 cluster",
        cluster(vpc_config=vpc_config(public_access_cidrs=["2600:1f00::/40"]), **IPV6),
    ),
    right(rules.public_cidr_refused, "the whole world is another rule's", endpoint(public_access_cidrs=["0.0.0.0/0"])),
    wrong(rules.public_cidr_reserved, "carrier-grade NAT", endpoint(public_access_cidrs=["100.64.0.0/24"]), "cluster"),
    right(rules.public_cidr_reserved, "a private block is an error", endpoint(public_access_cidrs=["10.8.0.0/16"])),
    wrong(
        rules.public_cidrs_without_public_endpoint,
        "a list for nobody",
        endpoint(endpoint_public_access=False),
        "cluster",
    ),
    right(rules.public_cidrs_without_public_endpoint, "no list", private("10.250.0.0/16")),
    wrong(rules.api_reached_by_nobody_outside, "a group with no rule", private(), "cluster"),
    right(rules.api_reached_by_nobody_outside, "a VPN is admitted", private("10.250.0.0/16")),
    right(
        rules.api_reached_by_nobody_outside,
        "a group that was made elsewhere",
        endpoint(endpoint_public_access=False, public_access_cidrs=None, security_group_ids=["sg-1"]),
    ),
    wrong(rules.dhcp_without_amazon_dns, "other servers alone", dhcp("10.0.0.9"), "options"),
    right(rules.dhcp_without_amazon_dns, "Amazon's", dhcp("AmazonProvidedDNS")),
    wrong(
        rules.control_plane_egress_without_route,
        "no way out",
        world({"cluster": {"vpc_config": vpc_config(control_plane_egress_mode="CUSTOMER_ROUTED")}, "route-az1": GONE}),
        "cluster",
    ),
    right(
        rules.control_plane_egress_without_route,
        "through NAT",
        endpoint(control_plane_egress_mode="CUSTOMER_ROUTED"),
    ),
    wrong(rules.service_cidr_overlaps_vpc, "inside the VPC", cluster(**services("10.0.128.0/20")), "cluster"),
    wrong(
        rules.service_cidr_of_connected_network,
        "a route leads there",
        cluster(transit("172.20.8.0/24"), **services("172.20.0.0/16")),
        "cluster",
    ),
    right(
        rules.service_cidr_of_connected_network,
        "a route leads elsewhere",
        cluster(transit("10.99.0.0/16"), **services("172.20.0.0/16")),
    ),
    wrong(rules.remote_networks, "a public block", cluster(**remote("52.94.76.0/24")), "cluster"),
    wrong(rules.remote_networks, "a block of the VPC", cluster(**remote("10.0.200.0/24")), "cluster"),
    right(rules.remote_networks, "a private block elsewhere", cluster(**remote("10.80.0.0/16"))),
    wrong(rules.hybrid_nodes_with_both_endpoints, "both", cluster(**remote("10.80.0.0/16")), "cluster"),
    right(
        rules.hybrid_nodes_with_both_endpoints,
        "private",
        cluster(
            **remote("10.80.0.0/16", vpc_config=vpc_config(endpoint_public_access=False, public_access_cidrs=None))
        ),
    ),
    wrong(rules.access_entries_without_api, "an entry", cluster(access_config=None), "cluster"),
    wrong(
        rules.access_entries_without_api,
        "Auto Mode",
        world({"cluster": {"access_config": None, "compute_config": AUTO}, "admin": GONE}),
        "cluster",
    ),
    right(
        rules.access_entries_without_api,
        "both ways in",
        cluster(access_config={**ACCESS, "authentication_mode": "API_AND_CONFIG_MAP"}),
    ),
    wrong(rules.config_map_authentication, "not a word", cluster(access_config=None), "cluster"),
    wrong(rules.creator_is_admin, "not a word", cluster(access_config={"authentication_mode": "API"}), "cluster"),
    wrong(rules.nobody_administers, "no entry", world({"admin": GONE, "admin-policy": GONE}), "cluster"),
    right(
        rules.nobody_administers,
        "a group of Kubernetes",
        world({"admin": {"kubernetes_groups": ["admins"]}, "admin-policy": GONE}),
    ),
    wrong(rules.self_managed_addons, "not a word", cluster(bootstrap_self_managed_addons=None), "cluster"),
    wrong(rules.addon_missing, "no CNI", world({"vpc-cni": GONE}), "cluster"),
    right(
        rules.addon_missing,
        "EKS brings them",
        world({"vpc-cni": GONE, "cluster": {"bootstrap_self_managed_addons": True}}),
    ),
    right(rules.addon_missing, "no nodes", world({"vpc-cni": GONE, "nodes": GONE})),
    wrong(rules.addon_unpinned, "no version", world({"coredns": {"addon_version": None}}), "coredns"),
    wrong(rules.eni_config_names, "ids for names", cni(BY_NAME, "usw2-az1", "usw2-az2"), "vpc-cni"),
    wrong(rules.eni_config_names, "names for ids", cni(BY_ID, "us-west-2a", "us-west-2b"), "vpc-cni"),
    right(rules.eni_config_names, "names for names", cni(BY_NAME, "us-west-2a", "us-west-2b")),
    wrong(rules.eni_config_zones, "one is missing", cni(BY_ID, "usw2-az1"), "vpc-cni"),
    wrong(
        rules.eni_config_zones,
        "one is of another zone",
        cni(BY_ID, "usw2-az1", "usw2-az2", "usw2-az3"),
        "vpc-cni",
    ),
    right(rules.eni_config_zones, "one for each", cni(BY_ID, "usw2-az1", "usw2-az2")),
    wrong(rules.cni_feature_unsupported, "IPv6", cni(CUSTOM, changes={"cluster": IPV6}), "vpc-cni"),
    wrong(
        rules.cni_feature_unsupported,
        "Auto Mode",
        cni({"ENABLE_POD_ENI": "true"}, changes={"cluster": {"compute_config": AUTO}}),
        "vpc-cni",
    ),
    right(rules.cni_feature_unsupported, "neither", cni(CUSTOM)),
    wrong(rules.ipv6_cluster_limits, "in China", world({"cluster": IPV6}, region="cn-north-1"), "cluster"),
    wrong(
        rules.ipv6_cluster_limits,
        "Windows",
        world({"cluster": IPV6, "nodes": {"ami_type": "WINDOWS_CORE_2022_x86_64"}}),
        "cluster",
    ),
    right(rules.ipv6_cluster_limits, "elsewhere", cluster(**IPV6)),
    wrong(rules.auto_mode_in_small_subnets, "built-in pools", cluster(compute_config=AUTO), "cluster"),
    right(rules.auto_mode_in_small_subnets, "none", cluster(compute_config={"enabled": True, "node_pools": []})),
    wrong(rules.auto_mode_without_role_tags, "no tags", world({"cluster": BALANCING, **TAGS}), "cluster"),
    right(rules.auto_mode_without_role_tags, "tags", cluster(**BALANCING)),
    wrong(
        rules.zonal_shift_in_one_zone,
        "one zone",
        world({"cluster": {"zonal_shift_config": {"enabled": True}}, "nodes": {"subnet_ids": ids("private-az1")}}),
        "cluster",
    ),
    right(rules.zonal_shift_in_one_zone, "two zones", cluster(zonal_shift_config={"enabled": True})),
    wrong(rules.control_plane_log_group, "no group", world({"logs": GONE}), "cluster"),
    wrong(rules.control_plane_log_group, "kept for ever", world({"logs": {"retention_in_days": None}}), "logs"),
    right(
        rules.control_plane_log_group, "no logs", world({"logs": GONE, "cluster": {"enabled_cluster_log_types": None}})
    ),
    *complying(rules.RULES),
]


@pytest.mark.parametrize("case", CASES, ids=label)
def test_a_rule_finds_what_it_is_for_and_leaves_alone_what_is_right(case):
    (assert_found if case.found else assert_left_alone)(case)


def test_every_rule_has_a_case_that_violates_it_and_one_that_complies():
    assert_covered(CASES, rules.RULES)
