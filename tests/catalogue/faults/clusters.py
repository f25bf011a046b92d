"""Faults of control planes, of their add-ons, roles and nodes."""

import json
from typing import Any

from tests.catalogue.case import found, on
from tests.catalogue.faults.twins import to_office
from tests.catalogue.planting import GONE, Plant, The, added, renamed, together, with_inputs, without

BY_ZONE_NAME = {"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true", "ENI_CONFIG_LABEL_DEF": "topology.kubernetes.io/zone"}
BY_ZONE_ID = {"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true", "ENI_CONFIG_LABEL_DEF": "topology.k8s.aws/zone-id"}
POD_GROUPS = with_inputs("Addon dev-vpc-cni", configurationValues=json.dumps({"env": {"ENABLE_POD_ENI": "true"}}))


def trusting(action: str, *services: str) -> str:
    """A trust policy."""
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": action, "Principal": {"Service": list(services)}}]})


def granted(role: str, policy: str, *waits: str) -> Plant:
    """A role has one more policy."""
    return added(
        "aws:iam/rolePolicyAttachment:RolePolicyAttachment",
        "granted",
        f"Role {role}",
        *waits,
        role=The(f"Role {role}"),
        policyArn=policy,
    )


def dhcp(server: str) -> Plant:
    return together(
        added("aws:ec2/vpcDhcpOptions:VpcDhcpOptions", "company", "Vpc network", domainNameServers=[server]),
        added(
            "aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation",
            "company",
            "Vpc network",
            vpcId=The("Vpc network"),
            dhcpOptionsId=The("VpcDhcpOptions company"),
        ),
    )


def in_a_second_group(**tags: str) -> Plant:
    """The nodes of the shop are in one more group, with these tags."""
    return together(
        added(
            "aws:ec2/securityGroup:SecurityGroup",
            "tagged",
            "LaunchTemplate shop-default",
            vpcId=The("Vpc network"),
            tags=tags,
        ),
        with_inputs(
            "LaunchTemplate shop-default",
            vpcSecurityGroupIds=[The("Cluster shop", "clusterSecurityGroupId"), The("SecurityGroup tagged")],
        ),
    )


def second_identity(service_account: str) -> Plant:
    return added(
        "aws:eks/podIdentityAssociation:PodIdentityAssociation",
        "second",
        "PodIdentityAssociation payments-pod-ledger",
        clusterName="payments",
        namespace="payments",
        serviceAccount=service_account,
        roleArn=The("Role payments-pod-ledger", "arn"),
    )


def issuers(*names: str) -> Plant:
    """The issuer of the cluster is trusted under each of these names."""
    return together(
        *(
            added(
                "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
                name,
                "Cluster dev",
                url="https://dev/cluster/dev#issuer",
                clientIdLists=["sts.amazonaws.com"],
            )
            for name in names
        )
    )


def with_pod_subnets(cluster: str, subnets: dict[str, str], env: dict[str, str]) -> Plant:
    """The VPC CNI gives pods addresses of subnets of their own; ``subnets`` by the name of the ENIConfig."""
    document = {
        "env": env,
        "eniConfig": {"create": True, "subnets": {name: {"id": id_} for name, id_ in subnets.items()}},
    }
    return with_inputs(f"Addon {cluster}-vpc-cni", configurationValues=json.dumps(document))


def with_list(cluster: str, *blocks: str) -> Plant:
    return with_inputs(f"Cluster {cluster}", vpcConfig={"publicAccessCidrs": list(blocks)})


def with_access(cluster: str, **changes: Any) -> Plant:
    return with_inputs(f"Cluster {cluster}", accessConfig=changes)


def groups(count: int) -> list[str]:
    return [f"sg-{number:017}" for number in range(count)]


