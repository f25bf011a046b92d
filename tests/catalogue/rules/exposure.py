"""Who reaches the API server, and how zones leave."""

from typing import Any

from tests.catalogue.case import Planted, clean, found, on
from tests.catalogue.planting import GONE, with_inputs
from tests.catalogue.rules import programs


def api(**config: Any) -> Planted:
    return on("world", with_inputs("Cluster cluster", vpcConfig=config))


CASES = (
    found(
        "api-open-to-the-world",
        "the world is on the list",
        api(publicAccessCidrs=["52.94.76.0/24", "0.0.0.0/0"]),
        "cluster",
    ),
    found("api-open-to-the-world", "there is no list", api(publicAccessCidrs=GONE), "cluster"),
    found("api-open-to-the-world", "left to the default, so AWS opens it", on(programs.API), "it"),
    clean("api-open-to-the-world", "it is private", api(endpointPublicAccess=False, publicAccessCidrs=GONE)),
    clean("api-open-to-the-world", "there is a list", api(endpointPublicAccess=GONE)),
    found("single-nat-gateway", "one for three zones", on(programs.SINGLE_NAT), "net-nat-az1"),
    clean("single-nat-gateway", "one for each zone", on(programs.NAT_PER_ZONE)),
    clean("single-nat-gateway", "one for the only zone", on(programs.ONE_ZONE)),
)
