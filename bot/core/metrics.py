"""What the machine room wants to know, as Prometheus text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.core.jobs import Job
from engine.processes.executor import Executor

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
LAG_PERIOD_SECONDS: Final = 0.25
JOB_SECONDS: Final = (1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600)
STEP_SECONDS: Final = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
LAG_SECONDS: Final = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5)


class Metrics:
    """A registry of its own, so that two studios in one process do not mix."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._queue = Gauge("impasto_queue_length", "Jobs that wait", registry=self.registry)
        self._running = Gauge("impasto_jobs_running", "Jobs being painted", registry=self.registry)
        self._jobs = Counter(
            "impasto_jobs", "Jobs that entered a state", ("surface", "state"), registry=self.registry
        )
        self._refusals = Counter("impasto_refusals", "Requests refused", ("code",), registry=self.registry)
        self._job_seconds = Histogram(
            "impasto_job_seconds", "Seconds of painting a job", buckets=JOB_SECONDS, registry=self.registry
        )
        self._step_seconds = Histogram(
            "impasto_step_seconds",
            "Seconds a step, averaged over a job",
            buckets=STEP_SECONDS,
            registry=self.registry,
        )
        self._lag = Histogram(
            "impasto_loop_lag_seconds",
            "How late the event loop was",
            buckets=LAG_SECONDS,
            registry=self.registry,
        )

        self._connected = Gauge(
            "impasto_surface_connected", "The platform is reached", ("surface",), registry=self.registry
        )
        self._servers = Gauge(
            "impasto_surface_servers", "Servers that the bot is in", ("surface",), registry=self.registry
        )
        self._limited = Counter(
            "impasto_surface_rate_limited",
            "Answers 429 of the platform",
            ("surface",),
            registry=self.registry,
        )
        self._undeliverable = Counter(
            "impasto_undeliverable",
            "Jobs whose owner could not be told",
            ("surface",),
            registry=self.registry,
        )

    def follow_surface(self, name: str, connected: Callable[[], bool], servers: Callable[[], int]) -> None:
        """Read how a surface stands whenever somebody asks."""
        self._connected.labels(name).set_function(connected)
        self._servers.labels(name).set_function(servers)

    def rate_limited(self, surface: str) -> None:
        """The platform has answered 429."""
        self._limited.labels(surface).inc()

    def undeliverable(self, surface: str) -> None:
        """A job's owner could not be told, and never will be."""
        self._undeliverable.labels(surface).inc()

    def follow(self, executor: Executor, waiting: Callable[[], int], running: Callable[[], int]) -> None:
        """Read the queue and the devices whenever somebody asks."""
        self._queue.set_function(waiting)
        self._running.set_function(running)
        self.registry.register(_Devices(executor))

    def entered(self, job: Job) -> None:
        """A job has reached its present state."""
        self._jobs.labels(job.owner.surface, job.state.value).inc()

    def refused(self, code: str) -> None:
        """A request was refused."""
        self._refusals.labels(code).inc()

    def painted(self, seconds: float, steps: int) -> None:
        """A job was painted to its end."""
        self._job_seconds.observe(seconds)
        self._step_seconds.observe(seconds / max(1, steps))

    async def measure_lag(self) -> None:
        """Observe for ever how late the event loop wakes."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LAG_PERIOD_SECONDS
            await asyncio.sleep(LAG_PERIOD_SECONDS)
            self._lag.observe(max(0.0, loop.time() - due))

    def text(self) -> bytes:
        """All of it, in the format `CONTENT_TYPE`."""
        return generate_latest(self.registry)


class _Devices(Collector):
    """The executor's devices as they are when asked."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def collect(self) -> Iterable[GaugeMetricFamily]:
        devices = self._executor.devices
        labels = ["device", "node"] if any(device.node for device in devices) else ["device"]
        ready = GaugeMetricFamily("impasto_device_ready", "The model is loaded", labels=labels)
        busy = GaugeMetricFamily("impasto_device_busy", "A job is being painted", labels=labels)
        restarts = GaugeMetricFamily("impasto_device_restarts", "Worker processes replaced", labels=labels)
        used = GaugeMetricFamily("impasto_device_memory_used_bytes", "Memory in use", labels=labels)
        total = GaugeMetricFamily("impasto_device_memory_bytes", "Memory there is", labels=labels)
        speed = GaugeMetricFamily("impasto_device_speed", "Steps of a pixel a second", labels=labels)
        for device in devices:
            values = [device.name, device.node][: len(labels)]
            ready.add_metric(values, float(device.ready))
            busy.add_metric(values, float(device.busy))
            restarts.add_metric(values, float(device.restarts))
            if device.memory_used is not None:
                used.add_metric(values, float(device.memory_used))
            if device.memory_total is not None:
                total.add_metric(values, float(device.memory_total))
            if device.speed is not None:
                speed.add_metric(values, device.speed)
        return (ready, busy, restarts, used, total, speed)
