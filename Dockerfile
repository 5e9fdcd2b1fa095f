# The application: the same image runs web, worker, beat and migrations.
FROM python:3.12-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 POH_ENV=production POH_DATA=/data
RUN useradd --system --create-home --uid 10001 poh && install -d -o poh /data /beat
WORKDIR /srv/poh

COPY requirements.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.txt

COPY . .
USER poh
# Static files are part of the image. These addresses are not used: nothing connects while collecting.
RUN SECRET_KEY=unused-while-collecting-static-files \
    DATABASE_APP_URL=postgresql://unused@unused/unused REDIS_URL=redis://unused \
    python manage.py collectstatic --no-input

EXPOSE 8000
CMD ["gunicorn", "poh.wsgi", "--bind", "0.0.0.0:8000", "--workers", "3", "--worker-class", "gthread", \
     "--threads", "4", "--timeout", "60", "--no-control-socket", "--worker-tmp-dir", "/dev/shm"]
