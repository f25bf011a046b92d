"""Every refusal of a cluster: bad input, the problem that it gives, and the nearest input that is accepted."""

from eks_shared_vpc.cluster.addons import DEFAULT_ADDONS
from eks_shared_vpc.cluster.spec import EksClusterSpec
from eks_shared_vpc.spec import read
from tests.unit.refusals import Refusal

ADMIN = "arn:aws:iam::222222222222:role/platform-admin"


OFFICE = "52.94.76.0/24"


READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


def by_zone(*zones):
    return {zone: f"subnet-{zone}" for zone in zones}


def groups(count):
    return {"security_group_ids": [f"sg-{index}" for index in range(count)]}


RIGHT = {
    "region": "us-west-2",
    "cluster_name": "payments",
    "version": "1.33",
    "admins": [ADMIN],
    "endpoint": {"public_cidrs": [OFFICE]},
    "vpc_id": "vpc-1",
    "cluster_subnet_ids": by_zone("usw2-az1", "usw2-az2"),
    "node_subnet_ids": by_zone("usw2-az1", "usw2-az2", "usw2-az3"),
}


def attempt(changes):
    data = {key: value for key, value in {**RIGHT, **changes}.items() if value is not None}
    return read(EksClusterSpec, data, "c", "us-west-2")


def group(types=("m7i.large",), **more):
    return {"node_groups": {"default": {"instance_types": list(types), **more}}}


def pod(**more):
    return {"pod_identities": {"dns": {"namespace": "dns", "service_account": "dns", **more}}}


def connected(*cidrs, **more):
    named = {f"net-{index}": cidr for index, cidr in enumerate(cidrs)}
    return {"endpoint": {"public_cidrs": [OFFICE], "private_cidrs": named, **more}}


def blocks(count):
    return [f"52.94.{index}.0/24" for index in range(count)]


def pinned(*names):
    return {name: {"version": "v1.2.3-eksbuild.4"} for name in names}


def refused_group(why, bad, where, problem, message, fix, accepted):
    return Refusal(why, group(**bad), (problem, f"c.node_groups.default.{where}"), message, fix, group(**accepted))


LISTED = "c.endpoint.public_cidrs"


