"""Asking for less when the device has no room."""

from __future__ import annotations

import pytest

from engine.errors import OutOfMemory, PictureError
from engine.messages import Checkpoint
from engine.processes.memory import FLOOR, Frugal, is_out_of_memory, sides_after
from tests.engine.executors import request


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("[enforce fail at alloc_cpu.cpp:117] . DefaultCPUAllocator: can't allocate memory"),
        RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 4 bytes"),
        RuntimeError("cuDNN error: CUDNN_STATUS_ALLOC_FAILED"),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
        RuntimeError("cuDNN error: CUDNN_STATUS_INTERNAL_ERROR_HOST_ALLOCATION_FAILED"),
        RuntimeError("GET was unable to find an engine to execute this computation"),
        RuntimeError("HIP out of memory. Tried to allocate 20.00 MiB"),
        RuntimeError("HIP error: hipErrorOutOfMemory"),
        RuntimeError("MPS backend out of memory (MPS allocated: 9.05 GB, max allowed: 9.07 GB)"),
        RuntimeError("Invalid buffer size: 24.00 GiB"),
        RuntimeError("XPU out of memory. Tried to allocate 2.00 GiB"),
        RuntimeError("level_zero backend failed with error: 39 (UR_RESULT_ERROR_OUT_OF_DEVICE_MEMORY)"),
        RuntimeError("std::bad_alloc"),
        MemoryError(),
        OutOfMemory("full"),
    ],
)
def test_a_full_device_is_recognised(error: Exception) -> None:
    assert is_out_of_memory(error)


@pytest.mark.parametrize(
    "error", [RuntimeError("shapes differ"), ValueError("out of memory"), PictureError("truncated")]
)
def test_other_errors_are_not_taken_for_it(error: Exception) -> None:
    assert not is_out_of_memory(error)


def test_after_an_accident_three_quarters_are_tried() -> None:
    assert sides_after(MemoryError(), 1000) == (1000, 750)


def test_after_a_refusal_what_would_fit_is_tried() -> None:
    refused = OutOfMemory("no room", width=3000, height=4000, fits=1234)
    assert sides_after(refused, 0) == (4000, 1234)


def test_a_width_becomes_a_size() -> None:
    smaller = Frugal(request(width=800)).smaller(1000, 750)
    assert smaller
    assert (smaller.request.options.size, smaller.request.options.width) == (750, None)


def test_smaller_starts_anew() -> None:
    smaller = Frugal(request().with_checkpoint(b"large")).smaller(1000, 750)
    assert smaller
    assert smaller.request.checkpoint is None


def test_there_is_a_floor() -> None:
    assert Frugal(request()).smaller(FLOOR, FLOOR - 1) is None


def test_a_checkpoint_brings_the_smaller_size_back() -> None:
    smaller = Frugal(request(size=1000)).smaller(1000, 750)
    assert smaller
    marked = smaller.mark(Checkpoint(3, b"state"))
    resumed = Frugal.resume(request(size=1000).with_checkpoint(marked.data))
    assert resumed == Frugal(request(size=750).with_checkpoint(b"state"), 1000, 750)


def test_a_checkpoint_at_full_size_stays_as_it_is() -> None:
    checkpoint = Checkpoint(3, b"state")
    assert Frugal.resume(request()).mark(checkpoint) == checkpoint
