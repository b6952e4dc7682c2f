# One image for every process of the Procfile; compose.yaml says which one a container runs.
FROM python:3.11-slim-bookworm
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN useradd --system --uid 10001 --create-home headland && mkdir /data && chown headland /data
# pg_dump and pg_restore for backups, of the version of compose.yaml's PostgreSQL: Debian's own are older.
RUN apt-get update -qq && apt-get install -qq -y --no-install-recommends postgresql-common ca-certificates \
    && /usr/share/postgresql-common/pgdg/apt.postgresql.org.sh -y \
    && apt-get install -qq -y --no-install-recommends postgresql-client-16 && rm -rf /var/lib/apt/lists/*
WORKDIR /srv/headland
COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
USER headland
VOLUME /data
EXPOSE 8000 8001 8002 8003
CMD ["honcho", "start"]
