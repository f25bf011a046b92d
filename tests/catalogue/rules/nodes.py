"""Launch templates and images."""

from typing import Any

from tests.catalogue.case import clean, found, on
from tests.catalogue.planting import GONE, Plant, with_inputs

TEMPLATE = "LaunchTemplate template"


def metadata(**options: Any) -> Plant:
    return with_inputs(TEMPLATE, metadataOptions=options)


def disks(*disks: Any) -> Plant:
    return with_inputs(TEMPLATE, blockDeviceMappings=list(disks))


def ami(type_: str) -> Plant:
    return with_inputs("NodeGroup nodes", amiType=type_)


CASES = (
    found(
        "instance-metadata-v1",
        "no options, so tokens are optional",
        on("world", with_inputs(TEMPLATE, metadataOptions=GONE)),
        "template",
    ),
    found("instance-metadata-v1", "tokens are optional", on("world", metadata(httpTokens="optional")), "template"),
    clean("instance-metadata-v1", "tokens are required", on("world", metadata(httpEndpoint="enabled"))),
    found("instance-metadata-for-pods", "two hops", on("world", metadata(httpPutResponseHopLimit=2)), "template"),
    clean("instance-metadata-for-pods", "default: one hop", on("world", metadata(httpPutResponseHopLimit=GONE))),
    found(
        "disk-not-encrypted",
        "no disk is named",
        on("world", with_inputs(TEMPLATE, blockDeviceMappings=GONE)),
        "template",
    ),
    found(
        "disk-not-encrypted",
        "one of two",
        on(
            "world",
            disks({"deviceName": "a", "ebs": {"encrypted": "true"}}, {"deviceName": "b", "ebs": {"volumeSize": 5}}),
        ),
        "template",
    ),
    clean(
        "disk-not-encrypted",
        "both of two",
        on(
            "world",
            disks(
                {"deviceName": "a", "ebs": {"encrypted": "true"}},
                {"deviceName": "b", "ebs": {"volumeSize": 5, "encrypted": "true"}},
            ),
        ),
    ),
    found(
        "image-without-user-data",
        "an image of our own",
        on("world", with_inputs(TEMPLATE, imageId="ami-1")),
        "template",
    ),
    clean(
        "image-without-user-data",
        "it has user data that names its cluster",
        on("world", with_inputs(TEMPLATE, imageId="ami-1", userData="Li4u")),
    ),
    found("amazon-linux-2", "AL2", on("world", ami("AL2_x86_64")), "nodes"),
    clean("amazon-linux-2", "Bottlerocket", on("world", ami("BOTTLEROCKET_x86_64"))),
)
