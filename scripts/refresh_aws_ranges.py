"""Writes aws_ranges.json, the address ranges of AWS that the preview knows, from AWS's own list.

Run as ``python scripts/refresh_aws_ranges.py ip-ranges.json``, where the argument is a downloaded copy of
https://ip-ranges.amazonaws.com/ip-ranges.json. The script uses no network.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from ipaddress import IPv4Network, IPv6Network, collapse_addresses
from pathlib import Path
from typing import Any, TypeVar

__all__ = ["document", "main", "render"]

SOURCE = "https://ip-ranges.amazonaws.com/ip-ranges.json"
TARGET = Path(__file__).parent.parent / "components/eks_shared_vpc/preview/aws/aws_ranges.json"
Block = TypeVar("Block", IPv4Network, IPv6Network)
SERVICES = {"S3": "s3", "AMAZON": "all"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the file; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("ip_ranges", type=Path, help=f"a copy of {SOURCE}")
    parser.add_argument("--output", type=Path, default=TARGET, help="where to write (default: the package)")
    options = parser.parse_args(arguments)
    published = json.loads(options.ip_ranges.read_text(encoding="utf-8"))
    options.output.write_text(render(document(published)), encoding="utf-8")
    return 0


def document(published: Mapping[str, Any]) -> dict[str, Any]:
    """What the preview needs of AWS's list: by region, the collapsed blocks of S3 and of all of Amazon."""
    v4: dict[tuple[str, str], list[IPv4Network]] = defaultdict(list)
    v6: dict[tuple[str, str], list[IPv6Network]] = defaultdict(list)
    for prefix in published["prefixes"]:
        v4[prefix["region"], prefix["service"]].append(IPv4Network(prefix["ip_prefix"]))
    for prefix in published["ipv6_prefixes"]:
        v6[prefix["region"], prefix["service"]].append(IPv6Network(prefix["ipv6_prefix"]))
    return {
        "source": SOURCE,
        "date": _iso(published["createDate"]),
        "regions": {
            region: {
                key: {"4": _collapsed(v4.get((region, service), ())), "6": _collapsed(v6.get((region, service), ()))}
                for service, key in SERVICES.items()
            }
            for region in sorted({region for region, service in (*v4, *v6) if service in SERVICES})
        },
    }


def render(ranges: Mapping[str, Any]) -> str:
    """The document as JSON with one line for each region, so that a refresh is a readable diff."""
    head = "".join(f"{json.dumps(key)}: {json.dumps(ranges[key])},\n" for key in ("source", "date"))
    lines = ",\n".join(
        f"{json.dumps(region)}: {json.dumps(blocks, separators=(',', ':'))}"
        for region, blocks in ranges["regions"].items()
    )
    return f'{{\n{head}"regions": {{\n{lines}\n}}\n}}\n'


def _iso(create_date: str) -> str:
    """AWS's ``2026-08-22-21-17-05`` as ``2026-08-22T21:17:05Z``."""
    year, month, day, *time = create_date.split("-")
    return f"{year}-{month}-{day}T{':'.join(time)}Z"


def _collapsed(blocks: Iterable[Block]) -> list[str]:
    return [str(block) for block in collapse_addresses(blocks)]


if __name__ == "__main__":
    raise SystemExit(main())
