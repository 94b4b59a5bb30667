# One image for every part: pages and API, flows, and the Prefect server with its Redis extras.
FROM python:3.11.14-slim-bookworm AS build
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev --no-install-project
COPY README.md ./
COPY greenlane greenlane
COPY states states
COPY catalog catalog
COPY ledger ledger
COPY acts acts
COPY templates templates
COPY api api
COPY flows flows
COPY simulation simulation
COPY migrations migrations
RUN uv sync --locked --no-dev --no-editable

FROM python:3.11.14-slim-bookworm
RUN useradd --create-home --uid 10001 greenlane && install -d -o greenlane /var/lib/greenlane
COPY --from=build /app/.venv /app/.venv
ENV PATH=/app/.venv/bin:$PATH PYTHONUNBUFFERED=1 GREENLANE_HOME=/var/lib/greenlane
USER greenlane
WORKDIR /var/lib/greenlane
EXPOSE 8000
CMD ["greenlane", "serve"]
