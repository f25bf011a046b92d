"""What AWS accepts, in other people's style: the small world with changes in which nothing at all may be found."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from eks_shared_vpc import EksCluster
from tests.catalogue.bases import program
from tests.catalogue.case import Planted, on
from tests.catalogue.planting import GONE, Plant, The, added, together, with_inputs, without
from tests.catalogue.world import AWS_POLICY, ZONES, trust
from tests.support import PARTICIPANT, cluster_args

__all__ = ["HEALTHY"]

BOTTLEROCKET = '[settings.kubernetes]\ncluster-dns-ip = "172.20.0.10"\n'
IMAGE = "resolve:ssm:/aws/service/eks/optimized-ami/1.33/amazon-linux-2023/x86_64/standard/recommended/image_id"
LATTICE = "arn:aws:vpc-lattice:us-west-2:111111111111:resourceconfiguration/rcfg-1"
OWN_POLICY = f"arn:aws:iam::{PARTICIPANT}:policy/cni"
PULL = {"Effect": "Allow", "Action": ["ecr:GetAuthorizationToken", "ecr:BatchGetImage"], "Resource": "*"}
IPV6 = together(
    with_inputs("Cluster cluster", kubernetesNetworkConfig={"ipFamily": "ipv6", "serviceIpv4Cidr": GONE}),
    with_inputs("Vpc vpc", assignGeneratedIpv6CidrBlock=True),
    *(
        with_inputs(
            f"Subnet {tier}-{zone}",
            ipv6CidrBlock=f"2001:db8:0:{number}{index}::/64",
            assignIpv6AddressOnCreation=True,
        )
        for number, tier in enumerate(("public", "private", "cluster"))
        for index, zone in enumerate(ZONES)
    ),
)
PRIVATE = with_inputs("Cluster cluster", vpcConfig={"endpointPublicAccess": False, "publicAccessCidrs": GONE})
WITHOUT_REGISTRY = without("RolePolicyAttachment worker-registry")
ISSUER = "https://token.actions.githubusercontent.com"
CLUSTER_GROUP = The("Cluster cluster", "clusterSecurityGroupId")
BOTH_PRIVATE = [The(f"Subnet private-{zone}") for zone in ZONES]


def document(*statements: Any) -> str:
    """A policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def assume(principal: Any, *actions: str, **more: Any) -> str:
    """A trust policy of any principal."""
    return document({"Effect": "Allow", "Principal": principal, "Action": list(actions), **more})


def template(**inputs: Any) -> Plant:
    """The launch template has other inputs."""
    return with_inputs("LaunchTemplate template", **inputs)


def attached(role: str, user: str, *arns: str) -> Plant:
    """Policies that are attached to a role, and that its user waits for."""
    type_ = "aws:iam/rolePolicyAttachment:RolePolicyAttachment"
    names = {arn: f"extra-{arn.rsplit('/', 1)[-1]}" for arn in arns}
    return together(
        *(
            added(type_, name, f"Role {role}", user, role=The(f"Role {role}"), policyArn=arn)
            for arn, name in names.items()
        )
    )


def to_nodes(*arns: str) -> Plant:
    """Policies that are attached to the node role."""
    return attached("worker", "NodeGroup nodes", *arns)


def auto_mode(*more: str) -> Plant:
    """The cluster is in Auto Mode, and its role has the policies of that, and others."""
    names = [f"AmazonEKS{each}Policy" for each in ("Compute", "BlockStorage", "LoadBalancing", "Networking")]
    return together(
        with_inputs("Cluster cluster", computeConfig={"enabled": True, "nodePools": []}),
        with_inputs("Role control", assumeRolePolicy=trust("eks.amazonaws.com", "sts:AssumeRole", "sts:TagSession")),
        attached("control", "Cluster cluster", *(f"{AWS_POLICY}/{name}" for name in (*names, *more))),
    )


def admitting(admission: Plant) -> Plant:
    """A private cluster with one more security group, and what admits clients to it."""
    group = added("aws:ec2/securityGroup:SecurityGroup", "admins", "Cluster cluster", vpcId=The("Vpc vpc"))
    joined = with_inputs("Cluster cluster", vpcConfig={"securityGroupIds": [The("SecurityGroup admins")]})
    return together(PRIVATE, group, joined, admission)


def older_rule(protocol: str, ports: tuple[int, int]) -> Plant:
    """A rule of the older kind."""
    return added(
        "aws:ec2/securityGroupRule:SecurityGroupRule",
        "admins-vpn",
        "Cluster cluster",
        type="ingress",
        securityGroupId=The("SecurityGroup admins"),
        protocol=protocol,
        fromPort=ports[0],
        toPort=ports[1],
        cidrBlocks=["10.250.0.7/16"],  # with host bits, which AWS clears
    )


