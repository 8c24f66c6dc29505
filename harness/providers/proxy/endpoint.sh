URL=${URL:-http://127.0.0.1:3000/api/proxy/webhook}
ORIGIN=$(printf %s "$URL" | cut -d / -f 1-3)
need PROXY_WEBHOOK_SIGNING_SECRET "${PROXY_WEBHOOK_SIGNING_SECRET:-}" "the endpoint's secret"
SECRETS=$PROXY_WEBHOOK_SIGNING_SECRET
SECRET_1=${SECRETS%%,*}
