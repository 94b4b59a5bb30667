"""Which addresses the house may call: cases by hand, and every private range there is."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states.addresses import (
    AddressRefused,
    AddressRules,
    check,
    is_public,
    networks_of,
    target_of,
)

STRICT = AddressRules()
AT_HOME = AddressRules(loopback=True)

REFUSED = (
    "127.0.0.1",
    "127.8.8.8",
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "169.254.0.1",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "192.0.0.192",
    "0.0.0.0",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "198.18.0.1",
    "::",
    "::1",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "2001:0:1:2:3:4:80ff:fffe",
)


@pytest.mark.parametrize("address", REFUSED)
def test_an_address_inside_or_of_a_cloud_s_metadata_is_never_called(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))
    host = f"[{address}]" if ":" in address else address
    with pytest.raises(AddressRefused):
        target_of(f"https://{host}/events", STRICT)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "114.114.114.114", "2400:3200::1", "64:ff9b::101:101"]
)
def test_a_public_address_may_be_called(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(
    st.sampled_from(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"]),
    st.integers(min_value=0),
    st.sampled_from(["{}", "::ffff:{}", "64:ff9b::{}", "::{}"]),
)
def test_no_way_of_writing_a_private_address_makes_it_public(
    told: str, offset: int, shape: str
) -> None:
    network = ipaddress.ip_network(told)
    inside = network[offset % network.num_addresses]

    assert not is_public(ipaddress.ip_address(shape.format(inside)))


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "https://",
        "https:///events",
        "https://user:pw@example.org/",
        "https://example.org@127.0.0.1/",
        "https://example.org/#part",
        "https://example.org:99999/",
        "https://example.org\\@127.0.0.1/",
        "https://exa mple.org/",
        "https://example.org/\r\nHost: inside",
        "https://ехаmple.org/",
        "javascript:alert(1)",
        "https://" + "a" * 500,
        "",
    ],
)
def test_what_is_no_plain_address_over_tls_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        target_of(url, STRICT)


def test_a_target_is_what_the_address_says() -> None:
    target = target_of("https://Events.Example.org:8443/in?from=hebi", STRICT)

    assert (target.host, target.port, target.path) == ("events.example.org", 8443, "/in?from=hebi")
    assert target.authority == "events.example.org:8443"
    assert target_of("https://example.org", STRICT).path == "/"
    assert target_of("https://[2400:3200::1]/", STRICT).authority == "[2400:3200::1]"


def test_the_operator_s_list_allows_a_range_and_no_more() -> None:
    rules = AddressRules(networks_of("10.20.0.0/16, fd12::/16"))

    assert target_of("https://10.20.3.4/", rules).host == "10.20.3.4"
    assert target_of("https://[fd12::1]/", rules).host == "fd12::1"
    for refused in ("https://10.21.0.1/", "http://10.20.3.4/", "https://127.0.0.1/"):
        with pytest.raises(AddressRefused):
            target_of(refused, rules)


def test_development_may_call_its_own_machine_without_tls_and_nobody_else_so() -> None:
    assert target_of("http://127.0.0.1:9000/", AT_HOME).is_tls is False
    with pytest.raises(AddressRefused):
        target_of("http://10.0.0.1/", AT_HOME)
    name = target_of("http://inside.example/", AT_HOME)
    with pytest.raises(AddressRefused):
        check(ipaddress.ip_address("1.1.1.1"), name, AT_HOME)
    with pytest.raises(AddressRefused):
        target_of("https://169.254.169.254/", AT_HOME)
