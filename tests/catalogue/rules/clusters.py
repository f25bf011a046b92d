"""Control planes, their access, add-ons and logs."""

import json
from typing import Any

from tests.catalogue.bases import world_in
from tests.catalogue.case import Planted, clean, found, on
from tests.catalogue.planting import GONE, Plant, The, added, together, with_inputs, without

CLUSTER = "Cluster cluster"
AUTO: Any = {"enabled": True, "nodePools": ["general-purpose"]}
IPV6 = {"kubernetesNetworkConfig": {"ipFamily": "ipv6", "serviceIpv4Cidr": GONE}}
BALANCING = {
    "kubernetesNetworkConfig": {"ipFamily": GONE, "serviceIpv4Cidr": GONE, "elasticLoadBalancing": {"enabled": True}}
}
TAGS = tuple(f"Tag tag-{tier}-{zone}" for tier in ("public", "private") for zone in ("az1", "az2"))
OFF = {"endpointPrivateAccess": False, "endpointPublicAccess": False, "publicAccessCidrs": GONE}
CUSTOM = {"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true"}
BY_ID = {**CUSTOM, "ENI_CONFIG_LABEL_DEF": "topology.k8s.aws/zone-id"}
BY_NAME = {**CUSTOM, "ENI_CONFIG_LABEL_DEF": "topology.kubernetes.io/zone"}


def cluster(**changes: Any) -> Plant:
    return with_inputs(CLUSTER, **changes)


def on_cluster(**changes: Any) -> Planted:
    return on("world", cluster(**changes))


def on_endpoint(**changes: Any) -> Planted:
    return on_cluster(vpcConfig=changes)


def on_list(*blocks: str) -> Planted:
    return on_endpoint(publicAccessCidrs=list(blocks))


def services(cidr: str) -> Plant:
    return cluster(kubernetesNetworkConfig={"serviceIpv4Cidr": cidr})


def private(*sources: str) -> Plant:
    """A private endpoint whose group admits these blocks."""
    group = "SecurityGroup admins"
    return together(
        added("aws:ec2/securityGroup:SecurityGroup", "admins", CLUSTER, vpcId=The("Vpc vpc")),
        cluster(vpcConfig={"endpointPublicAccess": False, "publicAccessCidrs": GONE, "securityGroupIds": [The(group)]}),
        *(
            added(
                "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
                f"admins-{number}",
                CLUSTER,
                securityGroupId=The(group),
                cidrIpv4=block,
                ipProtocol="tcp",
                fromPort=443,
                toPort=443,
            )
            for number, block in enumerate(sources)
        ),
    )


def dhcp(*servers: str) -> Plant:
    return together(
        added("aws:ec2/vpcDhcpOptions:VpcDhcpOptions", "options", "Vpc vpc", domainNameServers=list(servers)),
        added(
            "aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation",
            "options-vpc",
            "Vpc vpc",
            vpcId=The("Vpc vpc"),
            dhcpOptionsId=The("VpcDhcpOptions options"),
        ),
    )


def transit(to: str) -> Plant:
    return added(
        "aws:ec2/route:Route",
        "far",
        "Vpc vpc",
        routeTableId=The("RouteTable table-az1"),
        destinationCidrBlock=to,
        transitGatewayId="tgw-1",
    )


def remote(*nodes: str, **more: Any) -> Planted:
    return on_cluster(remoteNetworkConfig={"remoteNodeNetworks": {"cidrs": list(nodes)}}, **more)


def cni(env: Any, *names: str) -> Plant:
    """The VPC CNI's configuration, with an ENIConfig of each name on the private subnet of its zone's number."""
    subnets = {name: {"id": f"test/subnet/private-{'az2' if name[-1] in '2b' else 'az1'}"} for name in names}
    document = {"env": env, "eniConfig": {"create": True, "subnets": subnets}}
    return with_inputs("Addon vpc-cni", configurationValues=json.dumps(document))


