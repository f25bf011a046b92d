"""Components for EKS on shared VPCs, and the preview that proves them without a cloud.

Import the components from here; their arguments and enums are in ``eks_shared_vpc.network``, ``.privatelink`` and
``.cluster``. Each component is one instance in one account: give it that account's provider. Names are loaded when they are
first used, so that a program which declares no cluster does not import what clusters need.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eks_shared_vpc.cluster.cluster import EksCluster as EksCluster
    from eks_shared_vpc.errors import ContractMismatch as ContractMismatch
    from eks_shared_vpc.errors import InputError as InputError
    from eks_shared_vpc.judgement import Judgement as Judgement
    from eks_shared_vpc.network.contract import NetworkContract as NetworkContract
    from eks_shared_vpc.network.existing_vpc import ExistingVpc as ExistingVpc
    from eks_shared_vpc.network.share import SubnetShare as SubnetShare
    from eks_shared_vpc.network.subnet_tags import SharedSubnetTags as SharedSubnetTags
    from eks_shared_vpc.network.vpc import SharedVpc as SharedVpc
    from eks_shared_vpc.privatelink.endpoints import PrivateLinkEndpoints as PrivateLinkEndpoints
else:
    from eks_shared_vpc.components import COMPONENTS
    from eks_shared_vpc.lazily import named_in

    _HOMES = {
        **{component.name: component.module for component in COMPONENTS},
        **dict.fromkeys(("ContractMismatch", "InputError"), "errors"),
        "Judgement": "judgement",
        "NetworkContract": "network.contract",
    }
    __all__ = list(_HOMES)
    __getattr__ = named_in(__name__, _HOMES)