def dhcp(*servers: str) -> Plant:
    """The VPC has DHCP options that name these servers."""
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


PREFIX_LIST = together(
    added(
        "aws:ec2/managedPrefixList:ManagedPrefixList",
        "offices",
        "Cluster cluster",
        addressFamily="IPv4",
        maxEntries=5,
        entries=[{"cidr": "192.168.0.0/16"}],
    ),
    added(
        "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
        "admins-offices",
        "Cluster cluster",
        securityGroupId=The("SecurityGroup admins"),
        prefixListId=The("ManagedPrefixList offices"),
        ipProtocol="tcp",
        fromPort=443,
        toPort=443,
    ),
)
BASTION = added(
    "aws:ec2/instance:Instance",
    "bastion",
    "Cluster cluster",
    ami="ami-1",
    instanceType="t3.micro",
    subnetId=The("Subnet private-az1"),
    vpcSecurityGroupIds=[CLUSTER_GROUP],
)
S3_INTERFACE = added(
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "s3-interface",
    "VpcEndpoint eks",
    "Cluster cluster",
    "NodeGroup nodes",
    vpcId=The("Vpc vpc"),
    serviceName="com.amazonaws.us-west-2.s3",
    vpcEndpointType="Interface",
    privateDnsEnabled=True,
    subnetIds=BOTH_PRIVATE,
    securityGroupIds=[The("SecurityGroup clients")],
)
GROUPS_APART = together(
    with_inputs("VpcEndpoint eks", securityGroupIds=GONE),
    added(
        "aws:ec2/securityGroupAssociation:SecurityGroupAssociation",
        "eks-clients",
        "VpcEndpoint eks",
        "Cluster cluster",
        "NodeGroup nodes",
        vpcEndpointId=The("VpcEndpoint eks"),
        securityGroupId=The("SecurityGroup clients"),
    ),
)
LATTICE_ENDPOINT = added(
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    "lattice",
    "VpcEndpoint eks",
    "Cluster cluster",
    "NodeGroup nodes",
    vpcId=The("Vpc vpc"),
    resourceConfigurationArn=LATTICE,
    vpcEndpointType="Resource",
    subnetIds=[The("Subnet private-az1")],
    securityGroupIds=[The("SecurityGroup clients")],
)
SECOND_TABLE = together(
    added(
        "aws:ec2/subnet:Subnet",
        "pods-az1",
        "Vpc vpc",
        vpcId=The("Vpc vpc"),
        cidrBlock="10.0.13.0/24",
        availabilityZoneId="usw2-az1",
    ),
    added("aws:ec2/routeTable:RouteTable", "pods", "Vpc vpc", vpcId=The("Vpc vpc")),
    added(
        "aws:ec2/routeTableAssociation:RouteTableAssociation",
        "association-pods",
        "Vpc vpc",
        subnetId=The("Subnet pods-az1"),
        routeTableId=The("RouteTable pods"),
    ),
    added(
        "aws:ec2/route:Route",
        "route-pods",
        "Vpc vpc",
        routeTableId=The("RouteTable pods"),
        destinationCidrBlock="0.0.0.0/0",
        natGatewayId=The("NatGateway nat-az1"),
    ),
    with_inputs(
        "VpcEndpoint s3",
        routeTableIds=[
            *(The(f"RouteTable {name}") for name in ("table-az1", "table-az2", "pods")),
            The("Vpc vpc", "mainRouteTableId"),
        ],
    ),
)
ENI_CONFIG = json.dumps({"eniConfig": {"create": True, "subnets": {"x": {"id": "subnet-1"}}}})
POD_GROUPS = json.dumps({"env": {"ENABLE_POD_ENI": "true"}})
OPEN_ON_PURPOSE = program(
    lambda _owner, participant: EksCluster(
        "pay",
        cluster_args(endpoint={"public_cidrs": ["0.0.0.0/0"], "open_to_the_world": True}),
        participant,
    )
)

