#!/bin/sh
# For whatever runs a shell: with Node 22 or newer, and the receiver's own variables, such as DATABASE_URL.
set -eu
harness=proxy-checkout-conformance@0.1.0

# By itself, since npx ends with 1 where it gets no package: that must not be read as a verdict.
npx --yes "$harness" --version || exit 3

mkdir -p conformance-reports
npx --yes "$harness" run --start "node server.js" --report text \
  --report junit=conformance-reports/junit.xml --report json=conformance-reports/report.json