CASES = (
    found(
        "api-endpoints-both-off",
        "both off",
        on("world", cluster(vpcConfig=OFF), without("NodeGroup nodes", "Addon coredns")),
        "cluster",
    ),
    clean("api-endpoints-both-off", "with nodes the proof says so", on_endpoint(**OFF)),
    found("public-cidrs-too-many", "41 blocks", on_list(*(f"52.94.{number}.0/24" for number in range(41))), "cluster"),
    clean("public-cidrs-too-many", "40 blocks", on_list(*(f"52.94.{number}.0/24" for number in range(40)))),
    found("public-cidr-refused", "a private block", on_list("10.8.0.0/16"), "cluster"),
    found("public-cidr-refused", "a documentation block", on_list("203.0.113.5/32"), "cluster"),
    found("public-cidr-refused", "IPv6", on_list("2600:1f00::/40"), "cluster"),
    clean(
        "public-cidr-refused",
        "IPv6 on an IPv6 cluster",
        on_cluster(vpcConfig={"publicAccessCidrs": ["2600:1f00::/40"]}, **IPV6),
    ),
    clean("public-cidr-refused", "the whole world is another rule's", on_list("0.0.0.0/0")),
    found("public-cidr-reserved", "carrier-grade NAT", on_list("100.64.0.0/24"), "cluster"),
    clean("public-cidr-reserved", "a private block is an error", on_list("10.8.0.0/16")),
    found(
        "public-cidrs-without-public-endpoint",
        "a list that nothing uses",
        on_endpoint(endpointPublicAccess=False),
        "cluster",
    ),
    clean("public-cidrs-without-public-endpoint", "no list", on("world", private("10.250.0.0/16"))),
    found("api-reached-by-nobody-outside", "a group with no rule", on("world", private()), "cluster"),
    clean("api-reached-by-nobody-outside", "a VPN is admitted", on("world", private("10.250.0.0/16"))),
    clean(
        "api-reached-by-nobody-outside",
        "a group of another program",
        on_endpoint(endpointPublicAccess=False, publicAccessCidrs=GONE, securityGroupIds=["sg-1"]),
    ),
    found("dhcp-without-amazon-dns", "other servers alone", on("world", dhcp("10.0.0.9")), "options"),
    clean("dhcp-without-amazon-dns", "Amazon's", on("world", dhcp("AmazonProvidedDNS"))),
    found(
        "control-plane-egress-without-route",
        "no way out",
        on("world", cluster(vpcConfig={"controlPlaneEgressMode": "CUSTOMER_ROUTED"}), without("Route route-az1")),
        "cluster",
    ),
    clean(
        "control-plane-egress-without-route",
        "through NAT",
        on_endpoint(controlPlaneEgressMode="CUSTOMER_ROUTED"),
    ),
    found("service-cidr-overlaps-vpc", "inside the VPC", on("world", services("10.0.128.0/20")), "cluster"),
    clean("service-cidr-overlaps-vpc", "beside the VPC", on("world", services("10.100.0.0/16"))),
    found(
        "service-cidr-of-connected-network",
        "a route leads there",
        on("world", transit("172.20.8.0/24")),
        "cluster",
    ),
    clean(
        "service-cidr-of-connected-network",
        "a route leads elsewhere",
        on("world", transit("10.99.0.0/16")),
    ),
    found("remote-networks", "a public block", remote("52.94.76.0/24"), "cluster"),
    found("remote-networks", "a block of the VPC", remote("10.0.200.0/24"), "cluster"),
    clean("remote-networks", "a private block elsewhere", remote("10.80.0.0/16")),
    found("hybrid-nodes-with-both-endpoints", "both", remote("10.80.0.0/16"), "cluster"),
    clean(
        "hybrid-nodes-with-both-endpoints",
        "private",
        remote("10.80.0.0/16", vpcConfig={"endpointPublicAccess": False, "publicAccessCidrs": GONE}),
    ),
    found("access-entries-without-api", "an entry", on_cluster(accessConfig=GONE), "cluster"),
    found(
        "access-entries-without-api",
        "Auto Mode",
        on("world", cluster(accessConfig=GONE, computeConfig=AUTO), without("AccessEntry admin")),
        "cluster",
    ),
    clean(
        "access-entries-without-api",
        "both ways in",
        on_cluster(accessConfig={"authenticationMode": "API_AND_CONFIG_MAP"}),
    ),
    found("config-map-authentication", "no access configuration", on_cluster(accessConfig=GONE), "cluster"),
    clean(
        "config-map-authentication",
        "the config map beside the API",
        on_cluster(accessConfig={"authenticationMode": "API_AND_CONFIG_MAP"}),
    ),
    found(
        "creator-is-admin",
        "left to the default",
        on_cluster(accessConfig={"bootstrapClusterCreatorAdminPermissions": GONE}),
        "cluster",
    ),
    clean(
        "creator-is-admin",
        "off, in another mode",
        on_cluster(accessConfig={"authenticationMode": "API_AND_CONFIG_MAP"}),
    ),
    found(
        "nobody-administers",
        "no entry",
        on("world", without("AccessEntry admin", "AccessPolicyAssociation admin-policy")),
        "cluster",
    ),
    clean(
        "nobody-administers",
        "a group of Kubernetes",
        on(
            "world",
            with_inputs("AccessEntry admin", kubernetesGroups=["admins"]),
            without("AccessPolicyAssociation admin-policy"),
        ),
    ),
    found("self-managed-addons", "left to the default", on_cluster(bootstrapSelfManagedAddons=GONE), "cluster"),
    clean("self-managed-addons", "off, on a cluster of a later version", on_cluster(version="1.34")),
    found("addon-missing", "no CNI", on("world", without("Addon vpc-cni")), "cluster"),
    clean(
        "addon-missing",
        "EKS installs them",
        on("world", without("Addon vpc-cni"), cluster(bootstrapSelfManagedAddons=True)),
    ),
    clean("addon-missing", "no nodes", on("world", without("Addon vpc-cni", "NodeGroup nodes"))),
    found("addon-unpinned", "no version", on("world", with_inputs("Addon coredns", addonVersion=GONE)), "coredns"),
    clean(
        "addon-unpinned",
        "another version",
        on("world", with_inputs("Addon coredns", addonVersion="v1.0.1-eksbuild.1")),
    ),
    found("eni-config-names", "ids for names", on("world", cni(BY_NAME, "usw2-az1", "usw2-az2")), "vpc-cni"),
    found("eni-config-names", "names for ids", on("world", cni(BY_ID, "us-west-2a", "us-west-2b")), "vpc-cni"),
    clean("eni-config-names", "names for names", on("world", cni(BY_NAME, "us-west-2a", "us-west-2b"))),
    found("eni-config-zones", "one is missing", on("world", cni(BY_ID, "usw2-az1")), "vpc-cni"),
    found(
        "eni-config-zones",
        "one is of another zone",
        on("world", cni(BY_ID, "usw2-az1", "usw2-az2", "usw2-az3")),
        "vpc-cni",
    ),
    clean("eni-config-zones", "one for each", on("world", cni(BY_ID, "usw2-az1", "usw2-az2"))),
    found("cni-feature-unsupported", "IPv6", on("world", cni(CUSTOM), cluster(**IPV6)), "vpc-cni"),
    found(
        "cni-feature-unsupported",
        "Auto Mode",
        on(
            "world",
            cni({"ENABLE_POD_ENI": "true"}),
            cluster(computeConfig=AUTO),
            without("NodeGroup nodes", "Addon coredns"),
        ),
        "vpc-cni",
    ),
    clean("cni-feature-unsupported", "neither", on("world", cni(CUSTOM))),
    found("ipv6-cluster-limits", "in China", on(world_in("cn-north-1"), cluster(**IPV6)), "cluster"),
    found(
        "ipv6-cluster-limits",
        "Windows",
        on("world", cluster(**IPV6), with_inputs("NodeGroup nodes", amiType="WINDOWS_CORE_2022_x86_64")),
        "cluster",
    ),
    clean("ipv6-cluster-limits", "elsewhere", on_cluster(**IPV6)),
    found("auto-mode-in-small-subnets", "built-in pools", on_cluster(computeConfig=AUTO), "cluster"),
    clean("auto-mode-in-small-subnets", "none", on_cluster(computeConfig={"enabled": True, "nodePools": []})),
    found("auto-mode-without-role-tags", "no tags", on("world", cluster(**BALANCING), without(*TAGS)), "cluster"),
    clean("auto-mode-without-role-tags", "tags", on_cluster(**BALANCING)),
    found(
        "zonal-shift-in-one-zone",
        "one zone",
        on(
            "world",
            cluster(zonalShiftConfig={"enabled": True}),
            with_inputs("NodeGroup nodes", subnetIds=[The("Subnet private-az1")]),
        ),
        "cluster",
    ),
    clean("zonal-shift-in-one-zone", "two zones", on_cluster(zonalShiftConfig={"enabled": True})),
    found("control-plane-log-group", "no group", on("world", without("LogGroup logs")), "cluster"),
    found(
        "control-plane-log-group",
        "kept permanently",
        on("world", with_inputs("LogGroup logs", retentionInDays=GONE)),
        "logs",
    ),
    clean(
        "control-plane-log-group",
        "no logs",
        on("world", without("LogGroup logs"), cluster(enabledClusterLogTypes=GONE)),
    ),
)
