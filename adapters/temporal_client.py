"""Connects to a Temporal server with the one data converter and transport that the whole product uses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, GrpcCompression, Plugin
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.service import TLSConfig

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class TemporalTarget:
    """Where and how to connect; each field is the TEMPORAL_* setting of the same name (host:port, PEM file paths)."""

    address: str
    namespace: str = "default"
    api_key: str | None = field(default=None, repr=False)
    tls: bool = False
    tls_server_ca_cert_path: Path | None = None
    tls_client_cert_path: Path | None = None
    tls_client_key_path: Path | None = None
    tls_server_name: str | None = None


def _read(path: Path | None) -> bytes | None:
    return None if path is None else path.read_bytes()


def tls_config(target: TemporalTarget) -> TLSConfig | None:
    """The TLS of a target, or None for plain text; files or an API key imply TLS. OSError when a file is missing."""
    details = (target.tls_server_ca_cert_path, target.tls_client_cert_path, target.tls_server_name, target.api_key)
    if not target.tls and not any(details):
        return None
    return TLSConfig(
        server_root_ca_cert=_read(target.tls_server_ca_cert_path),
        domain=target.tls_server_name,
        client_cert=_read(target.tls_client_cert_path),
        client_private_key=_read(target.tls_client_key_path),
    )


def compression(target: TemporalTarget) -> GrpcCompression:
    """None on loopback, where compressing costs 10 to 20 % of a worker's time and saves nothing; gzip elsewhere."""
    host = target.address.rsplit(":", 1)[0].strip("[]")
    return GrpcCompression.NONE if host in _LOOPBACK else GrpcCompression.GZIP


async def connect(target: TemporalTarget, plugins: Sequence[Plugin] = ()) -> Client:
    """A connected client; RuntimeError when the server is out of reach, OSError when a TLS file is missing."""
    return await Client.connect(
        target.address,
        namespace=target.namespace,
        api_key=target.api_key,
        tls=tls_config(target) or False,
        data_converter=pydantic_data_converter,
        plugins=plugins,
        grpc_compression=compression(target),
    )


async def namespace_id(client: Client) -> str:
    """The identity of the client's namespace: another one means another (lost or replaced) Temporal database."""
    request = DescribeNamespaceRequest(namespace=client.namespace)
    return (await client.workflow_service.describe_namespace(request)).namespace_info.id
