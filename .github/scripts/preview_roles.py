"""Let the preview of a stack take another role in each account: preview_roles.py stacks/Pulumi.NAME.yaml ROLE.

For CI, on a checkout that is thrown away. The roles in a stack file deploy; code that nobody has reviewed yet must not get
them. Pulumi has no other way to swap them: the role is an input of the provider (pulumi/pulumi-aws#3149).
"""

import re
import sys
from pathlib import Path

import yaml

file, role = Path(sys.argv[1]), sys.argv[2]
stack = yaml.safe_load(file.read_text(encoding="utf-8"))
for account in stack["config"]["eks-shared-vpc:accounts"].values():
    if "role_arn" in account:
        account["role_arn"] = re.sub(r":role/.+", f":role/{role}", account["role_arn"])
file.write_text(yaml.safe_dump(stack, sort_keys=False), encoding="utf-8")
