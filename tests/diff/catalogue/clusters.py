"""Control planes, what runs in them, and who administers them."""

from typing import Any

from eks_shared_vpc.preview.diff.meanings import clusters as rules
from tests.diff.catalogue.cases import left_alone, meant
from tests.diff.catalogue.subnets import APPENDED, RETIRED, ZONES
from tests.diff.sides import Between, Side, change, edited, in_world, nothing, plant, stack, under, world
from tests.faults.planting import GONE, The, added, with_inputs, with_provider, without

CLUSTER = "Cluster cluster"
KEY = {"provider": {"keyArn": "arn:aws:kms:us-west-2:222222222222:key/1"}, "resources": ["secrets"]}
ADMIN_POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy"
VIEW_POLICY = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"
NAMESPACES = "arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminPolicy"
SOMEBODY = "arn:aws:iam::222222222222:role/somebody"
ACCESS = "aws:eks/accessPolicyAssociation:AccessPolicyAssociation"
POLICY = "AccessPolicyAssociation admin-policy"
IDENTITY = "PodIdentityAssociation identity"
PINNED = {"clusters.payments.control_plane_zones": ZONES, "clusters.search.control_plane_zones": ZONES}
SHIELDED = with_inputs(CLUSTER, deletionProtection=True)
REPLACED = with_inputs(CLUSTER, kubernetesNetworkConfig={"ipFamily": "ipv6"})
BY_ID = {"subnetIds": ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"]}
FOUR = {"network.zones": [*ZONES, "usw2-az4"]}


def cluster(**inputs: Any) -> Side:
    """The small world with other inputs of its cluster."""
    return world(with_inputs(CLUSTER, **inputs))


def becomes(before: Side, after: Side) -> Between:
    """The cluster as it is and as it will be."""
    return Between(before, after)


def version(before: str, after: str) -> Between:
    """Another Kubernetes version; the small world has 1.33."""
    one, other = (world() if each == "1.33" else cluster(version=each) for each in (before, after))
    return Between(one, other)


def mode(name: str) -> dict[str, Any]:
    """An authentication mode."""
    return {"accessConfig": {"authenticationMode": name}}


def access(principal: str, policy: str = ADMIN_POLICY, name: str = "more") -> Any:
    """Somebody more has access."""
    return added(
        ACCESS,
        name,
        POLICY,
        clusterName="pay",
        principalArn=principal,
        policyArn=policy,
        accessScope={"type": "cluster"},
    )


ENCRYPTED = Between(world(), cluster(encryptionConfig=KEY))
TWO_UPDATES = in_world(with_inputs(CLUSTER, vpcConfig={"endpointPublicAccess": False}, enabledClusterLogTypes=["api"]))
ALL_GONE = in_world(
    without(CLUSTER),
    without("Addon kube-proxy"),
    without(IDENTITY),
    without(POLICY),
    without("NodeGroup nodes"),
)

CASES = (
    meant(
        rules.cluster_replaced,
        "its encryption goes",
        ENCRYPTED.back(),
        "cluster",
        says="cluster cluster is replaced, because of encryptionConfig: what it runs is lost",
    ),
    meant(
        rules.cluster_replaced,
        "another block of services",
        change("dev", {"clusters.dev.service_cidr": "172.21.0.0/16"}),
        "dev",
        says="kubernetesNetworkConfig.serviceIpv4Cidr",
    ),
    left_alone(rules.cluster_replaced, "its encryption comes", ENCRYPTED),
    left_alone(rules.cluster_replaced, "other subnets", RETIRED),
    left_alone(rules.cluster_replaced, "it goes", in_world(without(CLUSTER))),
    meant(
        rules.cluster_deleted,
        "it is declared no more",
        plant("staging", without("Cluster search")),
        "search",
        says="is deleted",
    ),
    meant(rules.cluster_deleted, "the whole stack goes", Between(stack("dev"), nothing), "dev"),
    left_alone(rules.cluster_deleted, "it is replaced", in_world(REPLACED)),
    left_alone(rules.cluster_deleted, "it is moved", plant("staging", with_provider("Cluster search", "aws payments"))),
    left_alone(rules.cluster_deleted, "its node group goes", in_world(without("NodeGroup nodes"))),
    meant(
        rules.deletion_protection_refuses,
        "it is declared no more",
        becomes(world(SHIELDED), world(without(CLUSTER))),
        "cluster",
        says="AWS will refuse to delete it",
    ),
    meant(
        rules.deletion_protection_refuses,
        "it is replaced",
        becomes(world(SHIELDED), world(SHIELDED, REPLACED)),
        "cluster",
    ),
    meant(
        rules.deletion_protection_refuses,
        "its protection is taken away in the same deployment, and it is replaced before",
        becomes(world(SHIELDED), world(REPLACED)),
        "cluster",
    ),
    left_alone(rules.deletion_protection_refuses, "it has none", in_world(without(CLUSTER))),
    left_alone(rules.deletion_protection_refuses, "it gets some as it is replaced", in_world(SHIELDED, REPLACED)),
    left_alone(
        rules.deletion_protection_refuses,
        "it is updated",
        becomes(world(SHIELDED), world(SHIELDED, with_inputs(CLUSTER, version="1.34"))),
    ),
    meant(
        rules.cluster_zones_changed,
        "a zone is appended",
        APPENDED,
        "payments",
        "search",
        says="the control plane of payments would get subnets in usw2-az4",
    ),
    meant(
        rules.cluster_zones_changed,
        "a zone is appended to the network of another stack",
        under("prod-network", "prod-payments", FOUR),
        "payments",
        says="usw2-az4",
    ),
    meant(
        rules.cluster_zones_changed,
        "another zone in the place of one",
        in_world(with_inputs("Subnet cluster-az2", availabilityZoneId="usw2-az4")),
        "cluster",
        says="usw2-az4",
    ),
    left_alone(
        rules.cluster_zones_changed,
        "a zone is appended under clusters that name theirs",
        Between(edited("staging", PINNED), edited("staging", {**PINNED, **FOUR})),
    ),
    left_alone(
        rules.cluster_zones_changed,
        "other subnets in the same zones",
        in_world(with_inputs(CLUSTER, vpcConfig={"subnetIds": [The("Subnet private-az1"), The("Subnet private-az2")]})),
    ),
    left_alone(rules.cluster_zones_changed, "a zone is retired", RETIRED),
    left_alone(
        rules.cluster_zones_changed,
        "it is replaced, and made in the zones that it will have",
        in_world(REPLACED, with_inputs("Subnet cluster-az2", availabilityZoneId="usw2-az4")),
    ),
    left_alone(
        rules.cluster_zones_changed,
        "its subnets were written down by their ids",
        Between(cluster(vpcConfig=BY_ID), world()),
    ),
    meant(
        rules.cluster_zone_dropped,
        "a zone is retired",
        RETIRED,
        "payments",
        "search",
        says="the control plane of payments leaves usw2-az3",
    ),
    left_alone(rules.cluster_zone_dropped, "a zone is appended", APPENDED),
    left_alone(
        rules.cluster_zone_dropped,
        "it is replaced, and made in the zones that it will have",
        in_world(REPLACED, with_inputs("Subnet cluster-az2", availabilityZoneId="usw2-az4")),
    ),
    left_alone(
        rules.cluster_zone_dropped,
        "other subnets in the same zones",
        in_world(with_inputs(CLUSTER, vpcConfig={"subnetIds": [The("Subnet private-az1"), The("Subnet private-az2")]})),
    ),
    left_alone(
        rules.cluster_zone_dropped,
        "its subnets are written down by their ids",
        Between(world(), cluster(vpcConfig=BY_ID)),
    ),
    meant(
        rules.cluster_upgraded,
        "one minor version",
        version("1.33", "1.34"),
        "cluster",
        says="goes from Kubernetes 1.33 to 1.34",
    ),
    left_alone(rules.cluster_upgraded, "two at once", version("1.33", "1.35")),
    left_alone(rules.cluster_upgraded, "back", version("1.34", "1.33")),
    left_alone(
        rules.cluster_upgraded,
        "a version is left to AWS, which leaves it as it is",
        becomes(world(), cluster(version=GONE)),
    ),
    left_alone(
        rules.cluster_upgraded,
        "another major version",
        version("1.33", "2.34"),
    ),
    meant(
        rules.cluster_version_refused,
        "two at once",
        version("1.33", "1.35"),
        "cluster",
        says="from Kubernetes 1.33 to 1.35",
    ),
    meant(
        rules.cluster_version_refused, "back", version("1.34", "1.33"), "cluster", says="from Kubernetes 1.34 to 1.33"
    ),
    meant(
        rules.cluster_version_refused,
        "back, and not because of the size of the step",
        version("1.34", "1.33"),
        "cluster",
        unsaid="in one step",
    ),
    left_alone(rules.cluster_version_refused, "one minor version", version("1.33", "1.34")),
    left_alone(rules.cluster_version_refused, "a new cluster", Between(nothing, stack("dev"))),
    left_alone(rules.cluster_version_refused, "a version that is no number", version("1.33", "latest")),
    meant(
        rules.irreversible_setting,
        "encryption with a key",
        ENCRYPTED,
        "cluster",
        says="encryption of secrets with a key of yours cannot be taken back",
    ),
    meant(
        rules.irreversible_setting,
        "an authentication mode",
        becomes(cluster(**mode("API_AND_CONFIG_MAP")), world()),
        "cluster",
        says="authentication mode API cannot be taken back",
    ),
    meant(
        rules.irreversible_setting,
        "the way out of the control plane",
        in_world(with_inputs(CLUSTER, vpcConfig={"controlPlaneEgressMode": "CUSTOMER_ROUTED"})),
        "cluster",
        says="control-plane egress mode CUSTOMER_ROUTED cannot be taken back",
    ),
    meant(
        rules.irreversible_setting,
        "an authentication mode where none was said",
        becomes(
            cluster(accessConfig=GONE),
            cluster(accessConfig={"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": True}),
        ),
        "cluster",
        says="authentication mode API",
    ),
    left_alone(
        rules.irreversible_setting,
        "a mode back, which another rule says",
        in_world(with_inputs(CLUSTER, **mode("CONFIG_MAP"))),
    ),
    left_alone(rules.irreversible_setting, "encryption that goes, which replaces", ENCRYPTED.back()),
    left_alone(rules.irreversible_setting, "another version", version("1.33", "1.34")),
    left_alone(
        rules.irreversible_setting,
        "the default egress mode is written down",
        in_world(with_inputs(CLUSTER, vpcConfig={"controlPlaneEgressMode": "AWS_MANAGED"})),
    ),
    meant(
        rules.irreversible_setting_undone,
        "a mode back",
        in_world(with_inputs(CLUSTER, **mode("API_AND_CONFIG_MAP"))),
        "cluster",
        says="cannot go from API back to API_AND_CONFIG_MAP",
    ),
    left_alone(rules.irreversible_setting_undone, "a mode on", becomes(cluster(**mode("CONFIG_MAP")), world())),
    left_alone(
        rules.irreversible_setting_undone,
        "a mode is left to AWS, which leaves it as it is",
        becomes(world(), cluster(accessConfig={"authenticationMode": GONE})),
    ),
    meant(
        rules.control_plane_updates,
        "endpoint access and logging",
        TWO_UPDATES,
        "cluster",
        says="gets 2 updates one after another: endpoint access, logging",
    ),
    meant(
        rules.control_plane_updates,
        "subnets because of a replacement, and a version",
        in_world(with_inputs("Subnet cluster-az1", cidrBlock="10.0.99.0/28"), with_inputs(CLUSTER, version="1.34")),
        "cluster",
        says="subnets, version",
    ),
    left_alone(
        rules.control_plane_updates, "logging alone", in_world(with_inputs(CLUSTER, enabledClusterLogTypes=["api"]))
    ),
    left_alone(
        rules.control_plane_updates,
        "two parts of the endpoint's access",
        in_world(with_inputs(CLUSTER, vpcConfig={"endpointPublicAccess": False, "publicAccessCidrs": []})),
    ),
    left_alone(
        rules.control_plane_updates,
        "logging, and tags, which AWS takes at any time",
        in_world(with_inputs(CLUSTER, enabledClusterLogTypes=["api"], tags={"a": "b"})),
    ),
    left_alone(
        rules.control_plane_updates,
        "it is replaced",
        becomes(
            cluster(encryptionConfig=KEY), world(with_inputs(CLUSTER, version="1.34", enabledClusterLogTypes=["api"]))
        ),
    ),
    meant(
        rules.addon_moved,
        "the add-ons of another Kubernetes version",
        in_world(with_inputs("Addon kube-proxy", addonVersion="v1.34.0-eksbuild.2")),
        "kube-proxy",
        says="kube-proxy goes from v1.0.0-eksbuild.1 to v1.34.0-eksbuild.2",
    ),
    meant(
        rules.addon_moved,
        "an add-on is pinned",
        becomes(world(with_inputs("Addon kube-proxy", addonVersion=GONE)), world()),
        "kube-proxy",
        says="from its present version to v1.0.0",
    ),
    left_alone(
        rules.addon_moved,
        "it is not pinned any more, and stays",
        in_world(with_inputs("Addon kube-proxy", addonVersion=GONE)),
    ),
    left_alone(
        rules.addon_moved,
        "another configuration",
        in_world(with_inputs("Addon kube-proxy", configurationValues='{"a": 1}')),
    ),
    left_alone(rules.addon_moved, "it goes", in_world(without("Addon kube-proxy"))),
    meant(
        rules.addon_removed,
        "it goes",
        in_world(without("Addon kube-proxy")),
        "kube-proxy",
        says="add-on kube-proxy is removed",
        unsaid="stays",
    ),
    meant(
        rules.addon_removed,
        "it goes, and what it installed stays",
        becomes(world(with_inputs("Addon kube-proxy", preserve=True)), world(without("Addon kube-proxy"))),
        "kube-proxy",
        says="its software stays, unmanaged",
    ),
    left_alone(rules.addon_removed, "its cluster goes too", ALL_GONE),
    left_alone(rules.addon_removed, "it is updated", in_world(with_inputs("Addon kube-proxy", addonVersion="v2"))),
    left_alone(rules.addon_removed, "it is replaced with its cluster", in_world(REPLACED)),
    meant(
        rules.pod_identity_lost,
        "it goes",
        in_world(without(IDENTITY)),
        "identity",
        says="pods of pay/ledger lose their role",
    ),
    meant(
        rules.pod_identity_lost,
        "it is for another service account",
        in_world(with_inputs(IDENTITY, serviceAccount="other")),
        "identity",
        says="pay/ledger",
    ),
    left_alone(rules.pod_identity_lost, "its cluster goes too", ALL_GONE),
    left_alone(rules.pod_identity_lost, "another role", in_world(with_inputs(IDENTITY, roleArn=SOMEBODY))),
    left_alone(rules.pod_identity_lost, "it is replaced with its cluster", in_world(REPLACED)),
    meant(rules.admin_added, "one more", in_world(access(SOMEBODY)), "more", says=f"{SOMEBODY} administers cluster"),
    meant(
        rules.admin_added,
        "somebody else under the same name",
        change("dev", {"clusters.dev.admins": ["arn:aws:iam::999999999999:role/platform-admin"]}),
        "dev-admin-platform-admin",
        says="arn:aws:iam::999999999999:role/platform-admin",
    ),
    meant(
        rules.admin_added,
        "somebody who could only look",
        becomes(world(with_inputs(POLICY, policyArn=VIEW_POLICY)), world()),
        "admin-policy",
    ),
    left_alone(rules.admin_added, "one who may only look", in_world(access(SOMEBODY, VIEW_POLICY))),
    left_alone(rules.admin_added, "one who administers what is in namespaces", in_world(access(SOMEBODY, NAMESPACES))),
    left_alone(rules.admin_added, "of a new cluster", Between(nothing, stack("dev"))),
    left_alone(rules.admin_added, "it is replaced with its cluster", in_world(REPLACED)),
    left_alone(
        rules.admin_added,
        "who administered it already, under another name",
        in_world(access("arn:aws:iam::222222222222:role/admin"), without(POLICY)),
    ),
    meant(
        rules.admin_removed,
        "one goes",
        in_world(access(SOMEBODY)).back(),
        "more",
        says=f"{SOMEBODY} does not administer pay any more",
    ),
    meant(
        rules.admin_removed,
        "somebody else under the same name",
        change("dev", {"clusters.dev.admins": ["arn:aws:iam::999999999999:role/platform-admin"]}),
        "dev-admin-platform-admin",
        says="arn:aws:iam::111111111111:role/platform-admin",
    ),
    meant(
        rules.admin_removed,
        "somebody may only look from now on",
        in_world(with_inputs(POLICY, policyArn=VIEW_POLICY)),
        "admin-policy",
    ),
    left_alone(rules.admin_removed, "one who could only look goes", in_world(access(SOMEBODY, VIEW_POLICY)).back()),
    left_alone(rules.admin_removed, "its cluster goes too", ALL_GONE),
    left_alone(rules.admin_removed, "one more", in_world(access(SOMEBODY))),
)
