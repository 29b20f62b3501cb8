# Taggy's service, for a Neo4j elsewhere (NEO4J_URI). With the model: --build-arg REQUIREMENTS=model

FROM python:3.11.14-slim-bookworm AS build
ARG REQUIREMENTS=base
WORKDIR /app
COPY requirements requirements
RUN python -m venv .venv \
  && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements/uv.txt \
  && .venv/bin/uv pip install --no-cache --compile-bytecode --require-hashes -r requirements/${REQUIREMENTS}.txt
COPY package.json package-lock.json .npmrc ./
COPY frontend frontend
RUN PATH="/app/.venv/bin:$PATH" npm ci --omit=dev --ignore-scripts \
  && PATH="/app/.venv/bin:$PATH" npm run --silent bundle \
  && rm -rf node_modules
COPY . .
RUN .venv/bin/uv pip install --no-cache --no-deps --no-build-isolation --editable . \
  && .venv/bin/python -m compileall -q taggy graph media consensus model sources api cli

FROM python:3.11.14-slim-bookworm
RUN useradd --system --uid 10001 --create-home taggy \
  && install -d -o taggy -g taggy -m 0700 /var/lib/taggy
COPY --from=build /app /app
ENV PATH="/app/.venv/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    TAGGY_HOME=/var/lib/taggy
WORKDIR /var/lib/taggy
USER taggy
VOLUME /var/lib/taggy
EXPOSE 8765
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8765/api/v1/health', timeout=5)"]
ENTRYPOINT ["taggy"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8765"]