REFUSALS = [
    # endpoint
    *(
        Refusal(
            f"facts 3.5: not both endpoints off, written {mode!r}",
            {"endpoint": {"mode": mode}},
            ("both-endpoints-off", "c.endpoint.mode"),
            "a cluster without any API endpoint is refused (facts 3.5)",
            "write private, or public-and-private",
            {"endpoint": {"mode": "private"}},
        )
        for mode in (False, "none", "off", "neither")
    ),
    Refusal(
        "the public endpoint is never open by omission",
        {"endpoint": None},
        ("public-cidrs-missing", LISTED),
        "a public endpoint needs the blocks that may reach it",
        "add public_cidrs: [the address you come from, as /32], or write mode: private",
        {"endpoint": {"mode": "private"}},
    ),
    Refusal(
        "nor by an empty list",
        {"endpoint": {"mode": "public", "public_cidrs": []}, "egress_ips": by_zone("usw2-az1")},
        ("public-cidrs-missing", LISTED),
        "a public endpoint needs the blocks that may reach it",
        "add public_cidrs",
        {"endpoint": {"mode": "public", "public_cidrs": [OFFICE]}, "egress_ips": by_zone("usw2-az1")},
    ),
    Refusal(
        "facts 3.26: a private endpoint has no list",
        {"endpoint": {"mode": "private", "public_cidrs": [OFFICE]}},
        ("public-cidrs-in-private-mode", LISTED),
        "a private endpoint has no public list (facts 3.26)",
        "remove public_cidrs, or write mode: public-and-private",
        {"endpoint": {"mode": "public-and-private", "public_cidrs": [OFFICE]}},
    ),
    Refusal(
        "facts 3.8: 40 blocks at most",
        {"endpoint": {"public_cidrs": blocks(41)}},
        ("too-many-public-cidrs", LISTED),
        "EKS accepts 40 blocks at most, here are 41 (facts 3.8)",
        "join neighbouring blocks",
        {"endpoint": {"public_cidrs": blocks(40)}},
    ),
    Refusal(
        "facts 3.8: 40 with the addresses of NAT gateways",
        {"endpoint": {"mode": "public", "public_cidrs": blocks(39)}, "egress_ips": by_zone("usw2-az1", "usw2-az2")},
        ("too-many-public-cidrs", LISTED),
        "with the 2 addresses of NAT gateways the list has more than 40 blocks (facts 3.8)",
        "join neighbouring blocks",
        {"endpoint": {"mode": "public", "public_cidrs": blocks(38)}, "egress_ips": by_zone("usw2-az1", "usw2-az2")},
    ),
    Refusal(
        "the whole world is meant when it is said",
        {"endpoint": {"public_cidrs": ["0.0.0.0/0"]}},
        ("open-to-the-world", LISTED),
        "lets the whole internet reach the API server",
        "if the whole world is meant, add open_to_the_world: true",
        {"endpoint": {"public_cidrs": ["0.0.0.0/0"], "open_to_the_world": True}},
    ),
    Refusal(
        "among other blocks too",
        {"endpoint": {"public_cidrs": [OFFICE, "0.0.0.0/0"], "open_to_the_world": False}},
        ("open-to-the-world", LISTED),
        "lets the whole internet reach the API server",
        "name the clients' blocks",
        {"endpoint": {"public_cidrs": [OFFICE], "open_to_the_world": False}},
    ),
    Refusal(
        "over IPv6 as well",
        {"ip_family": "ipv6", "endpoint": {"public_cidrs": ["::/0"]}},
        ("open-to-the-world", LISTED),
        "lets the whole internet reach the API server",
        "if the whole world is meant, add open_to_the_world: true",
        {"ip_family": "ipv6", "endpoint": {"public_cidrs": ["::/0"], "open_to_the_world": True}},
    ),
    Refusal(
        "facts 3.10: an IPv4 cluster takes no IPv6 block",
        {"endpoint": {"public_cidrs": [OFFICE, "2600:1f14::/48"]}},
        ("public-cidr-family", "c.endpoint"),
        "accepts no IPv6 block such as 2600:1f14::/48 in public_cidrs (facts 3.10)",
        "remove it, or write ip_family: ipv6 for a new cluster",
        {"ip_family": "ipv6", "endpoint": {"public_cidrs": [OFFICE, "2600:1f14::/48"]}},
    ),
    Refusal(
        "connected networks reach a private endpoint",
        {
            "endpoint": {"mode": "public", "public_cidrs": [OFFICE], "private_cidrs": {"vpn": "10.9.0.0/16"}},
            "egress_ips": by_zone("usw2-az1"),
        },
        ("private-cidrs-in-public-mode", "c.endpoint.private_cidrs"),
        "there is no private endpoint for these networks to reach",
        "remove private_cidrs, or write mode: public-and-private",
        {"endpoint": {"mode": "private", "private_cidrs": {"vpn": "10.9.0.0/16"}}},
    ),
    Refusal(
        "facts 2.18: AWS chooses the service addresses of IPv6 clusters",
        {"ip_family": "ipv6", "service_cidr": "10.100.0.0/16"},
        ("service-cidr-ipv6", "c.service_cidr"),
        "the services of an IPv6 cluster get their addresses from AWS (facts 2.18)",
        "remove service_cidr",
        {"ip_family": "ipv4", "service_cidr": "10.100.0.0/16"},
    ),
    Refusal(
        "a block is listed once",
        {"endpoint": {"public_cidrs": [OFFICE, OFFICE]}},
        ("duplicate", LISTED),
        "52.94.76.0/24 is listed more than once",
        "remove the repetition",
        {"endpoint": {"public_cidrs": [OFFICE]}},
    ),
    Refusal(
        "facts 3.6: nodes reach a public-only endpoint from known addresses",
        {"endpoint": {"mode": "public", "public_cidrs": [OFFICE]}},
        ("public-only-egress", "c.endpoint.mode"),
        "nodes have to come from addresses that are on its list, and those are not known (facts 3.6)",
        "write mode: public-and-private",
        {"endpoint": {"mode": "public-and-private", "public_cidrs": [OFFICE]}},
    ),
    # version, admins, names
    Refusal(
        "a version is text",
        {"version": 1.33},
        ("wrong-type", "c.version"),
        "this is not text",
        "put it in quotes: YAML reads it as a number",
        {"version": "1.33"},
    ),
    Refusal(
        "true is no number, and quotes would not help",
        {"version": True},
        ("wrong-type", "c.version"),
        "this is not text",
        "write text",
        {"version": "1.33"},
    ),
    Refusal(
        "a version has no line break after it",
        {"version": "1.33\n"},
        ("wrong-type", "c.version"),
        "a form that cannot be used here",
        "correct the value",
        {"version": "1.33"},
    ),
    Refusal(
        "a version is a minor one",
        {"version": "1.33.1"},
        ("wrong-type", "c.version"),
        "a form that cannot be used here",
        "correct the value",
        {"version": "1.34"},
    ),
    Refusal(
        "somebody administers the cluster",
        {"admins": []},
        ("no-admins", "c.admins"),
        "no principal would administer the cluster",
        "name the role of those who run it",
        {"admins": [ADMIN]},
    ),
    Refusal(
        "an admin is a role or a user",
        {"admins": ["arn:aws:iam::222222222222:root"]},
        ("admin-arn", "c.admins[0]"),
        "this is not the ARN of an IAM role or user",
        "correct the ARN",
        {"admins": ["arn:aws:iam::222222222222:user/root"]},
    ),
    Refusal(
        "an admin is not a session",
        {"admins": ["arn:aws:sts::222222222222:assumed-role/platform-admin/jo"]},
        ("admin-arn", "c.admins[0]"),
        "this is not the ARN of an IAM role or user",
        "correct the ARN",
        {"admins": ["arn:aws-us-gov:iam::222222222222:role/platform-admin"]},
    ),
    Refusal(
        "an admin is listed once",
        {"admins": [ADMIN, ADMIN]},
        ("duplicate", "c.admins"),
        f"{ADMIN} is listed more than once",
        "remove the repetition",
        {"admins": [ADMIN]},
    ),
    Refusal(
        "the names of admins name their entries",
        {"admins": [ADMIN, "arn:aws:iam::222222222222:user/platform-admin"]},
        ("duplicate", "c.admins"),
        "two admins have the same name, which names their access entries",
        "rename one of the roles",
        {"admins": [ADMIN, "arn:aws:iam::222222222222:user/platform-admin-2"]},
    ),
    *(
        Refusal(
            f"facts 2.20: {why}",
            {"cluster_name": name},
            ("cluster-name", "c.cluster_name"),
            "EKS does not accept this name (facts 2.20)",
            "rename the cluster",
            {"cluster_name": accepted},
        )
        for why, name, accepted in (
            ("a letter or digit first", "-payments", "1-payments"),
            ("no underscore first", "_payments", "p_ayments"),
            ("100 characters at most", "a" * 101, "a" * 100),
            ("one character at least", "", "a"),
            ("no dots", "pay.ments", "pay-ments"),
            ("no line break", "payments\n", "payments"),
        )
    ),
    # service addresses
    *(
        Refusal(
            f"facts 2.18: {why}",
            {"service_cidr": block},
            ("service-cidr", "c.service_cidr"),
            "service addresses are an RFC 1918 block of /12 to /24 (facts 2.18)",
            "choose another block, or leave it out",
            {"service_cidr": accepted},
        )
        for why, block, accepted in (
            ("not larger than /12", "10.0.0.0/11", "10.0.0.0/12"),
            ("not smaller than /24", "10.0.0.0/25", "10.0.0.0/24"),
            ("not of 100.64.0.0/10", "100.64.0.0/16", "192.168.0.0/16"),
            ("not beyond 172.16.0.0/12", "172.32.0.0/16", "172.31.0.0/16"),
            ("not around 192.168.0.0/16", "192.168.0.0/15", "192.168.0.0/16"),
        )
    ),
    # zones
    *(
        Refusal(
            f"facts 2.6: no control plane in {zone}",
            {"cluster_subnet_ids": by_zone(good, zone, better)},
            ("control-plane-zone", f"c.cluster_subnet_ids.{zone}"),
            f"EKS accepts no control-plane subnets in {zone} (facts 2.6)",
            "choose another zone for the cluster",
            {"cluster_subnet_ids": by_zone(good, better), "node_subnet_ids": by_zone(good, better, zone)},
        )
        for zone, good, better in (
            ("use1-az3", "use1-az1", "use1-az2"),
            ("usw1-az2", "usw1-az1", "usw1-az3"),
            ("cac1-az3", "cac1-az1", "cac1-az2"),
        )
    ),
    *(
        Refusal(
            f"facts 2.1: two zones at least, not {word}",
            {"cluster_subnet_ids": by_zone(*zones)},
            ("control-plane-zones", "c.cluster_subnet_ids"),
            f"a cluster needs subnets in two zones (facts 2.1), and the network has {len(zones)} for it",
            "add a subnet in another zone",
            {"cluster_subnet_ids": by_zone("usw2-az1", "usw2-az2")},
        )
        for word, zones in (("one", ["usw2-az1"]), ("none", []))
    ),
    Refusal(
        "a node group keeps to zones with node subnets",
        group(zones=["usw2-az1", "usw2-az4"]),
        ("node-group-zone", "c.node_groups.default.zones[1]"),
        "the network has no subnets in this zone",
        "write usw2-az3",
        group(zones=["usw2-az1", "usw2-az3"]),
    ),
    Refusal(
        "facts 7.9: four further security groups at most",
        groups(5),
        ("too-many-security-groups", "c.security_group_ids"),
        "the control plane accepts 4 further groups at most, here are 5 (facts 7.9)",
        "join the rules of some of them",
        groups(4),
    ),
    Refusal(
        "facts 7.9: the group of private_cidrs is one of them",
        {**groups(4), **connected("10.9.0.0/16", "10.10.0.0/16")},
        ("too-many-security-groups", "c.security_group_ids"),
        "here are 4 and one for private_cidrs (facts 7.9)",
        "join the rules of some of them",
        {**groups(3), **connected("10.9.0.0/16", "10.10.0.0/16")},
    ),
    Refusal(
        "the whole world is no connected network",
        connected("10.9.0.0/16", "0.0.0.0/0"),
        ("open-to-the-world", "c.endpoint.private_cidrs"),
        "0.0.0.0/0 is no connected network",
        "name their blocks",
        connected("10.9.0.0/16", "54.0.0.0/8"),
    ),
    Refusal(
        "not even when the whole world is meant to reach the public endpoint",
        connected("0.0.0.0/0", public_cidrs=["0.0.0.0/0"], open_to_the_world=True),
        ("open-to-the-world", "c.endpoint.private_cidrs"),
        "0.0.0.0/0 is no connected network",
        "name their blocks",
        connected("10.9.0.0/16", public_cidrs=["0.0.0.0/0"], open_to_the_world=True),
    ),
    Refusal(
        "the name of a connected network can be part of a resource name",
        {"endpoint": {"mode": "private", "private_cidrs": {"VPN": "10.9.0.0/16"}}},
        ("wrong-type", "c.endpoint.private_cidrs.VPN"),
        "characters or a form that cannot be used here",
        "correct the value",
        {"endpoint": {"mode": "private", "private_cidrs": {"vpn": "10.9.0.0/16"}}},
    ),
    Refusal(
        "so can that of a node group",
        {"node_groups": {"Default": {"instance_types": ["m7i.large"]}}},
        ("wrong-type", "c.node_groups.Default"),
        "characters or a form that cannot be used here",
        "correct the value",
        {"node_groups": {"default": {"instance_types": ["m7i.large"]}}},
    ),
    Refusal(
        "node groups have subnets",
        {**group(), "node_subnet_ids": by_zone()},
        ("node-subnets-missing", "c.node_subnet_ids"),
        "there are node groups and no subnets for them",
        "pass subnets for nodes",
        {"node_subnet_ids": by_zone()},
    ),
    *(
        Refusal(
            f"CloudWatch Logs keeps nothing for {days} days",
            {"log_retention_days": days},
            ("retention-days", "c.log_retention_days"),
            "CloudWatch Logs does not offer this retention",
            f"write {nearest}",
            {"log_retention_days": nearest},
        )
        for days, nearest in ((0, 1), (100, 90), (366, 365), (10_000, 3653))
    ),
    # add-ons, logs, pods
    Refusal(
        "an add-on that is not pinned here is pinned by the user",
        {"addons": {"aws-ebs-csi-driver": {}}},
        ("addon-version", "c.addons"),
        "no version is pinned for aws-ebs-csi-driver on Kubernetes 1.33",
        "aws eks describe-addon-versions --kubernetes-version 1.33",
        {"addons": pinned("aws-ebs-csi-driver")},
    ),
    Refusal(
        "on a version that is not pinned here all add-ons are pinned by the user",
        {"version": "1.30", "addons": pinned("vpc-cni", "coredns")},
        ("addon-version", "c.addons"),
        "no version is pinned for kube-proxy, eks-pod-identity-agent on Kubernetes 1.30",
        "write addons: {kube-proxy: {version: ...}}",
        {"version": "1.30", "addons": pinned(*DEFAULT_ADDONS)},
    ),
    Refusal(
        "an add-on's version is exact",
        {"addons": {"coredns": {"version": "latest"}}},
        ("wrong-type", "c.addons.coredns.version"),
        "a form that cannot be used here",
        "correct the value",
        {"addons": {"coredns": {"version": "v1.12.1-eksbuild.2"}}},
    ),
    Refusal(
        "control-plane logs have known names",
        {"log_types": ["api", "audits"]},
        ("log-type", "c.log_types"),
        "there is no control-plane log audits",
        "correct the name",
        {"log_types": ["api", "audit", "authenticator", "controllerManager", "scheduler"]},
    ),
    *(
        Refusal(
            f"a policy is a managed one, not {bad!r}",
            pod(policy_arns=[READ_ONLY, bad]),
            ("policy-arn", "c.pod_identities.dns.policy_arns[1]"),
            "this is not the ARN of a managed policy",
            "correct the ARN",
            pod(policy_arns=[READ_ONLY, accepted]),
        )
        for bad, accepted in (
            ("AmazonS3ReadOnlyAccess", "arn:aws-cn:iam::aws:policy/AmazonS3ReadOnlyAccess"),
            ("arn:aws:iam::222222222222:role/dns", "arn:aws:iam::222222222222:policy/dns"),
        )
    ),
    Refusal(
        "a role that exists takes no policies",
        {
            "pod_identities": {
                "dns": {"namespace": "dns", "service_account": "dns", "policy_arns": [READ_ONLY], "role_arn": ADMIN}
            }
        },
        ("pod-role", "c.pod_identities.dns.role_arn"),
        "policies are attached to a role that is created here, not to one that exists",
        "remove one of the two",
        {"pod_identities": {"dns": {"namespace": "dns", "service_account": "dns", "role_arn": ADMIN}}},
    ),
    Refusal(
        "what flows through is text or an Output",
        {"pod_identities": {"dns": {"namespace": "dns", "service_account": "dns", "role_arn": 5}}},
        ("wrong-type", "c.pod_identities.dns.role_arn"),
        "this is not text",
        "write text",
        {"pod_identities": {"dns": {"namespace": "dns", "service_account": "dns", "target_role_arn": ADMIN}}},
    ),
    # node groups
    refused_group(
        "a node group has an instance type",
        {"types": []},
        "instance_types",
        "instance-types-missing",
        "a node group needs an instance type",
        "list the instance types",
        {"types": ["m7i.large"]},
    ),
    refused_group(
        "an instance type has the form of one",
        {"types": ["m7i.large", "large"]},
        "instance_types[1]",
        "instance-type",
        "this is not an EC2 instance type",
        "correct the type",
        {"types": ["m7i.large", "m7i-flex.large"]},
    ),
    refused_group(
        "one AMI serves all instances",
        {"types": ["m7i.large", "m7g.large"]},
        "instance_types",
        "instance-architectures",
        "x86 and Graviton types cannot share a node group",
        "declare two node groups",
        {"types": ["m8g.large", "m7g.large"]},
    ),
    refused_group(
        "min is not over max",
        {"min": 4, "max": 3},
        "max",
        "min-over-max",
        "min is 4 and max is 3",
        "raise max, or lower min",
        {"min": 3, "max": 3},
    ),
    refused_group(
        "nor over the default max",
        {"min": 4},
        "max",
        "min-over-max",
        "min is 4 and max is 3",
        "raise max, or lower min",
        {"min": 4, "max": 4},
    ),
    refused_group(
        "desired is not over max",
        {"min": 1, "max": 3, "desired": 4},
        "desired",
        "desired-out-of-range",
        "desired is 4, outside min to max",
        "move it between min and max",
        {"min": 1, "max": 3, "desired": 3},
    ),
    refused_group(
        "desired is not under min",
        {"min": 2, "max": 3, "desired": 1},
        "desired",
        "desired-out-of-range",
        "desired is 1, outside min to max",
        "move it between min and max",
        {"min": 2, "max": 3, "desired": 2},
    ),
    refused_group(
        "an x86 type takes no Graviton AMI",
        {"ami_type": "BOTTLEROCKET_ARM_64"},
        "ami_type",
        "ami-architecture",
        "this AMI's architecture is not that of m7i.large",
        "remove ami_type, or change the instance types",
        {"ami_type": "BOTTLEROCKET_x86_64"},
    ),
    refused_group(
        "a Graviton type takes no x86 AMI",
        {"types": ["c7gn.large"], "ami_type": "AL2023_x86_64_STANDARD"},
        "ami_type",
        "ami-architecture",
        "this AMI's architecture is not that of c7gn.large",
        "remove ami_type, or change the instance types",
        {"types": ["c7gn.large"], "ami_type": "AL2023_ARM_64_STANDARD"},
    ),
    refused_group(
        "a disk is large enough for an AMI",
        {"disk_gib": 19},
        "disk_gib",
        "out-of-range",
        "this is out of range",
        "write at least 20",
        {"disk_gib": 20},
    ),
    refused_group(
        "and not larger than EBS has them",
        {"disk_gib": 16_385},
        "disk_gib",
        "out-of-range",
        "this is out of range",
        "write at most 16384",
        {"disk_gib": 16_384},
    ),
    *(
        refused_group(
            f"an AMI type has the form of one, not {bad!r}",
            {"ami_type": bad},
            "ami_type",
            "ami-type",
            "this is not an EKS AMI type",
            "correct the type, or remove it",
            {"ami_type": accepted},
        )
        for bad, accepted in (
            ("ami-0123456789abcdef0", "CUSTOM"),
            ("al2023_x86_64_standard", "AL2023_x86_64_STANDARD"),
            ("AL2023-x86-64-STANDARD", "AL2023_x86_64_NVIDIA"),
            ("UBUNTU_x86_64", "BOTTLEROCKET_x86_64_FIPS"),
            ("AL2023_x86_64_STANDARD\n", "AL2_x86_64_GPU"),
            ("WINDOWS_", "WINDOWS_CORE_2022_x86_64"),
        )
    ),
    refused_group(
        "an AMI type that is none is not compared with the instances as well",
        {"types": ["m7g.large"], "ami_type": "bottlerocket"},
        "ami_type",
        "ami-type",
        "this is not an EKS AMI type",
        "correct the type",
        {"types": ["m7g.large"], "ami_type": "BOTTLEROCKET_ARM_64"},
    ),
    refused_group(
        "a group is able to have a node",
        {"min": 0, "max": 0},
        "max",
        "out-of-range",
        "this is out of range",
        "write at least 1",
        {"min": 0, "max": 1},
    ),
]
