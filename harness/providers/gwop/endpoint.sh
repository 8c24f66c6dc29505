URL=${URL:-http://127.0.0.1:3000/api/gwop/webhook}
ORIGIN=$(printf %s "$URL" | cut -d / -f 1-3)
need GWOP_WEBHOOK_SECRET "${GWOP_WEBHOOK_SECRET:-}" "the endpoint's secret"
need GWOP_MERCHANT_ID "${GWOP_MERCHANT_ID:-}" "the merchant's id"
SECRETS=$GWOP_WEBHOOK_SECRET
SECRET_1=${SECRETS%%,*}
