# The portal's image: code, pinned requirements, collected front-end files. Data lives in the volume /data.
FROM node:22-slim AS frontend
FROM python:3.12-slim

COPY --from=frontend /usr/local/bin/node /usr/local/bin/node
COPY --from=frontend /usr/local/lib/node_modules /usr/local/lib/node_modules
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm

# Papers as PDF need Pango, and a Chinese serif that stands in for 仿宋.
RUN apt-get update && apt-get install --yes --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/tidu
COPY requirements.txt .
RUN pip install --no-cache-dir --requirement requirements.txt
COPY . .
RUN python -m portal.web.frontend \
    && useradd --system --create-home --uid 10001 tidu \
    && install --directory --owner tidu --group tidu /data
USER tidu
ENV TIDU_DATA=/data PYTHONUNBUFFERED=1
EXPOSE 8000
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3"]
