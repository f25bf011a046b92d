"""Faults of control planes, of their add-ons, roles and nodes."""

import json
from typing import Any

from tests.faults.planting import GONE, Fault, Plant, The, added, together, with_inputs, without

TRUST_OF_NOBODY = json.dumps(
    {
        "Statement": [
            {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}},
        ]
    }
)
BY_ZONE_ID = {"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG": "true", "ENI_CONFIG_LABEL_DEF": "topology.k8s.aws/zone-id"}


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


FAULTS = (
    Fault(
        "a cluster without nodes has its API endpoints both off",
        "staging",
        "api-endpoints-both-off",
        "search",
        together(
            # Where there are nodes, the proof says it of them: no-api-endpoint.
            without("NodeGroup search-default", "NodeGroup search-indexing"),
            with_inputs("Cluster search", vpcConfig={"endpointPrivateAccess": False}),
        ),
    ),
    Fault(
        "the API's list is too long",
        "dev",
        "public-cidrs-too-many",
        "dev",
        with_list("dev", *(f"52.94.76.{number}/32" for number in range(41))),
    ),
    Fault(
        "the API's list has private addresses",
        "prod-payments",
        "public-cidr-refused",
        "payments",
        with_list("payments", "52.94.76.0/24", "10.64.0.0/16"),
    ),
    Fault(
        "the API's list of an IPv4 cluster has IPv6 addresses",
        "dev",
        "public-cidr-refused",
        "dev",
        with_list("dev", "52.94.76.0/24", "2600:1f00::/32"),
    ),
    Fault(
        "the API's list has addresses of carrier-grade NAT",
        "public-only",
        "public-cidr-reserved",
        "demo",
        with_list("demo", "100.64.1.0/24"),
    ),
    Fault(
        "DHCP gives nodes name servers of the company",
        "isolated",
        "dhcp-without-amazon-dns",
        "company",
        together(
            added("aws:ec2/vpcDhcpOptions:VpcDhcpOptions", "company", "Vpc network", domainNameServers=["10.250.0.2"]),
            added(
                "aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation",
                "company",
                "Vpc network",
                vpcId=The("Vpc network"),
                dhcpOptionsId=The("VpcDhcpOptions company"),
            ),
        ),
    ),
    Fault(
        "the control plane's calls leave by routes that are not there",
        "isolated",
        "control-plane-egress-without-route",
        "vault",
        with_inputs("Cluster vault", vpcConfig={"controlPlaneEgressMode": "CUSTOMER_ROUTED"}),
    ),
    Fault(
        "services overlap the VPC",
        "dev",
        "service-cidr-overlaps-vpc",
        "dev",
        with_inputs("Cluster dev", kubernetesNetworkConfig={"serviceIpv4Cidr": "10.60.128.0/20"}),
    ),
    Fault(
        "services have the addresses of a connected network",
        "dev",
        "service-cidr-of-connected-network",
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
    Fault(
        "hybrid nodes have addresses of the VPC",
        "isolated",
        "remote-networks",
        "vault",
        with_inputs("Cluster vault", remoteNetworkConfig={"remoteNodeNetworks": {"cidrs": ["10.66.8.0/24"]}}),
    ),
    Fault(
        "hybrid nodes resolve the public endpoint",
        "dev",
        "hybrid-nodes-with-both-endpoints",
        "dev",
        with_inputs("Cluster dev", remoteNetworkConfig={"remoteNodeNetworks": {"cidrs": ["10.250.8.0/24"]}}),
    ),
    Fault(
        "a cluster with access entries does not know them",
        "prod-payments",
        "access-entries-without-api",
        "payments",
        with_access("payments", authenticationMode="CONFIG_MAP"),
        also=("config-map-authentication",),
    ),
    Fault(
        "a cluster leaves its authentication mode to the default",
        "staging",
        "config-map-authentication",
        "search",
        with_access("search", authenticationMode=GONE),
        also=("access-entries-without-api",),
    ),
    Fault(
        "whoever runs the first deployment is administrator",
        "regional-nat",
        "creator-is-admin",
        "shop",
        with_access("shop", bootstrapClusterCreatorAdminPermissions=GONE),
    ),
    Fault(
        "an access entry has no policy",
        "isolated",
        "nobody-administers",
        "vault",
        without("AccessPolicyAssociation vault-admin-platform-admin"),
    ),
    Fault("CoreDNS is missing", "public-only", "addon-missing", "demo", without("Addon demo-coredns")),
    Fault(
        "the VPC CNI is missing",
        "staging",
        "addon-missing",
        "payments",
        without("Addon payments-vpc-cni"),
    ),
    Fault(
        "an add-on takes the newest version",
        "dual-stack",
        "addon-unpinned",
        "media-kube-proxy",
        with_inputs("Addon media-kube-proxy", addonVersion=GONE),
    ),
    Fault(
        "ENIConfigs have names of zones, and the label has ids",
        "dev",
        "eni-config-names",
        "dev-vpc-cni",
        with_pod_subnets(
            "dev",
            {f"us-west-2{letter}": f"dev/subnet/network-private-az{n}" for n, letter in enumerate("abc", 1)},
            BY_ZONE_ID,
        ),
    ),
    Fault(
        "a zone with nodes has no ENIConfig",
        "staging",
        "eni-config-zones",
        "payments-vpc-cni",
        with_pod_subnets(
            "payments",
            {f"usw2-az{n}": f"staging/subnet/network-private-az{n}" for n in (1, 2)},
            BY_ZONE_ID,
        ),
    ),
    Fault(
        "an ENIConfig names a subnet of another zone",
        "staging",
        "eni-config-zones",
        "payments-vpc-cni",
        with_pod_subnets(
            "payments",
            {f"usw2-az{n}": f"staging/subnet/network-private-az{max(n, 2)}" for n in (1, 2, 3)},
            BY_ZONE_ID,
        ),
    ),
    Fault(
        "an IPv6 cluster has custom networking",
        "dual-stack",
        "cni-feature-unsupported",
        "media-vpc-cni",
        with_pod_subnets(
            "media",
            {f"usw2-az{n}": f"dual-stack/subnet/network-private-az{n}" for n in (1, 2, 3)},
            BY_ZONE_ID,
        ),
    ),
    Fault(
        "an IPv6 cluster has Windows nodes",
        "dual-stack",
        "ipv6-cluster-limits",
        "media",
        with_inputs("NodeGroup media-default", amiType="WINDOWS_CORE_2022_x86_64"),
    ),
    Fault(
        "Auto Mode puts nodes into the control plane's subnets",
        "dev",
        "auto-mode-in-small-subnets",
        "dev",
        with_inputs("Cluster dev", computeConfig={"enabled": True, "nodePools": ["general-purpose"]}),
        also=("role-not-assumable", "role-lacks-policy"),
    ),
    Fault(
        "Auto Mode finds no tagged subnet",
        "prod-payments",
        "auto-mode-without-role-tags",
        "payments",
        together(
            with_inputs("Cluster payments", kubernetesNetworkConfig={"elasticLoadBalancing": {"enabled": True}}),
            *(
                without(f"Tag payments-subnets-{tier}-az{number}-kubernetes.io-role-{role}")
                for tier, role in (("private", "internal-elb"), ("public", "elb"))
                for number in (1, 2, 3)
            ),
        ),
        also=("shared-subnets-untagged",),
    ),
    Fault(
        "a zonal shift has nowhere to go",
        "prod-payments",
        "zonal-shift-in-one-zone",
        "payments",
        with_inputs("NodeGroup payments-default", subnetIds=[The("Subnet network-private-az1")]),
    ),
    Fault(
        "nodes have two groups with the cluster's tag",
        "regional-nat",
        "two-cluster-groups-on-nodes",
        "shop-default",
        together(
            added(
                "aws:ec2/securityGroup:SecurityGroup",
                "tagged",
                "LaunchTemplate shop-default",
                vpcId=The("Vpc network"),
                tags={"kubernetes.io/cluster/shop": "owned"},
            ),
            with_inputs(
                "LaunchTemplate shop-default",
                vpcSecurityGroupIds=[The("Cluster shop", "clusterSecurityGroupId"), The("SecurityGroup tagged")],
            ),
        ),
    ),
    Fault(
        "nodes answer IMDSv1",
        "staging",
        "instance-metadata-v1",
        "search-indexing",
        with_inputs("LaunchTemplate search-indexing", metadataOptions={"httpTokens": "optional"}),
    ),
    Fault(
        "nodes' disks are not encrypted",
        "prod-payments",
        "disk-not-encrypted",
        "payments-default",
        with_inputs("LaunchTemplate payments-default", blockDeviceMappings=GONE),
    ),
    Fault(
        "nodes have an image of their own and no user data",
        "isolated",
        "image-without-user-data",
        "vault-default",
        with_inputs("LaunchTemplate vault-default", imageId="ami-0a1b2c3d4e5f60718"),
    ),
    Fault(
        "the control plane has five groups of its own",
        "dev",
        "cluster-group-quota",
        "dev",
        with_inputs("Cluster dev", vpcConfig={"securityGroupIds": groups(5)}),
        also=("interface-group-quota",),
    ),
    Fault(
        "nodes may not assume their role",
        "staging",
        "role-not-assumable",
        "payments-node",
        with_inputs("Role payments-node", assumeRolePolicy=TRUST_OF_NOBODY),
    ),
    Fault(
        "Pod Identity may not tag its sessions",
        "isolated",
        "role-not-assumable",
        "vault-pod-archive",
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
    Fault(
        "nodes may not pull images",
        "dev",
        "role-lacks-policy",
        "dev-node",
        without("RolePolicyAttachment dev-node-registry"),
    ),
    Fault(
        "the control plane's role has no policy",
        "regional-nat",
        "role-lacks-policy",
        "shop-cluster",
        without("RolePolicyAttachment shop-cluster-cluster"),
    ),
    Fault(
        "the VPC CNI may not assign IPv6 addresses",
        "dual-stack",
        "ipv6-node-role",
        "media-node",
        without("RolePolicy media-node-ipv6"),
    ),
    Fault(
        "the control plane may not attach groups to pods",
        "dev",
        "pod-groups-without-permission",
        "dev-cluster",
        with_inputs("Addon dev-vpc-cni", configurationValues=json.dumps({"env": {"ENABLE_POD_ENI": "true"}})),
    ),
    Fault(
        "a policy is of another partition",
        "public-only",
        "arn-of-another-partition",
        "demo-node-worker",
        with_inputs(
            "RolePolicyAttachment demo-node-worker", policyArn="arn:aws-cn:iam::aws:policy/AmazonEKSWorkerNodePolicy"
        ),
        also=("role-lacks-policy",),
    ),
    Fault(
        "pods have identities and no agent",
        "isolated",
        "pod-identity-without-agent",
        "vault",
        without("Addon vault-eks-pod-identity-agent"),
    ),
    Fault(
        "a service account has two identities",
        "staging",
        "pod-identity-twice",
        "payments-pod-ledger",
        added(
            "aws:eks/podIdentityAssociation:PodIdentityAssociation",
            "second",
            "PodIdentityAssociation payments-pod-ledger",
            clusterName="payments",
            namespace="payments",
            serviceAccount="ledger",
            roleArn=The("Role payments-pod-ledger", "arn"),
        ),
    ),
    Fault(
        "a pod identity has a policy and session tags",
        "prod-payments",
        "pod-identity-policy-with-session-tags",
        "payments-pod-ledger",
        with_inputs("PodIdentityAssociation payments-pod-ledger", policy="{}"),
    ),
    Fault(
        "a cluster's issuer is trusted twice",
        "dev",
        "oidc-provider-twice",
        "two",
        together(
            *(
                added(
                    "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
                    name,
                    "Cluster dev",
                    url="https://dev/cluster/dev#issuer",
                )
                for name in ("one", "two")
            )
        ),
        also=("path-leaves-zone",),  # STS is needed then, and reached through the one NAT gateway
    ),
)