CASES = (
    found(
        "egress-address-not-listed",
        "the private endpoint goes, and the described NAT gateways are not on the public list",
        on("existing-vpc", with_inputs("Cluster orders", vpcConfig={"endpointPrivateAccess": False})),
        "orders",
        twin=with_inputs(
            "Cluster orders",
            vpcConfig={
                "endpointPrivateAccess": False,
                "publicAccessCidrs": ["52.94.76.0/24", *(f"54.239.0.1{number}/32" for number in (1, 2, 3))],
            },
        ),
    ),
    found(
        "api-endpoints-both-off",
        "a cluster without nodes has its API endpoints both off",
        on(
            "staging",
            together(
                # Where there are nodes, the proof says it of them: no-api-endpoint.
                without("NodeGroup search-default", "NodeGroup search-indexing"),
                with_inputs("Cluster search", vpcConfig={"endpointPrivateAccess": False}),
            ),
        ),
        "search",
        twin=without("NodeGroup search-default", "NodeGroup search-indexing"),
    ),
    found(
        "public-cidrs-too-many",
        "the API's list is too long",
        on("dev", with_list("dev", *(f"52.94.76.{number}/32" for number in range(41)))),
        "dev",
        twin=with_list("dev", *(f"52.94.76.{number}/32" for number in range(40))),
    ),
    found(
        "public-cidr-refused",
        "the API's list has private addresses",
        on("prod-payments", with_list("payments", "52.94.76.0/24", "10.64.0.0/16")),
        "payments",
        twin=with_list("payments", "52.94.76.0/24", "54.240.196.0/24"),
    ),
    found(
        "public-cidr-refused",
        "the API's list of an IPv4 cluster has IPv6 addresses",
        on("dev", with_list("dev", "52.94.76.0/24", "2600:1f00::/32")),
        "dev",
        twin=with_list("dev", "52.94.76.0/24", "54.240.196.0/24"),
    ),
    found(
        "public-cidr-reserved",
        "the API's list has addresses of carrier-grade NAT",
        on("public-only", with_list("demo", "100.64.1.0/24")),
        "demo",
        twin=with_list("demo", "100.128.1.0/24"),
    ),
    found(
        "dhcp-without-amazon-dns",
        "DHCP gives nodes name servers of the company",
        on(
            "isolated",
            dhcp("10.250.0.2"),
        ),
        "company",
        twin=dhcp("AmazonProvidedDNS"),
    ),
    found(
        "control-plane-egress-without-route",
        "the control plane's calls leave by routes that are not there",
        on("isolated", with_inputs("Cluster vault", vpcConfig={"controlPlaneEgressMode": "CUSTOMER_ROUTED"})),
        "vault",
        twin=on("dev", with_inputs("Cluster dev", vpcConfig={"controlPlaneEgressMode": "CUSTOMER_ROUTED"})),
    ),
    found(
        "service-cidr-overlaps-vpc",
        "services overlap the VPC",
        on("dev", with_inputs("Cluster dev", kubernetesNetworkConfig={"serviceIpv4Cidr": "10.60.128.0/20"})),
        "dev",
        twin=with_inputs("Cluster dev", kubernetesNetworkConfig={"serviceIpv4Cidr": "10.100.0.0/16"}),
    ),
    found(
        "service-cidr-of-connected-network",
        "services have the addresses of a connected network",
        on(
            "dev",
            together(
                with_inputs("Cluster dev", kubernetesNetworkConfig={"serviceIpv4Cidr": "172.20.0.0/16"}),
                added(
                    "aws:ec2/route:Route",
                    "to-office",
                    "RouteTable network-private-az1",
                    "Cluster dev",
                    routeTableId=The("RouteTable network-private-az1"),
                    destinationCidrBlock="172.20.0.0/16",
                    transitGatewayId="tgw-0a1b2c3d4e5f60718",
                ),
            ),
        ),
        "dev",
        twin=together(
            with_inputs("Cluster dev", kubernetesNetworkConfig={"serviceIpv4Cidr": "172.20.0.0/16"}),
            to_office("172.21.0.0/16", "Cluster dev"),
        ),
    ),
    found(
        "remote-networks",
        "hybrid nodes have addresses of the VPC",
        on(
            "isolated",
            with_inputs("Cluster vault", remoteNetworkConfig={"remoteNodeNetworks": {"cidrs": ["10.66.8.0/24"]}}),
        ),
        "vault",
        twin=with_inputs("Cluster vault", remoteNetworkConfig={"remoteNodeNetworks": {"cidrs": ["10.250.8.0/24"]}}),
    ),
    found(
        "hybrid-nodes-with-both-endpoints",
        "hybrid nodes resolve the public endpoint",
        on("dev", with_inputs("Cluster dev", remoteNetworkConfig={"remoteNodeNetworks": {"cidrs": ["10.250.8.0/24"]}})),
        "dev",
        twin=with_inputs(
            "Cluster dev",
            remoteNetworkConfig={"remoteNodeNetworks": {"cidrs": ["10.250.8.0/24"]}},
            vpcConfig={
                "endpointPublicAccess": False,
                "publicAccessCidrs": GONE,
                "securityGroupIds": ["sg-0a1b2c3d4e5f60718"],
            },
        ),
    ),
    found(
        "access-entries-without-api",
        "a cluster with access entries does not know them",
        on("prod-payments", with_access("payments", authenticationMode="CONFIG_MAP")),
        "payments",
        also=("config-map-authentication",),
        twin=with_access("payments", authenticationMode="API_AND_CONFIG_MAP"),
    ),
    found(
        "config-map-authentication",
        "a cluster leaves its authentication mode to the default",
        on("staging", with_access("search", authenticationMode=GONE)),
        "search",
        also=("access-entries-without-api",),
        twin=with_access("search", authenticationMode="API_AND_CONFIG_MAP"),
    ),
    found(
        "creator-is-admin",
        "whoever runs the first deployment is administrator",
        on("regional-nat", with_access("shop", bootstrapClusterCreatorAdminPermissions=GONE)),
        "shop",
        twin=with_access("shop", authenticationMode="API_AND_CONFIG_MAP"),
    ),
    found(
        "nobody-administers",
        "an access entry has no policy",
        on("isolated", without("AccessPolicyAssociation vault-admin-platform-admin")),
        "vault",
        twin=together(
            without("AccessPolicyAssociation vault-admin-platform-admin"),
            with_inputs("AccessEntry vault-admin-platform-admin", kubernetesGroups=["admins"]),
        ),
    ),
    found(
        "addon-missing",
        "CoreDNS is missing",
        on("public-only", without("Addon demo-coredns")),
        "demo",
        twin=renamed("Addon demo-coredns", "dns"),
    ),
    found(
        "addon-missing",
        "the VPC CNI is missing",
        on("staging", without("Addon payments-vpc-cni")),
        "payments",
        twin=renamed("Addon payments-vpc-cni", "cni"),
    ),
    found(
        "addon-unpinned",
        "an add-on takes the newest version",
        on("dual-stack", with_inputs("Addon media-kube-proxy", addonVersion=GONE)),
        "media-kube-proxy",
        twin=with_inputs("Addon media-kube-proxy", addonVersion="v1.33.3-eksbuild.4"),
    ),
    found(
        "eni-config-names",
        "ENIConfigs have names of zones, and the label has ids",
        on(
            "dev",
            with_pod_subnets(
                "dev",
                {f"us-west-2{letter}": f"dev/subnet/network-private-az{n}" for n, letter in enumerate("abc", 1)},
                BY_ZONE_ID,
            ),
        ),
        "dev-vpc-cni",
        twin=with_pod_subnets(
            "dev",
            {f"us-west-2{letter}": f"dev/subnet/network-private-az{n}" for n, letter in enumerate("abc", 1)},
            BY_ZONE_NAME,
        ),
    ),
    found(
        "eni-config-zones",
        "a zone with nodes has no ENIConfig",
        on(
            "staging",
            with_pod_subnets(
                "payments",
                {f"usw2-az{n}": f"staging/subnet/network-private-az{n}" for n in (1, 2)},
                BY_ZONE_ID,
            ),
        ),
        "payments-vpc-cni",
        twin=with_pod_subnets(
            "payments",
            {f"usw2-az{n}": f"staging/subnet/network-private-az{n}" for n in (1, 2, 3)},
            BY_ZONE_ID,
        ),
    ),
    found(
        "eni-config-zones",
        "an ENIConfig names a subnet of another zone",
        on(
            "staging",
            with_pod_subnets(
                "payments",
                {f"usw2-az{n}": f"staging/subnet/network-private-az{max(n, 2)}" for n in (1, 2, 3)},
                BY_ZONE_ID,
            ),
        ),
        "payments-vpc-cni",
        twin=with_pod_subnets(
            "payments",
            {f"usw2-az{n}": f"staging/subnet/network-private-az{n}" for n in (3, 2, 1)},
            BY_ZONE_ID,
        ),
    ),
    found(
        "cni-feature-unsupported",
        "an IPv6 cluster has custom networking",
        on(
            "dual-stack",
            with_pod_subnets(
                "media",
                {f"usw2-az{n}": f"dual-stack/subnet/network-private-az{n}" for n in (1, 2, 3)},
                BY_ZONE_ID,
            ),
        ),
        "media-vpc-cni",
        twin=with_inputs(
            "Addon media-vpc-cni", configurationValues=json.dumps({"env": {"ENABLE_PREFIX_DELEGATION": "true"}})
        ),
    ),
    found(
        "ipv6-cluster-limits",
        "an IPv6 cluster has Windows nodes",
        on("dual-stack", with_inputs("NodeGroup media-default", amiType="WINDOWS_CORE_2022_x86_64")),
        "media",
        twin=with_inputs("NodeGroup media-default", amiType="BOTTLEROCKET_x86_64"),
    ),
    found(
        "auto-mode-in-small-subnets",
        "Auto Mode puts nodes into the control plane's subnets",
        on("dev", with_inputs("Cluster dev", computeConfig={"enabled": True, "nodePools": ["general-purpose"]})),
        "dev",
        also=("role-not-assumable", "role-lacks-policy"),
        twin=with_inputs("Cluster dev", computeConfig={"enabled": False}),
    ),
    found(
        "auto-mode-without-role-tags",
        "Auto Mode finds no tagged subnet",
        on(
            "prod-payments",
            together(
                with_inputs("Cluster payments", kubernetesNetworkConfig={"elasticLoadBalancing": {"enabled": True}}),
                *(
                    without(f"Tag payments-subnets-{tier}-az{number}-kubernetes.io-role-{role}")
                    for tier, role in (("private", "internal-elb"), ("public", "elb"))
                    for number in (1, 2, 3)
                ),
            ),
        ),
        "payments",
        also=("shared-subnets-untagged",),
        twin=with_inputs("Cluster payments", kubernetesNetworkConfig={"elasticLoadBalancing": {"enabled": True}}),
    ),
    found(
        "zonal-shift-in-one-zone",
        "a zonal shift has nowhere to go",
        on("prod-payments", with_inputs("NodeGroup payments-default", subnetIds=[The("Subnet network-private-az1")])),
        "payments",
        twin=with_inputs(
            "NodeGroup payments-default",
            subnetIds=[The("Subnet network-private-az1"), The("Subnet network-private-az2")],
        ),
    ),
    found(
        "two-cluster-groups-on-nodes",
        "nodes have two groups with the cluster's tag",
        on(
            "regional-nat",
            in_a_second_group(**{"kubernetes.io/cluster/shop": "owned"}),
        ),
        "shop-default",
        twin=in_a_second_group(team="shop"),
    ),
    found(
        "instance-metadata-v1",
        "nodes answer IMDSv1",
        on("staging", with_inputs("LaunchTemplate search-indexing", metadataOptions={"httpTokens": "optional"})),
        "search-indexing",
        twin=with_inputs("LaunchTemplate search-indexing", metadataOptions={"httpPutResponseHopLimit": GONE}),
    ),
    found(
        "disk-not-encrypted",
        "nodes' disks are not encrypted",
        on("prod-payments", with_inputs("LaunchTemplate payments-default", blockDeviceMappings=GONE)),
        "payments-default",
        twin=with_inputs(
            "LaunchTemplate payments-default",
            blockDeviceMappings=[{"deviceName": "/dev/xvda", "ebs": {"volumeSize": 80, "encrypted": "true"}}],
        ),
    ),
    found(
        "image-without-user-data",
        "nodes have an image of their own and no user data",
        on("isolated", with_inputs("LaunchTemplate vault-default", imageId="ami-0a1b2c3d4e5f60718")),
        "vault-default",
        twin=with_inputs("LaunchTemplate vault-default", imageId="ami-0a1b2c3d4e5f60718", userData="Li4u"),
    ),
    found(
        "cluster-group-quota",
        "the control plane has five groups of its own",
        on("dev", with_inputs("Cluster dev", vpcConfig={"securityGroupIds": groups(5)})),
        "dev",
        also=("interface-group-quota",),
        twin=with_inputs("Cluster dev", vpcConfig={"securityGroupIds": groups(4)}),
    ),
    found(
        "role-not-assumable",
        "nodes may not assume their role",
        on(
            "staging",
            with_inputs("Role payments-node", assumeRolePolicy=trusting("sts:AssumeRole", "lambda.amazonaws.com")),
        ),
        "payments-node",
        twin=with_inputs(
            "Role payments-node",
            assumeRolePolicy=trusting("sts:AssumeRole", "lambda.amazonaws.com", "ec2.amazonaws.com"),
        ),
    ),
    found(
        "role-not-assumable",
        "Pod Identity may not tag its sessions",
        on(
            "isolated",
            with_inputs(
                "Role vault-pod-archive",
                assumeRolePolicy=json.dumps(
                    {
                        "Statement": [
                            {
                                "Effect": "Allow",
                                "Action": "sts:AssumeRole",
                                "Principal": {"Service": "pods.eks.amazonaws.com"},
                            }
                        ]
                    }
                ),
            ),
        ),
        "vault-pod-archive",
        twin=with_inputs(
            "Role vault-pod-archive",
            assumeRolePolicy=json.dumps(
                {
                    "Statement": [
                        {"Effect": "Allow", "Action": action, "Principal": {"Service": "pods.eks.amazonaws.com"}}
                        for action in ("sts:AssumeRole", "sts:TagSession")
                    ]
                }
            ),
        ),
    ),
    found(
        "role-lacks-policy",
        "nodes may not pull images",
        on("dev", without("RolePolicyAttachment dev-node-registry")),
        "dev-node",
        twin=with_inputs(
            "RolePolicyAttachment dev-node-registry",
            policyArn="arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly",
        ),
    ),
    found(
        "role-lacks-policy",
        "the control plane's role has no policy",
        on("regional-nat", without("RolePolicyAttachment shop-cluster-cluster")),
        "shop-cluster",
        twin=with_inputs(
            "RolePolicyAttachment shop-cluster-cluster", policyArn="arn:aws:iam::111111111111:policy/control-plane"
        ),
    ),
    found(
        "ipv6-node-role",
        "the VPC CNI may not assign IPv6 addresses",
        on("dual-stack", without("RolePolicy media-node-ipv6")),
        "media-node",
        twin=together(
            without("RolePolicy media-node-ipv6"),
            granted("media-node", "arn:aws:iam::111111111111:policy/cni-ipv6", "NodeGroup media-default"),
        ),
    ),
    found(
        "pod-groups-without-permission",
        "the control plane may not attach groups to pods",
        on("dev", POD_GROUPS),
        "dev-cluster",
        twin=together(
            POD_GROUPS,
            granted("dev-cluster", "arn:aws:iam::aws:policy/AmazonEKSVPCResourceController", "Cluster dev"),
        ),
    ),
    found(
        "arn-of-another-partition",
        "a policy is of another partition",
        on(
            "public-only",
            with_inputs(
                "RolePolicyAttachment demo-node-worker",
                policyArn="arn:aws-cn:iam::aws:policy/AmazonEKSWorkerNodePolicy",
            ),
        ),
        "demo-node-worker",
        also=("role-lacks-policy",),
        twin=with_inputs("RolePolicyAttachment demo-node-worker", policyArn="arn:aws:iam::111111111111:policy/worker"),
    ),
    found(
        "pod-identity-without-agent",
        "pods have identities and no agent",
        on("isolated", without("Addon vault-eks-pod-identity-agent")),
        "vault",
        twin=renamed("Addon vault-eks-pod-identity-agent", "agent"),
    ),
    found(
        "pod-identity-twice",
        "a service account has two identities",
        on(
            "staging",
            second_identity("ledger"),
        ),
        "payments-pod-ledger",
        twin=second_identity("reports"),
    ),
    found(
        "pod-identity-policy-with-session-tags",
        "a pod identity has a policy and session tags",
        on("prod-payments", with_inputs("PodIdentityAssociation payments-pod-ledger", policy="{}")),
        "payments-pod-ledger",
        twin=with_inputs("PodIdentityAssociation payments-pod-ledger", policy="{}", disableSessionTags=True),
    ),
    found(
        "oidc-provider-twice",
        "a cluster's issuer is trusted twice",
        on(
            "dev",
            issuers("one", "two"),
        ),
        "two",
        also=("path-leaves-zone",),  # STS is needed then, and reached through the one NAT gateway
        twin=issuers("one"),
    ),
)
