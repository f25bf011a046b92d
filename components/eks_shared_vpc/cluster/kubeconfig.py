"""The kubeconfig of a cluster: credentials by ``aws eks get-token``, with the account's own role."""

import json

__all__ = ["kubeconfig"]


def kubeconfig(
    cluster: str, region: str, endpoint: str, certificate_authority: str, role_arn: str | None = None
) -> str:
    """A kubeconfig as JSON, which every reader of YAML reads too.

    Args:
        cluster: The cluster's name in AWS.
        region: Its region.
        endpoint: URL of its API server.
        certificate_authority: Its certificate authority, in base64 as AWS gives it.
        role_arn: Role to assume for the token. Default: the caller's own identity.
    """
    role = ["--role-arn", role_arn] if role_arn else []
    command = ["--region", region, "eks", "get-token", "--cluster-name", cluster, "--output", "json", *role]
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": cluster,
            "clusters": [
                {"name": cluster, "cluster": {"server": endpoint, "certificate-authority-data": certificate_authority}}
            ],
            "contexts": [{"name": cluster, "context": {"cluster": cluster, "user": cluster}}],
            "users": [
                {
                    "name": cluster,
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
    )
