"""Interface endpoints of AWS services: types of arguments, and enums. The components are in ``eks_shared_vpc``."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eks_shared_vpc.privatelink.args import *  # noqa: F403  # all that it makes public
else:
    from eks_shared_vpc.lazily import arguments_of

    __getattr__ = arguments_of(__name__)