_IN_THE_WORLD: Mapping[str, Plant] = {
    "Bottlerocket whose user data names the DNS address": template(
        userData=base64.b64encode(BOTTLEROCKET.encode()).decode()
    ),
    "an image by a Systems Manager parameter": template(imageId=IMAGE),
    "no metadata service at all": template(metadataOptions={"httpEndpoint": "disabled", "httpTokens": GONE}),
    "encryption as a text in capitals, and a device without a volume": template(
        blockDeviceMappings=[
            {"deviceName": "/dev/xvda", "ebs": {"encrypted": "True"}},
            {"deviceName": "/dev/xvdb", "noDevice": "true"},
        ]
    ),
    "an endpoint whose groups are associated apart": GROUPS_APART,
    "an endpoint of a VPC Lattice resource": LATTICE_ENDPOINT,
    "S3 by an interface endpoint with private DNS": together(without("VpcEndpoint s3"), S3_INTERFACE),
    "policies in managedPolicyArns": together(
        without(*(f"RolePolicyAttachment worker-{each}" for each in ("node", "registry", "cni"))),
        with_inputs(
            "Role worker",
            managedPolicyArns=[
                f"{AWS_POLICY}/{name}"
                for name in (
                    "AmazonEKSWorkerNodePolicy",
                    "AmazonEC2ContainerRegistryReadOnly",
                    "AmazonEKS_CNI_Policy",
                )
            ],
        ),
    ),
    "permission to pull images in inlinePolicies": together(
        WITHOUT_REGISTRY, with_inputs("Role worker", inlinePolicies=[{"name": "pull", "policy": document(PULL)}])
    ),
    "a policy attached to a list of roles": together(
        WITHOUT_REGISTRY,
        added(
            "aws:iam/policyAttachment:PolicyAttachment",
            "pull",
            "Role worker",
            "NodeGroup nodes",
            roles=[The("Role worker")],
            policyArn=f"{AWS_POLICY}/AmazonEC2ContainerRegistryPullOnly",
        ),
    ),
    "a policy of the user's own": together(WITHOUT_REGISTRY, to_nodes(OWN_POLICY)),
    "a role with AdministratorAccess": together(WITHOUT_REGISTRY, IPV6, to_nodes(f"{AWS_POLICY}/AdministratorAccess")),
    "an IPv6 node role with a policy of the user's own": together(IPV6, to_nodes(OWN_POLICY)),
    "an IPv6 node role with a wildcard": together(
        IPV6,
        with_inputs(
            "Role worker",
            inlinePolicies=[
                {"name": "six", "policy": document({"Effect": "Allow", "Action": "EC2:Assign*", "Resource": "*"})}
            ],
        ),
    ),
    "a trust policy for every principal": with_inputs("Role worker", assumeRolePolicy=assume("*", "sts:AssumeRole")),
    "a trust policy with a list of services and a condition": with_inputs(
        "Role worker",
        assumeRolePolicy=assume(
            {"Service": ["lambda.amazonaws.com", "ec2.amazonaws.com"]},
            "sts:assumerole",
            Condition={"StringEquals": {"aws:SourceAccount": PARTICIPANT}},
        ),
    ),
    "a trust policy with a wildcard among its actions": with_inputs(
        "Role pods", assumeRolePolicy=assume({"Service": "pods.eks.amazonaws.com"}, "sts:Assume*", "sts:Tag*")
    ),
    "a trust policy in two statements": with_inputs(
        "Role pods",
        assumeRolePolicy=document(
            *(
                {"Effect": "Allow", "Principal": {"Service": "pods.eks.amazonaws.com"}, "Action": each}
                for each in ("sts:AssumeRole", "sts:TagSession")
            )
        ),
    ),
    "an OIDC provider of another issuer with thumbprints": added(
        "aws:iam/openIdConnectProvider:OpenIdConnectProvider",
        "issuer",
        "Cluster cluster",
        url=ISSUER,
        clientIdLists=["sts.amazonaws.com"],
        thumbprintLists=["ab" * 20],
    ),
    "Auto Mode without the Pod Identity agent": together(
        without("Addon eks-pod-identity-agent", "Addon vpc-cni", "Addon kube-proxy"), auto_mode()
    ),
    "Auto Mode beside node groups whose pods have security groups": together(
        with_inputs("Addon vpc-cni", configurationValues=POD_GROUPS), auto_mode("AmazonEKSVPCResourceController")
    ),
    "a CNI that Helm installs": together(
        without("Addon vpc-cni"), added("kubernetes:helm.sh/v3:Release", "cilium", "Cluster cluster", chart="cilium")
    ),
    "custom networking whose ENIConfigs are there and off": with_inputs(
        "Addon vpc-cni", configurationValues=ENI_CONFIG
    ),
    "a prefix list reaches a private API": admitting(PREFIX_LIST),
    "a rule for all protocols reaches a private API": admitting(older_rule("all", (0, 0))),
    "a rule whose protocol is a number reaches a private API": admitting(older_rule("6", (443, 443))),
    "a bastion with the cluster's group reaches a private API": together(PRIVATE, BASTION),
    "several route tables of one zone lead to its NAT gateway": SECOND_TABLE,
    "DHCP options name Amazon's resolver by its address": dhcp("10.0.0.2"),
    "DHCP options name Amazon's resolver by its link-local address": dhcp("169.254.169.253"),
}
HEALTHY: Mapping[str, Planted] = {
    **{title: on("world", plant) for title, plant in _IN_THE_WORLD.items()},
    "the API is open, and the component says that it is meant": on(OPEN_ON_PURPOSE),
}
"""What is changed, in a clause, and the graph."""
