"""Control planes, what runs in them, and who administers them."""

from typing import Any

from tests.catalogue.case import clean, found
from tests.catalogue.meanings.subnets import APPENDED, RETIRED, ZONES
from tests.catalogue.planting import GONE, The, added, with_inputs, with_provider, without
from tests.catalogue.sides import Between, Side, change, edited, in_world, nothing, plant, stack, under, world

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
    found(
        "cluster-replaced",
        "its encryption goes",
        ENCRYPTED.back(),
        "cluster",
        says="cluster cluster is replaced, because of encryptionConfig: what it runs is lost",
    ),
    found(
        "cluster-replaced",
        "another block of services",
        change("dev", {"clusters.dev.service_cidr": "172.21.0.0/16"}),
        "dev",
        says="kubernetesNetworkConfig.serviceIpv4Cidr",
    ),
    clean("cluster-replaced", "its encryption comes", ENCRYPTED),
    clean("cluster-replaced", "other subnets", RETIRED),
    clean("cluster-replaced", "it goes", in_world(without(CLUSTER))),
    found(
        "cluster-deleted",
        "it is declared no more",
        plant("staging", without("Cluster search")),
        "search",
        says="is deleted",
    ),
    found("cluster-deleted", "the whole stack goes", Between(stack("dev"), nothing), "dev"),
    clean("cluster-deleted", "it is replaced", in_world(REPLACED)),
    clean("cluster-deleted", "it is moved", plant("staging", with_provider("Cluster search", "aws payments"))),
    clean("cluster-deleted", "its node group goes", in_world(without("NodeGroup nodes"))),
    found(
        "deletion-protection-refuses",
        "it is declared no more",
        becomes(world(SHIELDED), world(without(CLUSTER))),
        "cluster",
        says="AWS rejects its deletion",
    ),
    found(
        "deletion-protection-refuses",
        "it is replaced",
        becomes(world(SHIELDED), world(SHIELDED, REPLACED)),
        "cluster",
    ),
    found(
        "deletion-protection-refuses",
        "its protection is taken away in the same deployment, and it is replaced before",
        becomes(world(SHIELDED), world(REPLACED)),
        "cluster",
    ),
    clean("deletion-protection-refuses", "it has none", in_world(without(CLUSTER))),
    clean("deletion-protection-refuses", "it gets some as it is replaced", in_world(SHIELDED, REPLACED)),
    clean(
        "deletion-protection-refuses",
        "it is updated",
        becomes(world(SHIELDED), world(SHIELDED, with_inputs(CLUSTER, version="1.34"))),
    ),
    found(
        "cluster-zones-changed",
        "a zone is appended",
        APPENDED,
        "payments",
        "search",
        says="the control plane of payments would have subnets in usw2-az4",
    ),
    found(
        "cluster-zones-changed",
        "a zone is appended to the network of another stack",
        under("prod-network", "prod-payments", FOUR),
        "payments",
        says="usw2-az4",
    ),
    found(
        "cluster-zones-changed",
        "another zone in the place of one",
        in_world(with_inputs("Subnet cluster-az2", availabilityZoneId="usw2-az4")),
        "cluster",
        says="usw2-az4",
    ),
    clean(
        "cluster-zones-changed",
        "a zone is appended under clusters that name theirs",
        Between(edited("staging", PINNED), edited("staging", {**PINNED, **FOUR})),
    ),
    clean(
        "cluster-zones-changed",
        "other subnets in the same zones",
        in_world(with_inputs(CLUSTER, vpcConfig={"subnetIds": [The("Subnet private-az1"), The("Subnet private-az2")]})),
    ),
    clean("cluster-zones-changed", "a zone is retired", RETIRED),
    clean(
        "cluster-zones-changed",
        "it is replaced, and made in the zones that it will have",
        in_world(REPLACED, with_inputs("Subnet cluster-az2", availabilityZoneId="usw2-az4")),
    ),
    clean(
        "cluster-zones-changed",
        "its subnets were written down by their ids",
        Between(cluster(vpcConfig=BY_ID), world()),
    ),
    found(
        "cluster-zone-dropped",
        "a zone is retired",
        RETIRED,
        "payments",
        "search",
        says="the control plane of payments will have no subnet in usw2-az3",
    ),
    clean("cluster-zone-dropped", "a zone is appended", APPENDED),
    clean(
        "cluster-zone-dropped",
        "it is replaced, and made in the zones that it will have",
        in_world(REPLACED, with_inputs("Subnet cluster-az2", availabilityZoneId="usw2-az4")),
    ),
    clean(
        "cluster-zone-dropped",
        "other subnets in the same zones",
        in_world(with_inputs(CLUSTER, vpcConfig={"subnetIds": [The("Subnet private-az1"), The("Subnet private-az2")]})),
    ),
    clean(
        "cluster-zone-dropped",
        "its subnets are written down by their ids",
        Between(world(), cluster(vpcConfig=BY_ID)),
    ),
    found(
        "cluster-upgraded",
        "one minor version",
        version("1.33", "1.34"),
        "cluster",
        says="is updated from Kubernetes 1.33 to 1.34",
    ),
    clean("cluster-upgraded", "two at once", version("1.33", "1.35")),
    clean("cluster-upgraded", "back", version("1.34", "1.33")),
    clean(
        "cluster-upgraded",
        "a version is left to AWS, which leaves it as it is",
        becomes(world(), cluster(version=GONE)),
    ),
    clean(
        "cluster-upgraded",
        "another major version",
        version("1.33", "2.34"),
    ),
    found(
        "cluster-version-refused",
        "two at once",
        version("1.33", "1.35"),
        "cluster",
        says="from Kubernetes 1.33 to 1.35",
    ),
    found("cluster-version-refused", "back", version("1.34", "1.33"), "cluster", says="from Kubernetes 1.34 to 1.33"),
    found(
        "cluster-version-refused",
        "back, and not because of the size of the step",
        version("1.34", "1.33"),
        "cluster",
        unsaid="in one step",
    ),
    clean("cluster-version-refused", "one minor version", version("1.33", "1.34")),
    clean("cluster-version-refused", "a new cluster", Between(nothing, stack("dev"))),
    clean("cluster-version-refused", "a version that is no number", version("1.33", "latest")),
    found(
        "irreversible-setting",
        "encryption with a key",
        ENCRYPTED,
        "cluster",
        says="encryption of secrets with a customer managed key cannot be undone",
    ),
    found(
        "irreversible-setting",
        "an authentication mode",
        becomes(cluster(**mode("API_AND_CONFIG_MAP")), world()),
        "cluster",
        says="authentication mode API cannot be undone",
    ),
    found(
        "irreversible-setting",
        "the way out of the control plane",
        in_world(with_inputs(CLUSTER, vpcConfig={"controlPlaneEgressMode": "CUSTOMER_ROUTED"})),
        "cluster",
        says="control-plane egress mode CUSTOMER_ROUTED cannot be undone",
    ),
    found(
        "irreversible-setting",
        "an authentication mode where none was said",
        becomes(
            cluster(accessConfig=GONE),
            cluster(accessConfig={"authenticationMode": "API", "bootstrapClusterCreatorAdminPermissions": True}),
        ),
        "cluster",
        says="authentication mode API",
    ),
    clean(
        "irreversible-setting",
        "a mode back, which another rule says",
        in_world(with_inputs(CLUSTER, **mode("CONFIG_MAP"))),
    ),
    clean("irreversible-setting", "encryption that goes, which replaces", ENCRYPTED.back()),
    clean("irreversible-setting", "another version", version("1.33", "1.34")),
    clean(
        "irreversible-setting",
        "the default egress mode is written down",
        in_world(with_inputs(CLUSTER, vpcConfig={"controlPlaneEgressMode": "AWS_MANAGED"})),
    ),
    found(
        "irreversible-setting-undone",
        "a mode back",
        in_world(with_inputs(CLUSTER, **mode("API_AND_CONFIG_MAP"))),
        "cluster",
        says="cannot change from API back to API_AND_CONFIG_MAP",
    ),
    clean("irreversible-setting-undone", "a mode on", becomes(cluster(**mode("CONFIG_MAP")), world())),
    clean(
        "irreversible-setting-undone",
        "a mode is left to AWS, which leaves it as it is",
        becomes(world(), cluster(accessConfig={"authenticationMode": GONE})),
    ),
    found(
        "control-plane-updates",
        "endpoint access and logging",
        TWO_UPDATES,
        "cluster",
        says="needs 2 updates, one after another: endpoint access, logging",
    ),
    found(
        "control-plane-updates",
        "subnets because of a replacement, and a version",
        in_world(with_inputs("Subnet cluster-az1", cidrBlock="10.0.99.0/28"), with_inputs(CLUSTER, version="1.34")),
        "cluster",
        says="subnets, version",
    ),
    clean("control-plane-updates", "logging alone", in_world(with_inputs(CLUSTER, enabledClusterLogTypes=["api"]))),
    clean(
        "control-plane-updates",
        "two parts of the endpoint's access",
        in_world(with_inputs(CLUSTER, vpcConfig={"endpointPublicAccess": False, "publicAccessCidrs": []})),
    ),
    clean(
        "control-plane-updates",
        "logging, and tags, which AWS takes at any time",
        in_world(with_inputs(CLUSTER, enabledClusterLogTypes=["api"], tags={"a": "b"})),
    ),
    clean(
        "control-plane-updates",
        "it is replaced",
        becomes(
            cluster(encryptionConfig=KEY), world(with_inputs(CLUSTER, version="1.34", enabledClusterLogTypes=["api"]))
        ),
    ),
    found(
        "addon-moved",
        "the add-ons of another Kubernetes version",
        in_world(with_inputs("Addon kube-proxy", addonVersion="v1.34.0-eksbuild.2")),
        "kube-proxy",
        says="kube-proxy is updated from v1.0.0-eksbuild.1 to v1.34.0-eksbuild.2",
    ),
    found(
        "addon-moved",
        "an add-on is pinned",
        becomes(world(with_inputs("Addon kube-proxy", addonVersion=GONE)), world()),
        "kube-proxy",
        says="from its current version to v1.0.0",
    ),
    clean(
        "addon-moved",
        "it is not pinned any more, and stays",
        in_world(with_inputs("Addon kube-proxy", addonVersion=GONE)),
    ),
    clean(
        "addon-moved",
        "another configuration",
        in_world(with_inputs("Addon kube-proxy", configurationValues='{"a": 1}')),
    ),
    clean("addon-moved", "it goes", in_world(without("Addon kube-proxy"))),
    found(
        "addon-removed",
        "it goes",
        in_world(without("Addon kube-proxy")),
        "kube-proxy",
        says="add-on kube-proxy is deleted",
        unsaid="stays",
    ),
    found(
        "addon-removed",
        "it goes, and what it installed stays",
        becomes(world(with_inputs("Addon kube-proxy", preserve=True)), world(without("Addon kube-proxy"))),
        "kube-proxy",
        says="its software stays in the cluster, unmanaged",
    ),
    clean("addon-removed", "its cluster goes too", ALL_GONE),
    clean("addon-removed", "it is updated", in_world(with_inputs("Addon kube-proxy", addonVersion="v2"))),
    clean("addon-removed", "it is replaced with its cluster", in_world(REPLACED)),
    found(
        "pod-identity-lost",
        "it goes",
        in_world(without(IDENTITY)),
        "identity",
        says="pods of pay/ledger lose their role",
    ),
    found(
        "pod-identity-lost",
        "it is for another service account",
        in_world(with_inputs(IDENTITY, serviceAccount="other")),
        "identity",
        says="pay/ledger",
    ),
    clean("pod-identity-lost", "its cluster goes too", ALL_GONE),
    clean("pod-identity-lost", "another role", in_world(with_inputs(IDENTITY, roleArn=SOMEBODY))),
    clean("pod-identity-lost", "it is replaced with its cluster", in_world(REPLACED)),
    found(
        "admin-added",
        "one more",
        in_world(access(SOMEBODY)),
        "more",
        says=f"{SOMEBODY} becomes an administrator of cluster",
    ),
    found(
        "admin-added",
        "somebody else under the same name",
        change("dev", {"clusters.dev.admins": ["arn:aws:iam::999999999999:role/platform-admin"]}),
        "dev-admin-platform-admin",
        says="arn:aws:iam::999999999999:role/platform-admin",
    ),
    found(
        "admin-added",
        "somebody who could only look",
        becomes(world(with_inputs(POLICY, policyArn=VIEW_POLICY)), world()),
        "admin-policy",
    ),
    clean("admin-added", "one who may only look", in_world(access(SOMEBODY, VIEW_POLICY))),
    clean("admin-added", "one who administers what is in namespaces", in_world(access(SOMEBODY, NAMESPACES))),
    clean("admin-added", "of a new cluster", Between(nothing, stack("dev"))),
    clean("admin-added", "it is replaced with its cluster", in_world(REPLACED)),
    clean(
        "admin-added",
        "who administered it already, under another name",
        in_world(access("arn:aws:iam::222222222222:role/admin"), without(POLICY)),
    ),
    found(
        "admin-removed",
        "one goes",
        in_world(access(SOMEBODY)).back(),
        "more",
        says=f"{SOMEBODY} is no longer an administrator of cluster",
    ),
    found(
        "admin-removed",
        "somebody else under the same name",
        change("dev", {"clusters.dev.admins": ["arn:aws:iam::999999999999:role/platform-admin"]}),
        "dev-admin-platform-admin",
        says="arn:aws:iam::111111111111:role/platform-admin",
    ),
    found(
        "admin-removed",
        "somebody may only look from now on",
        in_world(with_inputs(POLICY, policyArn=VIEW_POLICY)),
        "admin-policy",
    ),
    clean("admin-removed", "one who could only look goes", in_world(access(SOMEBODY, VIEW_POLICY)).back()),
    clean("admin-removed", "its cluster goes too", ALL_GONE),
    clean("admin-removed", "one more", in_world(access(SOMEBODY))),
)
