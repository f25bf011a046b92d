"""The arithmetic of the address plan, held against a slower and simpler account of it."""

from ipaddress import IPv4Network, IPv6Network
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eks_shared_vpc.addressing import (
    DoesNotFit,
    Place,
    free_space,
    ipv6_subnet,
    ipv6_subnets_per_slot,
    lay_out,
    slot_prefix,
)


def size_of(prefix: int) -> int:
    return 1 << (32 - prefix)


def first_too_many(root: int, prefixes: list[int]) -> int | None:
    """Index of the first piece for which fewer addresses are left than it has, by adding up."""
    total = 0
    for index, prefix in enumerate(prefixes):
        total += size_of(prefix)
        if total > size_of(root):
            return index
    return None


@st.composite
def requests(draw: st.DrawFn) -> tuple[int, list[int]]:
    root = draw(st.integers(16, 26))
    return root, draw(st.lists(st.integers(root, min(root + 7, 30)), max_size=24))


@st.composite
def fitting(draw: st.DrawFn) -> tuple[int, list[int]]:
    root, prefixes = draw(requests())
    return root, prefixes[: first_too_many(root, prefixes)]


@given(fitting())
def test_every_piece_has_the_size_that_was_asked_for_and_lies_inside_the_block(request_):
    root, prefixes = request_
    places = lay_out(root, prefixes)
    assert [place.prefix for place in places] == prefixes
    assert all(place.offset >= 0 and place.offset + place.size <= size_of(root) for place in places)


@given(fitting())
def test_every_piece_is_aligned_to_its_own_size(request_):
    assert [place for place in lay_out(*request_) if place.offset % place.size] == []


@given(fitting())
def test_no_two_pieces_overlap(request_):
    spans = sorted((place.offset, place.offset + place.size) for place in lay_out(*request_))
    assert [(one, other) for one, other in pairwise(spans) if one[1] > other[0]] == []


@given(fitting())
def test_every_piece_takes_the_first_aligned_place_that_earlier_ones_left_free(request_):
    root, prefixes = request_
    taken: list[tuple[int, int]] = []
    for prefix in prefixes:
        size = size_of(prefix)
        offset = next(
            start
            for start in range(0, size_of(root), size)
            if all(start + size <= low or high <= start for low, high in taken)
        )
        taken.append((offset, offset + size))
    assert [place.offset for place in lay_out(root, prefixes)] == [low for low, _ in taken]


@given(fitting(), st.integers(0, 24))
def test_the_layout_of_the_first_pieces_does_not_depend_on_what_follows_them(request_, count):
    root, prefixes = request_
    assert lay_out(root, prefixes[:count]) == lay_out(root, prefixes)[:count]


@given(fitting())
def test_laid_pieces_and_free_space_tile_the_block_exactly(request_):
    root, prefixes = request_
    pieces = sorted([*lay_out(root, prefixes), *free_space(root, prefixes)], key=lambda place: place.offset)
    ends = [place.offset + place.size for place in pieces]
    assert [place.offset for place in pieces] == [0, *ends[:-1]], "each piece begins where the one before it ends"
    assert ends[-1] == size_of(root), "the last piece ends where the block ends"


@given(fitting())
def test_free_space_is_aligned_and_in_address_order(request_):
    free = free_space(*request_)
    assert [place for place in free if place.offset % place.size] == []
    assert [place.offset for place in free] == sorted(place.offset for place in free)


@given(requests())
def test_a_piece_is_refused_only_when_fewer_addresses_are_left_than_it_has(request_):
    root, prefixes = request_
    expected = first_too_many(root, prefixes)
    try:
        lay_out(root, prefixes)
    except DoesNotFit as reason:
        refused: int | None = reason.index
    else:
        refused = None
    assert refused == expected, "first fit in this order wastes nothing, so adding up says which piece is the first"


@pytest.mark.parametrize(
    ("root", "prefixes", "index", "message"),
    [
        pytest.param(20, [19], 0, "a /19 has no free aligned place in a /20 that already holds nothing", id="alone"),
        pytest.param(
            18,
            [19, 20, 20, 28],
            3,
            "a /28 has no free aligned place in a /18 that already holds /19, /20, /20",
            id="full",
        ),
        pytest.param(
            18, [19, 21, 19, 19], 2, "a /19 has no free aligned place in a /18 that already holds /19, /21", id="first"
        ),
    ],
)
def test_what_does_not_fit_is_named_with_what_is_there_already(root, prefixes, index, message):
    with pytest.raises(DoesNotFit) as caught:
        lay_out(root, prefixes)
    reason = caught.value
    assert (reason.index, reason.prefix, reason.root, str(reason)) == (index, prefixes[index], root, message)


def test_a_large_piece_after_a_small_one_leaves_a_gap_that_later_small_ones_fill():
    assert lay_out(24, [28, 26, 27, 28]) == [Place(0, 28), Place(64, 26), Place(32, 27), Place(16, 28)]


def test_nothing_laid_leaves_the_whole_block_free():
    assert (lay_out(18, []), free_space(18, [])) == ([], [Place(0, 18)])


def test_a_full_block_has_no_free_space():
    assert free_space(24, [25, 25]) == []


@pytest.mark.parametrize(
    ("block", "slots", "expected"), [(16, 1, 16), (16, 2, 17), (16, 4, 18), (16, 8, 19), (20, 16, 24)]
)
def test_slots_are_equal_parts_of_the_block(block, slots, expected):
    assert slot_prefix(block, slots) == expected
    assert size_of(expected) * slots == size_of(block)


@pytest.mark.parametrize(
    ("prefix", "size", "usable"),
    [
        pytest.param(28, 16, 11, id="facts 1.21: a /28 has 11 usable addresses"),
        pytest.param(27, 32, 27, id="facts 1.21: a /27 has 27"),
        pytest.param(24, 256, 251, id="facts 1.21: a /24 has 251"),
    ],
)
def test_aws_keeps_five_addresses_of_each_subnet(prefix, size, usable):
    place = Place(0, prefix)
    assert (place.size, place.usable) == (size, usable)


@pytest.mark.parametrize("block", ["10.64.0.0/16", IPv4Network("10.64.0.0/16")], ids=["text", "network"])
def test_a_place_becomes_addresses_within_a_block(block):
    assert Place(0x4000, 20).within(block) == IPv4Network("10.64.64.0/20")


@pytest.mark.parametrize(
    ("prefix", "slots", "room"),
    [
        pytest.param(56, 4, 64, id="facts 1.34: a /56 has 256 /64, 64 in each of four slots"),
        pytest.param(60, 4, 4, id="facts 1.34: a /60 has 16"),
        pytest.param(60, 16, 1, id="one in each of sixteen"),
        pytest.param(44, 1, 1 << 20, id="the largest block"),
    ],
)
def test_a_slot_has_its_share_of_an_ipv6_block(prefix, slots, room):
    assert ipv6_subnets_per_slot(prefix, slots) == room


@pytest.mark.parametrize(
    "block", ["2600:1f14:abc:de00::/56", IPv6Network("2600:1f14:abc:de00::/56")], ids=["text", "network"]
)
def test_an_ipv6_subnet_is_a_64_at_its_index(block):
    subnets = [str(ipv6_subnet(block, index)) for index in (0, 1, 64, 255)]
    assert subnets == [f"2600:1f14:abc:{part}::/64" for part in ("de00", "de01", "de40", "deff")]
