"""The kubeconfig, whole."""

import json

import pytest

from eks_shared_vpc.cluster.kubeconfig import kubeconfig

GET_TOKEN = ["--region", "us-west-2", "eks", "get-token", "--cluster-name", "payments", "--output", "json"]
ROLE = "arn:aws:iam::222222222222:role/platform-admin"


@pytest.mark.parametrize(
    ("role", "command"),
    [
        pytest.param(None, GET_TOKEN, id="the caller's own identity"),
        pytest.param(ROLE, [*GET_TOKEN, "--role-arn", ROLE], id="the account's role"),
    ],
)
def test_a_kubeconfig_gets_its_token_by_the_aws_command_and_holds_no_secret(role, command):
    text = kubeconfig("payments", "us-west-2", "https://ABC.gr7.us-west-2.eks.amazonaws.com", "Q0E=", role)
    assert json.loads(text) == {
        "apiVersion": "v1",
        "kind": "Config",
        "current-context": "payments",
        "clusters": [
            {
                "name": "payments",
                "cluster": {
                    "server": "https://ABC.gr7.us-west-2.eks.amazonaws.com",
                    "certificate-authority-data": "Q0E=",
                },
            }
        ],
        "contexts": [{"name": "payments", "context": {"cluster": "payments", "user": "payments"}}],
        "users": [
            {
                "name": "payments",
                "user": {
                    "exec": {
                        "apiVersion": "client.authentication.k8s.io/v1beta1",
                        "command": "aws",
                        "args": command,
                        "interactiveMode": "Never",
                    }
                },
            }
        ],
    }
