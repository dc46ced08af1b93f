"""What a Temporal target means for the connection: TLS, compression, secrets."""

from __future__ import annotations

from pathlib import Path

import pytest
from temporalio.client import GrpcCompression

from adapters.temporal_client import TemporalTarget, compression, connect, tls_config


def test_plain_text_is_the_default() -> None:
    assert tls_config(TemporalTarget("127.0.0.1:7233")) is None


@pytest.mark.parametrize("target", [TemporalTarget("a:1", tls=True), TemporalTarget("a:1", api_key="secret")])
def test_tls_and_api_key_both_encrypt(target: TemporalTarget) -> None:
    assert tls_config(target) is not None


def test_certificates_are_read_from_their_files(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("ca", "cert", "key")]
    for path in paths:
        path.write_text(path.name)
    target = TemporalTarget(
        "a:1",
        tls_server_ca_cert_path=paths[0],
        tls_client_cert_path=paths[1],
        tls_client_key_path=paths[2],
        tls_server_name="cluster",
    )
    config = tls_config(target)
    assert config is not None
    assert (config.server_root_ca_cert, config.client_cert, config.client_private_key) == (b"ca", b"cert", b"key")
    assert config.domain == "cluster"


def test_a_missing_certificate_is_an_error_and_not_plain_text(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="absent"):
        tls_config(TemporalTarget("a:1", tls_server_ca_cert_path=tmp_path / "absent"))


@pytest.mark.parametrize("address", ["127.0.0.1:7233", "localhost:7233", "[::1]:7233"])
def test_loopback_is_not_compressed(address: str) -> None:
    assert compression(TemporalTarget(address)) is GrpcCompression.NONE


def test_a_network_is_compressed() -> None:
    assert compression(TemporalTarget("temporal.example:7233")) is GrpcCompression.GZIP


def test_the_key_is_never_shown() -> None:
    assert "secret" not in repr(TemporalTarget("a:1", api_key="secret"))


async def test_nobody_there_is_an_error() -> None:
    with pytest.raises(RuntimeError, match=r"127\.0\.0\.1:1"):
        await connect(TemporalTarget("127.0.0.1:1"))
